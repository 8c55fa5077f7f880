// SPDX-License-Identifier: Apache-2.0
// The receipt: why an order earned what it did. One page for a commission and one for a conversion, for everybody who
// may see them (gate/access.h); the sentences are those of flow/commission_explain.h.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct receipt_step {
    struct text sentence;
    enum icon icon;
    bool is_result; // the sum itself
};
struct receipt_step_list {
    const struct receipt_step *items;
    size_t count;
};
struct receipt_part {
    struct text title;
    struct receipt_step_list steps;
};
struct receipt_part_list {
    const struct receipt_part *items;
    size_t count;
};
struct receipt_posting {
    struct instant at;
    struct text entry; // what was booked
    struct text account;
    struct text debit, credit; // formatted; one of both is TEXT_NONE
    bool is_first;             // of its entry
    struct text url;           // of the entry, for operators; TEXT_NONE else
};
struct receipt_posting_list {
    const struct receipt_posting *items;
    size_t count;
};
struct receipt_commission {
    struct text partner;
    struct money amount;
    struct text url;
    enum state state;
};
struct receipt_commission_list {
    const struct receipt_commission *items;
    size_t count;
};
struct receipt_page_view {
    struct frame_view frame;
    struct form_error_list errors;
    bool is_commission;
    struct money amount; // the commission's, or the order's
    struct text amount_label;
    enum state state;
    struct text state_reason; // of a rejection
    struct definition_list pairs;
    struct receipt_part_list parts;
    struct receipt_commission_list commissions; // of a conversion
    struct timeline_list events;
    struct column_list columns;
    struct receipt_posting_list postings;
    struct text conversion_url;
    struct text payout_url, payout; // of the payout that took it: "Paid out on 12 Nov 2026"; TEXT_NONE: there is none
    struct text file_url;           // the receipt as PDF; TEXT_NONE: of a conversion
    bool can_decide;
    bool can_approve; // not approved yet
    struct text decide_url;
    struct select_view reason;
    bool can_appeal; // a partner, against a decision on his own conversion
    struct text appeal_url;
    struct text dispute_url; // of the open appeal; TEXT_NONE: there is none
    struct select_view appeal_reason;
    struct textarea_view appeal_body;
};

// GET /commissions/{commission}
enum rc web_commission(struct call *call) MUST_USE;
// GET /commissions/{commission}/receipt: the same as PDF, in the reader's language.
enum rc web_commission_file(struct call *call) MUST_USE;
// GET /conversions/{conversion}
enum rc web_conversion(struct call *call) MUST_USE;
// The conversion's page again after one of its forms was refused (page/refusal.h).
enum rc receipt_show_refused(struct call *call, const struct fault *fault) MUST_USE;
// POST /conversions/{conversion}/decision: status approved or rejected, reason; back to the conversion.
enum rc web_conversion_decide(struct call *call) MUST_USE;
