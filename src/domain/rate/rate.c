// SPDX-License-Identifier: Apache-2.0
// Storage and choice of exchange rates; see rate.h.
#include "rate/rate.h"

#include "core/bug.h"
#include "core/map.h"
#include "rate/rate_sql.h"

enum rc rate_add(struct db *db, struct arena *arena, const struct exchange_rate *list, size_t count)
{
    struct sql_rate_insert_in *rows = arena_many(arena, struct sql_rate_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct sql_rate_insert_in){.base = list[i].base,
                                              .quote = list[i].quote,
                                              .day = list[i].day,
                                              .digits = list[i].value.digits,
                                              .scale = list[i].value.scale,
                                              .source = list[i].source,
                                              .recorded_at = list[i].recorded_at};
    }
    return sql_rate_insert(db, arena, rows, count);
}

struct standing {
    struct exchange_value value;
    int64_t number;
};
struct standings {
    struct map64 by_day; // of a currency → index into list, plus one
    struct arena *arena;
    struct standing *list;
    size_t count, capacity;
};

static uint64_t standing_key(struct currency quote, int64_t day)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < 3; i++) {
        letters = letters << 8 | (unsigned char)quote.code[i];
    }
    return letters << 32 | (uint32_t)(int32_t)day;
}

static struct standing *standing_of(struct standings *standings, struct currency quote, int64_t day)
{
    bool is_new;
    uint64_t *index = map64_slot(&standings->by_day, standing_key(quote, day), &is_new);
    if (!is_new) {
        return &standings->list[*index - 1];
    }
    if (standings->count == standings->capacity) {
        size_t capacity = standings->capacity == 0 ? 1024 : 2 * standings->capacity;
        struct standing *list = arena_many(standings->arena, struct standing, capacity);
        for (size_t i = 0; i < standings->count; i++) {
            list[i] = standings->list[i];
        }
        standings->list = list;
        standings->capacity = capacity;
    }
    *index = ++standings->count;
    standings->list[standings->count - 1] = (struct standing){.number = 0};
    return &standings->list[standings->count - 1];
}

static enum rc take_standing(void *user, const struct sql_rate_each_row *row)
{
    *standing_of(user, row->quote, row->day) =
        (struct standing){.value = {.digits = row->digits, .scale = row->scale}, .number = row->number};
    return RC_OK;
}

static enum rc add_many(struct db *db, struct standings *standings, const struct exchange_rate *list, size_t count,
                        int64_t *ret_added)
{
    struct sql_rate_each_in in = {.base = list[0].base, .first_day = list[0].day, .last_day = list[0].day};
    for (size_t i = 0; i < count; i++) {
        in.first_day = list[i].day < in.first_day ? list[i].day : in.first_day;
        in.last_day = list[i].day > in.last_day ? list[i].day : in.last_day;
    }
    TRY(sql_rate_each(db, &in, take_standing, standings));
    struct sql_rate_insert_many_in *rows = arena_many(standings->arena, struct sql_rate_insert_many_in, count);
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        struct standing *standing = standing_of(standings, list[i].quote, list[i].day);
        bool is_same = standing->number > 0 && standing->value.digits == list[i].value.digits &&
                       standing->value.scale == list[i].value.scale;
        if (is_same) {
            continue;
        }
        *standing = (struct standing){.value = list[i].value, .number = standing->number + 1};
        rows[added++] = (struct sql_rate_insert_many_in){.base = list[i].base,
                                                         .quote = list[i].quote,
                                                         .day = list[i].day,
                                                         .number = standing->number,
                                                         .digits = list[i].value.digits,
                                                         .scale = list[i].value.scale,
                                                         .source = list[i].source,
                                                         .recorded_at = list[i].recorded_at};
    }
    *ret_added = (int64_t)added;
    return sql_rate_insert_many(db, standings->arena, rows, added);
}

enum rc rate_add_many(struct db *db, struct arena *arena, struct currency base, const struct exchange_rate *list,
                      size_t count, int64_t *ret_added)
{
    *ret_added = 0;
    for (size_t i = 0; i < count; i++) {
        BUG_ON(!currency_equal(list[i].base, base));
    }
    if (count == 0) {
        return RC_OK;
    }
    struct standings standings = {.arena = arena};
    map64_init(&standings.by_day);
    enum rc rc = add_many(db, &standings, list, count, ret_added);
    map64_release(&standings.by_day);
    return rc;
}

enum rc rate_count(struct db *db, struct arena *arena, int64_t *ret_count)
{
    struct sql_rate_count_row row;
    TRY(sql_rate_count(db, arena, &row));
    *ret_count = row.rates;
    return RC_OK;
}

static enum rc last_of_pair(struct db *db, struct arena *arena, struct exchange_rate *rate, int64_t days_back)
{
    struct sql_rate_last_row row;
    struct sql_rate_last_in in = {
        .base = rate->base, .quote = rate->quote, .first_day = rate->day - days_back, .last_day = rate->day};
    TRY(sql_rate_last(db, arena, &in, &row));
    rate->id = row.id;
    rate->day = row.day;
    rate->number = row.number;
    rate->value = (struct exchange_value){.digits = row.digits, .scale = row.scale};
    rate->source = row.source;
    rate->recorded_at = row.recorded_at;
    return RC_OK;
}

