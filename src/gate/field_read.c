// SPDX-License-Identifier: Apache-2.0
// Reading of requests by their descriptors.
#include <stdio.h>
#include <string.h>

#include "core/bug.h"
#include "field.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "validate.h"

#define FIELD_NAME_MAX 64
#define DECIMAL_BYTES_MAX 40

const struct schema schema_none = {.name = NULL, .count = 0};

// One value on its way into its member: `name` is what faults call it.
struct slot {
    const struct field_source *source;
    const struct field *field;
    const char *name;
    void *member;
};

static void slot_set_absent(const struct field *field, void *member)
{
    switch (field->kind) {
    case FIELD_KIND_INSTANT:
        *(struct instant *)member = INSTANT_NONE;
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_CODE:
    case FIELD_KIND_EMAIL:
    case FIELD_KIND_URL:
    case FIELD_KIND_CHOICE:
    case FIELD_KIND_DECIMAL:
    case FIELD_KIND_WORDS:
    case FIELD_KIND_RAW:
        *(struct text *)member = TEXT_NONE;
        break;
    case FIELD_KIND_CURRENCY:
    case FIELD_KIND_ID:
    case FIELD_KIND_INT64:
    case FIELD_KIND_BOOL:
    case FIELD_KIND_DURATION:
    case FIELD_KIND_PERCENT:
    case FIELD_KIND_MONEY:
    case FIELD_KIND_JSON:
    case FIELD_KIND_LIST:
    case FIELD_KIND_OBJECT:
        break; // all bits zero, as the arena gave it
    }
}

static enum rc slot_type_refused(const struct slot *slot, const char *wanted)
{
    return fault_set(slot->source->fault, RC_INVALID, "field_type", slot->name, "%s must be %s", slot->name, wanted);
}

static enum rc slot_set_null(const struct slot *slot)
{
    const struct field *field = slot->field;
    if ((field->flags & FIELD_NULLABLE) == 0) {
        if ((field->flags & FIELD_REQUIRED) != 0) {
            return fault_set(slot->source->fault, RC_INVALID, "field_missing", slot->name, "%s is missing", slot->name);
        }
        return RC_OK;
    }
    switch (field->kind) {
    case FIELD_KIND_TEXT:
    case FIELD_KIND_CODE:
    case FIELD_KIND_EMAIL:
    case FIELD_KIND_URL:
    case FIELD_KIND_CHOICE:
    case FIELD_KIND_DECIMAL:
    case FIELD_KIND_WORDS:
    case FIELD_KIND_RAW:
        *(struct text *)slot->member = TEXT("");
        break;
    case FIELD_KIND_INT64:
    case FIELD_KIND_BOOL:
    case FIELD_KIND_DURATION:
    case FIELD_KIND_PERCENT:
        *(struct opt_int64 *)slot->member = (struct opt_int64){.has = false, .v = FIELD_NULLED};
        break;
    case FIELD_KIND_CURRENCY:
    case FIELD_KIND_ID:
    case FIELD_KIND_INSTANT:
    case FIELD_KIND_MONEY:
    case FIELD_KIND_JSON:
    case FIELD_KIND_LIST:
    case FIELD_KIND_OBJECT:
        break;
    }
    return RC_OK;
}

static enum rc slot_set_int64(const struct slot *slot, int64_t value)
{
    const struct field *field = slot->field;
    if (value < field->min || value > field->max) {
        return fault_set(slot->source->fault, RC_INVALID, "number_out_of_range", slot->name,
                         "%s must be between %lld and %lld", slot->name, (long long)field->min, (long long)field->max);
    }
    *(struct opt_int64 *)slot->member = (struct opt_int64){.has = true, .v = value};
    return RC_OK;
}

static enum rc slot_set_id(const struct slot *slot, struct text t)
{
    if (public_id_parse(slot->source->keyring, slot->field->words, t, slot->member) != RC_OK) {
        return fault_set(slot->source->fault, RC_INVALID, "id_malformed", slot->name,
                         "%s must be an id that begins with %s_", slot->name, slot->field->words);
    }
    return RC_OK;
}

