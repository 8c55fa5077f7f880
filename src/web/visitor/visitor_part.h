// SPDX-License-Identifier: Apache-2.0
// The visitor side as a part of the server: the catalog in memory, the click spool, and the shipper that moves clicks
// into the database. Started before the first request, so that the first redirect finds its link.
#pragma once

#include "app.h"

extern const struct app_part visitor_part;
