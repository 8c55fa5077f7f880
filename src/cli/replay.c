// SPDX-License-Identifier: Apache-2.0
// tributary replay: all money derived anew from the recorded facts and compared byte for byte.
#include "replay/replay.h"

#include "cli.h"

static const struct config_option options[] = {OPTION_DATA, OPTION_DATABASE};

static enum rc print_differences(struct cli *cli, const struct replay_report *report)
{
    for (int64_t i = 0; i < report->difference_count && i < REPLAY_DIFFERENCES_MAX; i++) {
        const struct replay_difference *difference = &report->differences[i];
        TRY(cli_print(cli, "%.*s\n  stored:  %.*s\n  derived: %.*s\n", TEXT_PRINT(difference->object),
                      TEXT_PRINT(text_is(difference->stored) ? difference->stored : TEXT("(missing)")),
                      TEXT_PRINT(text_is(difference->derived) ? difference->derived : TEXT("(follows from nothing)"))));
    }
    if (report->difference_count > REPLAY_DIFFERENCES_MAX) {
        return cli_print(cli, "and %lld more\n", (long long)(report->difference_count - REPLAY_DIFFERENCES_MAX));
    }
    return RC_OK;
}

static enum rc replay_all(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct replay_report *report = arena_one(cli->arena, struct replay_report);
    TRY(flow_stored(flow, replay(network->db, cli->arena, report, cli->fault)));
    TRY(print_differences(cli, report));
    TRY(cli_print(cli,
                  "derived anew: %lld conversions, %lld commissions in %lld steps, %lld lines of clicks, %lld payout "
                  "items, %lld entries\n",
                  (long long)report->conversions, (long long)report->commissions, (long long)report->steps,
                  (long long)report->click_lines, (long long)report->payout_items, (long long)report->entries));
    cli->is_check_failed = report->difference_count > 0;
    return report->difference_count == 0
               ? cli_print(cli, "all is identical to what is stored\n")
               : cli_print(cli, "%lld differences from what is stored\n", (long long)report->difference_count);
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, replay_all);
}

const struct command command_replay = {
    .name = "replay",
    .arguments = "",
    .summary = "Derives all money anew from the recorded facts and compares byte for byte; exit 0 or 1.",
    .run = run,
    COMMAND_OPTIONS(options),
};
