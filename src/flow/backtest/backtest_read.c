// SPDX-License-Identifier: Apache-2.0
// A page of events: rows of the database in the canonical order, with what was booked for each.
#include <stdlib.h>

#include "backtest/backtest_private.h"

#define FACTS_KEPT_MAX 200000

// ---- rows ----

struct reading {
    struct backtest_worker *worker;
    struct backtest_award *booked; // of the page
    size_t booked_count, booked_capacity;
    size_t event_booked; // of them, the last event's first
    bool is_ordered;
};

// Most events say the same as the one before.
static struct text text_kept(struct arena *arena, struct text before, struct text t)
{
    return text_equal(before, t) && text_is(before) ? before : text_copy(arena, t);
}

static void fill(struct backtest_worker *worker, const struct sql_backtest_events_row *row,
                 const struct conversion *before, struct conversion *conversion)
{
    struct backtest_work *work = worker->work;
    *conversion = (struct conversion){.id = row->id,
                                      .program_id = work->ask->program_id,
                                      .goal = text_kept(worker->page, before->goal, row->goal),
                                      .goal_kind = text_kept(worker->page, before->goal_kind, row->goal_kind),
                                      .order_id = text_copy(worker->page, row->order_id),
                                      .amount = {.minor = row->amount_minor, .currency = work->currency},
                                      .discount = {.minor = row->discount_minor, .currency = work->currency},
                                      .refunded = {.minor = row->refunded_minor, .currency = work->currency},
                                      .status = text_kept(worker->page, before->status, row->status),
                                      .occurred_at = row->occurred_at,
                                      .received_at = row->received_at,
                                      .partner_id = row->partner_id,
                                      .customer_id = row->customer_id,
                                      .click_id = row->click_id,
                                      .coupon_code = text_kept(worker->page, before->coupon_code, row->coupon_code),
                                      .country = text_kept(worker->page, before->country, row->country),
                                      .device = row->device,
                                      .local_day = row->local_day,
                                      .plan_ids = text_kept(worker->page, before->plan_ids, row->plan_ids)};
}

// Recorded facts are texts that repeat: a partner's events have the same until something about him changes.
static enum rc facts_of(struct backtest_worker *worker, const struct conversion *conversion, struct text t,
                        const struct conversion_facts **ret_facts)
{
    struct conversion_facts *facts = textmap_get(&worker->facts, t);
    if (facts == NULL) {
        facts = arena_one(worker->facts_kept, struct conversion_facts);
        if (conversion_facts_read(worker->facts_kept, text_copy(worker->facts_kept, t), facts) != RC_OK) {
            return fault_internal(&worker->fault, RC_FAULT, "the facts of conversion %lld do not read",
                                  (long long)conversion->id.v);
        }
        textmap_put(&worker->facts, t, facts);
    }
    *ret_facts = facts;
    return RC_OK;
}

static void facts_forget(struct backtest_worker *worker)
{
    if (worker->facts.count > FACTS_KEPT_MAX) {
        textmap_release(&worker->facts);
        textmap_init(&worker->facts);
        arena_reset(worker->facts_kept);
    }
}

static int compare_events(const void *a, const void *b)
{
    const struct conversion *x = &((const struct backtest_event *)a)->conversion;
    const struct conversion *y = &((const struct backtest_event *)b)->conversion;
    if (x->local_day != y->local_day) {
        return x->local_day < y->local_day ? -1 : 1;
    }
    if (x->occurred_at.ms != y->occurred_at.ms) {
        return x->occurred_at.ms < y->occurred_at.ms ? -1 : 1;
    }
    int goal = text_compare(x->goal, y->goal);
    return goal != 0 ? goal : text_compare(x->order_id, y->order_id);
}

static struct backtest_event *event_new(struct backtest_worker *worker)
{
    if (worker->count == worker->capacity) {
        worker->events = db_rows_grow(worker->kept, worker->events, sizeof(worker->events[0]), &worker->capacity);
    }
    return &worker->events[worker->count++];
}

static enum rc take_event(struct reading *reading, const struct sql_backtest_events_row *row)
{
    static const struct conversion none;
    struct backtest_worker *worker = reading->worker;
    const struct backtest_ask *ask = worker->work->ask;
    struct backtest_event *event = event_new(worker);
    bool is_first = worker->count == 1;
    *event = (struct backtest_event){.is_inside = row->local_day >= ask->from_day && row->local_day <= ask->to_day};
    fill(worker, row, is_first ? &none : &event[-1].conversion, &event->conversion);
    reading->is_ordered = reading->is_ordered && (is_first || compare_events(&event[-1], event) < 0);
    return facts_of(worker, &event->conversion, row->facts, &event->facts);
}

