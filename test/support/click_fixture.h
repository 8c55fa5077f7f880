// SPDX-License-Identifier: Apache-2.0
// Clicks of a test's world, as the shipper writes them, and a link for each partner.
#pragma once

#include "click/click.h"
#include "partner/link_write.h"
#include "report/performance.h"
#include "test_world.h"

#define DAY0 (WORLD_START_MS / DAY_MS)

// Redirected clicks of a partner's link, as the shipper writes them: rows and rollup.
static inline void clicks(struct world *world, size_t partner, struct instant at, int64_t count, int64_t unique)
{
    struct arena *arena = world->arena;
    struct click_record *records = arena_many(arena, struct click_record, (size_t)count);
    bool *is_unique = arena_many(arena, bool, (size_t)count);
    static int64_t sequence;
    for (int64_t i = 0; i < count; i++) {
        records[i] = (struct click_record){.id = click_id_of(at, 1, sequence++ % CLICK_SEQUENCE_MAX),
                                           .link_id = {(int64_t)partner + 1},
                                           .partner_id = world->partners[partner],
                                           .program_id = world->program_id,
                                           .address_prefix = TEXT(""),
                                           .parameters = TEXT_NONE};
        is_unique[i] = i < unique;
    }
    struct performance_delta delta = {.quarter = quarter_of(at),
                                      .program_id = world->program_id,
                                      .partner_id = world->partners[partner],
                                      .link_id = {(int64_t)partner + 1},
                                      .clicks = count,
                                      .unique_clicks = unique};
    must(world, db_write_begin(world->db));
    must(world, click_insert_all(world->db, arena, records, is_unique, (size_t)count));
    must(world, performance_add(world->db, arena, &delta, 1));
    must(world, db_commit(world->db));
}

static inline struct instant on_day(int64_t day, int64_t hour)
{
    return (struct instant){(DAY0 + day) * DAY_MS + hour * HOUR_MS};
}

static inline void links(struct world *world)
{
    struct offer_filter filter = {.program_id = world->program_id, .limit = 1};
    struct offer *offers;
    size_t count;
    must(world, offer_list(world->db, world->arena, &filter, &offers, &count));
    for (size_t i = 0; i < WORLD_PARTNERS; i++) {
        struct link_input input = {.partner_id = world->partners[i], .offer_id = offers[0].id};
        struct link link;
        must(world, link_create(&world->flow, &input, &link));
        assert_int_equal(link.id.v, i + 1);
    }
}
