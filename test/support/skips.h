// SPDX-License-Identifier: Apache-2.0
// What cmocka prints of skipped tests, as others read it. For whoever runs the cases of a test program.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

// cmocka 1.1.5 prints a skipped test as "not ok 3 # SKIP name", which Meson takes for a failure: the "not " is dropped.
static inline ssize_t write_repaired(void *cookie, const char *bytes, size_t n)
{
    FILE *out = cookie;
    for (size_t from = 0; from < n;) {
        const char *line = bytes + from;
        const char *newline = memchr(line, '\n', n - from);
        size_t line_n = newline == NULL ? n - from : (size_t)(newline - line) + 1;
        bool is_skip = line_n > 7 && memcmp(line, "not ok ", 7) == 0 && memmem(line, line_n, " # SKIP ", 8) != NULL;
        size_t dropped = is_skip ? 4 : 0;
        if (fwrite(line + dropped, 1, line_n - dropped, out) != line_n - dropped) {
            return 0;
        }
        from += line_n;
    }
    return fflush(out) == 0 ? (ssize_t)n : 0;
}

static inline void repair_skips(void)
{
    FILE *repaired = fopencookie(stdout, "w", (cookie_io_functions_t){.write = write_repaired});
    if (repaired != NULL && setvbuf(repaired, NULL, _IOLBF, 4096) == 0) {
        stdout = repaired;
    }
}
