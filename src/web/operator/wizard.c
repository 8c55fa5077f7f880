// SPDX-License-Identifier: Apache-2.0
// The first run, as pages.
#include "operator/wizard.h"

#include <string.h>

#include "click/click_id.h"
#include "i18n/number_typed.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "shipping.h"
#include "wizard_html.h"

#define FIELDS_MAX 3
#define LEFT_ITEMS 4

struct setup_query {
    struct text step;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct setup_query, step, "network,product,plan,partner,shop,click,order,done", 0,
                 "The step; the first that is not done unless given."),
};
const struct schema schema_setup_query = SCHEMA("SetupQuery", struct setup_query, query_fields);

static const struct {
    enum phrase label, heading, lead;
} texts[SETUP_STEPS] = {
    [SETUP_NETWORK] = {PHRASE_SETUP_NETWORK, PHRASE_SETUP_NETWORK_HEADING, PHRASE_SETUP_NETWORK_LEAD},
    [SETUP_PRODUCT] = {PHRASE_SETUP_PRODUCT, PHRASE_SETUP_PRODUCT_HEADING, PHRASE_SETUP_PRODUCT_LEAD},
    [SETUP_PLAN] = {PHRASE_SETUP_PLAN, PHRASE_SETUP_PLAN_HEADING, PHRASE_SETUP_PLAN_LEAD},
    [SETUP_PARTNER] = {PHRASE_WORD_PARTNER, PHRASE_SETUP_PARTNER_HEADING, PHRASE_SETUP_PARTNER_LEAD},
    [SETUP_SHOP] = {PHRASE_SETUP_SHOP, PHRASE_SETUP_SHOP_HEADING, PHRASE_SETUP_SHOP_LEAD},
    [SETUP_CLICK] = {PHRASE_WORD_CLICK, PHRASE_SETUP_CLICK_HEADING, PHRASE_SETUP_CLICK_LEAD},
    [SETUP_ORDER] = {PHRASE_WORD_ORDER, PHRASE_SETUP_ORDER_HEADING, PHRASE_SETUP_ORDER_LEAD},
    [SETUP_DONE] = {PHRASE_SETUP_DONE, PHRASE_SETUP_DONE_HEADING, PHRASE_SETUP_DONE_LEAD},
};

// What was typed before, else what there is.
static struct text typed_or(const struct call *call, const char *name, struct text otherwise)
{
    struct text typed = parameters_get(&call->form, text_of(name));
    return text_is(typed) ? typed : otherwise;
}

// ---- the forms ----

static void fill_network(const struct call *call, const struct reader *r, const struct setup_state *state,
                         struct wizard_view *view)
{
    view->name = (struct input_view){.field = {.name = TEXT("name"), .label = phrase_setup_network_name(r)},
                                     .value = typed_or(call, "name", state->network.name)};
    view->time_zone = (struct input_view){
        .field = {.name = TEXT("time_zone"), .label = phrase_setup_zone(r), .hint = phrase_setup_zone_hint(r)},
        .value = typed_or(call, "time_zone", state->network.time_zone),
        .pattern_hint = TEXT("Europe/Paris")};
}

static void fill_product(const struct call *call, const struct reader *r, const struct setup_state *state,
                         struct wizard_view *view)
{
    static const char *const currencies[] = {"EUR", "USD", "GBP", "JPY", "RUB", "CHF"};
    size_t count = sizeof(currencies) / sizeof(currencies[0]);
    struct choice *choices = arena_many(call->arena, struct choice, count + 1);
    struct text own = text_of(state->network.currency.code);
    struct text chosen = typed_or(call, "currency", own);
    size_t n = 0;
    choices[n++] = (struct choice){.value = own, .label = own, .is_chosen = text_equal(chosen, own)};
    for (size_t i = 0; i < count; i++) {
        struct text code = text_of(currencies[i]);
        if (!text_equal(code, own)) {
            choices[n++] = (struct choice){.value = code, .label = code, .is_chosen = text_equal(chosen, code)};
        }
    }
    view->destination = (struct input_view){.field = {.name = TEXT("destination_url"),
                                                      .label = phrase_setup_product_url(r),
                                                      .hint = phrase_setup_product_url_hint(r)},
                                            .kind = INPUT_URL,
                                            .value = typed_or(call, "destination_url", state->offer.destination_url),
                                            .pattern_hint = TEXT("https://shop.example/boots")};
    view->product = (struct input_view){.field = {.name = TEXT("name"),
                                                  .label = phrase_setup_product_name(r),
                                                  .hint = phrase_setup_product_name_hint(r),
                                                  .is_optional = true},
                                        .value = typed_or(call, "name", state->offer.name)};
    view->currency = (struct select_view){.field = {.name = TEXT("currency"), .label = phrase_setup_currency(r)},
                                          .choices = {.items = choices, .count = n}};
}

