// SPDX-License-Identifier: Apache-2.0
// What servers of advertisers are answered: the conversion, what it now is, and its commissions.
#pragma once

#include "call.h"

struct conversion_answer {
    struct conversion_id conversion_id; // 0: none was made
    struct text status;
    struct text cause; // "" or TEXT_NONE: is left out
    // Its commissions, when is_booked; else they are read.
    const struct commission_id *commissions;
    size_t commission_count;
    bool is_booked;
};
enum rc answer_conversion(struct call *call, const struct conversion_answer *answer) MUST_USE;
