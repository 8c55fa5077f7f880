// SPDX-License-Identifier: Apache-2.0
// Accrual and later derivation of commissions; see commission_life.h.
#include "commission/commission_life.h"

#include "commission/commission_bonus.h"
#include "commission/commission_follow.h"
#include "commission/commission_history.h"
#include "commission/commission_sql.h"
#include "commission/commission_step.h"
#include "conversion/conversion_rollup.h"
#include "conversion/conversion_sql.h"
#include "settlement/charge_life.h"

static bool is_approved(struct text status)
{
    return text_equal(status, TEXT("approved"));
}

struct instant commission_due_at(const struct booking_position *after, struct text conversion_status,
                                 struct instant derived_due, struct instant due_before)
{
    bool is_waiting = after->status == COMMISSION_PENDING || after->status == COMMISSION_REJECTED;
    if (!is_waiting && !instant_is_none(due_before)) {
        return due_before;
    }
    return is_approved(conversion_status) ? derived_due : INSTANT_NONE;
}

struct text commission_award_key(struct arena *arena, struct conversion_id id, const struct derive_award *award)
{
    return text_format(arena, "cnv:%lld:%lld:%d", (long long)id.v, (long long)award->partner_id.v, 1 + award->level);
}

enum rc commission_plans_in_force(struct flow *flow, const struct conversion *conversion,
                                  struct commission_plans *ret_plans, struct instant *ret_customer_since)
{
    struct program_question question = {.program_id = conversion->program_id,
                                        .partner_id = conversion->partner_id,
                                        .at = flow_version_instant(flow, conversion->occurred_at),
                                        .known_at = flow_version_instant(flow, conversion->received_at),
                                        .customer_since = INSTANT_NONE};
    struct program_plans plans;
    TRY(flow_stored(flow, program_plans_in_force(flow->db, flow->arena, &question, &plans)));
    bool is_asked = false;
    for (size_t i = 0; i < plans.count; i++) {
        is_asked = is_asked || plans.list[i].is_of_new_customers;
    }
    if (is_asked && conversion->customer_id.v != 0) {
        struct sql_customer_since_in of = {.program_id = conversion->program_id,
                                           .customer_id = conversion->customer_id};
        struct sql_customer_since_row row;
        TRY(flow_stored(flow, sql_customer_since(flow->db, flow->arena, &of, &row)));
        question.customer_since = row.at;
        TRY(flow_stored(flow, program_plans_in_force(flow->db, flow->arena, &question, &plans)));
    }
    *ret_customer_since = question.customer_since;
    struct currency currency = conversion->amount.currency;
    return commission_plans_parse(flow->plans, flow->arena, &plans, currency, ret_plans, flow->fault);
}

static enum rc overflow(struct flow *flow, enum rc rc)
{
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    return rc;
}

// ---- one event and its awards ----

// A derivation and what it was made for.
struct derivation {
    const struct commission_event *event;
    struct text history;
    struct derive_facts facts;
    struct derived derived;
    enum commission_cause cause; // of the steps
    int64_t cause_id;
    struct instant occurred_at; // of what caused it
    struct rollup *rollup;
};

static enum rc derive(struct flow *flow, const struct commission_event *event, struct derivation *ret)
{
    ret->event = event;
    TRY(flow_stored(flow,
                    commission_history_read(flow->db, flow->arena, event->conversion, event->plans, &ret->history)));
    TRY(flow_stored(flow, commission_facts(flow->arena, event, ret->history, &ret->facts)));
    commission_derive(flow->arena, &ret->facts, event->plans->list, event->plans->count, DERIVE_EXPLAINED,
                      &ret->derived);
    return RC_OK;
}

static const struct derive_award *award_of(const struct derivation *d, struct arena *arena,
                                           const struct commission *commission)
{
    for (size_t i = 0; i < d->derived.award_count; i++) {
        const struct derive_award *award = &d->derived.awards[i];
        struct text key = commission_award_key(arena, d->event->conversion->id, award);
        if (text_equal(key, commission->accrual_key)) {
            return award;
        }
    }
    return NULL;
}

static struct commission commission_of(struct arena *arena, const struct conversion *conversion,
                                       const struct commission_plans *plans, const struct derive_award *award)
{
    return (struct commission){
        .conversion_id = conversion->id,
        .accrual_key = commission_award_key(arena, conversion->id, award),
        .partner_id = award->partner_id,
        .program_id = conversion->program_id,
        .plan_id = award->plan_id,
        .plan_ids = plans->ids,
        .role = text_of(derive_role_text(award->role)),
        .level = award->level,
        .due_at = is_approved(conversion->status) ? award->due_at : INSTANT_NONE,
    };
}

