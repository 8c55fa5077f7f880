// SPDX-License-Identifier: Apache-2.0
// What the readers of clauses share, private to this folder: the plan being built, and reading of values, names,
// periods and conditions. Every function that takes words refuses with place and suggestion what it does not know.
#pragma once

#include "commission/plan.h"
#include "commission/plan_reader.h"

#define PLAN_NAME_BYTES_MAX 64
#define PLAN_HOLD_DAYS_MAX 365
#define PLAN_COUNT_MAX ((int64_t)1000000000)
#define PLAN_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

// What may be said once; the line where it was said, 0 before.
enum plan_once {
    PLAN_ONCE_BASE_DISCOUNT,
    PLAN_ONCE_BASE_PARTS,
    PLAN_ONCE_HOLD,
    PLAN_ONCE_ROUND,
    PLAN_ONCE_TARIFF,
    PLAN_ONCE_MATRIX,
    PLAN_ONCE_SHARE,
    PLAN_ONCE_CUSTOMER,
    PLAN_ONCE_REFUNDS,
    PLAN_ONCE_LATE,
    PLAN_ONCE_MARGIN,
    PLAN_ONCE_COUNT
};

struct plan_builder {
    struct plan_reader reader;
    struct currency currency;
    struct plan *plan;
    int said_in_line[PLAN_ONCE_COUNT];
    struct plan_token tariff_use; // the first "of tariff"; line 0: none
};

// A percentage or a sum as it stands in the text.
struct plan_amount {
    const struct plan_token *token;
    bool is_percent;
    struct rate rate;
    struct exact fixed;
};

// A clause's first word, and its reader.
struct plan_clause {
    const char *word;
    enum rc (*read)(struct plan_builder *builder, const struct plan_token *first);
};
// Takes the clause that the token, already taken, begins; *ret_is_known tells whether there is one.
enum rc plan_read_pay(struct plan_builder *builder, struct text name, const struct plan_token *first) MUST_USE;
enum rc plan_read_also(struct plan_builder *builder, struct text name, const struct plan_token *first) MUST_USE;
enum rc plan_read_tariff(struct plan_builder *builder, const struct plan_token *first) MUST_USE;
enum rc plan_read_level(struct plan_builder *builder, const struct plan_token *first) MUST_USE;
enum rc plan_read_bonus(struct plan_builder *builder, const struct plan_token *first) MUST_USE;
enum rc plan_read_give(struct plan_builder *builder, const struct plan_token *first) MUST_USE;
enum rc plan_read_example(struct plan_builder *builder, const struct plan_token *first) MUST_USE;
extern const struct plan_clause plan_terms[]; // the clauses of terms, up to one without a word

enum rc plan_once(struct plan_builder *builder, enum plan_once what, const struct plan_token *token,
                  const char *name) MUST_USE;
// Room for one more in a list whose only owner is the builder: lists double at powers of two.
void *plan_list_room(struct arena *arena, void *list, size_t count, size_t size_bytes);
// Refuses when the list is full.
enum rc plan_list_check(struct plan_builder *builder, const struct plan_token *token, size_t count,
                        const char *name) MUST_USE;

bool plan_text_is_decimal(struct text t, size_t *ret_fraction_count);
bool plan_token_is_decimal(const struct plan_token *token);
bool plan_token_is_day(const struct plan_token *token); // looks like 2026-11-30
enum rc plan_take_amount(struct plan_builder *builder, struct plan_amount *ret_amount) MUST_USE;
// VALUE of the grammar. Percentages of a sale are 0 to 100.
enum rc plan_take_value(struct plan_builder *builder, struct plan_value *ret_value) MUST_USE;
enum rc plan_take_percent(struct plan_builder *builder, struct rate *ret_rate) MUST_USE;
enum rc plan_take_exact(struct plan_builder *builder, struct exact *ret_exact) MUST_USE;
// A sum of whole minor units; what: "cap", for the refusal.
enum rc plan_take_money(struct plan_builder *builder, const char *what, struct money *ret_money) MUST_USE;
// A whole number; what: "number of days".
enum rc plan_take_count(struct plan_builder *builder, const char *what, int64_t min, int64_t max,
                        int64_t *ret_count) MUST_USE;
// "hold" is taken; its days are next.
enum rc plan_take_hold(struct plan_builder *builder, int *ret_days) MUST_USE;
// A word, or anything between quotation marks, trimmed and not empty.
enum rc plan_take_name(struct plan_builder *builder, const char *what, struct text *ret_name) MUST_USE;
enum rc plan_take_day(struct plan_builder *builder, int64_t *ret_day) MUST_USE;
// "a week|month|quarter|year" or "in all".
enum rc plan_take_period(struct plan_builder *builder, enum plan_period *ret_period) MUST_USE;
// "sale", "lead" or "goal CODE", as singular or plural.
enum rc plan_take_goal(struct plan_builder *builder, bool is_plural, struct text *ret_goal) MUST_USE;
// "goal" is taken; its code is next.
enum rc plan_take_goal_code(struct plan_builder *builder, struct text *ret_goal) MUST_USE;

enum plan_place { PLAN_IN_RULE, PLAN_IN_LEVEL, PLAN_IN_TARGET };
// CONDITION of the grammar, whose fields must be known in this place.
enum rc plan_take_condition(struct plan_builder *builder, enum plan_place place,
                            const struct plan_expression **ret_expression) MUST_USE;
// ITEMS of the grammar.
enum rc plan_take_items(struct plan_builder *builder, const struct plan_expression **ret_expression) MUST_USE;
// "when" or "unless" is taken: the condition joins what *condition says already.
enum rc plan_take_when(struct plan_builder *builder, enum plan_place place, bool is_unless,
                       const struct plan_expression **condition) MUST_USE;
// FIELD is VALUE of an example.
enum rc plan_take_fact(struct plan_builder *builder, struct plan_fact *ret_fact) MUST_USE;
bool plan_expression_equal(const struct plan_expression *a, const struct plan_expression *b);
