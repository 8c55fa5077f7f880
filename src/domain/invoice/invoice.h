// SPDX-License-Identifier: Apache-2.0
// Invoices and credit notes of any seller to any buyer: the partner's to the network, written by the network
// (self-billing), or the network's to an advertiser. Numbered without gaps in each series and year; once issued they
// never change (triggers), and are corrected by a credit note. The arithmetic (invoice_compute, invoice_tax_of) is
// pure. Sources: EN 16931-1 (terms BT-…, rules BR-…), directive 2006/112/EC articles 44, 196, 224, 226; UNCL 1001 and
// 5305.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

enum invoice_kind { INVOICE_PLAIN, INVOICE_SELF_BILLING, INVOICE_CREDIT_NOTE, INVOICE_SELF_BILLING_CREDIT_NOTE };
const char *invoice_kind_text(enum invoice_kind kind); // "self_billing"
bool invoice_is_credit_note(enum invoice_kind kind);

// VAT categories of UNCL 5305 that can come out here.
enum invoice_category {
    INVOICE_STANDARD,       // S: a rate is charged
    INVOICE_EXEMPT,         // E: registered, and no rate is charged
    INVOICE_REVERSE_CHARGE, // AE: the buyer accounts for it
    INVOICE_OUTSIDE,        // O: outside the scope of VAT
    INVOICE_CATEGORY_COUNT
};
const char *invoice_category_text(enum invoice_category category); // "AE"

struct invoice_party {
    struct text legal_name, line1, line2, postcode, city, country, vat_id, registration_id;
};

struct invoice_tax {
    enum invoice_category category;
    struct rate rate; // 0 unless standard
};
// Which VAT a service between two businesses bears. One place, few rules:
//   seller without VAT id                              O
//   same country                                       S at the seller's rate; E when that is 0
//   both in the EU, buyer with VAT id                  AE (article 196)
//   both in the EU, buyer without                      S at the seller's rate; E when that is 0
//   otherwise                                          O (article 44: taxed where the buyer is)
struct invoice_tax invoice_tax_of(const struct invoice_party *seller, const struct invoice_party *buyer,
                                  struct rate seller_rate);
bool invoice_is_in_eu(struct text country); // of the 27, on this program's date of issue

struct invoice_line {
    struct text description;
    int64_t quantity;    // events it sums up; the line is invoiced as one piece
    struct money amount; // in: as agreed; out: net
    struct invoice_tax tax;
};

#define INVOICE_LINES_MAX 1000

struct invoice_totals {
    struct money net, tax, rounding, payable; // payable = net + tax + rounding
};
// Turns agreed amounts into net amounts and sums. All lines bear the same tax. With is_tax_included the agreed amounts
// hold the tax: the sum of the lines stays what is payable, net = sum ÷ (1 + rate) rounded half away from zero, split
// over the lines by largest remainder. tax = net × rate rounded half away (BR-CO-17); what the two roundings leave is
// `rounding` (BT-114), at most one minor unit. RC_REFUSED amount_overflow; BUG without lines.
enum rc invoice_compute(struct invoice_line *lines, size_t count, bool is_tax_included,
                        struct invoice_totals *ret_totals, struct fault *fault) MUST_USE;

struct invoice {
    struct invoice_id id;
    struct text key;
    enum invoice_kind kind;
    struct text series;
    int64_t year, number;
    struct partner_id partner_id;       // 0: none
    struct advertiser_id advertiser_id; // 0: none
    struct text reference_kind;         // "payout_item", or ""
    int64_t reference_id;
    struct invoice_id corrects_id; // 0 unless a credit note
    struct invoice_totals totals;  // of a credit note positive too: its kind says that they are taken back
    bool is_settled;               // paid already: nothing is due
    struct instant performed_at, issued_at;
    struct text issued_on; // "2026-11-02"
    struct text due_on;    // "2026-11-16", or "": with the payout, or paid already
    struct invoice_party seller, buyer;
    struct invoice_line *lines; // amounts net
    size_t line_count;
};

// "SB-anna-2026-0007"
struct text invoice_number_text(struct arena *arena, const struct invoice *invoice);

// Needs a write transaction. Gives the next number of series and year (invoice->number is set), then inserts all rows.
// RC_CONFLICT when the key was used. A transaction that is undone gives its number back.
enum rc invoice_insert(struct db *db, struct arena *arena, struct invoice *invoice) MUST_USE;
// RC_NOT_FOUND.
enum rc invoice_find_key(struct db *db, struct arena *arena, struct text key, struct invoice_id *ret_id) MUST_USE;
// How many credit notes take back of it, and how much of what was payable.
enum rc invoice_credited(struct db *db, struct arena *arena, const struct invoice *invoice, int64_t *ret_notes,
                         struct money *ret_credited) MUST_USE;
// With parties and lines. RC_NOT_FOUND.
enum rc invoice_get(struct db *db, struct arena *arena, struct invoice_id id, struct invoice *ret_invoice) MUST_USE;
struct invoice_filter {
    struct partner_id partner_id;       // 0: any
    struct advertiser_id advertiser_id; // 0: any
    struct invoice_id before;           // cursor; 0: from the newest
    int64_t limit;
};
// Without parties and lines; newest first.
enum rc invoice_list(struct db *db, struct arena *arena, const struct invoice_filter *filter, struct invoice **ret_list,
                     size_t *ret_count) MUST_USE;

enum invoice_sort {
    INVOICE_BY_AGE,
    INVOICE_BY_PAYABLE // of a currency, after those of the currency before; credit notes below 0
};
// A page of the list as people look at it: sorted, found by words of the number or of whom it concerns. Absent filters
// take any.
struct invoice_search {
    struct text words;       // as typed, in any letter case of ASCII
    struct text kind;        // credit_note: both kinds of them
    struct instant from, to; // of issue; INSTANT_NONE: any
    enum invoice_sort sort;  // rows that are equal in it follow by age
    bool is_down;
    struct invoice_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc invoice_search(struct db *db, struct arena *arena, const struct invoice_search *search,
                       struct invoice **ret_list, size_t *ret_count) MUST_USE;
// What a payout item pays, a line for each program; amounts as agreed, no tax yet.
struct invoice_payout_line {
    struct text program_name;
    int64_t commissions;
    struct money amount;
};
enum rc invoice_payout_lines(struct db *db, struct arena *arena, struct payout_item_id item_id,
                             struct currency currency, struct invoice_payout_line **ret_lines,
                             size_t *ret_count) MUST_USE;

// The invoice as CII XML: UN/CEFACT Cross Industry Invoice D16B by EN 16931, as Factur-X and ZUGFeRD embed it. notes go
// into BT-22. corrects: number and day of the corrected invoice, TEXT_NONE without. Same invoice, same bytes.
struct invoice_xml_words {
    struct text note;       // BT-22
    struct text tax_reason; // BT-120, for E, AE and O
    struct text terms;      // BT-20, when something is due
    struct text corrects_number, corrects_on;
};
struct text invoice_xml(struct arena *arena, const struct invoice *invoice, const struct invoice_xml_words *words);
