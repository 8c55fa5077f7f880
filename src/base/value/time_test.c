// SPDX-License-Identifier: Apache-2.0
// Tests of the calendar, of RFC 3339 and HTTP times and of durations. Millisecond counts were worked out with date(1).
#include "check.h"

#include "value/time.h"

static void calendar(void **state)
{
    static const struct {
        int64_t ms;
        struct civil civil;
        int64_t day;
    } rows[] = {
        {0, {1970, 1, 1, 0, 0, 0, 0}, 0},
        {-1, {1969, 12, 31, 23, 59, 59, 999}, -1},
        {-86400000, {1969, 12, 31, 0, 0, 0, 0}, -1},
        {-86400001, {1969, 12, 30, 23, 59, 59, 999}, -2},
        {951782400000, {2000, 2, 29, 0, 0, 0, 0}, 11016},
        {951868800000, {2000, 3, 1, 0, 0, 0, 0}, 11017},
        {1709251199999, {2024, 2, 29, 23, 59, 59, 999}, 19782},
        {1709251200000, {2024, 3, 1, 0, 0, 0, 0}, 19783},
        {1795344419000, {2026, 11, 22, 10, 46, 59, 0}, 20779},
        {4102444799999, {2099, 12, 31, 23, 59, 59, 999}, 47481},
        {4102444800000, {2100, 1, 1, 0, 0, 0, 0}, 47482},
        {4107456000000, {2100, 2, 28, 0, 0, 0, 0}, 47540},
        {4107542400000, {2100, 3, 1, 0, 0, 0, 0}, 47541}, // 2100 is no leap year
        {-2203891200000, {1900, 3, 1, 0, 0, 0, 0}, -25508},
        {-62135596800000, {1, 1, 1, 0, 0, 0, 0}, -719162},
        {-62167219200000, {0, 1, 1, 0, 0, 0, 0}, -719528},
        {-62167219200001, {-1, 12, 31, 23, 59, 59, 999}, -719529},
        {253402300799999, {9999, 12, 31, 23, 59, 59, 999}, 2932896},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct instant instant = {.ms = rows[i].ms};
        struct civil c = civil_of_instant(instant);
        assert_memory_equal(&c, &rows[i].civil, sizeof(c));
        assert_int_equal(instant_of_civil(c).ms, rows[i].ms);
        assert_int_equal(day_number(instant), rows[i].day);
    }
}

static void every_day_round_trips(void **state)
{
    struct civil before = civil_of_instant((struct instant){.ms = -100001 * DAY_MS});
    for (int64_t day = -100000; day < 100000; day++) {
        struct instant instant = {.ms = day * DAY_MS + 12345678};
        struct civil c = civil_of_instant(instant);
        assert_int_equal(instant_of_civil(c).ms, instant.ms);
        bool is_next = (c.year == before.year && c.month == before.month && c.day == before.day + 1) ||
                       (c.year == before.year && c.month == before.month + 1 && c.day == 1) ||
                       (c.year == before.year + 1 && c.month == 1 && c.day == 1 && before.day == 31);
        assert_true(is_next);
        before = c;
    }
}

static void no_instant(void **state)
{
    assert_true(instant_is_none(INSTANT_NONE));
    assert_false(instant_is_none((struct instant){.ms = 0}));
}

static void civil_day_that_is_not(void)
{
    instant_of_civil((struct civil){.year = 2025, .month = 2, .day = 29});
}

static void civil_month_that_is_not(void)
{
    instant_of_civil((struct civil){.year = 2025, .month = 13, .day = 1});
}

static void calendar_aborts_on_bugs(void **state)
{
    assert_aborts(civil_day_that_is_not);
    assert_aborts(civil_month_that_is_not);
}

