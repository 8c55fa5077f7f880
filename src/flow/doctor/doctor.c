// SPDX-License-Identifier: Apache-2.0
// The examination.
#include "doctor/doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "audit/audit.h"
#include "click/click.h"
#include "country/country.h"
#include "db/db_health.h"
#include "ledger/ledger_verify.h"
#include "replay/replay.h"
#include "report/report.h"
#include "spool/spool.h"

#define ROOM_BAD_BYTES ((uint64_t)64 << 20)
#define ROOM_LOW_BYTES ((uint64_t)1 << 30)
#define WAITING_MANY 100000
#define CLOCK_APART_MS ((int64_t)5000)
#define PROBLEMS_TOLD_MAX 10
#define COUNTRIES_OLD_DAYS 100

struct examination {
    struct flow *flow;
    const struct doctor_input *input;
    int64_t told; // problems of the check that is running
};

static enum rc tell(struct examination *e, enum doctor_level level, const char *subject, struct text says,
                    struct text remedy)
{
    struct doctor_finding finding = {level, subject, says, level == DOCTOR_GOOD ? TEXT_NONE : remedy};
    return e->input->tell(e->input->user, &finding);
}

// A check that storage did not let us make.
static enum rc tell_unreadable(struct examination *e, const char *subject, enum rc rc)
{
    const char *failure = db_failure(e->flow->db);
    struct text says = text_format(e->flow->arena, "it cannot be read: %s: %s", rc_name(rc), failure);
    db_rollback(e->flow->db);
    return tell(e, DOCTOR_BAD, subject, says,
                TEXT("see to the disk and the database; if they are well and it stays, restore the last backup"));
}

// ---- the folder ----

static enum rc examine_access(struct examination *e)
{
    struct stat status;
    const char *folder = e->input->folder;
    if (stat(folder, &status) != 0 || access(folder, R_OK | W_OK | X_OK) != 0) {
        return tell(e, DOCTOR_BAD, "folder", text_format(e->flow->arena, "%s: %s", folder, strerror(errno)),
                    TEXT("run as the user who owns the folder, or give it to this user (chown -R)"));
    }
    if ((status.st_mode & 077) != 0) {
        return tell(e, DOCTOR_WARNING, "folder", text_format(e->flow->arena, "%s can be entered by others", folder),
                    text_format(e->flow->arena, "chmod 700 %s", folder));
    }
    return tell(e, DOCTOR_GOOD, "folder", text_format(e->flow->arena, "%s is its owner's alone", folder), TEXT_NONE);
}

static enum rc examine_room(struct examination *e)
{
    struct statvfs room;
    if (statvfs(e->input->folder, &room) != 0) {
        return RC_OK; // said above
    }
    uint64_t bytes = (uint64_t)room.f_bavail * room.f_frsize;
    uint64_t all = (uint64_t)room.f_blocks * room.f_frsize;
    struct text says = text_format(e->flow->arena, "%llu MB of %llu MB are free", (unsigned long long)(bytes >> 20),
                                   (unsigned long long)(all >> 20));
    struct text remedy = TEXT("make room: clicks are refused with 503 when the disk is full, and taken again by "
                              "themselves once there is room");
    if (bytes < ROOM_BAD_BYTES) {
        return tell(e, DOCTOR_BAD, "disk", says, remedy);
    }
    return tell(e, bytes < ROOM_LOW_BYTES || bytes < all / 20 ? DOCTOR_WARNING : DOCTOR_GOOD, "disk", says, remedy);
}

static enum rc examine_countries(struct examination *e)
{
    struct country_book *book = NULL;
    struct fault fault = {.rc = RC_OK};
    if (e->input->countries == NULL) {
        return RC_OK;
    }
    if (country_book_new(e->input->countries, &book, &fault) != RC_OK) {
        return tell(e, DOCTOR_BAD, "countries", text_copy(e->flow->arena, text_of(fault.message)),
                    TEXT("get the file anew from where it came from; a server that runs goes on with the one it read "
                         "before, but does not start without"));
    }
    struct country_counters counters = country_book_counters(book);
    country_book_free(book);
    struct instant built = {.ms = counters.built_s * SECOND_MS};
    bool is_old = e->flow->now.ms - built.ms > COUNTRIES_OLD_DAYS * DAY_MS;
    return tell(e, is_old ? DOCTOR_WARNING : DOCTOR_GOOD, "countries",
                text_format(e->flow->arena, "%lld networks, made at %.*s", (long long)counters.networks,
                            TEXT_PRINT(instant_text(e->flow->arena, built))),
                TEXT("networks change hands: get the newest file; the server takes it up by itself"));
}

