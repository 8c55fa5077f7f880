// SPDX-License-Identifier: Apache-2.0
// Tax profiles.
#include "payee/tax_page.h"

#include <stddef.h>

#include "access.h"
#include "component/form_fill.h"
#include "document/tax_profile_write.h"
#include "i18n/number_typed.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "partner/money.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "tax_page_html.h"

struct tax_page_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct tax_page_query, done, "saved", 0, "What has just been done."),
};
const struct schema schema_tax_page_query = SCHEMA("TaxPageQuery", struct tax_page_query, query_fields);

// The rate is the last one: it is no text in the profile.
static const struct {
    const char *name;
    enum phrase label;
    enum phrase hint; // the same as the label: none
    bool is_optional;
    size_t in, stored; // offsets
} fields[TAX_FIELDS] = {
#define FIELD(name_) offsetof(struct tax_profile_input, name_), offsetof(struct tax_profile, name_)
    {"legal_name", PHRASE_PAYEE_LEGAL_NAME, PHRASE_PAYEE_LEGAL_NAME, false, FIELD(legal_name)},
    {"line1", PHRASE_PAYEE_LINE1, PHRASE_PAYEE_LINE1, false, FIELD(line1)},
    {"line2", PHRASE_PAYEE_LINE2, PHRASE_PAYEE_LINE2, true, FIELD(line2)},
    {"postcode", PHRASE_PAYEE_POSTCODE, PHRASE_PAYEE_POSTCODE, true, FIELD(postcode)},
    {"city", PHRASE_PAYEE_CITY, PHRASE_PAYEE_CITY, false, FIELD(city)},
    {"country", PHRASE_WORD_COUNTRY, PHRASE_PAYEE_COUNTRY_HINT, false, FIELD(country)},
    {"registration_id", PHRASE_PAYEE_REGISTRATION, PHRASE_PAYEE_REGISTRATION, true, FIELD(registration_id)},
    {"vat_id", PHRASE_PAYEE_VAT_ID, PHRASE_PAYEE_VAT_ID_HINT, true, FIELD(vat_id)},
    {"vat_rate", PHRASE_PAYEE_VAT_RATE, PHRASE_PAYEE_VAT_RATE_HINT, true, 0, 0},
#undef FIELD
};
#define RATE_FIELD (TAX_FIELDS - 1)

static enum tax_owner owner_of(const struct call *call, int64_t *ret_id)
{
    bool is_network = call->actor.role == ROLE_OPERATOR;
    *ret_id = is_network ? 0 : access_own_partner(call).v;
    return is_network ? TAX_OWNER_NETWORK : TAX_OWNER_PARTNER;
}

static struct text stored_text(const struct reader *r, const struct tax_profile *profile, size_t field)
{
    if (field == RATE_FIELD) {
        struct text percent = rate_percent_text(r->arena, profile->vat_rate);
        return profile->vat_rate.ppm == 0 ? TEXT("") : number_as_typed(r->arena, i18n_language_of(r->i18n), percent);
    }
    return *(const struct text *)(const void *)((const char *)profile + fields[field].stored);
}

static void fill_fields(const struct call *call, struct render *render, const struct tax_profile *profile,
                        struct tax_page_view *view)
{
    const struct reader *r = &render->reader;
    bool is_typed = call->form.count > 0;
    struct input_view *items = arena_many(call->arena, struct input_view, TAX_FIELDS);
    for (size_t i = 0; i < TAX_FIELDS; i++) {
        struct text name = text_of(fields[i].name);
        bool has_hint = fields[i].hint != fields[i].label;
        items[i] = (struct input_view){
            .field = {.name = name,
                      .label = phrase_text(r, fields[i].label),
                      .hint = has_hint ? phrase_text(r, fields[i].hint) : TEXT_NONE,
                      .is_optional = fields[i].is_optional},
            .kind = i == RATE_FIELD ? INPUT_NUMBER : INPUT_TEXT,
            .value = is_typed ? parameters_get(&call->form, name) : stored_text(r, profile, i),
            .unit = i == RATE_FIELD ? TEXT("%") : TEXT_NONE,
        };
    }
    view->fields = (struct tax_field_list){.items = items, .count = TAX_FIELDS};
    bool has_agreed = profile->number > 0 && !instant_is_none(profile->self_billing_at);
    view->agreed = (struct checkbox_view){
        .field = {.name = TEXT("agreed"), .label = phrase_payee_agree(r), .hint = phrase_payee_agree_hint(r)},
        .value = TEXT("1"),
        .is_chosen = is_typed ? text_is(parameters_get(&call->form, TEXT("agreed"))) : has_agreed};
    if (has_agreed) {
        view->since = phrase_payee_agreed_since(
            r, (struct phrase_payee_agreed_since){.date = render_date(render, profile->self_billing_at)});
    }
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    int64_t owner_id = 0;
    enum tax_owner owner = owner_of(call, &owner_id);
    bool is_network = owner == TAX_OWNER_NETWORK;
    struct tax_page_view view = {
        .frame = portal_frame(call, &render, is_network ? PLACE_PAYOUTS : PLACE_EARNINGS),
        .tabs =
            is_network ? money_payout_tabs(&render, PAYOUT_TAB_TAX) : money_earnings_tabs(&render, EARNINGS_TAB_TAX),
        .is_network = is_network,
        .action = is_network ? TEXT("/operator/tax") : TEXT("/partner/tax"),
    };
    view.frame.title = phrase_payee_tax(&render.reader);
    struct tax_profile profile = {.number = 0};
    enum rc rc = tax_profile_get(call->db, call->arena, owner, owner_id, &profile);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    fill_fields(call, &render, &profile, &view);
    struct field_view *list[TAX_FIELDS];
    for (size_t i = 0; i < TAX_FIELDS; i++) {
        list[i] = &view.fields.items[i].field;
    }
    view.errors = page_mark(&render, fault, list, TAX_FIELDS);
    view.done = text_is(done) ? phrase_payee_tax_saved(&render.reader) : TEXT_NONE;
    tax_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_tax(struct call *call)
{
    const struct tax_page_query *query = call->query;
    return show(call, query->done, NULL);
}

static enum rc save(struct call *call)
{
    struct tax_profile_input input = {.has_agreed = text_is(parameters_get(&call->form, TEXT("agreed")))};
    for (size_t i = 0; i < RATE_FIELD; i++) {
        *(struct text *)(void *)((char *)&input + fields[i].in) =
            text_trim(parameters_get(&call->form, text_of(fields[i].name)));
    }
    struct text rate = TEXT_NONE;
    TRY(form_decimal(call, fields[RATE_FIELD].name, &rate));
    if (!text_is_empty(rate) && rate_parse_percent(rate, &input.vat_rate) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "percent_malformed", "vat_rate", "vat_rate is no percentage");
    }
    int64_t owner_id = 0;
    enum tax_owner owner = owner_of(call, &owner_id);
    struct tax_profile profile;
    return tax_profile_put(&call->flow, owner, owner_id, &input, &profile);
}

enum rc web_tax_save(struct call *call)
{
    struct fault fault;
    enum rc rc = save(call);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    bool is_network = call->actor.role == ROLE_OPERATOR;
    return page_redirect(call, is_network ? TEXT("/operator/tax?done=saved") : TEXT("/partner/tax?done=saved"));
}
