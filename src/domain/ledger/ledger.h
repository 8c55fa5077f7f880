// SPDX-License-Identifier: Apache-2.0
// Double entry, append-only. Accounts belong to an opaque owner (kind, id) in one currency and are made at first use.
// An entry is built unsealed and sealed by the last statement of ledger_book; C checks it, and triggers in both
// databases check it again. Sealed entries never change; corrections are new entries.
//
// Signs: debit positive, credit negative. What a partner is owed is a credit balance of his accounts; ledger_balance_of
// gives it with the sign people expect (owed to the partner = positive).
//
//   account               owner     debit means                        credit means
//   commission_expense    program   commission costs                   costs taken back
//   pending               partner   released or taken back             earned, on hold
//   available             partner   paid out or taken back             released
//   in_payout             partner   paid                               taken into a payout run
//   paid                  partner   payment came back                  paid out (clearing against the bank)
//   owed_back             partner   refund after payment               recovered from later earnings
//   penalty_owed          partner   penalty paid or waived             penalty for late payment
//   accrued_charge        advertiser charged, conversion undecided     confirmed or taken back
//   receivable            advertiser charged and not paid              paid or taken back
//   prepaid               advertiser consumed or withdrawn             deposited
//   recharged             program   charge taken back                  commissions charged on to the advertiser
//   fee_revenue           network   margin taken back, or negative     margin: charge less commissions
//   subscription_revenue  network   fee taken back                     platform fee of an advertiser
//   cash                  network   money from advertisers             money back to them (clearing against the bank)
//   penalty_expense       network   penalty for late payment           penalty waived
//   compensation_expense  program   compensation granted by hand       compensation taken back
//   opening_equity        network   what was owed at a change over     what was held at it
//   tax_payable           network   VAT taken back                     VAT charged to advertisers
//   exchange              network   taken in, in this currency         given for it, in this currency
//   exchange_difference   network   loss by exchange rates             gain by exchange rates
//
// Which side an account may have: pending, available, in_payout, paid, penalty_owed, prepaid and recharged are credits
// or zero; owed_back, accrued_charge and receivable are debits or zero; the others may have either. An advertiser has
// a balance in prepaid or in receivable, never in both (flow/charge_bookings.h).
#pragma once

#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

enum ledger_owner_kind { LEDGER_NETWORK, LEDGER_ADVERTISER, LEDGER_PROGRAM, LEDGER_PARTNER };
enum ledger_account_kind {
    LEDGER_COMMISSION_EXPENSE,
    LEDGER_PENDING,
    LEDGER_AVAILABLE,
    LEDGER_IN_PAYOUT,
    LEDGER_PAID,
    LEDGER_OWED_BACK,
    LEDGER_PENALTY_OWED,
    LEDGER_ACCRUED_CHARGE,
    LEDGER_RECEIVABLE,
    LEDGER_PREPAID,
    LEDGER_RECHARGED,
    LEDGER_FEE_REVENUE,
    LEDGER_SUBSCRIPTION_REVENUE,
    LEDGER_CASH,
    LEDGER_PENALTY_EXPENSE,
    LEDGER_COMPENSATION_EXPENSE,
    LEDGER_OPENING_EQUITY,
    LEDGER_EXCHANGE,
    LEDGER_EXCHANGE_DIFFERENCE,
    LEDGER_TAX_PAYABLE,
    LEDGER_ACCOUNT_KIND_COUNT
};
#define LEDGER_NETWORK_OWNER 1 // the owner id of the network's own accounts
const char *ledger_account_kind_text(enum ledger_account_kind kind);

struct ledger_line {
    enum ledger_owner_kind owner_kind;
    int64_t owner_id;
    enum ledger_account_kind account;
    struct money amount; // debit positive; never zero
};

#define LEDGER_LINES_MAX 16

struct ledger_draft {
    struct text key;            // idempotency key, "com:12:3"
    struct text kind;           // accrual, opening, compensation, adjustment, release, payout, paid, …
    struct text reference_kind; // commission, payout_item, charge, advertiser_line, penalty, opening_balance
    int64_t reference_id;
    struct instant occurred_at; // of the fact that caused it
    struct instant booked_at;
    struct entry_id reverses; // entry it corrects, or 0
    struct ledger_line lines[LEDGER_LINES_MAX];
    size_t line_count;
};

// Adds a line unless the amount is zero. BUG past LEDGER_LINES_MAX.
void ledger_draft_add(struct ledger_draft *draft, enum ledger_owner_kind owner_kind, int64_t owner_id,
                      enum ledger_account_kind account, struct money amount);

// Books and seals. Needs a write transaction. Idempotent by key: the same key with the same content returns the first
// entry; with other content RC_CONFLICT. RC_REFUSED (entry_unbalanced, entry_too_short) for what the triggers would
// refuse too; RC_REFUSED (amount_overflow) when a balance would leave 64 bits; RC_REFUSED (account_overdrawn) when an
// account would come to a side that the table above does not allow it. Accounts are locked in the order of owner, kind
// and currency. A fact inside a closed period is booked under the instant at which the open ones begin
// (ledger_period.h). Costs about ten statements.
enum rc ledger_book(struct db *db, struct arena *arena, const struct ledger_draft *draft, struct entry_id *ret_entry,
                    struct fault *fault) MUST_USE;
