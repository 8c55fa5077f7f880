// SPDX-License-Identifier: Apache-2.0
// Compensation by hand.
#include "operator/compensations.h"

#include "access.h"
#include "compensations_html.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "identity/secret.h"
#include "operator/money.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "settlement/compensation_life.h"

#define PATH "/operator/compensations"
#define ROWS_DEFAULT 50
#define COLUMNS 6
#define PROGRAMS_MAX 200
#define REASON_ROWS 3
#define KEY_LETTERS 32

struct compensations_query {
    CALL_PAGE_MEMBERS;
    struct text partner;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct compensations_query),
    FIELD_TEXT(struct compensations_query, partner, 0, 64, FIELD_BLANK, "A code to begin the form with."),
    FIELD_CHOICE(struct compensations_query, done, "booked,proposed,decided", 0, "What has just been done."),
};
const struct schema schema_compensations_query = SCHEMA("CompensationsQuery", struct compensations_query, query_fields);

// ---- the list ----

static enum state state_of(struct text status)
{
    static const struct {
        const char *status;
        enum state state;
    } states[] = {{"proposed", STATE_PENDING}, {"booked", STATE_APPROVED}, {"declined", STATE_DECLINED}};
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (text_equal(status, text_of(states[i].status))) {
            return states[i].state;
        }
    }
    return STATE_REVERSED;
}

static enum rc fill_row(struct call *call, const struct compensation *c, struct compensation_row *row)
{
    *row = (struct compensation_row){
        .at = c->proposed_at,
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, c->partner_id.v),
        .amount = c->amount,
        .reason = c->reason,
        .note = c->note,
        .state = state_of(c->status),
        .decision_url = text_format(call->arena, "%.*s/decision",
                                    TEXT_PRINT(show_url(call, PATH "/", PREFIX_COMPENSATION, c->id.v))),
        .is_waiting = text_equal(c->status, TEXT("proposed")),
        .is_booked = text_equal(c->status, TEXT("booked")),
        .needs_second = c->needs_second && text_equal(c->proposed_by, call->actor.name),
    };
    row->typed = form_row_typed(call, c->id.v, "note", &row->is_refused);
    row->url = c->commission_id.v == 0 ? row->partner_url
                                       : show_url(call, "/commissions/", PREFIX_COMMISSION, c->commission_id.v);
    TRY(show_actor(call, c->proposed_by, &row->by));
    TRY(show_program_name(call, c->program_id, &row->program));
    return show_partner_name(call, c->partner_id, &row->partner);
}

static enum rc fill_rows(struct call *call, const struct compensations_query *query, struct compensations_view *view)
{
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    struct compensation_filter filter = {.status = TEXT_NONE};
    int64_t limit = 0;
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct compensation *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, compensation_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct compensation_row *rows = arena_many(call->arena, struct compensation_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &list[i], &rows[i]));
    }
    view->rows = (struct compensation_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = filter.before.v == 0 ? TEXT_NONE : TEXT(PATH)};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct compensations_view *view)
{
    const struct reader *r = &render->reader;
    const struct text labels[COLUMNS] = {phrase_word_partner(r), phrase_byhand_reason(r), phrase_byhand_by(r),
                                         phrase_word_amount(r),  phrase_word_state(r),    phrase_byhand_decision(r)};
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 3};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

// ---- the form ----

static enum rc fill_form(struct call *call, struct form_fill *form, struct text partner,
                         struct compensations_view *view)
{
    const struct reader *r = form->reader;
    struct program_filter filter = {.status = TEXT_NONE, .limit = PROGRAMS_MAX};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        choices[i] = (struct choice){
            .value = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, programs[i].id.v),
            .label = text_format(call->arena, "%.*s, %.3s", TEXT_PRINT(programs[i].name), programs[i].currency.code)};
    }
    view->partner = form_input(form, (struct form_field){.name = "partner_id", .label = phrase_byhand_partner(r)},
                               INPUT_TEXT, partner);
    view->program = form_select(form, (struct form_field){.name = "program_id", .label = phrase_word_program(r)},
                                (struct choice_list){.items = choices, .count = count}, TEXT(""));
    view->amount = form_input(
        form,
        (struct form_field){.name = "amount", .label = phrase_word_amount(r), .hint = phrase_byhand_amount_hint(r)},
        INPUT_TEXT, TEXT(""));
    view->reason = form_textarea(
        form,
        (struct form_field){.name = "reason", .label = phrase_byhand_reason(r), .hint = phrase_byhand_reason_hint(r)},
        REASON_ROWS, TEXT(""));
    view->errors = form_errors(form);
    return RC_OK;
}

