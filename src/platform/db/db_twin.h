// SPDX-License-Identifier: Apache-2.0
// Two connections that see the same state of the database, for two threads that read it at the same time.
#pragma once

#include "db/db.h"

// As db_read_begin, and opens a second connection whose read transaction sees exactly what this one's sees. It belongs
// to the caller, for a thread of its own, and ends with db_close. *ret_twin is NULL, and nothing is lost, when there is
// none to be had: the writer of a SQLite database did not end in time (it waits for the moment in which both begin),
// PostgreSQL takes no more connections. On PostgreSQL neither transaction ends because it idles.
enum rc db_read_begin_twin(struct db *db, struct db **ret_twin) MUST_USE;
