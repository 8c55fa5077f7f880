// SPDX-License-Identifier: Apache-2.0
// The table of jobs, and running them.
#include "jobs.h"

#include "click/click_accrue.h"
#include "commission/commission_release.h"
#include "db/db_within.h"
#include "document/bill_issue.h"
#include "log/log.h"
#include "mail/mail_send.h"
#include "network/purge.h"
#include "partner/contract_life.h"
#include "postback/postback_send.h"
#include "settlement/advertiser_credit.h"
#include "settlement/penalty_life.h"
#include "tracking/tracking_note.h"
#include "user/summary_letter.h"
#include "webhook/webhook_write.h"

#define JOB_ANSWER_MS 600000 // a day of clicks may be counted in one statement

static enum rc release(struct flow *flow, int64_t *ret_count)
{
    return commission_release_due(flow, flow->now, ret_count);
}

static enum rc accrue(struct flow *flow, int64_t *ret_count)
{
    struct click_accrued accrued = {0};
    enum rc rc = click_accrue(flow, flow->now, &accrued);
    *ret_count = accrued.lines;
    return rc;
}

const struct job jobs[JOB_COUNT] = {
    // Before release: without a hold, a day of clicks becomes available in the run that accrues it.
    {"accrue", "the clicks of closed days become commissions", "lines", 10 * MINUTE_MS, accrue},
    {"release", "commissions whose hold is over become available", "commissions", MINUTE_MS, release},
    {"purge_people", "addresses and agents of clicks are deleted after the network's days", "clicks", HOUR_MS,
     purge_people},
    {"purge_answers", "answers to Idempotency-Keys are forgotten after 48 hours", "answers", HOUR_MS, purge_answers},
    {"limits", "clicks of advertisers beyond their credit stop, and go on once they paid", "advertisers", MINUTE_MS,
     advertiser_limits_apply},
    {"penalties", "overdue commissions under a penalty clause make an obligation", "penalties", HOUR_MS,
     penalties_accrue},
    {"billing", "months that are over are billed to advertisers, and platform fees booked", "fees and bills", HOUR_MS,
     billing_run},
    {"reminders", "advertisers are reminded of overdue invoices", "letters", HOUR_MS, reminders_run},
    {"summaries", "partners are told of their last week and month", "letters", HOUR_MS, summary_letters_run},
    {"purge_sessions", "sessions that nobody used for 30 days are deleted", "sessions", HOUR_MS, purge_sessions},
    {"purge_reports", "the log of what advertisers reported is forgotten after 30 days", "reports", HOUR_MS,
     tracking_purge},
    {"purge_mail", "letters that were sent or given up 90 days ago are deleted", "letters", HOUR_MS, mail_purge},
    {"purge_postbacks", "postbacks to partners that were delivered or given up 90 days ago are deleted", "deliveries",
     HOUR_MS, postback_purge},
    {"purge_webhooks", "what is remembered of advertisers' webhooks is forgotten after 90 days", "rows", HOUR_MS,
     webhook_purge},
    {"contracts", "terms of contracts that are over are measured, and renewed or ended", "contracts", 10 * MINUTE_MS,
     contracts_end},
};

static enum rc run_one(struct flow *flow, const struct job *job, job_tell tell, void *user)
{
    struct fault fault = {.rc = RC_OK};
    struct flow step = *flow;
    step.fault = &fault;
    struct job_outcome outcome = {.job = job, .fault = &fault};
    outcome.rc = job->run(&step, &outcome.count);
    if (outcome.rc == RC_BUSY && flow_is_ending(flow)) { // what is left is still due at the next start
        fault_clear(&fault);
        outcome.rc = RC_OK;
    }
    if (outcome.rc != RC_OK && !fault_is_set(&fault)) {
        outcome.rc = fault_internal(&fault, outcome.rc, "job %s: %s", job->name, rc_name(outcome.rc));
    }
    if (tell != NULL) {
        tell(user, &outcome);
    }
    if (outcome.rc != RC_OK && !fault_is_set(flow->fault)) {
        *flow->fault = fault;
    }
    return outcome.rc;
}

enum rc jobs_run(struct flow *flow, job_tell tell, void *user)
{
    struct jobs_schedule all_due = {0};
    return jobs_run_due(flow, &all_due, tell, user);
}

static void tell_report(void *user, const struct job_outcome *outcome)
{
    struct buf *report = user;
    buf_format(report, "%s: %lld %s%s%s\n", outcome->job->name, (long long)outcome->count, outcome->job->unit,
               outcome->rc == RC_OK ? "" : ", then failed: ", outcome->fault->message);
}

