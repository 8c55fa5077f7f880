// SPDX-License-Identifier: Apache-2.0
// When what an outbox could not deliver is tried again: letters and postbacks.
#pragma once

#include <stdint.h>

// How long after this many attempts (from 1) the next one follows: 1, 5, 15 minutes, 1, 3, 6 hours, then half a day
// each.
int64_t retry_wait_ms(int64_t attempts);
