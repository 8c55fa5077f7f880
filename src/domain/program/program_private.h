// SPDX-License-Identifier: Apache-2.0
// What program.c, program_plan.c and offer.c share: how absent filters are told to SQL.
#pragma once

#include "core/text.h"
#include "value/time.h"

static inline struct text text_or_empty(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

static inline int64_t before_or_end(int64_t before_id)
{
    return before_id == 0 ? INT64_MAX : before_id;
}

static inline struct instant known_or_all(struct instant known_at)
{
    return instant_is_none(known_at) ? (struct instant){.ms = INT64_MAX} : known_at;
}
