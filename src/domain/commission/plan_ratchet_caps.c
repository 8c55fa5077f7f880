// SPDX-License-Identifier: Apache-2.0
// Caps of periods and budgets of two versions: what one event has of them depends on those before it, so they are
// compared as clauses; see plan_ratchet.h.
#include "commission/plan_ratchet_private.h"
#include "core/bug.h"

#define CAPS_MAX (2 * PLAN_RULES_MAX)
#define EARNED_MAX ((int64_t)1000000000000000)

struct caps {
    const struct plan_cap *list[CAPS_MAX];
    size_t count;
};

static void gather(const struct plan *plan, enum plan_cap_scope scope, struct caps *caps)
{
    for (size_t i = 0; i < plan->cap_count; i++) {
        const struct plan_cap *cap = &plan->caps[i];
        if (cap->scope == scope && cap->beyond.ppm < RATE_ONE) { // with all of the rest it is none
            BUG_ON(caps->count == CAPS_MAX);
            caps->list[caps->count++] = cap;
        }
    }
}

// As the engine takes them: the partner's of the first plan that states one, budgets of all plans.
static void gather_caps(const struct plan_terms *terms, struct caps *caps)
{
    *caps = (struct caps){.count = 0};
    bool has_partner = false;
    for (size_t n = 0; n < terms->count; n++) {
        bool is_stated = false;
        for (size_t i = 0; i < terms->list[n]->cap_count; i++) {
            is_stated = is_stated || terms->list[n]->caps[i].scope == PLAN_CAP_PARTNER;
        }
        if (is_stated && !has_partner) {
            gather(terms->list[n], PLAN_CAP_PARTNER, caps);
        }
        has_partner = has_partner || is_stated;
        gather(terms->list[n], PLAN_CAP_PROGRAM, caps);
    }
}

static bool is_equal(const struct plan_cap *a, const struct plan_cap *b)
{
    return a->scope == b->scope && a->period == b->period && a->sum.minor == b->sum.minor &&
           a->beyond.ppm == b->beyond.ppm;
}

// Whether every period of the one kind lies within one of the other. Weeks lie within no month.
static bool is_within(enum plan_period inner, enum plan_period outer)
{
    return inner == outer || outer == PLAN_ALL_TIME || (inner != PLAN_WEEK && inner < outer);
}

static int64_t paid_of(const struct plan_cap *cap, int64_t earned)
{
    if (cap == NULL || earned <= cap->sum.minor) {
        return earned;
    }
    __int128 rest = (__int128)(earned - cap->sum.minor) * cap->beyond.ppm / RATE_ONE;
    return cap->sum.minor + (int64_t)rest;
}

// What has to be earned within one period until the new cap pays less than the old one (NULL: none); 0: never.
static int64_t earned_until_less(const struct plan_cap *before, const struct plan_cap *after)
{
    int64_t low = after->sum.minor;
    int64_t high = low + 1;
    while (paid_of(after, high) >= paid_of(before, high)) {
        low = high;
        high *= 2;
        if (high > EARNED_MAX) {
            return 0;
        }
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        *(paid_of(after, middle) < paid_of(before, middle) ? &high : &low) = middle;
    }
    return high;
}

static void say_tighter(struct comparing *work, const struct plan_cap *before, const struct plan_cap *after,
                        int64_t earned)
{
    struct currency currency = after->sum.currency;
    struct check_finding *finding = ratchet_add(work, CHECK_REFUTED, after->line, CHECK_CAP_TIGHTER);
    check_parameter_add(finding, "cap", CHECK_QUOTE)->text = text_slice(after->source, 0, 120);
    check_parameter_add(finding, "earned", CHECK_MONEY)->money = (struct money){.minor = earned, .currency = currency};
    check_parameter_add(finding, "before", CHECK_MONEY)->money =
        (struct money){.minor = paid_of(before, earned), .currency = currency};
    check_parameter_add(finding, "paid", CHECK_MONEY)->money =
        (struct money){.minor = paid_of(after, earned), .currency = currency};
}

