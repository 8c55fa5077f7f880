// SPDX-License-Identifier: Apache-2.0
// Which parts answer.
#include "public/status_page.h"

#include "click/click.h"
#include "network/network.h"
#include "phrase/phrases.h"
#include "status_page_html.h"

#define ROWS 4
#define NODE_THIS 0

static bool database_answers(struct call *call)
{
    struct fault ignored = {.rc = RC_OK};
    int64_t version = 0;
    return call->worker != NULL && app_worker_db(call->app, call->worker, &call->db, &ignored) == RC_OK &&
           network_catalog_version(call->db, call->arena, &version) == RC_OK;
}

// How far reports are complete: until the last clicks that went from the spool to the database.
static struct text reports_detail(const struct call *call, struct render *render)
{
    struct ship_mark mark;
    if (click_ship_mark(call->db, call->arena, NODE_THIS, &mark) != RC_OK || mark.shipped_at.ms == 0) {
        return TEXT_NONE;
    }
    return phrase_status_until(&render->reader,
                               (struct phrase_status_until){.time = render_time(render, mark.shipped_at)});
}

enum rc web_status(struct call *call)
{
    bool has_database = database_answers(call);
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct status_row rows[ROWS] = {
        {.part = phrase_status_pages(r), .is_good = true},
        {.part = phrase_status_clicks(r),
         .is_good = call->app->recorder != NULL && !atomic_load(&call->app->is_broken)},
        {.part = phrase_status_database(r), .is_good = has_database},
        {.part = phrase_status_reports(r),
         .detail = has_database ? reports_detail(call, &render) : TEXT_NONE,
         .is_good = has_database},
    };
    struct status_page_view view = {
        .site = site_of(call, phrase_status_title(r), TEXT_NONE, TEXT_NONE), .is_good = true, .at = call->now};
    for (size_t i = 0; i < ROWS; i++) {
        view.is_good = view.is_good && rows[i].is_good;
    }
    view.rows = (struct status_row_list){.items = rows, .count = ROWS};
    status_page_html(&render, &view);
    return page_answer(call, &render);
}
