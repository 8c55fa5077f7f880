// SPDX-License-Identifier: Apache-2.0
// Bonuses and rewards in kind; see commission_bonus.h.
#include "commission/commission_bonus.h"

#include "commission/commission_history.h"
#include "commission/commission_sql.h"
#include "commission/commission_step.h"
#include "commission/derive_bonus.h"
#include "conversion/conversion_rollup.h"
#include "conversion/conversion_sql.h"
#include "format/encode.h"

#define WANTED_MAX 100000

// ---- what a period has reached ----

// One version's part of a period: the volume up to the last event that it judged.
struct version {
    struct text plan_ids;
    struct conversion_id last_event;
    int64_t last_day;
    int64_t count, sum_minor;
};

// What earlier versions have granted for a target.
struct granted {
    const struct plan_bonus *bonus;
    int64_t times;
};

struct counting {
    struct db *db;
    struct arena *arena;
    const struct bonus_period *period;
    struct fault *fault;
    struct version *versions;
    size_t version_count;
    struct granted *granted;
    size_t granted_count;
    struct bonus_wanted *list;
    size_t count, capacity;
};

static bool is_counted(const struct sql_history_events_row *row)
{
    return row->amount_minor == 0 || row->refunded_minor < row->amount_minor;
}

static enum rc count_versions(struct counting *work, int64_t last_day)
{
    const struct bonus_period *period = work->period;
    struct sql_history_events_in in = {.program_id = period->program_id,
                                       .partner_id = period->partner_id,
                                       .goal = period->goal,
                                       .first_day = period->first_day,
                                       .last_day = last_day};
    struct sql_history_events_row *rows;
    size_t count;
    TRY(sql_history_events(work->db, work->arena, &in, &rows, &count));
    work->versions = arena_many(work->arena, struct version, count);
    work->version_count = 0;
    int64_t events = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        events += is_counted(&rows[i]) ? 1 : 0;
        sum += is_counted(&rows[i]) ? rows[i].amount_minor - rows[i].refunded_minor : 0;
        size_t v = 0;
        while (v < work->version_count && !text_equal(work->versions[v].plan_ids, rows[i].plan_ids)) {
            v++;
        }
        work->version_count += v == work->version_count ? 1 : 0;
        work->versions[v] = (struct version){.plan_ids = rows[i].plan_ids,
                                             .last_event = rows[i].id,
                                             .last_day = rows[i].local_day,
                                             .count = events,
                                             .sum_minor = sum};
    }
    return RC_OK;
}

static const struct plan_bonus *bonus_of(const struct commission_plans *plans, struct plan_id plan_id, int line)
{
    for (size_t p = 0; p < plans->count; p++) {
        const struct plan *plan = plans->list[p].plan;
        for (size_t i = 0; plans->list[p].plan_id.v == plan_id.v && i < plan->bonus_count; i++) {
            if (plan->bonuses[i].line == line) {
                return &plan->bonuses[i];
            }
        }
    }
    return NULL;
}

bool bonus_is_for_same(const struct plan_bonus *a, const struct plan_bonus *b)
{
    return a->is_in_kind == b->is_in_kind && a->target.is_by_sum == b->target.is_by_sum &&
           a->target.is_every == b->target.is_every && a->target.until_day == b->target.until_day &&
           a->target.count == b->target.count && a->target.sum.minor == b->target.sum.minor;
}

static struct granted *granted_for(struct counting *work, const struct plan_bonus *bonus)
{
    for (size_t i = 0; i < work->granted_count; i++) {
        if (bonus_is_for_same(work->granted[i].bonus, bonus)) {
            return &work->granted[i];
        }
    }
    work->granted[work->granted_count] = (struct granted){.bonus = bonus};
    return &work->granted[work->granted_count++];
}

static void want(struct counting *work, const struct commission_plans *plans, const struct version *version,
                 const struct bonus_award *award, int64_t repetition)
{
    const struct bonus_period *period = work->period;
    if (work->count == work->capacity) {
        work->list = db_rows_grow(work->arena, work->list, sizeof(work->list[0]), &work->capacity);
    }
    int hold_days = -1;
    for (size_t i = 0; i < plans->count && hold_days < 0; i++) {
        hold_days = plans->list[i].plan->hold_days;
    }
    work->list[work->count++] = (struct bonus_wanted){
        .key = text_format(work->arena, "bon:%lld:%lld:%lld:%d:%lld:%lld", (long long)period->program_id.v,
                           (long long)period->partner_id.v, (long long)award->plan_id.v, award->line,
                           (long long)award->first_day, (long long)repetition),
        .plan_id = award->plan_id,
        .plan_ids = version->plan_ids,
        .amount = award->amount,
        .is_in_kind = award->is_in_kind,
        .reward = {.plan_id = award->plan_id,
                   .line = award->line,
                   .kind = award->reward,
                   .name = award->reward_name,
                   .quantity = award->quantity},
        .derivation = award->derivation,
        .history =
            text_format(work->arena, "count=%lld&sum=%lld", (long long)version->count, (long long)version->sum_minor),
        .hold_days = hold_days,
    };
}

