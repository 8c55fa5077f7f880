// SPDX-License-Identifier: Apache-2.0
// Random plans against random facts: what the checker proved holds for facts that it did not choose, what it refuted
// its counter-example violates, and a version that the ratchet passed never pays less but for rounding, nor later: also
// of what refunds leave, and of a run of sales under a cap. Seeds make it repeatable.
#include "check.h"

#include "commission/plan_ratchet.h"
#include "core/bug.h"

#define PLANS 60
#define FACTS 2000 // for each plan: 120,000 in all

static const struct currency eur = {"EUR"};

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static size_t below(uint64_t *seed, size_t n)
{
    return (size_t)(random_next(seed) % n);
}

static void add_condition(struct buf *buf, uint64_t *seed)
{
    static const char *const tests[] = {"country is FR",          "country in (DE, US)",    "not device is mobile",
                                        "partner level is gold",  "order amount >= 50 EUR", "order amount < 200 EUR",
                                        "coupon starts with VIP", "coupon contains 1",      "customer is new",
                                        "payment number <= 2",    "date >= 2026-03-01",     "metadata seats > 4"};
    if (below(seed, 3) == 0) {
        return;
    }
    buf_format(buf, " %s %s", below(seed, 4) == 0 ? "unless" : "when", tests[below(seed, COUNT_OF(tests))]);
    if (below(seed, 2) == 0) {
        buf_format(buf, " %s %s", below(seed, 2) == 0 ? "and" : "or", tests[below(seed, COUNT_OF(tests))]);
    }
}

static void add_tiers(struct buf *buf, uint64_t *seed)
{
    size_t percent = below(seed, 30);
    switch (below(seed, 5)) {
    case 0:
        buf_format(buf, "\n from 3 sales a month %zu%%\n from 7 sales a month %zu%%", percent, below(seed, 30));
        return;
    case 1:
        buf_format(buf, "\n from 100 EUR of sales a quarter %zu%%\n from 900 EUR of sales a quarter %zu%%", percent,
                   below(seed, 30));
        return;
    case 2:
        buf_format(buf, "\n from 3 sales a month %zu%% for all", percent);
        return;
    default:
        return;
    }
}

// A plan over the grammar; the statement that is asked about it is worse than the plan about as often as not.
static struct text random_plan(struct arena *arena, uint64_t *seed)
{
    struct buf buf = buf_new(arena, PLAN_TEXT_MAX);
    size_t rules = below(seed, 3);
    for (size_t i = 0; i < rules; i++) {
        if (below(seed, 4) == 0) {
            buf_format(&buf, "%spay %zu.%02zu EUR on sale", below(seed, 3) == 0 ? "also " : "", below(seed, 3),
                       below(seed, 100));
        } else {
            buf_format(&buf, "%spay %zu%% on sale", below(seed, 4) == 0 ? "also " : "", below(seed, 30));
        }
        if (below(seed, 6) == 0) {
            buf_add(&buf, TEXT(" for the first payment"));
        }
        buf_format(&buf, " from 2026-01-%02zu", i + 1); // so that no two are the same
        if (below(seed, 6) == 0) {
            buf_format(&buf, " hold %zu days", below(seed, 40));
        }
        add_condition(&buf, seed);
        buf_add(&buf, TEXT("\n"));
    }
    buf_format(&buf, "pay %zu%% on sale", 1 + below(seed, 25));
    bool has_limit = below(seed, 4) == 0;
    buf_add(&buf, has_limit ? TEXT(" at least 0.50 EUR at most 30 EUR\n") : TEXT(""));
    if (!has_limit) {
        add_tiers(&buf, seed);
        buf_add(&buf, TEXT("\n"));
    }
    if (below(seed, 2) == 0) {
        buf_format(&buf, "level 1 pays %zu%% of sale%s\n", below(seed, 10),
                   below(seed, 2) == 0 ? " when recruiter level is gold" : "");
        buf_format(&buf, "level 2 pays %zu%% of commission\n", below(seed, 30));
    }
    if (below(seed, 3) == 0) {
        buf_format(&buf, "cap %zu%% of sale over all levels\n", 5 + below(seed, 30));
    }
    if (below(seed, 3) == 0) {
        buf_format(&buf, "cap %zu EUR per sale\n", 1 + below(seed, 50));
    }
    return buf_text(&buf);
}

