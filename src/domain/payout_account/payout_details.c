// SPDX-License-Identifier: Apache-2.0
// Payout details; see payout_details.h.
#include "payout_account/payout_details.h"

#include <stddef.h>

#include "format/encode.h"
#include "format/json.h"
#include "payout_account/bank_number.h"
#include "payout_account/iban.h"

#define OF(method) (1U << (method))
#define OWN (1U << PAYOUT_METHOD_COUNT)
#define ALL_METHODS (OWN - 1)
#define JSON_BYTES_MAX 16384

// A member: its place, how long it may be, which methods have it and which must.
struct member {
    const char *name;
    size_t offset;
    size_t characters_max;
    unsigned has;
    unsigned wants;
};
#define MEMBER(name_, max, has_, wants_)                                                                          \
    {                                                                                                             \
        .name = #name_, .offset = offsetof(struct payout_details, name_), .characters_max = (max), .has = (has_), \
        .wants = (wants_)                                                                                         \
    }
#define BANKS (OF(PAYOUT_ACH) | OF(PAYOUT_RU_BANK))
static const struct member members[] = {
    MEMBER(method, 20, ALL_METHODS, ALL_METHODS),
    MEMBER(holder, 160, ALL_METHODS, OF(PAYOUT_SEPA) | BANKS | OF(PAYOUT_WISE)),
    MEMBER(iban, IBAN_LETTERS_MAX, OF(PAYOUT_SEPA) | OF(PAYOUT_WISE), OF(PAYOUT_SEPA)),
    MEMBER(bic, 11, OF(PAYOUT_SEPA), 0),
    MEMBER(routing_number, 9, OF(PAYOUT_ACH) | OF(PAYOUT_WISE), OF(PAYOUT_ACH)),
    MEMBER(account_number, 34, BANKS | OF(PAYOUT_WISE), BANKS),
    MEMBER(account_type, 10, OF(PAYOUT_ACH) | OF(PAYOUT_WISE), OF(PAYOUT_ACH)),
    MEMBER(receiver_type, 10, OF(PAYOUT_ACH) | OF(PAYOUT_WISE), OF(PAYOUT_ACH) | OF(PAYOUT_WISE)),
    MEMBER(bik, 9, OF(PAYOUT_RU_BANK), OF(PAYOUT_RU_BANK)),
    MEMBER(correspondent_account, 20, OF(PAYOUT_RU_BANK), OF(PAYOUT_RU_BANK)),
    MEMBER(bank_name, 160, BANKS, 0),
    MEMBER(inn, 12, OF(PAYOUT_RU_BANK), 0),
    MEMBER(kpp, 9, OF(PAYOUT_RU_BANK), 0),
    MEMBER(email, 254, OF(PAYOUT_PAYPAL) | OF(PAYOUT_WISE), OF(PAYOUT_PAYPAL)),
    MEMBER(currency, 3, OF(PAYOUT_WISE), OF(PAYOUT_WISE)),
    MEMBER(sort_code, 6, OF(PAYOUT_WISE), 0),
    MEMBER(bsb_code, 6, OF(PAYOUT_WISE), 0),
    MEMBER(instructions, 500, OF(PAYOUT_OTHER), OF(PAYOUT_OTHER)),
    MEMBER(company_id, 10, OWN, 0),
};
#define MEMBER_COUNT (sizeof(members) / sizeof(members[0]))

static struct text *member_of(struct payout_details *details, const struct member *member)
{
    return (struct text *)(void *)((char *)details + member->offset);
}

static struct text member_text(const struct payout_details *details, const struct member *member)
{
    return *(const struct text *)(const void *)((const char *)details + member->offset);
}

static const char *const method_words[PAYOUT_METHOD_COUNT] = {
    [PAYOUT_SEPA] = "sepa",     [PAYOUT_ACH] = "ach",   [PAYOUT_RU_BANK] = "ru_bank",
    [PAYOUT_PAYPAL] = "paypal", [PAYOUT_WISE] = "wise", [PAYOUT_OTHER] = "other",
};

const char *payout_method_text(enum payout_method method)
{
    return method_words[method];
}

bool payout_method_parse(struct text t, enum payout_method *ret_method)
{
    for (int i = 0; i < PAYOUT_METHOD_COUNT; i++) {
        if (text_equal(t, text_of(method_words[i]))) {
            *ret_method = (enum payout_method)i;
            return true;
        }
    }
    return false;
}

