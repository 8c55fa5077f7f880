// SPDX-License-Identifier: Apache-2.0
// Liveness, counters, and the description of the interface.
#include "drain.h"
#include "network/network.h"
#include "openapi.h"
#include "v1/handlers.h"

#define METRICS_BYTES_MAX 262144

struct health_view {
    struct text status;
};
static const struct field health_fields[] = {
    FIELD_CHOICE(struct health_view, status, "ok", 0, "ok"),
};
const struct schema schema_health = SCHEMA("Health", struct health_view, health_fields);

enum rc api_healthz(struct call *call)
{
    http_response_header(call->response, "Cache-Control", TEXT("no-store"));
    if (drain_is_on()) {
        return call_refuse(call, 503, "stopping", "", "this server ends soon: ask another one");
    }
    return call_print_json(call, TEXT("{\"status\":\"ok\"}"));
}

static void metric(struct buf *buf, const char *name, const char *kind, const char *help, uint64_t value)
{
    app_metric_print(buf, name, kind, help, (int64_t)value);
}

static void server_metrics(const struct app *app, struct buf *buf)
{
    const struct app_counters *counters = &app->counters;
    buf_format(buf, "# HELP tributary_answers_total Answers by hundreds of the status.\n"
                    "# TYPE tributary_answers_total counter\n");
    for (int i = 1; i < 6; i++) {
        buf_format(buf, "tributary_answers_total{status=\"%dxx\"} %llu\n", i,
                   (unsigned long long)atomic_load(&counters->answers[i]));
    }
    metric(buf, "tributary_worker_requests_total", "counter", "Requests answered by workers.",
           atomic_load(&counters->worker_requests));
    metric(buf, "tributary_worker_microseconds_total", "counter", "Time workers spent on them.",
           atomic_load(&counters->worker_ns) / 1000);
    if (app->server != NULL) {
        struct http_counters http = http_server_counters(app->server);
        metric(buf, "tributary_connections_accepted_total", "counter", "Connections accepted.",
               http.connections_accepted);
        metric(buf, "tributary_connections_open", "gauge", "Connections open now.", http.connections_open);
        metric(buf, "tributary_requests_total", "counter", "Requests read.", http.requests);
        metric(buf, "tributary_requests_malformed_total", "counter", "Requests refused as malformed.",
               http.refused_malformed);
        metric(buf, "tributary_requests_busy_total", "counter", "Requests refused for want of room.",
               http.refused_busy);
        metric(buf, "tributary_timeouts_total", "counter", "Connections closed for slowness.", http.timeouts);
        metric(buf, "tributary_streams_open", "gauge", "Pages that hear what happens.", http.streams_open);
    }
}

enum rc api_metrics(struct call *call)
{
    struct buf buf = buf_new(call->arena, METRICS_BYTES_MAX);
    int64_t version;
    server_metrics(call->app, &buf);
    bool is_up = call->db != NULL && network_catalog_version(call->db, call->arena, &version) == RC_OK;
    metric(&buf, "tributary_database_up", "gauge", "1 when the database answers.", is_up);
    if (is_up) {
        metric(&buf, "tributary_catalog_version", "gauge", "Version of the catalog in the database.",
               (uint64_t)version);
    }
    for (size_t i = 0; i < call->app->metrics_count; i++) {
        call->app->metrics[i](call->app, &buf);
    }
    if (buf.is_overflown) {
        return fault_internal(call->fault, RC_FAULT, "the metrics do not fit");
    }
    call->response->body = buf_text(&buf);
    call->is_rendered = true;
    http_response_header(call->response, "Content-Type", TEXT("text/plain; version=0.0.4; charset=utf-8"));
    return RC_OK;
}

enum rc api_openapi(struct call *call)
{
    struct text document;
    struct openapi_options options = {
        .tables = call->app->tables, .table_count = call->app->table_count, .version = call->app->server_name};
    TRY(openapi_document(call->arena, &options, &document, call->fault));
    return call_print_json(call, document);
}
