// SPDX-License-Identifier: Apache-2.0
// What the forms of the first run do: the same flows as everywhere.
#include <string.h>

#include "access.h"
#include "click/click_id.h"
#include "component/form_fill.h"
#include "conversion/conversion_accept.h"
#include "conversion/conversion_decide.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "link/destination.h"
#include "network/network_init.h"
#include "operator/wizard.h"
#include "page/page.h"
#include "page/refusal.h"
#include "partner/enrollment_write.h"
#include "partner/link_write.h"
#include "partner/partner_write.h"
#include "portal/show.h"
#include "program/advertiser_write.h"
#include "program/offer_write.h"
#include "program/program_write.h"
#include "shipping.h"

#define TEST_ORDERS_MAX 50

static struct text typed(const struct call *call, const char *name)
{
    struct text t = text_trim(parameters_get(&call->form, text_of(name)));
    return text_is(t) ? t : TEXT("");
}

// On to the step after this one, or this one again with what is wrong.
static enum rc go_on(struct call *call, enum setup_step step, enum rc rc)
{
    struct fault fault;
    if (page_is_refused(call, rc, &fault)) {
        return setup_show(call, step, &fault);
    }
    TRY(rc);
    return page_redirect(call, setup_url(call, (enum setup_step)(step + 1)));
}

enum rc web_setup_network(struct call *call)
{
    struct network_change_input input = {.name = typed(call, "name"),
                                         .time_zone = typed(call, "time_zone"),
                                         .fallback_url = TEXT_NONE,
                                         .address_days = -1};
    struct network network;
    return go_on(call, SETUP_NETWORK, network_change(&call->flow, &input, &network));
}

// ---- product ----

static enum rc own_advertiser(struct call *call, const struct setup_state *state, struct currency currency,
                              struct advertiser_id *ret_id)
{
    struct advertiser_filter filter = {.status = TEXT("active"), .limit = 1};
    struct advertiser *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, advertiser_list(call->db, call->arena, &filter, &list, &count)));
    if (count > 0) {
        *ret_id = list[0].id;
        return RC_OK;
    }
    struct advertiser_input input = {.name = state->network.name, .currency = currency, .status = TEXT_NONE};
    struct advertiser_created created;
    TRY(advertiser_create(&call->flow, &input, &created));
    *ret_id = created.advertiser.id;
    return RC_OK;
}

// Everything is looked at before anything is made; what a former try made is gone on with.
static enum rc make_product(struct call *call)
{
    struct setup_state state;
    struct text host;
    struct text url = typed(call, "destination_url");
    struct text name = typed(call, "name");
    struct program_input input = program_input_none();
    TRY(setup_state_read(call, &state));
    TRY(destination_check(call->arena, url, TEXT(""), &host, call->fault));
    if (currency_parse(typed(call, "currency"), &input.currency) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "currency", "currency is not known");
    }
    if (text_is_empty(name)) {
        name = host;
    }
    call->is_catalog_changed = true;
    struct program_view made = {.program = state.program};
    if (state.program.id.v == 0) {
        TRY(own_advertiser(call, &state, input.currency, &input.advertiser_id));
        input.name = name;
        TRY(program_create(&call->flow, &input, &made));
    }
    struct offer_input offer_input = {.program_id = made.program.id,
                                      .name = name,
                                      .destination_url = url,
                                      .hosts = TEXT_NONE,
                                      .parameters = TEXT_NONE,
                                      .click_id_parameter = TEXT_NONE,
                                      .goals = TEXT_NONE,
                                      .status = TEXT_NONE};
    struct offer offer;
    return state.offer.id.v != 0 ? RC_OK : offer_create(&call->flow, &offer_input, &offer);
}

enum rc web_setup_product(struct call *call)
{
    return go_on(call, SETUP_PRODUCT, make_product(call));
}

// ---- plan ----

static enum rc plan_text(struct call *call, const struct program *program, struct text *ret_text)
{
    struct text template = typed(call, "template");
    struct text value = TEXT_NONE;
    struct text hold = TEXT_NONE;
    int64_t days = 0;
    TRY(form_decimal(call, "value", &value));
    TRY(form_decimal(call, "hold_days", &hold));
    if (!text_is(hold) || int64_parse(hold, 0, PROGRAM_HOLD_DAYS_MAX, &days) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "number_out_of_range", "hold_days", "hold_days must be 0 to %d",
                         PROGRAM_HOLD_DAYS_MAX);
    }
    struct text pay = TEXT_NONE;
    if (text_equal(template, TEXT("percent")) || text_equal(template, TEXT("recurring"))) {
        pay = text_format(call->arena, "pay %.*s%% on sale", TEXT_PRINT(value));
    } else if (text_equal(template, TEXT("sale")) || text_equal(template, TEXT("lead"))) {
        pay = text_format(call->arena, "pay %.*s %s on %.*s", TEXT_PRINT(value), program->currency.code,
                          TEXT_PRINT(template));
    } else {
        return fault_set(call->fault, RC_INVALID, "choice_unknown", "template", "template is not one of the list");
    }
    *ret_text = text_format(call->arena, "%.*s\nhold %lld days\n", TEXT_PRINT(pay), (long long)days);
    return RC_OK;
}

