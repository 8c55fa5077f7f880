// SPDX-License-Identifier: Apache-2.0
// Addresses in every spelling; IPv4 against the C library's own reading.
#include "format/address.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void spellings_are_read_and_printed(void **state)
{
    static const struct {
        const char *given;
        const char *printed; // NULL: refused
    } rows[] = {
        {"203.0.113.7", "203.0.113.7"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"10.20.100.9", "10.20.100.9"},
        {"::ffff:203.0.113.7", "203.0.113.7"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"", NULL},
        {"1.2.3", NULL},
        {"1.2.3.4.5", NULL},
        {"1.2.3.4.", NULL},
        {"1.2.3.", NULL},
        {".1.2.3", NULL},
        {"1..2.3", NULL},
        {"256.1.1.1", NULL},
        {"1.2.3.0256", NULL},
        {"01.2.3.4", NULL},
        {"1.2.3.4 ", NULL},
        {"1.2.3.4:80", NULL},
        {"0x7f.0.0.1", NULL},
        {"2130706433", NULL},
        {"fe80::1%eth0", NULL},
        {"[::1]", NULL},
        {"1:2:3:4:5:6:7:8:9", NULL},
        {"host", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address address;
        char printed[ADDRESS_TEXT_MAX];
        assert_int_equal(address_parse(text_of(rows[i].given), &address), rows[i].printed != NULL);
        if (rows[i].printed != NULL) {
            size_t n = address_print(&address, printed);
            assert_string_equal(printed, rows[i].printed);
            assert_int_equal(n, strlen(printed));
            assert_int_equal(address_is_v4(&address), strchr(rows[i].printed, ':') == NULL);
        }
    }
    struct address address;
    assert_false(address_parse((struct text){.p = "1.2.3.4\0", .n = 8}, &address));
    assert_false(address_parse((struct text){.p = "::1\0", .n = 4}, &address));
}

// Every value of each part, compared with inet_pton and inet_ntop.
static void v4_agrees_with_the_library(void **state)
{
    (void)state;
    for (int i = 0; i < 4 * 300; i++) {
        int parts[4] = {9, 99, 199, 249};
        char given[32], printed[ADDRESS_TEXT_MAX], expected[ADDRESS_TEXT_MAX];
        parts[i % 4] = i / 4;
        snprintf(given, sizeof(given), "%d.%d.%d.%d", parts[0], parts[1], parts[2], parts[3]);
        struct address address;
        uint8_t bytes[4];
        bool is_good = inet_pton(AF_INET, given, bytes) == 1;
        assert_int_equal(address_parse(text_of(given), &address), is_good);
        if (is_good) {
            assert_memory_equal(address.bytes + 12, bytes, 4);
            assert_non_null(inet_ntop(AF_INET, bytes, expected, sizeof(expected)));
            address_print(&address, printed);
            assert_string_equal(printed, expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_are_read_and_printed),
        cmocka_unit_test(v4_agrees_with_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
