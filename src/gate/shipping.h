// SPDX-License-Identifier: Apache-2.0
// The shipper as flows want it: what brings synced clicks into the database before a conversion or a report needs them.
#pragma once

#include "call.h"
#include "conversion/conversion_accept.h"

static inline enum rc call_ship_now(void *user)
{
    struct app *app = user;
    return app->ship_now(app);
}

static inline struct click_shipping call_shipping(const struct call *call)
{
    return (struct click_shipping){.ship_now = call->app->ship_now == NULL ? NULL : call_ship_now,
                                   .user = call->app,
                                   .node = call->app->node,
                                   .waiting = &call->app->click_waiting,
                                   .waiting_max = call->app->click_waiting_max};
}
