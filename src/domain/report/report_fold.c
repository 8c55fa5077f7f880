// SPDX-License-Identifier: Apache-2.0
// Folding of facts into groups: by a key of numbers, one for each dimension asked for (a country's two letters are a
// number too), and for parameters by their text behind it. Nothing is printed before a group is new.
#include <string.h>

#include "format/url.h"
#include "report/performance.h"
#include "report/report_private.h"

#define SCRATCH_BYTES ((size_t)64 << 10)
#define WORK_BYTES_EACH (sizeof(struct report_row) + 3 * sizeof(struct report_row *) + 2 * sizeof(int64_t))
// A number and a currency that fit into 64 bits together.
#define NUMBER_BITS 39
#define CURRENCY_BITS 24

void report_groups_begin(struct report_groups *groups, struct arena *arena, const struct report_request *request,
                         size_t rows_max, struct fault *fault)
{
    *groups = (struct report_groups){
        .arena = arena, .request = request, .fault = fault, .rows_max = rows_max, .quarter = INT64_MIN};
    groups->work = arena_new(rows_max * WORK_BYTES_EACH);
    groups->scratch = arena_new(SCRATCH_BYTES);
    textmap_init(&groups->by_key);
    map64_init(&groups->by_number);
}

void report_groups_end(struct report_groups *groups)
{
    map64_release(&groups->by_number);
    textmap_release(&groups->by_key);
    arena_free(groups->scratch);
    arena_free(groups->work);
}

struct text report_parameter_of(struct arena *arena, struct text parameters, enum report_dimension dimension)
{
    struct text name = text_of(report_dimension_text(dimension));
    struct text rest = parameters;
    struct text pair;
    while (text_is(rest) && text_split(&rest, '&', &pair)) {
        struct text value = pair;
        struct text pair_name;
        struct text decoded;
        if (text_split(&value, '=', &pair_name) && text_equal(pair_name, name) && text_is(value) &&
            percent_decode(arena, value, /* is_form= */ true, &decoded) == RC_OK) {
            return decoded;
        }
    }
    return TEXT("");
}

void report_counts_add(struct report_counts *into, const struct report_counts *from, int64_t sign)
{
    into->clicks += sign * from->clicks;
    into->unique_clicks += sign * from->unique_clicks;
    into->leads += sign * from->leads;
    into->sales += sign * from->sales;
    into->rejected += sign * from->rejected;
    into->refunded += sign * from->refunded;
    into->revenue_minor += sign * from->revenue_minor;
    into->commission_minor += sign * from->commission_minor;
}

// ---- keys ----

// What the zone's clock shows at the beginning of a fact's quarter hour; facts come by and large in time's order.
static int64_t local_ms(struct report_groups *groups, struct instant instant)
{
    int64_t quarter = quarter_of(instant);
    if (quarter != groups->quarter) {
        groups->quarter = quarter;
        groups->quarter_local_ms = zone_local(groups->request->zone, (struct instant){quarter * QUARTER_MS}).ms;
    }
    return groups->quarter_local_ms;
}

static int64_t country_number(struct text country)
{
    int64_t number = 0;
    for (size_t i = 0; i < country.n && i < 7; i++) {
        number = number << 8 | (unsigned char)country.p[i];
    }
    return number;
}

// A dimension's number: equal for facts of one group.
static int64_t number_of(struct report_groups *groups, enum report_dimension dimension, const struct report_fact *fact)
{
    switch (dimension) {
    case REPORT_PARTNER:
        return fact->partner_id;
    case REPORT_PROGRAM:
        return fact->program_id;
    case REPORT_OFFER:
        return fact->offer_id;
    case REPORT_LINK:
        return fact->link_id;
    case REPORT_DAY:
        return day_number((struct instant){local_ms(groups, fact->instant)});
    case REPORT_HOUR:
        return local_ms(groups, fact->instant) / HOUR_MS;
    case REPORT_COUNTRY:
        return country_number(fact->country);
    case REPORT_DEVICE:
        return report_device_text(fact->device) == report_device_text(0) ? 0 : fact->device;
    case REPORT_SOURCE:
    case REPORT_SUB1:
    case REPORT_SUB10:
    case REPORT_DIMENSION_COUNT:
    default:
        return 0;
    }
}

static struct text text_of_number(struct arena *arena, enum report_dimension dimension, int64_t number,
                                  const struct report_fact *fact)
{
    if (dimension == REPORT_DAY) {
        return instant_date_text(arena, (struct instant){number * DAY_MS});
    }
    if (dimension == REPORT_HOUR) {
        struct civil c = civil_of_instant((struct instant){number * HOUR_MS});
        return text_format(arena, "%04d-%02d-%02dT%02d:00", (int)c.year, (int)c.month, (int)c.day, (int)c.hour);
    }
    if (dimension == REPORT_COUNTRY) {
        return text_copy(arena, fact->country);
    }
    return dimension == REPORT_DEVICE ? text_of(report_device_text(number)) : TEXT("");
}

// ---- groups ----

struct group_key {
    struct text bytes;
    uint64_t number; // instead, where it is not 0
};

static struct report_row *group_new(struct report_groups *groups, struct group_key key, const struct report_row *row)
{
    if (groups->count == groups->capacity) {
        size_t capacity = groups->capacity == 0 ? 64 : groups->capacity * 2;
        struct report_row **rows = arena_many(groups->work, struct report_row *, capacity);
        if (groups->count > 0) {
            memcpy(rows, groups->rows, groups->count * sizeof(rows[0]));
        }
        groups->rows = rows;
        groups->capacity = capacity;
    }
    struct report_row *kept = arena_one(groups->work, struct report_row);
    *kept = *row;
    groups->rows[groups->count++] = kept;
    if (key.number != 0) {
        map64_put(&groups->by_number, key.number, groups->count);
    } else {
        textmap_put(&groups->by_key, key.bytes, kept);
    }
    return kept;
}

