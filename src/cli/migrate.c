// SPDX-License-Identifier: Apache-2.0
// tributary migrate: the newest schema, or another database: SQLite to PostgreSQL and back.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backup/backup.h"
#include "cli.h"
#include "click/click_ship.h"
#include "ledger/ledger_verify.h"
#include "network/network_init.h"
#include "progress.h"

#define MOVE_FILE "move.backup"
#define MOVED_SUFFIX ".moved"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"to", "URL", NULL,
     "moves everything into this empty database: postgresql://… or sqlite:PATH; stop the server first"},
};

static enum rc newest_schema(struct cli *cli)
{
    struct cli_network network;
    TRY(cli_open_raw(cli, &network));
    enum rc rc = db_migrate(network.db, cli->fault);
    if (rc == RC_OK) {
        rc = network_key_check(network.db, cli->arena, &network.keyring, cli->fault);
    }
    cli_close(&network);
    TRY(rc);
    return cli_print(cli, "the database has the newest schema\n");
}

struct moving {
    struct cli *cli;
    struct cli_network *from;
    struct text to;
    const char *file;
};

// Nothing may be written while we move: the server holds the spool, and so do we.
static enum rc spool_hold(struct moving *moving, struct spool **ret_spool)
{
    struct cli *cli = moving->cli;
    const char *folder = cli_path(cli, moving->from->folder, "spool");
    int node = -1;
    *ret_spool = NULL;
    enum rc rc = spool_node(folder, &node);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && node < 0)) {
        return RC_OK;
    }
    if (rc != RC_OK) {
        return fault_set(cli->fault, rc, "spool_unreadable", "", "%s cannot be read", folder);
    }
    struct spool_options spool = {.folder = folder, .node = node};
    struct click_spool_opened opened;
    TRY(click_spool_open(&spool, moving->from->db, &opened, cli->fault));
    *ret_spool = opened.spool;
    return RC_OK;
}

static enum rc books_check(struct moving *moving, struct flow *flow)
{
    struct cli *cli = moving->cli;
    struct ledger_verification *found = arena_one(cli->arena, struct ledger_verification);
    TRY(flow_stored(flow, ledger_verify(flow->db, cli->arena, flow->now, found)));
    if (!found->is_sound) {
        return fault_set(cli->fault, RC_REFUSED, "books_not_sound", "",
                         "the books in the new database are not sound: the old one stays in use; "
                         "tributary ledger check tells more");
    }
    return cli_print(cli, "the books are sound: %lld entries, %lld commissions\n", (long long)found->entries,
                     (long long)found->commissions);
}

static enum rc fill(struct moving *moving, const struct backup_input *input, struct backup_counts *ret_counts)
{
    struct cli *cli = moving->cli;
    struct cli_network network = {.keyring = moving->from->keyring, .folder = moving->from->folder};
    TRY(db_open(moving->to, &network.db, cli->fault));
    struct flow flow = cli_flow(cli, &network);
    enum rc rc = backup_restore(&flow, input, ret_counts);
    rc = rc == RC_OK ? books_check(moving, &flow) : rc;
    cli_close(&network);
    return rc;
}

static enum rc copy(struct moving *moving)
{
    struct cli *cli = moving->cli;
    struct progress progress = progress_begin();
    struct backup_counts counts;
    struct backup_input input = {.path = moving->file,
                                 .folder = moving->from->folder.p,
                                 .program = cli->wiring->version,
                                 .is_without_spool = true,
                                 .user = &progress,
                                 .progress = progress_rows};
    struct flow flow = cli_flow(cli, moving->from);
    TRY(backup_write(&flow, &input, &counts));
    enum rc rc = fill(moving, &input, &counts);
    (void)unlink(moving->file);
    TRY(rc);
    return cli_print(cli, "moved %lld rows of %lld tables\n", (long long)counts.rows, (long long)counts.tables);
}

// The old file keeps its content under a name that nothing opens by itself.
static enum rc put_aside(struct moving *moving)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    struct cli *cli = moving->cli;
    struct text path = moving->from->database;
    if (!text_starts_with(path, TEXT("sqlite:"))) {
        return RC_OK;
    }
    path = text_slice(path, 7, SIZE_MAX);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct text old = text_format(cli->arena, "%.*s%s", TEXT_PRINT(path), parts[i]);
        struct text aside = text_format(cli->arena, "%.*s" MOVED_SUFFIX "%s", TEXT_PRINT(path), parts[i]);
        if (rename(text_zero_terminated(cli->arena, old), text_zero_terminated(cli->arena, aside)) != 0 &&
            errno != ENOENT) {
            return fault_set(cli->fault, RC_FAULT, "file", "", "%.*s cannot be renamed: %s", TEXT_PRINT(old),
                             strerror(errno));
        }
    }
    return cli_print(cli, "the old database is %.*s" MOVED_SUFFIX "; remove it when you need it no more\n",
                     TEXT_PRINT(path));
}

static enum rc move(struct moving *moving)
{
    struct cli *cli = moving->cli;
    struct spool *spool = NULL;
    TRY(spool_hold(moving, &spool));
    enum rc rc = copy(moving);
    if (rc == RC_OK) {
        rc = config_file_set(cli->arena, cli_path(cli, moving->from->folder, CONFIG_FILE), TEXT("database"), moving->to,
                             cli->fault);
    }
    cli_close(moving->from);
    rc = rc == RC_OK ? put_aside(moving) : rc;
    spool_close(spool);
    TRY(rc);
    return cli_print(cli, "%s names the new database; a --database option or TRIBUTARY_DATABASE must too\n",
                     cli_path(cli, moving->from->folder, CONFIG_FILE));
}

static enum rc run(struct cli *cli)
{
    struct text to = config_get(&cli->config, "to");
    if (text_is_empty(to)) {
        return newest_schema(cli);
    }
    struct cli_network network;
    TRY(cli_open(cli, &network));
    struct moving moving = {.cli = cli,
                            .from = &network,
                            .to = text_of(text_zero_terminated(cli->arena, to)),
                            .file = cli_path(cli, network.folder, MOVE_FILE)};
    enum rc rc = move(&moving);
    cli_close(&network);
    return rc;
}

const struct command command_migrate = {
    .name = "migrate",
    .arguments = "",
    .summary = "Brings the database to the schema of this program, or moves it (--to) to another database.",
    .run = run,
    COMMAND_OPTIONS(options),
};
