// SPDX-License-Identifier: Apache-2.0
// tributary plan backtest: what draft plans would have cost over a past period of the books.
#include "backtest/backtest.h"

#include "backtest/backtest_print.h"
#include "cli.h"
#include "format/encode.h"
#include "identity/public_id.h"

#define REPORT_BYTES ((size_t)1 << 30)
#define PARTNERS_SHOWN 20

static enum rc read_draft(struct cli *cli, struct text path_text, struct currency currency,
                          struct backtest_draft *draft)
{
    const char *path = text_zero_terminated(cli->arena, path_text);
    struct plan *plan = NULL;
    struct plan_error error;
    draft->name = path_text;
    TRY(file_read(cli->arena, path, PLAN_TEXT_MAX + 1, &draft->text, cli->fault));
    if (plan_parse(cli->arena, draft->text, currency, &plan, &error) != RC_OK) {
        bool has_hint = error.suggestion[0] != '\0';
        return fault_set(cli->fault, RC_INVALID, "plan_malformed", "", "%.80s:%d:%d: %s%s%s%s", path, error.line,
                         error.column, error.message, has_hint ? " (" : "", error.suggestion, has_hint ? ")" : "");
    }
    draft->plan = plan;
    return RC_OK;
}

static enum rc read_ask(struct cli *cli, struct flow *flow, struct backtest_draft *drafts, struct backtest_ask *ask)
{
    struct text id, from, to;
    TRY(config_need(&cli->config, "program", &id, cli->fault));
    TRY(config_need(&cli->config, "from", &from, cli->fault));
    TRY(config_need(&cli->config, "to", &to, cli->fault));
    *ask = (struct backtest_ask){
        .drafts = drafts, .draft_count = cli->config.position_count, .is_stress = config_is(&cli->config, "stress")};
    TRY(backtest_day_read(from, "from", &ask->from_day, cli->fault));
    TRY(backtest_day_read(to, "to", &ask->to_day, cli->fault));
    struct program program;
    enum rc rc = public_id_parse(flow->keyring, PREFIX_PROGRAM, id, &ask->program_id.v) == RC_OK
                     ? program_get(flow->db, flow->arena, ask->program_id, &program)
                     : RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        return fault_set(cli->fault, rc, "program_not_found", "program", "there is no program %.60s",
                         text_zero_terminated(cli->arena, id));
    }
    TRY(flow_stored(flow, rc));
    for (size_t i = 0; i < ask->draft_count; i++) {
        TRY(read_draft(cli, cli->config.positions[i], program.currency, &drafts[i]));
    }
    return RC_OK;
}

static enum rc print_report(struct cli *cli, struct flow *flow, const struct backtest_report *report)
{
    struct text bytes;
    int64_t shown = PARTNERS_SHOWN;
    struct text most = config_get(&cli->config, "partners");
    if (text_is(most) && int64_parse(most, 0, INT32_MAX, &shown) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "partners", "--partners must be a whole number");
    }
    if (config_is(&cli->config, "json")) {
        struct text json = backtest_print_json(flow->arena, flow->keyring, report, SIZE_MAX);
        bytes = text_format(flow->arena, "%.*s\n", TEXT_PRINT(json));
    } else if (config_is(&cli->config, "csv")) {
        bytes = backtest_print_csv(flow->arena, report);
    } else {
        bytes = backtest_print_table(flow->arena, report, (size_t)shown);
    }
    if (fwrite(bytes.p, 1, bytes.n, stdout) != bytes.n || fflush(stdout) != 0) {
        return fault_set(cli->fault, RC_FAULT, "output_failed", "", "standard output cannot be written");
    }
    return RC_OK;
}

static enum rc backtest_files(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    AUTO_ARENA arena = arena_new(REPORT_BYTES);
    struct flow large = *flow;
    large.arena = arena;
    struct backtest_draft drafts[BACKTEST_DRAFTS_MAX];
    struct backtest_ask ask;
    struct backtest_report report;
    if (config_is(&cli->config, "json") && config_is(&cli->config, "csv")) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "csv", "--json and --csv: choose one");
    }
    TRY(read_ask(cli, &large, drafts, &ask));
    int64_t began_ns = clock_monotonic_ns();
    TRY(backtest(&large, &ask, &report));
    int64_t took_ms = (clock_monotonic_ns() - began_ns) / 1000000;
    fprintf(stderr, "%lld events read and derived in %lld.%03lld s\n", (long long)report.events_read,
            (long long)(took_ms / 1000), (long long)(took_ms % 1000));
    return print_report(cli, &large, &report);
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, backtest_files);
}

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"program", "ID", NULL, "whose books: prg_…"},
    {"from", "DAY", NULL, "first day, such as 2026-01-01, in the network's time zone"},
    {"to", "DAY", NULL, "last day, inclusive"},
    {"stress", NULL, NULL, "as if everybody had reached the top tier and every bonus"},
    {"partners", "N", NULL, "how many partners the table shows, those with the largest change; 20 unless given"},
    {"json", NULL, NULL, "the whole report as JSON"},
    {"csv", NULL, NULL, "a row for each partner, month and draft"},
};

const struct command command_plan_backtest = {
    .name = "plan backtest",
    .arguments = "FILE…",
    .summary = "Compares up to eight draft plans with what was booked: cost, and who gains and loses by which rule.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = BACKTEST_DRAFTS_MAX,
};
