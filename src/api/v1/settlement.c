// SPDX-License-Identifier: Apache-2.0
// Settlement terms, charges and margins over HTTP.
#include "settlement/settlement_write.h"

#include "identity/public_id.h"
#include "settlement/charge.h"
#include "v1/handlers.h"

#define BASES "none,cost_plus,sale_fee,fixed_fee,sale_charge"
#define BASIS_NOTE "What the charge is worked out from: cost_plus, sale_fee, fixed_fee or sale_charge; none in-house."

// ---- terms ----

struct terms_view {
    struct settlement_id id;
    struct program_id program_id;
    struct opt_int64 version;
    struct text mode, basis;
    struct opt_int64 rate;
    struct money fixed_fee;
    struct opt_int64 penalty_times, penalty_after_days;
    struct instant effective_at, created_at;
};
static const struct field terms_fields[] = {
    FIELD_ID(struct terms_view, id, PREFIX_SETTLEMENT, 0, "This version."),
    FIELD_ID(struct terms_view, program_id, PREFIX_PROGRAM, 0, "The program."),
    FIELD_INT64(struct terms_view, version, 1, INT64_MAX, 0, "1, 2, 3 within the program."),
    FIELD_CHOICE(struct terms_view, mode, "in_house,network", 0, "Who bears the commissions."),
    FIELD_CHOICE(struct terms_view, basis, BASES, 0, BASIS_NOTE),
    FIELD_PERCENT(struct terms_view, rate, 0, "Of the commissions or of the sale, as the basis says."),
    FIELD_MONEY(struct terms_view, fixed_fee, "Of a conversion, with the basis fixed_fee."),
    FIELD_INT64(struct terms_view, penalty_times, 0, PENALTY_TIMES_MAX, 0, "Of an overdue commission; 0: no penalty."),
    FIELD_INT64(struct terms_view, penalty_after_days, 0, PENALTY_AFTER_DAYS_MAX, 0, "Days overdue until it is owed."),
    FIELD_INSTANT(struct terms_view, effective_at, 0, "Settles what happens from then on."),
    FIELD_INSTANT(struct terms_view, created_at, 0, "When it was made."),
};
const struct schema schema_settlement_terms = SCHEMA("SettlementTerms", struct terms_view, terms_fields);

struct terms_body {
    struct text mode, basis;
    struct opt_int64 rate;
    struct text fixed_fee;
    struct opt_int64 penalty_times, penalty_after_days;
    struct instant effective_at;
};
static const struct field terms_body_fields[] = {
    FIELD_CHOICE(struct terms_body, mode, "in_house,network", FIELD_REQUIRED, "Who bears the commissions."),
    FIELD_CHOICE(struct terms_body, basis, BASES, 0, BASIS_NOTE),
    FIELD_PERCENT(struct terms_body, rate, 0, "In percent, at most 1000; not with fixed_fee."),
    FIELD_DECIMAL(struct terms_body, fixed_fee, 0, "In the program's currency; with fixed_fee only."),
    FIELD_INT64(struct terms_body, penalty_times, 0, PENALTY_TIMES_MAX, 0,
                "Of an overdue commission; none unless given."),
    FIELD_INT64(struct terms_body, penalty_after_days, 0, PENALTY_AFTER_DAYS_MAX, 0,
                "Days overdue until it is owed; 0."),
    FIELD_INSTANT(struct terms_body, effective_at, 0, "Not before now; now unless given."),
};
const struct schema schema_settlement_put = SCHEMA("SettlementTermsPut", struct terms_body, terms_body_fields);

static struct terms_view terms_view_of(const struct settlement_terms *terms)
{
    return (struct terms_view){
        .id = terms->id,
        .program_id = terms->program_id,
        .version = some_int64(terms->charge.number),
        .mode = text_of(settlement_mode_text(terms->mode)),
        .basis = text_of(charge_basis_text(terms->charge.basis)),
        .rate = some_int64(terms->charge.rate.ppm),
        .fixed_fee = terms->charge.fixed,
        .penalty_times = some_int64(terms->penalty_times),
        .penalty_after_days = some_int64(terms->penalty_after_days),
        .effective_at = terms->effective_at,
        .created_at = terms->created_at,
    };
}

static enum rc render_terms(struct call *call, const void *view)
{
    struct terms_view shown = terms_view_of(view);
    return call_print(call, &schema_settlement_terms, &shown);
}

