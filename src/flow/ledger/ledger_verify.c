// SPDX-License-Identifier: Apache-2.0
// The check of the books; see ledger_verify.h.
#include "ledger/ledger_verify.h"

#include "commission/commission.h"
#include "commission/commission_check_sql.h"
#include "ledger/ledger_verify_private.h"

#define LINES_PAGE 500

static const char *const invariants[LEDGER_INVARIANTS] = {
    "every entry is sealed and sums to zero in each currency",
    "all accounts together sum to zero in each currency",
    "every stored balance is the sum of its postings",
    "every account's chain of postings has no gap",
    "each conversion has one set of commissions, and each commission and charge is the sum of its steps and entries",
    "no payout took more than was available, and payout items are the sum of their shares",
    "amounts are whole minor units, and remainders of clicks are carried on without loss",
    "the hash chain of every account is unbroken",
    "money that waits is listed with its age",
    "closed periods are as they were closed",
};

void verify_find(struct verify *verify, int invariant, const char *format, ...)
{
    struct ledger_verification *out = verify->out;
    out->verdicts[invariant - 1].findings++;
    if (out->finding_count == LEDGER_FINDINGS_MAX) {
        return;
    }
    struct buf buf = buf_new(verify->arena, 1024);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    out->findings[out->finding_count++] = (struct ledger_finding){.invariant = invariant, .what = buf_text(&buf)};
}

static enum rc check_ledger(struct verify *verify)
{
    struct ledger_check_report report;
    struct ledger_check_visit visit = {.call = verify_posting, .user = verify};
    TRY(ledger_check(verify->db, verify->arena, &visit, &report));
    struct ledger_verification *out = verify->out;
    out->accounts = report.accounts;
    out->entries = report.entries;
    out->postings = report.postings;
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        out->verdicts[i].findings += report.found[i + 1];
    }
    for (size_t i = 0; i < report.finding_count && out->finding_count < LEDGER_FINDINGS_MAX; i++) {
        out->findings[out->finding_count++] = report.findings[i];
    }
    return RC_OK;
}

static enum rc check_conversions(struct verify *verify)
{
    struct sql_check_conversion_sets_row *rows;
    size_t count;
    struct sql_check_conversion_sets_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_conversion_sets(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5,
                    "conversion %lld has %lld commissions of one partner, or of a partner it is not credited to",
                    (long long)rows[i].conversion_id.v, (long long)rows[i].commissions);
    }
    return RC_OK;
}

static enum rc check_entries(struct verify *verify)
{
    struct sql_check_entries_unclaimed_row *unclaimed;
    struct sql_check_steps_unbooked_row *unbooked;
    struct sql_check_reversals_row *reversals;
    size_t count;
    struct sql_check_entries_unclaimed_in unclaimed_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_entries_unclaimed(verify->db, verify->arena, &unclaimed_in, &unclaimed, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "entry %lld (%.*s) belongs to no step of a commission and to no payout",
                    (long long)unclaimed[i].id.v, TEXT_PRINT(unclaimed[i].entry_key));
    }
    struct sql_check_steps_unbooked_in unbooked_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_steps_unbooked(verify->db, verify->arena, &unbooked_in, &unbooked, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "commission %lld, step %lld names entry %lld, which is not its own",
                    (long long)unbooked[i].commission_id.v, (long long)unbooked[i].number,
                    (long long)unbooked[i].entry_id.v);
    }
    struct sql_check_reversals_in reversals_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_reversals(verify->db, verify->arena, &reversals_in, &reversals, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "entry %lld (%.*s) does not mirror entry %lld, which it corrects",
                    (long long)reversals[i].id.v, TEXT_PRINT(reversals[i].entry_key),
                    (long long)reversals[i].reverses_entry_id.v);
    }
    return RC_OK;
}

// ---- payouts ----

static enum rc check_accounts(struct verify *verify)
{
    struct sql_check_partner_accounts_row *rows;
    size_t count;
    struct sql_check_partner_accounts_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_partner_accounts(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        int invariant = text_equal(rows[i].kind, TEXT("pending")) ? 5 : 6;
        verify_find(verify, invariant,
                    "account %lld (partner %lld %.*s %.*s) holds %lld, its commissions or payouts sum to %lld",
                    (long long)rows[i].account_id.v, (long long)rows[i].partner_id, TEXT_PRINT(rows[i].kind),
                    TEXT_PRINT(rows[i].currency), (long long)rows[i].balance_minor, (long long)rows[i].counted_minor);
    }
    return RC_OK;
}

static enum rc check_payouts(struct verify *verify)
{
    struct sql_check_payout_items_row *items;
    struct sql_check_payout_run_dates_row *dates;
    size_t count;
    struct sql_check_payout_items_in items_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_payout_items(verify->db, verify->arena, &items_in, &items, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 6, "payout item %lld (%.*s): %lld, its shares sum to %lld, %lld of them open",
                    (long long)items[i].id, TEXT_PRINT(items[i].status), (long long)items[i].amount_minor,
                    (long long)items[i].shares_minor, (long long)items[i].open_shares);
    }
    struct sql_check_payout_run_dates_in dates_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_payout_run_dates(verify->db, verify->arena, &dates_in, &dates, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 6, "payout item %lld holds commission %lld, which does not belong into it",
                    (long long)dates[i].item_id, (long long)dates[i].commission_id.v);
    }
    return RC_OK;
}

