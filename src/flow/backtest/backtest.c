// SPDX-License-Identifier: Apache-2.0
// Backtest: the question, the passes over the books, the report; see backtest.h.
#include "backtest/backtest.h"

#include "backtest/backtest_private.h"
#include "partner/partner.h"
#include "thread/thread.h"

#define PAGES 2
#define DAY_TEXT_LENGTH 10

enum rc backtest_day_read(struct text t, const char *field, int64_t *ret_day, struct fault *fault)
{
    struct instant instant;
    if (t.n != DAY_TEXT_LENGTH || instant_parse(t, &instant) != RC_OK) {
        return fault_set(fault, RC_INVALID, "day_malformed", field, "%s must be a day such as 2026-11-22", field);
    }
    *ret_day = day_number(instant);
    return RC_OK;
}

// ---- two threads: pages are read while those before are derived ----

struct ring {
    struct backtest_work *work;
    struct lock lock;
    struct signal moved;
    struct backtest_page pages[PAGES];
    size_t made, taken;
    bool is_ended;
    enum rc rc; // of the thread that derives
};

static enum rc take_page(struct backtest_work *work, const struct backtest_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        TRY(backtest_event_take(work, &page->events[i]));
    }
    return RC_OK;
}

static void derive_pages(void *user)
{
    struct ring *ring = user;
    lock_take(&ring->lock);
    while (true) {
        while (ring->made == ring->taken && !ring->is_ended) {
            signal_wait(&ring->moved, &ring->lock);
        }
        if (ring->made == ring->taken) {
            break;
        }
        const struct backtest_page *page = &ring->pages[ring->taken % PAGES];
        enum rc rc = ring->rc;
        lock_give(&ring->lock);
        rc = rc == RC_OK ? take_page(ring->work, page) : rc;
        lock_take(&ring->lock);
        ring->rc = rc;
        ring->taken++;
        signal_all(&ring->moved);
    }
    lock_give(&ring->lock);
}

// Waits for a free page; what the other thread answered so far.
static enum rc ring_wait(struct ring *ring, struct backtest_page **ret_page)
{
    lock_take(&ring->lock);
    while (ring->made - ring->taken == PAGES) {
        signal_wait(&ring->moved, &ring->lock);
    }
    *ret_page = &ring->pages[ring->made % PAGES];
    enum rc rc = ring->rc;
    lock_give(&ring->lock);
    return rc;
}

static void ring_move(struct ring *ring, bool is_page, bool is_end)
{
    lock_take(&ring->lock);
    ring->made += is_page ? 1 : 0;
    ring->is_ended = is_end;
    signal_all(&ring->moved);
    lock_give(&ring->lock);
}

static enum rc tell_watch(struct backtest_work *work)
{
    struct backtest_watch *watch = work->ask->watch;
    if (watch == NULL) {
        return RC_OK;
    }
    atomic_store(&watch->events, (long long)work->report->events_read);
    if (atomic_load(&watch->is_unwanted)) {
        return fault_set(work->flow->fault, RC_BUSY, "backtest_stopped", "", "the backtest was stopped");
    }
    return RC_OK;
}

static enum rc read_pages(struct ring *ring, int64_t first_day, int64_t last_day)
{
    struct backtest_work *work = ring->work;
    struct backtest_place place = {.day = first_day, .at = {INT64_MIN + 1}, .goal = TEXT(""), .order_id = TEXT("")};
    size_t count;
    do {
        struct backtest_page *page;
        TRY(ring_wait(ring, &page));
        TRY(backtest_page_read(work, page, &place, last_day, /* is_whole= */ false));
        count = page->count;
        work->report->events_read += (int64_t)count;
        TRY(tell_watch(work));
        if (count > 0 && page->events[count - 1].is_inside) {
            work->last_day = page->events[count - 1].conversion.local_day;
        }
        ring_move(ring, count > 0, /* is_end= */ false);
    } while (count == BACKTEST_PAGE);
    return RC_OK;
}

static enum rc derive_all(struct backtest_work *work, int64_t first_day, int64_t last_day)
{
    struct ring ring = {.work = work, .rc = RC_OK};
    struct thread thread;
    for (size_t i = 0; i < PAGES; i++) {
        ring.pages[i].arena = arena_new(ARENA_JOB_BYTES);
    }
    lock_init(&ring.lock);
    signal_init(&ring.moved);
    enum rc rc = thread_start(&thread, "backtest", derive_pages, &ring);
    if (rc == RC_OK) {
        rc = read_pages(&ring, first_day, last_day);
        ring_move(&ring, /* is_page= */ false, /* is_end= */ true);
        thread_join(&thread);
        rc = ring.rc == RC_OK ? rc : ring.rc;
    }
    if (fault_is_set(&work->fault) && !fault_is_set(work->flow->fault)) {
        *work->flow->fault = work->fault;
    }
    signal_end(&ring.moved);
    lock_end(&ring.lock);
    for (size_t i = 0; i < PAGES; i++) {
        arena_free(ring.pages[i].arena);
    }
    return rc;
}

