// SPDX-License-Identifier: Apache-2.0
// One advertiser's account, for the operator.
#include <stdio.h>
#include <string.h>

#include "access.h"
#include "advertiser_page_html.h"
#include "component/form_fill.h"
#include "document/bill_issue.h"
#include "document/invoice_issue.h"
#include "identity/public_id.h"
#include "operator/advertisers.h"
#include "operator/money.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "settlement/advertiser_account.h"
#include "validate.h"

#define PATH "/operator/advertisers"
#define CREDITABLE_MAX 100

struct advertiser_page_query {
    CALL_PAGE_MEMBERS;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct advertiser_page_query),
    FIELD_CHOICE(struct advertiser_page_query, done, "recorded,billed,credited", 0, "What has just been done."),
};
const struct schema schema_advertiser_page_query =
    SCHEMA("AdvertiserPageQuery", struct advertiser_page_query, query_fields);

// ---- the page ----

static void fill_payment(struct form_fill *form, const struct advertiser *advertiser, struct advertiser_page_view *view)
{
    const struct reader *r = form->reader;
    const struct choice kinds[] = {{.value = TEXT("deposit"), .label = phrase_accounts_deposit(r)},
                                   {.value = TEXT("withdrawal"), .label = phrase_accounts_withdrawal(r)}};
    const struct choice methods[] = {{.value = TEXT("bank_transfer"), .label = phrase_accounts_bank_transfer(r)},
                                     {.value = TEXT("card"), .label = phrase_accounts_card(r)}};
    struct text currency = text_copy(form->arena, currency_text(&advertiser->currency));
    view->kind = form_select(form, (struct form_field){.name = "kind", .label = phrase_accounts_kind(r)},
                             (struct choice_list){.items = kinds, .count = 2}, TEXT("deposit"));
    view->method = form_select(form, (struct form_field){.name = "method", .label = phrase_accounts_method(r)},
                               (struct choice_list){.items = methods, .count = 2}, TEXT("bank_transfer"));
    view->amount =
        form_input(form, (struct form_field){.name = "amount", .label = phrase_word_amount(r)}, INPUT_TEXT, TEXT(""));
    view->currency = form_input(form, (struct form_field){.name = "currency", .label = phrase_people_currency(r)},
                                INPUT_TEXT, currency);
    view->reference = form_input(form,
                                 (struct form_field){.name = "reference",
                                                     .label = phrase_advertiser_reference(r),
                                                     .hint = phrase_accounts_reference_hint(r)},
                                 INPUT_TEXT, TEXT(""));
    view->day = form_input(form,
                           (struct form_field){.name = "occurred_at",
                                               .label = phrase_word_date(r),
                                               .hint = phrase_accounts_day_hint(r),
                                               .is_optional = true},
                           INPUT_DATE, TEXT(""));
}

// The month that was over last.
static struct text last_month(struct call *call)
{
    struct civil c = civil_of_instant(call->now);
    int32_t months = c.year * 12 + c.month - 2;
    return text_format(call->arena, "%04d-%02d", (int)(months / 12), (int)(months % 12 + 1));
}

static void fill_bill(struct call *call, struct form_fill *form, const struct advertiser *advertiser,
                      struct advertiser_page_view *view)
{
    const struct reader *r = form->reader;
    view->month = form_input(form,
                             (struct form_field){.name = "month",
                                                 .label = phrase_advertiser_bill_month(r),
                                                 .hint = phrase_accounts_month_hint(r)},
                             INPUT_TEXT, last_month(call));
    view->bill_currency =
        form_input(form, (struct form_field){.name = "bill_currency", .label = phrase_people_currency(r)}, INPUT_TEXT,
                   text_copy(form->arena, currency_text(&advertiser->currency)));
}

// His invoices that can be taken back, the newest first.
static enum rc invoice_choices(struct call *call, struct render *render, struct advertiser_id advertiser_id,
                               struct choice_list *ret_choices)
{
    struct invoice_filter filter = {.advertiser_id = advertiser_id, .limit = CREDITABLE_MAX};
    struct invoice *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, invoice_list(call->db, call->arena, &filter, &list, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!invoice_is_credit_note(list[i].kind)) {
            choices[n++] =
                (struct choice){.value = public_id_text(call->arena, call->keyring, PREFIX_INVOICE, list[i].id.v),
                                .label = text_format(call->arena, "%.*s · %.*s · %.*s",
                                                     TEXT_PRINT(invoice_number_text(call->arena, &list[i])),
                                                     TEXT_PRINT(render_date(render, list[i].issued_at)),
                                                     TEXT_PRINT(render_money(render, list[i].totals.payable)))};
        }
    }
    *ret_choices = (struct choice_list){.items = choices, .count = n};
    return RC_OK;
}

