// SPDX-License-Identifier: Apache-2.0
// Judged events become rows: the conversion and its evidence, the binding of its customer, commissions and their
// entries, what reports count. Steps inside the caller's write transaction, with the locks of versions and orders.
#pragma once

#include "conversion/conversion_judge.h"

// One event, whatever it changes for others. RC_CONFLICT when the order is there.
enum rc conversion_store(struct flow *flow, struct judged *judged) MUST_USE;
// Several that were judged early, with a statement for all rows of a kind.
enum rc conversion_store_early(struct flow *flow, struct judged *const *list, size_t count) MUST_USE;
