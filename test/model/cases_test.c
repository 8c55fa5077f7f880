// SPDX-License-Identifier: Apache-2.0
// One engine: random plans over the whole grammar (random_plan.h) and random orders through the real flows, on both
// databases. What was booked live must be what the ledger's check and a replay derive again, what a backtest of the
// same plan would have paid, what the engine says of the recorded facts, explained or not, and, for a partner's first
// months that the calculator can tell, what it said before. And nothing is lost where a commission is shared: parts sum
// to the whole exactly.
//
// A case is an order under a plan, with whatever befalls it. Worlds of some dozen cases follow each other until the
// time is over, each with the next seed; a failure prints seed and plan.
//     TRIBUTARY_MODEL_CASES=100000   as many instead (./dev model --cases)
//     TRIBUTARY_MODEL_SEED=17        begins with this seed, TRIBUTARY_MODEL_DATABASE=postgres only there
#include "random_plan.h"

#include <stdlib.h>

#include "backtest/backtest.h"
#include "click/click_accrue.h"
#include "click/click_id.h"
#include "click/click_store.h"
#include "clock/clock.h"
#include "commission/commission_history.h"
#include "commission/plan_calculate.h"
#include "customer/customer_churn.h"
#include "format/encode.h"
#include "model_option.h"
#include "partner/link_write.h"
#include "partner/partner_level_write.h"
#include "test_world.h"

#define SECONDS 4 // of each database
#define ORDERS 60
#define ORDERS_MAX 400
#define CHAIN 3 // partners who were recruited by each other
#define PARTNERS (WORLD_PARTNERS + CHAIN)
#define CALCULATOR_START_MS ((int64_t)1799150400000) // 2027-01-05T12:00:00Z
#define CALCULATOR_WEEKS 4
#define ALL_DAYS 50000

struct game {
    struct world *world;
    struct arena *arena; // of one operation
    uint64_t random;
    int64_t seed;
    enum random_plan_kind kind;
    struct text plan; // the program's
    struct text codes[PARTNERS];
    struct partner_id partners[PARTNERS];
    struct offer_id offer_id;
    struct link_id links[PARTNERS];
    struct click_store clicks;
    int64_t visitors_clicked; // sequence of the last click
    struct click_id last_click;
    int64_t counter; // for keys
    struct conversion_id conversions[ORDERS_MAX];
    int64_t amounts[ORDERS_MAX], refunds[ORDERS_MAX];
    bool is_refused[ORDERS_MAX];
    int count;
};

static int below(struct game *g, int n)
{
    return random_plan_below(&g->random, n);
}

static void tell(const struct game *g)
{
    print_error("seed %lld, order %d\n%.*s", (long long)g->seed, g->count, TEXT_PRINT(g->plan));
}

static void refuse_none(struct game *g, enum rc rc, int line)
{
    if (rc != RC_OK) {
        tell(g);
        print_error("%s %s: %s [%s]\n", rc_name(rc), g->world->fault.code, g->world->fault.message,
                    g->world->fault.detail);
        _fail(__FILE__, line);
    }
}
#define done(g, call) refuse_none((g), (call), __LINE__)

static void same(const struct game *g, const char *what, int64_t of, int64_t booked, int64_t other)
{
    if (booked != other) {
        tell(g);
        fail_msg("%s %lld: booked %lld, not %lld", what, (long long)of, (long long)booked, (long long)other);
    }
}

static struct text decimal(struct game *g, int64_t minor)
{
    return money_text(g->arena, world_eur(minor));
}

// ---- the world ----

