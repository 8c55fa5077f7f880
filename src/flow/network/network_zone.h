// SPDX-License-Identifier: Apache-2.0
// The clock on the network's wall: by its time zone days, weeks and months begin and end.
#pragma once

#include "flow.h"
#include "zone/zone.h"

// Inside a transaction or not; the caller closes the zone (AUTO_ZONE). RC_NOT_FOUND when there is no network.
enum rc network_zone_open(struct flow *flow, struct zone **ret_zone) MUST_USE;
