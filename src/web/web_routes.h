// SPDX-License-Identifier: Apache-2.0
// The routes of the portals (web.def), and the part that makes refusals of pages pages.
#pragma once

#include "app.h"
#include "gate.h"

extern const struct route_table web_routes;
extern const struct app_part web_part;
