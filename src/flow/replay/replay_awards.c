// SPDX-License-Identifier: Apache-2.0
// Replay of a conversion's commissions: each step from the facts as they were then and the history it was made with,
// and all of them from the history as it is now. See replay.h.
#include "commission/commission_history.h"
#include "commission/commission_life.h"
#include "replay/replay_private.h"

// ---- facts as they were ----

// As the step derived it: from its history, in the format of its derivation.
static enum rc derive_then(struct replay_work *work, const struct replay_life *life, const struct conversion *then,
                           const struct commission_change *change, struct derived *ret_derived)
{
    struct commission_event event = {.conversion = then,
                                     .items = life->items,
                                     .item_count = life->item_count,
                                     .hold_days = life->hold_days,
                                     .plans = life->plans};
    struct derive_facts facts;
    TRY(commission_facts(work->scratch, &event, change->history, &facts));
    facts.format = derive_format_of(change->derivation);
    commission_derive(work->scratch, &facts, life->plans->list, life->plans->count, DERIVE_EXPLAINED, ret_derived);
    return RC_OK;
}

static const struct derive_award *award_for(struct replay_work *work, const struct replay_life *life,
                                            const struct derived *derived, struct text key)
{
    for (size_t i = 0; i < derived->award_count; i++) {
        if (text_equal(commission_award_key(work->scratch, life->now->id, &derived->awards[i]), key)) {
            return &derived->awards[i];
        }
    }
    return NULL;
}

// A step that answers a decision.
static bool is_decision(enum commission_cause cause)
{
    return cause == COMMISSION_CAUSE_APPROVED || cause == COMMISSION_CAUSE_REJECTED ||
           cause == COMMISSION_CAUSE_REOPENED;
}

// A step that answers a refund, or what took one back.
static bool is_refund_step(enum commission_cause cause)
{
    return cause == COMMISSION_CAUSE_REFUND || cause == COMMISSION_CAUSE_REFUND_REVERSED;
}

static bool is_answered(const struct commission_change *changes, size_t count, bool is_refund, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        bool is_kind = is_refund ? is_refund_step(changes[i].cause) : is_decision(changes[i].cause);
        if (is_kind && changes[i].cause_id == id) {
            return true;
        }
    }
    return false;
}

// Opened with nothing by a later step: what was recorded before is part of its beginning.
static bool is_late(const struct commission_change *changes, size_t count)
{
    return count > 1 && changes[0].amount.minor == 0 && text_equal(changes[0].derivation, TEXT("{}"));
}

static struct conversion begin_of(const struct replay_life *life, const struct commission_change *changes, size_t count)
{
    struct conversion then = *life->now;
    then.status = then.first_status;
    then.refunded = money_zero(then.amount.currency);
    for (size_t i = 0; is_late(changes, count) && i < life->refund_count; i++) {
        bool is_before = !is_answered(changes, count, true, life->refunds[i].id.v);
        then.refunded.minor += is_before ? life->refunds[i].amount_minor : 0;
    }
    for (size_t i = 0; is_late(changes, count) && i < life->decision_count; i++) {
        if (!is_answered(changes, count, false, life->decisions[i].id)) {
            then.status = life->decisions[i].status;
        }
    }
    return then;
}

// Applies the fact that made a step. False when there is no such fact.
static bool apply_fact(const struct replay_life *life, const struct commission_change *change, struct conversion *then)
{
    switch (change->cause) {
    case COMMISSION_CAUSE_ACCRUED:
        return change->number == 1 && change->cause_id == 0;
    case COMMISSION_CAUSE_REFUND:
    case COMMISSION_CAUSE_REFUND_REVERSED:
        for (size_t i = 0; i < life->refund_count; i++) {
            bool is_reversal = change->cause == COMMISSION_CAUSE_REFUND_REVERSED;
            if (life->refunds[i].id.v == change->cause_id && life->refunds[i].is_reversal == is_reversal) {
                then->refunded.minor += life->refunds[i].amount_minor;
                return true;
            }
        }
        return false;
    case COMMISSION_CAUSE_APPROVED:
    case COMMISSION_CAUSE_REJECTED:
    case COMMISSION_CAUSE_REOPENED:
        for (size_t i = 0; i < life->decision_count; i++) {
            struct text made = change->cause == COMMISSION_CAUSE_REOPENED
                                   ? TEXT("pending")
                                   : text_of(commission_cause_text(change->cause));
            bool is_it = life->decisions[i].id == change->cause_id && text_equal(life->decisions[i].status, made);
            if (is_it) {
                then->status = life->decisions[i].status;
                return true;
            }
        }
        return false;
    case COMMISSION_CAUSE_VOLUME:
        return change->number > 1;
    case COMMISSION_CAUSE_REVERSED: // of what was made by hand
        return false;
    case COMMISSION_CAUSE_RELEASED:
    case COMMISSION_CAUSE_PAYOUT:
    case COMMISSION_CAUSE_PAID:
    case COMMISSION_CAUSE_PAYOUT_FAILED:
    case COMMISSION_CAUSE_COUNT:
        return true;
    }
    return false;
}

