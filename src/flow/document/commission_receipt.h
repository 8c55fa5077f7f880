// SPDX-License-Identifier: Apache-2.0
// The receipt of one commission on paper: what it is, how it came about in sentences (commission_explain.h), and its
// lines in the books.
#pragma once

#include "commission/commission.h"
#include "flow.h"
#include "i18n/i18n.h"

// Inside a read transaction of the caller's. Times are those of the network's zone. The same commission in the same
// state gives the same bytes. RC_FAULT font_missing.
enum rc commission_receipt_pdf(struct flow *flow, const struct commission *commission, enum i18n_language language,
                               struct text *ret_bytes) MUST_USE;
