// SPDX-License-Identifier: Apache-2.0
// The rules of appeals; see dispute_core.h.
#include "dispute/dispute_core.h"

#include <stddef.h>

static const char *const reasons[] = {"real_order",   "paid_order",   "no_duplicate",
                                      "wrong_amount", "within_terms", "other"};
static const char *const outcomes[] = {"approved", "accepted", "upheld", "withdrawn"};
static const char *const statuses[DISPUTE_STATUS_COUNT] = {"open", "answered", "decided"};

static bool is_in(const char *const *words, size_t count, struct text word)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(text_of(words[i]), word)) {
            return true;
        }
    }
    return false;
}

bool dispute_reason_is_known(struct text reason)
{
    return is_in(reasons, sizeof(reasons) / sizeof(reasons[0]), reason);
}

bool dispute_outcome_is_known(struct text outcome)
{
    return is_in(outcomes, sizeof(outcomes) / sizeof(outcomes[0]), outcome);
}

const char *dispute_status_text(enum dispute_status status)
{
    return statuses[status];
}

bool dispute_status_parse(struct text t, enum dispute_status *ret_status)
{
    for (size_t i = 0; i < DISPUTE_STATUS_COUNT; i++) {
        if (text_equal(text_of(statuses[i]), t)) {
            *ret_status = (enum dispute_status)i;
            return true;
        }
    }
    return false;
}

enum dispute_status dispute_after_message(enum dispute_status status, bool is_by_partner)
{
    if (status == DISPUTE_DECIDED) {
        return DISPUTE_DECIDED;
    }
    return is_by_partner ? DISPUTE_OPEN : DISPUTE_ANSWERED;
}

bool dispute_is_late(enum dispute_status status, struct instant due_at, struct instant now)
{
    return status == DISPUTE_OPEN && due_at.ms < now.ms;
}