bool replay_is_derived(enum commission_cause cause)
{
    return cause == COMMISSION_CAUSE_ACCRUED || is_refund_step(cause) || is_decision(cause) ||
           cause == COMMISSION_CAUSE_VOLUME;
}

struct text replay_step_text(struct arena *arena, const struct commission_change *change, int64_t amount_minor,
                             struct text derivation)
{
    return text_format(arena, "%lld %s:%lld %lld %.*s", (long long)change->number, commission_cause_text(change->cause),
                       (long long)change->cause_id, (long long)amount_minor, TEXT_PRINT(derivation));
}

struct text replay_commission_text(struct arena *arena, const struct commission *commission)
{
    return text_format(arena, "%.*s partner=%lld program=%lld role=%.*s:%lld plan=%lld plans=%.*s %.3s created=%lld",
                       TEXT_PRINT(commission->accrual_key), (long long)commission->partner_id.v,
                       (long long)commission->program_id.v, TEXT_PRINT(commission->role), (long long)commission->level,
                       (long long)commission->plan_id.v, TEXT_PRINT(commission->plan_ids),
                       commission->amount.currency.code, (long long)commission->created_at.ms);
}

// ---- one commission ----

struct one {
    struct replay_work *work;
    const struct replay_life *life;
    const struct commission *commission;
    const struct commission_change *changes;
    size_t count;
    struct text object;
    // while its steps are derived
    struct conversion then;
    struct instant due_at;
    int64_t amount;
    int64_t floor_minor; // of the last derived step
};

// The facts of the conversion that the steps must have answered, each once; late ones only those since they came.
static void check_all_answered(const struct one *one)
{
    const struct replay_life *life = one->life;
    size_t refunds = 0, decisions = 0, missing = 0;
    for (size_t i = 0; i < one->count; i++) {
        refunds += is_refund_step(one->changes[i].cause) ? 1 : 0;
        decisions += is_decision(one->changes[i].cause) ? 1 : 0;
    }
    bool is_whole = !is_late(one->changes, one->count);
    for (size_t i = 0; i < life->refund_count; i++) {
        missing += is_whole && !is_answered(one->changes, one->count, true, life->refunds[i].id.v) ? 1 : 0;
    }
    for (size_t i = 0; i < life->decision_count; i++) {
        missing += is_whole && !is_answered(one->changes, one->count, false, life->decisions[i].id) ? 1 : 0;
    }
    struct arena *scratch = one->work->scratch;
    bool is_right = missing == 0 && refunds <= life->refund_count && decisions <= life->decision_count;
    struct text stored = text_format(scratch, "%zu refunds, %zu decisions", refunds, decisions);
    struct text derived = text_format(scratch, "%zu refunds, %zu decisions", life->refund_count, life->decision_count);
    replay_compare(one->work, text_format(scratch, "%.*s, facts answered", TEXT_PRINT(one->object)), stored,
                   is_right ? stored : derived);
}

static enum rc derive_step(struct one *one, const struct commission_change *change, struct text *ret_derivation)
{
    *ret_derivation = TEXT("{}");
    if (change->number == 1 && is_late(one->changes, one->count)) {
        one->amount = 0;
        return RC_OK;
    }
    struct derived derived;
    struct commission_history history;
    TRY(derive_then(one->work, one->life, &one->then, change, &derived));
    TRY(commission_history_parse(one->work->scratch, &one->then, change->history, &history));
    const struct derive_award *award = award_for(one->work, one->life, &derived, one->commission->accrual_key);
    one->amount = award == NULL ? 0 : award->amount.minor;
    one->floor_minor = history.floor_minor;
    one->amount = one->amount < history.floor_minor ? history.floor_minor : one->amount;
    *ret_derivation = award == NULL ? TEXT("{}") : award->derivation;
    struct booking_position after = {.status = change->status};
    one->due_at =
        commission_due_at(&after, one->then.status, award == NULL ? derived.due_at : award->due_at, one->due_at);
    return RC_OK;
}

static enum rc replay_steps(struct one *one)
{
    struct replay_work *work = one->work;
    one->then = begin_of(one->life, one->changes, one->count);
    one->due_at = INSTANT_NONE;
    for (size_t i = 0; i < one->count; i++) {
        const struct commission_change *change = &one->changes[i];
        struct text step = text_format(work->scratch, "%.*s, step %zu", TEXT_PRINT(one->object), i + 1);
        struct text stored = replay_step_text(work->scratch, change, change->amount.minor, change->derivation);
        work->report->steps++;
        if (change->number != (int64_t)i + 1 || !apply_fact(one->life, change, &one->then)) {
            replay_differ(work, step, stored, TEXT_NONE);
            continue;
        }
        struct text derivation = TEXT("{}");
        if (replay_is_derived(change->cause)) {
            TRY(derive_step(one, change, &derivation));
        }
        replay_compare(work, step, stored, replay_step_text(work->scratch, change, one->amount, derivation));
    }
    replay_compare(work, text_format(work->scratch, "%.*s, due", TEXT_PRINT(one->object)),
                   text_format(work->scratch, "%lld", (long long)one->commission->due_at.ms),
                   text_format(work->scratch, "%lld", (long long)one->due_at.ms));
    check_all_answered(one);
    return RC_OK;
}

