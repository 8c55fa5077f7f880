// SPDX-License-Identifier: Apache-2.0
// Steps of what no event earned: compensation by hand, balances of an earlier system, netting.
#include "world.h"

#include "import/balances_import.h"
#include "ledger/opening_write.h"
#include "payout/netting_life.h"
#include "settlement/compensation_life.h"

#define ANY_PROGRAM ((struct program_id){0})

bool step_compensate(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *program = partner == NULL ? NULL : world_program(world);
    if (program == NULL) {
        return false;
    }
    struct compensation_input input = {.partner_id = {partner->id},
                                       .program_id = {program->id},
                                       .amount = story_value(world->step, "amount"),
                                       .reason = story_value(world->step, "reason")};
    struct flow flow = world_flow(world);
    struct compensation compensation;
    enum rc rc = compensation_propose(&flow, &input, &compensation);
    if (rc == RC_OK && story_has(world->step, "by")) {
        struct flow second = world_flow(world);
        second.actor = story_value(world->step, "by");
        rc = compensation_approve(&second, compensation.id, &compensation);
    }
    world->compensation_id = rc == RC_OK ? compensation.id : world->compensation_id;
    world_answer(world, rc);
    return true;
}

bool step_reverse(struct world *world)
{
    struct flow flow = world_flow(world);
    struct text note = story_value(world->step, "note");
    if (text_equal(world->step->words[0], TEXT("compensation"))) {
        struct compensation compensation;
        world_answer(world, compensation_reverse(&flow, world->compensation_id, note, &compensation));
        return true;
    }
    if (text_equal(world->step->words[0], TEXT("opening"))) {
        struct opening_balance opening;
        world_answer(world, opening_reverse(&flow, world->opening_id, note, &opening));
        return true;
    }
    if (text_equal(world->step->words[0], TEXT("netting"))) {
        struct netting netting;
        world_answer(world, netting_reverse(&flow, world->netting_id, note, &netting));
        return true;
    }
    return world_mistake(world, "\"%.*s\" cannot be reversed", TEXT_PRINT(world->step->words[0]));
}

static bool read_date(struct world *world, const char *name, struct instant *ret_instant)
{
    struct text t = story_value(world->step, name);
    struct fault fault = {.code = ""};
    return !text_is(t) || balances_date_read(&fault, name, t, ret_instant) == RC_OK ||
           world_mistake(world, "%s: \"%.*s\" is no date", name, TEXT_PRINT(t));
}

static bool read_owner(struct world *world, struct opening_input *input)
{
    bool is_partner = text_equal(world->step->words[0], TEXT("partner"));
    const struct name *owner =
        world_name(world, is_partner ? NOUN_PARTNER : NOUN_ADVERTISER, world->step->words[1], ANY_PROGRAM);
    bool has_program = text_equal(input->state, TEXT("pending")) || text_equal(input->state, TEXT("available"));
    const struct name *program = owner == NULL || !has_program ? NULL : world_program(world);
    if (owner == NULL || (has_program && program == NULL)) {
        return false;
    }
    input->partner_id.v = is_partner ? owner->id : 0;
    input->advertiser_id.v = is_partner ? 0 : owner->id;
    input->program_id.v = has_program ? program->id : 0;
    return true;
}

bool step_opening(struct world *world)
{
    struct opening_input input = {.currency = world->currency,
                                  .state = story_value(world->step, "state"),
                                  .amount = story_value(world->step, "amount"),
                                  .reference = story_value(world->step, "reference"),
                                  .occurred_at = {world->story->start.ms - 1},
                                  .due_at = INSTANT_NONE};
    struct text currency = story_value(world->step, "currency");
    if (text_is(currency) && currency_parse(currency, &input.currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(currency));
    }
    if (!read_owner(world, &input) || !read_date(world, "date", &input.occurred_at) ||
        !read_date(world, "due", &input.due_at)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct opening_balance opening;
    bool is_new = false;
    enum rc rc = opening_book(&flow, &input, &opening, &is_new);
    world->opening_id = rc == RC_OK ? opening.id : world->opening_id;
    world_answer(world, rc);
    return true;
}

bool step_agree(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *advertiser =
        partner == NULL ? NULL : world_name(world, NOUN_ADVERTISER, world->step->words[1], ANY_PROGRAM);
    if (advertiser == NULL) {
        return false;
    }
    struct agreement_input input = {.partner_id = {partner->id}, .advertiser_id = {advertiser->id}, .note = TEXT_NONE};
    struct flow flow = world_flow(world);
    struct agreement agreement;
    enum rc rc = agreement_make(&flow, &input, &agreement);
    world->agreement_id = rc == RC_OK ? agreement.id : world->agreement_id;
    world_answer(world, rc);
    return true;
}

bool step_net(struct world *world)
{
    struct currency currency = world->currency;
    struct text code = story_value(world->step, "currency");
    if (!text_equal(world->step->words[0], TEXT("agreement")) ||
        (text_is(code) && currency_parse(code, &currency) != RC_OK)) {
        return world_mistake(world, "net agreement, perhaps with a currency");
    }
    struct flow flow = world_flow(world);
    struct netting netting;
    enum rc rc = netting_make(&flow, world->agreement_id, currency, &netting);
    world->netting_id = rc == RC_OK ? netting.id : world->netting_id;
    world_answer(world, rc);
    return true;
}