enum rc api_settlement_put(struct call *call)
{
    const struct terms_body *body = call->body;
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct settlement_input input = {
        .program_id = program.id,
        .rate = {.ppm = body->rate.has ? body->rate.v : 0},
        .fixed = body->fixed_fee,
        .penalty_times = body->penalty_times.v,
        .penalty_after_days = body->penalty_after_days.v,
        .effective_at = body->effective_at,
    };
    bool is_read = settlement_mode_parse(body->mode, &input.mode) &&
                   charge_basis_parse(text_is(body->basis) ? body->basis : TEXT("none"), &input.basis);
    if (!is_read) { // the schema lets no other word in
        return fault_internal(call->fault, RC_FAULT, "a word of the schema does not read");
    }
    struct settlement_terms terms;
    call_answer_by(call, render_terms, &terms);
    return settlement_terms_put(&call->flow, &input, &terms);
}

enum rc api_settlement_list(struct call *call)
{
    const struct page_query *query = call->query;
    struct program program;
    int64_t limit, before;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct settlement_terms from = settlement_terms_none(program.id, program.currency);
    from.id.v = before;
    struct settlement_terms *list;
    size_t count;
    TRY(flow_stored(&call->flow, settlement_terms_list(call->db, call->arena, &from, limit + 1, &list, &count)));
    struct terms_view *views = arena_many(call->arena, struct terms_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = terms_view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct terms_view, id)};
    return call_print_page(call, &page);
}

// ---- charges ----

struct step_view {
    struct opt_int64 number;
    struct text cause;
    struct money amount;
    struct text state, derivation;
    struct instant occurred_at, changed_at;
};
static const struct field step_fields[] = {
    FIELD_INT64(struct step_view, number, 1, INT64_MAX, 0, "1, 2, 3."),
    FIELD_TEXT(struct step_view, cause, 0, 32, 0, "accrued, refund, refund_reversed, approved or rejected."),
    FIELD_MONEY(struct step_view, amount, "The charge after this step."),
    FIELD_CHOICE(struct step_view, state, "accrued,owed", 0, "accrued: the conversion is not approved."),
    FIELD_RAW(struct step_view, derivation, "{\"type\":\"object\"}", "How it follows from facts; null to advertisers."),
    FIELD_INSTANT(struct step_view, occurred_at, 0, "When the fact happened."),
    FIELD_INSTANT(struct step_view, changed_at, 0, "When it was booked."),
};
static const struct schema schema_step = SCHEMA("ChargeStep", struct step_view, step_fields);

struct charge_view {
    struct charge_id id;
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct conversion_id conversion_id;
    struct partner_id partner_id;
    struct money amount;
    struct text state;
    struct text commissions, margin; // decimal text, TEXT_NONE to advertisers
    struct opt_int64 is_negative;
    struct instant occurred_at, created_at;
    struct field_list steps;
};
static const struct field charge_fields[] = {
    FIELD_ID(struct charge_view, id, PREFIX_CHARGE, 0, "The charge."),
    FIELD_ID(struct charge_view, advertiser_id, PREFIX_ADVERTISER, 0, "Who is charged."),
    FIELD_ID(struct charge_view, program_id, PREFIX_PROGRAM, 0, "Where."),
    FIELD_ID(struct charge_view, conversion_id, PREFIX_CONVERSION, 0, "The conversion; null for clicks."),
    FIELD_ID(struct charge_view, partner_id, PREFIX_PARTNER, 0, "Who was credited."),
    FIELD_MONEY(struct charge_view, amount, "As it stands now."),
    FIELD_CHOICE(struct charge_view, state, "accrued,owed", 0,
                 "accrued: the conversion is not approved, nothing is owed."),
    FIELD_DECIMAL(struct charge_view, commissions, 0, "What the partners earn of it; null to advertisers."),
    FIELD_DECIMAL(struct charge_view, margin, 0, "What the network keeps; null to advertisers."),
    FIELD_BOOL(struct charge_view, is_negative, 0, "The commissions are more than the charge; null to advertisers."),
    FIELD_INSTANT(struct charge_view, occurred_at, 0, "When the conversion happened, or the day of clicks ended."),
    FIELD_INSTANT(struct charge_view, created_at, 0, "When it was first booked."),
    FIELD_LIST(struct charge_view, steps, &schema_step, 0, "Its life, step by step; left out in lists."),
};
const struct schema schema_charge = SCHEMA("Charge", struct charge_view, charge_fields);

