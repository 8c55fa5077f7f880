// SPDX-License-Identifier: Apache-2.0
// Write transactions that need not be on the disk when their commit returns: for what can be done again from elsewhere,
// as shipped clicks can from the spool (click_ship.h). Their commits wait for no disk: SQLite synchronous=NORMAL, in a
// commit of its own; PostgreSQL synchronous_commit=off.
//
// When the power goes, or PostgreSQL's server dies, the newest of them may be gone, whole and in order: never one
// without those after it. A process that is killed loses none on SQLite. A later commit of db_write_begin that wrote
// something, by whatever connection, makes all before it durable: what was decided from rows that they wrote is as safe
// as ever.
#pragma once

#include "db/db.h"

// As db_write_begin in all else.
enum rc db_write_begin_relaxed(struct db *db) MUST_USE;

// As db_write_begin, but db_commit returns before the disk has it, so that the next writer need not wait: nothing that
// depends on it may be answered before db_settle returned. The next commit of db_write_begin, and the end of any such
// transaction, waits for it too. On a PostgreSQL with standbys that confirm, the commit is that of db_write_begin:
// nobody sees there what a change of the primary may take. On PostgreSQL, locks and lists of rows (db_run_merge) are
// sent without waiting for their answers: when one of them fails, the next statement that reads, or the commit, gives
// its result, and nothing of the transaction stays.
enum rc db_write_begin_early(struct db *db) MUST_USE;
// Waits until every early transaction of this process is on the disk that this connection committed, or may have seen
// the rows of; several who wait share a sync. Costs nothing when all are. On PostgreSQL a mark is committed, and what
// processes elsewhere committed early is not waited for. RC_UNCERTAIN when the disk failed or there was no answer.
enum rc db_settle(struct db *db) MUST_USE;
// What other connections committed early up to now counts as seen by this one.
void db_saw_early(struct db *db);

// Brings what relaxed commits left in memory to the disk, and keeps no writer waiting meanwhile. Called every now and
// then, so that no sync of anybody finds much to write at once: on SQLite a passive checkpoint; PostgreSQL does it by
// itself. Outside of transactions. RC_FAULT leaves the connection broken.
enum rc db_write_back(struct db *db) MUST_USE;
// The same when there is much of it and nobody else is at it: for who has just written, after he told whoever waits.
enum rc db_write_back_due(struct db *db) MUST_USE;
