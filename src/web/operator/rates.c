// SPDX-License-Identifier: Apache-2.0
// Exchange rates by day.
#include "component/form_fill.h"
#include "i18n/number_typed.h"
#include "identity/public_id.h"
#include "ledger/rate_write.h"
#include "operator/books.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "rates_html.h"

#define PATH "/operator/rates"
#define ROWS_DEFAULT 50
#define COLUMNS 5

struct rates_query {
    CALL_PAGE_MEMBERS;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct rates_query),
    FIELD_CHOICE(struct rates_query, done, "recorded", 0, "What has just been done."),
};
const struct schema schema_rates_query = SCHEMA("RatesQuery", struct rates_query, query_fields);

static enum rc fill_row(struct call *call, struct render *render, const struct exchange_rate *rate,
                        struct rate_row *row)
{
    struct exchange_rate counts;
    TRY(flow_stored(&call->flow, rate_of_day(call->db, call->arena, rate->base, rate->quote, rate->day, &counts)));
    *row = (struct rate_row){
        .day = render_date(render, (struct instant){rate->day * DAY_MS + DAY_MS / 2}),
        .pair = text_format(call->arena, "%.3s/%.3s", rate->base.code, rate->quote.code),
        .value = i18n_decimal(render->reader.i18n, call->arena, exchange_value_text(call->arena, rate->value)),
        .source = rate->source,
        .recorded_at = rate->recorded_at,
        .is_corrected = counts.id.v != rate->id.v,
    };
    return RC_OK;
}

static enum rc fill_rows(struct call *call, struct render *render, const struct rates_query *query,
                         struct rates_view *view)
{
    struct rate_filter filter = {.first_day = INT32_MIN, .last_day = INT32_MAX};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    int64_t limit = 0;
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct exchange_rate *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, rate_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct rate_row *rows = arena_many(call->arena, struct rate_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct rate_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = filter.before.v == 0 ? TEXT_NONE : TEXT(PATH)};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static struct input_view input(const struct call *call, const char *name, struct text label, struct text example)
{
    return (struct input_view){.field = {.name = text_of(name), .label = label},
                               .value = parameters_get(&call->form, text_of(name)),
                               .pattern_hint = example};
}

static enum rc show(struct call *call, const struct rates_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct rates_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                              .tabs = money_ledger_tabs(&render, LEDGER_TAB_RATES),
                              .base = input(call, "base", phrase_rates_base(r), TEXT("EUR")),
                              .quote = input(call, "quote", phrase_rates_quote(r), TEXT("USD")),
                              .day = input(call, "day", phrase_rates_day(r), TEXT("2026-11-30")),
                              .value = input(call, "value", phrase_rates_value(r),
                                             number_as_typed(call->arena, i18n_language_of(r->i18n), TEXT("1.1684"))),
                              .source = input(call, "source", phrase_rates_source(r), TEXT("ECB"))};
    view.frame.title = phrase_books_rates(r);
    view.day.kind = INPUT_DATE;
    view.source.field.is_optional = true;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_rows(call, &render, query, &view));
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    const struct text labels[COLUMNS] = {phrase_rates_day(r), phrase_rates_pair(r), phrase_rates_value(r),
                                         phrase_rates_source(r), phrase_rates_recorded(r)};
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 2};
    }
    view.columns = (struct column_list){.items = columns, .count = COLUMNS};
    struct field_view *const fields[] = {&view.base.field, &view.quote.field, &view.day.field, &view.value.field,
                                         &view.source.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    view.done = text_is(query->done) ? phrase_rates_was_recorded(r) : TEXT_NONE;
    rates_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_rates(struct call *call)
{
    return show(call, call->query, NULL);
}

static enum rc record(struct call *call)
{
    struct text source = text_trim(parameters_get(&call->form, TEXT("source")));
    struct rate_input given = {.day = text_trim(parameters_get(&call->form, TEXT("day"))),
                               .source = text_is_empty(source) ? TEXT_NONE : source};
    TRY(form_decimal(call, "value", &given.value));
    given.value = text_is(given.value) ? given.value : TEXT("");
    if (currency_parse(text_trim(parameters_get(&call->form, TEXT("base"))), &given.base) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "base", "base is no currency");
    }
    if (currency_parse(text_trim(parameters_get(&call->form, TEXT("quote"))), &given.quote) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "quote", "quote is no currency");
    }
    struct exchange_rate rate;
    return rate_record(&call->flow, &given, &rate);
}

enum rc web_rate_record(struct call *call)
{
    struct fault fault;
    enum rc rc = record(call);
    if (page_is_refused(call, rc, &fault)) {
        struct rates_query none = {.done = TEXT_NONE};
        return show(call, &none, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=recorded"));
}
