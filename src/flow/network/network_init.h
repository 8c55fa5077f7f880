// SPDX-License-Identifier: Apache-2.0
// A new network in an empty database, its settings, and the proof that a data folder's key belongs to a database.
#pragma once

#include "flow.h"
#include "ids.h"
#include "network/network.h"

struct network_init_input {
    struct text name;
    struct currency currency;
    struct text time_zone;    // TEXT_NONE: UTC
    struct text fallback_url; // TEXT_NONE: the built-in page
    struct text email;        // of the first operator
    struct text password;     // TEXT_NONE: he is invited, and has none yet
};
// What network_init will refuse about the input, before anything is made. The fault names the field.
enum rc network_init_check(struct arena *arena, const struct network_init_input *input, struct fault *fault) MUST_USE;
// The schema must be there. Makes the network row and its first operator. RC_CONFLICT network_exists when there is one.
enum rc network_init(struct flow *flow, const struct network_init_input *input, struct user_id *ret_operator) MUST_USE;

struct network_change_input {
    struct text name;         // TEXT_NONE: stays
    struct text time_zone;    // TEXT_NONE: stays
    struct text fallback_url; // TEXT_NONE: stays; "" the built-in page
    int64_t address_days;     // -1: stays
    int64_t hue;              // -1: stays
};
enum rc network_change(struct flow *flow, const struct network_change_input *input,
                       struct network *ret_network) MUST_USE;

// RC_OK when the keyring made this database's hashes. RC_REFUSED key_of_other_network, or network_missing when the
// database has a schema but no network. Reads only.
enum rc network_key_check(struct db *db, struct arena *arena, const struct keyring *keyring,
                          struct fault *fault) MUST_USE;
