// SPDX-License-Identifier: Apache-2.0
// History of a derivation; see commission_history.h.
#include "commission/commission_history.h"

#include "commission/commission_sql.h"
#include "conversion/conversion_sql.h"
#include "customer/customer_sql.h"
#include "format/encode.h"

#define HISTORY_BYTES_MAX ((size_t)1 << 20)

static int64_t day_of_civil(int32_t year, int32_t month, int32_t day)
{
    return day_number(instant_of_civil((struct civil){.year = year, .month = month, .day = day}));
}

static int64_t day_after_months(const struct civil *first, int32_t months)
{
    int32_t month = first->month - 1 + months;
    return day_of_civil(first->year + month / 12, month % 12 + 1, 1);
}

void period_days(enum plan_period period, int64_t local_day, int64_t *ret_first, int64_t *ret_last)
{
    struct civil civil = civil_of_instant((struct instant){local_day * DAY_MS});
    int32_t months = 0;
    switch (period) {
    case PLAN_WEEK:
        *ret_first = local_day - (local_day + 3) % 7; // 1970-01-01 was a Thursday
        *ret_last = *ret_first + 6;
        return;
    case PLAN_MONTH:
        months = 1;
        break;
    case PLAN_QUARTER:
        civil.month -= (civil.month - 1) % 3;
        months = 3;
        break;
    case PLAN_YEAR:
        civil.month = 1;
        months = 12;
        break;
    case PLAN_ALL_TIME:
    case PLAN_UNTIL:
    case PLAN_PERIOD_COUNT:
        *ret_first = INT64_MIN;
        *ret_last = INT64_MAX;
        return;
    }
    *ret_first = day_of_civil(civil.year, civil.month, 1);
    *ret_last = day_after_months(&civil, months) - 1;
}

struct reading {
    struct db *db;
    struct arena *arena;
    const struct conversion *conversion;
    const struct commission_plans *plans;
    struct buf *buf;
};

static void add_name(struct buf *buf, const char *name)
{
    buf_format(buf, "%s%s=", buf->n > 0 ? "&" : "", name);
}

// ---- the customer ----

int64_t months_between(int64_t from_day, int64_t to_day)
{
    struct civil from = civil_of_instant((struct instant){from_day * DAY_MS});
    struct civil to = civil_of_instant((struct instant){to_day * DAY_MS});
    int64_t months = ((int64_t)to.year - from.year) * 12 + (to.month - from.month);
    return to.day < from.day ? months - 1 : months;
}

static enum rc read_customer(const struct reading *reading)
{
    const struct conversion *c = reading->conversion;
    if (c->customer_id.v == 0) {
        return RC_OK;
    }
    struct sql_history_customer_in in = {.program_id = c->program_id,
                                         .customer_id = c->customer_id,
                                         .goal = c->goal,
                                         .local_day = c->local_day,
                                         .occurred_at = c->occurred_at,
                                         .order_id = c->order_id};
    struct sql_history_customer_row row;
    TRY(sql_history_customer(reading->db, reading->arena, &in, &row));
    struct sql_customer_churned_in churn = {
        .program_id = c->program_id, .customer_id = c->customer_id, .at = c->occurred_at};
    struct sql_customer_churned_row churned;
    TRY(sql_customer_churned(reading->db, reading->arena, &churn, &churned));
    add_name(reading->buf, "customer");
    buf_add(reading->buf, row.sales == 0 ? TEXT("new") : TEXT("returning"));
    add_name(reading->buf, "payment");
    buf_format(reading->buf, "%lld", (long long)row.payments + 1);
    add_name(reading->buf, "month");
    int64_t month = row.first_day.has ? months_between(row.first_day.v, c->local_day) + 1 : 1;
    buf_format(reading->buf, "%lld", (long long)month);
    if (churned.is_churned) {
        add_name(reading->buf, "churned");
        buf_add(reading->buf, TEXT("1"));
    }
    return RC_OK;
}

// ---- volumes ----

