// SPDX-License-Identifier: Apache-2.0
// The payment file of an approved run: made once for each format, kept sealed, and the same bytes ever after. Making it
// gives each payment an end-to-end id that stays with it in every format, so that a bank that is sent two files can see
// that they are one. From then on the run cannot be cancelled.
#pragma once

#include "flow.h"
#include "payment_file/payment_file.h"
#include "payout/payout.h"

struct payout_file_bytes {
    struct text name; // "payout-0a1b2c3d4e5fg.xml"
    struct text bytes;
    enum payment_format format;
};
// One transaction. What is in it: the items that are neither paid nor failed when the first file of this format is
// made. RC_INVALID format_unknown; RC_NOT_FOUND payout_run_not_found; RC_REFUSED payout_not_approved, payout_cancelled,
// payout_settled (nothing is left to be paid), payout_format_unfit (an item is paid by another method),
// payout_source_missing (no account of the network for the method), and those of payment_file_write.
enum rc payout_file_make(struct flow *flow, struct payout_run_id id, struct text format,
                         struct payout_file_bytes *ret_file) MUST_USE;
