// SPDX-License-Identifier: Apache-2.0
// The calculator's form and result.
#include "public/calculator.h"

#include "commission/plan_check.h"
#include "document/document_words.h"
#include "format/encode.h"
#include "i18n/number_typed.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/show.h"
#include "public/program_statistics.h"

#define GOALS_MAX 16
#define LINES_MAX 6
#define ORDERS_DEFAULT 10
#define AMOUNT_MAJOR_DEFAULT 100
#define AMOUNT_MINOR_MOST ((int64_t)1000000000000)

// ---- what the plans can be asked ----

static size_t goals_of(const struct calculator_terms *terms, struct text *goals)
{
    size_t count = 0;
    for (size_t p = 0; p < terms->plan_count; p++) {
        const struct plan *plan = terms->plans[p].plan;
        for (size_t i = 0; i < plan->rule_count && count < GOALS_MAX; i++) {
            bool is_new = plan->rules[i].event == PLAN_ON_GOAL;
            for (size_t k = 0; k < count; k++) {
                is_new = is_new && !text_equal_ignore_case(goals[k], plan->rules[i].goal);
            }
            if (is_new) {
                goals[count++] = plan->rules[i].goal;
            }
        }
    }
    if (count == 0) {
        goals[count++] = TEXT("sale");
    }
    return count;
}

static bool is_by_amount(const struct plan_rule *rule)
{
    return rule->value.kind == PLAN_PERCENT;
}
static bool is_recurring(const struct plan_rule *rule)
{
    return rule->limit_payments > 1 || rule->limit_months > 1 || rule->is_until_churn;
}
static bool is_of_clicks(const struct plan_rule *rule)
{
    return rule->event == PLAN_ON_CLICK || rule->event == PLAN_ON_UNIQUE_CLICK;
}

static bool any_rule(const struct calculator_terms *terms, bool (*is_so)(const struct plan_rule *rule))
{
    for (size_t p = 0; p < terms->plan_count; p++) {
        for (size_t i = 0; i < terms->plans[p].plan->rule_count; i++) {
            if (is_so(&terms->plans[p].plan->rules[i])) {
                return true;
            }
        }
    }
    return false;
}

// ---- what was asked ----

static struct money amount_default(const struct calculator_terms *terms)
{
    if (terms->figures != NULL && terms->figures->median_order.minor > 0) {
        return terms->figures->median_order;
    }
    int64_t major = currency_minor_per_major(terms->currency);
    return (struct money){.minor = AMOUNT_MAJOR_DEFAULT * (major == 1 ? 100 : major), .currency = terms->currency};
}

static void refuse(struct form_error *error, const char *field, const char *code)
{
    if (!text_is(error->field)) {
        error->field = text_of(field);
        error->message = text_of(code); // the code for now: calculator_fill says it in the reader's language
    }
}

struct asked {
    struct arena *arena;
    enum i18n_language language;
    struct parameters query;
    struct form_error *error;
};

// What the field holds, with a point and without grouping; "" when it is empty or refused.
static struct text number_of(const struct asked *asked, const char *name)
{
    struct text plain = TEXT("");
    if (number_typed(asked->arena, asked->language, parameters_get(&asked->query, text_of(name)), &plain) != RC_OK) {
        refuse(asked->error, name, "number_ambiguous");
    }
    return text_is(plain) ? plain : TEXT("");
}

static int64_t number(const struct asked *asked, const char *name, int64_t from, int64_t to, int64_t by_default)
{
    struct text typed = number_of(asked, name);
    struct form_error *error = asked->error;
    int64_t value = by_default;
    if (!text_is_empty(typed) && int64_parse(typed, from, to, &value) != RC_OK) {
        refuse(error, name, "number_out_of_range");
        return by_default;
    }
    return value;
}

static struct money amount_of(const struct asked *asked, const struct calculator_terms *terms)
{
    struct text typed = number_of(asked, "amount");
    struct form_error *error = asked->error;
    struct money amount = amount_default(terms);
    if (text_is_empty(typed)) {
        return amount;
    }
    struct money given;
    enum money_parse_result result = money_parse(typed, terms->currency, &given);
    if (result == MONEY_TOO_PRECISE) {
        refuse(error, "amount", "amount_too_precise");
    } else if (result == MONEY_TOO_LARGE || (result == MONEY_PARSED && given.minor > AMOUNT_MINOR_MOST)) {
        refuse(error, "amount", "amount_too_large");
    } else if (result == MONEY_MALFORMED || given.minor < 0) {
        refuse(error, "amount", "amount_malformed");
    } else {
        amount = given;
    }
    return amount;
}

