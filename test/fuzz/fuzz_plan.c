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

static struct text kind_of(const struct plan_rule *rule)
{
    return rule->items == NULL ? TEXT_NONE : rule->items->values[0];
}

static void check_rule(struct arena *arena, const struct plan_rule *rule, struct currency currency)
{
    struct plan *again = NULL;
    struct plan_error error = {0};
    BUG_ON(plan_parse(arena, rule->source, currency, &again, &error) != RC_OK);
    const struct plan_rule *same = &again->rules[0];
    BUG_ON(again->rule_count != 1 || same->event != rule->event || same->value.kind != rule->value.kind);
    BUG_ON(same->value.rate.ppm != rule->value.rate.ppm || same->value.fixed.micro != rule->value.fixed.micro);
    BUG_ON(!text_equal(same->goal, rule->goal) || !text_equal(kind_of(same), kind_of(rule)));
}

static struct money of(int64_t minor, struct currency currency)
{
    return (struct money){.minor = minor, .currency = currency};
}

static void check_derivation(struct arena *arena, const struct plan *plan, const struct plan_rule *rule,
                             struct currency currency)
{
    struct derive_item items[] = {{.kind = kind_of(rule), .amount = of(777, currency)},
                                  {.kind = TEXT("other"), .amount = of(1234, currency)}};
    struct derive_facts facts = {.goal = rule->goal,
                                 .currency = currency,
                                 .amount = of(1999, currency),
                                 .discount = of(331, currency),
                                 .refunded = of(0, currency),
                                 .items = items,
                                 .item_count = 2,
                                 .occurred_at = {.ms = 0},
                                 .program_hold_days = 30};
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    int64_t before = INT64_MAX;
    for (int64_t refunded = 0; refunded <= 2500; refunded += 500) {
        struct derived derived;
        const struct plan_cap *cap = plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ false);
        facts.refunded.minor = refunded;
        commission_derive(arena, &facts, plans, 1, DERIVE_EXPLAINED, &derived);
        BUG_ON(!derived.is_paid || derived.total.minor < 0 || derived.total.minor > before);
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
        BUG_ON(plan->rule_count == 0 || plan->rule_count > PLAN_RULES_MAX);
        const size_t looked_at = plan->rule_count < 8 ? plan->rule_count : 8; // the rest would only take time
        for (size_t i = 0; i < looked_at; i++) {
            check_rule(arena, &plan->rules[i], currencies[c]);
            if (plan->rules[i].event == PLAN_ON_GOAL) {
                check_derivation(arena, plan, &plan->rules[i], currencies[c]);
            }
        }
    }
    return 0;
}
