// SPDX-License-Identifier: Apache-2.0
// Tests of arena, text, buf, fault, map and rc.
#include "check.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/fault.h"
#include "core/map.h"
#include "core/rc.h"

static void rc_tables(void **state)
{
    static const struct {
        enum rc rc;
        const char *name;
        int http;
        int exit_code;
    } rows[] = {
        {RC_OK, "ok", 200, 0},
        {RC_INVALID, "invalid", 422, 2},
        {RC_REFUSED, "refused", 422, 3},
        {RC_FORBIDDEN, "forbidden", 403, 4},
        {RC_NOT_FOUND, "not_found", 404, 5},
        {RC_CONFLICT, "conflict", 409, 6},
        {RC_BUSY, "busy", 503, 7},
        {RC_UNCERTAIN, "uncertain", 503, 8},
        {RC_FAULT, "fault", 500, 9},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(rc_name(rows[i].rc), rows[i].name);
        assert_int_equal(rc_http_status(rows[i].rc), rows[i].http);
        assert_int_equal(rc_exit_code(rows[i].rc), rows[i].exit_code);
    }
}

static enum rc first_failure(enum rc a, enum rc b)
{
    TRY(a);
    TRY(b);
    return RC_OK;
}

static void try_returns_early(void **state)
{
    assert_int_equal(first_failure(RC_OK, RC_OK), RC_OK);
    assert_int_equal(first_failure(RC_BUSY, RC_FAULT), RC_BUSY);
    assert_int_equal(first_failure(RC_OK, RC_CONFLICT), RC_CONFLICT);
}

static void arena_gives_zeroed_aligned_bytes(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 5000; size += 37) {
            unsigned char *bytes = arena_bytes(arena, size);
            assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(bytes[i], 0);
            }
            memset(bytes, 0xAB, size);
        }
        arena_reset(arena);
        assert_int_equal(arena_used_bytes(arena), 0);
    }
}

static void arena_allocations_do_not_overlap(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)32 << 20);
    unsigned char *pieces[400];
    size_t sizes[400];
    for (size_t i = 0; i < 400; i++) {
        sizes[i] = i % 50 == 7 ? 300000 : 1 + i * 13 % 4000; // some with a block of their own
        pieces[i] = arena_bytes(arena, sizes[i]);
        memset(pieces[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < 400; i++) {
        assert_int_equal(pieces[i][0], i % 251);
        assert_int_equal(pieces[i][sizes[i] - 1], i % 251);
    }
}

// Three thousand pieces; their order and distance tell whether they stand in one block.
static bool is_one_block(struct arena *arena)
{
    char *last = NULL;
    bool is_one = true;
    for (int i = 0; i < 3000; i++) {
        char *piece = arena_bytes(arena, 1008);
        is_one = is_one && (last == NULL || (piece > last && piece - last <= 1008 + 64));
        assert_int_equal(piece[0] | piece[500] | piece[1007], 0);
        memset(piece, 'x', 1008);
        last = piece;
    }
    return is_one;
}

static void arena_keeps_what_it_was_told_to(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)32 << 20);
    assert_false(is_one_block(arena));
    arena_reset(arena);
    assert_false(is_one_block(arena)); // nothing was said of keeping
    arena_keep(arena, (size_t)8 << 20);
    arena_reset(arena);
    assert_true(is_one_block(arena));
    arena_reset(arena);
    assert_true(is_one_block(arena)); // zeroed again
    AUTO_ARENA small = arena_new((size_t)32 << 20);
    arena_keep(small, (size_t)1 << 20);
    assert_false(is_one_block(small));
    arena_reset(small);
    assert_false(is_one_block(small)); // more than may be kept
}

static void arena_tells_over_budget(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    arena_bytes(arena, 90000);
    assert_false(arena_is_over_budget(arena));
    arena_bytes(arena, 90000);
    assert_true(arena_is_over_budget(arena));
    arena_reset(arena);
    assert_false(arena_is_over_budget(arena));
}

static void arena_past_four_budgets(void)
{
    struct arena *arena = arena_new(1000);
    arena_bytes(arena, 5001);
}

static void arena_array_overflow(void)
{
    struct arena *arena = arena_new(1000);
    size_t count = SIZE_MAX / 4; // not a constant for the compiler's own check
    __asm__("" : "+r"(count));
    arena_array_bytes(arena, count, 8);
}

static void arena_aborts_when_misused(void **state)
{
    assert_aborts(arena_past_four_budgets);
    assert_aborts(arena_array_overflow);
}

struct ending_log {
    char order[8];
    size_t n;
};
struct ending {
    struct ending_log *log;
    char name;
};
static void note_ending(void *context)
{
    struct ending *ending = context;
    ending->log->order[ending->log->n++] = ending->name;
}

