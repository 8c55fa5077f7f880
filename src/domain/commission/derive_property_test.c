// SPDX-License-Identifier: Apache-2.0
// What must hold for every plan and every event, tried on random ones of all constructs from printed seeds: nothing is
// negative, parts sum to the whole, caps hold, refunds never raise anything and end the same in any order, and amounts
// alone are those that are explained.
#include "commission/derive_case_test.h"

#include "format/json.h"

#define PLANS 500
#define EVENTS 200 // for each plan
#define CAP_LEVELS_PERCENT 30

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static int random_below(uint64_t *seed, int bound)
{
    return (int)(random_next(seed) % (uint64_t)bound);
}

static bool is_heads(uint64_t *seed)
{
    return random_below(seed, 2) == 0;
}

static const char *pick(uint64_t *seed, const char *const *list, size_t count)
{
    return list[random_below(seed, (int)count)];
}

// Which parts a random plan has: what is checked depends on them.
struct traits {
    bool has_cap_sale, has_cap_levels, has_cap_partner, has_budget;
    int cap_partner_line, budget_line;
};

struct made {
    struct buf buf;
    int line;
};

static void add_line(struct made *made, const char *line)
{
    buf_add(&made->buf, text_of(line));
    buf_add(&made->buf, TEXT("\n"));
    made->line++;
}

static void add_value(struct made *made, uint64_t *seed, bool is_percent)
{
    if (is_percent || random_below(seed, 3) > 0) {
        buf_format(&made->buf, "%d.%04d%%", random_below(seed, 40), random_below(seed, 10000));
    } else {
        buf_format(&made->buf, "%d.%03d EUR", random_below(seed, 9), random_below(seed, 1000));
    }
}

static void add_tiers(struct made *made, uint64_t *seed)
{
    static const char *const periods[] = {"a week", "a month", "a quarter", "a year", "in all"};
    const char *period = pick(seed, periods, COUNT_OF(periods));
    bool is_by_sum = is_heads(seed);
    const char *all = is_heads(seed) ? " for all" : "";
    int edge = 0;
    for (int i = random_below(seed, 3); i >= 0; i--) {
        edge += 1 + random_below(seed, is_by_sum ? 400 : 6);
        buf_format(&made->buf, is_by_sum ? "  from %d EUR of sales %s " : "  from %d sales %s ", edge, period);
        add_value(made, seed, /* is_percent= */ is_by_sum);
        add_line(made, all);
    }
}

static void add_rule(struct made *made, uint64_t *seed, int number)
{
    static const char *const filters[] = {"", "", " of kind a", " of kind b and not sku x", " of category c or sku x"};
    static const char *const limits[] = {"",
                                         "",
                                         " for 3 months",
                                         " for 5 payments",
                                         " until churn",
                                         " from 2026-11-20 until 2026-11-25",
                                         " at least 0.37 EUR",
                                         " at most 3.11 EUR"};
    static const char *const conditions[] = {"", "", " when country is FR", " unless customer is new",
                                             " when order amount >= 50 EUR and device is phone"};
    const char *filter = pick(seed, filters, COUNT_OF(filters));
    const char *limit = pick(seed, limits, COUNT_OF(limits));
    bool has_tiers = random_below(seed, 3) == 0;
    buf_format(&made->buf, "r%d: %spay ", number, number > 0 && random_below(seed, 4) == 0 ? "also " : "");
    add_value(made, seed, has_tiers);
    buf_format(&made->buf, " on sale%s%s%s", filter, limit, pick(seed, conditions, COUNT_OF(conditions)));
    add_line(made, "");
    if (has_tiers) {
        add_tiers(made, seed);
    }
}

static void add_levels(struct made *made, uint64_t *seed)
{
    static const char *const lines[] = {
        "level 1 pays 5% of sale",
        "level 1 pays 7.7777% of sale when recruiter level is gold",
        "levels 1 to 4 pay 3.3333% of commission",
        "levels 2 to 7 pay 1.5% of sale",
        "level 2 pays 0.03 EUR",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (random_below(seed, 3) == 0) {
            add_line(made, lines[i]);
        }
    }
}

