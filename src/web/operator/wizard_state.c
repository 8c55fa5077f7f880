// SPDX-License-Identifier: Apache-2.0
// How far the first run has come.
#include "click/click.h"
#include "commission/commission.h"
#include "conversion/conversion.h"
#include "operator/wizard.h"
#include "shipping.h"
#include "tracking/tracking.h"

#define PROGRAMS_LOOKED_AT 500
#define CONVERSIONS_LOOKED_AT 50
#define CLICKS_LOOKED_AT_MS DAY_MS

static const char *const steps[SETUP_STEPS] = {
    [SETUP_NETWORK] = "network", [SETUP_PRODUCT] = "product", [SETUP_PLAN] = "plan",   [SETUP_PARTNER] = "partner",
    [SETUP_SHOP] = "shop",       [SETUP_CLICK] = "click",     [SETUP_ORDER] = "order", [SETUP_DONE] = "done"};

const char *setup_step_text(enum setup_step step)
{
    return steps[step];
}

struct text setup_url(const struct call *call, enum setup_step step)
{
    return text_format(call->arena, "/operator/setup?step=%s", steps[step]);
}

// The oldest program that is not archived, with its offer, plan and the oldest link.
static enum rc read_program(struct call *call, struct setup_state *state)
{
    struct program_filter filter = {.status = TEXT(""), .limit = PROGRAMS_LOOKED_AT};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(program_list(call->db, call->arena, &filter, &programs, &count));
    for (size_t i = 0; i < count; i++) {
        if (!text_equal(programs[i].status, TEXT("archived"))) {
            state->program = programs[i];
        }
    }
    if (state->program.id.v == 0) {
        return RC_OK;
    }
    struct offer *offers = NULL;
    struct offer_filter offer_filter = {.program_id = state->program.id, .status = TEXT("active"), .limit = 1};
    TRY(offer_list(call->db, call->arena, &offer_filter, &offers, &count));
    if (count > 0) {
        state->offer = offers[0];
    }
    struct plan_version plan;
    enum rc rc = program_plan_latest(call->db, call->arena, state->program.id, (struct enrollment_id){0}, &plan);
    if (rc == RC_OK) {
        state->plan = plan.plan_text;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc read_link(struct call *call, struct setup_state *state)
{
    struct link *links = NULL;
    size_t count = 0;
    struct link_filter filter = {
        .program_id = state->program.id, .status = TEXT("active"), .limit = PROGRAMS_LOOKED_AT};
    TRY(link_list(call->db, call->arena, &filter, &links, &count));
    if (count == 0) {
        return RC_OK;
    }
    state->link = links[count - 1];
    struct instant since = {call->now.ms - CLICKS_LOOKED_AT_MS};
    enum rc rc = click_last_of_link(call->db, call->arena, state->link.id, since, &state->click);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc read_orders(struct call *call, struct setup_state *state)
{
    struct conversion_filter filter = {.program_id = state->program.id, .status = TEXT("")};
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(conversion_list(call->db, call->arena, &filter, (struct conversion_id){0}, CONVERSIONS_LOOKED_AT, &list,
                        &count));
    for (size_t i = 0; i < count; i++) {
        bool is_live = !text_equal(list[i].status, TEXT("rejected"));
        state->test_orders += is_live && text_starts_with(list[i].order_id, TEXT("test-")) ? 1 : 0;
        if (state->conversion_id.v == 0 && list[i].partner_id.v != 0) {
            state->conversion_id = list[i].id;
        }
    }
    if (state->conversion_id.v == 0) {
        return RC_OK;
    }
    struct commission *commissions = NULL;
    TRY(commission_list_of(call->db, call->arena, state->conversion_id, &commissions, &count));
    state->commission_id = count > 0 ? commissions[0].id.v : 0;
    return RC_OK;
}

static enum rc read_doors(struct call *call, struct setup_state *state)
{
    struct tracking_filter filter = {.advertiser_id = state->program.advertiser_id, .program_id = state->program.id};
    struct tracking_door *doors = NULL;
    size_t count = 0;
    TRY(tracking_doors(call->db, call->arena, &filter, &doors, &count));
    for (size_t i = 0; i < count; i++) {
        state->is_done[SETUP_SHOP] = state->is_done[SETUP_SHOP] || doors[i].refused < doors[i].count;
    }
    return RC_OK;
}

static enum rc read_all(struct call *call, struct setup_state *state)
{
    TRY(network_get(call->db, call->arena, &state->network));
    TRY(read_program(call, state));
    if (state->program.id.v != 0) {
        TRY(read_link(call, state));
        TRY(read_orders(call, state));
        TRY(read_doors(call, state));
    }
    return RC_OK;
}

enum rc setup_state_read(struct call *call, struct setup_state *ret_state)
{
    struct setup_state state = {.plan = TEXT_NONE};
    TRY(flow_stored(&call->flow, read_all(call, &state)));
    state.is_done[SETUP_PRODUCT] = state.offer.id.v != 0;
    state.is_done[SETUP_NETWORK] = state.is_done[SETUP_PRODUCT] || !text_equal(state.network.time_zone, TEXT("UTC"));
    state.is_done[SETUP_PLAN] = text_is(state.plan);
    state.is_done[SETUP_PARTNER] = state.link.id.v != 0;
    state.is_done[SETUP_CLICK] = state.click.v != 0;
    state.is_done[SETUP_ORDER] = state.conversion_id.v != 0;
    *ret_state = state;
    return RC_OK;
}

enum rc setup_is_empty(struct call *call, bool *ret_is_empty)
{
    struct program_filter filter = {.status = TEXT(""), .limit = 1};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    *ret_is_empty = count == 0;
    return RC_OK;
}

enum setup_step setup_next(const struct setup_state *state)
{
    for (int i = 0; i < SETUP_DONE; i++) {
        if (!state->is_done[i]) {
            return (enum setup_step)i;
        }
    }
    return SETUP_DONE;
}
