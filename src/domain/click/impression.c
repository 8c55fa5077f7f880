// SPDX-License-Identifier: Apache-2.0
// Storage of reported impressions; see impression.h.
#include "click/impression.h"

#include "click/click_sql.h"

enum rc impression_report_find(struct db *db, struct arena *arena, struct text key,
                               struct impression_report *ret_report)
{
    struct sql_impression_report_find_row row;
    TRY(sql_impression_report_find(db, arena, &(struct sql_impression_report_find_in){.report_key = key}, &row));
    *ret_report = (struct impression_report){.id = row.id,
                                             .key = key,
                                             .link_id = row.link_id,
                                             .day = row.day,
                                             .impressions = row.impressions,
                                             .received_at = row.received_at};
    return RC_OK;
}

enum rc impression_report_insert(struct db *db, struct arena *arena, struct impression_report *report)
{
    struct sql_impression_report_insert_in in = {.report_key = report->key,
                                                 .link_id = report->link_id,
                                                 .day = report->day,
                                                 .impressions = report->impressions,
                                                 .received_at = report->received_at};
    struct sql_impression_report_insert_row row;
    TRY(sql_impression_report_insert(db, arena, &in, &row));
    report->id = row.id;
    return RC_OK;
}
