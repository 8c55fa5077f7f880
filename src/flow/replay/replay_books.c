// SPDX-License-Identifier: Apache-2.0
// Replay of the books, one partner and currency at a time. Everything that a step depends on besides its commission
// (what the partner owes back, what a payout took) is the partner's own, and the partner's lock put his steps into one
// order, which the numbers of their entries tell. So a partner's books are played from nothing: first every step in
// that order, keeping a digest of each entry it must have booked; then the stored entries are held against the digests.
// Entries that differ or are missing are derived once more, to show them.
#include "commission/bookings.h"
#include "commission/commission_replay_sql.h"
#include "core/bug.h"
#include "crypto/crypto.h"
#include "ledger/opening_write.h"
#include "replay/replay_private.h"

#include <stdlib.h>
#include <string.h>

#define PARTNERS_PAGE 200

struct play_commission {
    int64_t id;
    int64_t program_id;
    enum booking_source source;
    struct booking_position stored;
    struct booking_position position; // as played so far
    struct instant due_at;            // when it was or will be released
    struct instant accrued_occurred_at;
    struct entry_id first_entry;
    size_t step_begin, step_end, next; // into steps
    int64_t open_shares;               // payout items that hold it, as far as played
    bool is_rejected;                  // the conversion, as far as played
    bool is_due_unknown;
};

struct play_step {
    int64_t commission; // index
    int64_t number;
    int64_t cause_id;
    int64_t amount_minor;
    int64_t entry_id;
    struct instant changed_at;
    struct instant refund_occurred_at;
    enum commission_cause cause;
    enum commission_status status;
};

struct play_item {
    int64_t id;
    struct money amount, sent, cost; // stored
    struct money taken;              // played
    bool is_netting;                 // takes a part of what is there
    struct instant run_created_at;
    struct text status; // stored
    const char *played; // "", "taken", "paid", "failed"
    struct entry_id taken_entry;
};

struct play_share {
    int64_t item; // index
    int64_t commission_id;
    int64_t stored_minor;
    int64_t played_minor;
    bool is_open_stored;
    bool is_open, is_played;
};

// What a partner owed back at a change over, and its reversal: entries of their own among his steps.
struct play_opening {
    struct opening_balance opening;
    int64_t entry_id;
    bool is_reversal;
};

struct digest16 {
    uint8_t bytes[16];
    bool is_seen;
};

// A list that grows in the partner's arena.
struct list {
    void *p;
    size_t count, capacity, size;
};

struct play {
    struct replay_work *work;
    struct partner_id partner_id;
    struct currency currency;
    struct list commissions, steps, items, shares, openings, digests;
    struct map64 by_key;        // hash of the entry's key → index into digests, plus one
    struct map64 by_commission; // id → index, plus one
    struct map64 by_item;       // id → index, plus one
    struct money owed_back;
    bool is_showing;      // second time: differences get their derived text
    struct textmap shown; // key → struct replay_difference
    // the stored entry that is being read
    struct arena *entry_arena;
    struct entry_id entry_id;
    struct ledger_draft entry;
    bool is_entry_odd; // more lines than an entry has
};

static void *list_add(struct play *play, struct list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        void *p = arena_array_bytes(play->work->scratch, capacity, list->size);
        if (list->count > 0) {
            memcpy(p, list->p, list->count * list->size);
        }
        list->p = p;
        list->capacity = capacity;
    }
    return (char *)list->p + list->count++ * list->size;
}

static struct play_commission *commission_at(struct play *play, size_t i)
{
    return (struct play_commission *)play->commissions.p + i;
}

static struct play_step *step_at(struct play *play, size_t i)
{
    return (struct play_step *)play->steps.p + i;
}

static struct play_item *item_at(struct play *play, size_t i)
{
    return (struct play_item *)play->items.p + i;
}

static struct play_share *share_at(struct play *play, size_t i)
{
    return (struct play_share *)play->shares.p + i;
}

static struct digest16 *digest_at(struct play *play, size_t i)
{
    return (struct digest16 *)play->digests.p + i;
}

static struct money money_of(const struct play *play, int64_t minor)
{
    return (struct money){.minor = minor, .currency = play->currency};
}

static uint64_t key_hash(struct text key)
{
    uint64_t hash = hash_bytes(key.p, key.n, 1);
    return hash == 0 ? 1 : hash;
}