// The same for several entries at once, in order, whose keys hold the number of a row that this transaction made, so
// that nobody can have booked them; a key that was booked is RC_CONFLICT and the transaction has to be given up. What
// can be refused of any of them is refused before the first is written. Each account is found, locked and written once:
// seven statements for all and one for each account. ret_entries: room for count numbers.
enum rc ledger_book_new(struct db *db, struct arena *arena, const struct ledger_draft *drafts, size_t count,
                        struct entry_id *ret_entries, struct fault *fault) MUST_USE;

// The entry as text, the same content the same bytes: for replay and tests. Everything but the database's entry number.
struct text ledger_draft_text(struct arena *arena, const struct ledger_draft *draft);

// A line from stored words. RC_FAULT for words that this program does not write.
enum rc ledger_line_read(struct text owner_kind, int64_t owner_id, struct text account_kind, struct money amount,
                         struct ledger_line *ret_line) MUST_USE;

struct ledger_balance {
    struct currency currency;
    struct money
        accounts[LEDGER_ACCOUNT_KIND_COUNT]; // sign as people expect: owed to the partner, paid, owed back: positive
};
// One per currency in which the partner has an account, by currency code.
enum rc ledger_partner_balances(struct db *db, struct arena *arena, struct partner_id partner_id,
                                struct ledger_balance **ret_balances, size_t *ret_count) MUST_USE;
// The same of any owner.
enum rc ledger_owner_balances(struct db *db, struct arena *arena, enum ledger_owner_kind owner_kind, int64_t owner_id,
                              struct ledger_balance **ret_balances, size_t *ret_count) MUST_USE;
// One account's balance, debit positive; zero when the account does not exist.
enum rc ledger_account_balance(struct db *db, struct arena *arena, enum ledger_owner_kind owner_kind, int64_t owner_id,
                               enum ledger_account_kind account, struct currency currency,
                               struct money *ret_balance) MUST_USE;

struct ledger_entry_view {
    struct entry_id id;
    struct text key, kind, reference_kind;
    int64_t reference_id;
    struct instant occurred_at, booked_at;
    struct ledger_line *lines;
    size_t line_count;
};
// RC_NOT_FOUND when nothing was booked under the key.
enum rc ledger_entry_find(struct db *db, struct arena *arena, struct text key, struct entry_id *ret_entry) MUST_USE;
// The entries of a reference in booking order, with their lines.
enum rc ledger_entries_of(struct db *db, struct arena *arena, struct text reference_kind, int64_t reference_id,
                          struct ledger_entry_view **ret_entries, size_t *ret_count) MUST_USE;

// Every entry in booking order as the draft that would book it, streamed; text lives during the call. Lines past
// LEDGER_LINES_MAX, which ledger_book never makes, are RC_FAULT.
enum rc ledger_entry_each(struct db *db,
                          enum rc (*call)(void *user, struct entry_id id, const struct ledger_draft *entry),
                          void *user) MUST_USE;

// The ledger's own invariants of reliability.md §1.3: 1 each entry sums to zero per currency; 2 all accounts sum to
// zero per currency; 3 stored balance = sum of postings; 4 balance chain and versions without gaps; 7 integers and
// splits (here: balance_after = before + amount); 8 hash chain of each account unbroken; every entry sealed; 10 closed
// periods are as they were closed (ledger_period.h). 5, 6 and 9 speak of conversions and payouts and are checked by
// flow/ledger_verify.
#define LEDGER_PERIODS_INVARIANT 10
struct ledger_finding {
    int invariant;    // 1, 2, 3, 4, 6, 7, 8, 10; 6: an account below zero
    struct text what; // one sentence that names the account or entry
};
#define LEDGER_FINDINGS_MAX 100
struct ledger_check_report {
    int64_t entries, postings, accounts;
    struct ledger_finding *findings;             // the first LEDGER_FINDINGS_MAX
    size_t finding_count;                        // of all
    int64_t found[LEDGER_PERIODS_INVARIANT + 1]; // of each invariant
};
// What somebody who looks on sees of a posting, in booking order; text lives during the call.
struct ledger_check_posting {
    bool is_first; // of its entry
    struct text entry_kind, reference_kind;
    int64_t reference_id;
    struct text account_kind;
    int64_t amount_minor;
};
struct ledger_check_visit {
    void (*call)(void *user, const struct ledger_check_posting *posting);
    void *user;
};
// Reads everything inside a read transaction of the caller's, each posting and entry once. Streams: memory grows with
// accounts, and with accounts times closings. visit: NULL when nobody looks on.
enum rc ledger_check(struct db *db, struct arena *arena, const struct ledger_check_visit *visit,
                     struct ledger_check_report *ret_report) MUST_USE;
