// SPDX-License-Identifier: Apache-2.0
// A step of a commission as rows; see commission_step.h.
#include "commission/commission_step.h"

#include "core/bug.h"

static struct text partner_lock(struct arena *arena, int64_t partner_id)
{
    return text_format(arena, "partner money:%lld", (long long)partner_id);
}

enum rc commission_lock_partner(struct flow *flow, struct partner_id partner_id)
{
    return flow_lock(flow, partner_lock(flow->arena, partner_id.v));
}

enum rc commission_lock_partners(struct flow *flow, const int64_t *partner_ids, size_t count)
{
    struct text *names = arena_many(flow->arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = partner_lock(flow->arena, partner_ids[i]);
    }
    return flow_lock_list(flow, names, count, /* is_shared= */ false);
}

struct booking_position commission_position(const struct commission *commission)
{
    return (struct booking_position){.status = commission->status,
                                     .amount = commission->amount,
                                     .pending = commission->pending,
                                     .available = commission->available};
}

static enum rc step_read(struct flow *flow, const struct commission *commission, struct booking_step *ret_step)
{
    struct commission_change first, last;
    TRY(commission_change_get(flow->db, flow->arena, commission->id, 1, &first));
    TRY(commission_change_last(flow->db, flow->arena, commission->id, &last));
    ret_step->number = last.number + 1;
    ret_step->reverses = first.entry_id;
    return ledger_account_balance(flow->db, flow->arena, LEDGER_PARTNER, commission->partner_id.v, LEDGER_OWED_BACK,
                                  commission->amount.currency, &ret_step->owed_back);
}

enum rc commission_step_begin(struct flow *flow, const struct commission *commission, struct instant occurred_at,
                              struct booking_step *ret_step)
{
    *ret_step = (struct booking_step){
        .commission_id = commission->id,
        .partner_id = commission->partner_id,
        .program_id = commission->program_id,
        .source = booking_source_of(commission->role),
        .occurred_at = occurred_at,
        .booked_at = flow->now,
    };
    return flow_stored(flow, step_read(flow, commission, ret_step));
}

static enum rc step_write(struct flow *flow, const struct booking *booking, struct commission_change *change,
                          const struct commission *commission)
{
    for (size_t i = 0; i < booking->draft_count; i++) {
        struct entry_id entry;
        TRY(ledger_book(flow->db, flow->arena, &booking->drafts[i], &entry, flow->fault));
        if (change->entry_id.v == 0) {
            change->entry_id = entry;
        }
    }
    TRY(commission_update(flow->db, commission));
    return commission_change_insert(flow->db, flow->arena, change, 1);
}

enum rc commission_step_write(struct flow *flow, const struct booking_step *step, const struct booking *booking,
                              const struct commission_news *news, struct commission *commission)
{
    BUG_ON(step->commission_id.v != commission->id.v);
    commission->amount = booking->after.amount;
    commission->pending = booking->after.pending;
    commission->available = booking->after.available;
    commission->status = booking->after.status;
    commission->due_at = news->due_at;
    struct commission_change change = {
        .commission_id = commission->id,
        .number = step->number,
        .cause = news->cause,
        .cause_id = news->cause_id,
        .amount = commission->amount,
        .status = commission->status,
        .derivation = news->derivation,
        .history = news->history,
        .entry_id = news->entry_id,
        .changed_at = step->booked_at,
    };
    return flow_stored(flow, step_write(flow, booking, &change, commission));
}

// A commission on its way into the books.
struct opened {
    struct booking booking;
    struct commission_change change;
};

static enum rc open_row(struct flow *flow, const struct commission_opening *opening, struct commission *commission,
                        struct opened *ret_opened)
{
    struct booking_step step = {
        .commission_id = commission->id,
        .number = 1,
        .partner_id = commission->partner_id,
        .program_id = commission->program_id,
        .source = booking_source_of(commission->role),
        .occurred_at = opening->occurred_at,
        .booked_at = commission->created_at,
        .owed_back = money_zero(opening->amount.currency), // nothing of it matters to an accrual
    };
    struct booking *booking = &ret_opened->booking;
    TRY(booking_accrue(flow->arena, &step, opening->amount, opening->is_rejected, booking));
    commission->amount = booking->after.amount;
    commission->pending = booking->after.pending;
    commission->available = booking->after.available;
    commission->status = booking->after.status;
    ret_opened->change = (struct commission_change){
        .commission_id = commission->id,
        .number = step.number,
        .cause = COMMISSION_CAUSE_ACCRUED,
        .amount = commission->amount,
        .status = commission->status,
        .derivation = opening->derivation,
        .history = opening->history,
        .changed_at = step.booked_at,
    };
    return RC_OK;
}

// All entries at once, then all first steps.
static enum rc open_book(struct flow *flow, struct opened *list, size_t count)
{
    struct ledger_draft *drafts = arena_many(flow->arena, struct ledger_draft, count * BOOKING_DRAFTS_MAX);
    struct entry_id *entries = arena_many(flow->arena, struct entry_id, count * BOOKING_DRAFTS_MAX);
    struct commission_change *changes = arena_many(flow->arena, struct commission_change, count);
    size_t draft_count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < list[i].booking.draft_count; k++) {
            drafts[draft_count++] = list[i].booking.drafts[k];
        }
    }
    TRY(ledger_book_new(flow->db, flow->arena, drafts, draft_count, entries, flow->fault));
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        changes[i] = list[i].change;
        at += list[i].booking.draft_count;
        changes[i].entry_id = list[i].booking.draft_count == 0 ? (struct entry_id){0} : entries[at - 1];
    }
    return commission_change_insert(flow->db, flow->arena, changes, count);
}

static enum rc open_all(struct flow *flow, const struct commission_opening *openings, struct commission *commissions,
                        size_t count)
{
    struct opened *list = arena_many(flow->arena, struct opened, count);
    TRY(commission_number(flow->db, flow->arena, commissions, count));
    for (size_t i = 0; i < count; i++) {
        TRY(open_row(flow, &openings[i], &commissions[i], &list[i]));
    }
    TRY(commission_insert(flow->db, flow->arena, commissions, count));
    return open_book(flow, list, count);
}

enum rc commission_open(struct flow *flow, const struct commission_opening *openings, struct commission *commissions,
                        size_t count)
{
    return count == 0 ? RC_OK : flow_stored(flow, open_all(flow, openings, commissions, count));
}
