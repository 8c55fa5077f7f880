// SPDX-License-Identifier: Apache-2.0
// Calendar arithmetic in the proleptic Gregorian calendar and the texts of instants and durations. Days are counted in
// years that begin on 1 March, so that the leap day is the last of its year.
#include "value/time.h"

#include "core/buf.h"
#include "core/bug.h"

#define DAYS_PER_400_YEARS 146097
#define DAYS_0000_03_01_TO_1970_01_01 719468
#define DURATION_MAX_MS (36500 * DAY_MS)

bool instant_is_none(struct instant i)
{
    return i.ms == INT64_MIN;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

int64_t day_number(struct instant i)
{
    return floor_divide(i.ms, DAY_MS);
}

static int64_t day_number_of_date(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted_year = month <= 2 ? year - 1 : year;
    int64_t era = floor_divide(shifted_year, 400);
    int64_t year_of_era = shifted_year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_400_YEARS + day_of_era - DAYS_0000_03_01_TO_1970_01_01;
}

static bool is_leap_year(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

struct civil civil_of_instant(struct instant i)
{
    int64_t day = day_number(i);
    int64_t ms = i.ms - day * DAY_MS;
    int64_t shifted = day + DAYS_0000_03_01_TO_1970_01_01;
    int64_t era = floor_divide(shifted, DAYS_PER_400_YEARS);
    int64_t day_of_era = shifted - era * DAYS_PER_400_YEARS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return (struct civil){
        .year = (int32_t)(year_of_era + era * 400 + (month <= 2 ? 1 : 0)),
        .month = (int32_t)month,
        .day = (int32_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
        .hour = (int32_t)(ms / HOUR_MS),
        .minute = (int32_t)(ms / MINUTE_MS % 60),
        .second = (int32_t)(ms / SECOND_MS % 60),
        .millisecond = (int32_t)(ms % SECOND_MS),
    };
}

struct instant instant_of_civil(struct civil c)
{
    BUG_ON(c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month));
    BUG_ON(c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59);
    BUG_ON(c.millisecond < 0 || c.millisecond > 999);
    int64_t ms = 0;
    BUG_ON(__builtin_mul_overflow(day_number_of_date(c.year, c.month, c.day), DAY_MS, &ms));
    int64_t ms_of_day = c.hour * HOUR_MS + c.minute * MINUTE_MS + c.second * SECOND_MS + c.millisecond;
    BUG_ON(__builtin_add_overflow(ms, ms_of_day, &ms));
    return (struct instant){.ms = ms};
}

// Takes exactly `count` digits off the front.
static bool take_digits(struct text *rest, size_t count, int32_t *ret_value)
{
    if (rest->n < count) {
        return false;
    }
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9') {
            return false;
        }
        value = value * 10 + (rest->p[i] - '0');
    }
    *rest = text_slice(*rest, count, rest->n);
    *ret_value = value;
    return true;
}

static bool take_char(struct text *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c) {
        return false;
    }
    *rest = text_slice(*rest, 1, rest->n);
    return true;
}

static bool take_date(struct text *rest, struct civil *c)
{
    return take_digits(rest, 4, &c->year) && take_char(rest, '-') && take_digits(rest, 2, &c->month) &&
           take_char(rest, '-') && take_digits(rest, 2, &c->day) && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(c->year, c->month);
}

static bool take_fraction(struct text *rest, int32_t *ret_ms)
{
    size_t count = 0;
    int32_t ms = 0;
    for (; count < rest->n && rest->p[count] >= '0' && rest->p[count] <= '9'; count++) {
        if (count < 3) {
            ms = ms * 10 + (rest->p[count] - '0');
        }
    }
    if (count == 0 || count > 9) {
        return false;
    }
    for (size_t i = count; i < 3; i++) {
        ms *= 10;
    }
    *rest = text_slice(*rest, count, rest->n);
    *ret_ms = ms;
    return true;
}

static bool take_time(struct text *rest, struct civil *c)
{
    if (!take_digits(rest, 2, &c->hour) || !take_char(rest, ':') || !take_digits(rest, 2, &c->minute) ||
        !take_char(rest, ':') || !take_digits(rest, 2, &c->second) || c->hour > 23 || c->minute > 59 ||
        c->second > 60) {
        return false;
    }
    return !take_char(rest, '.') || take_fraction(rest, &c->millisecond);
}

