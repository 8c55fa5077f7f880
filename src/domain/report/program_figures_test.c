// SPDX-License-Identifier: Apache-2.0
// Figures of a program against sums made by hand: medians of odd and even numbers, deciles, how orders are decided, the
// first commission, months. It is the 30th of November 2026, noon, in UTC.
#include "report/program_figures.h"

#include "core/arena.h"
#include "report/performance.h"
#include "test_database.h"
#include "test_sql.h"

#define TODAY 20787 // 2026-11-30
#define PROGRAM 1
#define EUROS(n) ((int64_t)(n)*100)

struct world {
    struct db *db;
    struct arena *arena;
    int64_t conversions;
};

static struct world world_new(void **state, struct arena *arena)
{
    struct world w = {.db = test_database_db(*state), .arena = arena};
    struct currency euro = {"EUR"};
    assert_int_equal(db_write_begin(w.db), RC_OK);
    struct sql_test_advertiser_insert_in advertiser = {.id = 1, .token_hash = TEXT("hash")};
    assert_int_equal(sql_test_advertiser_insert(w.db, &advertiser, NULL), RC_OK);
    for (int64_t id = 1; id <= 2; id++) {
        struct sql_test_program_insert_in program = {.id = id, .advertiser_id = 1, .currency = euro};
        struct sql_test_terms_insert_in terms = {.id = id, .program_id = id};
        struct sql_test_plan_insert_in plan = {.id = id, .program_id = id};
        assert_int_equal(sql_test_program_insert(w.db, &program, NULL), RC_OK);
        assert_int_equal(sql_test_terms_insert(w.db, &terms, NULL), RC_OK);
        assert_int_equal(sql_test_plan_insert(w.db, &plan, NULL), RC_OK);
    }
    for (int64_t id = 1; id <= 12; id++) {
        struct sql_test_partner_insert_in partner = {.id = id, .code = text_format(arena, "p%lld", (long long)id)};
        assert_int_equal(sql_test_partner_insert(w.db, &partner, NULL), RC_OK);
    }
    return w;
}

// What was written until here is committed, and more can be written.
static struct program_figures figures_at(struct world *w, int64_t day)
{
    struct program_figures figures;
    struct instant now = {day * DAY_MS + DAY_MS / 2};
    assert_int_equal(db_commit(w->db), RC_OK);
    assert_int_equal(db_read_begin(w->db), RC_OK);
    assert_int_equal(program_figures_read(w->db, w->arena, (struct program_id){PROGRAM}, (struct currency){"EUR"}, now,
                                          day, &figures),
                     RC_OK);
    db_rollback(w->db);
    assert_int_equal(db_write_begin(w->db), RC_OK);
    return figures;
}

// Clicks, sales and commission of a partner on a day.
static void perform(struct world *w, int64_t partner, int64_t day, int64_t clicks, int64_t sales, int64_t commission)
{
    struct performance_delta delta = {.quarter = day * QUARTERS_PER_DAY,
                                      .program_id = {PROGRAM},
                                      .partner_id = {partner},
                                      .clicks = clicks,
                                      .sales = sales,
                                      .commission_minor = commission};
    assert_int_equal(performance_add(w->db, w->arena, &delta, 1), RC_OK);
}

struct event {
    const char *kind;
    int64_t partner, day, amount; // partner 0: nobody's
    const char *first, *status;
    int64_t customer, program;
};

static int64_t report(struct world *w, struct event e)
{
    int64_t id = ++w->conversions;
    struct text order = text_format(w->arena, "o%lld", (long long)id);
    struct sql_test_conversion_insert_in in = {
        .id = id,
        .program_id = e.program == 0 ? PROGRAM : e.program,
        .goal_kind = text_of(e.kind),
        .order_id = order,
        .amount_minor = e.amount,
        .status = text_of(e.status),
        .first_status = text_of(e.first),
        .at = e.day * DAY_MS,
        .partner_id = {.has = e.partner != 0, .v = e.partner},
        .customer_id = e.customer,
        .local_day = e.day,
        .hash = order,
    };
    assert_int_equal(sql_test_conversion_insert(w->db, &in, NULL), RC_OK);
    return id;
}
#define REPORT(w, ...) report((w), (struct event){__VA_ARGS__})

static void decide(struct world *w, int64_t id, const char *status, int64_t at_ms)
{
    struct sql_test_decision_insert_in in = {.conversion_id = id, .status = text_of(status), .decided_at = at_ms};
    assert_int_equal(sql_test_decision_insert(w->db, &in, NULL), RC_OK);
}

