// SPDX-License-Identifier: Apache-2.0
// Bills to advertisers: issued, paid, taken back; see bill_issue.h.
#include "document/bill_issue.h"

#include "advertiser/advertiser.h"
#include "change.h"
#include "document/invoice_issue.h"
#include "document/statement.h"
#include "settlement/advertiser_account.h"
#include "tax_profile/tax_profile.h"
#include "validate.h"

#define PAYMENT_DAYS_MAX 365

// ---- how somebody is billed ----

static enum rc note_terms(struct flow *flow, const struct billing_terms *terms)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "currency", currency_text(&terms->currency));
    json_put_int64(&note.json, "payment_days", terms->payment_days);
    change_note_text(&note, "subscription", money_text(flow->arena, terms->subscription));
    json_put_bool(&note.json, "is_automatic", terms->is_automatic);
    return change_note_end(flow, &note, "advertiser.billing", terms->advertiser_id.v);
}

static enum rc read_terms(struct flow *flow, const struct billing_input *input, struct billing_terms *ret_terms)
{
    *ret_terms = (struct billing_terms){.advertiser_id = input->advertiser_id,
                                        .currency = input->currency,
                                        .payment_days = input->payment_days,
                                        .subscription = money_zero(input->currency),
                                        .is_automatic = input->is_automatic,
                                        .email = text_is(input->email) ? input->email : TEXT(""),
                                        .began_at = flow->now,
                                        .changed_at = flow->now};
    if (input->payment_days < 0 || input->payment_days > PAYMENT_DAYS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "payment_days",
                         "payment_days must be from 0 to %d", PAYMENT_DAYS_MAX);
    }
    if (text_is(input->subscription)) {
        TRY(validate_amount(flow->fault, "subscription", input->subscription, /* is_zero_allowed= */ true,
                            &ret_terms->subscription));
    }
    return text_is_empty(ret_terms->email) ? RC_OK : validate_email(flow->fault, "email", ret_terms->email);
}

enum rc billing_put(struct flow *flow, const struct billing_input *input, struct billing_terms *ret_terms)
{
    TRY(read_terms(flow, input, ret_terms));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct advertiser advertiser;
    struct billing_terms before;
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, input->advertiser_id, &advertiser), "advertiser"));
    TRY(advertiser_lock(flow, input->advertiser_id));
    enum rc rc = billing_terms_get(flow->db, flow->arena, input->advertiser_id, input->currency, &before);
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    ret_terms->began_at = rc == RC_OK ? before.began_at : flow->now;
    TRY(flow_stored(flow, billing_terms_put(flow->db, ret_terms)));
    TRY(note_terms(flow, ret_terms));
    return flow_commit(flow);
}

// ---- how a bill stands ----

static struct money within(struct money m, struct money most)
{
    struct money zero = money_zero(most.currency);
    return m.minor <= 0 ? zero : m.minor > most.minor ? most : m;
}

enum rc bill_state_of(struct flow *flow, const struct bill *bill, struct bill_state *ret_state)
{
    struct currency currency = bill->payable.currency;
    struct money left;
    struct bill *list;
    size_t count;
    *ret_state = (struct bill_state){.bill = *bill, .paid = money_zero(currency), .open = money_zero(currency)};
    if (!instant_is_none(bill->cancelled_at)) {
        ret_state->status = "cancelled";
        return RC_OK;
    }
    TRY(flow_stored(flow, bill_paid(flow->db, flow->arena, bill->advertiser_id, currency, &left)));
    TRY(flow_stored(flow, bill_list_standing(flow->db, flow->arena, bill->advertiser_id, currency, &list, &count)));
    for (size_t i = 0; i < count && list[i].id < bill->id; i++) {
        TRY(flow_stored(flow, money_subtract(left, list[i].payable, &left)));
    }
    ret_state->paid = within(left, bill->payable);
    ret_state->open.minor = bill->payable.minor - ret_state->paid.minor;
    ret_state->status = ret_state->open.minor == 0       ? "paid"
                        : bill->due_at.ms < flow->now.ms ? "overdue"
                        : ret_state->paid.minor > 0      ? "partly_paid"
                                                         : "open";
    return RC_OK;
}

// ---- issuing ----

struct billing {
    struct advertiser advertiser;
    struct billing_terms terms;
    struct statement_period period;
    struct bill_question question;
    struct bill bill;
    struct invoice_draft draft;
};

