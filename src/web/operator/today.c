// SPDX-License-Identifier: Apache-2.0
// Today.
#include "operator/today.h"

#include <stddef.h>

#include "application/application.h"
#include "contract/contract.h"
#include "conversion/conversion.h"
#include "dispute/dispute.h"
#include "identity/public_id.h"
#include "operator/wizard.h"
#include "payout/payout.h"
#include "payout/payout_late.h"
#include "payout/payout_terms.h"
#include "phrase/phrases.h"
#include "portal/leaders.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "portal/span.h"
#include "today_html.h"

#define ORDERS "/operator/conversions"
#define FIGURES 5
#define TASKS_MAX 8
#define PARTNERS_MAX 8
#define COUNTED_MAX 501
#define RUNS_LOOKED_AT 100

struct today_query {
    struct period_query period;
};
static const struct field query_fields[] = {PERIOD_QUERY_FIELDS(struct today_query)};
const struct schema schema_today_query = SCHEMA("TodayQuery", struct today_query, query_fields);

static int64_t conversions_of(const struct report_counts *c)
{
    return c->leads + c->sales;
}

static const struct address_change counted[] = {{"status", TEXT("counted")}};

// Each leads to the list of the same days whose rows sum to it.
static void fill_figures(struct render *render, const struct period *period, const struct span *span, int64_t active,
                         struct today_view *view)
{
    static const struct address_change earned[] = {{"origin", TEXT("event")}};
    const struct reader *r = &render->reader;
    struct figure_view *items = arena_many(render->arena, struct figure_view, FIGURES);
    const struct report_counts *now = &span->now;
    const struct report_counts *before = &span->before;
    const struct span_way to_orders = {.period = period, .path = ORDERS, .more = counted, .count = 1};
    const struct span_way to_commissions = {
        .period = period, .path = "/operator/commissions", .more = earned, .count = 1};
    items[0] = span_money_figure(render, span, phrase_word_revenue(r), offsetof(struct report_counts, revenue_minor),
                                 &to_orders);
    items[0].is_hero = true;
    items[1] = span_money_figure(render, span, phrase_word_commission(r),
                                 offsetof(struct report_counts, commission_minor), &to_commissions);
    items[2] = (struct figure_view){.label = phrase_word_conversions(r),
                                    .value = render_number(render, conversions_of(now)),
                                    .url = period_url(render, period, ORDERS, counted, 1),
                                    .change = span_change(conversions_of(now), conversions_of(before))};
    items[3] = (struct figure_view){.label = phrase_word_clicks(r),
                                    .value = render_number(render, now->clicks),
                                    .url = period_url(render, period, "/operator/explore", NULL, 0),
                                    .change = span_change(now->clicks, before->clicks)};
    items[4] = (struct figure_view){
        .label = phrase_today_active(r), .value = render_number(render, active), .url = TEXT("/operator/partners")};
    view->figures = (struct figure_list){.items = items, .count = FIGURES};
    view->converted = converted_note(render, &span->converted);
}

static enum rc count_drafts(struct call *call, int64_t *ret_count)
{
    struct payout_run *runs = NULL;
    size_t count = 0;
    *ret_count = 0;
    TRY(flow_stored(&call->flow,
                    payout_run_list(call->db, call->arena, (struct payout_run_id){0}, RUNS_LOOKED_AT, &runs, &count)));
    for (size_t i = 0; i < count; i++) {
        *ret_count += text_equal(runs[i].status, TEXT("draft")) ? 1 : 0;
    }
    return RC_OK;
}

static enum rc count_conversions(struct call *call, const struct conversion_filter *filter, int64_t *ret_count)
{
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, filter, (struct conversion_id){0}, COUNTED_MAX,
                                                 &list, &count)));
    *ret_count = (int64_t)count;
    return RC_OK;
}

static enum rc count_withdrawals(struct call *call, int64_t *ret_count)
{
    struct withdrawal *list = NULL;
    size_t count = 0;
    struct withdrawal_filter filter = {.status = TEXT("open"), .limit = COUNTED_MAX};
    TRY(flow_stored(&call->flow, withdrawal_list(call->db, call->arena, &filter, &list, &count)));
    *ret_count = (int64_t)count;
    return RC_OK;
}

