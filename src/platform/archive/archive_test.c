// SPDX-License-Identifier: Apache-2.0
// What was written comes back; whatever happens to the file is found before a block is given out.
#include "archive/archive.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "check.h"
#include "crypto/crypto.h"

static char folder[] = "/tmp/tributary-archive-XXXXXX";
static char path[sizeof(folder) + 16];

static int make_folder(void **state)
{
    (void)state;
    struct fault fault = {.rc = RC_OK};
    if (crypto_start(&fault) != RC_OK || mkdtemp(folder) == NULL) {
        return -1;
    }
    snprintf(path, sizeof(path), "%s/archive", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct text content_of(struct arena *arena, int block)
{
    size_t n = block == 0 ? 0 : (size_t)block * 5000;
    char *bytes = arena_many(arena, char, n + 1);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (char)(i * i / 7 + (size_t)block);
    }
    return (struct text){.p = bytes, .n = n};
}

#define BLOCKS 5

static void write_file(struct arena *arena)
{
    struct fault fault = {.rc = RC_OK};
    struct archive_writer *writer = NULL;
    assert_int_equal(archive_write_begin(arena, path, &writer, &fault), RC_OK);
    for (int i = 0; i < BLOCKS; i++) {
        assert_int_equal(archive_write(writer, (uint8_t)(i + 1), content_of(arena, i), &fault), RC_OK);
    }
    int64_t bytes = 0;
    assert_int_equal(access(path, F_OK), -1); // no name before it is whole
    assert_int_equal(archive_write_end(writer, &bytes, &fault), RC_OK);
    assert_true(bytes > 17);
}

static enum rc read_file(struct arena *arena, struct fault *fault)
{
    struct archive_reader *reader = NULL;
    TRY(archive_read_begin(arena, path, &reader, fault));
    for (int i = 0; i < BLOCKS; i++) {
        uint8_t kind = 0;
        struct text content;
        assert_int_equal(archive_read(reader, &kind, &content, fault), RC_OK);
        assert_int_equal(kind, i + 1);
        assert_true(text_equal(content, content_of(arena, i)));
    }
    uint8_t kind = 0;
    struct text content;
    assert_int_equal(archive_read(reader, &kind, &content, fault), RC_NOT_FOUND);
    archive_read_end(reader);
    return RC_OK;
}

static void what_was_written_comes_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct fault fault = {.rc = RC_OK};
    write_file(arena);
    assert_int_equal(read_file(arena, &fault), RC_OK);
    struct archive_writer *writer = NULL;
    assert_int_equal(archive_write_begin(arena, path, &writer, &fault), RC_CONFLICT);
    assert_string_equal(fault.code, "archive_exists");
    unlink(path);
    fault_clear(&fault);
    assert_int_equal(read_file(arena, &fault), RC_NOT_FOUND);
}

static void an_abandoned_one_leaves_nothing(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct fault fault = {.rc = RC_OK};
    struct archive_writer *writer = NULL;
    assert_int_equal(archive_write_begin(arena, path, &writer, &fault), RC_OK);
    assert_int_equal(archive_write(writer, 1, TEXT("x"), &fault), RC_OK);
    archive_write_abandon(writer);
    archive_write_abandon(NULL);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(rmdir(folder), 0); // empty
    assert_int_equal(mkdir(folder, 0700), 0);
}

struct bytes {
    unsigned char *p;
    size_t n;
};

static struct bytes slurp(struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct bytes bytes = {.p = arena_many(arena, unsigned char, 1 << 20)};
    bytes.n = fread(bytes.p, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void spit(const unsigned char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void expect_refusal(const char *what, size_t at)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct fault fault = {.rc = RC_OK};
    struct archive_reader *reader = NULL;
    enum rc rc = archive_read_begin(arena, path, &reader, &fault);
    if (rc != RC_REFUSED) {
        print_error("%s at %zu: %s\n", what, at, rc_name(rc));
        fail();
    }
}

// Each bit of the file alone, each length it could be cut to, a page of zeros, something behind its end.
static void any_damage_is_found_before_a_block_is_read(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    write_file(arena);
    struct bytes good = slurp(arena);
    for (size_t at = 0; at < good.n; at += at < 200 || at + 100 > good.n ? 1 : 97) {
        good.p[at] ^= (unsigned char)(1 << at % 8);
        spit(good.p, good.n);
        expect_refusal("bit", at);
        good.p[at] ^= (unsigned char)(1 << at % 8);
    }
    for (size_t n = 0; n < good.n; n += n < 200 || n + 100 > good.n ? 1 : 131) {
        spit(good.p, n);
        expect_refusal("cut", n);
    }
    good.p[good.n] = 0;
    spit(good.p, good.n + 1);
    expect_refusal("longer", good.n);
    memset(good.p + 512, 0, 512);
    spit(good.p, good.n);
    expect_refusal("zeroed", 512);
    unlink(path);
}

static void blocks_may_not_be_taken_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    write_file(arena);
    struct bytes good = slurp(arena);
    uint8_t kind = 0;
    struct text content;
    size_t used = 0;
    struct text rest = {.p = (char *)good.p + 17, .n = good.n - 17};
    assert_int_equal(archive_block_parse(arena, rest, &kind, &content, &used), RC_OK);
    assert_int_equal(kind, 1);
    assert_int_equal(content.n, 0);
    memmove(good.p + 17, good.p + 17 + used, good.n - 17 - used);
    spit(good.p, good.n - used);
    expect_refusal("without its first block", 17);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_comes_back),
        cmocka_unit_test(an_abandoned_one_leaves_nothing),
        cmocka_unit_test(any_damage_is_found_before_a_block_is_read),
        cmocka_unit_test(blocks_may_not_be_taken_out),
    };
    return run_cases_between(tests, make_folder, remove_folder);
}
