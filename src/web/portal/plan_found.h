// SPDX-License-Identifier: Apache-2.0
// What the checker and the ratchet found of a plan version when it was published, as it was kept with it. The
// operator's page of versions and the partner's page of the program show the same component:
//
//     {{use plan_found found}}
#pragma once

#include "call.h"
#include "component/basic.h"
#include "program/program.h"

struct plan_finding_row {
    enum tone tone;
    struct text subject;
    struct text outcome;
    struct text sentence; // in the reader's language
    struct text line;     // TEXT_NONE: none
};
struct plan_finding_list {
    const struct plan_finding_row *items;
    size_t count;
};
struct plan_found_part {
    struct text title; // "Against version 3"; TEXT_NONE: of the plan alone
    struct plan_finding_list findings;
};
struct plan_found_parts {
    const struct plan_found_part *items;
    size_t count;
};
struct plan_found_view {
    bool is_recorded; // else it was published before findings were kept
    struct text title;
    struct text bounds; // how far was looked
    struct plan_found_parts parts;
};

// Needs an open read transaction. A partner is not told what was found of the individual terms of others.
enum rc plan_found(struct call *call, const struct render *render, const struct plan_version *version,
                   struct plan_found_view *ret_view) MUST_USE;
// Words and tone of a finding by its subject and outcome ("at_most", "proved"); the sentence and line are the caller's.
struct plan_finding_row plan_found_row(const struct reader *r, struct text subject, struct text outcome);
