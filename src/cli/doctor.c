// SPDX-License-Identifier: Apache-2.0
// tributary doctor: what is wrong and what to do, in words.
#include "doctor/doctor.h"

#include "cli.h"
#include "network/network_init.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    OPTION_COUNTRIES,
    {"deep", NULL, NULL, "also derives all money and counts all reports anew: takes minutes on large networks"},
};

struct visit {
    struct cli *cli;
    int64_t bad;
    int64_t warnings;
};

static enum rc tell(void *user, const struct doctor_finding *finding)
{
    static const char *const words[] = {"ok", "WARNING", "PROBLEM"};
    struct visit *visit = user;
    char *line = arena_bytes(visit->cli->arena, finding->says.n + 1);
    struct text says = {.p = line, .n = cli_one_line(finding->says, line)};
    visit->bad += finding->level == DOCTOR_BAD;
    visit->warnings += finding->level == DOCTOR_WARNING;
    TRY(cli_print(visit->cli, "%-8s %-9s %.*s\n", words[finding->level], finding->subject, TEXT_PRINT(says)));
    return text_is(finding->remedy) ? cli_print(visit->cli, "%19s→ %.*s\n", "", TEXT_PRINT(finding->remedy)) : RC_OK;
}

// What keeps us from looking further is a finding, and its message says what to do.
static enum rc tell_fault(struct visit *visit, const char *subject)
{
    struct fault *fault = visit->cli->fault;
    struct text says =
        text_format(visit->cli->arena, "%s%s%s", fault->message, fault->detail[0] == '\0' ? "" : ": ", fault->detail);
    struct doctor_finding finding = {DOCTOR_BAD, subject, says,
                                     TEXT("put this right first: nothing else can be looked at without it; a damaged "
                                          "database is replaced by restoring the last backup")};
    fault_clear(fault);
    return tell(visit, &finding);
}

static enum rc examine(struct visit *visit, struct cli_network *network)
{
    struct cli *cli = visit->cli;
    struct flow flow = cli_flow(cli, network);
    struct text countries = config_get(&cli->config, "countries");
    struct doctor_input input = {.folder = network->folder.p,
                                 .countries =
                                     text_is_empty(countries) ? NULL : text_zero_terminated(cli->arena, countries),
                                 .is_deep = config_is(&cli->config, "deep"),
                                 .user = visit,
                                 .tell = tell};
    TRY(doctor_folder(&flow, &input));
    if (db_schema_check(network->db, cli->fault) != RC_OK) {
        return tell_fault(visit, "schema");
    }
    if (network_key_check(network->db, cli->arena, &network->keyring, cli->fault) != RC_OK) {
        return tell_fault(visit, "key");
    }
    struct doctor_finding finding = {DOCTOR_GOOD, "key",
                                     TEXT("it belongs to this database, whose schema is the newest"), TEXT_NONE};
    TRY(tell(visit, &finding));
    return doctor_examine(&flow, &input);
}

static enum rc run(struct cli *cli)
{
    struct visit visit = {.cli = cli};
    struct cli_network network;
    struct text folder;
    TRY(config_need(&cli->config, "data", &folder, cli->fault));
    if (cli_open_raw(cli, &network) == RC_OK) {
        enum rc rc = examine(&visit, &network);
        cli_close(&network);
        TRY(rc);
    } else {
        TRY(tell_fault(&visit, "opening"));
    }
    cli->is_check_failed = visit.bad > 0;
    return cli_print(cli, "%lld problems, %lld warnings\n", (long long)visit.bad, (long long)visit.warnings);
}

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Says what is wrong with a network and what to do; exit 0, or 1 when there is a problem.",
    .run = run,
    COMMAND_OPTIONS(options),
};