static void enroll_chain(struct game *g, int i)
{
    struct world *world = g->world;
    int number = WORLD_PARTNERS + i;
    static const char *const types[] = {"agency", "blogger", "shop"};
    static const char *const countries[] = {"FR", "DE", "US"};
    struct partner_input input = {.code = text_format(world->arena, "q%d", i),
                                  .name = TEXT("Recruit"),
                                  .type = text_of(types[i % 3]),
                                  .segment = i % 2 == 0 ? TEXT("fashion") : TEXT(""),
                                  .country = text_of(countries[i % 3]),
                                  .recruited_by = i == 0 ? g->partners[0] : g->partners[number - 1]};
    struct partner partner;
    done(g, partner_create(&world->flow, &input, &partner));
    struct enrollment_input enrollment = {.partner_id = partner.id,
                                          .program_id = world->program_id,
                                          .status = TEXT("approved"),
                                          .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    done(g, enrollment_create(&world->flow, &enrollment, &view));
    g->partners[number] = partner.id;
    g->codes[number] = input.code;
    struct coupon_input coupon = {.partner_id = partner.id, .program_id = world->program_id, .code = input.code};
    struct coupon made;
    done(g, coupon_create(&world->flow, &coupon, &made));
}

static void add_coupon(struct game *g, int partner, const char *code)
{
    struct coupon_input coupon = {
        .partner_id = g->partners[partner], .program_id = g->world->program_id, .code = text_of(code)};
    struct coupon made;
    done(g, coupon_create(&g->world->flow, &coupon, &made));
}

static void add_links(struct game *g)
{
    struct offer_input offer = {.program_id = g->world->program_id,
                                .name = TEXT("Boots"),
                                .destination_url = TEXT("https://boots.example.org/")};
    struct offer made;
    done(g, offer_create(&g->world->flow, &offer, &made));
    g->offer_id = made.id;
    for (int i = 0; i < PARTNERS; i++) {
        struct link_input input = {.partner_id = g->partners[i], .offer_id = made.id, .code = TEXT_NONE};
        struct link link;
        done(g, link_create(&g->world->flow, &input, &link));
        g->links[i] = link.id;
    }
}

static void set_levels(struct game *g)
{
    static const char *const levels[] = {"gold", "silver"};
    for (int i = 0; i < PARTNERS; i++) {
        struct partner_level_input input = {.partner_id = g->partners[i],
                                            .program_id = g->world->program_id,
                                            .level = text_of(levels[below(g, 2)]),
                                            .effective_at = INSTANT_NONE};
        struct partner_level level;
        if (below(g, 2) == 0) {
            done(g, partner_level_set(&g->world->flow, &input, &level));
        }
    }
}

static void add_individual_terms(struct game *g)
{
    if (below(g, 3) != 0) {
        return;
    }
    struct text terms = random_plan_terms(g->world->arena, &g->random);
    world_terms(g->world, (size_t)below(g, WORLD_PARTNERS), terms, INSTANT_NONE);
}

static void make_world(struct game *g, struct test_database *database, struct arena *arena)
{
    static const char *const codes[] = {"p0", "p1", "p2"};
    g->plan = random_plan(arena, &g->random, g->kind);
    g->world = world_new(database, arena, text_zero_terminated(arena, g->plan));
    for (int i = 0; i < WORLD_PARTNERS; i++) {
        g->partners[i] = g->world->partners[i];
        g->codes[i] = text_of(codes[i]);
    }
    for (int i = 0; i < CHAIN; i++) {
        enroll_chain(g, i);
    }
    add_coupon(g, 1, "VIP1");
    add_coupon(g, 3, "c2");
    add_links(g);
    if (g->kind != RANDOM_PLAN_CALCULABLE) {
        set_levels(g);
        add_individual_terms(g);
    }
    click_store_init(&g->clicks);
}

// ---- orders ----

// A visitor clicks the links of some partners.
static void click(struct game *g, int64_t visitor)
{
    static const char *const countries[] = {"FR", "DE", "US"};
    struct world *world = g->world;
    for (int i = 1 + below(g, 3); i > 0; i--) {
        int partner = below(g, PARTNERS);
        world->flow.now.ms += 1000;
        struct click_record record = {.id = click_id_of(world->flow.now, 1, 0),
                                      .outcome = CLICK_REDIRECTED,
                                      .link_id = g->links[partner],
                                      .offer_id = g->offer_id,
                                      .partner_id = g->partners[partner],
                                      .program_id = world->program_id,
                                      .visitor = visitor,
                                      .device = below(g, 2) == 0 ? DEVICE_DESKTOP : DEVICE_MOBILE,
                                      .address_prefix = TEXT(""),
                                      .parameters = TEXT_NONE};
        const char *country = countries[below(g, 3)];
        record.country[0] = country[0];
        record.country[1] = country[1];
        done(g, db_write_begin(world->db));
        done(g, click_store(&g->clicks, world->db, g->arena, &record, 1));
        done(g, db_commit(world->db));
        g->last_click = record.id;
    }
    world->flow.now.ms += 1000;
}

static const char *drawn(struct game *g, const char *const *list, int count)
{
    return list[below(g, count)];
}
#define DRAWN(g, list) text_of(drawn((g), (list), (int)COUNT_OF(list)))

static struct claim_item_text *items_of(struct game *g, int64_t amount, size_t *ret_count)
{
    static const char *const kinds[] = {"digital", "physical", "service", ""};
    static const char *const skus[] = {"A-1", "A-2", "B-2", ""};
    static const char *const categories[] = {"books", "seo", "shoes", ""};
    *ret_count = (size_t)below(g, 4);
    struct claim_item_text *items = arena_many(g->arena, struct claim_item_text, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        items[i] = (struct claim_item_text){.kind = DRAWN(g, kinds),
                                            .sku = DRAWN(g, skus),
                                            .category = DRAWN(g, categories),
                                            .quantity = text_format(g->arena, "%d", 1 + below(g, 4)),
                                            .amount = decimal(g, amount * below(g, 60) / 100)};
    }
    return items;
}

static int64_t amount_drawn(struct game *g)
{
    static const int most[] = {10, 3000, 20000, 500000};
    return below(g, 30) == 0 ? 0 : 1 + below(g, most[below(g, 4)]);
}

static struct text split_drawn(struct game *g)
{
    static const char *const splits[] = {"p0:60,q1:40", "p1:33.3333,p2:66.6667", "q0:20,q1:30,q2:50",
                                         "p2:0.01,p0:99.99"};
    return below(g, 7) == 0 ? DRAWN(g, splits) : TEXT_NONE;
}

static struct conversion_claim claim_drawn(struct game *g, int64_t amount)
{
    static const char *const coupons[] = {"p0", "p0", "p1", "p2", "q0", "q1", "q2", "VIP1", "c2"};
    static const char *const countries[] = {"FR", "DE", "US", ""};
    static const char *const metadata[] = {"plan=pro&seats=12", "plan=basic", "seats=4", "plan=r2", ""};
    static const char *const usages[] = {"", "900", "10000", "60000", "60001"};
    static const char *const customers[] = {"", "c0", "c1", "c2", "c3"};
    bool is_late = g->kind == RANDOM_PLAN_ANY && below(g, 4) == 0;
    struct instant at = {g->world->flow.now.ms - (is_late ? (1 + below(g, 40)) * DAY_MS : 0)};
    bool is_pending = below(g, 5) == 0;
    return (struct conversion_claim){.advertiser_id = g->world->advertiser_id,
                                     .program_id = g->world->program_id,
                                     .goal = below(g, 7) == 0 ? TEXT("lead") : TEXT("sale"),
                                     .order_id = text_format(g->arena, "o%lld", (long long)++g->counter),
                                     .amount = decimal(g, amount),
                                     .discount = decimal(g, below(g, 2) == 0 ? 0 : below(g, 900)),
                                     .tax = decimal(g, amount * below(g, 25) / 100),
                                     .shipping = decimal(g, amount * below(g, 15) / 100),
                                     .status = is_pending ? TEXT("pending") : TEXT("approved"),
                                     .coupon = DRAWN(g, coupons),
                                     .customer_id = DRAWN(g, customers),
                                     .occurred_at = instant_text(g->arena, at),
                                     .usage = DRAWN(g, usages),
                                     .customer_country = DRAWN(g, countries),
                                     .metadata = DRAWN(g, metadata),
                                     .split = split_drawn(g),
                                     .source = TEXT("api")};
}

static void accept(struct game *g, const struct conversion_claim *claim, int64_t amount)
{
    struct conversion_accepted accepted;
    done(g, conversion_accept(&g->world->flow, NULL, claim, &accepted));
    assert_true(accepted.is_attributed);
    if (below(g, 10) == 0) {
        struct conversion_accepted again;
        done(g, conversion_accept(&g->world->flow, NULL, claim, &again));
        assert_true(again.is_duplicate);
    }
    g->conversions[g->count] = accepted.conversion_id;
    g->amounts[g->count] = amount;
    g->refunds[g->count] = 0;
    g->is_refused[g->count++] = false;
}

static void play_order(struct game *g)
{
    g->world->flow.now.ms += (below(g, 3) == 0 ? below(g, 9) : 0) * DAY_MS + 60000;
    int64_t visitor = 1 + below(g, 6);
    bool has_clicked = below(g, 2) == 0;
    if (has_clicked) {
        click(g, visitor);
    }
    int64_t amount = amount_drawn(g);
    struct conversion_claim claim = claim_drawn(g, amount);
    claim.items = items_of(g, amount, &claim.item_count);
    if (has_clicked) {
        claim.visitor_number = visitor;
        bool is_by_click = below(g, 2) == 0;
        claim.occurred_at = TEXT_NONE;
        claim.click_id = is_by_click ? click_id_text(g->arena, &g->world->keyring, g->last_click) : TEXT_NONE;
    }
    accept(g, &claim, amount);
}

static void play_change(struct game *g)
{
    int i = below(g, g->count);
    struct world *world = g->world;
    struct refund_accepted refunded;
    int64_t left = g->amounts[i] - g->refunds[i];
    if (below(g, 2) == 0) {
        bool is_approval = below(g, 3) != 0;
        done(g, conversion_decide(&world->flow, g->conversions[i], is_approval ? TEXT("approved") : TEXT("rejected"),
                                  is_approval ? TEXT_NONE : TEXT("fraud")));
        g->is_refused[i] = !is_approval;
    } else if (left > 0 && !g->is_refused[i]) {
        int64_t amount = below(g, 3) == 0 ? left : 1 + (int64_t)below(g, (int)left);
        struct refund_claim claim = {.conversion_id = g->conversions[i],
                                     .refund_key = text_format(g->arena, "r%lld", (long long)++g->counter),
                                     .amount = decimal(g, amount)};
        done(g, conversion_refund(&world->flow, &claim, &refunded));
        g->refunds[i] += amount;
    }
}

static void play_churn(struct game *g)
{
    struct conversion conversion;
    done(g, conversion_get(g->world->db, g->arena, g->conversions[below(g, g->count)], &conversion));
    if (conversion.customer_id.v == 0) {
        return;
    }
    struct churn_input input = {.customer_id = conversion.customer_id,
                                .program_id = g->world->program_id,
                                .occurred_at = {g->world->flow.now.ms - below(g, 30) * DAY_MS}};
    struct customer customer;
    done(g, customer_churn(&g->world->flow, &input, &customer));
}

static void play_orders(struct game *g)
{
    while (g->count < ORDERS) {
        arena_reset(g->arena);
        play_order(g);
        if (g->kind == RANDOM_PLAN_ANY && below(g, 3) == 0) {
            play_change(g);
        }
        if (g->kind == RANDOM_PLAN_ANY && below(g, 25) == 0) {
            play_churn(g);
        }
    }
}

// ---- the calculator's answer, lived ----

// What p0 has in the books: pending, for nothing is released.
static int64_t booked_of_first(struct game *g)
{
    struct money balance;
    done(g, ledger_account_balance(g->world->db, g->arena, LEDGER_PARTNER, g->partners[0].v, LEDGER_PENDING,
                                   world_eur(0).currency, &balance));
    return -balance.minor;
}

static void play_month(struct game *g, const struct calculate_input *input, int64_t month)
{
    static const int days[CALCULATOR_WEEKS] = {5, 12, 19, 26}; // in weeks of their own, whatever the month
    for (int64_t order = 0; order < input->orders; order++) {
        arena_reset(g->arena);
        int64_t week = order * CALCULATOR_WEEKS / input->orders;
        struct civil day = {.year = (int)(2027 + month / 12), .month = (int)(1 + month % 12), .day = days[week]};
        g->world->flow.now.ms = instant_of_civil(day).ms + DAY_MS / 2 + order * 1000;
        struct conversion_claim claim = {.advertiser_id = g->world->advertiser_id,
                                         .program_id = g->world->program_id,
                                         .goal = input->goal,
                                         .order_id = text_format(g->arena, "o%lld", (long long)++g->counter),
                                         .amount = decimal(g, input->amount.minor),
                                         .coupon = g->codes[0],
                                         .customer_id = text_format(g->arena, "c%lld", (long long)order),
                                         .source = TEXT("api")};
        accept(g, &claim, input->amount.minor);
    }
}

static void play_calculated(struct game *g)
{
    struct plan *plan;
    struct plan_error error;
    assert_int_equal(plan_parse(g->world->arena, g->plan, world_eur(0).currency, &plan, &error), RC_OK);
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    g->world->flow.now.ms = CALCULATOR_START_MS;
    struct calculate_input input = {
        .goal = below(g, 6) == 0 ? TEXT("lead") : TEXT("sale"),
        .orders = 1 + below(g, 20),
        .amount = world_eur(amount_drawn(g)),
        .months = 1 + below(g, 7),
        .local_day = day_number(g->world->flow.now),
        .partner = {.partner_id = g->partners[0], .code = g->codes[0], .type = TEXT("blogger"), .is_active = true}};
    struct calculated calculated;
    assert_int_equal(plan_calculate(g->world->arena, plans, 1, &input, &calculated), RC_OK);
    for (int64_t month = 0; month < input.months; month++) {
        play_month(g, &input, month);
    }
    same(g, "calculated total of seed", g->seed, booked_of_first(g), calculated.total.minor);
}

// ---- the engine on the recorded facts ----

static int64_t booked(const struct commission *list, size_t count, const struct derive_award *award)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].partner_id.v == award->partner_id.v && list[i].level == award->level &&
            text_equal(list[i].role, text_of(derive_role_text(award->role)))) {
            return list[i].amount.minor;
        }
    }
    return 0;
}

