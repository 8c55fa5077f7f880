// SPDX-License-Identifier: Apache-2.0
// What operators (and advertisers, for their programs) do with applications: score, ask, approve, reject, and take a
// decision back. Each queues a letter to the applicant.
#pragma once

#include "application/application.h"
#include "flow.h"

// Coded reasons of a rejection.
#define APPLICATION_REASONS "requirements,reputation,exclusive,duplicate,audience,unreachable,other"

struct application_decision {
    struct text status;     // approved, rejected, asked (words are the question), waiting (the decision is taken back)
    struct text reason;     // rejected: coded
    struct text words;      // to the applicant; TEXT_NONE none
    bool is_despite_rivals; // approve although the niche is another partner's (S3F-2: a person may, with words)
};
// A decision that stands already changes nothing. RC_INVALID value_unknown (status, reason), field_missing (words of a
// question; words of an exception). RC_REFUSED application_unconfirmed; scores_missing when the program wants all six;
// niche_taken when it is exclusive and a partner has the niche in the country; application_joined: a decision is not
// taken back once the partner can sign in (archive him instead).
enum rc application_decide(struct flow *flow, struct application_id id, const struct application_decision *decision,
                           struct application *ret_application) MUST_USE;

// criterion: one of application_criteria; score 1 to 5.
enum rc application_score_give(struct flow *flow, struct application_id id, struct text criterion,
                               int64_t score) MUST_USE;
