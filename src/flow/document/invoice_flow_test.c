// SPDX-License-Identifier: Apache-2.0
// Invoices of payouts, on both databases: what is refused, numbers without gaps, nothing changes once issued, credit
// notes, and files that say what the payout paid.
#include <stdlib.h>

#include "document/invoice_issue.h"
#include "document/invoice_print.h"
#include "document/tax_profile_write.h"
#include "payout/payout_run.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\n"

static struct payout_item_id paid_item(struct world *w, const char *order, const char *amount, bool is_paid)
{
    world_sale(w, 0, order, amount, "approved");
    world_days_pass(w, 14);
    world_release(w);
    struct payout_request request = {.currency = {"EUR"}, .until = w->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id run;
    must(w, payout_run_create(&w->flow, &request, &run));
    struct payout_item *items;
    size_t count;
    must(w, payout_item_list(w->db, w->arena, run, &items, &count));
    if (is_paid) {
        must(w, payout_run_approve(&w->flow, run));
        must(w, payout_run_pay(&w->flow, run));
    }
    return items[0].id;
}

static struct tax_profile_input profile(const char *name, const char *country, const char *vat_id, int64_t rate_ppm)
{
    return (struct tax_profile_input){.legal_name = text_of(name),
                                      .line1 = TEXT("1 Main street"),
                                      .postcode = TEXT("75002"),
                                      .city = TEXT("Paris"),
                                      .country = text_of(country),
                                      .vat_id = text_of(vat_id),
                                      .vat_rate = {rate_ppm},
                                      .has_agreed = true};
}

static void set_profiles(struct world *w, const struct tax_profile_input *partner)
{
    struct tax_profile made;
    struct tax_profile_input network = profile("Réseau SARL", "FR", "FR12345678901", 200000);
    must(w, tax_profile_put(&w->flow, TAX_OWNER_NETWORK, 0, &network, &made));
    must(w, tax_profile_put(&w->flow, TAX_OWNER_PARTNER, w->partners[0].v, partner, &made));
}

static struct invoice issued(struct world *w, struct payout_item_id item)
{
    struct invoice_id id;
    struct invoice invoice;
    must(w, invoice_issue_payout(&w->flow, item, &id));
    must(w, invoice_get(w->db, w->arena, id, &invoice));
    return invoice;
}

static void assert_refused(struct world *w, enum rc rc, enum rc expected, const char *code)
{
    assert_int_equal(rc, expected);
    assert_string_equal(w->fault.code, code);
    fault_clear(&w->fault);
}

static void an_invoice_needs_both_parties_and_consent(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct payout_item_id draft = paid_item(w, "A-0", "10.00", /* is_paid= */ false);
    struct payout_item_id item = paid_item(w, "A-1", "120.00", /* is_paid= */ true);
    struct invoice_id id;
    assert_refused(w, invoice_issue_payout(&w->flow, (struct payout_item_id){999}, &id), RC_NOT_FOUND,
                   "payout_item_not_found");
    assert_refused(w, invoice_issue_payout(&w->flow, draft, &id), RC_REFUSED, "payout_not_approved");
    assert_refused(w, invoice_issue_payout(&w->flow, item, &id), RC_REFUSED, "tax_profile_missing");
    struct tax_profile_input partner = profile("Anna", "FR", "FR99999999999", 200000);
    partner.has_agreed = false;
    set_profiles(w, &partner);
    assert_refused(w, invoice_issue_payout(&w->flow, item, &id), RC_REFUSED, "self_billing_not_agreed");
    partner.has_agreed = true;
    set_profiles(w, &partner);
    struct invoice invoice = issued(w, item);
    // 12.00 were paid: 10.00 and 20 % of it.
    assert_int_equal(invoice.totals.payable.minor, 1200);
    assert_int_equal(invoice.totals.net.minor, 1000);
    assert_int_equal(invoice.totals.tax.minor, 200);
    assert_int_equal(invoice.line_count, 1);
    assert_text(invoice.lines[0].description, "Shoes");
    assert_true(invoice.is_settled);
    assert_text(invoice_number_text(arena, &invoice), "SB-p0-2026-0001");
    assert_text(invoice.seller.legal_name, "Anna");
    assert_text(invoice.buyer.legal_name, "Réseau SARL");
    world_assert_sound(w);
}

static void profiles_are_checked(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    static const struct {
        const char *name, *country, *vat_id;
        int64_t rate;
        const char *code, *field;
    } rows[] = {
        {"", "FR", "", 0, "text_empty", "legal_name"},
        {"Anna", "XX", "", 0, "country_unknown", "country"},
        {"Anna", "fr", "", 0, "country_unknown", "country"},
        {"Anna", "FR", "DE123", 0, "vat_id_malformed", "vat_id"},
        {"Anna", "FR", "FR 123", 0, "vat_id_malformed", "vat_id"},
        {"Anna", "GR", "GR123", 0, "vat_id_malformed", "vat_id"},
        {"Anna", "FR", "", 200000, "vat_rate_without_id", "vat_rate"},
        {"Anna", "FR", "FR123", 1000001, "vat_rate_out_of_range", "vat_rate"},
    };
    struct tax_profile made;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tax_profile_input input = profile(rows[i].name, rows[i].country, rows[i].vat_id, rows[i].rate);
        enum rc rc = tax_profile_put(&w->flow, TAX_OWNER_PARTNER, w->partners[0].v, &input, &made);
        assert_int_equal(rc, RC_INVALID);
        assert_string_equal(w->fault.code, rows[i].code);
        assert_string_equal(w->fault.field, rows[i].field);
        fault_clear(&w->fault);
    }
    struct tax_profile_input input = profile("Anna", "GR", "EL123", 240000);
    must(w, tax_profile_put(&w->flow, TAX_OWNER_PARTNER, w->partners[0].v, &input, &made));
    struct instant agreed = made.self_billing_at;
    world_days_pass(w, 1);
    must(w, tax_profile_put(&w->flow, TAX_OWNER_PARTNER, w->partners[0].v, &input, &made));
    assert_int_equal(made.number, 2);
    assert_int_equal(made.self_billing_at.ms, agreed.ms); // the first agreement counts
}