static int64_t shared_of(const struct derived *derived)
{
    int64_t sum = 0;
    for (size_t i = 0; i < derived->award_count; i++) {
        sum += derived->awards[i].role == DERIVE_LEVEL ? 0 : derived->awards[i].amount.minor;
    }
    return sum;
}

// What is shared is what one partner alone would have had; each part of an agreed split is its share but for a cent.
static void compare_shares(struct game *g, const struct derive_facts *facts, const struct commission_plans *plans,
                           const struct derived *derived)
{
    struct derive_facts alone = *facts;
    alone.split_count = alone.touch_count = 0;
    struct derived whole;
    commission_derive(g->arena, &alone, plans->list, plans->count, DERIVE_AMOUNTS, &whole);
    same(g, "parts of a shared commission", g->seed, shared_of(derived), shared_of(&whole));
    for (size_t i = 0; i < derived->award_count && facts->split_count > 0; i++) {
        const struct derive_award *award = &derived->awards[i];
        for (size_t k = 0; k < facts->split_count && award->role != DERIVE_LEVEL; k++) {
            if (facts->splits[k].partner.partner_id.v == award->partner_id.v) {
                int64_t rest = award->amount.minor * RATE_ONE - shared_of(&whole) * facts->splits[k].share.ppm;
                same(g, "share within a cent", award->amount.minor, rest < RATE_ONE && rest > -RATE_ONE, 1);
            }
        }
    }
}