static void instants_parse(void **state)
{
    static const struct {
        const char *input;
        enum rc rc;
        int64_t ms;
    } rows[] = {
        {"2026-11-22T10:46:59Z", RC_OK, 1795344419000},
        {"2026-11-22t10:46:59z", RC_OK, 1795344419000},
        {"2026-11-22 10:46:59Z", RC_OK, 1795344419000},
        {"2026-11-22T13:46:59+03:00", RC_OK, 1795344419000},
        {"2026-11-22T00:16:59-10:30", RC_OK, 1795344419000},
        {"2026-11-23T10:45:59+23:59", RC_OK, 1795344419000},
        {"2026-11-22T10:46:59-00:00", RC_OK, 1795344419000},
        {"2026-11-22T10:46:59.5Z", RC_OK, 1795344419500},
        {"2026-11-22T10:46:59.05Z", RC_OK, 1795344419050},
        {"2026-11-22T10:46:59.001Z", RC_OK, 1795344419001},
        {"2026-11-22T10:46:59.123456789Z", RC_OK, 1795344419123},
        {"2026-11-22T10:46:59.999999999Z", RC_OK, 1795344419999}, // cut, not rounded
        {"2026-11-22T10:46:59.1234567890Z", RC_INVALID, 0},
        {"2026-11-22T10:46:59.Z", RC_INVALID, 0},
        {"2026-11-22T10:46:59,5Z", RC_INVALID, 0},
        {"2026-11-22", RC_OK, 1795305600000},
        {"1970-01-01", RC_OK, 0},
        {"1970-01-01T00:00:00Z", RC_OK, 0},
        {"1969-12-31T23:59:59.999Z", RC_REFUSED, 0},
        {"1969-12-31T23:00:00-01:00", RC_OK, 0},
        {"1970-01-01T00:30:00+01:00", RC_REFUSED, 0},
        {"0001-01-01", RC_REFUSED, 0},
        {"0000-01-01", RC_REFUSED, 0},
        {"2099-12-31T23:59:59.999Z", RC_OK, 4102444799999},
        {"2100-01-01T00:00:00Z", RC_REFUSED, 0},
        {"2100-01-01T00:30:00+01:00", RC_OK, 4102443000000},
        {"2099-12-31T23:30:00-01:00", RC_REFUSED, 0},
        {"9999-12-31", RC_REFUSED, 0},
        {"2024-02-29", RC_OK, 1709164800000},
        {"2000-02-29", RC_OK, 951782400000},
        {"2023-02-29", RC_INVALID, 0},
        {"1900-02-29", RC_INVALID, 0},
        {"2024-02-30", RC_INVALID, 0},
        {"2024-04-31", RC_INVALID, 0},
        {"2024-13-01", RC_INVALID, 0},
        {"2024-00-01", RC_INVALID, 0},
        {"2024-01-00", RC_INVALID, 0},
        {"2024-01-32", RC_INVALID, 0},
        {"2024-01-01T24:00:00Z", RC_INVALID, 0},
        {"2024-01-01T23:60:00Z", RC_INVALID, 0},
        {"2024-01-01T23:59:61Z", RC_INVALID, 0},
        {"2016-12-31T23:59:60Z", RC_OK, 1483228800000}, // the leap second of 2016
        {"2017-01-01T02:59:60+03:00", RC_OK, 1483228800000},
        {"2016-12-31T23:59:60.999Z", RC_OK, 1483228800000},
        {"2016-12-31T22:59:60Z", RC_INVALID, 0},
        {"2024-01-01T00:00:00", RC_INVALID, 0}, // no offset: whose time?
        {"2024-01-01T00:00Z", RC_INVALID, 0},
        {"2024-01-01T00:00:00+0300", RC_INVALID, 0},
        {"2024-01-01T00:00:00+24:00", RC_INVALID, 0},
        {"2024-01-01T00:00:00+03:60", RC_INVALID, 0},
        {"2024-01-01T00:00:00+3:00", RC_INVALID, 0},
        {"2024-01-01T00:00:00Z ", RC_INVALID, 0},
        {" 2024-01-01T00:00:00Z", RC_INVALID, 0},
        {"2024-01-01T00:00:00ZZ", RC_INVALID, 0},
        {"2024-01-01T", RC_INVALID, 0},
        {"2024-01-01x", RC_INVALID, 0},
        {"2024-1-1", RC_INVALID, 0},
        {"24-01-01", RC_INVALID, 0},
        {"02024-01-01", RC_INVALID, 0},
        {"+2024-01-01", RC_INVALID, 0},
        {"-2024-01-01", RC_INVALID, 0},
        {"20240101", RC_INVALID, 0},
        {"01/02/2024", RC_INVALID, 0},
        {"1704067200", RC_INVALID, 0},
        {"now", RC_INVALID, 0},
        {"", RC_INVALID, 0},
        {"2024-01-0\xC2\xB9", RC_INVALID, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct instant instant = {.ms = -77};
        assert_row(rows[i].input, instant_parse(text_of(rows[i].input), &instant) == rows[i].rc);
        assert_row(rows[i].input, instant.ms == (rows[i].rc == RC_OK ? rows[i].ms : -77));
    }
    struct instant instant = {0};
    assert_int_equal(instant_parse(TEXT_NONE, &instant), RC_INVALID);
    assert_int_equal(instant_parse(BYTES("2024-01-01\0"), &instant), RC_INVALID);
    assert_int_equal(instant_parse(BYTES("2024-01\0-01"), &instant), RC_INVALID);
}

static void instants_print(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
        const char *date;
        const char *http;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z", "1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {1795344419000, "2026-11-22T10:46:59Z", "2026-11-22", "Sun, 22 Nov 2026 10:46:59 GMT"},
        {1795344419007, "2026-11-22T10:46:59.007Z", "2026-11-22", "Sun, 22 Nov 2026 10:46:59 GMT"},
        {784111777000, "1994-11-06T08:49:37Z", "1994-11-06", "Sun, 06 Nov 1994 08:49:37 GMT"}, // RFC 9110 §5.6.7
        {-1, "1969-12-31T23:59:59.999Z", "1969-12-31", "Wed, 31 Dec 1969 23:59:59 GMT"},
        {951782400000, "2000-02-29T00:00:00Z", "2000-02-29", "Tue, 29 Feb 2000 00:00:00 GMT"},
        {4102444799000, "2099-12-31T23:59:59Z", "2099-12-31", "Thu, 31 Dec 2099 23:59:59 GMT"},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct instant instant = {.ms = rows[i].ms};
        assert_text(instant_text(arena, instant), rows[i].text);
        assert_text(instant_date_text(arena, instant), rows[i].date);
        assert_text(instant_http_text(arena, instant), rows[i].http);
    }
}

