// SPDX-License-Identifier: Apache-2.0
// The table of the portals.
#include "web_routes.h"

#include "account/account.h"
#include "account/letter_links.h"
#include "account/security.h"
#include "account/sign_in_page.h"
#include "account/unsubscribe.h"
#include "account/viewing.h"
#include "advertiser/advertiser_pages.h"
#include "asset/asset.h"
#include "dispute/dispute_page.h"
#include "operator/advertisers.h"
#include "operator/applications.h"
#include "operator/audit_page.h"
#include "operator/books.h"
#include "operator/commissions.h"
#include "operator/compensations.h"
#include "operator/contracts.h"
#include "operator/conversions.h"
#include "operator/explore.h"
#include "operator/find.h"
#include "operator/integration.h"
#include "operator/invoices.h"
#include "operator/links.h"
#include "operator/live.h"
#include "operator/offers.h"
#include "operator/outbox.h"
#include "operator/partner_page.h"
#include "operator/partners.h"
#include "operator/payout_run_page.h"
#include "operator/payout_terms_page.h"
#include "operator/payouts.h"
#include "operator/penalties.h"
#include "operator/plan_desk.h"
#include "operator/plan_editor.h"
#include "operator/program_public_page.h"
#include "operator/programs.h"
#include "operator/settings.h"
#include "operator/today.h"
#include "operator/users.h"
#include "operator/webhooks.h"
#include "operator/withdrawals.h"
#include "operator/wizard.h"
#include "page/brand.h"
#include "page/page.h"
#include "partner/conversions.h"
#include "partner/documents.h"
#include "partner/earnings.h"
#include "partner/home.h"
#include "partner/letters.h"
#include "partner/link_qr.h"
#include "partner/links.h"
#include "partner/performance_page.h"
#include "partner/postbacks.h"
#include "partner/programs.h"
#include "partner/statement_page.h"
#include "partner/team.h"
#include "partner/withdraw.h"
#include "payee/payout_account_page.h"
#include "payee/tax_page.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "public/applicant.h"
#include "public/apply.h"
#include "public/figures_kept.h"
#include "public/preview.h"
#include "public/program_view.h"
#include "public/site_data.h"
#include "public/status_page.h"
#include "receipt/invoice_page.h"
#include "receipt/payout_page.h"
#include "receipt/receipt_page.h"
#ifdef TRIBUTARY_GALLERY
#include "gallery/gallery.h"
#endif

#define ROUTE(method, path, handler, ...) ROUTE_ROW(method, path, handler, web_##handler, __VA_ARGS__)

static const struct route routes[] = {
#include "web.def"
};
#undef ROUTE

const struct route_table web_routes = {.routes = routes, .count = sizeof(routes) / sizeof(routes[0]), .base = ""};

static enum rc web_start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    app->error_page = page_error;
    plan_desk_start();
    figures_kept_start(FIGURES_KEPT_FROM_MS);
    lock_init(&app->sign_in.lock);
    limit_init_slow(&app->sign_in.limit, SIGN_IN_SLOWED_SECONDS, SIGN_IN_FAILURES);
    return RC_OK;
}

static void web_stop(struct app *app)
{
    app->error_page = NULL;
    plan_desk_stop();
    figures_kept_stop();
    lock_end(&app->sign_in.lock);
}

const struct app_part web_part = {.start = web_start, .stop = web_stop};