struct currency payout_method_currency(enum payout_method method)
{
    switch (method) {
    case PAYOUT_SEPA:
        return (struct currency){"EUR"};
    case PAYOUT_ACH:
        return (struct currency){"USD"};
    case PAYOUT_RU_BANK:
        return (struct currency){"RUB"};
    case PAYOUT_PAYPAL:
    case PAYOUT_WISE:
    case PAYOUT_OTHER:
    case PAYOUT_METHOD_COUNT:
        break;
    }
    return (struct currency){""};
}

// ---- normal form ----

// Without the spaces and dashes that people put between digits.
static struct text joined(struct arena *arena, struct text t)
{
    char *bytes = arena_bytes(arena, t.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] != ' ' && t.p[i] != '-') {
            bytes[n++] = t.p[i];
        }
    }
    return (struct text){.p = bytes, .n = n};
}

void payout_details_normalise(struct arena *arena, struct payout_details *details)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        struct text *t = member_of(details, &members[i]);
        *t = text_trim(*t);
        if (text_is_empty(*t)) {
            *t = TEXT_NONE;
        }
    }
    struct text *const capitals[] = {&details->iban, &details->bic, &details->currency, &details->kpp};
    for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++) {
        *capitals[i] = text_is(*capitals[i]) ? iban_normal(arena, *capitals[i]) : TEXT_NONE;
    }
    struct text *const numbers[] = {
        &details->routing_number, &details->bik,      &details->correspondent_account, &details->inn,
        &details->sort_code,      &details->bsb_code, &details->account_number};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        *numbers[i] = text_is(*numbers[i]) ? joined(arena, *numbers[i]) : TEXT_NONE;
    }
}

// ---- checks ----

static enum rc bad(struct fault *fault, const char *code, const char *field, const char *what)
{
    return fault_set(fault, RC_INVALID, code, field, "%s %s", field, what);
}

static enum rc check_members(const struct payout_details *details, unsigned method, bool is_own, struct fault *fault)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const struct member *member = &members[i];
        struct text t = member_text(details, member);
        unsigned has = member->has | (is_own && (member->has & OWN) != 0 ? OF(PAYOUT_ACH) : 0);
        if (text_is(t) && (has & method) == 0) {
            return fault_set(fault, RC_INVALID, "field_unexpected", member->name,
                             "%s does not belong to payout details of method %.*s", member->name,
                             TEXT_PRINT(details->method));
        }
        if (!text_is(t) && (member->wants & method) != 0) {
            return bad(fault, "field_missing", member->name, "is missing");
        }
        if (!text_is(t)) {
            continue;
        }
        if (!utf8_is_clean(t, "")) {
            return bad(fault, "text_malformed", member->name, "must be UTF-8 without control characters");
        }
        if (utf8_length(t) > member->characters_max) {
            return fault_set(fault, RC_INVALID, "text_too_long", member->name, "%s must have at most %zu characters",
                             member->name, member->characters_max);
        }
    }
    return RC_OK;
}

static enum rc check_iban(struct text iban, bool is_sepa, struct fault *fault)
{
    switch (iban_check(iban)) {
    case IBAN_COUNTRY_UNKNOWN:
        return bad(fault, "iban_country_unknown", "iban",
                   "must begin with the two letters of a country that has IBANs");
    case IBAN_LENGTH_WRONG:
        return fault_set(fault, RC_INVALID, "iban_length", "iban", "iban must have %zu letters and digits for %.2s",
                         iban_length(iban), iban.p);
    case IBAN_PATTERN_WRONG:
        return bad(fault, "iban_malformed", "iban", "has a letter or digit where its country has none");
    case IBAN_CHECK_WRONG:
        return bad(fault, "iban_checksum", "iban", "is mistyped: its check digits do not fit");
    case IBAN_GOOD:
        break;
    }
    if (is_sepa && !iban_is_sepa(iban)) {
        return bad(fault, "iban_not_sepa", "iban",
                   "is of a country that SEPA does not reach: choose method wise or other");
    }
    return RC_OK;
}

static bool is_word(struct text t, const char *a, const char *b)
{
    return text_equal(t, text_of(a)) || text_equal(t, text_of(b));
}

