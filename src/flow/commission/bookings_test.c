// SPDX-License-Identifier: Apache-2.0
// Every case of every step, by hand: what stands where before, what happens, what stands where after, and which lines
// the ledger gets. EUR cents throughout; ex = program 3's commission_expense, the rest are partner 5's accounts.
#include "commission/bookings.h"

#include "check.h"

static struct money eur(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"EUR"}};
}

enum action { ADJUST, RELEASE, TAKE, SETTLE, GIVE_BACK };

struct stand {
    enum commission_status status;
    int64_t amount, pending, available, owed_back;
};

struct row {
    const char *name;
    enum action action;
    struct stand before;
    int64_t argument; // ADJUST: the new amount; GIVE_BACK: what was taken
    bool flag;        // ADJUST: rejected; GIVE_BACK: held by another payout
    struct stand after;
    int64_t taken;
    const char *lines; // of all drafts
};

#define P COMMISSION_PENDING
#define A COMMISSION_AVAILABLE
#define I COMMISSION_IN_PAYOUT
#define D COMMISSION_PAID
#define R COMMISSION_REJECTED

static const struct row rows[] = {
    // adjustments while everything is pending
    {"same amount", ADJUST, {P, 10, 10, 0, 0}, 10, false, {P, 10, 10, 0, 0}, 0, ""},
    {"partial refund on hold", ADJUST, {P, 10, 10, 0, 0}, 6, false, {P, 6, 6, 0, 0}, 0, "adjustment ex -4 pending 4"},
    {"full refund on hold", ADJUST, {P, 10, 10, 0, 0}, 0, false, {P, 0, 0, 0, 0}, 0, "adjustment ex -10 pending 10"},
    {"rejected on hold", ADJUST, {P, 10, 10, 0, 0}, 0, true, {R, 0, 0, 0, 0}, 0, "adjustment ex -10 pending 10"},
    {"rejected with nothing", ADJUST, {P, 0, 0, 0, 0}, 0, true, {R, 0, 0, 0, 0}, 0, ""},
    {"rejection taken back", ADJUST, {R, 0, 0, 0, 0}, 10, false, {P, 10, 10, 0, 0}, 0, "adjustment ex 10 pending -10"},
    {"rejection taken back, worth nothing", ADJUST, {R, 0, 0, 0, 0}, 0, false, {P, 0, 0, 0, 0}, 0, ""},
    {"a refund of what is rejected", ADJUST, {R, 0, 0, 0, 0}, 0, true, {R, 0, 0, 0, 0}, 0, ""},
    {"owed back elsewhere does not matter on hold",
     ADJUST,
     {P, 10, 10, 0, 7},
     6,
     false,
     {P, 6, 6, 0, 7},
     0,
     "adjustment ex -4 pending 4"},
    // after release
    {"refund of what is available",
     ADJUST,
     {A, 10, 0, 10, 0},
     6,
     false,
     {A, 6, 0, 6, 0},
     0,
     "adjustment ex -4 available 4"},
    {"full refund of what is available",
     ADJUST,
     {A, 10, 0, 10, 0},
     0,
     false,
     {A, 0, 0, 0, 0},
     0,
     "adjustment ex -10 available 10"},
    {"rejected when available",
     ADJUST,
     {A, 10, 0, 10, 0},
     0,
     true,
     {R, 0, 0, 0, 0},
     0,
     "adjustment ex -10 available 10"},
    {"part of it was recovered: the rest is owed",
     ADJUST,
     {A, 10, 0, 3, 0},
     0,
     false,
     {A, 0, 0, 0, 7},
     0,
     "adjustment ex -10 available 3 owed_back 7"},
    {"all of it was recovered", ADJUST, {A, 10, 0, 0, 2}, 4, false, {A, 4, 0, 0, 8}, 0, "adjustment ex -6 owed_back 6"},
    {"more when available", ADJUST, {A, 4, 0, 4, 5}, 10, false, {A, 10, 0, 10, 5}, 0, "adjustment ex 6 available -6"},
    {"some pending again, some available",
     ADJUST,
     {P, 10, 4, 6, 0},
     3,
     false,
     {A, 3, 0, 3, 0},
     0,
     "adjustment ex -7 pending 4 available 3"},
    {"some pending again, rejected",
     ADJUST,
     {P, 10, 4, 6, 0},
     0,
     true,
     {R, 0, 0, 0, 0},
     0,
     "adjustment ex -10 pending 4 available 6"},
    {"rejected, but a share of an old debt stays his", ADJUST, {A, 0, 0, 10, 0}, 0, true, {A, 0, 0, 10, 0}, 0, ""},
    // in a payout and paid
    {"refund in payout", ADJUST, {I, 10, 0, 0, 0}, 6, false, {I, 6, 0, 0, 4}, 0, "adjustment ex -4 owed_back 4"},
    {"rejected in payout", ADJUST, {I, 10, 0, 0, 1}, 0, true, {I, 0, 0, 0, 11}, 0, "adjustment ex -10 owed_back 10"},
    {"refund of what is paid",
     ADJUST,
     {D, 10, 0, 0, 0},
     0,
     false,
     {D, 0, 0, 0, 10},
     0,
     "adjustment ex -10 owed_back 10"},
    {"rejected when paid", ADJUST, {D, 10, 0, 0, 0}, 0, true, {D, 0, 0, 0, 10}, 0, "adjustment ex -10 owed_back 10"},
    {"that rejection taken back, still owed",
     ADJUST,
     {D, 0, 0, 0, 10},
     10,
     false,
     {D, 10, 0, 0, 0},
     0,
     "adjustment ex 10 owed_back -10"},
    {"taken back, recovered in part elsewhere",
     ADJUST,
     {D, 0, 0, 0, 3},
     10,
     false,
     {P, 10, 7, 0, 0},
     0,
     "adjustment ex 10 pending -7 owed_back -3"},
    {"taken back, recovered wholly elsewhere",
     ADJUST,
     {D, 0, 0, 0, 0},
     10,
     false,
     {P, 10, 10, 0, 0},
     0,
     "adjustment ex 10 pending -10"},
    {"taken back in payout, recovered elsewhere",
     ADJUST,
     {I, 0, 0, 0, 3},
     10,
     false,
     {I, 10, 7, 0, 0},
     0,
     "adjustment ex 10 pending -7 owed_back -3"},
    // release
    {"release", RELEASE, {P, 10, 10, 0, 0}, 0, false, {A, 10, 0, 10, 0}, 0, "release pending 10 available -10"},
    {"release of nothing", RELEASE, {P, 0, 0, 0, 0}, 0, false, {A, 0, 0, 0, 0}, 0, ""},
    {"release when less is owed",
     RELEASE,
     {P, 10, 10, 0, 4},
     0,
     false,
     {A, 10, 0, 6, 0},
     0,
     "release pending 10 available -10; recovery available 4 owed_back -4"},
    {"release when as much is owed",
     RELEASE,
     {P, 10, 10, 0, 10},
     0,
     false,
     {A, 10, 0, 0, 0},
     0,
     "release pending 10 available -10; recovery available 10 owed_back -10"},
    {"release when more is owed",
     RELEASE,
     {P, 10, 10, 0, 25},
     0,
     false,
     {A, 10, 0, 0, 15},
     0,
     "release pending 10 available -10; recovery available 10 owed_back -10"},
    {"release beside an available share",
     RELEASE,
     {P, 10, 4, 6, 7},
     0,
     false,
     {A, 10, 0, 3, 0},
     0,
     "release pending 4 available -4; recovery available 7 owed_back -7"},
    // into a payout
    {"taken", TAKE, {A, 10, 0, 10, 0}, 0, false, {I, 10, 0, 0, 0}, 10, ""},
    {"taken with nothing", TAKE, {A, 0, 0, 0, 0}, 0, false, {I, 0, 0, 0, 0}, 0, ""},
    {"taken less what is owed",
     TAKE,
     {A, 10, 0, 10, 4},
     0,
     false,
     {I, 10, 0, 0, 0},
     6,
     "recovery available 4 owed_back -4"},
    {"all of it is owed",
     TAKE,
     {A, 10, 0, 10, 14},
     0,
     false,
     {I, 10, 0, 0, 4},
     0,
     "recovery available 10 owed_back -10"},
    // paid
    {"paid", SETTLE, {I, 10, 0, 0, 0}, 0, false, {D, 10, 0, 0, 0}, 0, ""},
    {"paid, with a share that is pending again", SETTLE, {I, 10, 7, 0, 0}, 0, false, {P, 10, 7, 0, 0}, 0, ""},
    {"paid, with a share that came back from another", SETTLE, {I, 10, 0, 3, 0}, 0, false, {A, 10, 0, 3, 0}, 0, ""},
    // failed
    {"failed", GIVE_BACK, {I, 10, 0, 0, 0}, 10, false, {A, 10, 0, 10, 0}, 0, ""},
    {"failed, refunded meanwhile",
     GIVE_BACK,
     {I, 0, 0, 0, 10},
     10,
     false,
     {A, 0, 0, 0, 0},
     0,
     "recovery available 10 owed_back -10"},
    {"failed, refunded in part meanwhile",
     GIVE_BACK,
     {I, 6, 0, 0, 4},
     10,
     false,
     {A, 6, 0, 6, 0},
     0,
     "recovery available 4 owed_back -4"},
    {"failed, with a share that is pending again", GIVE_BACK, {I, 10, 7, 0, 0}, 3, false, {P, 10, 7, 3, 0}, 0, ""},
    {"paid, then it came back", GIVE_BACK, {D, 10, 0, 0, 0}, 10, false, {A, 10, 0, 10, 0}, 0, ""},
    {"came back while another payout holds the rest", GIVE_BACK, {I, 10, 0, 0, 0}, 4, true, {I, 10, 0, 4, 0}, 0, ""},
};