static int64_t compare_event(struct game *g, struct conversion_id id)
{
    struct world *world = g->world;
    struct conversion conversion;
    done(g, conversion_get(world->db, g->arena, id, &conversion));
    struct commission_plans plans;
    done(g, commission_plans_read(world->db, g->arena, conversion.plan_ids, conversion.amount.currency, &plans,
                                  &world->fault));
    struct text history;
    done(g, commission_history_read(world->db, g->arena, &conversion, &plans, &history));
    struct conversion_item *items;
    struct commission_event event = {.conversion = &conversion, .hold_days = 14, .plans = &plans};
    done(g, conversion_items_of(world->db, g->arena, id, conversion.amount.currency, &items, &event.item_count));
    event.items = items;
    struct derive_facts facts;
    done(g, commission_facts(g->arena, &event, history, &facts));
    struct derived derived, explained;
    commission_derive(g->arena, &facts, plans.list, plans.count, DERIVE_AMOUNTS, &derived);
    commission_derive(g->arena, &facts, plans.list, plans.count, DERIVE_EXPLAINED, &explained);
    same(g, "explained total of conversion", id.v, derived.total.minor, explained.total.minor);
    struct commission *list;
    size_t count;
    done(g, commission_list_of(world->db, g->arena, id, &list, &count));
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += list[i].amount.minor;
    }
    same(g, "sum of conversion", id.v, sum, derived.total.minor);
    for (size_t i = 0; i < derived.award_count; i++) {
        same(g, "award of conversion", id.v, booked(list, count, &derived.awards[i]), derived.awards[i].amount.minor);
    }
    if (g->kind == RANDOM_PLAN_ANY) {
        compare_shares(g, &facts, &plans, &derived);
    }
    return sum;
}

