// SPDX-License-Identifier: Apache-2.0
// Builders of ledger drafts; see bookings.h for the table of steps.
#include "commission/bookings.h"

#include "core/bug.h"

static bool is_valid(struct money m)
{
    return m.minor >= 0;
}

static struct money smaller(struct money a, struct money b)
{
    BUG_ON(!currency_equal(a.currency, b.currency));
    return a.minor < b.minor ? a : b;
}

// a - b where b is at most a and both are not negative: cannot overflow.
static struct money minus(struct money a, struct money b)
{
    BUG_ON(!currency_equal(a.currency, b.currency) || b.minor < 0 || b.minor > a.minor);
    return (struct money){.minor = a.minor - b.minor, .currency = a.currency};
}

static void check_position(const struct booking_step *step, const struct booking_position *before)
{
    BUG_ON(!is_valid(before->amount) || !is_valid(before->pending) || !is_valid(before->available));
    BUG_ON(!is_valid(step->owed_back));
}

static void begin(const struct booking_step *step, const struct booking_position *before, struct booking *booking)
{
    check_position(step, before);
    *booking = (struct booking){.after = *before, .owed_back = step->owed_back};
    booking->taken = money_zero(before->amount.currency);
}

enum booking_source booking_source_of(struct text role)
{
    if (text_equal(role, TEXT("compensation"))) {
        return BOOKING_COMPENSATION;
    }
    return text_equal(role, TEXT("opening")) ? BOOKING_OPENING : BOOKING_EARNED;
}

// The other side of what the partner is owed: debit positive.
static void expense(struct ledger_draft *draft, const struct booking_step *step, struct money amount)
{
    switch (step->source) {
    case BOOKING_EARNED:
        ledger_draft_add(draft, LEDGER_PROGRAM, step->program_id.v, LEDGER_COMMISSION_EXPENSE, amount);
        break;
    case BOOKING_COMPENSATION:
        ledger_draft_add(draft, LEDGER_PROGRAM, step->program_id.v, LEDGER_COMPENSATION_EXPENSE, amount);
        break;
    case BOOKING_OPENING:
        ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_OPENING_EQUITY, amount);
        break;
    }
}

static struct ledger_draft *draft_of(struct arena *arena, const struct booking_step *step, struct text kind,
                                     struct booking *booking)
{
    BUG_ON(booking->draft_count == BOOKING_DRAFTS_MAX);
    struct ledger_draft *draft = &booking->drafts[booking->draft_count++];
    bool is_recovery = text_equal(kind, TEXT("recovery"));
    *draft = (struct ledger_draft){
        .key = text_format(arena, "com:%lld:%lld%s", (long long)step->commission_id.v, (long long)step->number,
                           is_recovery ? ":recovery" : ""),
        .kind = kind,
        .reference_kind = TEXT("commission"),
        .reference_id = step->commission_id.v,
        .occurred_at = step->occurred_at,
        .booked_at = step->booked_at,
    };
    return draft;
}

// Debit positive, as the ledger counts; `amount` is not negative.
static void debit(struct ledger_draft *draft, struct partner_id partner_id, enum ledger_account_kind account,
                  struct money amount)
{
    ledger_draft_add(draft, LEDGER_PARTNER, partner_id.v, account, amount);
}

static void credit(struct ledger_draft *draft, struct partner_id partner_id, enum ledger_account_kind account,
                   struct money amount)
{
    ledger_draft_add(draft, LEDGER_PARTNER, partner_id.v, account, money_negate(amount));
}

// What the partner owes back is taken from this commission's available share first.
static void recover(struct arena *arena, const struct booking_step *step, struct booking *booking)
{
    struct money part = smaller(booking->owed_back, booking->after.available);
    if (part.minor == 0) {
        return;
    }
    struct ledger_draft *draft = draft_of(arena, step, TEXT("recovery"), booking);
    debit(draft, step->partner_id, LEDGER_AVAILABLE, part);
    credit(draft, step->partner_id, LEDGER_OWED_BACK, part);
    booking->after.available = minus(booking->after.available, part);
    booking->owed_back = minus(booking->owed_back, part);
}

enum rc booking_accrue(struct arena *arena, const struct booking_step *step, struct money amount, bool is_rejected,
                       struct booking *ret_booking)
{
    struct money zero = money_zero(amount.currency);
    BUG_ON(!is_valid(amount));
    struct booking_position before = {
        .status = is_rejected ? COMMISSION_REJECTED : COMMISSION_PENDING,
        .amount = zero,
        .pending = zero,
        .available = zero,
    };
    begin(step, &before, ret_booking);
    if (is_rejected || amount.minor == 0) {
        return RC_OK;
    }
    ret_booking->after.amount = amount;
    ret_booking->after.pending = amount;
    static const char *const kinds[] = {
        [BOOKING_EARNED] = "accrual", [BOOKING_COMPENSATION] = "compensation", [BOOKING_OPENING] = "opening"};
    struct ledger_draft *draft = draft_of(arena, step, text_of(kinds[step->source]), ret_booking);
    expense(draft, step, amount);
    credit(draft, step->partner_id, LEDGER_PENDING, amount);
    return RC_OK;
}