static enum rc slot_set_instant(const struct slot *slot, struct text t)
{
    enum rc rc = instant_parse(t, slot->member);
    if (rc == RC_REFUSED) {
        return fault_set(slot->source->fault, RC_INVALID, "instant_out_of_range", slot->name,
                         "%s must be from 1970 up to 2100", slot->name);
    }
    if (rc != RC_OK) {
        return fault_set(slot->source->fault, RC_INVALID, "instant_malformed", slot->name,
                         "%s must be a time as in RFC 3339: 2026-01-31T12:00:00Z", slot->name);
    }
    return RC_OK;
}

static enum rc slot_set_duration(const struct slot *slot, struct text t)
{
    struct opt_int64 *member = slot->member;
    if (duration_parse(t, &member->v) != RC_OK) {
        return fault_set(slot->source->fault, RC_INVALID, "duration_malformed", slot->name,
                         "%s must be a duration as in ISO 8601: PT1H, P30D, P10Y", slot->name);
    }
    member->has = true;
    return RC_OK;
}

static enum rc slot_set_percent(const struct slot *slot, struct text t)
{
    struct rate rate;
    struct text digits = text_ends_with(t, TEXT("%")) ? text_slice(t, 0, t.n - 1) : t;
    if (rate_parse_percent(digits, &rate) != RC_OK) {
        return fault_set(slot->source->fault, RC_INVALID, "percent_malformed", slot->name,
                         "%s must be a percentage such as \"12.5\" with at most four digits after the point",
                         slot->name);
    }
    *(struct opt_int64 *)slot->member = (struct opt_int64){.has = true, .v = rate.ppm};
    return RC_OK;
}

static enum rc slot_set_decimal(const struct slot *slot, struct text t)
{
    bool is_good = t.n > 0 && t.n <= DECIMAL_BYTES_MAX;
    for (size_t i = 0; i < t.n && is_good; i++) {
        is_good = (t.p[i] >= '0' && t.p[i] <= '9') || t.p[i] == '.' || (t.p[i] == '-' && i == 0);
    }
    if (!is_good) {
        return fault_set(slot->source->fault, RC_INVALID, "decimal_malformed", slot->name,
                         "%s must be a decimal text such as \"12.34\"", slot->name);
    }
    *(struct text *)slot->member = t;
    return RC_OK;
}

static enum rc slot_check_text(const struct slot *slot, struct text t)
{
    const struct field *field = slot->field;
    struct fault *fault = slot->source->fault;
    bool is_taken_away = t.n == 0 && (field->flags & FIELD_NULLABLE) != 0;
    if (field->kind == FIELD_KIND_CODE) {
        return validate_code(fault, slot->name, t);
    }
    if (field->kind == FIELD_KIND_EMAIL) {
        return is_taken_away ? RC_OK : validate_email(fault, slot->name, t);
    }
    if (field->kind == FIELD_KIND_URL) {
        return is_taken_away ? RC_OK : validate_url(fault, slot->name, t);
    }
    if (field->kind == FIELD_KIND_CHOICE) {
        return validate_choice(fault, slot->name, t, field->words);
    }
    if (!utf8_is_clean(t, "\n\r\t")) {
        return fault_set(fault, RC_INVALID, "text_malformed", slot->name,
                         "%s must be well-formed UTF-8 without control characters", slot->name);
    }
    size_t length = utf8_length(t);
    if (length > (size_t)field->max) {
        return fault_set(fault, RC_INVALID, "text_too_long", slot->name, "%s must have at most %lld characters",
                         slot->name, (long long)field->max);
    }
    if (length < (size_t)field->min) {
        return fault_set(fault, RC_INVALID, "text_empty", slot->name, "%s must not be empty", slot->name);
    }
    return RC_OK;
}

