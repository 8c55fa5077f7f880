// SPDX-License-Identifier: Apache-2.0
// What every use case is given. A flow begins its own write transaction, so it must not be called inside one; it
// returns RC_OK only after its commit. `now` is read once at the edge and passed on, so that one use case sees one
// instant.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "value/time.h"

struct flow {
    struct db *db;
    struct arena *arena;
    const struct keyring *keyring;
    struct instant now;
    struct text actor; // who, for the audit log: "token:3", "command line"
    struct fault *fault;
};