// Pending first, then available; what is gone already is owed back.
static enum rc take_back(const struct booking_step *step, struct money less, struct ledger_draft *draft,
                         struct booking *booking)
{
    struct booking_position *after = &booking->after;
    struct money from_pending = smaller(less, after->pending);
    struct money rest = minus(less, from_pending);
    struct money from_available = smaller(rest, after->available);
    rest = minus(rest, from_available);
    TRY(money_add(booking->owed_back, rest, &booking->owed_back));
    after->pending = minus(after->pending, from_pending);
    after->available = minus(after->available, from_available);
    expense(draft, step, money_negate(less));
    debit(draft, step->partner_id, LEDGER_PENDING, from_pending);
    debit(draft, step->partner_id, LEDGER_AVAILABLE, from_available);
    debit(draft, step->partner_id, LEDGER_OWED_BACK, rest);
    return RC_OK;
}

// A rejection taken back. What was released stays released; what payouts took is first set against what is owed back,
// because the same rejection made it owed; the rest waits in pending like anything newly earned.
static enum rc give_more(const struct booking_step *step, struct money more, struct ledger_draft *draft,
                         struct booking *booking)
{
    struct booking_position *after = &booking->after;
    struct money zero = money_zero(more.currency);
    bool is_out = after->status == COMMISSION_IN_PAYOUT || after->status == COMMISSION_PAID;
    struct money to_owed = is_out ? smaller(more, booking->owed_back) : zero;
    struct money to_available = after->status == COMMISSION_AVAILABLE ? more : zero;
    struct money to_pending = minus(minus(more, to_owed), to_available);
    TRY(money_add(after->pending, to_pending, &after->pending));
    TRY(money_add(after->available, to_available, &after->available));
    booking->owed_back = minus(booking->owed_back, to_owed);
    expense(draft, step, more);
    credit(draft, step->partner_id, LEDGER_PENDING, to_pending);
    credit(draft, step->partner_id, LEDGER_AVAILABLE, to_available);
    credit(draft, step->partner_id, LEDGER_OWED_BACK, to_owed);
    return RC_OK;
}

// The status once the shares are known. A payout on its way keeps its status until the item is settled.
static enum commission_status status_after_adjust(const struct booking_position *after, bool is_rejected)
{
    if (after->status == COMMISSION_IN_PAYOUT) {
        return COMMISSION_IN_PAYOUT;
    }
    if (after->pending.minor > 0) {
        return COMMISSION_PENDING;
    }
    if (after->status == COMMISSION_PAID) {
        return COMMISSION_PAID;
    }
    if (after->available.minor > 0) {
        return COMMISSION_AVAILABLE;
    }
    if (is_rejected) {
        return COMMISSION_REJECTED;
    }
    return after->status == COMMISSION_REJECTED ? COMMISSION_PENDING : after->status;
}

enum rc booking_adjust(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                       struct money amount, bool is_rejected, struct booking *ret_booking)
{
    BUG_ON(!is_valid(amount) || !currency_equal(amount.currency, before->amount.currency));
    begin(step, before, ret_booking);
    ret_booking->after.amount = amount;
    if (amount.minor != before->amount.minor) {
        struct ledger_draft *draft = draft_of(arena, step, TEXT("adjustment"), ret_booking);
        draft->reverses = step->reverses;
        if (amount.minor < before->amount.minor) {
            TRY(take_back(step, minus(before->amount, amount), draft, ret_booking));
        } else {
            TRY(give_more(step, minus(amount, before->amount), draft, ret_booking));
        }
    }
    ret_booking->after.status = status_after_adjust(&ret_booking->after, is_rejected);
    return RC_OK;
}

enum rc booking_release(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                        struct booking *ret_booking)
{
    BUG_ON(before->status != COMMISSION_PENDING);
    begin(step, before, ret_booking);
    struct booking_position *after = &ret_booking->after;
    struct money released = before->pending;
    TRY(money_add(after->available, released, &after->available));
    after->pending = minus(before->pending, released);
    after->status = COMMISSION_AVAILABLE;
    if (released.minor != 0) {
        struct ledger_draft *draft = draft_of(arena, step, TEXT("release"), ret_booking);
        debit(draft, step->partner_id, LEDGER_PENDING, released);
        credit(draft, step->partner_id, LEDGER_AVAILABLE, released);
    }
    recover(arena, step, ret_booking);
    return RC_OK;
}

