// SPDX-License-Identifier: Apache-2.0
// Why a commission is that sum, and why an order earned none: ordered steps in the reader's language, made from
// recorded facts only (promise 7 of the contract). Pure: what the steps speak of is passed in as plain data, and each
// sentence is one template of the language's table (explain_words.c), never glued from pieces of grammar.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"

enum explain_language { EXPLAIN_EN, EXPLAIN_RU, EXPLAIN_FR, EXPLAIN_JA, EXPLAIN_LANGUAGE_COUNT };
// "en", "ru", "fr", "ja", also with a region ("fr-CA", "ja_JP"), in any letter case; false for other languages.
bool explain_language_parse(struct text t, enum explain_language *ret_language);
const char *explain_language_text(enum explain_language language); // "en"

// A piece of evidence as conversion_evidence records it, in the order in which it was judged.
struct explain_evidence {
    struct text kind;          // click_id, coupon, customer, email, visitor
    struct text outcome;       // won, outside_window, … (attribution/attribution.h)
    struct instant touched_at; // INSTANT_NONE when there was no touch
    bool is_for_life;          // a binding that no window ends
};

// A step of the commission's life as commission_change records it.
struct explain_change {
    struct text cause;   // accrued, refund, approved, rejected, released, payout, paid, payout_failed, volume
    struct money amount; // after it
    struct instant changed_at;
    // Empty, or the derivation that stands after it: with the one before it a change of the whole period's rate is
    // told.
    struct text derivation;
};

struct explain_line {
    struct text account; // commission_expense, pending, available, in_payout, paid, owed_back
    struct money amount; // debit positive
};

struct explain_entry {
    struct text kind; // accrual, adjustment, release, payout, paid, payout_failed, recovery
    struct instant booked_at;
    const struct explain_line *lines;
    size_t line_count;
};

// A commission for clicks, as click_accrual records it; amounts in the commission's currency.
struct explain_clicks {
    struct instant day; // midnight UTC
    int64_t clicks, unique_clicks;
    int64_t impressions; // not 0: of impressions, and no clicks
    struct exact carried_in, earned, carried_out;
    struct money booked;
};

// A commission that no event earned.
struct explain_by_hand {
    bool is_opening;   // carried over from an earlier system; else compensation
    struct text why;   // its reason or reference; may be empty
    struct instant at; // when it was granted; as of when it stood
    struct money amount;
    bool is_reversed;
};

// Who reads the sentences, and how this person writes amounts and instants. Without functions both are plain, as
// programs read them: "12.34 EUR", "2026-11-30 14:13 UTC".
struct explain_reader {
    enum explain_language language;
    // A decimal in major units ("0.001"; perhaps more digits than the currency has, or an ellipsis at its end) in the
    // currency, and an instant. NULL: plain.
    struct text (*amount)(const void *user, struct arena *arena, struct text decimal, struct text currency);
    struct text (*time)(const void *user, struct arena *arena, struct instant instant);
    const void *user;
    bool sees_recruiters; // what recruiters got, or did not, is this reader's to know
    bool sees_bonuses;    // bonuses and rewards in kind that the event did not bring are told
};

struct derive_missed;

struct explain_input {
    struct explain_reader reader;
    // The event. With clicks only partner, changes and entries are looked at besides.
    struct text goal, order_id;
    struct money amount, discount, refunded;
    struct money reported; // in another currency than the program's; no currency when it was not
    struct instant rate_day;
    struct text rate_source, rates; // "ECB", "1 EUR = 1.1684 USD"
    struct instant occurred_at, received_at;
    struct text status; // of the conversion: pending, approved, rejected
    struct text reason; // of its rejection, or empty
    // Attribution. Name nobody whom the reader may not know: evidence carries no names.
    struct text partner; // who is credited; TEXT_NONE when nobody is
    struct text cause;   // why nobody is: an outcome or no_evidence
    struct text model;   // last_click, first_click
    int64_t window_ms;
    const struct explain_evidence *evidence;
    size_t evidence_count;
    // The commission. derivation is that of commission_derive; TEXT_NONE (or "{}") when there is none.
    struct text derivation;
    struct instant due_at; // INSTANT_NONE while the conversion is not approved
    const struct explain_change *changes;
    size_t change_count;
    const struct explain_entry *entries;
    size_t entry_count;
    // Of the event, as commission/derive_missed.h finds it; told as far as the reader may see it.
    const struct derive_missed *missed;
    size_t missed_count;
    const struct explain_clicks *clicks;   // NULL for a conversion
    const struct explain_by_hand *by_hand; // NULL unless it was made by hand: only changes and entries besides
};

// Codes, in order: event, exchange, discount, refund · evidence_used, evidence_refused (as judged), model, window ·
// level · plan, rule, rule_refused, base, tier, arithmetic, sum, rounding, cap, share, cap (of periods), commission ·
// why_not · best, reward, missed · ledger · hold, date. Those that have nothing to say are left out; why_not stands
// where nothing is earned, best where a rule that did not fit would have paid more. For clicks: clicks, arithmetic,
// rounding, commission, ledger, date. By hand: by_hand, commission, ledger, date. For a bonus (its derivation by
// bonus_derive): plan, rule, bonus, reward, ledger, date.
struct explain_step {
    const char *code;
    struct text sentence; // UTF-8; times in UTC, amounts in major units with the currency's code
};

// The steps in the arena. RC_FAULT when the derivation is not one that commission_derive makes.
enum rc explain_steps(struct arena *arena, const struct explain_input *input, struct explain_step **ret_steps,
                      size_t *ret_count) MUST_USE;
