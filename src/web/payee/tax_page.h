// SPDX-License-Identifier: Apache-2.0
// Who a partner, or the network itself, is for the tax office: what invoices say, and whether the network may write the
// partner's.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/story.h"
#include "page/frame.h"

#define TAX_FIELDS 9

struct tax_field_list {
    struct input_view *items;
    size_t count;
};
struct tax_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct text action;
    bool is_network;
    struct tax_field_list fields;
    struct checkbox_view agreed;
    struct text since; // since when self-billing is agreed, in words; TEXT_NONE: it is not
};
extern const struct schema schema_tax_page_query;

// GET and POST /partner/tax and /operator/tax
enum rc web_tax(struct call *call) MUST_USE;
enum rc web_tax_save(struct call *call) MUST_USE;
