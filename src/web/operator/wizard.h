// SPDX-License-Identifier: Apache-2.0
// The first run (ux.md §2.1): network, product, plan, partner, shop, click, order, receipt. What is done is told by
// what is there, so it can be left at any step and gone on with, from any browser; every step can be skipped. The test
// click and the test order are real ones and go the way of all others.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/story.h"
#include "link/link.h"
#include "network/network.h"
#include "operator/integration.h"
#include "page/frame.h"
#include "program/program.h"

enum setup_step {
    SETUP_NETWORK,
    SETUP_PRODUCT,
    SETUP_PLAN,
    SETUP_PARTNER,
    SETUP_SHOP,
    SETUP_CLICK,
    SETUP_ORDER,
    SETUP_DONE,
    SETUP_STEPS
};

// What there is of the first program.
struct setup_state {
    struct network network;
    struct program program;             // id 0: none
    struct offer offer;                 // id 0: none
    struct link link;                   // id 0: none
    struct click_id click;              // the link's last; 0: none
    struct conversion_id conversion_id; // the program's last that is credited; 0: none
    int64_t commission_id;
    struct text plan;    // TEXT_NONE: none
    int64_t test_orders; // that are not rejected
    bool is_done[SETUP_STEPS];
};
// Inside no transaction or a read one.
enum rc setup_state_read(struct call *call, struct setup_state *ret_state) MUST_USE;
// Whether nothing was set up yet: there is no program. Then Today is the first run.
enum rc setup_is_empty(struct call *call, bool *ret_is_empty) MUST_USE;
// The first step that is not done.
enum setup_step setup_next(const struct setup_state *state);
// "product"
const char *setup_step_text(enum setup_step step);
struct text setup_url(const struct call *call, enum setup_step step);

struct done_item {
    struct text label;
    struct text url; // TEXT_NONE: nothing to open
    bool is_done;
};
struct done_list {
    const struct done_item *items;
    size_t count;
};

struct wizard_view {
    struct frame_view frame;
    enum setup_step step;
    struct stepper_view stepper;
    struct text heading;
    struct text lead;
    struct form_error_list errors;
    struct input_view name, time_zone;      // network
    struct input_view destination, product; // product
    struct select_view currency;
    struct radios_view template; // plan
    struct input_view value, hold;
    struct text plan;                 // as it is; TEXT_NONE: none yet
    struct input_view partner, email; // partner
    struct copy_field_view link;      // click
    struct shop_codes codes;          // shop
    struct door_light_list doors;
    struct text integration_url;
    bool has_offer, has_link, has_click, has_order;
    struct instant click_at;
    struct input_view amount; // order
    struct text receipt_url, conversion_url;
    struct done_list left; // done
    bool has_test_orders;
    struct text here, back_url, next_url; // TEXT_NONE: first, last
};
extern const struct schema schema_setup_query;

// GET /operator/setup?step=
enum rc web_setup(struct call *call) MUST_USE;
// POST /operator/setup/…: on to the next step, or the same page with what is wrong.
enum rc web_setup_network(struct call *call) MUST_USE;
enum rc web_setup_product(struct call *call) MUST_USE;
enum rc web_setup_plan(struct call *call) MUST_USE;
enum rc web_setup_partner(struct call *call) MUST_USE;
enum rc web_setup_order(struct call *call) MUST_USE;
enum rc web_setup_undo(struct call *call) MUST_USE;

// Shows a step; fault NULL: as it is. What was typed is in call->form.
enum rc setup_show(struct call *call, enum setup_step step, const struct fault *fault) MUST_USE;
