// SPDX-License-Identifier: Apache-2.0
// Percent encoding, query strings (RFC 3986, application/x-www-form-urlencoded) and the careful reading of absolute
// http(s) URLs that redirects may go to. A URL that reads differently in two clients is refused, never repaired.
#pragma once

#include "core/buf.h"
#include "core/rc.h"
#include "core/text.h"

// Appends t with everything but unreserved characters (A-Z a-z 0-9 - . _ ~) percent-encoded.
void percent_encode(struct buf *buf, struct text t);
// Decodes %XX, and '+' to space when is_form. RC_INVALID on a malformed escape, a NUL byte or malformed UTF-8.
enum rc percent_decode(struct arena *arena, struct text t, bool is_form, struct text *ret_decoded) MUST_USE;

struct parameter {
    struct text name;
    struct text value; // decoded; never TEXT_NONE
};
struct parameters {
    struct parameter *list;
    size_t count;
};

#define PARAMETERS_MAX 100

// Reads "a=1&b=2". Empty pieces are skipped; "a" is "a=". At most PARAMETERS_MAX parameters.
// RC_INVALID on malformed escapes or UTF-8 (*ret_at names the parameter's raw text), RC_REFUSED when there are too
// many. Duplicates are kept in order: whether they are allowed is the caller's rule.
enum rc query_parse(struct arena *arena, struct text query, struct parameters *ret_parameters,
                    struct text *ret_at) MUST_USE;
// The value of the first parameter with this exact name, or TEXT_NONE.
struct text parameters_get(const struct parameters *parameters, struct text name);
// How many parameters have this name.
size_t parameters_count(const struct parameters *parameters, struct text name);

struct url {
    struct text scheme;   // "http" or "https", lower case
    struct text host;     // lower case, ASCII, without brackets or trailing dot; may be an IPv4 or IPv6 literal
    int port;             // 0 when not given
    struct text path;     // begins with '/', or empty
    struct text query;    // without '?', TEXT_NONE when there is no '?'
    struct text fragment; // without '#', TEXT_NONE when there is no '#'
};

// Absolute http and https URLs only. Refused with RC_INVALID: other schemes, missing "//", user information, backslash,
// control characters and spaces, non-ASCII bytes, empty or malformed host, host with percent escapes, bad port,
// more than 2,048 bytes.
enum rc url_parse(struct arena *arena, struct text t, struct url *ret_url) MUST_USE;
// Whether host is the listed host or, for a listed "*.example.com", one label or more below it. Both in lower case.
bool url_host_matches(struct text host, struct text listed);

// ---- addresses with macros in braces: "https://shop.example/?id={click_id}" ----

// The piece up to the next macro, and the macro's name (TEXT_NONE at the end). False on a brace without its other.
bool url_macro_next(struct text *rest, struct text *ret_plain, struct text *ret_name);
// Scheme and authority of an absolute address as it stands: "https://shop.example:8443".
struct text url_authority(struct text url);
