// SPDX-License-Identifier: Apache-2.0
// What time makes due. One table names every job; each calls one flow, which finds what is due in the database itself.
// So a job may run late, again, or in two processes at once: what was done is found done, and the flows lock what they
// change (PostgreSQL) or write alone (SQLite). `tributary jobs run` runs all of them as of an instant; a server runs
// each as often as the table says, on a thread with a connection of its own.
#pragma once

#include "clock/clock.h"
#include "core/buf.h"
#include "flow.h"
#include "thread/thread.h"

struct job {
    const char *name; // "release"
    const char *what; // for people
    const char *unit; // of what is counted: "commissions"
    int64_t every_ms;
    // Everything due at flow->now; *ret_count is how much was done, also before a failure.
    enum rc (*run)(struct flow *flow, int64_t *ret_count);
};
#define JOB_COUNT 15
extern const struct job jobs[JOB_COUNT];

struct job_outcome {
    const struct job *job;
    enum rc rc;
    int64_t count;
    const struct fault *fault; // set unless rc is RC_OK
};
typedef void (*job_tell)(void *user, const struct job_outcome *outcome);

// Once flow->is_ending says so no further job and no further transaction of one begins; what was done is told, and the
// rest stays due.

// Runs every job as of flow->now. A job that fails does not keep the others from running; the first failure is the
// result, with flow->fault filled.
enum rc jobs_run(struct flow *flow, job_tell tell, void *user) MUST_USE;

// jobs_run, telling in one line each what was done: for people.
enum rc jobs_run_report(struct flow *flow, struct buf *report) MUST_USE;

// When each job is due next. All zero: all are due.
struct jobs_schedule {
    int64_t next_ms[JOB_COUNT];
};
// Runs the jobs whose turn it is at flow->now and moves the schedule. One that fails has its turn again a minute later.
enum rc jobs_run_due(struct flow *flow, struct jobs_schedule *schedule, job_tell tell, void *user) MUST_USE;

// ---- the thread in a server ----

struct jobs_options {
    struct text database; // for db_open; kept by the caller
    const struct keyring *keyring;
    const struct clock *clock;
    int64_t wake_ms; // 0: each minute
    job_tell tell;   // on the jobs' thread; NULL: failures, and jobs that did something, go to the log
    void *user;
};
struct jobs_thread {
    struct jobs_options options;
    struct jobs_schedule schedule;
    struct thread thread;
    struct lock lock;
    struct signal wake;
    bool is_stopping;
    struct db *db; // NULL while the database cannot be reached: tried again each time
};
// The structure must stay in place until jobs_stop. Runs what is due at once, then each minute.
enum rc jobs_start(struct jobs_thread *jobs_thread, const struct jobs_options *options) MUST_USE;
// Returns when the transaction that runs has ended, not the whole job, and the connection is closed.
void jobs_stop(struct jobs_thread *jobs_thread);