static const char *account_name(const struct ledger_line *line)
{
    return line->owner_kind == LEDGER_PROGRAM ? "ex" : ledger_account_kind_text(line->account);
}

// "release pending 10 available -10; recovery ..."; and each draft balances.
static struct text lines_of(struct arena *arena, const struct booking *booking)
{
    struct buf buf = buf_new(arena, 4096);
    for (size_t i = 0; i < booking->draft_count; i++) {
        const struct ledger_draft *draft = &booking->drafts[i];
        buf_format(&buf, "%s%.*s", i > 0 ? "; " : "", TEXT_PRINT(draft->kind));
        int64_t sum = 0;
        for (size_t k = 0; k < draft->line_count; k++) {
            const struct ledger_line *line = &draft->lines[k];
            assert_int_equal(line->owner_id, line->owner_kind == LEDGER_PROGRAM ? 3 : 5);
            buf_format(&buf, " %s %lld", account_name(line), (long long)line->amount.minor);
            sum += line->amount.minor;
        }
        assert_int_equal(sum, 0);
    }
    return buf_text(&buf);
}

static struct booking_step step_with(int64_t owed_back)
{
    return (struct booking_step){
        .commission_id = {12},
        .number = 4,
        .partner_id = {5},
        .program_id = {3},
        .occurred_at = {1000},
        .booked_at = {2000},
        .owed_back = eur(owed_back),
        .reverses = {77},
    };
}

