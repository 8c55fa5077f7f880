// SPDX-License-Identifier: Apache-2.0
// Offsets of known zones at known instants (tz database), summer-time gaps and overlaps, unknown names.

#include "check.h"

#include "zone/zone.h"

static struct instant at(const char *t)
{
    struct instant i = {0};
    assert_int_equal(instant_parse(text_of(t), &i), RC_OK);
    return i;
}

static void offsets_are_those_of_the_database(void **state)
{
    static const struct {
        const char *zone, *instant;
        int64_t minutes;
    } cases[] = {
        {"UTC", "2026-06-01T00:00:00Z", 0},
        {"Europe/Paris", "2026-01-15T12:00:00Z", 60},
        {"Europe/Paris", "2026-07-15T12:00:00Z", 120},
        {"Europe/Paris", "2026-03-29T00:59:59Z", 60},
        {"Europe/Paris", "2026-03-29T01:00:00Z", 120},
        {"Asia/Kolkata", "2026-07-15T12:00:00Z", 330},
        {"Asia/Kathmandu", "2026-07-15T12:00:00Z", 345},
        {"Asia/Tokyo", "2026-07-15T12:00:00Z", 540},
        {"America/New_York", "2026-07-15T12:00:00Z", -240},
        {"Europe/Moscow", "2013-07-15T12:00:00Z", 240},
        {"Europe/Moscow", "2026-07-15T12:00:00Z", 180},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        AUTO_ZONE zone = NULL;
        struct fault fault = {0};
        assert_int_equal(zone_open(text_of(cases[i].zone), &zone, &fault), RC_OK);
        assert_int_equal(zone_offset_ms(zone, at(cases[i].instant)), cases[i].minutes * MINUTE_MS);
    }
}

static void local_times_find_their_instant(void **state)
{
    static const struct {
        const char *zone, *local, *instant;
    } cases[] = {
        {"Europe/Paris", "2026-01-15T00:00:00Z", "2026-01-14T23:00:00Z"},
        {"Europe/Paris", "2026-03-29T02:30:00Z", "2026-03-29T01:00:00Z"}, // in the gap: its end
        {"Europe/Paris", "2026-03-29T03:30:00Z", "2026-03-29T01:30:00Z"},
        {"Europe/Paris", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"}, // twice: the earlier
        {"Europe/Paris", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
        {"America/Sao_Paulo", "2018-11-04T00:00:00Z", "2018-11-04T03:00:00Z"}, // a day without midnight
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        AUTO_ZONE zone = NULL;
        struct fault fault = {0};
        assert_int_equal(zone_open(text_of(cases[i].zone), &zone, &fault), RC_OK);
        assert_int_equal(zone_instant_of_local(zone, at(cases[i].local)).ms, at(cases[i].instant).ms);
    }
}

static void unknown_names_are_refused(void **state)
{
    static const char *const names[] = {"", "Mars/Olympus", "GMT+25:00", "Europe/Paris ", "../etc/passwd", "\xff"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct zone *zone = NULL;
        struct fault fault = {0};
        assert_int_equal(zone_open(text_of(names[i]), &zone, &fault), RC_INVALID);
        assert_string_equal(fault.field, "tz");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_database),
        cmocka_unit_test(local_times_find_their_instant),
        cmocka_unit_test(unknown_names_are_refused),
    };
    return run_cases(tests);
}
