// SPDX-License-Identifier: Apache-2.0
// Duplicate, late and reordered deliveries. Two programs with the same plan: one hears of each event once and in order,
// the other of each event once or twice, in a shuffled order, refunds and decisions before their orders too (the
// sender is told so, and tries again), with releases between them, so that refunds and decisions meet commissions that
// are pending in one order and available in the other. Afterwards both books, available, owed back and gifts with them,
// printed in a canonical form, are the same bytes; and the whole database passes the check of its books and replay.
// Caps of a period are left out: they go by the order of acceptance. Seeds are small, so that many fit into a run: two
// to four orders of two partners and two customers in a month, for whom the plans change their course at the second and
// third sale.
#include "commission/commission_sql.h"
#include "conversion/conversion_sql.h"
#include "test_world.h"

#define SEEDS_SQLITE 1000
#define SEEDS_POSTGRES 400 // a thousand pass too, and take more than a minute of a busy run
#define RELEASED_OF 6      // after one delivery of so many
#define REWARDS_MOST 5000
#define SALES_LEAST 2
#define SALES_MOST 4
#define DELIVERIES_MOST 2 // of one event
#define EVENTS_MOST (SALES_MOST * 3)
#define SIDES 2
#define FIRST_YEAR 1990

static const char *const plans[] = {
    "pay 10% on sale\npay 2 EUR on lead\nlevel 1 pays 5% of sale\nlevels 2 to 3 pay 10% of commission\n",
    "pay 10% on sale\n  from 2 sales a month 15%\n  from 3 sales a month 20%\nlevel 1 pays 10% of commission\n",
    "pay 5% on sale\n  from 100 EUR of sales a month 10%\n  from 250 EUR of sales a month 12.5%\n",
    "pay 5% on sale\n  from 2 sales a month 10% for all\n  from 3 sales a month 15% for all\nlevel 2 pays 1% of sale\n",
    "pay 50% on sale for the first payment\npay 7% on sale for 2 payments\npay 1% on sale\n",
    "pay 20% on sale when customer is new\npay 3% on sale\nbonus 30 EUR for 2 sales a month\n"
    "bonus 1.50 EUR for every 2 sales a month\n",
    "base before discount\npay 12.5% on sale\nbonus 40 EUR for 150 EUR of sales a month\n"
    "level 1 pays 3% of sale\ncap 12% of sale over all levels\n",
    "pay 3% on sale\n  from 2 sales a week 6%\ngive gift \"mug\" for 2 sales a month\nround half even\n",
};
#define PLANS (sizeof(plans) / sizeof(plans[0]))

struct side {
    struct program_id program_id[PLANS];
    struct partner_id partners[4]; // each recruited by the next
    const char *coupon;            // prefix
};

enum what { WHAT_SALE, WHAT_REFUND, WHAT_DECISION };
struct event {
    enum what what;
    int order;      // index of the sale in the seed
    int64_t amount; // minor units
    int64_t discount;
    int64_t at_ms;
    int partner, customer;
    bool is_lead, is_pending, is_split;
    bool is_rejection;
};

struct draw {
    uint64_t state;
};

static uint64_t draw_next(struct draw *draw)
{
    uint64_t x = draw->state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    draw->state = x;
    return x * 0x2545F4914F6CDD1DUL;
}

static int draw_below(struct draw *draw, int n)
{
    return (int)((draw_next(draw) >> 33) % (uint64_t)n);
}

struct seed {
    int number;
    size_t plan;
    int64_t month_ms;
    struct event events[EVENTS_MOST];
    size_t event_count;
};

// A month for each seed, so that seeds share no period.
static void seed_make(int number, struct draw *draw, struct seed *seed)
{
    *seed = (struct seed){.number = number, .plan = (size_t)number % PLANS};
    int month = number / (int)PLANS;
    struct civil begin = {.year = FIRST_YEAR + month / 12, .month = month % 12 + 1, .day = 1};
    seed->month_ms = instant_of_civil(begin).ms;
    int sales = SALES_LEAST + draw_below(draw, SALES_MOST - SALES_LEAST + 1);
    for (int i = 0; i < sales; i++) {
        struct event sale = {.what = WHAT_SALE,
                             .order = i,
                             .amount = draw_below(draw, 20000),
                             .discount = draw_below(draw, 3) == 0 ? draw_below(draw, 2000) : 0,
                             .at_ms = seed->month_ms + draw_below(draw, 28 * 24) * HOUR_MS,
                             .partner = draw_below(draw, 2),
                             .customer = draw_below(draw, 2),
                             .is_lead = draw_below(draw, 6) == 0,
                             .is_pending = draw_below(draw, 3) == 0,
                             .is_split = draw_below(draw, 6) == 0};
        seed->events[seed->event_count++] = sale;
        struct event refund = sale;
        refund.what = WHAT_REFUND;
        if (draw_below(draw, 3) == 0 && sale.amount > 0) {
            refund.amount = draw_below(draw, 3) == 0 ? sale.amount : 1 + draw_below(draw, (int)sale.amount);
            seed->events[seed->event_count++] = refund;
        }
        if (sale.is_pending) {
            struct event decision = sale;
            decision.what = WHAT_DECISION;
            decision.is_rejection = draw_below(draw, 2) == 0;
            seed->events[seed->event_count++] = decision;
        }
    }
}

