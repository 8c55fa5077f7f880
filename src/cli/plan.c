// SPDX-License-Identifier: Apache-2.0
// tributary plan check: what holds for a plan and what does not, or where it is wrong. tributary plan print: its
// canonical form. Neither needs a network, save for plan check --program, which asks what publishing would find.
#include "cli.h"
#include "commission/plan_ratchet.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "program/program_write.h"

// The first word of the text that is a currency, so that --currency is needed only where the text names none.
static struct currency currency_of(struct text source)
{
    struct currency found = {.code = "EUR"};
    size_t from = 0;
    for (size_t i = 0; i <= source.n; i++) {
        bool is_letter =
            i < source.n && ((source.p[i] >= 'A' && source.p[i] <= 'Z') || (source.p[i] >= 'a' && source.p[i] <= 'z'));
        if (is_letter) {
            continue;
        }
        struct text word = text_slice(source, from, i);
        struct currency currency;
        if (word.n == 3 && word.p[0] <= 'Z' && currency_parse(word, &currency) == RC_OK) {
            return currency;
        }
        from = i + 1;
    }
    return found;
}

static enum rc read_plan(struct cli *cli, struct text path_text, bool is_new, struct currency *currency,
                         struct plan **ret_plan)
{
    struct text source;
    const char *path = text_zero_terminated(cli->arena, path_text);
    TRY(file_read(cli->arena, path, PLAN_SENT_MAX, &source, cli->fault));
    if (currency_is_none(*currency)) {
        *currency = currency_of(source);
    }
    struct plan_error error;
    if (plan_parse(cli->arena, source, *currency, ret_plan, &error) != RC_OK ||
        (is_new && plan_check_new(cli->arena, *ret_plan, &error) != RC_OK)) {
        bool has_hint = error.suggestion[0] != '\0';
        return fault_set(cli->fault, RC_INVALID, "plan_malformed", "", "%.80s:%d:%d: %s%s%s%s", path, error.line,
                         error.column, error.message, has_hint ? " (" : "", error.suggestion, has_hint ? ")" : "");
    }
    return RC_OK;
}

static enum rc read_currency(struct cli *cli, struct currency *ret_currency)
{
    struct text given = config_get(&cli->config, "currency");
    *ret_currency = (struct currency){.code = ""};
    if (text_is(given) && currency_parse(given, ret_currency) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "currency_unknown", "currency",
                         "--currency must be an ISO 4217 code, such as EUR");
    }
    return RC_OK;
}

// "30%" or "30".
static enum rc read_rate(struct cli *cli, const char *name, bool *ret_has, struct rate *ret_rate)
{
    struct text given = config_get(&cli->config, name);
    *ret_has = text_is(given);
    if (!*ret_has) {
        return RC_OK;
    }
    struct text digits = text_ends_with(given, TEXT("%")) ? text_slice(given, 0, given.n - 1) : given;
    if (rate_parse_percent(digits, ret_rate) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", name, "--%s must be a percentage, such as 30%%",
                         name);
    }
    return RC_OK;
}

// "50" or "50 EUR".
static enum rc read_sum(struct cli *cli, struct currency currency, bool *ret_has, struct money *ret_sum)
{
    struct text given = config_get(&cli->config, "no-jump");
    *ret_has = text_is(given);
    if (!*ret_has) {
        return RC_OK;
    }
    struct text code = text_format(cli->arena, " %s", currency.code);
    struct text digits = text_ends_with(given, code) ? text_slice(given, 0, given.n - code.n) : given;
    if (money_parse(digits, currency, ret_sum) != MONEY_PARSED || ret_sum->minor < 0) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "no-jump",
                         "--no-jump must be a sum in %s, such as 50", currency.code);
    }
    return RC_OK;
}

static enum rc read_hold(struct cli *cli, int *ret_days)
{
    struct text given = config_get(&cli->config, "hold-days");
    int64_t days = PLAN_HOLD_UNKNOWN;
    if (text_is(given) && int64_parse(given, 0, PROGRAM_HOLD_DAYS_MAX, &days) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "option_malformed", "hold-days", "--hold-days must be 0 to %d",
                         PROGRAM_HOLD_DAYS_MAX);
    }
    *ret_days = (int)days;
    return RC_OK;
}

