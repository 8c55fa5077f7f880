// SPDX-License-Identifier: Apache-2.0
// One-time codes of RFC 6238 (HMAC-SHA-1, six digits, thirty seconds), by liboath: what authenticator apps make.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "value/time.h"

#define TOTP_SECRET_BYTES 20 // RFC 4226 §4 R6
#define TOTP_DIGITS 6
#define TOTP_STEP_MS (30 * SECOND_MS)

// The bytes of a new secret, in the arena.
struct text totp_secret_new(struct arena *arena);
// As people type it and apps read it: base32 of RFC 4648 without padding.
struct text totp_secret_text(struct arena *arena, struct text secret);
// "otpauth://totp/…": what the QR code holds. Both texts are percent-encoded.
struct text totp_address(struct arena *arena, struct text secret, struct text issuer, struct text account);
// The code of a step (instant / TOTP_STEP_MS); digits 6 to 8 (8 for the RFC's test vectors). In the arena.
struct text totp_code(struct arena *arena, struct text secret, int64_t step, int digits);
// Whether it is the code of this moment, of the step before or of the one after, and of a later step than `used`
// (RFC 6238 §5.2: none is taken twice). Spaces are skipped. *ret_step is its step.
bool totp_is_right(struct arena *arena, struct text secret, struct text code, struct instant now, int64_t used,
                   int64_t *ret_step);
