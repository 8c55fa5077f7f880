// SPDX-License-Identifier: Apache-2.0
// Numbers with checks against the registry of IBANs and numbers that banks have published; payout details of each
// method, their refusals, what is shown of them, and their way through JSON and the seal.
#include "check.h"

#include "core/fault.h"
#include "format/encode.h"
#include "payout_account/bank_number.h"
#include "payout_account/iban.h"
#include "payout_account/payout_account.h"
#include "shared_data.h"

static struct text column(struct text line, size_t index)
{
    struct text part = TEXT_NONE;
    for (size_t i = 0; i <= index; i++) {
        assert_true(text_split(&line, '|', &part));
    }
    return part;
}

// Each letter of it changed to the next digit or letter, and neighbours that differ exchanged; a digit beside a letter
// is left alone, because mod 97 cannot tell "1B" from "B1": both are read as 111.
static int mutations_that_pass(struct arena *arena, struct text iban, int *tried)
{
    int passed = 0;
    for (size_t i = 0; i < iban.n; i++) {
        char *copy = text_zero_terminated(arena, iban);
        copy[i] = (char)(copy[i] == '9' ? '0' : copy[i] == 'Z' ? 'A' : copy[i] + 1);
        passed += iban_check(text_of(copy)) == IBAN_GOOD;
        copy = text_zero_terminated(arena, iban);
        if (i + 1 < iban.n && copy[i] != copy[i + 1] && (copy[i] <= '9') == (copy[i + 1] <= '9')) {
            char other = copy[i];
            copy[i] = copy[i + 1];
            copy[i + 1] = other;
            passed += iban_check(text_of(copy)) == IBAN_GOOD;
        }
        *tried += 2;
    }
    return passed;
}

static void every_country_of_the_registry(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct text file = shared_read(arena, "data/iban/iban_registry.txt");
    if (!text_is(file)) {
        skip_because("the IBAN registry is absent");
    }
    struct text rest = file;
    struct text line;
    int countries = 0;
    int tried = 0;
    assert_true(text_split(&rest, '\n', &line));
    while (text_split(&rest, '\n', &line) && line.n > 0) {
        struct text iban = column(line, 7);
        int64_t length = 0;
        assert_int_equal(int64_parse(column(line, 10), 15, 34, &length), RC_OK);
        const char *name = text_zero_terminated(arena, iban);
        assert_row(name, iban_check(iban) == IBAN_GOOD);
        assert_row(name, (int64_t)iban_length(column(line, 0)) == length);
        assert_row(name, text_equal(column(line, 16), TEXT("0")) || iban_is_sepa(iban));
        assert_row(name, iban_check(text_slice(iban, 0, iban.n - 1)) == IBAN_LENGTH_WRONG);
        assert_row(name, mutations_that_pass(arena, iban, &tried) == 0);
        countries++;
    }
    assert_int_equal(countries, 116);
    assert_true(tried > 5000);
}

static void ibans_as_people_write_them(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    assert_text(iban_normal(arena, TEXT(" de89 3704 0044 0532 0130 00 ")), "DE89370400440532013000");
    static const struct {
        const char *iban;
        enum iban_result result;
    } rows[] = {
        {"DE89370400440532013000", IBAN_GOOD},
        {"DE88370400440532013000", IBAN_CHECK_WRONG},
        {"DE8937040044053201300", IBAN_LENGTH_WRONG},
        {"DE893704004405320130000", IBAN_LENGTH_WRONG},
        {"DE8937040044053201300O", IBAN_PATTERN_WRONG},
        {"DEA9370400440532013000", IBAN_PATTERN_WRONG},
        {"US89370400440532013000", IBAN_COUNTRY_UNKNOWN},
        {"", IBAN_COUNTRY_UNKNOWN},
        {"D", IBAN_COUNTRY_UNKNOWN},
        {"GB82WEST12345698765432", IBAN_GOOD},
        {"GB82W3ST12345698765432", IBAN_PATTERN_WRONG},
        {"VA59001123000012345678", IBAN_GOOD},
        {"de89370400440532013000", IBAN_COUNTRY_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].iban, iban_check(text_of(rows[i].iban)) == rows[i].result);
    }
}

