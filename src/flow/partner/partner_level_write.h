// SPDX-License-Identifier: Apache-2.0
// Levels of partners in programs: certified, gold, platinum, whatever the operator calls them. A level is a history:
// events are judged by the step that was in force when they happened and known when they were accepted.
#pragma once

#include "flow.h"
#include "partner/partner.h"

#define PARTNER_LEVEL_CHARACTERS_MAX 64
#define PARTNER_LEVEL_CAUSE_CHARACTERS_MAX 500

struct partner_level_input {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text level;           // "" takes the level away
    struct instant effective_at; // INSTANT_NONE: now
    struct text cause;           // TEXT_NONE: ""
};
// RC_INVALID text_…, partner_unknown, program_unknown; RC_REFUSED partner_archived, program_archived, not_enrolled.
enum rc partner_level_set(struct flow *flow, const struct partner_level_input *input,
                          struct partner_level *ret_level) MUST_USE;
