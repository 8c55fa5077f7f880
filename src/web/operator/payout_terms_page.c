// SPDX-License-Identifier: Apache-2.0
// The network's payout terms.
#include "operator/payout_terms_page.h"

#include "component/form_fill.h"
#include "format/encode.h"
#include "i18n/number_typed.h"
#include "network/network.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "payout/payout_promise.h"
#include "payout/payout_terms_write.h"
#include "payout_terms_page_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "program/program.h"
#include "validate.h"

#define PATH "/operator/payout-terms"
#define CURRENCIES_MAX 16
#define PROGRAMS_LOOKED_AT 200
#define FIELDS_MAX (3 + 2 * CURRENCIES_MAX)

struct payout_terms_page_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct payout_terms_page_query, done, "saved", 0, "What has just been done."),
};
const struct schema schema_payout_terms_page_query =
    SCHEMA("PayoutTermsPageQuery", struct payout_terms_page_query, query_fields);

// ---- the currencies of the network ----

struct limits {
    struct payout_limit list[CURRENCIES_MAX];
    size_t count;
};

static void note_currency(struct limits *limits, struct currency currency)
{
    for (size_t i = 0; i < limits->count; i++) {
        if (currency_equal(limits->list[i].minimum.currency, currency)) {
            return;
        }
    }
    if (limits->count < CURRENCIES_MAX) {
        limits->list[limits->count++] = (struct payout_limit){.minimum = money_zero(currency)};
    }
}

static enum rc read_limits(struct call *call, struct limits *limits)
{
    struct payout_limit *stored = NULL;
    size_t count = 0;
    *limits = (struct limits){.count = 0};
    struct partner_id everybody = {0};
    TRY(flow_stored(&call->flow, payout_limit_list(call->db, call->arena, everybody, &stored, &count)));
    for (size_t i = 0; i < count && i < CURRENCIES_MAX; i++) {
        limits->list[limits->count++] = stored[i];
    }
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    note_currency(limits, network.currency);
    struct program_filter filter = {.limit = PROGRAMS_LOOKED_AT};
    struct program *programs = NULL;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    for (size_t i = 0; i < count; i++) {
        note_currency(limits, programs[i].currency);
    }
    return RC_OK;
}

// ---- the form ----

// What was typed, else what is stored.
static struct text value_of(const struct call *call, struct text name, struct text stored)
{
    struct text typed = parameters_get(&call->form, name);
    return text_is(typed) ? typed : stored;
}

static struct input_view number_input(const struct call *call, const char *name, struct text label, int64_t stored)
{
    return (struct input_view){.field = {.name = text_of(name), .label = label},
                               .kind = INPUT_NUMBER,
                               .value =
                                   value_of(call, text_of(name), text_format(call->arena, "%lld", (long long)stored))};
}

static struct checkbox_view check(const struct call *call, const char *name, struct text label, bool stored)
{
    bool is_typed = call->form.count > 0;
    return (struct checkbox_view){.field = {.name = text_of(name), .label = label},
                                  .value = TEXT("1"),
                                  .is_chosen = is_typed ? text_is(parameters_get(&call->form, text_of(name))) : stored};
}

static struct text limit_name(const struct call *call, const char *kind, struct currency currency)
{
    return text_format(call->arena, "%s_%.3s", kind, currency.code);
}

static void fill_limits(const struct call *call, const struct render *render, const struct limits *limits,
                        struct payout_terms_page_view *view)
{
    const struct reader *r = &render->reader;
    enum i18n_language language = i18n_language_of(r->i18n);
    struct terms_limit *items = arena_many(call->arena, struct terms_limit, limits->count);
    for (size_t i = 0; i < limits->count; i++) {
        const struct payout_limit *limit = &limits->list[i];
        struct currency currency = limit->minimum.currency;
        struct text code = text_copy(call->arena, currency_text(&currency));
        struct text minimum = limit_name(call, "minimum", currency);
        struct text second = limit_name(call, "second", currency);
        struct text second_stored = limit->has_second_person ? money_text(call->arena, limit->second_person) : TEXT("");
        items[i] = (struct terms_limit){
            .currency = code,
            .minimum = {.field = {.name = minimum, .label = phrase_terms_minimum(r), .is_optional = true},
                        .kind = INPUT_NUMBER,
                        .value =
                            value_of(call, minimum,
                                     number_as_typed(call->arena, language, money_text(call->arena, limit->minimum))),
                        .unit = code},
            .second_person = {.field = {.name = second, .label = phrase_terms_second_person(r), .is_optional = true},
                              .kind = INPUT_NUMBER,
                              .value = value_of(call, second, number_as_typed(call->arena, language, second_stored)),
                              .unit = code},
        };
    }
    view->limits = (struct terms_limit_list){.items = items, .count = limits->count};
}

