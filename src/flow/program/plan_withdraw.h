// SPDX-License-Identifier: Apache-2.0
// Taking an announced version back before it is in force (S3A-7): of a program's plan, or of a partner's individual
// terms. What was announced is a promise too: it is taken back only when what stays is proved to pay nobody less than
// the announced version would: a program's plan with individual terms before it or without, individual terms before
// each version of the program's plan. Terms of somebody who was never approved promise nothing yet. Whoever had a
// letter of it gets one that it does not come; whoever took it early keeps it, for customers won since, and is told so.
#pragma once

#include "flow.h"
#include "program/program.h"

#define PLAN_WITHDRAWAL_REASON_MAX 500

struct plan_withdraw_input {
    struct plan_id plan_id;
    struct text reason; // told to partners; TEXT_NONE: none
};
// RC_NOT_FOUND; RC_REFUSED plan_in_force: it is or was; plan_withdrawn: it was withdrawn already; withdrawal_worse:
// what stays is or may be less.
enum rc plan_withdraw(struct flow *flow, const struct plan_withdraw_input *input,
                      struct plan_version *ret_version) MUST_USE;
