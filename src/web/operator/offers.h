// SPDX-License-Identifier: Apache-2.0
// Offers and coupons of a program, for the operator, and the advertiser whom a program needs first.
#pragma once

#include "operator/programs.h"

struct offers_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct text url; // of the program
    struct list_view list;
};
extern const struct schema schema_offers_query;

struct offers_form_view {
    struct frame_view frame;
    struct programs_head_view head;
    bool is_new;
    struct text action;
    struct text program_url;
    enum state state;
    struct form_error_list errors;
    struct input_view name, destination, hosts, click_id_parameter, parameters;
    struct textarea_view goals;
};

struct coupons_row {
    struct text code;
    struct text partner;
    struct text partner_url;
    struct text discount; // TEXT_NONE: none
    struct text action;   // of the button that archives or opens it
    enum state state;
};
struct coupons_row_list {
    const struct coupons_row *items;
    size_t count;
};
struct offers_coupons_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct text action;
    struct column_list columns;
    struct coupons_row_list rows;
    struct pager_view pager;
    struct form_error_list errors;
    bool has_partners;
    struct select_view partner;
    struct input_view code, discount;
};

struct offers_advertiser_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct input_view name;
    struct input_view currency;
    struct text token; // shown once, after it was made; TEXT_NONE: the form
};

// GET /operator/programs/{program}/offers, …/offers/new; POST …/offers
enum rc web_operator_offers(struct call *call) MUST_USE;
enum rc web_operator_offer_new(struct call *call) MUST_USE;
enum rc web_operator_offer_make(struct call *call) MUST_USE;
// GET and POST /operator/offers/{offer}; POST /operator/offers/{offer}/status/{status}: active, closed, archived
enum rc web_operator_offer(struct call *call) MUST_USE;
enum rc web_operator_offer_change(struct call *call) MUST_USE;
enum rc web_operator_offer_status(struct call *call) MUST_USE;
// GET and POST /operator/programs/{program}/coupons; POST /operator/coupons/{coupon}/status/{status}
enum rc web_operator_coupons(struct call *call) MUST_USE;
enum rc web_operator_coupon_make(struct call *call) MUST_USE;
enum rc web_operator_coupon_status(struct call *call) MUST_USE;
// GET and POST /operator/advertisers/new: its postback token is shown in the answer, once.
enum rc web_operator_advertiser_new(struct call *call) MUST_USE;
enum rc web_operator_advertiser_make(struct call *call) MUST_USE;
