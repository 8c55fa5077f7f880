// SPDX-License-Identifier: Apache-2.0
// What the readers of webhooks have in common; see webhook_core.h.
#include "webhook/webhook_core.h"

#include <string.h>

#include "format/encode.h"
#include "format/url.h"
#include "value/money.h"
#include "value/time.h"

#define FACTS_MAX 100 // of one delivery
#define TYPE_BYTES_MAX 64
#define ORDER_ID_BYTES_MAX 200
#define PATH_NAME_MAX 40

static const char *const providers[WEBHOOK_PROVIDER_COUNT] = {[WEBHOOK_STRIPE] = "stripe",
                                                              [WEBHOOK_SHOPIFY] = "shopify",
                                                              [WEBHOOK_WOOCOMMERCE] = "woocommerce",
                                                              [WEBHOOK_STANDARD] = "standard"};

const char *webhook_provider_text(enum webhook_provider provider)
{
    return providers[provider];
}

bool webhook_provider_parse(struct text t, enum webhook_provider *ret_provider)
{
    for (size_t i = 0; i < WEBHOOK_PROVIDER_COUNT; i++) {
        if (text_equal(t, text_of(providers[i]))) {
            *ret_provider = (enum webhook_provider)i;
            return true;
        }
    }
    return false;
}

static const char *const kinds[WEBHOOK_FACT_KIND_COUNT] = {[WEBHOOK_EVENT] = "event",
                                                           [WEBHOOK_DECISION] = "decision",
                                                           [WEBHOOK_REFUND] = "refund",
                                                           [WEBHOOK_CHARGEBACK] = "chargeback",
                                                           [WEBHOOK_CHARGEBACK_WON] = "chargeback_won",
                                                           [WEBHOOK_CHURN] = "churn",
                                                           [WEBHOOK_NAMES] = "names"};

const char *webhook_fact_kind_text(enum webhook_fact_kind kind)
{
    return kinds[kind];
}

bool webhook_fact_kind_parse(struct text t, enum webhook_fact_kind *ret_kind)
{
    for (size_t i = 0; i < WEBHOOK_FACT_KIND_COUNT; i++) {
        if (text_equal(t, text_of(kinds[i]))) {
            *ret_kind = (enum webhook_fact_kind)i;
            return true;
        }
    }
    return false;
}

struct text webhook_goal(const struct webhook_fact *fact)
{
    return text_is_empty(fact->goal) ? TEXT("sale") : fact->goal;
}

void webhook_read(struct arena *arena, enum webhook_provider provider, struct text topic, const struct json *json,
                  struct webhook_reading *ret_reading)
{
    static void (*const readers[WEBHOOK_PROVIDER_COUNT])(struct webhook_reader *
                                                         reader) = {[WEBHOOK_STRIPE] = webhook_read_stripe,
                                                                    [WEBHOOK_SHOPIFY] = webhook_read_shopify,
                                                                    [WEBHOOK_WOOCOMMERCE] = webhook_read_woocommerce,
                                                                    [WEBHOOK_STANDARD] = webhook_read_standard};
    bool has_type = provider == WEBHOOK_STRIPE || provider == WEBHOOK_STANDARD;
    struct text type = has_type ? json_text(json_member(json, "type")) : topic;
    bool is_clean = text_is(type) && type.n <= TYPE_BYTES_MAX && utf8_is_clean(type, "");
    *ret_reading = (struct webhook_reading){.type = is_clean ? type : TEXT(""), .cause = "event_unused"};
    struct webhook_reader reader = {.arena = arena, .json = json, .reading = ret_reading};
    ret_reading->facts = arena_many(arena, struct webhook_fact, FACTS_MAX + 1);
    readers[provider](&reader);
}

struct webhook_fact *webhook_fact_add(struct webhook_reader *reader, enum webhook_fact_kind kind)
{
    struct webhook_reading *reading = reader->reading;
    struct webhook_fact *fact = &reading->facts[reading->count];
    reading->count += reading->count < FACTS_MAX ? 1 : 0;
    *fact = (struct webhook_fact){.kind = kind};
    return fact;
}