static enum rc read_profile(struct flow *flow, enum tax_owner owner, int64_t owner_id, struct tax_profile *ret_profile)
{
    enum rc rc = tax_profile_get(flow->db, flow->arena, owner, owner_id, ret_profile);
    if (rc == RC_NOT_FOUND) {
        const char *whose = tax_owner_text(owner);
        return fault_set(flow->fault, RC_REFUSED, "tax_profile_missing", whose,
                         "an invoice needs the legal name and address of both: the %s has no tax profile", whose);
    }
    return flow_stored(flow, rc);
}

static enum rc nothing(struct flow *flow)
{
    return fault_set(flow->fault, RC_REFUSED, "nothing_to_bill", "month",
                     "nothing is to be billed: refunds are carried on to the next bill");
}

// A line for each program and one for the platform fee; where refunds outweigh the charges of a program, one for all
// ("*"), because a line of an invoice is not negative.
static enum rc read_lines(struct flow *flow, struct billing *work)
{
    struct bill_sum *sums;
    size_t count;
    struct money total = money_zero(work->question.currency);
    bool is_mixed = false;
    int64_t lines = 0;
    TRY(flow_stored(flow, bill_sums(flow->db, flow->arena, &work->question, &sums, &count)));
    struct invoice_line *list = arena_many(flow->arena, struct invoice_line, count + 1);
    struct invoice_draft *draft = &work->draft;
    for (size_t i = 0; i < count; i++) {
        TRY(flow_stored(flow, money_add(total, sums[i].amount, &total)));
        is_mixed = is_mixed || sums[i].amount.minor < 0;
        lines += sums[i].lines;
        if (sums[i].amount.minor > 0) {
            list[draft->line_count++] = (struct invoice_line){
                .description = sums[i].program_name, .quantity = sums[i].lines, .amount = sums[i].amount};
        }
    }
    if (total.minor <= 0) {
        return nothing(flow);
    }
    if (is_mixed) {
        list[0] = (struct invoice_line){.description = TEXT("*"), .quantity = lines, .amount = total};
        draft->line_count = 1;
    }
    draft->lines = list;
    return RC_OK;
}

static enum rc read_work(struct flow *flow, struct billing *work)
{
    struct advertiser_id id = work->question.advertiser_id;
    struct bill last = {.month = TEXT("")};
    enum rc rc = bill_last(flow->db, flow->arena, id, work->question.currency, &last);
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    work->question.after = last.last_line;
    work->question.until = work->period.to;
    rc = billing_terms_get(flow->db, flow->arena, id, work->question.currency, &work->terms);
    if (rc == RC_NOT_FOUND) {
        work->terms = (struct billing_terms){.payment_days = 14};
        rc = RC_OK;
    }
    TRY(flow_stored(flow, rc));
    TRY(flow_stored(flow, bill_last_line(flow->db, flow->arena, &work->question, &work->question.last)));
    TRY(read_lines(flow, work));
    work->bill = (struct bill){.advertiser_id = id,
                               .month = work->period.month,
                               .after_line = last.last_line,
                               .last_line = work->question.last,
                               .due_at = {flow->now.ms + work->terms.payment_days * DAY_MS},
                               .reminded_at = INSTANT_NONE,
                               .cancelled_at = INSTANT_NONE};
    return RC_OK;
}

static enum rc fill_draft(struct flow *flow, struct billing *work)
{
    struct tax_profile seller, buyer;
    struct invoice_draft *draft = &work->draft;
    TRY(read_profile(flow, TAX_OWNER_NETWORK, 0, &seller));
    TRY(read_profile(flow, TAX_OWNER_ADVERTISER, work->advertiser.id.v, &buyer));
    int64_t number;
    TRY(flow_stored(flow, bill_count(flow->db, flow->arena, work->advertiser.id, work->question.currency, &number)));
    draft->key = text_format(flow->arena, "bill:%lld:%.3s:%lld", (long long)work->advertiser.id.v,
                             work->question.currency.code, (long long)number + 1);
    draft->kind = INVOICE_PLAIN;
    draft->series = TEXT("AR");
    draft->advertiser_id = work->advertiser.id;
    draft->reference_kind = TEXT("advertiser_bill");
    draft->reference_id = work->bill.last_line.v;
    draft->seller = invoice_party_of(&seller);
    draft->buyer = invoice_party_of(&buyer);
    draft->seller_rate = seller.vat_rate;
    draft->performed_at = (struct instant){work->period.to.ms - 1};
    draft->due_at = work->bill.due_at;
    return RC_OK;
}

