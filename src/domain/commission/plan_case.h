// SPDX-License-Identifier: Apache-2.0
// All cases that plans can tell apart, private to this folder: every fact but the sale's amount takes one of finitely
// many values that stand for all others (each constant that a condition names, "another", the neighbours of each
// limit), and for each case the amounts at which a plan may change its course. Between those amounts what the engine
// pays is concave: sums of linear parts, cut by caps. So amounts are halved until the middle lies on the chord; by
// concavity nothing in between is then above the chord by more than twice what rounding moves.
#pragma once

#include "commission/plan_finding.h"

#define PLAN_CASE_PLANS_MAX 4
#define PLAN_CASE_LEVELS_MAX 8 // whose recruiters conditions may ask about, and versions be compared in itself
#define PLAN_CASE_DEPTH_MAX PLAN_LEVEL_MAX             // of levels that ask nothing about their recruiters
#define PLAN_CASE_AMOUNT_MAX ((int64_t)10000000000000) // minor units: what stands for "however large"
#define PLAN_CASE_NINTHS_MAX 89991                     // of a discount of 99.99 %, as a share of the amount
#define PLAN_CASE_DIMENSIONS_MAX 40
#define PLAN_CASE_VALUES 3

// One fact and the values that stand for all; the first is the plainest: nothing said.
struct case_choice {
    bool is_known;
    struct text text;
    int64_t number;                  // in the field's unit; quantity, usage, discount in ninths of the amount …
    int64_t before, all, ends_at;    // volumes
    const struct derive_item *items; // the first line takes what the others leave
    size_t item_count;
};

enum case_sort {
    CASE_FIELD,
    CASE_RECRUITER,
    CASE_CHURN,
    CASE_ITEMS,
    CASE_QUANTITY,
    CASE_USAGE,
    CASE_COUNT, // volume by count in a period
    CASE_SUM,   // volume by sum
    CASE_DISCOUNT,
    CASE_REFUND, // the amount as reported, where what is left of it is less
    CASE_GAP,    // no recruiter of that level
};

struct case_dimension {
    enum case_sort sort;
    enum plan_field field;
    struct text key; // of metadata
    int level;       // of a recruiter's field
    enum plan_period period;
    bool is_for_all, is_from_now; // of volumes: which of its two figures tiers ask
    struct case_choice *choices;
    size_t count;
};

struct plan_space {
    struct arena *arena;
    struct text goal;
    struct currency currency;
    const struct plan *plans[PLAN_CASE_PLANS_MAX];
    size_t plan_count;
    bool is_ratchet;
    struct case_dimension *dimensions[PLAN_CASE_DIMENSIONS_MAX];
    size_t dimension_count;
    int depth;        // levels that are there
    int64_t *amounts; // ascending, each once; 1 and PLAN_CASE_AMOUNT_MAX among them, 0 for the ratchet
    size_t amount_count;
    uint64_t case_count;      // product of the choices; UINT64_MAX when beyond counting
    enum check_why unsettled; // why the cases do not stand for all
};

// The space of what these plans tell apart for events of the goal. For the ratchet also what versions may differ in and
// a bound need not look at: refunds in part, sales without an amount, recruiters that are missing.
//
// A sale that was refunded in part pays as a sale of what is left of it, but that conditions see the amount as it was
// reported. So of each range of reported amounts that conditions tell apart the least one stands for all: amounts below
// it are what refunds left of it.
void plan_space_make(struct arena *arena, const struct plan *const *plans, size_t plan_count, struct text goal,
                     bool is_ratchet, struct plan_space *ret_space);

// One case with an amount, as the engine takes it. Volumes of periods that lie in each other fit: a year has at least
// what its month has, and whoever sold something has an event.
struct plan_scene {
    const struct plan_space *space;
    struct derive_facts facts;
    int fact_count; // facts that are not the plainest
    size_t chosen[PLAN_CASE_DIMENSIONS_MAX];
    struct derive_partner uplines[PLAN_CASE_DEPTH_MAX];
    struct derive_pair metadata[PLAN_CASE_DIMENSIONS_MAX];
    struct derive_volume volumes[PLAN_PERIOD_COUNT];
    struct derive_item items[32];
    int64_t discount_ninths;
    int64_t reported; // the amount was at least this; what is less was refunded
    const struct case_choice *counts[PLAN_PERIOD_COUNT], *sums[PLAN_PERIOD_COUNT]; // of the volumes; NULL: none
};
// The case of this number, below case_count. False when its facts contradict each other.
bool plan_scene_make(const struct plan_space *space, uint64_t number, struct plan_scene *ret_scene);
// What is left of the sale: all of it, save in a case of refunds.
void plan_scene_set_amount(struct plan_scene *scene, int64_t amount_minor);
