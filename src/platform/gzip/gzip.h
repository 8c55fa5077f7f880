// SPDX-License-Identifier: Apache-2.0
// Gzip (RFC 1952) of an answer's bytes. Only this folder knows zlib. The same input gives the same bytes.
//
// Compression tells the length of what it compresses. Where an attacker can put words of his own beside a secret and
// see how long the encrypted answer is, he can guess the secret (BREACH): whoever calls this sees to it that no secret
// is the same in two answers, or that nobody else can ask for them (gate/gate.c says how).
#pragma once

#include "core/arena.h"
#include "core/text.h"

// Fewer bytes are not worth it: they go in one packet anyway.
#define GZIP_BYTES_MIN ((size_t)1 << 10)

// The bytes compressed, in the arena. TEXT_NONE when there are fewer than GZIP_BYTES_MIN of them, or when they would
// not get smaller.
struct text gzip_packed(struct arena *arena, struct text bytes);