static struct plan *parsed(struct arena *arena, struct text source)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, source, eur, &plan, &error) != RC_OK) {
        fail_msg("%.*s\n%d:%d: %s %s", TEXT_PRINT(source), error.line, error.column, error.message, error.suggestion);
    }
    return plan;
}

struct world {
    struct derive_facts facts;
    struct derive_partner uplines[2];
    struct derive_pair metadata[1];
    struct derive_volume volumes[2];
};

static struct money of(int64_t minor)
{
    return (struct money){.minor = minor, .currency = eur};
}

static void random_facts(struct world *world, uint64_t *seed)
{
    static const char *const countries[] = {"FR", "DE", "US", "JP", ""};
    static const char *const devices[] = {"mobile", "desktop", ""};
    static const char *const levels[] = {"gold", "silver", ""};
    static const char *const coupons[] = {"VIP1", "VIP", "X1", "Y", ""};
    static const char *const seats[] = {"4", "5", "4.5", "many"};
    static const int64_t scales[] = {5, 100, 10000, 100000, 10000000, 1000000000};
    *world = (struct world){.facts = {.goal = TEXT("sale"), .currency = eur}};
    struct derive_facts *facts = &world->facts;
    facts->amount = of(1 + (int64_t)below(seed, (size_t)scales[below(seed, COUNT_OF(scales))]));
    facts->discount = facts->tax = facts->shipping = facts->refunded = of(0);
    facts->usage = -1;
    facts->local_day = 20454 + (int64_t)below(seed, 100);
    facts->country = text_of(countries[below(seed, COUNT_OF(countries))]);
    facts->device = text_of(devices[below(seed, COUNT_OF(devices))]);
    facts->coupon = text_of(coupons[below(seed, COUNT_OF(coupons))]);
    facts->partner = (struct derive_partner){.partner_id = {1},
                                             .level = text_of(levels[below(seed, COUNT_OF(levels))]),
                                             .enrolled_day = INT64_MIN,
                                             .is_active = true};
    facts->payment_number = (int)below(seed, 5);
    facts->is_customer_known = below(seed, 3) != 0;
    facts->is_customer_new = facts->payment_number == 1;
    world->metadata[0] =
        (struct derive_pair){.name = TEXT("seats"), .value = text_of(seats[below(seed, COUNT_OF(seats))])};
    facts->metadata = world->metadata;
    facts->metadata_count = below(seed, 2);
    for (int i = 0; i < 2; i++) {
        world->uplines[i] = (struct derive_partner){.partner_id = {2 + i},
                                                    .level = text_of(levels[below(seed, COUNT_OF(levels))]),
                                                    .enrolled_day = INT64_MIN,
                                                    .is_active = below(seed, 5) != 0};
    }
    facts->uplines = world->uplines;
    facts->upline_count = below(seed, 3);
    int64_t before = (int64_t)below(seed, 10);
    int64_t sum = (int64_t)below(seed, 120000);
    world->volumes[0] = (struct derive_volume){.goal = facts->goal,
                                               .period = PLAN_MONTH,
                                               .count_before = before,
                                               .count_all = before + 1 + (int64_t)below(seed, 6),
                                               .sum_before = of(sum),
                                               .sum_all = of(sum + facts->amount.minor)};
    world->volumes[1] = world->volumes[0];
    world->volumes[1].period = PLAN_QUARTER;
    facts->volumes = world->volumes;
    facts->volume_count = 2;
}