enum rc calculator_read(struct call *call, const struct calculator_terms *terms, struct calculate_input *ret_input,
                        struct form_error *ret_error)
{
    struct asked asked = {.arena = call->arena, .language = page_language(call), .error = ret_error};
    TRY(call_parse_parameters(call, call->request->query, &asked.query));
    struct text goals[GOALS_MAX];
    size_t goal_count = goals_of(terms, goals);
    *ret_error = (struct form_error){.field = TEXT_NONE, .message = TEXT_NONE};
    struct calculate_input input = {
        .goal = goals[0],
        .orders = number(&asked, "orders", 0, CALCULATE_ORDERS_MAX, ORDERS_DEFAULT),
        .amount = amount_of(&asked, terms),
        .months = number(&asked, "months", 1, CALCULATE_MONTHS_MAX, any_rule(terms, is_recurring) ? 12 : 1),
        .clicks = number(&asked, "clicks", 0, CALCULATE_CLICKS_MAX, any_rule(terms, is_of_clicks) ? 1000 : 0),
        .local_day = terms->local_day,
        .partner = terms->partner,
    };
    struct text wanted = parameters_get(&asked.query, TEXT("goal"));
    for (size_t i = 0; i < goal_count; i++) {
        input.goal = text_equal(goals[i], wanted) ? goals[i] : input.goal;
    }
    *ret_input = input;
    return RC_OK;
}

// ---- form ----

static struct input_view input_of(const char *name, struct text label, struct text hint, struct text value,
                                  const struct form_error *error)
{
    struct text field = text_of(name);
    return (struct input_view){
        .field = {.name = field,
                  .label = label,
                  .hint = hint,
                  .error = text_equal(error->field, field) ? error->message : TEXT_NONE},
        .kind = INPUT_TEXT,
        .value = value,
    };
}

static struct text typed_or(const struct parameters *query, const char *name, struct text value)
{
    struct text typed = parameters_get(query, text_of(name));
    return text_is_empty(typed) ? value : typed;
}

static struct text whole(struct arena *arena, int64_t value)
{
    return text_format(arena, "%lld", (long long)value);
}

static void fill_form(const struct call *call, const struct render *render, const struct calculator_terms *terms,
                      const struct calculate_input *input, const struct form_error *error, struct calculator_view *view)
{
    const struct reader *r = &render->reader;
    struct parameters query = {.count = 0};
    struct text at = TEXT_NONE;
    if (text_is(call->request->query) && query_parse(call->arena, call->request->query, &query, &at) != RC_OK) {
        query.count = 0;
    }
    struct text goals[GOALS_MAX];
    size_t count = goals_of(terms, goals);
    struct choice *choices = arena_many(call->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        choices[i] = (struct choice){.value = goals[i],
                                     .label = show_code(render, "goal", goals[i]),
                                     .is_chosen = text_equal(goals[i], input->goal)};
    }
    view->has_goals = count > 1;
    view->goal = (struct select_view){.field = {.name = TEXT("goal"), .label = phrase_calculator_goal(r)},
                                      .choices = {.items = choices, .count = count}};
    view->orders = input_of("orders", phrase_calculator_orders(r), TEXT_NONE,
                            typed_or(&query, "orders", whole(call->arena, input->orders)), error);
    view->amount = input_of(
        "amount", phrase_calculator_amount(r), TEXT_NONE,
        typed_or(&query, "amount",
                 number_as_typed(call->arena, i18n_language_of(r->i18n), money_text(call->arena, input->amount))),
        error);
    view->amount.unit = text_copy(call->arena, currency_text(&terms->currency));
    view->months = input_of("months", phrase_calculator_months(r), TEXT_NONE,
                            typed_or(&query, "months", whole(call->arena, input->months)), error);
    view->clicks = input_of("clicks", phrase_calculator_clicks(r), TEXT_NONE,
                            typed_or(&query, "clicks", whole(call->arena, input->clicks)), error);
    view->has_amount = any_rule(terms, is_by_amount);
    view->has_months = any_rule(terms, is_recurring);
    view->has_clicks = any_rule(terms, is_of_clicks);
    struct form_error *shown = arena_one(call->arena, struct form_error);
    *shown = *error;
    view->errors = (struct form_error_list){.items = shown, .count = text_is(error->field) ? 1 : 0};
}

