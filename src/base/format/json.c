// SPDX-License-Identifier: Apache-2.0
// JSON in and out. The document is read by Jansson and at once copied into a tree of our own in the caller's arena: so
// no Jansson object outlives json_parse, members are found by index in constant time, and a number that is not a whole
// one exists only as text. A scan before the parser refuses what is nested too deep, has too many values or NUL bytes.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

// Jansson's macros of these names would hide the functions below.
#undef json_is_object
#undef json_is_array
#undef json_is_null

#include "core/bug.h"
#include "format/encode.h"
#include "format/json.h"

enum kind { KIND_NULL, KIND_BOOL, KIND_INT64, KIND_REAL, KIND_TEXT, KIND_ARRAY, KIND_OBJECT };

struct json {
    enum kind kind;
    bool truth;
    union {
        int64_t int64;
        struct text text; // KIND_TEXT; KIND_REAL as printed
        struct {
            struct json *items;
            struct text *names; // KIND_OBJECT
            size_t count;
        };
    };
};

// What a real number may take in print.
#define REAL_BYTES_MAX 64

struct scan {
    size_t depth;
    size_t value_count;
    size_t line;
    const char *problem;
};

// Looks at nesting, number of values and NUL only; what is malformed is left to the parser, which stops at the first
// malformed byte, and up to there both read the same.
static struct scan json_scan(struct text body)
{
    struct scan scan = {.value_count = 1, .line = 1};
    bool is_in_string = false;
    for (size_t i = 0; i < body.n && scan.problem == NULL; i++) {
        char c = body.p[i];
        scan.line += c == '\n';
        if (c == '\0') {
            scan.problem = "NUL byte"; // Jansson overlooks one right after a number
            break;
        }
        if (is_in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                is_in_string = false;
            }
        } else if (c == '"') {
            is_in_string = true;
        } else if (c == '[' || c == '{') {
            scan.depth++;
            scan.value_count++;
            if (scan.depth > JSON_DEPTH_MAX) {
                scan.problem = "nested too deep";
            }
        } else if ((c == ']' || c == '}') && scan.depth > 0) {
            scan.depth--;
        } else if (c == ',') {
            scan.value_count++;
        }
        if (scan.value_count > JSON_VALUES_MAX) {
            scan.problem = "too many values";
        }
    }
    return scan;
}

static struct text copied(struct arena *arena, const char *bytes, size_t n)
{
    return text_copy(arena, (struct text){.p = bytes, .n = n});
}

static void json_convert(struct arena *arena, json_t *from, struct json *ret_json);

static void json_convert_array(struct arena *arena, json_t *from, struct json *ret_json)
{
    ret_json->kind = KIND_ARRAY;
    ret_json->count = json_array_size(from);
    ret_json->items = arena_many(arena, struct json, ret_json->count);
    for (size_t i = 0; i < ret_json->count; i++) {
        json_convert(arena, json_array_get(from, i), &ret_json->items[i]);
    }
}

static void json_convert_object(struct arena *arena, json_t *from, struct json *ret_json)
{
    ret_json->kind = KIND_OBJECT;
    ret_json->count = json_object_size(from);
    ret_json->items = arena_many(arena, struct json, ret_json->count);
    ret_json->names = arena_many(arena, struct text, ret_json->count);
    size_t i = 0;
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(from, name, value)
    {
        ret_json->names[i] = copied(arena, name, strlen(name)); // NUL in names is refused by the parser
        json_convert(arena, value, &ret_json->items[i]);
        i++;
    }
    BUG_ON(i != ret_json->count);
}

static void json_convert(struct arena *arena, json_t *from, struct json *ret_json)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        json_convert_object(arena, from, ret_json);
        break;
    case JSON_ARRAY:
        json_convert_array(arena, from, ret_json);
        break;
    case JSON_STRING:
        ret_json->kind = KIND_TEXT;
        ret_json->text = copied(arena, json_string_value(from), json_string_length(from));
        break;
    case JSON_INTEGER:
        ret_json->kind = KIND_INT64;
        ret_json->int64 = json_integer_value(from);
        break;
    case JSON_REAL: {
        char printed[REAL_BYTES_MAX];
        size_t n = json_dumpb(from, printed, sizeof(printed), JSON_ENCODE_ANY | JSON_COMPACT);
        BUG_ON(n == 0 || n > sizeof(printed));
        ret_json->kind = KIND_REAL;
        ret_json->text = copied(arena, printed, n);
        break;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        ret_json->kind = KIND_BOOL;
        ret_json->truth = json_is_true(from);
        break;
    case JSON_NULL:
        ret_json->kind = KIND_NULL;
        break;
    }
}

