// SPDX-License-Identifier: Apache-2.0
// The tables of the visitor side.
#include "visitor/routes.h"

#include "visitor/visitor.h"

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    {.method = HTTP_##method_,                                                                       \
     .pattern = (path),                                                                              \
     .handler = visitor_##handler_,                                                                  \
     .capability = CAP_##capability_,                                                                \
     .csrf = CSRF_##csrf_,                                                                           \
     .flags = (flags_),                                                                              \
     .query = &schema_##query_,                                                                      \
     .body = &schema_##body_,                                                                        \
     .answer = &schema_##answer_,                                                                    \
     .summary = (summary_),                                                                          \
     .name = #handler_},

static const struct route routes[] = {
#include "visitor/visitor.def"
};

static const struct route form_routes[] = {
#include "visitor/forms.def"
};
#undef ROUTE

const struct route_table visitor_routes = {.routes = routes, .count = sizeof(routes) / sizeof(routes[0]), .base = ""};
const struct route_table visitor_form_routes = {
    .routes = form_routes, .count = sizeof(form_routes) / sizeof(form_routes[0]), .base = ""};
