// SPDX-License-Identifier: Apache-2.0
// The routes of the visitor side: redirects, postbacks, the pixel (visitor.def).
#pragma once

#include "gate.h"

extern const struct route_table visitor_routes;
// The link forms (forms.def): last of all tables.
extern const struct route_table visitor_form_routes;