static bool index_of(const struct map64 *map, uint64_t key, size_t *ret_index)
{
    uint64_t value;
    if (key == 0 || !map64_get(map, key, &value)) {
        return false;
    }
    *ret_index = (size_t)value - 1;
    return true;
}

// ---- reading a partner ----

static enum rc add_commission(void *user, const struct sql_replay_commissions_row *row)
{
    struct play *play = user;
    struct play_commission *commission = list_add(play, &play->commissions);
    *commission = (struct play_commission){
        .id = row->id.v,
        .program_id = row->program_id.v,
        .source = booking_source_of(row->role),
        .stored = {.amount = money_of(play, row->amount_minor),
                   .pending = money_of(play, row->pending_minor),
                   .available = money_of(play, row->available_minor)},
        .due_at = row->due_at,
        .accrued_occurred_at = row->accrued_occurred_at,
        .is_due_unknown = row->is_released && instant_is_none(row->due_at),
    };
    map64_put(&play->by_commission, (uint64_t)row->id.v, play->commissions.count);
    return commission_status_parse(row->status, &commission->stored.status) ? RC_OK : RC_FAULT;
}

static enum rc add_click_day(void *user, const struct sql_replay_click_days_row *row)
{
    struct play *play = user;
    size_t i;
    if (index_of(&play->by_commission, (uint64_t)row->commission_id.v, &i)) {
        commission_at(play, i)->accrued_occurred_at.ms = (row->day + 1) * DAY_MS;
    }
    return RC_OK;
}

static enum rc add_step(void *user, const struct sql_replay_changes_row *row)
{
    struct play *play = user;
    size_t i;
    BUG_ON(!index_of(&play->by_commission, (uint64_t)row->commission_id.v, &i)); // one snapshot, one condition
    struct play_step *step = list_add(play, &play->steps);
    *step = (struct play_step){
        .commission = (int64_t)i,
        .number = row->number,
        .cause_id = row->cause_id,
        .amount_minor = row->amount_minor,
        .entry_id = row->entry_id.v,
        .changed_at = row->changed_at,
        .refund_occurred_at = row->refund_occurred_at,
    };
    struct play_commission *commission = commission_at(play, i);
    if (commission->step_end == 0) {
        commission->step_begin = commission->next = play->steps.count - 1;
        commission->first_entry = row->entry_id;
    }
    commission->step_end = play->steps.count;
    if (!commission_cause_parse(row->cause, &step->cause) || !commission_status_parse(row->status, &step->status)) {
        return RC_FAULT;
    }
    return RC_OK;
}

static enum rc add_share(void *user, const struct sql_replay_shares_row *row)
{
    struct play *play = user;
    size_t i;
    if (!index_of(&play->by_item, (uint64_t)row->item_id.v, &i)) {
        struct play_item *item = list_add(play, &play->items);
        *item = (struct play_item){.id = row->item_id.v,
                                   .amount = money_of(play, row->amount_minor),
                                   .sent = {row->sent_minor, row->sent_currency},
                                   .cost = money_of(play, row->cost_minor.v),
                                   .is_netting = text_equal(row->method, TEXT("netting")),
                                   .taken = money_of(play, 0),
                                   .run_created_at = row->created_at,
                                   .status = text_copy(play->work->scratch, row->status),
                                   .played = ""};
        i = play->items.count - 1;
        map64_put(&play->by_item, (uint64_t)row->item_id.v, play->items.count);
    }
    struct play_share *share = list_add(play, &play->shares);
    *share = (struct play_share){.item = (int64_t)i,
                                 .commission_id = row->commission_id.v,
                                 .stored_minor = row->share_minor,
                                 .is_open_stored = row->is_open};
    return RC_OK;
}

static enum rc add_opening(void *user, const struct sql_replay_openings_row *row)
{
    struct play *play = user;
    struct play_opening *opening = list_add(play, &play->openings);
    *opening = (struct play_opening){
        .opening = {.id = row->id,
                    .owner_kind = TEXT("partner"),
                    .owner_id = play->partner_id.v,
                    .amount = money_of(play, row->amount_minor),
                    .occurred_at = row->occurred_at,
                    .booked_at = row->booked_at,
                    .reversed_at = row->reversed_at},
        .entry_id = row->entry_id.v,
        .is_reversal = row->is_reversal,
    };
    return RC_OK;
}