static void give_back(struct world *w, int64_t id)
{
    struct sql_test_refund_insert_in in = {.conversion_id = id, .refund_key = TEXT("r"), .amount_minor = 500};
    assert_int_equal(sql_test_refund_insert(w->db, &in, NULL), RC_OK);
}

// ---- partners ----

static void medians_weigh_each_partner_once(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct world w = world_new(state, arena);
    perform(&w, 1, TODAY - 3, 100, 10, 1000); // 10 %, 10 cents a click
    perform(&w, 2, TODAY - 3, 150, 4, 500);
    perform(&w, 2, TODAY - 80, 50, 0, 300); // with the line above 2 %, 4 cents
    perform(&w, 3, TODAY - 3, 50, 3, 300);  // 6 %, 6 cents
    perform(&w, 4, TODAY - 3, 9, 9, 900);   // too few clicks
    perform(&w, 0, TODAY - 3, 1000, 1000, 0);
    perform(&w, 1, TODAY - 92, 1000, 1000, 1000000); // too long ago
    struct program_figures odd = figures_at(&w, TODAY);
    assert_int_equal(odd.partners, 3);
    assert_int_equal(odd.conversion_ppm, 60000);
    assert_int_equal(odd.epc.micro, 6 * EXACT_PER_MINOR);
    assert_int_equal(odd.active, 4);
    assert_int_equal(odd.earning, 4);
    perform(&w, 5, TODAY - 3, 10, 0, 0);
    struct program_figures even = figures_at(&w, TODAY);
    assert_int_equal(even.partners, 4);
    assert_int_equal(even.conversion_ppm, 20000); // of 0, 2, 6, 10
    assert_int_equal(even.epc.micro, 4 * EXACT_PER_MINOR);
    assert_int_equal(even.active, 5);
    assert_int_equal(even.earning, 4);
}

static void deciles_need_ten_partners(void **state)
{
    static const int64_t earned[] = {123456, 0, 100, 9999999, 5, 99999, 1234, 99, 5678, 0, 7};
    static const int64_t of_ten[] = {0, 0, 5, 99, 100, 1200, 5600, 99000, 120000};
    static const int64_t of_eleven[] = {0, 5, 7, 99, 100, 1200, 5600, 99000, 120000};
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct world w = world_new(state, arena);
    for (size_t i = 0; i < 9; i++) {
        perform(&w, 1 + (int64_t)i, TODAY - 1, 10, 0, earned[i]);
    }
    struct program_figures nine = figures_at(&w, TODAY);
    assert_int_equal(nine.active, 9);
    for (size_t i = 0; i < PROGRAM_FIGURES_DECILES; i++) {
        assert_int_equal(nine.deciles[i].minor, 0);
    }
    perform(&w, 10, TODAY - 1, 10, 0, earned[9]);
    struct program_figures ten = figures_at(&w, TODAY);
    assert_int_equal(ten.active, 10);
    assert_int_equal(ten.earning, 8);
    perform(&w, 11, TODAY - 1, 1, 1, earned[10]); // by a coupon, nearly without clicks
    struct program_figures eleven = figures_at(&w, TODAY);
    assert_int_equal(eleven.active, 11);
    assert_int_equal(eleven.earning, 9);
    assert_int_equal(eleven.partners, 10);
    for (size_t i = 0; i < PROGRAM_FIGURES_DECILES; i++) {
        assert_int_equal(ten.deciles[i].minor, of_ten[i]);
        assert_int_equal(eleven.deciles[i].minor, of_eleven[i]);
    }
}

static void join(struct world *w, int64_t partner, const char *status, int64_t created_day, int64_t approved_day)
{
    struct sql_test_enrollment_insert_in in = {.partner_id = partner,
                                               .program_id = PROGRAM,
                                               .status = text_of(status),
                                               .created_at = created_day * DAY_MS,
                                               .approved_at = {.has = approved_day != 0, .v = approved_day * DAY_MS}};
    assert_int_equal(sql_test_enrollment_insert(w->db, &in, NULL), RC_OK);
}

