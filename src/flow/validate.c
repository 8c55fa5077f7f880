// SPDX-License-Identifier: Apache-2.0
// Checks of texts from outside.
#include "validate.h"

#include "format/encode.h"
#include "format/url.h"
#include "zone/zone.h"

#define LIST_ITEMS_MAX 50
#define HOST_BYTES_MAX 253
#define LABEL_BYTES_MAX 63
#define EMAIL_LOCAL_BYTES_MAX 64

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static enum rc validate_clean(struct fault *fault, const char *field, struct text t, const char *allowed,
                              size_t characters_max)
{
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    if (!utf8_is_clean(t, allowed)) {
        return fault_set(fault, RC_INVALID, "text_malformed", field,
                         "%s must be well-formed UTF-8 without control characters", field);
    }
    if (utf8_length(t) > characters_max) {
        return fault_set(fault, RC_INVALID, "text_too_long", field, "%s must have at most %zu characters", field,
                         characters_max);
    }
    return RC_OK;
}

enum rc validate_words(struct fault *fault, const char *field, struct text t, size_t characters_max)
{
    return validate_clean(fault, field, t, "", characters_max);
}

enum rc validate_paragraphs(struct fault *fault, const char *field, struct text t, size_t characters_max)
{
    return validate_clean(fault, field, t, "\r\n", characters_max);
}

enum rc validate_name(struct fault *fault, const char *field, struct text t)
{
    TRY(validate_words(fault, field, t, NAME_CHARACTERS_MAX));
    if (text_is_empty(text_trim(t))) {
        return fault_set(fault, RC_INVALID, "text_empty", field, "%s must not be empty", field);
    }
    return RC_OK;
}

bool code_is_well_formed(struct text t)
{
    if (t.n == 0 || t.n > CODE_BYTES_MAX) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        if (!is_letter_or_digit(t.p[i]) && t.p[i] != '_' && t.p[i] != '-') {
            return false;
        }
    }
    return true;
}

enum rc validate_code(struct fault *fault, const char *field, struct text t)
{
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    if (!code_is_well_formed(t)) {
        return fault_set(fault, RC_INVALID, "code_malformed", field,
                         "%s must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -", field);
    }
    return RC_OK;
}

// Letters, digits and hyphens in labels of 1 to 63, as DNS has them; case does not matter.
static bool host_is_well_formed(struct text host)
{
    if (host.n == 0 || host.n > HOST_BYTES_MAX) {
        return false;
    }
    struct text rest = host;
    struct text label;
    while (text_split(&rest, '.', &label)) {
        if (label.n == 0 || label.n > LABEL_BYTES_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-') {
            return false;
        }
        for (size_t i = 0; i < label.n; i++) {
            if (!is_letter_or_digit(label.p[i]) && label.p[i] != '-' && label.p[i] != '_') {
                return false;
            }
        }
    }
    return true;
}

static bool email_is_sensible(struct text t)
{
    size_t at = text_find_char(t, '@', 0);
    if (t.n > EMAIL_BYTES_MAX || at == SIZE_MAX || at == 0 || at > EMAIL_LOCAL_BYTES_MAX ||
        text_find_char(t, '@', at + 1) != SIZE_MAX || !utf8_is_clean(t, "")) {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        char c = t.p[i];
        if (c == ' ' || c == '<' || c == '>' || c == ',' || c == ';' || c == ':' || c == '"' || c == '\\' || c == '(' ||
            c == ')' || c == '[' || c == ']') {
            return false;
        }
    }
    return host_is_well_formed(text_slice(t, at + 1, SIZE_MAX));
}

enum rc validate_email(struct fault *fault, const char *field, struct text t)
{
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    if (!email_is_sensible(t)) {
        return fault_set(fault, RC_INVALID, "email_malformed", field, "%s is no e-mail address", field);
    }
    return RC_OK;
}

enum rc validate_url(struct fault *fault, const char *field, struct text t)
{
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    AUTO_ARENA arena = arena_new(4096);
    struct url url;
    if (url_parse(arena, t, &url) != RC_OK) {
        return fault_set(fault, RC_INVALID, "url_malformed", field,
                         "%s must be an absolute http or https address without user name, spaces or backslashes",
                         field);
    }
    return RC_OK;
}

bool choice_has(const char *words, struct text t)
{
    struct text rest = text_of(words);
    struct text word;
    while (text_split(&rest, ',', &word)) {
        if (text_equal(word, t)) {
            return true;
        }
    }
    return false;
}

enum rc validate_zone(struct fault *fault, const char *field, struct text t)
{
    AUTO_ZONE zone = NULL;
    struct fault unused = {.rc = RC_OK};
    if (zone_open(t, &zone, &unused) != RC_OK) {
        return fault_set(fault, RC_INVALID, "time_zone_unknown", field,
                         "%s must be an IANA name, such as Europe/Berlin", field);
    }
    return RC_OK;
}

enum rc validate_choice(struct fault *fault, const char *field, struct text t, const char *words)
{
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    if (!choice_has(words, t)) {
        return fault_set(fault, RC_INVALID, "value_unknown", field, "%s must be one of %s", field, words);
    }
    return RC_OK;
}

