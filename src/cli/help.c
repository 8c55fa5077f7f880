// SPDX-License-Identifier: Apache-2.0
// tributary help, tributary help exit-codes.
#include "cli.h"

static enum rc exit_codes(struct cli *cli)
{
    return cli_print(cli, "0  done\n"
                          "1  a check failed: what it found is on standard output\n"
                          "2  bad input: an option, an argument or a file is malformed\n"
                          "3  refused: a rule says no\n"
                          "4  forbidden\n"
                          "5  not found\n"
                          "6  conflict: it is there already, with other content\n"
                          "7  busy: try again\n"
                          "8  uncertain: the answer of the database was lost\n"
                          "9  fault: disk, network or memory\n");
}

static enum rc run(struct cli *cli)
{
    if (cli->config.position_count == 1) {
        if (text_equal(cli->config.positions[0], TEXT("exit-codes"))) {
            return exit_codes(cli);
        }
        return fault_set(cli->fault, RC_INVALID, "subject_unknown", "",
                         "there is no help on that: tributary COMMAND --help, or tributary help exit-codes");
    }
    TRY(cli_print(cli, "tributary %s: a partner network in one program\n\n", cli->wiring->version));
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const struct command *command = cli_commands[i];
        struct text left = text_format(cli->arena, "%s %s", command->name, command->arguments);
        TRY(cli_print(cli, "  tributary %-30.*s %s\n", TEXT_PRINT(left), command->summary));
    }
    return cli_print(cli, "\ntributary COMMAND --help tells more; tributary help exit-codes lists the exit codes.\n");
}

const struct command command_help = {
    .name = "help",
    .arguments = "[exit-codes]",
    .summary = "Lists the commands, or the exit codes.",
    .run = run,
    .positions_max = 1,
};