static void arena_runs_endings_once_last_first(void **state)
{
    struct ending_log log = {0};
    struct arena *arena = arena_new(100000);
    struct ending a = {&log, 'a'};
    struct ending b = {&log, 'b'};
    arena_on_end(arena, note_ending, &a);
    arena_on_end(arena, note_ending, &b);
    arena_reset(arena);
    assert_string_equal(log.order, "ba");
    arena_on_end(arena, note_ending, &a);
    arena_free(arena);
    assert_string_equal(log.order, "baa");
    arena_free(NULL);
}

static void text_none_and_empty_differ(void **state)
{
    assert_false(text_is(TEXT_NONE));
    assert_true(text_is(TEXT("")));
    assert_true(text_is_empty(TEXT_NONE));
    assert_true(text_is_empty(TEXT("")));
    assert_false(text_is_empty(TEXT("a")));
    assert_false(text_equal(TEXT_NONE, TEXT("")));
    assert_true(text_equal(TEXT_NONE, TEXT_NONE));
    assert_false(text_equal_ignore_case(TEXT_NONE, TEXT("")));
    assert_false(text_is(text_of(NULL)));
    AUTO_ARENA arena = arena_new(1000);
    assert_false(text_is(text_copy(arena, TEXT_NONE)));
    assert_true(text_is(text_copy(arena, TEXT(""))));
    assert_false(text_is(text_lower(arena, TEXT_NONE)));
    assert_string_equal(text_zero_terminated(arena, TEXT_NONE), "");
}

static void text_orders_by_bytes_then_length(void **state)
{
    static const struct text sorted[] = {{NULL, 0}, {"", 0}, {"\0", 1}, {"A", 1}, {"a", 1}, {"ab", 2}, {"\xC3\xA9", 2}};
    for (size_t i = 0; i < COUNT_OF(sorted); i++) {
        for (size_t j = 0; j < COUNT_OF(sorted); j++) {
            assert_int_equal(text_compare(sorted[i], sorted[j]), (i > j) - (i < j));
        }
    }
}

static void text_searches(void **state)
{
    assert_true(text_equal_ignore_case(TEXT("Content-TYPE"), TEXT("content-type")));
    assert_false(text_equal_ignore_case(TEXT("\xC3\x89"), TEXT("\xC3\xA9"))); // ASCII only
    assert_true(text_starts_with(TEXT("abc"), TEXT("ab")));
    assert_true(text_starts_with(TEXT("abc"), TEXT("")));
    assert_false(text_starts_with(TEXT("a"), TEXT("ab")));
    assert_true(text_ends_with(TEXT("abc"), TEXT("bc")));
    assert_false(text_ends_with(TEXT("c"), TEXT("bc")));
    assert_int_equal(text_find_char(TEXT("abca"), 'a', 1), 3);
    assert_true(text_find_char(TEXT("abca"), 'x', 0) == SIZE_MAX);
    assert_true(text_find_char(TEXT("abca"), 'a', 4) == SIZE_MAX);
    assert_true(text_find_char(TEXT_NONE, 'a', 0) == SIZE_MAX);
    assert_int_equal(text_find(TEXT("ababc"), TEXT("abc"), 0), 2);
    assert_int_equal(text_find(TEXT("ab"), TEXT(""), 2), 2);
    assert_true(text_find(TEXT("ab"), TEXT("abc"), 0) == SIZE_MAX);
    assert_true(text_find(TEXT("ab"), TEXT("a"), 1) == SIZE_MAX);
    assert_true(text_find(TEXT("ab"), TEXT("a"), 9) == SIZE_MAX);
}

static void text_cuts(void **state)
{
    assert_text(text_slice(TEXT("abcd"), 1, 3), "bc");
    assert_text(text_slice(TEXT("abcd"), 2, SIZE_MAX), "cd");
    assert_text(text_slice(TEXT("abcd"), 3, 1), "");
    assert_text(text_slice(TEXT("abcd"), 9, 12), "");
    assert_text(text_slice(TEXT_NONE, 0, 1), NULL);
    assert_text(text_trim(TEXT(" \t\r\na b\n ")), "a b");
    assert_text(text_trim(TEXT("  ")), "");
    assert_text(text_trim(TEXT_NONE), NULL);
    AUTO_ARENA arena = arena_new(1000);
    assert_text(text_lower(arena, TEXT("aB\xC3\x89Z")), "ab\xC3\x89z");
    assert_text(text_format(arena, "%d-%s", 7, "x"), "7-x");
    assert_text(text_format(arena, "%s", ""), "");
}

