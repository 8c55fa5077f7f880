// SPDX-License-Identifier: Apache-2.0
// The growing buffer: doubles in its arena, never past its limit.
#include "core/buf.h"

#include <stdio.h>
#include <string.h>

#include "core/bug.h"

#define BUF_FIRST_BYTES ((size_t)128) // most addresses and cookies

struct buf buf_new(struct arena *arena, size_t limit_bytes)
{
    return (struct buf){.arena = arena, .limit = limit_bytes};
}

// False, and overflown for good, when n more bytes would pass the limit.
static bool buf_grow(struct buf *buf, size_t n)
{
    if (buf->is_overflown) {
        return false;
    }
    if (n > buf->limit - buf->n) {
        buf->is_overflown = true;
        return false;
    }
    size_t capacity = buf->capacity < BUF_FIRST_BYTES ? BUF_FIRST_BYTES : buf->capacity;
    while (capacity - buf->n < n) {
        BUG_ON(capacity > SIZE_MAX / 4);
        capacity *= 2;
    }
    char *bytes = arena_bytes(buf->arena, capacity);
    if (buf->n > 0) {
        memcpy(bytes, buf->p, buf->n);
    }
    buf->p = bytes;
    buf->capacity = capacity;
    return true;
}

// Makes room for n more bytes, as buf_grow does.
static inline bool buf_reserve(struct buf *buf, size_t n)
{
    size_t room = buf->capacity < buf->limit ? buf->capacity - buf->n : buf->limit - buf->n;
    return n <= room && !buf->is_overflown ? true : buf_grow(buf, n);
}

void buf_add_bytes(struct buf *buf, const void *bytes, size_t n)
{
    if (n == 0 || !buf_reserve(buf, n)) {
        return;
    }
    memcpy(buf->p + buf->n, bytes, n);
    buf->n += n;
}

void buf_add(struct buf *buf, struct text t)
{
    buf_add_bytes(buf, t.p, t.n);
}

void buf_add_char(struct buf *buf, char c)
{
    if (buf_reserve(buf, 1)) {
        buf->p[buf->n++] = c;
    }
}

void buf_add_int64(struct buf *buf, int64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_add_bytes(buf, digits + at, sizeof(digits) - at);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(buf, format, arguments);
    va_end(arguments);
}

void buf_format_list(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    BUG_ON(n < 0);
    if (n == 0) {
        return;
    }
    // vsnprintf writes a closing zero, which must not count against the limit: print beside, then add.
    size_t size = (size_t)n + 1;
    char small[256];
    char *printed = size <= sizeof(small) ? small : NULL;
    if (printed == NULL) {
        if (buf->is_overflown || (size_t)n > buf->limit - buf->n) {
            buf->is_overflown = true;
            return;
        }
        printed = arena_bytes(buf->arena, size);
    }
    int again_n = vsnprintf(printed, size, format, arguments);
    BUG_ON(again_n != n);
    buf_add_bytes(buf, printed, (size_t)n);
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->is_overflown = false;
}

struct text buf_text(const struct buf *buf)
{
    return (struct text){.p = buf->p != NULL ? buf->p : "", .n = buf->n};
}