static int64_t paid(struct arena *arena, const struct plan *plan, const struct derive_facts *facts, int *ret_count)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct derived derived;
    commission_derive(arena, facts, plans, 1, DERIVE_AMOUNTS, &derived);
    *ret_count = 0;
    for (size_t i = 0; i < derived.award_count; i++) {
        *ret_count += derived.awards[i].amount.minor != 0;
    }
    return derived.total.minor;
}

// What refunds left of it, and what the year has of the quarter.
static void random_refund(struct world *world, uint64_t *seed)
{
    struct derive_facts *facts = &world->facts;
    int64_t amount = facts->amount.minor;
    if (below(seed, 2) == 0) {
        facts->refunded.minor = below(seed, 4) == 0 ? amount - 1 : (int64_t)below(seed, (size_t)amount);
    }
    for (size_t i = 0; i < 2; i++) {
        world->volumes[i].count_before += (int64_t)i * (int64_t)below(seed, 3);
        world->volumes[i].count_all += (int64_t)i * 3;
        world->volumes[i].sum_before.minor += (int64_t)i * (int64_t)below(seed, 1000);
        world->volumes[i].sum_all.minor = world->volumes[i].sum_before.minor + amount - facts->refunded.minor;
    }
}

static int64_t due_day(struct arena *arena, const struct plan *plan, const struct derive_facts *facts)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct derived derived;
    commission_derive(arena, facts, plans, 1, DERIVE_AMOUNTS, &derived);
    return derived.due_at.ms / DAY_MS;
}

static int64_t credited(struct arena *arena, const struct plan *plan, const struct derive_facts *facts)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct derived derived;
    commission_derive(arena, facts, plans, 1, DERIVE_AMOUNTS, &derived);
    return derive_credited_amount(&derived).minor;
}

static bool is_above(int64_t total, int64_t ppm, int64_t amount, int count)
{
    return (__int128)total * 2 * RATE_ONE - (__int128)ppm * 2 * amount > (__int128)(count > 1 ? count : 1) * RATE_ONE;
}

static const struct check_finding *found(const struct check_result *result, enum check_subject subject)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        if (result->findings[i].subject == subject) {
            return &result->findings[i];
        }
    }
    BUG_ON(true); // it was asked for
}

static void a_share(struct arena *arena, const struct plan *plan, struct text source, uint64_t *seed, int *counts)
{
    int64_t ppm = (int64_t)(5 + below(seed, 45)) * 10000;
    struct check_options options = {.has_at_most = true, .at_most = {.ppm = ppm}, .work_max = 400000};
    struct check_result result;
    plan_check(arena, plan, &options, &result);
    const struct check_finding *finding = found(&result, CHECK_AT_MOST);
    int count = 0;
    counts[finding->outcome]++;
    assert_int_equal(found(&result, CHECK_DETERMINISTIC)->outcome, CHECK_PROVED);
    if (finding->outcome == CHECK_REFUTED) {
        int64_t total = paid(arena, plan, &finding->facts, &count);
        if (total != finding->paid.minor || !is_above(total, ppm, finding->facts.amount.minor, count)) {
            fail_msg("%.*s\nnot above %lld ppm: %.*s", TEXT_PRINT(source), (long long)ppm,
                     TEXT_PRINT(plan_finding_text(arena, finding, EXPLAIN_EN)));
        }
        return;
    }
    AUTO_ARENA scratch = arena_new((size_t)1 << 20);
    for (int i = 0; i < FACTS && finding->outcome == CHECK_PROVED; i++) {
        struct world world;
        arena_reset(scratch);
        random_facts(&world, seed);
        int64_t total = paid(scratch, plan, &world.facts, &count);
        if (is_above(total, ppm, world.facts.amount.minor, count)) {
            fail_msg("%.*s\nproved at most %lld ppm, but %lld pays %lld", TEXT_PRINT(source), (long long)ppm,
                     (long long)world.facts.amount.minor, (long long)total);
        }
    }
}

