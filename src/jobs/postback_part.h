// SPDX-License-Identifier: Apache-2.0
// Calling partners' postbacks as a part of the server (courier.h).
#pragma once

#include "app.h"

extern const struct app_part postback_part;
