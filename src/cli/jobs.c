// SPDX-License-Identifier: Apache-2.0
// tributary jobs run: what time made due, now or as of an instant.
#include "cli.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"at", "RFC3339", NULL, "as of this instant, such as 2026-11-22T00:00:00Z; now unless given"},
};

static enum rc run_jobs(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    (void)network;
    struct text at = config_get(&cli->config, "at");
    if (text_is(at) && instant_parse(at, &flow->now) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "instant_malformed", "at",
                         "--at must be an instant by RFC 3339, such as 2026-11-22T00:00:00Z");
    }
    struct buf report = buf_new(cli->arena, (size_t)64 << 10);
    enum rc rc = cli->wiring->jobs_run(flow, &report);
    TRY(cli_print(cli, "%.*s", TEXT_PRINT(buf_text(&report))));
    return rc;
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, run_jobs);
}

const struct command command_jobs_run = {
    .name = "jobs run",
    .arguments = "",
    .summary = "Runs what is due: releases, clicks of closed days, purges. Running it again is harmless.",
    .run = run,
    COMMAND_OPTIONS(options),
};
