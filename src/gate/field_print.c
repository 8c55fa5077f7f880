// SPDX-License-Identifier: Apache-2.0
// Printing of answers by their descriptors.
#include "field.h"
#include "identity/public_id.h"

static void print_words(struct json_writer *writer, struct text list)
{
    json_begin_array(writer);
    struct text rest = list;
    struct text word;
    while (list.n > 0 && text_split(&rest, ',', &word)) {
        json_add_text(writer, word);
    }
    json_end_array(writer);
}

static void print_number(struct json_writer *writer, struct arena *arena, const struct field *field,
                         const struct opt_int64 *number)
{
    if (!number->has) {
        json_add_null(writer);
    } else if (field->kind == FIELD_KIND_BOOL) {
        json_add_bool(writer, number->v != 0);
    } else if (field->kind == FIELD_KIND_DURATION) {
        json_add_text(writer, duration_text(arena, number->v));
    } else if (field->kind == FIELD_KIND_PERCENT) {
        json_add_text(writer, rate_percent_text(arena, (struct rate){.ppm = number->v}));
    } else {
        json_add_int64(writer, number->v);
    }
}

static void print_money(struct json_writer *writer, struct arena *arena, struct money money)
{
    if (currency_is_none(money.currency)) {
        json_add_null(writer);
        return;
    }
    json_begin_object(writer);
    json_put_text(writer, "amount", money_text(arena, money));
    json_put_text(writer, "currency", currency_text(&money.currency));
    json_end_object(writer);
}

static void print_member(struct json_writer *writer, struct arena *arena, const struct keyring *keyring,
                         const struct field *field, const void *member)
{
    switch (field->kind) {
    case FIELD_KIND_TEXT:
    case FIELD_KIND_CODE:
    case FIELD_KIND_EMAIL:
    case FIELD_KIND_URL:
    case FIELD_KIND_CHOICE:
    case FIELD_KIND_DECIMAL:
        json_add_text(writer, *(const struct text *)member);
        break;
    case FIELD_KIND_CURRENCY: {
        const struct currency *currency = member;
        json_add_text(writer, currency_is_none(*currency) ? TEXT_NONE : text_copy(arena, currency_text(currency)));
        break;
    }
    case FIELD_KIND_ID:
        json_add_text(writer, public_id_text(arena, keyring, field->words, *(const int64_t *)member));
        break;
    case FIELD_KIND_INT64:
    case FIELD_KIND_BOOL:
    case FIELD_KIND_DURATION:
    case FIELD_KIND_PERCENT:
        print_number(writer, arena, field, member);
        break;
    case FIELD_KIND_INSTANT: {
        const struct instant *instant = member;
        json_add_text(writer, instant_is_none(*instant) ? TEXT_NONE : instant_text(arena, *instant));
        break;
    }
    case FIELD_KIND_WORDS:
        print_words(writer, *(const struct text *)member);
        break;
    case FIELD_KIND_MONEY:
        print_money(writer, arena, *(const struct money *)member);
        break;
    case FIELD_KIND_JSON: {
        const struct json *const *json = member;
        json_add_raw(writer, *json == NULL ? TEXT("null") : json_canonical(arena, *json));
        break;
    }
    case FIELD_KIND_RAW: {
        const struct text *raw = member;
        json_add_raw(writer, text_is(*raw) ? *raw : TEXT("null"));
        break;
    }
    case FIELD_KIND_LIST: {
        const struct field_list *list = member;
        json_begin_array(writer);
        for (size_t i = 0; i < list->count; i++) {
            schema_print(writer, arena, keyring, field->items, (const char *)list->items + i * field->items->size);
        }
        json_end_array(writer);
        break;
    }
    case FIELD_KIND_OBJECT: {
        const void *const *object = member;
        if (*object == NULL) {
            json_add_null(writer);
        } else {
            schema_print(writer, arena, keyring, field->items, *object);
        }
        break;
    }
    }
}

void schema_print(struct json_writer *writer, struct arena *arena, const struct keyring *keyring,
                  const struct schema *schema, const void *structure)
{
    json_begin_object(writer);
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        json_name(writer, field->name);
        print_member(writer, arena, keyring, field, (const char *)structure + field->offset);
    }
    json_end_object(writer);
}
