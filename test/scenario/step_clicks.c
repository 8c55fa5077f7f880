// SPDX-License-Identifier: Apache-2.0
// Steps in which somebody clicks: from memory into the spool, and from there into the database, as in a server.
#include "world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "click/click_record.h"
#include "click/click_ship.h"
#include "click/impression_record.h"
#include "format/encode.h"

#define FOLDER_BYTES_MAX 300
#define NO_LINK "no_link" // the request is of no link form: nothing is recorded

struct clicking {
    char folder[FOLDER_BYTES_MAX];
    struct catalog *catalog;
    struct spool *spool;
    struct click_id_generator ids;
    struct click_recorder recorder;
    struct click_shipper *shipper;
};

// ---- recorder, spool, shipper ----

static bool make_folder(struct clicking *clicking)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0') {
        parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    }
    int n = snprintf(clicking->folder, sizeof(clicking->folder), "%s/tributary-scenario.XXXXXX", parent);
    return n > 0 && (size_t)n < sizeof(clicking->folder) && mkdtemp(clicking->folder) != NULL;
}

static void delete_folder(const struct clicking *clicking)
{
    DIR *folder = opendir(clicking->folder);
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    (void)closedir(folder);
    (void)rmdir(clicking->folder);
}

bool clicking_open(struct world *world)
{
    struct clicking *clicking = arena_one(world->arena, struct clicking);
    if (!make_folder(clicking)) {
        return false;
    }
    world->clicking = clicking;
    clicking->catalog = catalog_new();
    // Small segments, so that stories go through several of them.
    struct spool_options options = {
        .folder = clicking->folder, .node = 0, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN, .segments_spare = 1};
    struct click_spool_opened opened;
    if (click_spool_open(&options, world->db, &opened, &world->fault) != RC_OK) {
        return false;
    }
    clicking->spool = opened.spool;
    click_id_generator_init(&clicking->ids, options.node, opened.last_number);
    struct click_recorder_parts parts = {
        .catalog = clicking->catalog, .spool = clicking->spool, .ids = &clicking->ids, .keyring = &world->keyring};
    click_recorder_init(&clicking->recorder, &parts);
    struct click_ship_options ship = {.spool = clicking->spool,
                                      .mark = opened.mark,
                                      .node = options.node,
                                      .database = test_database_location(world->database),
                                      .clock = &world->clock.clock};
    clicking->shipper = click_shipper_new(&ship);
    return clicking_refresh(world);
}

void clicking_close(struct world *world)
{
    struct clicking *clicking = world->clicking;
    if (clicking == NULL) {
        return;
    }
    click_shipper_free(clicking->shipper);
    spool_close(clicking->spool);
    catalog_free(clicking->catalog);
    delete_folder(clicking);
}

bool clicking_refresh(struct world *world)
{
    enum rc rc = catalog_refresh(world->clicking->catalog, world->db, world->clock.instant, &world->fault);
    return rc == RC_OK || world_mistake(world, "the catalog cannot be read: %s", db_failure(world->db));
}

enum rc clicking_ship(struct world *world)
{
    return click_ship_all(world->clicking->shipper, world->db);
}

// ---- visits ----

// A server answers with what it knew at its last refresh, at most a second ago.
static enum rc visit_once(struct world *world, struct click_visit *visit, struct visitor *visitor)
{
    struct click_answer answer = {0};
    TRY(catalog_refresh(world->clicking->catalog, world->db, world->clock.instant, &world->fault));
    visit->visitor = visitor->cookie.n > 0 ? visitor->cookie : TEXT_NONE;
    enum rc rc = click_record(&world->clicking->recorder, world->scratch, visit, &answer);
    world->visit = (struct visit){.is_made = true, .cause = TEXT(NO_LINK), .location = TEXT(""), .click_id = TEXT("")};
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    TRY(click_recorder_sync(&world->clicking->recorder));
    world->visit.cause = click_outcome_text(answer.outcome);
    world->visit.location = text_copy(world->arena, answer.location);
    if (answer.click_id.v != 0) {
        world->visit.click_id = click_id_text(world->arena, &world->keyring, answer.click_id);
    }
    if (answer.outcome == CLICK_REDIRECTED) {
        visitor->click_id = world->visit.click_id;
    }
    if (answer.visitor.n > 0) {
        visitor->cookie = text_copy(world->arena, answer.visitor);
    }
    return RC_OK;
}