static struct text order_text(struct arena *arena, const struct seed *seed, const struct event *event)
{
    return text_format(arena, "S%d-%d", seed->number, event->order);
}

static struct text minor_text(struct arena *arena, int64_t minor)
{
    return money_text(arena, (struct money){.minor = minor, .currency = {"EUR"}});
}

static struct conversion_id order_find(struct world *world, const struct seed *seed, const struct side *side,
                                       const struct event *event)
{
    struct sql_conversion_by_order_in in = {.program_id = side->program_id[seed->plan],
                                            .goal = event->is_lead ? TEXT("lead") : TEXT("sale"),
                                            .order_id = order_text(world->arena, seed, event)};
    struct sql_conversion_by_order_row row;
    enum rc rc = sql_conversion_by_order(world->db, world->arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return (struct conversion_id){0};
    }
    must(world, rc);
    return row.id;
}

static void deliver_sale(struct world *world, const struct seed *seed, const struct side *side,
                         const struct event *event)
{
    struct arena *arena = world->arena;
    struct conversion_claim claim = {
        .advertiser_id = world->advertiser_id,
        .program_id = side->program_id[seed->plan],
        .goal = event->is_lead ? TEXT("lead") : TEXT("sale"),
        .order_id = order_text(arena, seed, event),
        .amount = minor_text(arena, event->amount),
        .discount = minor_text(arena, event->discount),
        .status = event->is_pending ? TEXT("pending") : TEXT_NONE,
        .coupon = text_format(arena, "%s%zu%d", side->coupon, seed->plan, event->partner),
        .customer_id = text_format(arena, "%d-%d", seed->number, event->customer),
        .occurred_at = instant_text(arena, (struct instant){event->at_ms}),
        .split = event->is_split ? text_format(arena, "%s0:70,%s1:30", side->coupon, side->coupon) : TEXT_NONE,
        .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    assert_true(accepted.is_attributed);
}

// False when the order is not known yet.
static bool deliver(struct world *world, const struct seed *seed, const struct side *side, const struct event *event)
{
    if (event->what == WHAT_SALE) {
        deliver_sale(world, seed, side, event);
        return true;
    }
    struct conversion_id id = order_find(world, seed, side, event);
    if (id.v == 0) {
        return false;
    }
    if (event->what == WHAT_DECISION) {
        world_decide(world, id, event->is_rejection ? "rejected" : "approved");
        return true;
    }
    struct refund_claim claim = {.conversion_id = id,
                                 .refund_key = TEXT("R-1"),
                                 .amount = minor_text(world->arena, event->amount),
                                 .occurred_at = instant_text(world->arena, (struct instant){event->at_ms + DAY_MS})};
    struct refund_accepted accepted;
    must(world, conversion_refund(&world->flow, &claim, &accepted));
    return true;
}

static void deliver_in_order(struct world *world, const struct seed *seed, const struct side *side)
{
    bool is_done[EVENTS_MOST] = {false};
    for (size_t round = 0; round < seed->event_count; round++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < seed->event_count; i++) {
            // By time; of one order the sale comes first in the list.
            if (!is_done[i] && (next == SIZE_MAX || seed->events[i].at_ms < seed->events[next].at_ms)) {
                next = i;
            }
        }
        is_done[next] = true;
        assert_true(deliver(world, seed, side, &seed->events[next]));
    }
}