static enum rc make_plan(struct call *call)
{
    struct setup_state state;
    struct program_plan_input input = {.effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error = {0};
    TRY(setup_state_read(call, &state));
    if (state.program.id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "program_required", "", "there is no program yet");
    }
    TRY(plan_text(call, &state.program, &input.plan_text));
    input.program_id = state.program.id;
    enum rc rc = program_plan_put(&call->flow, &input, &version, &error);
    // Of the text only the value was typed.
    if (rc == RC_INVALID && strcmp(call->fault->code, "plan_malformed") == 0) {
        fault_clear(call->fault);
        return fault_set(call->fault, RC_INVALID, "decimal_malformed", "value", "value must be a number such as 20");
    }
    call->is_catalog_changed = rc == RC_OK;
    return rc;
}

enum rc web_setup_plan(struct call *call)
{
    return go_on(call, SETUP_PLAN, make_plan(call));
}

// ---- partner ----

static enum rc make_partner(struct call *call)
{
    struct setup_state state;
    TRY(setup_state_read(call, &state));
    if (state.offer.id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "program_required", "", "there is no product yet");
    }
    struct partner_input input = {.code = TEXT_NONE,
                                  .name = typed(call, "name"),
                                  .email = typed(call, "email"),
                                  .type = TEXT_NONE,
                                  .segment = TEXT_NONE,
                                  .country = TEXT_NONE,
                                  .status = TEXT_NONE};
    struct partner partner;
    TRY(partner_create(&call->flow, &input, &partner));
    struct enrollment_input enrollment_input = {.partner_id = partner.id,
                                                .program_id = state.program.id,
                                                .status = TEXT("approved"),
                                                .terms = TEXT_NONE,
                                                .terms_effective_at = INSTANT_NONE};
    struct enrollment_view enrollment;
    TRY(enrollment_create(&call->flow, &enrollment_input, &enrollment));
    struct link_input link_input = {.partner_id = partner.id,
                                    .offer_id = state.offer.id,
                                    .code = TEXT_NONE,
                                    .destination_url = TEXT_NONE,
                                    .status = TEXT_NONE};
    struct link link;
    call->is_catalog_changed = true;
    return link_create(&call->flow, &link_input, &link);
}

enum rc web_setup_partner(struct call *call)
{
    return go_on(call, SETUP_PARTNER, make_partner(call));
}

// ---- order ----

static enum rc report_order(struct call *call)
{
    struct setup_state state;
    struct conversion_accepted accepted;
    struct click_shipping shipping = call_shipping(call);
    if (shipping.ship_now != NULL) {
        TRY(flow_stored(&call->flow, shipping.ship_now(shipping.user)));
    }
    TRY(setup_state_read(call, &state));
    if (state.click.v == 0) {
        return fault_set(call->fault, RC_INVALID, "click_missing", "", "follow the link first: there is no click yet");
    }
    bool is_lead = text_find(state.plan, TEXT(" on lead"), 0) != SIZE_MAX;
    struct conversion_claim claim = {
        .advertiser_id = state.program.advertiser_id,
        .program_id = state.program.id,
        .click_id = click_id_text(call->arena, call->keyring, state.click),
        .goal = is_lead ? TEXT("lead") : TEXT("sale"),
        .order_id = text_format(call->arena, "test-%lld", (long long)call->now.ms),
        .source = TEXT("api"),
    };
    TRY(form_decimal(call, "amount", &claim.amount));
    return conversion_accept(&call->flow, &shipping, &claim, &accepted);
}

// The receipt is what the first run leads to.
enum rc web_setup_order(struct call *call)
{
    struct setup_state state;
    enum rc rc = report_order(call);
    if (rc == RC_OK) {
        TRY(setup_state_read(call, &state));
        struct text receipt = show_url(call, "/commissions/", PREFIX_COMMISSION, state.commission_id);
        return page_redirect(call, text_is(receipt) ? receipt : setup_url(call, SETUP_DONE));
    }
    return go_on(call, SETUP_ORDER, rc);
}

static enum rc reject_tests(struct call *call)
{
    struct setup_state state;
    TRY(setup_state_read(call, &state));
    struct conversion_filter filter = {.program_id = state.program.id, .status = TEXT("")};
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, &filter, (struct conversion_id){0},
                                                 TEST_ORDERS_MAX, &list, &count)));
    for (size_t i = 0; i < count && state.program.id.v != 0; i++) {
        if (text_starts_with(list[i].order_id, TEXT("test-")) && !text_equal(list[i].status, TEXT("rejected"))) {
            TRY(conversion_decide(&call->flow, list[i].id, TEXT("rejected"), TEXT("test")));
        }
    }
    return RC_OK;
}

enum rc web_setup_undo(struct call *call)
{
    TRY(reject_tests(call));
    return page_redirect(call, setup_url(call, SETUP_DONE));
}
