// SPDX-License-Identifier: Apache-2.0
// The flag of draining.
#include "drain.h"

#include <stdatomic.h>

static atomic_bool is_on;

bool drain_begin(void)
{
    return !atomic_exchange(&is_on, true);
}

bool drain_is_on(void)
{
    return atomic_load(&is_on);
}