static void durations(void **state)
{
    static const struct {
        const char *input;
        enum rc rc;
        int64_t ms;
        const char *printed;
    } rows[] = {
        {"PT1H", RC_OK, 3600000, "PT1H"},
        {"PT60M", RC_OK, 3600000, "PT1H"},
        {"PT90M", RC_OK, 5400000, "PT1H30M"},
        {"PT1S", RC_OK, 1000, "PT1S"},
        {"PT0.001S", RC_OK, 1, "PT0.001S"},
        {"PT1.5S", RC_OK, 1500, "PT1.5S"},
        {"PT1.25S", RC_OK, 1250, "PT1.25S"},
        {"PT1.050S", RC_OK, 1050, "PT1.05S"},
        {"PT61.5S", RC_OK, 61500, "PT1M1.5S"},
        {"P30D", RC_OK, 2592000000, "P30D"},
        {"P1M", RC_OK, 2592000000, "P30D"},
        {"P2W", RC_OK, 1209600000, "P14D"},
        {"P1Y", RC_OK, 31536000000, "P365D"},
        {"P10Y", RC_OK, 315360000000, "P3650D"},
        {"P100Y", RC_OK, 3153600000000, "P36500D"},
        {"P1Y1M1W1DT1H1M1S", RC_OK, (365 + 30 + 7 + 1) * DAY_MS + 3661000, "P403DT1H1M1S"},
        {"P1DT12H", RC_OK, 129600000, "P1DT12H"},
        {"P0DT5M", RC_OK, 300000, "PT5M"},
        {"P007D", RC_OK, 7 * DAY_MS, "P7D"},
        {"P100YT0.001S", RC_REFUSED, 0, NULL},
        {"P101Y", RC_REFUSED, 0, NULL},
        {"P36501D", RC_REFUSED, 0, NULL},
        {"PT0S", RC_REFUSED, 0, NULL},
        {"P0D", RC_REFUSED, 0, NULL},
        {"PT0.000S", RC_REFUSED, 0, NULL},
        {"P99999999999999999999999999999999Y", RC_REFUSED, 0, NULL},
        {"PT99999999999999999999999999999999S", RC_REFUSED, 0, NULL},
        {"", RC_INVALID, 0, NULL},
        {"P", RC_INVALID, 0, NULL},
        {"PT", RC_INVALID, 0, NULL},
        {"P1DT", RC_INVALID, 0, NULL},
        {"P1", RC_INVALID, 0, NULL},
        {"PD", RC_INVALID, 0, NULL},
        {"1D", RC_INVALID, 0, NULL},
        {"P1H", RC_INVALID, 0, NULL}, // hours belong after the T
        {"PT1D", RC_INVALID, 0, NULL},
        {"PT1W", RC_INVALID, 0, NULL},
        {"P1D1D", RC_INVALID, 0, NULL},
        {"P1D1Y", RC_INVALID, 0, NULL},
        {"PT1S1M", RC_INVALID, 0, NULL},
        {"PT1HT1M", RC_INVALID, 0, NULL},
        {"P-1D", RC_INVALID, 0, NULL},
        {"-P1D", RC_INVALID, 0, NULL},
        {"P+1D", RC_INVALID, 0, NULL},
        {"P1.5D", RC_INVALID, 0, NULL},
        {"PT1.5H", RC_INVALID, 0, NULL},
        {"PT1.S", RC_INVALID, 0, NULL},
        {"PT.5S", RC_INVALID, 0, NULL},
        {"PT1,5S", RC_INVALID, 0, NULL},
        {"PT1.0001S", RC_INVALID, 0, NULL},
        {"p1d", RC_INVALID, 0, NULL},
        {"P1d", RC_INVALID, 0, NULL},
        {"P1D ", RC_INVALID, 0, NULL},
        {" P1D", RC_INVALID, 0, NULL},
        {"P 1D", RC_INVALID, 0, NULL},
        {"P1S", RC_INVALID, 0, NULL},
        {"30 days", RC_INVALID, 0, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t ms = -77;
        assert_row(rows[i].input, duration_parse(text_of(rows[i].input), &ms) == rows[i].rc);
        assert_row(rows[i].input, ms == (rows[i].rc == RC_OK ? rows[i].ms : -77));
        if (rows[i].rc == RC_OK) {
            assert_text(duration_text(arena, ms), rows[i].printed);
        }
    }
    int64_t ms = 0;
    assert_int_equal(duration_parse(TEXT_NONE, &ms), RC_INVALID);
    assert_int_equal(duration_parse(BYTES("P1\0D"), &ms), RC_INVALID);
    assert_text(duration_text(arena, 0), "PT0S");
}

static void durations_round_trip(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (int64_t ms = 1; ms < 36500 * DAY_MS; ms = ms * 3 / 2 + 17) {
        int64_t again = 0;
        assert_int_equal(duration_parse(duration_text(arena, ms), &again), RC_OK);
        assert_int_equal(again, ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar),       cmocka_unit_test(every_day_round_trips),
        cmocka_unit_test(no_instant),     cmocka_unit_test(calendar_aborts_on_bugs),
        cmocka_unit_test(instants_parse), cmocka_unit_test(instants_print),
        cmocka_unit_test(durations),      cmocka_unit_test(durations_round_trip),
    };
    return run_cases(tests);
}
