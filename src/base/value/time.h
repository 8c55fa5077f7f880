// SPDX-License-Identifier: Apache-2.0
// Instants in UTC milliseconds, civil dates, durations; RFC 3339 and ISO 8601 in and out. Pure: the clock is passed in
// by callers (platform/clock), time zones are platform/zone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/text.h"

// Milliseconds since 1970-01-01T00:00:00Z. Leap seconds are not counted (POSIX).
struct instant {
    int64_t ms;
};
#define INSTANT_NONE ((struct instant){.ms = INT64_MIN}) // "no time": SQL NULL

#define SECOND_MS ((int64_t)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

// Instants accepted from outside: 1970-01-01T00:00:00Z up to, not including, 2100-01-01T00:00:00Z.
#define INSTANT_MIN_MS ((int64_t)0)
#define INSTANT_MAX_MS ((int64_t)4102444800000)

struct civil {
    int32_t year;
    int32_t month; // 1..12
    int32_t day;   // 1..31
    int32_t hour, minute, second, millisecond;
};

bool instant_is_none(struct instant i);
struct civil civil_of_instant(struct instant i); // proleptic Gregorian, UTC
struct instant instant_of_civil(struct civil c); // fields must be in range
int64_t day_number(struct instant i);            // days since 1970-01-01, floor

// RFC 3339 with 'T', 't' or a space, any offset, up to nine fraction digits (beyond milliseconds cut). A date alone is
// midnight UTC. A leap second (":60" at the end of a UTC day) is the midnight that follows. RC_INVALID when malformed
// or when the day does not exist; RC_REFUSED when outside the accepted range.
enum rc instant_parse(struct text t, struct instant *ret_instant) MUST_USE;
// "2026-11-22T10:46:59Z", with ".123" only when milliseconds are not 0.
struct text instant_text(struct arena *arena, struct instant i);
struct text instant_date_text(struct arena *arena, struct instant i); // "2026-11-22" in UTC
// IMF-fixdate of RFC 9110 §5.6.7.
struct text instant_http_text(struct arena *arena, struct instant i);

// ISO 8601 durations with one or more of W, D, H, M, S, and Y and M as 365 and 30 days ("P1Y" = 365 days): "PT1H",
// "P30D", "P10Y", "PT0.5S" (S may have up to three digits after a point). RC_INVALID when malformed; RC_REFUSED outside
// 1 ms .. 100 years.
enum rc duration_parse(struct text t, int64_t *ret_ms) MUST_USE;
struct text duration_text(struct arena *arena, int64_t ms); // shortest exact of days, hours, minutes, seconds
