// SPDX-License-Identifier: Apache-2.0
// tributary init: data folder, key, database, network, first operator.
#include <sys/stat.h>

#include "cli.h"
#include "network/network_init.h"

static const struct config_option init_options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"name", "NAME", NULL, "the network's name, as people see it"},
    {"currency", "CODE", NULL, "default currency: ISO 4217, such as EUR"},
    {"time-zone", "ZONE", "UTC", "IANA name: days of statements and reports"},
    {"email", "ADDRESS", NULL, "the first operator's e-mail, to sign in with"},
    {"password-file", "FILE", NULL, "file with the operator's password; without it a link to choose one is printed"},
    OPTION_PUBLIC_URL,
    OPTION_LISTEN,
};

static enum rc input_read(struct cli *cli, struct network_init_input *ret_input)
{
    struct network_init_input input = {.time_zone = config_get(&cli->config, "time-zone"), .fallback_url = TEXT_NONE};
    struct text currency;
    TRY(config_need(&cli->config, "name", &input.name, cli->fault));
    TRY(config_need(&cli->config, "currency", &currency, cli->fault));
    if (currency_parse(currency, &input.currency) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "currency_unknown", "currency",
                         "--currency must be an ISO 4217 code such as EUR");
    }
    TRY(config_need(&cli->config, "email", &input.email, cli->fault));
    struct text path = config_get(&cli->config, "password-file");
    input.password = TEXT_NONE;
    if (text_is(path)) {
        TRY(cli_first_line(cli, path, &input.password));
    }
    *ret_input = input;
    return RC_OK;
}

// A key that is there already is kept: an init that was interrupted is finished by the next one.
static enum rc key_ensure(struct cli *cli, struct text folder)
{
    enum rc rc = keyring_create(cli_path(cli, folder, KEY_FILE), cli->fault);
    if (rc == RC_CONFLICT) {
        fault_clear(cli->fault);
        return RC_OK;
    }
    return rc;
}

enum rc cli_database_remember(struct cli *cli, struct text folder, struct text database)
{
    if (text_is_empty(database)) {
        return RC_OK;
    }
    struct stat status;
    const char *path = cli_path(cli, folder, CONFIG_FILE);
    if (stat(path, &status) == 0) {
        return RC_OK;
    }
    return file_append(path, text_format(cli->arena, "database = %.*s\n", TEXT_PRINT(database)), cli->fault);
}

static enum rc make(struct cli *cli, const struct network_init_input *input, struct cli_network *network)
{
    struct flow flow = cli_flow(cli, network);
    struct user_id operator_id;
    TRY(db_migrate(network->db, cli->fault));
    return network_init(&flow, input, &operator_id);
}

enum rc cli_network_make(struct cli *cli, const struct network_init_input *input, struct cli_network *ret_network)
{
    struct text folder;
    TRY(config_need(&cli->config, "data", &folder, cli->fault));
    TRY(network_init_check(cli->arena, input, cli->fault));
    struct text database = config_get(&cli->config, "database");
    TRY(folder_ensure(text_zero_terminated(cli->arena, folder), cli->fault));
    TRY(key_ensure(cli, folder));
    TRY(cli_open_raw(cli, ret_network));
    enum rc rc = make(cli, input, ret_network);
    if (rc == RC_OK) {
        rc = cli_database_remember(cli, folder, database);
    }
    if (rc != RC_OK) {
        cli_close(ret_network);
    }
    return rc;
}

static enum rc init_run(struct cli *cli)
{
    struct text folder;
    struct network_init_input input;
    struct cli_network network;
    TRY(config_need(&cli->config, "data", &folder, cli->fault));
    TRY(input_read(cli, &input));
    TRY(cli_network_make(cli, &input, &network));
    struct text link = TEXT_NONE;
    enum rc rc = text_is(input.password) ? RC_OK : cli_invitation(cli, &network, input.email, &link);
    cli_close(&network);
    TRY(rc);
    TRY(cli_print(cli, "made the network %.*s in %.*s; keep a copy of %.*s/%s in a safe place\n",
                  TEXT_PRINT(input.name), TEXT_PRINT(folder), TEXT_PRINT(folder), KEY_FILE));
    if (!text_is(link)) {
        return RC_OK;
    }
    return cli_print(cli,
                     "%.*s\nStart the server (tributary serve), then open this link to choose a password: good once, "
                     "for seven days.\n",
                     TEXT_PRINT(link));
}

const struct command command_init = {
    .name = "init",
    .arguments = "",
    .summary = "Makes a network: data folder, key, database and the first operator.",
    .run = init_run,
    COMMAND_OPTIONS(init_options),
};