static void shares(void **state)
{
    int counts[4] = {0};
    for (uint64_t i = 0; i < PLANS; i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        uint64_t seed = i;
        struct text source = random_plan(arena, &seed);
        a_share(arena, parsed(arena, source), source, &seed, counts);
    }
    print_message("# proved %d, refuted %d, undecided %d\n", counts[CHECK_PROVED], counts[CHECK_REFUTED],
                  counts[CHECK_UNDECIDED]);
    assert_true(counts[CHECK_PROVED] >= PLANS / 10 && counts[CHECK_REFUTED] >= PLANS / 10);
}

// Plans that look at nothing but the amount: every amount up to BRUTE is paid, and the first that violates a statement
// has to be the checker's counter-example. Who is refuted beyond BRUTE is asked nothing.
#define BRUTE 2000

static struct text amount_plan(struct arena *arena, uint64_t *seed)
{
    struct buf buf = buf_new(arena, PLAN_TEXT_MAX);
    for (size_t rules = below(seed, 3), i = 0; i < rules; i++) {
        buf_format(&buf, "pay %zu%% on sale when order amount %s %zu.%02zu EUR\n", below(seed, 40),
                   below(seed, 2) == 0 ? ">=" : "<", (i + 1) * (1 + below(seed, 8)), below(seed, 100));
    }
    if (below(seed, 3) == 0) {
        buf_format(&buf, "also pay 0.%02zu EUR on sale\n", below(seed, 100));
    }
    buf_format(&buf, "pay %zu%% on sale", below(seed, 40));
    if (below(seed, 3) == 0) {
        buf_format(&buf, " at least 0.%02zu EUR at most %zu EUR", below(seed, 100), 1 + below(seed, 5));
    }
    if (below(seed, 3) == 0) {
        buf_format(&buf, "\ncap %zu%% of sale", 5 + below(seed, 30));
    }
    return buf_text(&buf);
}

static bool is_against(enum check_subject subject, int64_t limit, const int64_t *pays, int64_t amount)
{
    bool is_less = false;
    if (subject == CHECK_AT_MOST) {
        return is_above(pays[amount], limit, amount, 1);
    }
    if (subject == CHECK_NO_JUMP) {
        int64_t step = amount == 1 ? 0 : pays[amount] - pays[amount - 1];
        return step > limit || -step > limit;
    }
    for (int64_t smaller = 1; smaller < amount && !is_less; smaller++) {
        is_less = pays[amount] < pays[smaller];
    }
    return is_less;
}

static void smallest(void **state)
{
    static const enum check_subject subjects[] = {CHECK_AT_MOST, CHECK_MONOTONE, CHECK_NO_JUMP};
    int refuted[COUNT_OF(subjects)] = {0};
    for (uint64_t i = 0; i < 3 * (uint64_t)PLANS; i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        AUTO_ARENA scratch = arena_new((size_t)1 << 20);
        uint64_t seed = 5000 + i;
        struct text source = amount_plan(arena, &seed);
        const struct plan *plan = parsed(arena, source);
        int64_t limits[] = {(int64_t)(1 + below(&seed, 40)) * 10000, 0, 1 + (int64_t)below(&seed, 150)};
        struct check_options options = {.has_at_most = true,
                                        .at_most = {.ppm = limits[0]},
                                        .has_monotone = true,
                                        .has_no_jump = true,
                                        .no_jump = of(limits[2])};
        struct check_result result;
        plan_check(arena, plan, &options, &result);
        int64_t pays[BRUTE + 1] = {0};
        for (int64_t amount = 1; amount <= BRUTE; amount++) {
            struct world world = {.facts = {.goal = TEXT("sale"), .currency = eur, .usage = -1, .local_day = 20454}};
            int count;
            world.facts.amount = of(amount);
            world.facts.discount = world.facts.tax = world.facts.shipping = world.facts.refunded = of(0);
            world.facts.partner = (struct derive_partner){.partner_id = {1}, .is_active = true};
            arena_reset(scratch);
            pays[amount] = paid(scratch, plan, &world.facts, &count);
        }
        for (size_t s = 0; s < COUNT_OF(subjects); s++) {
            const struct check_finding *finding = found(&result, subjects[s]);
            int64_t first = 1;
            while (first <= BRUTE && !is_against(subjects[s], limits[s], pays, first)) {
                first++;
            }
            bool is_refuted = finding->outcome == CHECK_REFUTED && finding->facts.amount.minor <= BRUTE;
            refuted[s] += is_refuted;
            if (is_refuted != (first <= BRUTE) || (is_refuted && finding->facts.amount.minor != first)) {
                fail_msg("%.*s\n%s of %lld: %s at %lld, the first is %lld", TEXT_PRINT(source),
                         check_subject_text(subjects[s]), (long long)limits[s], check_outcome_text(finding->outcome),
                         (long long)finding->facts.amount.minor, (long long)first);
            }
        }
    }
    print_message("# refuted: at most %d, monotone %d, no jump %d\n", refuted[0], refuted[1], refuted[2]);
    assert_true(refuted[0] >= PLANS / 3 && refuted[1] >= PLANS / 3 && refuted[2] >= PLANS / 3);
}

