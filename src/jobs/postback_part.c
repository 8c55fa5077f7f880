// SPDX-License-Identifier: Apache-2.0
// The threads that call partners' postbacks.
#include "postback_part.h"

#include "courier.h"
#include "postback/postback_send.h"

static void call(void *user, struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer)
{
    (void)user;
    fetch_get(arena, request, ret_answer);
}

#define CALLERS 4 // so that a few partners' servers that do not answer keep nobody waiting
static struct courier couriers[CALLERS];

// The first is stopped first.
static bool is_ending(void *user)
{
    (void)user;
    return courier_is_stopping(&couriers[0]);
}

static enum rc round_of_postbacks(struct app *app, struct flow *flow, int64_t *ret_count)
{
    struct postback_caller caller = {.call = call,
                                     .is_ending = is_ending,
                                     .clock = app->clock,
                                     .is_private_allowed = app->is_postback_private};
    return postback_send_due(flow, &caller, ret_count);
}

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    (void)db;
    (void)options;
    TRY(fetch_start(fault));
    for (size_t i = 0; i < CALLERS; i++) {
        couriers[i] = (struct courier){.name = "postbacks", .unit = "delivered", .round = round_of_postbacks};
        TRY(courier_start(&couriers[i], app, fault));
    }
    return RC_OK;
}

static void stop(struct app *app)
{
    (void)app;
    for (size_t i = 0; i < CALLERS; i++) {
        courier_stop(&couriers[i]);
    }
}

const struct app_part postback_part = {.start = start, .stop = stop};
