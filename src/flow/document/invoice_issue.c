// SPDX-License-Identifier: Apache-2.0
// Issues invoices and credit notes; see invoice_issue.h.
#include "document/invoice_issue.h"

#include "change.h"
#include "document/bill_issue.h"
#include "network/network_zone.h"
#include "payout/payout.h"
#include "tax_profile/tax_profile.h"
#include "validate.h"
#include "zone/zone.h"

static enum rc note(struct flow *flow, const struct invoice *invoice)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "number", invoice_number_text(flow->arena, invoice));
    change_note_text(&note, "kind", text_of(invoice_kind_text(invoice->kind)));
    change_note_text(&note, "payable", money_text(flow->arena, invoice->totals.payable));
    change_note_text(&note, "currency", currency_text(&invoice->totals.payable.currency));
    return change_note_end(flow, &note, "invoice.issue", invoice->id.v);
}

// The day of issue on the network's clock.
static enum rc date_invoice(struct flow *flow, struct instant due_at, struct invoice *invoice)
{
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(flow, &zone));
    struct instant local = zone_local(zone, flow->now);
    invoice->issued_at = flow->now;
    invoice->issued_on = instant_date_text(flow->arena, local);
    invoice->year = civil_of_instant(local).year;
    invoice->due_on = due_at.ms == 0 ? TEXT("") : instant_date_text(flow->arena, zone_local(zone, due_at));
    return RC_OK;
}

static enum rc insert(struct flow *flow, struct instant due_at, struct invoice *invoice, struct invoice_id *ret_id)
{
    // One at a time for a key: a second request finds the first's invoice instead of failing on the key.
    TRY(flow_lock(flow, text_format(flow->arena, "invoice:%.*s", TEXT_PRINT(invoice->key))));
    enum rc rc = invoice_find_key(flow->db, flow->arena, invoice->key, ret_id);
    if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    TRY(date_invoice(flow, due_at, invoice));
    TRY(flow_stored(flow, invoice_insert(flow->db, flow->arena, invoice)));
    *ret_id = invoice->id;
    return note(flow, invoice);
}

enum rc invoice_issue(struct flow *flow, const struct invoice_draft *draft, struct invoice_id *ret_id)
{
    struct invoice invoice = {.key = draft->key,
                              .kind = draft->kind,
                              .series = draft->series,
                              .partner_id = draft->partner_id,
                              .advertiser_id = draft->advertiser_id,
                              .reference_kind = draft->reference_kind,
                              .reference_id = draft->reference_id,
                              .is_settled = draft->is_settled,
                              .performed_at = draft->performed_at,
                              .seller = draft->seller,
                              .buyer = draft->buyer,
                              .lines = draft->lines,
                              .line_count = draft->line_count};
    if (draft->line_count == 0 || draft->line_count > INVOICE_LINES_MAX) {
        return fault_set(flow->fault, RC_REFUSED, "too_many_lines", "", "an invoice has 1 to %d lines",
                         INVOICE_LINES_MAX);
    }
    struct invoice_tax tax = invoice_tax_of(&draft->seller, &draft->buyer, draft->seller_rate);
    for (size_t i = 0; i < draft->line_count; i++) {
        draft->lines[i].tax = tax;
    }
    TRY(invoice_compute(draft->lines, draft->line_count, draft->is_tax_included, &invoice.totals, flow->fault));
    return insert(flow, draft->due_at, &invoice, ret_id);
}

// ---- the invoice of a payout ----

struct invoice_party invoice_party_of(const struct tax_profile *p)
{
    return (struct invoice_party){.legal_name = p->legal_name,
                                  .line1 = p->line1,
                                  .line2 = p->line2,
                                  .postcode = p->postcode,
                                  .city = p->city,
                                  .country = p->country,
                                  .vat_id = p->vat_id,
                                  .registration_id = p->registration_id};
}