static bool list_has(struct text list, struct text item)
{
    struct text rest = list;
    struct text other;
    while (text_split(&rest, ',', &other)) {
        if (text_equal(other, item)) {
            return true;
        }
    }
    return false;
}

// Splits at commas and joins again what is_good says yes to, each once.
static bool list_normalise(struct arena *arena, struct text t, bool (*is_good)(struct text), struct text *ret_list)
{
    struct buf buf = buf_new(arena, (size_t)LIST_ITEMS_MAX * (HOST_BYTES_MAX + 3));
    struct text rest = t;
    struct text item;
    size_t count = 0;
    while (text_split(&rest, ',', &item)) {
        item = text_trim(item);
        if (item.n == 0 && t.n == 0) {
            break;
        }
        if (!is_good(item) || ++count > LIST_ITEMS_MAX) {
            return false;
        }
        if (!list_has(buf_text(&buf), item)) {
            buf_add(&buf, buf.n == 0 ? TEXT("") : TEXT(","));
            buf_add(&buf, item);
        }
    }
    *ret_list = buf_text(&buf);
    return !buf.is_overflown;
}

static bool host_is_listable(struct text t)
{
    return host_is_well_formed(text_starts_with(t, TEXT("*.")) ? text_slice(t, 2, SIZE_MAX) : t);
}

enum rc validate_hosts(struct arena *arena, struct fault *fault, const char *field, struct text t,
                       struct text *ret_hosts)
{
    if (!list_normalise(arena, text_lower(arena, t), host_is_listable, ret_hosts)) {
        return fault_set(fault, RC_INVALID, "host_malformed", field,
                         "%s must list at most %d host names, such as shop.example or *.shop.example", field,
                         LIST_ITEMS_MAX);
    }
    return RC_OK;
}

enum rc validate_codes(struct arena *arena, struct fault *fault, const char *field, struct text t,
                       struct text *ret_codes)
{
    if (!list_normalise(arena, t, code_is_well_formed, ret_codes)) {
        return fault_set(fault, RC_INVALID, "code_malformed", field,
                         "%s must list at most %d words of 1 to 64 characters out of A-Z, a-z, 0-9, _ and -", field,
                         LIST_ITEMS_MAX);
    }
    return RC_OK;
}

enum rc validate_password(struct fault *fault, const char *field, struct text t)
{
    if (!text_is(t) || !utf8_is_valid(t) || text_find_char(t, '\0', 0) != SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "text_malformed", field, "the password must be well-formed UTF-8");
    }
    if (utf8_length(t) < PASSWORD_CHARACTERS_MIN) {
        return fault_set(fault, RC_INVALID, "password_too_short", field,
                         "the password must have at least %d characters", PASSWORD_CHARACTERS_MIN);
    }
    if (t.n > PASSWORD_BYTES_MAX) {
        return fault_set(fault, RC_INVALID, "text_too_long", field, "the password must have at most %d bytes",
                         PASSWORD_BYTES_MAX);
    }
    return RC_OK;
}

enum rc validate_amount(struct fault *fault, const char *field, struct text t, bool is_zero_allowed,
                        struct money *money_of_currency)
{
    struct currency currency = money_of_currency->currency;
    if (!text_is(t)) {
        return fault_set(fault, RC_INVALID, "field_missing", field, "%s is missing", field);
    }
    switch (money_parse(t, currency, money_of_currency)) {
    case MONEY_PARSED:
        break;
    case MONEY_MALFORMED:
        return fault_set(fault, RC_INVALID, "amount_malformed", field, "%s must be a decimal number such as 12.34",
                         field);
    case MONEY_TOO_PRECISE:
        return fault_set(fault, RC_INVALID, "amount_too_precise", field, "%s must have at most %d decimals in %s",
                         field, currency_digits(currency), currency.code);
    case MONEY_TOO_LARGE:
        return fault_set(fault, RC_INVALID, "amount_too_large", field, "%s is beyond what can be booked", field);
    }
    if (is_zero_allowed && money_of_currency->minor < 0) {
        return fault_set(fault, RC_INVALID, "amount_negative", field, "%s must not be negative", field);
    }
    if (!is_zero_allowed && money_of_currency->minor <= 0) {
        return fault_set(fault, RC_INVALID, "amount_not_positive", field, "%s must be more than zero", field);
    }
    return RC_OK;
}

enum rc validate_country(struct arena *arena, struct fault *fault, const char *field, struct text t,
                         struct text *ret_country)
{
    *ret_country = TEXT("");
    if (text_is_empty(t)) {
        return RC_OK;
    }
    char letters[2];
    bool is_good = t.n == 2;
    for (size_t i = 0; is_good && i < 2; i++) {
        char c = t.p[i];
        letters[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        is_good = letters[i] >= 'A' && letters[i] <= 'Z';
    }
    if (!is_good) {
        return fault_set(fault, RC_INVALID, "country_unknown", field, "%s must be two letters of ISO 3166-1 such as FR",
                         field);
    }
    *ret_country = text_copy(arena, (struct text){.p = letters, .n = 2});
    return RC_OK;
}
