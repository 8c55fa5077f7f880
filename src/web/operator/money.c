// SPDX-License-Identifier: Apache-2.0
// Tabs of the money pages.
#include "operator/money.h"

#include "phrase/phrases.h"

struct entry {
    enum phrase label;
    const char *url;
};

static struct tabs_view tabs_of(const struct render *render, enum phrase label, const struct entry *entries,
                                size_t count, size_t current)
{
    struct tab_item *items = arena_many(render->arena, struct tab_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct tab_item){.label = phrase_text(&render->reader, entries[i].label),
                                     .url = text_of(entries[i].url),
                                     .is_current = i == current};
    }
    return (struct tabs_view){.label = phrase_text(&render->reader, label), .tabs = {.items = items, .count = count}};
}

struct tabs_view money_payout_tabs(const struct render *render, enum payout_tab current)
{
    static const struct entry entries[] = {
        [PAYOUT_TAB_RUNS] = {PHRASE_PAYOUTS_RUNS, "/operator/payouts"},
        [PAYOUT_TAB_WITHDRAWALS] = {PHRASE_PAYOUTS_WITHDRAWALS, "/operator/withdrawals"},
        [PAYOUT_TAB_INVOICES] = {PHRASE_PAYOUTS_INVOICES, "/operator/invoices"},
        [PAYOUT_TAB_ADVERTISERS] = {PHRASE_ACCOUNTS_TITLE, "/operator/advertisers"},
        [PAYOUT_TAB_TERMS] = {PHRASE_PAYOUTS_TERMS, "/operator/payout-terms"},
        [PAYOUT_TAB_SOURCES] = {PHRASE_PAYEE_SOURCE, "/operator/payout-sources"},
        [PAYOUT_TAB_TAX] = {PHRASE_PAYEE_TAX, "/operator/tax"},
    };
    return tabs_of(render, PHRASE_WORD_PAYOUTS, entries, sizeof(entries) / sizeof(entries[0]), current);
}

struct tabs_view money_ledger_tabs(const struct render *render, enum ledger_tab current)
{
    static const struct entry entries[] = {
        [LEDGER_TAB_COMMISSIONS] = {PHRASE_WORD_COMMISSIONS, "/operator/commissions"},
        [LEDGER_TAB_BY_HAND] = {PHRASE_BYHAND_TITLE, "/operator/compensations"},
        [LEDGER_TAB_PENALTIES] = {PHRASE_PENALTIES_TITLE, "/operator/penalties"},
        [LEDGER_TAB_ACCOUNTS] = {PHRASE_BOOKS_ACCOUNTS, "/operator/ledger"},
        [LEDGER_TAB_ENTRIES] = {PHRASE_BOOKS_ENTRIES, "/operator/ledger/entries"},
        [LEDGER_TAB_PERIODS] = {PHRASE_BOOKS_PERIODS, "/operator/ledger/periods"},
        [LEDGER_TAB_RATES] = {PHRASE_BOOKS_RATES, "/operator/rates"},
    };
    return tabs_of(render, PHRASE_BOOKS_TITLE, entries, sizeof(entries) / sizeof(entries[0]), current);
}

struct tabs_view money_dispute_tabs(const struct render *render, enum dispute_tab current)
{
    static const struct entry entries[] = {
        [DISPUTE_TAB_DISPUTES] = {PHRASE_DISPUTES_TITLE, "/operator/disputes"},
        [DISPUTE_TAB_REFUNDS] = {PHRASE_DISPUTES_REFUNDS, "/operator/refunds"},
    };
    return tabs_of(render, PHRASE_DISPUTES_TITLE, entries, sizeof(entries) / sizeof(entries[0]), current);
}