static void text_splits(void **state)
{
    static const struct {
        const char *input;
        const char *parts[4];
    } rows[] = {
        {"a,b,c", {"a", "b", "c"}}, {"", {""}}, {",", {"", ""}}, {"a,", {"a", ""}}, {"abc", {"abc"}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text rest = text_of(rows[i].input);
        struct text part = TEXT_NONE;
        size_t n = 0;
        while (text_split(&rest, ',', &part)) {
            assert_text(part, rows[i].parts[n]);
            n++;
        }
        assert_null(rows[i].parts[n]);
    }
    struct text none = TEXT_NONE;
    assert_false(text_split(&none, ',', &none));
}

static void buf_grows(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct buf buf = buf_new(arena, 100000);
    assert_text(buf_text(&buf), "");
    for (int i = 0; i < 10000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
    }
    assert_int_equal(buf.n, 10000);
    assert_int_equal(buf.p[9999], 'a' + 9999 % 26);
    buf_clear(&buf);
    buf_add_int64(&buf, INT64_MIN);
    buf_add_char(&buf, ' ');
    buf_add_int64(&buf, INT64_MAX);
    buf_add_char(&buf, ' ');
    buf_add_int64(&buf, 0);
    assert_text(buf_text(&buf), "-9223372036854775808 9223372036854775807 0");
}

static void buf_overflow_sticks(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 5);
    buf_add(&buf, TEXT("abc"));
    buf_add(&buf, TEXT("def")); // one too many: nothing of it is added
    assert_true(buf.is_overflown);
    buf_add_char(&buf, 'x');
    buf_add(&buf, TEXT_NONE);
    assert_text(buf_text(&buf), "abc");
    buf_clear(&buf);
    assert_false(buf.is_overflown);
    buf_format(&buf, "%s", "12345"); // the limit exactly
    assert_false(buf.is_overflown);
    assert_text(buf_text(&buf), "12345");
    buf_format(&buf, "%1000d", 1);
    assert_true(buf.is_overflown);
    assert_text(buf_text(&buf), "12345");
}

static void buf_formats_long_texts(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 2000);
    buf_format(&buf, "%0255d|%0256d|%01000d", 1, 2, 3);
    assert_int_equal(buf.n, 255 + 1 + 256 + 1 + 1000);
    assert_int_equal(buf.p[254], '1');
    assert_int_equal(buf.p[buf.n - 1], '3');
}

static void fault_first_wins(void **state)
{
    struct fault fault;
    fault_clear(&fault);
    assert_false(fault_is_set(&fault));
    enum rc rc = fault_set(&fault, RC_REFUSED, "amount_negative", "amount", "amount %d must not be negative", -5);
    assert_int_equal(rc, RC_REFUSED);
    rc = fault_internal(&fault, RC_FAULT, "later");
    assert_int_equal(rc, RC_FAULT);
    assert_int_equal(fault.rc, RC_REFUSED);
    assert_string_equal(fault.code, "amount_negative");
    assert_string_equal(fault.field, "amount");
    assert_string_equal(fault.message, "amount -5 must not be negative");
    assert_string_equal(fault.detail, "");
}

static void fault_of_the_world_tells_nothing(void **state)
{
    struct fault fault;
    fault_clear(&fault);
    assert_int_equal(fault_internal(&fault, RC_FAULT, "disk %s is full", "/dev/x"), RC_FAULT);
    assert_string_equal(fault.code, "internal");
    assert_null(strstr(fault.message, "/dev/x"));
    assert_string_equal(fault.detail, "disk /dev/x is full");
    assert_int_equal(fault_set(NULL, RC_BUSY, "x", "", "no structure"), RC_BUSY);
}

static void fault_cuts_between_characters(void **state)
{
    // Characters of 2, 3 and 4 bytes, moved byte by byte over the end of the buffer.
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x92\xA9"};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        size_t wide = strlen(characters[i]);
        for (size_t lead = 0; lead < wide; lead++) {
            char message[1024] = "";
            memset(message, 'a', lead);
            for (size_t at = lead; at + wide < 600; at += wide) {
                memcpy(message + at, characters[i], wide);
            }
            struct fault fault;
            fault_clear(&fault);
            (void)!fault_set(&fault, RC_INVALID, "x", "", "%s", message);
            size_t n = strlen(fault.message);
            assert_int_equal((n - lead) % wide, 0);
            assert_true(n > FAULT_TEXT_MAX - 1 - wide);
        }
    }
}