// From a text, as it stands in a query or in a JSON string.
static enum rc slot_set_text(const struct slot *slot, struct text t)
{
    const struct field *field = slot->field;
    switch (field->kind) {
    case FIELD_KIND_TEXT:
    case FIELD_KIND_CODE:
    case FIELD_KIND_EMAIL:
    case FIELD_KIND_URL:
    case FIELD_KIND_CHOICE:
        TRY(slot_check_text(slot, t));
        *(struct text *)slot->member = t;
        return RC_OK;
    case FIELD_KIND_CURRENCY:
        if (currency_parse(t, slot->member) != RC_OK) {
            return fault_set(slot->source->fault, RC_INVALID, "currency_unknown", slot->name,
                             "%s must be an ISO 4217 code such as EUR", slot->name);
        }
        return RC_OK;
    case FIELD_KIND_ID:
        return slot_set_id(slot, t);
    case FIELD_KIND_INSTANT:
        return slot_set_instant(slot, t);
    case FIELD_KIND_DURATION:
        return slot_set_duration(slot, t);
    case FIELD_KIND_PERCENT:
        return slot_set_percent(slot, t);
    case FIELD_KIND_DECIMAL:
        return slot_set_decimal(slot, t);
    case FIELD_KIND_WORDS:
        *(struct text *)slot->member = t;
        return RC_OK;
    case FIELD_KIND_INT64:
    case FIELD_KIND_BOOL:
    case FIELD_KIND_JSON:
    case FIELD_KIND_LIST:
        return slot_type_refused(slot, field->kind == FIELD_KIND_INT64  ? "a whole number"
                                       : field->kind == FIELD_KIND_BOOL ? "true or false"
                                       : field->kind == FIELD_KIND_LIST ? "a list"
                                                                        : "an object or a list");
    case FIELD_KIND_MONEY:
    case FIELD_KIND_RAW:
    case FIELD_KIND_OBJECT:
        break;
    }
    BUG_ON(true); // kinds of answers only
}

static enum rc slot_set_words(const struct slot *slot, const struct json *json)
{
    struct buf buf = buf_new(slot->source->arena, 65536);
    for (size_t i = 0; i < json_count(json); i++) {
        struct text word = json_text(json_at(json, i));
        if (!text_is(word) || text_find_char(word, ',', 0) != SIZE_MAX) {
            return slot_type_refused(slot, "a list of words");
        }
        buf_add(&buf, i == 0 ? TEXT("") : TEXT(","));
        buf_add(&buf, word);
    }
    if (buf.is_overflown) {
        return slot_type_refused(slot, "a shorter list");
    }
    *(struct text *)slot->member = buf_text(&buf);
    return RC_OK;
}

static enum rc read_object(const struct field_source *source, const struct schema *schema, const struct json *json,
                           const char *prefix, void *structure);

static enum rc slot_set_list(const struct slot *slot, const struct json *json)
{
    const struct schema *items = slot->field->items;
    size_t count = json_count(json);
    if (!json_is_array(json) || count > (size_t)slot->field->max) {
        return slot_type_refused(slot, "a list of at most 1000 objects");
    }
    char *all = arena_array_bytes(slot->source->arena, count, items->size);
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = slot->source->arena;
        const char *prefix = text_zero_terminated(arena, text_format(arena, "%s[%zu].", slot->name, i));
        if (!json_is_object(json_at(json, i))) {
            return slot_type_refused(slot, "a list of objects");
        }
        TRY(read_object(slot->source, items, json_at(json, i), prefix, all + i * items->size));
    }
    *(struct field_list *)slot->member = (struct field_list){.items = all, .count = count};
    return RC_OK;
}

static enum rc slot_set_json(const struct slot *slot, const struct json *json)
{
    const struct field *field = slot->field;
    int64_t number;
    bool truth;
    if (json_is_null(json)) {
        return slot_set_null(slot);
    }
    if (field->kind == FIELD_KIND_JSON) {
        *(const struct json **)slot->member = json;
        return RC_OK;
    }
    if (field->kind == FIELD_KIND_LIST) {
        return slot_set_list(slot, json);
    }
    if (json_is_text(json)) {
        return slot_set_text(slot, json_text(json));
    }
    if (field->kind == FIELD_KIND_WORDS && json_is_array(json)) {
        return slot_set_words(slot, json);
    }
    if (json_int64(json, &number)) {
        if (field->kind == FIELD_KIND_INT64) {
            return slot_set_int64(slot, number);
        }
        // A whole number is exact; one with a point was never a decimal text and is refused below.
        if (field->kind == FIELD_KIND_PERCENT || field->kind == FIELD_KIND_DECIMAL) {
            return slot_set_text(slot, text_format(slot->source->arena, "%lld", (long long)number));
        }
    }
    if (field->kind == FIELD_KIND_BOOL && json_bool(json, &truth)) {
        *(struct opt_int64 *)slot->member = (struct opt_int64){.has = true, .v = truth};
        return RC_OK;
    }
    return slot_type_refused(slot, field->kind == FIELD_KIND_INT64     ? "a whole number"
                                   : field->kind == FIELD_KIND_BOOL    ? "true or false"
                                   : field->kind == FIELD_KIND_DECIMAL ? "a decimal text such as \"12.34\""
                                                                       : "a text");
}

