// SPDX-License-Identifier: Apache-2.0
// Statements against the books, on both databases. A life with refunds after payment, rejections, failed payouts and
// paid clicks is cut into spans; balances are compared with sums over every entry of the ledger, read another way, and
// every event must be told once, with its state and reason.
#include <stdlib.h>

#include "click/click_accrue.h"
#include "document/statement_print.h"
#include "format/csv.h"
#include "payout/payout_run.h"
#include "report/performance.h"
#include "settlement/penalty_life.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\npay 0.001 EUR on click\n"
#define DAYS_MAX 120

// ---- a life ----

static struct payout_run_id take(struct world *w)
{
    struct payout_request request = {.currency = {"EUR"}, .until = w->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id run = {0};
    must(w, payout_run_create(&w->flow, &request, &run));
    return run;
}

static void pay(struct world *w, struct payout_run_id run)
{
    must(w, payout_run_approve(&w->flow, run));
    must(w, payout_run_pay(&w->flow, run));
}

static struct payout_item_id item_of(struct world *w, struct payout_run_id run, size_t partner)
{
    struct payout_item *items;
    size_t count;
    must(w, payout_item_list(w->db, w->arena, run, &items, &count));
    for (size_t i = 0; i < count; i++) {
        if (items[i].partner_id.v == w->partners[partner].v) {
            return items[i].id;
        }
    }
    fail_msg("no item");
    return (struct payout_item_id){0};
}

static void lead(struct world *w, const char *order)
{
    struct conversion_claim claim = {.advertiser_id = w->advertiser_id,
                                     .program_id = w->program_id,
                                     .goal = TEXT("lead"),
                                     .order_id = text_of(order),
                                     .coupon = TEXT("p0"),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(w, conversion_accept(&w->flow, NULL, &claim, &accepted));
}

static void clicks(struct world *w, int64_t count)
{
    struct performance_delta delta = {.quarter = quarter_of(w->flow.now),
                                      .program_id = w->program_id,
                                      .partner_id = w->partners[0],
                                      .clicks = count,
                                      .unique_clicks = count / 2};
    must(w, db_write_begin(w->db));
    must(w, performance_add(w->db, w->arena, &delta, 1));
    must(w, db_commit(w->db));
    world_days_pass(w, 1);
    struct click_accrued accrued;
    must(w, click_accrue(&w->flow, w->flow.now, &accrued));
}

// From 21 September 2026 on; hold 14 days.
static void live(struct world *w)
{
    struct conversion_id paid = world_sale(w, 0, "A-1", "100.00", "approved"); // 21 Sept: 10.00
    struct conversion_id full = world_sale(w, 0, "A-2", "40.00", "approved");  // 4.00
    world_sale(w, 1, "B-1", "500.00", "approved");                             // another partner's
    world_days_pass(w, 1);
    clicks(w, 12345); // 12.345: 12.34 or 12.35 booked, the rest carried
    world_days_pass(w, 13);
    world_release(w); // 6 October
    world_refund(w, full, "r-1", "40.00");
    struct payout_run_id first = take(w);
    pay(w, first);
    world_days_pass(w, 2);
    world_refund(w, paid, "r-2", "30.00"); // after payment: 3.00 owed back
    struct conversion_id fraud = world_sale(w, 0, "A-3", "70.00", "pending");
    world_decide(w, fraud, "rejected");
    world_sale(w, 0, "=A-4", "80.00", "pending");
    lead(w, "L-1");
    world_sale(w, 0, "A-5", "90.00", "approved");
    world_days_pass(w, 20);
    world_release(w);
    struct payout_run_id second = take(w); // 28 October
    must(w, payout_item_fail(&w->flow, item_of(w, second, 0), TEXT_NONE));
    world_days_pass(w, 5); // 2 November
    struct payout_run_id third = take(w);
    world_days_pass(w, 5);
    pay(w, third);
    world_sale(w, 0, "A-6", "60.00", "approved");
    world_days_pass(w, 20);
}

// ---- the books, read another way ----

struct sums {
    struct partner_id partner_id;
    struct instant before;
    int64_t minor[LEDGER_ACCOUNT_KIND_COUNT];
};

static enum rc sum_entry(void *user, struct entry_id id, const struct ledger_draft *entry)
{
    struct sums *sums = user;
    for (size_t i = 0; i < entry->line_count && entry->booked_at.ms < sums->before.ms; i++) {
        const struct ledger_line *line = &entry->lines[i];
        if (line->owner_kind == LEDGER_PARTNER && line->owner_id == sums->partner_id.v) {
            assert_true(currency_equal(line->amount.currency, (struct currency){"EUR"}));
            sums->minor[line->account] += line->amount.minor;
        }
    }
    return RC_OK;
}

static void assert_books(struct world *w, size_t partner, struct instant before, const struct statement *s,
                         bool is_opening)
{
    struct sums sums = {.partner_id = w->partners[partner], .before = before};
    must(w, ledger_entry_each(w->db, sum_entry, &sums));
    assert_true(s->balance_count <= 1);
    for (int k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
        int64_t told = s->balance_count == 0 ? 0 : is_opening ? s->balances[0].opening[k] : s->balances[0].closing[k];
        assert_int_equal(told, k == LEDGER_OWED_BACK ? sums.minor[k] : -sums.minor[k]);
    }
}

static struct statement statement_of(struct world *w, size_t partner, int64_t from_ms, int64_t to_ms)
{
    struct statement_period period = {.from = {from_ms}, .to = {to_ms}, .time_zone = TEXT("UTC")};
    struct statement s;
    must(w, statement_read(&w->flow, w->partners[partner], &period, &s));
    return s;
}

static void balances_are_those_of_the_books(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    live(w);
    world_assert_sound(w);
    int64_t start = WORLD_START_MS / DAY_MS * DAY_MS;
    for (size_t partner = 0; partner < WORLD_PARTNERS; partner++) {
        size_t events = 0;
        for (int64_t at = start; at < w->flow.now.ms; at += 3 * DAY_MS + 12345) {
            struct statement s = statement_of(w, partner, at, at + 3 * DAY_MS + 12345);
            assert_books(w, partner, s.period.from, &s, /* is_opening= */ true);
            assert_books(w, partner, s.as_of, &s, /* is_opening= */ false);
            for (size_t b = 0; b < s.balance_count; b++) { // opening + causes = closing
                for (int k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
                    int64_t sum = s.balances[b].opening[k];
                    for (size_t i = 0; i < s.balances[b].sum_count; i++) {
                        sum += s.balances[b].sums[i].minor[k];
                    }
                    assert_int_equal(sum, s.balances[b].closing[k]);
                }
            }
            events += s.event_count;
        }
        struct statement whole = statement_of(w, partner, start, w->flow.now.ms + DAY_MS);
        assert_int_equal(whole.event_count, events); // each in one span
        assert_int_equal(whole.event_count, partner == 0 ? 7 : partner == 1 ? 1 : 0);
        assert_false(whole.is_closed);
        struct ledger_balance *balances;
        size_t count;
        must(w, ledger_partner_balances(w->db, arena, w->partners[partner], &balances, &count));
        assert_int_equal(count, whole.balance_count);
        for (int k = 0; count == 1 && k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
            assert_int_equal(balances[0].accounts[k].minor, whole.balances[0].closing[k]);
        }
    }
}

// ---- what becomes of each event ----

struct told {
    const char *order, *state, *reason;
    int64_t commission, refunded;
};

static void assert_told(const struct statement *s, const struct told *rows, size_t count)
{
    assert_int_equal(s->event_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct statement_event *e = &s->events[i];
        assert_text(e->order_id, rows[i].order);
        assert_row(rows[i].order, strcmp(statement_state_text(e->verdict.state), rows[i].state) == 0);
        assert_text(e->verdict.reason, rows[i].reason);
        assert_int_equal(e->commission.minor, rows[i].commission);
        assert_int_equal(e->refunded.minor, rows[i].refunded);
        if (e->verdict.state != STATEMENT_REFUSED) { // what was refunded in full may have been in one, with nothing
            assert_int_equal(e->payout_item_id.v != 0, e->verdict.state == STATEMENT_PAID);
        }
    }
}

static void every_event_is_told_as_it_stood(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    live(w);
    struct instant september = {0};
    struct instant october = {0};
    struct instant november = {0};
    assert_int_equal(instant_parse(TEXT("2026-09-01"), &september), RC_OK);
    assert_int_equal(instant_parse(TEXT("2026-10-01"), &october), RC_OK);
    assert_int_equal(instant_parse(TEXT("2026-11-01"), &november), RC_OK);
    // Of September as it stood at its end: nothing was released or refunded yet.
    struct statement s = statement_of(w, 0, september.ms, october.ms);
    static const struct told in_september[] = {{"A-1", "pending", "on_hold", 1000, 0},
                                               {"A-2", "pending", "on_hold", 400, 0}};
    assert_told(&s, in_september, COUNT_OF(in_september));
    assert_int_equal(s.events[0].due_at.ms, WORLD_START_MS + 14 * DAY_MS);
    assert_int_equal(s.click_count, 1);
    assert_int_equal(s.clicks[0].clicks, 12345);
    assert_true(s.clicks[0].booked.minor == 1234 || s.clicks[0].booked.minor == 1235);
    assert_int_equal(s.payout_count, 0);
    // The same events over the whole time.
    s = statement_of(w, 0, september.ms, w->flow.now.ms + 1);
    static const struct told in_all[] = {
        {"A-1", "paid", "", 700, 3000},        {"A-2", "refused", "refunded", 0, 4000},
        {"A-3", "refused", "cancelled", 0, 0}, {"=A-4", "pending", "not_approved", 800, 0},
        {"L-1", "refused", "no_rule", 0, 0},   {"A-5", "paid", "", 900, 0},
        {"A-6", "pending", "on_hold", 600, 0},
    };
    assert_told(&s, in_all, COUNT_OF(in_all));
    // October: one payout paid, one failed; in November one paid.
    s = statement_of(w, 0, october.ms, november.ms);
    assert_int_equal(s.payout_count, 2);
    assert_text(s.payouts[0].status, "paid");
    assert_text(s.payouts[1].status, "failed");
    static const struct told in_october[] = {{"A-3", "refused", "cancelled", 0, 0},
                                             {"=A-4", "pending", "not_approved", 800, 0},
                                             {"L-1", "refused", "no_rule", 0, 0},
                                             {"A-5", "available", "", 900, 0}};
    assert_told(&s, in_october, COUNT_OF(in_october));
    assert_int_equal(s.balances[0].closing[LEDGER_OWED_BACK], 0); // recovered by the second payout
    s = statement_of(w, 0, november.ms, w->flow.now.ms + 1);
    assert_int_equal(s.payout_count, 1);
    assert_text(s.payouts[0].status, "paid");
}

// ---- files ----

static void files_of_the_past_never_change(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    live(w);
    static const enum document_format formats[] = {DOCUMENT_CSV, DOCUMENT_XLSX, DOCUMENT_PDF};
    struct text first[COUNT_OF(formats)];
    int64_t from = WORLD_START_MS - DAY_MS;
    int64_t to = w->flow.now.ms - DAY_MS;
    for (int round = 0; round < 2; round++) {
        struct statement s = statement_of(w, 0, from, to);
        assert_true(s.is_closed);
        for (size_t i = 0; i < COUNT_OF(formats); i++) {
            struct text bytes = TEXT_NONE;
            must(w, statement_print(&w->flow, &s, formats[i], I18N_RU, &bytes));
            assert_true(bytes.n > 1000);
            assert_true(round == 0 || text_equal(bytes, first[i]));
            first[i] = bytes;
        }
        struct conversion_id later = world_sale(w, 0, round == 0 ? "A-7" : "A-8", "10.00", "approved");
        world_refund(w, later, "r-9", "1.00");
        world_days_pass(w, 30);
        world_release(w);
    }
}

static void rows_of_csv_add_up(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    live(w);
    struct statement s = statement_of(w, 0, WORLD_START_MS, w->flow.now.ms + 1);
    struct text bytes = TEXT_NONE;
    must(w, statement_csv(&w->flow, &s, /* has_mark= */ true, &bytes));
    struct csv_reader *reader = csv_new(',');
    csv_push(reader, bytes);
    csv_finish(reader);
    struct csv_row row;
    int64_t pending[3] = {0}; // opening, movements, closing
    size_t rows = 0;
    size_t columns = 0;
    bool has_formula = false;
    while (csv_next(reader, &row) == CSV_ROW) {
        columns = rows == 0 ? row.field_count : columns;
        assert_int_equal(row.field_count, columns);
        assert_true(rows > 0 || text_equal(row.fields[17], TEXT("pending")));
        const char *const kinds[] = {"opening", "movement", "closing"};
        for (size_t i = 0; i < 3; i++) {
            struct money m = world_eur(0);
            if (text_equal(row.fields[0], text_of(kinds[i]))) {
                assert_int_equal(money_parse(row.fields[17], m.currency, &m), MONEY_PARSED);
                pending[i] += m.minor;
            }
        }
        has_formula = has_formula || text_equal(row.fields[7], TEXT("=A-4"));
        rows++;
    }
    csv_free(reader);
    assert_int_equal(pending[0] + pending[1], pending[2]);
    assert_int_equal(pending[2], 600 + 800);
    assert_int_equal(rows, 1 + 2 * s.balance_count + statement_row_count(&s));
    assert_false(has_formula); // it is there, as '=A-4
    assert_true(text_find(bytes, TEXT(",'=A-4,"), 0) != SIZE_MAX);
}

static struct instant day_of(const char *text)
{
    struct instant instant = {0};
    assert_int_equal(instant_parse(text_of(text), &instant), RC_OK);
    return instant;
}

static struct statement statement_of_days(struct world *w, const char *from, const char *to)
{
    return statement_of(w, 0, day_of(from).ms, day_of(to).ms);
}

static struct penalty overdue(struct world *w)
{
    int64_t accrued;
    world_sale(w, 0, "A-1", "100.00", "approved");
    world_release(w);
    w->flow.now = day_of("2026-10-19"); // promised for the 15th, and three days
    must(w, penalties_accrue(&w->flow, &accrued));
    assert_int_equal(accrued, 1);
    struct penalty *penalties;
    size_t count;
    must(w, penalty_list(w->db, w->arena, &(struct penalty_filter){.partner_id = w->partners[0], .limit = 10},
                         &penalties, &count));
    return penalties[0];
}

// The only movement, on the one account.
static void assert_penalty(const struct statement *s, const char *cause, int64_t minor)
{
    assert_int_equal(statement_account_count(s), STATEMENT_ACCOUNTS);
    assert_int_equal(s->movement_count, 1);
    assert_text(s->movements[0].cause, cause);
    assert_text(s->movements[0].order_id, "A-1"); // what was overdue
    assert_int_equal(s->movements[0].minor[LEDGER_PENALTY_OWED], minor);
    assert_int_equal(s->balances[0].sum_count, 1);
    assert_text(s->balances[0].sums[0].cause, cause);
    assert_int_equal(s->balances[0].sums[0].minor[LEDGER_PENALTY_OWED], minor);
    assert_int_equal(s->balances[0].closing[LEDGER_AVAILABLE], 1000); // apart from the balance
}

static void a_penalty_is_told(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, "pay 10% on sale\nhold 0 days\nlate payment 5 times after 3 days\n");
    struct penalty penalty = overdue(w);
    w->flow.now = day_of("2026-11-20");
    must(w, penalty_settle(&w->flow, penalty.id, /* is_paid= */ true, TEXT("transfer 7"), &penalty));
    w->flow.now = day_of("2027-01-01");
    struct statement s = statement_of_days(w, "2026-09-01", "2026-10-01");
    assert_int_equal(statement_account_count(&s), STATEMENT_ACCOUNTS - 1);
    s = statement_of_days(w, "2026-11-01", "2026-12-01");
    assert_penalty(&s, "penalty_paid", -5000);
    assert_int_equal(s.balances[0].opening[LEDGER_PENALTY_OWED], 5000);
    assert_int_equal(s.balances[0].closing[LEDGER_PENALTY_OWED], 0);
    s = statement_of_days(w, "2026-10-01", "2026-11-01");
    assert_penalty(&s, "penalty", 5000);
    assert_int_equal(s.balances[0].closing[LEDGER_PENALTY_OWED], 5000);
    struct text csv, xlsx, pdf;
    must(w, statement_csv(&w->flow, &s, /* has_mark= */ false, &csv));
    assert_true(text_find(csv, TEXT(",impressions,penalty_owed,granted,taken_back,delivered\r\n"), 0) != SIZE_MAX);
    assert_true(text_find(csv, TEXT(",50.00,,,\r\n"), 0) != SIZE_MAX);
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        must(w, statement_print(&w->flow, &s, DOCUMENT_XLSX, (enum i18n_language)l, &xlsx));
        must(w, statement_pdf(&w->flow, &s, (enum i18n_language)l, &pdf));
        assert_true(xlsx.n > 1000 && text_starts_with(pdf, TEXT("%PDF-")));
    }
    world_assert_sound(w);
}