static enum rc fill_credit(struct call *call, struct form_fill *form, struct render *render,
                           const struct advertiser *advertiser, struct advertiser_page_view *view)
{
    const struct reader *r = form->reader;
    struct choice_list invoices;
    TRY(invoice_choices(call, render, advertiser->id, &invoices));
    view->can_credit = capability_is_for(CAP_PAYOUT_MANAGE, call->actor.duty) && invoices.count > 0;
    view->invoice = form_select(
        form, (struct form_field){.name = "invoice", .label = phrase_accounts_credit_invoice(r)}, invoices, TEXT(""));
    view->credit_amount = form_input(form,
                                     (struct form_field){.name = "credit_amount",
                                                         .label = phrase_word_amount(r),
                                                         .hint = phrase_accounts_credit_amount_hint(r),
                                                         .is_optional = true},
                                     INPUT_TEXT, TEXT(""));
    view->credit_reference = form_input(form,
                                        (struct form_field){.name = "credit_reference",
                                                            .label = phrase_advertiser_reference(r),
                                                            .hint = phrase_accounts_credit_reference_hint(r),
                                                            .is_optional = true},
                                        INPUT_TEXT, TEXT(""));
    view->reason = form_input(
        form, (struct form_field){.name = "reason", .label = phrase_accounts_credit_reason(r), .is_optional = true},
        INPUT_TEXT, TEXT(""));
    return RC_OK;
}

static struct breadcrumbs_view path_of(const struct render *render, const struct advertiser *advertiser)
{
    struct breadcrumb_item *items = arena_many(render->arena, struct breadcrumb_item, 2);
    items[0] = (struct breadcrumb_item){.label = phrase_accounts_title(&render->reader), .url = TEXT(PATH)};
    items[1] = (struct breadcrumb_item){.label = advertiser->name};
    return (struct breadcrumbs_view){.label = items[0].label, .path = {.items = items, .count = 2}};
}

static enum rc fill(struct call *call, struct render *render, const struct advertiser *advertiser,
                    const struct fault *fault, struct advertiser_page_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct text here = show_url(call, PATH "/", PREFIX_ADVERTISER, advertiser->id.v);
    struct advertiser_page_view view = {
        .frame = portal_frame(call, render, PLACE_PAYOUTS),
        .tabs = money_payout_tabs(render, PAYOUT_TAB_ADVERTISERS),
        .path = path_of(render, advertiser),
        .can_change = capability_is_for(CAP_ACCOUNT_WRITE, call->actor.duty),
        .payments_url = text_format(call->arena, "%.*s/payments", TEXT_PRINT(here)),
        .bills_url = text_format(call->arena, "%.*s/bills", TEXT_PRINT(here)),
        .credits_url = text_format(call->arena, "%.*s/credits", TEXT_PRINT(here)),
    };
    view.frame.title = advertiser->name;
    struct form_fill form = form_fill(call, render, fault);
    fill_payment(&form, advertiser, &view);
    fill_bill(call, &form, advertiser, &view);
    TRY(fill_credit(call, &form, render, advertiser, &view));
    view.errors = form_errors(&form);
    view.account.pending_url = TEXT("/operator/conversions?status=pending");
    view.account.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                             .icon = ICON_BALANCE,
                                             .title = phrase_advertiser_lines_empty(r),
                                             .message = phrase_accounts_lines_empty_text(r),
                                             .action = phrase_word_conversions(r),
                                             .url = TEXT("/operator/conversions")};
    *ret_view = view;
    return RC_OK;
}

