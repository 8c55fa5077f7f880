// SPDX-License-Identifier: Apache-2.0
// What a backtest reads: pages of events in the canonical order, and the plans they were accepted under.
#include "backtest/backtest_private.h"

#include "conversion/conversion_facts.h"
#include "format/encode.h"
#include "partner/partner.h"

// ---- plans ----

static int64_t bits_of(const struct plan_needs *needs)
{
    int64_t bits = 0;
    for (int period = 0; period < PLAN_PERIOD_COUNT; period++) {
        bits |= needs->volumes[period] ? NEED_VOLUME(period) : 0;
        bits |= needs->whole_periods[period] ? NEED_WHOLE(period) : 0;
        bits |= needs->bonuses[period] ? NEED_BONUS(period) : 0;
    }
    bits |= needs->is_customer_history ? NEED_CUSTOMER : 0;
    bits |= needs->is_partner_caps || needs->is_budget ? NEED_CAP : 0;
    return bits;
}

static void add_until(struct backtest_history *history, int64_t day)
{
    for (size_t i = 0; i < history->until_count; i++) {
        if (history->until_days[i] == day) {
            return;
        }
    }
    if (history->until_count < BACKTEST_UNTIL_MAX) {
        history->until_days[history->until_count++] = day;
    }
}

static bool is_per_item(const struct plan_rule *rule)
{
    bool is = rule->value.kind == PLAN_FIXED_PER_ITEM;
    for (size_t i = 0; i < rule->tiers.count; i++) {
        is = is || rule->tiers.list[i].value.kind == PLAN_FIXED_PER_ITEM;
    }
    return is;
}

static void look_at(struct backtest_work *work, const struct plan *plan)
{
    struct plan_needs needs = {.upline_depth = 0};
    plan_needs_add(plan, TEXT("sale"), &needs);
    plan_needs_add(plan, TEXT("lead"), &needs);
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event == PLAN_ON_GOAL) {
            plan_needs_add(plan, rule->goal, &needs);
        }
        work->is_any_item = work->is_any_item || rule->items != NULL || rule->condition != NULL || is_per_item(rule);
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        work->is_any_item = work->is_any_item || plan->levels[i].condition != NULL;
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        const struct plan_target *target = &plan->bonuses[i].target;
        plan_needs_add(plan, target->goal, &needs);
        if (!plan->bonuses[i].is_per_event && target->period == PLAN_UNTIL) {
            add_until(&work->history, target->until_day);
        }
    }
    for (size_t i = 0; i < plan->cap_count; i++) {
        const struct plan_cap *cap = &plan->caps[i];
        bool is_of_period = cap->scope == PLAN_CAP_PARTNER || cap->scope == PLAN_CAP_PROGRAM;
        work->cap_periods[cap->period] = work->cap_periods[cap->period] || is_of_period;
    }
    work->needs |= bits_of(&needs);
    work->is_any_forgiven = work->is_any_forgiven || plan->is_refund_forgiven;
    work->is_any_cap = work->is_any_cap || (work->needs & NEED_CAP) != 0;
}

enum rc backtest_plans_read(struct backtest_work *work)
{
    struct sql_backtest_plans_in in = {.program_id = work->ask->program_id};
    struct sql_backtest_plans_row *rows;
    bool is_any_recorded = false;
    size_t count;
    TRY(sql_backtest_plans(work->flow->db, work->state, &in, &rows, &count));
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        const struct plan *plan = work->ask->drafts[d].plan;
        is_any_recorded = is_any_recorded || plan == NULL;
        if (plan != NULL) {
            look_at(work, plan);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct plan *plan;
        struct plan_error error;
        if (text_is_empty(rows[i].plan_text) || (!rows[i].is_individual && !is_any_recorded)) {
            continue; // individual terms that end there
        }
        if (plan_parse(work->state, rows[i].plan_text, work->currency, &plan, &error) != RC_OK) {
            return fault_internal(work->flow->fault, RC_FAULT, "plan %lld does not read: line %d: %s",
                                  (long long)rows[i].id.v, error.line, error.message);
        }
        look_at(work, plan);
        if (!rows[i].is_individual) {
            continue;
        }
        struct derive_plan *individual = arena_one(work->state, struct derive_plan);
        *individual =
            (struct derive_plan){.plan_id = rows[i].id, .number = rows[i].number, .is_individual = true, .plan = plan};
        textmap_put(&work->individuals, text_format(work->state, "%lld", (long long)rows[i].id.v), individual);
    }
    work->history.needs = work->needs;
    return RC_OK;
}

