// SPDX-License-Identifier: Apache-2.0
// Leaky buckets in a fixed table. A slot is one word: sixteen bits of the key's hash, and the instant in microseconds
// (48 bits: nine years of uptime) until which the key has used its share.
#include "limit.h"

#include "core/map.h"

#define PROBES 4
#define DUE_BITS 48
#define DUE_MASK (((uint64_t)1 << DUE_BITS) - 1)

static void init(struct limit *limit, int64_t interval_us, int64_t burst)
{
    limit->interval_us = interval_us;
    limit->burst_us = limit->interval_us * (burst - 1);
    for (size_t i = 0; i < LIMIT_SLOTS; i++) {
        atomic_store(&limit->slots[i], 0);
    }
}

void limit_init(struct limit *limit, int64_t per_second, int64_t burst)
{
    init(limit, per_second == 0 ? 0 : 1000000 / per_second, burst);
}

void limit_init_slow(struct limit *limit, int64_t seconds, int64_t burst)
{
    init(limit, seconds * 1000000, burst);
}

// The key's slot, or one that nobody uses now; NULL when all are busy with others.
static _Atomic uint64_t *slot_find(struct limit *limit, uint64_t hash, uint64_t tag, uint64_t now_us)
{
    _Atomic uint64_t *idle = NULL;
    for (uint64_t i = 0; i < PROBES; i++) {
        _Atomic uint64_t *slot = &limit->slots[(hash + i) & (LIMIT_SLOTS - 1)];
        uint64_t value = atomic_load(slot);
        if (value >> DUE_BITS == tag) {
            return slot;
        }
        if (idle == NULL && (value & DUE_MASK) <= now_us) {
            idle = slot;
        }
    }
    return idle;
}

static bool pass(struct limit *limit, uint64_t key, int64_t now_ns, bool is_counted, int64_t *ret_wait_ms)
{
    *ret_wait_ms = 0;
    if (limit->interval_us == 0) {
        return true;
    }
    uint64_t hash = hash_bytes(&key, sizeof(key), 0);
    uint64_t tag = hash >> DUE_BITS;
    uint64_t now_us = (uint64_t)(now_ns / 1000) & DUE_MASK;
    for (;;) {
        _Atomic uint64_t *slot = slot_find(limit, hash, tag, now_us);
        if (slot == NULL) {
            return true;
        }
        uint64_t value = atomic_load(slot);
        bool is_own = value >> DUE_BITS == tag;
        if (!is_own && (value & DUE_MASK) > now_us) {
            continue; // taken by another meanwhile
        }
        uint64_t due_us = is_own && (value & DUE_MASK) > now_us ? value & DUE_MASK : now_us;
        if (due_us - now_us > (uint64_t)limit->burst_us) {
            *ret_wait_ms = (int64_t)(due_us - now_us - (uint64_t)limit->burst_us + 999) / 1000;
            return false;
        }
        if (!is_counted) {
            return true;
        }
        uint64_t next = (tag << DUE_BITS) | ((due_us + (uint64_t)limit->interval_us) & DUE_MASK);
        if (atomic_compare_exchange_strong(slot, &value, next)) {
            return true;
        }
    }
}

bool limit_take(struct limit *limit, uint64_t key, int64_t now_ns, int64_t *ret_wait_ms)
{
    return pass(limit, key, now_ns, /* is_counted= */ true, ret_wait_ms);
}

bool limit_has_room(struct limit *limit, uint64_t key, int64_t now_ns, int64_t *ret_wait_ms)
{
    return pass(limit, key, now_ns, /* is_counted= */ false, ret_wait_ms);
}
