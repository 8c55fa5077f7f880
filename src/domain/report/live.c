// SPDX-License-Identifier: Apache-2.0
// Readers of what is happening; see live.h.
#include "report/live.h"

#include "report/live_sql.h"

// The number of a click is its instant in milliseconds and 21 bits (click/click_id.h).
static struct click_id click_at(struct instant at)
{
    int64_t ms = at.ms < 0 ? 0 : at.ms > INSTANT_MAX_MS ? INSTANT_MAX_MS : at.ms;
    return (struct click_id){ms << 21};
}

static enum rc read_clicks(struct db *db, struct arena *arena, const struct live_question *q, struct live *live)
{
    struct sql_live_clicks_in in = {.after_id = click_at((struct instant){q->after.ms + 1}),
                                    .before_id = click_at(q->before),
                                    .partner_id = q->partner_id,
                                    .program_id = q->program_id,
                                    .limit = q->limit};
    struct sql_live_clicks_row *rows = NULL;
    TRY(sql_live_clicks(db, arena, &in, &rows, &live->click_count));
    live->clicks = arena_many(arena, struct live_click, live->click_count);
    for (size_t i = 0; i < live->click_count; i++) {
        live->clicks[i] = (struct live_click){.id = rows[i].id,
                                              .code = rows[i].code,
                                              .partner_id = rows[i].partner_id,
                                              .partner = rows[i].partner,
                                              .program = rows[i].program,
                                              .country = rows[i].country,
                                              .device = rows[i].device,
                                              .is_unique = rows[i].is_unique,
                                              .parameters = rows[i].parameters};
    }
    return RC_OK;
}

static enum rc read_conversions(struct db *db, struct arena *arena, const struct live_question *q, struct live *live)
{
    struct sql_live_conversions_in in = {
        .after_at = q->after,
        .before_at = q->before,
        .partner_id = q->partner_id,
        .program_id = q->program_id,
        .limit = q->limit,
    };
    struct sql_live_conversions_row *rows = NULL;
    TRY(sql_live_conversions(db, arena, &in, &rows, &live->conversion_count));
    live->conversions = arena_many(arena, struct live_conversion, live->conversion_count);
    for (size_t i = 0; i < live->conversion_count; i++) {
        live->conversions[i] = (struct live_conversion){.id = rows[i].id,
                                                        .order_id = rows[i].order_id,
                                                        .goal_kind = rows[i].goal_kind,
                                                        .status = rows[i].status,
                                                        .cause = rows[i].cause,
                                                        .amount = {rows[i].amount_minor, rows[i].currency},
                                                        .occurred_at = rows[i].occurred_at,
                                                        .received_at = rows[i].received_at,
                                                        .source = rows[i].source,
                                                        .partner_id = rows[i].partner_id,
                                                        .partner = rows[i].partner,
                                                        .program = rows[i].program};
    }
    return RC_OK;
}

static enum rc read_reports(struct db *db, struct arena *arena, const struct live_question *q, struct live *live)
{
    struct sql_live_reports_in in = {.after_at = q->after, .before_at = q->before, .limit = q->limit};
    struct sql_live_reports_row *rows = NULL;
    TRY(sql_live_reports(db, arena, &in, &rows, &live->report_count));
    live->reports = arena_many(arena, struct live_report, live->report_count);
    for (size_t i = 0; i < live->report_count; i++) {
        live->reports[i] = (struct live_report){.id = rows[i].id,
                                                .door = rows[i].door,
                                                .kind = rows[i].kind,
                                                .outcome = rows[i].outcome,
                                                .code = rows[i].code,
                                                .field = rows[i].field,
                                                .request = rows[i].request,
                                                .conversion_id = rows[i].conversion_id,
                                                .received_at = rows[i].received_at};
    }
    return RC_OK;
}

enum rc live_read(struct db *db, struct arena *arena, const struct live_question *question, struct live *ret_live)
{
    *ret_live = (struct live){.click_count = 0};
    TRY(read_clicks(db, arena, question, ret_live));
    TRY(read_conversions(db, arena, question, ret_live));
    return read_reports(db, arena, question, ret_live);
}

enum rc live_marks_newest(struct db *db, struct arena *arena, struct live_marks *ret_marks)
{
    struct sql_live_newest_row row;
    TRY(sql_live_newest(db, arena, &row));
    ret_marks->conversion_id.v = row.conversion_id;
    ret_marks->report_id = row.report_id;
    return RC_OK;
}

enum rc live_marks_read(struct db *db, struct arena *arena, const struct live_marks *marks,
                        struct live_mark_list *ret_clicks, struct live_mark_list *ret_conversions,
                        struct live_mark_list *ret_reports)
{
    struct sql_live_click_marks_in clicks_in = {.after_id = marks->click_id, .limit = LIVE_MARKS_MAX};
    struct sql_live_click_marks_row *clicks = NULL;
    TRY(sql_live_click_marks(db, arena, &clicks_in, &clicks, &ret_clicks->count));
    ret_clicks->items = arena_many(arena, struct live_mark, ret_clicks->count);
    for (size_t i = 0; i < ret_clicks->count; i++) {
        ret_clicks->items[i] = (struct live_mark){clicks[i].id.v, clicks[i].partner_id, clicks[i].advertiser_id};
    }
    struct sql_live_conversion_marks_in conversions_in = {.after_id = marks->conversion_id, .limit = LIVE_MARKS_MAX};
    struct sql_live_conversion_marks_row *conversions = NULL;
    TRY(sql_live_conversion_marks(db, arena, &conversions_in, &conversions, &ret_conversions->count));
    ret_conversions->items = arena_many(arena, struct live_mark, ret_conversions->count);
    for (size_t i = 0; i < ret_conversions->count; i++) {
        ret_conversions->items[i] =
            (struct live_mark){conversions[i].id.v, conversions[i].partner_id, conversions[i].advertiser_id};
    }
    struct sql_live_report_marks_in reports_in = {.after_id = marks->report_id, .limit = LIVE_MARKS_MAX};
    struct sql_live_report_marks_row *reports = NULL;
    TRY(sql_live_report_marks(db, arena, &reports_in, &reports, &ret_reports->count));
    ret_reports->items = arena_many(arena, struct live_mark, ret_reports->count);
    for (size_t i = 0; i < ret_reports->count; i++) {
        ret_reports->items[i] = (struct live_mark){reports[i].id, 0, reports[i].advertiser_id};
    }
    return RC_OK;
}