static struct text state_text(bool is_confirmed)
{
    return is_confirmed ? TEXT("owed") : TEXT("accrued");
}

static struct charge_view charge_view_of(struct call *call, const struct charge *charge)
{
    struct charge_view view = {
        .id = charge->id,
        .advertiser_id = charge->advertiser_id,
        .program_id = charge->program_id,
        .conversion_id = charge->conversion_id,
        .partner_id = charge->partner_id,
        .amount = charge->amount,
        .state = state_text(charge->is_confirmed),
        .occurred_at = charge->occurred_at,
        .created_at = charge->created_at,
    };
    if (call->actor.role == ROLE_OPERATOR) {
        struct money margin = {charge->amount.minor - charge->commissions.minor, charge->amount.currency};
        view.commissions = money_text(call->arena, charge->commissions);
        view.margin = money_text(call->arena, margin);
        view.is_negative = some_int64(margin.minor < 0);
    }
    return view;
}

struct charge_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
    struct opt_int64 negative;
};
static const struct field charge_query_fields[] = {
    CALL_PAGE_FIELDS(struct charge_query),
    FIELD_ID(struct charge_query, program_id, PREFIX_PROGRAM, 0, "Only of this program."),
    FIELD_BOOL(struct charge_query, negative, 0, "Only those that cost the network money; for operators."),
};
const struct schema schema_charge_query = SCHEMA("ChargeQuery", struct charge_query, charge_query_fields);

enum rc api_charge_list(struct call *call)
{
    const struct charge_query *query = call->query;
    struct advertiser advertiser;
    struct charge_filter filter = {.program_id = query->program_id};
    int64_t limit;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    if (query->negative.has && query->negative.v != 0 && call->actor.role != ROLE_OPERATOR) {
        return fault_set(call->fault, RC_FORBIDDEN, "forbidden", "negative", "margins are the operator's");
    }
    filter.advertiser_id = advertiser.id;
    filter.is_negative_only = query->negative.has && query->negative.v != 0;
    filter.limit = limit + 1;
    struct charge *list;
    size_t count;
    TRY(flow_stored(&call->flow, charge_list(call->db, call->arena, &filter, &list, &count)));
    struct charge_view *views = arena_many(call->arena, struct charge_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = charge_view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct charge_view, id)};
    return call_print_page(call, &page);
}

enum rc api_charge_get(struct call *call)
{
    struct charge charge;
    TRY(access_charge(call, (struct charge_id){.v = call->ids[0]}, &charge));
    struct charge_change *changes;
    size_t count;
    TRY(flow_stored(&call->flow,
                    charge_change_list(call->db, call->arena, charge.id, charge.amount.currency, &changes, &count)));
    struct step_view *steps = arena_many(call->arena, struct step_view, count);
    for (size_t i = 0; i < count; i++) {
        steps[i] = (struct step_view){
            .number = some_int64(changes[i].number),
            .cause = changes[i].cause,
            .amount = changes[i].amount,
            .state = state_text(changes[i].is_confirmed),
            .derivation = call->actor.role == ROLE_OPERATOR ? changes[i].derivation : TEXT_NONE,
            .occurred_at = changes[i].occurred_at,
            .changed_at = changes[i].changed_at,
        };
    }
    struct charge_view view = charge_view_of(call, &charge);
    view.steps = (struct field_list){.items = steps, .count = count};
    return call_print(call, &schema_charge, &view);
}

// ---- margins ----

struct margin_query {
    struct text group_by;
    struct instant from, to;
};
static const struct field margin_query_fields[] = {
    FIELD_CHOICE(struct margin_query, group_by, "program,advertiser,partner", 0, "program unless given."),
    FIELD_INSTANT(struct margin_query, from, 0, "Conversions that happened then or later; all unless given."),
    FIELD_INSTANT(struct margin_query, to, 0, "And before then."),
};
const struct schema schema_margin_query = SCHEMA("MarginQuery", struct margin_query, margin_query_fields);

