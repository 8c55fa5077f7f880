// SPDX-License-Identifier: Apache-2.0
// What a log line looks like, and that it cannot be forged or overrun.
#include "log/log.h"

#include "check.h"

static struct text after_event(struct log_line *line)
{
    struct text whole = {.p = line->bytes, .n = line->n};
    size_t at = text_find(whole, TEXT(" event=t "), 0);
    assert_true(at != SIZE_MAX);
    return text_slice(whole, at + 9, SIZE_MAX);
}

static void values_are_quoted_when_they_must_be(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct text value;
        const char *expected;
    } rows[] = {
        {"plain", {"/api/v1", 7}, "k=/api/v1"},
        {"empty", {"", 0}, "k=\"\""},
        {"absent", {NULL, 0}, "k=\"\""},
        {"space", {"a b", 3}, "k=\"a b\""},
        {"quote and backslash", {"a\"\\", 3}, "k=\"a\\\"\\\\\""},
        {"newline forges no line", {"a\nevent=b", 9}, "k=\"a\\x0aevent=b\""},
        {"NUL", {"a\0b", 3}, "k=\"a\\x00b\""},
        {"C1 control", {"\xc2\x85", 2}, "k=\"\\xc2\\x85\""},
        {"letters", {"\xc3\xa9", 2}, "k=\"\xc3\xa9\""},
        {"malformed UTF-8", {"\xff\xc3", 2}, "k=\"\\xff\\xc3\""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct log_line line;
        log_begin(&line, "t");
        log_text(&line, "k", rows[i].value);
        assert_row(rows[i].name, text_equal(after_event(&line), text_of(rows[i].expected)));
    }
}

static void a_long_line_is_cut(void **state)
{
    (void)state;
    struct log_line line;
    char value[1000];
    memset(value, 'x', sizeof(value));
    log_begin(&line, "t");
    for (int i = 0; i < 20; i++) {
        log_text(&line, "k", (struct text){.p = value, .n = sizeof(value)});
        log_int64(&line, "n", INT64_MIN);
    }
    assert_true(line.n < LOG_LINE_MAX);
    log_set_quiet(true);
    log_end(&line);
    assert_true(line.n <= LOG_LINE_MAX);
    assert_int_equal(line.bytes[line.n - 1], '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_quoted_when_they_must_be),
        cmocka_unit_test(a_long_line_is_cut),
    };
    return run_cases(tests);
}
