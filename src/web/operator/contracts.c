// SPDX-License-Identifier: Apache-2.0
// Contracts of partners.
#include "operator/contracts.h"

#include "access.h"
#include "component/form_fill.h"
#include "contracts_html.h"
#include "identity/public_id.h"
#include "partner/contract_life.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/contracts"
#define ROWS_DEFAULT 50
#define PROGRAMS_MAX 200
#define TABS 4

struct contracts_query {
    CALL_PAGE_MEMBERS;
    struct text status;
    struct text partner;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct contracts_query),
    FIELD_CHOICE(struct contracts_query, status, CONTRACT_STATUS_WORDS, 0, "Only of this status."),
    FIELD_TEXT(struct contracts_query, partner, 0, 64, FIELD_BLANK, "Only with the partner of this code."),
    FIELD_CHOICE(struct contracts_query, done, "agreed,decided", 0, "What has just been done."),
};
const struct schema schema_contracts_query = SCHEMA("ContractsQuery", struct contracts_query, query_fields);

// ---- the list ----

static enum rc fill_row(struct call *call, const struct render *render, const struct contract *c,
                        struct contract_row *row)
{
    bool is_review = text_equal(c->status, TEXT("review"));
    *row = (struct contract_row){
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, c->partner_id.v),
        .decision_url =
            text_format(call->arena, "%.*s/decision", TEXT_PRINT(show_url(call, PATH "/", PREFIX_CONTRACT, c->id.v))),
        .can_lapse = is_review,
        .can_decide = is_review || text_equal(c->status, TEXT("lapsed")),
        .can_withdraw = is_review || text_equal(c->status, TEXT("running")),
    };
    row->typed = form_row_typed(call, c->id.v, "note", &row->is_refused);
    struct text url = show_url(call, "/operator/conversions?partner_id=", PREFIX_PARTNER, c->partner_id.v);
    TRY(contract_shown(call, render, c, url, &row->contract));
    TRY(show_program_name(call, c->program_id, &row->program));
    return show_partner_name(call, c->partner_id, &row->partner);
}

// The partner of the code in the query; one that there is not has no contracts.
static enum rc filter_partner(struct call *call, struct text code, struct partner_id *ret_id)
{
    struct partner partner = {.id = {0}};
    if (!text_is(code)) {
        return RC_OK;
    }
    enum rc rc = partner_find(call->db, call->arena, code, &partner);
    ret_id->v = rc == RC_NOT_FOUND ? -1 : partner.id.v;
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
}

static enum rc fill_rows(struct call *call, const struct render *render, const struct contracts_query *query,
                         struct contracts_view *view)
{
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    struct contract_filter filter = {.status = query->status, .over_at = INSTANT_NONE};
    int64_t limit = 0;
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    TRY(filter_partner(call, query->partner, &filter.partner_id));
    filter.limit = limit + 1;
    struct contract *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, contract_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct contract_row *rows = arena_many(call->arena, struct contract_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct contract_row_list){.items = rows, .count = count};
    bool is_first = filter.before.v == 0 && !text_is(query->partner);
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = is_first ? TEXT_NONE : TEXT(PATH)};
    if (has_more) {
        struct text status = text_is(query->status) ? query->status : TEXT("");
        view->pager.next_url =
            text_format(call->arena, PATH "?%s%.*s%scursor=%.*s", status.n > 0 ? "status=" : "", TEXT_PRINT(status),
                        status.n > 0 ? "&" : "", TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static enum rc fill_head(struct call *call, const struct render *render, struct text status,
                         struct contracts_view *view)
{
    const struct reader *r = &render->reader;
    int64_t waiting = 0;
    TRY(flow_stored(&call->flow, contract_count(call->db, call->arena, TEXT("review"), &waiting)));
    struct tab_item *tabs = arena_many(render->arena, struct tab_item, TABS);
    const struct tab_item all[TABS] = {
        {.label = phrase_contract_all(r), .url = TEXT(PATH), .is_current = !text_is(status)},
        {.label = phrase_contract_review(r), .url = TEXT(PATH "?status=review"), .count = waiting},
        {.label = phrase_contract_running(r), .url = TEXT(PATH "?status=running")},
        {.label = phrase_contract_lapsed(r), .url = TEXT(PATH "?status=lapsed")},
    };
    static const char *const statuses[TABS] = {"", "review", "running", "lapsed"};
    for (size_t i = 0; i < TABS; i++) {
        tabs[i] = all[i];
        tabs[i].is_current = tabs[i].is_current || (text_is(status) && text_equal(status, text_of(statuses[i])));
    }
    view->tabs = (struct tabs_view){.label = phrase_contract_heading(r), .tabs = {.items = tabs, .count = TABS}};
    return RC_OK;
}

// ---- the form ----

static struct select_view choose(struct form_fill *form, const char *name, struct text label,
                                 const struct choice *choices, size_t count)
{
    return form_select(form, (struct form_field){.name = name, .label = label},
                       (struct choice_list){.items = choices, .count = count}, choices[0].value);
}

static void fill_rule(struct form_fill *form, struct contracts_view *view)
{
    const struct reader *r = form->reader;
    const struct choice measures[] = {{.value = TEXT("sales"), .label = phrase_contract_measure_sales(r)},
                                      {.value = TEXT("revenue"), .label = phrase_contract_measure_revenue(r)},
                                      {.value = TEXT("none"), .label = phrase_contract_measure_none(r)}};
    const struct choice met[] = {{.value = TEXT("renew"), .label = phrase_contract_met_renew(r)},
                                 {.value = TEXT("review"), .label = phrase_contract_person_decides(r)}};
    const struct choice missed[] = {{.value = TEXT("lapse"), .label = phrase_contract_missed_lapse(r)},
                                    {.value = TEXT("review"), .label = phrase_contract_person_decides(r)}};
    view->measure = choose(form, "measure", phrase_contract_measure(r), measures, 3);
    view->target = form_input(form,
                              (struct form_field){.name = "target",
                                                  .label = phrase_contract_target(r),
                                                  .hint = phrase_contract_target_hint(r),
                                                  .is_optional = true},
                              INPUT_TEXT, TEXT(""));
    view->when_met = choose(form, "when_met", phrase_contract_when_met(r), met, 2);
    view->when_missed = choose(form, "when_missed", phrase_contract_when_missed(r), missed, 2);
}

static enum rc fill_form(struct call *call, struct form_fill *form, struct text partner, struct contracts_view *view)
{
    const struct reader *r = form->reader;
    struct program_filter filter = {.status = TEXT("active"), .limit = PROGRAMS_MAX};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        choices[i] =
            (struct choice){.value = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, programs[i].id.v),
                            .label = programs[i].name};
    }
    view->partner = form_input(form, (struct form_field){.name = "partner_id", .label = phrase_contract_partner(r)},
                               INPUT_TEXT, partner);
    view->program = form_select(form, (struct form_field){.name = "program_id", .label = phrase_word_program(r)},
                                (struct choice_list){.items = choices, .count = count}, TEXT(""));
    view->starts_on = form_input(form,
                                 (struct form_field){.name = "starts_on",
                                                     .label = phrase_contract_starts_on(r),
                                                     .hint = phrase_contract_starts_on_hint(r),
                                                     .is_optional = true},
                                 INPUT_DATE, TEXT(""));
    view->term_days = form_input(form, (struct form_field){.name = "term_days", .label = phrase_contract_term_days(r)},
                                 INPUT_NUMBER, TEXT("365"));
    fill_rule(form, view);
    view->errors = form_errors(form);
    return RC_OK;
}

