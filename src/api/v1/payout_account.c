// SPDX-License-Identifier: Apache-2.0
// Where partners are paid, and the network pays from. Answers show masked details only.
#include "payout/payout_account_save.h"

#include "v1/handlers.h"

#define DETAILS(member, max, text) FIELD_TEXT(struct payout_details, member, 0, max, 0, text)
static const struct field details_fields[] = {
    FIELD_CHOICE(struct payout_details, method, PAYOUT_METHOD_WORDS, FIELD_REQUIRED, "How money gets there."),
    DETAILS(holder, 160, "Who owns the account."),
    DETAILS(iban, 50, "sepa, wise: spaces may stand in it."),
    DETAILS(bic, 11, "sepa: may be left out."),
    DETAILS(routing_number, 12, "ach, wise in USD: nine digits."),
    DETAILS(account_number, 50, "ach, ru_bank, wise."),
    DETAILS(account_type, 10, "ach, wise in USD: checking or savings."),
    DETAILS(receiver_type, 10, "ach, wise: person or business."),
    DETAILS(bik, 12, "ru_bank: nine digits."),
    DETAILS(correspondent_account, 30, "ru_bank: twenty digits."),
    DETAILS(bank_name, 160, "ru_bank, ach."),
    DETAILS(inn, 14, "ru_bank: taxpayer's number."),
    DETAILS(kpp, 11, "ru_bank: reason code."),
    DETAILS(email, 254, "paypal, wise."),
    DETAILS(currency, 3, "wise: in which the recipient is paid."),
    DETAILS(sort_code, 10, "wise in GBP."),
    DETAILS(bsb_code, 10, "wise in AUD."),
    DETAILS(instructions, 500, "other: in words."),
    DETAILS(company_id, 12, "ach, of the network's own account: given by its bank."),
};
const struct schema schema_payout_details_put = SCHEMA("PayoutDetailsPut", struct payout_details, details_fields);

struct payout_account_view {
    struct opt_int64 version;
    struct text method, shown;
    struct text saved_by;
    struct instant saved_at, usable_at;
    struct opt_int64 is_on_hold, shared_with;
};
static const struct field account_fields[] = {
    FIELD_INT64(struct payout_account_view, version, 1, INT64_MAX, 0, "1, 2, 3 …"),
    FIELD_CHOICE(struct payout_account_view, method, PAYOUT_METHOD_WORDS, 0, "How money gets there."),
    FIELD_TEXT(struct payout_account_view, shown, 0, 300, 0, "The account, masked."),
    FIELD_TEXT(struct payout_account_view, saved_by, 0, 64, 0, "Who saved it."),
    FIELD_INSTANT(struct payout_account_view, saved_at, 0, "When it was saved."),
    FIELD_INSTANT(struct payout_account_view, usable_at, 0, "Nothing is paid to it before."),
    FIELD_BOOL(struct payout_account_view, is_on_hold, 0, "It was changed less than 72 hours ago."),
    FIELD_INT64(struct payout_account_view, shared_with, 0, INT64_MAX, 0,
                "Other partners with the same account; to operators only."),
};
const struct schema schema_payout_account = SCHEMA("PayoutDetails", struct payout_account_view, account_fields);

static enum rc view_of(struct call *call, const struct payout_account *account, struct payout_account_view *ret_view)
{
    *ret_view = (struct payout_account_view){
        .version = some_int64(account->number),
        .method = account->method,
        .shown = account->shown,
        .saved_by = account->created_by,
        .saved_at = account->created_at,
        .usable_at = account->usable_at,
        .is_on_hold = some_int64(call->now.ms < account->usable_at.ms ? 1 : 0),
    };
    if (call->actor.role == ROLE_OPERATOR && account->partner_id.v != 0) {
        ret_view->shared_with.has = true;
        return flow_stored(&call->flow,
                           payout_account_shared(call->db, call->arena, account, &ret_view->shared_with.v));
    }
    return RC_OK;
}

static enum rc render(struct call *call, const void *account)
{
    struct payout_account_view view;
    TRY(view_of(call, account, &view));
    return call_print(call, &schema_payout_account, &view);
}

enum rc api_payout_details_put(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct payout_account *account = arena_one(call->arena, struct payout_account);
    call_answer_by(call, render, account);
    return payout_account_save(&call->flow, partner.id, call->body, account);
}

enum rc api_payout_details_get(struct call *call)
{
    struct partner partner;
    struct payout_account account;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    enum rc rc = payout_account_last(call->db, call->arena, partner.id, TEXT_NONE, &account);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_NOT_FOUND, "payout_details_missing", "", "no payout details are saved yet");
    }
    TRY(flow_stored(&call->flow, rc));
    return render(call, &account);
}

static enum rc print_versions(struct call *call, struct partner_id partner_id)
{
    struct payout_account *list;
    size_t count;
    TRY(flow_stored(&call->flow,
                    payout_account_list(call->db, call->arena, partner_id, 0, CALL_LIMIT_MAX, &list, &count)));
    struct payout_account_view *views = arena_many(call->arena, struct payout_account_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(view_of(call, &list[i], &views[i]));
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

enum rc api_payout_details_list(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    return print_versions(call, partner.id);
}

enum rc api_payout_source_put(struct call *call)
{
    struct payout_account *account = arena_one(call->arena, struct payout_account);
    call_answer_by(call, render, account);
    return payout_account_save(&call->flow, (struct partner_id){0}, call->body, account);
}

enum rc api_payout_source_list(struct call *call)
{
    return print_versions(call, (struct partner_id){0});
}
