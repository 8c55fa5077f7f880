// SPDX-License-Identifier: Apache-2.0
// tributary plan check: reads a plan and prints it in its canonical form, or says where it is wrong.
#include "commission/plan.h"
#include "cli.h"

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

static enum rc run(struct cli *cli)
{
    struct text source;
    const char *path = text_zero_terminated(cli->arena, cli->config.positions[0]);
    TRY(file_read(cli->arena, path, PLAN_TEXT_MAX + 1, &source, cli->fault));
    struct currency currency = currency_of(source);
    struct text given = config_get(&cli->config, "currency");
    if (text_is(given) && currency_parse(given, &currency) != RC_OK) {
        return fault_set(cli->fault, RC_INVALID, "currency_unknown", "currency",
                         "--currency must be an ISO 4217 code, such as EUR");
    }
    struct plan *plan = NULL;
    struct plan_error error;
    if (plan_parse(cli->arena, source, currency, &plan, &error) != RC_OK) {
        bool has_hint = error.suggestion[0] != '\0';
        return fault_set(cli->fault, RC_INVALID, "plan_malformed", "", "%.80s:%d:%d: %s%s%s%s", path, error.line,
                         error.column, error.message, has_hint ? " (" : "", error.suggestion, has_hint ? ")" : "");
    }
    return cli_print(cli, "%.*s", TEXT_PRINT(plan_print(cli->arena, plan)));
}

static const struct config_option options[] = {
    {"currency", "CODE", NULL, "the program's; unless given the first that the text names, else EUR"},
};

const struct command command_plan_check = {
    .name = "plan check",
    .arguments = "FILE",
    .summary = "Reads a plan and prints its canonical form, or says where it is wrong (exit 2).",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
