// SPDX-License-Identifier: Apache-2.0
// Finding a command, reading its options, saying what went wrong.
#include "cli.h"

#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "network/network_init.h"

#define WORDS_MAX 2
#define PRINT_BYTES_MAX ((size_t)64 << 20)

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

const struct command *const cli_commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
    NULL,
};

enum rc cli_print(struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vprintf(format, arguments);
    va_end(arguments);
    if (n < 0 || fflush(stdout) != 0) {
        return fault_set(cli->fault, RC_FAULT, "output", "", "standard output cannot be written");
    }
    return RC_OK;
}

const char *cli_path(struct cli *cli, struct text folder, const char *name)
{
    return text_zero_terminated(cli->arena, text_format(cli->arena, "%.*s/%s", TEXT_PRINT(folder), name));
}

static bool option_is_known(struct text name)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        for (size_t k = 0; k < cli_commands[i]->option_count; k++) {
            if (text_equal(name, text_of(cli_commands[i]->options[k].name))) {
                return true;
            }
        }
    }
    return false;
}

static enum rc folder_and_key(struct cli *cli, struct cli_network *network)
{
    struct text folder;
    struct stat status;
    TRY(config_need(&cli->config, "data", &folder, cli->fault));
    network->folder = text_of(text_zero_terminated(cli->arena, folder));
    if (stat(network->folder.p, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return fault_set(cli->fault, RC_NOT_FOUND, "folder_missing", "",
                         "%s is no folder: give --data, or make a network with tributary init", network->folder.p);
    }
    TRY(config_file(&cli->config, cli_path(cli, network->folder, CONFIG_FILE), option_is_known, cli->fault));
    enum rc rc = keyring_load(cli_path(cli, network->folder, KEY_FILE), &network->keyring, cli->fault);
    if (rc == RC_NOT_FOUND) {
        fault_clear(cli->fault);
        return fault_set(cli->fault, rc, "network_missing", "",
                         "%s holds no network (no %s): make one with tributary init", network->folder.p, KEY_FILE);
    }
    return rc;
}

enum rc cli_open_raw(struct cli *cli, struct cli_network *ret_network)
{
    struct cli_network network = {.db = NULL};
    TRY(folder_and_key(cli, &network));
    struct text location = config_get(&cli->config, "database");
    if (text_is_empty(location)) {
        location = text_format(cli->arena, "sqlite:%s/%s", network.folder.p, DATABASE_FILE);
    }
    network.database = text_of(text_zero_terminated(cli->arena, location));
    TRY(db_open(network.database, &network.db, cli->fault));
    *ret_network = network;
    return RC_OK;
}

enum rc cli_open(struct cli *cli, struct cli_network *ret_network)
{
    struct cli_network network;
    TRY(cli_open_raw(cli, &network));
    enum rc rc = db_schema_check(network.db, cli->fault);
    if (rc == RC_OK) {
        rc = network_key_check(network.db, cli->arena, &network.keyring, cli->fault);
    }
    if (rc != RC_OK) {
        cli_close(&network);
        return rc;
    }
    *ret_network = network;
    return RC_OK;
}

void cli_close(struct cli_network *network)
{
    if (network->db != NULL) {
        db_close(network->db);
        network->db = NULL;
    }
    memset(&network->keyring, 0, sizeof(network->keyring));
}

#define FIRST_LINE_BYTES_MAX 4096

enum rc cli_first_line(struct cli *cli, struct text path, struct text *ret_line)
{
    struct text bytes;
    TRY(file_read(cli->arena, text_zero_terminated(cli->arena, path), FIRST_LINE_BYTES_MAX, &bytes, cli->fault));
    text_split(&bytes, '\n', ret_line);
    if (text_ends_with(*ret_line, TEXT("\r"))) {
        *ret_line = text_slice(*ret_line, 0, ret_line->n - 1);
    }
    return RC_OK;
}

struct text cli_public_url(struct cli *cli)
{
    struct text given = config_get(&cli->config, "public-url");
    if (text_is_empty(given)) {
        struct text listen = config_get(&cli->config, "listen");
        return text_format(cli->arena, "http://%.*s", TEXT_PRINT(listen));
    }
    return text_ends_with(given, TEXT("/")) ? text_slice(given, 0, given.n - 1) : given;
}

struct flow cli_flow(struct cli *cli, struct cli_network *network)
{
    return (struct flow){
        .db = network->db,
        .arena = cli->arena,
        .keyring = &network->keyring,
        .now = clock_now(cli->clock),
        .actor = TEXT("command line"),
        .fault = cli->fault,
    };
}

enum rc cli_with_network(struct cli *cli,
                         enum rc (*work)(struct cli *cli, struct cli_network *network, struct flow *flow))
{
    struct cli_network network;
    TRY(cli_open(cli, &network));
    struct flow flow = cli_flow(cli, &network);
    enum rc rc = work(cli, &network, &flow);
    cli_close(&network);
    return rc;
}

// The command with the most words that the line begins with, and how many words it took.
static const struct command *command_find(int argument_count, char *const *arguments, int *ret_words)
{
    for (int words = WORDS_MAX; words > 0; words--) {
        for (size_t i = 0; cli_commands[i] != NULL; i++) {
            struct text rest = text_of(cli_commands[i]->name);
            struct text word;
            int count = 0;
            bool is_same = true;
            while (text_split(&rest, ' ', &word)) {
                count++;
                is_same = is_same && count < argument_count && text_equal(word, text_of(arguments[count]));
            }
            if (is_same && count == words) {
                *ret_words = words;
                return cli_commands[i];
            }
        }
    }
    return NULL;
}

static void print_help_of(const struct command *command)
{
    printf("tributary %s%s%s%s\n\n%s\n", command->name, command->arguments[0] == '\0' ? "" : " ", command->arguments,
           command->option_count == 0 ? "" : " [OPTION…]", command->summary);
    for (size_t i = 0; i < command->option_count; i++) {
        const struct config_option *option = &command->options[i];
        char left[64];
        snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value == NULL ? "" : " ",
                 option->value == NULL ? "" : option->value);
        printf("%s  %-26s %s%s%s%s\n", i == 0 ? "\n" : "", left, option->help, option->by_default == NULL ? "" : " (",
               option->by_default == NULL ? "" : option->by_default, option->by_default == NULL ? "" : ")");
    }
    if (command->option_count > 0) {
        printf("\nEvery option may also come from the environment (TRIBUTARY_DATA for --data) or from %s in the data "
               "folder.\n",
               CONFIG_FILE);
    }
}

