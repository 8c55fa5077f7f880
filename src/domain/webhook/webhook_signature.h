// SPDX-License-Identifier: Apache-2.0
// Whether a delivery was signed by who knows the secret. No database, no clock.
//
//   stripe       Stripe-Signature: t=UNIX,v1=HEX[,v1=HEX…]; HMAC-SHA-256 of "t.body"
//                (docs.stripe.com/webhooks/signature)
//   standard     webhook-id, webhook-timestamp, webhook-signature: "v1,BASE64" separated by spaces; HMAC-SHA-256 of
//                "id.timestamp.body" with the bytes that base64 after "whsec_" holds (Standard Webhooks 1.0.0)
//   shopify      X-Shopify-Hmac-Sha256: base64 of HMAC-SHA-256 of the body
//   woocommerce  X-WC-Webhook-Signature: the same
//
// The first two hold for WEBHOOK_WINDOW_MS before and after their time; the others have none, and are safe against
// repeats because a delivery with the same content has no effect. Signatures are compared in constant time.
#pragma once

#include "crypto/crypto.h"
#include "value/time.h"
#include "webhook/webhook_core.h"

#define WEBHOOK_WINDOW_MS (300 * SECOND_MS)
#define WEBHOOK_SECRETS_MAX 2
#define WEBHOOK_SECRET_BYTES_MAX 255

// The headers of one provider.
struct webhook_headers {
    struct text signature;     // TEXT_NONE when missing
    struct text id, timestamp; // Standard Webhooks only
};
struct webhook_signed {
    enum webhook_provider provider;
    struct webhook_headers headers;
    struct text body;
    struct text secrets[WEBHOOK_SECRETS_MAX]; // each may be TEXT_NONE; any of them is right
};
// RC_FORBIDDEN: signature_missing, signature_malformed, signature_wrong, signature_old (its time lies outside the
// window).
enum rc webhook_signature_check(struct arena *arena, const struct webhook_signed *delivery, struct instant now,
                                struct fault *fault) MUST_USE;

// What a secret must be like. RC_INVALID secret_malformed (field secret): 8 to 255 printable ASCII characters; for
// standard "whsec_" and base64 of 24 to 64 bytes.
enum rc webhook_secret_check(struct arena *arena, enum webhook_provider provider, struct text secret,
                             struct fault *fault) MUST_USE;
// "whsec_" and base64 of 32 random bytes.
struct text webhook_secret_new(struct arena *arena);
