// SPDX-License-Identifier: Apache-2.0
// Starting and stopping of the visitor side; see visitor_part.h.
#include "visitor/visitor_part.h"

#include "clicks.h"

// Of one network: a household's pages, or an office's.
#define EVENTS_PER_SECOND 20
#define EVENTS_AT_ONCE 200

static struct click_service service; // one server a process

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    AUTO_ARENA arena = arena_new(65536);
    struct text folder = text_format(arena, "%.*s/spool", TEXT_PRINT(app->folder));
    struct click_service_options clicks = {.folder = text_zero_terminated(arena, folder),
                                           .node = options->node,
                                           .database = app->database,
                                           .keyring = app->keyring,
                                           .clock = app->clock,
                                           .countries = options->countries};
    TRY(click_service_start(&service, &clicks, db, fault));
    app_serve_clicks(app, &service);
    limit_init(&app->events, EVENTS_PER_SECOND, EVENTS_AT_ONCE);
    return RC_OK;
}

static void stop(struct app *app)
{
    app->recorder = NULL;
    app->shipper = NULL;
    app->catalog = NULL;
    click_service_stop(&service);
}

const struct app_part visitor_part = {.start = start, .stop = stop};
