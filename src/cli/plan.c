// SPDX-License-Identifier: Apache-2.0
// tributary plan check: reads a plan and says what it says, or where it is wrong.
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

static enum rc print_rule(struct cli *cli, const struct plan_rule *rule)
{
    struct arena *arena = cli->arena;
    struct text event = rule->event == PLAN_ON_CLICK ? TEXT("click")
                        : rule->event == PLAN_ON_UNIQUE_CLICK
                            ? TEXT("click that is the visitor's first on the link in 24 hours")
                            : rule->goal;
    TRY(cli_print(cli, "line %d: each %.*s earns ", rule->line, TEXT_PRINT(event)));
    if (rule->value.kind != PLAN_PERCENT) {
        return cli_print(cli, "%.*s %s\n", TEXT_PRINT(exact_text(arena, rule->value.fixed)),
                         rule->value.fixed.currency.code);
    }
    TRY(cli_print(cli, "%.*s%%", TEXT_PRINT(rate_percent_text(arena, rule->value.rate))));
    return rule->items != NULL ? cli_print(cli, " of its lines of kind %.*s\n", TEXT_PRINT(rule->items->values[0]))
                               : cli_print(cli, " of what no rule for a kind takes\n");
}

static enum rc print_terms(struct cli *cli, const struct plan *plan)
{
    struct arena *arena = cli->arena;
    TRY(cli_print(cli, "percentages are taken %s the customer's discount\n",
                  plan->is_base_before_discount ? "before" : "after"));
    TRY(plan->hold_days >= 0 ? cli_print(cli, "a commission is held for %d days\n", plan->hold_days)
                             : cli_print(cli, "a commission is held as long as the program says\n"));
    const struct plan_cap *rate = plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ true);
    const struct plan_cap *sum = plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ false);
    if (rate != NULL) {
        TRY(cli_print(cli, "all commission of one sale is at most %.*s%% of it\n",
                      TEXT_PRINT(rate_percent_text(arena, rate->rate))));
    }
    if (sum != NULL) {
        TRY(cli_print(cli, "all commission of one sale is at most %.*s %s\n", TEXT_PRINT(money_text(arena, sum->sum)),
                      sum->sum.currency.code));
    }
    return cli_print(cli, "a half is rounded %s\n",
                     plan->rounding == ROUND_HALF_EVEN ? "to the even neighbour" : "away from zero");
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
    for (size_t i = 0; i < plan->rule_count; i++) {
        TRY(print_rule(cli, &plan->rules[i]));
    }
    return print_terms(cli, plan);
}

static const struct config_option options[] = {
    {"currency", "CODE", NULL, "the program's; unless given the first that the text names, else EUR"},
};

const struct command command_plan_check = {
    .name = "plan check",
    .arguments = "FILE",
    .summary = "Reads a plan and says what it pays, or where it is wrong (exit 2).",
    .run = run,
    COMMAND_OPTIONS(options),
    .positions_min = 1,
    .positions_max = 1,
};
