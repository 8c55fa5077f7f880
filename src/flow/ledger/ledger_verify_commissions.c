// SPDX-License-Identifier: Apache-2.0
// The check of the ledger, and of commissions against their steps, entries and payouts; see ledger_verify.h. The sums
// of the entries come from the pass over all postings, so that nothing is read twice.
#include "commission/commission_check_sql.h"
#include "core/bug.h"
#include "core/map.h"
#include "ledger/ledger_verify_private.h"

#define BLOCK ((size_t)1 << 14) // of commissions
#define BLOCKS_MAX ((size_t)1 << 14)

// What the postings of a commission sum to; sums are kept modulo 2^64.
struct booked {
    uint64_t expense, pending, available; // pending and available as credits
    uint64_t taken;                       // by payouts
    int64_t accruals;                     // how many entries
};

struct books {
    struct verify *verify;
    struct arena *arena;
    struct map64 by_id; // commission → index + 1
    struct booked *blocks[BLOCKS_MAX];
    size_t count;
};

static struct booked *booked_of(struct books *books, int64_t commission_id)
{
    bool is_new;
    uint64_t *slot = map64_slot(&books->by_id, (uint64_t)commission_id, &is_new);
    if (is_new) {
        size_t index = books->count++;
        BUG_ON(index / BLOCK >= BLOCKS_MAX);
        if (index % BLOCK == 0) {
            books->blocks[index / BLOCK] = arena_many(books->arena, struct booked, BLOCK);
        }
        *slot = books->count;
    }
    return &books->blocks[(*slot - 1) / BLOCK][(*slot - 1) % BLOCK];
}

static void take_posting(void *user, const struct ledger_check_posting *posting)
{
    if (posting->reference_id == 0 || !text_equal(posting->reference_kind, TEXT("commission"))) {
        return;
    }
    struct booked *booked = booked_of(user, posting->reference_id);
    bool is_expense = text_equal(posting->account_kind, TEXT("commission_expense")) ||
                      text_equal(posting->account_kind, TEXT("compensation_expense")) ||
                      text_equal(posting->account_kind, TEXT("opening_equity"));
    if (is_expense) {
        booked->expense += (uint64_t)posting->amount_minor;
    } else if (text_equal(posting->account_kind, TEXT("pending"))) {
        booked->pending -= (uint64_t)posting->amount_minor;
    } else if (text_equal(posting->account_kind, TEXT("available"))) {
        booked->available -= (uint64_t)posting->amount_minor;
    }
    booked->accruals += posting->is_first && text_equal(posting->entry_kind, TEXT("accrual"));
}

static enum rc take_payout(void *user, const struct sql_check_commission_payouts_row *row)
{
    if (row->commission_id.v != 0) {
        booked_of(user, row->commission_id.v)->taken += (uint64_t)row->amount_minor;
    }
    return RC_OK;
}

// The commission the pass is in, and its steps so far.
struct commission_pass {
    struct books *books;
    int64_t id; // 0: none yet
    int64_t amount_minor, pending_minor, available_minor;
    char status[32];
    int64_t steps;
    bool is_numbered; // 1, 2, 3, from an accrual on
    bool is_as_last;  // amount and status are those of the last step
    int64_t last_amount_minor;
    char last_status[32];
};

static void copy(char *ret_text, size_t size, struct text t)
{
    struct text cut = text_slice(t, 0, size - 1);
    for (size_t i = 0; i < cut.n; i++) {
        ret_text[i] = cut.p[i];
    }
    ret_text[cut.n] = '\0';
}

static void check_sums(struct commission_pass *pass)
{
    struct verify *verify = pass->books->verify;
    long long id = (long long)pass->id;
    const struct booked *booked = booked_of(pass->books, pass->id);
    if (booked->expense != (uint64_t)pass->amount_minor) {
        verify_find(verify, 5, "commission %lld: it says %lld, its entries sum to %lld", id,
                    (long long)pass->amount_minor, (long long)booked->expense);
    }
    if (booked->accruals > 1) {
        verify_find(verify, 5, "commission %lld was accrued %lld times", id, (long long)booked->accruals);
    }
    if (booked->pending != (uint64_t)pass->pending_minor) {
        verify_find(verify, 5, "commission %lld: %lld pending, booked %lld", id, (long long)pass->pending_minor,
                    (long long)booked->pending);
    }
    if ((uint64_t)pass->available_minor + booked->taken != booked->available) {
        verify_find(verify, 6, "commission %lld: %lld available and %lld taken by payouts, booked %lld", id,
                    (long long)pass->available_minor, (long long)booked->taken, (long long)booked->available);
    }
}

static void commission_end(struct commission_pass *pass)
{
    if (pass->id == 0) {
        return;
    }
    struct verify *verify = pass->books->verify;
    verify->out->commissions++;
    if (pass->steps == 0 || !pass->is_numbered) {
        verify_find(verify, 5, "commission %lld: its %lld steps are not numbered from an accrual on",
                    (long long)pass->id, (long long)pass->steps);
        return;
    }
    if (!pass->is_as_last) {
        verify_find(verify, 5, "commission %lld: it says %lld %s, its last step %lld %s", (long long)pass->id,
                    (long long)pass->amount_minor, pass->status, (long long)pass->last_amount_minor, pass->last_status);
    }
    check_sums(pass);
}

static enum rc check_step(void *user, const struct sql_check_commissions_row *row)
{
    struct commission_pass *pass = user;
    if (row->id.v != pass->id) {
        commission_end(pass);
        *pass = (struct commission_pass){.books = pass->books,
                                         .id = row->id.v,
                                         .amount_minor = row->amount_minor,
                                         .pending_minor = row->pending_minor,
                                         .available_minor = row->available_minor,
                                         .is_numbered = true};
        copy(pass->status, sizeof(pass->status), row->status);
    }
    if (!row->number.has) {
        return RC_OK;
    }
    pass->steps++;
    pass->is_numbered = pass->is_numbered && row->number.v == pass->steps &&
                        (pass->steps > 1 || text_equal(row->cause, TEXT("accrued")));
    pass->is_as_last = row->step_amount_minor.v == row->amount_minor && text_equal(row->step_status, row->status);
    pass->last_amount_minor = row->step_amount_minor.v;
    copy(pass->last_status, sizeof(pass->last_status), row->step_status);
    return RC_OK;
}

static enum rc check_ledger(struct books *books)
{
    struct verify *verify = books->verify;
    struct ledger_check_report report;
    struct ledger_check_visit visit = {.call = take_posting, .user = books};
    TRY(ledger_check(verify->db, verify->arena, &visit, &report));
    verify->out->accounts = report.accounts;
    verify->out->entries = report.entries;
    verify->out->postings = report.postings;
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        verify->found[i] += report.found[i + 1];
    }
    for (size_t i = 0; i < report.finding_count && verify->finding_count < LEDGER_FINDINGS_MAX; i++) {
        verify->findings[verify->finding_count++] = report.findings[i];
    }
    return RC_OK;
}

static enum rc check_books(struct books *books)
{
    struct db *db = books->verify->db;
    struct commission_pass pass = {.books = books};
    TRY(check_ledger(books));
    TRY(sql_check_commission_payouts(db, take_payout, books));
    TRY(sql_check_commissions(db, check_step, &pass));
    commission_end(&pass);
    return RC_OK;
}

enum rc verify_books(struct verify *verify)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct books *books = arena_one(arena, struct books);
    books->verify = verify;
    books->arena = arena;
    verify->out->commissions = 0;
    map64_init(&books->by_id);
    enum rc rc = check_books(books);
    map64_release(&books->by_id);
    return rc;
}
