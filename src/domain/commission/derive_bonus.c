// SPDX-License-Identifier: Apache-2.0
// Bonuses by volume; see derive_bonus.h.
#include "commission/derive_bonus.h"

#include "commission/plan_match.h"
#include "core/bug.h"
#include "format/json.h"

#define DERIVATION_FORMAT 2

static bool is_volume_for(const struct plan_target *target, const struct bonus_volume *volume)
{
    return target->period == volume->period && text_equal_ignore_case(target->goal, volume->goal) &&
           (target->period != PLAN_UNTIL || target->until_day == volume->until_day);
}

// How often the volume reaches the target.
static int64_t times_of(const struct plan_target *target, const struct bonus_volume *volume)
{
    int64_t reached = target->is_by_sum ? volume->sum.minor : volume->count;
    int64_t wanted = target->is_by_sum ? target->sum.minor : target->count;
    BUG_ON(wanted < 1);
    if (reached < wanted) {
        return 0;
    }
    int64_t times = target->is_every ? reached / wanted : 1;
    return times < BONUS_TIMES_MAX ? times : BONUS_TIMES_MAX;
}

static struct text period_text(enum plan_period period)
{
    if (period == PLAN_ALL_TIME) {
        return TEXT("all_time");
    }
    return period == PLAN_UNTIL ? TEXT("until") : text_of(plan_period_word(period));
}

static struct text day_text(struct arena *arena, int64_t day)
{
    return instant_date_text(arena, (struct instant){.ms = day * DAY_MS});
}

static void put_each(struct json_writer *w, struct arena *arena, const struct bonus_award *award)
{
    json_name(w, "each");
    json_begin_object(w);
    if (award->is_in_kind) {
        json_put_text(w, "name", award->reward_name);
        json_put_int64(w, "quantity", award->quantity);
        json_put_text(w, "reward", text_of(derive_reward_text(award->reward)));
    } else {
        json_put_text(w, "amount", money_text(arena, award->amount));
    }
    json_end_object(w);
}

static void put_target(struct json_writer *w, struct arena *arena, const struct plan_target *target)
{
    json_name(w, "target");
    json_begin_object(w);
    if (!target->is_by_sum) {
        json_put_int64(w, "count", target->count);
    }
    json_put_bool(w, "every", target->is_every);
    json_put_text(w, "goal", target->goal);
    json_put_text(w, "period", period_text(target->period));
    if (target->is_by_sum) {
        json_put_text(w, "sum", money_text(arena, target->sum));
    }
    if (target->period == PLAN_UNTIL) {
        json_put_text(w, "until", day_text(arena, target->until_day));
    }
    json_end_object(w);
}

static struct text bonus_json(struct arena *arena, const struct derive_plan *plan, const struct plan_bonus *bonus,
                              const struct bonus_volume *volume, const struct bonus_award *award)
{
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    struct json_writer writer = json_writer_new(&buf);
    struct json_writer *w = &writer;
    json_begin_object(w);
    json_put_text(w, "currency", currency_text(&volume->sum.currency));
    put_each(w, arena, award);
    json_put_int64(w, "format", DERIVATION_FORMAT);
    json_put_text(w, "kind", TEXT("bonus"));
    json_name(w, "plan");
    json_begin_object(w);
    json_put_bool(w, "individual", plan->is_individual);
    json_put_int64(w, "line", bonus->line);
    json_put_int64(w, "number", plan->number);
    json_put_text(w, "text", bonus->source);
    json_end_object(w);
    put_target(w, arena, &bonus->target);
    json_put_int64(w, "times", award->times);
    json_name(w, "volume");
    json_begin_object(w);
    json_put_int64(w, "count", volume->count);
    json_put_text(w, "first_day", day_text(arena, volume->first_day));
    json_put_text(w, "sum", money_text(arena, volume->sum));
    json_end_object(w);
    json_end_object(w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

static void add_award(struct arena *arena, const struct derive_plan *plan, const struct plan_bonus *bonus,
                      const struct bonus_volume *volume, struct bonus_derived *derived)
{
    int64_t times = times_of(&bonus->target, volume);
    if (times == 0) {
        return;
    }
    struct bonus_award *award = &derived->awards[derived->award_count++];
    *award = (struct bonus_award){.plan_id = plan->plan_id,
                                  .line = bonus->line,
                                  .first_day = volume->first_day,
                                  .times = times,
                                  .is_in_kind = bonus->is_in_kind,
                                  .amount = bonus->amount,
                                  .reward = bonus->reward,
                                  .quantity = bonus->quantity,
                                  .reward_name = bonus->reward_name};
    award->derivation = bonus_json(arena, plan, bonus, volume, award);
}

void bonus_derive(struct arena *arena, const struct bonus_facts *facts, const struct derive_plan *plans,
                  size_t plan_count, struct bonus_derived *ret_derived)
{
    const struct derive_facts seen = {
        .partner = facts->partner, .local_day = facts->local_day, .currency = facts->currency};
    const struct plan_match match = {.facts = &seen};
    const struct plan_expression *failed = NULL;
    size_t p = 0;
    *ret_derived = (struct bonus_derived){.awards = NULL};
    while (p < plan_count && plans[p].plan->bonus_count == 0) {
        p++;
    }
    if (p == plan_count) {
        return;
    }
    const struct plan *plan = plans[p].plan;
    ret_derived->awards = arena_many(arena, struct bonus_award, plan->bonus_count * facts->volume_count);
    for (size_t i = 0; i < plan->bonus_count; i++) {
        const struct plan_bonus *bonus = &plan->bonuses[i];
        if (bonus->is_per_event || !plan_match(bonus->condition, &match, &failed)) {
            continue;
        }
        for (size_t v = 0; v < facts->volume_count; v++) {
            if (is_volume_for(&bonus->target, &facts->volumes[v])) {
                add_award(arena, &plans[p], bonus, &facts->volumes[v], ret_derived);
            }
        }
    }
}