static enum rc read_volume(const struct reading *reading, enum plan_period period)
{
    const struct conversion *c = reading->conversion;
    struct sql_history_volume_in in = {.program_id = c->program_id,
                                       .partner_id = c->partner_id,
                                       .goal = c->goal,
                                       .local_day = c->local_day,
                                       .occurred_at = c->occurred_at,
                                       .order_id = c->order_id};
    period_days(period, c->local_day, &in.first_day, &in.last_day);
    struct sql_history_volume_row row;
    TRY(sql_history_volume(reading->db, reading->arena, &in, &row));
    add_name(reading->buf, "volume");
    buf_format(reading->buf, "%d,%lld,%lld,%lld,%lld", (int)period, (long long)row.count_before,
               (long long)row.count_all, (long long)row.sum_before_minor, (long long)row.sum_all_minor);
    return RC_OK;
}

// ---- caps ----

static void add_cap(struct buf *buf, size_t plan_index, int64_t line, int64_t partner_id, int64_t used_minor)
{
    add_name(buf, "cap");
    buf_format(buf, "%zu,%lld,%lld,%lld", plan_index, (long long)line, (long long)partner_id, (long long)used_minor);
}

static enum rc read_caps_recorded(const struct reading *reading, const struct sql_budget_use_list_row *rows,
                                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t p = 0; p < reading->plans->count; p++) {
            if (reading->plans->list[p].plan_id.v == rows[i].plan_id.v) {
                add_cap(reading->buf, p, rows[i].line, rows[i].partner_id.v, rows[i].used_before_minor);
            }
        }
    }
    return RC_OK;
}

static enum rc read_cap(const struct reading *reading, size_t plan_index, const struct plan_cap *cap,
                        struct partner_id partner_id)
{
    int64_t first, last;
    period_days(cap->period, reading->conversion->local_day, &first, &last);
    struct sql_budget_used_in in = {.plan_id = reading->plans->list[plan_index].plan_id,
                                    .line = cap->line,
                                    .partner_id = partner_id,
                                    .period = first};
    struct sql_budget_used_row row;
    TRY(sql_budget_used(reading->db, reading->arena, &in, &row));
    add_cap(reading->buf, plan_index, cap->line, partner_id.v, row.used_minor);
    return RC_OK;
}

static enum rc read_caps_new(const struct reading *reading)
{
    struct partner_id *list;
    size_t count;
    TRY(commission_beneficiaries(reading->arena, reading->conversion, &list, &count));
    for (size_t p = 0; p < reading->plans->count; p++) {
        const struct plan *plan = reading->plans->list[p].plan;
        for (size_t i = 0; i < plan->cap_count; i++) {
            const struct plan_cap *cap = &plan->caps[i];
            if (cap->scope == PLAN_CAP_PROGRAM) {
                TRY(read_cap(reading, p, cap, (struct partner_id){0}));
            }
            for (size_t k = 0; cap->scope == PLAN_CAP_PARTNER && k < count; k++) {
                TRY(read_cap(reading, p, cap, list[k]));
            }
        }
    }
    return RC_OK;
}

static enum rc read_caps(const struct reading *reading)
{
    struct sql_budget_use_list_in in = {.conversion_id = reading->conversion->id};
    struct sql_budget_use_list_row *rows;
    size_t count;
    TRY(sql_budget_use_list(reading->db, reading->arena, &in, &rows, &count));
    return count == 0 ? read_caps_new(reading) : read_caps_recorded(reading, rows, count);
}

enum rc commission_history_read(struct db *db, struct arena *arena, const struct conversion *conversion,
                                const struct commission_plans *plans, struct text *ret_text)
{
    *ret_text = TEXT("");
    if (conversion->needs == 0) {
        return RC_OK;
    }
    struct buf buf = buf_new(arena, HISTORY_BYTES_MAX);
    struct reading reading = {.db = db, .arena = arena, .conversion = conversion, .plans = plans, .buf = &buf};
    if ((conversion->needs & NEED_CUSTOMER) != 0) {
        TRY(read_customer(&reading));
    }
    for (int period = 0; period < NEED_PERIODS; period++) {
        if ((conversion->needs & (NEED_VOLUME(period) | NEED_WHOLE(period))) != 0) {
            TRY(read_volume(&reading, (enum plan_period)period));
        }
    }
    if ((conversion->needs & NEED_CAP) != 0) {
        TRY(read_caps(&reading));
    }
    *ret_text = buf_text(&buf);
    return buf.is_overflown ? RC_FAULT : RC_OK;
}