// Numbers that the banks themselves publish.
static void numbers_of_banks(void **state)
{
    (void)state;
    static const char *const routing[] = {"021000021", "091000019", "011401533", "322271627"};
    for (size_t i = 0; i < COUNT_OF(routing); i++) {
        assert_row(routing[i], routing_number_is_good(text_of(routing[i])));
    }
    static const char *const bad_routing[] = {"021000022", "02100002", "0210000210", "000000000", "02100002A", ""};
    for (size_t i = 0; i < COUNT_OF(bad_routing); i++) {
        assert_row(bad_routing[i], !routing_number_is_good(text_of(bad_routing[i])));
    }
    static const char *const correspondents[][2] = {
        {"30101810400000000225", "044525225"},
        {"30101810700000000187", "044525187"},
        {"30101810145250000974", "044525974"},
        {"30101810200000000593", "044525593"},
    };
    for (size_t i = 0; i < COUNT_OF(correspondents); i++) {
        struct text account = text_of(correspondents[i][0]);
        assert_row(correspondents[i][0], ru_correspondent_is_good(account, text_of(correspondents[i][1])));
        assert_row(correspondents[i][0], !ru_correspondent_is_good(account, TEXT("044535225")));
    }
    assert_false(ru_correspondent_is_good(TEXT("30101810400000000226"), TEXT("044525225")));
    assert_false(ru_account_is_good(TEXT("3010181040000000022"), TEXT("044525225")));
    assert_false(ru_account_is_good(TEXT("40702810900000000001"), TEXT("04452522")));
    assert_true(inn_is_good(TEXT("7707083893")));
    assert_true(inn_is_good(TEXT("500100732259")));
    assert_false(inn_is_good(TEXT("7707083894")));
    assert_false(inn_is_good(TEXT("500100732258")));
    assert_false(inn_is_good(TEXT("500100732249")));
    assert_false(inn_is_good(TEXT("77070838930")));
    assert_true(kpp_is_good(TEXT("773601001")));
    assert_true(kpp_is_good(TEXT("7736AZ001")));
    assert_false(kpp_is_good(TEXT("77A601001")));
    assert_true(bic_is_good(TEXT("COBADEFFXXX")));
    assert_true(bic_is_good(TEXT("COBADEFF")));
    assert_false(bic_is_good(TEXT("COBADEFF1")));
    assert_false(bic_is_good(TEXT("C0BADEFF")));
}

// The key is worked out apart from the code: with 225 before it, digits times 7, 1, 3 sum to 180, and to a multiple of
// ten for 0 only.
static void the_ninth_digit_of_an_account_is_its_key(void **state)
{
    (void)state;
    for (char key = '0'; key <= '9'; key++) {
        char account[] = "407028100X8000017321";
        account[9] = '3';
        account[8] = key;
        assert_row(account, ru_account_is_good(text_of(account), TEXT("044525225")) == (key == '0'));
    }
}

struct row {
    const char *name;
    struct payout_details details;
    const char *code, *field; // NULL: good
};
#define T(literal) TEXT(literal)
#define SEPA .method = T("sepa"), .holder = T("Anna Smith")
#define ACH(routing, account, type, receiver)                                                                  \
    .method = T("ach"), .holder = T("Anna Smith"), .routing_number = T(routing), .account_number = T(account), \
    .account_type = T(type), .receiver_type = T(receiver)
#define GOOD_ACH ACH("021000021", "1234567", "checking", "person")
#define RU(bik_, account)                                                                             \
    .method = T("ru_bank"), .holder = T("ООО Ромашка"), .bik = T(bik_), .account_number = T(account), \
    .correspondent_account = T("30101810400000000225")

