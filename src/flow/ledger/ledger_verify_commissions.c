// SPDX-License-Identifier: Apache-2.0
// The check of commissions against their steps, entries and payouts; see ledger_verify.h. The sums of the entries come
// from the pass over all postings, so that nothing is read twice.
#include "commission/commission_check_sql.h"
#include "core/bug.h"
#include "ledger/ledger_verify_private.h"

static struct verify_booked *booked_of(struct verify *verify, int64_t commission_id)
{
    bool is_new;
    uint64_t *slot = map64_slot(&verify->booked_by_id, (uint64_t)commission_id, &is_new);
    if (is_new) {
        size_t index = verify->booked_count++;
        BUG_ON(index / VERIFY_BLOCK >= VERIFY_BLOCKS_MAX);
        if (index % VERIFY_BLOCK == 0) {
            verify->booked[index / VERIFY_BLOCK] = arena_many(verify->booked_arena, struct verify_booked, VERIFY_BLOCK);
        }
        *slot = verify->booked_count;
    }
    return &verify->booked[(*slot - 1) / VERIFY_BLOCK][(*slot - 1) % VERIFY_BLOCK];
}

void verify_posting(void *user, const struct ledger_check_posting *posting)
{
    struct verify *verify = user;
    if (posting->reference_id == 0 || !text_equal(posting->reference_kind, TEXT("commission"))) {
        return;
    }
    struct verify_booked *booked = booked_of(verify, posting->reference_id);
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
    struct verify *verify = user;
    if (row->commission_id.v != 0) {
        booked_of(verify, row->commission_id.v)->taken += (uint64_t)row->amount_minor;
    }
    return RC_OK;
}

// The commission the pass is in, and its steps so far.
struct commission_pass {
    struct verify *verify;
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
    struct verify *verify = pass->verify;
    long long id = (long long)pass->id;
    const struct verify_booked *booked = booked_of(verify, pass->id);
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
    struct verify *verify = pass->verify;
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
        *pass = (struct commission_pass){.verify = pass->verify,
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

enum rc verify_commissions(struct verify *verify)
{
    TRY(sql_check_commission_payouts(verify->db, take_payout, verify));
    struct commission_pass pass = {.verify = verify};
    TRY(sql_check_commissions(verify->db, check_step, &pass));
    commission_end(&pass);
    return RC_OK;
}