enum rc booking_take(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                     struct booking *ret_booking)
{
    BUG_ON(before->status != COMMISSION_AVAILABLE);
    begin(step, before, ret_booking);
    recover(arena, step, ret_booking);
    bool is_limited = !currency_is_none(step->take_most.currency);
    ret_booking->taken =
        is_limited ? smaller(ret_booking->after.available, step->take_most) : ret_booking->after.available;
    ret_booking->after.available = minus(ret_booking->after.available, ret_booking->taken);
    ret_booking->after.status = COMMISSION_IN_PAYOUT;
    return RC_OK;
}

// Where a commission stands once no payout holds it. One that is held by a later payout stays there.
static enum commission_status status_after_payout(const struct booking_position *after, enum commission_status idle)
{
    if (after->pending.minor > 0) {
        return COMMISSION_PENDING;
    }
    return after->available.minor > 0 ? COMMISSION_AVAILABLE : idle;
}

void booking_settle(const struct booking_position *before, struct booking *ret_booking)
{
    BUG_ON(before->status != COMMISSION_IN_PAYOUT);
    *ret_booking = (struct booking){.after = *before};
    ret_booking->owed_back = ret_booking->taken = money_zero(before->amount.currency);
    ret_booking->after.status = status_after_payout(before, COMMISSION_PAID);
}

enum rc booking_give_back(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                          struct money taken, struct booking *ret_booking)
{
    BUG_ON(!is_valid(taken));
    begin(step, before, ret_booking);
    struct booking_position *after = &ret_booking->after;
    TRY(money_add(after->available, taken, &after->available));
    recover(arena, step, ret_booking);
    after->status = step->is_held_elsewhere ? COMMISSION_IN_PAYOUT : status_after_payout(after, COMMISSION_AVAILABLE);
    return RC_OK;
}

// What is sent in another currency. exchange takes the one in and gives the other for it; what the giving cost beyond
// (or below) the balance is the difference. sign 1: paid, -1: returned.
static void exchange(struct ledger_draft *draft, const struct payout_facts *facts, int sign)
{
    struct money cost = {.minor = sign * facts->cost.minor, .currency = facts->cost.currency};
    struct money sent = {.minor = sign * facts->sent.minor, .currency = facts->sent.currency};
    struct money difference = {.minor = sign * (facts->cost.minor - facts->amount.minor),
                               .currency = facts->cost.currency};
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE, money_negate(cost));
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE_DIFFERENCE, difference);
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE, sent);
}

static bool is_exchanged(const struct payout_facts *facts)
{
    return !currency_is_none(facts->sent.currency) && !currency_equal(facts->sent.currency, facts->amount.currency);
}

void booking_payout(struct arena *arena, enum payout_step step, const struct payout_facts *facts,
                    struct ledger_draft *ret_draft)
{
    static const struct {
        const char *kind;
        const char *key;
        enum ledger_account_kind from; // credit balance goes down
        enum ledger_account_kind to;   // credit balance goes up
    } steps[] = {
        [PAYOUT_TAKEN] = {"payout", "taken", LEDGER_AVAILABLE, LEDGER_IN_PAYOUT},
        [PAYOUT_PAID] = {"paid", "paid", LEDGER_IN_PAYOUT, LEDGER_PAID},
        [PAYOUT_FAILED] = {"payout_failed", "failed", LEDGER_IN_PAYOUT, LEDGER_AVAILABLE},
        [PAYOUT_RETURNED] = {"payout_failed", "failed", LEDGER_PAID, LEDGER_AVAILABLE},
    };
    BUG_ON(facts->amount.minor <= 0);
    *ret_draft = (struct ledger_draft){
        .key = text_format(arena, "pay:%lld:%s", (long long)facts->item_id.v, steps[step].key),
        .kind = text_of(steps[step].kind),
        .reference_kind = TEXT("payout_item"),
        .reference_id = facts->item_id.v,
        .occurred_at = facts->occurred_at,
        .booked_at = facts->booked_at,
        .reverses = facts->reverses,
    };
    bool is_other = is_exchanged(facts) && (step == PAYOUT_PAID || step == PAYOUT_RETURNED);
    bool is_back = step == PAYOUT_RETURNED;
    debit(ret_draft, facts->partner_id, steps[step].from, is_other && is_back ? facts->sent : facts->amount);
    if (is_other) {
        BUG_ON(facts->sent.minor <= 0 || facts->cost.minor < 0);
        exchange(ret_draft, facts, is_back ? -1 : 1);
    }
    credit(ret_draft, facts->partner_id, steps[step].to, is_other && !is_back ? facts->sent : facts->amount);
}
