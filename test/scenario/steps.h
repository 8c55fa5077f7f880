// SPDX-License-Identifier: Apache-2.0
// Runs one story from its first step to the checks at its end.
#pragma once

#include "world.h"

// In an opened world. What went wrong is in world->failures; true when nothing did.
bool story_run(struct world *world);
