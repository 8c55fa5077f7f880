// SPDX-License-Identifier: Apache-2.0
// The tables of the visitor side.
#include "visitor/routes.h"

#include "visitor/visitor.h"

#define ROUTE(method, path, handler, ...) ROUTE_ROW(method, path, handler, visitor_##handler, __VA_ARGS__)

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
