// SPDX-License-Identifier: Apache-2.0
// The server's side of the gate: where a request runs, workers and their connections, counting and logging.
#include "app.h"

#include <malloc.h>

#include "core/bug.h"
#include "db/db_keep.h"
#include "db/db_within.h"
#include "gate.h"
#include "log/log.h"

void app_metric_print(struct buf *buf, const char *name, const char *kind, const char *help, int64_t value)
{
    buf_format(buf, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, kind, name, (long long)value);
}

void app_metrics_add(struct app *app, void (*call)(struct app *app, struct buf *buf))
{
    BUG_ON(app->metrics_count == APP_METRICS_MAX);
    app->metrics[app->metrics_count++] = call;
}

enum rc app_worker_db(struct app *app, struct worker *worker, struct db **ret_db, struct fault *fault)
{
    if (worker->db != NULL && db_is_broken(worker->db)) {
        db_close(worker->db);
        worker->db = NULL;
    }
    if (worker->db == NULL) {
        struct fault cause = {.rc = RC_OK};
        if (db_open_within(app->database, DB_ANSWER_MS, &worker->db, &cause) != RC_OK) {
            worker->db = NULL;
            DISCARD("the result is RC_BUSY",
                    fault_set(fault, RC_BUSY, "database_unavailable", "", "the database cannot be reached: try again"));
            log_message("database_unavailable", cause.detail[0] == '\0' ? cause.message : cause.detail);
            return RC_BUSY;
        }
    }
    db_keep_end(worker->db); // of the request before
    *ret_db = worker->db;
    return RC_OK;
}

void app_log_fault(const struct http_request *request, const struct fault *fault)
{
    if (fault->detail[0] == '\0') {
        return;
    }
    struct log_line line;
    log_begin(&line, "fault");
    log_text(&line, "request", text_format(request->arena, "%016llx", (unsigned long long)request->id));
    log_text(&line, "code", text_of(fault->code));
    log_text(&line, "detail", text_of(fault->detail));
    log_end(&line);
}

static void log_request(const struct http_request *request, const struct http_response *response, int64_t duration_ns)
{
    struct log_line line;
    log_begin(&line, "request");
    log_text(&line, "request", text_format(request->arena, "%016llx", (unsigned long long)request->id));
    log_text(&line, "method", http_method_text(request->method));
    log_text(&line, "path", request->path);
    log_int64(&line, "status", response->status);
    log_int64(&line, "duration_us", duration_ns / 1000);
    log_end(&line);
}

// Browsers say that they take HTML; a page for them is not the event loop's work.
static bool is_page_wanted(const struct app *app, const struct http_request *request)
{
    bool is_read = request->method == HTTP_GET || request->method == HTTP_HEAD;
    return app->error_page != NULL && is_read &&
           text_find(http_request_header(request, "Accept"), TEXT("text/html"), 0) != SIZE_MAX;
}

static enum http_run app_choose(void *user, struct http_request *request, size_t *ret_body_max)
{
    struct app *app = user;
    struct route_match *match = arena_one(request->arena, struct route_match);
    *match = route_find(app->tables, app->table_count, request->method, request->path, request->arena);
    request->user = match;
    if (match->route == NULL) {
        return is_page_wanted(app, request) ? HTTP_RUN_WORKER : HTTP_RUN_INLINE;
    }
    *ret_body_max = match->route->body_max;
    return (match->route->flags & ROUTE_INLINE) != 0 ? HTTP_RUN_INLINE : HTTP_RUN_WORKER;
}

static void count_answer(struct app *app, int status)
{
    int hundreds = status >= 100 && status < 600 ? status / 100 : 0;
    atomic_fetch_add_explicit(&app->counters.answers[hundreds], 1, memory_order_relaxed);
}

// What a report has read and needed goes back to the system, so that not every worker keeps as much as the largest one.
static void give_memory_back(struct db *db)
{
    if (db != NULL && db_let_go(db)) {
        (void)malloc_trim(0);
    }
}

static void app_handle(void *user, int number, struct http_request *request, struct http_response *response)
{
    struct app *app = user;
    const struct route_match *match = request->user;
    if (number < 0) {
        gate_handle(app, NULL, request, response, match);
        count_answer(app, response->status);
        return;
    }
    int64_t start_ns = clock_monotonic_ns();
    BUG_ON(number >= APP_WORKERS_MAX);
    gate_handle(app, &app->workers[number], request, response, match);
    give_memory_back(app->workers[number].db);
    int64_t duration_ns = clock_monotonic_ns() - start_ns;
    count_answer(app, response->status);
    atomic_fetch_add_explicit(&app->counters.worker_requests, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&app->counters.worker_ns, (uint64_t)duration_ns, memory_order_relaxed);
    if (app->is_logging_requests) {
        log_request(request, response, duration_ns);
    }
}

// A database that cannot be reached now is tried again by each request: workers start all the same, so that liveness
// and the documents of the interface answer.
static enum rc app_worker_start(void *user, int number)
{
    struct app *app = user;
    struct db *db;
    struct fault fault = {.rc = RC_OK};
    BUG_ON(number >= APP_WORKERS_MAX);
    DISCARD("tried again by each request", app_worker_db(app, &app->workers[number], &db, &fault));
    return RC_OK;
}

static void app_worker_stop(void *user, int number)
{
    struct app *app = user;
    if (app->workers[number].db != NULL) {
        db_close(app->workers[number].db);
        app->workers[number].db = NULL;
    }
}

static void app_seal_answers(void *user)
{
    struct app *app = user;
    if (app->seal_answers != NULL) {
        app->seal_answers(app);
    }
}

static enum rc app_before_answers(void *user)
{
    struct app *app = user;
    return app->before_answers == NULL ? RC_OK : app->before_answers(app);
}

static void app_not_durable(void *user, struct http_request *request, struct http_response *response)
{
    struct app *app = user;
    if (app->not_durable != NULL) {
        app->not_durable(app, request, response);
        return;
    }
    struct fault fault = {.rc = RC_OK};
    DISCARD("the answer follows", fault_set(&fault, RC_BUSY, "not_durable", "", "this could not be written to disk"));
    gate_error(response, 503, &fault, NULL);
}

struct http_handlers app_handlers(struct app *app)
{
    return (struct http_handlers){
        .user = app,
        .choose = app_choose,
        .handle = app_handle,
        .seal_answers = app_seal_answers,
        .before_answers = app_before_answers,
        .not_durable = app_not_durable,
        .worker_start = app_worker_start,
        .worker_stop = app_worker_stop,
    };
}