static enum rc partner_read(struct play *play)
{
    struct db *db = play->work->db;
    struct sql_replay_commissions_in commissions = {.partner_id = play->partner_id, .currency = play->currency};
    TRY(sql_replay_commissions(db, &commissions, add_commission, play));
    struct sql_replay_click_days_in days = {.partner_id = play->partner_id, .currency = play->currency};
    TRY(sql_replay_click_days(db, &days, add_click_day, play));
    struct sql_replay_changes_in changes = {.partner_id = play->partner_id, .currency = play->currency};
    TRY(sql_replay_changes(db, &changes, add_step, play));
    struct sql_replay_shares_in shares = {.partner_id = play->partner_id, .currency = play->currency};
    TRY(sql_replay_shares(db, &shares, add_share, play));
    struct sql_replay_openings_in openings = {.partner_id = play->partner_id, .currency = play->currency};
    TRY(sql_replay_openings(db, &openings, add_opening, play));
    for (size_t i = 0; i < play->commissions.count; i++) {
        struct play_commission *commission = commission_at(play, i);
        if (commission->is_due_unknown) { // rejected after its release: the row has lost the date
            TRY(replay_due_at(play->work, (struct commission_id){commission->id}, &commission->due_at));
        }
    }
    return RC_OK;
}

// ---- playing ----

// An entry that must have been booked.
static void expect(struct play *play, const struct ledger_draft *draft)
{
    struct arena *arena = play->entry_arena;
    struct text text = ledger_draft_text(arena, draft);
    if (play->is_showing) {
        struct replay_difference *difference = textmap_get(&play->shown, draft->key);
        size_t i;
        bool is_missing = index_of(&play->by_key, key_hash(draft->key), &i) && !digest_at(play, i)->is_seen;
        if (difference != NULL) {
            difference->derived = text_copy(play->work->arena, text);
        } else if (is_missing) {
            replay_differ(play->work, text_format(arena, "entry %.*s", TEXT_PRINT(draft->key)), TEXT_NONE, text);
        }
        return;
    }
    uint8_t full[DIGEST_BYTES];
    digest(text, full);
    struct digest16 *kept = list_add(play, &play->digests);
    memcpy(kept->bytes, full, sizeof(kept->bytes));
    kept->is_seen = false;
    map64_put(&play->by_key, key_hash(draft->key), play->digests.count);
}

static void expect_all(struct play *play, const struct booking *booking)
{
    for (size_t i = 0; i < booking->draft_count; i++) {
        expect(play, &booking->drafts[i]);
    }
}

static struct play_share *share_of(struct play *play, int64_t item_id, int64_t commission_id)
{
    size_t item;
    if (!index_of(&play->by_item, (uint64_t)item_id, &item)) {
        return NULL;
    }
    size_t low = 0, high = play->shares.count; // sorted by item and commission, as items were numbered
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct play_share *share = share_at(play, middle);
        bool is_before =
            share->item < (int64_t)item || (share->item == (int64_t)item && share->commission_id < commission_id);
        if (is_before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == play->shares.count) {
        return NULL;
    }
    struct play_share *share = share_at(play, low);
    return share->item == (int64_t)item && share->commission_id == commission_id ? share : NULL;
}

static struct instant occurred_at(const struct play_commission *commission, const struct play_step *step)
{
    switch (step->cause) {
    case COMMISSION_CAUSE_ACCRUED:
        return commission->accrued_occurred_at;
    case COMMISSION_CAUSE_REFUND:
    case COMMISSION_CAUSE_REFUND_REVERSED:
        return step->refund_occurred_at;
    case COMMISSION_CAUSE_RELEASED:
        return commission->due_at;
    case COMMISSION_CAUSE_APPROVED:
    case COMMISSION_CAUSE_REJECTED:
    case COMMISSION_CAUSE_REOPENED:
    case COMMISSION_CAUSE_VOLUME:
    case COMMISSION_CAUSE_REVERSED:
    case COMMISSION_CAUSE_PAYOUT:
    case COMMISSION_CAUSE_PAID:
    case COMMISSION_CAUSE_PAYOUT_FAILED:
    case COMMISSION_CAUSE_COUNT:
        return step->changed_at;
    }
    return step->changed_at;
}