static enum rc group_make(struct report_groups *groups, struct group_key key, const int64_t *numbers,
                          const struct text *parameters, const struct report_fact *fact, struct report_row **ret_row)
{
    const struct report_request *request = groups->request;
    for (size_t i = 0; i < request->dimension_count; i++) {
        groups->key_bytes += parameters[i].n;
    }
    if (groups->count >= groups->rows_max || groups->key_bytes > REPORT_KEY_BYTES_MAX) {
        return fault_set(groups->fault, RC_REFUSED, "report_too_large", "group_by",
                         "the report would have more than %zu rows, or keys of more than %zu bytes together: ask for a "
                         "shorter time, for fewer dimensions or, up to %d rows, page by page with limit",
                         groups->rows_max, REPORT_KEY_BYTES_MAX, REPORT_KEYED_ROWS_MAX);
    }
    struct report_row row = {.currency = fact->currency};
    for (size_t i = 0; i < request->dimension_count; i++) {
        enum report_dimension dimension = request->dimensions[i];
        row.ids[i] = dimension <= REPORT_LINK ? numbers[i] : 0;
        row.keys[i] = dimension >= REPORT_SOURCE ? text_copy(groups->arena, parameters[i])
                                                 : text_of_number(groups->arena, dimension, numbers[i], fact);
    }
    *ret_row = group_new(groups, key, &row);
    return RC_OK;
}

// The key of facts with parameters: each with its length before it.
static struct text key_with_parameters(struct report_groups *groups, struct arena *scratch, struct text numbers,
                                       const struct report_fact *fact, struct text *parameters)
{
    struct buf key = buf_new(scratch, 65536);
    buf_add(&key, numbers);
    for (size_t i = 0; i < groups->request->dimension_count; i++) {
        if (groups->request->dimensions[i] >= REPORT_SOURCE) {
            parameters[i] = report_parameter_of(scratch, fact->parameters, groups->request->dimensions[i]);
            buf_format(&key, "|%zu:", parameters[i].n);
            buf_add(&key, parameters[i]);
        }
    }
    return buf_text(&key);
}

static enum rc group_of(struct report_groups *groups, struct group_key key, const int64_t *numbers,
                        const struct text *parameters, const struct report_fact *fact, struct report_row **ret_group)
{
    uint64_t place = 0;
    *ret_group = NULL;
    if (key.number == 0) {
        *ret_group = textmap_get(&groups->by_key, key.bytes);
    } else if (map64_get(&groups->by_number, key.number, &place)) {
        *ret_group = groups->rows[place - 1];
    }
    return *ret_group == NULL ? group_make(groups, key, numbers, parameters, fact, ret_group) : RC_OK;
}

// Of one dimension, when its number is small enough; else 0.
static uint64_t key_of_one(const int64_t *numbers, size_t count, struct currency currency)
{
    if (count != 1 || numbers[0] < 0 || numbers[0] >> NUMBER_BITS != 0) {
        return 0;
    }
    uint64_t letters = 0;
    for (size_t i = 0; i < 3; i++) {
        letters = letters << 8 | (unsigned char)currency.code[i];
    }
    return (uint64_t)numbers[0] << CURRENCY_BITS | letters;
}

enum rc report_fold(struct report_groups *groups, const struct report_fact *fact, int64_t sign)
{
    size_t count = groups->request->dimension_count;
    int64_t numbers[REPORT_DIMENSIONS_MAX + 1] = {0}; // the last one's is the currency's
    bool has_parameters = false;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = number_of(groups, groups->request->dimensions[i], fact);
        has_parameters = has_parameters || groups->request->dimensions[i] >= REPORT_SOURCE;
    }
    memcpy(&numbers[count], &fact->currency, sizeof(fact->currency));
    struct text bytes = {.p = (const char *)numbers, .n = (count + 1) * sizeof(numbers[0])};
    struct text parameters[REPORT_DIMENSIONS_MAX] = {{0}};
    if (has_parameters) {
        struct report_row *group = NULL;
        arena_reset(groups->scratch);
        struct group_key key = {.bytes = key_with_parameters(groups, groups->scratch, bytes, fact, parameters)};
        TRY(group_of(groups, key, numbers, parameters, fact, &group));
        report_counts_add(&group->counts, &fact->counts, sign);
        return RC_OK;
    }
    if (groups->last == NULL || memcmp(groups->last_numbers, numbers, bytes.n) != 0) {
        struct group_key key = {.bytes = bytes, .number = key_of_one(numbers, count, fact->currency)};
        TRY(group_of(groups, key, numbers, parameters, fact, &groups->last));
        memcpy(groups->last_numbers, numbers, bytes.n);
    }
    report_counts_add(&groups->last->counts, &fact->counts, sign);
    return RC_OK;
}

static bool is_empty(const struct report_counts *c)
{
    return c->clicks == 0 && c->unique_clicks == 0 && c->leads == 0 && c->sales == 0 && c->rejected == 0 &&
           c->refunded == 0 && c->revenue_minor == 0 && c->commission_minor == 0;
}

void report_groups_drop_empty(struct report_groups *groups)
{
    size_t kept = 0;
    for (size_t i = 0; i < groups->count; i++) {
        if (!is_empty(&groups->rows[i]->counts)) {
            groups->rows[kept++] = groups->rows[i];
        }
    }
    groups->count = kept;
}