static void details_are_checked_by_method(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    const struct row rows[] = {
        {"sepa", {SEPA, .iban = T("de89 3704 0044 0532 0130 00"), .bic = T("cobadeff")}, NULL, NULL},
        {"no method", {.holder = T("A")}, "method_unknown", "method"},
        {"strange method", {.method = T("cash")}, "method_unknown", "method"},
        {"no iban", {SEPA}, "field_missing", "iban"},
        {"blank iban", {SEPA, .iban = T("  ")}, "field_missing", "iban"},
        {"no holder", {.method = T("sepa"), .iban = T("DE89370400440532013000")}, "field_missing", "holder"},
        {"slip", {SEPA, .iban = T("DE89370400440532013001")}, "iban_checksum", "iban"},
        {"short", {SEPA, .iban = T("DE8937040044053201300")}, "iban_length", "iban"},
        {"letter", {SEPA, .iban = T("DE8937040044053201300O")}, "iban_malformed", "iban"},
        {"country", {SEPA, .iban = T("ZZ89370400440532013000")}, "iban_country_unknown", "iban"},
        {"not sepa", {SEPA, .iban = T("TR330006100519786457841326")}, "iban_not_sepa", "iban"},
        {"bic", {SEPA, .iban = T("DE89370400440532013000"), .bic = T("COBA")}, "bic_malformed", "bic"},
        {"foreign member",
         {SEPA, .iban = T("DE89370400440532013000"), .bik = T("044525225")},
         "field_unexpected",
         "bik"},
        {"control", {SEPA, .iban = T("DE89370400440532013000"), .bic = T("A\nB")}, "text_malformed", "bic"},
        {"ach", {GOOD_ACH}, NULL, NULL},
        {"ach routing", {ACH("021000020", "1234567", "checking", "person")}, "routing_number", "routing_number"},
        {"ach account",
         {ACH("021000021", "12345678901234567X", "savings", "person")},
         "account_number_malformed",
         "account_number"},
        {"ach type", {ACH("021000021", "1234567", "gold", "person")}, "value_unknown", "account_type"},
        {"ach receiver", {ACH("021000021", "1234567", "savings", "dog")}, "value_unknown", "receiver_type"},
        {"ach own member", {GOOD_ACH, .company_id = T("1234567890")}, "field_unexpected", "company_id"},
        {"ru", {RU("044525225", "40702810038000017321"), .inn = T("7707083893"), .kpp = T("773601001")}, NULL, NULL},
        {"ru inn", {RU("044525225", "40702810038000017321"), .inn = T("7707083894")}, "inn_malformed", "inn"},
        {"ru kpp", {RU("044525225", "40702810038000017321"), .kpp = T("7736")}, "kpp_malformed", "kpp"},
        {"ru key", {RU("044525225", "40702810138000017321")}, "account_key", "account_number"},
        {"ru bik", {RU("04452522", "1")}, "bik_malformed", "bik"},
        {"paypal", {.method = T("paypal"), .email = T("anna@example.org")}, NULL, NULL},
        {"paypal without", {.method = T("paypal")}, "field_missing", "email"},
        {"wise iban",
         {.method = T("wise"),
          .holder = T("A"),
          .currency = T("try"),
          .receiver_type = T("person"),
          .iban = T("TR330006100519786457841326")},
         NULL,
         NULL},
        {"wise gbp",
         {.method = T("wise"),
          .holder = T("A"),
          .currency = T("GBP"),
          .receiver_type = T("person"),
          .account_number = T("31926819"),
          .sort_code = T("60-16-13")},
         NULL,
         NULL},
        {"wise gbp without",
         {.method = T("wise"),
          .holder = T("A"),
          .currency = T("GBP"),
          .receiver_type = T("person"),
          .account_number = T("31926819")},
         "account_number_malformed",
         "sort_code"},
        {"wise currency",
         {.method = T("wise"),
          .holder = T("A"),
          .currency = T("XXX"),
          .receiver_type = T("person"),
          .account_number = T("1")},
         "currency_unknown",
         "currency"},
        {"other", {.method = T("other"), .instructions = T("by post to 1 High Street")}, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct payout_details details = rows[i].details;
        struct fault fault = {.rc = RC_OK};
        payout_details_normalise(arena, &details);
        enum rc rc = payout_details_check(&details, false, &fault);
        assert_row(rows[i].name, rc == (rows[i].code == NULL ? RC_OK : RC_INVALID));
        assert_row(rows[i].name, strcmp(fault.code, rows[i].code == NULL ? "" : rows[i].code) == 0);
        assert_row(rows[i].name, strcmp(fault.field, rows[i].field == NULL ? "" : rows[i].field) == 0);
    }
}

static void the_networks_own_account_names_its_bank(void **state)
{
    (void)state;
    struct payout_details own = {GOOD_ACH};
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(payout_details_check(&own, true, &fault), RC_INVALID);
    assert_string_equal(fault.field, "company_id");
    own.company_id = TEXT("1234567890");
    own.bank_name = TEXT("First Bank");
    fault_clear(&fault);
    assert_int_equal(payout_details_check(&own, true, &fault), RC_OK);
}

static void little_is_shown(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct payout_details sepa = {SEPA, .iban = T("DE89370400440532013000")};
    assert_text(payout_details_masked(arena, &sepa), "DE•• •••• 3000");
    struct payout_details paypal = {.method = T("paypal"), .email = T("anna@example.org")};
    assert_text(payout_details_masked(arena, &paypal), "a•••@example.org");
    struct payout_details ach = {GOOD_ACH};
    assert_text(payout_details_masked(arena, &ach), "•••• 7");
    ach.account_number = TEXT("123456789");
    assert_text(payout_details_masked(arena, &ach), "•••• 6789");
    struct payout_details other = {.method = T("other"), .instructions = T("ünï")};
    assert_text(payout_details_masked(arena, &other), "•••• ");
}

static void json_and_seal_give_it_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct payout_details details = {SEPA, .iban = T("DE89370400440532013000")};
    struct text json = payout_details_json(arena, &details);
    assert_text(json, "{\"method\":\"sepa\",\"holder\":\"Anna Smith\",\"iban\":\"DE89370400440532013000\"}");
    struct keyring keyring;
    struct keyring other;
    assert_int_equal(crypto_start(NULL), RC_OK);
    keyring_of_seed(1, &keyring);
    keyring_of_seed(2, &other);
    struct payout_account account = {.number = 1};
    payout_account_seal(arena, &keyring, &details, TEXT("anna@example.org"), &account);
    assert_true(text_find(account.details, TEXT("DE89"), 0) == SIZE_MAX);
    assert_true(text_find(account.shown, TEXT("3704"), 0) == SIZE_MAX);
    struct payout_details back;
    struct text email;
    assert_int_equal(payout_account_open(arena, &keyring, &account, &back), RC_OK);
    assert_text(payout_details_json(arena, &back), text_zero_terminated(arena, json));
    assert_int_equal(payout_account_contact(arena, &keyring, &account, &email), RC_OK);
    assert_text(email, "anna@example.org");
    assert_int_equal(payout_account_open(arena, &other, &account, &back), RC_FAULT);
    struct payout_account again = {.number = 2};
    payout_account_seal(arena, &keyring, &details, TEXT(""), &again);
    assert_false(text_equal(again.details, account.details)); // a nonce of its own
    assert_true(text_equal(again.fingerprint, account.fingerprint));
    assert_int_equal(payout_details_parse(arena, TEXT("{\"method\":\"sepa\",\"x\":\"y\"}"), &back), RC_INVALID);
    assert_int_equal(payout_details_parse(arena, TEXT("{\"method\":1}"), &back), RC_INVALID);
    assert_int_equal(payout_details_parse(arena, TEXT("[]"), &back), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(every_country_of_the_registry),
        cmocka_unit_test(ibans_as_people_write_them),
        cmocka_unit_test(numbers_of_banks),
        cmocka_unit_test(the_ninth_digit_of_an_account_is_its_key),
        cmocka_unit_test(details_are_checked_by_method),
        cmocka_unit_test(the_networks_own_account_names_its_bank),
        cmocka_unit_test(little_is_shown),
        cmocka_unit_test(json_and_seal_give_it_back),
    };
    return run_cases(cases);
}