// A mug for each of two sales in September, one of which is refunded in October.
static void rewards_in_kind_are_told(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, "pay 10% on sale\ngive gift \"mug\" on sale\n");
    struct conversion_id sale = world_sale(w, 0, "A-1", "100.00", "approved");
    world_sale(w, 0, "A-2", "50.00", "approved");
    w->flow.now = day_of("2026-10-05");
    world_refund(w, sale, "r-1", "100.00");
    w->flow.now = day_of("2026-11-05");
    struct statement s = statement_of_days(w, "2026-09-01", "2026-10-01");
    assert_int_equal(s.reward_count, 2);
    assert_text(s.rewards[0].kind, "gift");
    assert_text(s.rewards[0].name, "mug");
    assert_text(s.rewards[0].order_id, "A-1");
    assert_int_equal(s.rewards[0].granted, 1);
    assert_int_equal(s.rewards[0].taken_back, 0); // as it stood
    struct text csv, xlsx, pdf;
    must(w, statement_csv(&w->flow, &s, /* has_mark= */ false, &csv));
    assert_true(text_find(csv, TEXT("\r\nreward,,"), 0) != SIZE_MAX);
    assert_true(text_find(csv, TEXT(",mug,,,1,0,0\r\n"), 0) != SIZE_MAX);
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        must(w, statement_print(&w->flow, &s, DOCUMENT_XLSX, (enum i18n_language)l, &xlsx));
        must(w, statement_pdf(&w->flow, &s, (enum i18n_language)l, &pdf));
        assert_true(xlsx.n > 1000 && text_starts_with(pdf, TEXT("%PDF-")));
    }
    s = statement_of_days(w, "2026-10-01", "2026-11-01");
    assert_int_equal(s.reward_count, 1); // nothing happened to the other
    assert_text(s.rewards[0].order_id, "A-1");
    assert_int_equal(s.rewards[0].granted, 1);
    assert_int_equal(s.rewards[0].taken_back, 1);
    assert_int_equal(statement_of_days(w, "2026-11-01", "2026-11-05").reward_count, 0);
}