void webhook_read_lines(const struct webhook_reader *reader, const struct json *lines,
                        bool (*read_line)(const struct webhook_reader *reader, const struct json *line,
                                          struct text currency, struct webhook_item *ret_item),
                        struct webhook_fact *fact)
{
    size_t count = json_count(lines);
    if (count > WEBHOOK_ITEMS_MAX) {
        return;
    }
    struct webhook_item *items = arena_many(reader->arena, struct webhook_item, count);
    for (size_t i = 0; i < count; i++) {
        if (!read_line(reader, json_at(lines, i), fact->currency, &items[i])) {
            return;
        }
    }
    fact->items = items;
    fact->item_count = count;
}

const struct json *webhook_at(const struct json *json, const char *path)
{
    char name[PATH_NAME_MAX];
    while (json != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");
        if (n >= sizeof(name)) {
            return NULL;
        }
        memcpy(name, path, n);
        name[n] = '\0';
        json = json_member(json, name);
        path += n + (path[n] == '.' ? 1 : 0);
    }
    return json;
}

struct text webhook_text(struct arena *arena, const struct json *json, const char *path)
{
    const struct json *found = webhook_at(json, path);
    if (json_is_object(found)) {
        found = json_member(found, "id");
    }
    int64_t number;
    if (json_int64(found, &number)) {
        return text_format(arena, "%lld", (long long)number);
    }
    struct text t = json_text(found);
    return text_is_empty(t) ? TEXT_NONE : t;
}

void webhook_reference_add(struct webhook_fact *fact, struct text reference)
{
    if (text_is_empty(reference) || reference.n > ORDER_ID_BYTES_MAX || text_equal(reference, fact->order_id) ||
        fact->reference_count == WEBHOOK_REFERENCES_MAX) {
        return;
    }
    for (size_t i = 0; i < fact->reference_count; i++) {
        if (text_equal(reference, fact->references[i])) {
            return;
        }
    }
    fact->references[fact->reference_count++] = reference;
}

struct text webhook_click_of_url(struct arena *arena, struct text url)
{
    size_t mark = text_is(url) ? text_find_char(url, '?', 0) : SIZE_MAX;
    if (mark == SIZE_MAX) {
        return TEXT_NONE;
    }
    struct text query = text_slice(url, mark + 1, text_find_char(url, '#', mark));
    struct text part;
    while (text_split(&query, '&', &part)) {
        struct text value = TEXT_NONE;
        bool is_click = text_starts_with(part, TEXT("click_id="));
        if (is_click && percent_decode(arena, text_slice(part, 9, SIZE_MAX), true, &value) == RC_OK && value.n > 0) {
            return value;
        }
    }
    return TEXT_NONE;
}

struct text webhook_click_of_list(struct arena *arena, const struct json *list, const char *name)
{
    for (size_t i = 0; i < json_count(list); i++) {
        struct text key = json_text(json_member(json_at(list, i), name));
        if (text_equal(key, TEXT("click_id")) || text_equal(key, TEXT("_tributary_click_id"))) {
            struct text value = webhook_text(arena, json_at(list, i), "value");
            if (text_is(value)) {
                return value;
            }
        }
    }
    return TEXT_NONE;
}

struct text webhook_time(struct arena *arena, const struct json *seconds)
{
    int64_t value;
    if (!json_int64(seconds, &value) || value <= 0 || value >= INSTANT_MAX_MS / SECOND_MS) {
        return TEXT_NONE;
    }
    return instant_text(arena, (struct instant){value * SECOND_MS});
}

bool webhook_decimal_minor(struct text decimal, struct text currency, int64_t *ret_minor)
{
    struct currency parsed;
    struct money money;
    if (text_is_empty(decimal) || currency_parse(currency, &parsed) != RC_OK ||
        money_parse(decimal, parsed, &money) != MONEY_PARSED) {
        return false;
    }
    *ret_minor = money.minor;
    return true;
}

struct text webhook_minor_text(struct arena *arena, int64_t minor, struct text currency)
{
    struct money money = {.minor = minor};
    return currency_parse(currency, &money.currency) == RC_OK ? money_text(arena, money) : TEXT_NONE;
}
