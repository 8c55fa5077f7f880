// SPDX-License-Identifier: Apache-2.0
// A partner's statement: for a span of time, every event with its state and reason, every movement on his accounts, and
// balances that open, move and close (mission S3C-7). Read as of the span's end, so that a statement of the past is the
// same whenever it is asked for. statement_csv.h, statement_sheet.h and statement_pdf.h print it; pages and the API
// show the structure.
//
// An event belongs to the span in which it was booked or received here, not in which it happened at the advertiser's:
// so no event falls between two statements, and none is in two. What becomes of it later is a movement of a later one.
#pragma once

#include "flow.h"
#include "ledger/ledger.h"
#include "network/network.h"
#include "partner/partner.h"
#include "statement/statement.h"

struct statement_period {
    struct instant from, to; // half open
    struct text time_zone;   // IANA name, on whose clock days and months begin
    struct text month;       // "2026-11" when it is a whole month, else TEXT_NONE
    bool is_days;            // from and to are midnights of the zone
};

struct statement_ask {
    struct text month;    // "2026-11"; or
    struct text from, to; // days ("2026-11-22"; a day in `to` still counts) or instants
    struct text tz;       // the network's unless given
};
// Nothing given: the present month. from without to: until now; to without from is refused. RC_INVALID month_malformed,
// instant_malformed, time_zone_unknown, period_incomplete, period_twice (month and from), range_empty, with the field.
enum rc statement_period_read(struct flow *flow, const struct statement_ask *ask,
                              struct statement_period *ret_period) MUST_USE;

// An order, lead or other conversion that is credited to the partner, or what he earns by one that is credited below
// him, or by none at all.
struct statement_event {
    struct commission_id commission_id; // 0: no rule pays
    struct conversion_id conversion_id; // 0: none behind it
    struct text program_name;
    struct text goal, order_id; // "" when there is none, or the order is not his to see
    struct text note;           // of what was made by hand: the reason, the reference; else ""
    struct instant booked_at;   // here
    struct instant occurred_at; // at the advertiser's; INSTANT_NONE without a conversion
    struct money amount;        // of the order, after discount
    struct money refunded;      // of it, by the statement's end
    struct money commission;    // as it stood
    struct statement_verdict verdict;
    struct instant due_at;                // when it becomes available; INSTANT_NONE unless on hold
    struct payout_item_id payout_item_id; // that pays it; 0: none
};

// A day of paid clicks, or of paid impressions, in a program.
struct statement_clicks {
    struct text program_name;
    int64_t day; // since 1970, UTC
    struct instant booked_at;
    int64_t clicks, unique_clicks;
    int64_t impressions; // then there are no clicks
    struct exact earned;
    struct money booked;                // rounded; the rest is carried on
    struct exact carried;               // to the next day
    struct commission_id commission_id; // 0: nothing was booked
    struct statement_verdict verdict;
};

// One entry of the books on the partner's accounts.
struct statement_movement {
    struct entry_id entry_id;
    struct instant booked_at;
    // accrued, refund, approved, rejected, released, payout, paid, payout_failed, recovery, penalty, penalty_paid,
    // penalty_waived, or another step's code
    struct text cause;
    struct text program_name, goal, order_id;
    struct commission_id commission_id;   // 0: none
    struct payout_item_id payout_item_id; // 0: none
    struct currency currency;
    int64_t minor[LEDGER_ACCOUNT_KIND_COUNT]; // sign as people expect: more owed to the partner, more paid: positive
};

struct statement_payout {
    struct payout_item_id id;
    struct money amount;
    struct money sent; // the same, or what it is in the currency that is sent
    struct text rates; // how that came about: "1 EUR = 1.1684 USD, ECB 2026-11-27", or ""
    struct text method;
    struct text status; // taken, paid, failed
    struct instant taken_at;
    struct instant settled_at; // INSTANT_NONE while it is under way
};

// A reward in kind that something happened to, with its account at the statement's end.
struct statement_reward {
    struct text program_name;
    struct text order_id; // "" when no order of his earned it
    struct text kind;     // gift, credit, lead, invitation
    struct text name;     // of the gift or invitation, or ""
    struct instant granted_at;
    int64_t granted, taken_back, delivered; // pieces
};

// The movements of one cause, summed.
struct statement_sum {
    struct text cause;
    int64_t minor[LEDGER_ACCOUNT_KIND_COUNT];
};
struct statement_balance {
    struct currency currency;
    int64_t opening[LEDGER_ACCOUNT_KIND_COUNT]; // before `from`; sign as people expect
    int64_t closing[LEDGER_ACCOUNT_KIND_COUNT]; // opening + movements = what the books have at `as_of`
    struct statement_sum *sums;                 // in the order in which money travels
    size_t sum_count;
};

struct statement {
    struct partner partner;
    struct network network;
    struct statement_period period;
    struct instant as_of;               // the period's end, or now while it lasts
    bool is_closed;                     // the period is over: nothing can be added
    struct statement_balance *balances; // by currency code; none when the partner has no account
    size_t balance_count;
    struct statement_event *events; // by booked_at
    size_t event_count;
    struct statement_clicks *clicks;
    size_t click_count;
    struct statement_payout *payouts;
    size_t payout_count;
    struct statement_movement *movements; // in booking order
    size_t movement_count;
    struct statement_reward *rewards;
    size_t reward_count;
};
// Rows of all kinds, without balances; 0: nothing happened.
size_t statement_row_count(const struct statement *statement);

#define STATEMENT_ROWS_MAX 20000 // of each kind

// One read transaction, begun here: must not be called inside one. A partner with no event gets an empty statement.
// RC_NOT_FOUND partner_not_found; RC_REFUSED statement_too_long when there are more than STATEMENT_ROWS_MAX rows of a
// kind (field to).
enum rc statement_read(struct flow *flow, struct partner_id partner_id, const struct statement_period *period,
                       struct statement *ret_statement) MUST_USE;

// The accounts of a partner in the order in which statements show them; the last, what is owed to him as a penalty for
// late payment, for people only where it was ever more than nothing: statement_account_count.
#define STATEMENT_ACCOUNTS 6
extern const enum ledger_account_kind statement_accounts[STATEMENT_ACCOUNTS];
size_t statement_account_count(const struct statement *statement);

// The months a partner can ask for, newest first: from the one in which he came to the present one.
struct statement_month {
    struct text month; // "2026-11"
    struct instant from, to;
    bool is_closed;
};
enum rc statement_months(struct flow *flow, struct partner_id partner_id, struct statement_month **ret_months,
                         size_t *ret_count) MUST_USE;
