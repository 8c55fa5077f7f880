// SPDX-License-Identifier: Apache-2.0
// Contracts with a term and a target (mission S3A-4): agreed, measured when the term is over, renewed, lapsed, decided
// by a person, withdrawn. A contract that lapses ends the partner's enrollment (archived: links lead to the fallback,
// later events earn nothing); what was earned stays as it is and is paid. The partner is told by a letter.
#pragma once

#include "contract/contract.h"
#include "flow.h"

#define CONTRACT_NOTE_CHARACTERS_MAX 500

struct contract_input {
    struct partner_id partner_id; // approved in the program
    struct program_id program_id;
    struct text starts_on; // 2026-12-01, in the network's zone; TEXT_NONE: today
    int64_t term_days;     // 1 to CONTRACT_TERM_DAYS_MAX
    struct text measure;   // CONTRACT_MEASURE_WORDS
    struct text target;    // whole number of sales, or decimal amount in the program's currency; none without measure
    struct text when_met, when_missed; // TEXT_NONE: renew, lapse
};
// RC_INVALID names the field; RC_REFUSED not_enrolled; RC_CONFLICT contract_open when a term is running or in review.
enum rc contract_agree(struct flow *flow, const struct contract_input *input, struct contract *ret_contract) MUST_USE;

// Decides a term in review, or takes back that it lapsed: `renew` begins the next term (after a lapse that was longer
// ago than a term, today) and opens the enrollment again; `lapse` ends it. note: why, at most 500 characters, may be
// absent. Decided so already, it changes nothing. RC_REFUSED contract_decided; RC_NOT_FOUND.
enum rc contract_decide(struct flow *flow, struct contract_id id, struct text decision, struct text note,
                        struct contract *ret_contract) MUST_USE;
// It binds no more; the partner stays. note says why and is needed. RC_REFUSED contract_decided when it was over.
enum rc contract_withdraw(struct flow *flow, struct contract_id id, struct text note,
                          struct contract *ret_contract) MUST_USE;

// What was reached in a term: now while it runs, else when it ended. In the measure's unit.
struct contract_standing {
    int64_t reached, undecided;
};
enum rc contract_standing_get(struct flow *flow, const struct contract *contract,
                              struct contract_standing *ret_standing) MUST_USE;

// Ends what is over at flow->now by what was agreed (contract_outcome), each term in a transaction of its own;
// *ret_count is how many, also before a failure. One that cannot be ended does not keep the others: the first such
// failure is returned at the end. Run again it finds nothing.
enum rc contracts_end(struct flow *flow, int64_t *ret_count) MUST_USE;
