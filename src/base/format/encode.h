// SPDX-License-Identifier: Apache-2.0
// Hexadecimal, base32 (Crockford's alphabet, lower case, no padding: sorts like the bytes), base64 and base64url;
// CRC32C; UTF-8 checking; numbers from text.
#pragma once

#include "core/buf.h"
#include "core/rc.h"
#include "core/text.h"

void hex_encode(struct buf *buf, const void *bytes, size_t n);
enum rc hex_decode(struct text t, void *bytes, size_t n) MUST_USE; // exactly n bytes, else RC_INVALID
int hex_value(char c);                                             // 0..15, or -1
#define BASE32_LENGTH(n) (((n)*8 + 4) / 5)
void base32_encode(const void *bytes, size_t n, char *ret_text); // writes BASE32_LENGTH(n) characters
// Lower or upper case; exactly BASE32_LENGTH(n) characters, unused bits zero; else RC_INVALID.
enum rc base32_decode(struct text t, void *bytes, size_t n) MUST_USE;
void base64url_encode(struct buf *buf, const void *bytes, size_t n); // no padding
void base64_encode(struct buf *buf, const void *bytes, size_t n);    // RFC 4648 §4, with padding
// The bytes, in the arena. RC_INVALID unless well-formed with its padding, unused bits zero.
enum rc base64_decode(struct arena *arena, struct text t, struct text *ret_bytes) MUST_USE;

// CRC-32C (Castagnoli, RFC 3720 B.4), hardware-assisted where the processor has it. Start with 0; the result
// of one piece is the start of the next.
uint32_t crc32c(uint32_t crc, const void *bytes, size_t n);
// The same without hardware, for other processors and for tests to compare with.
uint32_t crc32c_portable(uint32_t crc, const void *bytes, size_t n);

// Well-formed UTF-8 by RFC 3629 (no surrogates, no overlong forms, at most U+10FFFF). NUL is well-formed here.
bool utf8_is_valid(struct text t);
// As utf8_is_valid, and without C0 controls (other than those in `allowed`, e.g. "\n\t"), DEL and C1 controls.
bool utf8_is_clean(struct text t, const char *allowed);
// How many bytes at the start are visible ASCII: space to tilde.
size_t ascii_visible(const char *bytes, size_t n);
// Length in bytes of the well-formed character at the start, 0 when there is none.
size_t utf8_sequence(const char *bytes, size_t n);
// Number of code points of valid UTF-8.
size_t utf8_length(struct text t);

// Decimal digits with an optional '-', no '+', no spaces, no leading zeros but "0", no "-0"; RC_INVALID when malformed
// or out of [min, max].
enum rc int64_parse(struct text t, int64_t min, int64_t max, int64_t *ret_value) MUST_USE;

// Appends t escaped for text and attributes of HTML (HTML Standard §13.2: & < > " ').
void html_escape(struct buf *out, struct text t);