static enum rc show(struct call *call, const struct advertiser_page_query *query, const struct fault *fault)
{
    struct render render;
    struct advertiser advertiser;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(access_advertiser(call, (struct advertiser_id){call->ids[0]}, &advertiser));
    struct advertiser_page_view view;
    TRY(fill(call, &render, &advertiser, fault, &view));
    view.done = !text_is(query->done)                       ? TEXT_NONE
                : text_equal(query->done, TEXT("billed"))   ? phrase_accounts_billed(&render.reader)
                : text_equal(query->done, TEXT("credited")) ? phrase_accounts_credited(&render.reader)
                                                            : phrase_accounts_recorded(&render.reader);
    struct account_request request = {.advertiser_id = advertiser.id,
                                      .path = show_url(call, PATH "/", PREFIX_ADVERTISER, advertiser.id.v),
                                      .limit = query->limit,
                                      .cursor = query->cursor};
    TRY(advertiser_account_fill(call, &render.reader, &request, &view.account));
    advertiser_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_advertiser(struct call *call)
{
    return show(call, call->query, NULL);
}

// ---- what is done ----

static enum rc currency_typed(struct call *call, const char *field, struct currency *ret_currency)
{
    if (currency_parse(form_typed(call, field), ret_currency) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", field, "%s is no currency", field);
    }
    return RC_OK;
}

static struct text filled(struct call *call, const char *field)
{
    struct text typed = form_typed(call, field);
    return text_is(typed) ? typed : TEXT("");
}

static enum rc pay(struct call *call)
{
    struct advertiser advertiser;
    struct advertiser_payment payment = {.occurred_at = INSTANT_NONE};
    struct advertiser_line line;
    struct text kind = form_typed(call, "kind");
    bool is_deposit = text_equal(kind, TEXT("deposit"));
    TRY(access_advertiser(call, (struct advertiser_id){call->ids[0]}, &advertiser));
    if (!is_deposit && !text_equal(kind, TEXT("withdrawal"))) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "kind", "kind is deposit or withdrawal");
    }
    payment.advertiser_id = advertiser.id;
    TRY(currency_typed(call, "currency", &payment.amount.currency));
    struct text amount = TEXT_NONE;
    TRY(form_decimal(call, "amount", &amount));
    TRY(validate_amount(call->fault, "amount", text_is(amount) ? amount : TEXT(""), /* is_zero_allowed= */ false,
                        &payment.amount));
    payment.method = filled(call, "method");
    payment.reference = filled(call, "reference");
    TRY(portal_day_typed(call, "occurred_at", &payment.occurred_at));
    return is_deposit ? advertiser_deposit(&call->flow, &payment, &line)
                      : advertiser_withdraw(&call->flow, &payment, &line);
}

static enum rc back(struct call *call, const char *done)
{
    struct text here = show_url(call, PATH "/", PREFIX_ADVERTISER, call->ids[0]);
    return page_redirect(call, text_format(call->arena, "%.*s?done=%s", TEXT_PRINT(here), done));
}

enum rc web_operator_advertiser_pay(struct call *call)
{
    struct fault fault;
    enum rc rc = pay(call);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &(struct advertiser_page_query){.done = TEXT_NONE}, &fault);
    }
    TRY(rc);
    return back(call, "recorded");
}

static enum rc bill(struct call *call, struct invoice_id *ret_id)
{
    struct advertiser advertiser;
    struct currency currency;
    TRY(access_advertiser(call, (struct advertiser_id){call->ids[0]}, &advertiser));
    TRY(currency_typed(call, "bill_currency", &currency));
    return bill_issue(&call->flow, advertiser.id, currency, filled(call, "month"), ret_id);
}

enum rc web_operator_advertiser_bill(struct call *call)
{
    struct fault fault;
    struct invoice_id id = {0};
    enum rc rc = bill(call, &id);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &(struct advertiser_page_query){.done = TEXT_NONE}, &fault);
    }
    TRY(rc);
    return back(call, "billed");
}

static enum rc credit(struct call *call)
{
    struct invoice_part_input input = {.reference = filled(call, "credit_reference"), .reason = filled(call, "reason")};
    struct invoice invoice;
    struct invoice_id note = {0};
    TRY(form_decimal(call, "credit_amount", &input.amount));
    TRY(form_id(call, "invoice", PREFIX_INVOICE, "invoice_not_found", &input.id.v));
    TRY(access_invoice(call, input.id, &invoice));
    if (invoice.advertiser_id.v != call->ids[0]) {
        return fault_set(call->fault, RC_NOT_FOUND, "invoice_not_found", "invoice", "it is no invoice of his");
    }
    return text_is_empty(input.amount) ? invoice_credit(&call->flow, input.id, &note)
                                       : invoice_credit_part(&call->flow, &input, &note);
}

enum rc web_operator_advertiser_credit(struct call *call)
{
    struct fault fault;
    enum rc rc = credit(call);
    if (page_is_refused(call, rc, &fault)) {
        bool is_ours = strcmp(fault.field, "amount") == 0 || strcmp(fault.field, "reference") == 0;
        if (is_ours) { // fields of the payment have these names
            char field[sizeof(fault.field)];
            snprintf(field, sizeof(field), "credit_%.32s", fault.field);
            snprintf(fault.field, sizeof(fault.field), "%s", field);
        }
        return show(call, &(struct advertiser_page_query){.done = TEXT_NONE}, &fault);
    }
    TRY(rc);
    return back(call, "credited");
}