static enum rc fill_tasks(struct call *call, struct render *render, const struct period *period, int64_t unattributed,
                          struct today_view *view)
{
    static const struct address_change nobodys[] = {{"attribution", TEXT("none")}, {"status", TEXT("counted")}};
    const struct reader *r = &render->reader;
    int64_t pending = 0;
    int64_t applications = 0;
    int64_t disputes = 0;
    int64_t withdrawals = 0;
    int64_t drafts = 0;
    int64_t contracts = 0;
    int64_t late = 0;
    struct conversion_filter filter = {.status = TEXT("pending")};
    TRY(count_conversions(call, &filter, &pending));
    TRY(flow_stored(&call->flow, application_count(call->db, call->arena, TEXT("waiting"), &applications)));
    TRY(flow_stored(&call->flow, dispute_count_open(call->db, call->arena, &disputes)));
    TRY(count_withdrawals(call, &withdrawals));
    TRY(count_drafts(call, &drafts));
    TRY(flow_stored(&call->flow, contract_count(call->db, call->arena, TEXT("review"), &contracts)));
    TRY(payout_late_count(&call->flow, &late));
    const struct {
        int64_t count;
        struct today_task task;
    } list[TASKS_MAX] = {
        {late,
         {phrase_today_overdue(r, (struct phrase_today_overdue){.n = late}),
          TEXT("/operator/commissions?status=overdue"), phrase_today_look(r), ICON_ALERT, TONE_DANGER}},
        {pending,
         {phrase_today_pending(r, (struct phrase_today_pending){.n = pending}),
          TEXT("/operator/conversions?status=pending"), phrase_today_decide(r), ICON_PENDING, TONE_WARNING}},
        {applications,
         {phrase_today_applications(r, (struct phrase_today_applications){.n = applications}),
          TEXT("/operator/applications"), phrase_today_decide(r), ICON_LEAD, TONE_WARNING}},
        {disputes,
         {phrase_today_disputes(r, (struct phrase_today_disputes){.n = disputes}), TEXT("/operator/disputes"),
          phrase_today_decide(r), ICON_MESSAGE, TONE_WARNING}},
        {withdrawals,
         {phrase_today_withdrawals(r, (struct phrase_today_withdrawals){.n = withdrawals}),
          TEXT("/operator/withdrawals"), phrase_today_look(r), ICON_BALANCE, TONE_WARNING}},
        {contracts,
         {phrase_today_contracts(r, (struct phrase_today_contracts){.n = contracts}),
          TEXT("/operator/contracts?status=review"), phrase_today_decide(r), ICON_CALENDAR, TONE_WARNING}},
        {drafts,
         {phrase_today_drafts(r, (struct phrase_today_drafts){.n = drafts}), TEXT("/operator/payouts"),
          phrase_today_look(r), ICON_PAYOUT, TONE_WARNING}},
        {unattributed,
         {phrase_today_unattributed(r, (struct phrase_today_unattributed){.n = unattributed}),
          period_url(render, period, ORDERS, nobodys, 2), phrase_today_look(r), ICON_INFO, TONE_INFO}},
    };
    struct today_task *items = arena_many(call->arena, struct today_task, TASKS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < TASKS_MAX; i++) {
        if (list[i].count > 0) {
            items[count++] = list[i].task;
        }
    }
    view->tasks = (struct today_task_list){.items = items, .count = count};
    return RC_OK;
}

// The best partners by clicks, how many had any, and what nobody is credited with.
static enum rc fill_partners(struct call *call, const struct period *period, struct today_view *view,
                             int64_t *ret_active, int64_t *ret_unattributed)
{
    struct report report;
    struct report_request request = {.dimensions = {REPORT_PARTNER},
                                     .dimension_count = 1,
                                     .is_unnamed = true,
                                     .zone = period->zone,
                                     .from = period->from,
                                     .to = period->to};
    *ret_active = 0;
    *ret_unattributed = 0;
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    for (size_t i = 0; i < report.row_count; i++) {
        *ret_unattributed += report.rows[i].ids[0] == 0 ? conversions_of(&report.rows[i].counts) : 0;
    }
    struct leader_list leaders = leaders_of(call->arena, &report);
    for (size_t i = 0; i < leaders.count; i++) {
        *ret_active += leaders.items[i].conversions > 0 ? 1 : 0;
    }
    size_t count = leaders.count < PARTNERS_MAX ? leaders.count : PARTNERS_MAX;
    struct today_partner *items = arena_many(call->arena, struct today_partner, PARTNERS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct leader *leader = &leaders.items[i];
        items[i] = (struct today_partner){.url = show_url(call, "/operator/partners/", PREFIX_PARTNER, leader->id),
                                          .clicks = leader->clicks,
                                          .conversions = leader->conversions,
                                          .sums = leader->sums};
        TRY(show_partner_name(call, (struct partner_id){leader->id}, &items[i].name));
    }
    view->partners = (struct today_partner_list){.items = items, .count = count};
    return RC_OK;
}

static void fill_columns(const struct render *render, struct today_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, 5);
    columns[0] = (struct column){.label = phrase_word_partner(r)};
    columns[1] = (struct column){.label = phrase_word_clicks(r), .is_figure = true};
    columns[2] = (struct column){.label = phrase_word_conversions(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_revenue(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_word_commission(r), .is_figure = true};
    view->columns = (struct column_list){.items = columns, .count = 5};
}

enum rc web_operator_today(struct call *call)
{
    struct render render;
    bool is_empty = false;
    TRY(setup_is_empty(call, &is_empty));
    if (is_empty) { // the first run is all that there is to do
        return page_redirect(call, TEXT("/operator/setup"));
    }
    TRY(page_open(call, &render));
    struct today_view view = {.frame = portal_frame(call, &render, PLACE_TODAY)};
    view.frame.title = phrase_word_today(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    const struct today_query *query = call->query;
    struct period period;
    struct address address;
    TRY(period_read(call, &render, &query->period, &period));
    TRY(address_open(call, "/operator", &address));
    view.dates = period_bar(&render, &period, &address);
    struct span *span = arena_one(call->arena, struct span);
    const struct report_request all = {.dimension_count = 0};
    TRY(span_read(call, &period, &all, span));
    int64_t active = 0;
    int64_t unattributed = 0;
    TRY(fill_partners(call, &period, &view, &active, &unattributed));
    TRY(fill_tasks(call, &render, &period, unattributed, &view));
    fill_figures(&render, &period, span, active, &view);
    fill_columns(&render, &view);
    view.chart = span_chart(&render, span, phrase_word_revenue(&render.reader),
                            offsetof(struct report_counts, revenue_minor), /* is_money= */ true);
    today_html(&render, &view);
    return page_answer(call, &render);
}
