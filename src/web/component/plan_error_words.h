// SPDX-License-Identifier: Apache-2.0
// What is wrong with a plan's text, in the reader's language: of the code and the arguments that the plan's reader
// gives (commission/plan_errors.h). The words of plans are the same in every language and stand as they are.
#pragma once

#include "commission/plan.h"
#include "phrase/phrases.h"

struct text plan_error_sentence(const struct reader *r, const struct plan_error *error);
// "Did you mean 'days'?", TEXT_NONE without a suggestion.
struct text plan_error_suggestion(const struct reader *r, const struct plan_error *error);
// Place, sentence and suggestion, for a field: "Line 2, column 9: …".
struct text plan_error_told(const struct reader *r, const struct plan_error *error);

// For tests: a sign for each argument ('.' as typed, 'w' words, 'l' list), and the sentence before they are put in.
const char *plan_error_argument_kinds(enum plan_error_code code);
enum phrase plan_error_phrase(enum plan_error_code code);
bool plan_error_part_is_known(struct text english);