static enum rc print_findings(struct cli *cli, const struct check_result *result, enum explain_language language)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct check_finding *finding = &result->findings[i];
        if (finding->line > 0) {
            TRY(cli_print(cli, "line %d: ", finding->line));
        }
        TRY(cli_print(cli, "%s %s: %.*s\n", check_subject_text(finding->subject), check_outcome_text(finding->outcome),
                      TEXT_PRINT(plan_finding_text(cli->arena, finding, language))));
    }
    cli->is_check_failed = cli->is_check_failed || result->is_refuted || result->is_undecided;
    return RC_OK;
}

// ---- against a program ----

static enum rc print_kept(struct cli *cli, struct flow *flow, const struct plan_kept *kept,
                          enum explain_language language)
{
    for (size_t i = 0; i < kept->count; i++) {
        const struct plan_kept_finding *finding = &kept->items[i];
        struct plan_version against = {.number = 0};
        if (finding->line > 0) {
            TRY(cli_print(cli, "line %lld: ", (long long)finding->line));
        }
        if (finding->against_id.v != 0) {
            TRY(flow_stored(flow, program_plan_get(flow->db, flow->arena, finding->against_id, &against)));
            TRY(cli_print(cli, "version %lld: ", (long long)against.number));
        }
        TRY(cli_print(cli, "%.*s %.*s: %.*s\n", TEXT_PRINT(finding->subject), TEXT_PRINT(finding->outcome),
                      TEXT_PRINT(plan_finding_said(finding, text_of(explain_language_text(language))))));
        cli->is_check_failed = cli->is_check_failed || text_equal(finding->outcome, TEXT("refuted")) ||
                               text_equal(finding->outcome, TEXT("undecided"));
    }
    return RC_OK;
}

static enum rc find_program(struct cli *cli, struct flow *flow, struct program_id *ret_id)
{
    struct text id = config_get(&cli->config, "program");
    struct program program;
    enum rc rc = public_id_parse(flow->keyring, PREFIX_PROGRAM, id, &ret_id->v) == RC_OK
                     ? program_get(flow->db, flow->arena, *ret_id, &program)
                     : RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        return fault_set(cli->fault, rc, "program_not_found", "program", "there is no program %.60s",
                         text_zero_terminated(cli->arena, id));
    }
    return flow_stored(flow, rc);
}

static enum rc try_file(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    enum explain_language language = EXPLAIN_EN;
    struct program_plan_input input = {.effective_at = INSTANT_NONE};
    struct plan_trial trial;
    struct plan_error error;
    const char *path = text_zero_terminated(cli->arena, cli->config.positions[0]);
    if (!explain_language_parse(config_get(&cli->config, "lang"), &language)) {
        return fault_set(cli->fault, RC_INVALID, "language_unknown", "lang", "--lang must be en, ru, fr or ja");
    }
    TRY(find_program(cli, flow, &input.program_id));
    TRY(file_read(cli->arena, path, PLAN_SENT_MAX, &input.plan_text, cli->fault));
    enum rc rc = program_plan_try(flow, &input, &trial, &error);
    if (rc != RC_OK && error.line > 0) { // the place in the file, as without a program
        fault_clear(flow->fault);
        bool has_hint = error.suggestion[0] != '\0';
        return fault_set(cli->fault, RC_INVALID, "plan_malformed", "", "%.80s:%d:%d: %s%s%s%s", path, error.line,
                         error.column, error.message, has_hint ? " (" : "", error.suggestion, has_hint ? ")" : "");
    }
    TRY(rc);
    TRY(print_kept(cli, flow, &trial.kept, language));
    if (trial.is_refused) {
        return cli_print(cli, "It would not be published: a promise or an example of its own does not hold.\n");
    }
    return trial.is_for_all
               ? cli_print(cli, "Published now, it would bind all customers at once.\n")
               : cli_print(cli, "Published now, it would bind customers won from then on only, from %.*s on.\n",
                           TEXT_PRINT(instant_text(cli->arena, trial.earliest)));
}

