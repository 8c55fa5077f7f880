// SPDX-License-Identifier: Apache-2.0
// The letters that were queued, as operators see them.
#include "mail/mail.h"

#include "v1/handlers.h"

struct mail_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct mail_query),
    FIELD_CHOICE(struct mail_query, status, "queued,sent,failed", 0, "Only of this status."),
};
const struct schema schema_mail_query = SCHEMA("MailQuery", struct mail_query, query_fields);

struct mail_view {
    int64_t id;
    struct text recipient, template, language, parameters, status;
    struct opt_int64 attempts;
    struct text problem;
    struct instant queued_at, settled_at;
};
static const struct field mail_fields[] = {
    FIELD_EMAIL(struct mail_view, recipient, 0, "To whom."),
    FIELD_TEXT(struct mail_view, template, 0, 64, 0, "Which letter."),
    FIELD_TEXT(struct mail_view, language, 0, 5, 0, "In which language."),
    FIELD_RAW(struct mail_view, parameters, "{\"type\":\"object\"}", "What is filled into it."),
    FIELD_CHOICE(struct mail_view, status, "queued,sent,failed", 0, "As it stands now."),
    FIELD_INT64(struct mail_view, attempts, 0, INT64_MAX, 0, "Times that sending was tried."),
    FIELD_TEXT(struct mail_view, problem, 0, 500, 0, "What the last attempt ran into."),
    FIELD_INSTANT(struct mail_view, queued_at, 0, "When it was queued."),
    FIELD_INSTANT(struct mail_view, settled_at, 0, "When it was sent or given up."),
};
const struct schema schema_mail = SCHEMA("Mail", struct mail_view, mail_fields);

enum rc api_mail_list(struct call *call)
{
    const struct mail_query *query = call->query;
    int64_t limit;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct mail *list;
    size_t count;
    TRY(flow_stored(&call->flow, mail_list(call->db, call->arena, query->status, before, limit + 1, &list, &count)));
    struct mail_view *views = arena_many(call->arena, struct mail_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct mail_view){
            .id = list[i].id,
            .recipient = list[i].recipient,
            .template = list[i].template,
            .language = list[i].language,
            .parameters = list[i].parameters,
            .status = list[i].status,
            .attempts = some_int64(list[i].attempts),
            .problem = list[i].problem,
            .queued_at = list[i].queued_at,
            .settled_at = list[i].settled_at,
        };
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct mail_view, id)};
    return call_print_page(call, &page);
}
