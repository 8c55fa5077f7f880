// SPDX-License-Identifier: Apache-2.0
// What lists of orders and of commissions share, whoever reads them: states, programs, currencies, origins as filters,
// and what orders sum to.
#pragma once

#include "conversion/conversion.h"
#include "portal/list.h"

#define ORDER_STATUSES "pending,approved,rejected,counted" // counted: not rejected, what reports count

// Reads a page of what is searched for: the end of a list's `read`. What a slice says is not in search.
enum rc order_rows(struct list *list, const struct conversion_search *search, const struct list_slice *slice,
                   const void **ret_rows, size_t *ret_count) MUST_USE;
// Tabs of the parameter `status`.
struct tabs_view order_tabs(struct list *list);
// The filter `program_id` out of some programs.
struct order_program {
    struct program_id id;
    struct text name;
};
void order_filter_programs(struct list *list, struct program_id chosen, const struct order_program *programs,
                           size_t count);
// The same out of all programs (of the operator).
enum rc order_filter_all_programs(struct list *list, struct program_id chosen) MUST_USE;
// The filter `kind`: leads or sales.
void order_filter_kind(struct list *list, struct text chosen);
// The filter `currency` that an address sets.
void order_filter_currency(struct list *list, struct currency currency);
// The filter `origin` of commissions: orders and clicks, or by hand.
void order_filter_origin(struct list *list, struct text chosen);
// What all that is found sums to, where the list is of days; else nothing.
enum rc order_sums(struct list *list, const struct conversion_search *search, struct list_rows_view *ret_sums) MUST_USE;
// An amount of each currency that leads to the list of that currency: a row of sums. Figures first, then amounts.
struct list_row order_sum_row(struct list *list, struct currency currency, int64_t count, const struct money *amounts,
                              size_t amount_count);
