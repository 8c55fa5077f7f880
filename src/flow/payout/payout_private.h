// SPDX-License-Identifier: Apache-2.0
// What the files of payout runs share.
#pragma once

#include "change.h"
#include "commission/bookings.h"
#include "commission/commission_step.h"
#include "payout/payout_run.h"
#include "payout/payout_standing.h"

#define PAYOUT_REASON_CHARACTERS_MAX 200
#define PAYOUT_NETTING "netting" // the method of runs that netting makes

bool payout_is(struct text status, const char *expected);
// The run under its lock, which comes before the locks of partners: two use cases on one run take turns. RC_NOT_FOUND
// payout_run_not_found.
enum rc payout_run_hold(struct flow *flow, struct payout_run_id id, struct payout_run *ret_run) MUST_USE;
// The audit event of a change of a run or an item.
enum rc payout_note(struct flow *flow, const char *action, int64_t id, const struct payout_run *run,
                    struct text reason) MUST_USE;
enum rc payout_book(struct flow *flow, enum payout_step step, const struct payout_facts *facts,
                    struct entry_id *ret_entry) MUST_USE;
// A fault for money that would leave 64 bits; else flow_stored.
enum rc payout_overflow(struct flow *flow, enum rc rc) MUST_USE;
// An item that is taken or paid fails: entries, commissions, shares, the item's row. Under the run's lock.
enum rc payout_give_back(struct flow *flow, struct payout_item *item, struct text reason) MUST_USE;
// Paid: entries, commissions, the item's row; item->cost_minor when it is known. The letter is the caller's.
enum rc payout_settle_paid(struct flow *flow, struct payout_item *item) MUST_USE;
// An item of a run with what the partner may be paid, at most `most` (no currency: all of it). Under his lock. Of the
// item only partner, retry_of and sent are looked at; the rest is filled in.
enum rc payout_take(struct flow *flow, const struct payout_run *run, const struct payout_standing *standing,
                    struct money most, struct payout_item *item) MUST_USE;
