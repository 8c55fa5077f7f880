// SPDX-License-Identifier: Apache-2.0
// Click numbers never repeat and never go back; public ids are genuine or refused.
#include "click/click_id.h"

#include <stdlib.h>

#include "check.h"
#include "thread/thread.h"

static void parts_come_back(void **state)
{
    (void)state;
    struct click_id id = click_id_of((struct instant){.ms = INT64_C(1795345619123)}, 5, 77);
    assert_int_equal(id.v, INT64_C(1795345619123) * 2097152 + 5 * 32768 + 77);
    assert_int_equal(click_id_instant(id).ms, INT64_C(1795345619123));
    assert_int_equal(click_id_node(id), 5);
    assert_int_equal(click_id_sequence(id), 77);
    assert_int_equal(click_id_at((struct instant){.ms = 1}).v, 2097152);
    assert_int_equal(click_id_at((struct instant){.ms = 0}).v, 0);
    assert_int_equal(click_id_at((struct instant){.ms = -1}).v, 0);
    assert_int_equal(click_id_at(INSTANT_NONE).v, 0);
    assert_int_equal(click_id_at((struct instant){.ms = INT64_MAX}).v, INT64_MAX);
    struct click_id last = click_id_of((struct instant){.ms = INSTANT_MAX_MS - 1}, CLICK_NODE_IMPORT, 32767);
    assert_true(last.v > 0);
    assert_int_equal(click_id_node(last), 63);
}

static void numbers_only_grow(void **state)
{
    (void)state;
    struct click_id_generator generator;
    click_id_generator_init(&generator, 3, (struct instant){.ms = 1000});
    // The clock stands, goes on, goes back by an hour, goes on.
    static const int64_t clock_ms[] = {500, 1000, 1000, 1001, 1001, 5000, 5000, 1400, 1400, 5001, 5001, -7, 9000};
    int64_t last = click_id_of((struct instant){.ms = 1000}, 63, 32767).v - 60 * 32768; // the last of node 3 then
    for (size_t i = 0; i < COUNT_OF(clock_ms); i++) {
        struct click_id id = click_id_next(&generator, (struct instant){.ms = clock_ms[i]});
        assert_true(id.v > last);
        assert_int_equal(click_id_node(id), 3);
        last = id.v;
    }
    assert_int_equal(click_id_instant((struct click_id){last}).ms, 9000);
    assert_int_equal(click_id_sequence((struct click_id){last}), 0);
}

static void a_full_millisecond_borrows_from_the_next(void **state)
{
    (void)state;
    struct click_id_generator generator;
    click_id_generator_init(&generator, 0, (struct instant){.ms = 0});
    struct click_id id = {0};
    for (int i = 0; i < 32768; i++) {
        id = click_id_next(&generator, (struct instant){.ms = 50});
    }
    assert_int_equal(click_id_instant(id).ms, 50);
    assert_int_equal(click_id_sequence(id), 32767);
    id = click_id_next(&generator, (struct instant){.ms = 50});
    assert_int_equal(click_id_instant(id).ms, 51);
    assert_int_equal(click_id_sequence(id), 0);
    id = click_id_next(&generator, (struct instant){.ms = 51});
    assert_int_equal(click_id_sequence(id), 1);
}

struct many {
    struct click_id_generator *generator;
    int64_t ids[20000];
};

static void make_many(void *user)
{
    struct many *many = user;
    for (size_t i = 0; i < COUNT_OF(many->ids); i++) {
        many->ids[i] = click_id_next(many->generator, (struct instant){.ms = (int64_t)i / 100}).v;
    }
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;
    return (*left > *right) - (*left < *right);
}

static void threads_never_make_one_twice(void **state)
{
    (void)state;
    struct click_id_generator generator;
    click_id_generator_init(&generator, 1, (struct instant){.ms = 0});
    static struct many many[2];
    static int64_t all[40000];
    struct thread threads[2];
    for (size_t i = 0; i < 2; i++) {
        many[i].generator = &generator;
        assert_int_equal(thread_start(&threads[i], "ids", make_many, &many[i]), RC_OK);
    }
    for (size_t i = 0; i < 2; i++) {
        thread_join(&threads[i]);
        memcpy(all + i * 20000, many[i].ids, sizeof(many[i].ids));
    }
    qsort(all, COUNT_OF(all), sizeof(all[0]), compare_ids);
    for (size_t i = 1; i < COUNT_OF(all); i++) {
        assert_true(all[i] > all[i - 1]);
    }
}

static void genuine_ids_come_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    static const int64_t numbers[] = {1, 2, INT64_C(3765132311123456789), INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct text t = click_id_text(arena, &keyring, (struct click_id){numbers[i]});
        assert_int_equal(t.n, CLICK_ID_LETTERS);
        struct click_id id = {0};
        assert_int_equal(click_id_parse(&keyring, t, &id), RC_OK);
        assert_int_equal(id.v, numbers[i]);
        struct text upper = text_copy(arena, t);
        for (size_t k = 0; k < upper.n; k++) {
            char c = upper.p[k];
            ((char *)(uintptr_t)upper.p)[k] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        }
        assert_int_equal(click_id_parse(&keyring, upper, &id), RC_OK);
        assert_int_equal(id.v, numbers[i]);
    }
}

static void forged_ids_are_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct keyring keyring;
    struct keyring other;
    keyring_of_seed(1, &keyring);
    keyring_of_seed(2, &other);
    struct text genuine = click_id_text(arena, &keyring, (struct click_id){INT64_C(3765132311123456789)});
    struct click_id id = {-1};
    assert_int_equal(click_id_parse(&other, genuine, &id), RC_INVALID);
    // Any one letter changed to any other. The last letter's two unused bits must be zero, so it cannot vary either.
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    for (size_t at = 0; at < genuine.n; at++) {
        for (size_t k = 0; k < sizeof(letters) - 1; k++) {
            struct text forged = text_copy(arena, genuine);
            ((char *)(uintptr_t)forged.p)[at] = letters[k];
            if (!text_equal(forged, genuine)) {
                assert_int_equal(click_id_parse(&keyring, forged, &id), RC_INVALID);
            }
        }
    }
    static const struct text rows[] = {
        {NULL, 0},
        {"", 0},
        {"1", 1},
        {"00000000000000000000000000", 26},
        {"zzzzzzzzzzzzzzzzzzzzzzzzzz", 26},
        {"0000000000000000000000000", 25},
        {"000000000000000000000000000", 27},
        {"' OR 1=1 --               ", 26},
        {"0000000000000\0000000000000", 26},
        {"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7\xf6\xf5\xf4\xf3\xf2\xf1\xf0\xef\xee\xed\xec\xeb\xea\xe9\xe8\xe7\xe6",
         26},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(click_id_parse(&keyring, rows[i], &id), RC_INVALID);
    }
    assert_int_equal(id.v, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_back),
        cmocka_unit_test(numbers_only_grow),
        cmocka_unit_test(a_full_millisecond_borrows_from_the_next),
        cmocka_unit_test(threads_never_make_one_twice),
        cmocka_unit_test(genuine_ids_come_back),
        cmocka_unit_test(forged_ids_are_refused),
    };
    return run_cases(tests);
}