static void add_caps(struct made *made, uint64_t *seed, struct traits *traits)
{
    if (random_below(seed, 3) == 0) {
        traits->has_cap_sale = true;
        add_line(made, "cap 20% of sale");
    }
    if (random_below(seed, 3) == 0) {
        traits->has_cap_levels = true;
        add_line(made, "cap 30% of sale over all levels");
    }
    if (random_below(seed, 3) == 0) {
        traits->has_cap_partner = true;
        traits->cap_partner_line = made->line + 1;
        add_line(made,
                 is_heads(seed) ? "cap 10 EUR per partner a month" : "cap 10 EUR per partner a month, beyond it 7%");
    }
    if (random_below(seed, 3) == 0) {
        traits->has_budget = true;
        traits->budget_line = made->line + 1;
        add_line(made, is_heads(seed) ? "budget 100 EUR a month" : "budget 100 EUR a month, beyond it 13%");
    }
}

static const struct plan *random_plan(struct arena *arena, uint64_t *seed, struct traits *traits,
                                      struct text *ret_source)
{
    *traits = (struct traits){.has_cap_sale = false};
    for (;;) { // two rules that match the same are refused: another try then
        struct made made = {.buf = buf_new(arena, 65536), .line = 0};
        *traits = (struct traits){.has_cap_sale = false};
        add_line(&made, is_heads(seed) ? "base before discount" : "base after discount");
        if (is_heads(seed)) {
            add_line(&made, is_heads(seed) ? "base without tax" : "base without tax and shipping");
        }
        for (int i = 0, rules = 1 + random_below(seed, 4); i < rules; i++) {
            add_rule(&made, seed, i);
        }
        add_levels(&made, seed);
        add_caps(&made, seed, traits);
        add_line(&made,
                 is_heads(seed) ? "share first 40%, last 40%, others 20%" : "share first 50%, last 30%, others 20%");
        add_line(&made, is_heads(seed) ? "round half even" : "round half away from zero");
        struct plan *plan = NULL;
        struct plan_error error;
        *ret_source = buf_text(&made.buf);
        if (plan_parse(arena, *ret_source, currency_of("EUR"), &plan, &error) == RC_OK) {
            return plan;
        }
    }
}

static int64_t random_amount(uint64_t *seed)
{
    static const int bounds[] = {4, 30, 1000, 20000, 1000000000};
    return random_below(seed, bounds[random_below(seed, COUNT_OF(bounds))]);
}

static void random_lists(uint64_t *seed, struct derive_case *c)
{
    static const char *const kinds[] = {"a", "b", "d", ""};
    static const char *const skus[] = {"x", "y", ""};
    static const char *const categories[] = {"c", "e", ""};
    struct derive_facts *f = &c->facts;
    for (int i = random_below(seed, 5); i > 0; i--) {
        c->items[f->item_count++] =
            (struct derive_item){.kind = text_of(pick(seed, kinds, 4)),
                                 .sku = text_of(pick(seed, skus, 3)),
                                 .category = text_of(pick(seed, categories, 3)),
                                 .quantity = random_below(seed, 4),
                                 .amount = {.minor = random_amount(seed), .currency = f->currency}};
    }
    for (int i = random_below(seed, 9); i > 0; i--) {
        add_upline(c, text_of(i == 3 ? "-" : is_heads(seed) ? "gold" : "silver"));
    }
    for (int i = random_below(seed, 5), id = 5; i > 0; i--) {
        c->touches[f->touch_count++] = (struct derive_partner){.partner_id = {id++}, .is_active = true};
    }
    if (f->touch_count > 0) {
        c->touches[f->touch_count - 1].partner_id.v = 1; // the credited one is among them
    }
    if (random_below(seed, 4) == 0) {
        add_list(c, TEXT("split"), TEXT("1:33.3333"));
        add_list(c, TEXT("split"), TEXT("2:66.6667"));
    }
}

// The volume of every period: what others sold, and what is left of this event.
static void set_volumes(struct derive_case *c, int64_t count_before, int64_t others, int64_t after)
{
    struct derive_facts *f = &c->facts;
    int64_t remaining = f->amount.minor > f->refunded.minor ? f->amount.minor - f->refunded.minor : 0;
    bool counts = f->amount.minor == 0 || remaining > 0;
    f->volume_count = 0;
    for (int period = PLAN_WEEK; period <= PLAN_ALL_TIME; period++) {
        c->volumes[f->volume_count++] =
            (struct derive_volume){.goal = TEXT("sale"),
                                   .period = (enum plan_period)period,
                                   .count_before = count_before,
                                   .count_all = count_before + counts + after / 100,
                                   .sum_before = {.minor = others, .currency = f->currency},
                                   .sum_all = {.minor = others + remaining + after, .currency = f->currency}};
    }
}

