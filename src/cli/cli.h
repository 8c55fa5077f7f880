// SPDX-License-Identifier: Apache-2.0
// Commands of the command line. A command is a `const struct command command_NAME` in a file of its own and one line in
// commands.def. It returns RC_OK, or fills cli->fault: the caller prints "tributary: COMMAND: message" on standard
// error and exits with rc_exit_code; a check that found something sets is_check_failed and exits with 1.
#pragma once

#include <stdio.h>

#include "app.h"
#include "clock/clock.h"
#include "config/config.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "flow.h"
#include "identity/identity.h"
#include "network/network_init.h"
#include "route.h"

// What main knows and commands of this layer may not include: the routes of the layers beside them.
struct cli_wiring {
    const struct route_table *const *tables;
    size_t table_count;
    const struct app_part *const *parts; // of the server, in the order in which they start
    size_t part_count;
    // Runs every job as of flow->now; a line for each is appended to the report.
    enum rc (*jobs_run)(struct flow *flow, struct buf *report);
    const char *version; // "0.1.0"
};

struct cli {
    struct arena *arena;
    struct config config;
    const struct clock *clock;
    const struct cli_wiring *wiring;
    struct fault *fault;
    bool is_check_failed;
};

struct command {
    const char *name;      // "token create"
    const char *arguments; // positions, for the help: "FILE.csv"; "" for none
    const char *summary;   // one sentence
    enum rc (*run)(struct cli *cli);
    const struct config_option *options;
    size_t option_count;
    size_t positions_min;
    size_t positions_max;
};

#define COMMAND_OPTIONS(list) .options = (list), .option_count = sizeof(list) / sizeof((list)[0])
// The two options of every command that needs a network.
#define OPTION_DATA                                                                                    \
    {                                                                                                  \
        "data", "DIR", NULL, "the data folder: key, settings, and the database unless it is elsewhere" \
    }
#define OPTION_DATABASE                                                                           \
    {                                                                                             \
        "database", "URL", NULL, "postgresql://… or sqlite:PATH; DIR/tributary.db unless given" \
    }

// For the server, and for the doctor, who looks whether it is good.
#define OPTION_COUNTRIES                                                                                       \
    {                                                                                                          \
        "countries", "FILE", "", "MaxMind DB file that says the country of visitors; taken up when it changes" \
    }

// Where pages are, for commands that print links to them (cli_public_url).
#define OPTION_PUBLIC_URL                                                         \
    {                                                                             \
        "public-url", "URL", NULL, "how people reach the server; as serve has it" \
    }
#define OPTION_LISTEN                                                          \
    {                                                                          \
        "listen", "ADDRESS:PORT", "127.0.0.1:8080", "where the server listens" \
    }

// Ends with NULL; in the order of commands.def.
extern const struct command *const cli_commands[];

// Runs the command that the words name, to its exit code. arguments[0] is the program.
int cli_main(int argument_count, char *const *arguments, const struct cli_wiring *wiring);

// The network of the data folder: key loaded and proven, database open, its schema the one this program knows. What is
// absent is said with what to do. cli_close when done.
struct cli_network {
    struct keyring keyring;
    struct db *db;
    struct text database; // location, zero-terminated
    struct text folder;   // zero-terminated
};
enum rc cli_open(struct cli *cli, struct cli_network *ret_network) MUST_USE;
// Without the checks of schema and key: for init and migrate.
enum rc cli_open_raw(struct cli *cli, struct cli_network *ret_network) MUST_USE;
void cli_close(struct cli_network *network);
// cli_open, the work with a flow for it, cli_close.
enum rc cli_with_network(struct cli *cli,
                         enum rc (*work)(struct cli *cli, struct cli_network *network, struct flow *flow)) MUST_USE;
// init: folder, key, schema and network, as far as they are missing; open when RC_OK. RC_CONFLICT network_exists.
enum rc cli_network_make(struct cli *cli, const struct network_init_input *input,
                         struct cli_network *ret_network) MUST_USE;
// Later commands find the database without being told again: writes it into the settings file of a new folder. Nothing
// for the default.
enum rc cli_database_remember(struct cli *cli, struct text folder, struct text database) MUST_USE;
// A flow for the command, by the actor "command line", now.
struct flow cli_flow(struct cli *cli, struct cli_network *network);
// DIR/NAME, zero-terminated.
const char *cli_path(struct cli *cli, struct text folder, const char *name);
// The first line of a file, without its end: passwords.
enum rc cli_first_line(struct cli *cli, struct text path, struct text *ret_line) MUST_USE;
// "http://127.0.0.1:8080" or --public-url: where pages are, for links that a command prints.
struct text cli_public_url(struct cli *cli);
// --role: "operator", "advertiser:adv_…", "partner:prt_…".
enum rc cli_role_read(struct cli *cli, const struct keyring *keyring, enum role *ret_role,
                      int64_t *ret_owner_id) MUST_USE;
// A new invitation link for who has this e-mail and no password yet.
enum rc cli_invitation(struct cli *cli, struct cli_network *network, struct text email, struct text *ret_link) MUST_USE;
// What libraries say may have several lines: the text with each run of blanks and control characters as one blank, none
// at its ends, into out, which has room for text.n bytes. Gives how many it wrote.
size_t cli_one_line(struct text text, char *out);
// prints to standard output; RC_FAULT when it cannot be written (a full disk, a closed pipe).
enum rc cli_print(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3))) MUST_USE;

#define KEY_FILE "master.key"
#define CONFIG_FILE "tributary.conf"
#define DATABASE_FILE "tributary.db"