static const struct field *field_find(const struct schema *schema, struct text name)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (text_equal(name, text_of(schema->fields[i].name))) {
            return &schema->fields[i];
        }
    }
    return NULL;
}

// What a client called a field goes into a fault only as far as it is harmless and short.
static struct text name_shown(struct text name)
{
    return utf8_is_clean(name, "") ? text_slice(name, 0, 40) : TEXT("");
}

static enum rc read_object(const struct field_source *source, const struct schema *schema, const struct json *json,
                           const char *prefix, void *structure)
{
    for (size_t i = 0; i < json_count(json); i++) {
        struct text name = json_member_name(json, i);
        if (field_find(schema, name) == NULL) {
            char shown[FIELD_NAME_MAX];
            snprintf(shown, sizeof(shown), "%s%.*s", prefix, TEXT_PRINT(name_shown(name)));
            return fault_set(source->fault, RC_INVALID, "field_unknown", shown, "there is no field %s here", shown);
        }
    }
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        char name[FIELD_NAME_MAX];
        snprintf(name, sizeof(name), "%s%s", prefix, field->name);
        struct slot slot = {
            .source = source, .field = field, .name = name, .member = (char *)structure + field->offset};
        slot_set_absent(field, slot.member);
        const struct json *value = json_member(json, field->name);
        if (value != NULL) {
            TRY(slot_set_json(&slot, value));
        } else if ((field->flags & FIELD_REQUIRED) != 0) {
            return fault_set(source->fault, RC_INVALID, "field_missing", name, "%s is missing", name);
        }
    }
    return RC_OK;
}

enum rc schema_read_json(const struct field_source *source, const struct schema *schema, const struct json *json,
                         void **ret_structure)
{
    void *structure = arena_bytes(source->arena, schema->size);
    TRY(read_object(source, schema, json, "", structure));
    *ret_structure = structure;
    return RC_OK;
}

// Numbers and truths have no type of their own in a query.
static enum rc slot_set_parameter(const struct slot *slot, struct text value)
{
    if (slot->field->kind == FIELD_KIND_INT64) {
        int64_t number;
        if (int64_parse(value, INT64_MIN, INT64_MAX, &number) != RC_OK) {
            return slot_type_refused(slot, "a whole number");
        }
        return slot_set_int64(slot, number);
    }
    if (slot->field->kind == FIELD_KIND_BOOL) {
        bool is_true = text_equal(value, TEXT("true")) || text_equal(value, TEXT("1"));
        if (!is_true && !text_equal(value, TEXT("false")) && !text_equal(value, TEXT("0"))) {
            return slot_type_refused(slot, "true or false");
        }
        *(struct opt_int64 *)slot->member = (struct opt_int64){.has = true, .v = is_true};
        return RC_OK;
    }
    return slot_set_text(slot, value);
}

enum rc schema_read_parameters(const struct field_source *source, const struct schema *schema,
                               const struct parameters *parameters, void **ret_structure)
{
    void *structure = arena_bytes(source->arena, schema->size);
    for (size_t i = 0; i < parameters->count; i++) {
        struct text name = parameters->list[i].name;
        char shown[FIELD_NAME_MAX];
        snprintf(shown, sizeof(shown), "%.*s", TEXT_PRINT(name_shown(name)));
        if (field_find(schema, name) == NULL) {
            return fault_set(source->fault, RC_INVALID, "parameter_unknown", shown, "there is no parameter %s here",
                             shown);
        }
        if (parameters_count(parameters, name) > 1) {
            return fault_set(source->fault, RC_INVALID, "parameter_repeated", shown, "%s is there more than once",
                             shown);
        }
    }
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        struct slot slot = {
            .source = source, .field = field, .name = field->name, .member = (char *)structure + field->offset};
        slot_set_absent(field, slot.member);
        struct text value = parameters_get(parameters, text_of(field->name));
        bool is_blank = text_is_empty(value) && (field->flags & FIELD_BLANK) != 0;
        if (text_is(value) && !is_blank) {
            TRY(slot_set_parameter(&slot, value));
        } else if ((field->flags & FIELD_REQUIRED) != 0) {
            return fault_set(source->fault, RC_INVALID, "parameter_missing", field->name, "%s is missing", field->name);
        }
    }
    *ret_structure = structure;
    return RC_OK;
}
