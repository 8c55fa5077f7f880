// SPDX-License-Identifier: Apache-2.0
// The advertiser's overview, and who promotes him.
#include <stddef.h>

#include "access.h"
#include "advertiser/advertiser_pages.h"
#include "advertiser_home_html.h"
#include "advertiser_partners_html.h"
#include "identity/public_id.h"
#include "network/network_zone.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/leaders.h"
#include "portal/performance.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "portal/span.h"
#include "public/program_statistics.h"
#include "zone/zone.h"

#define STANDING_DAYS 90
#define LATE_DAYS 7
#define FIGURES 4
#define PROGRAMS_MAX 100
#define COLUMNS 6
#define ORDERS "/advertiser/orders"

struct advertiser_home_query {
    struct period_query period;
};
static const struct field query_fields[] = {PERIOD_QUERY_FIELDS(struct advertiser_home_query)};
const struct schema schema_advertiser_home_query =
    SCHEMA("AdvertiserHomeQuery", struct advertiser_home_query, query_fields);

static int64_t conversions_of(const struct report_counts *c)
{
    return c->leads + c->sales;
}

// Each leads to where the same days sum to it: revenue and orders to the orders, what has no list to the report.
static void fill_figures(struct render *render, const struct period *period, const struct span *span,
                         struct advertiser_home_view *view)
{
    static const struct address_change counted[] = {{"status", TEXT("counted")}};
    const struct reader *r = &render->reader;
    const struct report_counts *now = &span->now;
    const struct report_counts *before = &span->before;
    const struct span_way to_orders = {.period = period, .path = ORDERS, .more = counted, .count = 1};
    struct text report = period_url(render, period, "/advertiser/performance", NULL, 0);
    struct figure_view *items = arena_many(render->arena, struct figure_view, FIGURES);
    items[0] = span_money_figure(render, span, phrase_word_revenue(r), offsetof(struct report_counts, revenue_minor),
                                 &to_orders);
    items[0].is_hero = true;
    items[1] = span_money_figure(render, span, phrase_word_commission(r),
                                 offsetof(struct report_counts, commission_minor), NULL);
    items[1].url = report;
    items[2] = (struct figure_view){.label = phrase_word_conversions(r),
                                    .value = render_number(render, conversions_of(now)),
                                    .url = period_url(render, period, ORDERS, counted, 1),
                                    .change = span_change(conversions_of(now), conversions_of(before))};
    items[3] = (struct figure_view){.label = phrase_word_clicks(r),
                                    .value = render_number(render, now->clicks),
                                    .url = report,
                                    .change = span_change(now->clicks, before->clicks)};
    view->figures = (struct kpi_list){.items = items, .count = FIGURES};
    view->converted = converted_note(render, &span->converted);
    view->chart = span_chart(render, span, phrase_word_revenue(r), offsetof(struct report_counts, revenue_minor),
                             /* is_money= */ true);
}

static enum rc fill_waiting(struct call *call, struct render *render, struct advertiser_home_view *view)
{
    const struct reader *r = &render->reader;
    struct conversion_waiting now;
    struct conversion_waiting_question question = {.advertiser_id = access_own_advertiser(call),
                                                   .from = {call->now.ms - STANDING_DAYS * DAY_MS},
                                                   .late_before = {call->now.ms - LATE_DAYS * DAY_MS}};
    TRY(flow_stored(&call->flow, conversion_waiting(call->db, call->arena, &question, &now)));
    view->waiting = now.waiting == 0
                        ? TEXT_NONE
                        : phrase_advertiser_waiting(r, (struct phrase_advertiser_waiting){.n = now.waiting});
    view->late = now.late == 0 ? TEXT_NONE : phrase_advertiser_late(r, (struct phrase_advertiser_late){.n = now.late});
    return RC_OK;
}

// What the pages of his programs say of him, in their words (public/program_statistics.h).
static enum rc fill_standing(struct call *call, struct render *render, const struct program *program, int64_t local_day,
                             struct standing_item *item)
{
    struct program_page page;
    struct program_standing standing;
    TRY(program_page_or_default(&call->flow, program->id, &page));
    TRY(flow_stored(&call->flow, program_standing_read(call->db, call->arena, program->id, local_day, &standing)));
    struct figure_row_list figures = program_standing_figures(render, &standing, page.partners_min);
    struct definition *pairs = arena_many(call->arena, struct definition, STANDING_FIGURES_MAX);
    for (size_t i = 0; i < figures.count; i++) {
        pairs[i] = (struct definition){.term = figures.items[i].label, .value = figures.items[i].value};
    }
    struct text key =
        text_is(page.slug) ? page.slug : public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, program->id.v);
    *item = (struct standing_item){.name = program->name,
                                   .url = text_format(call->arena, "/programs/%.*s#figures", TEXT_PRINT(key)),
                                   .figures = {.pairs = {.items = pairs, .count = figures.count}},
                                   .hidden = figures.count > 0 ? TEXT_NONE
                                                               : program_statistics_hidden(render, page.partners_min)};
    return RC_OK;
}