static void random_case(uint64_t *seed, struct derive_case *c)
{
    case_read(c, "", currency_of("EUR"));
    struct derive_facts *f = &c->facts;
    f->amount.minor = random_amount(seed);
    f->discount.minor = random_amount(seed);
    f->tax.minor = is_heads(seed) ? 0 : random_amount(seed);
    f->shipping.minor = is_heads(seed) ? 0 : random_amount(seed);
    f->country = is_heads(seed) ? TEXT("FR") : TEXT("DE");
    f->device = is_heads(seed) ? TEXT("phone") : TEXT_NONE;
    f->is_customer_known = is_heads(seed);
    f->is_customer_new = is_heads(seed);
    f->payment_number = random_below(seed, 8);
    f->month_number = random_below(seed, 6);
    f->is_churned = random_below(seed, 4) == 0;
    f->is_rejected = random_below(seed, 20) == 0;
    random_lists(seed, c);
}

static void set_uses(uint64_t *seed, struct derive_case *c, const struct traits *traits)
{
    struct derive_facts *f = &c->facts;
    for (int64_t id = 1; id <= 109 && traits->has_cap_partner; id += id == 9 ? 92 : 1) { // 1 to 9, 101 to 109
        c->cap_uses[f->cap_use_count++] =
            (struct derive_cap_use){.cap_line = traits->cap_partner_line,
                                    .partner_id = {id},
                                    .used_before = {.minor = random_below(seed, 1200), .currency = f->currency}};
    }
    if (traits->has_budget) {
        c->cap_uses[f->cap_use_count++] =
            (struct derive_cap_use){.cap_line = traits->budget_line,
                                    .used_before = {.minor = random_below(seed, 11000), .currency = f->currency}};
    }
}

static int64_t group_sum(const struct derived *derived)
{
    int64_t sum = 0;
    for (size_t i = 0; i < derived->award_count; i++) {
        sum += derived->awards[i].role == DERIVE_LEVEL ? 0 : derived->awards[i].amount.minor;
    }
    return sum;
}

static struct derived derive(struct arena *arena, const struct derive_case *c, const struct plan *plan,
                             enum derive_detail detail)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct derived derived;
    commission_derive(arena, &c->facts, plans, 1, detail, &derived);
    return derived;
}

// Sums and caps of one result; what is wrong, or NULL.
static const char *unsound(const struct derive_case *c, const struct traits *traits, const struct derived *derived)
{
    const struct derive_facts *f = &c->facts;
    int64_t remaining = f->amount.minor > f->refunded.minor ? f->amount.minor - f->refunded.minor : 0;
    int64_t sum = 0;
    for (size_t i = 0; i < derived->award_count; i++) {
        if (derived->awards[i].amount.minor < 0) {
            return "an amount below zero";
        }
        sum += derived->awards[i].amount.minor;
    }
    if (sum != derived->total.minor) {
        return "awards do not sum to the total";
    }
    if (f->is_rejected && sum != 0) {
        return "a rejected event earns";
    }
    if (f->amount.minor > 0 && remaining == 0 && sum != 0) {
        return "a refunded event earns";
    }
    if (traits->has_cap_sale && (__int128)group_sum(derived) * 100 > (__int128)remaining * 20) {
        return "above the cap per sale";
    }
    if (traits->has_cap_levels && (__int128)sum * 100 > (__int128)remaining * CAP_LEVELS_PERCENT) {
        return "above the cap over all levels";
    }
    return NULL;
}

static const char *differs(const struct derived *amounts, const struct derived *explained)
{
    if (amounts->award_count != explained->award_count || amounts->is_paid != explained->is_paid) {
        return "other awards without explanation";
    }
    for (size_t i = 0; i < amounts->award_count; i++) {
        const struct derive_award *a = &amounts->awards[i];
        const struct derive_award *b = &explained->awards[i];
        if (a->partner_id.v != b->partner_id.v || a->role != b->role || a->level != b->level ||
            a->amount.minor != b->amount.minor || a->due_at.ms != b->due_at.ms) {
            return "another award without explanation";
        }
    }
    return NULL;
}

