// SPDX-License-Identifier: Apache-2.0
// Postbacks to partners, pure: which events there are, what an address with macros may be, how it is filled and what a
// call is signed with.
//
//   {event} {status} {reason} {conversion_id} {order_id} {program} {partner} {offer} {link} {goal} {amount}
//   {commission} {currency} {time} {click_id} {source} {ext} {sub1} … {sub10}
//
// Every value is percent-encoded, so that none can change where the call goes. {amount} is what the customer paid net
// of refunds, {commission} what the partner earns by it now, both in {currency}; {time} is the event's Unix time in
// seconds. What an event does not know is empty.
//
// A call is signed as Standard Webhooks 1.0.0 (standardwebhooks.com) says, with the address in the place of the body
// that a GET does not have: header webhook-signature holds "v1," and base64 of HMAC-SHA-256 over
// "ID.TIMESTAMP.ADDRESS", where ID and TIMESTAMP are the headers webhook-id and webhook-timestamp.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "format/url.h"

enum postback_event {
    POSTBACK_LEAD,     // a lead was credited to the partner
    POSTBACK_SALE,     // a sale was
    POSTBACK_APPROVED, // it was approved, when it came in or later
    POSTBACK_REJECTED, // the same
    POSTBACK_REFUND,   // money was given back
    POSTBACK_TEST,     // the partner asked for a test
    POSTBACK_EVENT_COUNT
};
#define POSTBACK_EVENT_WORDS "lead,sale,approved,rejected,refund" // those that can be chosen
const char *postback_event_text(enum postback_event event);       // "sale"
bool postback_event_parse(struct text t, enum postback_event *ret_event);
// Whether a comma list of events holds this one. A test is always wanted.
bool postback_wants(struct text events, enum postback_event event);

#define POSTBACK_MACRO_COUNT 27
const char *postback_macro(size_t i); // "event", …: for the page that lists them
#define POSTBACK_URL_MAX 2000         // bytes, before and after filling

// Field url: url_malformed, url_not_https (unless is_http_allowed), macro_in_host, macro_unclosed, macro_unknown.
enum rc postback_url_check(struct arena *arena, struct text url, bool is_http_allowed, struct fault *fault) MUST_USE;
// The address with its macros filled. RC_REFUSED when it gets longer than POSTBACK_URL_MAX or is malformed: what was
// stored was checked, so that only its length can be the reason.
enum rc postback_fill(struct arena *arena, struct text url, const struct parameters *values,
                      struct text *ret_url) MUST_USE;