static void numbers_have_no_gap_and_nothing_changes(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)128 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct tax_profile_input partner = profile("Anna GmbH", "DE", "DE123456789", 190000);
    set_profiles(w, &partner);
    struct payout_item_id items[4];
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        items[i] = paid_item(w, text_zero_terminated(arena, text_format(arena, "A-%zu", i)), "100.00", true);
    }
    struct invoice first = issued(w, items[0]);
    assert_string_equal(invoice_category_text(first.lines[0].tax.category), "AE");
    assert_int_equal(first.totals.tax.minor, 0);
    assert_int_equal(issued(w, items[0]).id.v, first.id.v); // again: the same
    // A transaction that is undone gives its number back.
    must(w, db_write_begin(w->db));
    struct invoice undone = first;
    undone.key = TEXT("undone");
    must(w, invoice_insert(w->db, arena, &undone));
    assert_int_equal(undone.number, 2);
    db_rollback(w->db);
    assert_int_equal(issued(w, items[1]).number, 2);
    // What the parties are called later changes nothing.
    partner.legal_name = TEXT("Berta GmbH");
    set_profiles(w, &partner);
    struct invoice again = issued(w, items[0]);
    assert_text(again.seller.legal_name, "Anna GmbH");
    assert_text(issued(w, items[2]).seller.legal_name, "Berta GmbH");
    // A credit note takes it back, once, in a series of its own.
    struct invoice_id note_id;
    struct invoice_id note_again;
    must(w, invoice_credit(&w->flow, first.id, &note_id));
    must(w, invoice_credit(&w->flow, first.id, &note_again));
    assert_int_equal(note_id.v, note_again.v);
    struct invoice note;
    must(w, invoice_get(w->db, arena, note_id, &note));
    assert_text(invoice_number_text(arena, &note), "CSB-p0-2026-0001");
    assert_int_equal(note.corrects_id.v, first.id.v);
    assert_int_equal(note.totals.payable.minor, first.totals.payable.minor);
    assert_refused(w, invoice_credit(&w->flow, note_id, &note_again), RC_REFUSED, "invoice_is_credit_note");
    struct invoice second = issued(w, items[0]); // taken back: a new one, and then always that
    assert_int_equal(second.number, 4);
    assert_int_equal(issued(w, items[0]).id.v, second.id.v);
    // A new year begins anew.
    world_days_pass(w, 120);
    struct invoice next = issued(w, items[3]);
    assert_text(invoice_number_text(arena, &next), "SB-p0-2027-0001");
}