static enum rc book(struct flow *flow, struct advertiser_id id, const char *kind, struct invoice_id invoice_id,
                    struct money amount)
{
    if (amount.minor == 0) {
        return RC_OK;
    }
    struct advertiser_line line = {
        .advertiser_id = id,
        .key = text_format(flow->arena, "%s:%lld", kind, (long long)invoice_id.v),
        .kind = text_of(kind),
        .amount = amount,
        .reference_id = invoice_id.v,
        .method = TEXT(""),
        .reference = TEXT(""),
        .rates = TEXT_NONE,
        .occurred_at = flow->now,
        .booked_at = flow->now,
    };
    return advertiser_line_add(flow, &line);
}

// Under the advertiser's lock.
static enum rc issue(struct flow *flow, struct billing *work, struct invoice_id *ret_id)
{
    struct invoice invoice;
    int64_t bill_id;
    TRY(fill_draft(flow, work));
    TRY(invoice_issue(flow, &work->draft, ret_id));
    TRY(flow_stored(flow, invoice_get(flow->db, flow->arena, *ret_id, &invoice)));
    work->bill.invoice_id = *ret_id;
    work->bill.payable = invoice.totals.payable;
    TRY(flow_stored(flow, bill_insert(flow->db, flow->arena, &work->bill, &bill_id)));
    return book(flow, work->bill.advertiser_id, "tax", *ret_id, invoice.totals.tax);
}

// The bill of this month that stands already.
static enum rc find_first(struct flow *flow, const struct billing *work, struct invoice_id *ret_id)
{
    struct bill *list;
    size_t count;
    TRY(bill_list_standing(flow->db, flow->arena, work->question.advertiser_id, work->question.currency, &list,
                           &count));
    for (size_t i = count; i-- > 0;) {
        if (text_equal(list[i].month, work->period.month)) {
            *ret_id = list[i].invoice_id;
            return RC_OK;
        }
    }
    return RC_NOT_FOUND;
}

enum rc bill_issue(struct flow *flow, struct advertiser_id id, struct currency currency, struct text month,
                   struct invoice_id *ret_id)
{
    struct billing work = {.question = {.advertiser_id = id, .currency = currency}};
    struct statement_ask ask = {.month = month, .from = TEXT_NONE, .to = TEXT_NONE, .tz = TEXT_NONE};
    TRY(statement_period_read(flow, &ask, &work.period));
    if (work.period.to.ms > flow->now.ms) {
        return fault_set(flow->fault, RC_REFUSED, "period_not_over", "month", "the month is not over yet");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, id, &work.advertiser), "advertiser"));
    TRY(advertiser_lock(flow, id));
    enum rc rc = find_first(flow, &work, ret_id);
    if (rc == RC_NOT_FOUND) {
        TRY(read_work(flow, &work));
        TRY(issue(flow, &work, ret_id));
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, rc));
    return flow_commit(flow);
}

// ---- taking back ----

enum rc bill_lock(struct flow *flow, const struct invoice *invoice)
{
    bool is_bill = text_equal(invoice->reference_kind, TEXT("advertiser_bill"));
    return is_bill ? advertiser_lock(flow, invoice->advertiser_id) : RC_OK;
}

enum rc bill_cancel(struct flow *flow, const struct invoice *invoice)
{
    if (!text_equal(invoice->reference_kind, TEXT("advertiser_bill"))) {
        return RC_OK;
    }
    struct bill bill, last;
    TRY(flow_stored(flow, bill_of_invoice(flow->db, flow->arena, invoice->id, &bill)));
    if (!instant_is_none(bill.cancelled_at)) {
        return RC_OK;
    }
    TRY(flow_stored(flow, bill_last(flow->db, flow->arena, bill.advertiser_id, bill.payable.currency, &last)));
    if (last.id != bill.id) {
        return fault_set(flow->fault, RC_REFUSED, "bill_not_last", "",
                         "later bills build on this one: take back the last one first");
    }
    bill.cancelled_at = flow->now;
    TRY(flow_stored(flow, bill_update(flow->db, &bill)));
    return book(flow, bill.advertiser_id, "tax_reversed", bill.invoice_id, money_negate(invoice->totals.tax));
}

enum rc bill_credit(struct flow *flow, const struct invoice *note)
{
    if (!text_equal(note->reference_kind, TEXT("advertiser_bill"))) {
        return RC_OK;
    }
    struct money net; // with what the two roundings left
    TRY(flow_stored(flow, money_subtract(note->totals.payable, note->totals.tax, &net)));
    TRY(book(flow, note->advertiser_id, "credit_note", note->id, money_negate(net)));
    return book(flow, note->advertiser_id, "credit_note_tax", note->id, money_negate(note->totals.tax));
}