// Awards of an event that is new, or those that an old event did not have before: then commissions of nothing, which
// the step that brought them changes.
static enum rc open_awards(struct flow *flow, const struct derivation *d, const struct derive_award *const *awards,
                           size_t count, struct commission *commissions)
{
    bool is_new = d->cause == COMMISSION_CAUSE_ACCRUED;
    struct commission_opening *openings = arena_many(flow->arena, struct commission_opening, count);
    for (size_t i = 0; i < count; i++) {
        const struct derive_award *award = awards[i];
        commissions[i] = commission_of(flow->arena, d->event->conversion, d->event->plans, award);
        commissions[i].created_at = flow->now;
        openings[i] = (struct commission_opening){
            .amount = is_new ? award->amount : money_zero(award->amount.currency),
            .is_rejected = d->facts.is_rejected,
            .derivation = is_new ? award->derivation : TEXT("{}"),
            .history = is_new ? d->history : TEXT_NONE,
            .occurred_at = d->event->conversion->occurred_at,
        };
    }
    TRY(commission_open(flow, openings, commissions, count));
    for (size_t i = 0; i < count; i++) {
        rollup_commission(flow, d->rollup, d->event->conversion, &commissions[i], commissions[i].amount.minor);
    }
    return RC_OK;
}

static enum rc adjust(struct flow *flow, const struct derivation *d, const struct derive_award *award,
                      struct commission *commission)
{
    struct booking_step step;
    TRY(commission_step_begin(flow, commission, d->occurred_at, &step));
    struct booking_position before = commission_position(commission);
    struct money amount = award == NULL ? money_zero(commission->amount.currency) : award->amount;
    struct text history = d->history;
    if (!d->facts.is_rejected) {
        commission_forgive(flow->arena, d->event->plans, &before, &amount, &history);
    }
    struct booking booking;
    TRY(overflow(flow, booking_adjust(flow->arena, &step, &before, amount, d->facts.is_rejected, &booking)));
    struct instant due_at = award == NULL ? d->derived.due_at : award->due_at;
    struct commission_news news = {
        .cause = d->cause,
        .cause_id = d->cause_id,
        .derivation = award == NULL ? TEXT("{}") : award->derivation,
        .history = history,
        .due_at = commission_due_at(&booking.after, d->event->conversion->status, due_at, commission->due_at),
    };
    TRY(commission_step_write(flow, &step, &booking, &news, commission));
    rollup_commission(flow, d->rollup, d->event->conversion, commission,
                      commission->amount.minor - before.amount.minor);
    return RC_OK;
}

// A change of history only touches what it changes.
static bool is_touched(const struct derivation *d, const struct commission *commission,
                       const struct derive_award *award)
{
    int64_t amount = award == NULL ? 0 : award->amount.minor;
    return d->cause != COMMISSION_CAUSE_VOLUME || amount != commission->amount.minor;
}

static enum rc settle_old(struct flow *flow, const struct derivation *d, struct commission *list, size_t count,
                          bool *is_settled)
{
    for (size_t i = 0; i < count; i++) {
        const struct derive_award *award = award_of(d, flow->arena, &list[i]);
        if (award != NULL) {
            is_settled[award - d->derived.awards] = true;
        }
        if (is_touched(d, &list[i], award)) {
            TRY(adjust(flow, d, award, &list[i]));
        }
    }
    return RC_OK;
}

static enum rc settle_awards(struct flow *flow, const struct derivation *d)
{
    struct commission *list = NULL;
    size_t count = 0;
    if (d->cause != COMMISSION_CAUSE_ACCRUED) {
        TRY(flow_stored(flow, commission_list_of(flow->db, flow->arena, d->event->conversion->id, &list, &count)));
    }
    size_t most = d->derived.award_count;
    bool *is_settled = arena_many(flow->arena, bool, most);
    TRY(settle_old(flow, d, list, count, is_settled));
    const struct derive_award **awards = arena_many(flow->arena, const struct derive_award *, most);
    struct commission *commissions = arena_many(flow->arena, struct commission, most);
    size_t opened = 0;
    for (size_t i = 0; i < most; i++) {
        const struct derive_award *award = &d->derived.awards[i];
        bool is_wanted = d->cause == COMMISSION_CAUSE_ACCRUED || award->amount.minor > 0;
        if (!is_settled[i] && is_wanted) {
            awards[opened++] = award;
        }
    }
    TRY(open_awards(flow, d, awards, opened, commissions));
    for (size_t i = 0; i < opened && d->cause != COMMISSION_CAUSE_ACCRUED; i++) {
        TRY(adjust(flow, d, awards[i], &commissions[i]));
    }
    return RC_OK;
}