// The share a payout step speaks of, in the state the step needs; NULL when the rows do not fit together.
static struct play_share *share_for(struct play *play, const struct play_commission *commission,
                                    const struct play_step *step)
{
    struct play_share *share = share_of(play, step->cause_id, commission->id);
    if (share == NULL) {
        return NULL;
    }
    bool is_right = step->cause == COMMISSION_CAUSE_PAYOUT ? !share->is_played
                    : step->cause == COMMISSION_CAUSE_PAID ? share->is_open
                                                           : share->is_played;
    return is_right ? share : NULL;
}

static enum rc book_payout_step(struct play *play, struct play_commission *commission, const struct play_step *step,
                                struct booking_step *with, struct booking *ret_booking)
{
    struct play_share *share = share_for(play, commission, step);
    if (share == NULL) {
        return RC_REFUSED;
    }
    struct arena *arena = play->entry_arena;
    struct play_item *item = item_at(play, (size_t)share->item);
    if (step->cause == COMMISSION_CAUSE_PAYOUT) {
        if (commission->position.status != COMMISSION_AVAILABLE) {
            return RC_REFUSED;
        }
        if (item->is_netting) {
            with->take_most = money_of(play, item->amount.minor - item->taken.minor);
        }
        TRY(booking_take(arena, with, &commission->position, ret_booking));
        share->played_minor = ret_booking->taken.minor;
        share->is_played = share->is_open = true;
        commission->open_shares++;
        return money_add(item->taken, ret_booking->taken, &item->taken);
    }
    if (step->cause == COMMISSION_CAUSE_PAID) {
        if (commission->position.status != COMMISSION_IN_PAYOUT) {
            return RC_REFUSED;
        }
        booking_settle(&commission->position, ret_booking);
        ret_booking->owed_back = with->owed_back;
        share->is_open = false;
        commission->open_shares--;
        return RC_OK;
    }
    commission->open_shares -= share->is_open ? 1 : 0;
    share->is_open = false;
    with->is_held_elsewhere = commission->open_shares > 0;
    struct money taken = money_of(play, share->played_minor);
    return booking_give_back(arena, with, &commission->position, taken, ret_booking);
}

static enum rc book_step(struct play *play, struct play_commission *commission, const struct play_step *step,
                         struct booking *ret_booking)
{
    struct booking_step with = {
        .commission_id = {commission->id},
        .number = step->number,
        .partner_id = play->partner_id,
        .program_id = {commission->program_id},
        .source = commission->source,
        .occurred_at = occurred_at(commission, step),
        .booked_at = step->changed_at,
        .owed_back = play->owed_back,
        .reverses = commission->first_entry,
    };
    struct money amount = money_of(play, step->amount_minor);
    struct arena *arena = play->entry_arena;
    if (amount.minor < 0 || (step->cause == COMMISSION_CAUSE_ACCRUED) != (step->number == 1)) {
        return RC_REFUSED;
    }
    switch (step->cause) {
    case COMMISSION_CAUSE_ACCRUED:
        commission->is_rejected = step->status == COMMISSION_REJECTED;
        return booking_accrue(arena, &with, amount, commission->is_rejected, ret_booking);
    case COMMISSION_CAUSE_REFUND:
    case COMMISSION_CAUSE_REFUND_REVERSED:
    case COMMISSION_CAUSE_APPROVED:
    case COMMISSION_CAUSE_REJECTED:
    case COMMISSION_CAUSE_REOPENED:
    case COMMISSION_CAUSE_VOLUME:
    case COMMISSION_CAUSE_REVERSED:
        if (step->cause == COMMISSION_CAUSE_APPROVED || step->cause == COMMISSION_CAUSE_REJECTED ||
            step->cause == COMMISSION_CAUSE_REOPENED) {
            commission->is_rejected = step->cause == COMMISSION_CAUSE_REJECTED;
        }
        commission->is_rejected = commission->is_rejected || step->cause == COMMISSION_CAUSE_REVERSED;
        return booking_adjust(arena, &with, &commission->position, amount, commission->is_rejected, ret_booking);
    case COMMISSION_CAUSE_RELEASED:
        return commission->position.status != COMMISSION_PENDING
                   ? RC_REFUSED
                   : booking_release(arena, &with, &commission->position, ret_booking);
    case COMMISSION_CAUSE_PAYOUT:
    case COMMISSION_CAUSE_PAID:
    case COMMISSION_CAUSE_PAYOUT_FAILED:
        return book_payout_step(play, commission, step, &with, ret_booking);
    case COMMISSION_CAUSE_COUNT:
        break;
    }
    return RC_REFUSED;
}

