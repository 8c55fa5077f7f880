// SPDX-License-Identifier: Apache-2.0
// Waiting longer each time.
#include "retry.h"

#include "value/time.h"

int64_t retry_wait_ms(int64_t attempts)
{
    static const int64_t minutes[] = {1, 5, 15, 60, 180, 360, 720};
    int64_t last = (int64_t)(sizeof(minutes) / sizeof(minutes[0])) - 1;
    int64_t i = attempts < 1 ? 0 : attempts - 1;
    return minutes[i > last ? last : i] * MINUTE_MS;
}
