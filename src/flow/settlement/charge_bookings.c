// SPDX-License-Identifier: Apache-2.0
// Builders of ledger drafts of the advertiser's side; see charge_bookings.h for the table of steps.
#include "settlement/charge_bookings.h"

#include "core/bug.h"

static struct money at_least_zero(struct money m)
{
    return m.minor > 0 ? m : money_zero(m.currency);
}

static struct money difference(struct money after, struct money before)
{
    BUG_ON(!currency_equal(after.currency, before.currency));
    return (struct money){.minor = after.minor - before.minor, .currency = after.currency};
}

// Debit positive: the advertiser owes `change` more.
static enum rc balance_move(struct ledger_draft *draft, struct advertiser_id advertiser_id, struct money owed,
                            struct money change)
{
    struct money after;
    TRY(money_add(owed, change, &after));
    struct money receivable = difference(at_least_zero(after), at_least_zero(owed));
    struct money deposited = difference(at_least_zero(money_negate(after)), at_least_zero(money_negate(owed)));
    ledger_draft_add(draft, LEDGER_ADVERTISER, advertiser_id.v, LEDGER_PREPAID, money_negate(deposited));
    ledger_draft_add(draft, LEDGER_ADVERTISER, advertiser_id.v, LEDGER_RECEIVABLE, receivable);
    return RC_OK;
}

static struct money accrued_of(const struct charge_standing *standing)
{
    return standing->is_confirmed ? money_zero(standing->amount.currency) : standing->amount;
}

static struct money owed_of(const struct charge_standing *standing)
{
    return standing->is_confirmed ? standing->amount : money_zero(standing->amount.currency);
}

static struct money margin_of(const struct charge_standing *standing)
{
    return difference(standing->amount, standing->commissions);
}

enum rc charge_book(struct arena *arena, const struct charge_step *step, const struct charge_standing *before,
                    const struct charge_standing *after, struct charge_booking *ret_booking)
{
    BUG_ON(before->amount.minor < 0 || before->commissions.minor < 0);
    BUG_ON(after->amount.minor < 0 || after->commissions.minor < 0);
    bool is_first = step->number == 1;
    struct charge_booking booking = {
        .draft = {.key = text_format(arena, "chg:%lld:%lld", (long long)step->charge_id.v, (long long)step->number),
                  .kind = is_first ? TEXT("charge") : TEXT("charge_adjustment"),
                  .reference_kind = TEXT("charge"),
                  .reference_id = step->charge_id.v,
                  .occurred_at = step->occurred_at,
                  .booked_at = step->booked_at,
                  .reverses = step->reverses},
        .change = difference(owed_of(after), owed_of(before)),
    };
    struct ledger_draft *draft = &booking.draft;
    struct money accrued = difference(accrued_of(after), accrued_of(before));
    struct money commissions = difference(after->commissions, before->commissions);
    struct money margin = difference(margin_of(after), margin_of(before));
    ledger_draft_add(draft, LEDGER_ADVERTISER, step->advertiser_id.v, LEDGER_ACCRUED_CHARGE, accrued);
    TRY(balance_move(draft, step->advertiser_id, step->owed, booking.change));
    ledger_draft_add(draft, LEDGER_PROGRAM, step->program_id.v, LEDGER_RECHARGED, money_negate(commissions));
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_FEE_REVENUE, money_negate(margin));
    *ret_booking = booking;
    return RC_OK;
}

// The other side of a line.
static enum ledger_account_kind counter_account(struct text kind)
{
    if (text_equal(kind, TEXT("subscription"))) {
        return LEDGER_SUBSCRIPTION_REVENUE;
    }
    if (text_equal(kind, TEXT("credit_note"))) {
        return LEDGER_FEE_REVENUE;
    }
    if (text_equal(kind, TEXT("tax")) || text_equal(kind, TEXT("tax_reversed")) ||
        text_equal(kind, TEXT("credit_note_tax"))) {
        return LEDGER_TAX_PAYABLE;
    }
    if (text_equal(kind, TEXT("opening")) || text_equal(kind, TEXT("opening_reversed"))) {
        return LEDGER_OPENING_EQUITY;
    }
    BUG_ON(!text_equal(kind, TEXT("deposit")) && !text_equal(kind, TEXT("withdrawal")) &&
           !text_equal(kind, TEXT("netting")) && !text_equal(kind, TEXT("netting_reversed")));
    return LEDGER_CASH;
}

// Money in another currency came in: it is worth `value` in the account's, and pays what the line says.
static void exchange(struct ledger_draft *draft, const struct advertiser_line *line)
{
    BUG_ON(line->amount.minor >= 0 || line->moved.minor <= 0);
    struct money value = {.minor = line->value_minor, .currency = line->amount.currency};
    struct money loss = {.minor = -line->amount.minor - value.minor, .currency = value.currency};
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_CASH, line->moved);
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE, money_negate(line->moved));
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE, value);
    ledger_draft_add(draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_EXCHANGE_DIFFERENCE, loss);
}

enum rc line_book(struct arena *arena, const struct advertiser_line *line, struct money owed,
                  struct ledger_draft *ret_draft)
{
    *ret_draft = (struct ledger_draft){
        .key = text_format(arena, "adv:%lld", (long long)line->id.v),
        .kind = line->kind,
        .reference_kind = TEXT("advertiser_line"),
        .reference_id = line->id.v,
        .occurred_at = line->occurred_at,
        .booked_at = line->booked_at,
    };
    TRY(balance_move(ret_draft, line->advertiser_id, owed, line->amount));
    if (!currency_is_none(line->moved.currency)) {
        exchange(ret_draft, line);
        return RC_OK;
    }
    ledger_draft_add(ret_draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, counter_account(line->kind),
                     money_negate(line->amount));
    return RC_OK;
}
