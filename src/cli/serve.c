// SPDX-License-Identifier: Apache-2.0
// tributary serve: builds the application and runs the server until SIGTERM or SIGINT.
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "cli.h"
#include "commission/plan_shelf.h"
#include "drain.h"
#include "format/encode.h"
#include "format/url.h"
#include "log/log.h"
#include "validate.h"

#define GRACE_MS 30000
#define PROXIES_MAX 16
#define LANES 2 // PostgreSQL works on that many groups of sales at a time
#define DRAIN_SECONDS_MAX 600
#define OWN_PAGES_BYTES (512 << 10) // a piece of memory as large as this is given back to the system when it is freed
#define SPARE_BYTES (1 << 20)       // of each of the pools that smaller ones come from

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"listen", "ADDRESS:PORT", "127.0.0.1:8080", "where to listen; port 0 picks a free one"},
    {"public-url", "URL", NULL, "how visitors reach this server; http://ADDRESS:PORT unless given"},
    {"workers", "N", "0", "threads that answer what needs the database; 0: 32 on SQLite, 16 on PostgreSQL"},
    {"proxies", "ADDRESSES", "", "comma list of front proxies whose X-Forwarded-For is believed"},
    OPTION_COUNTRIES,
    {"max-head", "BYTES", "16384", "request line and headers, 1024 to 65536; more is refused with 431"},
    {"max-body", "BYTES", "1048576", "body of a request, 1024 to 1048576; more is refused with 413"},
    {"head-timeout", "SECONDS", "10", "for a whole head after its first byte, 1 to 3600"},
    {"body-timeout", "SECONDS", "15", "for a body that does not go on, 1 to 3600"},
    {"idle-timeout", "SECONDS", "75", "between the requests of a connection, 1 to 3600"},
    {"write-timeout", "SECONDS", "30", "for a client that does not take its answer, 1 to 3600"},
    {"rate-limit", "N", "200", "requests a second for each token of an advertiser or partner; 0: no limit"},
    {"node", "N", "0", "this server's number, 0 to 62, where several share a database"},
    {"drain", "SECONDS", "0", "after SIGTERM, how long to go on while /healthz says 503, so that a proxy turns away"},
    {"quiet", NULL, NULL, "no line in the log for each request"},
    {"smtp-host", "HOST", NULL, "mail server that letters are sent by; without it they wait in the outbox"},
    {"smtp-port", "N", NULL, "its port; 587 for starttls, 465 for tls, 25 for none unless given"},
    {"smtp-tls", "MODE", "starttls", "starttls, tls (from the first byte) or none"},
    {"smtp-user", "NAME", NULL, "to sign in there"},
    {"smtp-password", "PASSWORD", NULL, "the same; better by TRIBUTARY_SMTP_PASSWORD or --smtp-password-file"},
    {"smtp-password-file", "FILE", NULL, "file whose first line is the password"},
    {"smtp-from", "ADDRESS", NULL, "e-mail address that letters come from"},
    {"postback-private", NULL, NULL, "partners' postbacks may go to http and to private addresses: for tests only"},
};

// For the signal handler only.
static struct app *running;
static unsigned int drain_seconds;

// The first SIGTERM begins to drain, where that is asked for; what follows (a second one, SIGINT, or the alarm at the
// end of that time) stops.
static void on_signal(int number)
{
    if (running == NULL) {
        return;
    }
    if (number == SIGTERM && drain_seconds > 0 && drain_begin()) {
        (void)alarm(drain_seconds);
        return;
    }
    http_server_stop(running->server);
}

static void signals_set(void)
{
    struct sigaction stop = {.sa_handler = on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGALRM, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

// "127.0.0.1:8080", "[::1]:8080"
static enum rc listen_read(struct cli *cli, struct http_options *http)
{
    struct text listen = config_get(&cli->config, "listen");
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < listen.n; i++) {
        colon = listen.p[i] == ':' ? i : colon;
    }
    int64_t port = 0;
    if (colon == SIZE_MAX || int64_parse(text_slice(listen, colon + 1, SIZE_MAX), 0, 65535, &port) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "listen_malformed", "",
                         "--listen must be ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080");
    }
    struct text address = text_slice(listen, 0, colon);
    if (text_starts_with(address, TEXT("[")) && text_ends_with(address, TEXT("]"))) {
        address = text_slice(address, 1, address.n - 1);
    }
    http->address = text_zero_terminated(cli->arena, address);
    http->port = (int)port;
    return RC_OK;
}

static enum rc proxies_read(struct cli *cli, struct http_options *http)
{
    const char **list = arena_many(cli->arena, const char *, PROXIES_MAX + 1);
    struct text rest = config_get(&cli->config, "proxies");
    struct text proxy;
    size_t count = 0;
    while (rest.n > 0 && text_split(&rest, ',', &proxy)) {
        if (count == PROXIES_MAX) {
            return fault_set(cli->fault, RC_INVALID, "too_many_proxies", "", "--proxies lists at most %d addresses",
                             PROXIES_MAX);
        }
        list[count++] = text_zero_terminated(cli->arena, text_trim(proxy));
    }
    http->proxies = list;
    return RC_OK;
}