// ---- the passes ----

// The earliest day that counts for an event of `day`, and the last, by everything that the plans look at.
static void span_of(const struct backtest_work *work, int64_t day, int64_t *ret_first, int64_t *ret_last)
{
    *ret_first = *ret_last = day;
    for (int period = 0; period < NEED_PERIODS; period++) {
        int64_t first, last;
        bool is_counted = (work->needs & (NEED_VOLUME(period) | NEED_WHOLE(period) | NEED_BONUS(period))) != 0;
        period_days((enum plan_period)period, day, &first, &last);
        if (is_counted || work->cap_periods[period]) {
            *ret_first = first < *ret_first ? first : *ret_first;
        }
        if ((work->needs & (NEED_WHOLE(period) | NEED_BONUS(period))) != 0) {
            *ret_last = last > *ret_last ? last : *ret_last;
        }
    }
    if (work->history.until_count > 0) {
        *ret_first = INT64_MIN;
        *ret_last = INT64_MAX;
    }
    if ((work->needs & NEED_CUSTOMER) != 0) {
        *ret_first = INT64_MIN;
    }
}

static enum rc count_wholes(struct backtest_work *work, int64_t first_day, int64_t last_day)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct backtest_page page = {.arena = arena};
    struct backtest_place place = {.day = first_day, .at = {INT64_MIN + 1}, .goal = TEXT(""), .order_id = TEXT("")};
    do {
        TRY(backtest_page_read(work, &page, &place, last_day, /* is_whole= */ true));
        for (size_t i = 0; i < page.count; i++) {
            backtest_history_whole(&work->history, &page.events[i].conversion, page.events[i].terms);
        }
    } while (page.count == BACKTEST_PAGE);
    work->without_recruiters = work->without_touches = 0; // counted again by the next pass
    return RC_OK;
}

static enum rc read_churns(struct backtest_work *work)
{
    struct sql_backtest_churns_in in = {.program_id = work->ask->program_id};
    struct sql_backtest_churns_row *rows;
    size_t count;
    TRY(sql_backtest_churns(work->flow->db, work->state, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        backtest_history_churn(&work->history, rows[i].customer_id, rows[i].first_at);
    }
    return RC_OK;
}

static enum rc check_size(struct backtest_work *work, int64_t first_day, int64_t last_day)
{
    int64_t most = work->ask->events_max;
    if (most == 0) {
        return RC_OK;
    }
    struct sql_backtest_count_in in = {
        .program_id = work->ask->program_id, .first_day = first_day, .last_day = last_day, .limit = most + 1};
    struct sql_backtest_count_row row;
    TRY(sql_backtest_count(work->flow->db, work->state, &in, &row));
    if (row.events > most) {
        return fault_set(work->flow->fault, RC_INVALID, "backtest_too_large", "from",
                         "more than %lld events would be read: take a shorter range, or use the command line: "
                         "tributary plan backtest",
                         (long long)most);
    }
    return RC_OK;
}

static enum rc pass_all(struct backtest_work *work)
{
    const struct backtest_ask *ask = work->ask;
    TRY(backtest_plans_read(work));
    int64_t first, last, other;
    span_of(work, ask->from_day, &first, &other);
    span_of(work, ask->to_day, &other, &last);
    first = first < 0 ? 0 : first; // no event is earlier
    TRY(check_size(work, first, last));
    TRY((work->needs & NEED_CUSTOMER) != 0 ? read_churns(work) : RC_OK);
    bool is_whole = (work->needs & (NEED_WHOLE_MASK | NEED_BONUS_MASK)) != 0;
    TRY(is_whole ? count_wholes(work, first, last) : RC_OK);
    work->last_day = ask->from_day;
    TRY(derive_all(work, first, ask->to_day));
    return backtest_bonuses_take(work);
}

// ---- the report ----

static void note(struct backtest_report *report, struct text text)
{
    if (report->note_count < BACKTEST_NOTES_MAX) {
        report->notes[report->note_count++] = text;
    }
}

static void add_notes(const struct backtest_work *work, struct backtest_report *report)
{
    struct arena *arena = work->flow->arena;
    if (work->without_recruiters > 0) {
        note(report, text_format(arena,
                                 "recruiters were not recorded with %lld events, because no plan looked at them: taken "
                                 "as they are today",
                                 (long long)work->without_recruiters));
    }
    if (work->is_matrix_missing) {
        note(report, TEXT("places in a matrix were not recorded: levels follow the recruiters instead"));
    }
    if (work->without_touches > 0) {
        note(report, text_format(arena,
                                 "other partners' touches were not recorded with %lld events: the credited partner has "
                                 "the whole commission of those",
                                 (long long)work->without_touches));
    }
    if (work->is_any_cap) {
        note(report, TEXT("caps and budgets of periods are used in the order of the events, by what they cost after "
                          "refunds; booked is the order of acceptance"));
    }
    if (work->is_any_forgiven) {
        note(report, TEXT("refunds after payment are forgiven by a plan: counted is what is earned after refunds"));
    }
}

static enum rc name_partners(struct backtest_work *work, struct backtest_report *report)
{
    struct flow *flow = work->flow;
    for (size_t i = 0; i < report->partner_count; i++) {
        struct partner partner;
        arena_reset(work->scratch);
        TRY(partner_get(flow->db, work->scratch, report->partners[i].partner_id, &partner));
        report->partners[i].code = text_copy(flow->arena, partner.code);
        report->partners[i].name = text_copy(flow->arena, partner.name);
    }
    return RC_OK;
}

static enum rc run(struct backtest_work *work)
{
    struct flow *flow = work->flow;
    const struct backtest_ask *ask = work->ask;
    struct backtest_report *report = work->report;
    enum rc rc = program_get(flow->db, flow->arena, ask->program_id, &report->program);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "program_not_found", "program", "there is no such program");
    }
    TRY(rc);
    work->currency = report->program.currency;
    TRY(pass_all(work));
    backtest_sum_finish(&work->sum, flow->arena, report);
    add_notes(work, report);
    return name_partners(work, report);
}

