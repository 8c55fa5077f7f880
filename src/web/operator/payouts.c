// SPDX-License-Identifier: Apache-2.0
// What is owed, and the runs that pay it.
#include "operator/payouts.h"

#include "commission/commission_owed.h"
#include "identity/public_id.h"
#include "ledger/rate_write.h"
#include "network/network.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "payout/payout_promise.h"
#include "payout/payout_run.h"
#include "payouts_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/payouts"
#define ROWS_DEFAULT 25
#define COLUMNS 6
#define BUCKETS 6 // overdue and this month, three months, later, undecided
#define CURRENCIES_MAX 16

struct payouts_query {
    CALL_PAGE_MEMBERS;
    struct currency currency;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct payouts_query),
    FIELD_CURRENCY(struct payouts_query, currency, 0, "Of figures and chart; the network's unless given."),
    FIELD_CHOICE(struct payouts_query, done, "cancelled", 0, "What has just been done."),
};
const struct schema schema_payouts_query = SCHEMA("PayoutsQuery", struct payouts_query, query_fields);

// ---- what is owed ----

struct owed {
    struct network network;
    struct instant ends[COMMISSION_OWED_MONTHS];
    struct commission_owed *list;
    size_t count;
    struct currency currencies[CURRENCIES_MAX];
    size_t currency_count;
};

static void note_currency(struct owed *owed, struct currency currency)
{
    for (size_t i = 0; i < owed->currency_count; i++) {
        if (currency_equal(owed->currencies[i], currency)) {
            return;
        }
    }
    if (owed->currency_count < CURRENCIES_MAX) {
        owed->currencies[owed->currency_count++] = currency;
    }
}

// Months end where the network's do: the present one, and three more.
static enum rc read_owed(struct call *call, struct payout_calendar *calendar, struct owed *owed)
{
    *owed = (struct owed){.count = 0};
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &owed->network)));
    struct instant at = call->now;
    for (size_t i = 0; i < COMMISSION_OWED_MONTHS; i++) {
        owed->ends[i] = (struct instant){payout_period_of(calendar, at).closes.ms + 1};
        at = owed->ends[i];
    }
    TRY(flow_stored(&call->flow, commission_owed(call->db, call->arena, owed->ends, &owed->list, &owed->count)));
    note_currency(owed, owed->network.currency);
    for (size_t i = 0; i < owed->count; i++) {
        note_currency(owed, owed->list[i].currency);
    }
    return RC_OK;
}

// Of one currency; the others are a tab away.
static void fill_figures(struct render *render, const struct owed *owed, struct currency currency,
                         struct payouts_view *view)
{
    static const enum state states[] = {STATE_AVAILABLE, STATE_PENDING, STATE_IN_PAYOUT};
    static const char *const urls[] = {"/operator/commissions?status=available", "/operator/commissions?status=pending",
                                       "/operator/commissions?status=in_payout"};
    int64_t sums[3] = {0, 0, 0};
    for (size_t i = 0; i < owed->count; i++) {
        if (currency_equal(owed->list[i].currency, currency)) {
            sums[0] += owed->list[i].available_minor;
            sums[1] += owed->list[i].pending_minor;
            sums[2] += owed->list[i].in_payout_minor;
        }
    }
    struct figure_view *items = arena_many(render->arena, struct figure_view, 3);
    for (size_t s = 0; s < 3; s++) {
        items[s] = (struct figure_view){
            .label = render_state_word(render, states[s]),
            .value = render_money(render, (struct money){sums[s], currency}),
            .url = text_of(urls[s]),
            .is_hero = s == 0,
        };
    }
    view->owed = (struct payout_figures){.items = items, .count = 3};
    struct tab_item *tabs = arena_many(render->arena, struct tab_item, owed->currency_count);
    for (size_t i = 0; i < owed->currency_count; i++) {
        struct text code = text_copy(render->arena, currency_text(&owed->currencies[i]));
        tabs[i] = (struct tab_item){.label = code,
                                    .url = text_format(render->arena, PATH "?currency=%.*s", TEXT_PRINT(code)),
                                    .is_current = currency_equal(owed->currencies[i], currency)};
    }
    view->has_currencies = owed->currency_count > 1;
    view->currencies = (struct tabs_view){.label = phrase_people_currency(&render->reader),
                                          .tabs = {.items = tabs, .count = owed->currency_count}};
}

struct measure {
    const struct render *render;
    struct currency currency;
};

static struct text format_money(const void *user, struct arena *arena, int64_t value)
{
    const struct measure *measure = user;
    return i18n_money(measure->render->reader.i18n, arena, (struct money){value, measure->currency});
}