static enum rc show(struct call *call, const struct contracts_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct contracts_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS),
                                  .done = text_is(query->done) ? phrase_contract_done(r) : TEXT_NONE,
                                  .can_change = capability_is_for(CAP_ENROLLMENT_WRITE, call->actor.duty)};
    view.frame.title = phrase_contract_heading(r);
    view.frame.lead = phrase_contract_lead(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct form_fill form = form_fill(call, &render, fault);
    TRY(fill_form(call, &form, text_is(query->partner) ? query->partner : TEXT(""), &view));
    TRY(fill_head(call, &render, query->status, &view));
    TRY(fill_rows(call, &render, query, &view));
    contracts_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_contracts(struct call *call)
{
    return show(call, call->query, NULL);
}

// ---- what is done ----

static enum rc agree(struct call *call)
{
    struct contract_input input = {.starts_on = form_given(call, "starts_on"),
                                   .measure = form_given(call, "measure"),
                                   .when_met = form_given(call, "when_met"),
                                   .when_missed = form_given(call, "when_missed")};
    struct contract contract;
    TRY(form_read_decimal(call, "target", form_given(call, "target"), &input.target));
    TRY(form_partner(call, "partner_id", &input.partner_id));
    TRY(form_id(call, "program_id", PREFIX_PROGRAM, "program_unknown", &input.program_id.v));
    TRY(access_body_partner(call, input.partner_id));
    TRY(access_body_program(call, input.program_id));
    TRY(form_number(call, "term_days", 1, CONTRACT_TERM_DAYS_MAX, &input.term_days));
    return contract_agree(&call->flow, &input, &contract);
}

static enum rc answer(struct call *call, enum rc rc, const char *done)
{
    static const struct contracts_query none = {.status = {.p = NULL}};
    struct fault fault;
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &none, &fault);
    }
    TRY(rc);
    return page_redirect(call, text_format(call->arena, PATH "?done=%s", done));
}

enum rc web_contract_agree(struct call *call)
{
    return answer(call, agree(call), "agreed");
}

static enum rc decide(struct call *call)
{
    struct contract contract;
    TRY(access_contract(call, (struct contract_id){call->ids[0]}, &contract));
    struct text action = form_typed(call, "action");
    struct text note = form_given(call, "note");
    call->is_catalog_changed = true;
    return text_is(action) && text_equal(action, TEXT("withdraw"))
               ? contract_withdraw(&call->flow, contract.id, note, &contract)
               : contract_decide(&call->flow, contract.id, action, note, &contract);
}

enum rc web_contract_decide(struct call *call)
{
    return answer(call, decide(call), "decided");
}