static void nothing_is_a_statement_too(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct statement s = statement_of(w, 2, 0, DAY_MS);
    assert_int_equal(statement_row_count(&s) + s.balance_count, 0);
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        struct text bytes = TEXT_NONE;
        must(w, statement_pdf(&w->flow, &s, (enum i18n_language)l, &bytes));
        assert_true(text_starts_with(bytes, TEXT("%PDF-")));
        must(w, statement_xlsx(&w->flow, &s, (enum i18n_language)l, &bytes));
        assert_true(text_starts_with(bytes, TEXT("PK")));
    }
    struct statement_period period = {.from = {0}, .to = {1}, .time_zone = TEXT("UTC")};
    assert_int_equal(statement_read(&w->flow, (struct partner_id){999}, &period, &s), RC_NOT_FOUND);
    assert_string_equal(w->fault.code, "partner_not_found");
}

// ---- spans of time ----

static void spans_are_read(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    static const struct {
        const char *month, *from, *to, *tz;
        const char *first, *last, *whole; // NULL first: code in last, field in whole
    } rows[] = {
        {NULL, NULL, NULL, NULL, "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z", "2026-09"},
        {"2026-10", NULL, NULL, "Europe/Paris", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", "2026-10"},
        {"2026-09", NULL, NULL, NULL, "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z", "2026-09"},
        {"2026-12", NULL, NULL, NULL, "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-12"},
        {NULL, "2026-09-01", "2026-09-30", "Asia/Tokyo", "2026-08-31T15:00:00Z", "2026-09-30T15:00:00Z", "2026-09"},
        {NULL, "2026-09-01", "2026-09-29", NULL, "2026-09-01T00:00:00Z", "2026-09-30T00:00:00Z", NULL},
        {NULL, "2026-09-01T10:00:00+02:00", NULL, NULL, "2026-09-01T08:00:00Z", "2026-09-21T14:13:20Z", NULL},
        {"2026-13", NULL, NULL, NULL, NULL, "month_malformed", "month"},
        {"2026-1", NULL, NULL, NULL, NULL, "month_malformed", "month"},
        {"2026-0\t", NULL, NULL, NULL, NULL, "month_malformed", "month"},
        {"1969-01", NULL, NULL, NULL, NULL, "month_malformed", "month"},
        {"2026-10", "2026-10-01", NULL, NULL, NULL, "period_twice", "month"},
        {NULL, NULL, "2026-10-01", NULL, NULL, "period_incomplete", "from"},
        {NULL, "yesterday", NULL, NULL, NULL, "instant_malformed", "from"},
        {NULL, "2026-02-30", NULL, NULL, NULL, "instant_malformed", "from"},
        {NULL, "2026-09-02", "soon", NULL, NULL, "instant_malformed", "to"},
        {NULL, "2026-09-02", "2026-09-01", NULL, NULL, "range_empty", "to"},
        {NULL, "2027-09-02", NULL, NULL, NULL, "range_empty", "to"},
        {NULL, NULL, NULL, "Mars/Olympus", NULL, "time_zone_unknown", "tz"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct statement_ask ask = {.month = text_of(rows[i].month),
                                    .from = text_of(rows[i].from),
                                    .to = text_of(rows[i].to),
                                    .tz = text_of(rows[i].tz)};
        struct statement_period period;
        fault_clear(&w->fault);
        enum rc rc = statement_period_read(&w->flow, &ask, &period);
        if (rows[i].first == NULL) {
            assert_int_equal(rc, RC_INVALID);
            assert_string_equal(w->fault.code, rows[i].last);
            assert_string_equal(w->fault.field, rows[i].whole);
        } else {
            must(w, rc);
            assert_text(instant_text(arena, period.from), rows[i].first);
            assert_text(instant_text(arena, period.to), rows[i].last);
            assert_text(period.month, rows[i].whole);
        }
    }
    world_days_pass(w, 40);
    struct statement_month *months;
    size_t count;
    must(w, statement_months(&w->flow, w->partners[0], &months, &count));
    assert_int_equal(count, 2); // September, October: it is 31 October
    assert_text(months[0].month, "2026-10");
    assert_false(months[0].is_closed);
    assert_text(months[1].month, "2026-09");
    assert_true(months[1].is_closed);
    assert_int_equal(statement_months(&w->flow, (struct partner_id){999}, &months, &count), RC_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(balances_are_those_of_the_books),
        TEST_DATABASE_CASE(every_event_is_told_as_it_stood),
        TEST_DATABASE_CASE(files_of_the_past_never_change),
        TEST_DATABASE_CASE(rows_of_csv_add_up),
        TEST_DATABASE_CASE(a_penalty_is_told),
        TEST_DATABASE_CASE(rewards_in_kind_are_told),
        TEST_DATABASE_CASE(nothing_is_a_statement_too),
        TEST_DATABASE_CASE(spans_are_read),
    };
    return TEST_DATABASE_RUN("statement_flow", cases);
}