enum rc doctor_folder(struct flow *flow, const struct doctor_input *input)
{
    struct examination e = {.flow = flow, .input = input};
    TRY(examine_access(&e));
    TRY(examine_room(&e));
    return examine_countries(&e);
}

// ---- the database and the clocks ----

static enum rc problem_call(void *user, struct text problem, struct text remedy)
{
    struct examination *e = user;
    if (++e->told > PROBLEMS_TOLD_MAX) {
        return RC_OK;
    }
    bool is_sqlite = db_kind_of(e->flow->db) == DB_SQLITE;
    return tell(e, is_sqlite ? DOCTOR_BAD : DOCTOR_WARNING, "database", text_copy(e->flow->arena, problem),
                text_copy(e->flow->arena, remedy));
}

static enum rc examine_database(struct examination *e)
{
    e->told = 0;
    enum rc rc = db_health(e->flow->db, problem_call, e);
    if (rc != RC_OK) {
        return tell_unreadable(e, "database", rc);
    }
    return e->told > 0
               ? RC_OK
               : tell(e, DOCTOR_GOOD, "database", TEXT("it is reachable, whole and set to be durable"), TEXT_NONE);
}

static enum rc examine_clock(struct examination *e)
{
    struct flow *flow = e->flow;
    struct instant theirs;
    struct audit_event *events = NULL;
    size_t count = 0;
    enum rc rc = db_clock(flow->db, &theirs);
    struct audit_filter newest = {.object = TEXT_NONE};
    rc = rc == RC_OK ? audit_event_list(flow->db, flow->arena, &newest, 1, &events, &count) : rc;
    if (rc != RC_OK) {
        return tell_unreadable(e, "clock", rc);
    }
    int64_t apart = theirs.ms - flow->now.ms;
    if (apart > CLOCK_APART_MS || apart < -CLOCK_APART_MS) {
        // The examination itself took a while by now; that is at most the difference of whole checks before this one.
        return tell(e, DOCTOR_WARNING, "clock",
                    text_format(flow->arena, "the database's clock is %lld s %s ours", (long long)(apart / 1000),
                                apart > 0 ? "ahead of" : "behind"),
                    TEXT("let both machines follow a time server (timedatectl)"));
    }
    if (count > 0 && events[0].occurred_at.ms > flow->now.ms + CLOCK_APART_MS) {
        return tell(e, DOCTOR_BAD, "clock",
                    text_format(flow->arena, "something was recorded at %.*s, which has not come yet",
                                TEXT_PRINT(instant_text(flow->arena, events[0].occurred_at))),
                    TEXT("this clock went back, or an earlier one was ahead: set it right before the server goes on; "
                         "numbers of clicks stay unique, but holds and reports would count wrong days"));
    }
    return tell(e, DOCTOR_GOOD, "clock", TEXT("nothing was recorded in the future"), TEXT_NONE);
}

// ---- the spool ----

static enum rc tell_spool(struct examination *e, const struct spool_look *look)
{
    struct arena *arena = e->flow->arena;
    if (look->damaged != 0) {
        return tell(
            e, DOCTOR_WARNING, "spool",
            text_format(arena, "segment %lld holds %lld bytes that are no click", (long long)look->damaged,
                        (long long)look->lost_bytes),
            TEXT("after a power loss this is a tail that was never acknowledged, and the next start leaves it out; "
                 "after a good stop the disk lies: look at its health (smartctl) and keep the file"));
    }
    struct text says =
        text_format(arena, "%lld clicks wait for the database (%lld KB); a server %s", (long long)look->waiting,
                    (long long)(look->waiting_bytes >> 10), look->is_open ? "is running" : "is not running");
    if (look->waiting > WAITING_MANY) {
        return tell(e, DOCTOR_WARNING, "spool", says,
                    look->is_open ? TEXT("the database is away or too slow: see ship_failed in the log")
                                  : TEXT("start the server: it moves them into the database"));
    }
    return tell(e, DOCTOR_GOOD, "spool", says, TEXT_NONE);
}