static enum rc partner_then(struct counting *work, const struct version *version, struct derive_facts *ret_facts)
{
    struct conversion *last = arena_one(work->arena, struct conversion);
    TRY(conversion_get(work->db, work->arena, version->last_event, last));
    struct commission_event event = {.conversion = last};
    return commission_facts(work->arena, &event, TEXT(""), ret_facts);
}

static enum rc derive_version(struct counting *work, const struct version *version, int64_t until_day)
{
    const struct bonus_period *period = work->period;
    struct commission_plans plans;
    struct derive_facts last;
    TRY(commission_plans_read(work->db, work->arena, version->plan_ids, period->currency, &plans, work->fault));
    TRY(partner_then(work, version, &last));
    bool is_calendar = period->period != PLAN_ALL_TIME && period->period != PLAN_UNTIL;
    struct bonus_volume volume = {.goal = period->goal,
                                  .period = period->period,
                                  .until_day = until_day,
                                  .first_day = is_calendar ? period->first_day : 0,
                                  .count = version->count,
                                  .sum = {.minor = version->sum_minor, .currency = period->currency}};
    struct bonus_facts facts = {.currency = period->currency,
                                .local_day = version->last_day,
                                .partner = last.partner,
                                .volumes = &volume,
                                .volume_count = 1};
    struct bonus_derived derived;
    bonus_derive(work->arena, &facts, plans.list, plans.count, &derived);
    for (size_t i = 0; i < derived.award_count; i++) {
        const struct plan_bonus *bonus = bonus_of(&plans, derived.awards[i].plan_id, derived.awards[i].line);
        struct granted *granted = granted_for(work, bonus);
        for (int64_t k = granted->times + 1; k <= derived.awards[i].times && work->count < WANTED_MAX; k++) {
            want(work, &plans, version, &derived.awards[i], k);
        }
        if (derived.awards[i].times > granted->times) {
            granted->times = derived.awards[i].times;
        }
    }
    return RC_OK;
}

// The days that bonuses "until DATE" of the period's versions end on; of calendar periods the period's last.
static enum rc end_days(struct counting *work, int64_t **ret_days, size_t *ret_count)
{
    const struct bonus_period *period = work->period;
    int64_t *days = arena_many(work->arena, int64_t, 1 + work->version_count * PLAN_RULES_MAX * 2);
    *ret_days = days;
    *ret_count = 0;
    if (period->period != PLAN_UNTIL) {
        days[(*ret_count)++] = period->last_day;
        return RC_OK;
    }
    for (size_t v = 0; v < work->version_count; v++) {
        struct commission_plans plans;
        TRY(commission_plans_read(work->db, work->arena, work->versions[v].plan_ids, period->currency, &plans,
                                  work->fault));
        for (size_t p = 0; p < plans.count; p++) {
            for (size_t i = 0; i < plans.list[p].plan->bonus_count; i++) {
                const struct plan_bonus *bonus = &plans.list[p].plan->bonuses[i];
                bool is_new = !bonus->is_per_event && bonus->target.period == PLAN_UNTIL;
                for (size_t k = 0; k < *ret_count; k++) {
                    is_new = is_new && days[k] != bonus->target.until_day;
                }
                if (is_new) {
                    days[(*ret_count)++] = bonus->target.until_day;
                }
            }
        }
    }
    return RC_OK;
}

enum rc bonus_period_derive(struct db *db, struct arena *arena, const struct bonus_period *period,
                            struct bonus_wanted **ret_list, size_t *ret_count, struct fault *fault)
{
    struct counting work = {.db = db, .arena = arena, .period = period, .fault = fault};
    TRY(count_versions(&work, period->last_day));
    int64_t *days;
    size_t day_count;
    TRY(end_days(&work, &days, &day_count));
    work.granted = arena_many(arena, struct granted, (work.version_count + 1) * PLAN_RULES_MAX * 2);
    for (size_t d = 0; d < day_count; d++) {
        TRY(count_versions(&work, days[d]));
        for (size_t v = 0; v < work.version_count; v++) {
            TRY(derive_version(&work, &work.versions[v], days[d]));
        }
    }
    *ret_list = work.list;
    *ret_count = work.count;
    return RC_OK;
}