static void compare_events(struct game *g)
{
    int64_t sum = 0;
    for (int i = 0; i < g->count; i++) {
        arena_reset(g->arena);
        sum += compare_event(g, g->conversions[i]);
    }
    struct commission *bonuses;
    size_t count;
    for (int p = 0; p < PARTNERS; p++) {
        arena_reset(g->arena);
        done(g,
             commission_list_bonuses(g->world->db, g->arena, g->world->program_id, g->partners[p], &bonuses, &count));
        for (size_t i = 0; i < count; i++) {
            sum += bonuses[i].amount.minor;
        }
    }
    struct money expense;
    done(g, ledger_account_balance(g->world->db, g->arena, LEDGER_PROGRAM, g->world->program_id.v,
                                   LEDGER_COMMISSION_EXPENSE, world_eur(0).currency, &expense));
    same(g, "expense of seed", g->seed, expense.minor, sum);
}

// ---- the backtest ----

static void compare_backtest(struct game *g, bool is_draft)
{
    struct backtest_draft draft = {.name = TEXT("the same"), .text = g->plan};
    struct plan *plan = NULL;
    struct plan_error error;
    assert_int_equal(plan_parse(g->world->arena, g->plan, world_eur(0).currency, &plan, &error), RC_OK);
    draft.plan = is_draft ? plan : NULL;
    struct backtest_ask ask = {
        .program_id = g->world->program_id, .to_day = ALL_DAYS, .drafts = &draft, .draft_count = 1};
    struct backtest_report report;
    done(g, backtest(&g->world->flow, &ask, &report));
    for (size_t i = 0; i < report.partner_count; i++) {
        const struct backtest_partner *partner = &report.partners[i];
        for (size_t m = 0; m < partner->month_count; m++) {
            same(g, is_draft ? "backtest of month" : "recorded plan of month", partner->months[m].month,
                 partner->months[m].now_minor, partner->months[m].cost_minor[0]);
        }
    }
    same(g, "backtest of seed", g->seed, report.now_minor, report.totals[0].cost_minor);
}

