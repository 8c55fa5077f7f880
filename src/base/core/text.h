// SPDX-License-Identifier: Apache-2.0
// Text is a pointer and a length, never assumed to end in zero, never owning. p == NULL means "no text" (SQL NULL,
// absent parameter); an empty text has p != NULL and n == 0.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

struct text {
    const char *p;
    size_t n;
};

#define TEXT(literal) ((struct text){.p = "" literal, .n = sizeof(literal) - 1})
#define TEXT_NONE ((struct text){.p = NULL, .n = 0})
// For printf: printf("%.*s", TEXT_PRINT(t)).
#define TEXT_PRINT(t) (int)(t).n, ((t).p != NULL ? (t).p : "")

struct text text_of(const char *zero_terminated); // NULL gives TEXT_NONE
// From index `from` up to, not including, `to`; both are clamped to the text, so SIZE_MAX means "to the end".
struct text text_slice(struct text t, size_t from, size_t to);
bool text_is(struct text t);       // present: p != NULL
bool text_is_empty(struct text t); // absent or n == 0
// TEXT_NONE equals only TEXT_NONE (never an empty text) and sorts before everything.
bool text_equal(struct text a, struct text b);
bool text_equal_ignore_case(struct text a, struct text b); // ASCII only
int text_compare(struct text a, struct text b);            // bytes, then length: memcmp order
bool text_starts_with(struct text t, struct text prefix);
bool text_ends_with(struct text t, struct text suffix);
// Index of the first occurrence at or after from, or SIZE_MAX.
size_t text_find_char(struct text t, char c, size_t from);
size_t text_find(struct text t, struct text needle, size_t from);
struct text text_trim(struct text t); // ASCII space, tab, CR, LF on both ends
// Cuts everything before the first separator off *rest and returns it; *rest becomes what follows the separator, or
// TEXT_NONE when there was none. Returns false when *rest is already TEXT_NONE.
bool text_split(struct text *rest, char separator, struct text *ret_part);
struct text text_copy(struct arena *arena, struct text t); // TEXT_NONE stays TEXT_NONE
// A C string; C functions see it end at the first NUL byte, if the text has one.
char *text_zero_terminated(struct arena *arena, struct text t);
struct text text_lower(struct arena *arena, struct text t); // ASCII only
// printf into the arena.
struct text text_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
