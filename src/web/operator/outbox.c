// SPDX-License-Identifier: Apache-2.0
// The outbox, for operators.
#include "operator/outbox.h"

#include "identity/public_id.h"
#include "mail/mail_send.h"
#include "network/network.h"
#include "operator/network_tabs.h"
#include "outbox_html.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "user/letter_print.h"

#define PATH "/operator/mail"

struct outbox_query {
    struct list_query list;
    struct text status;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct outbox_query),
    FIELD_CHOICE(struct outbox_query, status, "queued,sent,failed", FIELD_BLANK, "Only those of this status."),
};
const struct schema schema_outbox_query = SCHEMA("OutboxQuery", struct outbox_query, query_fields);

// What `read` and `show` need beside the query.
struct outbox {
    const struct outbox_query *query;
    struct letter_context context;
};

enum { COLUMN_SUBJECT, COLUMN_STATE, COLUMN_QUEUED, COLUMN_ATTEMPTS, COLUMN_PROBLEM, COLUMN_NEXT };
static const struct list_column columns[] = {
    [COLUMN_SUBJECT] = {"subject", PHRASE_OUTBOX_LETTER, 0, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_QUEUED] = {"queued", PHRASE_OUTBOX_QUEUED_AT, 0, 0},
    [COLUMN_ATTEMPTS] = {"attempts", PHRASE_OUTBOX_ATTEMPTS, LIST_FIGURE, 0},
    [COLUMN_PROBLEM] = {"problem", PHRASE_OUTBOX_PROBLEM, 0, 0},
    [COLUMN_NEXT] = {"next", PHRASE_OUTBOX_NEXT, 0, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct outbox *outbox = list->page;
    struct call *call = list->call;
    struct mail *rows = NULL;
    TRY(flow_stored(&call->flow, mail_list(call->db, call->arena, outbox->query->status, slice->after, slice->limit,
                                           &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct text state_word(const struct reader *r, const struct mail *mail)
{
    if (!instant_is_none(mail->claimed_at)) {
        return phrase_outbox_sending(r);
    }
    if (text_equal(mail->status, TEXT("queued"))) {
        return phrase_outbox_queued(r);
    }
    return text_equal(mail->status, TEXT("sent")) ? phrase_outbox_sent(r) : phrase_outbox_failed(r);
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct mail *mail = (const struct mail *)rows + at;
    const struct outbox *outbox = list->page;
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    bool is_waiting = text_equal(mail->status, TEXT("queued"));
    struct text subject = letter_subject(&call->flow, &outbox->context, mail);
    row->id = mail->id;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_MAIL, mail->id);
    row->label = subject;
    row->is_unselectable = text_equal(mail->status, TEXT("sent")) || !instant_is_none(mail->claimed_at);
    row->cells[COLUMN_SUBJECT] = (struct cell_view){.kind = CELL_NAME, .text = subject, .note = mail->recipient};
    row->cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_TEXT, .text = state_word(r, mail)};
    row->cells[COLUMN_QUEUED] = (struct cell_view){.kind = CELL_TIME, .at = mail->queued_at};
    row->cells[COLUMN_ATTEMPTS] = (struct cell_view){.kind = CELL_NUMBER, .number = mail->attempts};
    if (text_is(mail->problem)) {
        row->cells[COLUMN_PROBLEM] = (struct cell_view){.kind = CELL_NAME, .text = mail->problem};
    }
    if (is_waiting && call->app->smtp != NULL) {
        row->cells[COLUMN_NEXT] = (struct cell_view){.kind = CELL_TIME, .at = mail->next_at};
    }
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "outbox",
    .title = PHRASE_NETWORK_MAIL,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

static struct choice_list statuses(const struct list *list)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 4);
    items[0] = (struct choice){.label = phrase_conversions_all(r)};
    items[1] = (struct choice){.value = TEXT("queued"), .label = phrase_outbox_queued(r)};
    items[2] = (struct choice){.value = TEXT("failed"), .label = phrase_outbox_failed(r)};
    items[3] = (struct choice){.value = TEXT("sent"), .label = phrase_outbox_sent(r)};
    return (struct choice_list){.items = items, .count = 4};
}

enum rc web_outbox(struct call *call)
{
    const struct outbox_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct outbox outbox = {
        .query = query,
        .context = {.public_url = call->app->public_url, .brand = render.page->brand, .zone = render.page->zone}};
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, &outbox, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct outbox_view view = {.frame = portal_frame(call, &render, PLACE_NETWORK)};
    view.frame.title = phrase_network_mail(r);
    view.frame.lead = phrase_outbox_lead(r);
    view.tabs = network_tabs(call, &render, NETWORK_MAIL);
    if (call->app->smtp == NULL) {
        view.notice =
            (struct notice_view){.tone = TONE_WARNING, .title = phrase_mail_off(r), .message = phrase_mail_off_text(r)};
        view.example = (struct code_block_view){.name = TEXT("smtp"),
                                                .label = phrase_mail_off_example(r),
                                                .code = TEXT("smtp-host = mail.example.com\n"
                                                             "smtp-from = network@example.com\n"
                                                             "smtp-user = network@example.com\n"
                                                             "smtp-password-file = /etc/tributary/smtp-password\n")};
    }
    view.list.tabs = list_tabs(&list, "status", phrase_word_state(r), statuses(&list));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_MESSAGE,
                                          .title = phrase_outbox_empty(r),
                                          .message = phrase_outbox_empty_text(r),
                                          .action = phrase_network_settings(r),
                                          .url = TEXT("/operator/settings")};
    TRY(list_fill(&list, &view.list));
    if (capability_is_for(CAP_MAIL_WRITE, call->actor.duty)) {
        struct choice *actions = arena_many(call->arena, struct choice, 1);
        actions[0] = (struct choice){.value = TEXT("retry"), .label = phrase_outbox_retry(r)};
        view.list.bulk_url = TEXT(PATH "/retry");
        view.list.bulk = (struct bulk_bar_view){.name = TEXT("action"), .actions = {.items = actions, .count = 1}};
        view.list.table.is_selectable = true;
    }
    outbox_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_outbox_retry(struct call *call)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(list_selected(call, PREFIX_MAIL, &ids, &count));
    for (size_t i = 0; i < count; i++) {
        enum rc rc = mail_send_retry(&call->flow, ids[i]);
        if (rc == RC_NOT_FOUND) { // it left meanwhile
            fault_clear(call->fault);
            continue;
        }
        TRY(rc);
    }
    return list_return(call, PATH, count == 0 ? TEXT(LIST_DONE_NOTHING) : TEXT_NONE);
}
