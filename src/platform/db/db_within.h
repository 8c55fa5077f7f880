// SPDX-License-Identifier: Apache-2.0
// Connections on which nothing is waited for without a limit.
#pragma once

#include "db/db.h"

// db_open, for who must go on: when PostgreSQL says nothing to a statement for so long, or a commit (which waits for
// the standbys, where there are any) does not return within five seconds, the connection is broken; RC_UNCERTAIN for
// the commit, and RC_BUSY for all write transactions on that server until the standbys confirm again. db_open has no
// limit, for commands that may take hours. The same as db_open on SQLite, whose waits are bounded.
enum rc db_open_within(struct text location, int64_t answer_ms, struct db **ret_db, struct fault *fault) MUST_USE;
#define DB_ANSWER_MS 60000 // for who answers requests: their senders do not wait longer either
