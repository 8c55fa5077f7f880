// SPDX-License-Identifier: Apache-2.0
// The thread that sends letters.
#include "mail_part.h"

#include "courier.h"
#include "mail/mail_send.h"

static enum smtp_outcome send(void *user, struct arena *arena, const struct smtp_message *message,
                              struct text *ret_problem)
{
    const struct app *app = user;
    return smtp_send(arena, app->smtp, message, ret_problem);
}

static struct courier courier; // one server a process

static bool is_ending(void *user)
{
    (void)user;
    return courier_is_stopping(&courier);
}

static enum rc round_of_mail(struct app *app, struct flow *flow, int64_t *ret_count)
{
    struct mail_post post = {
        .send = send, .is_ending = is_ending, .user = app, .clock = app->clock, .public_url = app->public_url};
    return mail_send_due(flow, &post, ret_count);
}

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    (void)db;
    (void)options;
    if (app->smtp == NULL) {
        return RC_OK;
    }
    TRY(smtp_start(fault));
    courier = (struct courier){.name = "mail", .unit = "sent", .round = round_of_mail};
    return courier_start(&courier, app, fault);
}

static void stop(struct app *app)
{
    (void)app;
    courier_stop(&courier);
}

const struct app_part mail_part = {.start = start, .stop = stop};
