// SPDX-License-Identifier: Apache-2.0
// Steps of the operator's accountant: exchange rates, closed periods.
#include "world.h"

#include "ledger/period_close.h"
#include "ledger/rate_write.h"

// rate EUR USD 1.25 day 2026-01-02
bool step_rate(struct world *world)
{
    const struct text *words = world->step->words;
    struct text today = instant_date_text(world->scratch, world->clock.instant);
    struct rate_input input = {.day = world_value(world, "day", today), .value = words[2], .source = TEXT("ECB")};
    if (currency_parse(words[0], &input.base) != RC_OK || currency_parse(words[1], &input.quote) != RC_OK) {
        return world_mistake(world, "\"%.*s\" or \"%.*s\" is no currency", TEXT_PRINT(words[0]), TEXT_PRINT(words[1]));
    }
    struct flow flow = world_flow(world);
    struct exchange_rate rate;
    world_answer(world, rate_record(&flow, &input, &rate));
    return true;
}

bool step_books_close(struct world *world)
{
    struct flow flow = world_flow(world);
    struct ledger_period_event event;
    world_answer(world, period_close(&flow, world->step->words[0], &event));
    return true;
}

bool step_books_reopen(struct world *world)
{
    struct flow flow = world_flow(world);
    struct ledger_period_event event;
    struct text reason = world_value(world, "reason", TEXT_NONE);
    world_answer(world, period_reopen(&flow, world->step->words[0], reason, &event));
    return true;
}
