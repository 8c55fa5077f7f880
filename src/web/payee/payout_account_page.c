// SPDX-License-Identifier: Apache-2.0
// Payout details.
#include "payee/payout_account_page.h"

#include <stddef.h>

#include "access.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "partner/money.h"
#include "payout/payout_account_save.h"
#include "payout_account_page_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define VERSIONS_SHOWN 20

struct payout_account_page_query {
    struct text method;
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct payout_account_page_query, method, PAYOUT_METHOD_WORDS, 0, "Whose form is shown."),
    FIELD_CHOICE(struct payout_account_page_query, done, "saved", 0, "What has just been done."),
};
const struct schema schema_payout_account_page_query =
    SCHEMA("PayoutAccountPageQuery", struct payout_account_page_query, query_fields);

// ---- which members a method has: payout_account/payout_details.h ----

#define BY(method) (1U << PAYOUT_##method)
#define BY_MOST (BY(SEPA) | BY(ACH) | BY(RU_BANK) | BY(WISE))

struct member {
    const char *name;
    size_t offset;
    unsigned methods;  // that have it
    unsigned required; // that demand it
    enum phrase label;
    enum phrase hint;    // the same as the label: none
    const char *choices; // comma list; NULL: an input
};
#define MEMBER(name_) .name = #name_, .offset = offsetof(struct payout_details, name_)
static const struct member members[] = {
    {MEMBER(holder), BY_MOST | BY(PAYPAL) | BY(OTHER), BY_MOST, PHRASE_PAYEE_HOLDER, PHRASE_PAYEE_HOLDER_HINT, NULL},
    {MEMBER(iban), BY(SEPA) | BY(WISE), BY(SEPA), PHRASE_PAYEE_IBAN, PHRASE_PAYEE_IBAN_HINT, NULL},
    {MEMBER(bic), BY(SEPA), 0, PHRASE_PAYEE_BIC, PHRASE_PAYEE_BIC, NULL},
    {MEMBER(currency), BY(WISE), BY(WISE), PHRASE_PEOPLE_CURRENCY, PHRASE_PAYEE_CURRENCY_HINT, NULL},
    {MEMBER(bik), BY(RU_BANK), BY(RU_BANK), PHRASE_PAYEE_BIK, PHRASE_PAYEE_BIK, NULL},
    {MEMBER(routing_number), BY(ACH) | BY(WISE), BY(ACH), PHRASE_PAYEE_ROUTING, PHRASE_PAYEE_ROUTING_HINT, NULL},
    {MEMBER(account_number), BY(ACH) | BY(RU_BANK) | BY(WISE), BY(ACH) | BY(RU_BANK), PHRASE_PAYEE_NUMBER,
     PHRASE_PAYEE_NUMBER, NULL},
    {MEMBER(sort_code), BY(WISE), 0, PHRASE_PAYEE_SORT_CODE, PHRASE_PAYEE_SORT_CODE_HINT, NULL},
    {MEMBER(bsb_code), BY(WISE), 0, PHRASE_PAYEE_BSB, PHRASE_PAYEE_BSB_HINT, NULL},
    {MEMBER(account_type), BY(ACH) | BY(WISE), BY(ACH), PHRASE_PAYEE_ACCOUNT_TYPE, PHRASE_PAYEE_ACCOUNT_TYPE,
     "checking,savings"},
    {MEMBER(receiver_type), BY(ACH) | BY(WISE), BY(ACH) | BY(WISE), PHRASE_PAYEE_RECEIVER, PHRASE_PAYEE_RECEIVER,
     "person,business"},
    {MEMBER(correspondent_account), BY(RU_BANK), BY(RU_BANK), PHRASE_PAYEE_CORRESPONDENT, PHRASE_PAYEE_CORRESPONDENT,
     NULL},
    {MEMBER(bank_name), BY(RU_BANK), 0, PHRASE_PAYEE_BANK, PHRASE_PAYEE_BANK, NULL},
    {MEMBER(inn), BY(RU_BANK), 0, PHRASE_PAYEE_INN, PHRASE_PAYEE_INN, NULL},
    {MEMBER(kpp), BY(RU_BANK), 0, PHRASE_PAYEE_KPP, PHRASE_PAYEE_KPP, NULL},
    {MEMBER(email), BY(PAYPAL) | BY(WISE), BY(PAYPAL), PHRASE_WORD_EMAIL, PHRASE_WORD_EMAIL, NULL},
    {MEMBER(instructions), BY(OTHER), BY(OTHER), PHRASE_PAYEE_INSTRUCTIONS, PHRASE_PAYEE_INSTRUCTIONS_HINT, NULL},
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))
// What the network's own account has besides.
static const struct member own_members[] = {
    {MEMBER(bank_name), BY(ACH), BY(ACH), PHRASE_PAYEE_BANK, PHRASE_PAYEE_BANK, NULL},
    {MEMBER(company_id), BY(ACH), BY(ACH), PHRASE_PAYEE_COMPANY_ID, PHRASE_PAYEE_COMPANY_ID_HINT, NULL},
};
#define OWN_MEMBERS (sizeof(own_members) / sizeof(own_members[0]))

