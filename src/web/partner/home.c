// SPDX-License-Identifier: Apache-2.0
// The partner's overview.
#include "partner/home.h"

#include <stddef.h>

#include "access.h"
#include "identity/public_id.h"
#include "partner_home_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "portal/span.h"

#define FIGURES 4
#define REJECTED_SHOWN 20

struct home_query {
    struct period_query period;
};
static const struct field home_fields[] = {PERIOD_QUERY_FIELDS(struct home_query)};
const struct schema schema_home_query = SCHEMA("HomeQuery", struct home_query, home_fields);

#define ORDERS "/partner/conversions"
static const struct address_change rejected[] = {{"status", TEXT("rejected")}};

// Each leads to the list of the same days whose rows sum to it.
static void fill_days(struct render *render, const struct period *period, const struct span *span,
                      struct partner_home_view *view)
{
    static const struct address_change counted[] = {{"status", TEXT("counted")}};
    static const struct address_change earned[] = {{"origin", TEXT("event")}};
    const struct reader *r = &render->reader;
    const struct report_counts *now = &span->now;
    const struct report_counts *before = &span->before;
    const struct span_way way = {.period = period, .path = "/partner/earnings", .more = earned, .count = 1};
    struct figure_view *items = arena_many(render->arena, struct figure_view, FIGURES);
    items[0] = (struct figure_view){.label = phrase_word_clicks(r),
                                    .value = render_number(render, now->clicks),
                                    .url = period_url(render, period, "/partner/performance", NULL, 0),
                                    .change = span_change(now->clicks, before->clicks),
                                    .is_hero = true};
    items[1] = (struct figure_view){.label = phrase_word_conversions(r),
                                    .value = render_number(render, now->leads + now->sales),
                                    .url = period_url(render, period, ORDERS, counted, 1),
                                    .change = span_change(now->leads + now->sales, before->leads + before->sales)};
    items[2] = (struct figure_view){.label = phrase_state_rejected(r),
                                    .value = render_number(render, now->rejected),
                                    .url = period_url(render, period, ORDERS, rejected, 1),
                                    .change = span_change(now->rejected, before->rejected)};
    items[2].change.is_fewer_good = true;
    items[3] = span_money_figure(render, span, phrase_word_commission(r),
                                 offsetof(struct report_counts, commission_minor), &way);
    view->figures = (struct partner_figures){.items = items, .count = FIGURES};
    view->chart = span_chart(render, span, phrase_word_clicks(r), offsetof(struct report_counts, clicks),
                             /* is_money= */ false);
}

// The newest ones of the same days; all of them are a list.
static enum rc fill_rejected(struct call *call, struct render *render, const struct period *period,
                             struct partner_home_view *view)
{
    struct conversion_search search = {
        .filter = {.partner_id = access_own_partner(call), .status = TEXT("rejected")},
        .is_down = true,
        .limit = REJECTED_SHOWN,
    };
    struct conversion *list = NULL;
    size_t count = 0;
    period_counted(period, &search.from, &search.to);
    TRY(flow_stored(&call->flow, conversion_search(call->db, call->arena, &search, &list, &count)));
    view->rejected_url = count < REJECTED_SHOWN ? TEXT_NONE : period_url(render, period, ORDERS, rejected, 1);
    struct rejected_row *rows = arena_many(call->arena, struct rejected_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct rejected_row){.order = list[i].order_id,
                                        .url = show_url(call, "/conversions/", PREFIX_CONVERSION, list[i].id.v),
                                        .at = list[i].occurred_at,
                                        .reason = show_code(render, "reason", list[i].reason)};
    }
    view->rejected = (struct rejected_row_list){.items = rows, .count = count};
    return RC_OK;
}

enum rc web_partner_home(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_home_view view = {.frame = portal_frame(call, &render, PLACE_HOME)};
    view.frame.title = phrase_portal_overview(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    const struct home_query *query = call->query;
    struct period period;
    struct address address;
    TRY(period_read(call, &render, &query->period, &period));
    TRY(address_open(call, "/partner", &address));
    view.dates = period_bar(&render, &period, &address);
    struct span *span = arena_one(call->arena, struct span);
    const struct report_request own = {.partner_id = access_own_partner(call)};
    TRY(span_read(call, &period, &own, span));
    fill_days(&render, &period, span, &view);
    TRY(balances_fill(call, &render, &span->converted, &view.balances));
    view.converted = converted_note(&render, &span->converted);
    TRY(fill_rejected(call, &render, &period, &view));
    partner_home_html(&render, &view);
    return page_answer(call, &render);
}