static void say_longer(struct comparing *work, const struct plan_cap *before, const struct plan_cap *after)
{
    struct check_finding *finding = ratchet_add(work, CHECK_REFUTED, after->line, CHECK_CAP_LONGER);
    check_parameter_add(finding, "cap", CHECK_QUOTE)->text = text_slice(after->source, 0, 120);
    check_parameter_add(finding, "before", CHECK_QUOTE)->text = text_slice(before->source, 0, 120);
    check_parameter_add(finding, "sum", CHECK_MONEY)->money = after->sum;
}

static void say_open(struct comparing *work, const struct plan_cap *cap, enum check_code code)
{
    struct check_finding *finding = ratchet_add(work, CHECK_UNDECIDED, cap->line, code);
    check_parameter_add(finding, "cap", CHECK_QUOTE)->text = text_slice(cap->source, 0, 120);
}

// The old cap of that scope; NULL when there is none. *ret_count: how many there are.
static const struct plan_cap *find(const struct caps *caps, enum plan_cap_scope scope, size_t *ret_count)
{
    const struct plan_cap *found = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < caps->count; i++) {
        if (caps->list[i]->scope == scope) {
            found = found == NULL ? caps->list[i] : found;
            (*ret_count)++;
        }
    }
    return found;
}

// Counter-examples are of events that earn the same by both versions; one that earns more has them all the sooner.
static bool is_refuted(struct comparing *work, const struct caps *old_caps, const struct plan_cap *after)
{
    size_t count;
    const struct plan_cap *before = find(old_caps, after->scope, &count);
    if (count > 1) {
        return false; // their interplay is not looked through
    }
    if (before != NULL && before->period != after->period) {
        bool is_no_more = after->sum.minor <= before->sum.minor && after->beyond.ppm <= before->beyond.ppm;
        if (before->period < after->period && is_no_more) {
            say_longer(work, before, after);
            return true;
        }
        return false;
    }
    int64_t earned = earned_until_less(before, after);
    if (earned > 0) {
        say_tighter(work, before, after, earned);
    }
    return earned > 0;
}

static bool is_as_loose(const struct plan_cap *before, const struct plan_cap *after)
{
    return before->scope == after->scope && is_within(after->period, before->period) &&
           after->sum.minor >= before->sum.minor && after->beyond.ppm >= before->beyond.ppm;
}

static bool has_equal(const struct caps *caps, const struct plan_cap *cap)
{
    for (size_t i = 0; i < caps->count; i++) {
        if (is_equal(caps->list[i], cap)) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct caps *a, const struct caps *b)
{
    bool is_same = a->count == b->count;
    for (size_t i = 0; i < a->count && is_same; i++) {
        is_same = has_equal(b, a->list[i]) && has_equal(a, b->list[i]);
    }
    return is_same;
}

static bool is_anything_paid(const struct comparing *work)
{
    for (size_t role = 0; role < RATCHET_ROLES; role++) {
        if (work->roles[role].is_paid) {
            return true;
        }
    }
    return false;
}

void ratchet_compare_caps(struct comparing *work)
{
    struct caps *before = arena_one(work->arena, struct caps);
    struct caps *after = arena_one(work->arena, struct caps);
    gather_caps(work->sides[0], before);
    gather_caps(work->sides[1], after);
    if (after->count == 0 || !is_anything_paid(work)) {
        return;
    }
    bool is_looser = before->count == 1 && after->count == 1 && is_as_loose(before->list[0], after->list[0]);
    bool is_proved = is_same(before, after) || is_looser;
    bool is_any_refuted = false;
    for (size_t i = 0; i < after->count && !is_proved; i++) {
        if (!has_equal(before, after->list[i])) {
            is_any_refuted = is_refuted(work, before, after->list[i]) || is_any_refuted;
        }
    }
    if (!is_proved && !is_any_refuted) {
        say_open(work, after->list[0], CHECK_CAP_CHANGED);
    }
    if (is_proved && work->is_more) {
        say_open(work, after->list[0], CHECK_CAP_SOONER);
    }
}