static void versions(void **state)
{
    int counts[4] = {0};
    for (uint64_t i = 0; i < PLANS; i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        uint64_t seed = 1000 + i / 2; // pairs of plans from one seed differ in little
        struct text before = random_plan(arena, &seed);
        struct text after = i % 2 == 0 ? text_format(arena, "%.*salso pay 1%% on sale\n", TEXT_PRINT(before))
                                       : random_plan(arena, &seed);
        const struct plan *plans[] = {parsed(arena, before), parsed(arena, after)};
        struct check_result result;
        plan_ratchet(arena, plans[0], plans[1], PLAN_HOLD_UNKNOWN, 400000, &result);
        const struct check_finding *finding = &result.findings[0];
        counts[finding->outcome]++;
        if (finding->outcome == CHECK_REFUTED) {
            assert_true(credited(arena, plans[1], &finding->facts) < credited(arena, plans[0], &finding->facts));
            continue;
        }
        AUTO_ARENA scratch = arena_new((size_t)1 << 20);
        for (int k = 0; k < FACTS && finding->outcome == CHECK_PROVED; k++) {
            struct world world;
            arena_reset(scratch);
            random_facts(&world, &seed);
            random_refund(&world, &seed);
            int64_t old = credited(scratch, plans[0], &world.facts);
            int64_t new = credited(scratch, plans[1], &world.facts);
            if (new < old - 1) { // two plans may round differently
                fail_msg("%.*s->\n%.*s\n%lld pays %lld, then %lld", TEXT_PRINT(before), TEXT_PRINT(after),
                         (long long)world.facts.amount.minor, (long long)old, (long long)new);
            }
            bool is_later = due_day(scratch, plans[1], &world.facts) > due_day(scratch, plans[0], &world.facts);
            if (plan_ratchet_holds(&result) && old > 0 && is_later) {
                fail_msg("%.*s->\n%.*s\n%lld is due later", TEXT_PRINT(before), TEXT_PRINT(after),
                         (long long)world.facts.amount.minor);
            }
        }
    }
    print_message("# never worse %d, worse %d, undecided %d\n", counts[CHECK_PROVED], counts[CHECK_REFUTED],
                  counts[CHECK_UNDECIDED]);
    assert_true(counts[CHECK_PROVED] >= PLANS / 10 && counts[CHECK_REFUTED] >= PLANS / 10);
}

