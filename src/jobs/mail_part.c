// SPDX-License-Identifier: Apache-2.0
// The thread that sends letters.
#include "mail_part.h"

#include "log/log.h"
#include "mail/mail_send.h"
#include "thread/thread.h"

struct mail_thread {
    struct app *app;
    struct db *db; // NULL while the database cannot be reached: tried again each time
    struct thread thread;
    struct lock lock;
    struct signal wake;
    bool is_running;
    bool is_stopping;
};
static struct mail_thread mail_thread; // one server a process

static enum smtp_outcome send(void *user, struct arena *arena, const struct smtp_message *message,
                              struct text *ret_problem)
{
    const struct app *app = user;
    return smtp_send(arena, app->smtp, message, ret_problem);
}

static enum rc connect_database(struct mail_thread *m, struct fault *fault)
{
    if (m->db != NULL && db_is_broken(m->db)) {
        db_close(m->db);
        m->db = NULL;
    }
    return m->db != NULL ? RC_OK : db_open(m->app->database, &m->db, fault);
}

static void round_run(struct mail_thread *m, struct arena *arena)
{
    struct fault fault = {.rc = RC_OK};
    int64_t sent = 0;
    enum rc rc = connect_database(m, &fault);
    if (rc != RC_OK) {
        m->db = NULL;
    } else {
        struct flow flow = {.db = m->db,
                            .arena = arena,
                            .keyring = m->app->keyring,
                            .now = clock_now(m->app->clock),
                            .actor = TEXT("jobs"),
                            .fault = &fault};
        struct mail_post post = {
            .send = send, .user = m->app, .clock = m->app->clock, .public_url = m->app->public_url};
        rc = mail_send_due(&flow, &post, &sent);
    }
    if (rc != RC_OK) {
        log_message("mail_failed", fault.message);
    } else if (sent > 0) {
        struct log_line line;
        log_begin(&line, "mail");
        log_int64(&line, "sent", sent);
        log_end(&line);
    }
}

static bool wait(struct mail_thread *m)
{
    lock_take(&m->lock);
    if (!m->is_stopping) {
        signal_wait_ms(&m->wake, &m->lock, MAIL_WAKE_MS);
    }
    bool is_going_on = !m->is_stopping;
    lock_give(&m->lock);
    return is_going_on;
}

// The address of links is known once the server listens.
static void serve_mail(void *user)
{
    struct mail_thread *m = user;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    while (wait(m)) {
        if (atomic_load(&m->app->is_listening)) {
            round_run(m, arena);
            arena_reset(arena);
        }
    }
    db_close(m->db);
    m->db = NULL;
}

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    (void)db;
    (void)options;
    mail_thread = (struct mail_thread){.app = app};
    if (app->smtp == NULL) {
        return RC_OK;
    }
    TRY(smtp_start(fault));
    lock_init(&mail_thread.lock);
    signal_init(&mail_thread.wake);
    enum rc rc = thread_start(&mail_thread.thread, "mail", serve_mail, &mail_thread);
    mail_thread.is_running = rc == RC_OK;
    return rc == RC_OK ? RC_OK : fault_internal(fault, rc, "no thread for letters");
}

static void stop(struct app *app)
{
    (void)app;
    struct mail_thread *m = &mail_thread;
    if (!m->is_running) {
        return;
    }
    lock_take(&m->lock);
    m->is_stopping = true;
    signal_all(&m->wake);
    lock_give(&m->lock);
    thread_join(&m->thread);
    signal_end(&m->wake);
    lock_end(&m->lock);
    m->is_running = false;
}

const struct app_part mail_part = {.start = start, .stop = stop};