static enum rc check_words(const struct payout_details *details, struct fault *fault)
{
    if (text_is(details->account_type) && !is_word(details->account_type, "checking", "savings")) {
        return bad(fault, "value_unknown", "account_type", "must be checking or savings");
    }
    if (text_is(details->receiver_type) && !is_word(details->receiver_type, "person", "business")) {
        return bad(fault, "value_unknown", "receiver_type", "must be person or business");
    }
    struct currency currency;
    if (text_is(details->currency) && currency_parse(details->currency, &currency) != RC_OK) {
        return bad(fault, "currency_unknown", "currency", "must be an ISO 4217 code such as EUR");
    }
    return RC_OK;
}

// What American and other plain account numbers are made of.
static bool is_account(struct text t, size_t letters_max)
{
    bool is_good = t.n > 0 && t.n <= letters_max;
    for (size_t i = 0; i < t.n && is_good; i++) {
        char c = t.p[i];
        is_good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return is_good;
}

#define ACH_ACCOUNT_LETTERS 17

static enum rc check_ach(const struct payout_details *details, bool is_own, struct fault *fault)
{
    if (!routing_number_is_good(details->routing_number)) {
        return bad(fault, "routing_number", "routing_number", "must be nine digits whose check digit fits");
    }
    if (!is_account(details->account_number, ACH_ACCOUNT_LETTERS)) {
        return bad(fault, "account_number_malformed", "account_number", "must be 1 to 17 letters and digits");
    }
    if (is_own && !text_is(details->company_id)) {
        return bad(fault, "field_missing", "company_id", "is missing: ten letters and digits that the bank gives");
    }
    if (is_own && !is_account(details->company_id, 10)) {
        return bad(fault, "text_malformed", "company_id", "must be up to ten letters and digits");
    }
    if (is_own && !text_is(details->bank_name)) {
        return bad(fault, "field_missing", "bank_name", "is missing: the name of the bank that takes the file");
    }
    return RC_OK;
}

static enum rc check_ru_bank(const struct payout_details *details, struct fault *fault)
{
    if (!bik_is_good(details->bik)) {
        return bad(fault, "bik_malformed", "bik", "must be nine digits");
    }
    if (!ru_account_is_good(details->account_number, details->bik)) {
        return bad(fault, "account_key", "account_number",
                   "must be twenty digits whose control key fits the bank's BIK");
    }
    if (!ru_correspondent_is_good(details->correspondent_account, details->bik)) {
        return bad(fault, "account_key", "correspondent_account",
                   "must be twenty digits from 301 on whose control key fits the bank's BIK");
    }
    if (text_is(details->inn) && !inn_is_good(details->inn)) {
        return bad(fault, "inn_malformed", "inn", "must be ten or twelve digits whose check digits fit");
    }
    if (text_is(details->kpp) && !kpp_is_good(details->kpp)) {
        return bad(fault, "kpp_malformed", "kpp", "must be four digits, two digits or letters, three digits");
    }
    return RC_OK;
}

static bool has_six_digits(struct text t)
{
    int64_t value;
    bool is_good = t.n == 6;
    for (size_t i = 0; i < t.n && is_good; i++) {
        is_good = int64_parse(text_slice(t, i, i + 1), 0, 9, &value) == RC_OK;
    }
    return is_good;
}

static enum rc check_wise(const struct payout_details *details, struct fault *fault)
{
    if (text_is(details->iban)) {
        return check_iban(details->iban, false, fault);
    }
    if (!text_is(details->account_number)) {
        return bad(fault, "field_missing", "account_number", "is missing: give iban or account_number");
    }
    if (!is_account(details->account_number, IBAN_LETTERS_MAX)) {
        return bad(fault, "account_number_malformed", "account_number", "must be letters and digits");
    }
    struct text currency = details->currency;
    if (text_equal(currency, TEXT("USD")) &&
        (!text_is(details->routing_number) || !routing_number_is_good(details->routing_number))) {
        return bad(fault, "routing_number", "routing_number", "must be nine digits whose check digit fits");
    }
    if (text_equal(currency, TEXT("USD")) && !text_is(details->account_type)) {
        return bad(fault, "field_missing", "account_type", "is missing");
    }
    if (text_equal(currency, TEXT("GBP")) && !has_six_digits(details->sort_code)) {
        return bad(fault, "account_number_malformed", "sort_code", "must be six digits");
    }
    if (text_equal(currency, TEXT("AUD")) && !has_six_digits(details->bsb_code)) {
        return bad(fault, "account_number_malformed", "bsb_code", "must be six digits");
    }
    return RC_OK;
}

enum rc payout_details_check(const struct payout_details *details, bool is_own, struct fault *fault)
{
    enum payout_method method;
    if (!payout_method_parse(details->method, &method)) {
        return fault_set(fault, RC_INVALID, "method_unknown", "method", "method must be one of %s",
                         PAYOUT_METHOD_WORDS);
    }
    TRY(check_members(details, OF(method), is_own, fault));
    TRY(check_words(details, fault));
    switch (method) {
    case PAYOUT_SEPA:
        TRY(check_iban(details->iban, true, fault));
        return text_is(details->bic) && !bic_is_good(details->bic)
                   ? bad(fault, "bic_malformed", "bic", "must be eight or eleven letters and digits")
                   : RC_OK;
    case PAYOUT_ACH:
        return check_ach(details, is_own, fault);
    case PAYOUT_RU_BANK:
        return check_ru_bank(details, fault);
    case PAYOUT_WISE:
        return check_wise(details, fault);
    case PAYOUT_PAYPAL:
    case PAYOUT_OTHER:
    case PAYOUT_METHOD_COUNT:
        break;
    }
    return RC_OK;
}

// ---- shown ----

// The last four of it, or less of a short one.
static struct text tail(struct text t)
{
    size_t shown = t.n >= 8 ? 4 : t.n / 4;
    size_t from = t.n - shown;
    while (from < t.n && ((unsigned char)t.p[from] & 0xC0) == 0x80) {
        from++; // not in the middle of a character
    }
    return text_slice(t, from, SIZE_MAX);
}

static struct text masked_email(struct arena *arena, struct text email)
{
    size_t at = text_find_char(email, '@', 0);
    size_t first = utf8_sequence(email.p, email.n);
    return text_format(arena, "%.*s•••%.*s", TEXT_PRINT(text_slice(email, 0, first)),
                       TEXT_PRINT(text_slice(email, at == SIZE_MAX ? email.n : at, SIZE_MAX)));
}

struct text payout_details_masked(struct arena *arena, const struct payout_details *details)
{
    enum payout_method method = PAYOUT_OTHER;
    bool is_known = payout_method_parse(details->method, &method);
    if (is_known && text_is(details->iban)) {
        return text_format(arena, "%.2s•• •••• %.*s", details->iban.p, TEXT_PRINT(tail(details->iban)));
    }
    if (method == PAYOUT_PAYPAL) {
        return masked_email(arena, details->email);
    }
    if (text_is(details->account_number)) {
        return text_format(arena, "•••• %.*s", TEXT_PRINT(tail(details->account_number)));
    }
    return text_format(arena, "•••• %.*s", TEXT_PRINT(tail(details->instructions)));
}

struct text payout_details_account(struct arena *arena, const struct payout_details *details)
{
    const struct text bank = text_is(details->routing_number) ? details->routing_number
                             : text_is(details->bik)          ? details->bik
                             : text_is(details->sort_code)    ? details->sort_code
                                                              : details->bsb_code;
    if (text_is(details->iban)) {
        return text_format(arena, "iban:%.*s", TEXT_PRINT(details->iban));
    }
    if (text_is(details->account_number)) {
        return text_format(arena, "account:%.*s:%.*s", TEXT_PRINT(bank), TEXT_PRINT(details->account_number));
    }
    if (text_is(details->email)) {
        return text_format(arena, "email:%.*s", TEXT_PRINT(text_lower(arena, details->email)));
    }
    return text_format(arena, "words:%.*s", TEXT_PRINT(details->instructions));
}

// ---- JSON ----

struct text payout_details_json(struct arena *arena, const struct payout_details *details)
{
    struct buf buf = buf_new(arena, JSON_BYTES_MAX);
    struct json_writer json = json_writer_new(&buf);
    json_begin_object(&json);
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        struct text t = member_text(details, &members[i]);
        if (text_is(t)) {
            json_put_text(&json, members[i].name, t);
        }
    }
    json_end_object(&json);
    return buf_text(&buf);
}

enum rc payout_details_parse(struct arena *arena, struct text text, struct payout_details *ret_details)
{
    const struct json *json;
    struct fault unused = {.rc = RC_OK};
    TRY(json_parse(arena, text, &json, &unused));
    if (!json_is_object(json)) {
        return RC_INVALID;
    }
    *ret_details = (struct payout_details){.method = TEXT_NONE};
    size_t known = 0;
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const struct json *value = json_member(json, members[i].name);
        *member_of(ret_details, &members[i]) = json_text(value);
        known += json_is_text(value) ? 1 : 0;
    }
    return text_is(json_member_name(json, known)) ? RC_INVALID : RC_OK; // a member more than those known
}
