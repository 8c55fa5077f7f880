// SPDX-License-Identifier: Apache-2.0
// Connections that go on for long: nothing is waited for on them without a limit, and what they keep is bounded.
#pragma once

#include "db/db.h"

// db_open, for who must go on: when PostgreSQL says nothing to a statement for so long, or a commit (which waits for
// the standbys, where there are any) does not return within five seconds, the connection is broken; RC_UNCERTAIN for
// the commit, and RC_BUSY for all write transactions on that server until the standbys confirm again. db_open has no
// limit, for commands that may take hours. The same as db_open on SQLite, whose waits are bounded.
enum rc db_open_within(struct text location, int64_t answer_ms, struct db **ret_db, struct fault *fault) MUST_USE;
#define DB_ANSWER_MS 60000 // for who answers requests: their senders do not wait longer either

// For connections that go on for long, between two uses: gives the memory of the pages back that were read since the
// last time, when they were more than the 16 MiB that are kept, as for a large report; what pages ask for again and
// again stays. True when it did: the caller may want to give memory back to the system. PostgreSQL: nothing is kept.
// A BUG inside a transaction.
bool db_let_go(struct db *db);