static void fill_chart(struct render *render, const struct owed *owed, struct currency currency,
                       struct payouts_view *view)
{
    const struct reader *r = &render->reader;
    struct text *labels = arena_many(render->arena, struct text, BUCKETS);
    int64_t *values = arena_many(render->arena, int64_t, (size_t)3 * BUCKETS);
    for (size_t i = 0; i < COMMISSION_OWED_MONTHS; i++) {
        labels[i] = i18n_time(r->i18n, render->arena, (struct instant){owed->ends[i].ms - 15 * DAY_MS}, I18N_MONTH);
    }
    labels[COMMISSION_OWED_LATER] = phrase_payouts_later(r);
    labels[BUCKETS - 1] = phrase_payouts_undecided(r);
    int64_t sum = 0;
    for (size_t i = 0; i < owed->count; i++) {
        const struct commission_owed *one = &owed->list[i];
        size_t at = one->month == COMMISSION_OWED_UNDECIDED ? BUCKETS - 1 : (size_t)one->month;
        if (currency_equal(one->currency, currency)) {
            values[at] += one->available_minor;
            values[BUCKETS + at] += one->pending_minor;
            values[2 * BUCKETS + at] += one->in_payout_minor;
            sum += one->available_minor + one->pending_minor + one->in_payout_minor;
        }
    }
    view->has_chart = sum > 0;
    const struct chart_series series[] = {
        {.name = render_state_word(render, STATE_AVAILABLE), .values = values, .colour = 3},
        {.name = render_state_word(render, STATE_PENDING), .values = values + BUCKETS, .colour = 2},
        {.name = render_state_word(render, STATE_IN_PAYOUT), .values = values + (size_t)2 * BUCKETS, .colour = 1},
    };
    const struct measure measure = {.render = render, .currency = currency};
    const struct chart chart = {.head = phrase_payouts_month(r),
                                .labels = labels,
                                .count = BUCKETS,
                                .series = series,
                                .series_count = 3,
                                .bucket = CHART_OTHER,
                                .format = {.call = format_money, .user = &measure}};
    view->chart = (struct chart_view){
        .title = phrase_payouts_owed(r),
        .caption = phrase_payouts_owed_caption(
            r, (struct phrase_payouts_owed_caption){.amount = format_money(&measure, render->arena, sum)}),
        .drawing = chart_stacked(render->arena, &chart)};
}

// ---- dates and the form ----

// The period that ended is still to be paid while its day has not come.
static void fill_dates(struct render *render, const struct call *call, const struct payout_calendar *calendar,
                       struct payouts_view *view)
{
    const struct reader *r = &render->reader;
    struct payout_period now = payout_period_of(calendar, call->now);
    struct instant before_at = {now.closes.ms - 32 * DAY_MS};
    struct payout_period before = payout_period_of(calendar, before_at);
    bool is_before_open = before.paid_by.ms > call->now.ms;
    struct definition *pairs = arena_many(render->arena, struct definition, 4);
    size_t count = 0;
    if (is_before_open) {
        pairs[count++] =
            (struct definition){.term = phrase_payouts_pays_last(r), .value = render_date(render, before.paid_by)};
    }
    pairs[count++] = (struct definition){.term = phrase_payouts_closes(r), .value = render_date(render, now.closes)};
    pairs[count++] =
        (struct definition){.term = phrase_payouts_decided(r), .value = render_date(render, now.decided_by)};
    pairs[count++] = (struct definition){.term = phrase_payouts_pays(r), .value = render_date(render, now.paid_by)};
    view->dates = (struct definition_list){.items = pairs, .count = count};
}

static void fill_form(struct call *call, const struct render *render, const struct owed *owed,
                      struct payouts_view *view)
{
    const struct reader *r = &render->reader;
    struct text typed = parameters_get(&call->form, TEXT("currency"));
    struct choice *currencies = arena_many(call->arena, struct choice, owed->currency_count);
    for (size_t i = 0; i < owed->currency_count; i++) {
        struct text code = text_copy(call->arena, currency_text(&owed->currencies[i]));
        currencies[i] = (struct choice){.value = code, .label = code, .is_chosen = text_equal(typed, code)};
    }
    view->currency = (struct select_view){.field = {.name = TEXT("currency"), .label = phrase_people_currency(r)},
                                          .choices = {.items = currencies, .count = owed->currency_count}};
    static const char *const methods[] = {"bank_transfer", "sepa", "ach", "ru_bank", "paypal", "wise"};
    size_t method_count = sizeof(methods) / sizeof(methods[0]);
    struct choice *choices = arena_many(call->arena, struct choice, method_count);
    for (size_t i = 0; i < method_count; i++) {
        struct text word = text_of(methods[i]);
        choices[i] = (struct choice){.value = word,
                                     .label = show_method(render, word),
                                     .is_chosen = text_equal(parameters_get(&call->form, TEXT("method")), word)};
    }
    view->method = (struct select_view){.field = {.name = TEXT("method"), .label = phrase_payouts_method(r)},
                                        .choices = {.items = choices, .count = method_count}};
    view->until = (struct input_view){.field = {.name = TEXT("until"),
                                                .label = phrase_payouts_until(r),
                                                .hint = phrase_payouts_until_hint(r),
                                                .is_optional = true},
                                      .kind = INPUT_DATE,
                                      .value = parameters_get(&call->form, TEXT("until"))};
    view->is_requests_only =
        (struct checkbox_view){.field = {.name = TEXT("requests_only"), .label = phrase_payouts_requests_only(r)},
                               .value = TEXT("1"),
                               .is_chosen = text_is(parameters_get(&call->form, TEXT("requests_only")))};
}

