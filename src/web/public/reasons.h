// SPDX-License-Identifier: Apache-2.0
// Words for the codes of applications (application_decide.h).
#pragma once

#include "phrase/phrase.h"

// The sentence an applicant reads; "" for "".
struct text application_reason_words(const struct reader *reader, struct text reason);
// One of the six questions of S3A-2, by its code.
struct text application_criterion_words(const struct reader *reader, struct text criterion);
