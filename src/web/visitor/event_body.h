// SPDX-License-Identifier: Apache-2.0
// What the tag in a shop's page reports (docs/tracking.md, "The tag"), read from decoded parameters. Pure.
//
// A page is in the hands of its visitor, so a tag says less than an advertiser's server: what would decide the outcome
// (status, split, reason, the time of the event) is not taken from it, and every order waits for a decision.
#pragma once

#include "visitor/postback_claim.h"

#define EVENT_BODY_MAX 16384 // bytes
#define EVENT_PATH_MAX 2048
#define EVENT_QUERY_MAX 8192

enum event_kind {
    EVENT_LEAD,
    EVENT_SALE,
    EVENT_ARRIVAL, // a visitor came to the page with a click id that was new there
    EVENT_CHECK,   // somebody opened the page to see whether the tag works
};

struct event_body {
    enum event_kind kind;
    struct text program;           // public id
    bool is_unstored;              // the visitor consented to no storage
    struct conversion_claim claim; // source "tag", status "pending"; without advertiser, program and visitor
};
// RC_INVALID, each with its field: program_required, event_unknown, consent_malformed, parameter_repeated.
enum rc event_body_read(struct arena *arena, const struct parameters *parameters, struct event_body *ret_body,
                        struct fault *fault) MUST_USE;

// A visit by a link form on the shop's own page.
struct event_visit {
    struct text program;
    bool is_unstored;
    struct parameters parameters; // of the page's address
    struct text prefix, code;     // of its path, when that has just two segments; else TEXT_NONE
};
// RC_INVALID, each with its field: program_required, consent_malformed, parameter_repeated, path_malformed,
// query_malformed, text_too_long.
enum rc event_visit_read(struct arena *arena, const struct parameters *parameters, struct event_visit *ret_visit,
                         struct fault *fault) MUST_USE;

// The host of an Origin header (RFC 6454 §7: scheme, host, port), lower case; TEXT_NONE for "null" and everything that
// is no http or https origin.
struct text event_origin_host(struct arena *arena, struct text origin);
