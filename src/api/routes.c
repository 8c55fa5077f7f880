// SPDX-License-Identifier: Apache-2.0
// The table of the JSON interface.
#include "routes.h"

#include "v1/handlers.h"

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    {.method = HTTP_##method_,                                                                       \
     .pattern = (path),                                                                              \
     .handler = api_##handler_,                                                                      \
     .capability = CAP_##capability_,                                                                \
     .csrf = CSRF_##csrf_,                                                                           \
     .flags = (flags_),                                                                              \
     .query = &schema_##query_,                                                                      \
     .body = &schema_##body_,                                                                        \
     .answer = &schema_##answer_,                                                                    \
     .summary = (summary_),                                                                          \
     .name = #handler_},

static const struct route routes[] = {
#include "v1/all.def"
};
#undef ROUTE

const struct route_table api_routes = {
    .routes = routes, .count = sizeof(routes) / sizeof(routes[0]), .base = "/api/v1"};
