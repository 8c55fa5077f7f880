// SPDX-License-Identifier: Apache-2.0
// When and what the network pays; the terms of single partners; how a partner stands.
#include "payout/payout_terms_write.h"

#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "payout/payout_promise.h"
#include "payout/payout_standing.h"
#include "v1/handlers.h"

// ---- sums per currency ----

struct limit_body {
    struct currency currency;
    struct text minimum, second_person_above;
};
static const struct field limit_body_fields[] = {
    FIELD_CURRENCY(struct limit_body, currency, FIELD_REQUIRED, "Of both sums."),
    FIELD_DECIMAL(struct limit_body, minimum, 0, "Less is not paid."),
    FIELD_DECIMAL(struct limit_body, second_person_above, FIELD_NULLABLE,
                  "A run above it needs an approver who did not build it; null: no run does."),
};
static const struct schema schema_limit_body = SCHEMA("PayoutLimitPut", struct limit_body, limit_body_fields);
static const struct field partner_limit_fields[] = {
    FIELD_CURRENCY(struct limit_body, currency, FIELD_REQUIRED, "Of the sum."),
    FIELD_DECIMAL(struct limit_body, minimum, FIELD_REQUIRED, "Less is not paid."),
};
static const struct schema schema_partner_limit =
    SCHEMA("PayoutPartnerLimitPut", struct limit_body, partner_limit_fields);

static const struct payout_limit_input *limits_of(struct call *call, struct field_list list)
{
    const struct limit_body *bodies = list.items;
    struct payout_limit_input *limits = arena_many(call->arena, struct payout_limit_input, list.count);
    for (size_t i = 0; i < list.count; i++) {
        limits[i] = (struct payout_limit_input){.currency = bodies[i].currency,
                                                .minimum = bodies[i].minimum,
                                                .second_person = bodies[i].second_person_above};
    }
    return limits;
}

struct limit_view {
    struct currency currency;
    struct money minimum;
    const void *second_person_above;
};
struct amount_view {
    struct money amount;
};
static const struct field amount_fields[] = {
    FIELD_MONEY(struct amount_view, amount, "The sum."),
};
static const struct schema schema_amount = SCHEMA("PayoutSum", struct amount_view, amount_fields);
static const struct field limit_fields[] = {
    FIELD_CURRENCY(struct limit_view, currency, 0, "Of both sums."),
    FIELD_MONEY(struct limit_view, minimum, "Less is not paid."),
    FIELD_OBJECT(struct limit_view, second_person_above, &schema_amount,
                 "A run above it needs an approver who did not build it; null: no run does."),
};
static const struct schema schema_limit = SCHEMA("PayoutLimit", struct limit_view, limit_fields);

static enum rc read_limits(struct call *call, struct partner_id partner_id, struct field_list *ret_list)
{
    struct payout_limit *limits;
    size_t count;
    TRY(flow_stored(&call->flow, payout_limit_list(call->db, call->arena, partner_id, &limits, &count)));
    struct limit_view *views = arena_many(call->arena, struct limit_view, count);
    for (size_t i = 0; i < count; i++) {
        struct amount_view *second = arena_one(call->arena, struct amount_view);
        second->amount = limits[i].second_person;
        views[i] = (struct limit_view){.currency = limits[i].minimum.currency,
                                       .minimum = limits[i].minimum,
                                       .second_person_above = limits[i].has_second_person ? second : NULL};
    }
    *ret_list = (struct field_list){.items = views, .count = count};
    return RC_OK;
}

// ---- the network's ----

struct policy_body {
    struct opt_int64 decide_day, pay_day, pay_months, details_required, tax_profile_required;
    struct field_list limits;
};
#define POLICY_FIELDS(type)                                                                                         \
    FIELD_INT64(type, decide_day, 1, 28, 0, "Day of the month after the period by which conversions are decided."), \
        FIELD_INT64(type, pay_day, 1, 28, 0, "Day of the month by which is paid."),                                 \
        FIELD_INT64(type, pay_months, 1, 12, 0, "Months after the period in which is paid."),                       \
        FIELD_BOOL(type, details_required, 0, "Nothing is paid without saved payout details."),                     \
        FIELD_BOOL(type, tax_profile_required, 0, "Nothing is paid without a tax profile.")