static void play_step(struct play *play, size_t index)
{
    struct play_step *step = step_at(play, index);
    struct play_commission *commission = commission_at(play, (size_t)step->commission);
    arena_reset(play->entry_arena);
    struct text object = text_format(play->entry_arena, "commission %lld, step %lld, status", (long long)commission->id,
                                     (long long)step->number);
    struct text stored = text_of(commission_status_text(step->status));
    struct booking booking;
    commission->next = index + 1;
    if (book_step(play, commission, step, &booking) != RC_OK) {
        if (!play->is_showing) {
            replay_differ(play->work, object, stored, TEXT_NONE);
        }
        return;
    }
    commission->position = booking.after;
    play->owed_back = booking.owed_back;
    if (!play->is_showing) {
        replay_compare(play->work, object, stored, text_of(commission_status_text(booking.after.status)));
    }
    expect_all(play, &booking);
}

// The entry of a payout item, once all its commissions have made their step.
static void play_item_entry(struct play *play, const struct play_step *step)
{
    size_t i;
    bool is_payout = step->cause == COMMISSION_CAUSE_PAYOUT || step->cause == COMMISSION_CAUSE_PAID ||
                     step->cause == COMMISSION_CAUSE_PAYOUT_FAILED;
    if (!is_payout || !index_of(&play->by_item, (uint64_t)step->cause_id, &i)) {
        return;
    }
    struct play_item *item = item_at(play, i);
    struct payout_facts facts = {.item_id = {item->id},
                                 .partner_id = play->partner_id,
                                 .amount = item->taken,
                                 .sent = item->sent,
                                 .cost = item->cost,
                                 .occurred_at = step->changed_at,
                                 .booked_at = step->changed_at};
    enum payout_step what = PAYOUT_TAKEN;
    if (step->cause == COMMISSION_CAUSE_PAYOUT) {
        facts.occurred_at = item->run_created_at;
        item->taken_entry = (struct entry_id){step->entry_id};
        item->played = "taken";
    } else if (step->cause == COMMISSION_CAUSE_PAID) {
        what = PAYOUT_PAID;
        item->played = "paid";
    } else {
        bool is_paid = strcmp(item->played, "paid") == 0;
        what = is_paid ? PAYOUT_RETURNED : PAYOUT_FAILED;
        facts.reverses = item->taken_entry;
        item->played = "failed";
    }
    if (item->taken.minor > 0) {
        struct ledger_draft draft;
        arena_reset(play->entry_arena);
        booking_payout(play->entry_arena, what, &facts, &draft);
        expect(play, &draft);
    }
}

static int compare_steps(const void *a, const void *b, void *user)
{
    struct play *play = user;
    const size_t *ia = a, *ib = b;
    const struct play_step *sa = step_at(play, *ia);
    const struct play_step *sb = step_at(play, *ib);
    if (sa->entry_id != sb->entry_id) {
        return sa->entry_id < sb->entry_id ? -1 : 1;
    }
    return *ia < *ib ? -1 : *ia > *ib ? 1 : 0; // by commission, then number, as they were read
}

// Those that were booked before an entry; the first of them is at *at.
static void play_openings(struct play *play, size_t *at, int64_t before_entry_id)
{
    for (; *at < play->openings.count; (*at)++) {
        const struct play_opening *opening = (struct play_opening *)play->openings.p + *at;
        if (opening->entry_id >= before_entry_id) {
            return;
        }
        struct ledger_draft draft;
        arena_reset(play->entry_arena);
        if (opening->is_reversal) {
            struct play_opening *first = (struct play_opening *)play->openings.p;
            while (first->opening.id.v != opening->opening.id.v) {
                first++;
            }
            opening_reversed_draft(play->entry_arena, &opening->opening, (struct entry_id){first->entry_id}, &draft);
            play->owed_back.minor -= opening->opening.amount.minor;
        } else {
            opening_draft(play->entry_arena, &opening->opening, &draft);
            play->owed_back.minor += opening->opening.amount.minor;
        }
        expect(play, &draft);
    }
}

