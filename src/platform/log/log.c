// SPDX-License-Identifier: Apache-2.0
// Composing and writing of log lines.
#include "log/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock/clock.h"
#include "format/encode.h"

#define VALUE_BYTES_MAX 300

static atomic_bool is_silent;

void log_set_quiet(bool is_quiet)
{
    atomic_store(&is_silent, is_quiet);
}

static void add_char(struct log_line *line, char c)
{
    // One byte is kept for the newline.
    if (line->n + 1 < LOG_LINE_MAX) {
        line->bytes[line->n++] = c;
    }
}

static void add_bytes(struct log_line *line, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add_char(line, bytes[i]);
    }
}

static void add_key(struct log_line *line, const char *key)
{
    if (line->n > 0) {
        add_char(line, ' ');
    }
    add_bytes(line, key, strlen(key));
    add_char(line, '=');
}

static bool is_plain(struct text value)
{
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c >= 0x7f) {
            return false;
        }
    }
    return value.n > 0;
}

static void add_escaped(struct log_line *line, struct text value)
{
    add_char(line, '"');
    for (size_t i = 0; i < value.n;) {
        unsigned char c = (unsigned char)value.p[i];
        size_t sequence_n = c < 0x80 ? 1 : utf8_sequence(value.p + i, value.n - i);
        bool is_shown = sequence_n > 1 ? c != 0xc2 || (unsigned char)value.p[i + 1] >= 0xa0 : c >= ' ' && c < 0x7f;
        if (sequence_n == 0 || !is_shown) {
            char escape[8];
            int n = snprintf(escape, sizeof(escape), "\\x%02x", c);
            add_bytes(line, escape, (size_t)n);
            i++;
            continue;
        }
        if (c == '"' || c == '\\') {
            add_char(line, '\\');
        }
        add_bytes(line, value.p + i, sequence_n);
        i += sequence_n;
    }
    add_char(line, '"');
}

void log_text(struct log_line *line, const char *key, struct text value)
{
    struct text shown = text_slice(value, 0, VALUE_BYTES_MAX);
    add_key(line, key);
    if (is_plain(shown)) {
        add_bytes(line, shown.p, shown.n);
    } else {
        add_escaped(line, shown);
    }
}

void log_int64(struct log_line *line, const char *key, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%lld", (long long)value);
    add_key(line, key);
    add_bytes(line, digits, (size_t)n);
}

void log_begin(struct log_line *line, const char *event)
{
    struct civil c = civil_of_instant(clock_now(clock_system()));
    char stamp[40];
    int n = snprintf(stamp, sizeof(stamp), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour,
                     c.minute, c.second, c.millisecond);
    line->n = 0;
    log_text(line, "time", (struct text){.p = stamp, .n = (size_t)n});
    log_text(line, "event", text_of(event));
}

void log_end(struct log_line *line)
{
    line->bytes[line->n++] = '\n';
    if (!atomic_load(&is_silent)) {
        // Nobody can be told that the log cannot be written.
        ssize_t n = write(STDERR_FILENO, line->bytes, line->n);
        (void)n;
    }
}

void log_message(const char *event, const char *message)
{
    struct log_line line;
    log_begin(&line, event);
    log_text(&line, "message", text_of(message));
    log_end(&line);
}
