// SPDX-License-Identifier: Apache-2.0
// Weak definitions of what the whole language's reader and printer bring; gone as soon as they are there.
#include "commission/plan.h"

#include "core/buf.h"

__attribute__((weak)) void plan_expression_print(struct buf *buf, const struct plan_expression *expression)
{
    buf_add(buf, expression->key);
}

__attribute__((weak)) const char *plan_period_word(enum plan_period period)
{
    static const char *const words[] = {"week", "month", "quarter", "year", "all", "until"};
    return words[period];
}