// Of a self-billing invoice of 100.00 with VAT a part, then what is left of it; then the payout can be invoiced anew.
static void a_part_is_taken_back_and_then_the_rest(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)128 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct tax_profile_input partner = profile("Anna GmbH", "FR", "FR99999999999", 200000);
    set_profiles(w, &partner);
    struct payout_item_id item = paid_item(w, "A-1", "1000.00", true);
    struct invoice first = issued(w, item);
    int64_t payable = first.totals.payable.minor;
    struct invoice_part_input input = {
        .id = first.id, .amount = TEXT("12.00"), .reference = TEXT("c1"), .reason = TEXT("Counted twice")};
    struct invoice_id id;
    struct invoice note;
    must(w, invoice_credit_part(&w->flow, &input, &id));
    must(w, invoice_get(w->db, arena, id, &note));
    assert_int_equal(note.kind, INVOICE_SELF_BILLING_CREDIT_NOTE);
    assert_int_equal(note.totals.net.minor, 1000);
    assert_int_equal(note.totals.tax.minor, 200);
    assert_int_equal(issued(w, item).id.v, first.id.v); // it stands
    must(w, invoice_credit(&w->flow, first.id, &id));
    must(w, invoice_get(w->db, arena, id, &note));
    assert_int_equal(note.totals.payable.minor, payable - 1200);
    assert_int_equal(note.totals.net.minor + note.totals.tax.minor + note.totals.rounding.minor, payable - 1200);
    assert_int_not_equal(issued(w, item).id.v, first.id.v);
}

static void files_say_what_was_paid(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)128 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct tax_profile_input partner = profile("山田 & Co <合同会社>", "JP", "T1234567890123", 100000);
    set_profiles(w, &partner);
    struct invoice invoice = issued(w, paid_item(w, "A-1", "1234.50", true));
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        struct text first = TEXT_NONE;
        for (int round = 0; round < 2; round++) {
            struct text pdf = TEXT_NONE;
            must(w, invoice_print_pdf(&w->flow, &invoice, (enum i18n_language)l, &pdf));
            assert_true(text_starts_with(pdf, TEXT("%PDF-1.7")));
            assert_true(text_find(pdf, TEXT("/AFRelationship /Alternative"), 0) != SIZE_MAX);
            assert_true(round == 0 || text_equal(first, pdf));
            first = pdf;
        }
        struct text xml = TEXT_NONE;
        must(w, invoice_print_xml(&w->flow, &invoice, (enum i18n_language)l, &xml));
        assert_true(text_find(xml, TEXT("<ram:GrandTotalAmount>123.45<"), 0) != SIZE_MAX);
        assert_true(text_find(xml, TEXT("<ram:DuePayableAmount>0.00<"), 0) != SIZE_MAX);
        assert_true(text_find(xml, TEXT("<ram:TypeCode>389<"), 0) != SIZE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(an_invoice_needs_both_parties_and_consent),
        TEST_DATABASE_CASE(profiles_are_checked),
        TEST_DATABASE_CASE(numbers_have_no_gap_and_nothing_changes),
        TEST_DATABASE_CASE(a_part_is_taken_back_and_then_the_rest),
        TEST_DATABASE_CASE(files_say_what_was_paid),
    };
    return TEST_DATABASE_RUN("invoice_flow", cases);
}
