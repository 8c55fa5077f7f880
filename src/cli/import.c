// SPDX-License-Identifier: Apache-2.0
// tributary import events: a CSV of clicks and conversions. Progress and refused lines on standard error, a summary on
// standard output.
#include <errno.h>
#include <string.h>

#include "cli.h"
#include "identity/public_id.h"
#include "import/events_import.h"

#define REFUSED_SHOWN_MAX 100
#define PROGRESS_NS ((int64_t)1000000000)

struct importing {
    struct cli *cli;
    struct text database;
    FILE *refused_file; // or NULL
    int64_t refused_shown;
    int64_t began_ns;
    int64_t told_ns;
    int64_t told_rows;
};

// 1234567 as "1,234,567".
static struct text grouped(struct arena *arena, int64_t number)
{
    struct text digits = text_format(arena, "%lld", (long long)number);
    struct buf buf = buf_new(arena, 64);
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0) {
            buf_add_char(&buf, ',');
        }
        buf_add_char(&buf, digits.p[i]);
    }
    return buf_text(&buf);
}

static void print_refusal(FILE *out, int64_t line, const struct fault *fault)
{
    fprintf(out, "line %lld: %s: %s\n", (long long)line, fault->field[0] == '\0' ? "row" : fault->field,
            fault->message);
}

static void tell_refused(void *user, int64_t line, const struct fault *fault)
{
    struct importing *importing = user;
    if (importing->refused_file != NULL) {
        print_refusal(importing->refused_file, line, fault);
    }
    importing->refused_shown++;
    if (importing->refused_shown <= REFUSED_SHOWN_MAX) {
        print_refusal(stderr, line, fault);
    } else if (importing->refused_shown == REFUSED_SHOWN_MAX + 1) {
        fprintf(stderr, "more refused lines%s\n",
                importing->refused_file == NULL ? " are not shown; --refused FILE keeps all" : " are in the file");
    }
}

static void tell_progress(void *user, const struct events_import_counts *counts)
{
    struct importing *importing = user;
    int64_t now_ns = clock_monotonic_ns();
    if (now_ns - importing->told_ns < PROGRESS_NS) {
        return;
    }
    AUTO_ARENA arena = arena_new(4096);
    int64_t rate = (counts->rows - importing->told_rows) * 1000 / ((now_ns - importing->told_ns) / 1000000);
    int64_t percent = counts->bytes_total == 0 ? 100 : counts->bytes_done * 100 / counts->bytes_total;
    fprintf(stderr, "%.*s rows, %lld%%, %.*s rows/s\n", TEXT_PRINT(grouped(arena, counts->rows)), (long long)percent,
            TEXT_PRINT(grouped(arena, rate)));
    importing->told_ns = now_ns;
    importing->told_rows = counts->rows;
}

static enum rc print_summary(struct importing *importing, const struct events_import_counts *counts)
{
    struct cli *cli = importing->cli;
    struct arena *arena = cli->arena;
    TRY(cli_print(cli, "%.*s rows: %.*s clicks, %.*s conversions, %.*s refused; ",
                  TEXT_PRINT(grouped(arena, counts->rows)), TEXT_PRINT(grouped(arena, counts->clicks)),
                  TEXT_PRINT(grouped(arena, counts->conversions)), TEXT_PRINT(grouped(arena, counts->refused))));
    if (counts->was_finished) {
        return cli_print(cli, "this file was imported before: nothing was changed\n");
    }
    int64_t took_ms = (clock_monotonic_ns() - importing->began_ns) / 1000000;
    fprintf(stderr, "done in %lld.%03lld s\n", (long long)(took_ms / 1000), (long long)(took_ms % 1000));
    return cli_print(cli, "%.*s partners, %.*s offers, %.*s links made\n",
                     TEXT_PRINT(grouped(arena, counts->partners_made)), TEXT_PRINT(grouped(arena, counts->offers_made)),
                     TEXT_PRINT(grouped(arena, counts->links_made)));
}

static enum rc import_file(struct importing *importing, struct flow *flow)
{
    struct cli *cli = importing->cli;
    struct text program;
    struct events_import import = {.path = text_zero_terminated(cli->arena, cli->config.positions[0]),
                                   .time_zone = config_get(&cli->config, "time-zone"),
                                   .is_creating = !config_is(&cli->config, "no-create"),
                                   .user = importing,
                                   .progress = tell_progress,
                                   .refused = tell_refused};
    TRY(config_need(&cli->config, "program", &program, cli->fault));
    TRY(config_need(&cli->config, "map", &import.map, cli->fault));
    if (public_id_parse(flow->keyring, PREFIX_PROGRAM, program, &import.program_id.v) != RC_OK) {
        return fault_set(cli->fault, RC_NOT_FOUND, "program_not_found", "program", "there is no program %.60s",
                         text_zero_terminated(cli->arena, program));
    }
    struct events_import_counts counts;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < IMPORT_LANES_MAX && rc == RC_OK; i++) {
        rc = db_open(importing->database, &import.store_dbs[i], cli->fault);
    }
    if (rc == RC_OK) {
        rc = events_import(flow, &import, &counts);
    }
    for (size_t i = 0; i < IMPORT_LANES_MAX; i++) {
        db_close(import.store_dbs[i]);
    }
    TRY(rc);
    return print_summary(importing, &counts);
}

static enum rc import_events(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct importing importing = {.cli = cli, .database = network->database, .began_ns = clock_monotonic_ns()};
    importing.told_ns = importing.began_ns;
    struct text path = config_get(&cli->config, "refused");
    if (text_is(path)) {
        const char *name = text_zero_terminated(cli->arena, path);
        importing.refused_file = fopen(name, "wxe");
        if (importing.refused_file == NULL) {
            return fault_set(cli->fault, RC_INVALID, "file_unwritable", "refused", "%.150s cannot be made: %s", name,
                             strerrordesc_np(errno));
        }
    }
    enum rc rc = import_file(&importing, flow);
    if (importing.refused_file != NULL && fclose(importing.refused_file) != 0 && rc == RC_OK) {
        rc = fault_set(cli->fault, RC_FAULT, "file_unwritable", "refused", "the refused lines cannot be written");
    }
    return rc;
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, import_events);
}

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"program", "ID", NULL, "the program of all rows: prg_…"},
    {"map", "MAP", NULL,
     "field=column, field=column+column or field=:constant, joined by ','; fields: partner offer "
     "time visitor address agent referrer country source ext sub1 … sub10 conversion_time goal "
     "order_id amount discount currency status reason coupon customer_id email tax shipping usage "
     "customer_country split metadata"},
    {"time-zone", "ZONE", "UTC", "of times without an offset"},
    {"no-create", NULL, NULL, "refuses rows of unknown partners and offers instead of making them"},
    {"refused", "FILE", NULL, "a new file that takes all refused lines; standard error shows the first 100"},
};

const struct command command_import_events = {
    .name = "import events",
    .arguments = "FILE.csv",
    .summary = "Takes clicks and conversions from a CSV, with the file's own times; a second run changes nothing.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