// Whether what was recorded with the event is what the drafts look at.
static void compare_needs(struct backtest_work *work, struct text goal, const struct commission_plans *recorded,
                          struct backtest_terms *terms)
{
    struct plan_needs had = commission_plans_needs(recorded, goal);
    struct plan_needs wanted = {.upline_depth = 0};
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        struct plan_needs needs = commission_plans_needs(&terms->plans[d], goal);
        wanted.upline_depth = needs.upline_depth > wanted.upline_depth ? needs.upline_depth : wanted.upline_depth;
        wanted.is_matrix = wanted.is_matrix || needs.is_matrix;
        wanted.is_touches = wanted.is_touches || needs.is_touches;
    }
    bool is_same_way = wanted.is_matrix == had.is_matrix;
    terms->has_recruiters = wanted.upline_depth == 0 || (had.upline_depth >= wanted.upline_depth && is_same_way);
    terms->has_touches = had.is_touches || !wanted.is_touches;
    work->is_matrix_missing = work->is_matrix_missing || (wanted.is_matrix && !terms->has_recruiters);
}

static enum rc terms_make(struct backtest_work *work, struct text plan_ids, struct text goal,
                          struct backtest_terms *terms)
{
    struct commission_plans recorded;
    TRY(commission_plans_read(work->flow->db, work->state, plan_ids, work->currency, &recorded, work->flow->fault));
    const struct derive_plan *individual = NULL;
    struct text rest = plan_ids;
    struct text part;
    while (individual == NULL && !text_is_empty(plan_ids) && text_split(&rest, ',', &part)) {
        individual = textmap_get(&work->individuals, part);
    }
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        struct commission_plans *plans = &terms->plans[d];
        if (work->ask->drafts[d].plan == NULL) {
            *plans = recorded;
            continue;
        }
        if (individual != NULL) {
            plans->list[plans->count++] = *individual;
        }
        // No recorded version has a negative id.
        plans->list[plans->count++] =
            (struct derive_plan){.plan_id = {-1 - (int64_t)d}, .plan = work->ask->drafts[d].plan};
    }
    compare_needs(work, goal, &recorded, terms);
    return RC_OK;
}

static enum rc terms_of(struct backtest_work *work, struct arena *arena, struct text plan_ids, struct text goal,
                        const struct backtest_terms **ret_terms)
{
    struct text key = text_format(arena, "%.*s %.*s", TEXT_PRINT(plan_ids), TEXT_PRINT(goal));
    if (work->last_terms == NULL || !text_equal(key, work->last_terms->key)) {
        struct backtest_terms *terms = textmap_get(&work->terms, key);
        if (terms == NULL) {
            terms = arena_one(work->state, struct backtest_terms);
            terms->key = text_copy(work->state, key);
            TRY(terms_make(work, plan_ids, goal, terms));
            textmap_put(&work->terms, key, terms);
        }
        work->last_terms = terms;
    }
    *ret_terms = work->last_terms;
    return RC_OK;
}

// ---- recruiters as they are today ----