enum rc json_parse(struct arena *arena, struct text body, const struct json **ret_json, struct fault *fault)
{
    struct scan scan = json_scan(body);
    if (scan.problem != NULL) {
        return fault_set(fault, RC_INVALID, "json_malformed", "", "The body is not acceptable JSON: line %zu: %s.",
                         scan.line, scan.problem);
    }
    json_error_t error = {.line = 1};
    json_t *parsed = body.n == 0 ? NULL : json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (parsed == NULL) {
        // Jansson repeats the input after " near ", and names its own options after " without "; neither belongs into
        // a message.
        static const char *const ends[] = {" near ", " without "};
        for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
            char *end = strstr(error.text, ends[i]);
            if (end != NULL) {
                *end = '\0';
            }
        }
        return fault_set(fault, RC_INVALID, "json_malformed", "",
                         "The body is not acceptable JSON: line %d, column %d: %s.", error.line, error.column,
                         body.n == 0 ? "it is empty" : error.text);
    }
    struct json *json = arena_one(arena, struct json);
    json_convert(arena, parsed, json);
    json_decref(parsed);
    *ret_json = json;
    return RC_OK;
}

static bool is_kind(const struct json *json, enum kind kind)
{
    return json != NULL && json->kind == kind;
}

bool json_is_object(const struct json *json)
{
    return is_kind(json, KIND_OBJECT);
}

bool json_is_array(const struct json *json)
{
    return is_kind(json, KIND_ARRAY);
}

bool json_is_text(const struct json *json)
{
    return is_kind(json, KIND_TEXT);
}

bool json_is_null(const struct json *json)
{
    return is_kind(json, KIND_NULL);
}

size_t json_count(const struct json *array)
{
    return json_is_array(array) || json_is_object(array) ? array->count : 0;
}

const struct json *json_at(const struct json *array, size_t index)
{
    return index < json_count(array) ? &array->items[index] : NULL;
}

const struct json *json_member(const struct json *object, const char *name)
{
    if (!json_is_object(object)) {
        return NULL;
    }
    struct text wanted = text_of(name);
    for (size_t i = 0; i < object->count; i++) {
        if (text_equal(object->names[i], wanted)) {
            return &object->items[i];
        }
    }
    return NULL;
}

struct text json_member_name(const struct json *object, size_t index)
{
    return json_is_object(object) && index < object->count ? object->names[index] : TEXT_NONE;
}

struct text json_text(const struct json *json)
{
    return json_is_text(json) ? json->text : TEXT_NONE;
}

bool json_int64(const struct json *json, int64_t *ret)
{
    if (!is_kind(json, KIND_INT64)) {
        return false;
    }
    *ret = json->int64;
    return true;
}

bool json_bool(const struct json *json, bool *ret)
{
    if (!is_kind(json, KIND_BOOL)) {
        return false;
    }
    *ret = json->truth;
    return true;
}

static int compare_names(const void *a, const void *b, void *context)
{
    const struct json *object = context;
    return text_compare(object->names[*(const size_t *)a], object->names[*(const size_t *)b]);
}

static void json_print_text(struct buf *buf, struct text t);

static void json_print_canonical(struct arena *arena, struct buf *buf, const struct json *json)
{
    switch (json->kind) {
    case KIND_NULL:
        buf_add(buf, TEXT("null"));
        break;
    case KIND_BOOL:
        buf_add(buf, json->truth ? TEXT("true") : TEXT("false"));
        break;
    case KIND_INT64:
        buf_add_int64(buf, json->int64);
        break;
    case KIND_REAL:
        buf_add(buf, json->text);
        break;
    case KIND_TEXT:
        json_print_text(buf, json->text);
        break;
    case KIND_ARRAY:
        buf_add_char(buf, '[');
        for (size_t i = 0; i < json->count; i++) {
            buf_add(buf, i > 0 ? TEXT(",") : TEXT(""));
            json_print_canonical(arena, buf, &json->items[i]);
        }
        buf_add_char(buf, ']');
        break;
    case KIND_OBJECT: {
        size_t *order = arena_many(arena, size_t, json->count);
        for (size_t i = 0; i < json->count; i++) {
            order[i] = i;
        }
        union {
            const struct json *in;
            void *out;
        } context = {.in = json};
        qsort_r(order, json->count, sizeof(order[0]), compare_names, context.out);
        buf_add_char(buf, '{');
        for (size_t i = 0; i < json->count; i++) {
            buf_add(buf, i > 0 ? TEXT(",") : TEXT(""));
            json_print_text(buf, json->names[order[i]]);
            buf_add_char(buf, ':');
            json_print_canonical(arena, buf, &json->items[order[i]]);
        }
        buf_add_char(buf, '}');
        break;
    }
    }
}