static bool visit(struct world *world, struct click_visit *visit)
{
    int64_t times = 0;
    if (int64_parse(world_value(world, "times", TEXT("1")), 1, 100000, &times) != RC_OK) {
        return world_mistake(world, "\"times\" is a number up to 100000");
    }
    struct visitor *visitor = world_visitor(world, story_value(world->step, "visitor"));
    visit->now = world->clock.instant;
    visit->address = world_value(world, "address", TEXT(""));
    visit->agent = world_value(world, "agent", TEXT(""));
    visit->referrer = world_value(world, "referrer", TEXT(""));
    visit->country = world_value(world, "country", TEXT(""));
    for (int64_t i = 0; i < times; i++) {
        if (visit_once(world, visit, visitor) != RC_OK) {
            return world_mistake(world, "the click is not recorded: %s %s", world->fault.message, world->fault.detail);
        }
    }
    return true;
}

// What stands for the visit itself, and is no parameter of the link.
static bool is_of_visit(struct text name)
{
    static const char *const names[] = {"visitor", "times", "agent", "address", "referrer", "country"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_equal(name, text_of(names[i]))) {
            return true;
        }
    }
    return false;
}

bool step_click(struct world *world)
{
    const struct story_step *step = world->step;
    struct parameters parameters = {.list = arena_many(world->scratch, struct parameter, step->pair_count)};
    for (size_t i = 0; i < step->pair_count; i++) {
        if (!is_of_visit(step->pairs[i].name)) {
            parameters.list[parameters.count++] =
                (struct parameter){.name = step->pairs[i].name, .value = step->pairs[i].value};
        }
    }
    struct click_visit click = {.form = CLICK_FORM_CODE, .code = step->words[0], .parameters = &parameters};
    return visit(world, &click);
}

// "/c/CODE?…", "/PREFIX/CODE?…" or "/?…".
bool step_open(struct world *world)
{
    struct text query = world->step->words[0];
    struct text path;
    struct text trouble;
    struct parameters parameters = {0};
    struct click_visit click = {.form = CLICK_FORM_PARAMETERS, .parameters = &parameters};
    if (!text_split(&query, '?', &path) || !text_starts_with(path, TEXT("/"))) {
        return world_mistake(world, "a path begins with '/'");
    }
    if (text_is(query) && query_parse(world->scratch, query, &parameters, &trouble) != RC_OK) {
        return world_mistake(world, "the query is malformed at \"%.*s\"", TEXT_PRINT(trouble));
    }
    struct text rest = text_slice(path, 1, path.n);
    struct text first;
    if (rest.n > 0 && text_split(&rest, '/', &first) && text_is(rest)) {
        click.form = text_equal(first, TEXT("c")) ? CLICK_FORM_CODE : CLICK_FORM_PREFIX;
        click.prefix = first;
        click.code = rest;
    }
    return visit(world, &click);
}

// ---- expectations ----

static struct text visit_text(struct world *world)
{
    if (!text_equal(world->visit.cause, click_outcome_text(CLICK_REDIRECTED))) {
        return text_format(world->scratch, "fallback %.*s", TEXT_PRINT(world->visit.cause));
    }
    struct buf buf = buf_new(world->scratch, 65536);
    struct text location = world->visit.location;
    size_t at = text_find(location, world->visit.click_id, 0);
    if (at == SIZE_MAX) {
        return location;
    }
    buf_add(&buf, text_slice(location, 0, at));
    buf_add(&buf, TEXT("{click_id}"));
    buf_add(&buf, text_slice(location, at + world->visit.click_id.n, location.n));
    return buf_text(&buf);
}

static bool compare_visit(struct world *world, struct text expected)
{
    if (!world->visit.is_made) {
        return world_mistake(world, "nobody has clicked yet");
    }
    struct text actual = visit_text(world);
    if (!text_equal(expected, actual)) {
        world_differs(world, expected, actual);
    }
    return true;
}

bool expect_destination(struct world *world)
{
    return compare_visit(world, world->step->words[0]);
}

bool expect_fallback(struct world *world)
{
    return compare_visit(world, text_format(world->scratch, "fallback %.*s", TEXT_PRINT(world->step->words[0])));
}

// impressions LINK count 1000 day 2026-01-02 id R-1
bool step_impressions(struct world *world)
{
    const struct name *link = world_name(world, NOUN_LINK, world->step->words[0], (struct program_id){0});
    if (link == NULL) {
        return false;
    }
    struct impression_input input = {
        .link_id = {link->id},
        .day = world_value(world, "day", instant_date_text(world->scratch, world->clock.instant)),
        .report_id = world_value(world, "id", text_format(world->scratch, "step-%lld", (long long)world->step->line))};
    if (int64_parse(story_value(world->step, "count"), INT64_MIN, INT64_MAX, &input.impressions) != RC_OK) {
        return world_mistake(world, "count is no whole number");
    }
    struct flow flow = world_flow(world);
    struct impression_recorded recorded;
    world_answer(world, impression_record(&flow, &input, &recorded));
    return true;
}
