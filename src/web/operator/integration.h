// SPDX-License-Identifier: Apache-2.0
// The integration check of a program, for the operator and its advertiser: what to put into the shop, whether it was
// heard of, and the last reports with the cause of each refusal. New reports appear by themselves (data-live), or when
// the page is loaded again.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"
#include "program/program.h"

// One door: whether anything came in.
struct door_light {
    struct text name;
    enum tone tone;
    enum icon icon;
    struct text state;   // "Nothing has come in yet"
    struct instant at;   // of the last report
    bool is_seen;        // at is known
    struct text refused; // "2 of the last 14 reports were refused"; TEXT_NONE: none
};
struct door_light_list {
    const struct door_light *items;
    size_t count;
};

struct heard_row {
    struct instant at;
    struct text door;
    struct text kind;
    struct text outcome;
    enum tone tone;
    struct text cause; // in words; TEXT_NONE: none
    struct text request;
    struct text url; // of the conversion; TEXT_NONE: none was made
};
struct heard_row_list {
    const struct heard_row *items;
    size_t count;
};

// What goes into the shop.
struct shop_codes {
    struct code_block_view tag;
    struct code_block_view order;
    struct code_block_view policy;
    struct code_block_view postback;
    struct text check_url; // the shop's page that reports a check; TEXT_NONE: the program has no offer
};

struct integration_view {
    struct frame_view frame;
    struct door_light_list doors;
    struct shop_codes codes;
    struct heard_row_list reports;
    struct text here;
    struct text webhooks_url;
};

// What came in, each with its outcome and the cause of it; the rows of a list.
struct heard_rows_view {
    struct heard_row_list rows;
};

// GET /programs/{program}/integration
enum rc web_integration(struct call *call) MUST_USE;

// ---- for other pages ----

// The last reports of a program, newest first: of one door, TEXT_NONE of all.
enum rc integration_reports(struct call *call, const struct render *render, const struct program *program,
                            struct text door, struct heard_row_list *ret_reports) MUST_USE;

// ---- for the wizard ----

// The snippets of a program; offer may be NULL.
enum rc integration_codes(struct call *call, const struct render *render, const struct program *program,
                          const struct offer *offer, struct shop_codes *ret_codes) MUST_USE;
// Tag, postback and webhook, in this order.
enum rc integration_doors(struct call *call, const struct render *render, const struct program *program,
                          struct door_light_list *ret_doors) MUST_USE;
// The program's newest offer. RC_NOT_FOUND when it has none.
enum rc integration_offer(struct call *call, struct program_id id, struct offer *ret_offer) MUST_USE;
