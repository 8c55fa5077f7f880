// SPDX-License-Identifier: Apache-2.0
// Signatures of webhooks; see webhook_signature.h.
#include "webhook/webhook_signature.h"

#include "format/encode.h"

#define STANDARD_PREFIX "whsec_"
#define BASE64_BYTES_MAX 64
#define SIGNATURES_MAX 20 // in one header: more is nobody's rotation
#define SECONDS_MAX ((int64_t)9999999999)

// A delivery that is not the sender's, for this reason.
static enum rc unsigned_by(struct fault *fault, const char *code, const char *message)
{
    return fault_set(fault, RC_FORBIDDEN, code, "", "%s", message);
}

static enum rc check_time(struct text seconds, struct instant now, struct fault *fault)
{
    int64_t at;
    if (int64_parse(seconds, 0, SECONDS_MAX, &at) != RC_OK) {
        return unsigned_by(fault, "signature_malformed", "the signature's time must be seconds since 1970");
    }
    int64_t distance_ms = now.ms - at * SECOND_MS;
    bool is_near = distance_ms <= WEBHOOK_WINDOW_MS && distance_ms >= -WEBHOOK_WINDOW_MS;
    return is_near ? RC_OK
                   : unsigned_by(fault, "signature_old", "the signature's time is more than 300 seconds from now");
}

// What each of the secrets makes of a message: made once, however many signatures a header holds.
struct macs {
    uint8_t list[WEBHOOK_SECRETS_MAX][HMAC_BYTES];
    size_t count;
};

static struct macs macs_of(struct arena *arena, const struct webhook_signed *delivery, struct text message)
{
    struct macs macs = {.count = 0};
    for (size_t i = 0; i < WEBHOOK_SECRETS_MAX; i++) {
        struct text key = delivery->secrets[i];
        bool is_usable = text_is(key);
        if (is_usable && delivery->provider == WEBHOOK_STANDARD) {
            struct text coded = text_slice(key, sizeof(STANDARD_PREFIX) - 1, SIZE_MAX);
            is_usable = base64_decode(arena, coded, &key) == RC_OK;
        }
        if (is_usable) {
            hmac_sha256(key, message, macs.list[macs.count++]);
        }
    }
    return macs;
}

static bool is_one_of(const struct macs *macs, const uint8_t signature[HMAC_BYTES])
{
    bool is_right = false;
    for (size_t i = 0; i < macs->count; i++) {
        is_right = bytes_equal_secret(macs->list[i], signature, HMAC_BYTES) || is_right;
    }
    return is_right;
}

static bool is_base64_signature(struct arena *arena, struct text t, uint8_t ret_signature[HMAC_BYTES])
{
    struct text bytes;
    if (t.n > BASE64_BYTES_MAX || base64_decode(arena, t, &bytes) != RC_OK || bytes.n != HMAC_BYTES) {
        return false;
    }
    for (size_t i = 0; i < HMAC_BYTES; i++) {
        ret_signature[i] = (uint8_t)bytes.p[i];
    }
    return true;
}

static enum rc verdict(bool is_right, struct fault *fault)
{
    return is_right ? RC_OK
                    : unsigned_by(fault, "signature_wrong", "the signature is not made with this source's secret");
}

// "t=1700000000,v1=…,v1=…"; other schemes are passed over.
static enum rc check_stripe(struct arena *arena, const struct webhook_signed *delivery, struct instant now,
                            struct fault *fault)
{
    struct text rest = delivery->headers.signature;
    struct text part;
    struct text at = TEXT_NONE;
    uint8_t signatures[SIGNATURES_MAX][HMAC_BYTES];
    size_t count = 0;
    while (text_split(&rest, ',', &part)) {
        struct text value = text_slice(part, 3, SIZE_MAX);
        if (text_starts_with(part, TEXT("t="))) {
            at = text_slice(part, 2, SIZE_MAX);
        } else if (text_starts_with(part, TEXT("v1=")) && count < SIGNATURES_MAX &&
                   hex_decode(value, signatures[count], HMAC_BYTES) == RC_OK) {
            count++;
        }
    }
    if (!text_is(at) || count == 0) {
        return unsigned_by(fault, "signature_malformed", "Stripe-Signature must hold t= and v1=");
    }
    TRY(check_time(at, now, fault));
    struct text message = text_format(arena, "%.*s.", TEXT_PRINT(at));
    struct buf buf = buf_new(arena, message.n + delivery->body.n);
    buf_add(&buf, message);
    buf_add(&buf, delivery->body);
    struct macs macs = macs_of(arena, delivery, buf_text(&buf));
    bool is_right = false;
    for (size_t i = 0; i < count; i++) {
        is_right = is_one_of(&macs, signatures[i]) || is_right;
    }
    return verdict(is_right, fault);
}

