// SPDX-License-Identifier: Apache-2.0
// tributary ledger check: the ten invariants, computed anew.
#include "cli.h"
#include "identity/public_id.h"
#include "ledger/ledger_verify.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"waiting", NULL, NULL, "lists the money that waits longest"},
};

static enum rc print_waiting(struct cli *cli, const struct keyring *keyring, const struct ledger_verification *found)
{
    TRY(cli_print(cli, "%lld accounts hold money that waits; due and not released yet: %lld commissions\n",
                  (long long)found->waiting_accounts, (long long)found->overdue));
    size_t count = config_is(&cli->config, "waiting") ? found->waiting_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct ledger_waiting *waiting = &found->waiting[i];
        struct text since = instant_is_none(waiting->since) ? TEXT("?") : instant_text(cli->arena, waiting->since);
        TRY(cli_print(cli, "  %.*s: %.*s %s %.*s since %.*s\n",
                      TEXT_PRINT(public_id_text(cli->arena, keyring, PREFIX_PARTNER, waiting->partner_id.v)),
                      TEXT_PRINT(money_text(cli->arena, waiting->amount)), waiting->amount.currency.code,
                      TEXT_PRINT(waiting->kind), TEXT_PRINT(since)));
    }
    return RC_OK;
}

static enum rc print_verdicts(struct cli *cli, const struct ledger_verification *found)
{
    for (size_t i = 0; i < LEDGER_INVARIANTS; i++) {
        const struct ledger_verdict *verdict = &found->verdicts[i];
        TRY(cli_print(cli, "%2d %-6s %s\n", verdict->invariant, verdict->findings == 0 ? "holds" : "BROKEN",
                      verdict->says));
    }
    for (size_t i = 0; i < found->finding_count; i++) {
        TRY(cli_print(cli, "  invariant %d: %.*s\n", found->findings[i].invariant,
                      TEXT_PRINT(found->findings[i].what)));
    }
    return RC_OK;
}

static enum rc check(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct ledger_verification *found = arena_one(cli->arena, struct ledger_verification);
    TRY(flow_stored(flow, ledger_verify(network->db, cli->arena, flow->now, found)));
    TRY(print_verdicts(cli, found));
    TRY(print_waiting(cli, &network->keyring, found));
    cli->is_check_failed = !found->is_sound;
    return cli_print(cli,
                     "the books are %s: %lld accounts, %lld entries, %lld postings, %lld commissions, %lld lines of "
                     "clicks\n",
                     found->is_sound ? "sound" : "NOT SOUND", (long long)found->accounts, (long long)found->entries,
                     (long long)found->postings, (long long)found->commissions, (long long)found->click_lines);
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, check);
}

const struct command command_ledger_check = {
    .name = "ledger check",
    .arguments = "",
    .summary = "Computes the invariants of the books anew; exit 0 or 1.",
    .run = run,
    COMMAND_OPTIONS(options),
};
