// SPDX-License-Identifier: Apache-2.0
// The routes of the JSON interface: one table, included from one file per area (v1/*.def). Version 1 is a promise:
// extend it freely, change it only with a reason in docs/decisions.
#pragma once

#include "gate.h"

extern const struct route_table api_routes;
