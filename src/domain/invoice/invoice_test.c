// SPDX-License-Identifier: Apache-2.0
// VAT decisions and sums by hand, the rules of EN 16931 on sums (BR-CO-10 to 17), and the XML against the schema of
// Factur-X, profile EN 16931, by xmllint.
#include "shared_data.h"
#include "test_database.h"

#include "format/encode.h"
#include "invoice/invoice.h"

static struct invoice_party party(const char *country, const char *vat_id)
{
    return (struct invoice_party){.legal_name = TEXT("Ann & Söhne <SARL>"),
                                  .line1 = TEXT("1 rue de la Paix"),
                                  .line2 = TEXT(""),
                                  .postcode = TEXT("75002"),
                                  .city = TEXT("Paris"),
                                  .country = text_of(country),
                                  .vat_id = text_of(vat_id),
                                  .registration_id = TEXT("123 456 789")};
}

static void vat_follows_from_countries_and_ids(void **state)
{
    static const struct {
        const char *seller, *seller_id, *buyer, *buyer_id;
        int64_t rate;
        const char *category;
        int64_t charged;
    } rows[] = {
        {"FR", "FR12", "FR", "FR34", 200000, "S", 200000}, {"FR", "FR12", "FR", "", 200000, "S", 200000},
        {"FR", "FR12", "FR", "FR34", 0, "E", 0},           {"FR", "", "FR", "FR34", 0, "O", 0},
        {"DE", "DE12", "FR", "FR34", 190000, "AE", 0},     {"DE", "DE12", "FR", "", 190000, "S", 190000},
        {"GR", "EL12", "FR", "FR34", 240000, "AE", 0},     {"JP", "T123", "FR", "FR34", 100000, "O", 0},
        {"JP", "T123", "JP", "T999", 100000, "S", 100000}, {"FR", "FR12", "JP", "T123", 200000, "O", 0},
        {"GB", "GB12", "FR", "FR34", 200000, "O", 0},      {"CH", "", "CH", "", 0, "O", 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct invoice_party seller = party(rows[i].seller, rows[i].seller_id);
        struct invoice_party buyer = party(rows[i].buyer, rows[i].buyer_id);
        struct invoice_tax tax = invoice_tax_of(&seller, &buyer, (struct rate){rows[i].rate});
        assert_string_equal(invoice_category_text(tax.category), rows[i].category);
        assert_int_equal(tax.rate.ppm, rows[i].charged);
    }
}

static void sums_are_exact(void **state)
{
    static const struct {
        int64_t amounts[3];
        int64_t rate;
        bool is_included;
        int64_t nets[3];
        int64_t net, tax, rounding, payable;
    } rows[] = {
        {{10000, 0, 0}, 200000, false, {10000, 0, 0}, 10000, 2000, 0, 12000},
        {{12000, 0, 0}, 200000, true, {10000, 0, 0}, 10000, 2000, 0, 12000},
        // 10.00 with 19 %: 8.4034 → 8.40, 1.596 → 1.60.
        {{1000, 0, 0}, 190000, true, {840, 0, 0}, 840, 160, 0, 1000},
        // 0.05 with 20 %: 0.0417 → 0.04, 0.008 → 0.01.
        {{5, 0, 0}, 200000, true, {4, 0, 0}, 4, 1, 0, 5},
        // 0.03 with 20 %: 0.025 → 0.03, 0.006 → 0.01: a cent too much, taken back as rounding.
        {{3, 0, 0}, 200000, true, {3, 0, 0}, 3, 1, -1, 3},
        // 1.00 in thirds of 20 %: 0.8333 → 0.83 = 0.28 + 0.28 + 0.27.
        {{34, 33, 33}, 200000, true, {28, 28, 27}, 83, 17, 0, 100},
        {{700, 900, 0}, 0, true, {700, 900, 0}, 1600, 0, 0, 1600},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct invoice_line lines[3];
        for (size_t k = 0; k < 3; k++) {
            lines[k] = (struct invoice_line){.description = TEXT("x"),
                                             .quantity = 1,
                                             .amount = {rows[i].amounts[k], {"EUR"}},
                                             .tax = {.rate = {rows[i].rate}}};
        }
        struct invoice_totals t;
        struct fault fault = {0};
        assert_int_equal(invoice_compute(lines, 3, rows[i].is_included, &t, &fault), RC_OK);
        int64_t sum = 0;
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(lines[k].amount.minor, rows[i].nets[k]);
            sum += lines[k].amount.minor;
        }
        assert_int_equal(t.net.minor, rows[i].net);
        assert_int_equal(t.tax.minor, rows[i].tax);
        assert_int_equal(t.rounding.minor, rows[i].rounding);
        assert_int_equal(t.payable.minor, rows[i].payable);
        assert_int_equal(sum, t.net.minor);                                              // BR-CO-10
        assert_int_equal(t.net.minor + t.tax.minor + t.rounding.minor, t.payable.minor); // BR-CO-15, 16
    }
    // Any sum and rate: the rounding is one minor unit at most.
    for (int64_t amount = 0; amount < 3000; amount++) {
        for (int64_t percent = 1; percent < 30; percent += 4) {
            struct invoice_line line = {.quantity = 1, .amount = {amount, {"EUR"}}, .tax = {.rate = {percent * 10000}}};
            struct invoice_totals t;
            struct fault fault = {0};
            assert_int_equal(invoice_compute(&line, 1, true, &t, &fault), RC_OK);
            assert_int_equal(t.payable.minor, amount);
            assert_true(t.rounding.minor >= -1 && t.rounding.minor <= 1);
        }
    }
}

