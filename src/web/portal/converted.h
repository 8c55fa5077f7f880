// SPDX-License-Identifier: Apache-2.0
// Sums in the currency of display that a person has chosen: beside what is settled, never instead of it, by the
// newest rate of today, and with the rate, its date and source told on the same page:
//
//     TRY(converted_open(call, &converted));
//     TRY(converted_need(call, &converted, currency));         // of each currency that there is
//     … converted_beside(render, &converted, sums, count) …    // "≈ US$1,234.00", leads to the note
//     view.converted = converted_note(render, &converted);     // {{use converted converted}}
#pragma once

#include "call.h"
#include "component/basic.h"
#include "page/page.h"
#include "rate/rate.h"

#define CONVERTED_MAX 40 // currencies; sums in further ones are not converted

struct converted_rate {
    struct currency from;
    bool is_known;
    struct dated_exchange dated;
};
struct converted {
    struct currency to; // none: each sum is shown in its own currency only
    int64_t day;
    struct converted_rate rates[CONVERTED_MAX];
    size_t count;
};

enum rc converted_open(struct call *call, struct converted *ret_converted) MUST_USE;
// Looks for the rate of a currency. Inside the caller's read transaction.
enum rc converted_need(struct call *call, struct converted *converted, struct currency from) MUST_USE;
// The sums added up in the currency of display, each rounded once. False when there is nothing to say: none is chosen,
// all is zero or in it already, or a rate is missing.
bool converted_sum(const struct converted *converted, const struct money *sums, size_t count, struct money *ret_sum);
// The same as a figure's line; its value is TEXT_NONE when there is nothing to say.
struct figure_beside converted_beside(struct render *render, const struct converted *converted,
                                      const struct money *sums, size_t count);

struct converted_line_list {
    const struct text *items;
    size_t count;
};
struct converted_view {
    struct text title;                // TEXT_NONE: nothing is converted on the page
    struct converted_line_list lines; // none: nothing had to be
};
// By which rates, or which are missing.
struct converted_view converted_note(struct render *render, const struct converted *converted);