// ---- runs ----

static enum rc fill_row(struct call *call, const struct render *render, const struct payout_run *run,
                        struct payout_run_row *row)
{
    *row = (struct payout_run_row){
        .url = show_url(call, PATH "/", PREFIX_PAYOUT_RUN, run->id.v),
        .id = public_id_text(call->arena, call->keyring, PREFIX_PAYOUT_RUN, run->id.v),
        .at = run->created_at,
        .method = show_method(render, run->method),
        .state = show_payout_state(run->status),
    };
    TRY(flow_stored(&call->flow, payout_run_sum(call->db, call->arena, run, &row->items, &row->amount)));
    TRY(show_actor(call, run->built_by, &row->built_by));
    return show_actor(call, run->approved_by, &row->approved_by);
}

static enum rc fill_rows(struct call *call, const struct render *render, const struct payouts_query *query,
                         struct payouts_view *view)
{
    int64_t limit = 0;
    int64_t before = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &before));
    struct payout_run *runs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_run_list(call->db, call->arena, (struct payout_run_id){before},
                                                 (size_t)limit + 1, &runs, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct payout_run_row *rows = arena_many(call->arena, struct payout_run_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &runs[i], &rows[i]));
    }
    view->rows = (struct payout_run_row_list){.items = rows, .count = count};
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : TEXT(PATH)};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, runs[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct payouts_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_date(r)};
    columns[1] = (struct column){.label = phrase_payouts_method(r)};
    columns[2] = (struct column){.label = phrase_word_partners(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_payouts_built_by(r)};
    columns[5] = (struct column){.label = phrase_word_state(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc show(struct call *call, const struct payouts_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct payouts_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                .tabs = money_payout_tabs(&render, PAYOUT_TAB_RUNS)};
    view.frame.title = phrase_word_payouts(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct owed owed;
    TRY(read_owed(call, &calendar, &owed));
    struct currency currency = currency_is_none(query->currency) ? owed.network.currency : query->currency;
    fill_figures(&render, &owed, currency, &view);
    fill_chart(&render, &owed, currency, &view);
    fill_dates(&render, call, &calendar, &view);
    fill_form(call, &render, &owed, &view);
    fill_columns(&render, &view);
    TRY(fill_rows(call, &render, query, &view));
    struct field_view *const fields[] = {&view.currency.field, &view.method.field, &view.until.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    view.done = text_is(query->done) ? phrase_payouts_was_cancelled(&render.reader) : TEXT_NONE;
    payouts_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_payouts(struct call *call)
{
    return show(call, call->query, NULL);
}

// The end of the day in the network's time zone, because what is due by then is what the schedule speaks of.
static enum rc read_until(struct call *call, struct instant *ret_until)
{
    *ret_until = call->now;
    struct text typed = text_trim(parameters_get(&call->form, TEXT("until")));
    if (text_is_empty(typed)) {
        return RC_OK;
    }
    int64_t day = 0;
    TRY(rate_day_read(&call->flow, "until", typed, &day));
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct instant next = zone_instant_of_local(calendar.zone, (struct instant){.ms = (day + 1) * DAY_MS});
    ret_until->ms = next.ms - 1;
    return RC_OK;
}

static enum rc build(struct call *call, struct payout_run_id *ret_id)
{
    struct payout_request request = {
        .key = TEXT_NONE,
        .method = parameters_get(&call->form, TEXT("method")),
        .is_requests_only = text_is(parameters_get(&call->form, TEXT("requests_only"))),
    };
    if (currency_parse(parameters_get(&call->form, TEXT("currency")), &request.currency) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "currency", "currency is not known");
    }
    TRY(read_until(call, &request.until));
    return payout_run_create(&call->flow, &request, ret_id);
}

enum rc web_operator_payout_build(struct call *call)
{
    struct payout_run_id id = {0};
    struct fault fault;
    enum rc rc = build(call, &id);
    if (page_is_refused(call, rc, &fault)) {
        struct payouts_query none = {.currency = {{0}}};
        return show(call, &none, &fault);
    }
    TRY(rc);
    return page_redirect(call, show_url(call, PATH "/", PREFIX_PAYOUT_RUN, id.v));
}
