// SPDX-License-Identifier: Apache-2.0
// Events that look at an event; see commission_follow.h.
#include "commission/commission_follow.h"

#include <stdlib.h>

#include "commission/commission_history.h"
#include "conversion/conversion_sql.h"

// ---- ids ----

static void id_list_add(struct id_list *ids, int64_t id)
{
    if (ids->count == ids->capacity) {
        ids->list = db_rows_grow(ids->arena, ids->list, sizeof(ids->list[0]), &ids->capacity);
    }
    ids->list[ids->count++] = id;
}

enum rc id_list_add_beneficiaries(struct id_list *ids, const struct conversion *conversion)
{
    struct partner_id *list;
    size_t count;
    TRY(commission_beneficiaries(ids->arena, conversion, &list, &count));
    for (size_t i = 0; i < count; i++) {
        id_list_add(ids, list[i].v);
    }
    return RC_OK;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right ? 1 : 0;
}

void id_list_sort(struct id_list *ids)
{
    if (ids->count == 0) {
        return;
    }
    qsort(ids->list, ids->count, sizeof(ids->list[0]), compare_ids);
    size_t kept = 1;
    for (size_t i = 1; i < ids->count; i++) {
        if (ids->list[i] != ids->list[kept - 1]) {
            ids->list[kept++] = ids->list[i];
        }
    }
    ids->count = kept;
}

// ---- the scope ----

static enum rc lock_history(struct flow *flow, struct program_id program_id)
{
    return flow_lock(flow, text_format(flow->arena, "program history:%lld", (long long)program_id.v));
}

static enum rc scope_read(struct flow *flow, const struct conversion *conversion, struct history_scope *ret_scope,
                          int64_t *ret_own)
{
    struct sql_program_history_list_in in = {.program_id = conversion->program_id};
    struct sql_program_history_list_row *rows;
    size_t count;
    TRY(flow_stored(flow, sql_program_history_list(flow->db, flow->arena, &in, &rows, &count)));
    *ret_scope =
        (struct history_scope){.needs = conversion->needs, .needs_customer = conversion->needs & NEED_CUSTOMER};
    *ret_own = 0;
    for (size_t i = 0; i < count; i++) {
        ret_scope->needs_customer |= rows[i].needs & NEED_CUSTOMER;
        if (text_equal(rows[i].goal, conversion->goal)) {
            ret_scope->needs |= rows[i].needs;
            *ret_own = rows[i].needs;
        }
    }
    return RC_OK;
}

enum rc history_scope_begin(struct flow *flow, const struct conversion *conversion, struct history_scope *ret_scope)
{
    int64_t known;
    TRY(scope_read(flow, conversion, ret_scope, &known));
    if (ret_scope->needs == 0 && ret_scope->needs_customer == 0) {
        return RC_OK;
    }
    TRY(lock_history(flow, conversion->program_id));
    TRY(scope_read(flow, conversion, ret_scope, &known));
    if ((known | conversion->needs) == known) {
        return RC_OK;
    }
    struct sql_program_history_add_in add = {
        .program_id = conversion->program_id, .goal = conversion->goal, .needs = conversion->needs};
    return flow_stored(flow, sql_program_history_add(flow->db, &add, NULL));
}

// ---- followers ----

struct finding {
    struct flow *flow;
    const struct conversion *conversion;
    struct id_list ids;
};

// Whether a later event looks at a period in which the event lies too.
static bool is_same_period(int64_t needs, int64_t day, int64_t later_day)
{
    for (int period = 0; period < NEED_PERIODS; period++) {
        int64_t first, last;
        period_days((enum plan_period)period, day, &first, &last);
        if ((needs & (NEED_VOLUME(period) | NEED_WHOLE(period))) != 0 && later_day <= last) {
            return true;
        }
    }
    return false;
}

