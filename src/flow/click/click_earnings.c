// SPDX-License-Identifier: Apache-2.0
// Money of clicks; see click_earnings.h.
#include "click/click_earnings.h"

#include "core/bug.h"
#include "format/json.h"

#define DERIVATION_BYTES_MAX 65536

static bool is_about_clicks(const struct plan *plan)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (plan->rules[i].event == PLAN_ON_CLICK || plan->rules[i].event == PLAN_ON_UNIQUE_CLICK) {
            return true;
        }
    }
    return false;
}

const struct derive_plan *click_payer(const struct derive_plan *plans, size_t plan_count)
{
    for (size_t i = 0; i < plan_count; i++) {
        if (is_about_clicks(plans[i].plan)) {
            return &plans[i];
        }
    }
    return NULL;
}

const struct derive_plan *impression_payer(const struct derive_plan *plans, size_t plan_count)
{
    for (size_t i = 0; i < plan_count; i++) {
        if (plan_impression_rule(plans[i].plan) != NULL) {
            return &plans[i];
        }
    }
    return NULL;
}

struct working {
    const struct click_facts *facts;
    const struct derive_plan *payer;
    struct exact rate, rate_unique;
    int line, line_unique; // rules of the plan, 0 none
    int64_t per_count;     // impressions that the rate is for
    struct exact earned, total;
    int hold_days;
    const char *hold_from;
};

static void settle_hold(struct working *work)
{
    const struct click_facts *facts = work->facts;
    work->hold_days = facts->program_hold_days;
    work->hold_from = "program";
    size_t first = work->payer == NULL ? facts->plan_count : (size_t)(work->payer - facts->plans);
    for (size_t i = first; i < facts->plan_count; i++) {
        if (facts->plans[i].plan->hold_days >= 0) {
            work->hold_days = facts->plans[i].plan->hold_days;
            work->hold_from = i == first ? "plan" : "next_plan";
            return;
        }
    }
}

// Rounded down to a millionth of a minor unit over all of the plan version's impressions together: what a line leaves
// of a thousand, the next one has.
static enum rc settle_impressions(struct working *work)
{
    const struct click_facts *facts = work->facts;
    const struct plan_rule *rule = work->payer == NULL ? NULL : plan_impression_rule(work->payer->plan);
    work->per_count = 1;
    if (rule == NULL) {
        return RC_OK;
    }
    work->line = rule->line;
    work->per_count = rule->per_count;
    if (rule->value.kind == PLAN_NOTHING) {
        return RC_OK;
    }
    work->rate = rule->value.fixed;
    int64_t all;
    int64_t after = 0;
    int64_t before = 0;
    if (work->rate.micro > INT64_MAX || __builtin_add_overflow(facts->impressions_before, facts->impressions, &all)) {
        return RC_REFUSED;
    }
    int64_t micro = (int64_t)work->rate.micro;
    TRY(int64_times_divided(micro, all, rule->per_count, ROUND_FLOOR, &after));
    TRY(int64_times_divided(micro, facts->impressions_before, rule->per_count, ROUND_FLOOR, &before));
    work->earned.micro = after - before;
    return RC_OK;
}

static enum rc settle_rates(struct working *work)
{
    const struct click_facts *facts = work->facts;
    struct exact none = {.micro = 0, .currency = facts->currency};
    work->rate = work->rate_unique = work->earned = none;
    if (facts->impressions > 0) {
        TRY(settle_impressions(work));
    } else if (work->payer != NULL) {
        const struct plan *plan = work->payer->plan;
        work->rate = plan_click_rate(plan, facts->currency, /* is_unique= */ false, &work->line);
        work->rate_unique = plan_click_rate(plan, facts->currency, /* is_unique= */ true, &work->line_unique);
    }
    if (facts->impressions == 0) {
        struct exact of_others = exact_times(work->rate, facts->clicks - facts->unique_clicks);
        work->earned = exact_add(of_others, exact_times(work->rate_unique, facts->unique_clicks));
    }
    struct exact carried = {.micro = facts->carried_in_micro, .currency = facts->currency};
    work->total = exact_add(work->earned, carried);
    return RC_OK;
}

static enum rc to_int64(struct exact e, int64_t *ret_micro)
{
    if (exact_is_overflown(e) || e.micro > INT64_MAX || e.micro < INT64_MIN) {
        return RC_REFUSED;
    }
    *ret_micro = (int64_t)e.micro;
    return RC_OK;
}

static void put_exact(struct arena *arena, struct json_writer *w, const char *name, struct exact e)
{
    json_put_text(w, name, exact_text(arena, e));
}

static struct exact exact_of(const struct working *work, int64_t micro)
{
    return (struct exact){.micro = micro, .currency = work->facts->currency};
}

static struct text source_of(const struct working *work, int line)
{
    for (size_t i = 0; work->payer != NULL && i < work->payer->plan->rule_count; i++) {
        if (work->payer->plan->rules[i].line == line) {
            return work->payer->plan->rules[i].source;
        }
    }
    return TEXT_NONE;
}