static const struct field policy_body_fields[] = {
    POLICY_FIELDS(struct policy_body),
    FIELD_LIST(struct policy_body, limits, &schema_limit_body, 0, "Sums per currency; those not named stay."),
};
const struct schema schema_payout_settings_change =
    SCHEMA("PayoutSettingsChange", struct policy_body, policy_body_fields);
static const struct field policy_fields[] = {
    POLICY_FIELDS(struct policy_body),
    FIELD_LIST(struct policy_body, limits, &schema_limit, 0, "Sums per currency."),
};
const struct schema schema_payout_settings = SCHEMA("PayoutSettings", struct policy_body, policy_fields);

static enum rc render_policy(struct call *call, const void *unused)
{
    (void)unused;
    struct payout_policy policy;
    TRY(flow_stored(&call->flow, payout_policy_get(call->db, call->arena, &policy)));
    struct policy_body view = {
        .decide_day = some_int64(policy.schedule.decide_day),
        .pay_day = some_int64(policy.schedule.pay_day),
        .pay_months = some_int64(policy.schedule.pay_months),
        .details_required = some_int64(policy.is_details_required ? 1 : 0),
        .tax_profile_required = some_int64(policy.is_tax_profile_required ? 1 : 0),
    };
    TRY(read_limits(call, (struct partner_id){0}, &view.limits));
    return call_print(call, &schema_payout_settings, &view);
}

enum rc api_payout_settings_get(struct call *call)
{
    return render_policy(call, NULL);
}

enum rc api_payout_settings_change(struct call *call)
{
    const struct policy_body *body = call->body;
    struct payout_policy_input input = {
        .decide_day = body->decide_day,
        .pay_day = body->pay_day,
        .pay_months = body->pay_months,
        .is_details_required = body->details_required,
        .is_tax_profile_required = body->tax_profile_required,
        .limits = limits_of(call, body->limits),
        .limit_count = body->limits.count,
    };
    call_answer_by(call, render_policy, NULL);
    return payout_policy_change(&call->flow, &input);
}

// ---- one partner's ----

struct terms_body {
    struct text mode, hold_reason;
    struct opt_int64 has_tax_profile;
    struct field_list limits;
};
#define TERMS_FIELDS(type, nullable)                                                                                 \
    FIELD_CHOICE(type, mode, "cycle,request", 0, "Paid with each run, or only when he asks."),                       \
        FIELD_TEXT(type, hold_reason, 1, 200, nullable, "Nothing is paid at present, and why; null: nothing held."), \
        FIELD_BOOL(type, has_tax_profile, 0, "The tax profile is complete.")
static const struct field terms_body_fields[] = {
    TERMS_FIELDS(struct terms_body, FIELD_NULLABLE),
    FIELD_LIST(struct terms_body, limits, &schema_partner_limit, 0, "Minimums of his own; those not named stay."),
};
const struct schema schema_payout_terms_change = SCHEMA("PayoutTermsChange", struct terms_body, terms_body_fields);
static const struct field terms_fields[] = {
    TERMS_FIELDS(struct terms_body, 0),
    FIELD_LIST(struct terms_body, limits, &schema_limit, 0, "Minimums of his own."),
};
const struct schema schema_payout_terms = SCHEMA("PayoutTerms", struct terms_body, terms_fields);

static enum rc render_terms(struct call *call, const void *view)
{
    const struct partner_id *id = view;
    struct payout_terms terms;
    TRY(flow_stored(&call->flow, payout_terms_get(call->db, call->arena, *id, &terms)));
    struct terms_body shown = {
        .mode = terms.is_on_request ? TEXT("request") : TEXT("cycle"),
        .hold_reason = terms.hold_reason,
        .has_tax_profile = some_int64(terms.has_tax_profile ? 1 : 0),
    };
    TRY(read_limits(call, *id, &shown.limits));
    return call_print(call, &schema_payout_terms, &shown);
}

enum rc api_payout_terms_get(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    return render_terms(call, &partner.id);
}

enum rc api_payout_terms_change(struct call *call)
{
    const struct terms_body *body = call->body;
    struct payout_terms_input input = {
        .partner_id = {.v = call->ids[0]},
        .mode = body->mode,
        .hold_reason = body->hold_reason,
        .has_tax_profile = body->has_tax_profile,
        .limits = limits_of(call, body->limits),
        .limit_count = body->limits.count,
    };
    struct partner_id *id = arena_one(call->arena, struct partner_id);
    *id = input.partner_id;
    call_answer_by(call, render_terms, id);
    return payout_terms_change(&call->flow, &input);
}