static void deliver_shuffled(struct world *world, const struct seed *seed, const struct side *side, struct draw *draw)
{
    size_t list[EVENTS_MOST * DELIVERIES_MOST];
    size_t count = 0;
    bool is_heard[EVENTS_MOST] = {false};
    for (size_t i = 0; i < seed->event_count; i++) {
        int times = 1 + draw_below(draw, DELIVERIES_MOST);
        for (int k = 0; k < times; k++) {
            list[count++] = i;
        }
    }
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = (size_t)draw_below(draw, (int)i + 1);
        size_t kept = list[i];
        list[i] = list[j];
        list[j] = kept;
    }
    for (size_t i = 0; i < count; i++) {
        is_heard[list[i]] = deliver(world, seed, side, &seed->events[list[i]]) || is_heard[list[i]];
        if (draw_below(draw, RELEASED_OF) == 0) {
            (void)world_release(world);
        }
    }
    for (size_t i = 0; i < seed->event_count; i++) { // the sender tries again what was told to be unknown
        assert_true(is_heard[i] || deliver(world, seed, side, &seed->events[i]));
    }
}

// ---- the books in a canonical form ----

static size_t partner_index(const struct side *side, struct partner_id id)
{
    for (size_t i = 0; i < 4; i++) {
        if (side->partners[i].v == id.v) {
            return i;
        }
    }
    return 9;
}

static void print_order(struct world *world, const struct seed *seed, const struct side *side,
                        const struct event *event, struct buf *buf)
{
    struct conversion_id id = order_find(world, seed, side, event);
    struct conversion conversion;
    must(world, conversion_get(world->db, world->arena, id, &conversion));
    buf_format(buf, "%.*s %.*s refunded %lld:", TEXT_PRINT(conversion.order_id), TEXT_PRINT(conversion.status),
               (long long)conversion.refunded.minor);
    struct commission *list;
    size_t count;
    must(world, commission_list_of(world->db, world->arena, id, &list, &count));
    for (int level = 0; level <= 3; level++) {
        for (size_t partner = 0; partner < 4; partner++) {
            for (size_t i = 0; i < count; i++) {
                bool is_it = list[i].level == level && partner_index(side, list[i].partner_id) == partner;
                if (is_it && list[i].amount.minor != 0) { // one of nothing may be there or not
                    buf_format(buf, " [%zu %.*s:%lld %lld due %lld]", partner, TEXT_PRINT(list[i].role),
                               (long long)list[i].level, (long long)list[i].amount.minor, (long long)list[i].due_at.ms);
                }
            }
        }
    }
    buf_add(buf, TEXT("\n"));
}

static struct text print_seed(struct world *world, const struct seed *seed, const struct side *side)
{
    struct buf buf = buf_new(world->arena, 1 << 20);
    for (size_t i = 0; i < seed->event_count; i++) {
        if (seed->events[i].what == WHAT_SALE) {
            print_order(world, seed, side, &seed->events[i], &buf);
        }
    }
    return buf_text(&buf);
}

// What a partner has of each program's gifts.
static void print_rewards(struct world *world, const struct side *side, size_t partner, struct buf *buf)
{
    for (size_t p = 0; p < PLANS; p++) {
        struct sql_reward_list_in in = {.before_id = INT64_MAX,
                                        .partner_id = side->partners[partner],
                                        .program_id = side->program_id[p],
                                        .limit = REWARDS_MOST};
        struct sql_reward_list_row *rows;
        size_t count;
        int64_t has = 0;
        must(world, sql_reward_list(world->db, world->arena, &in, &rows, &count));
        assert_true(count < REWARDS_MOST);
        for (size_t i = 0; i < count; i++) {
            has += rows[i].granted - rows[i].taken_back;
        }
        buf_format(buf, "partner %zu program %zu gifts %lld\n", partner, p, (long long)has);
    }
}

static struct text print_all(struct world *world, const struct side *side)
{
    struct buf buf = buf_new(world->arena, 1 << 20);
    for (size_t i = 0; i < 4; i++) {
        struct ledger_balance *balances;
        size_t count;
        must(world, ledger_partner_balances(world->db, world->arena, side->partners[i], &balances, &count));
        for (size_t k = 0; k < count; k++) {
            const struct money *accounts = balances[k].accounts;
            buf_format(&buf, "partner %zu pending %lld available %lld owed back %lld\n", i,
                       (long long)accounts[LEDGER_PENDING].minor, (long long)accounts[LEDGER_AVAILABLE].minor,
                       (long long)accounts[LEDGER_OWED_BACK].minor);
        }
        for (size_t p = 0; p < PLANS; p++) {
            struct commission *list;
            must(world, commission_list_bonuses(world->db, world->arena, side->program_id[p], side->partners[i], &list,
                                                &count));
            int64_t sum = 0;
            for (size_t k = 0; k < count; k++) {
                sum += list[k].amount.minor;
            }
            buf_format(&buf, "partner %zu program %zu bonuses %lld\n", i, p, (long long)sum);
        }
        print_rewards(world, side, i, &buf);
    }
    return buf_text(&buf);
}

