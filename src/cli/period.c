// SPDX-License-Identifier: Apache-2.0
// tributary ledger close, reopen, periods.
#include "cli.h"
#include "ledger/period_close.h"

static enum rc print_event(struct cli *cli, const struct ledger_period_event *event)
{
    struct text until = instant_is_none(event->closed_until) ? TEXT("nothing is closed")
                                                             : instant_text(cli->arena, event->closed_until);
    return cli_print(cli, "%.*s %.*s on %.*s by %.*s; closed until: %.*s%s%.*s\n", TEXT_PRINT(event->month),
                     TEXT_PRINT(text_equal(event->kind, TEXT("close")) ? TEXT("closed") : TEXT("reopened")),
                     TEXT_PRINT(instant_text(cli->arena, event->occurred_at)), TEXT_PRINT(event->actor),
                     TEXT_PRINT(until), event->reason.n > 0 ? "; reason: " : "", TEXT_PRINT(event->reason));
}

static enum rc close_month(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct ledger_period_event event;
    TRY(period_close(flow, cli->config.positions[0], &event));
    return print_event(cli, &event);
}

static enum rc reopen_month(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct text reason;
    struct ledger_period_event event;
    TRY(config_need(&cli->config, "reason", &reason, cli->fault));
    TRY(period_reopen(flow, cli->config.positions[0], reason, &event));
    return print_event(cli, &event);
}

static enum rc list_periods(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct ledger_period_event *list;
    size_t count;
    TRY(flow_stored(flow, ledger_period_list(network->db, cli->arena, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        TRY(print_event(cli, &list[i]));
    }
    return count > 0 ? RC_OK : cli_print(cli, "no period was closed yet\n");
}

static enum rc run_close(struct cli *cli)
{
    return cli_with_network(cli, close_month);
}

static enum rc run_reopen(struct cli *cli)
{
    return cli_with_network(cli, reopen_month);
}

static enum rc run_periods(struct cli *cli)
{
    return cli_with_network(cli, list_periods);
}

static const struct config_option options[] = {OPTION_DATA, OPTION_DATABASE};
static const struct config_option reopen_options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"reason", "TEXT", NULL, "why: it is kept"},
};

const struct command command_ledger_close = {
    .name = "ledger close",
    .arguments = "MONTH",
    .summary = "Closes a month that is over (2026-10): nothing is booked into it any more.",
    .run = run_close,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
const struct command command_ledger_reopen = {
    .name = "ledger reopen",
    .arguments = "MONTH",
    .summary = "Reopens the month that was closed last.",
    .run = run_reopen,
    COMMAND_OPTIONS(reopen_options),
    .positions_min = 1,
    .positions_max = 1,
};
const struct command command_ledger_periods = {
    .name = "ledger periods",
    .arguments = "",
    .summary = "Lists what was closed and reopened.",
    .run = run_periods,
    COMMAND_OPTIONS(options),
};
