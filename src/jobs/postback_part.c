// SPDX-License-Identifier: Apache-2.0
// The thread that calls partners' postbacks.
#include "postback_part.h"

#include "courier.h"
#include "postback/postback_send.h"

static void call(void *user, struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer)
{
    (void)user;
    fetch_get(arena, request, ret_answer);
}

static bool is_ending(void *user)
{
    return courier_is_stopping(user);
}

static enum rc round_of_postbacks(struct app *app, struct flow *flow, int64_t *ret_count);
static struct courier courier = {.name = "postbacks", .unit = "delivered", .round = round_of_postbacks};

static enum rc round_of_postbacks(struct app *app, struct flow *flow, int64_t *ret_count)
{
    struct postback_caller caller = {.call = call,
                                     .user = &courier,
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
    return courier_start(&courier, app, fault);
}

static void stop(struct app *app)
{
    (void)app;
    courier_stop(&courier);
}

const struct app_part postback_part = {.start = start, .stop = stop};
