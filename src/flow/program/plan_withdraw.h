// SPDX-License-Identifier: Apache-2.0
// Taking an announced version of a program's plan back before it is in force (S3A-7). What was announced is a promise
// too: it is taken back only when what stays is proved to pay nobody less than the announced version would, with
// individual terms before it or without. Whoever had a letter of it gets one that it does not come; whoever took it
// early keeps it, for customers won since, and is told so.
#pragma once

#include "flow.h"
#include "program/program.h"

#define PLAN_WITHDRAWAL_REASON_MAX 500

struct plan_withdraw_input {
    struct plan_id plan_id;
    struct text reason; // told to partners; TEXT_NONE: none
};
// RC_NOT_FOUND; RC_REFUSED plan_in_force: it is or was; plan_withdrawn: it was withdrawn already; terms_not_withdrawn:
// it is of individual terms, which are changed by new terms; withdrawal_worse: what stays is or may be less.
enum rc plan_withdraw(struct flow *flow, const struct plan_withdraw_input *input,
                      struct plan_version *ret_version) MUST_USE;
