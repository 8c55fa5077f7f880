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

// Brings what relaxed commits left in memory to the disk, and keeps no writer waiting meanwhile. Called every now and
// then, so that no sync of anybody finds much to write at once: on SQLite a passive checkpoint; PostgreSQL does it by
// itself. Outside of transactions. RC_FAULT leaves the connection broken.
enum rc db_write_back(struct db *db) MUST_USE;
