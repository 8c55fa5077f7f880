// SPDX-License-Identifier: Apache-2.0
// What all pages of a portal have in common: frame and menu of the role, addresses of things, and figures.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"
#include "page/page.h"

// Which entry of the menu is lit.
enum portal_place {
    PLACE_NONE,
    PLACE_TODAY,
    PLACE_EXPLORE,
    PLACE_LIVE,
    PLACE_CONVERSIONS,
    PLACE_PARTNERS,
    PLACE_NETWORK,
    PLACE_TEAM,
    PLACE_PROGRAMS,
    PLACE_ALL_LINKS,
    PLACE_PAYOUTS,
    PLACE_LEDGER,
    PLACE_DISPUTES,
    PLACE_APPLICATIONS,
    PLACE_HOME,
    PLACE_PERFORMANCE,
    PLACE_LINKS,
    PLACE_OWN_CONVERSIONS,
    PLACE_PARTNER_PROGRAMS,
    PLACE_POSTBACKS,
    PLACE_LETTERS,
    PLACE_EARNINGS,
    PLACE_ACCOUNT,
};

// The frame for who is signed in; title and lead are the page's to set.
struct frame_view portal_frame(const struct call *call, const struct render *render, enum portal_place place);
// The beginning of a day of the network's that a form's field holds; INSTANT_NONE when it is empty. RC_INVALID
// day_malformed names the field.
enum rc portal_day_typed(struct call *call, const char *field, struct instant *ret_instant) MUST_USE;

// Where the role begins: "/operator", "/advertiser", "/partner", "/account".
struct text portal_home(enum role role);

// GET /home: leads to portal_home.
enum rc web_home(struct call *call) MUST_USE;