// What a request may take. A body has to fit into a request's memory several times, so it cannot be allowed more.
static enum rc limits_read(struct cli *cli, struct http_options *http)
{
    int64_t head, body;
    TRY(config_int64(&cli->config, "max-head", 1024, 65536, &head, cli->fault));
    TRY(config_int64(&cli->config, "max-body", 1024, 1048576, &body, cli->fault));
    http->head_bytes_max = (size_t)head;
    http->body_bytes_max = (size_t)body;
    const struct {
        const char *name;
        int *ms;
    } times[] = {{"head-timeout", &http->head_timeout_ms},
                 {"body-timeout", &http->body_timeout_ms},
                 {"idle-timeout", &http->idle_timeout_ms},
                 {"write-timeout", &http->write_timeout_ms}};
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        int64_t seconds = 0;
        TRY(config_int64(&cli->config, times[i].name, 1, 3600, &seconds, cli->fault));
        *times[i].ms = (int)(seconds * SECOND_MS);
    }
    return RC_OK;
}

static enum rc public_url_set(struct cli *cli, struct app *app, const struct http_options *http)
{
    struct text given = config_get(&cli->config, "public-url");
    if (!text_is_empty(given)) {
        struct url url;
        if (url_parse(cli->arena, given, &url) != RC_OK || text_is(url.query) || text_is(url.fragment)) {
            return fault_set(cli->fault, RC_INVALID, "url_malformed", "",
                             "--public-url must be an address such as https://go.example");
        }
        app->public_url = text_ends_with(given, TEXT("/")) ? text_slice(given, 0, given.n - 1) : given;
        return RC_OK;
    }
    bool is_ipv6 = strchr(http->address, ':') != NULL;
    app->public_url = text_format(cli->arena, "http://%s%s%s:%d", is_ipv6 ? "[" : "", http->address, is_ipv6 ? "]" : "",
                                  http_server_port(app->server));
    return RC_OK;
}

static enum rc smtp_password(struct cli *cli, struct smtp_settings *smtp)
{
    struct text path = config_get(&cli->config, "smtp-password-file");
    smtp->password = config_get(&cli->config, "smtp-password");
    if (text_is(path)) {
        TRY(cli_first_line(cli, path, &smtp->password));
    }
    if (!text_is_empty(smtp->user) && text_is_empty(smtp->password)) {
        return fault_set(cli->fault, RC_INVALID, "option_missing", "",
                         "--smtp-user wants a password: TRIBUTARY_SMTP_PASSWORD or --smtp-password-file");
    }
    return RC_OK;
}

// app->smtp stays NULL without --smtp-host.
static enum rc smtp_read(struct cli *cli, struct app *app)
{
    struct text host = config_get(&cli->config, "smtp-host");
    if (text_is_empty(host)) {
        return RC_OK;
    }
    struct smtp_settings *smtp = arena_one(cli->arena, struct smtp_settings);
    *smtp = (struct smtp_settings){.host = host, .user = config_get(&cli->config, "smtp-user")};
    if (!smtp_tls_parse(config_get(&cli->config, "smtp-tls"), &smtp->tls)) {
        return fault_set(cli->fault, RC_INVALID, "value_unknown", "", "--smtp-tls must be starttls, tls or none");
    }
    int64_t port = smtp_tls_port(smtp->tls);
    if (text_is(config_get(&cli->config, "smtp-port"))) {
        TRY(config_int64(&cli->config, "smtp-port", 1, 65535, &port, cli->fault));
    }
    smtp->port = (int)port;
    TRY(config_need(&cli->config, "smtp-from", &smtp->sender, cli->fault));
    TRY(validate_email(cli->fault, "smtp-from", smtp->sender));
    TRY(smtp_password(cli, smtp));
    app->smtp = smtp;
    return RC_OK;
}

static void every_minute(void *user)
{
    struct app *app = user;
    if (app->every_minute != NULL) {
        app->every_minute(app);
    }
}

static enum rc listen_and_run(struct cli *cli, struct app *app, const struct http_options *http)
{
    struct http_handlers handlers = app_handlers(app);
    TRY(http_server_new(http, &handlers, &app->server, cli->fault));
    enum rc rc = public_url_set(cli, app, http);
    if (rc == RC_OK) {
        http_server_every(app->server, (int)MINUTE_MS, every_minute, app);
        running = app;
        signals_set();
        atomic_store(&app->is_listening, true);
        rc = cli_print(cli, "tributary is ready on http://%s%s%s:%d\n", strchr(http->address, ':') != NULL ? "[" : "",
                       http->address, strchr(http->address, ':') != NULL ? "]" : "", http_server_port(app->server));
    }
    if (rc == RC_OK && http_server_run(app->server, GRACE_MS) != RC_OK) {
        rc = fault_set(cli->fault, RC_FAULT, "server", "", "the server's event loop failed");
    }
    running = NULL;
    if (app->before_server_ends != NULL) {
        app->before_server_ends(app);
    }
    http_server_free(app->server);
    return rc;
}

