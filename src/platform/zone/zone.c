// SPDX-License-Identifier: Apache-2.0
// Time zones over ICU's calendar; see zone.h. Offsets of the last day asked for are remembered, since reports ask for
// instants that lie near each other.

#include "zone/zone.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>

#include "core/bug.h"

#define ZONE_NAME_MAX 64

struct zone {
    UCalendar *calendar;
    int64_t hour; // the hour (of UTC) whose offset is remembered
    int64_t hour_offset_ms;
    bool has_hour;
};

enum rc zone_open(struct text name, struct zone **ret_zone, struct fault *fault)
{
    UChar wide[ZONE_NAME_MAX + 1];
    UChar canonical[ZONE_NAME_MAX + 1];
    UBool is_system = 0;
    UErrorCode status = U_ZERO_ERROR;
    bool is_known = name.n > 0 && name.n <= ZONE_NAME_MAX;
    for (size_t i = 0; is_known && i < name.n; i++) {
        is_known = name.p[i] > ' ' && name.p[i] < 127;
        wide[i] = (UChar)(unsigned char)name.p[i];
    }
    if (is_known) {
        // The canonical form tells a name of the database from a custom offset such as GMT+25 or an unknown word.
        ucal_getCanonicalTimeZoneID(wide, (int32_t)name.n, canonical, ZONE_NAME_MAX, &is_system, &status);
        is_known = U_SUCCESS(status) && is_system;
    }
    UCalendar *calendar = is_known ? ucal_open(wide, (int32_t)name.n, "en", UCAL_GREGORIAN, &status) : NULL;
    if (calendar == NULL || U_FAILURE(status)) {
        return fault_set(fault, RC_INVALID, "time_zone_unknown", "tz",
                         "time zone must be an IANA name such as UTC or Europe/Paris");
    }
    struct zone *zone = calloc(1, sizeof(*zone));
    BUG_ON(zone == NULL);
    zone->calendar = calendar;
    *ret_zone = zone;
    return RC_OK;
}

void zone_close(struct zone *zone)
{
    if (zone != NULL) {
        ucal_close(zone->calendar);
        free(zone);
    }
}

static int64_t offset_of(struct zone *zone, int64_t ms)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(zone->calendar, (UDate)ms, &status); // ICU's instants are doubles of milliseconds
    int32_t standard = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &status);
    int32_t summer = ucal_get(zone->calendar, UCAL_DST_OFFSET, &status);
    BUG_ON(U_FAILURE(status));
    return (int64_t)standard + summer;
}

int64_t zone_offset_ms(struct zone *zone, struct instant instant)
{
    // No zone changes its offset within a quarter hour.
    int64_t hour = instant.ms / (15 * MINUTE_MS);
    if (!zone->has_hour || zone->hour != hour) {
        zone->hour_offset_ms = offset_of(zone, instant.ms);
        zone->hour = hour;
        zone->has_hour = true;
    }
    return zone->hour_offset_ms;
}

struct instant zone_local(struct zone *zone, struct instant instant)
{
    return (struct instant){instant.ms + zone_offset_ms(zone, instant)};
}

struct instant zone_instant_of_local(struct zone *zone, struct instant local)
{
    // An offset change moves the clock by at most a day: the answer lies within a day of the naive guess, and the local
    // clock as a function of UTC jumps only at changes, so the earliest instant is found by halving.
    int64_t low = local.ms - 26 * HOUR_MS;
    int64_t high = local.ms + 26 * HOUR_MS;
    int64_t before = offset_of(zone, low);
    if (before == offset_of(zone, high)) {
        return (struct instant){local.ms - before};
    }
    if (local.ms - before <= high && offset_of(zone, local.ms - before) == before) {
        return (struct instant){local.ms - before};
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (middle + offset_of(zone, middle) >= local.ms) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return (struct instant){high};
}