// ---- result ----

struct lines {
    struct render *render;
    struct receipt_line *items;
    size_t count;
};

static void line(struct lines *lines, struct text label, struct money amount, enum receipt_line_kind kind)
{
    lines->items[lines->count++] =
        (struct receipt_line){.label = label, .amount = render_money(lines->render, amount), .kind = kind};
}

static void fill_result(struct render *render, const struct calculate_input *input, const struct calculated *result,
                        struct calculator_view *view)
{
    const struct reader *r = &render->reader;
    struct lines lines = {.render = render, .items = arena_many(render->arena, struct receipt_line, LINES_MAX)};
    line(&lines, phrase_calculator_first_order(r), result->first_order, RECEIPT_PLAIN);
    line(&lines, phrase_calculator_first_month(r, (struct phrase_calculator_first_month){.n = input->orders}),
         result->first_month, RECEIPT_PLAIN);
    if (input->months > 1) {
        line(&lines, phrase_calculator_later(r, (struct phrase_calculator_later){.n = input->months - 1}),
             result->later, RECEIPT_PLAIN);
    }
    if (result->bonuses.minor != 0) {
        line(&lines, phrase_calculator_bonuses(r), result->bonuses, RECEIPT_PLAIN);
    }
    if (view->has_clicks) {
        line(&lines, phrase_calculator_of_clicks(r, (struct phrase_calculator_of_clicks){.n = input->clicks}),
             result->clicks, RECEIPT_PLAIN);
    }
    line(&lines, phrase_calculator_total(r), result->total, RECEIPT_TOTAL);
    view->lines = (struct receipt_line_list){.items = lines.items, .count = lines.count};
    view->total = render_money(render, result->total);
    struct buf gifts = buf_new(render->arena, 4096);
    for (size_t i = 0; i < result->gift_count; i++) {
        struct text name =
            text_is(result->gifts[i].name) ? result->gifts[i].name : text_of(derive_reward_text(result->gifts[i].kind));
        buf_format(&gifts, "%s%lld × %.*s", i > 0 ? ", " : "", (long long)result->gifts[i].quantity, TEXT_PRINT(name));
    }
    view->gifts = buf_text(&gifts);
}

// How many clicks the orders take at the median conversion: S1-16, "how much effort to earn a given sum".
static void fill_effort(const struct render *render, const struct calculator_terms *terms,
                        const struct calculate_input *input, struct calculator_view *view)
{
    view->effort = TEXT_NONE;
    const struct program_figures *figures = terms->figures;
    int64_t clicks = 0;
    if (figures == NULL || figures->conversion_ppm <= 0 || input->orders == 0 ||
        int64_times_divided(input->orders, RATE_ONE, figures->conversion_ppm, ROUND_HALF_AWAY, &clicks) != RC_OK) {
        return;
    }
    view->effort = phrase_calculator_effort(
        &render->reader,
        (struct phrase_calculator_effort){
            .rate = i18n_percent(render->reader.i18n, render->arena, program_public_tenth(figures->conversion_ppm)),
            .clicks = clicks});
}

enum rc calculator_fill(struct call *call, struct render *render, const struct calculator_terms *terms,
                        struct text action, struct calculator_view *ret_view)
{
    struct calculate_input input;
    struct form_error error;
    TRY(calculator_read(call, terms, &input, &error));
    if (text_is(error.field)) {
        error.message = phrase_of_fault(&render->reader, error.message);
    }
    struct calculated result;
    enum rc rc = plan_calculate(call->arena, terms->plans, terms->plan_count, &input, &result);
    if (rc != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "amount_too_large", "amount", "the sums are too large");
    }
    *ret_view = (struct calculator_view){.action = action};
    fill_form(call, render, terms, &input, &error, ret_view);
    fill_result(render, &input, &result, ret_view);
    fill_effort(render, terms, &input, ret_view);
    return RC_OK;
}
