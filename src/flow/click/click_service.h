// SPDX-License-Identifier: Apache-2.0
// Everything a server needs to answer visits: the catalog in memory, the spool, the recorder on the event loop, and the
// shipper on its thread. Started once the database is open and its schema known; what an earlier run left in the spool
// is shipped by itself.
#pragma once

#include "click/click_node_life.h"
#include "click/click_record.h"
#include "click/click_ship.h"

struct click_service_options {
    const char *folder; // of the spool; its parent must exist
    int node;           // 0 to CLICK_NODE_MAX: one number for each server of a network
    struct text database;
    const struct keyring *keyring;
    const struct clock *clock;
    int64_t segment_bytes; // 0: the spool's default
    const char *countries; // file that says the country of addresses (country/country.h); NULL: none
};

struct click_service {
    struct catalog *catalog;
    struct click_spool_opened opened;
    struct click_id_generator ids;
    struct click_recorder recorder;
    struct click_shipper *shipper;
    struct country_book *countries; // NULL: none
    struct click_node_life node;
};

// The structure must stay in place until click_service_stop. RC_BUSY when another process has the
// spool; RC_INVALID when the file of countries is no good; RC_REFUSED when a server with another spool has the number.
enum rc click_service_start(struct click_service *service, const struct click_service_options *options, struct db *db,
                            struct fault *fault) MUST_USE;
// Ships what is left if the database is there. After the event loop has ended. Harmless when it was not started.
void click_service_stop(struct click_service *service);
