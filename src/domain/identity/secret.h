// SPDX-License-Identifier: Apache-2.0
// Secrets that are shown once and kept as keyed hashes: API tokens ("trb_…"), postback tokens ("trp_…") and tokens of
// sessions ("trs_…"), each with 40 random letters (200 bits). A hash is under KEY_TOKEN and holds the prefix too, so
// one kind never passes as the other.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "crypto/crypto.h"

#define SECRET_API "trb_"
#define SECRET_POSTBACK "trp_"
#define SECRET_SESSION "trs_"
#define SECRET_LETTERS 40
#define SECRET_HASH_BYTES 32

struct text secret_new(struct arena *arena, const char *prefix);
// The hash of anything a client sent; the database then finds it or not. In the arena.
struct text secret_hash(struct arena *arena, const struct keyring *keyring, struct text secret);
// n random letters and digits of Crockford's alphabet in lower case, for link codes and keys of forms. n is at most 64.
struct text secret_letters(struct arena *arena, size_t n);