// An archived one is a gap.
static enum rc recruiter_read(struct backtest_work *work, struct partner_id id, struct derive_partner *ret_partner)
{
    struct flow *flow = work->flow;
    struct partner_facts_question question = {
        .partner_id = id, .program_id = work->ask->program_id, .at = flow->now, .known_at = flow->now};
    TRY(derive_partner_read(flow, work->state, &question, ret_partner));
    ret_partner->partner_id.v = ret_partner->is_active ? id.v : 0;
    return RC_OK;
}

static enum rc chain_of(struct backtest_work *work, struct partner_id id, const struct backtest_chain **ret_chain)
{
    uint64_t at = 0;
    if (map64_get(&work->chains, (uint64_t)id.v, &at)) {
        *ret_chain = (const struct backtest_chain *)(uintptr_t)at;
        return RC_OK;
    }
    struct partner_id *above;
    size_t count;
    TRY(partner_recruiters(work->flow->db, work->state, id, FACTS_PARTNERS_MAX, &above, &count));
    struct backtest_chain *chain = arena_one(work->state, struct backtest_chain);
    struct derive_partner *list = arena_many(work->state, struct derive_partner, count);
    for (size_t i = 0; i < count; i++) {
        TRY(recruiter_read(work, above[i], &list[i]));
    }
    *chain = (struct backtest_chain){.list = list, .count = count};
    map64_put(&work->chains, (uint64_t)id.v, (uint64_t)(uintptr_t)chain);
    *ret_chain = chain;
    return RC_OK;
}

// ---- pages ----

static void take_row(const struct backtest_work *work, const struct sql_backtest_events_row *row,
                     struct backtest_event *event)
{
    *event = (struct backtest_event){
        .conversion = {.id = row->id,
                       .program_id = work->ask->program_id,
                       .goal = row->goal,
                       .goal_kind = row->goal_kind,
                       .order_id = row->order_id,
                       .amount = {.minor = row->amount_minor, .currency = work->currency},
                       .discount = {.minor = row->discount_minor, .currency = work->currency},
                       .refunded = {.minor = row->refunded_minor, .currency = work->currency},
                       .status = row->status,
                       .occurred_at = row->occurred_at,
                       .received_at = row->received_at,
                       .partner_id = row->partner_id,
                       .customer_id = row->customer_id,
                       .click_id = row->click_id,
                       .coupon_code = row->coupon_code,
                       .country = row->country,
                       .device = row->device,
                       .local_day = row->local_day,
                       .plan_ids = row->plan_ids,
                       .facts = row->facts},
        .is_inside = row->local_day >= work->ask->from_day && row->local_day <= work->ask->to_day,
    };
}

static enum rc event_terms(struct backtest_work *work, struct backtest_page *page, struct backtest_event *event)
{
    const struct conversion *conversion = &event->conversion;
    if (conversion->partner_id.v == 0) {
        return RC_OK;
    }
    TRY(terms_of(work, page->arena, conversion->plan_ids, conversion->goal, &event->terms));
    work->without_touches += event->is_inside && !event->terms->has_touches ? 1 : 0;
    if (!event->terms->has_recruiters) {
        work->without_recruiters += event->is_inside ? 1 : 0;
        TRY(chain_of(work, conversion->partner_id, &event->chain));
    }
    return RC_OK;
}

struct page_index {
    struct map64 map; // conversion → index in the page
};

static void page_index_release(struct page_index *index)
{
    map64_release(&index->map);
}

