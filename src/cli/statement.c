// SPDX-License-Identifier: Apache-2.0
// tributary statement: a partner's statement as a file on standard output.
#include "cli.h"
#include "document/statement_print.h"
#include "identity/public_id.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"month", "YYYY-MM", NULL, "the month; the present one unless given"},
    {"from", "DAY", NULL, "instead of a month: a day of the time zone, or an instant"},
    {"to", "DAY", NULL, "a day that still counts, or an instant; now unless given"},
    {"tz", "ZONE", NULL, "time zone of months and days; the network's unless given"},
    {"format", "FORMAT", "pdf", "csv, xlsx or pdf"},
    {"lang", "LANGUAGE", "en", "en, ru, fr or ja"},
};

static enum rc partner_of(struct cli *cli, struct flow *flow, struct partner_id *ret_id)
{
    struct text name = cli->config.positions[0];
    struct partner partner = {.id = {0}};
    enum rc rc = RC_OK;
    if (public_id_parse(flow->keyring, PREFIX_PARTNER, name, &partner.id.v) != RC_OK) {
        rc = partner_find(flow->db, flow->arena, name, &partner);
    }
    if (rc == RC_NOT_FOUND) {
        return fault_set(cli->fault, rc, "partner_not_found", "", "there is no partner %.60s",
                         text_zero_terminated(cli->arena, name));
    }
    *ret_id = partner.id;
    return flow_stored(flow, rc);
}

static enum rc print(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    (void)network;
    enum i18n_language language = I18N_EN;
    enum document_format format = DOCUMENT_PDF;
    if (!i18n_language_parse(config_get(&cli->config, "lang"), &language)) {
        return fault_set(cli->fault, RC_INVALID, "language_unknown", "lang", "--lang must be en, ru, fr or ja");
    }
    bool is_known = document_format_parse(config_get(&cli->config, "format"), &format);
    if (!is_known || format == DOCUMENT_JSON || format == DOCUMENT_XML) {
        return fault_set(cli->fault, RC_INVALID, "format_unknown", "format", "--format must be csv, xlsx or pdf");
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow large = *flow;
    large.arena = arena;
    struct statement_ask ask = {.month = config_get(&cli->config, "month"),
                                .from = config_get(&cli->config, "from"),
                                .to = config_get(&cli->config, "to"),
                                .tz = config_get(&cli->config, "tz")};
    struct statement_period period;
    struct statement statement;
    struct partner_id partner_id;
    struct text bytes = TEXT_NONE;
    TRY(statement_period_read(&large, &ask, &period));
    TRY(partner_of(cli, &large, &partner_id));
    TRY(statement_read(&large, partner_id, &period, &statement));
    TRY(statement_print(&large, &statement, format, language, &bytes));
    if (fwrite(bytes.p, 1, bytes.n, stdout) != bytes.n || fflush(stdout) != 0) {
        return fault_set(cli->fault, RC_FAULT, "output_failed", "", "standard output cannot be written");
    }
    return RC_OK;
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, print);
}

const struct command command_statement = {
    .name = "statement",
    .arguments = "PARTNER",
    .summary = "Prints a partner's statement (by code or prt_…): every event, movement and balance of a period.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