static enum rc examine_spool(struct examination *e)
{
    struct flow *flow = e->flow;
    const char *folder = text_zero_terminated(flow->arena, text_format(flow->arena, "%s/spool", e->input->folder));
    int node = -1;
    struct ship_mark mark;
    struct spool_look look;
    enum rc rc = spool_node(folder, &node);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && node < 0)) {
        return tell(e, DOCTOR_GOOD, "spool", TEXT("there is none yet: no server has run here"), TEXT_NONE);
    }
    if (rc == RC_OK) {
        rc = click_ship_mark(flow->db, flow->arena, node, &mark);
    }
    if (rc == RC_OK) {
        rc = spool_look(folder, (struct spool_mark){mark.segment, mark.position}, &look);
    }
    return rc == RC_OK ? tell_spool(e, &look) : tell_unreadable(e, "spool", rc);
}

// ---- the books ----

static enum rc tell_books(struct examination *e, const struct ledger_verification *found)
{
    struct arena *arena = e->flow->arena;
    for (size_t i = 0; i < found->finding_count && i < PROBLEMS_TOLD_MAX; i++) {
        TRY(tell(
            e, DOCTOR_BAD, "books",
            text_format(arena, "invariant %d: %.*s", found->findings[i].invariant, TEXT_PRINT(found->findings[i].what)),
            TEXT("stop payouts, keep a backup of this state, run tributary replay to see what differs, and tell us: "
                 "the program never writes such a thing")));
    }
    if (found->overdue > 0) {
        TRY(tell(e, DOCTOR_WARNING, "jobs",
                 text_format(arena, "%lld commissions are due and not released", (long long)found->overdue),
                 TEXT("no server has run its jobs: start it, or run tributary jobs run")));
    } else {
        TRY(tell(e, DOCTOR_GOOD, "jobs", TEXT("what is due is done"), TEXT_NONE));
    }
    return found->is_sound
               ? tell(e, DOCTOR_GOOD, "books",
                      text_format(arena, "%lld entries hold every invariant", (long long)found->entries), TEXT_NONE)
               : RC_OK;
}

static enum rc examine_books(struct examination *e)
{
    struct flow *flow = e->flow;
    struct ledger_verification *found = arena_one(flow->arena, struct ledger_verification);
    enum rc rc = ledger_verify(flow->db, flow->arena, flow->now, found);
    return rc == RC_OK ? tell_books(e, found) : tell_unreadable(e, "books", rc);
}

static enum rc examine_replay(struct examination *e)
{
    struct flow *flow = e->flow;
    struct replay_report *report = arena_one(flow->arena, struct replay_report);
    enum rc rc = replay(flow->db, flow->arena, report, flow->fault);
    if (rc != RC_OK) {
        fault_clear(flow->fault);
        return tell_unreadable(e, "replay", rc);
    }
    struct text says = text_format(flow->arena, "%lld commissions derived anew, %lld differ",
                                   (long long)report->commissions, (long long)report->difference_count);
    return tell(e, report->difference_count == 0 ? DOCTOR_GOOD : DOCTOR_BAD, "replay", says,
                TEXT("tributary replay lists them; stop payouts until they are understood"));
}

static enum rc examine_reports(struct examination *e)
{
    struct flow *flow = e->flow;
    struct text *findings = NULL;
    size_t count = 0;
    enum rc rc = db_read_begin(flow->db);
    rc = rc == RC_OK ? performance_check(flow->db, flow->arena, &findings, &count) : rc;
    db_rollback(flow->db);
    if (rc != RC_OK) {
        return tell_unreadable(e, "reports", rc);
    }
    return tell(e, count == 0 ? DOCTOR_GOOD : DOCTOR_BAD, "reports",
                text_format(flow->arena, "counted anew, %zu figures differ", count),
                TEXT("tributary report check lists them; money is not concerned"));
}

enum rc doctor_examine(struct flow *flow, const struct doctor_input *input)
{
    struct examination e = {.flow = flow, .input = input};
    TRY(examine_clock(&e));
    TRY(examine_database(&e));
    TRY(examine_spool(&e));
    TRY(examine_books(&e));
    if (input->is_deep) {
        TRY(examine_replay(&e));
        TRY(examine_reports(&e));
    }
    return RC_OK;
}