static struct text done_word(const struct reader *r, struct text done)
{
    if (!text_is(done)) {
        return TEXT_NONE;
    }
    return text_equal(done, TEXT("proposed")) ? phrase_byhand_proposed(r) : phrase_byhand_done(r);
}

static enum rc show(struct call *call, const struct compensations_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct compensations_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                                      .tabs = money_ledger_tabs(&render, LEDGER_TAB_BY_HAND),
                                      .done = done_word(r, query->done),
                                      .can_change = capability_is_for(CAP_PAYOUT_MANAGE, call->actor.duty)};
    view.frame.title = phrase_byhand_heading(r);
    view.frame.lead = phrase_byhand_lead(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct form_fill form = form_fill(call, &render, fault);
    // A form that was refused is the same form; one that granted something else is not.
    struct text key = fault != NULL && fault->rc != RC_CONFLICT ? form_given(call, "key") : TEXT_NONE;
    view.key = text_is(key) ? key : secret_letters(call->arena, KEY_LETTERS);
    TRY(fill_form(call, &form, text_is(query->partner) ? query->partner : TEXT(""), &view));
    fill_columns(&render, &view);
    TRY(fill_rows(call, query, &view));
    compensations_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_compensations(struct call *call)
{
    return show(call, call->query, NULL);
}

// ---- what is done ----

static enum rc grant(struct call *call, struct compensation *ret_compensation)
{
    struct compensation_input input = {.reason = form_typed(call, "reason"), .key = form_given(call, "key")};
    TRY(form_decimal(call, "amount", &input.amount));
    TRY(form_partner(call, "partner_id", &input.partner_id));
    TRY(form_id(call, "program_id", PREFIX_PROGRAM, "program_unknown", &input.program_id.v));
    return compensation_propose(&call->flow, &input, ret_compensation);
}

static enum rc back(struct call *call, const char *done)
{
    return page_redirect(call, text_format(call->arena, PATH "?done=%s", done));
}

enum rc web_compensation_grant(struct call *call)
{
    static const struct compensations_query none = {.partner = {.n = 0}};
    struct compensation compensation;
    struct fault fault;
    enum rc rc = grant(call, &compensation);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &none, &fault);
    }
    TRY(rc);
    return back(call, text_equal(compensation.status, TEXT("booked")) ? "booked" : "proposed");
}

static enum rc decide(struct call *call)
{
    struct compensation compensation;
    TRY(access_compensation(call, (struct compensation_id){call->ids[0]}, &compensation));
    struct text action = form_typed(call, "action");
    struct text note = form_typed(call, "note");
    note = text_is(note) ? note : TEXT("");
    if (text_equal(action, TEXT("approve"))) {
        return compensation_approve(&call->flow, compensation.id, &compensation);
    }
    if (text_equal(action, TEXT("decline"))) {
        return compensation_decline(&call->flow, compensation.id, note, &compensation);
    }
    if (text_equal(action, TEXT("reverse"))) {
        return compensation_reverse(&call->flow, compensation.id, note, &compensation);
    }
    return fault_set(call->fault, RC_INVALID, "value_unknown", "action", "action is approve, decline or reverse");
}

enum rc web_compensation_decide(struct call *call)
{
    static const struct compensations_query none = {.partner = {.n = 0}};
    struct fault fault;
    enum rc rc = decide(call);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &none, &fault);
    }
    TRY(rc);
    return back(call, "decided");
}
