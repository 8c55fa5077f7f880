// SPDX-License-Identifier: Apache-2.0
// Begin, end and failure of a flow's transaction.
#include "flow.h"

#include <stdio.h>

#include "core/map.h"
#include "db/db_keep_marks.h"
#include "db/db_relaxed.h"
#include "network/network.h"

enum rc flow_stored(struct flow *flow, enum rc rc)
{
    if (rc == RC_OK || fault_is_set(flow->fault)) {
        return rc;
    }
    const char *failure = db_failure(flow->db);
    bool is_lost = rc == RC_FAULT && db_is_broken(flow->db); // nothing was committed, and the next one connects anew
    if (rc != RC_BUSY && rc != RC_UNCERTAIN && !is_lost) {
        return fault_internal(flow->fault, RC_FAULT, "%s: %s", rc_name(rc), failure == NULL ? "" : failure);
    }
    if (is_lost) {
        rc = fault_set(flow->fault, RC_BUSY, "database_unavailable", "", "the database cannot be reached: try again");
    } else if (rc == RC_BUSY) {
        rc = fault_set(flow->fault, rc, "busy", "", "the database cannot take this now: try again");
    } else {
        rc = fault_set(flow->fault, rc, "uncertain", "",
                       "the answer of the database was lost: ask whether it happened, or repeat with the same key");
    }
    if (flow->fault != NULL && failure != NULL) { // for the log: a full disk is not the same as a long queue
        (void)snprintf(flow->fault->detail, sizeof(flow->fault->detail), "%s", failure);
    }
    return rc;
}

// Who asks for the change mark. A question to SQLite costs less than to wake who waits.
struct asking {
    struct gathered member; // first
    struct flow *flow;
    int64_t mark; // 0: the one who asked for all had no answer
};

// One question for all who came before it.
static void ask_for_all(struct gathered *own, struct gathered *const *members, size_t count)
{
    struct flow *flow = ((struct asking *)own)->flow;
    int64_t mark = 0;
    DISCARD("each asks alone then, and has a failure of his own", network_change_mark(flow->db, flow->arena, &mark));
    for (size_t i = 0; i < count; i++) {
        ((struct asking *)members[i])->mark = mark;
    }
}

static enum rc ask_for_mark(struct flow *flow)
{
    if (db_kind_of(flow->db) == DB_POSTGRES) {
        static const struct gathering_work work = {.serve = ask_for_all};
        struct asking asking = {.flow = flow};
        gathering_join(db_keep_marks(flow->keep), &asking.member, &work);
        flow->change_mark = asking.mark;
    }
    return flow->change_mark != 0 ? RC_OK
                                  : flow_stored(flow, network_change_mark(flow->db, flow->arena, &flow->change_mark));
}

enum rc flow_know(struct flow *flow)
{
    if (flow->keep == NULL || flow->change_mark != 0) {
        return RC_OK;
    }
    TRY(ask_for_mark(flow));
    db_keep_begin(flow->db, flow->keep, flow->change_mark);
    return RC_OK;
}

struct instant flow_version_instant(const struct flow *flow, struct instant at)
{
    return flow->versions_until.ms != 0 && at.ms > flow->versions_until.ms ? flow->versions_until : at;
}

void flow_know_no_more(struct flow *flow)
{
    db_keep_end(flow->db);
    flow->change_mark = 0;
    flow->versions_until.ms = 0;
}

bool flow_is_ending(const struct flow *flow)
{
    return flow->is_ending != NULL && flow->is_ending(flow->is_ending_user);
}

enum rc flow_begin(struct flow *flow)
{
    flow_know_no_more(flow);
    if (flow_is_ending(flow)) {
        return fault_set(flow->fault, RC_BUSY, "stopping", "",
                         "this server ends: what is left is done after its start");
    }
    return flow_stored(flow, db_write_begin(flow->db));
}

enum rc flow_begin_early(struct flow *flow)
{
    flow_know_no_more(flow);
    return flow_stored(flow, db_write_begin_early(flow->db));
}

static int64_t lock_key(struct text name)
{
    return (int64_t)hash_bytes(name.p, name.n, 0);
}

enum rc flow_lock(struct flow *flow, struct text name)
{
    return flow_stored(flow, db_lock(flow->db, lock_key(name)));
}

enum rc flow_lock_list(struct flow *flow, const struct text *names, size_t count, bool is_shared)
{
    int64_t *keys = arena_many(flow->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = lock_key(names[i]);
    }
    return flow_stored(flow, db_lock_list(flow->db, keys, count, is_shared));
}

struct text flow_versions_lock(struct arena *arena, struct program_id program_id)
{
    return text_format(arena, "program versions:%lld", (long long)program_id.v);
}

enum rc flow_keep_versions(struct flow *flow, struct program_id program_id)
{
    return flow_stored(flow, db_lock_shared(flow->db, lock_key(flow_versions_lock(flow->arena, program_id))));
}

enum rc flow_commit(struct flow *flow)
{
    if (flow->before_commit != NULL) {
        enum rc rc = flow->before_commit(flow->before_commit_user, flow);
        if (rc != RC_OK) {
            return flow_stored(flow, rc);
        }
    }
    return flow_stored(flow, db_commit(flow->db));
}
