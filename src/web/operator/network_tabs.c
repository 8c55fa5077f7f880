// SPDX-License-Identifier: Apache-2.0
// Tabs of the pages about the network.
#include "operator/network_tabs.h"

#include "phrase/phrases.h"

static const struct {
    enum phrase label;
    const char *url;
    enum capability capability;
} all[NETWORK_TAB_COUNT] = {
    [NETWORK_SETTINGS] = {PHRASE_NETWORK_SETTINGS, "/operator/settings", CAP_OPERATOR_PAGES},
    [NETWORK_PEOPLE] = {PHRASE_NETWORK_PEOPLE, "/operator/users", CAP_USER_MANAGE},
    [NETWORK_ROLES] = {PHRASE_NETWORK_ROLES, "/operator/roles", CAP_OPERATOR_PAGES},
    [NETWORK_MAIL] = {PHRASE_NETWORK_MAIL, "/operator/mail", CAP_MAIL_READ},
    [NETWORK_AUDIT] = {PHRASE_NETWORK_AUDIT, "/operator/audit", CAP_AUDIT_READ},
};

struct tabs_view network_tabs(const struct call *call, const struct render *render, enum network_tab current)
{
    struct tab_item *items = arena_many(call->arena, struct tab_item, NETWORK_TAB_COUNT);
    size_t count = 0;
    for (enum network_tab tab = NETWORK_SETTINGS; tab < NETWORK_TAB_COUNT; tab++) {
        if (capability_is_for(all[tab].capability, call->actor.duty)) {
            items[count++] = (struct tab_item){.label = phrase_text(&render->reader, all[tab].label),
                                               .url = text_of(all[tab].url),
                                               .is_current = tab == current};
        }
    }
    return (struct tabs_view){.label = phrase_network_title(&render->reader), .tabs = {.items = items, .count = count}};
}