struct text json_canonical(struct arena *arena, const struct json *json)
{
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    json_print_canonical(arena, &buf, json);
    return buf_text(&buf);
}

static void json_print_escape(struct buf *buf, unsigned char c)
{
    switch (c) {
    case '"':
        buf_add(buf, TEXT("\\\""));
        break;
    case '\\':
        buf_add(buf, TEXT("\\\\"));
        break;
    case '\n':
        buf_add(buf, TEXT("\\n"));
        break;
    case '\r':
        buf_add(buf, TEXT("\\r"));
        break;
    case '\t':
        buf_add(buf, TEXT("\\t"));
        break;
    default:
        buf_format(buf, "\\u%04x", c);
        break;
    }
}

static void json_print_text(struct buf *buf, struct text t)
{
    buf_add_char(buf, '"');
    size_t from = 0;
    for (size_t i = 0; i < t.n;) {
        unsigned char c = (unsigned char)t.p[i];
        bool is_plain_ascii = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<';
        size_t n = is_plain_ascii ? 1 : c >= 0x80 ? utf8_sequence(t.p + i, t.n - i) : 0;
        if (n > 0) {
            i += n;
            continue;
        }
        buf_add(buf, text_slice(t, from, i));
        if (c >= 0x80) {
            buf_add(buf, TEXT("\\ufffd"));
        } else {
            json_print_escape(buf, c);
        }
        i++;
        from = i;
    }
    buf_add(buf, text_slice(t, from, t.n));
    buf_add_char(buf, '"');
}

struct json_writer json_writer_new(struct buf *buf)
{
    return (struct json_writer){.buf = buf};
}

// The comma before a value or a name, where one is due.
static void separate(struct json_writer *w)
{
    if (w->depth == 0) {
        return;
    }
    if (w->has_member[w->depth - 1]) {
        buf_add_char(w->buf, ',');
    }
    w->has_member[w->depth - 1] = true;
}

static void before_value(struct json_writer *w)
{
    if (w->is_after_name) {
        w->is_after_name = false;
        return;
    }
    BUG_ON(w->depth > 0 && w->is_object[w->depth - 1]);
    separate(w);
}

static void begin(struct json_writer *w, bool is_object)
{
    before_value(w);
    BUG_ON(w->depth >= JSON_DEPTH_MAX);
    w->has_member[w->depth] = false;
    w->is_object[w->depth] = is_object;
    w->depth++;
    buf_add_char(w->buf, is_object ? '{' : '[');
}

static void end(struct json_writer *w, bool is_object)
{
    BUG_ON(w->depth == 0 || w->is_after_name || w->is_object[w->depth - 1] != is_object);
    w->depth--;
    buf_add_char(w->buf, is_object ? '}' : ']');
}

void json_begin_object(struct json_writer *w)
{
    begin(w, /* is_object= */ true);
}

void json_end_object(struct json_writer *w)
{
    end(w, /* is_object= */ true);
}

void json_begin_array(struct json_writer *w)
{
    begin(w, /* is_object= */ false);
}

void json_end_array(struct json_writer *w)
{
    end(w, /* is_object= */ false);
}

void json_name(struct json_writer *w, const char *name)
{
    json_name_text(w, text_of(name));
}

void json_name_text(struct json_writer *w, struct text name)
{
    BUG_ON(w->depth == 0 || !w->is_object[w->depth - 1] || w->is_after_name);
    separate(w);
    json_print_text(w->buf, name);
    buf_add_char(w->buf, ':');
    w->is_after_name = true;
}

void json_add_text(struct json_writer *w, struct text t)
{
    before_value(w);
    if (text_is(t)) {
        json_print_text(w->buf, t);
    } else {
        buf_add(w->buf, TEXT("null"));
    }
}

void json_add_int64(struct json_writer *w, int64_t value)
{
    before_value(w);
    buf_add_int64(w->buf, value);
}

void json_add_bool(struct json_writer *w, bool value)
{
    before_value(w);
    buf_add(w->buf, value ? TEXT("true") : TEXT("false"));
}

void json_add_null(struct json_writer *w)
{
    before_value(w);
    buf_add(w->buf, TEXT("null"));
}

void json_add_raw(struct json_writer *w, struct text json)
{
    before_value(w);
    buf_add(w->buf, json);
}

void json_put_text(struct json_writer *w, const char *name, struct text t)
{
    json_name(w, name);
    json_add_text(w, t);
}

void json_put_int64(struct json_writer *w, const char *name, int64_t value)
{
    json_name(w, name);
    json_add_int64(w, value);
}

void json_put_bool(struct json_writer *w, const char *name, bool value)
{
    json_name(w, name);
    json_add_bool(w, value);
}

void json_put_null(struct json_writer *w, const char *name)
{
    json_name(w, name);
    json_add_null(w);
}
