// SPDX-License-Identifier: Apache-2.0
// Time zones by IANA name, from ICU's copy of the tz database: which civil date and hour an instant is somewhere.
// A zone belongs to one thread.
#pragma once

#include "core/fault.h"
#include "core/text.h"
#include "value/time.h"

struct zone;

// "UTC", "Europe/Paris", "Asia/Kolkata". RC_INVALID (code time_zone_unknown, field tz) for a name that ICU does not
// know.
enum rc zone_open(struct text name, struct zone **ret_zone, struct fault *fault) MUST_USE;
void zone_close(struct zone *zone); // NULL is allowed
static inline void zone_close_cleanup(struct zone **zone)
{
    zone_close(*zone);
}
#define AUTO_ZONE __attribute__((cleanup(zone_close_cleanup))) struct zone *

// Milliseconds to add to UTC at this instant.
int64_t zone_offset_ms(struct zone *zone, struct instant instant);
// The instant as the zone's clock shows it, carried in an instant's fields: day_number and civil_of_instant then speak
// of local time.
struct instant zone_local(struct zone *zone, struct instant instant);
// The first instant at which the zone's clock shows this local time or later (in a gap: the gap's end; in an overlap:
// the earlier of the two).
struct instant zone_instant_of_local(struct zone *zone, struct instant local);
