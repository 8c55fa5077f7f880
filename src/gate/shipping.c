// SPDX-License-Identifier: Apache-2.0
// The shipper of the running application.
#include "shipping.h"

#include "click/click_record.h"

// Workers that may wait for a click of another server at a time: half of as many as there are unless told otherwise.
#define WAITING_MAX 4
static atomic_int waiting;

static enum rc ship_now(void *user)
{
    struct app *app = user;
    return app->ship_now(app);
}

struct click_shipping call_shipping(const struct call *call)
{
    struct app *app = call->app;
    return (struct click_shipping){.ship_now = app->ship_now == NULL ? NULL : ship_now,
                                   .user = app,
                                   .node = app->recorder == NULL ? 0 : app->recorder->ids->node,
                                   .waiting = &waiting,
                                   .waiting_max = WAITING_MAX};
}
