// SPDX-License-Identifier: Apache-2.0
// The builder of deep links on the partner's page: a link of one's own, a page of the shop, sub ids. A GET form: its
// address is its state, and nothing is stored (tracking.md: `to`, `sub1` …, `source`).
#pragma once

#include "call.h"
#include "component/form.h"
#include "link/link.h"
#include "template/html.h"

struct link_builder_view {
    struct select_view link;
    struct input_view to, sub1, sub2, source;
    struct text hosts; // that the page may be on, of the chosen link
    struct text built; // the address; TEXT_NONE while nothing was asked, or something is wrong
};
// links: the partner's active ones, at least one.
enum rc link_builder_fill(struct call *call, const struct render *render, const struct link *links, size_t count,
                          struct link_builder_view *ret_view) MUST_USE;
