// SPDX-License-Identifier: Apache-2.0
// The address of a page as its state: the same page with some parameters set otherwise.
#pragma once

#include "call.h"
#include "component/list.h"

struct address {
    struct arena *arena;
    const char *path;
    struct parameters given; // what the request's query holds
};
struct address_change {
    const char *name;
    struct text value; // TEXT_NONE or "": left out
};

// 400 query_malformed as call_parse_parameters says.
enum rc address_open(struct call *call, const char *path, struct address *ret_address) MUST_USE;
// What stands behind '?'. Parameters keep their order; cursor, page, format and done are always left out unless they
// are set here.
struct text address_query(const struct address *address, const struct address_change *changes, size_t count);
struct text address_url(const struct address *address, const struct address_change *changes, size_t count);
// The path with this query; without '?' when it is empty.
struct text address_with(const struct address *address, struct text query);
// What a GET form must carry along: all parameters but those that it sets itself.
struct hidden_field_list address_kept(const struct address *address, const char *const *own, size_t count);
