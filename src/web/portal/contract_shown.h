// SPDX-License-Identifier: Apache-2.0
// A term of a contract as pages show it: where it stands against its target, until when, what follows. The operator's
// list and the partner's page of the program show the same component:
//
//     {{use contract_shown contract}}
#pragma once

#include "call.h"
#include "component/basic.h"
#include "contract/contract.h"

struct contract_shown_view {
    struct text term;      // "Jan 1 to Dec 31, 2026"
    struct text reached;   // "Sales: 7 of 10"; TEXT_NONE without a target
    struct text undecided; // "2 are still pending"; TEXT_NONE: nothing
    struct text url;       // of the conversions behind it
    int64_t value, max;    // for the bar; max 0: no target
    struct text status;    // in words
    enum tone tone;
    struct text follows; // "If it is reached, the contract is renewed; if not, it ends."
    struct text note;    // "" or the operator's words
};

// Reads what was reached; needs an open read transaction. url: where its conversions are.
enum rc contract_shown(struct call *call, const struct render *render, const struct contract *contract, struct text url,
                       struct contract_shown_view *ret_view) MUST_USE;