static enum rc act(struct arena *arena, const struct row *row, struct booking *ret_booking)
{
    struct booking_step step = step_with(row->before.owed_back);
    step.is_held_elsewhere = row->action == GIVE_BACK && row->flag;
    struct booking_position before = {.status = row->before.status,
                                      .amount = eur(row->before.amount),
                                      .pending = eur(row->before.pending),
                                      .available = eur(row->before.available)};
    switch (row->action) {
    case ADJUST:
        return booking_adjust(arena, &step, &before, eur(row->argument), row->flag, ret_booking);
    case RELEASE:
        return booking_release(arena, &step, &before, ret_booking);
    case TAKE:
        return booking_take(arena, &step, &before, ret_booking);
    case SETTLE:
        booking_settle(&before, ret_booking);
        ret_booking->owed_back = step.owed_back;
        return RC_OK;
    case GIVE_BACK:
        return booking_give_back(arena, &step, &before, eur(row->argument), ret_booking);
    }
    return RC_FAULT;
}

static void every_step_books_as_the_table_says(void **state)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        AUTO_ARENA arena = arena_new(65536);
        struct booking booking;
        assert_row(row->name, act(arena, row, &booking) == RC_OK);
        assert_row(row->name, booking.after.status == row->after.status);
        assert_row(row->name, booking.after.amount.minor == row->after.amount);
        assert_row(row->name, booking.after.pending.minor == row->after.pending);
        assert_row(row->name, booking.after.available.minor == row->after.available);
        assert_row(row->name, booking.owed_back.minor == row->after.owed_back);
        assert_row(row->name, booking.taken.minor == row->taken);
        struct text lines = lines_of(arena, &booking);
        if (!text_equal(lines, text_of(row->lines))) {
            print_error("%.*s\n", TEXT_PRINT(lines));
        }
        assert_row(row->name, text_equal(lines, text_of(row->lines)));
    }
}