static bool wants_help(int argument_count, char *const *arguments, int from)
{
    for (int i = from; i < argument_count && strcmp(arguments[i], "--") != 0; i++) {
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

size_t cli_one_line(struct text text, char *out)
{
    size_t n = 0;
    bool is_gap = false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c <= 0x20 || c == 0x7F) {
            is_gap = n > 0;
            continue;
        }
        if (is_gap) {
            out[n++] = ' ';
        }
        is_gap = false;
        out[n++] = text.p[i];
    }
    return n;
}

static void print_in_one_line(const char *text)
{
    char line[FAULT_TEXT_MAX];
    (void)fwrite(line, 1, cli_one_line(text_of(text), line), stderr);
}

static int say(const char *command, enum rc rc, const struct fault *fault)
{
    fprintf(stderr, "tributary: %s%s", command, command[0] == '\0' ? "" : ": ");
    print_in_one_line(fault_is_set(fault) ? fault->message : rc_name(rc));
    if (fault->detail[0] != '\0') {
        fputs(": ", stderr);
        print_in_one_line(fault->detail);
    }
    fputc('\n', stderr);
    return rc_exit_code(rc);
}

static enum rc positions_check(const struct cli *cli, const struct command *command)
{
    size_t count = cli->config.position_count;
    if (count < command->positions_min || count > command->positions_max) {
        return fault_set(cli->fault, RC_INVALID, "arguments", "", "%s arguments: tributary %s %s",
                         count < command->positions_min ? "too few" : "too many", command->name, command->arguments);
    }
    return RC_OK;
}

static int command_run(const struct command *command, int argument_count, char *const *arguments,
                       const struct cli_wiring *wiring)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct fault fault = {.rc = RC_OK};
    struct cli cli = {.arena = arena, .clock = clock_system(), .wiring = wiring, .fault = &fault};
    enum rc rc = crypto_start(&fault);
    if (rc == RC_OK) {
        rc =
            config_read(arena, command->options, command->option_count, argument_count, arguments, &cli.config, &fault);
    }
    if (rc == RC_OK) {
        rc = positions_check(&cli, command);
    }
    if (rc == RC_OK) {
        rc = command->run(&cli);
    }
    if (rc != RC_OK) {
        return say(command->name, rc, &fault);
    }
    return cli.is_check_failed ? 1 : 0;
}

int cli_main(int argument_count, char *const *arguments, const struct cli_wiring *wiring)
{
    int words = 0;
    const struct command *command = command_find(argument_count, arguments, &words);
    if (command != NULL && wants_help(argument_count, arguments, words + 1)) {
        print_help_of(command);
        return 0;
    }
    if (command == NULL && (argument_count < 2 || wants_help(argument_count, arguments, 1))) {
        const char *const help[] = {"tributary", "help"};
        command = command_find(2, (char *const *)(uintptr_t)help, &words);
        argument_count = argument_count < 2 ? -1 : 2;
    }
    if (command == NULL) {
        struct fault fault = {.rc = RC_OK};
        DISCARD("said below", fault_set(&fault, RC_INVALID, "command_unknown", "",
                                        "there is no such command: tributary help lists them"));
        return say(arguments[1], RC_INVALID, &fault);
    }
    if (argument_count == -1) {
        // Without any word: the help, but as an error.
        int code = command_run(command, 0, arguments, wiring);
        return code == 0 ? rc_exit_code(RC_INVALID) : code;
    }
    return command_run(command, argument_count - words - 1, arguments + words + 1, wiring);
}
