// SPDX-License-Identifier: Apache-2.0
// What a plan names and its program does not have: goals that no offer knows, levels that no partner has or had. A plan
// may come before them, so they are notes and refuse nothing; but a word with a slip in it pays nobody.
#pragma once

#include "program/plan_kept.h"
#include "program/program.h"

// Adds a note (CHECK_NAMES) for each name, at the first line that has it.
enum rc plan_names_look(struct flow *flow, struct program_id program_id, const struct plan *plan,
                        struct plan_kept *kept) MUST_USE;