static void earn(struct world *w, int64_t conversion, int64_t partner, const char *role, const char *status,
                 int64_t at_ms)
{
    struct text key = text_format(w->arena, "%lld:%lld:%s", (long long)conversion, (long long)partner, role);
    struct sql_test_commission_insert_in in = {.conversion_id = conversion,
                                               .accrual_key = key,
                                               .partner_id = partner,
                                               .program_id = PROGRAM,
                                               .amount_minor = 100,
                                               .status = text_of(status),
                                               .role = text_of(role),
                                               .created_at = at_ms};
    assert_int_equal(sql_test_commission_insert(w->db, &in, NULL), RC_OK);
}

static void the_first_commission_is_waited_for_from_joining_on(void **state)
{
    const int64_t joined = TODAY - 60;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct world w = world_new(state, arena);
    join(&w, 1, "approved", joined - 30, joined); // three days, by when it happened; recorded late
    earn(&w, REPORT(&w, "sale", 1, joined + 3, 1000, "approved", "approved"), 1, "credited", "available",
         (joined + 20) * DAY_MS);
    earn(&w, REPORT(&w, "sale", 1, joined + 9, 1000, "approved", "approved"), 1, "credited", "available",
         (joined + 20) * DAY_MS);
    join(&w, 2, "approved", joined, 0); // a day and a half, which are two begun
    earn(&w, 0, 2, "credited", "pending", joined * DAY_MS + DAY_MS * 3 / 2);
    join(&w, 3, "approved", joined, joined);
    join(&w, 4, "pending", joined, 0); // is not in
    join(&w, 5, "approved", TODAY - 400, TODAY - 366);
    earn(&w, 0, 5, "credited", "pending", joined * DAY_MS);
    join(&w, 6, "approved", joined, joined); // came with a history
    earn(&w, REPORT(&w, "sale", 6, joined - 1, 1000, "approved", "approved"), 6, "credited", "paid", joined * DAY_MS);
    join(&w, 7, "approved", joined, joined);
    earn(&w, 0, 7, "compensation", "available", (joined + 1) * DAY_MS); // by hand
    join(&w, 8, "approved", joined, joined);
    earn(&w, 0, 8, "bonus", "rejected", (joined + 1) * DAY_MS);
    join(&w, 9, "archived", joined, joined); // has left
    earn(&w, 0, 9, "credited", "paid", (joined + 10) * DAY_MS);
    join(&w, 11, "archived", joined, 0); // never was in
    struct program_first odd = figures_at(&w, TODAY).first;
    assert_int_equal(odd.joined, 6); // 1, 2, 3, 7, 8, 9
    assert_int_equal(odd.earned, 3);
    assert_int_equal(odd.median_days, 3); // of 2, 3, 10
    join(&w, 10, "approved", joined, joined);
    earn(&w, 0, 10, "credited", "paid", (joined + 20) * DAY_MS);
    struct program_first even = figures_at(&w, TODAY).first;
    assert_int_equal(even.joined, 7);
    assert_int_equal(even.earned, 4);
    assert_int_equal(even.median_days, 3); // of 2, 3, 10, 20
}

// ---- orders ----

static void orders_are_decided_and_given_back(void **state)
{
    const int64_t day = TODAY - 40;
    const int64_t at = day * DAY_MS;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct world w = world_new(state, arena);
    decide(&w, REPORT(&w, "sale", 1, day, EUROS(100), "pending", "approved"), "approved", at + 2 * DAY_MS);
    REPORT(&w, "sale", 1, TODAY - 90, EUROS(200), "approved", "approved");
    decide(&w, REPORT(&w, "sale", 1, day, EUROS(1), "pending", "rejected"), "rejected", at + 6 * DAY_MS);
    REPORT(&w, "lead", 1, day, 0, "pending", "pending");
    int64_t returned = REPORT(&w, "sale", 2, day, EUROS(50), "pending", "approved");
    decide(&w, returned, "rejected", at + 3 * DAY_MS); // and another word later
    decide(&w, returned, "approved", at + 5 * DAY_MS);
    give_back(&w, returned);
    int64_t kept = REPORT(&w, "sale", 2, day, EUROS(30), "approved", "approved");
    give_back(&w, kept);
    struct sql_test_refund_take_back_in taken = {.conversion_id = kept};
    assert_int_equal(sql_test_refund_take_back(w.db, &taken, NULL), RC_OK);
    REPORT(&w, "sale", 0, day, EUROS(999), "approved", "rejected");               // nobody's
    REPORT(&w, "sale", 3, TODAY - 91, EUROS(999), "approved", "rejected");        // too long ago
    REPORT(&w, "sale", 3, day, EUROS(999), "approved", "rejected", .program = 2); // another program's
    struct program_figures figures = figures_at(&w, TODAY);
    struct program_standing s = figures.standing;
    assert_int_equal(s.partners, 2);
    assert_int_equal(s.sales, 4);
    assert_int_equal(s.refunded_ppm, 250000); // 1 of 4
    assert_int_equal(s.decided, 5);
    assert_int_equal(s.rejected_ppm, 200000); // 1 of 5
    assert_int_equal(s.waits, 3);
    assert_int_equal(s.median_wait_ms, 3 * DAY_MS);          // of 2, 3, 6
    assert_int_equal(figures.median_order.minor, EUROS(50)); // of 30, 50, 100, 200
    decide(&w, REPORT(&w, "sale", 4, day, EUROS(300), "pending", "approved"), "approved", at + 10 * DAY_MS);
    figures = figures_at(&w, TODAY);
    s = figures.standing;
    assert_int_equal(s.partners, 3);
    assert_int_equal(s.refunded_ppm, 200000);                 // 1 of 5
    assert_int_equal(s.rejected_ppm, 166667);                 // 1 of 6
    assert_int_equal(s.median_wait_ms, 3 * DAY_MS);           // of 2, 3, 6, 10
    assert_int_equal(figures.median_order.minor, EUROS(100)); // of 30, 50, 100, 200, 300
}