static void fill_plan(const struct call *call, const struct reader *r, const struct setup_state *state,
                      struct wizard_view *view)
{
    const struct {
        const char *value;
        enum phrase label, hint;
    } templates[] = {{"percent", PHRASE_SETUP_PLAN_PERCENT, PHRASE_SETUP_PLAN_PERCENT_HINT},
                     {"sale", PHRASE_SETUP_PLAN_SALE, PHRASE_SETUP_PLAN_SALE_HINT},
                     {"lead", PHRASE_SETUP_PLAN_LEAD_RULE, PHRASE_SETUP_PLAN_LEAD_RULE_HINT}};
    size_t count = sizeof(templates) / sizeof(templates[0]);
    struct choice *choices = arena_many(call->arena, struct choice, count);
    struct text chosen = typed_or(call, "template", TEXT("percent"));
    for (size_t i = 0; i < count; i++) {
        choices[i] = (struct choice){.value = text_of(templates[i].value),
                                     .label = phrase_text(r, templates[i].label),
                                     .hint = phrase_text(r, templates[i].hint),
                                     .is_chosen = text_equal(chosen, text_of(templates[i].value))};
    }
    view->template = (struct radios_view){.field = {.name = TEXT("template"), .label = phrase_setup_plan_template(r)},
                                          .choices = {.items = choices, .count = count}};
    view->value = (struct input_view){
        .field = {.name = TEXT("value"),
                  .label = phrase_setup_plan_value(r),
                  .hint = phrase_setup_plan_value_hint(
                      r, (struct phrase_setup_plan_value_hint){.currency = text_of(state->program.currency.code)})},
        .value = typed_or(call, "value", TEXT("20"))};
    view->hold = (struct input_view){.field = {.name = TEXT("hold_days"),
                                               .label = phrase_setup_plan_hold(r),
                                               .hint = phrase_setup_plan_hold_hint(r)},
                                     .kind = INPUT_NUMBER,
                                     .value = typed_or(call, "hold_days", TEXT("14"))};
}

static void fill_partner(const struct call *call, const struct reader *r, struct wizard_view *view)
{
    view->partner = (struct input_view){.field = {.name = TEXT("name"), .label = phrase_word_name(r)},
                                        .value = typed_or(call, "name", TEXT_NONE)};
    view->email =
        (struct input_view){.field = {.name = TEXT("email"), .label = phrase_word_email(r), .is_optional = true},
                            .kind = INPUT_EMAIL,
                            .value = typed_or(call, "email", TEXT_NONE)};
}

static void fill_forms(struct call *call, const struct render *render, const struct setup_state *state,
                       const struct fault *fault, struct wizard_view *view)
{
    const struct reader *r = &render->reader;
    fill_network(call, r, state, view);
    fill_product(call, r, state, view);
    fill_plan(call, r, state, view);
    fill_partner(call, r, view);
    view->amount = (struct input_view){
        .field = {.name = TEXT("amount"), .label = phrase_setup_order_amount(r)},
        .value = typed_or(call, "amount", number_as_typed(call->arena, i18n_language_of(r->i18n), TEXT("120.00"))),
        .unit = text_of(state->program.currency.code)};
    struct field_view *fields[SETUP_STEPS][FIELDS_MAX + 1] = {
        [SETUP_NETWORK] = {&view->name.field, &view->time_zone.field},
        [SETUP_PRODUCT] = {&view->destination.field, &view->product.field, &view->currency.field},
        [SETUP_PLAN] = {&view->template.field, &view->value.field, &view->hold.field},
        [SETUP_PARTNER] = {&view->partner.field, &view->email.field},
        [SETUP_ORDER] = {&view->amount.field},
    };
    size_t count = 0;
    while (fields[view->step][count] != NULL) {
        count++;
    }
    view->errors = page_mark(render, fault, fields[view->step], count);
}

