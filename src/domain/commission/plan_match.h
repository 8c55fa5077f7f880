// SPDX-License-Identifier: Apache-2.0
// Whether a condition of a plan holds for recorded facts, private to this folder. Texts are compared in any ASCII
// letter case; an unknown fact makes a test false, and the contrary operators (is not, not in, does not contain, <>)
// exactly the contrary.
#pragma once

#include "commission/derive.h"

struct plan_match {
    const struct derive_facts *facts;
    const struct derive_partner *recruiter; // level clauses; NULL: unknown
    const struct derive_item *item;         // "of ITEMS"; NULL: unknown
};

// *ret_failed, when the condition does not hold, is the test that decided it (the last one that could have helped).
// An absent condition (NULL) holds.
bool plan_match(const struct plan_expression *expression, const struct plan_match *match,
                const struct plan_expression **ret_failed);
// What the test saw, as text: "FR", "149.90", "2026-11-22"; TEXT_NONE when unknown.
struct text plan_match_actual(struct arena *arena, const struct plan_expression *test, const struct plan_match *match);
// "order_amount": the field in derivations.
const char *plan_field_code(enum plan_field field);
const char *plan_operator_code(enum plan_operator op); // "does_not_contain", ">="
bool plan_field_of_code(struct text code, enum plan_field *ret_field);
bool plan_operator_of_code(struct text code, enum plan_operator *ret_op);
// The values that the test compares with, as text; value_count of them.
struct text *plan_match_values(struct arena *arena, const struct plan_expression *test, struct currency currency);
// Sum of the quantities of the order's lines.
int64_t plan_order_quantity(const struct derive_facts *facts); // -1 without lines: unknown