static void map64_against_a_plain_array(void **state)
{
    enum { KEYS = 3000 };
    static uint64_t expected[KEYS + 1];
    static bool is_there[KEYS + 1];
    struct map64 map;
    map64_init(&map);
    uint64_t random = 88172645463325252U;
    size_t count = 0;
    for (int step = 0; step < 60000; step++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        uint64_t key = 1 + random % KEYS;
        if ((random >> 40) % 3 == 0) {
            map64_remove(&map, key * 16); // keys that share low bits
            count -= is_there[key];
            is_there[key] = false;
        } else {
            map64_put(&map, key * 16, random);
            count += !is_there[key];
            is_there[key] = true;
            expected[key] = random;
        }
        assert_int_equal(map.count, count);
    }
    for (uint64_t key = 1; key <= KEYS; key++) {
        uint64_t value = 0;
        assert_int_equal(map64_get(&map, key * 16, &value), is_there[key]);
        assert_true(!is_there[key] || value == expected[key]);
    }
    map64_clear(&map);
    assert_int_equal(map.count, 0);
    map64_release(&map);
}

static void map64_slots(void **state)
{
    struct map64 map;
    map64_init(&map);
    uint64_t value = 7;
    assert_false(map64_get(&map, 1, &value));
    assert_int_equal(value, 7);
    bool is_new = false;
    ++*map64_slot(&map, UINT64_MAX, &is_new);
    assert_true(is_new);
    ++*map64_slot(&map, UINT64_MAX, &is_new);
    assert_false(is_new);
    assert_true(map64_get(&map, UINT64_MAX, &value));
    assert_int_equal(value, 2);
    map64_remove(&map, UINT64_MAX);
    assert_int_equal(*map64_slot(&map, UINT64_MAX, NULL), 0);
    map64_release(&map);
}

static void map64_key_zero(void)
{
    struct map64 map;
    map64_init(&map);
    map64_put(&map, 0, 1);
}

static void map64_aborts_on_key_zero(void **state)
{
    assert_aborts(map64_key_zero);
}

static void textmap_keeps_copies(void **state)
{
    static char values[2000];
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct textmap map;
    textmap_init(&map);
    assert_null(textmap_get(&map, TEXT("x")));
    assert_null(textmap_remove(&map, TEXT("x")));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char key[32];
        int n = snprintf(key, sizeof(key), "key-%zu", i);
        textmap_put(&map, (struct text){.p = key, .n = (size_t)n}, &values[i]);
        memset(key, 'x', sizeof(key)); // the map has its own copy
    }
    for (size_t i = 0; i < COUNT_OF(values); i += 2) {
        assert_ptr_equal(textmap_remove(&map, text_format(arena, "key-%zu", i)), &values[i]);
    }
    assert_int_equal(map.count, COUNT_OF(values) / 2);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        void *expected = i % 2 == 0 ? NULL : &values[i];
        assert_ptr_equal(textmap_get(&map, text_format(arena, "key-%zu", i)), expected);
    }
    textmap_put(&map, TEXT("key-1"), &values[0]);
    assert_ptr_equal(textmap_get(&map, TEXT("key-1")), &values[0]);
    assert_int_equal(map.count, COUNT_OF(values) / 2);
    textmap_put(&map, TEXT(""), &values[5]);
    textmap_put(&map, BYTES("\0"), &values[6]);
    assert_ptr_equal(textmap_get(&map, TEXT("")), &values[5]);
    assert_ptr_equal(textmap_get(&map, BYTES("\0")), &values[6]);
    textmap_release(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rc_tables),
        cmocka_unit_test(try_returns_early),
        cmocka_unit_test(arena_gives_zeroed_aligned_bytes),
        cmocka_unit_test(arena_allocations_do_not_overlap),
        cmocka_unit_test(arena_keeps_what_it_was_told_to),
        cmocka_unit_test(arena_tells_over_budget),
        cmocka_unit_test(arena_aborts_when_misused),
        cmocka_unit_test(arena_runs_endings_once_last_first),
        cmocka_unit_test(text_none_and_empty_differ),
        cmocka_unit_test(text_orders_by_bytes_then_length),
        cmocka_unit_test(text_searches),
        cmocka_unit_test(text_cuts),
        cmocka_unit_test(text_splits),
        cmocka_unit_test(buf_grows),
        cmocka_unit_test(buf_overflow_sticks),
        cmocka_unit_test(buf_formats_long_texts),
        cmocka_unit_test(fault_first_wins),
        cmocka_unit_test(fault_of_the_world_tells_nothing),
        cmocka_unit_test(fault_cuts_between_characters),
        cmocka_unit_test(map64_against_a_plain_array),
        cmocka_unit_test(map64_slots),
        cmocka_unit_test(map64_aborts_on_key_zero),
        cmocka_unit_test(textmap_keeps_copies),
    };
    return run_cases(tests);
}