// The rows are together by conversion.
static enum rc read_items(struct backtest_work *work, struct backtest_page *page, const struct page_index *index)
{
    const struct conversion *first = &page->events[0].conversion;
    const struct conversion *last = &page->events[page->count - 1].conversion;
    struct sql_backtest_items_in in = {.program_id = work->ask->program_id,
                                       .first_day = first->local_day,
                                       .first_at = first->occurred_at,
                                       .last_day = last->local_day,
                                       .last_at = last->occurred_at};
    struct sql_backtest_items_row *rows;
    size_t count;
    TRY(sql_backtest_items(work->flow->db, page->arena, &in, &rows, &count));
    struct conversion_item *items = arena_many(page->arena, struct conversion_item, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = 0;
        items[i] = (struct conversion_item){.sku = rows[i].sku,
                                            .category = rows[i].category,
                                            .kind = rows[i].kind,
                                            .quantity = rows[i].quantity,
                                            .amount = {.minor = rows[i].amount_minor, .currency = work->currency}};
        if (map64_get(&index->map, (uint64_t)rows[i].conversion_id.v, &at)) {
            struct backtest_event *event = &page->events[at];
            event->items = event->item_count == 0 ? &items[i] : event->items;
            event->item_count++;
        }
    }
    return RC_OK;
}

static enum rc read_booked(struct backtest_work *work, struct backtest_page *page, const struct page_index *index)
{
    const struct conversion *first = &page->events[0].conversion;
    const struct conversion *last = &page->events[page->count - 1].conversion;
    struct sql_backtest_booked_in in = {.program_id = work->ask->program_id,
                                        .first_day = first->local_day,
                                        .first_at = first->occurred_at,
                                        .last_day = last->local_day,
                                        .last_at = last->occurred_at};
    struct sql_backtest_booked_row *rows;
    size_t count;
    TRY(sql_backtest_booked(work->flow->db, page->arena, &in, &rows, &count));
    struct backtest_award *booked = arena_many(page->arena, struct backtest_award, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = 0;
        booked[i] = (struct backtest_award){.partner_id = rows[i].partner_id, .amount_minor = rows[i].amount_minor};
        if (map64_get(&index->map, (uint64_t)rows[i].conversion_id.v, &at)) {
            struct backtest_event *event = &page->events[at];
            event->booked = event->booked_count == 0 ? &booked[i] : event->booked;
            event->booked_count++;
        }
    }
    return RC_OK;
}

static enum rc complete(struct backtest_work *work, struct backtest_page *page)
{
    struct page_index index __attribute__((cleanup(page_index_release)));
    map64_init(&index.map);
    bool is_inside = page->events[page->count - 1].is_inside || page->events[0].is_inside;
    for (size_t i = 0; i < page->count; i++) {
        map64_put(&index.map, (uint64_t)page->events[i].conversion.id.v, i);
        is_inside = is_inside || page->events[i].is_inside;
        TRY(event_terms(work, page, &page->events[i]));
    }
    TRY(work->is_any_item ? read_items(work, page, &index) : RC_OK);
    return is_inside ? read_booked(work, page, &index) : RC_OK;
}

enum rc backtest_page_read(struct backtest_work *work, struct backtest_page *page, struct backtest_place *place,
                           int64_t last_day, bool is_whole)
{
    arena_reset(page->arena);
    struct sql_backtest_events_in in = {.program_id = work->ask->program_id,
                                        .last_day = last_day,
                                        .after_day = place->day,
                                        .after_at = place->at,
                                        .after_goal = place->goal,
                                        .after_order = place->order_id,
                                        .limit = BACKTEST_PAGE};
    struct sql_backtest_events_row *rows;
    TRY(sql_backtest_events(work->flow->db, page->arena, &in, &rows, &page->count));
    page->events = arena_many(page->arena, struct backtest_event, page->count);
    for (size_t i = 0; i < page->count; i++) {
        take_row(work, &rows[i], &page->events[i]);
    }
    if (page->count == 0) {
        return RC_OK;
    }
    const struct conversion *last = &page->events[page->count - 1].conversion;
    *place = (struct backtest_place){.day = last->local_day,
                                     .at = last->occurred_at,
                                     .goal = text_copy(work->state, last->goal),
                                     .order_id = text_copy(work->state, last->order_id)};
    if (!is_whole) {
        return complete(work, page);
    }
    for (size_t i = 0; i < page->count; i++) {
        TRY(event_terms(work, page, &page->events[i]));
    }
    return RC_OK;
}