static void play_all(struct play *play, size_t *order, size_t booked)
{
    size_t opening = 0;
    for (size_t k = 0; k < booked; k++) {
        const struct play_step *step = step_at(play, order[k]);
        play_openings(play, &opening, step->entry_id);
        struct play_commission *commission = commission_at(play, (size_t)step->commission);
        while (commission->next < order[k]) { // steps that moved no money come in their commission's own order
            play_step(play, commission->next);
        }
        if (commission->next == order[k]) { // else the order of entries is not that of steps: it was played already
            play_step(play, order[k]);
        }
        bool is_last = k + 1 == booked || step_at(play, order[k + 1])->entry_id != step->entry_id;
        if (is_last) {
            play_item_entry(play, step);
        }
    }
    play_openings(play, &opening, INT64_MAX);
    for (size_t i = 0; i < play->commissions.count; i++) {
        struct play_commission *commission = commission_at(play, i);
        while (commission->next < commission->step_end) {
            play_step(play, commission->next);
        }
    }
}

// From nothing.
static void play_begin(struct play *play)
{
    struct money zero = money_of(play, 0);
    play->owed_back = zero;
    for (size_t i = 0; i < play->commissions.count; i++) {
        struct play_commission *commission = commission_at(play, i);
        commission->next = commission->step_begin;
        commission->open_shares = 0;
        commission->position =
            (struct booking_position){.status = COMMISSION_PENDING, .amount = zero, .pending = zero, .available = zero};
    }
    for (size_t i = 0; i < play->items.count; i++) {
        item_at(play, i)->taken = zero;
        item_at(play, i)->played = "";
    }
    for (size_t i = 0; i < play->shares.count; i++) {
        share_at(play, i)->is_open = share_at(play, i)->is_played = false;
        share_at(play, i)->played_minor = 0;
    }
}

// ---- comparing ----

static struct text position_text(struct arena *arena, const struct booking_position *position)
{
    return text_format(arena, "%s amount=%lld pending=%lld available=%lld", commission_status_text(position->status),
                       (long long)position->amount.minor, (long long)position->pending.minor,
                       (long long)position->available.minor);
}

static void compare_ends(struct play *play)
{
    struct replay_work *work = play->work;
    for (size_t i = 0; i < play->commissions.count; i++) {
        const struct play_commission *commission = commission_at(play, i);
        arena_reset(play->entry_arena);
        replay_compare(work, text_format(play->entry_arena, "commission %lld", (long long)commission->id),
                       position_text(play->entry_arena, &commission->stored),
                       position_text(play->entry_arena, &commission->position));
    }
    for (size_t i = 0; i < play->items.count; i++) {
        const struct play_item *item = item_at(play, i);
        arena_reset(play->entry_arena);
        work->report->payout_items++;
        replay_compare(
            work, text_format(play->entry_arena, "payout item %lld", (long long)item->id),
            text_format(play->entry_arena, "%.*s %lld", TEXT_PRINT(item->status), (long long)item->amount.minor),
            text_format(play->entry_arena, "%s %lld", item->played, (long long)item->taken.minor));
    }
    for (size_t i = 0; i < play->shares.count; i++) {
        const struct play_share *share = share_at(play, i);
        arena_reset(play->entry_arena);
        replay_compare(
            work,
            text_format(play->entry_arena, "payout item %lld, commission %lld",
                        (long long)item_at(play, (size_t)share->item)->id, (long long)share->commission_id),
            text_format(play->entry_arena, "%lld open=%d", (long long)share->stored_minor, share->is_open_stored),
            text_format(play->entry_arena, "%lld open=%d", (long long)share->played_minor, share->is_open));
    }
}

// Holds the stored entry that was read against what was derived.
static void entry_end(struct play *play)
{
    if (play->entry_id.v == 0) {
        return;
    }
    play->work->report->entries++;
    struct text text = ledger_draft_text(play->entry_arena, &play->entry);
    uint8_t full[DIGEST_BYTES];
    digest(text, full);
    size_t i;
    bool is_known = index_of(&play->by_key, key_hash(play->entry.key), &i);
    bool is_equal = is_known && memcmp(digest_at(play, i)->bytes, full, sizeof(digest_at(play, i)->bytes)) == 0;
    if (is_known) {
        digest_at(play, i)->is_seen = true;
    }
    if (!is_equal || play->is_entry_odd) {
        struct text object = text_format(play->entry_arena, "entry %.*s", TEXT_PRINT(play->entry.key));
        struct replay_difference *difference = replay_differ(play->work, object, text, TEXT_NONE);
        if (difference != NULL) {
            textmap_put(&play->shown, play->entry.key, difference);
        }
    }
    play->entry_id.v = 0;
}