// Where the facts and the history as they are now put it.
static void check_now(const struct one *one, const struct derived *now)
{
    const struct derive_award *award = award_for(one->work, one->life, now, one->commission->accrual_key);
    int64_t amount = award == NULL ? 0 : award->amount.minor;
    amount = amount < one->floor_minor ? one->floor_minor : amount;
    struct arena *scratch = one->work->scratch;
    replay_compare(one->work, text_format(scratch, "%.*s, by the history of now", TEXT_PRINT(one->object)),
                   text_format(scratch, "%lld", (long long)one->commission->amount.minor),
                   text_format(scratch, "%lld", (long long)amount));
}

static struct text expected_text(const struct one *one, const struct derived *derived)
{
    const struct commission *stored = one->commission;
    const struct derive_award *award = award_for(one->work, one->life, derived, stored->accrual_key);
    if (award == NULL) {
        return TEXT_NONE;
    }
    bool is_new = !is_late(one->changes, one->count);
    struct commission expected = {
        .accrual_key = stored->accrual_key,
        .partner_id = award->partner_id,
        .program_id = one->life->now->program_id,
        .role = text_of(derive_role_text(award->role)),
        .level = award->level,
        .plan_id = award->plan_id,
        .plan_ids = one->life->plans->ids,
        .amount = stored->amount,
        .created_at = is_new ? one->life->now->received_at : one->changes[0].changed_at,
    };
    return replay_commission_text(one->work->scratch, &expected);
}

// Who it is for, held against the step that brought it.
static enum rc replay_opening(struct one *one)
{
    struct derived derived;
    size_t first = is_late(one->changes, one->count) ? 1 : 0;
    struct conversion then = begin_of(one->life, one->changes, one->count);
    if (first == 1 && !apply_fact(one->life, &one->changes[1], &then)) {
        return RC_OK; // told with the step
    }
    TRY(derive_then(one->work, one->life, &then, &one->changes[first], &derived));
    struct text stored = replay_commission_text(one->work->scratch, one->commission);
    struct text expected = expected_text(one, &derived);
    if (!text_is(expected) || !text_equal(stored, expected)) {
        replay_differ(one->work, one->object, stored, expected);
    }
    return RC_OK;
}

static enum rc replay_one(struct replay_work *work, const struct replay_life *life, const struct commission *commission,
                          const struct derived *now)
{
    struct commission_change *changes;
    struct one one = {.work = work,
                      .life = life,
                      .commission = commission,
                      .object = text_format(work->scratch, "commission %lld", (long long)commission->id.v)};
    TRY(commission_change_list(work->db, work->scratch, commission->id, &changes, &one.count));
    one.changes = changes;
    work->report->commissions++;
    if (one.count == 0) {
        replay_differ(work, one.object, TEXT_NONE, TEXT("a step"));
        return RC_OK;
    }
    TRY(replay_opening(&one));
    TRY(replay_steps(&one));
    check_now(&one, now);
    return RC_OK;
}

enum rc replay_awards(struct replay_work *work, const struct replay_life *life)
{
    struct commission *list;
    size_t count;
    TRY(commission_list_of(work->db, work->scratch, life->now->id, &list, &count));
    if (life->now->partner_id.v == 0) {
        for (size_t i = 0; i < count; i++) {
            replay_differ(work, life->object, replay_commission_text(work->scratch, &list[i]), TEXT_NONE);
        }
        return RC_OK;
    }
    struct text history;
    struct derived now;
    TRY(commission_history_read(work->db, work->scratch, life->now, life->plans, &history));
    const struct commission_change as_of_now = {.history = history, .derivation = TEXT("")};
    TRY(derive_then(work, life, life->now, &as_of_now, &now));
    for (size_t i = 0; i < count; i++) {
        TRY(replay_one(work, life, &list[i], &now));
    }
    for (size_t i = 0; i < now.award_count; i++) {
        struct text key = commission_award_key(work->scratch, life->now->id, &now.awards[i]);
        bool is_there = now.awards[i].amount.minor == 0;
        for (size_t k = 0; k < count && !is_there; k++) {
            is_there = text_equal(list[k].accrual_key, key);
        }
        if (!is_there) {
            replay_differ(work, life->object, TEXT_NONE, key);
        }
    }
    return replay_charge(work, life->now, list, count);
}

enum rc replay_award_due(struct replay_work *work, const struct replay_life *life, const struct commission *commission,
                         struct instant *ret_due_at)
{
    struct commission_change first;
    struct derived derived;
    struct conversion then = *life->now;
    then.status = TEXT("approved");
    TRY(commission_change_get(work->db, work->scratch, commission->id, 1, &first));
    TRY(derive_then(work, life, &then, &first, &derived));
    const struct derive_award *award = award_for(work, life, &derived, commission->accrual_key);
    *ret_due_at = award == NULL ? derived.due_at : award->due_at;
    return RC_OK;
}
