// SPDX-License-Identifier: Apache-2.0
// Answers kept in memory of statements that read what seldom changes (`kept: yes` in their .sql files: partners,
// programs, versions of plans and terms). Every change of the tables they read moves the change mark, a number in the
// database, in its own transaction (migration 0030). Who has read the mark may take what was answered since it moved to
// it: no answer is older than the mark. Any number of processes may share the database. On PostgreSQL a mark is drawn
// by lot, so that none comes back with other content when a change is lost (a standby that did not have it becomes the
// primary, an older backup is restored); marks are the same or not, never less or more.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct db;
struct db_keep;

#define DB_KEEP_BYTES_MAX ((size_t)16 << 20) // beyond it everything is forgotten

// Of one database, for any number of connections and threads. The last connection that used it is closed before
// db_keep_free (NULL is allowed).
struct db_keep *db_keep_new(void);
void db_keep_free(struct db_keep *keep);

// From here on until db_keep_end, or until a write transaction begins, statements of this connection that are kept are
// answered as of `mark`, which was read just before: from memory, or else from the database, and then kept. A BUG
// inside a transaction.
void db_keep_begin(struct db *db, struct db_keep *keep, int64_t mark);
void db_keep_end(struct db *db);

// How many answers are kept now, for tests and metrics.
size_t db_keep_count(struct db_keep *keep);