static struct text choice_word(const struct render *render, struct text value)
{
    const struct reader *r = &render->reader;
    if (text_equal(value, TEXT("checking"))) {
        return phrase_payee_checking(r);
    }
    if (text_equal(value, TEXT("savings"))) {
        return phrase_payee_savings(r);
    }
    return text_equal(value, TEXT("person")) ? phrase_payee_person(r) : phrase_payee_business(r);
}

static void add_field(const struct call *call, const struct render *render, const struct member *member,
                      unsigned method, struct account_field_list *fields)
{
    struct text name = text_of(member->name);
    struct text typed = parameters_get(&call->form, name);
    struct field_view field = {.name = name,
                               .label = phrase_text(&render->reader, member->label),
                               .is_optional = (member->required & method) == 0};
    if (member->hint != member->label) {
        field.hint = phrase_text(&render->reader, member->hint);
    }
    struct account_field *item = &fields->items[fields->count++];
    if (member->choices == NULL) {
        *item = (struct account_field){.input = {.field = field, .kind = INPUT_TEXT, .value = typed}};
        return;
    }
    *item = (struct account_field){.is_choice = true, .select = {.field = field}};
    struct choice *choices = arena_many(call->arena, struct choice, 3);
    size_t count = 0;
    struct text rest = text_of(member->choices);
    struct text word;
    choices[count++] = (struct choice){.value = TEXT(""), .label = phrase_payee_choose(&render->reader)};
    while (text_split(&rest, ',', &word)) {
        choices[count++] =
            (struct choice){.value = word, .label = choice_word(render, word), .is_chosen = text_equal(typed, word)};
    }
    item->select.choices = (struct choice_list){.items = choices, .count = count};
}

static void fill_fields(const struct call *call, const struct render *render, enum payout_method method,
                        struct payout_account_page_view *view)
{
    unsigned bit = 1U << method;
    view->fields.items = arena_many(call->arena, struct account_field, MEMBERS + OWN_MEMBERS);
    for (size_t i = 0; i < MEMBERS; i++) {
        if ((members[i].methods & bit) != 0) {
            add_field(call, render, &members[i], bit, &view->fields);
        }
    }
    for (size_t i = 0; i < OWN_MEMBERS && view->is_network; i++) {
        if ((own_members[i].methods & bit) != 0) {
            add_field(call, render, &own_members[i], bit, &view->fields);
        }
    }
}

// ---- what is saved ----

static enum rc fill_versions(struct call *call, struct render *render, struct payout_account_page_view *view)
{
    struct payout_account *list = NULL;
    size_t count = 0;
    struct partner_id owner = access_own_partner(call);
    TRY(flow_stored(&call->flow, payout_account_list(call->db, call->arena, owner, 0, VERSIONS_SHOWN, &list, &count)));
    struct account_version *items = arena_many(call->arena, struct account_version, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct account_version){.method = show_method(render, list[i].method),
                                            .shown = list[i].shown,
                                            .saved_at = list[i].created_at,
                                            .is_current = i == 0 && !view->is_network};
        TRY(show_actor(call, list[i].created_by, &items[i].saved_by));
    }
    view->versions = (struct account_version_list){.items = items, .count = count};
    bool is_held = count > 0 && !view->is_network && call->now.ms < list[0].usable_at.ms;
    if (is_held) {
        struct text until = render_time(render, list[0].usable_at);
        view->hold = (struct notice_view){
            .tone = TONE_WARNING,
            .title = phrase_payee_on_hold(&render->reader),
            .message = phrase_payee_on_hold_until(&render->reader, (struct phrase_payee_on_hold_until){.time = until})};
    }
    return RC_OK;
}

