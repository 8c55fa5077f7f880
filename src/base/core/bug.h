// SPDX-License-Identifier: Apache-2.0
// A condition that only a programming error can make true. Stays on in release builds: prints condition, file
// and line to standard error and aborts. No side effects inside.
#pragma once

__attribute__((noreturn, cold)) void bug_abort(const char *condition, const char *file, int line);

#define BUG_ON(condition)                              \
    do {                                               \
        if (__builtin_expect(!!(condition), 0)) {      \
            bug_abort(#condition, __FILE__, __LINE__); \
        }                                              \
    } while (0)
