// SPDX-License-Identifier: Apache-2.0
// Keys and hashes: published vectors where there are some, and the promises of crypto.h.
#include "crypto/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/encode.h"

static struct text hex(struct arena *arena, const void *bytes, size_t n)
{
    struct buf buf = buf_new(arena, 1024);
    hex_encode(&buf, bytes, n);
    return buf_text(&buf);
}

static void digest_is_blake2b(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    // b2sum -l 256 of nothing and of "abc".
    static const struct {
        const char *input, *hash;
    } rows[] = {
        {"", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {"abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t hash[DIGEST_BYTES];
        digest(text_of(rows[i].input), hash);
        assert_true(text_equal(hex(arena, hash, sizeof(hash)), text_of(rows[i].hash)));
        struct digest_stream *stream = digest_begin(arena);
        for (const char *p = rows[i].input; *p != '\0'; p++) {
            digest_add(stream, (struct text){.p = p, .n = 1});
        }
        memset(hash, 0, sizeof(hash));
        digest_end(stream, hash);
        assert_true(text_equal(hex(arena, hash, sizeof(hash)), text_of(rows[i].hash)));
    }
    uint8_t hash[DIGEST_BYTES];
    digest(TEXT_NONE, hash);
    assert_true(text_equal(hex(arena, hash, sizeof(hash)), text_of(rows[0].hash)));
}

// RFC 4231, test cases 2 and 6.
static void hmac_is_hmac_sha_256(void **state)
{
    (void)state;
    static const uint8_t wanted[HMAC_BYTES] = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
                                               0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
                                               0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    static const uint8_t wanted_long[4] = {0x60, 0xe4, 0x31, 0x59};
    uint8_t mac[HMAC_BYTES];
    hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?"), mac);
    assert_memory_equal(mac, wanted, HMAC_BYTES);
    char key[131];
    memset(key, 0xaa, sizeof(key));
    hmac_sha256((struct text){.p = key, .n = sizeof(key)},
                TEXT("Test Using Larger Than Block-Size Key - Hash Key First"), mac);
    assert_memory_equal(mac, wanted_long, sizeof(wanted_long));
}

static void siphash_is_siphash_2_4(void **state)
{
    (void)state;
    // The vectors of the SipHash paper's reference code: key 00..0f, message 00..n-1, result read little endian.
    struct keyring keyring = {0};
    for (size_t i = 0; i < KEY_BYTES; i++) {
        keyring.keys[KEY_VISITOR][i] = (uint8_t)i;
    }
    char message[15];
    for (size_t i = 0; i < sizeof(message); i++) {
        message[i] = (char)i;
    }
    assert_true((uint64_t)keyed_hash_int64(&keyring, KEY_VISITOR, TEXT_NONE) == UINT64_C(0x726fdb47dd0e0e31));
    struct text one = {.p = message, .n = 1};
    assert_true((uint64_t)keyed_hash_int64(&keyring, KEY_VISITOR, one) == UINT64_C(0x74f839c593dc67fd));
    struct text fifteen = {.p = message, .n = 15};
    assert_true((uint64_t)keyed_hash_int64(&keyring, KEY_VISITOR, fifteen) == UINT64_C(0xa129ca6149be45e5));
}

static void keys_differ_by_purpose_and_seed(void **state)
{
    (void)state;
    struct keyring one;
    struct keyring two;
    struct keyring again;
    keyring_of_seed(1, &one);
    keyring_of_seed(2, &two);
    keyring_of_seed(1, &again);
    assert_memory_equal(&one, &again, sizeof(one));
    for (unsigned a = 1; a < KEY_PURPOSE_COUNT; a++) {
        assert_memory_not_equal(one.keys[a], two.keys[a], KEY_BYTES);
        for (unsigned b = a + 1; b < KEY_PURPOSE_COUNT; b++) {
            assert_memory_not_equal(one.keys[a], one.keys[b], KEY_BYTES);
        }
    }
    uint8_t left[16];
    uint8_t right[16];
    keyed_hash(&one, KEY_EMAIL, TEXT("a@example.com"), left, sizeof(left));
    keyed_hash(&one, KEY_TOKEN, TEXT("a@example.com"), right, sizeof(right));
    assert_memory_not_equal(left, right, sizeof(left));
}

static void key_file_lives_once(void **state)
{
    (void)state;
    char folder[] = "/tmp/crypto-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[64];
    snprintf(path, sizeof(path), "%s/key", folder);
    struct fault fault = {0};
    struct keyring first;
    struct keyring second;
    assert_int_equal(keyring_load(path, &first, &fault), RC_NOT_FOUND);
    fault_clear(&fault);
    assert_int_equal(keyring_create(path, &fault), RC_OK);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(status.st_size, KEY_BYTES);
    assert_int_equal(keyring_load(path, &first, &fault), RC_OK);
    assert_int_equal(keyring_create(path, &fault), RC_CONFLICT);
    assert_string_equal(fault.code, "key_exists");
    fault_clear(&fault);
    assert_int_equal(keyring_load(path, &second, &fault), RC_OK);
    assert_memory_equal(&first, &second, sizeof(first));
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(keyring_load(path, &second, &fault), RC_FORBIDDEN);
    assert_string_equal(fault.code, "key_mode");
    fault_clear(&fault);
    assert_int_equal(chmod(path, 0600), 0);
    for (int n = 0; n <= KEY_BYTES + 1; n++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        for (int i = 0; i < n; i++) {
            fputc('k', file);
        }
        fclose(file);
        assert_int_equal(keyring_load(path, &second, &fault), n == KEY_BYTES ? RC_OK : RC_INVALID);
        fault_clear(&fault);
    }
    unlink(path);
    assert_int_equal(keyring_load(folder, &second, &fault), RC_INVALID);
    fault_clear(&fault);
    assert_int_equal(rmdir(folder), 0); // nothing was left beside the key
}

static void passwords(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct text hash = TEXT_NONE;
    struct text again = TEXT_NONE;
    assert_int_equal(password_hash(arena, TEXT("correct horse"), &hash), RC_OK);
    assert_int_equal(password_hash(arena, TEXT("correct horse"), &again), RC_OK);
    assert_false(text_equal(hash, again)); // salted
    assert_true(text_starts_with(hash, TEXT("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_is_right(hash, TEXT("correct horse")));
    assert_false(password_is_right(hash, TEXT("correct hors")));
    assert_false(password_is_right(hash, TEXT("correct horse\0")));
    assert_false(password_is_right(hash, TEXT("")));
    assert_false(password_is_right(TEXT_NONE, TEXT("correct horse")));
    assert_false(password_is_right(TEXT("$argon2id$"), TEXT("correct horse")));
    char *huge = arena_bytes(arena, 4096);
    memset(huge, '$', 4096);
    assert_false(password_is_right((struct text){.p = huge, .n = 4096}, TEXT("correct horse")));
}

static void secrets_compare_whole(void **state)
{
    (void)state;
    assert_true(bytes_equal_secret("", "", 0));
    assert_true(bytes_equal_secret("abc", "abc", 3));
    assert_false(bytes_equal_secret("abc", "abd", 3));
    assert_false(bytes_equal_secret("xbc", "abc", 3));
}

static void permutation_is_undone(void **state)
{
    (void)state;
    struct keyring keyring;
    keyring_of_seed(7, &keyring);
    static const uint64_t values[] = {0, 1, 2, 3, 1000, UINT32_MAX, (uint64_t)1 << 32, INT64_MAX, UINT64_MAX};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        for (uint64_t tweak = 0; tweak < 3; tweak++) {
            uint64_t permuted = permute64(&keyring, tweak, values[i]);
            assert_true(unpermute64(&keyring, tweak, permuted) == values[i]);
            assert_true(permute64(&keyring, tweak, unpermute64(&keyring, tweak, values[i])) == values[i]);
            assert_true(permuted != permute64(&keyring, tweak + 1, values[i]));
        }
    }
    // Neighbours do not stay neighbours: about half of the 64 bits differ between n and n + 1.
    int bits = 0;
    for (uint64_t n = 1; n <= 1000; n++) {
        bits += __builtin_popcountll(permute64(&keyring, 5, n) ^ permute64(&keyring, 5, n + 1));
    }
    assert_in_range(bits, 30000, 34000);
}

static void sealed_bytes_come_back_unchanged_or_not_at_all(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(1 << 16);
    struct keyring keyring;
    struct keyring other;
    keyring_of_seed(1, &keyring);
    keyring_of_seed(2, &other);
    struct text plain = {.p = "{\"token\":\"trb_1\"}", .n = 17};
    struct text seal = sealed(arena, &keyring, KEY_ANSWER, plain);
    struct text again = sealed(arena, &keyring, KEY_ANSWER, plain);
    struct text back;
    assert_false(text_equal(seal, again)); // a nonce each
    assert_int_equal(seal.n, 2 * (24 + 16 + 17));
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, seal, &back), RC_OK);
    assert_true(text_equal(back, plain));
    assert_int_equal(unsealed(arena, &other, KEY_ANSWER, seal, &back), RC_INVALID);
    assert_int_equal(unsealed(arena, &keyring, KEY_TOKEN, seal, &back), RC_INVALID);
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, text_slice(seal, 0, seal.n - 2), &back), RC_INVALID);
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, TEXT("zz"), &back), RC_INVALID);
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, TEXT(""), &back), RC_INVALID);
    struct text changed = text_copy(arena, seal);
    char *last = text_zero_terminated(arena, changed);
    last[changed.n - 1] = last[changed.n - 1] == '0' ? '1' : '0';
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, text_of(last), &back), RC_INVALID);
    seal = sealed(arena, &keyring, KEY_ANSWER, TEXT(""));
    assert_int_equal(unsealed(arena, &keyring, KEY_ANSWER, seal, &back), RC_OK);
    assert_int_equal(back.n, 0);
}

static int start(void **state)
{
    (void)state;
    return crypto_start(NULL) == RC_OK && crypto_start(NULL) == RC_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_is_blake2b),
        cmocka_unit_test(hmac_is_hmac_sha_256),
        cmocka_unit_test(siphash_is_siphash_2_4),
        cmocka_unit_test(keys_differ_by_purpose_and_seed),
        cmocka_unit_test(key_file_lives_once),
        cmocka_unit_test(passwords),
        cmocka_unit_test(secrets_compare_whole),
        cmocka_unit_test(permutation_is_undone),
        cmocka_unit_test(sealed_bytes_come_back_unchanged_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