// What the event uses of caps: of a partner's his awards, of a budget all.
static enum rc settle_caps(struct flow *flow, const struct derivation *d)
{
    for (size_t i = 0; i < d->facts.cap_use_count; i++) {
        const struct derive_cap_use *cap = &d->facts.cap_uses[i];
        int64_t used = 0;
        for (size_t k = 0; k < d->derived.award_count; k++) {
            const struct derive_award *award = &d->derived.awards[k];
            used += cap->partner_id.v == 0 || cap->partner_id.v == award->partner_id.v ? award->amount.minor : 0;
        }
        struct plan_id plan_id = d->event->plans->list[cap->plan_index].plan_id;
        if (d->cause != COMMISSION_CAUSE_ACCRUED) {
            struct sql_budget_use_set_in set = {.conversion_id = d->event->conversion->id,
                                                .plan_id = plan_id,
                                                .line = cap->cap_line,
                                                .partner_id = cap->partner_id,
                                                .used_minor = used};
            TRY(flow_stored(flow, sql_budget_use_set(flow->db, &set, NULL)));
            continue;
        }
        struct sql_budget_use_insert_in use = {.conversion_id = d->event->conversion->id,
                                               .plan_id = plan_id,
                                               .line = cap->cap_line,
                                               .partner_id = cap->partner_id,
                                               .period = commission_cap_period(d->event, cap),
                                               .used_before_minor = cap->used_before.minor,
                                               .used_minor = used};
        TRY(flow_stored(flow, sql_budget_use_insert(flow->db, &use, NULL)));
    }
    return RC_OK;
}

static enum rc settle(struct flow *flow, const struct derivation *d)
{
    TRY(settle_awards(flow, d));
    TRY(settle_caps(flow, d));
    TRY(commission_rewards_settle(flow, d->event, &d->derived));
    struct charge_cause why = {.cause = d->cause, .cause_id = d->cause_id, .occurred_at = d->occurred_at};
    return charge_update(flow, d->event->conversion, &why);
}

// ---- what hangs together ----

// The advertiser's lock, then those of partners in ascending order, all before the first booking: of everybody whom one
// of the events may pay.
static enum rc lock_partners(struct flow *flow, const struct conversion *conversion, const struct followers *followers)
{
    struct id_list all = {.arena = flow->arena};
    if (conversion != NULL) {
        TRY(charge_begin(flow, conversion));
        TRY(flow_stored(flow, id_list_add_beneficiaries(&all, conversion)));
    }
    for (size_t i = 0; i < followers->count; i++) {
        TRY(charge_begin(flow, followers->events[i].conversion));
        TRY(flow_stored(flow, id_list_add_beneficiaries(&all, followers->events[i].conversion)));
    }
    id_list_sort(&all);
    return commission_lock_partners(flow, all.list, all.count);
}

static enum rc settle_followers(struct flow *flow, const struct followers *followers, int64_t cause_id,
                                struct rollup *rollup)
{
    for (size_t i = 0; i < followers->count; i++) {
        struct derivation next = {
            .cause = COMMISSION_CAUSE_VOLUME, .cause_id = cause_id, .occurred_at = flow->now, .rollup = rollup};
        TRY(derive(flow, &followers->events[i], &next));
        TRY(settle(flow, &next));
    }
    return RC_OK;
}

// The event, then those that look at it, then bonuses of its partner.
static enum rc settle_all(struct flow *flow, const struct commission_event *event, struct derivation *d)
{
    const struct conversion *conversion = event->conversion;
    struct history_scope scope;
    TRY(history_scope_begin(flow, conversion, &scope));
    struct followers followers;
    TRY(followers_read(flow, &scope, conversion, &followers));
    TRY(lock_partners(flow, conversion, &followers));
    TRY(derive(flow, event, d));
    TRY(settle(flow, d));
    TRY(settle_followers(flow, &followers, conversion->id.v, d->rollup));
    return commission_bonuses_settle(flow, &scope, conversion, d->rollup);
}

enum rc commission_accrue(struct flow *flow, const struct commission_event *event, struct rollup *rollup)
{
    struct derivation d = {
        .cause = COMMISSION_CAUSE_ACCRUED, .occurred_at = event->conversion->occurred_at, .rollup = rollup};
    return settle_all(flow, event, &d);
}

// ---- events that nothing but their own facts decide about ----