enum rc jobs_run_report(struct flow *flow, struct buf *report)
{
    return jobs_run(flow, tell_report, report);
}

enum rc jobs_run_due(struct flow *flow, struct jobs_schedule *schedule, job_tell tell, void *user)
{
    enum rc first = RC_OK;
    for (size_t i = 0; i < JOB_COUNT && !flow_is_ending(flow); i++) {
        if (flow->now.ms < schedule->next_ms[i]) {
            continue;
        }
        enum rc rc = run_one(flow, &jobs[i], tell, user);
        schedule->next_ms[i] = flow->now.ms + (rc == RC_OK ? jobs[i].every_ms : MINUTE_MS);
        first = first == RC_OK ? rc : first;
    }
    return first;
}

// ---- the thread ----

static void tell_log(void *user, const struct job_outcome *outcome)
{
    (void)user;
    if (outcome->rc == RC_OK && outcome->count == 0) {
        return;
    }
    struct log_line line;
    log_begin(&line, outcome->rc == RC_OK ? "job" : "job_failed");
    log_text(&line, "job", text_of(outcome->job->name));
    log_int64(&line, outcome->job->unit, outcome->count);
    if (outcome->rc != RC_OK) {
        log_text(&line, "code", text_of(outcome->fault->code));
        log_text(&line, "message", text_of(outcome->fault->message));
        log_text(&line, "detail", text_of(outcome->fault->detail));
    }
    log_end(&line);
}

static bool is_stopping(void *user)
{
    struct jobs_thread *jobs_thread = user;
    lock_take(&jobs_thread->lock);
    bool is = jobs_thread->is_stopping;
    lock_give(&jobs_thread->lock);
    return is;
}

// A database that is away is tried again each time.
static enum rc connect_database(struct jobs_thread *jobs_thread, struct fault *fault)
{
    if (jobs_thread->db != NULL && db_is_broken(jobs_thread->db)) {
        db_close(jobs_thread->db);
        jobs_thread->db = NULL;
    }
    return jobs_thread->db != NULL
               ? RC_OK
               : db_open_within(jobs_thread->options.database, JOB_ANSWER_MS, &jobs_thread->db, fault);
}

static void run_due(struct jobs_thread *jobs_thread, struct arena *arena)
{
    struct fault fault = {.rc = RC_OK};
    if (connect_database(jobs_thread, &fault) != RC_OK) {
        jobs_thread->db = NULL;
        log_message("job_failed", fault.message);
        return;
    }
    struct flow flow = {.db = jobs_thread->db,
                        .arena = arena,
                        .keyring = jobs_thread->options.keyring,
                        .now = clock_now(jobs_thread->options.clock),
                        .actor = TEXT("jobs"),
                        .fault = &fault,
                        .is_ending = is_stopping,
                        .is_ending_user = jobs_thread};
    DISCARD("each outcome was told",
            jobs_run_due(&flow, &jobs_thread->schedule, jobs_thread->options.tell, jobs_thread->options.user));
}

static void serve_jobs(void *user)
{
    struct jobs_thread *jobs_thread = user;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    while (!is_stopping(jobs_thread)) {
        run_due(jobs_thread, arena);
        arena_reset(arena);
        lock_take(&jobs_thread->lock);
        bool is_awake = jobs_thread->is_stopping;
        while (!is_awake) {
            is_awake = !signal_wait_ms(&jobs_thread->wake, &jobs_thread->lock, jobs_thread->options.wake_ms) ||
                       jobs_thread->is_stopping;
        }
        lock_give(&jobs_thread->lock);
    }
    db_close(jobs_thread->db);
    jobs_thread->db = NULL;
}

enum rc jobs_start(struct jobs_thread *jobs_thread, const struct jobs_options *options)
{
    *jobs_thread = (struct jobs_thread){.options = *options};
    if (jobs_thread->options.wake_ms == 0) {
        jobs_thread->options.wake_ms = MINUTE_MS;
    }
    if (jobs_thread->options.tell == NULL) {
        jobs_thread->options.tell = tell_log;
    }
    lock_init(&jobs_thread->lock);
    signal_init(&jobs_thread->wake);
    return thread_start(&jobs_thread->thread, "jobs", serve_jobs, jobs_thread);
}

void jobs_stop(struct jobs_thread *jobs_thread)
{
    lock_take(&jobs_thread->lock);
    jobs_thread->is_stopping = true;
    signal_all(&jobs_thread->wake);
    lock_give(&jobs_thread->lock);
    thread_join(&jobs_thread->thread);
    signal_end(&jobs_thread->wake);
    lock_end(&jobs_thread->lock);
}
