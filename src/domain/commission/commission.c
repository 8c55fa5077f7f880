// SPDX-License-Identifier: Apache-2.0
// Storage of commissions; see commission.h. Rows of several statements have the same columns but types of their own, so
// the conversions are macros.
#include "commission/commission.h"

#include "commission/commission_sql.h"
#include "core/bug.h"

static const char *const statuses[COMMISSION_STATUS_COUNT] = {"pending", "available", "in_payout", "paid", "rejected"};
static const char *const causes[COMMISSION_CAUSE_COUNT] = {"accrued",  "refund",   "approved", "rejected",
                                                           "released", "payout",   "paid",     "payout_failed",
                                                           "volume",   "reversed", "reopened", "refund_reversed"};

const char *commission_status_text(enum commission_status status)
{
    BUG_ON((size_t)status >= COMMISSION_STATUS_COUNT);
    return statuses[status];
}

bool commission_status_parse(struct text t, enum commission_status *ret_status)
{
    for (size_t i = 0; i < COMMISSION_STATUS_COUNT; i++) {
        if (text_equal(t, text_of(statuses[i]))) {
            *ret_status = (enum commission_status)i;
            return true;
        }
    }
    return false;
}

const char *commission_cause_text(enum commission_cause cause)
{
    BUG_ON((size_t)cause >= COMMISSION_CAUSE_COUNT);
    return causes[cause];
}

bool commission_cause_parse(struct text t, enum commission_cause *ret_cause)
{
    for (size_t i = 0; i < COMMISSION_CAUSE_COUNT; i++) {
        if (text_equal(t, text_of(causes[i]))) {
            *ret_cause = (enum commission_cause)i;
            return true;
        }
    }
    return false;
}

// A word that this program does not know was not written by it: the database is at fault.
static enum rc status_read(struct text t, enum commission_status *ret_status)
{
    return commission_status_parse(t, ret_status) ? RC_OK : RC_FAULT;
}

static struct money in(struct currency currency, int64_t minor)
{
    return (struct money){.minor = minor, .currency = currency};
}

#define COMMISSION_FILL(row, ret)                                      \
    (*(ret) =                                                          \
         (struct commission){                                          \
             .id = (row)->id,                                          \
             .conversion_id = (row)->conversion_id,                    \
             .accrual_key = (row)->accrual_key,                        \
             .partner_id = (row)->partner_id,                          \
             .program_id = (row)->program_id,                          \
             .plan_id = (row)->plan_id,                                \
             .plan_ids = (row)->plan_ids,                              \
             .role = (row)->role,                                      \
             .level = (row)->level,                                    \
             .amount = in((row)->currency, (row)->amount_minor),       \
             .pending = in((row)->currency, (row)->pending_minor),     \
             .available = in((row)->currency, (row)->available_minor), \
             .due_at = (row)->due_at,                                  \
             .created_at = (row)->created_at,                          \
         },                                                            \
     status_read((row)->status, &(ret)->status))