static void put_rate(struct arena *arena, struct json_writer *w, const struct working *work, bool is_unique)
{
    int line = is_unique ? work->line_unique : work->line;
    json_name(w, is_unique ? "unique_rate" : "rate");
    json_begin_object(w);
    put_exact(arena, w, "amount", is_unique ? work->rate_unique : work->rate);
    json_put_int64(w, "line", line);
    if (work->facts->impressions > 0) {
        json_put_int64(w, "per", work->per_count);
    }
    json_put_text(w, "text", source_of(work, line));
    json_end_object(w);
}

// Names sorted, no spaces: the same facts give the same bytes.
static struct text derivation_of(struct arena *arena, const struct working *work, const struct click_earnings *earnings)
{
    const struct click_facts *facts = work->facts;
    struct buf buf = buf_new(arena, DERIVATION_BYTES_MAX);
    struct json_writer w = json_writer_new(&buf);
    struct instant day = {facts->day * DAY_MS};
    json_begin_object(&w);
    put_exact(arena, &w, "carried_in", exact_of(work, facts->carried_in_micro));
    put_exact(arena, &w, "carried_out", exact_of(work, earnings->carried_out_micro));
    bool is_clicks = facts->impressions == 0;
    if (is_clicks) {
        json_put_int64(&w, "clicks", facts->clicks);
    }
    json_put_text(&w, "commission", money_text(arena, earnings->booked));
    json_put_text(&w, "currency", currency_text(&facts->currency));
    json_put_text(&w, "day", instant_date_text(arena, day));
    json_put_text(&w, "due_at", instant_text(arena, earnings->due_at));
    json_put_text(&w, "event", is_clicks ? TEXT("click") : TEXT("impression"));
    put_exact(arena, &w, "exact", work->earned);
    json_put_int64(&w, "format", 1);
    json_name(&w, "hold");
    json_begin_object(&w);
    json_put_int64(&w, "days", work->hold_days);
    json_put_text(&w, "from", text_of(work->hold_from));
    json_end_object(&w);
    if (!is_clicks) {
        json_put_int64(&w, "impressions", facts->impressions);
        json_put_int64(&w, "impressions_before", facts->impressions_before);
    }
    json_name(&w, "plan");
    if (work->payer == NULL) {
        json_add_null(&w);
    } else {
        json_begin_object(&w);
        json_put_bool(&w, "individual", work->payer->is_individual);
        json_put_int64(&w, "number", work->payer->number);
        json_end_object(&w);
    }
    put_rate(arena, &w, work, /* is_unique= */ false);
    bool is_even = work->payer != NULL && work->payer->plan->rounding == ROUND_HALF_EVEN;
    json_put_text(&w, "rounding", is_even ? TEXT("half_even") : TEXT("half_away"));
    put_exact(arena, &w, "total", work->total);
    if (is_clicks) {
        json_put_int64(&w, "unique_clicks", facts->unique_clicks);
        put_rate(arena, &w, work, /* is_unique= */ true);
    }
    json_end_object(&w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

enum rc click_earnings_derive(struct arena *arena, const struct click_facts *facts, struct click_earnings *ret_earnings)
{
    BUG_ON(facts->clicks < 0 || facts->unique_clicks < 0 || facts->unique_clicks > facts->clicks);
    BUG_ON(facts->impressions < 0 || facts->impressions_before < 0 || (facts->impressions > 0 && facts->clicks > 0));
    struct working work = {.facts = facts,
                           .payer = facts->impressions > 0 ? impression_payer(facts->plans, facts->plan_count)
                                                           : click_payer(facts->plans, facts->plan_count)};
    settle_hold(&work);
    TRY(settle_rates(&work));
    struct click_earnings earnings = {
        .plan_id = work.payer == NULL ? (struct plan_id){0} : work.payer->plan_id,
        .booked = money_zero(facts->currency),
        .due_at = {(facts->day + 1) * DAY_MS + work.hold_days * DAY_MS},
    };
    TRY(to_int64(work.earned, &earnings.earned_micro));
    if (earnings.earned_micro != 0) { // half a unit owed to the network is not rounded up to a whole one by no clicks
        enum rounding rounding = work.payer == NULL ? ROUND_HALF_AWAY : work.payer->plan->rounding;
        TRY(exact_round(work.total, rounding, &earnings.booked));
    }
    struct exact left = work.total;
    left.micro -= (__int128)earnings.booked.minor * EXACT_PER_MINOR;
    TRY(to_int64(left, &earnings.carried_out_micro));
    BUG_ON(earnings.booked.minor < 0);
    earnings.derivation = facts->is_sum_only ? TEXT_NONE : derivation_of(arena, &work, &earnings);
    *ret_earnings = earnings;
    return RC_OK;
}
