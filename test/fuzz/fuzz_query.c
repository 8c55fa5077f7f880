// SPDX-License-Identifier: Apache-2.0
// Percent encoding, query strings and URLs: whatever is accepted, printed and read again, is the same.
#include "core/bug.h"
#include "format/encode.h"
#include "format/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT ((size_t)1 << 20)

static void check_decode(struct arena *arena, struct text input, bool is_form)
{
    struct text decoded = TEXT_NONE;
    if (percent_decode(arena, input, is_form, &decoded) != RC_OK) {
        return;
    }
    BUG_ON(!utf8_is_valid(decoded) || text_find_char(decoded, '\0', 0) != SIZE_MAX || decoded.n > input.n);
    struct buf buf = buf_new(arena, LIMIT);
    percent_encode(&buf, decoded);
    struct text again = TEXT_NONE;
    BUG_ON(percent_decode(arena, buf_text(&buf), is_form, &again) != RC_OK);
    BUG_ON(!text_equal(decoded, again));
}

static void check_query(struct arena *arena, struct text input)
{
    struct parameters first = {0};
    struct text at = TEXT_NONE;
    enum rc rc = query_parse(arena, input, &first, &at);
    BUG_ON(rc == RC_INVALID && (at.p < input.p || at.p + at.n > input.p + input.n || at.n == 0));
    if (rc != RC_OK) {
        return;
    }
    BUG_ON(first.count > PARAMETERS_MAX);
    struct buf buf = buf_new(arena, LIMIT);
    for (size_t i = 0; i < first.count; i++) {
        percent_encode(&buf, first.list[i].name);
        buf_add_char(&buf, '=');
        percent_encode(&buf, first.list[i].value);
        buf_add_char(&buf, '&');
        BUG_ON(parameters_count(&first, first.list[i].name) == 0);
        BUG_ON(!text_is(parameters_get(&first, first.list[i].name)));
    }
    struct parameters second = {0};
    BUG_ON(query_parse(arena, buf_text(&buf), &second, NULL) != RC_OK || second.count != first.count);
    for (size_t i = 0; i < first.count; i++) {
        BUG_ON(!text_equal(first.list[i].name, second.list[i].name));
        BUG_ON(!text_equal(first.list[i].value, second.list[i].value));
    }
}

static void check_url(struct arena *arena, struct text input)
{
    struct url first;
    if (url_parse(arena, input, &first) != RC_OK) {
        return;
    }
    struct buf buf = buf_new(arena, LIMIT);
    bool is_ipv6 = text_find_char(first.host, ':', 0) != SIZE_MAX;
    buf_format(&buf, "%.*s://%s%.*s%s", TEXT_PRINT(first.scheme), is_ipv6 ? "[" : "", TEXT_PRINT(first.host),
               is_ipv6 ? "]" : "");
    if (first.port != 0) {
        buf_format(&buf, ":%d", first.port);
    }
    buf_add(&buf, first.path);
    if (text_is(first.query)) {
        buf_add_char(&buf, '?');
        buf_add(&buf, first.query);
    }
    if (text_is(first.fragment)) {
        buf_add_char(&buf, '#');
        buf_add(&buf, first.fragment);
    }
    if (buf.n > 2048) {
        return; // a short IPv6 address may have become a longer one
    }
    struct url second;
    BUG_ON(url_parse(arena, buf_text(&buf), &second) != RC_OK);
    BUG_ON(!text_equal(first.scheme, second.scheme) || !text_equal(first.host, second.host));
    BUG_ON(first.port != second.port || !text_equal(first.path, second.path));
    BUG_ON(!text_equal(first.query, second.query) || !text_equal(first.fragment, second.fragment));
    BUG_ON(!url_host_matches(first.host, second.host));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text input = {.p = (const char *)data, .n = size};
    if (size > 65536) {
        return 0;
    }
    check_decode(arena, input, /* is_form= */ false);
    check_decode(arena, input, /* is_form= */ true);
    check_query(arena, input);
    check_url(arena, input);
    return 0;
}
