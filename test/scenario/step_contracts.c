// SPDX-License-Identifier: Apache-2.0
// Steps of contracts with a term and a target.
#include "world.h"

#include "contract/contract.h"
#include "format/encode.h"
#include "partner/contract_life.h"

#define ANY_PROGRAM ((struct program_id){0})
#define TERMS_MAX 100

bool step_contract(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *program = partner == NULL ? NULL : world_program(world);
    if (program == NULL) {
        return false;
    }
    bool is_sales = story_has(world->step, "sales");
    bool is_revenue = story_has(world->step, "revenue");
    struct contract_input input = {
        .partner_id = {partner->id},
        .program_id = {program->id},
        .starts_on = story_value(world->step, "from"),
        .measure = is_sales     ? TEXT("sales")
                   : is_revenue ? TEXT("revenue")
                                : TEXT("none"),
        .target = story_value(world->step, is_sales ? "sales" : "revenue"),
        .when_met = story_value(world->step, "met"),
        .when_missed = story_value(world->step, "missed"),
    };
    if (int64_parse(story_value(world->step, "days"), 0, 100000, &input.term_days) != RC_OK) {
        return world_mistake(world, "days must be a whole number");
    }
    struct flow flow = world_flow(world);
    struct contract contract;
    world_answer(world, contract_agree(&flow, &input, &contract));
    return true;
}

static bool latest(struct world *world, struct contract *ret_contract)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *program = partner == NULL ? NULL : world_program(world);
    if (program == NULL) {
        return false;
    }
    struct partner_id partner_id = {partner->id};
    struct program_id program_id = {program->id};
    return contract_latest(world->db, world->scratch, partner_id, program_id, ret_contract) == RC_OK ||
           world_mistake(world, "\"%.*s\" has no contract", TEXT_PRINT(world->step->words[0]));
}

static bool decide(struct world *world, const char *decision)
{
    struct contract contract;
    if (!latest(world, &contract)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct text note = story_value(world->step, "note");
    world_answer(world, contract_decide(&flow, contract.id, text_of(decision), note, &contract));
    return true;
}

bool step_renew(struct world *world)
{
    return decide(world, "renew");
}

bool step_lapse(struct world *world)
{
    return decide(world, "lapse");
}

bool step_withdraw_contract(struct world *world)
{
    struct contract contract;
    if (!latest(world, &contract)) {
        return false;
    }
    struct flow flow = world_flow(world);
    world_answer(world, contract_withdraw(&flow, contract.id, story_value(world->step, "note"), &contract));
    return true;
}

static void measured_print(struct world *world, struct buf *out, const struct contract *contract, int64_t value)
{
    if (text_equal(contract->measure, TEXT("revenue"))) {
        buf_add(out, money_text(world->scratch, (struct money){value, contract->currency}));
    } else {
        buf_format(out, "%lld", (long long)value);
    }
}

// "renewed 12, review 7+3, running": status, what was measured and what was pending then.
static struct text terms_text(struct world *world, const struct contract *list, size_t count)
{
    struct buf out = buf_new(world->scratch, 4096);
    for (size_t i = count; i-- > 0;) {
        const struct contract *contract = &list[i];
        buf_format(&out, "%s%.*s", i + 1 == count ? "" : ", ", TEXT_PRINT(contract->status));
        bool is_measured = !text_equal(contract->status, TEXT("running")) &&
                           !text_equal(contract->status, TEXT("withdrawn")) &&
                           !text_equal(contract->measure, TEXT("none"));
        if (is_measured) {
            buf_add_char(&out, ' ');
            measured_print(world, &out, contract, contract->result);
            if (contract->undecided != 0) {
                buf_add_char(&out, '+');
                measured_print(world, &out, contract, contract->undecided);
            }
        }
    }
    return count == 0 ? TEXT("nothing") : buf_text(&out);
}

bool expect_contract(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *program = partner == NULL ? NULL : world_program(world);
    if (program == NULL) {
        return false;
    }
    struct contract_filter filter = {
        .partner_id = {partner->id}, .program_id = {program->id}, .over_at = INSTANT_NONE, .limit = TERMS_MAX};
    struct contract *list;
    size_t count;
    if (contract_list(world->db, world->scratch, &filter, &list, &count) != RC_OK) {
        return world_mistake(world, "the contracts cannot be read: %s", db_failure(world->db));
    }
    struct text actual = terms_text(world, list, count);
    if (!text_equal(actual, world->step->words[1])) {
        world_differs(world, world->step->words[1], actual);
    }
    return true;
}
