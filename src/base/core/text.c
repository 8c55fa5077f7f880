// SPDX-License-Identifier: Apache-2.0
// Text: comparing, searching, cutting, copying.
#include "core/text.h"

#include <stdarg.h>
#include <string.h>

#include "core/buf.h"
#include "core/bug.h"

struct text text_of(const char *zero_terminated)
{
    if (zero_terminated == NULL) {
        return TEXT_NONE;
    }
    return (struct text){.p = zero_terminated, .n = strlen(zero_terminated)};
}

struct text text_slice(struct text t, size_t from, size_t to)
{
    if (t.p == NULL) {
        return TEXT_NONE;
    }
    if (to > t.n) {
        to = t.n;
    }
    if (from > to) {
        from = to;
    }
    return (struct text){.p = t.p + from, .n = to - from};
}

bool text_is(struct text t)
{
    return t.p != NULL;
}

bool text_is_empty(struct text t)
{
    return t.p == NULL || t.n == 0;
}

bool text_equal(struct text a, struct text b)
{
    if (a.p == NULL || b.p == NULL) {
        return a.p == b.p;
    }
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_ignore_case(struct text a, struct text b)
{
    if (a.p == NULL || b.p == NULL) {
        return a.p == b.p;
    }
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

int text_compare(struct text a, struct text b)
{
    if (a.p == NULL || b.p == NULL) {
        return (a.p != NULL) - (b.p != NULL);
    }
    size_t n = a.n < b.n ? a.n : b.n;
    int order = memcmp(a.p, b.p, n);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool text_starts_with(struct text t, struct text prefix)
{
    return t.p != NULL && t.n >= prefix.n && (prefix.n == 0 || memcmp(t.p, prefix.p, prefix.n) == 0);
}

bool text_ends_with(struct text t, struct text suffix)
{
    return t.p != NULL && t.n >= suffix.n && (suffix.n == 0 || memcmp(t.p + (t.n - suffix.n), suffix.p, suffix.n) == 0);
}

size_t text_find_char(struct text t, char c, size_t from)
{
    if (from >= t.n) {
        return SIZE_MAX;
    }
    const char *found = memchr(t.p + from, c, t.n - from);
    return found == NULL ? SIZE_MAX : (size_t)(found - t.p);
}

size_t text_find(struct text t, struct text needle, size_t from)
{
    if (t.p == NULL || from > t.n || needle.n > t.n - from) {
        return SIZE_MAX;
    }
    if (needle.n == 0) {
        return from;
    }
    // Its first byte is mostly not there, and memmem is slow to begin.
    size_t first = text_find_char(t, needle.p[0], from);
    const char *found = first == SIZE_MAX ? NULL : memmem(t.p + first, t.n - first, needle.p, needle.n);
    return found == NULL ? SIZE_MAX : (size_t)(found - t.p);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
    while (t.n > 0 && is_blank(t.p[0])) {
        t.p++;
        t.n--;
    }
    while (t.n > 0 && is_blank(t.p[t.n - 1])) {
        t.n--;
    }
    return t;
}

bool text_split(struct text *rest, char separator, struct text *ret_part)
{
    if (rest->p == NULL) {
        return false;
    }
    size_t at = text_find_char(*rest, separator, 0);
    if (at == SIZE_MAX) {
        *ret_part = *rest;
        *rest = TEXT_NONE;
        return true;
    }
    *ret_part = text_slice(*rest, 0, at);
    *rest = text_slice(*rest, at + 1, rest->n);
    return true;
}

char *text_zero_terminated(struct arena *arena, struct text t)
{
    BUG_ON(t.n == SIZE_MAX);
    char *copy = arena_bytes(arena, t.n + 1);
    if (t.n > 0) {
        memcpy(copy, t.p, t.n);
    }
    return copy;
}

struct text text_copy(struct arena *arena, struct text t)
{
    if (t.p == NULL) {
        return TEXT_NONE;
    }
    return (struct text){.p = text_zero_terminated(arena, t), .n = t.n};
}

struct text text_lower(struct arena *arena, struct text t)
{
    if (t.p == NULL) {
        return TEXT_NONE;
    }
    char *copy = text_zero_terminated(arena, t);
    for (size_t i = 0; i < t.n; i++) {
        copy[i] = lower(copy[i]);
    }
    return (struct text){.p = copy, .n = t.n};
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    return buf_text(&buf);
}
