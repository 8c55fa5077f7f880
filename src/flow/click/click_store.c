// SPDX-License-Identifier: Apache-2.0
// Storing clicks, for live traffic and files alike.
#include "click/click_store.h"

#include <string.h>

// Numbers kept in memory between batches; beyond it they are read again when asked for.
#define SEQUENCES_MAX ((size_t)1 << 20)

void click_store_init(struct click_store *store)
{
    unique_window_init(&store->window, /* slots_max= */ 0);
    store->window_to_ms = INT64_MIN;
    map64_init(&store->hours);
    map64_init(&store->next_sequences);
}

void click_store_close(struct click_store *store)
{
    unique_window_release(&store->window);
    map64_release(&store->hours);
    map64_release(&store->next_sequences);
}

void click_store_reset(struct click_store *store)
{
    click_store_close(store);
    click_store_init(store);
}

// ---- numbers of clicks from files ----

static enum rc note_number(void *user, struct click_id id)
{
    struct click_store *store = user;
    bool is_new = false;
    uint64_t *next = map64_slot(&store->next_sequences, (uint64_t)click_id_instant(id).ms + 1, &is_new);
    uint64_t after = (uint64_t)click_id_sequence(id) + 1;
    if (*next < after) {
        *next = after;
    }
    return RC_OK;
}

static enum rc know_hour(struct click_store *store, struct db *db, int64_t hour)
{
    bool is_new = false;
    map64_slot(&store->hours, (uint64_t)hour + 1, &is_new);
    if (!is_new) {
        return RC_OK;
    }
    struct instant from = {.ms = hour * HOUR_MS};
    struct instant to = {.ms = from.ms + HOUR_MS};
    enum rc rc = click_import_numbers(db, from, to, note_number, store);
    if (rc != RC_OK) {
        map64_remove(&store->hours, (uint64_t)hour + 1);
    }
    return rc;
}

enum rc click_store_number(struct click_store *store, struct db *db, struct instant at, struct click_id *ret_id)
{
    if (at.ms < INSTANT_MIN_MS || at.ms >= INSTANT_MAX_MS) {
        return RC_REFUSED;
    }
    // A full millisecond borrows from the next one.
    for (int64_t ms = at.ms;; ms++) {
        TRY(know_hour(store, db, ms / HOUR_MS));
        bool is_new = false;
        uint64_t *next = map64_slot(&store->next_sequences, (uint64_t)ms + 1, &is_new);
        if (*next <= CLICK_SEQUENCE_MAX) {
            *ret_id = click_id_of((struct instant){.ms = ms}, CLICK_NODE_IMPORT, (int64_t)*next);
            *next += 1;
            return RC_OK;
        }
    }
}

// ---- storing ----

// Clicks that came into the database on other ways, up to the newest of these records: other nodes', other imports'.
// What this store stored itself is in the window already and lies before window_to_ms when records come in time's
// order.
static enum rc extend_window(struct click_store *store, struct db *db, const struct click_record *records, size_t count)
{
    int64_t first_ms = INT64_MAX;
    int64_t last_ms = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        int64_t ms = click_id_instant(records[i].id).ms;
        first_ms = ms < first_ms ? ms : first_ms;
        last_ms = ms > last_ms ? ms : last_ms;
    }
    if (count == 0 || last_ms < store->window_to_ms) {
        return RC_OK;
    }
    int64_t from_ms = first_ms - UNIQUE_WINDOW_MS;
    from_ms = from_ms < store->window_to_ms ? store->window_to_ms : from_ms;
    TRY(unique_window_load(&store->window, db, (struct instant){.ms = from_ms}, (struct instant){.ms = last_ms + 1}));
    store->window_to_ms = last_ms + 1;
    return RC_OK;
}

// What the batch adds to the rollup, equal keys merged.
static void count_performance(struct arena *arena, struct click_batch *batch)
{
    batch->deltas = arena_many(arena, struct performance_delta, batch->count);
    for (size_t i = 0; i < batch->count; i++) {
        const struct click_record *r = &batch->records[i];
        if (r->outcome != CLICK_REDIRECTED) {
            continue;
        }
        struct performance_delta *d = &batch->deltas[batch->delta_count++];
        *d = (struct performance_delta){.quarter = quarter_of(click_id_instant(r->id)),
                                        .program_id = r->program_id,
                                        .offer_id = r->offer_id,
                                        .partner_id = r->partner_id,
                                        .link_id = r->link_id,
                                        .device = r->device,
                                        .clicks = 1,
                                        .unique_clicks = batch->is_unique[i]};
        memcpy(d->country, r->country, sizeof(d->country));
    }
    batch->delta_count = performance_merge(batch->deltas, batch->delta_count);
}

enum rc click_store_judge(struct click_store *store, struct db *db, struct arena *arena,
                          const struct click_record *records, size_t count, struct click_batch *ret_batch)
{
    TRY(extend_window(store, db, records, count));
    bool *is_unique = arena_many(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct click_record *r = &records[i];
        struct unique_traits traits = {
            .visitor = r->visitor, .network_agent = r->network_agent, .network_agent_before = r->network_agent_before};
        is_unique[i] = r->outcome == CLICK_REDIRECTED && unique_window_add(&store->window, r->id, r->link_id, &traits);
    }
    *ret_batch = (struct click_batch){.records = records, .is_unique = is_unique, .count = count};
    count_performance(arena, ret_batch);
    return RC_OK;
}

enum rc click_store_write_clicks(struct db *db, struct arena *arena, const struct click_batch *batch)
{
    return click_insert_all(db, arena, batch->records, batch->is_unique, batch->count);
}

enum rc click_store_write_counts(struct db *db, struct arena *arena, const struct click_batch *batch)
{
    TRY(click_refusal_add_all(db, arena, batch->records, batch->count));
    return performance_add(db, arena, batch->deltas, batch->delta_count);
}

enum rc click_store_write(struct db *db, struct arena *arena, const struct click_batch *batch)
{
    TRY(click_store_write_clicks(db, arena, batch));
    return click_store_write_counts(db, arena, batch);
}

enum rc click_store(struct click_store *store, struct db *db, struct arena *arena, const struct click_record *records,
                    size_t count)
{
    struct click_batch batch;
    TRY(click_store_judge(store, db, arena, records, count, &batch));
    return click_store_write(db, arena, &batch);
}

bool click_store_is_large(const struct click_store *store)
{
    return store->next_sequences.count > SEQUENCES_MAX;
}

void click_store_trim(struct click_store *store)
{
    if (click_store_is_large(store)) {
        map64_clear(&store->next_sequences);
        map64_clear(&store->hours);
    }
}
