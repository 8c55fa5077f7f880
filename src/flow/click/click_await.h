// SPDX-License-Identifier: Apache-2.0
// Clicks that are on a server's disk and not yet in the database, as flows want them: what brings those of this server
// there, and a bounded wait for those of the others that share the database. Which server made a click stands in its
// id.
#pragma once

#include <stdatomic.h>

#include "click/click_id.h"
#include "flow.h"

// How long a caller waits for a click that another server has, and so holds its worker: ten times what a server
// usually takes to ship.
#define CLICK_AWAIT_MS 2000
// A click that is older and not in the database is not waited for: it counts as unknown. Senders repeat for so long.
#define CLICK_AWAIT_AGE_MS (24 * HOUR_MS)

// ship_now brings clicks that are synced here into the database and returns when that is done; NULL where nothing is
// recorded. node is this server's. Of the threads that share *waiting (NULL: this one alone) at most waiting_max wait
// for another server at a time, so that the others answer everybody else; who comes then looks once.
struct click_shipping {
    enum rc (*ship_now)(void *user);
    void *user;
    int node;
    atomic_int *waiting;
    int waiting_max;
};

// Brings the click into the database as far as this server can: ships its own clicks; looks again and again, at most
// CLICK_AWAIT_MS, for one that another server made (no number: an own one). RC_OK: looked for as long as it made sense;
// RC_BUSY with the fault click_awaited: another server has it, and the caller is to repeat. Outside a transaction.
enum rc click_await(struct flow *flow, const struct click_shipping *shipping, struct click_id click) MUST_USE;
