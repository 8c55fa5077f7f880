// SPDX-License-Identifier: Apache-2.0
// llhttp behind http_framing.h. The parser is always told the method is POST: ours was read by http_head.c, which knows
// any token, and llhttp's special treatment of CONNECT, PRI and the RTSP methods is then out of reach.
#include "http/http_framing.h"

#include <llhttp.h>
#include <string.h>

_Static_assert(sizeof(llhttp_t) <= sizeof(((struct http_framing *)0)->parser), "llhttp_t has grown");

static llhttp_t *parser_of(struct http_framing *framing)
{
    return (llhttp_t *)(void *)framing->parser;
}

static int on_headers_complete(llhttp_t *parser)
{
    struct http_framing *framing = parser->data;
    framing->is_head_complete = true;
    framing->is_keep_alive = llhttp_should_keep_alive(parser) != 0;
    // Upgrade is never accepted here: the request is answered as if it had not been asked (RFC 9110 §7.8).
    parser->upgrade = 0;
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t length)
{
    struct http_framing *framing = parser->data;
    return framing->add(framing->user, (struct text){.p = at, .n = length}) ? 0 : -1;
}

static int on_chunk_header(llhttp_t *parser)
{
    const struct http_framing *framing = parser->data;
    if (parser->content_length == 0) {
        return HPE_PAUSED;
    }
    return parser->content_length <= framing->chunk_bytes_max ? 0 : -1;
}

static int on_message_complete(llhttp_t *parser)
{
    struct http_framing *framing = parser->data;
    framing->is_message_complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};

void http_framing_none(struct http_framing *framing, int version_minor)
{
    framing->is_head_complete = true;
    framing->is_message_complete = true;
    framing->is_keep_alive = version_minor > 0;
}

enum http_framing_result http_framing_head(struct http_framing *framing, struct text after_method)
{
    llhttp_t *parser = parser_of(framing);
    llhttp_init(parser, HTTP_REQUEST, &settings);
    parser->data = framing;
    framing->is_head_complete = false;
    framing->is_message_complete = false;
    framing->is_keep_alive = false;
    if (llhttp_execute(parser, "POST", 4) != HPE_OK) {
        return HTTP_FRAMING_MALFORMED;
    }
    llhttp_errno_t result = llhttp_execute(parser, after_method.p, after_method.n);
    if (!framing->is_head_complete) {
        return HTTP_FRAMING_MALFORMED;
    }
    if (result == HPE_OK) {
        return HTTP_FRAMING_MORE;
    }
    bool is_at_end = llhttp_get_error_pos(parser) == after_method.p + after_method.n;
    return result == HPE_PAUSED && is_at_end ? HTTP_FRAMING_COMPLETE : HTTP_FRAMING_MALFORMED;
}

enum http_framing_result http_framing_body(struct http_framing *framing, struct text bytes, size_t *ret_used)
{
    llhttp_t *parser = parser_of(framing);
    llhttp_errno_t result = llhttp_execute(parser, bytes.p, bytes.n);
    *ret_used = bytes.n;
    switch ((int)result) {
    case HPE_OK:
        return HTTP_FRAMING_MORE;
    case HPE_PAUSED:
        *ret_used = (size_t)(llhttp_get_error_pos(parser) - bytes.p);
        return framing->is_message_complete ? HTTP_FRAMING_COMPLETE : HTTP_FRAMING_TRAILER;
    case HPE_USER:
    case HPE_CB_CHUNK_HEADER:
        return HTTP_FRAMING_STOPPED;
    default:
        return HTTP_FRAMING_MALFORMED;
    }
}
