// SPDX-License-Identifier: Apache-2.0
// The shipper as flows want it: what brings synced clicks into the database before a conversion or a report needs them.
#pragma once

#include "call.h"
#include "conversion/conversion_accept.h"

struct click_shipping call_shipping(const struct call *call);
