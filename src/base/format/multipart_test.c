// SPDX-License-Identifier: Apache-2.0
// Tests of forms that hold a file.
#include "check.h"

#include "format/multipart.h"

#define TYPE "multipart/form-data; boundary=xx"
#define FIELD "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc"
#define FILE_HEAD                                                                                       \
    "\r\n--xx\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"a;b.png\"\r\nContent-Type: " \
    "image/png\r\n\r\n"
#define END "\r\n--xx--\r\n"

static void reads_fields_and_files(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct parameters found;
    struct text body = BYTES(FIELD FILE_HEAD "\x89PNG\0\r\n--x\xFF" END);
    assert_int_equal(multipart_parse(arena, TEXT(TYPE), body, &found), RC_OK);
    assert_int_equal(found.count, 2);
    assert_text(parameters_get(&found, TEXT("csrf")), "abc");
    struct text file = parameters_get(&found, TEXT("logo"));
    assert_int_equal(file.n, 11);
    assert_memory_equal(file.p, "\x89PNG\0\r\n--x\xFF", 11);
}

static void reads_or_refuses(void **state)
{
    static const struct {
        const char *type;
        const char *body;
        const char *expected; // the value of csrf; NULL: refused
    } rows[] = {
        {TYPE, FIELD END, "abc"},
        {TYPE, FIELD "\r\n--xx--", "abc"},
        {"Multipart/Form-Data;charset=utf-8; Boundary=\"xx\"", FIELD END, "abc"},
        {TYPE, "--xx\r\ncontent-disposition:form-data;filename=\"n\";name=csrf\r\n\r\nv" END, "v"},
        {TYPE, "--xx\r\nX: 1\r\nContent-Disposition: form-data; x=\"; name=no\"; name=\"csrf\"\r\n\r\n" END, ""},
        {TYPE, FIELD END "more", NULL},
        {TYPE, FIELD, NULL},
        {TYPE, FIELD "\r\n--xx", NULL},
        {TYPE, FIELD "\r\n--x--\r\n", NULL},
        {TYPE, "--xx--\r\n", ""},
        {TYPE, "", NULL},
        {TYPE, "--xxContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc" END, NULL},
        {TYPE, "--xx\r\nContent-Disposition: form-data\r\n\r\nabc" END, NULL},
        {TYPE, "--xx\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nabc" END, NULL},
        {TYPE, "--xx\r\nContent-Disposition: form-data; name=\"csrf\r\n\r\nabc" END, NULL},
        {TYPE, "--xx\r\nContent-Type: text/plain\r\n\r\nabc" END, NULL},
        {TYPE, "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\xFF" END, NULL},
        {TYPE, "preamble\r\n" FIELD END, NULL},
        {"multipart/form-data", FIELD END, NULL},
        {"multipart/form-data; boundary=", FIELD END, NULL},
        {"multipart/mixed; boundary=xx", FIELD END, NULL},
        {"application/x-www-form-urlencoded", FIELD END, NULL},
        {"multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x",
         FIELD END, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parameters found = {.count = 0};
        enum rc rc = multipart_parse(arena, text_of(rows[i].type), text_of(rows[i].body), &found);
        assert_row(rows[i].body, rc == (rows[i].expected == NULL ? RC_INVALID : RC_OK));
        struct text value = parameters_get(&found, TEXT("csrf"));
        assert_row(rows[i].body,
                   rc != RC_OK || text_equal(text_is(value) ? value : TEXT(""), text_of(rows[i].expected)));
    }
}

static void refuses_too_many(void **state)
{
    AUTO_ARENA arena = arena_new(1000000);
    struct buf body = buf_new(arena, 100000);
    for (size_t i = 0; i <= PARAMETERS_MAX; i++) {
        buf_add(&body, i == 0 ? TEXT(FIELD) : TEXT("\r\n" FIELD));
    }
    buf_add(&body, TEXT(END));
    struct parameters found;
    assert_int_equal(multipart_parse(arena, TEXT(TYPE), buf_text(&body), &found), RC_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields_and_files),
        cmocka_unit_test(reads_or_refuses),
        cmocka_unit_test(refuses_too_many),
    };
    return run_cases(tests);
}