// ---- rewards in kind ----

static const char *const reward_words[] = {[PLAN_GIVE_GIFT] = "gift",
                                           [PLAN_GIVE_CREDIT] = "credit",
                                           [PLAN_GIVE_LEAD] = "lead",
                                           [PLAN_GIVE_INVITATION] = "invitation"};

struct reward_target {
    struct text key;
    struct partner_id partner_id;
    struct program_id program_id;
    struct conversion_id conversion_id;
    const struct derive_reward *reward; // NULL: nothing is earned any more
};

static enum rc reward_step(struct flow *flow, int64_t id, int64_t number, struct text cause, int64_t quantity)
{
    struct sql_reward_change_insert_in step = {.reward_id = id,
                                               .number = number,
                                               .cause = cause,
                                               .quantity = quantity,
                                               .actor = TEXT(""),
                                               .changed_at = flow->now};
    return sql_reward_change_insert(flow->db, &step, NULL);
}

static enum rc reward_open(struct flow *flow, const struct reward_target *target)
{
    const struct derive_reward *reward = target->reward;
    struct sql_reward_insert_in in = {.reward_key = target->key,
                                      .partner_id = target->partner_id,
                                      .program_id = target->program_id,
                                      .conversion_id = target->conversion_id,
                                      .plan_id = reward->plan_id,
                                      .line = reward->line,
                                      .kind = text_of(reward_words[reward->kind]),
                                      .name = text_is(reward->name) ? reward->name : TEXT(""),
                                      .created_at = flow->now};
    struct sql_reward_insert_row row;
    TRY(sql_reward_insert(flow->db, flow->arena, &in, &row));
    return reward_step(flow, row.id, 1, TEXT("granted"), reward->quantity);
}

// Grants or takes back the difference; what was delivered stays.
static enum rc reward_settle(struct flow *flow, const struct reward_target *target)
{
    struct sql_reward_find_in find = {.reward_key = target->key};
    struct sql_reward_find_row row;
    int64_t wanted = target->reward == NULL ? 0 : target->reward->quantity;
    enum rc rc = sql_reward_find(flow->db, flow->arena, &find, &row);
    if (rc == RC_NOT_FOUND) {
        return wanted == 0 ? RC_OK : reward_open(flow, target);
    }
    TRY(rc);
    int64_t has = row.granted - row.taken_back;
    wanted = wanted < row.delivered ? row.delivered : wanted;
    if (wanted == has) {
        return RC_OK;
    }
    return reward_step(flow, row.id, row.last_number + 1, wanted > has ? TEXT("granted") : TEXT("taken_back"),
                       wanted > has ? wanted - has : has - wanted);
}

static struct text event_reward_key(struct arena *arena, const struct conversion *conversion,
                                    const struct derive_reward *reward)
{
    return text_format(arena, "cnv:%lld:%lld:%lld:%d", (long long)conversion->id.v, (long long)conversion->partner_id.v,
                       (long long)reward->plan_id.v, reward->line);
}