static enum rc check_payout_rules(struct verify *verify)
{
    struct sql_check_payout_rules_row *rows;
    size_t count;
    struct sql_check_payout_rules_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_payout_rules(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 6, "payout item %lld: it %s", (long long)rows[i].item_id,
                    rows[i].is_foreign      ? "pays to another partner's account"
                    : rows[i].is_early      ? "pays to details that were on hold when its run was built"
                    : rows[i].is_unapproved ? "went out of a run that nobody approved"
                                            : "is of a run that needed a second person and had none");
    }
    return RC_OK;
}

// ---- clicks ----

static void check_line(struct verify *verify, const struct click_accrual *line, const struct click_accrual *before)
{
    bool is_first =
        before == NULL || before->program_id.v != line->program_id.v || before->partner_id.v != line->partner_id.v;
    int64_t number = is_first ? 1 : before->number + 1;
    int64_t carried = is_first ? 0 : before->carried_out_micro;
    __int128 left =
        (__int128)line->carried_in_micro + line->earned_micro - (__int128)line->booked_minor * EXACT_PER_MINOR;
    bool is_right = line->number == number && line->carried_in_micro == carried && left == line->carried_out_micro &&
                    line->booked_minor >= 0;
    if (!is_right) {
        verify_find(verify, 7,
                    "clicks of program %lld, partner %lld: line %lld does not carry on where the one before ended",
                    (long long)line->program_id.v, (long long)line->partner_id.v, (long long)line->number);
    }
}

static enum rc check_clicks(struct verify *verify)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct click_accrual before = {.number = 0};
    size_t count;
    do {
        arena_reset(arena);
        struct click_accrual *lines;
        bool is_first = verify->out->click_lines == 0;
        TRY(click_accrual_list(verify->db, arena, is_first ? NULL : &before, LINES_PAGE, &lines, &count));
        for (size_t i = 0; i < count; i++) {
            check_line(verify, &lines[i], verify->out->click_lines == 0 ? NULL : &before);
            before = lines[i];
            verify->out->click_lines++;
        }
    } while (count == LINES_PAGE);
    struct sql_check_click_bookings_row *rows;
    struct sql_check_click_bookings_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_click_bookings(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 7, "clicks of program %lld, partner %lld: line %lld is not booked as it says",
                    (long long)rows[i].program_id.v, (long long)rows[i].partner_id.v, (long long)rows[i].number);
    }
    return RC_OK;
}

// ---- what waits ----

static enum rc list_waiting(struct verify *verify, struct instant now)
{
    struct sql_check_waiting_row *rows;
    size_t count;
    struct sql_check_waiting_in limit = {.limit = LEDGER_WAITING_MAX};
    TRY(sql_check_waiting(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify->out->waiting[i] =
            (struct ledger_waiting){.partner_id = rows[i].partner_id,
                                    .kind = rows[i].kind,
                                    .amount = {.minor = rows[i].amount_minor, .currency = rows[i].currency},
                                    .since = rows[i].since};
        if (instant_is_none(rows[i].since)) {
            verify_find(verify, 9, "partner %lld: %lld %.3s are in %.*s, and nothing tells since when",
                        (long long)rows[i].partner_id.v, (long long)rows[i].amount_minor, rows[i].currency.code,
                        TEXT_PRINT(rows[i].kind));
        }
    }
    verify->out->waiting_count = count;
    struct sql_check_waiting_count_row waiting;
    TRY(sql_check_waiting_count(verify->db, verify->arena, &waiting));
    verify->out->waiting_accounts = waiting.accounts;
    struct sql_check_overdue_count_row overdue;
    struct sql_check_overdue_count_in due = {.due_before = now};
    TRY(sql_check_overdue_count(verify->db, verify->arena, &due, &overdue));
    verify->out->overdue = overdue.commissions;
    return RC_OK;
}

static enum rc verify_all(struct verify *verify, struct instant now)
{
    TRY(check_ledger(verify));
    TRY(verify_commissions(verify));
    TRY(check_conversions(verify));
    TRY(verify_shares(verify));
    TRY(check_entries(verify));
    TRY(check_accounts(verify));
    TRY(check_payouts(verify));
    TRY(check_payout_rules(verify));
    TRY(check_clicks(verify));
    TRY(verify_charges(verify));
    return list_waiting(verify, now);
}

enum rc ledger_verify(struct db *db, struct arena *arena, struct instant now,
                      struct ledger_verification *ret_verification)
{
    *ret_verification = (struct ledger_verification){.is_sound = true};
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        ret_verification->verdicts[i] = (struct ledger_verdict){.invariant = i + 1, .says = invariants[i]};
    }
    AUTO_ARENA booked = arena_new(ARENA_REQUEST_BYTES);
    struct verify verify = {.db = db, .arena = arena, .booked_arena = booked, .out = ret_verification};
    TRY(db_read_begin(db));
    map64_init(&verify.booked_by_id);
    enum rc rc = verify_all(&verify, now);
    map64_release(&verify.booked_by_id);
    db_rollback(db);
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        if (ret_verification->verdicts[i].findings > 0) {
            ret_verification->is_sound = false;
        }
    }
    return rc;
}
