// SPDX-License-Identifier: Apache-2.0
// Descriptors of structures that go over the wire. One table per structure says what its members are called, of what
// kind and range they are and what they mean; from it requests are read and checked, answers printed, and the OpenAPI
// document written, so that the three cannot differ.
//
//     struct coupon_body { struct partner_id partner_id; struct text code; struct opt_int64 discount; };
//     static const struct field coupon_fields[] = {
//         FIELD_ID(struct coupon_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "Whom it credits."),
//         FIELD_CODE(struct coupon_body, code, FIELD_REQUIRED, "The code as customers type it."),
//         FIELD_PERCENT(struct coupon_body, discount, FIELD_NULLABLE, "The customer's discount."),
//     };
//     const struct schema schema_coupon_body = SCHEMA("CouponCreate", struct coupon_body, coupon_fields);
#pragma once

#include <stddef.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "format/json.h"
#include "format/url.h"
#include "value/money.h"
#include "value/time.h"

// kind             member                in JSON
enum field_kind {
    FIELD_KIND_TEXT,     // struct text          text of min to max characters
    FIELD_KIND_CODE,     // struct text          [A-Za-z0-9_-]{1,64}
    FIELD_KIND_EMAIL,    // struct text          an e-mail address
    FIELD_KIND_URL,      // struct text          an absolute http(s) address
    FIELD_KIND_CHOICE,   // struct text          one of `words`
    FIELD_KIND_CURRENCY, // struct currency      ISO 4217 code
    FIELD_KIND_ID,       // struct *_id          public id with the prefix `words`
    FIELD_KIND_INT64,    // struct opt_int64     whole number from min to max
    FIELD_KIND_BOOL,     // struct opt_int64     true or false
    FIELD_KIND_INSTANT,  // struct instant       RFC 3339
    FIELD_KIND_DURATION, // struct opt_int64     ISO 8601, in milliseconds
    FIELD_KIND_PERCENT,  // struct opt_int64     "12.5", in parts per million
    FIELD_KIND_DECIMAL,  // struct text          "12.34": a decimal text (a whole number is taken too), read by the
                         // handler
    FIELD_KIND_WORDS,    // struct text          list of texts, kept as a comma list (which is taken too)
    FIELD_KIND_MONEY,    // struct money         answers only: {"amount":"12.34","currency":"EUR"}
    FIELD_KIND_JSON,     // const struct json *  read by the handler; `words` is its JSON Schema
    FIELD_KIND_RAW,      // struct text          answers only: JSON text; `words` is its JSON Schema
    FIELD_KIND_LIST,     // struct field_list    list of objects described by `items`
    FIELD_KIND_OBJECT,   // const void *         answers only: object described by `items`, NULL prints null
};

enum {
    FIELD_REQUIRED = 1, // must be there, and not null
    FIELD_BLANK = 4,    // in a query an empty text is none: forms send what nobody has filled in
    FIELD_NULLABLE = 2, // null means "take it away": an empty text, or has = false with v = FIELD_NULLED
};
#define FIELD_NULLED ((int64_t)-1)

struct schema;

struct field {
    const char *name;
    enum field_kind kind;
    unsigned flags;
    int64_t min;
    int64_t max;
    const char *words;
    const struct schema *items;
    size_t offset;
    const char *description;
};

struct field_list {
    const void *items; // each items->size bytes
    size_t count;
};

// What an absent member is: TEXT_NONE, id 0, has = false, INSTANT_NONE, no currency, NULL, an empty list.
struct schema {
    const char *name; // in the OpenAPI document
    size_t size;
    const struct field *fields;
    size_t count; // 0: there is no body, query or answer of this kind
};
#define SCHEMA(name_, type, fields_)                                                                                \
    {                                                                                                               \
        .name = (name_), .size = sizeof(type), .fields = (fields_), .count = sizeof(fields_) / sizeof((fields_)[0]) \
    }
extern const struct schema schema_none;

// The offset of a member, which must be of the type that its kind stores.
#define FIELD_AT(type, member, stored) \
    (offsetof(type, member) +          \
     0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((type *)0)->member), stored) ? 1 : -1]))
