// SPDX-License-Identifier: Apache-2.0
// tributary backup and tributary restore.
#include <inttypes.h>

#include "backup/backup.h"

#include "cli.h"
#include "clock/clock.h"
#include "progress.h"

#define PROGRESS_NS ((int64_t)1000000000)

struct progress progress_begin(void)
{
    return (struct progress){.told_ns = clock_monotonic_ns()};
}

void progress_rows(void *user, const struct backup_counts *counts)
{
    struct progress *progress = user;
    int64_t now_ns = clock_monotonic_ns();
    if (now_ns - progress->told_ns >= PROGRESS_NS) {
        fprintf(stderr, "%" PRId64 " tables, %" PRId64 " rows\n", counts->tables, counts->rows);
        progress->told_ns = now_ns;
    }
}

static const struct config_option backup_options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"with-key", NULL, NULL, "puts the master key into the file: then it alone is enough, and must be kept as safe"},
};

static enum rc backup(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct progress progress = progress_begin();
    struct backup_counts counts;
    struct backup_input input = {.path = text_zero_terminated(cli->arena, cli->config.positions[0]),
                                 .folder = network->folder.p,
                                 .program = cli->wiring->version,
                                 .is_with_key = config_is(&cli->config, "with-key"),
                                 .user = &progress,
                                 .progress = progress_rows};
    TRY(backup_write(flow, &input, &counts));
    TRY(cli_print(cli, "%s: %" PRId64 " tables, %" PRId64 " rows, %" PRId64 " clicks of the spool, %" PRId64 " bytes\n",
                  input.path, counts.tables, counts.rows, counts.clicks, counts.bytes));
    return counts.has_key ? RC_OK
                          : cli_print(cli, "it does not hold the key: keep a copy of %s/%s elsewhere\n",
                                      network->folder.p, KEY_FILE);
}

static enum rc backup_run(struct cli *cli)
{
    return cli_with_network(cli, backup);
}

const struct command command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .summary = "Writes the whole network, as it is now, into a new file; the server may run.",
    .run = backup_run,
    COMMAND_OPTIONS(backup_options),
    .positions_min = 1,
    .positions_max = 1,
};

static const struct config_option restore_options[] = {OPTION_DATA, OPTION_DATABASE};

// A new folder gets the key that the file holds; without one the operator puts it there first.
static enum rc key_ensure(struct cli *cli, const char *file, const char *path)
{
    struct keyring keyring;
    enum rc rc = keyring_load(path, &keyring, cli->fault);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    fault_clear(cli->fault);
    struct text key;
    TRY(backup_key(cli->arena, file, &key, cli->fault));
    if (key.n != KEY_BYTES) {
        return fault_set(cli->fault, RC_NOT_FOUND, "key_missing", "",
                         "the backup does not hold the key: put the network's %s into the folder first (chmod 600)",
                         KEY_FILE);
    }
    return keyring_put(path, (const uint8_t *)key.p, cli->fault);
}

static enum rc restore_run(struct cli *cli)
{
    struct text folder;
    struct cli_network network;
    const char *file = text_zero_terminated(cli->arena, cli->config.positions[0]);
    TRY(config_need(&cli->config, "data", &folder, cli->fault));
    TRY(folder_ensure(text_zero_terminated(cli->arena, folder), cli->fault));
    TRY(key_ensure(cli, file, cli_path(cli, folder, KEY_FILE)));
    struct text database = config_get(&cli->config, "database");
    TRY(cli_open_raw(cli, &network));
    struct progress progress = progress_begin();
    struct backup_counts counts;
    struct backup_input input = {.path = file,
                                 .folder = network.folder.p,
                                 .program = cli->wiring->version,
                                 .user = &progress,
                                 .progress = progress_rows};
    struct flow flow = cli_flow(cli, &network);
    enum rc rc = backup_restore(&flow, &input, &counts);
    rc = rc == RC_OK ? cli_database_remember(cli, folder, database) : rc;
    cli_close(&network);
    TRY(rc);
    return cli_print(cli,
                     "restored %" PRId64 " tables, %" PRId64 " rows as of %.*s; %" PRId64
                     " clicks wait in the spool for the server\ncheck it: tributary ledger check, tributary replay\n",
                     counts.tables, counts.rows, TEXT_PRINT(instant_text(cli->arena, counts.taken_at)), counts.clicks);
}

const struct command command_restore = {
    .name = "restore",
    .arguments = "FILE",
    .summary = "Makes a network out of a backup, in a new data folder and an empty database of either kind.",
    .run = restore_run,
    COMMAND_OPTIONS(restore_options),
    .positions_min = 1,
    .positions_max = 1,
};
