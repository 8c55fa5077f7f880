// SPDX-License-Identifier: Apache-2.0
// Pages of the performance report. A cursor is the hexadecimal form of a JSON array: for each dimension the public id
// of the noun (null: none) or the key's text, then the currency.
#include "v1/report_page.h"

#include <string.h>

#include "format/encode.h"
#include "identity/public_id.h"

static const char *prefix_of(enum report_dimension dimension)
{
    static const char *const prefixes[] = {[REPORT_PARTNER] = PREFIX_PARTNER,
                                           [REPORT_PROGRAM] = PREFIX_PROGRAM,
                                           [REPORT_OFFER] = PREFIX_OFFER,
                                           [REPORT_LINK] = PREFIX_LINK};
    return dimension <= REPORT_LINK ? prefixes[dimension] : NULL;
}

static struct text cursor_of(const struct call *call, const struct report_request *request,
                             const struct report_row *row)
{
    struct buf json = buf_new(call->arena, REPORT_CURSOR_CHARACTERS_MAX / 2);
    struct json_writer w = json_writer_new(&json);
    json_begin_array(&w);
    for (size_t i = 0; i < request->dimension_count; i++) {
        const char *prefix = prefix_of(request->dimensions[i]);
        json_add_text(&w,
                      prefix == NULL ? row->keys[i] : public_id_text(call->arena, call->keyring, prefix, row->ids[i]));
    }
    json_add_text(&w, currency_text(&row->currency));
    json_end_array(&w);
    struct buf cursor = buf_new(call->arena, REPORT_CURSOR_CHARACTERS_MAX);
    hex_encode(&cursor, json.p, json.n);
    return buf_text(&cursor);
}

static bool cursor_read(const struct call *call, const struct report_request *request, struct text cursor,
                        struct report_row *ret_row)
{
    struct fault fault = {.rc = RC_OK};
    const struct json *array = NULL;
    char *bytes = arena_bytes(call->arena, cursor.n / 2);
    if (hex_decode(cursor, bytes, cursor.n / 2) != RC_OK ||
        json_parse(call->arena, (struct text){.p = bytes, .n = cursor.n / 2}, &array, &fault) != RC_OK ||
        !json_is_array(array) || json_count(array) != request->dimension_count + 1) {
        return false;
    }
    *ret_row = (struct report_row){0};
    for (size_t i = 0; i < request->dimension_count; i++) {
        const struct json *key = json_at(array, i);
        const char *prefix = prefix_of(request->dimensions[i]);
        bool is_good = prefix == NULL ? json_is_text(key)
                                      : json_is_null(key) || public_id_parse(call->keyring, prefix, json_text(key),
                                                                             &ret_row->ids[i]) == RC_OK;
        if (!is_good) {
            return false;
        }
        ret_row->keys[i] = prefix == NULL ? json_text(key) : TEXT("");
    }
    return currency_parse_recorded(json_text(json_at(array, request->dimension_count)), &ret_row->currency) == RC_OK;
}

enum rc report_page_cut(struct call *call, struct arena *arena, const struct report_request *request,
                        struct report_page *page, struct report *report)
{
    size_t from = 0;
    struct report_row last;
    if (text_is(page->cursor)) {
        if (!cursor_read(call, request, page->cursor, &last)) {
            return call_refuse(call, 400, "cursor_malformed", "cursor", "cursor must be the `next` of the page before");
        }
        from = report_place_after(request, report, &last);
    }
    size_t limit = page->limit.has ? (size_t)page->limit.v : REPORT_PAGE_DEFAULT;
    size_t left = report->row_count - from;
    report->rows += from;
    report->row_count = left < limit ? left : limit;
    page->next = left > limit ? cursor_of(call, request, &report->rows[limit - 1]) : TEXT_NONE;
    return flow_stored(&call->flow, report_name(call->db, arena, request, report->rows, report->row_count));
}
