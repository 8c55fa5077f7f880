// SPDX-License-Identifier: Apache-2.0
// The log: one line of key=value per event on standard error, written whole by one write, so that lines of threads
// never mix. No personal data: no addresses, no queries, no bodies, no names. Values with spaces, quotes or control
// characters are quoted and escaped, so that a line cannot be forged.
//
//     struct log_line line;
//     log_begin(&line, "request");
//     log_text(&line, "path", request->path);
//     log_end(&line);
//     → time=2026-11-22T10:46:59.123Z event=request path=/api/v1/partners
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"

#define LOG_LINE_MAX 2000

struct log_line {
    char bytes[LOG_LINE_MAX];
    size_t n;
};

void log_begin(struct log_line *line, const char *event);
void log_text(struct log_line *line, const char *key, struct text value); // at most 300 bytes of it
void log_int64(struct log_line *line, const char *key, int64_t value);
void log_end(struct log_line *line);
// A line with one message: log_message("ship_failed", "the database cannot be reached").
void log_message(const char *event, const char *message);
// Silences the log: for tests and commands that speak to people.
void log_set_quiet(bool is_quiet);
