// SPDX-License-Identifier: Apache-2.0
// A partner's balances as figures.
#include "partner/balances.h"

#include <string.h>

#include "access.h"
#include "ledger/ledger.h"
#include "portal/show.h"

static const struct {
    enum ledger_account_kind account;
    const char *url;
} shown[] = {
    {LEDGER_AVAILABLE, "/partner/earnings?status=available"},
    {LEDGER_PENDING, "/partner/earnings?status=pending"},
    {LEDGER_IN_PAYOUT, "/partner/earnings?status=in_payout"},
    {LEDGER_PAID, "/partner/earnings?status=paid"},
    {LEDGER_OWED_BACK, "/partner/documents"},
    {LEDGER_PENALTY_OWED, "/partner/documents"},
};
#define SHOWN (sizeof(shown) / sizeof(shown[0]))

// The list of what the balance is made of, in its currency; documents are of all.
static struct text url_of(const struct render *render, const char *url, const struct currency *currency)
{
    bool is_list = strchr(url, '?') != NULL;
    return is_list ? text_format(render->arena, "%s&currency=%s", url, currency->code) : text_of(url);
}

static struct balance_line line_of(struct render *render, const struct converted *converted,
                                   const struct ledger_balance *balance)
{
    struct figure_view *items = arena_many(render->arena, struct figure_view, SHOWN);
    size_t n = 0;
    for (size_t i = 0; i < SHOWN; i++) {
        struct money amount = balance->accounts[shown[i].account];
        bool is_seldom = shown[i].account == LEDGER_OWED_BACK || shown[i].account == LEDGER_PENALTY_OWED;
        if (is_seldom && amount.minor == 0) {
            continue;
        }
        struct figure_beside *beside = arena_one(render->arena, struct figure_beside);
        *beside = converted_beside(render, converted, &amount, 1);
        items[n++] = (struct figure_view){
            .label = show_code(render, "account", text_of(ledger_account_kind_text(shown[i].account))),
            .value = render_money(render, amount),
            .url = url_of(render, shown[i].url, &amount.currency),
            .beside = {.items = beside, .count = text_is(beside->value) ? 1 : 0},
        };
    }
    return (struct balance_line){.figures = {.items = items, .count = n}};
}

enum rc balances_fill(struct call *call, struct render *render, struct converted *converted,
                      struct balances_view *ret_view)
{
    struct ledger_balance *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    ledger_partner_balances(call->db, call->arena, access_own_partner(call), &list, &count)));
    struct balance_line *lines = arena_many(call->arena, struct balance_line, count);
    for (size_t i = 0; i < count; i++) {
        TRY(converted_need(call, converted, list[i].accounts[LEDGER_AVAILABLE].currency));
        lines[i] = line_of(render, converted, &list[i]);
    }
    *ret_view = (struct balances_view){.lines = {.items = lines, .count = count}};
    return RC_OK;
}
