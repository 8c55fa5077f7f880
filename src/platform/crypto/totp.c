// SPDX-License-Identifier: Apache-2.0
// Codes of RFC 6238; only this file knows liboath.
#include "crypto/totp.h"

#include <liboath/oath.h>

#include "core/buf.h"
#include "core/bug.h"
#include "crypto/crypto.h"
#include "format/url.h"

#define DIGITS_MAX 8
#define SECRET_LETTERS_MAX 64
#define ADDRESS_BYTES_MAX 2048
#define STEP_SECONDS (TOTP_STEP_MS / SECOND_MS)

struct text totp_secret_new(struct arena *arena)
{
    char *bytes = arena_bytes(arena, TOTP_SECRET_BYTES);
    random_bytes(bytes, TOTP_SECRET_BYTES);
    return (struct text){.p = bytes, .n = TOTP_SECRET_BYTES};
}

struct text totp_secret_text(struct arena *arena, struct text secret)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buf buf = buf_new(arena, SECRET_LETTERS_MAX);
    unsigned bits = 0;
    int count = 0;
    for (size_t i = 0; i < secret.n; i++) {
        bits = bits << 8 | (unsigned char)secret.p[i];
        for (count += 8; count >= 5; count -= 5) {
            buf_add_char(&buf, letters[bits >> (count - 5) & 31]);
        }
    }
    if (count > 0) {
        buf_add_char(&buf, letters[bits << (5 - count) & 31]);
    }
    return buf_text(&buf);
}

struct text totp_address(struct arena *arena, struct text secret, struct text issuer, struct text account)
{
    struct buf buf = buf_new(arena, ADDRESS_BYTES_MAX);
    buf_add(&buf, TEXT("otpauth://totp/"));
    percent_encode(&buf, issuer);
    buf_add(&buf, TEXT(":"));
    percent_encode(&buf, account);
    buf_add(&buf, TEXT("?secret="));
    buf_add(&buf, totp_secret_text(arena, secret));
    buf_add(&buf, TEXT("&issuer="));
    percent_encode(&buf, issuer);
    return buf_text(&buf);
}

struct text totp_code(struct arena *arena, struct text secret, int64_t step, int digits)
{
    char code[DIGITS_MAX + 1] = {0};
    BUG_ON(digits < TOTP_DIGITS || digits > DIGITS_MAX || step < 0);
    int rc = oath_totp_generate(secret.p, secret.n, (time_t)(step * STEP_SECONDS), (unsigned)STEP_SECONDS, 0,
                                (unsigned)digits, code);
    BUG_ON(rc != OATH_OK);
    return text_copy(arena, text_of(code));
}

bool totp_is_right(struct arena *arena, struct text secret, struct text code, struct instant now, int64_t used,
                   int64_t *ret_step)
{
    char digits[TOTP_DIGITS];
    size_t n = 0;
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == ' ') {
            continue;
        }
        if (code.p[i] < '0' || code.p[i] > '9' || n == TOTP_DIGITS) {
            return false;
        }
        digits[n++] = code.p[i];
    }
    if (n != TOTP_DIGITS) {
        return false;
    }
    bool is_right = false;
    for (int64_t step = now.ms / TOTP_STEP_MS - 1; step <= now.ms / TOTP_STEP_MS + 1; step++) {
        struct text wanted = totp_code(arena, secret, step, TOTP_DIGITS);
        if (bytes_equal_secret(wanted.p, digits, n) && step > used) {
            is_right = true;
            *ret_step = step;
        }
    }
    return is_right;
}