// ---- worlds ----

static int play_world(struct game *g, enum db_kind kind, int64_t seed)
{
    static const enum random_plan_kind kinds[] = {RANDOM_PLAN_ANY, RANDOM_PLAN_ANY, RANDOM_PLAN_CALCULABLE,
                                                  RANDOM_PLAN_CAPPED};
    AUTO_ARENA arena = arena_new((size_t)512 << 20);
    AUTO_ARENA op_arena = arena_new(ARENA_JOB_BYTES);
    struct test_database *database = test_database_new(kind);
    *g = (struct game){
        .arena = op_arena, .random = (uint64_t)seed, .seed = seed, .kind = kinds[seed % (int64_t)COUNT_OF(kinds)]};
    make_world(g, database, arena);
    g->world->flow.arena = op_arena;
    if (g->kind == RANDOM_PLAN_CALCULABLE) {
        play_calculated(g);
    } else {
        play_orders(g);
    }
    compare_events(g);
    g->world->flow.arena = arena;
    struct click_accrued accrued; // days that are over
    done(g, click_accrue(&g->world->flow, g->world->flow.now, &accrued));
    compare_backtest(g, /* is_draft= */ false);
    compare_backtest(g, /* is_draft= */ true);
    world_assert_sound(g->world);
    click_store_close(&g->clicks);
    test_database_free(database);
    return g->count;
}

static void one_engine(void **state)
{
    enum db_kind kind = test_database_kind(*state);
    if (!model_option_has_database(kind)) {
        skip();
    }
    int64_t wanted = model_option_number("TRIBUTARY_MODEL_CASES", 0);
    int64_t seed = model_option_number("TRIBUTARY_MODEL_SEED", 1);
    int64_t began = clock_monotonic_ns();
    struct game *g = calloc(1, sizeof(*g));
    assert_non_null(g);
    int64_t cases = 0;
    int64_t worlds = 0;
    int64_t seconds = 0;
    do {
        cases += play_world(g, kind, seed++);
        worlds++;
        seconds = (clock_monotonic_ns() - began) / 1000000000;
    } while (wanted > 0 ? cases < wanted : seconds < SECONDS);
    print_message("# %lld cases under %lld plans in %lld s\n", (long long)cases, (long long)worlds, (long long)seconds);
    free(g);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(one_engine),
};

int main(void)
{
    return TEST_DATABASE_RUN("cases", cases);
}
