// SPDX-License-Identifier: Apache-2.0
// Frame and menus.
#include "portal/portal.h"

#include "backtest/backtest.h"
#include "component/form_fill.h"
#include "network/network_zone.h"
#include "phrase/phrases.h"
#include "zone/zone.h"

struct entry {
    enum portal_place place;
    enum phrase label;
    const char *url;
    enum icon icon;
};

// The first FRAME_BAR_MAX of each are the bar of a phone: what is looked at and done on the way.
static const struct entry entries_of_operators[] = {
    {PLACE_TODAY, PHRASE_WORD_TODAY, "/operator", ICON_HOME},
    {PLACE_EXPLORE, PHRASE_EXPLORE_TITLE, "/operator/explore", ICON_CHART},
    {PLACE_CONVERSIONS, PHRASE_WORD_CONVERSIONS, "/operator/conversions", ICON_SALE},
    {PLACE_PARTNERS, PHRASE_WORD_PARTNERS, "/operator/partners", ICON_PARTNERS},
    {PLACE_LIVE, PHRASE_LIVE_TITLE, "/operator/live", ICON_ACTIVITY},
    {PLACE_PROGRAMS, PHRASE_PROGRAMS_TITLE, "/operator/programs", ICON_PROGRAM},
    {PLACE_PAYOUTS, PHRASE_WORD_PAYOUTS, "/operator/payouts", ICON_PAYOUT},
    {PLACE_ALL_LINKS, PHRASE_WORD_LINKS, "/operator/links", ICON_LINK},
    {PLACE_LEDGER, PHRASE_BOOKS_TITLE, "/operator/commissions", ICON_BALANCE},
    {PLACE_DISPUTES, PHRASE_DISPUTES_TITLE, "/operator/disputes", ICON_MESSAGE},
    {PLACE_APPLICATIONS, PHRASE_APPLICATIONS_TITLE, "/operator/applications", ICON_LEAD},
    {PLACE_NETWORK, PHRASE_NETWORK_TITLE, "/operator/settings", ICON_GLOBE},
    {PLACE_NONE, PHRASE_FIND_TITLE, "/find", ICON_SEARCH},
};
static const struct entry entries_of_partners[] = {
    {PLACE_HOME, PHRASE_PORTAL_OVERVIEW, "/partner", ICON_HOME},
    {PLACE_PERFORMANCE, PHRASE_EXPLORE_PERFORMANCE, "/partner/performance", ICON_CHART},
    {PLACE_LINKS, PHRASE_WORD_LINKS, "/partner/links", ICON_LINK},
    {PLACE_EARNINGS, PHRASE_PORTAL_EARNINGS, "/partner/earnings", ICON_BALANCE},
    {PLACE_OWN_CONVERSIONS, PHRASE_WORD_CONVERSIONS, "/partner/conversions", ICON_SALE},
    {PLACE_PARTNER_PROGRAMS, PHRASE_PARTNER_PROGRAMS_TITLE, "/partner/programs", ICON_PROGRAM},
    {PLACE_POSTBACKS, PHRASE_POSTBACKS_TITLE, "/partner/postbacks", ICON_ACTIVITY},
    {PLACE_LETTERS, PHRASE_LETTERS_TITLE, "/partner/letters", ICON_MESSAGE},
    {PLACE_TEAM, PHRASE_TEAM_TITLE, "/team", ICON_PARTNERS},
};
static const struct entry entries_of_advertisers[] = {
    {PLACE_HOME, PHRASE_PORTAL_OVERVIEW, "/advertiser", ICON_HOME},
    {PLACE_PERFORMANCE, PHRASE_EXPLORE_PERFORMANCE, "/advertiser/performance", ICON_CHART},
    {PLACE_CONVERSIONS, PHRASE_ADVERTISER_ORDERS, "/advertiser/orders", ICON_SALE},
    {PLACE_EARNINGS, PHRASE_ADVERTISER_BALANCE, "/advertiser/balance", ICON_BALANCE},
    {PLACE_PARTNERS, PHRASE_WORD_PARTNERS, "/advertiser/partners", ICON_PARTNERS},
    {PLACE_TEAM, PHRASE_TEAM_TITLE, "/team", ICON_PARTNERS},
};
static const struct entry entries_of_all[] = {
    {PLACE_ACCOUNT, PHRASE_WORD_SETTINGS, "/account", ICON_SETTINGS},
};
#define ENTRIES_MAX 16

static size_t add(struct menu_item *items, size_t count, const struct render *render, const struct entry *entry,
                  enum portal_place place)
{
    items[count] = (struct menu_item){
        .label = phrase_text(&render->reader, entry->label),
        .url = text_of(entry->url),
        .icon = entry->icon,
        .is_current = entry->place == place,
    };
    return count + 1;
}

#define ADD_ALL(list)                                               \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++) { \
        count = add(items, count, render, &(list)[i], place);       \
    }

struct frame_view portal_frame(const struct call *call, const struct render *render, enum portal_place place)
{
    struct menu_item *items = arena_many(call->arena, struct menu_item, ENTRIES_MAX);
    size_t count = 0;
    if (call->actor.role == ROLE_OPERATOR) {
        ADD_ALL(entries_of_operators);
    } else if (call->actor.role == ROLE_PARTNER) {
        ADD_ALL(entries_of_partners);
    } else if (call->actor.role == ROLE_ADVERTISER) {
        ADD_ALL(entries_of_advertisers);
    }
    ADD_ALL(entries_of_all);
    size_t bar = count > FRAME_BAR_MAX ? FRAME_BAR_MAX : count;
    bool is_beyond = false;
    for (size_t i = bar; i < count; i++) {
        is_beyond = is_beyond || items[i].is_current;
    }
    return (struct frame_view){
        .menu = {.items = items, .count = bar},
        .more = {.items = items + bar, .count = count - bar},
        .is_beyond = is_beyond,
        .user = call->actor.person == NULL ? TEXT_NONE : call->actor.person->user.email,
        .account_url = TEXT("/account"),
        .viewed = call->actor.viewed,
    };
}

enum rc portal_day_typed(struct call *call, const char *field, struct instant *ret_instant)
{
    struct text typed = form_given(call, field);
    int64_t day = 0;
    *ret_instant = INSTANT_NONE;
    if (!text_is(typed)) {
        return RC_OK;
    }
    TRY(backtest_day_read(typed, field, &day, call->fault));
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(&call->flow, &zone));
    *ret_instant = zone_instant_of_local(zone, (struct instant){.ms = day * DAY_MS});
    return RC_OK;
}

struct text portal_home(enum role role)
{
    if (role == ROLE_OPERATOR) {
        return TEXT("/operator");
    }
    if (role == ROLE_ADVERTISER) {
        return TEXT("/advertiser");
    }
    return role == ROLE_PARTNER ? TEXT("/partner") : TEXT("/account");
}

enum rc web_home(struct call *call)
{
    return page_redirect(call, portal_home(call->actor.role));
}
