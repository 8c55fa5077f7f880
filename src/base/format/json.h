// SPDX-License-Identifier: Apache-2.0
// JSON in: Jansson behind typed getters that name the field in their faults; amounts never pass through a double
// (numbers are refused where decimal text is wanted). JSON out: a small writer over buf with escaping, commas and
// nesting kept right by construction.
#pragma once

#include "core/buf.h"
#include "core/fault.h"
#include "core/text.h"

struct json; // a parsed value, owned by the arena it was parsed into

// Values in one document, all nesting levels together.
#define JSON_VALUES_MAX 100000

// RFC 8259; depth at most 32; duplicate keys refused; NUL in strings refused; malformed UTF-8 refused; integers beyond
// 64 bits refused; at most JSON_VALUES_MAX values (the length of the body is the caller's limit).
// RC_INVALID with code "json_malformed" and the line in the message.
enum rc json_parse(struct arena *arena, struct text body, const struct json **ret_json, struct fault *fault) MUST_USE;

// Every getter takes NULL (an absent member) and answers false, 0, NULL or TEXT_NONE then.
bool json_is_object(const struct json *json);
bool json_is_array(const struct json *json);
bool json_is_text(const struct json *json);
bool json_is_null(const struct json *json);
size_t json_count(const struct json *array);
const struct json *json_at(const struct json *array, size_t index);
const struct json *json_member(const struct json *object, const char *name); // NULL when absent
// The name of the index-th member in the document's order; TEXT_NONE past the end.
struct text json_member_name(const struct json *object, size_t index);
struct text json_text(const struct json *json);         // TEXT_NONE when not a string; valid as long as the arena
bool json_int64(const struct json *json, int64_t *ret); // integers only: 1.0 and 1e3 are not
bool json_bool(const struct json *json, bool *ret);
// Canonical form: keys sorted by bytes, no spaces: the same value gives the same bytes. For comparing contents.
struct text json_canonical(struct arena *arena, const struct json *json);

#define JSON_DEPTH_MAX 32
// Misuse (a value without a name in an object, a name in an array, ends that do not match) is a BUG. Malformed UTF-8
// in a text becomes U+FFFD; '<' is written \u003c, so that the result may stand in an HTML script element.
struct json_writer {
    struct buf *buf;
    uint8_t depth;
    bool has_member[JSON_DEPTH_MAX];
    bool is_object[JSON_DEPTH_MAX];
    bool is_after_name;
};
struct json_writer json_writer_new(struct buf *buf);
void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);
void json_name(struct json_writer *w, const char *name);
void json_name_text(struct json_writer *w, struct text name); // for names that are data
void json_add_text(struct json_writer *w, struct text t);     // TEXT_NONE prints null
void json_add_int64(struct json_writer *w, int64_t value);
void json_add_bool(struct json_writer *w, bool value);
void json_add_null(struct json_writer *w);
void json_add_raw(struct json_writer *w, struct text json); // trusted JSON text
// name and value in one call
void json_put_text(struct json_writer *w, const char *name, struct text t);
void json_put_int64(struct json_writer *w, const char *name, int64_t value);
void json_put_bool(struct json_writer *w, const char *name, bool value);
void json_put_null(struct json_writer *w, const char *name);
