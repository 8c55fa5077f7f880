// SPDX-License-Identifier: Apache-2.0
// Steps of payouts that arrive: payout details, the network's schedule and minimum, requests of partners.
#include "world.h"

#include "format/encode.h"
#include "payout/payout_account_save.h"
#include "payout/payout_terms_write.h"
#include "payout/withdrawal_write.h"

static bool partner_of_step(struct world *world, struct partner_id *ret_id)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0});
    if (partner == NULL) {
        return false;
    }
    ret_id->v = partner->id;
    return true;
}

bool step_details(struct world *world)
{
    struct partner_id id;
    struct payout_account account;
    if (!partner_of_step(world, &id)) {
        return false;
    }
    bool is_sepa = story_has(world->step, "iban");
    struct payout_details details = {
        .method = is_sepa ? TEXT("sepa") : TEXT("paypal"),
        .holder = world->step->words[0],
        .iban = story_value(world->step, "iban"),
        .email = story_value(world->step, "paypal"),
    };
    struct flow flow = world_flow(world);
    world_answer(world, payout_account_save(&flow, id, &details, &account));
    return true;
}

bool step_request(struct world *world)
{
    struct partner_id id;
    struct withdrawal withdrawal;
    if (!partner_of_step(world, &id)) {
        return false;
    }
    struct currency currency = world->currency;
    struct text given = story_value(world->step, "currency");
    if (text_is(given) && currency_parse(given, &currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(given));
    }
    struct flow flow = world_flow(world);
    world_answer(world, withdrawal_ask(&flow, id, currency, &withdrawal));
    return true;
}

static bool take_number(struct world *world, const char *name, struct opt_int64 *ret_number)
{
    struct text t = story_value(world->step, name);
    ret_number->has = text_is(t);
    if (ret_number->has && int64_parse(t, 0, 1000, &ret_number->v) != RC_OK) {
        return world_mistake(world, "%s: \"%.*s\" is no number", name, TEXT_PRINT(t));
    }
    return true;
}

bool step_schedule(struct world *world)
{
    struct payout_limit_input limit = {.currency = world->currency, .minimum = story_value(world->step, "minimum")};
    struct text given = story_value(world->step, "currency");
    if (text_is(given) && currency_parse(given, &limit.currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(given));
    }
    struct payout_policy_input input = {
        .limits = &limit,
        .limit_count = text_is(limit.minimum) ? 1 : 0,
    };
    bool is_read = take_number(world, "decide_day", &input.decide_day) &&
                   take_number(world, "pay_day", &input.pay_day) && take_number(world, "pay_months", &input.pay_months);
    if (!is_read) {
        return false;
    }
    struct flow flow = world_flow(world);
    world_answer(world, payout_policy_change(&flow, &input));
    return true;
}