int64_t commission_cap_period(const struct commission_event *event, const struct derive_cap_use *cap)
{
    const struct plan *plan = event->plans->list[cap->plan_index].plan;
    int64_t first = INT64_MIN, last;
    for (size_t i = 0; i < plan->cap_count; i++) {
        if (plan->caps[i].line == cap->cap_line) {
            period_days(plan->caps[i].period, event->conversion->local_day, &first, &last);
        }
    }
    return first;
}

void commission_forgive(struct arena *arena, const struct commission_plans *plans,
                        const struct booking_position *before, struct money *amount, struct text *history)
{
    bool is_forgiven = false;
    for (size_t i = 0; i < plans->count; i++) {
        is_forgiven = is_forgiven || plans->list[i].plan->is_refund_forgiven;
    }
    int64_t floor_minor = before->amount.minor - before->pending.minor - before->available.minor;
    if (!is_forgiven || amount->minor >= floor_minor) {
        return;
    }
    amount->minor = floor_minor;
    *history =
        text_format(arena, "%.*s%sfloor=%lld", TEXT_PRINT(*history), history->n > 0 ? "&" : "", (long long)floor_minor);
}

// ---- back from text ----

// "1,9,12,900": exactly count whole numbers.
static enum rc parse_numbers(struct text t, int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text part;
        if (!text_split(&t, ',', &part) || int64_parse(part, INT64_MIN, INT64_MAX, &numbers[i]) != RC_OK) {
            return RC_FAULT;
        }
    }
    return text_is(t) ? RC_FAULT : RC_OK;
}

static enum rc parse_one(const struct conversion *conversion, struct text name, struct text value,
                         struct commission_history *history)
{
    int64_t n[5] = {0};
    struct currency currency = conversion->amount.currency;
    if (text_equal(name, TEXT("customer"))) {
        history->is_customer_known = true;
        history->is_customer_new = text_equal(value, TEXT("new"));
        return RC_OK;
    }
    if (text_equal(name, TEXT("volume"))) {
        TRY(parse_numbers(value, n, 5));
        history->volumes[history->volume_count++] =
            (struct derive_volume){.goal = conversion->goal,
                                   .period = (enum plan_period)n[0],
                                   .count_before = n[1],
                                   .count_all = n[2],
                                   .sum_before = {.minor = n[3], .currency = currency},
                                   .sum_all = {.minor = n[4], .currency = currency}};
        return n[0] >= 0 && n[0] < PLAN_PERIOD_COUNT ? RC_OK : RC_FAULT;
    }
    if (text_equal(name, TEXT("cap"))) {
        TRY(parse_numbers(value, n, 4));
        history->cap_uses[history->cap_use_count++] =
            (struct derive_cap_use){.plan_index = (size_t)n[0],
                                    .cap_line = (int)n[1],
                                    .partner_id = {n[2]},
                                    .used_before = {.minor = n[3], .currency = currency}};
        return RC_OK;
    }
    TRY(parse_numbers(value, n, 1));
    if (text_equal(name, TEXT("payment"))) {
        history->payment_number = (int)n[0];
        return RC_OK;
    }
    if (text_equal(name, TEXT("month"))) {
        history->month_number = (int)n[0];
        return RC_OK;
    }
    if (text_equal(name, TEXT("floor"))) {
        history->floor_minor = n[0];
        return RC_OK;
    }
    history->is_churned = true;
    return text_equal(name, TEXT("churned")) ? RC_OK : RC_FAULT;
}

enum rc commission_history_parse(struct arena *arena, const struct conversion *conversion, struct text t,
                                 struct commission_history *ret_history)
{
    size_t parts = 1;
    for (size_t i = 0; i < t.n; i++) {
        parts += t.p[i] == '&' ? 1 : 0;
    }
    *ret_history = (struct commission_history){.volumes = arena_many(arena, struct derive_volume, parts),
                                               .cap_uses = arena_many(arena, struct derive_cap_use, parts)};
    struct text part;
    while (!text_is_empty(t) && text_split(&t, '&', &part)) {
        struct text name;
        if (!text_split(&part, '=', &name)) {
            return RC_FAULT;
        }
        TRY(parse_one(conversion, name, part, ret_history));
    }
    return RC_OK;
}
