// SPDX-License-Identifier: Apache-2.0
// Plans: any text is read, or refused with a place inside it and a clean message. What is read reads again from its own
// clauses to the same rules, and derives commissions that are within their bounds and fall with refunds.
#include "commission/derive.h"
#include "core/bug.h"
#include "format/encode.h"
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(struct text input, const struct plan_error *error)
{
    int lines = 1;
    for (size_t i = 0; i < input.n; i++) {
        lines += input.p[i] == '\n';
    }
    BUG_ON(error->line < 1 || error->line > lines || error->column < 1 || (size_t)error->column > input.n + 1);
    BUG_ON(error->message[0] == '\0' || !utf8_is_valid(text_of(error->message)));
    BUG_ON(!utf8_is_valid(text_of(error->suggestion)));
}

// What is printed reads again, to a plan that prints the same.
static void check_printed(struct arena *arena, const struct plan *plan, struct currency currency)
{
    struct text printed = plan_print(arena, plan);
    struct plan *again = NULL;
    struct plan_error error = {0};
    if (printed.n > PLAN_TEXT_MAX) {
        return; // what was joined by nothing is joined by spaces
    }
    BUG_ON(plan_parse(arena, printed, currency, &again, &error) != RC_OK);
    BUG_ON(again->rule_count != plan->rule_count || again->level_count != plan->level_count);
    BUG_ON(again->bonus_count != plan->bonus_count || again->cap_count != plan->cap_count);
    BUG_ON(again->promise_count != plan->promise_count || again->example_count != plan->example_count);
    BUG_ON(!text_equal(plan_print(arena, again), printed));
}

static struct money of(int64_t minor, struct currency currency)
{
    return (struct money){.minor = minor, .currency = currency};
}

// Facts that many conditions know.
static void check_derivation(struct arena *arena, const struct plan *plan, const struct plan_rule *rule,
                             struct currency currency)
{
    struct derive_item items[] = {{.kind = TEXT("digital"), .quantity = 2, .amount = of(777, currency)},
                                  {.kind = TEXT("other"), .sku = TEXT("A-1"), .amount = of(1234, currency)}};
    struct derive_partner uplines[] = {{.partner_id = {2}, .is_active = true}, {.partner_id = {3}, .is_active = true}};
    struct derive_facts facts = {.goal = rule->goal,
                                 .currency = currency,
                                 .amount = of(1999, currency),
                                 .discount = of(331, currency),
                                 .tax = of(100, currency),
                                 .shipping = of(50, currency),
                                 .refunded = of(0, currency),
                                 .items = items,
                                 .item_count = 2,
                                 .occurred_at = {.ms = 0},
                                 .program_hold_days = 30,
                                 .partner = {.partner_id = {1}, .type = TEXT("blogger"), .is_active = true},
                                 .country = TEXT("FR"),
                                 .usage = 20000,
                                 .uplines = uplines,
                                 .upline_count = 2};
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    int64_t before = INT64_MAX;
    for (int64_t refunded = 0; refunded <= 2500; refunded += 500) {
        struct derived derived;
        const struct plan_cap *cap = plan_find_cap(plan, PLAN_CAP_LEVELS, /* is_rate= */ false);
        facts.refunded.minor = refunded;
        commission_derive(arena, &facts, plans, 1, DERIVE_EXPLAINED, &derived);
        BUG_ON(derived.total.minor < 0 || (plan_rule_is_plain(rule) && !derived.is_paid));
        BUG_ON(derived.total.minor > before);
        BUG_ON(cap != NULL && derived.total.minor > cap->sum.minor);
        const struct json *json = NULL;
        BUG_ON(json_parse(arena, derived.derivation, &json, NULL) != RC_OK);
        BUG_ON(!text_equal(json_canonical(arena, json), derived.derivation));
        before = derived.total.minor;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct currency currencies[] = {{"EUR"}, {"JPY"}, {"KWD"}};
    struct text input = {.p = (const char *)data, .n = size};
    for (size_t c = 0; c < sizeof(currencies) / sizeof(currencies[0]) && size <= PLAN_TEXT_MAX + 1; c++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct plan *plan = NULL;
        struct plan_error error = {0};
        enum rc rc = plan_parse(arena, input, currencies[c], &plan, &error);
        BUG_ON(rc != RC_OK && rc != RC_INVALID);
        if (rc != RC_OK) {
            check_error(input, &error);
            continue;
        }
        BUG_ON(plan->rule_count > PLAN_RULES_MAX);
        check_printed(arena, plan, currencies[c]);
        const size_t looked_at = plan->rule_count < 8 ? plan->rule_count : 8; // the rest would only take time
        for (size_t i = 0; i < looked_at; i++) {
            if (plan->rules[i].event == PLAN_ON_GOAL) {
                check_derivation(arena, plan, &plan->rules[i], currencies[c]);
            }
        }
    }
    return 0;
}
