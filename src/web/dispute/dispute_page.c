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
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "receipt/receipt_page.h"

struct disputes_page_query {
    struct list_query list;
    struct text status, reason;
};
static const struct field list_fields[] = {
    LIST_QUERY_FIELDS(struct disputes_page_query),
    FIELD_CHOICE(struct disputes_page_query, status, DISPUTE_STATUS_WORDS "," LIST_ALL, FIELD_BLANK,
                 "open for operators, else all."),
    FIELD_CHOICE(struct disputes_page_query, reason, DISPUTE_REASON_WORDS, FIELD_BLANK, "Only for this reason."),
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

enum { COLUMN_SUBJECT, COLUMN_PARTNER, COLUMN_REASON, COLUMN_OPENED, COLUMN_DUE, COLUMN_STATE };
static const struct list_column columns[] = {
    [COLUMN_SUBJECT] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, LIST_SORTS | LIST_OPTIONAL, DISPUTE_BY_PARTNER},
    [COLUMN_REASON] = {"reason", PHRASE_WORD_REASON, 0, 0},
    [COLUMN_OPENED] = {"opened", PHRASE_DISPUTES_OPENED, LIST_FIGURE | LIST_SORTS, DISPUTE_BY_AGE},
    [COLUMN_DUE] = {"due", PHRASE_DISPUTES_DUE, LIST_FIGURE | LIST_SORTS, DISPUTE_BY_DUE},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
};

// Operators look at what waits for them first, partners at all of theirs.
static struct text status_of(const struct call *call)
{
    const struct disputes_page_query *query = call->query;
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    return text_is(query->status) ? query->status : is_operator ? TEXT("open") : TEXT(LIST_ALL);
}

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    struct call *call = list->call;
    const struct disputes_page_query *query = list->page;
    struct text status = status_of(call);
    struct dispute_search search = {
        .partner_id = access_own_partner(call),
        .words = slice->words,
        .status = text_equal(status, TEXT(LIST_ALL)) ? TEXT_NONE : status,
        .reason = query->reason,
        .sort = (enum dispute_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct dispute *rows = NULL;
    TRY(flow_stored(&call->flow, dispute_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct dispute *dispute = (const struct dispute *)rows + at;
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct text subject = TEXT_NONE;
    struct text url = TEXT_NONE;
    struct text partner = TEXT_NONE;
    TRY(subject_of(call, dispute, &subject, &url));
    TRY(show_partner_name(call, dispute->partner_id, &partner));
    bool is_own = call->actor.role == ROLE_PARTNER;
    bool is_waiting = dispute->status == DISPUTE_OPEN;
    bool is_late = dispute_is_late(dispute->status, dispute->due_at, call->now);
    struct cell_view *cells = row->cells;
    row->id = dispute->id.v;
    row->label = subject;
    cells[COLUMN_SUBJECT] = (struct cell_view){.kind = CELL_NAME,
                                               .text = subject,
                                               .url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute->id.v),
                                               .note = is_own ? TEXT_NONE : partner};
    cells[COLUMN_PARTNER] = (struct cell_view){.kind = CELL_NAME, .text = partner};
    cells[COLUMN_REASON] = (struct cell_view){.kind = CELL_TEXT, .text = word_of(r, reasons, REASONS, dispute->reason)};
    cells[COLUMN_OPENED] = (struct cell_view){.kind = CELL_DATE, .at = dispute->opened_at};
    cells[COLUMN_DUE] = (struct cell_view){.kind = is_waiting ? CELL_DATE : CELL_NONE,
                                           .at = dispute->due_at,
                                           .alert = is_late ? phrase_disputes_late(r) : TEXT_NONE,
                                           .is_alarm = true};
    cells[COLUMN_STATE] = (struct cell_view){
        .kind = CELL_STATE, .state = state_of(dispute), .note = word_of(r, outcomes, OUTCOMES, dispute->outcome)};
    return RC_OK;
}

// One for each side: a list is kept by its address.
#define LIST_KIND(path_, search_)                                                                                      \
    {                                                                                                                  \
        .path = (path_), .file = "disputes", .title = PHRASE_DISPUTES_TITLE, .search = (search_), .is_searched = true, \
        .columns = columns, .column_count = sizeof(columns) / sizeof(columns[0]), .sort = "-opened",                   \
        .read = read_rows, .show = show_row                                                                            \
    }
static const struct list_kind operators = LIST_KIND("/operator/disputes", PHRASE_LIST_SEARCH_DISPUTE);
static const struct list_kind partners = LIST_KIND("/partner/disputes", PHRASE_LIST_SEARCH_ORDER);

static struct tabs_view state_tabs(struct list *list, struct text status)
{
    const struct reader *r = &list->render->reader;
    bool is_operator = list->call->actor.role == ROLE_OPERATOR;
    const struct choice items[] = {
        {.value = is_operator ? TEXT_NONE : TEXT("open"),
         .label = phrase_state_open(r),
         .is_chosen = text_equal(status, TEXT("open"))},
        {.value = TEXT("answered"), .label = phrase_state_answered(r)},
        {.value = TEXT("decided"), .label = phrase_state_decided(r)},
        {.value = is_operator ? TEXT(LIST_ALL) : TEXT_NONE,
         .label = phrase_conversions_all(r),
         .is_chosen = text_equal(status, TEXT(LIST_ALL))},
    };
    return list_tabs(list, "status", phrase_word_state(r), (struct choice_list){.items = items, .count = 4});
}

static void filter_reasons(struct list *list, struct text chosen)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, REASONS + 1);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_list_any(r)};
    for (size_t i = 0; i < REASONS; i++) {
        struct text code = text_of(reasons[i].code);
        items[i + 1] = (struct choice){
            .value = code, .label = phrase_text(r, reasons[i].phrase), .is_chosen = text_equal(code, chosen)};
    }
    list_filter_of(list, "reason", phrase_word_reason(r), (struct choice_list){.items = items, .count = REASONS + 1});
}