// The method asked for, else that of what is saved, else SEPA.
static enum rc method_of(struct call *call, struct text asked, enum payout_method *ret_method)
{
    *ret_method = PAYOUT_SEPA;
    if (text_is(asked) && payout_method_parse(asked, ret_method)) {
        return RC_OK;
    }
    struct payout_account last;
    enum rc rc = payout_account_last(call->db, call->arena, access_own_partner(call), TEXT_NONE, &last);
    if (rc == RC_OK && !payout_method_parse(last.method, ret_method)) {
        *ret_method = PAYOUT_SEPA;
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
}

static void fill_methods(const struct render *render, enum payout_method current, struct payout_account_page_view *view)
{
    struct tab_item *items = arena_many(render->arena, struct tab_item, PAYOUT_METHOD_COUNT);
    for (int m = 0; m < PAYOUT_METHOD_COUNT; m++) {
        struct text word = text_of(payout_method_text((enum payout_method)m));
        items[m] = (struct tab_item){
            .label = show_method(render, word),
            .url = text_format(render->arena, "%.*s?method=%.*s#form", TEXT_PRINT(view->action), TEXT_PRINT(word)),
            .is_current = m == (int)current};
    }
    view->methods = (struct tabs_view){.label = phrase_payouts_method(&render->reader),
                                       .tabs = {.items = items, .count = PAYOUT_METHOD_COUNT}};
    view->method = text_of(payout_method_text(current));
}

static enum rc show(struct call *call, struct text method, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    bool is_network = call->actor.role == ROLE_OPERATOR;
    struct payout_account_page_view view = {
        .frame = portal_frame(call, &render, is_network ? PLACE_PAYOUTS : PLACE_EARNINGS),
        .tabs = is_network ? money_payout_tabs(&render, PAYOUT_TAB_SOURCES)
                           : money_earnings_tabs(&render, EARNINGS_TAB_ACCOUNT),
        .is_network = is_network,
        .action = is_network ? TEXT("/operator/payout-sources") : TEXT("/partner/payout-account"),
    };
    view.frame.title = is_network ? phrase_payee_source(r) : phrase_payee_account(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    enum payout_method current;
    TRY(method_of(call, method, &current));
    fill_methods(&render, current, &view);
    fill_fields(call, &render, current, &view);
    TRY(fill_versions(call, &render, &view));
    struct field_view *fields[MEMBERS + OWN_MEMBERS];
    for (size_t i = 0; i < view.fields.count; i++) {
        struct account_field *item = &view.fields.items[i];
        fields[i] = item->is_choice ? &item->select.field : &item->input.field;
    }
    view.errors = page_mark(&render, fault, fields, view.fields.count);
    view.done = text_is(done) ? phrase_payee_saved(r) : TEXT_NONE;
    payout_account_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_payout_account(struct call *call)
{
    const struct payout_account_page_query *query = call->query;
    return show(call, query->method, query->done, NULL);
}

static void read_members(const struct call *call, const struct member *list, size_t count, unsigned method,
                         struct payout_details *details)
{
    for (size_t i = 0; i < count; i++) {
        struct text typed = text_trim(parameters_get(&call->form, text_of(list[i].name)));
        if ((list[i].methods & method) != 0 && !text_is_empty(typed)) {
            *(struct text *)(void *)((char *)details + list[i].offset) = typed;
        }
    }
}

enum rc web_payout_account_save(struct call *call)
{
    struct text word = parameters_get(&call->form, TEXT("method"));
    enum payout_method method = PAYOUT_SEPA;
    struct payout_details details = {.method = word};
    bool is_network = call->actor.role == ROLE_OPERATOR;
    if (payout_method_parse(word, &method)) {
        read_members(call, members, MEMBERS, 1U << method, &details);
        read_members(call, own_members, is_network ? OWN_MEMBERS : 0, 1U << method, &details);
    }
    struct payout_account account;
    struct fault fault;
    enum rc rc = payout_account_save(&call->flow, access_own_partner(call), &details, &account);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, word, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, is_network ? TEXT("/operator/payout-sources?done=saved")
                                          : TEXT("/partner/payout-account?done=saved"));
}
