// SPDX-License-Identifier: Apache-2.0
// The network's time zone; see network_zone.h.
#include "network/network_zone.h"

#include "network/network.h"

enum rc network_zone_open(struct flow *flow, struct zone **ret_zone)
{
    struct network network;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    return zone_open(network.time_zone, ret_zone, flow->fault);
}
