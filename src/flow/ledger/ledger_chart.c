// SPDX-License-Identifier: Apache-2.0
// Names of accounts; see ledger_chart.h.
#include "ledger/ledger_chart.h"

#include "core/bug.h"
#include "identity/public_id.h"

// "prt_0a1b…" as "Prt-0a1b…": every part of a name begins with a capital letter.
static struct text owner_part(struct arena *arena, const struct keyring *keyring, enum ledger_owner_kind owner_kind,
                              int64_t owner_id)
{
    static const char *const prefixes[] = {
        [LEDGER_ADVERTISER] = PREFIX_ADVERTISER, [LEDGER_PROGRAM] = PREFIX_PROGRAM, [LEDGER_PARTNER] = PREFIX_PARTNER};
    if (owner_kind == LEDGER_NETWORK) {
        return TEXT("Network");
    }
    char *part = text_zero_terminated(arena, public_id_text(arena, keyring, prefixes[owner_kind], owner_id));
    part[0] = (char)(part[0] - 'a' + 'A');
    part[3] = '-';
    return text_of(part);
}

struct text ledger_account_name(struct arena *arena, const struct keyring *keyring, enum ledger_owner_kind owner_kind,
                                int64_t owner_id, enum ledger_account_kind account)
{
    static const struct {
        const char *before, *after; // the owner
    } names[LEDGER_ACCOUNT_KIND_COUNT] = {
        [LEDGER_COMMISSION_EXPENSE] = {"Expenses:Commission:", ""},
        [LEDGER_PENDING] = {"Liabilities:Partners:", ":Pending"},
        [LEDGER_AVAILABLE] = {"Liabilities:Partners:", ":Available"},
        [LEDGER_IN_PAYOUT] = {"Liabilities:Partners:", ":InPayout"},
        [LEDGER_PAID] = {"Assets:Clearing:", ""},
        [LEDGER_OWED_BACK] = {"Assets:Receivable:", ""},
        [LEDGER_PENALTY_OWED] = {"Liabilities:Penalties:", ""},
        [LEDGER_ACCRUED_CHARGE] = {"Assets:Accrued:", ""},
        [LEDGER_RECEIVABLE] = {"Assets:Receivable:", ""},
        [LEDGER_PREPAID] = {"Liabilities:Prepaid:", ""},
        [LEDGER_RECHARGED] = {"Income:Recharged:", ""},
        [LEDGER_FEE_REVENUE] = {"Income:Fees:", ""},
        [LEDGER_SUBSCRIPTION_REVENUE] = {"Income:Subscriptions:", ""},
        [LEDGER_CASH] = {"Assets:Clearing:", ""},
        [LEDGER_PENALTY_EXPENSE] = {"Expenses:Penalties:", ""},
        [LEDGER_COMPENSATION_EXPENSE] = {"Expenses:Compensation:", ""},
        [LEDGER_OPENING_EQUITY] = {"Equity:Opening:", ""},
        [LEDGER_EXCHANGE] = {"Equity:Exchange:", ""},
        [LEDGER_EXCHANGE_DIFFERENCE] = {"Income:Exchange:", ""},
        [LEDGER_TAX_PAYABLE] = {"Liabilities:Tax:", ""},
    };
    struct text owner = owner_part(arena, keyring, owner_kind, owner_id);
    BUG_ON((size_t)account >= LEDGER_ACCOUNT_KIND_COUNT || names[account].before == NULL);
    return text_format(arena, "%s%.*s%s", names[account].before, TEXT_PRINT(owner), names[account].after);
}

struct text ledger_reference_text(struct arena *arena, const struct keyring *keyring, struct text reference_kind,
                                  int64_t reference_id)
{
    if (text_equal(reference_kind, TEXT("commission"))) {
        return public_id_text(arena, keyring, PREFIX_COMMISSION, reference_id);
    }
    if (text_equal(reference_kind, TEXT("payout_item"))) {
        return public_id_text(arena, keyring, PREFIX_PAYOUT_ITEM, reference_id);
    }
    if (text_equal(reference_kind, TEXT("penalty"))) {
        return public_id_text(arena, keyring, PREFIX_PENALTY, reference_id);
    }
    if (text_equal(reference_kind, TEXT("opening_balance"))) {
        return public_id_text(arena, keyring, PREFIX_OPENING_BALANCE, reference_id);
    }
    if (text_equal(reference_kind, TEXT("charge"))) {
        return public_id_text(arena, keyring, PREFIX_CHARGE, reference_id);
    }
    return text_format(arena, "%.*s:%lld", TEXT_PRINT(reference_kind), (long long)reference_id);
}

struct ledger_rate ledger_rate_of(struct arena *arena, struct text rates, struct text source, struct opt_int64 day)
{
    if (text_is_empty(rates) || day.has) {
        struct text date = instant_date_text(arena, (struct instant){day.v * DAY_MS});
        return (struct ledger_rate){
            .rates = rates,
            .source = text_is_empty(rates) ? TEXT("")
                                           : text_format(arena, "%.*s %.*s", TEXT_PRINT(source), TEXT_PRINT(date))};
    }
    size_t cut = rates.n; // "1 EUR = 1.25 USD, the bank 2026-11-27"
    for (size_t i = 0; i + 1 < rates.n; i++) {
        cut = rates.p[i] == ',' && rates.p[i + 1] == ' ' ? i : cut;
    }
    return (struct ledger_rate){.rates = text_slice(rates, 0, cut),
                                .source = cut == rates.n ? TEXT("") : text_slice(rates, cut + 2, rates.n)};
}
