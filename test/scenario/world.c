// SPDX-License-Identifier: Apache-2.0
// The network a story plays in, and its names.
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#include "network/network_init.h"

#define FAILURES_BYTES_MAX ((size_t)1 << 20)

__attribute__((noreturn)) static void give_up(const struct fault *fault, const char *what)
{
    (void)fprintf(stderr, "scenario: %s: %s (%s)\n", what, fault->message, fault->detail);
    abort();
}

static void make_network(struct world *world)
{
    struct flow flow = world_flow(world);
    struct network_init_input input = {.name = TEXT("Scenario"),
                                       .currency = {"EUR"},
                                       .time_zone = TEXT("UTC"),
                                       .fallback_url = TEXT_NONE,
                                       .email = TEXT("operator@network.example"),
                                       .password = TEXT_NONE}; // nobody signs in: hashing took half of a story
    struct user_id user;
    if (network_init(&flow, &input, &user) != RC_OK) {
        give_up(&world->fault, "cannot make a network");
    }
}

void world_open(struct world *world, const struct story *story, enum db_kind kind)
{
    *world = (struct world){.story = story};
    world->arena = arena_new(ARENA_JOB_BYTES);
    world->scratch = arena_new(ARENA_JOB_BYTES);
    world->failures = buf_new(world->arena, FAILURES_BYTES_MAX);
    world->database = test_database_new(kind);
    world->db = test_database_db(world->database);
    keyring_of_seed(1, &world->keyring);
    clock_fixed_init(&world->clock, story->start);
    gathering_init(&world->conversions);
    make_network(world);
    if (!clicking_open(world)) {
        give_up(&world->fault, "cannot begin to record clicks");
    }
}

void world_close(struct world *world)
{
    clicking_close(world);
    gathering_end(&world->conversions);
    test_database_free(world->database);
    arena_free(world->scratch);
    arena_free(world->arena);
}

bool world_clock_set(struct world *world, int64_t at_ms)
{
    struct instant instant = {.ms = world->story->start.ms + at_ms};
    if (instant.ms == world->clock.instant.ms) {
        return true;
    }
    if (clicking_ship(world) != RC_OK) {
        return world_mistake(world, "the clicks cannot be shipped: %s (%s)", world->fault.message, world->fault.detail);
    }
    world->clock.instant = instant;
    return true;
}

struct flow world_flow(struct world *world)
{
    fault_clear(&world->fault);
    return (struct flow){.db = world->db,
                         .arena = world->scratch,
                         .keyring = &world->keyring,
                         .now = world->clock.instant,
                         .actor = TEXT("scenario"),
                         .fault = &world->fault,
                         .conversions = &world->conversions};
}

void world_answer(struct world *world, enum rc rc)
{
    world->outcome = (struct outcome){.step = world->step, .rc = rc};
    if (rc != RC_OK) {
        world->outcome.fault = world->fault;
        if (!fault_is_set(&world->fault)) {
            DISCARD("the fault is what is wanted",
                    fault_set(&world->outcome.fault, rc, "no_fault", "", "%s without a fault: %s", rc_name(rc),
                              db_failure(world->db)));
        }
    }
}

// ---- failures ----

static void begin_failure(struct world *world, const struct story_step *step)
{
    world->failure_count++;
    buf_format(&world->failures, "# %.*s", TEXT_PRINT(world->story->path));
    if (step != NULL) {
        buf_format(&world->failures, ":%d: %.*s\n", step->line, TEXT_PRINT(step->source));
    } else {
        buf_format(&world->failures, ": at the end\n");
    }
}

bool world_mistake(struct world *world, const char *format, ...)
{
    begin_failure(world, world->step);
    buf_add(&world->failures, TEXT("#   the story cannot go on: "));
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&world->failures, format, arguments);
    va_end(arguments);
    buf_add_char(&world->failures, '\n');
    return false;
}

