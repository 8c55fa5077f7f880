// SPDX-License-Identifier: Apache-2.0
// One postback with its log, and one delivery.
#include "access.h"
#include "identity/public_id.h"
#include "partner/postbacks.h"
#include "partner_delivery_html.h"
#include "partner_postback_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "postback/postback_write.h"

#define ROWS_SHOWN 30
#define COLUMNS 4

struct postback_page_query {
    struct text done;
    struct text cursor;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct postback_page_query, done, "made,saved,secret", 0, "What was just done."),
    FIELD_TEXT(struct postback_page_query, cursor, 1, 64, 0, "The log's row to go on from."),
};
const struct schema schema_postback_page_query = SCHEMA("PostbackPageQuery", struct postback_page_query, query_fields);

static struct text page_url(const struct call *call, struct postback_id id)
{
    return show_url(call, "/partner/postbacks/", PREFIX_POSTBACK, id.v);
}

// ---- deliveries ----

static struct text problem_word(const struct render *render, struct text problem)
{
    static const struct {
        const char *problem;
        enum phrase word;
    } rows[] = {
        {"address_refused", PHRASE_POSTBACKS_PROBLEM_ADDRESS}, {"name_unknown", PHRASE_POSTBACKS_PROBLEM_NAME},
        {"not_connected", PHRASE_POSTBACKS_PROBLEM_CONNECT},   {"timed_out", PHRASE_POSTBACKS_PROBLEM_TIME},
        {"tls_failed", PHRASE_POSTBACKS_PROBLEM_TLS},          {"malformed_answer", PHRASE_POSTBACKS_PROBLEM_ANSWER},
        {"url_too_long", PHRASE_POSTBACKS_PROBLEM_LONG},       {"removed", PHRASE_POSTBACKS_PROBLEM_REMOVED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (text_equal(problem, text_of(rows[i].problem))) {
            return phrase_text(&render->reader, rows[i].word);
        }
    }
    return problem;
}

static enum rc fill_row(struct call *call, const struct render *render, const struct postback_delivery *delivery,
                        struct delivery_row *row)
{
    const struct reader *r = &render->reader;
    bool is_delivered = text_equal(delivery->status, TEXT("delivered"));
    bool is_failed = text_equal(delivery->status, TEXT("failed"));
    *row = (struct delivery_row){
        .href = show_url(call, "/partner/deliveries/", PREFIX_POSTBACK_DELIVERY, delivery->id.v),
        .event = postback_event_word(render, delivery->event),
        .order = TEXT(""),
        .order_url = show_url(call, "/conversions/", PREFIX_CONVERSION, delivery->conversion_id.v),
        .state = is_delivered ? phrase_postbacks_delivered(r)
                 : is_failed  ? phrase_postbacks_failed(r)
                              : phrase_postbacks_queued(r),
        .tone = is_delivered ? TONE_SUCCESS
                : is_failed  ? TONE_DANGER
                             : TONE_INFO,
        .answer = problem_word(render, delivery->problem),
        .attempts = delivery->attempts,
        .at = delivery->queued_at,
        .next_at = delivery->next_at,
        .is_waiting = !is_delivered && !is_failed && delivery->attempts > 0,
        .may_retry = postback_may_write(call) && (is_delivered || is_failed || delivery->attempts > 0),
    };
    if (delivery->answer_status != 0) {
        row->answer = phrase_postbacks_answer(
            r, (struct phrase_postbacks_answer){
                   .status = text_format(call->arena, "%lld", (long long)delivery->answer_status),
                   .time = delivery->duration_ms});
    }
    if (delivery->conversion_id.v != 0) {
        struct conversion conversion;
        TRY(access_conversion(call, delivery->conversion_id, &conversion));
        row->order = conversion.order_id;
    }
    return RC_OK;
}

static enum rc fill_deliveries(struct call *call, const struct render *render, const struct postback *postback,
                               struct partner_postback_view *view)
{
    const struct postback_page_query *query = call->query;
    struct opt_int64 wanted = {.has = true, .v = ROWS_SHOWN};
    int64_t limit = 0;
    int64_t before = 0;
    struct postback_delivery *list = NULL;
    size_t count = 0;
    TRY(call_page_start(call, wanted, query == NULL ? TEXT_NONE : query->cursor, &limit, &before));
    TRY(flow_stored(&call->flow,
                    postback_delivery_list(call->db, call->arena, postback->id, (struct postback_delivery_id){before},
                                           limit + 1, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct delivery_row *rows = arena_many(call->arena, struct delivery_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->deliveries = (struct delivery_row_list){.items = rows, .count = count};
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : view->url};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s?cursor=%.*s", TEXT_PRINT(view->url),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

// ---- one postback ----

static struct text done_words(const struct call *call, const struct render *render)
{
    const struct postback_page_query *query = call->query;
    const struct reader *r = &render->reader;
    struct text done = query == NULL ? TEXT_NONE : query->done;
    if (text_equal(done, TEXT("made"))) {
        return phrase_postbacks_done_made(r);
    }
    if (text_equal(done, TEXT("secret"))) {
        return phrase_postbacks_done_secret(r);
    }
    return text_equal(done, TEXT("saved")) ? phrase_postbacks_done_saved(r) : TEXT_NONE;
}

static void fill_columns(const struct render *render, struct partner_postback_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_postbacks_event(r)};
    columns[1] = (struct column){.label = phrase_word_order(r)};
    columns[2] = (struct column){.label = phrase_word_state(r)};
    columns[3] = (struct column){.label = phrase_postbacks_answered(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    struct postback postback;
    TRY(access_postback(call, (struct postback_id){call->ids[0]}, &postback));
    TRY(page_open(call, &render));
    struct partner_postback_view view = {
        .frame = portal_frame(call, &render, PLACE_POSTBACKS),
        .url = page_url(call, postback.id),
        .done = done_words(call, &render),
        .state = postback_state(&postback),
        .is_active = postback_state(&postback) == STATE_ACTIVE,
        .may_write = postback_may_write(call),
        .macros = postback_macro_rows(&render),
    };
    uint8_t key[HMAC_BYTES];
    view.secret = postback_secret(call->arena, call->keyring, &postback, key);
    view.frame.title = phrase_postbacks_one(&render.reader);
    TRY(postback_form_fill(call, &render, &postback, fault, &view.form));
    fill_columns(&render, &view);
    TRY(fill_deliveries(call, &render, &postback, &view));
    partner_postback_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_postback(struct call *call)
{
    return show(call, NULL);
}

enum rc web_partner_postback_change(struct call *call)
{
    struct postback postback;
    struct postback_input input;
    struct fault fault;
    TRY(access_postback(call, (struct postback_id){call->ids[0]}, &postback));
    enum rc rc = postback_form_read(call, &input);
    if (rc == RC_OK) {
        rc = postback_change(&call->flow, postback.id, &input, &postback);
    }
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, text_format(call->arena, "%.*s?done=saved", TEXT_PRINT(page_url(call, postback.id))));
}

enum rc web_partner_postback_test(struct call *call)
{
    struct postback postback;
    struct postback_delivery_id id;
    TRY(access_postback(call, (struct postback_id){call->ids[0]}, &postback));
    TRY(postback_test(&call->flow, postback.id, &id));
    return page_redirect(call, show_url(call, "/partner/deliveries/", PREFIX_POSTBACK_DELIVERY, id.v));
}

enum rc web_partner_postback_secret(struct call *call)
{
    struct postback postback;
    TRY(access_postback(call, (struct postback_id){call->ids[0]}, &postback));
    TRY(postback_renew_secret(&call->flow, postback.id));
    return page_redirect(call, text_format(call->arena, "%.*s?done=secret", TEXT_PRINT(page_url(call, postback.id))));
}

enum rc web_partner_postback_status(struct call *call)
{
    struct postback postback;
    struct fault fault;
    struct text status = form_typed(call, "status");
    TRY(access_postback(call, (struct postback_id){call->ids[0]}, &postback));
    enum rc rc = postback_set_status(&call->flow, postback.id, text_is(status) ? status : TEXT(""));
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    bool is_gone = text_equal(status, TEXT("archived"));
    return page_redirect(call, is_gone ? TEXT("/partner/postbacks") : page_url(call, postback.id));
}

// ---- one delivery ----

enum rc web_partner_delivery(struct call *call)
{
    struct render render;
    struct postback postback;
    struct postback_delivery delivery;
    TRY(access_postback_delivery(call, (struct postback_delivery_id){call->ids[0]}, &delivery, &postback));
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_POSTBACK_DELIVERY, delivery.id.v);
    struct partner_delivery_view view = {
        .frame = portal_frame(call, &render, PLACE_POSTBACKS),
        .back_url = page_url(call, postback.id),
        .here = text_format(call->arena, "/partner/deliveries/%.*s", TEXT_PRINT(id)),
        .request = {.name = TEXT("request"), .label = phrase_postbacks_request(r)},
        .answer = {.name = TEXT("answer"), .label = phrase_postbacks_answered(r), .code = delivery.answer},
        .has_request = !text_is_empty(delivery.url),
    };
    view.request.code =
        text_format(call->arena, "GET %.*s\nwebhook-id: %.*s\nwebhook-timestamp: …\nwebhook-signature: v1,…",
                    TEXT_PRINT(delivery.url), TEXT_PRINT(id));
    TRY(fill_row(call, &render, &delivery, &view.row));
    view.may_write = view.row.may_retry;
    view.frame.title = phrase_postbacks_delivery(r);
    partner_delivery_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_delivery_retry(struct call *call)
{
    struct postback postback;
    struct postback_delivery delivery;
    TRY(access_postback_delivery(call, (struct postback_delivery_id){call->ids[0]}, &delivery, &postback));
    TRY(postback_retry(&call->flow, delivery.id));
    return page_redirect(call, show_url(call, "/partner/deliveries/", PREFIX_POSTBACK_DELIVERY, delivery.id.v));
}