enum rc rate_of_day(struct db *db, struct arena *arena, struct currency base, struct currency quote, int64_t day,
                    struct exchange_rate *ret_rate)
{
    struct exchange_rate rate = {.base = base, .quote = quote, .day = day};
    TRY(last_of_pair(db, arena, &rate, /* days_back= */ 0));
    *ret_rate = rate;
    return RC_OK;
}

enum rc rate_list(struct db *db, struct arena *arena, const struct rate_filter *filter, struct exchange_rate **ret_list,
                  size_t *ret_count)
{
    struct sql_rate_list_in in = {.before_id =
                                      filter->before.v == 0 ? (struct exchange_rate_id){INT64_MAX} : filter->before,
                                  .limit = filter->limit,
                                  .base = currency_text(&filter->base),
                                  .quote = currency_text(&filter->quote),
                                  .first_day = filter->first_day,
                                  .last_day = filter->last_day};
    struct sql_rate_list_row *rows;
    size_t count;
    TRY(sql_rate_list(db, arena, &in, &rows, &count));
    struct exchange_rate *list = arena_many(arena, struct exchange_rate, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct exchange_rate){.id = rows[i].id,
                                         .base = rows[i].base,
                                         .quote = rows[i].quote,
                                         .day = rows[i].day,
                                         .number = rows[i].number,
                                         .value = {.digits = rows[i].digits, .scale = rows[i].scale},
                                         .source = rows[i].source,
                                         .recorded_at = rows[i].recorded_at};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

static struct text published(struct arena *arena, struct currency base, struct currency quote,
                             struct exchange_value value)
{
    return text_format(arena, "1 %.3s = %.*s %.3s", base.code, TEXT_PRINT(exchange_value_text(arena, value)),
                       quote.code);
}

// Takes the rate when it is of a later day than what was found so far.
static void take_pair(struct arena *arena, const struct exchange_rate *rate, bool is_inverse,
                      struct dated_exchange *found)
{
    if (text_is(found->rates) && rate->day <= found->day) {
        return;
    }
    found->exchange = is_inverse ? exchange_inverse(rate->quote, rate->base, rate->value)
                                 : exchange_direct(rate->base, rate->quote, rate->value);
    found->day = rate->day;
    found->source = rate->source;
    found->rates = published(arena, rate->base, rate->quote, rate->value);
}

static enum rc take_cross(struct db *db, struct arena *arena, const struct sql_rate_last_cross_in *in,
                          struct dated_exchange *found)
{
    struct sql_rate_last_cross_row row;
    enum rc rc = sql_rate_last_cross(db, arena, in, &row);
    if (rc != RC_OK || (text_is(found->rates) && row.day <= found->day)) {
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    struct exchange_value from = {.digits = row.from_digits, .scale = row.from_scale};
    struct exchange_value to = {.digits = row.to_digits, .scale = row.to_scale};
    found->exchange = exchange_cross(in->quote_from, in->quote_to, from, to);
    found->day = row.day;
    found->source = text_equal(row.from_source, row.to_source)
                        ? row.from_source
                        : text_format(arena, "%.*s, %.*s", TEXT_PRINT(row.from_source), TEXT_PRINT(row.to_source));
    found->rates = text_format(arena, "%.*s, %.*s", TEXT_PRINT(published(arena, in->pivot, in->quote_from, from)),
                               TEXT_PRINT(published(arena, in->pivot, in->quote_to, to)));
    return RC_OK;
}

enum rc rate_find(struct db *db, struct arena *arena, struct currency from, struct currency to, int64_t day,
                  struct dated_exchange *ret_exchange)
{
    if (currency_equal(from, to)) {
        *ret_exchange =
            (struct dated_exchange){.exchange = exchange_same(from), .day = day, .source = TEXT(""), .rates = TEXT("")};
        return RC_OK;
    }
    struct dated_exchange found = {.rates = TEXT_NONE};
    struct exchange_rate pair = {.base = from, .quote = to, .day = day};
    enum rc rc = last_of_pair(db, arena, &pair, RATE_DAYS_MAX);
    if (rc == RC_OK) {
        take_pair(arena, &pair, /* is_inverse= */ false, &found);
    } else if (rc != RC_NOT_FOUND) {
        return rc;
    }
    pair = (struct exchange_rate){.base = to, .quote = from, .day = day};
    rc = last_of_pair(db, arena, &pair, RATE_DAYS_MAX);
    if (rc == RC_OK) {
        take_pair(arena, &pair, /* is_inverse= */ true, &found);
    } else if (rc != RC_NOT_FOUND) {
        return rc;
    }
    struct sql_rate_last_cross_in cross = {
        .quote_from = from, .quote_to = to, .first_day = day - RATE_DAYS_MAX, .last_day = day};
    BUG_ON(currency_parse(TEXT(RATE_PIVOT), &cross.pivot) != RC_OK);
    TRY(take_cross(db, arena, &cross, &found));
    if (!text_is(found.rates)) {
        return RC_NOT_FOUND;
    }
    *ret_exchange = found;
    return RC_OK;
}
