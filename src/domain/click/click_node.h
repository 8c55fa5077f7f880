// SPDX-License-Identifier: Apache-2.0
// The servers that record clicks, as the database knows them. A number belongs to one spool at a time: ids of clicks
// are made of it, so two servers with one number would make the same ids and move the same ship mark. And how far the
// clicks of each server are here, so that a report can say up to when it is complete.
//
// Whose a number is goes by the spool's identity, not by machine or process: a server that was killed starts again at
// once, and so does its heir that got a copy of the spool.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "db/db.h"
#include "value/time.h"

#define CLICK_NODE_BEAT_MS (5 * SECOND_MS) // so often a server says that it runs
// One that was not heard of for so long does not run: its number may go to another spool.
#define CLICK_NODE_SILENT_MS (20 * SECOND_MS)
// One that was not heard of for so long, and did not end in order, is given up: reports no longer wait for its clicks.
#define CLICK_NODE_GONE_MS (7 * DAY_MS)

struct click_node {
    int64_t node;
    int64_t identity;          // of its spool
    struct instant heard_at;   // by the database's clock
    struct instant through_at; // what it acknowledged before is in the database
    bool is_stopped;           // in order, with nothing left
};

// Takes the number for the spool. now is the database's. RC_CONFLICT when a server with another spool has it and was
// heard of within CLICK_NODE_SILENT_MS. Needs a write transaction.
enum rc click_node_claim(struct db *db, int node, int64_t identity, struct instant now) MUST_USE;
// It runs; INSTANT_NONE for a through that is not known now. RC_CONFLICT when the number is another spool's by now.
// Needs a write transaction.
enum rc click_node_beat(struct db *db, const struct click_node *node) MUST_USE;
// All of them, in the order of their numbers.
enum rc click_node_list(struct db *db, struct arena *arena, struct click_node **ret_nodes, size_t *ret_count) MUST_USE;
// None: of a network that was restored. Needs a write transaction.
enum rc click_node_forget(struct db *db) MUST_USE;

// Whether the number is kept from this spool by a server that runs.
bool click_node_is_taken(const struct click_node *node, int64_t identity, struct instant now);
// Up to when everything acknowledged is in the database, now at most. own is the number of this server, whose clicks
// were just brought there (is_own_shipped) or could not be; -1: none records here. Pure.
struct instant click_nodes_through(const struct click_node *nodes, size_t count, int own, bool is_own_shipped,
                                   struct instant now);
