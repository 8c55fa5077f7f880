// SPDX-License-Identifier: Apache-2.0
// The vocabulary of stories: one row per kind of step. docs/scenarios.md explains them.
#include "story.h"

#define CONVERSION_PAIRS \
    "order program amount discount currency click coupon customer email visitor status reason ago item*"

const struct step_form step_forms[STEP_KIND_COUNT] = {
    {STEP_STORY, "story", .is_line = true},
    {STEP_MISSION, "mission", .is_line = true},
    {STEP_START, "start", 1, ""},
    {STEP_PROGRAM, "program", 1, "currency! window attribution evidence binding hold forms advertiser"},
    {STEP_CHANGE, "change", 1, "window attribution evidence binding hold"},
    {STEP_PLAN, "plan", 1, "", .has_block = true},
    {STEP_TERMS, "terms", 1, "program!", .has_block = true},
    {STEP_OFFER, "offer", 1, "program! to! goals hosts parameters"},
    {STEP_PARTNER, "partner", 1, "code recruited_by programs"},
    {STEP_ENROLL, "enroll", 1, "program! status"},
    {STEP_LINK, "link", 1, "partner! offer! to"},
    {STEP_COUPON, "coupon", 1, "program! partner! discount"},
    {STEP_ARCHIVE, "archive", 2, "program"},
    {STEP_CLOSE, "close", 2, ""},
    {STEP_CLICK, "click", 1,
     "visitor! times to agent address referrer source ext sub1 sub2 sub3 sub4 sub5 sub6 sub7 sub8 sub9 sub10"},
    {STEP_OPEN, "open", 1, "visitor! times agent address referrer"},
    {STEP_LEAD, "lead", 0, CONVERSION_PAIRS},
    {STEP_SALE, "sale", 0, CONVERSION_PAIRS},
    {STEP_GOAL, "goal", 1, CONVERSION_PAIRS},
    {STEP_REFUND, "refund", 0, "order! program goal amount id ago"},
    {STEP_APPROVE, "approve", 0, "order! program goal"},
    {STEP_REJECT, "reject", 0, "order! program goal reason"},
    {STEP_AGAIN, "again", 0, ""},
    {STEP_JOBS, "jobs", 0, ""},
    {STEP_PAYOUT, "payout", 0, "currency! approved."},
    {STEP_PAY, "pay", 0, ""},
    {STEP_CANCEL, "cancel", 0, ""},
    {STEP_FAIL, "fail", 1, ""},
    {STEP_EXPECT_CREDITED, "expect credited", 1, "by"},
    {STEP_EXPECT_UNATTRIBUTED, "expect unattributed", 1, ""},
    {STEP_EXPECT_COMMISSION, "expect commission", 3, ""},
    {STEP_EXPECT_NO, "expect no", 1, ""},
    {STEP_EXPECT_LOST, "expect lost", 2, ""},
    {STEP_EXPECT_DUPLICATE, "expect duplicate", 0, ""},
    {STEP_EXPECT_REFUSED, "expect refused", 1, ""},
    {STEP_EXPECT_CONFLICT, "expect conflict", 1, ""},
    {STEP_EXPECT_STATUS, "expect status", 1, "reason"},
    {STEP_EXPECT_BALANCE, "expect balance", 1, "pending available in_payout paid owed_back currency"},
    {STEP_EXPECT_DESTINATION, "expect destination", 1, ""},
    {STEP_EXPECT_FALLBACK, "expect fallback", 1, ""},
    {STEP_EXPECT_CLICKS, "expect clicks", 2, "unique"},
    {STEP_EXPECT_REPORT, "expect report", 1,
     "clicks unique leads sales rejected refunded revenue commission currency program offer link day hour country "
     "device source sub1 sub2 sub3 sub4 sub5 sub6 sub7 sub8 sub9 sub10"},
};