static struct invoice invoice_made(struct arena *arena, enum invoice_category category)
{
    struct invoice_line *lines = arena_many(arena, struct invoice_line, 2);
    int64_t rate = category == INVOICE_STANDARD ? 200000 : 0;
    for (size_t i = 0; i < 2; i++) {
        lines[i] = (struct invoice_line){.description = TEXT("Commissions, \"Brightdesk\" & <文具>"),
                                         .quantity = 12,
                                         .amount = {i == 0 ? 3 : 123400, {"EUR"}},
                                         .tax = {.category = category, .rate = {rate}}};
    }
    struct invoice invoice = {.kind = INVOICE_SELF_BILLING,
                              .series = TEXT("SB-anna"),
                              .year = 2026,
                              .number = 7,
                              .performed_at = {1790000000000},
                              .issued_at = {1790000000000},
                              .issued_on = TEXT("2026-09-21"),
                              .seller = party("FR", "FR12345678901"),
                              .buyer = party("DE", "DE123456789"),
                              .lines = lines,
                              .line_count = 2};
    struct fault fault = {0};
    assert_int_equal(invoice_compute(lines, 2, true, &invoice.totals, &fault), RC_OK);
    return invoice;
}

#define SCHEMA "data/einvoice/facturx-en16931/Factur-X_EN16931.xsd"

static void xml_is_valid_by_the_schema(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    if (!shared_has_schema(arena, SCHEMA)) {
        skip_because("the schemas of Factur-X are not there, or xmllint is not installed");
    }
    for (int c = 0; c < INVOICE_CATEGORY_COUNT; c++) {
        for (int kind = 0; kind < 4; kind++) {
            struct invoice invoice = invoice_made(arena, (enum invoice_category)c);
            invoice.kind = (enum invoice_kind)kind;
            invoice.is_settled = kind % 2 == 0;
            bool is_credit = invoice_is_credit_note(invoice.kind);
            struct invoice_xml_words words = {.note = TEXT("Self-billing"),
                                              .tax_reason = TEXT("Reverse charge"),
                                              .terms = TEXT("Paid with the payout."),
                                              .corrects_number = is_credit ? TEXT("SB-anna-2026-0003") : TEXT_NONE,
                                              .corrects_on = TEXT("2026-08-01")};
            struct text xml = invoice_xml(arena, &invoice, &words);
            assert_true(shared_xml_is_valid(arena, SCHEMA, xml));
        }
    }
    assert_false(shared_xml_is_valid(arena, SCHEMA, TEXT("<a/>"))); // the check can fail
}

static int64_t sum_in(struct text xml, const char *name)
{
    struct text open = {.p = name, .n = strlen(name)};
    size_t at = text_find(xml, open, 0);
    assert_true(at != SIZE_MAX);
    size_t begin = text_find_char(xml, '>', at) + 1;
    size_t end = text_find_char(xml, '<', begin);
    struct money m = {.minor = 0};
    assert_int_equal(money_parse(text_slice(xml, begin, end), (struct currency){"EUR"}, &m), MONEY_PARSED);
    return m.minor;
}

static void sums_in_the_xml_agree(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct invoice invoice = invoice_made(arena, INVOICE_STANDARD);
    for (int settled = 0; settled < 2; settled++) {
        invoice.is_settled = settled == 1;
        struct text xml = invoice_xml(arena, &invoice, &(struct invoice_xml_words){.terms = TEXT("soon")});
        int64_t net = sum_in(xml, "<ram:TaxBasisTotalAmount");
        int64_t tax = sum_in(xml, "<ram:TaxTotalAmount");
        int64_t gross = sum_in(xml, "<ram:GrandTotalAmount");
        int64_t due = sum_in(xml, "<ram:DuePayableAmount");
        int64_t rounding = invoice.totals.rounding.minor == 0 ? 0 : sum_in(xml, "<ram:RoundingAmount");
        int64_t prepaid = settled == 0 ? 0 : sum_in(xml, "<ram:TotalPrepaidAmount");
        assert_int_equal(net, invoice.lines[0].amount.minor + invoice.lines[1].amount.minor); // BR-CO-10, 13
        assert_int_equal(gross, net + tax);                                                   // BR-CO-15
        assert_int_equal(due, gross - prepaid + rounding);                                    // BR-CO-16
        assert_int_equal(due, settled == 1 ? 0 : 123403);
        assert_int_equal(tax, sum_in(xml, "<ram:CalculatedAmount")); // BR-CO-14
    }
    // Outside the scope no VAT id is told (BR-O-02), and no rate (BR-O-05).
    invoice = invoice_made(arena, INVOICE_OUTSIDE);
    struct text xml = invoice_xml(arena, &invoice, &(struct invoice_xml_words){.tax_reason = TEXT("outside")});
    assert_true(text_find(xml, TEXT("schemeID=\"VA\""), 0) == SIZE_MAX);
    assert_true(text_find(xml, TEXT("RateApplicablePercent"), 0) == SIZE_MAX);
    assert_true(text_find(xml, TEXT("Ann &amp; Söhne &lt;SARL&gt;"), 0) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(vat_follows_from_countries_and_ids),
        cmocka_unit_test(sums_are_exact),
        cmocka_unit_test(xml_is_valid_by_the_schema),
        cmocka_unit_test(sums_in_the_xml_agree),
    };
    return run_cases(cases);
}
