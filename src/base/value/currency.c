// SPDX-License-Identifier: Apache-2.0
// The currencies of ISO 4217 list one that have a minor unit (metals, test and bond-market codes have none and cannot
// be paid), as of November 2026, and those withdrawn lately, in which books may have been kept.
#include <string.h>

#include "core/bug.h"
#include "value/money.h"

static const char *const active_by_digits[] = {
    [0] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ",
    [1] = "",
    [2] = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
          "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
          "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
          "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
          "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
          "YER ZAR ZMW ZWG ",
    [3] = "BHD IQD JOD KWD LYD OMR TND ",
    [4] = "CLF UYW ",
};

// Withdrawn since 2021; all had two digits.
static const char withdrawn[] = "ANG BGN CUC HRK SLL ZWL ";
#define WITHDRAWN_DIGITS 2

#define ENTRY_LENGTH 4

static bool list_has(const char *list, const char code[4])
{
    for (; *list != '\0'; list += ENTRY_LENGTH) {
        if (memcmp(list, code, 3) == 0) {
            return true;
        }
    }
    return false;
}

// -1 when the code is not active.
static int active_digits(const char code[4])
{
    // Two digits first: nearly all of what is asked for.
    static const int order[] = {2, 0, 3, 4};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        if (list_has(active_by_digits[order[i]], code)) {
            return order[i];
        }
    }
    return -1;
}

// Three ASCII letters of any case as a code in capitals.
static bool code_read(struct text t, struct currency *ret_currency)
{
    struct currency c = {0};
    if (t.n != 3) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        char letter = t.p[i];
        if (letter >= 'a' && letter <= 'z') {
            letter = (char)(letter - 'a' + 'A');
        }
        if (letter < 'A' || letter > 'Z') {
            return false;
        }
        c.code[i] = letter;
    }
    *ret_currency = c;
    return true;
}

bool currency_equal(struct currency a, struct currency b)
{
    return memcmp(a.code, b.code, sizeof(a.code)) == 0;
}

bool currency_is_none(struct currency c)
{
    return c.code[0] == '\0';
}

struct text currency_text(const struct currency *c)
{
    return currency_is_none(*c) ? TEXT("") : (struct text){.p = c->code, .n = 3};
}

enum rc currency_parse(struct text t, struct currency *ret_currency)
{
    struct currency c = {0};
    if (!code_read(t, &c) || active_digits(c.code) < 0) {
        return RC_INVALID;
    }
    *ret_currency = c;
    return RC_OK;
}

enum rc currency_parse_recorded(struct text t, struct currency *ret_currency)
{
    struct currency c = {0};
    if (!code_read(t, &c) || (active_digits(c.code) < 0 && !list_has(withdrawn, c.code))) {
        return RC_INVALID;
    }
    *ret_currency = c;
    return RC_OK;
}

int currency_digits(struct currency c)
{
    int digits = active_digits(c.code);
    if (digits < 0) {
        BUG_ON(!list_has(withdrawn, c.code));
        return WITHDRAWN_DIGITS;
    }
    return digits;
}

int64_t currency_minor_per_major(struct currency c)
{
    static const int64_t power_of_ten[] = {1, 10, 100, 1000, 10000};
    return power_of_ten[currency_digits(c)];
}
