// SPDX-License-Identifier: Apache-2.0
// What a database says about itself: damage in its file, and settings under which a commit would not be durable.
#pragma once

#include "db/db.h"
#include "value/time.h"

// Sentences for a person: what is wrong, and what to do.
typedef enum rc (*db_problem_call)(void *user, struct text problem, struct text remedy);
// Calls for each problem. SQLite: what PRAGMA quick_check finds (reads the whole file). PostgreSQL: fsync,
// full_page_writes or data checksums off; standbys that no commit waits for, or none where commits wait for one. A
// damaged file may also end it with RC_FAULT, in db_failure.
enum rc db_health(struct db *db, db_problem_call call, void *user) MUST_USE;
// The clock of the machine the database runs on.
enum rc db_clock(struct db *db, struct instant *ret_now) MUST_USE;