// The money a partner can count on does not depend on the table: what is earned equals what stands somewhere.
static void no_step_makes_or_loses_money(void **state)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        int64_t before = row->before.pending + row->before.available - row->before.owed_back;
        int64_t after = row->after.pending + row->after.available - row->after.owed_back + row->taken;
        int64_t earned = row->action == ADJUST ? row->after.amount - row->before.amount : 0;
        int64_t returned = row->action == GIVE_BACK ? row->argument : 0;
        assert_row(row->name, after == before + earned + returned);
    }
}

static void accruals(void **state)
{
    AUTO_ARENA arena = arena_new(65536);
    struct booking_step step = step_with(9);
    step.number = 1;
    struct booking booking;
    assert_int_equal(booking_accrue(arena, &step, eur(250), false, &booking), RC_OK);
    assert_text(lines_of(arena, &booking), "accrual ex 250 pending -250");
    assert_int_equal(booking.after.status, P);
    assert_int_equal(booking.after.pending.minor, 250);
    assert_int_equal(booking.owed_back.minor, 9);
    assert_text(booking.drafts[0].key, "com:12:1");
    assert_int_equal(booking_accrue(arena, &step, eur(0), false, &booking), RC_OK);
    assert_int_equal(booking.draft_count, 0);
    assert_int_equal(booking.after.status, P);
    assert_int_equal(booking_accrue(arena, &step, eur(0), true, &booking), RC_OK);
    assert_int_equal(booking.draft_count, 0);
    assert_int_equal(booking.after.status, R);
}

static void drafts_name_their_reference(void **state)
{
    AUTO_ARENA arena = arena_new(65536);
    struct booking_step step = step_with(4);
    struct booking_position before = {.status = P, .amount = eur(10), .pending = eur(10), .available = eur(0)};
    struct booking booking;
    assert_int_equal(booking_adjust(arena, &step, &before, eur(6), false, &booking), RC_OK);
    assert_text(ledger_draft_text(arena, &booking.drafts[0]),
                "adjustment key=com:12:4 reference=commission:12 occurred=1000 booked=2000 reverses=77 "
                "[program:3 commission_expense -4 EUR] [partner:5 pending 4 EUR]");
    assert_int_equal(booking_release(arena, &step, &before, &booking), RC_OK);
    assert_text(ledger_draft_text(arena, &booking.drafts[0]),
                "release key=com:12:4 reference=commission:12 occurred=1000 booked=2000 reverses=0 "
                "[partner:5 pending 10 EUR] [partner:5 available -10 EUR]");
    assert_text(ledger_draft_text(arena, &booking.drafts[1]),
                "recovery key=com:12:4:recovery reference=commission:12 occurred=1000 booked=2000 reverses=0 "
                "[partner:5 available 4 EUR] [partner:5 owed_back -4 EUR]");
}

