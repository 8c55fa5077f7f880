// SPDX-License-Identifier: Apache-2.0
// The check of the books; see ledger_verify.h.
#include "ledger/ledger_verify.h"

#include "commission/commission.h"
#include "commission/commission_check_sql.h"
#include "db/db_twin.h"
#include "ledger/ledger_period_sql.h"
#include "ledger/ledger_verify_private.h"
#include "thread/thread.h"

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
    verify->found[invariant - 1]++;
    if (verify->finding_count == LEDGER_FINDINGS_MAX) {
        return;
    }
    struct buf buf = buf_new(verify->arena, 1024);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    verify->findings[verify->finding_count++] = (struct ledger_finding){.invariant = invariant, .what = buf_text(&buf)};
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
    verify->out->click_lines = 0;
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

static enum rc list_waiting(struct verify *verify)
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
    struct sql_check_overdue_count_in due = {.due_before = verify->now};
    TRY(sql_check_overdue_count(verify->db, verify->arena, &due, &overdue));
    verify->out->overdue = overdue.commissions;
    return RC_OK;
}

// ---- the parts ----

static enum rc (*const parts[])(struct verify *verify) = {
    verify_books,  check_conversions,  verify_shares, check_entries,  check_accounts,
    check_payouts, check_payout_rules, check_clicks,  verify_charges, list_waiting,
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

// Threads take the parts in their order.
struct verifying {
    struct lock lock;
    size_t next;  // with the lock: the first part that nobody took
    bool is_over; // with the lock: a part failed
    struct verify parts[PARTS];
    bool is_done[PARTS];
};

// A thread that takes parts.
struct verifier {
    struct verifying *verifying;
    struct thread thread;
    struct db *db;
    struct arena *arena;
};

static size_t part_take(struct verifying *verifying)
{
    lock_take(&verifying->lock);
    size_t part = verifying->is_over ? PARTS : verifying->next;
    verifying->next += part < PARTS ? 1 : 0;
    lock_give(&verifying->lock);
    return part;
}

static enum rc part_run(struct verifier *verifier, size_t part)
{
    struct verify *verify = &verifier->verifying->parts[part];
    *verify = (struct verify){.db = verifier->db, .arena = verifier->arena, .now = verify->now, .out = verify->out};
    enum rc rc = parts[part](verify);
    verifier->verifying->is_done[part] = rc == RC_OK;
    return rc;
}

static enum rc parts_run(struct verifier *verifier)
{
    struct verifying *verifying = verifier->verifying;
    for (size_t part = part_take(verifying); part < PARTS; part = part_take(verifying)) {
        enum rc rc = part_run(verifier, part);
        if (rc != RC_OK) {
            lock_take(&verifying->lock);
            verifying->is_over = true;
            lock_give(&verifying->lock);
            return rc;
        }
    }
    return RC_OK;
}

static void help(void *user)
{
    DISCARD("what is not done in the end, the first thread does, or says why not", parts_run(user));
}

// In the order of the parts, in the memory of who asked.
static void put_together(const struct verifying *verifying, struct arena *arena, struct ledger_verification *out)
{
    for (size_t part = 0; part < PARTS; part++) {
        const struct verify *verify = &verifying->parts[part];
        for (int i = 0; i < LEDGER_INVARIANTS; i++) {
            out->verdicts[i].findings += verify->found[i];
            out->is_sound = out->is_sound && verify->found[i] == 0;
        }
        for (size_t i = 0; i < verify->finding_count && out->finding_count < LEDGER_FINDINGS_MAX; i++) {
            out->findings[out->finding_count++] = (struct ledger_finding){
                .invariant = verify->findings[i].invariant, .what = text_copy(arena, verify->findings[i].what)};
        }
    }
    for (size_t i = 0; i < out->waiting_count; i++) {
        out->waiting[i].kind = text_copy(arena, out->waiting[i].kind);
    }
}

// The first part is the longest; the helper begins with the others.
static enum rc verify_all(struct verifier *first, struct db *twin, struct ledger_verification *out)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct verifying *verifying = first->verifying;
    struct verifier helper = {.verifying = verifying, .db = twin, .arena = arena};
    enum rc rc = RC_OK;
    if (twin != NULL && thread_start(&helper.thread, "ledger check", help, &helper) == RC_OK) {
        rc = parts_run(first);
        thread_join(&helper.thread);
    }
    for (size_t part = 0; part < PARTS && rc == RC_OK; part++) {
        rc = verifying->is_done[part] ? RC_OK : part_run(first, part);
    }
    TRY(rc);
    put_together(verifying, first->arena, out);
    return RC_OK;
}

static enum rc verify(struct verifier *first, int threads, struct ledger_verification *out)
{
    struct db *twin = NULL;
    TRY(threads == 1 ? db_read_begin(first->db) : db_read_begin_twin(first->db, &twin));
    enum rc rc = verify_all(first, twin, out);
    db_close(twin);
    db_rollback(first->db);
    return rc;
}

enum rc ledger_verify_threads(struct db *db, struct arena *arena, struct instant now, int threads,
                              struct ledger_verification *ret_verification)
{
    *ret_verification = (struct ledger_verification){.is_sound = true};
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        ret_verification->verdicts[i] = (struct ledger_verdict){.invariant = i + 1, .says = invariants[i]};
    }
    struct verifying *verifying = arena_one(arena, struct verifying);
    for (size_t part = 0; part < PARTS; part++) {
        verifying->parts[part] = (struct verify){.now = now, .out = ret_verification};
    }
    struct verifier first = {.verifying = verifying, .db = db, .arena = arena};
    lock_init(&verifying->lock);
    enum rc rc = verify(&first, threads, ret_verification);
    lock_end(&verifying->lock);
    return rc;
}

enum rc ledger_verify(struct db *db, struct arena *arena, struct instant now,
                      struct ledger_verification *ret_verification)
{
    struct sql_ledger_period_last_entry_row newest;
    TRY(sql_ledger_period_last_entry(db, arena, &newest));
    return ledger_verify_threads(db, arena, now, newest.id.v < LEDGER_ENTRIES_FOR_TWO ? 1 : 2, ret_verification);
}
