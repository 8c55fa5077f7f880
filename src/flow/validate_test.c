// SPDX-License-Identifier: Apache-2.0
// What texts from outside may be.
#include "validate.h"

#include "check.h"

#define X32 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X64 X32 X32

struct row {
    const char *text;
    const char *code; // NULL: good
};

static void check_rows(enum rc (*check)(struct fault *, const char *, struct text), const struct row *rows,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fault fault = {.rc = RC_OK};
        enum rc rc = check(&fault, "it", text_of(rows[i].text));
        enum rc expected = rows[i].code == NULL ? RC_OK : RC_INVALID;
        const char *name = rows[i].text == NULL ? "(absent)" : rows[i].text;
        assert_row(name, rc == expected);
        assert_row(name, strcmp(fault.code, rows[i].code == NULL ? "" : rows[i].code) == 0);
        assert_row(name, rows[i].code == NULL || strcmp(fault.field, "it") == 0);
    }
}

static void names(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a", NULL},
        {" a ", NULL},
        {"\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", NULL},
        {NULL, "field_missing"},
        {"", "text_empty"},
        {" \t", "text_malformed"},
        {"  ", "text_empty"},
        {"a\nb", "text_malformed"},
        {"a\x7f", "text_malformed"},
        {"\xc2\x80", "text_malformed"},
        {"\xed\xa0\x80", "text_malformed"},
        {"\xc0\xaf", "text_malformed"},
        {X64 X64 X64 "12345678", NULL},
        {X64 X64 X64 "123456789", "text_too_long"},
    };
    check_rows(validate_name, rows, COUNT_OF(rows));
}

static void codes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a", NULL},
        {"A-z_0", NULL},
        {X64, NULL},
        {X64 "x", "code_malformed"},
        {NULL, "field_missing"},
        {"", "code_malformed"},
        {"a.b", "code_malformed"},
        {"a%20", "code_malformed"},
        {"\xc3\xa9", "code_malformed"},
    };
    check_rows(validate_code, rows, COUNT_OF(rows));
    assert_false(code_is_well_formed((struct text){.p = "a\0b", .n = 3}));
}

static void emails(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a@b", NULL},
        {"first.last+tag@sub.example.org", NULL},
        {"\xd0\xb0@example.org", NULL},
        {"o'brien@example.org", NULL},
        {NULL, "field_missing"},
        {"", "email_malformed"},
        {"@b", "email_malformed"},
        {"a@", "email_malformed"},
        {"a@@b", "email_malformed"},
        {"a b@c", "email_malformed"},
        {"a@b c", "email_malformed"},
        {"a@-b.c", "email_malformed"},
        {"a@b..c", "email_malformed"},
        {"<a@b>", "email_malformed"},
        {"a,b@c", "email_malformed"},
        {"a\n@b", "email_malformed"},
        {X64 "@b", NULL},
        {X64 "x@b", "email_malformed"},
        {"a@" X64 ".b", "email_malformed"},
    };
    check_rows(validate_email, rows, COUNT_OF(rows));
}

static void passwords(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"12345678", NULL},
        {"1234567", "password_too_short"},
        {"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", "password_too_short"},
        {X64 X64 X64 X64, NULL},
        {"1234567\xff", "text_malformed"},
        {NULL, "text_malformed"},
    };
    check_rows(validate_password, rows, COUNT_OF(rows));
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(validate_password(&fault, "it", (struct text){.p = "1234\0005678", .n = 9}), RC_INVALID);
}

static void lists_are_put_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *hosts; // NULL: refused
        const char *codes;
    } rows[] = {
        {"", "", ""},
        {"a", "a", "a"},
        {" a , b ", "a,b", "a,b"},
        {"a,a", "a", "a"},
        {"Shop.Example,*.Shop.Example", "shop.example,*.shop.example", NULL},
        {"a,,b", NULL, NULL},
        {"a,", NULL, NULL},
        {"https://a", NULL, NULL},
        {"a:80", NULL, NULL},
        {"*.", NULL, NULL},
        {"*", NULL, NULL},
        {"a.*.b", NULL, NULL},
        {"a b", NULL, NULL},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.rc = RC_OK};
        struct text list = TEXT_NONE;
        enum rc rc = validate_hosts(arena, &fault, "it", text_of(rows[i].text), &list);
        assert_row(rows[i].text, (rc == RC_OK) == (rows[i].hosts != NULL));
        assert_row(rows[i].text, rc != RC_OK || text_equal(list, text_of(rows[i].hosts)));
        rc = validate_codes(arena, &fault, "it", text_of(rows[i].text), &list);
        assert_row(rows[i].text, (rc == RC_OK) == (rows[i].codes != NULL));
        assert_row(rows[i].text, rc != RC_OK || text_equal(list, text_of(rows[i].codes)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(codes),
        cmocka_unit_test(emails),
        cmocka_unit_test(passwords),
        cmocka_unit_test(lists_are_put_in_order),
    };
    return run_cases(tests);
}