// Runs a statement of kind many and fills the caller's ret_list and ret_count.
#define COMMISSION_MANY(db, arena, name, question)                                 \
    do {                                                                           \
        struct sql_##name##_row *rows_;                                            \
        size_t count_;                                                             \
        TRY(sql_##name((db), (arena), (question), &rows_, &count_));               \
        struct commission *list_ = arena_many((arena), struct commission, count_); \
        for (size_t i_ = 0; i_ < count_; i_++) {                                   \
            TRY(COMMISSION_FILL(&rows_[i_], &list_[i_]));                          \
        }                                                                          \
        *ret_list = list_;                                                         \
        *ret_count = count_;                                                       \
    } while (0)

enum rc commission_number(struct db *db, struct arena *arena, struct commission *list, size_t count)
{
    struct sql_commission_ids_in wanted = {.count = (int64_t)count};
    struct sql_commission_ids_row *ids;
    size_t found;
    TRY(sql_commission_ids(db, arena, &wanted, &ids, &found));
    BUG_ON(found != count);
    for (size_t i = 0; i < count; i++) {
        list[i].id = ids[i].id;
    }
    return RC_OK;
}

static struct sql_commission_insert_in insert_of(const struct commission *commission)
{
    BUG_ON(commission->amount.minor < 0 || commission->pending.minor < 0 || commission->available.minor < 0);
    return (struct sql_commission_insert_in){
        .id = commission->id,
        .conversion_id = commission->conversion_id,
        .accrual_key = commission->accrual_key,
        .partner_id = commission->partner_id,
        .program_id = commission->program_id,
        .plan_id = commission->plan_id,
        .plan_ids = commission->plan_ids,
        .role = text_is(commission->role) ? commission->role : TEXT("credited"),
        .level = commission->level,
        .currency = commission->amount.currency,
        .amount_minor = commission->amount.minor,
        .pending_minor = commission->pending.minor,
        .available_minor = commission->available.minor,
        .status = text_of(commission_status_text(commission->status)),
        .due_at = commission->due_at,
        .created_at = commission->created_at,
    };
}

enum rc commission_insert(struct db *db, struct arena *arena, const struct commission *list, size_t count)
{
    struct sql_commission_insert_in *rows = arena_many(arena, struct sql_commission_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = insert_of(&list[i]);
    }
    return sql_commission_insert(db, arena, rows, count);
}

enum rc commission_update(struct db *db, const struct commission *commission)
{
    BUG_ON(commission->amount.minor < 0 || commission->pending.minor < 0 || commission->available.minor < 0);
    struct sql_commission_update_in row = {
        .id = commission->id,
        .amount_minor = commission->amount.minor,
        .pending_minor = commission->pending.minor,
        .available_minor = commission->available.minor,
        .status = text_of(commission_status_text(commission->status)),
        .due_at = commission->due_at,
    };
    int64_t changed;
    TRY(sql_commission_update(db, &row, &changed));
    return changed == 1 ? RC_OK : RC_FAULT;
}

enum rc commission_get(struct db *db, struct arena *arena, struct commission_id id, struct commission *ret_commission)
{
    struct sql_commission_get_row row;
    TRY(sql_commission_get(db, arena, &(struct sql_commission_get_in){.id = id}, &row));
    return COMMISSION_FILL(&row, ret_commission);
}

enum rc commission_find_key(struct db *db, struct arena *arena, struct text accrual_key,
                            struct commission *ret_commission)
{
    struct sql_commission_find_key_row row;
    TRY(sql_commission_find_key(db, arena, &(struct sql_commission_find_key_in){.accrual_key = accrual_key}, &row));
    return COMMISSION_FILL(&row, ret_commission);
}

enum rc commission_list_bonuses(struct db *db, struct arena *arena, struct program_id program_id,
                                struct partner_id partner_id, struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_list_bonuses_in question = {.program_id = program_id, .partner_id = partner_id};
    COMMISSION_MANY(db, arena, commission_list_bonuses, &question);
    return RC_OK;
}

enum rc commission_list_of(struct db *db, struct arena *arena, struct conversion_id conversion_id,
                           struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_list_of_in question = {.conversion_id = conversion_id};
    COMMISSION_MANY(db, arena, commission_list_of, &question);
    return RC_OK;
}

static struct text filter_status(const struct commission_filter *filter)
{
    return filter->has_status ? text_of(commission_status_text(filter->status)) : TEXT("");
}

enum rc commission_list(struct db *db, struct arena *arena, const struct commission_filter *filter,
                        struct commission **ret_list, size_t *ret_count)
{
    struct commission_id before = {.v = filter->before.v != 0 ? filter->before.v : INT64_MAX};
    if (filter->partner_id.v != 0) {
        struct sql_commission_list_of_partner_in of_partner = {.before_id = before,
                                                               .partner_id = filter->partner_id,
                                                               .advertiser_id = filter->advertiser_id,
                                                               .program_id = filter->program_id,
                                                               .status = filter_status(filter),
                                                               .limit = (int64_t)filter->limit};
        COMMISSION_MANY(db, arena, commission_list_of_partner, &of_partner);
        return RC_OK;
    }
    struct sql_commission_list_in question = {.before_id = before,
                                              .advertiser_id = filter->advertiser_id,
                                              .program_id = filter->program_id,
                                              .status = filter_status(filter),
                                              .limit = (int64_t)filter->limit};
    COMMISSION_MANY(db, arena, commission_list, &question);
    return RC_OK;
}

enum rc commission_list_due(struct db *db, struct arena *arena, struct instant at, size_t limit,
                            struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_list_due_in question = {.due_at = at, .limit = (int64_t)limit};
    COMMISSION_MANY(db, arena, commission_list_due, &question);
    return RC_OK;
}

enum rc commission_list_payable(struct db *db, struct arena *arena, struct partner_id partner_id,
                                struct currency currency, struct instant until, struct commission **ret_list,
                                size_t *ret_count)
{
    struct sql_commission_list_payable_in question = {.partner_id = partner_id, .currency = currency, .until = until};
    COMMISSION_MANY(db, arena, commission_list_payable, &question);
    return RC_OK;
}

enum rc commission_list_payable_partners(struct db *db, struct arena *arena, struct currency currency,
                                         struct instant until, struct partner_id **ret_list, size_t *ret_count)
{
    struct sql_commission_payable_partners_in question = {.currency = currency, .until = until};
    struct sql_commission_payable_partners_row *rows;
    size_t count;
    TRY(sql_commission_payable_partners(db, arena, &question, &rows, &count));
    struct partner_id *list = arena_many(arena, struct partner_id, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = rows[i].partner_id;
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

// ---- steps ----

#define CHANGE_FILL(row, ret)                                    \
    (*(ret) =                                                    \
         (struct commission_change){                             \
             .commission_id = (row)->commission_id,              \
             .number = (row)->number,                            \
             .cause_id = (row)->cause_id,                        \
             .amount = in((row)->currency, (row)->amount_minor), \
             .derivation = (row)->derivation,                    \
             .history = (row)->history,                          \
             .entry_id = (row)->entry_id,                        \
             .changed_at = (row)->changed_at,                    \
         },                                                      \
     change_words((row)->cause, (row)->status, (ret)))

static enum rc change_words(struct text cause, struct text status, struct commission_change *change)
{
    if (!commission_cause_parse(cause, &change->cause)) {
        return RC_FAULT;
    }
    return status_read(status, &change->status);
}

enum rc commission_change_insert(struct db *db, struct arena *arena, const struct commission_change *changes,
                                 size_t count)
{
    struct sql_commission_change_insert_in *rows = arena_many(arena, struct sql_commission_change_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        const struct commission_change *change = &changes[i];
        rows[i] = (struct sql_commission_change_insert_in){
            .commission_id = change->commission_id,
            .number = change->number,
            .cause = text_of(commission_cause_text(change->cause)),
            .cause_id = change->cause_id,
            .amount_minor = change->amount.minor,
            .status = text_of(commission_status_text(change->status)),
            .derivation = change->derivation,
            .history = text_is(change->history) ? change->history : TEXT(""),
            .entry_id = change->entry_id,
            .changed_at = change->changed_at,
        };
    }
    return sql_commission_change_insert(db, arena, rows, count);
}

enum rc commission_change_get(struct db *db, struct arena *arena, struct commission_id id, int64_t number,
                              struct commission_change *ret_change)
{
    struct sql_commission_change_get_row row;
    TRY(sql_commission_change_get(db, arena,
                                  &(struct sql_commission_change_get_in){.commission_id = id, .number = number}, &row));
    return CHANGE_FILL(&row, ret_change);
}

enum rc commission_change_last(struct db *db, struct arena *arena, struct commission_id id,
                               struct commission_change *ret_change)
{
    struct sql_commission_change_last_row row;
    TRY(sql_commission_change_last(db, arena, &(struct sql_commission_change_last_in){.commission_id = id}, &row));
    return CHANGE_FILL(&row, ret_change);
}

enum rc commission_change_list(struct db *db, struct arena *arena, struct commission_id id,
                               struct commission_change **ret_list, size_t *ret_count)
{
    struct sql_commission_change_list_row *rows;
    size_t count;
    TRY(sql_commission_change_list(db, arena, &(struct sql_commission_change_list_in){.commission_id = id}, &rows,
                                   &count));
    struct commission_change *list = arena_many(arena, struct commission_change, count);
    for (size_t i = 0; i < count; i++) {
        TRY(CHANGE_FILL(&rows[i], &list[i]));
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

// ---- clicks ----

#define ACCRUAL_FILL(row, ret)                          \
    (*(ret) = (struct click_accrual){                   \
         .program_id = (row)->program_id,               \
         .partner_id = (row)->partner_id,               \
         .number = (row)->number,                       \
         .day = (row)->day,                             \
         .plan_id = (row)->plan_id,                     \
         .clicks = (row)->clicks,                       \
         .unique_clicks = (row)->unique_clicks,         \
         .impressions = (row)->impressions,             \
         .carried_in_micro = (row)->carried_in_micro,   \
         .earned_micro = (row)->earned_micro,           \
         .booked_minor = (row)->booked_minor,           \
         .carried_out_micro = (row)->carried_out_micro, \
         .commission_id = (row)->commission_id,         \
         .accrued_at = (row)->accrued_at,               \
     })

enum rc click_accrual_insert(struct db *db, const struct click_accrual *accrual)
{
    struct sql_click_accrual_insert_in row = {
        .program_id = accrual->program_id,
        .partner_id = accrual->partner_id,
        .number = accrual->number,
        .day = accrual->day,
        .plan_id = accrual->plan_id,
        .clicks = accrual->clicks,
        .unique_clicks = accrual->unique_clicks,
        .impressions = accrual->impressions,
        .carried_in_micro = accrual->carried_in_micro,
        .earned_micro = accrual->earned_micro,
        .booked_minor = accrual->booked_minor,
        .carried_out_micro = accrual->carried_out_micro,
        .commission_id = accrual->commission_id,
        .accrued_at = accrual->accrued_at,
    };
    return sql_click_accrual_insert(db, &row, NULL);
}

enum rc click_accrual_last(struct db *db, struct arena *arena, struct program_id program_id,
                           struct partner_id partner_id, struct click_accrual *ret_accrual)
{
    struct sql_click_accrual_last_in question = {.program_id = program_id, .partner_id = partner_id};
    struct sql_click_accrual_last_row row;
    TRY(sql_click_accrual_last(db, arena, &question, &row));
    ACCRUAL_FILL(&row, ret_accrual);
    return RC_OK;
}

enum rc click_accrual_find(struct db *db, struct arena *arena, const struct click_accrual *key,
                           struct click_accrual *ret_accrual)
{
    struct sql_click_accrual_find_in question = {
        .program_id = key->program_id, .partner_id = key->partner_id, .number = key->number};
    struct sql_click_accrual_find_row row;
    TRY(sql_click_accrual_find(db, arena, &question, &row));
    ACCRUAL_FILL(&row, ret_accrual);
    return RC_OK;
}

enum rc click_accrual_list(struct db *db, struct arena *arena, const struct click_accrual *after, size_t limit,
                           struct click_accrual **ret_list, size_t *ret_count)
{
    struct sql_click_accrual_list_in question = {.limit = (int64_t)limit};
    if (after != NULL) {
        question.program_id = after->program_id;
        question.partner_id = after->partner_id;
        question.number = after->number;
    }
    struct sql_click_accrual_list_row *rows;
    size_t count;
    TRY(sql_click_accrual_list(db, arena, &question, &rows, &count));
    struct click_accrual *list = arena_many(arena, struct click_accrual, count);
    for (size_t i = 0; i < count; i++) {
        ACCRUAL_FILL(&rows[i], &list[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc click_backlog_list(struct db *db, struct arena *arena, const struct click_backlog_question *question,
                           struct click_backlog **ret_list, size_t *ret_count)
{
    struct sql_click_backlog_list_in in = {
        .day_begin = question->day_begin, .day_end = question->day_end, .limit = (int64_t)question->limit};
    if (question->after != NULL) {
        in.program_id = question->after->program_id;
        in.partner_id = question->after->partner_id;
        in.day = question->after->day;
    }
    struct sql_click_backlog_list_row *rows;
    size_t count;
    TRY(sql_click_backlog_list(db, arena, &in, &rows, &count));
    struct click_backlog *list = arena_many(arena, struct click_backlog, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct click_backlog){
            .program_id = rows[i].program_id,
            .partner_id = rows[i].partner_id,
            .day = rows[i].day,
            .currency = rows[i].currency,
            .clicks = rows[i].clicks,
            .unique_clicks = rows[i].unique_clicks,
        };
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc impression_backlog_list(struct db *db, struct arena *arena, const struct click_backlog_question *question,
                                struct click_backlog **ret_list, size_t *ret_count)
{
    struct sql_impression_backlog_list_in in = {
        .day_begin = question->day_begin, .day_end = question->day_end, .limit = (int64_t)question->limit};
    if (question->after != NULL) {
        in.program_id = question->after->program_id;
        in.partner_id = question->after->partner_id;
        in.day = question->after->day;
    }
    struct sql_impression_backlog_list_row *rows;
    size_t count;
    TRY(sql_impression_backlog_list(db, arena, &in, &rows, &count));
    struct click_backlog *list = arena_many(arena, struct click_backlog, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct click_backlog){.program_id = rows[i].program_id,
                                         .partner_id = rows[i].partner_id,
                                         .day = rows[i].day,
                                         .currency = rows[i].currency,
                                         .impressions = rows[i].impressions};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc impressions_before(struct db *db, struct arena *arena, const struct click_accrual *line,
                           int64_t *ret_impressions)
{
    struct sql_impressions_before_in in = {.program_id = line->program_id,
                                           .partner_id = line->partner_id,
                                           .plan_id = line->plan_id,
                                           .number = line->number};
    struct sql_impressions_before_row row;
    TRY(sql_impressions_before(db, arena, &in, &row));
    *ret_impressions = row.impressions;
    return RC_OK;
}

enum rc click_counted_list(struct db *db, struct arena *arena, const struct click_backlog *day,
                           struct click_counted **ret_list, size_t *ret_count)
{
    struct sql_click_accrued_by_plan_in in = {
        .program_id = day->program_id, .partner_id = day->partner_id, .day = day->day};
    struct sql_click_accrued_by_plan_row *rows;
    size_t count;
    TRY(sql_click_accrued_by_plan(db, arena, &in, &rows, &count));
    struct click_counted *list = arena_many(arena, struct click_counted, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct click_counted){
            .plan_id = rows[i].plan_id, .clicks = rows[i].clicks, .unique_clicks = rows[i].unique_clicks};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc click_plan_changes(struct db *db, struct arena *arena, const struct click_backlog *day,
                           struct instant **ret_list, size_t *ret_count)
{
    struct sql_click_plan_changes_in in = {.program_id = day->program_id,
                                           .partner_id = day->partner_id,
                                           .begins = {day->day * DAY_MS},
                                           .ends = {(day->day + 1) * DAY_MS}};
    struct sql_click_plan_changes_row *rows;
    size_t count;
    TRY(sql_click_plan_changes(db, arena, &in, &rows, &count));
    struct instant *list = arena_many(arena, struct instant, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = rows[i].effective_at;
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc click_count_between(struct db *db, struct arena *arena, const struct click_backlog *day, struct click_id from,
                            struct click_id to, struct click_counted *ret_counted)
{
    struct sql_click_count_between_in in = {
        .program_id = day->program_id, .partner_id = day->partner_id, .from_id = from, .to_id = to};
    struct sql_click_count_between_row row;
    TRY(sql_click_count_between(db, arena, &in, &row));
    *ret_counted = (struct click_counted){.clicks = row.clicks, .unique_clicks = row.unique_clicks};
    return RC_OK;
}