static void parts_stop(struct cli *cli, struct app *app, size_t count)
{
    while (count > 0) {
        cli->wiring->parts[--count]->stop(app);
    }
}

// The parts that run beside the server, started in order and stopped in reverse once the last answer has left.
static enum rc run_with_parts(struct cli *cli, struct app *app, struct db *db, const struct http_options *http)
{
    int64_t node = 0;
    int64_t rate_limit = 0;
    int64_t drain = 0;
    TRY(config_int64(&cli->config, "node", 0, 62, &node, cli->fault));
    TRY(config_int64(&cli->config, "rate-limit", 0, 1000000, &rate_limit, cli->fault));
    TRY(config_int64(&cli->config, "drain", 0, DRAIN_SECONDS_MAX, &drain, cli->fault));
    limit_init(&app->limit, rate_limit, 2 * rate_limit);
    drain_seconds = (unsigned int)drain;
    struct text countries = config_get(&cli->config, "countries");
    struct app_part_options part_options = {
        .node = (int)node, .countries = text_is_empty(countries) ? NULL : text_zero_terminated(cli->arena, countries)};
    for (size_t i = 0; i < cli->wiring->part_count; i++) {
        enum rc rc = cli->wiring->parts[i]->start(app, db, &part_options, cli->fault);
        if (rc != RC_OK) {
            parts_stop(cli, app, i);
            return rc;
        }
    }
    enum rc rc = listen_and_run(cli, app, http);
    parts_stop(cli, app, cli->wiring->part_count);
    if (rc == RC_OK && app->is_broken) {
        // Not a clean end: a supervisor that restarts on failure starts it again.
        rc = fault_set(cli->fault, RC_FAULT, "stopped_broken", "",
                       "clicks could not be written to disk: see to the data folder's disk and start again");
    }
    return rc;
}

// With what the workers remember and do together.
static enum rc run_with_memory(struct cli *cli, struct app *app, struct db *db, const struct http_options *http)
{
    struct gathering conversions[LANES];
    struct plan_shelf plans;
    struct shared_connection shared[LANES];
    for (size_t i = 0; i < LANES; i++) {
        gathering_init(&conversions[i]);
        shared[i] = (struct shared_connection){.location = app->database};
    }
    plan_shelf_init(&plans);
    bool is_postgres = db_kind_of(db) == DB_POSTGRES; // SQLite has one connection that writes anyway
    app->conversions = conversions;
    app->shared = is_postgres ? shared : NULL;
    app->lanes = is_postgres ? LANES : 1;
    app->plans = &plans;
    app->keep = db_keep_new();
    enum rc rc = run_with_parts(cli, app, db, http);
    db_keep_free(app->keep);
    plan_shelf_end(&plans);
    for (size_t i = 0; i < LANES; i++) {
        db_close(shared[i].db);
        gathering_end(&conversions[i]);
    }
    return rc;
}

// Without this the C library keeps in each of its pools what the largest answer took, after the first that was freed.
static void memory_set(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, OWN_PAGES_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
}

static enum rc run(struct cli *cli)
{
    memory_set();
    struct http_options http = http_options_default();
    int64_t workers;
    TRY(listen_read(cli, &http));
    struct cli_network network;
    TRY(cli_open(cli, &network));
    // The folder's settings are known from here on.
    enum rc rc = listen_read(cli, &http);
    if (rc == RC_OK) {
        rc = proxies_read(cli, &http);
    }
    if (rc == RC_OK) {
        rc = limits_read(cli, &http);
    }
    if (rc == RC_OK) {
        rc = config_int64(&cli->config, "workers", 0, APP_WORKERS_MAX, &workers, cli->fault);
    }
    if (rc == RC_OK) {
        http.workers = workers > 0 ? (int)workers : db_kind_of(network.db) == DB_SQLITE ? 32 : 16;
        struct app *app = arena_one(cli->arena, struct app);
        app->keyring = &network.keyring;
        app->clock = cli->clock;
        app->database = network.database;
        app->server_name = text_format(cli->arena, "tributary %s", cli->wiring->version);
        app->tables = cli->wiring->tables;
        app->table_count = cli->wiring->table_count;
        app->is_logging_requests = !config_is(&cli->config, "quiet");
        app->folder = network.folder;
        app->is_postback_private = config_is(&cli->config, "postback-private");
        rc = smtp_read(cli, app);
        if (rc == RC_OK) {
            rc = run_with_memory(cli, app, network.db, &http);
        }
    }
    cli_close(&network);
    return rc;
}

const struct command command_serve = {
    .name = "serve",
    .arguments = "",
    .summary = "Serves the network; prints one line when ready, stops on SIGTERM and SIGINT.",
    .run = run,
    COMMAND_OPTIONS(options),
};
