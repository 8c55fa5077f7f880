// SPDX-License-Identifier: Apache-2.0
// Storage of advertisers' accounts; see billing.h.
#include "billing/billing.h"

#include "billing/billing_sql.h"
#include "core/bug.h"

// The rows of all statements have the same members.
#define LINE_OF(row)                                                                               \
    ((struct advertiser_line){.id = (row).id,                                                      \
                              .advertiser_id = (row).advertiser_id,                                \
                              .key = (row).line_key,                                               \
                              .kind = (row).kind,                                                  \
                              .amount = {.minor = (row).amount_minor, .currency = (row).currency}, \
                              .reference_id = (row).reference_id,                                  \
                              .method = (row).method,                                              \
                              .reference = (row).reference,                                        \
                              .moved = {(row).moved_minor.v, (row).moved_currency},                \
                              .value_minor = (row).value_minor.v,                                  \
                              .rates = (row).rates,                                                \
                              .occurred_at = (row).occurred_at,                                    \
                              .booked_at = (row).booked_at})

enum rc advertiser_line_insert(struct db *db, struct arena *arena, const struct advertiser_line *line,
                               struct line_id *ret_id)
{
    bool is_exchanged = !currency_is_none(line->moved.currency);
    struct sql_advertiser_line_insert_in in = {
        .advertiser_id = line->advertiser_id,
        .currency = line->amount.currency,
        .line_key = line->key,
        .kind = line->kind,
        .amount_minor = line->amount.minor,
        .reference_id = line->reference_id,
        .method = line->method,
        .reference = line->reference,
        .occurred_at = line->occurred_at,
        .booked_at = line->booked_at,
        .moved_currency = line->moved.currency,
        .moved_minor = {.has = is_exchanged, .v = line->moved.minor},
        .value_minor = {.has = is_exchanged, .v = line->value_minor},
        .rates = line->rates,
    };
    struct sql_advertiser_line_insert_row row;
    enum rc rc = sql_advertiser_line_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc advertiser_line_find(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text key,
                             struct advertiser_line *ret_line)
{
    struct sql_advertiser_line_find_in in = {.advertiser_id = advertiser_id, .line_key = key};
    struct sql_advertiser_line_find_row row;
    TRY(sql_advertiser_line_find(db, arena, &in, &row));
    *ret_line = LINE_OF(row);
    return RC_OK;
}

enum rc advertiser_line_get(struct db *db, struct arena *arena, struct line_id id, struct advertiser_line *ret_line)
{
    struct sql_advertiser_line_get_row row;
    TRY(sql_advertiser_line_get(db, arena, &(struct sql_advertiser_line_get_in){.id = id}, &row));
    *ret_line = LINE_OF(row);
    return RC_OK;
}

enum rc advertiser_line_list(struct db *db, struct arena *arena, const struct advertiser_line_filter *filter,
                             struct advertiser_line **ret_list, size_t *ret_count)
{
    struct sql_advertiser_line_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .currency = currency_text(&filter->currency),
        .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
        .limit_count = filter->limit,
    };
    struct sql_advertiser_line_list_row *rows;
    TRY(sql_advertiser_line_list(db, arena, &in, &rows, ret_count));
    struct advertiser_line *list = arena_many(arena, struct advertiser_line, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = LINE_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

// ---- credit ----

static const char *const over_limits[OVER_LIMIT_COUNT] = {
    [OVER_LIMIT_BOOK] = "book",
    [OVER_LIMIT_STOP_CLICKS] = "stop_clicks",
};

const char *over_limit_text(enum over_limit what)
{
    BUG_ON((size_t)what >= OVER_LIMIT_COUNT);
    return over_limits[what];
}

bool over_limit_parse(struct text t, enum over_limit *ret_what)
{
    for (size_t i = 0; i < OVER_LIMIT_COUNT; i++) {
        if (text_equal(t, text_of(over_limits[i]))) {
            *ret_what = (enum over_limit)i;
            return true;
        }
    }
    return false;
}

struct advertiser_credit advertiser_credit_none(struct advertiser_id id, struct currency currency)
{
    return (struct advertiser_credit){.advertiser_id = id,
                                      .currency = currency,
                                      .limit = money_zero(currency),
                                      .low_balance = money_zero(currency),
                                      .changed_at = INSTANT_NONE};
}

// False for words that this program does not write.
#define CREDIT_READ(row, ret)                                                                        \
    (*(ret) = (struct advertiser_credit){.advertiser_id = (row).advertiser_id,                       \
                                         .currency = (row).currency,                                 \
                                         .has_limit = (row).credit_limit_minor.has,                  \
                                         .limit = {(row).credit_limit_minor.v, (row).currency},      \
                                         .has_low_balance = (row).low_balance_minor.has,             \
                                         .low_balance = {(row).low_balance_minor.v, (row).currency}, \
                                         .is_paid_when_funded = (row).is_paid_when_funded,           \
                                         .is_stopped = (row).is_stopped,                             \
                                         .changed_at = (row).changed_at},                            \
     over_limit_parse((row).over_limit, &(ret)->over_limit))

enum rc advertiser_credit_get(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                              struct advertiser_credit *ret_credit)
{
    struct sql_advertiser_credit_get_in in = {.advertiser_id = id, .currency = currency};
    struct sql_advertiser_credit_get_row row;
    TRY(sql_advertiser_credit_get(db, arena, &in, &row));
    return CREDIT_READ(row, ret_credit) ? RC_OK : RC_FAULT;
}

#define CREDITS_OF(rows)                                                                          \
    do {                                                                                          \
        struct advertiser_credit *list = arena_many(arena, struct advertiser_credit, *ret_count); \
        for (size_t i = 0; i < *ret_count; i++) {                                                 \
            if (!CREDIT_READ((rows)[i], &list[i])) {                                              \
                return RC_FAULT;                                                                  \
            }                                                                                     \
        }                                                                                         \
        *ret_list = list;                                                                         \
        return RC_OK;                                                                             \
    } while (0)

enum rc advertiser_credit_list(struct db *db, struct arena *arena, struct advertiser_id id,
                               struct advertiser_credit **ret_list, size_t *ret_count)
{
    struct sql_advertiser_credit_list_row *rows;
    struct sql_advertiser_credit_list_in in = {.advertiser_id = id};
    TRY(sql_advertiser_credit_list(db, arena, &in, &rows, ret_count));
    CREDITS_OF(rows);
}

enum rc advertiser_credit_list_stopping(struct db *db, struct arena *arena, struct advertiser_credit **ret_list,
                                        size_t *ret_count)
{
    struct sql_advertiser_credit_list_stopping_row *rows;
    TRY(sql_advertiser_credit_list_stopping(db, arena, &rows, ret_count));
    CREDITS_OF(rows);
}

enum rc advertiser_credit_put(struct db *db, const struct advertiser_credit *credit)
{
    struct sql_advertiser_credit_put_in in = {
        .advertiser_id = credit->advertiser_id,
        .currency = credit->currency,
        .credit_limit_minor = {.has = credit->has_limit, .v = credit->limit.minor},
        .low_balance_minor = {.has = credit->has_low_balance, .v = credit->low_balance.minor},
        .over_limit = text_of(over_limit_text(credit->over_limit)),
        .is_paid_when_funded = credit->is_paid_when_funded,
        .is_stopped = credit->is_stopped,
        .changed_at = credit->changed_at,
    };
    return sql_advertiser_credit_put(db, &in, NULL);
}
