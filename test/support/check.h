// SPDX-License-Identifier: Apache-2.0
// What the unit tests share: cmocka with its own includes, texts in assertions, the expectation that a call aborts, and
// skipping that shows. A test program ends with `return run_cases(tests);`.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/text.h"
#include "skips.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(literal) ((struct text){.p = (literal), .n = sizeof(literal) - 1})

// The text equals the C string; both are printed when not. A NULL expectation means TEXT_NONE.
static inline void check_text(struct text actual, const char *expected, const char *file, int line)
{
    if (!text_equal(actual, text_of(expected))) {
        print_error("\"%.*s\" is not \"%s\"\n", TEXT_PRINT(actual), expected == NULL ? "(none)" : expected);
        _fail(file, line);
    }
}
#define assert_text(actual, expected) check_text((actual), (expected), __FILE__, __LINE__)

// Fails naming the row of a table: assert_row(row->input, result == row->expected).
#define assert_row(name, condition)                                 \
    do {                                                            \
        if (!(condition)) {                                         \
            print_error("in row \"%s\": %s\n", (name), #condition); \
            _fail(__FILE__, __LINE__);                              \
        }                                                           \
    } while (0)

// Runs call in a child process and expects it to end by abort (a BUG_ON).
static inline void check_aborts(void (*call)(void), const char *file, int line)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        close(STDERR_FILENO);
        close(STDOUT_FILENO);
        call();
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSIGNALED(status) || WTERMSIG(status) != 6) {
        print_error("the call did not abort\n");
        _fail(file, line);
    }
}
#define assert_aborts(call) check_aborts((call), __FILE__, __LINE__)

// Skipping jumps out of the test past its clean-up, so that what it held counts as leaked: LeakSanitizer asks this
// function at the end, and does not look when something was skipped.
static bool has_skipped;
int __lsan_is_turned_off(void) __attribute__((weak));
int __lsan_is_turned_off(void)
{
    return has_skipped;
}

// Skips the running test and says why.
#define skip_because(reason)                        \
    do {                                            \
        print_message("# skipped: %s\n", (reason)); \
        has_skipped = true;                         \
        skip();                                     \
    } while (0)

#define run_cases(tests) run_cases_between(tests, NULL, NULL)
// With a set-up and a tear-down of the whole program.
#define run_cases_between(tests, setup, teardown) (repair_skips(), cmocka_run_group_tests((tests), (setup), (teardown)))