// All that was booked for one event stands together.
static void take_booked(struct reading *reading, const struct sql_backtest_events_row *row)
{
    struct backtest_worker *worker = reading->worker;
    struct backtest_event *event = &worker->events[worker->count - 1];
    if (reading->booked_count + 1 > reading->booked_capacity) {
        // What earlier events point at stays where it is.
        reading->booked_capacity = BACKTEST_PAGE;
        struct backtest_award *list =
            arena_many(worker->page, struct backtest_award, reading->booked_capacity + event->booked_count);
        for (size_t i = 0; i < event->booked_count; i++) {
            list[i] = event->booked[i];
        }
        reading->booked = list;
        reading->booked_capacity += event->booked_count;
        reading->booked_count = event->booked_count;
        event->booked = list;
    }
    struct backtest_award *award = &reading->booked[reading->booked_count++];
    *award = (struct backtest_award){.partner_id = row->booked_partner_id, .amount_minor = row->booked_minor.v};
    event->booked = event->booked_count == 0 ? award : event->booked;
    event->booked_count++;
}

static enum rc take_row(void *user, const struct sql_backtest_events_row *row)
{
    struct reading *reading = user;
    struct backtest_worker *worker = reading->worker;
    bool is_same = worker->count > 0 && worker->events[worker->count - 1].conversion.id.v == row->id.v;
    if (!is_same) {
        TRY(take_event(reading, row));
    }
    if (row->booked_minor.has) {
        take_booked(reading, row);
    }
    return RC_OK;
}

// ---- lines of orders ----

struct page_index {
    struct map64 map; // conversion → index in the page
};

static void page_index_release(struct page_index *index)
{
    map64_release(&index->map);
}

// The rows are together by conversion.
static enum rc read_items(struct backtest_worker *worker, const struct backtest_span *span)
{
    struct page_index index __attribute__((cleanup(page_index_release)));
    map64_init(&index.map);
    for (size_t i = 0; i < worker->count; i++) {
        map64_put(&index.map, (uint64_t)worker->events[i].conversion.id.v, i);
    }
    struct sql_backtest_items_in in = {.program_id = worker->work->ask->program_id,
                                       .after_day = span->after_day,
                                       .after_at = span->after_at,
                                       .upto_day = span->upto_day,
                                       .upto_at = span->upto_at};
    struct sql_backtest_items_row *rows;
    size_t count;
    TRY(sql_backtest_items(worker->flow.db, worker->page, &in, &rows, &count));
    struct conversion_item *items = arena_many(worker->page, struct conversion_item, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = 0;
        items[i] =
            (struct conversion_item){.sku = rows[i].sku,
                                     .category = rows[i].category,
                                     .kind = rows[i].kind,
                                     .quantity = rows[i].quantity,
                                     .amount = {.minor = rows[i].amount_minor, .currency = worker->work->currency}};
        if (map64_get(&index.map, (uint64_t)rows[i].conversion_id.v, &at)) {
            struct backtest_event *event = &worker->events[at];
            event->items = event->item_count == 0 ? &items[i] : event->items;
            event->item_count++;
        }
    }
    return RC_OK;
}

// ---- the page ----

static enum rc read_rows(struct backtest_worker *worker, const struct backtest_span *span, bool is_whole)
{
    struct backtest_work *work = worker->work;
    struct reading reading = {.worker = worker, .is_ordered = true};
    struct sql_backtest_events_in in = {.program_id = work->ask->program_id,
                                        .after_day = span->after_day,
                                        .after_at = span->after_at,
                                        .upto_day = span->upto_day,
                                        .upto_at = span->upto_at,
                                        .is_booked = !is_whole && span->upto_day >= work->ask->from_day};
    worker->count = 0;
    TRY(sql_backtest_events(worker->flow.db, &in, take_row, &reading));
    if (!reading.is_ordered) { // several of one instant
        qsort(worker->events, worker->count, sizeof(worker->events[0]), compare_events);
    }
    return work->is_any_item && !is_whole ? read_items(worker, span) : RC_OK;
}

enum rc backtest_page_read(struct backtest_worker *worker, const struct backtest_span *span, bool is_whole)
{
    arena_reset(worker->page);
    facts_forget(worker);
    lock_take(&worker->source->lock);
    enum rc rc = read_rows(worker, span, is_whole);
    lock_give(&worker->source->lock);
    TRY(rc);
    for (size_t i = 0; i < worker->count; i++) {
        TRY(backtest_terms_find(worker, &worker->events[i]));
    }
    return RC_OK;
}
