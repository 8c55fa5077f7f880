// SPDX-License-Identifier: Apache-2.0
// Steps and expectations of what only richer plans know: levels, churn, awards of many, bonuses, rewards in kind.
#include "world.h"

#include "commission/commission.h"
#include "commission/commission_sql.h"
#include "commission/reward_write.h"
#include "customer/customer.h"
#include "customer/customer_churn.h"
#include "partner/partner_level_write.h"

#define ANY_PROGRAM ((struct program_id){0})

bool step_level(struct world *world)
{
    const struct name *program = world_program(world);
    const struct name *partner = world_name(world, NOUN_PARTNER, story_value(world->step, "partner"), ANY_PROGRAM);
    int64_t from_ms = -1;
    if (program == NULL || partner == NULL || !world_duration(world, "from", &from_ms)) {
        return false;
    }
    struct text level = world->step->words[0];
    struct partner_level_input input = {
        .partner_id = {partner->id},
        .program_id = {program->id},
        .level = text_equal(level, TEXT("none")) ? TEXT("") : level,
        .effective_at = from_ms < 0 ? INSTANT_NONE : (struct instant){world->story->start.ms + from_ms},
        .cause = world_value(world, "cause", TEXT(""))};
    struct flow flow = world_flow(world);
    struct partner_level set;
    world_answer(world, partner_level_set(&flow, &input, &set));
    return true;
}

bool step_churn(struct world *world)
{
    const struct name *program = world_program(world);
    struct customer_id customer = {0};
    int64_t ago_ms = 0;
    if (program == NULL || !world_duration(world, "ago", &ago_ms)) {
        return false;
    }
    if (customer_find(world->db, world->scratch, program->advertiser_id, world->step->words[0], TEXT_NONE, &customer) !=
        RC_OK) {
        return world_mistake(world, "there is no customer \"%.*s\"", TEXT_PRINT(world->step->words[0]));
    }
    struct churn_input input = {
        .customer_id = customer, .program_id = {program->id}, .occurred_at = {world->clock.instant.ms - ago_ms}};
    struct flow flow = world_flow(world);
    struct customer changed;
    world_answer(world, customer_churn(&flow, &input, &changed));
    return true;
}

static struct text awards_text(struct world *world, const struct commission *list, size_t count)
{
    struct buf buf = buf_new(world->scratch, 65536);
    for (size_t i = 0; i < count; i++) {
        if (list[i].amount.minor != 0) {
            buf_format(&buf, "%s%.*s ", buf.n == 0 ? "" : ", ",
                       TEXT_PRINT(world_name_of(world, NOUN_PARTNER, list[i].partner_id.v)));
            money_print(&buf, list[i].amount);
        }
    }
    return buf.n == 0 ? TEXT("nothing") : buf_text(&buf);
}

bool expect_awards(struct world *world)
{
    struct commission *list = NULL;
    size_t count = 0;
    if (commission_list_of(world->db, world->scratch, world->conversion_id, &list, &count) != RC_OK) {
        return world_mistake(world, "the commissions cannot be read: %s", db_failure(world->db));
    }
    struct text actual = awards_text(world, list, count);
    if (!text_equal(actual, world->step->words[0])) {
        world_differs(world, world->step->words[0], actual);
    }
    return true;
}

bool expect_bonus(struct world *world)
{
    const struct name *program = world_program(world);
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    struct commission *list = NULL;
    size_t count = 0;
    if (program == NULL || partner == NULL) {
        return false;
    }
    if (commission_list_bonuses(world->db, world->scratch, (struct program_id){program->id},
                                (struct partner_id){partner->id}, &list, &count) != RC_OK) {
        return world_mistake(world, "the bonuses cannot be read: %s", db_failure(world->db));
    }
    struct money sum = money_zero(world->currency);
    for (size_t i = 0; i < count; i++) {
        sum.currency = list[i].amount.currency;
        sum.minor += list[i].amount.minor;
    }
    struct text actual = money_text(world->scratch, sum);
    if (!text_equal(actual, world->step->words[1])) {
        world_differs(world, world->step->words[1], actual);
    }
    return true;
}

// ---- rewards in kind ----

static bool rewards_read(struct world *world, struct text partner_text, struct sql_reward_list_row **ret_rows,
                         size_t *ret_count)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, partner_text, ANY_PROGRAM);
    if (partner == NULL) {
        return false;
    }
    struct sql_reward_list_in in = {.before_id = INT64_MAX, .partner_id = {partner->id}, .limit = 500};
    return sql_reward_list(world->db, world->scratch, &in, ret_rows, ret_count) == RC_OK ||
           world_mistake(world, "the rewards cannot be read: %s", db_failure(world->db));
}

bool step_deliver(struct world *world)
{
    struct sql_reward_list_row *rows;
    size_t count;
    int64_t quantity = 0;
    struct text text = story_value(world->step, "quantity");
    if (!rewards_read(world, world->step->words[0], &rows, &count)) {
        return false;
    }
    for (size_t i = 0; text_is(text) && i < text.n; i++) {
        quantity = quantity * 10 + (text.p[i] - '0');
    }
    for (size_t i = 0; i < count; i++) {
        if (text_equal(rows[i].kind, world->step->words[1])) {
            struct flow flow = world_flow(world);
            world_answer(world, reward_deliver(&flow, rows[i].id, quantity));
            return true;
        }
    }
    return world_mistake(world, "the partner has no such reward");
}

bool expect_reward(struct world *world)
{
    struct sql_reward_list_row *rows;
    size_t count;
    if (!rewards_read(world, world->step->words[0], &rows, &count)) {
        return false;
    }
    int64_t granted = 0, taken_back = 0, delivered = 0;
    struct text name = story_value(world->step, "name");
    for (size_t i = 0; i < count; i++) {
        bool is_it =
            text_equal(rows[i].kind, world->step->words[1]) && (!text_is(name) || text_equal(rows[i].name, name));
        granted += is_it ? rows[i].granted : 0;
        taken_back += is_it ? rows[i].taken_back : 0;
        delivered += is_it ? rows[i].delivered : 0;
    }
    struct text expected = text_format(world->scratch, "granted %.*s taken_back %.*s delivered %.*s",
                                       TEXT_PRINT(world_value(world, "granted", TEXT("0"))),
                                       TEXT_PRINT(world_value(world, "taken_back", TEXT("0"))),
                                       TEXT_PRINT(world_value(world, "delivered", TEXT("0"))));
    struct text actual = text_format(world->scratch, "granted %lld taken_back %lld delivered %lld", (long long)granted,
                                     (long long)taken_back, (long long)delivered);
    if (!text_equal(expected, actual)) {
        world_differs(world, expected, actual);
    }
    return true;
}
