// SPDX-License-Identifier: Apache-2.0
// Links of all partners, and the domains that they work under.
#pragma once

#include "component/form_fill.h"
#include "component/story.h"
#include "page/frame.h"
#include "portal/list.h"

struct links_view {
    struct frame_view frame;
    struct tabs_view places;
    struct list_view list;
};
struct domains_row {
    struct text host;
    struct text note;
    struct text check_url;
    struct text action; // of the button that archives or opens it
    struct instant since;
    enum state state;
};
struct domains_row_list {
    const struct domains_row *items;
    size_t count;
};
struct links_domains_view {
    struct frame_view frame;
    struct tabs_view places;
    struct text own;      // the server's own address
    struct text fallback; // TEXT_NONE: the built-in page
    bool has_toast;
    struct toast_view toast;
    struct form_error_list errors;
    struct column_list columns;
    struct domains_row_list rows;
    struct input_view host, note;
};
extern const struct schema schema_links_query;

// GET /operator/links: a list (portal/list.h) with the filters status and program_id.
enum rc web_operator_links(struct call *call) MUST_USE;
// POST /operator/links/status: each `id` gets the `status`; back to `return`.
enum rc web_operator_links_status(struct call *call) MUST_USE;
// GET and POST /operator/domains; POST /operator/domains/{host}/status/{status}
enum rc web_operator_domains(struct call *call) MUST_USE;
enum rc web_operator_domain_make(struct call *call) MUST_USE;
enum rc web_operator_domain_status(struct call *call) MUST_USE;
// GET /ask?domain=: 200 for a name that this server answers under, 404 for any other (Caddy's on_demand_tls.ask).
enum rc web_ask(struct call *call) MUST_USE;