// One event through three refunds.
static const char *try_event(struct arena *arena, uint64_t *seed, const struct plan *plan, const struct traits *traits)
{
    struct derive_case *c = arena_one(arena, struct derive_case);
    random_case(seed, c);
    set_uses(seed, c, traits);
    int64_t count_before = random_below(seed, 20);
    int64_t others = random_below(seed, 120000);
    int64_t after = random_below(seed, 50000);
    int64_t before = INT64_MAX;
    bool is_monotone = !traits->has_cap_partner || c->facts.split_count + c->facts.touch_count == 0;
    for (int step = 0; step < 4; step++) {
        set_volumes(c, count_before, others, after);
        struct derived derived = derive(arena, c, plan, step == 1 ? DERIVE_EXPLAINED : DERIVE_AMOUNTS);
        const char *wrong = unsound(c, traits, &derived);
        if (wrong == NULL && step == 1) {
            struct derived bare = derive(arena, c, plan, DERIVE_AMOUNTS);
            wrong = differs(&bare, &derived);
        }
        if (wrong == NULL && is_monotone && derived.total.minor > before) {
            wrong = "a refund raised the commission";
        }
        if (wrong != NULL) {
            return wrong;
        }
        before = derived.total.minor;
        c->facts.refunded.minor += (int64_t)(random_next(seed) % ((uint64_t)c->facts.amount.minor + 2));
    }
    return NULL;
}

static void random_plans_and_events(void **state)
{
    AUTO_ARENA scratch = arena_new((size_t)1 << 20);
    for (uint64_t round = 0; round < PLANS; round++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        uint64_t seed = round;
        struct traits traits;
        struct text source = TEXT_NONE;
        const struct plan *plan = random_plan(arena, &seed, &traits, &source);
        for (int i = 0; i < EVENTS; i++) {
            arena_reset(scratch);
            const char *wrong = try_event(scratch, &seed, plan, &traits);
            if (wrong != NULL) {
                fail_msg("seed %llu, event %d: %s\n%.*s", (unsigned long long)round, i, wrong, TEXT_PRINT(source));
            }
        }
    }
}

// A split changes nothing but who has the commission; the derivation is canonical JSON for every beneficiary.
static void splits_conserve(void **state)
{
    for (uint64_t round = 0; round < 500; round++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        uint64_t seed = round + 1000000;
        struct traits traits;
        struct text source = TEXT_NONE;
        const struct plan *plan = random_plan(arena, &seed, &traits, &source);
        struct derive_case *c = arena_one(arena, struct derive_case);
        random_case(&seed, c);
        set_volumes(c, 3, 10000, 0);
        struct derived shared = derive(arena, c, plan, DERIVE_EXPLAINED);
        c->facts.touch_count = 0;
        c->facts.split_count = 0;
        struct derived alone = derive(arena, c, plan, DERIVE_EXPLAINED);
        if (!traits.has_cap_partner && group_sum(&shared) != group_sum(&alone)) {
            fail_msg("seed %llu: %lld shared, %lld alone\n%.*s", (unsigned long long)round,
                     (long long)group_sum(&shared), (long long)group_sum(&alone), TEXT_PRINT(source));
        }
        for (size_t i = 0; i < shared.award_count; i++) {
            const struct json *json = NULL;
            assert_int_equal(json_parse(arena, shared.awards[i].derivation, &json, NULL), RC_OK);
            assert_true(text_equal(json_canonical(arena, json), shared.awards[i].derivation));
            assert_true(
                text_equal(json_text(json_member(json, "commission")), money_text(arena, shared.awards[i].amount)));
        }
    }
}

// Three refunds in each of their six orders, booked as differences, end where their sum does.
static void refunds_in_any_order(void **state)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (uint64_t round = 0; round < 300; round++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        uint64_t seed = round + 2000000;
        struct traits traits;
        struct text source = TEXT_NONE;
        const struct plan *plan = random_plan(arena, &seed, &traits, &source);
        struct derive_case *c = arena_one(arena, struct derive_case);
        random_case(&seed, c);
        int64_t refunds[3];
        for (int i = 0; i < 3; i++) {
            refunds[i] = random_below(&seed, (int)(c->facts.amount.minor / 2) + 2);
        }
        int64_t ended[6];
        for (int o = 0; o < 6; o++) {
            c->facts.refunded.minor = 0;
            set_volumes(c, 3, 10000, 700);
            int64_t booked = derive(arena, c, plan, DERIVE_AMOUNTS).total.minor;
            int64_t stands = booked;
            for (int i = 0; i < 3; i++) {
                c->facts.refunded.minor += refunds[orders[o][i]];
                set_volumes(c, 3, 10000, 700);
                int64_t amount = derive(arena, c, plan, DERIVE_AMOUNTS).total.minor;
                booked += amount - stands;
                stands = amount;
            }
            ended[o] = booked;
            assert_int_equal(ended[o], ended[0]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_plans_and_events),
        cmocka_unit_test(splits_conserve),
        cmocka_unit_test(refunds_in_any_order),
    };
    return run_cases(tests);
}