static bool take_offset(struct text *rest, int64_t *ret_ms)
{
    if (take_char(rest, 'Z') || take_char(rest, 'z')) {
        *ret_ms = 0;
        return true;
    }
    bool is_west = take_char(rest, '-');
    int32_t hour = 0;
    int32_t minute = 0;
    if ((!is_west && !take_char(rest, '+')) || !take_digits(rest, 2, &hour) || !take_char(rest, ':') ||
        !take_digits(rest, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    int64_t ms = hour * HOUR_MS + minute * MINUTE_MS;
    *ret_ms = is_west ? -ms : ms;
    return true;
}

enum rc instant_parse(struct text t, struct instant *ret_instant)
{
    struct civil c = {0};
    int64_t offset_ms = 0;
    if (!take_date(&t, &c)) {
        return RC_INVALID;
    }
    bool has_time = t.n > 0;
    if (has_time && !take_char(&t, 'T') && !take_char(&t, 't') && !take_char(&t, ' ')) {
        return RC_INVALID;
    }
    if (has_time && (!take_time(&t, &c) || !take_offset(&t, &offset_ms) || t.n > 0)) {
        return RC_INVALID;
    }
    // A leap second (RFC 3339 §5.7) is the last of a UTC day and, as in POSIX, the same instant as the next midnight.
    bool is_leap_second = c.second == 60;
    if (is_leap_second) {
        c.second = 59;
        c.millisecond = 0;
    }
    int64_t ms = instant_of_civil(c).ms - offset_ms + (is_leap_second ? SECOND_MS : 0);
    if (is_leap_second && ms % DAY_MS != 0) {
        return RC_INVALID;
    }
    if (ms < INSTANT_MIN_MS || ms >= INSTANT_MAX_MS) {
        return RC_REFUSED;
    }
    ret_instant->ms = ms;
    return RC_OK;
}

struct text instant_text(struct arena *arena, struct instant i)
{
    struct civil c = civil_of_instant(i);
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    buf_format(&buf, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (c.millisecond != 0) {
        buf_format(&buf, ".%03d", c.millisecond);
    }
    buf_add_char(&buf, 'Z');
    return buf_text(&buf);
}

struct text instant_date_text(struct arena *arena, struct instant i)
{
    struct civil c = civil_of_instant(i);
    return text_format(arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

struct text instant_http_text(struct arena *arena, struct instant i)
{
    // 1970-01-01 was a Thursday.
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_of_instant(i);
    int64_t day = day_number(i);
    return text_format(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[day - floor_divide(day, 7) * 7], c.day,
                       months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

struct duration_unit {
    char letter;
    bool is_time; // after the T
    int64_t ms;
};

static const struct duration_unit duration_units[] = {
    {'Y', false, 365 * DAY_MS}, {'M', false, 30 * DAY_MS}, {'W', false, 7 * DAY_MS}, {'D', false, DAY_MS},
    {'H', true, HOUR_MS},       {'M', true, MINUTE_MS},    {'S', true, SECOND_MS},
};
#define DURATION_UNIT_COUNT (sizeof(duration_units) / sizeof(duration_units[0]))

// A number so large that it alone passes 100 years of any unit stays there: the sum is refused, but cannot overflow.
#define DURATION_NUMBER_MAX (DURATION_MAX_MS / SECOND_MS + 1)

static bool take_number(struct text *rest, int64_t *ret_value, int32_t *ret_ms, bool *ret_has_fraction)
{
    size_t count = 0;
    int64_t value = 0;
    for (; count < rest->n && rest->p[count] >= '0' && rest->p[count] <= '9'; count++) {
        value = value * 10 + (rest->p[count] - '0');
        if (value > DURATION_NUMBER_MAX) {
            value = DURATION_NUMBER_MAX;
        }
    }
    if (count == 0) {
        return false;
    }
    *rest = text_slice(*rest, count, rest->n);
    *ret_value = value;
    *ret_ms = 0;
    *ret_has_fraction = take_char(rest, '.');
    size_t before = rest->n;
    return !*ret_has_fraction || (take_fraction(rest, ret_ms) && before - rest->n <= 3);
}

enum rc duration_parse(struct text t, int64_t *ret_ms)
{
    if (!take_char(&t, 'P') || t.n == 0) {
        return RC_INVALID;
    }
    __int128 sum_ms = 0;
    bool is_time = false;
    size_t next_unit = 0; // units come in order, each at most once
    while (t.n > 0) {
        if (!is_time && take_char(&t, 'T')) {
            is_time = true;
        }
        int64_t value = 0;
        int32_t fraction_ms = 0;
        bool has_fraction = false;
        if (!take_number(&t, &value, &fraction_ms, &has_fraction) || t.n == 0) {
            return RC_INVALID;
        }
        while (next_unit < DURATION_UNIT_COUNT &&
               (duration_units[next_unit].is_time != is_time || duration_units[next_unit].letter != t.p[0])) {
            next_unit++;
        }
        if (next_unit == DURATION_UNIT_COUNT || (has_fraction && t.p[0] != 'S')) {
            return RC_INVALID;
        }
        sum_ms += (__int128)value * duration_units[next_unit].ms + fraction_ms;
        next_unit++;
        t = text_slice(t, 1, t.n);
    }
    if (sum_ms < 1 || sum_ms > DURATION_MAX_MS) {
        return RC_REFUSED;
    }
    *ret_ms = (int64_t)sum_ms;
    return RC_OK;
}

struct text duration_text(struct arena *arena, int64_t ms)
{
    BUG_ON(ms < 0);
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    buf_add_char(&buf, 'P');
    if (ms >= DAY_MS) {
        buf_add_int64(&buf, ms / DAY_MS);
        buf_add_char(&buf, 'D');
    }
    int64_t rest = ms % DAY_MS;
    if (rest == 0 && ms > 0) {
        return buf_text(&buf);
    }
    buf_add_char(&buf, 'T');
    if (rest >= HOUR_MS) {
        buf_format(&buf, "%dH", (int)(rest / HOUR_MS));
    }
    if (rest % HOUR_MS >= MINUTE_MS) {
        buf_format(&buf, "%dM", (int)(rest % HOUR_MS / MINUTE_MS));
    }
    int seconds_ms = (int)(rest % MINUTE_MS);
    if (seconds_ms % 1000 != 0) {
        int digits = seconds_ms % 100 == 0 ? 1 : seconds_ms % 10 == 0 ? 2 : 3;
        int fraction = seconds_ms % 1000 / (digits == 1 ? 100 : digits == 2 ? 10 : 1);
        buf_format(&buf, "%d.%0*dS", seconds_ms / 1000, digits, fraction);
    } else if (seconds_ms > 0 || ms == 0) {
        buf_format(&buf, "%dS", seconds_ms / 1000);
    }
    return buf_text(&buf);
}
