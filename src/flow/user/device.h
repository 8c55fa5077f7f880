// SPDX-License-Identifier: Apache-2.0
// What people call the browser that a User-Agent names.
#pragma once

#include "core/arena.h"
#include "core/text.h"

// "Firefox, Linux"; the names are the makers' own. TEXT_NONE when neither browser nor system is known.
struct text device_name(struct arena *arena, struct text agent);
