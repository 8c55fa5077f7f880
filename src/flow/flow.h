// SPDX-License-Identifier: Apache-2.0
// What every use case is given. A flow begins its own write transaction, so it must not be called inside one; it
// returns RC_OK only after its commit. `now` is read once at the edge and passed on, so that one use case sees one
// instant.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "db/db_keep.h"
#include "ids.h"
#include "thread/gathering.h"
#include "value/time.h"

struct plan_shelf;

// A connection for the transactions that several threads share, which knows their statements by heart: used by whoever
// serves, one at a time, and opened anew when it was lost.
struct shared_connection {
    struct text location; // db_open
    struct db *db;        // NULL: not open
    int64_t served;       // transactions, since it was opened
};

struct flow {
    struct db *db;
    struct arena *arena;
    const struct keyring *keyring;
    struct instant now;
    struct text actor; // who, for the audit log: "token:3", "command line"
    struct fault *fault;
    // Called inside the transaction right before its commit, when set; anything but RC_OK undoes the whole flow. The
    // gate keeps the answer to an Idempotency-Key here, so that effect and answer are on disk together or not at all.
    enum rc (*before_commit)(void *user, struct flow *flow);
    void *before_commit_user;
    // Asked before a transaction begins, when set: once it is true none does any more (RC_BUSY, "stopping"). So a job
    // of many transactions ends between two of them when its server ends, and what is left is still due at the next
    // start. Not for flows whose next transaction notes what happened outside: it would not be noted.
    bool (*is_ending)(void *user);
    void *is_ending_user;
    // Where threads that bring conversions to the same database at the same time meet, to share a transaction
    // (conversion_accept.h); before_commit is then called on another thread, with the connection of that transaction in
    // flow->db. NULL: each has a transaction of its own.
    struct gathering *conversions;
    struct shared_connection *shared; // for those; NULL: the connection of the thread that serves
    // How many there are of both: programs are spread over them, and each writes while the others do. 0 means 1.
    size_t lanes;
    // What threads on the same database remember together; NULL: everything is read anew.
    struct db_keep *keep;
    struct plan_shelf *plans;
    int64_t change_mark;           // of flow_know; 0: it was not called
    struct instant versions_until; // see flow_version_instant; 0: not known
};

// From here on, until flow_know_no_more or flow_begin, what seldom changes is taken from memory, as long as nothing of
// it has changed since it was read (db/db_keep.h). Does nothing without `keep`, and nothing the second time.
enum rc flow_know(struct flow *flow) MUST_USE;
void flow_know_no_more(struct flow *flow);
// As which instant to ask for the version in force at an instant: after the last one that any version of the program
// knows, versions_until, all are alike, so that the question, and with it the answer, is the same for all events.
struct instant flow_version_instant(const struct flow *flow, struct instant at);

// Whether this flow is to end: for loops that read much between their transactions.
bool flow_is_ending(const struct flow *flow);
// The write transaction of a flow. AUTO_TRANSACTION(flow->db) belongs right after flow_begin.
enum rc flow_begin(struct flow *flow) MUST_USE;
// The same, whose flow_commit may return before the disk has it: who began it calls db_settle before anybody is told
// (db/db_relaxed.h).
enum rc flow_begin_early(struct flow *flow) MUST_USE;
// Waits until no other write transaction holds the lock of this name; held to the transaction's end. Names begin with
// what they lock ("order:…", "conversion:…", "payout run:…", "partner money:…"), so that two kinds never meet.
enum rc flow_lock(struct flow *flow, struct text name) MUST_USE;
// Several in one go, one after the other as they are listed: all who take several of a kind follow one order.
enum rc flow_lock_list(struct flow *flow, const struct text *names, size_t count, bool is_shared) MUST_USE;
// Keeps the versions of a program's terms and plans as they are until the transaction ends: taken by whoever judges an
// event by them, before looking. Writers of versions wait for those, and they for them (change_versions).
struct text flow_versions_lock(struct arena *arena, struct program_id program_id);
enum rc flow_keep_versions(struct flow *flow, struct program_id program_id) MUST_USE;
// before_commit, then the commit. The fault is filled on every failure.
enum rc flow_commit(struct flow *flow) MUST_USE;
// What storage answered, with a fault for what the caller did not expect: RC_OK stays, everything else fills
// "internal", "busy" or "uncertain" (the driver's words go to the fault's detail) unless a fault is set already.
enum rc flow_stored(struct flow *flow, enum rc rc) MUST_USE;