// ---- the world ----

static void make_side(struct world *world, struct side *side, const char *coupon)
{
    side->coupon = coupon;
    for (int i = 3; i >= 0; i--) {
        struct partner_input input = {.code = text_format(world->arena, "%s%d", coupon, i),
                                      .name = text_format(world->arena, "Partner %s%d", coupon, i),
                                      .recruited_by = i == 3 ? (struct partner_id){0} : side->partners[i + 1]};
        struct partner partner;
        must(world, partner_create(&world->flow, &input, &partner));
        side->partners[i] = partner.id;
    }
    for (size_t p = 0; p < PLANS; p++) {
        struct program_input program = program_input_none();
        program.advertiser_id = world->advertiser_id;
        program.name = text_format(world->arena, "%s%zu", coupon, p);
        program.hold_days = 14;
        struct program_view view;
        must(world, program_create(&world->flow, &program, &view));
        side->program_id[p] = view.program.id;
        struct program_plan_input plan = {
            .program_id = view.program.id, .plan_text = text_of(plans[p]), .effective_at = {0}};
        struct plan_version version;
        struct plan_error error;
        must(world, program_plan_put(&world->flow, &plan, &version, &error));
        struct offer_input offer = {.program_id = view.program.id,
                                    .name = TEXT("All"),
                                    .destination_url = TEXT("https://shop.example.org/"),
                                    .goals = TEXT("lead=lead,sale=sale")};
        struct offer made;
        must(world, offer_create(&world->flow, &offer, &made));
        for (int i = 0; i < 4; i++) {
            struct enrollment_input enrollment = {.partner_id = side->partners[i],
                                                  .program_id = view.program.id,
                                                  .status = TEXT("approved"),
                                                  .terms_effective_at = INSTANT_NONE};
            struct enrollment_view enrolled;
            must(world, enrollment_create(&world->flow, &enrollment, &enrolled));
            struct coupon_input code = {.partner_id = side->partners[i],
                                        .program_id = view.program.id,
                                        .code = text_format(world->arena, "%s%zu%d", coupon, p, i)};
            struct coupon coupon_made;
            must(world, coupon_create(&world->flow, &code, &coupon_made));
        }
    }
}

static void run_seeds(struct world *world, struct arena *page, const struct side *sides, int seeds)
{
    struct arena *whole = world->arena;
    world->arena = world->flow.arena = page;
    for (int number = 0; number < seeds; number++) {
        struct draw draw = {.state = 0x9E3779B97F4A7C15UL * (uint64_t)(number + 1)};
        struct seed seed;
        arena_reset(page);
        seed_make(number, &draw, &seed);
        deliver_in_order(world, &seed, &sides[0]);
        deliver_shuffled(world, &seed, &sides[1], &draw);
        struct text in_order = print_seed(world, &seed, &sides[0]);
        struct text shuffled = print_seed(world, &seed, &sides[1]);
        if (!text_equal(in_order, shuffled)) {
            print_error("seed %d, plan %zu, in order:\n%.*sshuffled:\n%.*s", number, seed.plan, TEXT_PRINT(in_order),
                        TEXT_PRINT(shuffled));
            fail();
        }
    }
    world->arena = world->flow.arena = whole;
}

static void any_order_of_deliveries_ends_in_the_same_books(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 30);
    AUTO_ARENA page = arena_new((size_t)256 << 20);
    bool is_sqlite = test_database_kind(*state) == DB_SQLITE;
    struct world *world = world_new(*state, arena, "pay 1% on sale\n");
    world->flow.now.ms = instant_of_civil((struct civil){.year = 2099, .month = 1, .day = 1}).ms;
    struct side sides[SIDES];
    make_side(world, &sides[0], "x");
    make_side(world, &sides[1], "y");
    run_seeds(world, page, sides, is_sqlite ? SEEDS_SQLITE : SEEDS_POSTGRES);
    (void)world_release(world); // what was released in between on one side only
    struct text in_order = print_all(world, &sides[0]);
    struct text shuffled = print_all(world, &sides[1]);
    if (!text_equal(in_order, shuffled)) {
        print_error("in order:\n%.*sshuffled:\n%.*s", TEXT_PRINT(in_order), TEXT_PRINT(shuffled));
        fail();
    }
    world_assert_sound(world);
}

int main(void)
{
    const struct CMUnitTest cases[] = {TEST_DATABASE_CASE(any_order_of_deliveries_ends_in_the_same_books)};
    return TEST_DATABASE_RUN("delivery_order", cases);
}
