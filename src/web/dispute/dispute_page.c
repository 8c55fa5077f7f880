// SPDX-License-Identifier: Apache-2.0
// Appeals, for both sides.
#include "dispute/dispute_page.h"

#include "access.h"
#include "dispute/dispute_write.h"
#include "dispute_page_html.h"
#include "disputes_html.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "receipt/receipt_page.h"

#define ROWS_DEFAULT 50
#define COLUMNS 5

struct disputes_page_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field list_fields[] = {
    CALL_PAGE_FIELDS(struct disputes_page_query),
    FIELD_CHOICE(struct disputes_page_query, status, DISPUTE_STATUS_WORDS ",all", 0, "open for operators, else all."),
};
const struct schema schema_disputes_page_query = SCHEMA("DisputesPageQuery", struct disputes_page_query, list_fields);

struct dispute_page_query {
    struct text done;
};
static const struct field page_fields[] = {
    FIELD_CHOICE(struct dispute_page_query, done, "opened,reply,approved,accepted,upheld,withdrawn", 0,
                 "What has just been done."),
};
const struct schema schema_dispute_page_query = SCHEMA("DisputePageQuery", struct dispute_page_query, page_fields);

// ---- words ----

struct word {
    const char *code;
    enum phrase phrase;
};
static const struct word reasons[] = {
    {"real_order", PHRASE_DISPUTES_REAL_ORDER},     {"paid_order", PHRASE_DISPUTES_PAID_ORDER},
    {"no_duplicate", PHRASE_DISPUTES_NO_DUPLICATE}, {"wrong_amount", PHRASE_DISPUTES_WRONG_AMOUNT},
    {"within_terms", PHRASE_DISPUTES_WITHIN_TERMS}, {"other", PHRASE_DISPUTES_OTHER},
};
#define REASONS (sizeof(reasons) / sizeof(reasons[0]))
static const struct word outcomes[] = {
    {"approved", PHRASE_DISPUTES_WAS_APPROVED},
    {"accepted", PHRASE_DISPUTES_WAS_ACCEPTED},
    {"upheld", PHRASE_DISPUTES_WAS_UPHELD},
    {"withdrawn", PHRASE_DISPUTES_WAS_WITHDRAWN},
};
#define OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

static struct text word_of(const struct reader *r, const struct word *words, size_t count, struct text code)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(code, text_of(words[i].code))) {
            return phrase_text(r, words[i].phrase);
        }
    }
    return TEXT_NONE;
}

static enum state state_of(const struct dispute *dispute)
{
    return show_payout_state(text_of(dispute_status_text(dispute->status)));
}

// The order's number, or the commission's id where there is no order to be seen.
static enum rc subject_of(struct call *call, const struct dispute *dispute, struct text *ret_name, struct text *ret_url)
{
    if (dispute->conversion_id.v == 0) {
        *ret_name = public_id_text(call->arena, call->keyring, PREFIX_COMMISSION, dispute->commission_id.v);
        *ret_url = show_url(call, "/commissions/", PREFIX_COMMISSION, dispute->commission_id.v);
        return RC_OK;
    }
    struct conversion conversion;
    TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, dispute->conversion_id, &conversion)));
    *ret_name = conversion.order_id;
    *ret_url = show_url(call, "/conversions/", PREFIX_CONVERSION, conversion.id.v);
    return RC_OK;
}

// ---- the list ----

static struct text list_path(const struct call *call)
{
    return call->actor.role == ROLE_OPERATOR ? TEXT("/operator/disputes") : TEXT("/partner/disputes");
}

