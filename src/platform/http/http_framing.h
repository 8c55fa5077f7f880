// SPDX-License-Identifier: Apache-2.0
// Where a request ends: a narrow door to llhttp, the only place that includes its header (whose names collide with
// those of http.h). It reads each head that says anything about framing a second time, after http_head.c, and has the
// last word on it: what either refuses is refused. Bodies, by length or chunked, pass through it alone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"

#define HTTP_FRAMING_WORDS 16

// Must not move while a request is being read: the parser points back at it.
struct http_framing {
    uint64_t parser[HTTP_FRAMING_WORDS]; // an llhttp_t; its size is checked in http_framing.c
    bool (*add)(void *user, struct text part);
    void *user;
    uint64_t chunk_bytes_max; // a chunk that says it is larger stops the reading at once
    bool is_head_complete;
    bool is_message_complete;
    bool is_keep_alive;
};

enum http_framing_result {
    HTTP_FRAMING_COMPLETE,  // the request ends here
    HTTP_FRAMING_MORE,      // a body follows, or goes on
    HTTP_FRAMING_TRAILER,   // the last chunk has been read: trailer lines and an empty line remain
    HTTP_FRAMING_MALFORMED, // refused
    HTTP_FRAMING_STOPPED,   // `add` returned false, or a chunk is too large
};

// A head without Content-Length, Transfer-Encoding and any Connection header: the request ends with it (RFC 9112 §6.3),
// and the connection persists from version 1.1 on (§9.3).
void http_framing_none(struct http_framing *framing, int version_minor);
// Reads a head from the space after its method to its last empty line. `add` and `user` are called with each part of
// the body that follows. framing->is_keep_alive is set from the version and the Connection headers.
enum http_framing_result http_framing_head(struct http_framing *framing, struct text after_method);
// Reads body bytes; *ret_used is how many belonged to this request. Trailers are not llhttp's (8.1 lets folded lines,
// empty names and a bare line feed at the end through): the caller reads them, strictly.
enum http_framing_result http_framing_body(struct http_framing *framing, struct text bytes, size_t *ret_used);