// ---- standing ----

struct standing_view {
    struct currency currency;
    struct money available, owed_back, payable, minimum;
    struct text blocks, hold_reason;
    struct withdrawal_id open_withdrawal;
};
static const struct field standing_fields[] = {
    FIELD_CURRENCY(struct standing_view, currency, 0, "Of the sums."),
    FIELD_MONEY(struct standing_view, available, "Available now."),
    FIELD_MONEY(struct standing_view, owed_back, "Owed back: taken from it first."),
    FIELD_MONEY(struct standing_view, payable, "What could be paid now."),
    FIELD_MONEY(struct standing_view, minimum, "Less is not paid."),
    FIELD_WORDS(struct standing_view, blocks, 0, "What keeps it from being paid: " PAYOUT_BLOCK_WORDS "."),
    FIELD_TEXT(struct standing_view, hold_reason, 0, 200, 0, "Why an operator holds payouts."),
    FIELD_ID(struct standing_view, open_withdrawal, PREFIX_WITHDRAWAL, 0, "The open request."),
};
const struct schema schema_payout_standing = SCHEMA("PayoutStanding", struct standing_view, standing_fields);

static enum rc standing_of(struct call *call, const struct payout_policy *policy, struct partner_id partner_id,
                           struct currency currency, struct standing_view *ret_view)
{
    struct payout_question question = {
        .partner_id = partner_id, .currency = currency, .until = call->now, .method = TEXT_NONE};
    struct payout_standing standing;
    TRY(payout_standing_find(&call->flow, policy, &question, &standing));
    *ret_view = (struct standing_view){
        .currency = currency,
        .available = standing.available,
        .owed_back = standing.owed_back,
        .payable = standing.payable.minor > 0 ? standing.payable : money_zero(currency),
        .minimum = standing.minimum,
        .blocks = payout_blocks_text(call->arena, standing.blocks),
        .hold_reason = standing.terms.hold_reason,
        .open_withdrawal = standing.has_request ? standing.request.id : (struct withdrawal_id){0},
    };
    return RC_OK;
}

enum rc api_payout_standing(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct payout_policy policy;
    struct ledger_balance *balances;
    size_t count;
    TRY(flow_stored(&call->flow, payout_policy_get(call->db, call->arena, &policy)));
    TRY(flow_stored(&call->flow, ledger_partner_balances(call->db, call->arena, partner.id, &balances, &count)));
    struct standing_view *views = arena_many(call->arena, struct standing_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(standing_of(call, &policy, partner.id, balances[i].currency, &views[i]));
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

// ---- schedule ----

struct schedule_query {
    struct instant at;
};
static const struct field schedule_query_fields[] = {
    FIELD_INSTANT(struct schedule_query, at, 0, "The instant asked for; now unless given."),
};
const struct schema schema_payout_schedule_query =
    SCHEMA("PayoutScheduleQuery", struct schedule_query, schedule_query_fields);

struct schedule_view {
    struct instant at, closes_at, decided_by, paid_by;
};
static const struct field schedule_fields[] = {
    FIELD_INSTANT(struct schedule_view, at, 0, "The instant asked for."),
    FIELD_INSTANT(struct schedule_view, closes_at, 0, "The last moment of its period, in the network's time zone."),
    FIELD_INSTANT(struct schedule_view, decided_by, 0, "Conversions of the period are decided by then."),
    FIELD_INSTANT(struct schedule_view, paid_by, 0, "What becomes available in the period is paid by then."),
};
const struct schema schema_payout_schedule = SCHEMA("PayoutSchedule", struct schedule_view, schedule_fields);

enum rc api_payout_schedule(struct call *call)
{
    const struct schedule_query *query = call->query;
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct instant at = instant_is_none(query->at) ? call->now : query->at;
    struct payout_period period = payout_period_of(&calendar, at);
    struct schedule_view view = {
        .at = at, .closes_at = period.closes, .decided_by = period.decided_by, .paid_by = period.paid_by};
    return call_print(call, &schema_payout_schedule, &view);
}