static void fill_states(const struct call *call, struct render *render, struct text current, struct disputes_view *view)
{
    static const char *const words[] = {"open", "answered", "decided", "all"};
    const struct reader *r = &render->reader;
    const struct text labels[] = {phrase_state_open(r), phrase_state_answered(r), phrase_state_decided(r),
                                  phrase_conversions_all(r)};
    struct tab_item *items = arena_many(render->arena, struct tab_item, 4);
    for (size_t i = 0; i < 4; i++) {
        items[i] = (struct tab_item){
            .label = labels[i],
            .url = text_format(render->arena, "%.*s?status=%s", TEXT_PRINT(list_path(call)), words[i]),
            .is_current = text_equal(current, text_of(words[i]))};
    }
    view->states = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = items, .count = 4}};
    const struct text heads[COLUMNS] = {phrase_word_order(r), phrase_word_reason(r), phrase_disputes_opened(r),
                                        phrase_disputes_due(r), phrase_word_state(r)};
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = heads[i]};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc fill_row(struct call *call, const struct render *render, const struct dispute *dispute,
                        struct dispute_row *row)
{
    const struct reader *r = &render->reader;
    struct text url;
    *row = (struct dispute_row){
        .url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute->id.v),
        .reason = word_of(r, reasons, REASONS, dispute->reason),
        .opened_at = dispute->opened_at,
        .due_at = dispute->due_at,
        .is_waiting = dispute->status == DISPUTE_OPEN,
        .is_late = dispute_is_late(dispute->status, dispute->due_at, call->now),
        .state = state_of(dispute),
        .outcome = word_of(r, outcomes, OUTCOMES, dispute->outcome),
    };
    TRY(subject_of(call, dispute, &row->subject, &url));
    return call->actor.role == ROLE_PARTNER ? RC_OK : show_partner_name(call, dispute->partner_id, &row->partner);
}

static enum rc fill_rows(struct call *call, const struct render *render, struct text status, struct disputes_view *view)
{
    const struct disputes_page_query *query = call->query;
    bool is_all = text_equal(status, TEXT("all"));
    struct dispute_filter filter = {.partner_id = access_own_partner(call), .status = is_all ? TEXT_NONE : status};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    int64_t limit = 0;
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct dispute *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, dispute_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct dispute_row *rows = arena_many(call->arena, struct dispute_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct dispute_row_list){.items = rows, .count = count};
    view->is_filtered = !is_all;
    struct text here = text_format(call->arena, "%.*s?status=%.*s", TEXT_PRINT(list_path(call)), TEXT_PRINT(status));
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = filter.before.v == 0 ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s&cursor=%.*s", TEXT_PRINT(here),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

enum rc web_disputes(struct call *call)
{
    const struct disputes_page_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    struct text status = is_operator ? TEXT("open") : TEXT("all");
    status = text_is(query->status) ? query->status : status;
    struct disputes_view view = {
        .frame = portal_frame(call, &render, is_operator ? PLACE_DISPUTES : PLACE_OWN_CONVERSIONS),
        .is_operator = is_operator,
        .tabs = money_dispute_tabs(&render, DISPUTE_TAB_DISPUTES),
    };
    view.frame.title = phrase_disputes_title(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_states(call, &render, status, &view);
    TRY(fill_rows(call, &render, status, &view));
    disputes_html(&render, &view);
    return page_answer(call, &render);
}

// ---- one appeal ----

static enum rc fill_messages(struct call *call, const struct dispute *dispute, struct dispute_page_view *view)
{
    struct dispute_message *messages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, dispute_message_list(call->db, call->arena, dispute->id, &messages, &count)));
    bool is_partner = call->actor.role == ROLE_PARTNER;
    struct dispute_message_row *rows = arena_many(call->arena, struct dispute_message_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct dispute_message_row){
            .is_own = messages[i].is_partner == is_partner, .body = messages[i].body, .at = messages[i].written_at};
        TRY(show_actor(call, messages[i].author, &rows[i].author));
    }
    view->messages = (struct dispute_message_row_list){.items = rows, .count = count};
    return RC_OK;
}

static enum rc fill_head(struct call *call, struct render *render, const struct dispute *dispute,
                         struct dispute_page_view *view)
{
    const struct reader *r = &render->reader;
    struct text subject, partner;
    TRY(subject_of(call, dispute, &subject, &view->subject_url));
    TRY(show_partner_name(call, dispute->partner_id, &partner));
    struct definition *pairs = arena_many(call->arena, struct definition, 4);
    pairs[0] = (struct definition){.term = phrase_word_partner(r), .value = partner};
    pairs[1] = (struct definition){.term = phrase_word_order(r), .value = subject};
    pairs[2] =
        (struct definition){.term = phrase_word_reason(r), .value = word_of(r, reasons, REASONS, dispute->reason)};
    pairs[3] = (struct definition){.term = phrase_disputes_opened(r), .value = render_time(render, dispute->opened_at)};
    view->pairs = (struct definition_list){.items = pairs, .count = 4};
    view->frame.title = phrase_disputes_of(r, (struct phrase_disputes_of){.order = subject});
    view->state = state_of(dispute);
    view->outcome = word_of(r, outcomes, OUTCOMES, dispute->outcome);
    if (dispute->status == DISPUTE_OPEN) {
        view->is_late = dispute_is_late(dispute->status, dispute->due_at, call->now);
        view->due =
            phrase_disputes_due_by(r, (struct phrase_disputes_due_by){.time = render_time(render, dispute->due_at)});
    }
    return RC_OK;
}

