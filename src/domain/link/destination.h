// SPDX-License-Identifier: Apache-2.0
// Where a click leads. A destination is an absolute http(s) URL, written by the operator, with macros in braces:
//
//   {click_id} {partner} {offer} {program} {link} {source} {ext} {sub1} … {sub10}, and {NAME} for every further
//   parameter that the offer lists
//
// A macro stands after the host and is filled percent-encoded, so that no value can change where the visitor goes or
// end a header line. A destination without {click_id} gets the click id in a query parameter. What is built is
// looked at again, whatever went in: scheme, host and port must be those of the URL that was allowed, and no character
// may be one that ends a header or that clients read differently. A redirect that fails here goes to the fallback page.
// Pure.
//
// A visitor's ?to=URL (deep link) leads only to hosts that the offer lists, and carries no macros.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "format/url.h"

#define DESTINATION_BYTES_MAX 2048

// RC_INVALID, field destination_url: url_malformed, macro_unknown, macro_in_host, macro_unclosed. parameters: the
// offer's comma list. Gives the host that every filled form of it has.
enum rc destination_check(struct arena *arena, struct text destination, struct text parameters, struct text *ret_host,
                          struct fault *fault) MUST_USE;

struct destination {
    struct text url;                // the offer's or link's destination with macros, or the visitor's own without
    bool is_deep_link;              // url is the visitor's: no macros, hosts are what it may lead to
    struct text hosts;              // the offer's comma list
    struct text click_id_parameter; // name for a destination without {click_id}
    struct text click_id;
    struct text partner; // codes and public ids: for their macros
    struct text offer;
    struct text program;
    struct text link;
    const struct parameters *kept; // parameters of the click: source, ext, sub1 …, listed ones
};
// The Location. RC_REFUSED when it cannot be built: malformed, too long even without the visitor's values, or a host
// that is not allowed. A URL that gets too long by the visitor's values is built without them.
enum rc destination_build(struct arena *arena, const struct destination *destination, struct text *ret_url) MUST_USE;

// Whether a host (lower case) is one of a comma list: exact, or "*.example.com" for what is below it.
bool destination_host_is_listed(struct text host, struct text hosts);
