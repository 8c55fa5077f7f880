// SPDX-License-Identifier: Apache-2.0
// What an accepted event is, before anything of it is written: who is credited, under which terms and plans, on which
// facts, and, where nothing but its own facts decides, what it pays. Judging reads and computes only, so it is done
// before the write transaction wherever that is possible.
#pragma once

#include "attribution/attribution.h"
#include "commission/commission_life.h"
#include "conversion/conversion_claim.h"
#include "conversion/conversion_evidence.h"
#include "conversion/conversion_sql.h"
#include "program/program.h"

struct judged {
    const struct claim *claim;
    struct program_terms terms;
    struct attribution_terms attribution;
    bool is_binding, is_lifetime; // of the terms
    struct evidence_list *evidence;
    struct conversion conversion; // its number is given when it is stored
    struct commission_plans plans;
    // Of conversion_judge_early:
    struct commission_payment payment;
    int64_t change_mark; // as of which it was judged
    bool is_told;        // somebody has asked to be told of it
};

// Inside the write transaction and with the versions' lock (flow_keep_versions): makes a customer and a seat in the
// matrix where they are missing.
enum rc conversion_judge(struct flow *flow, const struct claim *claim, struct judged *ret_judged) MUST_USE;

// Before the transaction, on the flow's own connection, after flow_know. Only for events that nothing but their own
// facts decide about: RC_NOT_FOUND for all others (a customer, a matrix, plans that look at history, an advertiser who
// is charged): those are judged inside. The judgement stands as long as the change mark does; whether the order is new
// it does not know.
enum rc conversion_judge_early(struct flow *flow, const struct claim *claim, struct judged *ret_judged) MUST_USE;
