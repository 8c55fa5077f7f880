// SPDX-License-Identifier: Apache-2.0
// Starting and stopping of the visitor side; see visitor_part.h.
#include "visitor/visitor_part.h"

#include "click_record.h"
#include "click_ship.h"
#include "link/catalog.h"
#include "log/log.h"

struct visitor_side {
    struct spool *spool;
    struct click_id_generator ids;
    struct click_recorder recorder;
    bool is_broken; // the spool could not be synced: nothing is recorded until the next start
};
static struct visitor_side side; // one server a process

static enum rc refresh(struct app *app, struct worker *worker)
{
    struct fault fault = {0};
    return catalog_refresh(app->catalog, worker->db, clock_now(app->clock), &fault);
}

static enum rc ship_now(struct app *app)
{
    return click_shipper_ship_now(app->shipper);
}

// A failed sync cannot be tried again (spool.h): the server ends, so that its supervisor starts it anew and the spool
// is read from the disk.
static enum rc before_answers(struct app *app)
{
    enum rc rc = click_recorder_sync(app->recorder);
    if (rc != RC_OK && !side.is_broken) {
        side.is_broken = true;
        log_message("spool_sync_failed", "the click spool could not be written; the server stops to recover");
        if (app->server != NULL) {
            http_server_stop(app->server);
        }
    }
    return rc;
}

static void metrics(struct app *app, struct buf *buf)
{
    buf_format(buf,
               "# HELP tributary_clicks_total Visits of links by outcome.\n# TYPE tributary_clicks_total counter\n");
    for (int i = 0; i < CLICK_OUTCOME_COUNT; i++) {
        buf_format(buf, "tributary_clicks_total{outcome=\"%.*s\"} %llu\n",
                   TEXT_PRINT(click_outcome_text((enum click_outcome)i)),
                   (unsigned long long)atomic_load(&app->recorder->outcomes[i]));
    }
    struct click_ship_counters counters = click_shipper_counters(app->shipper);
    buf_format(buf,
               "# HELP tributary_spool_backlog_bytes Synced clicks that are not in the database yet.\n"
               "# TYPE tributary_spool_backlog_bytes gauge\ntributary_spool_backlog_bytes %lld\n"
               "# HELP tributary_clicks_shipped_total Visits moved into the database.\n"
               "# TYPE tributary_clicks_shipped_total counter\ntributary_clicks_shipped_total %llu\n"
               "# HELP tributary_ship_failures_total Attempts to move clicks that did not commit.\n"
               "# TYPE tributary_ship_failures_total counter\ntributary_ship_failures_total %llu\n",
               (long long)spool_backlog_bytes(side.spool), (unsigned long long)counters.shipped,
               (unsigned long long)counters.failures);
}

static enum rc spool_start(struct app *app, struct db *db, int node, struct arena *arena, struct fault *fault)
{
    struct text folder = text_format(arena, "%.*s/spool", TEXT_PRINT(app->folder));
    struct spool_options options = {.folder = text_zero_terminated(arena, folder), .node = node};
    struct click_spool_opened opened;
    TRY(click_spool_open(&options, db, &opened, fault));
    if (opened.lost_bytes > 0) {
        log_message("spool_damaged", "bytes after the last good record of the click spool were cut off");
    }
    side.spool = opened.spool;
    click_id_generator_init(&side.ids, node, opened.last_number);
    struct click_ship_options ship = {.spool = side.spool,
                                      .mark = opened.mark,
                                      .node = node,
                                      .database = app->database,
                                      .clock = app->clock,
                                      .catalog = app->catalog};
    app->shipper = click_shipper_new(&ship);
    if (click_shipper_start(app->shipper) != RC_OK) {
        return fault_internal(fault, RC_FAULT, "no thread for the shipper");
    }
    return RC_OK;
}

static void stop(struct app *app)
{
    if (app->shipper != NULL) {
        click_shipper_stop(app->shipper);
        click_shipper_free(app->shipper);
        app->shipper = NULL;
    }
    spool_close(side.spool);
    side.spool = NULL;
    catalog_free(app->catalog);
    app->catalog = NULL;
}

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    AUTO_ARENA arena = arena_new(65536);
    side = (struct visitor_side){0};
    app->catalog = catalog_new();
    enum rc rc = catalog_refresh(app->catalog, db, clock_now(app->clock), fault);
    if (rc == RC_OK) {
        rc = spool_start(app, db, options->node, arena, fault);
    }
    if (rc != RC_OK) {
        stop(app);
        return rc;
    }
    struct click_recorder_parts parts = {
        .catalog = app->catalog, .spool = side.spool, .ids = &side.ids, .keyring = app->keyring};
    click_recorder_init(&side.recorder, &parts);
    app->recorder = &side.recorder;
    app->catalog_refresh = refresh;
    app->ship_now = ship_now;
    app->before_answers = before_answers;
    app_metrics_add(app, metrics);
    return RC_OK;
}

const struct app_part visitor_part = {.start = start, .stop = stop};
