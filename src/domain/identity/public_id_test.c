// SPDX-License-Identifier: Apache-2.0
// Public ids go out and come back, and nothing else comes back.
#include "identity/public_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void ids_come_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    static const int64_t ids[] = {1, 2, 3, 1000, INT64_C(1) << 32, INT64_C(1) << 48};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        struct text t = public_id_text(arena, &keyring, PREFIX_PARTNER, ids[i]);
        assert_int_equal(t.n, 17);
        assert_true(text_starts_with(t, TEXT("prt_")));
        int64_t id = 0;
        assert_int_equal(public_id_parse(&keyring, PREFIX_PARTNER, t, &id), RC_OK);
        assert_int_equal(id, ids[i]);
        assert_int_equal(public_id_parse(&keyring, PREFIX_PROGRAM, t, &id), RC_NOT_FOUND);
        // The letters of one noun under another's prefix are another number, or none.
        struct text forged = text_format(arena, "prg_%.*s", TEXT_PRINT(text_slice(t, 4, t.n)));
        if (public_id_parse(&keyring, PREFIX_PROGRAM, forged, &id) == RC_OK) {
            assert_int_not_equal(id, ids[i]);
        }
    }
    assert_false(text_is(public_id_text(arena, &keyring, PREFIX_PARTNER, 0)));
}

static void other_text_is_not_found(void **state)
{
    (void)state;
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    static const struct text rows[] = {
        {NULL, 0},
        {"", 0},
        {"prt_", 4},
        {"prt_0000000000000", 17}, // unpermutes to a number no row has
        {"prt_zzzzzzzzzzzzz", 17}, // more than 64 bits
        {"prt_000000000000", 16},
        {"prt_00000000000000", 18},
        {"prt-0000000000000", 17},
        {"prt_00000000000\0", 17},
        {"prt_000000'; DROP", 17},
        {"PRT_0000000000000", 17},
        {"1", 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t id = -1;
        assert_int_equal(public_id_parse(&keyring, PREFIX_PARTNER, rows[i], &id), RC_NOT_FOUND);
        assert_int_equal(id, -1);
    }
}

static void another_network_reads_other_numbers(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct keyring ours;
    struct keyring theirs;
    keyring_of_seed(1, &ours);
    keyring_of_seed(2, &theirs);
    int found = 0;
    for (int64_t i = 1; i <= 1000; i++) {
        int64_t id = 0;
        found += public_id_parse(&theirs, PREFIX_LINK, public_id_text(arena, &ours, PREFIX_LINK, i), &id) == RC_OK;
    }
    assert_in_range(found, 0, 2); // one in 65,536 by chance
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_come_back),
        cmocka_unit_test(other_text_is_not_found),
        cmocka_unit_test(another_network_reads_other_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