enum rc commission_derive_early(struct flow *flow, const struct commission_event *event,
                                struct commission_payment *ret_payment)
{
    bool is_charged;
    TRY(charge_is_due(flow, event->conversion, &is_charged));
    if (is_charged || event->conversion->needs != 0 || commission_has_rewards(event->plans)) {
        return RC_NOT_FOUND;
    }
    struct derive_facts facts;
    TRY(flow_stored(flow, commission_facts(flow->arena, event, TEXT(""), &facts)));
    commission_derive(flow->arena, &facts, event->plans->list, event->plans->count, DERIVE_EXPLAINED,
                      &ret_payment->derived);
    ret_payment->is_rejected = facts.is_rejected;
    return RC_OK;
}

static size_t open_early(struct flow *flow, const struct commission_early *early, struct commission *commissions,
                         struct commission_opening *openings)
{
    const struct derived *derived = &early->payment->derived;
    for (size_t i = 0; i < derived->award_count; i++) {
        const struct derive_award *award = &derived->awards[i];
        commissions[i] = commission_of(flow->arena, early->conversion, early->plans, award);
        commissions[i].created_at = early->conversion->received_at;
        openings[i] = (struct commission_opening){.amount = award->amount,
                                                  .is_rejected = early->payment->is_rejected,
                                                  .derivation = award->derivation,
                                                  .history = TEXT(""),
                                                  .occurred_at = early->conversion->occurred_at};
    }
    return derived->award_count;
}

static enum rc lock_early(struct flow *flow, const struct commission_early *list, size_t count)
{
    struct id_list all = {.arena = flow->arena};
    for (size_t i = 0; i < count; i++) {
        TRY(flow_stored(flow, id_list_add_beneficiaries(&all, list[i].conversion)));
    }
    id_list_sort(&all);
    return commission_lock_partners(flow, all.list, all.count);
}

enum rc commission_accrue_early(struct flow *flow, const struct commission_early *list, size_t count,
                                struct rollup *rollup)
{
    TRY(lock_early(flow, list, count));
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += list[i].payment->derived.award_count;
    }
    struct commission *commissions = arena_many(flow->arena, struct commission, most);
    struct commission_opening *openings = arena_many(flow->arena, struct commission_opening, most);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        list[i].payment->commissions = commissions + at;
        at += open_early(flow, &list[i], commissions + at, openings + at);
    }
    TRY(commission_open(flow, openings, commissions, most));
    at = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < list[i].payment->derived.award_count; k++, at++) {
            rollup_commission(flow, rollup, list[i].conversion, &commissions[at], commissions[at].amount.minor);
        }
    }
    return RC_OK;
}

// ---- later ----

// When the fact happened: what the entry is dated by.
static enum rc cause_time(struct flow *flow, const struct conversion *conversion, enum commission_cause cause,
                          int64_t cause_id, struct instant *ret_occurred_at)
{
    *ret_occurred_at = flow->now;
    if (cause != COMMISSION_CAUSE_REFUND && cause != COMMISSION_CAUSE_REFUND_REVERSED) {
        return RC_OK;
    }
    struct sql_refund_list_row *refunds;
    size_t count;
    struct sql_refund_list_in of = {.conversion_id = conversion->id};
    TRY(flow_stored(flow, sql_refund_list(flow->db, flow->arena, &of, &refunds, &count)));
    for (size_t i = 0; i < count; i++) {
        if (refunds[i].id.v == cause_id) {
            *ret_occurred_at = refunds[i].occurred_at;
            return RC_OK;
        }
    }
    return fault_internal(flow->fault, RC_FAULT, "refund %lld is not of conversion %lld", (long long)cause_id,
                          (long long)conversion->id.v);
}

enum rc commission_rederive(struct flow *flow, const struct conversion *conversion, struct commission_cause_of cause,
                            struct rollup *rollup)
{
    if (conversion->partner_id.v == 0) {
        return RC_OK;
    }
    struct derivation d = {.cause = cause.cause, .cause_id = cause.id, .rollup = rollup};
    TRY(cause_time(flow, conversion, cause.cause, cause.id, &d.occurred_at));
    struct commission_event event;
    TRY(commission_event_read(flow, conversion, &event));
    return settle_all(flow, &event, &d);
}

enum rc commission_follow_churn(struct flow *flow, struct program_id program_id, struct customer_id customer_id,
                                int64_t churn_id, struct rollup *rollup)
{
    struct followers followers;
    TRY(followers_of_customer(flow, program_id, customer_id, &followers));
    TRY(lock_partners(flow, NULL, &followers));
    return settle_followers(flow, &followers, churn_id, rollup);
}