static struct empty_view nothing(const struct call *call, const struct reader *r, struct text status)
{
    if (call->actor.role != ROLE_OPERATOR) {
        return (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                   .icon = ICON_MESSAGE,
                                   .title = phrase_disputes_none(r),
                                   .message = phrase_disputes_none_text(r),
                                   .action = phrase_word_conversions(r),
                                   .url = TEXT("/partner/conversions")};
    }
    if (text_equal(status, TEXT("open"))) {
        return (struct empty_view){.kind = EMPTY_NO_MATCH,
                                   .icon = ICON_FILTER,
                                   .title = phrase_list_no_match(r),
                                   .message = phrase_list_no_match_text(r),
                                   .action = phrase_conversions_all(r),
                                   .url = TEXT("/operator/disputes?status=" LIST_ALL)};
    }
    return (struct empty_view){.kind = EMPTY_NOTHING_YET,
                               .icon = ICON_MESSAGE,
                               .title = phrase_disputes_empty(r),
                               .message = phrase_disputes_empty_text(r),
                               .action = phrase_word_conversions(r),
                               .url = TEXT("/operator/conversions")};
}

enum rc web_disputes(struct call *call)
{
    const struct disputes_page_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    TRY(list_open(call, &render, is_operator ? &operators : &partners, &query->list, query, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct disputes_view view = {
        .frame = portal_frame(call, &render, is_operator ? PLACE_DISPUTES : PLACE_OWN_CONVERSIONS),
        .is_operator = is_operator,
        .tabs = money_dispute_tabs(&render, DISPUTE_TAB_DISPUTES),
    };
    view.frame.title = phrase_disputes_title(&render.reader);
    view.list.tabs = state_tabs(&list, status_of(call));
    filter_reasons(&list, query->reason);
    view.list.empty = nothing(call, &render.reader, status_of(call));
    TRY(list_fill(&list, &view.list));
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
