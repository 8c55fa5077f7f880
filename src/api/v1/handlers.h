// SPDX-License-Identifier: Apache-2.0
// Handlers and schemas of every route, declared from the table itself. A schema is defined once, beside its handler, as
// `const struct schema schema_NAME`.
#pragma once

#include "access.h"
#include "gate.h"

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    enum rc api_##handler_(struct call *call) MUST_USE;                                              \
    extern const struct schema schema_##query_;                                                      \
    extern const struct schema schema_##body_;                                                       \
    extern const struct schema schema_##answer_;
#include "v1/all.def"
#undef ROUTE

// The query of a list without filters.
struct page_query {
    CALL_PAGE_MEMBERS;
};

static inline struct opt_int64 some_int64(int64_t v)
{
    return (struct opt_int64){.has = true, .v = v};
}