static enum rc add_entry_row(void *user, const struct sql_replay_entries_row *row)
{
    struct play *play = user;
    if (row->id.v != play->entry_id.v) {
        entry_end(play);
        arena_reset(play->entry_arena);
        play->entry_id = row->id;
        play->is_entry_odd = false;
        play->entry = (struct ledger_draft){
            .key = text_copy(play->entry_arena, row->entry_key),
            .kind = text_copy(play->entry_arena, row->kind),
            .reference_kind = text_copy(play->entry_arena, row->reference_kind),
            .reference_id = row->reference_id,
            .occurred_at = row->occurred_at,
            .booked_at = row->booked_at,
            .reverses = row->reverses_entry_id,
        };
    }
    if (!row->owner_id.has) {
        return RC_OK;
    }
    if (play->entry.line_count == LEDGER_LINES_MAX) {
        play->is_entry_odd = true;
        return RC_OK;
    }
    struct money amount = {.minor = row->line_minor.v, .currency = row->line_currency};
    return ledger_line_read(row->owner_kind, row->owner_id.v, row->account_kind, amount,
                            &play->entry.lines[play->entry.line_count++]);
}

static bool is_any_unseen(struct play *play)
{
    for (size_t i = 0; i < play->digests.count; i++) {
        if (!digest_at(play, i)->is_seen) {
            return true;
        }
    }
    return false;
}

static enum rc play_partner(struct play *play)
{
    TRY(partner_read(play));
    size_t *order = arena_many(play->work->scratch, size_t, play->steps.count);
    size_t booked = 0;
    for (size_t i = 0; i < play->steps.count; i++) {
        if (step_at(play, i)->entry_id != 0) {
            order[booked++] = i;
        }
    }
    qsort_r(order, booked, sizeof(order[0]), compare_steps, play);
    play_begin(play);
    play_all(play, order, booked);
    compare_ends(play);
    struct sql_replay_entries_in entries = {.partner_id = play->partner_id, .currency = play->currency};
    arena_reset(play->entry_arena);
    TRY(sql_replay_entries(play->work->db, &entries, add_entry_row, play));
    entry_end(play);
    if (play->shown.count > 0 || is_any_unseen(play)) {
        play->is_showing = true;
        play_begin(play);
        play_all(play, order, booked);
    }
    return RC_OK;
}

static enum rc replay_partner(struct replay_work *work, const struct sql_replay_partners_row *partner)
{
    AUTO_ARENA entry_arena = arena_new(ARENA_JOB_BYTES);
    struct play *play = arena_one(work->scratch, struct play);
    *play = (struct play){
        .work = work,
        .partner_id = partner->partner_id,
        .currency = partner->currency,
        .commissions.size = sizeof(struct play_commission),
        .steps.size = sizeof(struct play_step),
        .items.size = sizeof(struct play_item),
        .shares.size = sizeof(struct play_share),
        .openings.size = sizeof(struct play_opening),
        .digests.size = sizeof(struct digest16),
        .entry_arena = entry_arena,
    };
    map64_init(&play->by_key);
    map64_init(&play->by_commission);
    map64_init(&play->by_item);
    textmap_init(&play->shown);
    enum rc rc = play_partner(play);
    textmap_release(&play->shown);
    map64_release(&play->by_item);
    map64_release(&play->by_commission);
    map64_release(&play->by_key);
    return rc;
}

enum rc replay_books(struct replay_work *work)
{
    AUTO_ARENA page = arena_new(ARENA_REQUEST_BYTES);
    struct partner_id after = {0};
    size_t count;
    do {
        arena_reset(page);
        struct sql_replay_partners_in in = {.after_id = after, .limit = PARTNERS_PAGE};
        struct sql_replay_partners_row *partners;
        TRY(sql_replay_partners(work->db, page, &in, &partners, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            if (!currency_is_none(partners[i].currency)) {
                TRY(replay_partner(work, &partners[i]));
            }
            after = partners[i].partner_id;
        }
    } while (count > 0);
    return RC_OK;
}
