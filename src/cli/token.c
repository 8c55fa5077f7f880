// SPDX-License-Identifier: Apache-2.0
// tributary token create: prints the token, once, alone.
#include "cli.h"
#include "user/token_write.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"name", "NAME", NULL, "what the token is for"},
    {"role", "ROLE", "operator", "operator, advertiser:ID or partner:ID"},
};

static enum rc make(struct cli *cli, struct cli_network *network, struct token_created *ret_created)
{
    struct flow flow = cli_flow(cli, network);
    struct token_create_input input = {.owner_id = 0};
    TRY(config_need(&cli->config, "name", &input.name, cli->fault));
    TRY(cli_role_read(cli, &network->keyring, &input.role, &input.owner_id));
    return token_create(&flow, &input, ret_created);
}

static enum rc run(struct cli *cli)
{
    struct cli_network network;
    struct token_created created;
    TRY(cli_open(cli, &network));
    enum rc rc = make(cli, &network, &created);
    cli_close(&network);
    TRY(rc);
    return cli_print(cli, "%.*s\n", TEXT_PRINT(created.secret));
}

const struct command command_token_create = {
    .name = "token create",
    .arguments = "",
    .summary = "Makes a bearer token for the API and prints it, once, alone.",
    .run = run,
    COMMAND_OPTIONS(options),
};
