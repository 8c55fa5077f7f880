// SPDX-License-Identifier: Apache-2.0
// Click numbers and their public form.
#include "click/click_id.h"

#include <endian.h>
#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

#define NODE_BITS 6
#define SEQUENCE_BITS 15
#define MS_SHIFT (NODE_BITS + SEQUENCE_BITS)
#define MS_MAX (((int64_t)1 << 42) - 1)
#define MAC_BYTES 8

void click_id_generator_init(struct click_id_generator *generator, int node, struct instant after)
{
    BUG_ON(node < 0 || node > CLICK_NODE_MAX);
    BUG_ON(after.ms < 0 || after.ms > MS_MAX);
    generator->node = node;
    atomic_init(&generator->last, after.ms << SEQUENCE_BITS | CLICK_SEQUENCE_MAX);
}

struct click_id click_id_next(struct click_id_generator *generator, struct instant now)
{
    int64_t ms = now.ms < 0 ? 0 : now.ms > MS_MAX ? MS_MAX : now.ms;
    int64_t last = atomic_load(&generator->last);
    int64_t next = 0;
    do {
        next = ms << SEQUENCE_BITS;
        if (next <= last) {
            next = last + 1; // past the sequence's end this is the next millisecond's first
        }
    } while (!atomic_compare_exchange_weak(&generator->last, &last, next));
    return click_id_of((struct instant){.ms = next >> SEQUENCE_BITS}, generator->node, next & CLICK_SEQUENCE_MAX);
}

struct click_id click_id_of(struct instant at, int node, int64_t sequence)
{
    BUG_ON(at.ms < 0 || at.ms > MS_MAX || node < 0 || node > CLICK_NODE_IMPORT);
    BUG_ON(sequence < 0 || sequence > CLICK_SEQUENCE_MAX);
    return (struct click_id){.v = at.ms << MS_SHIFT | (int64_t)node << SEQUENCE_BITS | sequence};
}

struct click_id click_id_at(struct instant at)
{
    if (at.ms < 0) {
        return (struct click_id){.v = 0};
    }
    if (at.ms > MS_MAX) {
        return (struct click_id){.v = INT64_MAX};
    }
    return (struct click_id){.v = at.ms << MS_SHIFT};
}

struct instant click_id_instant(struct click_id id)
{
    return (struct instant){.ms = id.v >> MS_SHIFT};
}

int click_id_node(struct click_id id)
{
    return (int)(id.v >> SEQUENCE_BITS & CLICK_NODE_IMPORT);
}

int64_t click_id_sequence(struct click_id id)
{
    return id.v & CLICK_SEQUENCE_MAX;
}

static void put_be(uint8_t bytes[8], uint64_t value)
{
    uint64_t big = htobe64(value);
    memcpy(bytes, &big, sizeof(big));
}

static void mac(const struct keyring *keyring, const uint8_t number[8], uint8_t ret_mac[MAC_BYTES])
{
    struct text message = {.p = (const char *)number, .n = 8};
    put_be(ret_mac, (uint64_t)keyed_hash_int64(keyring, KEY_CLICK_ID, message));
}

static void write_letters(const struct keyring *keyring, struct click_id id, char ret_letters[CLICK_ID_LETTERS])
{
    _Static_assert(BASE32_LENGTH(8 + MAC_BYTES) == CLICK_ID_LETTERS, "sixteen bytes are twenty-six letters");
    BUG_ON(id.v <= 0);
    uint8_t bytes[8 + MAC_BYTES];
    put_be(bytes, (uint64_t)id.v);
    mac(keyring, bytes, bytes + 8);
    base32_encode(bytes, sizeof(bytes), ret_letters);
}

struct text click_id_text(struct arena *arena, const struct keyring *keyring, struct click_id id)
{
    char *letters = arena_bytes(arena, CLICK_ID_LETTERS);
    write_letters(keyring, id, letters);
    return (struct text){.p = letters, .n = CLICK_ID_LETTERS};
}

enum rc click_id_parse(const struct keyring *keyring, struct text t, struct click_id *ret_id)
{
    uint8_t bytes[8 + MAC_BYTES];
    uint8_t expected[MAC_BYTES];
    if (t.n != CLICK_ID_LETTERS || base32_decode(t, bytes, sizeof(bytes)) != RC_OK) {
        return RC_INVALID;
    }
    mac(keyring, bytes, expected);
    int64_t number = 0;
    for (size_t i = 0; i < 8; i++) {
        number = (int64_t)((uint64_t)number << 8 | bytes[i]);
    }
    if (!bytes_equal_secret(expected, bytes + 8, MAC_BYTES) || number <= 0) {
        return RC_INVALID;
    }
    *ret_id = (struct click_id){.v = number};
    return RC_OK;
}
