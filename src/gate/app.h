// SPDX-License-Identifier: Apache-2.0
// The running application: what main wires together and every request is given. Shared parts never change after
// app_handlers was called, or are safe for many threads by themselves.
#pragma once

#include <stdatomic.h>

#include "clock/clock.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "http/http.h"
#include "limit.h"
#include "route.h"
#include "smtp/smtp.h"
#include "thread/thread.h"

#define APP_WORKERS_MAX 64
#define APP_METRICS_MAX 16

struct call;

// What a worker thread owns.
struct worker {
    struct db *db; // NULL while the database cannot be reached
};

struct app_counters {
    _Atomic uint64_t answers[6]; // by hundreds of the status; [0]: anything else
    _Atomic uint64_t worker_ns;  // time spent in handlers on workers
    _Atomic uint64_t worker_requests;
};

struct app_part_options {
    int node;              // of this server among those that share the database: 0 to 62
    const char *countries; // file that says the country of addresses; NULL: none
};

struct click_recorder;
struct click_shipper;
struct catalog;

// Passwords are looked at one at a time, because each takes tens of milliseconds and megabytes; wrong ones are counted
// by e-mail and network (sign_in.h).
struct sign_in_guard {
    struct lock lock;
    atomic_int waiting;
    struct limit limit; // all bits zero: none
};
#define SIGN_IN_FAILURES 10 // at once; then one each
#define SIGN_IN_SLOWED_SECONDS 60

struct app {
    struct text folder; // the data folder; zero-terminated
    const struct keyring *keyring;
    const struct clock *clock;
    struct text database;    // location for db_open; zero-terminated
    struct text public_url;  // of links and postbacks: "https://go.example", without a slash at its end
    struct text server_name; // "tributary 0.1.0"
    const struct route_table *const *tables;
    size_t table_count;
    bool is_logging_requests;
    struct limit limit;  // of tokens of advertisers and partners; all bits zero: none
    struct limit events; // of what shops' pages report, by network of the address; all bits zero: none
    struct sign_in_guard sign_in;
    struct http_server *server;       // for its counters; NULL in tests
    const struct smtp_settings *smtp; // NULL: letters wait
    bool is_postback_private;         // postbacks to partners may go to http and to addresses that are not public
    atomic_bool is_listening;         // public_url and server are as they stay
    atomic_bool is_broken;            // the server was told to stop because it cannot go on as it is

    struct worker workers[APP_WORKERS_MAX];
    struct gathering *conversions; // these five: flow.h; NULL: none
    struct shared_connection *shared;
    size_t lanes;
    struct db_keep *keep;
    struct plan_shelf *plans;
    struct app_counters counters;

    // The visitor side: NULL in processes that serve none.
    struct catalog *catalog;
    struct click_recorder *recorder;
    struct click_shipper *shipper;
    // Called after a flow that changed the catalog has committed, on the worker, before the answer leaves: a new link
    // works at once. NULL when there is no catalog.
    enum rc (*catalog_refresh)(struct app *app, struct worker *worker);
    // On a worker: brings every click that is on disk into the database and returns when that is done, for what needs
    // them there: a conversion right after its click, a report. NULL when nothing is recorded here.
    enum rc (*ship_now)(struct app *app);
    // From the event loop, for http_handlers of the same names; NULL when nothing is recorded here.
    void (*seal_answers)(struct app *app); // http.h
    enum rc (*before_answers)(struct app *app);
    void (*not_durable)(struct app *app, struct http_request *request, struct http_response *response);
    // On the event loop, about once a minute; NULL when nothing is to be done.
    void (*every_minute)(struct app *app);
    // On a worker: answers with the page that stands for call->fault (ROUTE_PAGE, and addresses that a browser asks for
    // and nobody has). NULL when there are no pages.
    void (*error_page)(struct call *call, int status);
    // After the server's last answer and before the server is gone: whoever publishes to its streams ends here. NULL
    // when nobody does.
    void (*before_server_ends)(struct app *app);
    // Each appends Prometheus text; loop or worker thread.
    void (*metrics[APP_METRICS_MAX])(struct app *app, struct buf *buf);
    size_t metrics_count;
};

// A part of the server that main adds and serve starts: what records clicks, what runs jobs.
struct app_part {
    // Before the server listens; the connection is serve's own. Fills the fault on failure, and has undone what it did.
    enum rc (*start)(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault);
    // After the last answer has left, in the reverse order.
    void (*stop)(struct app *app);
};

// One metric as Prometheus text; kind is "counter" or "gauge".
void app_metric_print(struct buf *buf, const char *name, const char *kind, const char *help, int64_t value);
void app_metrics_add(struct app *app, void (*call)(struct app *app, struct buf *buf));

// The server's side of the gate. The application lives as long as the server.
struct http_handlers app_handlers(struct app *app);
// A fault whose detail is for the log only goes there.
void app_log_fault(const struct http_request *request, const struct fault *fault);
// A worker's connection, open and good, or RC_BUSY with a fault; opened again after it was lost.
enum rc app_worker_db(struct app *app, struct worker *worker, struct db **ret_db, struct fault *fault) MUST_USE;