static enum rc find_later(struct finding *finding)
{
    const struct conversion *c = finding->conversion;
    struct sql_history_later_in in = {.program_id = c->program_id,
                                      .partner_id = c->partner_id,
                                      .goal = c->goal,
                                      .local_day = c->local_day,
                                      .occurred_at = c->occurred_at,
                                      .order_id = c->order_id,
                                      .mask = NEED_BEFORE_MASK | NEED_WHOLE_MASK};
    struct sql_history_later_row *rows;
    size_t count;
    TRY(sql_history_later(finding->flow->db, finding->flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        if (is_same_period(rows[i].needs, c->local_day, rows[i].local_day)) {
            id_list_add(&finding->ids, rows[i].id.v);
        }
    }
    return RC_OK;
}

static enum rc find_whole(struct finding *finding, enum plan_period period)
{
    const struct conversion *c = finding->conversion;
    struct sql_history_whole_in in = {
        .program_id = c->program_id, .partner_id = c->partner_id, .goal = c->goal, .mask = NEED_WHOLE(period)};
    period_days(period, c->local_day, &in.first_day, &in.last_day);
    struct sql_history_whole_row *rows;
    size_t count;
    TRY(sql_history_whole(finding->flow->db, finding->flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        id_list_add(&finding->ids, rows[i].id.v);
    }
    return RC_OK;
}

static enum rc find_customer(struct finding *finding)
{
    const struct conversion *c = finding->conversion;
    struct sql_history_customer_followers_in in = {.program_id = c->program_id,
                                                   .customer_id = c->customer_id,
                                                   .goal = c->goal,
                                                   .local_day = c->local_day,
                                                   .occurred_at = c->occurred_at,
                                                   .order_id = c->order_id,
                                                   .mask = NEED_CUSTOMER};
    struct sql_history_customer_followers_row *rows;
    size_t count;
    TRY(sql_history_customer_followers(finding->flow->db, finding->flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        id_list_add(&finding->ids, rows[i].id.v);
    }
    return RC_OK;
}

enum rc commission_event_read(struct flow *flow, const struct conversion *conversion,
                              struct commission_event *ret_event)
{
    struct conversion_item *items;
    struct program_terms terms;
    struct commission_plans *plans = arena_one(flow->arena, struct commission_plans);
    *ret_event = (struct commission_event){.conversion = conversion, .plans = plans};
    TRY(flow_stored(flow, conversion_items_of(flow->db, flow->arena, conversion->id, conversion->amount.currency,
                                              &items, &ret_event->item_count)));
    TRY(flow_stored(flow, program_terms_get(flow->db, flow->arena, conversion->terms_id, &terms)));
    TRY(flow_stored(flow, commission_plans_read(flow->db, flow->arena, conversion->plan_ids,
                                                conversion->amount.currency, plans, flow->fault)));
    ret_event->items = items;
    ret_event->hold_days = terms.hold_days;
    return RC_OK;
}

static int compare_events(const void *a, const void *b)
{
    const struct conversion *x = ((const struct commission_event *)a)->conversion;
    const struct conversion *y = ((const struct commission_event *)b)->conversion;
    if (x->local_day != y->local_day) {
        return x->local_day < y->local_day ? -1 : 1;
    }
    if (x->occurred_at.ms != y->occurred_at.ms) {
        return x->occurred_at.ms < y->occurred_at.ms ? -1 : 1;
    }
    int by_goal = text_compare(x->goal, y->goal);
    return by_goal != 0 ? by_goal : text_compare(x->order_id, y->order_id);
}

static enum rc read_events(struct finding *finding, struct followers *ret)
{
    struct flow *flow = finding->flow;
    id_list_sort(&finding->ids);
    ret->events = arena_many(flow->arena, struct commission_event, finding->ids.count);
    for (size_t i = 0; i < finding->ids.count; i++) {
        struct conversion_id id = {finding->ids.list[i]};
        if (finding->conversion != NULL && id.v == finding->conversion->id.v) {
            continue;
        }
        struct conversion *conversion = arena_one(flow->arena, struct conversion);
        TRY(flow_stored(flow, conversion_get(flow->db, flow->arena, id, conversion)));
        TRY(commission_event_read(flow, conversion, &ret->events[ret->count++]));
    }
    if (ret->count > 1) {
        qsort(ret->events, ret->count, sizeof(ret->events[0]), compare_events);
    }
    return RC_OK;
}

enum rc followers_read(struct flow *flow, const struct history_scope *scope, const struct conversion *conversion,
                       struct followers *ret_followers)
{
    *ret_followers = (struct followers){.count = 0};
    struct finding finding = {.flow = flow, .conversion = conversion, .ids = {.arena = flow->arena}};
    if ((scope->needs & (NEED_BEFORE_MASK | NEED_WHOLE_MASK)) != 0) {
        TRY(flow_stored(flow, find_later(&finding)));
    }
    for (int period = 0; period < NEED_PERIODS; period++) {
        if ((scope->needs & NEED_WHOLE(period)) != 0) {
            TRY(flow_stored(flow, find_whole(&finding, (enum plan_period)period)));
        }
    }
    if (scope->needs_customer != 0 && conversion->customer_id.v != 0) {
        TRY(flow_stored(flow, find_customer(&finding)));
    }
    return finding.ids.count == 0 ? RC_OK : read_events(&finding, ret_followers);
}

enum rc followers_of_customer(struct flow *flow, struct program_id program_id, struct customer_id customer_id,
                              struct followers *ret_followers)
{
    *ret_followers = (struct followers){.count = 0};
    TRY(lock_history(flow, program_id));
    struct conversion first = {.program_id = program_id,
                               .customer_id = customer_id,
                               .goal = TEXT(""),
                               .order_id = TEXT(""),
                               .local_day = INT64_MIN,
                               .occurred_at = {0}};
    struct finding finding = {.flow = flow, .conversion = &first, .ids = {.arena = flow->arena}};
    TRY(flow_stored(flow, find_customer(&finding)));
    return read_events(&finding, ret_followers);
}