#define FIELD_OF(kind_, type, member, stored, flags_, ...)                                                         \
    {                                                                                                              \
        .name = #member, .kind = (kind_), .flags = (flags_), .offset = FIELD_AT(type, member, stored), __VA_ARGS__ \
    }

#define FIELD_TEXT(type, member, min_, max_, flags_, text_) \
    FIELD_OF(FIELD_KIND_TEXT, type, member, struct text, flags_, .min = (min_), .max = (max_), .description = (text_))
#define FIELD_NAME(type, member, flags_, text_) FIELD_TEXT(type, member, 1, 200, flags_, text_)
#define FIELD_CODE(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_CODE, type, member, struct text, flags_, .description = (text_))
#define FIELD_EMAIL(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_EMAIL, type, member, struct text, flags_, .description = (text_))
#define FIELD_URL(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_URL, type, member, struct text, flags_, .description = (text_))
#define FIELD_CHOICE(type, member, words_, flags_, text_) \
    FIELD_OF(FIELD_KIND_CHOICE, type, member, struct text, flags_, .words = (words_), .description = (text_))
#define FIELD_CURRENCY(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_CURRENCY, type, member, struct currency, flags_, .description = (text_))
#define FIELD_ID(type, member, prefix_, flags_, text_)                                 \
    {                                                                                  \
        .name = #member, .kind = FIELD_KIND_ID, .flags = (flags_), .words = (prefix_), \
        .offset = FIELD_AT(type, member.v, int64_t), .description = (text_)            \
    }
#define FIELD_INT64(type, member, min_, max_, flags_, text_)                                         \
    FIELD_OF(FIELD_KIND_INT64, type, member, struct opt_int64, flags_, .min = (min_), .max = (max_), \
             .description = (text_))
#define FIELD_BOOL(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_BOOL, type, member, struct opt_int64, flags_, .description = (text_))
#define FIELD_INSTANT(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_INSTANT, type, member, struct instant, flags_, .description = (text_))
#define FIELD_DURATION(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_DURATION, type, member, struct opt_int64, flags_, .description = (text_))
#define FIELD_PERCENT(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_PERCENT, type, member, struct opt_int64, flags_, .description = (text_))
#define FIELD_DECIMAL(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_DECIMAL, type, member, struct text, flags_, .description = (text_))
#define FIELD_WORDS(type, member, flags_, text_) \
    FIELD_OF(FIELD_KIND_WORDS, type, member, struct text, flags_, .description = (text_))
#define FIELD_MONEY(type, member, text_) \
    FIELD_OF(FIELD_KIND_MONEY, type, member, struct money, 0, .description = (text_))
#define FIELD_JSON(type, member, schema_, flags_, text_) \
    FIELD_OF(FIELD_KIND_JSON, type, member, const struct json *, flags_, .words = (schema_), .description = (text_))
#define FIELD_RAW(type, member, schema_, text_) \
    FIELD_OF(FIELD_KIND_RAW, type, member, struct text, 0, .words = (schema_), .description = (text_))
#define FIELD_LIST(type, member, items_, flags_, text_)                                                \
    FIELD_OF(FIELD_KIND_LIST, type, member, struct field_list, flags_, .items = (items_), .max = 1000, \
             .description = (text_))
#define FIELD_OBJECT(type, member, items_, text_) \
    FIELD_OF(FIELD_KIND_OBJECT, type, member, const void *, 0, .items = (items_), .description = (text_))

struct field_source {
    struct arena *arena;
    const struct keyring *keyring;
    struct fault *fault;
};

// Reads a JSON object into a new structure. RC_INVALID with the field named ("items[2].amount" in lists):
// field_unknown, field_missing, field_type, number_out_of_range, id_malformed, currency_unknown, instant_malformed,
// duration_malformed, percent_malformed, decimal_malformed, and those of validate.h.
enum rc schema_read_json(const struct field_source *source, const struct schema *schema, const struct json *json,
                         void **ret_structure) MUST_USE;
// The same from a query string or form. Also parameter_repeated; unknown names are parameter_unknown.
enum rc schema_read_parameters(const struct field_source *source, const struct schema *schema,
                               const struct parameters *parameters, void **ret_structure) MUST_USE;
// Prints the structure as a JSON object.
void schema_print(struct json_writer *writer, struct arena *arena, const struct keyring *keyring,
                  const struct schema *schema, const void *structure);
