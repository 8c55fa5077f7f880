// SPDX-License-Identifier: Apache-2.0
// The operator's search over everything that has a name or a number: what is named exactly so leads straight there
// when it is the only one; else all of that name, then the partners and orders that hold the words.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/frame.h"

struct find_view {
    struct frame_view frame;
    struct text words;
    bool is_asked;
    struct list_rows_view hits;
};
extern const struct schema schema_find_query;

// GET /find?q=
enum rc web_find(struct call *call) MUST_USE;
