// SPDX-License-Identifier: Apache-2.0
// tributary import rates: exchange rates from a CSV in the ECB's layout.
#include "cli.h"
#include "ledger/rate_write.h"

static enum rc import_rates(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct rates_import import = {.path = text_zero_terminated(cli->arena, cli->config.positions[0]),
                                  .source = config_get(&cli->config, "source")};
    if (currency_parse(config_get(&cli->config, "base"), &import.base) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "base", "--base is an ISO 4217 code such as EUR");
    }
    struct rates_import_counts counts;
    TRY(rates_import(flow, &import, &counts));
    if (counts.unknown.n > 0) {
        TRY(cli_print(cli, "passed over, unknown currencies: %.*s\n", TEXT_PRINT(counts.unknown)));
    }
    return cli_print(cli, "%lld days, %lld rates: %lld new, %lld known already\n", (long long)counts.days,
                     (long long)counts.rates, (long long)counts.rates_new,
                     (long long)(counts.rates - counts.rates_new));
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, import_rates);
}

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"base", "CODE", "EUR", "the currency that all rates are against"},
    {"source", "NAME", "ECB", "who published them"},
};

const struct command command_import_rates = {
    .name = "import rates",
    .arguments = "FILE.csv",
    .summary = "Takes exchange rates by day (layout of the ECB's eurofxref-hist.csv); a second run changes nothing.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
