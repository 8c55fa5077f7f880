// SPDX-License-Identifier: Apache-2.0
// Draft plans over a past period of the books, over HTTP: read only, one snapshot, bounded.
#include "backtest/backtest.h"
#include "backtest/backtest_print.h"
#include "identity/public_id.h"
#include "v1/handlers.h"
#include "v1/plan_error.h"

#define PARTNERS_MAX 200
#define REPORT_BYTES ((size_t)256 << 20)

struct backtest_plan_body {
    struct text name, text;
};
static const struct field backtest_plan_fields[] = {
    FIELD_NAME(struct backtest_plan_body, name, 0, "What the draft is called in the answer; \"draft 1\" unless given."),
    FIELD_TEXT(struct backtest_plan_body, text, 1, PLAN_TEXT_MAX, FIELD_REQUIRED, "The plan: one clause a line."),
};
static const struct schema schema_backtest_plan =
    SCHEMA("BacktestDraft", struct backtest_plan_body, backtest_plan_fields);

struct backtest_body {
    struct field_list plans;
    struct text from, to;
    struct opt_int64 stress;
};
static const struct field backtest_fields[] = {
    FIELD_LIST(struct backtest_body, plans, &schema_backtest_plan, FIELD_REQUIRED, "One to eight drafts."),
    FIELD_TEXT(struct backtest_body, from, 1, 10, FIELD_REQUIRED, "First day, in the network's time zone."),
    FIELD_TEXT(struct backtest_body, to, 1, 10, FIELD_REQUIRED, "Last day, inclusive."),
    FIELD_BOOL(struct backtest_body, stress, 0, "As if everybody had reached the top tier and every bonus."),
};
const struct schema schema_backtest = SCHEMA("Backtest", struct backtest_body, backtest_fields);

struct backtest_view {
    struct text report;
};
static const struct field backtest_view_fields[] = {
    FIELD_RAW(struct backtest_view, report,
              "{\"type\":\"object\",\"properties\":{\"currency\":{\"type\":\"string\"},\"conversions\":{\"type\":"
              "\"integer\"},\"sales\":{\"type\":\"string\"},\"now\":{\"type\":\"object\"},\"drafts\":{\"type\":"
              "\"array\"},\"months\":{\"type\":\"array\"},\"partners\":{\"type\":\"array\"},\"partners_left\":{"
              "\"type\":\"integer\"},\"notes\":{\"type\":\"array\"}}}",
              "Totals, months, the 200 partners with the largest change, and notes on what was taken as it is today."),
};
const struct schema schema_backtest_report = SCHEMA("BacktestReport", struct backtest_view, backtest_view_fields);

static enum rc read_draft(struct call *call, const struct backtest_plan_body *body, size_t index,
                          struct currency currency, struct backtest_draft *draft)
{
    struct plan_error error;
    struct plan *plan = NULL;
    if (plan_parse(call->arena, body->text, currency, &plan, &error) != RC_OK) {
        call->refusal_place = plan_error_place(call->arena, &error);
        const char *field = text_zero_terminated(call->arena, text_format(call->arena, "plans[%zu].text", index));
        return fault_set(call->fault, RC_INVALID, "plan_malformed", field, "line %d, column %d: %s", error.line,
                         error.column, error.message);
    }
    *draft = (struct backtest_draft){.name = text_is(body->name) ? body->name
                                                                 : text_format(call->arena, "draft %zu", index + 1),
                                     .text = body->text,
                                     .plan = plan};
    return RC_OK;
}

enum rc api_program_backtest(struct call *call)
{
    const struct backtest_body *body = call->body;
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    if (body->plans.count < 1 || body->plans.count > BACKTEST_DRAFTS_MAX) {
        return fault_set(call->fault, RC_INVALID, "plans_too_many", "plans", "plans must be one to %d drafts",
                         BACKTEST_DRAFTS_MAX);
    }
    struct backtest_draft drafts[BACKTEST_DRAFTS_MAX];
    const struct backtest_plan_body *plans = body->plans.items;
    for (size_t i = 0; i < body->plans.count; i++) {
        TRY(read_draft(call, &plans[i], i, program.currency, &drafts[i]));
    }
    struct backtest_ask ask = {.program_id = program.id,
                               .drafts = drafts,
                               .draft_count = body->plans.count,
                               .is_stress = body->stress.has && body->stress.v != 0,
                               .events_max = BACKTEST_REQUEST_EVENTS_MAX};
    TRY(backtest_day_read(body->from, "from", &ask.from_day, call->fault));
    TRY(backtest_day_read(body->to, "to", &ask.to_day, call->fault));
    AUTO_ARENA arena = arena_new(REPORT_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    struct backtest_report report;
    TRY(backtest(&flow, &ask, &report));
    struct backtest_view view = {.report = backtest_print_json(arena, call->keyring, &report, PARTNERS_MAX)};
    return call_print(call, &schema_backtest_report, &view);
}
