// SPDX-License-Identifier: Apache-2.0
// Answers and refusals.
#include "call.h"

#include "identity/public_id.h"

#define CURSOR_PREFIX "cur"
#define ANSWER_BYTES_MAX ((size_t)16 << 20)

enum rc call_refuse(struct call *call, int status, const char *code, const char *field, const char *message)
{
    call->refusal_status = status;
    return fault_set(call->fault, RC_INVALID, code, field, "%s", message);
}

enum rc call_print_json(struct call *call, struct text json)
{
    call->response->body = json;
    call->is_rendered = true;
    http_response_header(call->response, "Content-Type", TEXT("application/json; charset=utf-8"));
    return RC_OK;
}

enum rc call_answer_file(struct call *call, struct text media_type, struct text name, struct text bytes)
{
    call->response->body = text_copy(call->arena, bytes);
    call->is_rendered = true;
    http_response_header(call->response, "Content-Type", media_type);
    http_response_header(call->response, "Content-Disposition",
                         text_format(call->arena, "attachment; filename=\"%.*s\"", TEXT_PRINT(name)));
    return RC_OK;
}

static enum rc print_end(struct call *call, const struct buf *buf)
{
    if (buf->is_overflown) {
        return fault_internal(call->fault, RC_FAULT, "the answer is larger than %zu bytes", ANSWER_BYTES_MAX);
    }
    return call_print_json(call, buf_text(buf));
}

enum rc call_print(struct call *call, const struct schema *schema, const void *structure)
{
    struct buf buf = buf_new(call->arena, ANSWER_BYTES_MAX);
    struct json_writer writer = json_writer_new(&buf);
    schema_print(&writer, call->arena, call->keyring, schema, structure);
    return print_end(call, &buf);
}

void call_answer_by(struct call *call, enum rc (*render)(struct call *call, const void *view), void *view)
{
    call->render = render;
    call->view = view;
}

enum rc call_print_page(struct call *call, const struct call_page *page)
{
    const struct schema *schema = call->route->answer;
    struct buf buf = buf_new(call->arena, ANSWER_BYTES_MAX);
    struct json_writer writer = json_writer_new(&buf);
    bool has_more = page->count > (size_t)page->limit;
    size_t count = has_more ? (size_t)page->limit : page->count;
    struct text next = TEXT_NONE;
    json_begin_object(&writer);
    json_name(&writer, "data");
    json_begin_array(&writer);
    for (size_t i = 0; i < count; i++) {
        const char *item = (const char *)page->items + i * schema->size;
        schema_print(&writer, call->arena, call->keyring, schema, item);
        if (has_more && i + 1 == count) {
            const int64_t *id = (const void *)(item + page->id_offset);
            next = public_id_text(call->arena, call->keyring, CURSOR_PREFIX, *id);
        }
    }
    json_end_array(&writer);
    json_put_text(&writer, "next", next);
    json_end_object(&writer);
    return print_end(call, &buf);
}

struct text call_cursor(const struct call *call, int64_t id)
{
    return public_id_text(call->arena, call->keyring, CURSOR_PREFIX, id);
}

enum rc call_page_start(struct call *call, struct opt_int64 limit, struct text cursor, int64_t *ret_limit,
                        int64_t *ret_before_id)
{
    *ret_limit = limit.has ? limit.v : CALL_LIMIT_DEFAULT;
    *ret_before_id = 0;
    if (text_is(cursor) && public_id_parse(call->keyring, CURSOR_PREFIX, cursor, ret_before_id) != RC_OK) {
        return call_refuse(call, 400, "cursor_malformed", "cursor", "cursor must be the `next` of the page before");
    }
    return RC_OK;
}

struct text call_link_url(const struct call *call, struct text code)
{
    return text_format(call->arena, "%.*s/c/%.*s", TEXT_PRINT(call->app->public_url), TEXT_PRINT(code));
}

enum rc call_parse_parameters(struct call *call, struct text encoded, struct parameters *ret_parameters)
{
    *ret_parameters = (struct parameters){.count = 0};
    if (!text_is(encoded)) {
        return RC_OK;
    }
    struct text at = TEXT_NONE;
    enum rc rc = query_parse(call->arena, encoded, ret_parameters, &at);
    if (rc != RC_OK) {
        return call_refuse(call, 400, rc == RC_REFUSED ? "too_many_parameters" : "query_malformed", "",
                           "the parameters are malformed: percent-encoded UTF-8 is wanted");
    }
    return RC_OK;
}