static void months_tell_orders_and_what_leads_became(void **state)
{
    const int64_t october = 20727;
    const int64_t november = 20758;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct world w = world_new(state, arena);
    REPORT(&w, "sale", 1, october, EUROS(100), "approved", "approved");
    REPORT(&w, "sale", 2, october, EUROS(50) + 1, "approved", "approved", .customer = 8);
    REPORT(&w, "sale", 2, november - 1, EUROS(50), "approved", "pending");
    REPORT(&w, "lead", 1, october + 5, 0, "approved", "approved", .customer = 7);
    REPORT(&w, "lead", 2, october + 5, 0, "approved", "approved", .customer = 8); // had bought before
    REPORT(&w, "lead", 2, october + 5, 0, "approved", "approved", .customer = 9);
    REPORT(&w, "sale", 2, october + 6, EUROS(70), "pending", "rejected", .customer = 9);
    REPORT(&w, "lead", 3, october + 5, 0, "approved", "approved"); // of whom is not known
    REPORT(&w, "lead", 3, october + 5, 0, "approved", "rejected", .customer = 7);
    REPORT(&w, "sale", 1, november + 1, EUROS(80), "approved", "approved", .customer = 7);
    REPORT(&w, "sale", 0, november + 1, EUROS(999), "approved", "approved");
    REPORT(&w, "sale", 1, november + 1, EUROS(999), "approved", "approved", .customer = 9, .program = 2);
    struct program_figures figures = figures_at(&w, TODAY);
    static const int64_t first_days[] = {20605, 20635, 20666, 20697, 20727, 20758}; // June to November
    for (size_t i = 0; i < PROGRAM_FIGURES_MONTHS; i++) {
        assert_int_equal(figures.months[i].first_day, first_days[i]);
        assert_int_equal(figures.months[i].sales, i < 4 ? 0 : i == 4 ? 3 : 1);
    }
    const struct program_month *m = &figures.months[4];
    assert_int_equal(m->sellers, 2);
    assert_int_equal(m->average_order.minor, 6667); // 200.01 / 3
    assert_int_equal(m->leads, 3);
    assert_int_equal(m->leaders, 2);
    assert_int_equal(m->converted_ppm, 333333);
    assert_int_equal(m[1].sellers, 1);
    assert_int_equal(m[1].average_order.minor, EUROS(80));
    assert_int_equal(m[1].leads, 0);
    assert_int_equal(m[1].converted_ppm, 0);
    // In February the months reach into the year before.
    figures = figures_at(&w, 20494);                      // 2026-02-10
    assert_int_equal(figures.months[0].first_day, 20332); // 2025-09-01
    assert_int_equal(figures.months[5].first_day, 20485); // 2026-02-01
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(medians_weigh_each_partner_once),
        TEST_DATABASE_CASE(deciles_need_ten_partners),
        TEST_DATABASE_CASE(the_first_commission_is_waited_for_from_joining_on),
        TEST_DATABASE_CASE(orders_are_decided_and_given_back),
        TEST_DATABASE_CASE(months_tell_orders_and_what_leads_became),
    };
    return TEST_DATABASE_RUN("program_figures", cases);
}