static enum rc read_profile(struct flow *flow, enum tax_owner owner, int64_t owner_id, struct tax_profile *ret)
{
    enum rc rc = tax_profile_get(flow->db, flow->arena, owner, owner_id, ret);
    if (rc == RC_NOT_FOUND) {
        const char *whose = tax_owner_text(owner);
        return fault_set(flow->fault, RC_REFUSED, "tax_profile_missing", whose,
                         "an invoice needs the legal name and address of both: the %s has no tax profile", whose);
    }
    return flow_stored(flow, rc);
}

static enum rc check_item(struct flow *flow, const struct payout_run *run, const struct payout_item *item)
{
    bool is_ready = text_equal(run->status, TEXT("approved")) || text_equal(run->status, TEXT("paid"));
    if (text_equal(item->status, TEXT("failed"))) {
        return fault_set(flow->fault, RC_REFUSED, "payout_item_failed", "", "the transfer failed or came back");
    }
    if (!is_ready) {
        return fault_set(flow->fault, RC_REFUSED, "payout_not_approved", "",
                         "an invoice is issued for an approved or paid payout");
    }
    return RC_OK;
}

static enum rc read_lines(struct flow *flow, const struct payout_item *item, struct invoice_draft *draft)
{
    struct invoice_payout_line *rows = NULL;
    TRY(flow_stored(
        flow, invoice_payout_lines(flow->db, flow->arena, item->id, item->amount.currency, &rows, &draft->line_count)));
    struct money sum = money_zero(item->amount.currency);
    draft->lines = arena_many(flow->arena, struct invoice_line, draft->line_count);
    for (size_t i = 0; i < draft->line_count; i++) {
        draft->lines[i] = (struct invoice_line){
            .description = rows[i].program_name, .quantity = rows[i].commissions, .amount = rows[i].amount};
        TRY(flow_stored(flow, money_add(sum, rows[i].amount, &sum)));
    }
    if (sum.minor != item->amount.minor) {
        return fault_internal(flow->fault, RC_FAULT, "payout item %lld pays %lld, its commissions are %lld",
                              (long long)item->id.v, (long long)item->amount.minor, (long long)sum.minor);
    }
    return RC_OK;
}

// The invoice of a payout that stands; RC_NOT_FOUND when none does. *ret_key: its key, or that of the next one.
static enum rc find_standing(struct flow *flow, struct payout_item_id item_id, struct text *ret_key,
                             struct invoice_id *ret_id)
{
    for (int64_t round = 1;; round++) {
        struct text key = text_format(flow->arena, "payout_item:%lld", (long long)item_id.v);
        if (round > 1) {
            key = text_format(flow->arena, "%.*s:%lld", TEXT_PRINT(key), (long long)round);
        }
        *ret_key = key;
        struct invoice_id credit_id;
        TRY(invoice_find_key(flow->db, flow->arena, key, ret_id));
        struct text credit_key = text_format(flow->arena, "credit:%lld", (long long)ret_id->v);
        enum rc rc = invoice_find_key(flow->db, flow->arena, credit_key, &credit_id);
        if (rc != RC_OK) {
            return rc == RC_NOT_FOUND ? RC_OK : rc;
        }
    }
}

static enum rc find_payout(struct flow *flow, struct payout_item_id item_id, struct invoice_id *ret_id)
{
    struct text key;
    return find_standing(flow, item_id, &key, ret_id);
}

static enum rc key_of(struct flow *flow, struct payout_item_id item_id, struct text *ret_key)
{
    struct invoice_id id;
    enum rc rc = find_standing(flow, item_id, ret_key, &id);
    return flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc);
}

