// SPDX-License-Identifier: Apache-2.0
// A backtest's report for people, as JSON, and as CSV. Amounts are decimal texts in the program's currency.
#pragma once

#include "backtest/backtest.h"
#include "crypto/crypto.h"
#include "format/json.h"

// Lines for a terminal: totals, months, and at most partner_max partners by the size of their change.
struct text backtest_print_table(struct arena *arena, const struct backtest_report *report, size_t partner_max);
// The whole report as one JSON object: program, currency, from, to, stress, conversions, rejected, sales, now
// (cost, bonuses, share), drafts (name, cost, bonuses, difference, share, gains, loses, same, margin_left), months
// (month, conversions, sales, now, drafts), partners (id, code, name, now, drafts: cost, difference, reason; months)
// and notes. Arrays named drafts are in the order of the drafts. At most partner_max partners; `partners_left` says how
// many more.
struct text backtest_print_json(struct arena *arena, const struct keyring *keyring,
                                const struct backtest_report *report, size_t partner_max);
// One row for each partner, month and draft.
struct text backtest_print_csv(struct arena *arena, const struct backtest_report *report);
