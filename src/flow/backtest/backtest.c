// SPDX-License-Identifier: Apache-2.0
// Backtest: the question, the passes over the books, the report; see backtest.h.
#include "backtest/backtest.h"

#include "backtest/backtest_private.h"
#include "db/db_twin.h"
#include "partner/partner.h"

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
    TRY(is_whole ? backtest_threads_run(work, first, last, /* is_whole= */ true) : RC_OK);
    work->last_day = ask->from_day;
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        work->workers[i].without_recruiters = work->workers[i].without_touches = 0; // counted again
    }
    TRY(backtest_threads_run(work, first, ask->to_day, /* is_whole= */ false));
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        backtest_sum_merge(&work->sum, &work->workers[i].sum);
        work->without_recruiters += work->workers[i].without_recruiters;
        work->without_touches += work->workers[i].without_touches;
    }
    TRY(backtest_clicks_take(work));
    return backtest_bonuses_take(work);
}

// ---- the report ----

static void note(struct backtest_report *report, struct backtest_note note)
{
    if (report->note_count < BACKTEST_NOTES_MAX) {
        report->notes[report->note_count++] = note;
    }
}

// What a draft gives and no figure counts.
static void add_notes_of_drafts(struct backtest_work *work)
{
    bool is_giving = false;
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        const struct plan *plan = work->ask->drafts[d].plan;
        for (size_t i = 0; plan != NULL && i < plan->bonus_count; i++) {
            is_giving = is_giving || plan->bonuses[i].is_in_kind;
        }
    }
    if (is_giving) {
        note(work->report,
             (struct backtest_note){.kind = BACKTEST_NOTE_REWARDS,
                                    .text = TEXT("rewards in kind are in no figure, and a draft gives them")});
    }
}

static void add_notes(const struct backtest_work *work, struct backtest_report *report)
{
    struct arena *arena = work->flow->arena;
    if (work->without_recruiters > 0) {
        note(report, (struct backtest_note){
                         .kind = BACKTEST_NOTE_RECRUITERS,
                         .events = work->without_recruiters,
                         .text = text_format(
                             arena,
                             "recruiters were not recorded with %lld events, because no plan looked at them: taken "
                             "as they are today",
                             (long long)work->without_recruiters)});
    }
    if (work->is_matrix_missing) {
        note(report, (struct backtest_note){
                         .kind = BACKTEST_NOTE_MATRIX,
                         .text = TEXT("places in a matrix were not recorded: levels follow the recruiters instead")});
    }
    if (work->without_touches > 0) {
        note(report, (struct backtest_note){
                         .kind = BACKTEST_NOTE_TOUCHES,
                         .events = work->without_touches,
                         .text = text_format(
                             arena,
                             "other partners' touches were not recorded with %lld events: the credited partner has "
                             "the whole commission of those",
                             (long long)work->without_touches)});
    }
    if (work->is_any_cap) {
        note(report, (struct backtest_note){
                         .kind = BACKTEST_NOTE_CAPS,
                         .text = TEXT("caps and budgets of periods are used in the order of the events, by what they "
                                      "cost after refunds; booked is the order of acceptance")});
    }
    if (work->is_any_forgiven) {
        note(report, (struct backtest_note){
                         .kind = BACKTEST_NOTE_REFUNDS,
                         .text = TEXT(
                             "refunds after payment are forgiven by a plan: counted is what is earned after refunds")});
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
    add_notes_of_drafts(work);
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

static void work_init(struct backtest_work *work)
{
    lock_init(&work->lock);
    backtest_history_init(&work->history, work->counters, 0);
    backtest_sum_init(&work->sum, work->counters, work->ask->draft_count);
    textmap_init(&work->terms);
    textmap_init(&work->individuals);
    textmap_init(&work->cap_uses);
    map64_init(&work->chains);
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        struct backtest_worker *worker = &work->workers[i];
        lock_init(&work->sources[i].lock);
        worker->work = work;
        worker->page = arena_new(BACKTEST_STATE_BYTES);
        worker->scratch = arena_new(ARENA_JOB_BYTES);
        worker->kept = arena_new(BACKTEST_STATE_BYTES);
        worker->facts_kept = arena_new(BACKTEST_STATE_BYTES);
        backtest_sum_init(&worker->sum, worker->kept, work->ask->draft_count);
        textmap_init(&worker->facts);
    }
}

static void work_release(struct backtest_work *work)
{
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        struct backtest_worker *worker = &work->workers[i];
        backtest_sum_release(&worker->sum);
        textmap_release(&worker->facts);
        arena_free(worker->facts_kept);
        arena_free(worker->kept);
        arena_free(worker->scratch);
        arena_free(worker->page);
        lock_end(&work->sources[i].lock);
        db_close(i > 0 ? work->sources[i].db : NULL);
    }
    backtest_history_release(&work->history);
    backtest_sum_release(&work->sum);
    textmap_release(&work->terms);
    textmap_release(&work->individuals);
    textmap_release(&work->cap_uses);
    map64_release(&work->chains);
    lock_end(&work->lock);
}

// ---- connections ----

// Each thread has a connection of its own, of one state of the books; where there is no second one to be had, and for
// a single page, they take turns at the first.
static enum rc begin(struct backtest_work *work)
{
    int64_t page = backtest_page_events(work->ask);
    struct sql_backtest_count_in first_pages = {
        .program_id = work->ask->program_id, .first_day = INT64_MIN, .last_day = INT64_MAX, .limit = page + 1};
    struct sql_backtest_count_row found;
    TRY(sql_backtest_count(work->flow->db, work->state, &first_pages, &found));
    TRY(found.events > page ? db_read_begin_twin(work->flow->db, &work->sources[1].db) : db_read_begin(work->flow->db));
    bool is_two = work->sources[1].db != NULL;
    work->sources[0].db = work->flow->db;
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        struct backtest_worker *worker = &work->workers[i];
        worker->source = &work->sources[is_two ? i : 0];
        worker->flow = *work->flow;
        worker->flow.db = worker->source->db;
        worker->flow.arena = worker->page;
        worker->flow.fault = &worker->fault;
    }
    return RC_OK;
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
    work_init(work);
    enum rc rc = flow_stored(flow, begin(work));
    rc = rc == RC_OK ? flow_stored(flow, run(work)) : rc;
    work_release(work);
    db_rollback(flow->db);
    return rc;
}
