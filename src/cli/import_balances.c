// SPDX-License-Identifier: Apache-2.0
// tributary import balances: opening balances of those who come from another system. Refused rows on standard error.
#include "cli.h"
#include "identity/public_id.h"
#include "import/balances_import.h"

static void tell_refused(void *user, int64_t line, const struct fault *fault)
{
    (void)user;
    fprintf(stderr, "line %lld: %s: %s\n", (long long)line, fault->field[0] == '\0' ? "row" : fault->field,
            fault->message);
}

static enum rc import_balances(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    (void)network;
    struct balances_import import = {.path = text_zero_terminated(cli->arena, cli->config.positions[0]),
                                     .date = config_get(&cli->config, "date"),
                                     .refused = tell_refused};
    struct text program = config_get(&cli->config, "program");
    if (text_is(program) && public_id_parse(flow->keyring, PREFIX_PROGRAM, program, &import.program_id.v) != RC_OK) {
        return fault_set(cli->fault, RC_NOT_FOUND, "program_not_found", "program", "there is no program %.60s",
                         text_zero_terminated(cli->arena, program));
    }
    struct instant date;
    if (text_is(import.date)) {
        TRY(balances_date_read(cli->fault, "date", import.date, &date));
    }
    struct balances_import_counts counts;
    TRY(balances_import(flow, &import, &counts));
    TRY(cli_print(cli, "%lld rows: %lld booked, %lld known already, %lld refused\n", (long long)counts.rows,
                  (long long)counts.booked, (long long)counts.known, (long long)counts.refused));
    return counts.refused == 0
               ? RC_OK
               : fault_set(cli->fault, RC_INVALID, "rows_refused", "file",
                           "%lld rows were refused: mend them and import the file again", (long long)counts.refused);
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, import_balances);
}

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"program", "ID", NULL, "the program of rows that name none: prg_…"},
    {"date", "DATE", NULL, "as of when, of rows that have no date: 2026-11-30"},
};

const struct command command_import_balances = {
    .name = "import balances",
    .arguments = "FILE.csv",
    .summary =
        "Takes over what partners and advertisers were owed, owed or had deposited; a second run changes nothing.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
