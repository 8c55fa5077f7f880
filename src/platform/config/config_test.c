// SPDX-License-Identifier: Apache-2.0
// Where a setting comes from, and what is said when one is wrong.
#include "config/config.h"

#include "check.h"

#include <stdlib.h>

static const struct config_option options[] = {
    {"data", "DIR", NULL, "where"},
    {"listen", "ADDRESS", "127.0.0.1:8080", "on what"},
    {"password-file", "FILE", NULL, "password"},
    {"verbose", NULL, NULL, "says more"},
};

static enum rc read_line(struct arena *arena, struct config *config, struct fault *fault, int count,
                         const char *const *words)
{
    char **arguments = arena_many(arena, char *, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        arguments[i] = text_zero_terminated(arena, text_of(words[i]));
    }
    return config_read(arena, options, COUNT_OF(options), count, arguments, config, fault);
}

#define READ(...) \
    read_line(arena, &config, &fault, COUNT_OF(((const char *[]){__VA_ARGS__})), (const char *[]){__VA_ARGS__})

static void the_line_comes_first_then_the_environment_then_the_default(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct config config;
    struct fault fault = {.rc = RC_OK};
    setenv("TRIBUTARY_LISTEN", "from-environment", 1);
    setenv("TRIBUTARY_PASSWORD_FILE", "secret.txt", 1);
    assert_int_equal(READ("FILE.csv", "--data=here", "--verbose", "--", "--odd"), RC_OK);
    assert_text(config_get(&config, "data"), "here");
    assert_text(config_get(&config, "listen"), "from-environment");
    assert_text(config_get(&config, "password-file"), "secret.txt");
    assert_true(config_is(&config, "verbose"));
    assert_int_equal(config.position_count, 2);
    assert_text(config.positions[0], "FILE.csv");
    assert_text(config.positions[1], "--odd");
    assert_int_equal(READ("--listen", "from-line"), RC_OK);
    assert_text(config_get(&config, "listen"), "from-line");
    assert_false(config_is(&config, "verbose"));
    unsetenv("TRIBUTARY_LISTEN");
    unsetenv("TRIBUTARY_PASSWORD_FILE");
    assert_int_equal(READ("x"), RC_OK);
    assert_text(config_get(&config, "listen"), "127.0.0.1:8080");
    assert_text(config_get(&config, "data"), NULL);
    struct text value;
    assert_int_equal(config_need(&config, "data", &value, &fault), RC_INVALID);
    assert_string_equal(fault.message, "--data is missing: give --data DIR");
}

static void wrong_options_are_named(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct config config;
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(READ("--dta", "x"), RC_INVALID);
    assert_string_equal(fault.code, "option_unknown");
    fault_clear(&fault);
    assert_int_equal(READ("--data", "x", "--data", "y"), RC_INVALID);
    assert_string_equal(fault.code, "option_repeated");
    fault_clear(&fault);
    assert_int_equal(READ("--data"), RC_INVALID);
    assert_string_equal(fault.code, "option_value_missing");
    fault_clear(&fault);
    assert_int_equal(READ("--verbose=1"), RC_INVALID);
    assert_string_equal(fault.code, "option_value");
}

static bool is_known(struct text name)
{
    return text_equal(name, TEXT("workers"));
}

static void a_file_comes_after_line_and_environment(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct config config;
    struct fault fault = {.rc = RC_OK};
    char path[] = "/tmp/tributary-config-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(file_append(path, TEXT("# settings\n\n listen = from-file \nworkers=3\n"), &fault), RC_OK);
    assert_int_equal(file_append(path, TEXT("data = elsewhere"), &fault), RC_OK);
    assert_int_equal(READ("--data", "here"), RC_OK);
    assert_int_equal(config_file(&config, path, is_known, &fault), RC_OK);
    assert_text(config_get(&config, "listen"), "from-file");
    assert_text(config_get(&config, "data"), "here");
    assert_int_equal(file_append(path, TEXT("\nlisen = x\n"), &fault), RC_OK);
    assert_int_equal(config_file(&config, path, is_known, &fault), RC_INVALID);
    assert_string_equal(fault.message, "tributary.conf: line 6: there is no option lisen");
    unlink(path);
    fault_clear(&fault);
    assert_int_equal(config_file(&config, path, is_known, &fault), RC_OK); // absent
    struct text bytes;
    assert_int_equal(file_read(arena, path, 10, &bytes, &fault), RC_NOT_FOUND);
}

static void numbers_have_a_range(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct config config;
    struct fault fault = {.rc = RC_OK};
    int64_t n = 0;
    assert_int_equal(READ("--listen", "7"), RC_OK);
    assert_int_equal(config_int64(&config, "listen", 1, 8, &n, &fault), RC_OK);
    assert_int_equal(n, 7);
    assert_int_equal(config_int64(&config, "listen", 8, 9, &n, &fault), RC_INVALID);
    assert_string_equal(fault.code, "option_malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_comes_first_then_the_environment_then_the_default),
        cmocka_unit_test(wrong_options_are_named),
        cmocka_unit_test(a_file_comes_after_line_and_environment),
        cmocka_unit_test(numbers_have_a_range),
    };
    return run_cases(tests);
}