// Two caps at random under one rate, and the same sales through both: 40 days apart they are of other months, and often
// of other quarters and years.
static struct text random_cap(struct arena *arena, uint64_t *seed)
{
    static const char *const periods[] = {"month", "quarter", "year"};
    size_t sum = 10 * (1 + below(seed, 3));
    const char *period = periods[below(seed, COUNT_OF(periods))];
    size_t beyond = 25 * below(seed, 3);
    bool is_budget = below(seed, 2) == 0;
    return text_format(arena, "pay 10%% on sale\n%s %zu EUR %sa %s, beyond it %zu%%\n", is_budget ? "budget" : "cap",
                       sum, is_budget ? "" : "per partner ", period, beyond);
}

#define SALES 24

struct capped {
    int64_t paid[SALES];
    int64_t periods[SALES];
};

static void sell(struct arena *arena, const struct plan *plan, const int64_t *amounts, const int64_t *months,
                 struct capped *ret_capped)
{
    static const int64_t lengths[] = {[PLAN_MONTH] = 1, [PLAN_QUARTER] = 3, [PLAN_YEAR] = 12};
    const struct plan_cap *cap = &plan->caps[0];
    for (size_t i = 0; i < SALES; i++) {
        struct derive_cap_use use = {.plan_index = 0, .cap_line = cap->line, .used_before = of(0)};
        ret_capped->periods[i] = months[i] / lengths[cap->period];
        for (size_t k = 0; k < i; k++) {
            use.used_before.minor += ret_capped->periods[k] == ret_capped->periods[i] ? ret_capped->paid[k] : 0;
        }
        use.partner_id.v = cap->scope == PLAN_CAP_PARTNER ? 1 : 0;
        struct derive_facts facts = {.goal = TEXT("sale"),
                                     .currency = eur,
                                     .amount = of(amounts[i]),
                                     .discount = of(0),
                                     .tax = of(0),
                                     .shipping = of(0),
                                     .refunded = of(0),
                                     .usage = -1,
                                     .partner = {.partner_id = {1}, .is_active = true},
                                     .cap_uses = &use,
                                     .cap_use_count = 1};
        ret_capped->paid[i] = credited(arena, plan, &facts);
    }
}

static void caps(void **state)
{
    int counts[4] = {0};
    for (uint64_t seed_of = 0; seed_of < 20 * PLANS; seed_of++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        uint64_t seed = seed_of;
        struct text before = random_cap(arena, &seed);
        struct text after = random_cap(arena, &seed);
        const struct plan *plans[] = {parsed(arena, before), parsed(arena, after)};
        struct check_result result;
        plan_ratchet(arena, plans[0], plans[1], PLAN_HOLD_UNKNOWN, 0, &result);
        counts[result.is_refuted ? CHECK_REFUTED : result.is_undecided ? CHECK_UNDECIDED : CHECK_PROVED]++;
        int64_t amounts[SALES];
        int64_t months[SALES];
        for (size_t i = 0; i < SALES; i++) {
            amounts[i] = 1 + (int64_t)below(&seed, 20000);
            months[i] = i == 0 ? 0 : months[i - 1] + (int64_t)below(&seed, 2);
        }
        struct capped sold[2];
        sell(arena, plans[0], amounts, months, &sold[0]);
        sell(arena, plans[1], amounts, months, &sold[1]);
        for (size_t i = 0; plan_ratchet_holds(&result) && i < SALES; i++) {
            if (sold[1].paid[i] < sold[0].paid[i] - 1) {
                fail_msg("%.*s->\n%.*s\nsale %zu: %lld, then %lld", TEXT_PRINT(before), TEXT_PRINT(after), i,
                         (long long)sold[0].paid[i], (long long)sold[1].paid[i]);
            }
        }
    }
    print_message("# caps: never worse %d, worse %d, undecided %d\n", counts[CHECK_PROVED], counts[CHECK_REFUTED],
                  counts[CHECK_UNDECIDED]);
    assert_true(counts[CHECK_PROVED] > PLANS && counts[CHECK_REFUTED] > PLANS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shares), cmocka_unit_test(smallest), cmocka_unit_test(versions),
                                       cmocka_unit_test(caps)};
    return run_cases(tests);
}