static enum rc fill_programs(struct call *call, struct render *render, struct advertiser_home_view *view)
{
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(&call->flow, &zone));
    int64_t local_day = zone_local(zone, call->now).ms / DAY_MS;
    struct program_filter filter = {.advertiser_id = access_own_advertiser(call), .limit = PROGRAMS_MAX};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    struct program_item *items = arena_many(call->arena, struct program_item, count);
    struct standing_item *standing = arena_many(call->arena, struct standing_item, count);
    size_t active = 0;
    for (size_t i = 0; i < count; i++) {
        struct text url = show_url(call, "/programs/", PREFIX_PROGRAM, programs[i].id.v);
        items[i] =
            (struct program_item){.name = programs[i].name,
                                  .integration_url = text_format(call->arena, "%.*s/integration", TEXT_PRINT(url)),
                                  .state = text_equal(programs[i].status, TEXT("active"))   ? STATE_ACTIVE
                                           : text_equal(programs[i].status, TEXT("paused")) ? STATE_PAUSED
                                                                                            : STATE_ARCHIVED};
        if (items[i].state == STATE_ACTIVE) {
            TRY(fill_standing(call, render, &programs[i], local_day, &standing[active++]));
        }
    }
    view->standing = (struct standing_item_list){.items = standing, .count = active};
    view->programs = (struct program_item_list){.items = items, .count = count};
    return RC_OK;
}

enum rc web_advertiser_home(struct call *call)
{
    const struct advertiser_home_query *query = call->query;
    struct period period;
    struct address address;
    struct render render;
    TRY(page_open(call, &render));
    struct advertiser_home_view view = {.frame = portal_frame(call, &render, PLACE_HOME)};
    view.frame.title = phrase_portal_overview(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct span *span = arena_one(call->arena, struct span);
    const struct report_request filters = {.advertiser_id = access_own_advertiser(call)};
    TRY(period_read(call, &render, &query->period, &period));
    TRY(address_open(call, "/advertiser", &address));
    view.dates = period_bar(&render, &period, &address);
    TRY(span_read(call, &period, &filters, span));
    fill_figures(&render, &period, span, &view);
    TRY(fill_waiting(call, &render, &view));
    TRY(fill_programs(call, &render, &view));
    TRY(advertiser_accounts(call, access_own_advertiser(call), &view.accounts));
    advertiser_home_html(&render, &view);
    return page_answer(call, &render);
}

// ---- performance ----

enum rc web_advertiser_performance(struct call *call)
{
    static const enum report_dimension dimensions[] = {REPORT_PARTNER, REPORT_PROGRAM, REPORT_OFFER, REPORT_DAY,
                                                       REPORT_HOUR,    REPORT_COUNTRY, REPORT_DEVICE};
    const struct performance_scope scope = {
        .path = "/advertiser/performance",
        .place = PLACE_PERFORMANCE,
        .title = PHRASE_EXPLORE_PERFORMANCE,
        .advertiser_id = access_own_advertiser(call),
        .dimensions = dimensions,
        .dimension_count = sizeof(dimensions) / sizeof(dimensions[0]),
        .conversions_path = "/advertiser/orders",
        .narrows = PERFORMANCE_BY_PARTNER | PERFORMANCE_BY_PLACE,
    };
    return performance_page(call, &scope);
}

// ---- partners ----

static enum rc fill_partners(struct call *call, struct render *render, struct advertiser_partners_view *view)
{
    AUTO_ZONE zone = NULL;
    TRY(zone_open(render->page->zone, &zone, call->fault));
    struct report report;
    struct report_request request = {.dimensions = {REPORT_PARTNER},
                                     .dimension_count = 1,
                                     .zone = zone,
                                     .from = {call->now.ms - STANDING_DAYS * DAY_MS},
                                     .to = {call->now.ms + 1},
                                     .advertiser_id = access_own_advertiser(call)};
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    struct leader_list leaders = leaders_of(call->arena, &report);
    struct promoter_row *rows = arena_many(call->arena, struct promoter_row, leaders.count);
    for (size_t i = 0; i < leaders.count; i++) {
        const struct leader *leader = &leaders.items[i];
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, leader->id);
        rows[i] = (struct promoter_row){
            .clicks = leader->clicks,
            .conversions = leader->conversions,
            .rejected = leader->rejected,
            .sums = leader->sums,
            .orders_url = text_format(call->arena, "/advertiser/orders?partner_id=%.*s", TEXT_PRINT(id))};
        TRY(show_partner_name(call, (struct partner_id){leader->id}, &rows[i].name));
    }
    view->partners = (struct promoter_row_list){.items = rows, .count = leaders.count};
    return RC_OK;
}

enum rc web_advertiser_partners(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct advertiser_partners_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS)};
    view.frame.title = phrase_word_partners(r);
    view.frame.lead = phrase_advertiser_partners_lead(r);
    const struct text labels[COLUMNS] = {phrase_word_partner(r),     phrase_word_clicks(r),
                                         phrase_word_conversions(r), phrase_advertiser_rejected(r),
                                         phrase_word_revenue(r),     phrase_word_commission(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i > 0};
    }
    view.columns = (struct column_list){.items = columns, .count = COLUMNS};
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_partners(call, &render, &view));
    advertiser_partners_html(&render, &view);
    return page_answer(call, &render);
}
