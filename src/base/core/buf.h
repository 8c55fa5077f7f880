// SPDX-License-Identifier: Apache-2.0
// A growing buffer of bytes in an arena, with a limit from birth and a sticky overflow state: a chain of appends is
// checked once at its end with buf_is_overflown. After overflow nothing more is appended.
#pragma once

#include <stdarg.h>

#include "core/arena.h"
#include "core/text.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n;
    size_t capacity;
    size_t limit;
    bool is_overflown;
};

struct buf buf_new(struct arena *arena, size_t limit_bytes);
void buf_add(struct buf *buf, struct text t);
void buf_add_bytes(struct buf *buf, const void *bytes, size_t n);
void buf_add_char(struct buf *buf, char c);
void buf_add_int64(struct buf *buf, int64_t value);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_format_list(struct buf *buf, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
void buf_clear(struct buf *buf);
// The bytes so far; valid until the next append. Never TEXT_NONE.
struct text buf_text(const struct buf *buf);
