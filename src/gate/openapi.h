// SPDX-License-Identifier: Apache-2.0
// The OpenAPI 3.1 document, written from the tables that route requests and the descriptors that read and print them.
#pragma once

#include "route.h"

struct openapi_options {
    const struct route_table *const *tables;
    size_t table_count;
    struct text version; // "tributary 0.1.0"
};

// Every route of the tables that have a base; the same tables give the same bytes. BUG when two different schemas have
// one name.
enum rc openapi_document(struct arena *arena, const struct openapi_options *options, struct text *ret_document,
                         struct fault *fault) MUST_USE;