static enum rc draft_payout(struct flow *flow, const struct payout_item *item, const struct payout_run *run,
                            struct invoice_draft *draft)
{
    struct tax_profile seller;
    struct tax_profile buyer;
    struct partner partner;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, item->partner_id, &partner)));
    TRY(read_profile(flow, TAX_OWNER_PARTNER, item->partner_id.v, &seller));
    TRY(read_profile(flow, TAX_OWNER_NETWORK, 0, &buyer));
    if (instant_is_none(seller.self_billing_at)) {
        return fault_set(flow->fault, RC_REFUSED, "self_billing_not_agreed", "partner",
                         "the partner has not agreed that the network writes his invoices");
    }
    *draft = (struct invoice_draft){
        .kind = INVOICE_SELF_BILLING,
        .series = text_format(flow->arena, "SB-%.*s", TEXT_PRINT(partner.code)),
        .partner_id = item->partner_id,
        .reference_kind = TEXT("payout_item"),
        .reference_id = item->id.v,
        .seller = invoice_party_of(&seller),
        .buyer = invoice_party_of(&buyer),
        .seller_rate = seller.vat_rate,
        .is_tax_included = true,
        .is_settled = text_equal(item->status, TEXT("paid")),
        .performed_at = run->until,
    };
    TRY(key_of(flow, item->id, &draft->key));
    return read_lines(flow, item, draft);
}

enum rc invoice_issue_payout(struct flow *flow, struct payout_item_id item_id, struct invoice_id *ret_id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_item item;
    struct payout_run run;
    enum rc rc = payout_item_get(flow->db, flow->arena, item_id, &item);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "payout_item_not_found", "id", "there is no such payout item");
    }
    TRY(flow_stored(flow, rc));
    TRY(flow_lock(flow, text_format(flow->arena, "payout run:%lld", (long long)item.run_id.v)));
    TRY(flow_stored(flow, payout_run_get(flow->db, flow->arena, item.run_id, &run)));
    TRY(flow_stored(flow, payout_item_get(flow->db, flow->arena, item_id, &item))); // as it is under the lock
    TRY(check_item(flow, &run, &item));
    struct invoice_draft draft;
    TRY(draft_payout(flow, &item, &run, &draft));
    TRY(invoice_issue(flow, &draft, ret_id));
    return flow_commit(flow);
}

// ---- credit notes ----

static enum rc check_kind(struct flow *flow, const struct invoice *invoice)
{
    if (invoice_is_credit_note(invoice->kind)) {
        return fault_set(flow->fault, RC_REFUSED, "invoice_is_credit_note", "id", "a credit note is not taken back");
    }
    return RC_OK;
}

// The invoice becomes its credit note.
static void turn(struct flow *flow, struct invoice *invoice, struct text key)
{
    invoice->corrects_id = invoice->id;
    invoice->key = key;
    invoice->series = text_format(flow->arena, "C%.*s", TEXT_PRINT(invoice->series));
    invoice->kind = invoice->kind == INVOICE_SELF_BILLING ? INVOICE_SELF_BILLING_CREDIT_NOTE : INVOICE_CREDIT_NOTE;
}

// One line of this sum, VAT included, instead of the invoice's own.
static enum rc reduce(struct flow *flow, struct invoice *invoice, struct text description, struct money amount)
{
    struct invoice_tax tax = invoice->lines[0].tax; // of all lines
    invoice->lines = arena_one(flow->arena, struct invoice_line);
    invoice->lines[0] = (struct invoice_line){.description = description, .quantity = 1, .amount = amount, .tax = tax};
    invoice->line_count = 1;
    return invoice_compute(invoice->lines, 1, /* is_tax_included= */ true, &invoice->totals, flow->fault);
}

static enum rc take_rest(struct flow *flow, struct invoice *invoice, int64_t notes, struct money credited)
{
    if (notes == 0) {
        return bill_cancel(flow, invoice);
    }
    if (text_equal(invoice->reference_kind, TEXT("advertiser_bill"))) {
        return fault_set(flow->fault, RC_REFUSED, "credited_in_part", "id",
                         "a part of this bill was taken back already: take back the rest as a part too");
    }
    struct money left = invoice->totals.payable;
    left.minor -= credited.minor;
    if (left.minor == 0) {
        return fault_set(flow->fault, RC_REFUSED, "credit_too_large", "id", "all of it was taken back in parts");
    }
    return reduce(flow, invoice, TEXT("*"), left);
}

