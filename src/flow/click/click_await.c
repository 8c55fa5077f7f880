// SPDX-License-Identifier: Apache-2.0
// The wait for a click; see click_await.h.
#include "click/click_await.h"

#include "click/click.h"
#include "clock/clock.h"
#include "thread/thread.h"

#define LOOK_MS_MIN 5
#define LOOK_MS_MAX 100

static bool is_of_other(const struct click_shipping *shipping, struct click_id click)
{
    return click.v != 0 && click_id_node(click) != shipping->node && click_id_node(click) != CLICK_NODE_IMPORT;
}

// Nobody signals: the wait is over when its time is.
static void rest(int64_t ms)
{
    struct lock lock;
    struct signal nobody;
    lock_init(&lock);
    signal_init(&nobody);
    lock_take(&lock);
    signal_wait_ms(&nobody, &lock, ms);
    lock_give(&lock);
    signal_end(&nobody);
    lock_end(&lock);
}

// The longer it waited the longer it may wait for the next look, so that a look never adds much to what the other
// server took: an eighth.
static int64_t pause_ms(int64_t waited_ms)
{
    int64_t pause = waited_ms / 8;
    return pause < LOOK_MS_MIN ? LOOK_MS_MIN : pause > LOOK_MS_MAX ? LOOK_MS_MAX : pause;
}

static enum rc look_until(struct flow *flow, struct click_id click, int64_t wait_ms)
{
    int64_t since_ns = clock_monotonic_ns();
    for (;;) {
        bool is_there = false;
        TRY(flow_stored(flow, click_exists(flow->db, flow->arena, click, &is_there)));
        if (is_there) {
            return RC_OK;
        }
        int64_t waited_ms = (clock_monotonic_ns() - since_ns) / 1000000;
        if (waited_ms >= wait_ms) {
            return fault_set(flow->fault, RC_BUSY, "click_awaited", "click_id",
                             "the click is still with the server that recorded it: send the same again");
        }
        rest(pause_ms(waited_ms));
    }
}

enum rc click_await(struct flow *flow, const struct click_shipping *shipping, struct click_id click)
{
    if (!is_of_other(shipping, click)) {
        return flow_stored(flow, shipping->ship_now(shipping->user));
    }
    if (click_id_instant(click).ms < flow->now.ms - CLICK_AWAIT_AGE_MS) {
        return RC_OK;
    }
    bool is_crowded = shipping->waiting != NULL && atomic_fetch_add(shipping->waiting, 1) >= shipping->waiting_max;
    int64_t wait_ms = is_crowded ? 0 : CLICK_AWAIT_MS;
    enum rc rc = look_until(flow, click, wait_ms);
    if (shipping->waiting != NULL) {
        atomic_fetch_sub(shipping->waiting, 1);
    }
    return rc;
}
