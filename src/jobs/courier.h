// SPDX-License-Identifier: Apache-2.0
// A thread of the server that empties an outbox: it wakes every few seconds, runs rounds of a flow on a connection of
// its own until one has nothing to do, and logs what they did. So a slow mail server or a partner's server that does
// not answer delays nothing else.
#pragma once

#include "app.h"
#include "flow.h"
#include "thread/thread.h"

#define COURIER_WAKE_MS (2 * SECOND_MS) // how soon what is queued leaves

struct courier {
    const char *name; // of the thread and of its line in the log: "mail"
    const char *unit; // of what is counted: "sent"
    // One round; *ret_count also before a failure.
    enum rc (*round)(struct app *app, struct flow *flow, int64_t *ret_count);

    struct app *app;
    struct db *db; // NULL while the database cannot be reached: tried again each time
    struct thread thread;
    struct lock lock;
    struct signal wake;
    bool is_running;
    bool is_stopping;
};
// The structure stays in place until courier_stop, which returns after the round that runs has ended.
enum rc courier_start(struct courier *courier, struct app *app, struct fault *fault) MUST_USE;
void courier_stop(struct courier *courier);
// For a round of many slow calls: whether the server is to end, so that it goes no further.
bool courier_is_stopping(struct courier *courier);
