// SPDX-License-Identifier: Apache-2.0
// This server among those that share the database: its number is its own from before the first click to the last, it
// says every few seconds that it runs, and how far its clicks are in the database (click/click_node.h). On a thread
// with a connection of its own.
#pragma once

#include "click/click_node.h"
#include "click/click_ship.h"
#include "flow.h"
#include "thread/thread.h"

struct click_node_options {
    const char *folder; // of the spool: its identity is the file "identity" there, made when there is none
    int node;
    struct text database; // for db_open; must live as long
    const struct clock *clock;
    struct click_shipper *shipper; // for begin: started already or to be started at once
};

struct click_node_life {
    struct click_node_options options;
    int64_t identity;
    struct db *db; // the thread's
    struct thread thread;
    struct lock lock;
    struct signal stopping;
    bool is_running;
    bool is_stopping;
    bool is_lost; // said already
};

// Before the spool is opened or made: RC_REFUSED node_taken when a server with another spool has the number and runs.
enum rc click_node_check(const struct click_node_options *options, struct db *db, struct fault *fault) MUST_USE;
// Once the spool is open and locked: takes the number, or refuses as above. The structure must stay in place.
enum rc click_node_begin(struct click_node_life *life, const struct click_node_options *options, struct db *db,
                         struct fault *fault) MUST_USE;
// Ends the shipper, which brings what is left into the database, and says so there. Harmless when nothing was begun.
void click_node_end(struct click_node_life *life);

// Up to when everything acknowledged by any server is in the database. is_own_shipped: ship_now succeeded just now,
// after flow->now. own: -1 where nothing is recorded. Reads.
enum rc click_complete_until(struct flow *flow, int own, bool is_own_shipped, struct instant *ret_until) MUST_USE;