static enum rc check_ask(struct flow *flow, const struct backtest_ask *ask)
{
    if (ask->from_day > ask->to_day) {
        return fault_set(flow->fault, RC_INVALID, "range_empty", "from", "from must not be after to");
    }
    for (size_t d = 0; d < ask->draft_count; d++) {
        struct plan_error error;
        if (ask->drafts[d].plan != NULL && plan_check_place(flow->arena, ask->drafts[d].plan, NULL, &error) != RC_OK) {
            return fault_set(flow->fault, RC_INVALID, "plan_malformed", "text", "%.80s:%d:%d: %s",
                             text_zero_terminated(flow->arena, ask->drafts[d].name), error.line, error.column,
                             error.message);
        }
    }
    return RC_OK;
}

static void work_release(struct backtest_work *work)
{
    backtest_history_release(&work->history);
    backtest_sum_release(&work->sum);
    textmap_release(&work->terms);
    textmap_release(&work->individuals);
    textmap_release(&work->cap_uses);
    map64_release(&work->chains);
}

enum rc backtest(struct flow *flow, const struct backtest_ask *ask, struct backtest_report *ret_report)
{
    TRY(check_ask(flow, ask));
    AUTO_ARENA state = arena_new(BACKTEST_STATE_BYTES);
    AUTO_ARENA counters = arena_new(BACKTEST_STATE_BYTES);
    AUTO_ARENA scratch = arena_new(ARENA_JOB_BYTES);
    *ret_report = (struct backtest_report){.from_day = ask->from_day,
                                           .to_day = ask->to_day,
                                           .is_stress = ask->is_stress,
                                           .drafts = ask->drafts,
                                           .draft_count = ask->draft_count};
    struct backtest_work *work = arena_one(state, struct backtest_work);
    *work = (struct backtest_work){
        .flow = flow, .ask = ask, .report = ret_report, .state = state, .counters = counters, .scratch = scratch};
    TRY(flow_stored(flow, db_read_begin(flow->db)));
    backtest_history_init(&work->history, counters, 0);
    backtest_sum_init(&work->sum, counters, ask->draft_count);
    textmap_init(&work->terms);
    textmap_init(&work->individuals);
    textmap_init(&work->cap_uses);
    map64_init(&work->chains);
    enum rc rc = flow_stored(flow, run(work));
    work_release(work);
    db_rollback(flow->db);
    return rc;
}
