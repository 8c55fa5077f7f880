// SPDX-License-Identifier: Apache-2.0
// tributary explain: why a commission is that sum, or why an order earned what it did.
#include "cli.h"
#include "commission/commission_explain.h"
#include "identity/public_id.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"lang", "LANGUAGE", "en", "en, ru, fr or ja"},
};

static enum rc explain_id(struct cli *cli, struct flow *flow, enum explain_language language,
                          struct explanation *ret_explanation)
{
    const struct explain_reader reader = {.language = language, .sees_recruiters = true, .sees_bonuses = true};
    struct text id = cli->config.positions[0];
    struct commission_id commission_id;
    if (public_id_parse(flow->keyring, PREFIX_COMMISSION, id, &commission_id.v) == RC_OK) {
        struct commission commission;
        TRY(commission_get(flow->db, flow->arena, commission_id, &commission));
        return commission_explain(flow, &commission, &reader, ret_explanation);
    }
    struct conversion_id conversion_id;
    struct conversion conversion;
    TRY(public_id_parse(flow->keyring, PREFIX_CONVERSION, id, &conversion_id.v));
    TRY(conversion_get(flow->db, flow->arena, conversion_id, &conversion));
    return conversion_explain(flow, &conversion, &reader, ret_explanation);
}

static enum rc explain(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    enum explain_language language = EXPLAIN_EN;
    if (!explain_language_parse(config_get(&cli->config, "lang"), &language)) {
        return fault_set(cli->fault, RC_INVALID, "language_unknown", "lang", "--lang must be en, ru, fr or ja");
    }
    TRY(flow_stored(flow, db_read_begin(network->db)));
    AUTO_TRANSACTION(network->db);
    struct explanation explanation;
    enum rc rc = explain_id(cli, flow, language, &explanation);
    if (rc == RC_NOT_FOUND) {
        return fault_set(cli->fault, RC_NOT_FOUND, "commission_not_found", "",
                         "there is no commission or conversion %.60s",
                         text_zero_terminated(cli->arena, cli->config.positions[0]));
    }
    TRY(flow_stored(flow, rc));
    for (size_t i = 0; i < explanation.count; i++) {
        TRY(cli_print(cli, "%zu. %.*s\n", i + 1, TEXT_PRINT(explanation.steps[i].sentence)));
    }
    return RC_OK;
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, explain);
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "COMMISSION",
    .summary = "Tells step by step why a commission (com_…) is that sum, or what a conversion (cnv_…) earned.",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
