// SPDX-License-Identifier: Apache-2.0
// What was packed is unpacked by zlib to the same bytes; what would not gain is left alone.
#include "check.h"

#define ZLIB_CONST
#include <zlib.h>

#include "core/buf.h"
#include "crypto/crypto.h"
#include "gzip/gzip.h"

static struct text unpacked(struct arena *arena, struct text packed, size_t n)
{
    char *bytes = arena_bytes(arena, n);
    z_stream stream = {.next_in = (const Bytef *)packed.p, .avail_in = (uInt)packed.n};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK); // gzip only
    stream.next_out = (Bytef *)bytes;
    stream.avail_out = (uInt)n;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    size_t done = n - stream.avail_out;
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return (struct text){.p = bytes, .n = done};
}

static void pages_get_smaller_and_come_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    static const size_t sizes[] = {GZIP_BYTES_MIN, 5000, 65536, 3000000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buf buf = buf_new(arena, sizes[i] + 64);
        for (size_t row = 0; buf_text(&buf).n < sizes[i]; row++) {
            buf_add(&buf, text_format(arena, "<tr><td>%zu</td></tr>", row * 7919 % 1000));
        }
        struct text bytes = text_slice(buf_text(&buf), 0, sizes[i]);
        struct text packed = gzip_packed(arena, bytes);
        assert_true(text_is(packed));
        assert_true(packed.n < bytes.n / 2);
        assert_true(text_equal(unpacked(arena, packed, bytes.n + 1), bytes));
        assert_true(text_equal(gzip_packed(arena, bytes), packed));
    }
}

static void what_gains_nothing_is_left(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    char *noise = arena_bytes(arena, 4096);
    random_bytes(noise, 4096);
    assert_false(text_is(gzip_packed(arena, (struct text){.p = noise, .n = 4096})));
    char *short_one = arena_bytes(arena, GZIP_BYTES_MIN);
    memset(short_one, 'a', GZIP_BYTES_MIN);
    assert_false(text_is(gzip_packed(arena, (struct text){.p = short_one, .n = GZIP_BYTES_MIN - 1})));
    assert_true(text_is(gzip_packed(arena, (struct text){.p = short_one, .n = GZIP_BYTES_MIN})));
    assert_false(text_is(gzip_packed(arena, TEXT(""))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_get_smaller_and_come_back),
        cmocka_unit_test(what_gains_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