static enum rc fill_schedule(struct call *call, struct render *render, struct payout_terms_page_view *view)
{
    const struct reader *r = &render->reader;
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    const struct payout_schedule *schedule = &calendar.policy.schedule;
    view->decide_day = number_input(call, "decide_day", phrase_terms_decide_day(r), schedule->decide_day);
    view->pay_day = number_input(call, "pay_day", phrase_terms_pay_day(r), schedule->pay_day);
    view->pay_months = number_input(call, "pay_months", phrase_terms_pay_months(r), schedule->pay_months);
    view->is_details_required =
        check(call, "details_required", phrase_terms_details_required(r), calendar.policy.is_details_required);
    view->is_tax_profile_required = check(call, "tax_profile_required", phrase_terms_tax_profile_required(r),
                                          calendar.policy.is_tax_profile_required);
    struct payout_period period = payout_period_of(&calendar, call->now);
    view->example =
        phrase_terms_example(r, (struct phrase_terms_example){.decided = render_date(render, period.decided_by),
                                                              .paid = render_date(render, period.paid_by)});
    return RC_OK;
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct payout_terms_page_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                          .tabs = money_payout_tabs(&render, PAYOUT_TAB_TERMS)};
    view.frame.title = phrase_payouts_terms(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct limits limits;
    TRY(read_limits(call, &limits));
    TRY(fill_schedule(call, &render, &view));
    fill_limits(call, &render, &limits, &view);
    struct field_view *fields[FIELDS_MAX] = {&view.decide_day.field, &view.pay_day.field, &view.pay_months.field};
    size_t count = 3;
    for (size_t i = 0; i < view.limits.count; i++) {
        fields[count++] = &view.limits.items[i].minimum.field;
        fields[count++] = &view.limits.items[i].second_person.field;
    }
    view.errors = page_mark(&render, fault, fields, count);
    view.done = text_is(done) ? phrase_terms_saved(&render.reader) : TEXT_NONE;
    payout_terms_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_payout_terms(struct call *call)
{
    const struct payout_terms_page_query *query = call->query;
    return show(call, query->done, NULL);
}

// ---- what was typed ----

static enum rc read_number(struct call *call, const char *name, struct opt_int64 *ret_number)
{
    int64_t number = 0;
    struct text typed = TEXT_NONE;
    TRY(form_decimal(call, name, &typed));
    if (!text_is(typed) || int64_parse(typed, 0, 1000, &number) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "number_out_of_range", name, "%s is no number in its range", name);
    }
    *ret_number = (struct opt_int64){.has = true, .v = number};
    return RC_OK;
}

// Empty: none.
static enum rc read_sum(struct call *call, const char *kind, struct currency currency, struct text without,
                        struct text *ret_sum)
{
    struct text name = limit_name(call, kind, currency);
    const char *field = text_zero_terminated(call->arena, name);
    struct text typed = TEXT_NONE;
    *ret_sum = without;
    TRY(form_decimal(call, field, &typed));
    if (text_is_empty(typed)) {
        return RC_OK;
    }
    struct money sum = money_zero(currency);
    TRY(validate_amount(call->fault, field, typed, /* is_zero_allowed= */ true, &sum));
    *ret_sum = typed;
    return RC_OK;
}

static enum rc change(struct call *call)
{
    struct payout_policy_input input = {.limit_count = 0};
    TRY(read_number(call, "decide_day", &input.decide_day));
    TRY(read_number(call, "pay_day", &input.pay_day));
    TRY(read_number(call, "pay_months", &input.pay_months));
    bool has_details = text_is(parameters_get(&call->form, TEXT("details_required")));
    bool has_tax = text_is(parameters_get(&call->form, TEXT("tax_profile_required")));
    input.is_details_required = (struct opt_int64){.has = true, .v = has_details ? 1 : 0};
    input.is_tax_profile_required = (struct opt_int64){.has = true, .v = has_tax ? 1 : 0};
    struct limits limits;
    TRY(read_limits(call, &limits));
    struct payout_limit_input *list = arena_many(call->arena, struct payout_limit_input, limits.count);
    for (size_t i = 0; i < limits.count; i++) {
        list[i].currency = limits.list[i].minimum.currency;
        TRY(read_sum(call, "minimum", list[i].currency, TEXT("0"), &list[i].minimum));
        TRY(read_sum(call, "second", list[i].currency, TEXT(""), &list[i].second_person));
    }
    input.limits = list;
    input.limit_count = limits.count;
    return payout_policy_change(&call->flow, &input);
}

enum rc web_operator_payout_terms_change(struct call *call)
{
    struct fault fault;
    enum rc rc = change(call);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=saved"));
}
