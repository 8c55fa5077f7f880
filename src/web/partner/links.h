// SPDX-License-Identifier: Apache-2.0
// The links of the partner who is signed in, and a form for a new one.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "page/frame.h"
#include "partner/link_builder.h"

struct own_link {
    struct text name; // of its field in the page
    struct text offer;
    struct text url;
    struct text qr_url; // of the QR code; the format follows
    int64_t clicks;
    int64_t conversions;
};
struct own_link_list {
    const struct own_link *items;
    size_t count;
};
struct own_coupon {
    struct text code;
    struct text program;
    struct text discount; // "10 %"; TEXT_NONE none
};
struct own_coupon_list {
    const struct own_coupon *items;
    size_t count;
};
struct partner_links_view {
    struct frame_view frame;
    bool is_welcome; // the partner has just begun: the first link is made already
    struct link_builder_view builder;
    struct own_coupon_list coupons;
    struct form_error_list errors;
    struct own_link_list links;
    bool has_offers;
    struct select_view offer;
    struct input_view destination;
    struct input_view code;
};

// GET and POST /partner/links: offer, destination, code; the form again with what was typed when it is refused.
enum rc web_partner_links(struct call *call) MUST_USE;
enum rc web_partner_link_make(struct call *call) MUST_USE;
