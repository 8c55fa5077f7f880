// SPDX-License-Identifier: Apache-2.0
// tributary report check: the rollup of the performance report against the raw rows it was counted from.
#include "report/report.h"
#include "cli.h"

static const struct config_option options[] = {OPTION_DATA, OPTION_DATABASE};

static enum rc check(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    TRY(flow_stored(flow, db_read_begin(network->db)));
    AUTO_TRANSACTION(network->db);
    struct text *findings = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, performance_check(network->db, cli->arena, &findings, &count)));
    for (size_t i = 0; i < count; i++) {
        TRY(cli_print(cli, "%.*s\n", TEXT_PRINT(findings[i])));
    }
    cli->is_check_failed = count > 0;
    return cli_print(cli, "the report's figures %s the rows they are counted from\n",
                     count > 0 ? "DIFFER from" : "equal");
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, check);
}

const struct command command_report_check = {
    .name = "report check",
    .arguments = "",
    .summary = "Counts the report's figures anew from raw rows and compares; exit 0 or 1.",
    .run = run,
    COMMAND_OPTIONS(options),
};
