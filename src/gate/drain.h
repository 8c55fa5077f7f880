// SPDX-License-Identifier: Apache-2.0
// Whether this process is to end soon: proxies are told to turn to another server. One server a process; from any
// thread or a signal handler.
#pragma once

#include <stdbool.h>

// False when it was begun before.
bool drain_begin(void);
bool drain_is_on(void);
