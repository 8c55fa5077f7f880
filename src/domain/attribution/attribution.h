// SPDX-License-Identifier: Apache-2.0
// Who is credited for a conversion: a pure decision over the evidence that was found and the program's terms. Knows
// neither database nor clock, so that live traffic, import and replay decide alike. Mission S3D-5 … S3D-8.
//
// The rule: evidence is judged in the program's order of evidence (say click_id, coupon, customer, email, visitor). The
// first kind in that order with a valid piece wins; among several valid touches of that kind the model chooses:
// last_click the latest, first_click the earliest; equal instants go to the greater (last) or smaller (first) click id.
// Every other piece is kept with the reason why it lost.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"
#include "ids.h"
#include "value/time.h"

enum attribution_model { ATTRIBUTION_LAST_CLICK, ATTRIBUTION_FIRST_CLICK };

enum evidence_kind {
    EVIDENCE_CLICK_ID, // the click the advertiser named (with first_click: any click of the same visitor in the
                       // program)
    EVIDENCE_COUPON,   // a partner's coupon code
    EVIDENCE_CUSTOMER, // a customer bound to a partner by an earlier lead or sale (S3D-7), known by the advertiser's id
    EVIDENCE_EMAIL,    // the same, known by e-mail: binds across devices (S3D-8)
    EVIDENCE_VISITOR,  // clicks of the same visitor: direct return within the window (S3D-6)
    EVIDENCE_KIND_COUNT
};

// What was found out about a piece of evidence; stored as a bit set, so that replay decides from recorded facts.
enum evidence_fact {
    FACT_FOUND = 1 << 0,           // the click, coupon or binding exists
    FACT_GENUINE = 1 << 1,         // a click id whose MAC is right (made here, though perhaps unknown); set it too for
                                   // clicks that were read from our own records, or they count as forged
    FACT_SAME_ADVERTISER = 1 << 2, // belongs to the advertiser that reports the conversion
    FACT_SAME_PROGRAM = 1 << 3,    // belongs to the conversion's program
    FACT_PARTNER_ACTIVE = 1 << 4,  // partner not archived
    FACT_ENROLLED = 1 << 5,        // partner's enrollment in the program is approved
    FACT_FOR_LIFE = 1 << 6,        // a binding that no window ends
    FACT_ACTIVE = 1 << 7,          // a coupon that is not archived (set for clicks and bindings)
};

enum evidence_outcome {
    OUTCOME_WON,
    OUTCOME_CLICK_FORGED,  // click id was never made here
    OUTCOME_CLICK_UNKNOWN, // made here, but no such click is recorded
    OUTCOME_COUPON_UNKNOWN,
    OUTCOME_CUSTOMER_UNBOUND, // customer or e-mail known or not, but bound to nobody in this program
    OUTCOME_VISITOR_UNKNOWN,  // no click of this visitor in this program
    OUTCOME_OTHER_ADVERTISER,
    OUTCOME_OTHER_PROGRAM,
    OUTCOME_COUPON_ARCHIVED,
    OUTCOME_PARTNER_ARCHIVED,
    OUTCOME_NOT_ENROLLED,
    OUTCOME_AFTER_EVENT, // the touch is later than the conversion
    OUTCOME_OUTSIDE_WINDOW,
    OUTCOME_NOT_USED,        // the program's order of evidence does not list this kind
    OUTCOME_WEAKER_EVIDENCE, // valid, but a kind earlier in the order won
    OUTCOME_EARLIER_TOUCH,   // valid, but last_click prefers a later one
    OUTCOME_LATER_TOUCH,     // valid, but first_click prefers an earlier one
    OUTCOME_COUNT
};

struct evidence {
    enum evidence_kind kind;
    struct click_id click_id;     // 0 none
    struct link_id link_id;       // 0 none
    struct offer_id offer_id;     // 0 none
    struct partner_id partner_id; // 0 none
    struct instant touched_at;    // INSTANT_NONE for coupons and for what was not found
    uint32_t facts;
    enum evidence_outcome outcome; // filled by attribution_decide
};

struct attribution_terms {
    enum attribution_model model;
    int64_t window_ms; // a touch exactly window_ms before the conversion still counts
    enum evidence_kind order[EVIDENCE_KIND_COUNT];
    size_t order_count;
};

#define ATTRIBUTION_UNATTRIBUTED SIZE_MAX

// Fills the outcome of each piece and sorts the list into the order in which it was judged (kind by the program's
// order, then by instant in the model's preference, then click id). Returns the winner's index or
// ATTRIBUTION_UNATTRIBUTED.
size_t attribution_decide(const struct attribution_terms *terms, struct instant occurred_at, struct evidence *list,
                          size_t count);
// Why nothing won: the outcome of the strongest piece, or "no_evidence" when there was none. For conversion.cause.
const char *attribution_cause(const struct evidence *list, size_t count);

const char *evidence_kind_text(enum evidence_kind kind); // "click_id"
bool evidence_kind_parse(struct text t, enum evidence_kind *ret_kind);
const char *evidence_outcome_text(enum evidence_outcome outcome); // "outside_window"
bool evidence_outcome_parse(struct text t, enum evidence_outcome *ret_outcome);
// "click_id,coupon,email": no repeats, at least one; false otherwise.
bool evidence_order_parse(struct text t, struct attribution_terms *terms);
const char *attribution_model_text(enum attribution_model model); // "last_click"
bool attribution_model_parse(struct text t, enum attribution_model *ret_model);
