// SPDX-License-Identifier: Apache-2.0
// GET /status: which parts answer, as of when. Public; says nothing of anybody.
#pragma once

#include "public/site.h"

#include "component/basic.h"

struct status_row {
    struct text part;
    struct text detail;
    bool is_good;
};
struct status_row_list {
    const struct status_row *items;
    size_t count;
};
struct status_page_view {
    struct site_view site;
    bool is_good; // all parts are
    struct instant at;
    struct status_row_list rows;
};

enum rc web_status(struct call *call) MUST_USE;