// What stands beside --program would have no meaning.
static enum rc try_options(struct cli *cli)
{
    static const char *const others[] = {"currency", "at-most", "margin", "no-jump", "against", "hold-days"};
    bool is_given = config_is(&cli->config, "monotone");
    const char *name = "monotone";
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) && !is_given; i++) {
        is_given = text_is(config_get(&cli->config, others[i]));
        name = others[i];
    }
    return is_given ? fault_set(cli->fault, RC_INVALID, "option_malformed", name,
                                "--%s and --program: choose one; the program says it", name)
                    : RC_OK;
}

static enum rc check(struct cli *cli)
{
    struct plan *plan = NULL;
    struct currency currency;
    struct check_options options = {.work_max = 0};
    struct check_result result;
    enum explain_language language = EXPLAIN_EN;
    if (text_is(config_get(&cli->config, "program"))) {
        TRY(try_options(cli));
        return cli_with_network(cli, try_file);
    }
    if (!explain_language_parse(config_get(&cli->config, "lang"), &language)) {
        return fault_set(cli->fault, RC_INVALID, "language_unknown", "lang", "--lang must be en, ru, fr or ja");
    }
    TRY(read_currency(cli, &currency));
    TRY(read_rate(cli, "at-most", &options.has_at_most, &options.at_most));
    TRY(read_rate(cli, "margin", &options.has_margin, &options.margin));
    TRY(read_plan(cli, cli->config.positions[0], /* is_new= */ true, &currency, &plan));
    options.has_monotone = config_is(&cli->config, "monotone");
    TRY(read_sum(cli, currency, &options.has_no_jump, &options.no_jump));
    plan_check(cli->arena, plan, &options, &result);
    TRY(print_findings(cli, &result, language));
    int hold_days = 0;
    TRY(read_hold(cli, &hold_days));
    struct text against = config_get(&cli->config, "against");
    if (text_is(against)) {
        struct plan *old = NULL;
        TRY(read_plan(cli, against, /* is_new= */ false, &currency, &old));
        plan_ratchet(cli->arena, old, plan, hold_days, 0, &result);
        TRY(print_findings(cli, &result, language));
    }
    return RC_OK;
}

static enum rc print(struct cli *cli)
{
    struct plan *plan = NULL;
    struct currency currency;
    TRY(read_currency(cli, &currency));
    TRY(read_plan(cli, cli->config.positions[0], /* is_new= */ true, &currency, &plan));
    return cli_print(cli, "%.*s", TEXT_PRINT(plan_print(cli->arena, plan)));
}

#define OPTION_CURRENCY                                                                                 \
    {                                                                                                   \
        "currency", "CODE", NULL, "the program's; unless given the first that the text names, else EUR" \
    }

static const struct config_option check_options[] = {
    OPTION_CURRENCY,
    {"at-most", "PERCENT", NULL, "also asks whether all that one sale pays is never above this share of it"},
    {"margin", "PERCENT", NULL, "also asks whether it is never above this margin"},
    {"monotone", NULL, NULL, "also asks whether a larger sale never pays less"},
    {"no-jump", "SUM", NULL, "also asks whether one minor unit more of amount never changes what is paid by more"},
    {"lang", "LANGUAGE", "en", "of the sentences: en, ru, fr or ja"},
    {"against", "FILE", NULL, "the version before: also asks whether the new one is never worse for those enrolled"},
    {"hold-days", "DAYS", NULL, "the program's hold, for versions of which only one states its own"},
    {"program", "ID", NULL, "asks what publishing it in this program (prg_…) would find and do; publishes nothing"},
    OPTION_DATA,
    OPTION_DATABASE,
};

const struct command command_plan_check = {
    .name = "plan check",
    .arguments = "FILE",
    .summary = "Says what holds for a plan: exit 0 proved, 1 refuted or not decided, 2 it does not read.",
    .run = check,
    COMMAND_OPTIONS(check_options),
    .positions_min = 1,
    .positions_max = 1,
};

static const struct config_option print_options[] = {
    OPTION_CURRENCY,
};

const struct command command_plan_print = {
    .name = "plan print",
    .arguments = "FILE",
    .summary = "Prints a plan in its canonical form.",
    .run = print,
    COMMAND_OPTIONS(print_options),
    .positions_min = 1,
    .positions_max = 1,
};