static enum rc fill_form(struct call *call, const struct render *render, const struct dispute *dispute,
                         struct dispute_page_view *view)
{
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    view->can_write = dispute->status != DISPUTE_DECIDED;
    view->can_decide = view->can_write && capability_is_for(CAP_DISPUTE_DECIDE, call->actor.duty);
    view->can_withdraw = view->can_write && !is_operator;
    view->body = (struct textarea_view){
        .field = {.name = TEXT("body"), .label = phrase_disputes_write(&render->reader)},
        .value = parameters_get(&call->form, TEXT("body")),
        .rows = 4,
    };
    if (dispute->conversion_id.v == 0) {
        return RC_OK;
    }
    struct conversion conversion;
    TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, dispute->conversion_id, &conversion)));
    view->can_approve = view->can_decide && text_equal(conversion.status, TEXT("rejected"));
    return RC_OK;
}

static struct text done_words(const struct reader *r, struct text done)
{
    if (text_equal(done, TEXT("opened"))) {
        return phrase_disputes_done_opened(r);
    }
    if (text_equal(done, TEXT("reply"))) {
        return phrase_disputes_done_reply(r);
    }
    return text_is(done) ? phrase_disputes_done_decided(r) : TEXT_NONE;
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct dispute dispute;
    TRY(access_dispute(call, (struct dispute_id){call->ids[0]}, &dispute));
    struct dispute_page_view view = {
        .frame = portal_frame(call, &render, is_operator ? PLACE_DISPUTES : PLACE_OWN_CONVERSIONS),
        .url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute.id.v),
    };
    TRY(fill_head(call, &render, &dispute, &view));
    TRY(fill_messages(call, &dispute, &view));
    TRY(fill_form(call, &render, &dispute, &view));
    struct field_view *const fields[] = {&view.body.field};
    view.errors = page_mark(&render, fault, fields, 1);
    view.done = done_words(&render.reader, done);
    dispute_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_dispute(struct call *call)
{
    const struct dispute_page_query *query = call->query;
    return show(call, query->done, NULL);
}

enum rc web_dispute_act(struct call *call)
{
    struct dispute dispute;
    TRY(access_dispute(call, (struct dispute_id){call->ids[0]}, &dispute));
    struct text action = parameters_get(&call->form, TEXT("action"));
    struct text body = parameters_get(&call->form, TEXT("body"));
    bool is_partner = call->actor.role == ROLE_PARTNER;
    struct dispute_verdict verdict = {.outcome = action, .body = body, .is_partner = is_partner};
    bool is_reply = text_equal(action, TEXT("reply"));
    if (!is_reply && !is_partner && !capability_is_for(CAP_DISPUTE_DECIDE, call->actor.duty)) {
        return fault_set(call->fault, RC_FORBIDDEN, "forbidden", "", "this role may answer appeals, not decide them");
    }
    struct fault fault;
    enum rc rc = is_reply ? dispute_reply(&call->flow, dispute.id, is_partner, body, &dispute)
                          : dispute_decide(&call->flow, dispute.id, &verdict, &dispute);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    struct text url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute.id.v);
    return page_redirect(call, text_format(call->arena, "%.*s?done=%.*s", TEXT_PRINT(url), TEXT_PRINT(action)));
}

enum rc web_conversion_appeal(struct call *call)
{
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct dispute_input input = {.partner_id = access_own_partner(call),
                                  .conversion_id = conversion.id,
                                  .reason = parameters_get(&call->form, TEXT("reason")),
                                  .body = parameters_get(&call->form, TEXT("body"))};
    struct dispute dispute;
    struct fault fault;
    enum rc rc = dispute_open(&call->flow, &input, &dispute);
    if (page_is_refused(call, rc, &fault)) {
        return receipt_show_refused(call, &fault);
    }
    TRY(rc);
    struct text url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute.id.v);
    return page_redirect(call, text_format(call->arena, "%.*s?done=opened", TEXT_PRINT(url)));
}
