// SPDX-License-Identifier: Apache-2.0
// The shipper moves clicks from the spool into the database: in batches, each in one transaction with the ship mark, so
// that a click arrives once whatever is killed when. It runs on a thread with a connection of its own. While the
// database is away clicks go on; the spool grows, and the shipper tries again, ever more slowly, until it is back.
//
// Its commits are relaxed (db/db_relaxed.h): no sync of theirs stands in the way of the spool's, for which visitors
// wait. The spool is the durable record until a later commit is: when the power goes, the database may have lost the
// newest batches, each with its mark, and they are shipped again from where its mark then is. The rule that makes this
// safe: what the spool holds is released only up to a mark that was committed durably. A batch that ends in another
// segment than the last durable mark is committed durably, and so is the mark alone when nothing came for a second.
// After a start no mark is known to be durable, whatever the database shows: a process that was killed may have left
// it. What is decided from a shipped click (a conversion) is committed durably, and everything before it too.
//
// When much waits (the database was away), the next batch is read and judged on a thread and connection of its own
// while one is written; what it judged is thrown away when the one before it did not get into the database.
#pragma once

#include "click/click.h"
#include "clock/clock.h"
#include "core/fault.h"
#include "link/catalog.h"
#include "spool/spool.h"

// Clicks of one transaction, when so many wait. Each batch writes most of what it touches of the index by visitor once,
// so a large one writes less for each click; a larger one would keep other writers on SQLite waiting for too long.
#define CLICK_SHIP_BATCH_MAX 10000

struct click_spool_opened {
    struct spool *spool;
    struct spool_mark mark;     // how far it is shipped
    int64_t lost_bytes;         // damage found at opening: for the log
    struct instant last_number; // numbers of this node lie after it: for click_id_generator_init
};
// Opens the node's spool where the database says it was left. folder as in spool.h. Reads what is not shipped yet.
enum rc click_spool_open(const struct spool_options *options, struct db *db, struct click_spool_opened *ret_opened,
                         struct fault *fault) MUST_USE;

struct click_ship_options {
    struct spool *spool;
    struct spool_mark mark; // of click_spool_open
    int node;
    struct text database; // for db_open; must live as long as the shipper
    const struct clock *clock;
    int64_t interval_ms;     // between looks at the spool; 0: 50
    size_t batch_max;        // records of a batch, at most CLICK_SHIP_BATCH_MAX; 0: so many
    struct catalog *catalog; // refreshed every second, for changes that other processes made; may be NULL
};

struct click_shipper;

struct click_shipper *click_shipper_new(const struct click_ship_options *options);
enum rc click_shipper_start(struct click_shipper *shipper) MUST_USE;
// Ships what is synced if the database is there, and ends the thread. Harmless when it was not started.
void click_shipper_stop(struct click_shipper *shipper);
void click_shipper_free(struct click_shipper *shipper);

// From any thread: returns RC_OK once everything that is synced now is in the database; RC_BUSY when the database is
// away or it takes longer than five seconds.
enum rc click_shipper_ship_now(struct click_shipper *shipper) MUST_USE;

// Without the thread, for tests and commands: ships until the spool is empty, on this connection.
enum rc click_ship_all(struct click_shipper *shipper, struct db *db) MUST_USE;

struct click_ship_counters {
    uint64_t shipped; // records, refused visits too
    uint64_t batches;
    uint64_t failures;   // attempts that did not commit
    uint64_t malformed;  // records that do not read: written by another version
    uint64_t duplicates; // clicks that were in the database already
};
struct click_ship_counters click_shipper_counters(struct click_shipper *shipper);
// Bytes of the spool that are synced and not yet in the database, for metrics and alarms.
int64_t click_shipper_backlog_bytes(struct click_shipper *shipper);