void world_differs(struct world *world, struct text expected, struct text actual)
{
    begin_failure(world, world->step);
    buf_format(&world->failures, "#   expected  %.*s\n#   actual    %.*s\n", TEXT_PRINT(expected), TEXT_PRINT(actual));
}

void world_finding(struct world *world, const struct story_step *step, struct text what)
{
    begin_failure(world, step);
    buf_format(&world->failures, "#   %.*s\n", TEXT_PRINT(what));
}

// ---- names ----

static const char *const noun_texts[NOUN_COUNT] = {"advertiser", "program", "offer", "partner", "link", "coupon"};

struct name *world_name_add(struct world *world, enum noun noun, struct text text, int64_t id)
{
    struct name *name = arena_one(world->arena, struct name);
    *name = (struct name){.next = world->names, .noun = noun, .text = text, .id = id};
    world->names = name;
    return name;
}

struct name *world_name_find(struct world *world, enum noun noun, struct text text, struct program_id program_id)
{
    for (struct name *name = world->names; name != NULL; name = name->next) {
        if (name->noun == noun && text_equal(name->text, text) &&
            (program_id.v == 0 || name->program_id.v == program_id.v)) {
            return name;
        }
    }
    return NULL;
}

struct name *world_name(struct world *world, enum noun noun, struct text text, struct program_id program_id)
{
    struct name *name = world_name_find(world, noun, text, program_id);
    if (name == NULL) {
        (void)world_mistake(world, "there is no %s \"%.*s\"", noun_texts[noun], TEXT_PRINT(text));
    }
    return name;
}

struct text world_name_of(struct world *world, enum noun noun, int64_t id)
{
    for (const struct name *name = world->names; name != NULL; name = name->next) {
        if (name->noun == noun && name->id == id) {
            return name->text;
        }
    }
    return id == 0 ? TEXT("nobody")
                   : text_format(world->scratch, "the unnamed %s %lld", noun_texts[noun], (long long)id);
}

struct name *world_program(struct world *world)
{
    struct text text = story_value(world->step, "program");
    if (text_is(text)) {
        return world_name(world, NOUN_PROGRAM, text, (struct program_id){0});
    }
    if (world->first_program == NULL) {
        (void)world_mistake(world, "there is no program yet");
    }
    return world->first_program;
}

struct visitor *world_visitor(struct world *world, struct text name)
{
    for (struct visitor *visitor = world->visitors; visitor != NULL; visitor = visitor->next) {
        if (text_equal(visitor->name, name)) {
            return visitor;
        }
    }
    struct visitor *visitor = arena_one(world->arena, struct visitor);
    *visitor = (struct visitor){.next = world->visitors, .name = name, .cookie = TEXT(""), .click_id = TEXT("")};
    world->visitors = visitor;
    return visitor;
}

struct order *world_order(struct world *world, struct text order_id)
{
    struct text goal = story_value(world->step, "goal");
    struct program_id program_id = {0};
    if (story_has(world->step, "program")) {
        const struct name *program = world_program(world);
        if (program == NULL) {
            return NULL;
        }
        program_id.v = program->id;
    }
    for (struct order *order = world->orders; order != NULL; order = order->next) {
        if (text_equal(order->order_id, order_id) && (!text_is(goal) || text_equal(order->goal, goal)) &&
            (program_id.v == 0 || order->program_id.v == program_id.v)) {
            return order;
        }
    }
    (void)world_mistake(world, "there is no order \"%.*s\"", TEXT_PRINT(order_id));
    return NULL;
}

// ---- values ----

struct text world_value(const struct world *world, const char *name, struct text otherwise)
{
    struct text value = story_value(world->step, name);
    return text_is(value) ? value : otherwise;
}

bool world_duration(struct world *world, const char *name, int64_t *ret_ms)
{
    struct text value = story_value(world->step, name);
    if (!text_is(value) || story_duration_parse(value, ret_ms)) {
        return true;
    }
    return world_mistake(world, "\"%.*s\" is no duration such as 30d or 1h30m", TEXT_PRINT(value));
}
