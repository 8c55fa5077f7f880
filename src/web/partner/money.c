// SPDX-License-Identifier: Apache-2.0
// Tabs of a partner's money.
#include "partner/money.h"

#include "phrase/phrases.h"

struct tabs_view money_earnings_tabs(const struct render *render, enum earnings_tab current)
{
    static const struct {
        enum phrase label;
        const char *url;
    } entries[] = {
        [EARNINGS_TAB_COMMISSIONS] = {PHRASE_PORTAL_EARNINGS, "/partner/earnings"},
        [EARNINGS_TAB_WITHDRAW] = {PHRASE_WITHDRAW_TITLE, "/partner/withdraw"},
        [EARNINGS_TAB_DOCUMENTS] = {PHRASE_DOCUMENTS_TITLE, "/partner/documents"},
        [EARNINGS_TAB_ACCOUNT] = {PHRASE_PAYEE_ACCOUNT, "/partner/payout-account"},
        [EARNINGS_TAB_TAX] = {PHRASE_PAYEE_TAX, "/partner/tax"},
    };
    size_t count = sizeof(entries) / sizeof(entries[0]);
    struct tab_item *items = arena_many(render->arena, struct tab_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct tab_item){.label = phrase_text(&render->reader, entries[i].label),
                                     .url = text_of(entries[i].url),
                                     .is_current = i == (size_t)current};
    }
    return (struct tabs_view){.label = phrase_portal_earnings(&render->reader),
                              .tabs = {.items = items, .count = count}};
}
