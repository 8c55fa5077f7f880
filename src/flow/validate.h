// SPDX-License-Identifier: Apache-2.0
// What texts from outside may be, in one place for the API, the command line and imports. Each check names the field
// and gives a stable code: field_missing, text_malformed, text_empty, text_too_long, code_malformed, email_malformed,
// url_malformed, host_malformed, value_unknown. All return RC_OK or RC_INVALID with the fault filled.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"

#define NAME_CHARACTERS_MAX 200
#define CODE_BYTES_MAX 64
#define EMAIL_BYTES_MAX 254
#define PASSWORD_CHARACTERS_MIN 8
#define PASSWORD_BYTES_MAX 1024

// 1 to 200 characters of UTF-8 without control characters, not only spaces.
enum rc validate_name(struct fault *fault, const char *field, struct text t) MUST_USE;
// At most max characters of UTF-8 without control characters; may be empty.
enum rc validate_words(struct fault *fault, const char *field, struct text t, size_t characters_max) MUST_USE;
// The same for a text of several lines: line feeds, with or without carriage returns, are allowed.
enum rc validate_paragraphs(struct fault *fault, const char *field, struct text t, size_t characters_max) MUST_USE;
// [A-Za-z0-9_-]{1,64}
enum rc validate_code(struct fault *fault, const char *field, struct text t) MUST_USE;
bool code_is_well_formed(struct text t);
// One '@' with something sensible on both sides, at most 254 bytes. Whether letters arrive is not known here.
enum rc validate_email(struct fault *fault, const char *field, struct text t) MUST_USE;
// An absolute http or https address as format/url.h reads it.
enum rc validate_url(struct fault *fault, const char *field, struct text t) MUST_USE;
// Two letters of ISO 3166-1 in any letter case, given back in upper case; empty stays empty. RC_INVALID
// country_unknown.
enum rc validate_country(struct arena *arena, struct fault *fault, const char *field, struct text t,
                         struct text *ret_country) MUST_USE;
// An IANA name. RC_INVALID time_zone_unknown.
enum rc validate_zone(struct fault *fault, const char *field, struct text t) MUST_USE;
// One of the words in the comma list.
enum rc validate_choice(struct fault *fault, const char *field, struct text t, const char *words) MUST_USE;
bool choice_has(const char *words, struct text t);
// Comma list of host names or "*.host"; spaces around commas are dropped, repeats too; the result is in lower case.
enum rc validate_hosts(struct arena *arena, struct fault *fault, const char *field, struct text t,
                       struct text *ret_hosts) MUST_USE;
// Comma list of codes, normalised likewise; may be empty.
enum rc validate_codes(struct arena *arena, struct fault *fault, const char *field, struct text t,
                       struct text *ret_codes) MUST_USE;
// A decimal text in major units, above zero or, when is_zero_allowed, from zero on; the currency is taken from the
// money and the amount put there: amount_malformed, amount_too_precise, amount_too_large, amount_not_positive or, when
// is_zero_allowed, amount_negative; field_missing.
enum rc validate_amount(struct fault *fault, const char *field, struct text t, bool is_zero_allowed,
                        struct money *money_of_currency) MUST_USE;
// At least 8 characters, at most 1,024 bytes of UTF-8 without NUL (NIST SP 800-63B §5.1.1.2; nothing else is asked
// for).
enum rc validate_password(struct fault *fault, const char *field, struct text t) MUST_USE;
