// SPDX-License-Identifier: Apache-2.0
// The table of capabilities (gate/capability.h) in words: a row for each piece of work, a column for each duty.
#include "operator/network_tabs.h"
#include "operator/users.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "roles_html.h"

#define CAPABILITIES_IN_ROW 8
#define ROLE_DUTIES_MAX 4

// A mark stands where the duty has all of the row's capabilities.
static const struct {
    enum phrase work;
    enum capability capabilities[CAPABILITIES_IN_ROW];
} works[] = {
    {PHRASE_RIGHT_READ,
     {CAP_NETWORK_READ, CAP_PROGRAM_READ, CAP_OFFER_READ, CAP_PARTNER_READ, CAP_ENROLLMENT_READ, CAP_LINK_READ,
      CAP_COUPON_READ}},
    {PHRASE_RIGHT_REPORTS, {CAP_REPORT_READ, CAP_CONVERSION_READ, CAP_COMMISSION_READ}},
    {PHRASE_RIGHT_BALANCES, {CAP_BALANCE_READ, CAP_PAYOUT_READ, CAP_PENALTY_READ}},
    {PHRASE_RIGHT_INVOICES, {CAP_INVOICE_READ}},
    {PHRASE_RIGHT_LINKS, {CAP_LINK_WRITE}},
    {PHRASE_RIGHT_DECIDE, {CAP_CONVERSION_WRITE, CAP_CUSTOMER_READ, CAP_CUSTOMER_WRITE}},
    {PHRASE_RIGHT_DISPUTES, {CAP_DISPUTE_READ, CAP_DISPUTE_WRITE}},
    {PHRASE_RIGHT_DISPUTES_DECIDE, {CAP_DISPUTE_DECIDE}},
    {PHRASE_RIGHT_PROGRAMS,
     {CAP_PROGRAM_WRITE, CAP_OFFER_WRITE, CAP_COUPON_WRITE, CAP_ENROLLMENT_WRITE, CAP_ADVERTISER_WRITE}},
    {PHRASE_RIGHT_PARTNERS, {CAP_PARTNER_WRITE, CAP_ADVERTISER_CREATE, CAP_ADVERTISER_ARCHIVE, CAP_MAIL_WRITE}},
    {PHRASE_RIGHT_ERASE, {CAP_CUSTOMER_ERASE}},
    {PHRASE_RIGHT_PAY,
     {CAP_PAYOUT_MANAGE, CAP_BOOKS_WRITE, CAP_SETTLEMENT_WRITE, CAP_ACCOUNT_WRITE, CAP_PENALTY_WRITE}},
    {PHRASE_RIGHT_DETAILS, {CAP_PAYOUT_DETAILS_WRITE, CAP_WITHDRAWAL_WRITE, CAP_TAX_PROFILE_WRITE}},
    {PHRASE_RIGHT_ADVERTISER_TAX, {CAP_ADVERTISER_TAX_PROFILE}},
    {PHRASE_RIGHT_BOOKS, {CAP_LEDGER_READ, CAP_MARGIN_READ, CAP_PLAN_BACKTEST}},
    {PHRASE_RIGHT_ACCOUNTS, {CAP_ADVERTISER_READ, CAP_ACCOUNT_READ, CAP_SETTLEMENT_READ}},
    {PHRASE_RIGHT_AUDIT, {CAP_AUDIT_READ}},
    {PHRASE_RIGHT_MAIL, {CAP_MAIL_READ, CAP_PARTNER_VIEW, CAP_METRICS_READ}},
    {PHRASE_RIGHT_LETTERS, {CAP_LETTERS_CHOOSE}},
    {PHRASE_RIGHT_TERMS, {CAP_TERMS_ANSWER}},
    {PHRASE_RIGHT_POSTBACKS, {CAP_POSTBACK_READ, CAP_POSTBACK_WRITE}},
    {PHRASE_RIGHT_TEAM, {CAP_TEAM_READ, CAP_TEAM_WRITE}},
    {PHRASE_RIGHT_NETWORK, {CAP_NETWORK_WRITE, CAP_USER_MANAGE, CAP_TOKEN_MANAGE}},
};
#define WORK_COUNT (sizeof(works) / sizeof(works[0]))

// What everybody of a role has needs no row: its own account and pages.
static bool is_of_role(enum capability capability)
{
    return capability == CAP_PUBLIC || capability == CAP_ACCOUNT_OWN || capability == CAP_OPERATOR_PAGES ||
           capability == CAP_PARTNER_PAGES || capability == CAP_ADVERTISER_PAGES;
}

bool roles_tell(enum capability capability)
{
    if (is_of_role(capability)) {
        return true;
    }
    for (size_t i = 0; i < WORK_COUNT; i++) {
        for (size_t k = 0; k < CAPABILITIES_IN_ROW; k++) {
            if (works[i].capabilities[k] == capability) {
                return true;
            }
        }
    }
    return false;
}

static bool may_all(size_t work, enum duty duty)
{
    for (size_t k = 0; k < CAPABILITIES_IN_ROW; k++) {
        if (!capability_is_for(works[work].capabilities[k], duty)) { // CAP_PUBLIC, the rest of a row, is everybody's
            return false;
        }
    }
    return true;
}

static size_t duties_of(enum role role, enum duty ret_duties[ROLE_DUTIES_MAX])
{
    size_t count = 0;
    for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
        if (duty_role(duty) == role) {
            ret_duties[count++] = duty;
        }
    }
    return count;
}

static struct role_table table_of(struct call *call, const struct render *render, enum role role)
{
    const struct reader *r = &render->reader;
    enum duty duties[ROLE_DUTIES_MAX];
    size_t count = duties_of(role, duties);
    struct column *columns = arena_many(call->arena, struct column, count + 1);
    struct right_row *rows = arena_many(call->arena, struct right_row, WORK_COUNT);
    size_t row_count = 0;
    columns[0] = (struct column){.label = phrase_right_work(r)};
    for (size_t d = 0; d < count; d++) {
        columns[d + 1] = (struct column){.label = show_duty(render, duties[d], /* is_whole= */ false)};
    }
    for (size_t i = 0; i < WORK_COUNT; i++) {
        struct right_mark *marks = arena_many(call->arena, struct right_mark, count);
        bool is_anybodys = false;
        for (size_t d = 0; d < count; d++) {
            marks[d].may = may_all(i, duties[d]);
            is_anybodys = is_anybodys || marks[d].may;
        }
        if (is_anybodys) {
            rows[row_count++] =
                (struct right_row){.work = phrase_text(r, works[i].work), .marks = {.items = marks, .count = count}};
        }
    }
    return (struct role_table){.columns = {.items = columns, .count = count + 1},
                               .rows = {.items = rows, .count = row_count}};
}

enum rc web_roles(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct roles_view view = {.frame = portal_frame(call, &render, PLACE_NETWORK)};
    struct role_table *tables = arena_many(call->arena, struct role_table, 3);
    view.frame.title = phrase_network_roles(r);
    view.frame.lead = phrase_right_lead(r);
    view.tabs = network_tabs(call, &render, NETWORK_ROLES);
    tables[0] = table_of(call, &render, ROLE_OPERATOR);
    tables[0].title = phrase_right_operator(r);
    tables[1] = table_of(call, &render, ROLE_ADVERTISER);
    tables[1].title = phrase_right_advertiser(r);
    tables[2] = table_of(call, &render, ROLE_PARTNER);
    tables[2].title = phrase_right_partner(r);
    view.tables = (struct role_table_list){.items = tables, .count = 3};
    roles_html(&render, &view);
    return page_answer(call, &render);
}