static void payout_items(void **state)
{
    AUTO_ARENA arena = arena_new(65536);
    static const char *const expected[] = {
        [PAYOUT_TAKEN] = "payout key=pay:8:taken reference=payout_item:8 occurred=1 booked=2 reverses=0 "
                         "[partner:5 available 30 EUR] [partner:5 in_payout -30 EUR]",
        [PAYOUT_PAID] = "paid key=pay:8:paid reference=payout_item:8 occurred=1 booked=2 reverses=0 "
                        "[partner:5 in_payout 30 EUR] [partner:5 paid -30 EUR]",
        [PAYOUT_FAILED] = "payout_failed key=pay:8:failed reference=payout_item:8 occurred=1 booked=2 reverses=0 "
                          "[partner:5 in_payout 30 EUR] [partner:5 available -30 EUR]",
        [PAYOUT_RETURNED] = "payout_failed key=pay:8:failed reference=payout_item:8 occurred=1 booked=2 reverses=0 "
                            "[partner:5 paid 30 EUR] [partner:5 available -30 EUR]",
    };
    struct payout_facts facts = {
        .item_id = {8}, .partner_id = {5}, .amount = eur(30), .occurred_at = {1}, .booked_at = {2}};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct ledger_draft draft;
        booking_payout(arena, (enum payout_step)i, &facts, &draft);
        assert_text(ledger_draft_text(arena, &draft), expected[i]);
    }
}

static void sums_past_64_bits_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new(65536);
    struct booking_step step = step_with(INT64_MAX);
    struct booking_position paid = {.status = D, .amount = eur(1), .pending = eur(0), .available = eur(0)};
    struct booking booking;
    assert_int_equal(booking_adjust(arena, &step, &paid, eur(0), false, &booking), RC_REFUSED);
    step.owed_back = eur(0);
    struct booking_position full = {.status = I, .amount = eur(1), .pending = eur(0), .available = eur(INT64_MAX)};
    assert_int_equal(booking_give_back(arena, &step, &full, eur(1), &booking), RC_REFUSED);
}

static void negative_amount(void)
{
    struct arena *arena = arena_new(65536);
    struct booking_step step = step_with(0);
    struct booking booking;
    enum rc rc = booking_accrue(arena, &step, eur(-1), false, &booking);
    (void)rc;
}

static void release_of_paid(void)
{
    struct arena *arena = arena_new(65536);
    struct booking_step step = step_with(0);
    struct booking_position paid = {.status = D, .amount = eur(1), .pending = eur(0), .available = eur(0)};
    struct booking booking;
    enum rc rc = booking_release(arena, &step, &paid, &booking);
    (void)rc;
}

static void payout_of_nothing(void)
{
    struct arena *arena = arena_new(65536);
    struct payout_facts facts = {.item_id = {8}, .partner_id = {5}, .amount = eur(0)};
    struct ledger_draft draft;
    booking_payout(arena, PAYOUT_TAKEN, &facts, &draft);
}

static void impossible_calls_abort(void **state)
{
    assert_aborts(negative_amount);
    assert_aborts(release_of_paid);
    assert_aborts(payout_of_nothing);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_books_as_the_table_says),
        cmocka_unit_test(no_step_makes_or_loses_money),
        cmocka_unit_test(accruals),
        cmocka_unit_test(drafts_name_their_reference),
        cmocka_unit_test(payout_items),
        cmocka_unit_test(sums_past_64_bits_are_refused),
        cmocka_unit_test(impossible_calls_abort),
    };
    return run_cases(tests);
}
