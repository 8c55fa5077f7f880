// SPDX-License-Identifier: Apache-2.0
// Starting and stopping of the jobs' thread with the server.
#include "jobs_part.h"

#include "jobs.h"

static struct jobs_thread thread; // one server a process

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    (void)db;
    (void)options;
    struct jobs_options thread_options = {.database = app->database, .keyring = app->keyring, .clock = app->clock};
    enum rc rc = jobs_start(&thread, &thread_options);
    return rc == RC_OK ? RC_OK : fault_internal(fault, rc, "no thread for the jobs");
}

static void stop(struct app *app)
{
    (void)app;
    jobs_stop(&thread);
}

const struct app_part jobs_part = {.start = start, .stop = stop};
