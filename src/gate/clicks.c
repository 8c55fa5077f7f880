// SPDX-License-Identifier: Apache-2.0
// Hooks of the visitor side.
#include "clicks.h"

#include "log/log.h"

static enum rc refresh_catalog(struct app *app, struct worker *worker)
{
    struct fault fault = {.rc = RC_OK};
    return catalog_refresh(app->catalog, worker->db, clock_now(app->clock), &fault);
}

static void seal_clicks(struct app *app)
{
    click_recorder_seal(app->recorder);
}

static enum rc sync_clicks(struct app *app)
{
    enum rc rc = click_recorder_sync_sealed(app->recorder);
    if (rc != RC_OK && !atomic_exchange(&app->is_broken, true)) {
        log_message("spool_broken", "clicks cannot be written to disk: the server stops, and recovers when it starts");
        if (app->server != NULL) {
            http_server_stop(app->server);
        }
    }
    return rc;
}

static void rest(struct app *app)
{
    click_recorder_rest(app->recorder, clock_now(app->clock));
}

static enum rc ship_now(struct app *app)
{
    return click_shipper_ship_now(app->shipper);
}

static void counter(struct buf *buf, const char *name, const char *help, uint64_t value)
{
    app_metric_print(buf, name, "counter", help, (int64_t)value);
}

static void gauge(struct buf *buf, const char *name, const char *help, int64_t value)
{
    app_metric_print(buf, name, "gauge", help, value);
}

static void print_countries(struct country_book *countries, struct buf *buf)
{
    if (countries == NULL) {
        return;
    }
    struct country_counters counters = country_book_counters(countries);
    counter(buf, "tributary_countries_found_total", "Clicks whose address has a country in the file.", counters.found);
    counter(buf, "tributary_countries_unknown_total", "Clicks whose address has none there.", counters.unknown);
    gauge(buf, "tributary_countries_built_seconds", "When the file of countries was made, by itself.",
          counters.built_s);
}

static void print_metrics(struct app *app, struct buf *buf)
{
    struct click_recorder *recorder = app->recorder;
    struct click_ship_counters shipped = click_shipper_counters(app->shipper);
    buf_format(buf, "# HELP tributary_clicks_total Visits of links by what became of them.\n"
                    "# TYPE tributary_clicks_total counter\n");
    for (int i = 0; i < CLICK_OUTCOME_COUNT; i++) {
        buf_format(buf, "tributary_clicks_total{outcome=\"%.*s\"} %llu\n",
                   TEXT_PRINT(click_outcome_text((enum click_outcome)i)),
                   (unsigned long long)atomic_load(&recorder->outcomes[i]));
    }
    counter(buf, "tributary_click_failures_total", "Visits answered 503 because the spool could not take them.",
            atomic_load(&recorder->failures));
    counter(buf, "tributary_clicks_shipped_total", "Clicks moved from the spool into the database.", shipped.shipped);
    counter(buf, "tributary_ship_batches_total", "Transactions they took.", shipped.batches);
    counter(buf, "tributary_ship_failures_total", "Attempts that did not commit.", shipped.failures);
    counter(buf, "tributary_ship_malformed_total", "Spool records that do not read.", shipped.malformed);
    gauge(buf, "tributary_spool_backlog_bytes", "Synced and not yet in the database.",
          click_shipper_backlog_bytes(app->shipper));
    print_countries(recorder->countries, buf);
    gauge(buf, "tributary_spool_lost_bytes", "Given up as damage.", spool_lost_bytes(recorder->spool));
}

void app_serve_clicks(struct app *app, struct click_service *service)
{
    app->catalog = service->catalog;
    app->recorder = &service->recorder;
    app->shipper = service->shipper;
    app->catalog_refresh = refresh_catalog;
    app->seal_answers = seal_clicks;
    app->before_answers = sync_clicks;
    app->ship_now = ship_now;
    app->every_minute = rest;
    app_metrics_add(app, print_metrics);
}