// ---- what came of it ----

static enum rc fill_proofs(struct call *call, const struct render *render, const struct setup_state *state,
                           struct wizard_view *view)
{
    const struct reader *r = &render->reader;
    view->has_offer = state->offer.id.v != 0;
    view->has_link = state->link.id.v != 0;
    view->has_click = state->click.v != 0;
    view->has_order = state->conversion_id.v != 0;
    view->has_test_orders = state->test_orders > 0;
    view->plan = state->plan;
    view->receipt_url = show_url(call, "/commissions/", PREFIX_COMMISSION, state->commission_id);
    view->conversion_url = show_url(call, "/conversions/", PREFIX_CONVERSION, state->conversion_id.v);
    if (view->has_click) {
        view->click_at = click_id_instant(state->click);
    }
    if (view->has_link) {
        view->link = (struct copy_field_view){
            .name = TEXT("link"), .label = phrase_setup_click_link(r), .value = call_link_url(call, state->link.code)};
    }
    if (state->program.id.v != 0) {
        TRY(integration_codes(call, render, &state->program, view->has_offer ? &state->offer : NULL, &view->codes));
        TRY(integration_doors(call, render, &state->program, &view->doors));
        view->integration_url =
            text_format(call->arena, "%.*s/integration",
                        TEXT_PRINT(show_url(call, "/programs/", PREFIX_PROGRAM, state->program.id.v)));
    }
    return RC_OK;
}

static void fill_left(struct call *call, const struct reader *r, const struct setup_state *state,
                      struct wizard_view *view)
{
    struct done_item *items = arena_many(call->arena, struct done_item, SETUP_STEPS);
    size_t count = 0;
    for (int i = 0; i < SETUP_DONE; i++) {
        items[count++] = (struct done_item){.label = phrase_text(r, texts[i].heading),
                                            .url = setup_url(call, (enum setup_step)i),
                                            .is_done = state->is_done[i]};
    }
    view->left = (struct done_list){.items = items, .count = count};
}

static void fill_stepper(struct call *call, const struct reader *r, const struct setup_state *state,
                         struct wizard_view *view)
{
    struct step *steps = arena_many(call->arena, struct step, SETUP_STEPS);
    for (int i = 0; i < SETUP_STEPS; i++) {
        enum step_state is = state->is_done[i] ? STEP_DONE : STEP_TO_COME;
        steps[i] = (struct step){.label = phrase_text(r, texts[i].label),
                                 .url = setup_url(call, (enum setup_step)i),
                                 .state = i == (int)view->step ? STEP_CURRENT : is};
    }
    view->stepper =
        (struct stepper_view){.label = phrase_setup_title(r), .steps = {.items = steps, .count = SETUP_STEPS}};
    view->here = setup_url(call, view->step);
    if (view->step > 0) {
        view->back_url = setup_url(call, (enum setup_step)(view->step - 1));
    }
    if (view->step < SETUP_DONE) {
        view->next_url = setup_url(call, (enum setup_step)(view->step + 1));
    }
}

enum rc setup_show(struct call *call, enum setup_step step, const struct fault *fault)
{
    struct render render;
    struct setup_state state;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(setup_state_read(call, &state));
    struct wizard_view view = {.frame = portal_frame(call, &render, PLACE_TODAY), .step = step};
    view.frame.title = phrase_setup_title(r);
    view.heading = phrase_text(r, texts[step].heading);
    view.lead = phrase_text(r, texts[step].lead);
    fill_stepper(call, r, &state, &view);
    fill_forms(call, &render, &state, fault, &view);
    TRY(fill_proofs(call, &render, &state, &view));
    fill_left(call, r, &state, &view);
    wizard_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_setup(struct call *call)
{
    const struct setup_query *query = call->query;
    struct setup_state state;
    struct click_shipping shipping = call_shipping(call);
    if (shipping.ship_now != NULL) { // a click of a moment ago is what the page waits for
        TRY(flow_stored(&call->flow, shipping.ship_now(shipping.user)));
    }
    for (int i = 0; i < SETUP_STEPS; i++) {
        if (text_is(query->step) && text_equal(query->step, text_of(setup_step_text((enum setup_step)i)))) {
            return setup_show(call, (enum setup_step)i, NULL);
        }
    }
    TRY(setup_state_read(call, &state));
    return setup_show(call, setup_next(&state), NULL);
}
