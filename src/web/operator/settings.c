// SPDX-License-Identifier: Apache-2.0
// The page of the network's settings.
#include "operator/settings.h"

#include "format/encode.h"
#include "network/network_init.h"
#include "network/network_logo.h"
#include "operator/network_tabs.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "settings_html.h"

// What is shown: as it is stored, or as it was typed and refused.
struct typed {
    struct text name, hue, zone, fallback, days;
};

static struct typed typed_of(struct call *call, const struct network *network)
{
    return (struct typed){
        .name = network->name,
        .hue = text_format(call->arena, "%lld", (long long)network->hue),
        .zone = network->time_zone,
        .fallback = network->fallback_url,
        .days = text_format(call->arena, "%lld", (long long)network->address_days),
    };
}

static void fill(const struct reader *r, const struct typed *typed, struct settings_view *view)
{
    view->name = (struct input_view){
        .field = {.name = TEXT("name"), .label = phrase_settings_name(r), .hint = phrase_settings_name_hint(r)},
        .kind = INPUT_TEXT,
        .value = typed->name};
    view->hue = (struct input_view){
        .field = {.name = TEXT("hue"), .label = phrase_settings_hue(r), .hint = phrase_settings_hue_hint(r)},
        .kind = INPUT_NUMBER,
        .value = typed->hue,
        .unit = TEXT("°")};
    view->zone = (struct input_view){
        .field = {.name = TEXT("time_zone"), .label = phrase_account_zone(r), .hint = phrase_settings_zone_hint(r)},
        .kind = INPUT_TEXT,
        .value = typed->zone,
        .pattern_hint = TEXT("Europe/Paris")};
    view->fallback = (struct input_view){.field = {.name = TEXT("fallback_url"),
                                                   .label = phrase_settings_fallback(r),
                                                   .hint = phrase_settings_fallback_hint(r),
                                                   .is_optional = true},
                                         .kind = INPUT_URL,
                                         .value = typed->fallback,
                                         .pattern_hint = TEXT("https://shop.example")};
    view->days = (struct input_view){
        .field = {.name = TEXT("address_days"), .label = phrase_settings_days(r), .hint = phrase_settings_days_hint(r)},
        .kind = INPUT_NUMBER,
        .value = typed->days};
    view->logo = (struct file_view){
        .field = {.name = TEXT("logo"), .label = phrase_settings_logo(r), .hint = phrase_settings_logo_hint(r)},
        .accept = TEXT(".png,.svg,.webp,.jpg,.jpeg")};
}

static enum rc show(struct call *call, const struct typed *given, const struct fault *fault)
{
    struct render render;
    struct network network;
    struct parameters query;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    TRY(call_parse_parameters(call, call->request->query, &query));
    const struct reader *r = &render.reader;
    struct typed stored = typed_of(call, &network);
    struct settings_view view = {
        .frame = portal_frame(call, &render, PLACE_NETWORK),
        .tabs = network_tabs(call, &render, NETWORK_SETTINGS),
        .currency = text_copy(call->arena, currency_text(&network.currency)),
        .is_readonly = !capability_is_for(CAP_NETWORK_WRITE, call->actor.duty),
        .is_with_logo = text_is(network.logo),
    };
    view.frame.title = phrase_network_title(r);
    if (text_is(parameters_get(&query, TEXT("saved")))) {
        view.notice = (struct notice_view){.tone = TONE_SUCCESS, .message = phrase_account_saved(r)};
    }
    fill(r, given == NULL ? &stored : given, &view);
    struct field_view *const fields[] = {&view.name.field,     &view.hue.field,  &view.zone.field,
                                         &view.fallback.field, &view.days.field, &view.logo.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    settings_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_settings(struct call *call)
{
    return show(call, NULL, NULL);
}

static enum rc number(struct call *call, const char *field, struct text t, int64_t max, int64_t *ret_number)
{
    if (int64_parse(text_is(t) ? t : TEXT(""), 0, max, ret_number) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "number_out_of_range", field,
                         "%s must be a whole number from 0 to %lld", field, (long long)max);
    }
    return RC_OK;
}

static enum rc change(struct call *call, const struct typed *typed, struct network *ret_network)
{
    struct network_change_input input = {
        .name = typed->name, .time_zone = typed->zone, .fallback_url = typed->fallback};
    TRY(number(call, "hue", typed->hue, 359, &input.hue));
    TRY(number(call, "address_days", typed->days, 365, &input.address_days));
    call->is_catalog_changed = true;
    return network_change(&call->flow, &input, ret_network);
}

enum rc web_settings_change(struct call *call)
{
    const struct {
        const char *name;
        size_t offset;
    } members[] = {{"name", offsetof(struct typed, name)},
                   {"hue", offsetof(struct typed, hue)},
                   {"time_zone", offsetof(struct typed, zone)},
                   {"fallback_url", offsetof(struct typed, fallback)},
                   {"address_days", offsetof(struct typed, days)}};
    struct typed typed = {.name = TEXT_NONE};
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        struct text value = text_trim(parameters_get(&call->form, text_of(members[i].name)));
        *(struct text *)((char *)&typed + members[i].offset) = text_is(value) ? value : TEXT("");
    }
    struct network network;
    struct fault fault;
    enum rc rc = change(call, &typed, &network);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &typed, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/operator/settings?saved=1"));
}

enum rc web_settings_logo(struct call *call)
{
    bool is_removed = text_is(parameters_get(&call->form, TEXT("remove")));
    struct text content = parameters_get(&call->form, TEXT("logo"));
    struct fault fault;
    enum rc rc = is_removed || !text_is_empty(content)
                     ? network_logo_change(&call->flow, is_removed ? TEXT_NONE : content)
                     : fault_set(call->fault, RC_INVALID, "logo_unknown", "logo", "no file was chosen");
    if (page_is_refused(call, rc, &fault)) {
        return show(call, NULL, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/operator/settings?saved=1"));
}