// "v1,… v1,…"; other versions are passed over.
static enum rc check_standard(struct arena *arena, const struct webhook_signed *delivery, struct instant now,
                              struct fault *fault)
{
    const struct webhook_headers *headers = &delivery->headers;
    if (text_is_empty(headers->id) || text_is_empty(headers->timestamp)) {
        return unsigned_by(fault, "signature_missing", "webhook-id and webhook-timestamp are needed");
    }
    TRY(check_time(headers->timestamp, now, fault));
    struct text head = text_format(arena, "%.*s.%.*s.", TEXT_PRINT(headers->id), TEXT_PRINT(headers->timestamp));
    struct buf buf = buf_new(arena, head.n + delivery->body.n);
    buf_add(&buf, head);
    buf_add(&buf, delivery->body);
    struct macs macs = macs_of(arena, delivery, buf_text(&buf));
    struct text rest = headers->signature;
    struct text part;
    bool is_right = false;
    for (size_t count = 0; count < SIGNATURES_MAX && text_split(&rest, ' ', &part); count++) {
        uint8_t signature[HMAC_BYTES];
        if (text_starts_with(part, TEXT("v1,")) &&
            is_base64_signature(arena, text_slice(part, 3, SIZE_MAX), signature)) {
            is_right = is_one_of(&macs, signature) || is_right;
        }
    }
    return verdict(is_right, fault);
}

static enum rc check_body(struct arena *arena, const struct webhook_signed *delivery, struct fault *fault)
{
    uint8_t signature[HMAC_BYTES];
    struct macs macs = macs_of(arena, delivery, delivery->body);
    bool is_right =
        is_base64_signature(arena, text_trim(delivery->headers.signature), signature) && is_one_of(&macs, signature);
    return verdict(is_right, fault);
}

enum rc webhook_signature_check(struct arena *arena, const struct webhook_signed *delivery, struct instant now,
                                struct fault *fault)
{
    if (text_is_empty(delivery->headers.signature)) {
        return unsigned_by(fault, "signature_missing", "the delivery is not signed");
    }
    switch (delivery->provider) {
    case WEBHOOK_STRIPE:
        return check_stripe(arena, delivery, now, fault);
    case WEBHOOK_STANDARD:
        return check_standard(arena, delivery, now, fault);
    case WEBHOOK_SHOPIFY:
    case WEBHOOK_WOOCOMMERCE:
    case WEBHOOK_PROVIDER_COUNT:
        break;
    }
    return check_body(arena, delivery, fault);
}

enum rc webhook_secret_check(struct arena *arena, enum webhook_provider provider, struct text secret,
                             struct fault *fault)
{
    bool is_plain = secret.n >= 8 && secret.n <= WEBHOOK_SECRET_BYTES_MAX &&
                    ascii_visible(secret.p, secret.n) == secret.n && text_find_char(secret, ' ', 0) == SIZE_MAX;
    if (!is_plain) {
        return fault_set(fault, RC_INVALID, "secret_malformed", "secret",
                         "secret must be 8 to %d visible ASCII characters without spaces", WEBHOOK_SECRET_BYTES_MAX);
    }
    struct text key = TEXT("");
    size_t prefix = sizeof(STANDARD_PREFIX) - 1;
    if (provider == WEBHOOK_STANDARD &&
        (!text_starts_with(secret, TEXT(STANDARD_PREFIX)) ||
         base64_decode(arena, text_slice(secret, prefix, SIZE_MAX), &key) != RC_OK || key.n < 24 || key.n > 64)) {
        return fault_set(fault, RC_INVALID, "secret_malformed", "secret",
                         "secret must be whsec_ and base64 of 24 to 64 bytes");
    }
    return RC_OK;
}

struct text webhook_secret_new(struct arena *arena)
{
    uint8_t bytes[32];
    random_bytes(bytes, sizeof(bytes));
    struct buf buf = buf_new(arena, 64);
    buf_add(&buf, TEXT(STANDARD_PREFIX));
    base64_encode(&buf, bytes, sizeof(bytes));
    return buf_text(&buf);
}
