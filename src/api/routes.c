// SPDX-License-Identifier: Apache-2.0
// The table of the JSON interface.
#include "routes.h"

#include "v1/handlers.h"

#define ROUTE(method, path, handler, ...) ROUTE_ROW(method, path, handler, api_##handler, __VA_ARGS__)

static const struct route routes[] = {
#include "v1/all.def"
};
#undef ROUTE

const struct route_table api_routes = {
    .routes = routes, .count = sizeof(routes) / sizeof(routes[0]), .base = "/api/v1"};
