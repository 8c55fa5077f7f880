// SPDX-License-Identifier: Apache-2.0
// The table of the portals.
#include "web_routes.h"

#include "account/account.h"
#include "account/sign_in_page.h"
#include "asset/asset.h"
#include "operator/conversions.h"
#include "operator/partners.h"
#include "operator/today.h"
#include "page/page.h"
#include "partner/partner_pages.h"
#include "portal/portal.h"
#include "receipt/receipt_page.h"
#ifdef TRIBUTARY_GALLERY
#include "gallery/gallery.h"
#endif

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    {.method = HTTP_##method_,                                                                       \
     .pattern = (path),                                                                              \
     .handler = web_##handler_,                                                                      \
     .capability = CAP_##capability_,                                                                \
     .csrf = CSRF_##csrf_,                                                                           \
     .flags = (flags_),                                                                              \
     .query = &schema_##query_,                                                                      \
     .body = &schema_##body_,                                                                        \
     .answer = &schema_##answer_,                                                                    \
     .summary = (summary_),                                                                          \
     .name = #handler_},

static const struct route routes[] = {
#include "web.def"
};
#undef ROUTE

const struct route_table web_routes = {.routes = routes, .count = sizeof(routes) / sizeof(routes[0]), .base = ""};

static enum rc web_start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    app->error_page = page_error;
    lock_init(&app->sign_in.lock);
    limit_init_slow(&app->sign_in.limit, SIGN_IN_SLOWED_SECONDS, SIGN_IN_FAILURES);
    return RC_OK;
}

static void web_stop(struct app *app)
{
    app->error_page = NULL;
    lock_end(&app->sign_in.lock);
}

const struct app_part web_part = {.start = web_start, .stop = web_stop};