// Those on record that are wanted no more.
static enum rc rewards_end(struct flow *flow, struct reward_target of, const struct text *wanted, size_t wanted_count,
                           struct text prefix)
{
    struct sql_reward_keys_of_in in = {
        .conversion_id = of.conversion_id, .program_id = of.program_id, .partner_id = of.partner_id};
    struct sql_reward_keys_of_row *rows;
    size_t count;
    TRY(sql_reward_keys_of(flow->db, flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        bool is_wanted = !text_starts_with(rows[i].reward_key, prefix);
        for (size_t k = 0; k < wanted_count; k++) {
            is_wanted = is_wanted || text_equal(rows[i].reward_key, wanted[k]);
        }
        of.key = rows[i].reward_key;
        TRY(is_wanted ? RC_OK : reward_settle(flow, &of));
    }
    return RC_OK;
}

bool commission_has_rewards(const struct commission_plans *plans)
{
    for (size_t p = 0; p < plans->count; p++) {
        for (size_t i = 0; i < plans->list[p].plan->bonus_count; i++) {
            const struct plan_bonus *bonus = &plans->list[p].plan->bonuses[i];
            if (bonus->is_in_kind && bonus->is_per_event) {
                return true;
            }
        }
    }
    return false;
}

enum rc commission_rewards_settle(struct flow *flow, const struct commission_event *event,
                                  const struct derived *derived)
{
    const struct conversion *conversion = event->conversion;
    if (!commission_has_rewards(event->plans)) {
        return RC_OK;
    }
    struct reward_target target = {
        .partner_id = conversion->partner_id, .program_id = conversion->program_id, .conversion_id = conversion->id};
    struct text *keys = arena_many(flow->arena, struct text, derived->reward_count);
    for (size_t i = 0; i < derived->reward_count; i++) {
        target.reward = &derived->rewards[i];
        keys[i] = target.key = event_reward_key(flow->arena, conversion, target.reward);
        TRY(flow_stored(flow, reward_settle(flow, &target)));
    }
    target.reward = NULL;
    return flow_stored(flow, rewards_end(flow, target, keys, derived->reward_count, TEXT("cnv:")));
}

// ---- bonuses in money ----

struct settling {
    struct flow *flow;
    const struct conversion *conversion;
    struct rollup *rollup;
    struct bonus_period period;
    struct bonus_wanted *wanted;
    size_t wanted_count;
    int64_t hold_days;
    struct commission *booked;
    size_t booked_count;
};

static enum rc bonus_open(struct settling *work, const struct bonus_wanted *wanted)
{
    struct flow *flow = work->flow;
    const struct bonus_period *period = &work->period;
    int64_t hold_days = wanted->hold_days >= 0 ? wanted->hold_days : work->hold_days;
    struct commission commission = {
        .accrual_key = wanted->key,
        .partner_id = period->partner_id,
        .program_id = period->program_id,
        .plan_id = wanted->plan_id,
        .plan_ids = wanted->plan_ids,
        .role = TEXT("bonus"),
        .due_at = {flow->now.ms + hold_days * DAY_MS},
        .created_at = flow->now,
    };
    struct commission_opening opening = {.amount = wanted->amount,
                                         .derivation = wanted->derivation,
                                         .history = wanted->history,
                                         .occurred_at = flow->now};
    TRY(commission_open(flow, &opening, &commission, 1));
    rollup_bonus(flow, work->rollup, &commission, commission.amount.minor);
    return RC_OK;
}

static enum rc bonus_adjust(struct settling *work, struct commission *commission, const struct bonus_wanted *wanted)
{
    struct flow *flow = work->flow;
    struct money amount = wanted == NULL ? money_zero(commission->amount.currency) : wanted->amount;
    if (amount.minor == commission->amount.minor) {
        return RC_OK;
    }
    struct booking_step step;
    TRY(commission_step_begin(flow, commission, flow->now, &step));
    struct booking_position before = commission_position(commission);
    struct booking booking;
    enum rc rc = booking_adjust(flow->arena, &step, &before, amount, /* is_rejected= */ false, &booking);
    if (rc != RC_OK) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    struct commission_news news = {.cause = COMMISSION_CAUSE_VOLUME,
                                   .cause_id = work->conversion->id.v,
                                   .derivation = wanted == NULL ? TEXT("{}") : wanted->derivation,
                                   .history = wanted == NULL ? TEXT_NONE : wanted->history,
                                   .due_at = commission->due_at};
    TRY(commission_step_write(flow, &step, &booking, &news, commission));
    rollup_bonus(flow, work->rollup, commission, commission->amount.minor - before.amount.minor);
    return RC_OK;
}

static const struct bonus_wanted *wanted_find(const struct settling *work, struct text key)
{
    for (size_t i = 0; i < work->wanted_count; i++) {
        if (!work->wanted[i].is_in_kind && text_equal(work->wanted[i].key, key)) {
            return &work->wanted[i];
        }
    }
    return NULL;
}

// "bon:PROGRAM:PARTNER:PLAN:LINE:DAY:REPETITION" of the goal and period that are being settled.
static enum rc is_of_period(struct settling *work, struct text key, struct text plan_ids, bool *ret_is)
{
    int64_t parts[6];
    struct text part;
    *ret_is = false;
    if (!text_split(&key, ':', &part)) {
        return RC_FAULT;
    }
    for (size_t i = 0; i < 6; i++) {
        if (!text_split(&key, ':', &part) || int64_parse(part, INT64_MIN, INT64_MAX, &parts[i]) != RC_OK) {
            return RC_FAULT;
        }
    }
    struct commission_plans plans;
    TRY(commission_plans_read(work->flow->db, work->flow->arena, plan_ids, work->period.currency, &plans,
                              work->flow->fault));
    const struct plan_bonus *bonus = bonus_of(&plans, (struct plan_id){parts[2]}, (int)parts[3]);
    bool is_calendar = work->period.period != PLAN_ALL_TIME && work->period.period != PLAN_UNTIL;
    *ret_is = bonus != NULL && bonus->target.period == work->period.period &&
              text_equal_ignore_case(bonus->target.goal, work->period.goal) &&
              parts[4] == (is_calendar ? work->period.first_day : 0);
    return RC_OK;
}

static enum rc settle_money(struct settling *work)
{
    for (size_t i = 0; i < work->booked_count; i++) {
        bool is_of;
        TRY(flow_stored(work->flow, is_of_period(work, work->booked[i].accrual_key, work->booked[i].plan_ids, &is_of)));
        if (is_of) {
            TRY(bonus_adjust(work, &work->booked[i], wanted_find(work, work->booked[i].accrual_key)));
        }
    }
    for (size_t i = 0; i < work->wanted_count; i++) {
        bool is_booked = work->wanted[i].is_in_kind;
        for (size_t k = 0; k < work->booked_count && !is_booked; k++) {
            is_booked = text_equal(work->booked[k].accrual_key, work->wanted[i].key);
        }
        TRY(is_booked ? RC_OK : bonus_open(work, &work->wanted[i]));
    }
    return RC_OK;
}

static enum rc settle_kind(struct settling *work)
{
    struct flow *flow = work->flow;
    struct reward_target target = {.partner_id = work->period.partner_id, .program_id = work->period.program_id};
    for (size_t i = 0; i < work->wanted_count; i++) {
        if (work->wanted[i].is_in_kind) {
            target.key = work->wanted[i].key;
            target.reward = &work->wanted[i].reward;
            TRY(reward_settle(flow, &target));
        }
    }
    struct sql_reward_keys_of_in in = {.program_id = target.program_id, .partner_id = target.partner_id};
    struct sql_reward_keys_of_row *rows;
    size_t count;
    target.reward = NULL;
    TRY(sql_reward_keys_of(flow->db, flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        bool is_of, is_wanted = false;
        TRY(is_of_period(work, rows[i].reward_key, work->conversion->plan_ids, &is_of));
        for (size_t k = 0; k < work->wanted_count; k++) {
            is_wanted = is_wanted || text_equal(work->wanted[k].key, rows[i].reward_key);
        }
        target.key = rows[i].reward_key;
        TRY(is_of && !is_wanted ? reward_settle(flow, &target) : RC_OK);
    }
    return RC_OK;
}

static enum rc settle_period(struct settling *work, enum plan_period period)
{
    const struct conversion *conversion = work->conversion;
    work->period = (struct bonus_period){.program_id = conversion->program_id,
                                         .partner_id = conversion->partner_id,
                                         .goal = conversion->goal,
                                         .period = period,
                                         .currency = conversion->amount.currency};
    period_days(period, conversion->local_day, &work->period.first_day, &work->period.last_day);
    TRY(flow_stored(work->flow, bonus_period_derive(work->flow->db, work->flow->arena, &work->period, &work->wanted,
                                                    &work->wanted_count, work->flow->fault)));
    TRY(flow_stored(work->flow, commission_list_bonuses(work->flow->db, work->flow->arena, conversion->program_id,
                                                        conversion->partner_id, &work->booked, &work->booked_count)));
    TRY(settle_money(work));
    return flow_stored(work->flow, settle_kind(work));
}

enum rc commission_bonuses_settle(struct flow *flow, const struct history_scope *scope,
                                  const struct conversion *conversion, struct rollup *rollup)
{
    if ((scope->needs & NEED_BONUS_MASK) == 0) {
        return RC_OK;
    }
    struct program_terms terms;
    TRY(flow_stored(flow, program_terms_get(flow->db, flow->arena, conversion->terms_id, &terms)));
    struct settling work = {.flow = flow, .conversion = conversion, .rollup = rollup, .hold_days = terms.hold_days};
    for (int period = 0; period < PLAN_PERIOD_COUNT; period++) {
        if ((scope->needs & NEED_BONUS(period)) != 0) {
            TRY(settle_period(&work, (enum plan_period)period));
        }
    }
    return RC_OK;
}
