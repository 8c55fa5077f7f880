// SPDX-License-Identifier: Apache-2.0
// Steps in which somebody clicks. Clicks of good links go straight into the database by now: the recorder and its spool
// come between as soon as they are there, and with them destinations, fallbacks and link forms.
#include "world.h"

#include "click_store.h"
#include "format/encode.h"
#include "link/link.h"

struct clicking {
    struct click_store store;
    struct click_id_generator generator;
};

bool clicking_open(struct world *world)
{
    world->clicking = arena_one(world->arena, struct clicking);
    click_id_generator_init(&world->clicking->generator, 0, (struct instant){0});
    return click_store_open(&world->clicking->store, world->db) == RC_OK;
}

void clicking_close(struct world *world)
{
    click_store_close(&world->clicking->store);
}

bool clicking_refresh(struct world *world)
{
    return world->clicking != NULL;
}

enum rc clicking_ship(struct world *world)
{
    return world->clicking == NULL ? RC_FAULT : RC_OK;
}

// The sub ids, source and ext as the click's query string; their values must need no encoding.
static struct text kept_parameters(struct world *world)
{
    struct buf buf = buf_new(world->scratch, 4096);
    for (size_t i = 0; i < world->step->pair_count; i++) {
        const struct story_pair *pair = &world->step->pairs[i];
        if (text_starts_with(pair->name, TEXT("sub")) || text_equal(pair->name, TEXT("source"))) {
            buf_format(&buf, "%s%.*s=%.*s", buf.n > 0 ? "&" : "", TEXT_PRINT(pair->name), TEXT_PRINT(pair->value));
        }
    }
    return buf.n > 0 ? buf_text(&buf) : TEXT_NONE;
}

static enum rc store(struct world *world, const struct click_record *record)
{
    TRY(db_write_begin(world->db));
    AUTO_TRANSACTION(world->db);
    TRY(click_store(&world->clicking->store, world->db, world->scratch, record, 1));
    return db_commit(world->db);
}

bool step_click(struct world *world)
{
    struct link link;
    int64_t times = 0;
    if (link_find(world->db, world->scratch, world->step->words[0], &link) != RC_OK) {
        return world_mistake(world, "links that lead nowhere are not there yet");
    }
    if (int64_parse(world_value(world, "times", TEXT("1")), 1, 1000, &times) != RC_OK) {
        return world_mistake(world, "\"times\" is a number up to 1000");
    }
    struct visitor *visitor = world_visitor(world, story_value(world->step, "visitor"));
    visitor->cookie = visitor->name;
    for (int64_t i = 0; i < times; i++) {
        struct click_record record = {.id = click_id_next(&world->clicking->generator, world->clock.instant),
                                      .outcome = CLICK_REDIRECTED,
                                      .link_id = link.id,
                                      .offer_id = link.offer_id,
                                      .partner_id = link.partner_id,
                                      .program_id = link.program_id,
                                      .visitor = click_visitor_hash(&world->keyring, visitor->cookie),
                                      .address_prefix = TEXT(""),
                                      .parameters = kept_parameters(world)};
        visitor->click_id = click_id_text(world->arena, &world->keyring, record.id);
        if (store(world, &record) != RC_OK) {
            return world_mistake(world, "the click is not stored: %s", db_failure(world->db));
        }
    }
    return true;
}

bool step_open(struct world *world)
{
    return world_mistake(world, "opening other paths is not there yet");
}

bool expect_destination(struct world *world)
{
    return world_mistake(world, "destinations are not there yet");
}

bool expect_fallback(struct world *world)
{
    return world_mistake(world, "fallbacks are not there yet");
}
