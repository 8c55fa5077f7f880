// SPDX-License-Identifier: Apache-2.0
// What lists of orders and of commissions share, whoever reads them: states, programs, currencies, origins as filters,
// and what orders sum to.
#pragma once

#include <stddef.h>

#include "conversion/conversion.h"
#include "identity/public_id.h"
#include "portal/list.h"

#define ORDER_STATUSES "pending,approved,rejected,counted" // counted: not rejected, what reports count

// Of the click that won and its link: what rows of reports narrow these lists by. As the address says it.
struct order_place {
    struct offer_id offer_id;
    struct link_id link_id;
    struct text country; // "-": unknown
    struct text device;
};
#define ORDER_DEVICES "other,desktop,mobile,tablet,bot"
#define ORDER_PLACE_FIELD(type, member_, kind_, ...)                                                                  \
    {                                                                                                                 \
        .name = #member_, .kind = (kind_), .flags = FIELD_BLANK, .offset = offsetof(type, place.member_), __VA_ARGS__ \
    }
#define ORDER_PLACE_FIELDS(type)                                                                                    \
    ORDER_PLACE_FIELD(type, offer_id, FIELD_KIND_ID, .words = PREFIX_OFFER, .description = "Only by this offer."),  \
        ORDER_PLACE_FIELD(type, link_id, FIELD_KIND_ID, .words = PREFIX_LINK, .description = "Only by this link."), \
        ORDER_PLACE_FIELD(type, country, FIELD_KIND_TEXT, .min = 0, .max = 2,                                       \
                          .description = "Only from this country; '-' for unknown."),                               \
        ORDER_PLACE_FIELD(type, device, FIELD_KIND_CHOICE, .words = ORDER_DEVICES,                                  \
                          .description = "Only by this device.")
// As storage takes it. What the reader may not see is as if it were not there.
struct conversion_place order_place(const struct order_place *place);
// The filters of it that the address sets.
enum rc order_filter_place(struct list *list, const struct order_place *place) MUST_USE;

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