struct margin_view {
    struct program_id program_id;
    struct advertiser_id advertiser_id;
    struct partner_id partner_id;
    struct money charged, commissions, margin;
    struct opt_int64 charges, negative, is_negative;
};
static const struct field margin_fields[] = {
    FIELD_ID(struct margin_view, program_id, PREFIX_PROGRAM, 0, "When grouped by program."),
    FIELD_ID(struct margin_view, advertiser_id, PREFIX_ADVERTISER, 0, "When grouped by advertiser."),
    FIELD_ID(struct margin_view, partner_id, PREFIX_PARTNER, 0, "When grouped by partner."),
    FIELD_MONEY(struct margin_view, charged, "What advertisers are charged, accrued and owed."),
    FIELD_MONEY(struct margin_view, commissions, "What partners earn of it."),
    FIELD_MONEY(struct margin_view, margin, "What the network keeps."),
    FIELD_INT64(struct margin_view, charges, 0, INT64_MAX, 0, "How many charges."),
    FIELD_INT64(struct margin_view, negative, 0, INT64_MAX, 0, "Of them with a negative margin."),
    FIELD_BOOL(struct margin_view, is_negative, 0, "The network loses on the whole."),
};
static const struct schema schema_margin = SCHEMA("Margin", struct margin_view, margin_fields);

struct margin_report_view {
    struct instant as_of;
    struct field_list data, totals;
};
static const struct field margin_report_fields[] = {
    FIELD_INSTANT(struct margin_report_view, as_of, 0, "Up to when it is complete."),
    FIELD_LIST(struct margin_report_view, data, &schema_margin, 0, "A row a group and currency."),
    FIELD_LIST(struct margin_report_view, totals, &schema_margin, 0, "The sums of the rows, one a currency."),
};
const struct schema schema_margin_report = SCHEMA("MarginReport", struct margin_report_view, margin_report_fields);

static enum rc margin_of(struct call *call, struct margin_view *view)
{
    TRY(flow_stored(&call->flow, money_subtract(view->charged, view->commissions, &view->margin)));
    view->is_negative = some_int64(view->margin.minor < 0);
    return RC_OK;
}

// Adds a row to the total of its currency.
static enum rc add_total(struct call *call, struct margin_view *totals, size_t *count, const struct margin_row *row)
{
    size_t at = 0;
    while (at < *count && !currency_equal(totals[at].charged.currency, row->charged.currency)) {
        at++;
    }
    struct margin_view *total = &totals[at];
    if (at == *count) {
        struct money zero = money_zero(row->charged.currency);
        *total = (struct margin_view){
            .charged = zero, .commissions = zero, .charges = some_int64(0), .negative = some_int64(0)};
        (*count)++;
    }
    TRY(flow_stored(&call->flow, money_add(total->charged, row->charged, &total->charged)));
    TRY(flow_stored(&call->flow, money_add(total->commissions, row->commissions, &total->commissions)));
    total->charges.v += row->charges;
    total->negative.v += row->negative;
    return margin_of(call, total);
}

static void name_group(enum margin_group group, int64_t id, struct margin_view *view)
{
    switch (group) {
    case MARGIN_BY_PROGRAM:
        view->program_id.v = id;
        break;
    case MARGIN_BY_ADVERTISER:
        view->advertiser_id.v = id;
        break;
    case MARGIN_BY_PARTNER:
        view->partner_id.v = id;
        break;
    }
}

enum rc api_margin_report(struct call *call)
{
    const struct margin_query *query = call->query;
    struct margin_question question = {
        .group = text_equal(query->group_by, TEXT("partner"))      ? MARGIN_BY_PARTNER
                 : text_equal(query->group_by, TEXT("advertiser")) ? MARGIN_BY_ADVERTISER
                                                                   : MARGIN_BY_PROGRAM,
        .from = instant_is_none(query->from) ? (struct instant){.ms = INSTANT_MIN_MS} : query->from,
        .to = instant_is_none(query->to) ? (struct instant){.ms = INSTANT_MAX_MS} : query->to,
    };
    struct margin_row *rows;
    size_t count, total_count = 0;
    TRY(flow_stored(&call->flow, charge_margins(call->db, call->arena, &question, &rows, &count)));
    struct margin_view *views = arena_many(call->arena, struct margin_view, count);
    struct margin_view *totals = arena_many(call->arena, struct margin_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct margin_view){.charged = rows[i].charged,
                                        .commissions = rows[i].commissions,
                                        .charges = some_int64(rows[i].charges),
                                        .negative = some_int64(rows[i].negative)};
        name_group(question.group, rows[i].id, &views[i]);
        TRY(margin_of(call, &views[i]));
        TRY(add_total(call, totals, &total_count, &rows[i]));
    }
    struct margin_report_view view = {.as_of = call->now,
                                      .data = {.items = views, .count = count},
                                      .totals = {.items = totals, .count = total_count}};
    return call_print(call, &schema_margin_report, &view);
}
