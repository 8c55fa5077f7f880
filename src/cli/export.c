// SPDX-License-Identifier: Apache-2.0
// tributary export ledger: the books for other programs, to standard output or into a new file.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "ledger/ledger_export.h"
#include "payout/payout_export.h"

struct writing {
    struct cli *cli;
    FILE *file;
    const char *path; // NULL: standard output
};

static enum rc write_failed(struct writing *writing)
{
    if (writing->path == NULL) {
        return fault_set(writing->cli->fault, RC_FAULT, "output", "", "standard output cannot be written");
    }
    return fault_set(writing->cli->fault, RC_FAULT, "file_unwritable", "output", "%.150s cannot be written: %s",
                     writing->path, strerrordesc_np(errno));
}

static enum rc write_bytes(void *user, struct text bytes)
{
    struct writing *writing = user;
    return fwrite(bytes.p, 1, bytes.n, writing->file) == bytes.n ? RC_OK : write_failed(writing);
}

static enum rc writing_begin(struct cli *cli, struct writing *writing)
{
    struct text path = config_get(&cli->config, "output");
    *writing = (struct writing){.cli = cli, .file = stdout};
    if (!text_is(path)) {
        return RC_OK;
    }
    writing->path = text_zero_terminated(cli->arena, path);
    writing->file = fopen(writing->path, "wxe");
    if (writing->file == NULL) {
        return fault_set(cli->fault, errno == EEXIST ? RC_CONFLICT : RC_INVALID, "file_unwritable", "output",
                         "%.150s cannot be made: %s", writing->path, strerrordesc_np(errno));
    }
    return RC_OK;
}

// A file is whole or not there.
static enum rc writing_end(struct writing *writing, enum rc rc)
{
    if (writing->path == NULL) {
        return rc != RC_OK || fflush(stdout) == 0 ? rc : write_failed(writing);
    }
    if (fclose(writing->file) != 0 && rc == RC_OK) {
        rc = write_failed(writing);
    }
    if (rc != RC_OK) {
        unlink(writing->path);
    }
    return rc;
}

static enum rc read_day(struct cli *cli, const char *name, int64_t *ret_day)
{
    struct text word;
    struct instant instant;
    TRY(config_need(&cli->config, name, &word, cli->fault));
    if (word.n != sizeof("2026-11-30") - 1 || instant_parse(word, &instant) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", name, "--%s is a day such as 2026-11-30", name);
    }
    *ret_day = day_number(instant);
    return RC_OK;
}

static enum rc read_statement(struct cli *cli, struct payout_statement *ret_statement)
{
    TRY(config_need(&cli->config, "account", &ret_statement->account, cli->fault));
    TRY(read_day(cli, "from", &ret_statement->first_day));
    TRY(read_day(cli, "to", &ret_statement->last_day));
    if (currency_parse(TEXT("RUB"), &ret_statement->currency) != RC_OK ||
        money_parse(config_get(&cli->config, "opening"), ret_statement->currency, &ret_statement->opening) !=
            MONEY_PARSED) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "opening",
                         "--opening is the account's balance in RUB, such as 1250.00");
    }
    return RC_OK;
}

static enum rc export_ledger(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct text word;
    enum ledger_export_format format = LEDGER_EXPORT_HLEDGER;
    TRY(config_need(&cli->config, "format", &word, cli->fault));
    bool is_1c = text_equal(word, TEXT("1c"));
    struct payout_statement statement = {.account = TEXT("")};
    struct ledger_export_days days;
    bool has_days = text_is(config_get(&cli->config, "from")) || text_is(config_get(&cli->config, "to"));
    if (is_1c) {
        TRY(read_statement(cli, &statement));
    } else if (!ledger_export_format_parse(word, &format)) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "format",
                         "--format is one of hledger, ledger, beancount, csv, xlsx, 1c");
    } else if (has_days && format != LEDGER_EXPORT_CSV && format != LEDGER_EXPORT_XLSX) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "from",
                         "--from and --to are for csv, xlsx and 1c: other programs choose their days themselves");
    } else if (has_days) {
        TRY(read_day(cli, "from", &days.first));
        TRY(read_day(cli, "to", &days.last));
    }
    struct writing writing;
    TRY(writing_begin(cli, &writing));
    enum rc rc = is_1c ? payout_export_1c(flow, &statement, write_bytes, &writing)
                       : ledger_export(flow, format, has_days ? &days : NULL, write_bytes, &writing);
    return writing_end(&writing, rc);
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, export_ledger);
}

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"format", "FORMAT", NULL,
     "hledger, ledger, beancount, csv, xlsx, or 1c (paid payouts in RUB as a bank statement)"},
    {"output", "FILE", NULL, "a new file instead of standard output"},
    {"account", "NUMBER", NULL, "for 1c: the operator's bank account, 20 digits"},
    {"from", "DAY", NULL, "for csv, xlsx, 1c: the first day, such as 2026-11-01"},
    {"to", "DAY", NULL, "for csv, xlsx, 1c: the last day"},
    {"opening", "AMOUNT", "0.00", "for 1c: the account's balance before the first day"},
};

const struct command command_export_ledger = {
    .name = "export ledger",
    .arguments = "",
    .summary = "Writes the books for hledger, Ledger, beancount, a spreadsheet or 1C.",
    .run = run,
    COMMAND_OPTIONS(options),
};