// Inside the transaction.
static enum rc credit(struct flow *flow, struct invoice *invoice, struct invoice_id *ret_id)
{
    int64_t notes;
    struct money credited;
    struct text key = text_format(flow->arena, "credit:%lld", (long long)invoice->id.v);
    TRY(check_kind(flow, invoice));
    enum rc rc = invoice_find_key(flow->db, flow->arena, key, ret_id);
    if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    TRY(flow_stored(flow, invoice_credited(flow->db, flow->arena, invoice, &notes, &credited)));
    TRY(take_rest(flow, invoice, notes, credited));
    turn(flow, invoice, key);
    return insert(flow, (struct instant){0}, invoice, ret_id);
}

// Under the lock that keeps credit notes of one invoice apart.
static enum rc read_locked(struct flow *flow, struct invoice_id id, struct invoice *ret_invoice)
{
    enum rc rc = invoice_get(flow->db, flow->arena, id, ret_invoice);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "invoice_not_found", "id", "there is no such invoice");
    }
    TRY(flow_stored(flow, rc));
    TRY(bill_lock(flow, ret_invoice));
    return flow_lock(flow, text_format(flow->arena, "invoice credit:%lld", (long long)id.v));
}

enum rc invoice_credit(struct flow *flow, struct invoice_id id, struct invoice_id *ret_id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct invoice invoice;
    TRY(read_locked(flow, id, &invoice));
    TRY(credit(flow, &invoice, ret_id));
    return flow_commit(flow);
}

static enum rc check_part(struct flow *flow, const struct invoice *invoice, struct money amount)
{
    int64_t notes;
    struct money credited;
    TRY(flow_stored(flow, invoice_credited(flow->db, flow->arena, invoice, &notes, &credited)));
    if (amount.minor > invoice->totals.payable.minor - credited.minor) {
        struct money left = {.minor = invoice->totals.payable.minor - credited.minor, .currency = amount.currency};
        struct text shown = money_text(flow->arena, left);
        return fault_set(flow->fault, RC_REFUSED, "credit_too_large", "amount",
                         "%.*s %s of the invoice are left to be taken back", TEXT_PRINT(shown), left.currency.code);
    }
    return RC_OK;
}

// The note that this reference made, if there is one.
static enum rc find_part(struct flow *flow, struct text key, struct money amount, struct invoice_id *ret_id)
{
    struct invoice note;
    TRY(invoice_find_key(flow->db, flow->arena, key, ret_id));
    TRY(flow_stored(flow, invoice_get(flow->db, flow->arena, *ret_id, &note)));
    if (note.totals.payable.minor != amount.minor) {
        return fault_set(flow->fault, RC_CONFLICT, "reference_conflict", "reference",
                         "this reference took back another amount");
    }
    return RC_OK;
}

enum rc invoice_credit_part(struct flow *flow, const struct invoice_part_input *input, struct invoice_id *ret_id)
{
    TRY(validate_name(flow->fault, "reference", input->reference));
    TRY(validate_name(flow->fault, "reason", input->reason));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct invoice invoice;
    TRY(read_locked(flow, input->id, &invoice));
    TRY(check_kind(flow, &invoice));
    struct money amount = money_zero(invoice.totals.payable.currency);
    TRY(validate_amount(flow->fault, "amount", input->amount, /* is_zero_allowed= */ false, &amount));
    struct text key =
        text_format(flow->arena, "credit:%lld:%.*s", (long long)invoice.id.v, TEXT_PRINT(input->reference));
    enum rc rc = find_part(flow, key, amount, ret_id);
    if (rc != RC_NOT_FOUND) {
        return rc == RC_OK ? flow_commit(flow) : rc;
    }
    TRY(check_part(flow, &invoice, amount));
    TRY(reduce(flow, &invoice, input->reason, amount));
    turn(flow, &invoice, key);
    TRY(insert(flow, (struct instant){0}, &invoice, ret_id));
    TRY(bill_credit(flow, &invoice));
    return flow_commit(flow);
}

enum rc invoice_credit_payout(struct flow *flow, struct payout_item_id item_id)
{
    struct invoice_id id, note_id;
    enum rc rc = find_payout(flow, item_id, &id);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    struct invoice invoice;
    TRY(flow_stored(flow, invoice_get(flow->db, flow->arena, id, &invoice)));
    return credit(flow, &invoice, &note_id);
}
