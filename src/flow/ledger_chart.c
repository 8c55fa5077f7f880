// SPDX-License-Identifier: Apache-2.0
// Names of accounts; see ledger_chart.h.
#include "ledger_chart.h"

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
    struct text owner = owner_part(arena, keyring, owner_kind, owner_id);
    const char *before = "";
    const char *after = "";
    switch (account) {
    case LEDGER_COMMISSION_EXPENSE:
        before = "Expenses:Commission:";
        break;
    case LEDGER_PENDING:
        before = "Liabilities:Partners:", after = ":Pending";
        break;
    case LEDGER_AVAILABLE:
        before = "Liabilities:Partners:", after = ":Available";
        break;
    case LEDGER_IN_PAYOUT:
        before = "Liabilities:Partners:", after = ":InPayout";
        break;
    case LEDGER_PAID:
        before = "Assets:Clearing:";
        break;
    case LEDGER_OWED_BACK:
        before = "Assets:Receivable:";
        break;
    case LEDGER_ACCOUNT_KIND_COUNT:
        break;
    }
    return text_format(arena, "%s%.*s%s", before, TEXT_PRINT(owner), after);
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
    return text_format(arena, "%.*s:%lld", TEXT_PRINT(reference_kind), (long long)reference_id);
}
