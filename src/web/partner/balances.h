// SPDX-License-Identifier: Apache-2.0
// What the partner who is signed in has, currency by currency: a line of figures for each.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "portal/converted.h"

struct balance_line {
    struct balance_figures {
        const struct figure_view *items;
        size_t count;
    } figures;
};
struct balances_view {
    struct balance_line_list {
        const struct balance_line *items;
        size_t count;
    } lines;
};
// Available, pending, in payout, paid, each leading to its commissions, and owed back and
// the penalty for late payment where something is. Also in the currency of display; takes the rates that it needs.
enum rc balances_fill(struct call *call, struct render *render, struct converted *converted,
                      struct balances_view *ret_view) MUST_USE;
