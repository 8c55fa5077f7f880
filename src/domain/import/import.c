// SPDX-License-Identifier: Apache-2.0
// Storage of imports; see import.h.

#include "import/import.h"

#include "import/import_sql.h"

enum rc import_run_open(struct db *db, struct arena *arena, struct program_id program_id, struct text file_digest,
                        struct text map, struct instant now, struct import_run *ret_run)
{
    TRY(sql_import_run_insert(db,
                              &(struct sql_import_run_insert_in){
                                  .program_id = program_id, .file_digest = file_digest, .map = map, .started_at = now},
                              NULL));
    struct sql_import_run_find_row row;
    TRY(sql_import_run_find(
        db, arena, &(struct sql_import_run_find_in){.program_id = program_id, .file_digest = file_digest, .map = map},
        &row));
    *ret_run = (struct import_run){.id = row.id,
                                   .rows_done = row.lines_done,
                                   .clicks = row.clicks,
                                   .conversions = row.conversions,
                                   .refused = row.refused,
                                   .is_finished = !instant_is_none(row.finished_at)};
    return RC_OK;
}

enum rc import_run_advance(struct db *db, const struct import_run *run, int64_t from_rows, struct instant finished_at)
{
    int64_t changed = 0;
    TRY(sql_import_run_advance(db,
                               &(struct sql_import_run_advance_in){.id = run->id,
                                                                   .lines_before = from_rows,
                                                                   .lines_done = run->rows_done,
                                                                   .clicks = run->clicks,
                                                                   .conversions = run->conversions,
                                                                   .refused = run->refused,
                                                                   .finished_at = finished_at},
                               &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc import_partner_find(struct db *db, struct arena *arena, struct text code, struct partner_id *ret_id)
{
    struct sql_import_partner_row row;
    TRY(sql_import_partner(db, arena, &(struct sql_import_partner_in){.code = code}, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc import_offer_find(struct db *db, struct arena *arena, struct program_id program_id, struct text name,
                          struct offer_id *ret_id)
{
    struct sql_import_offer_row row;
    TRY(sql_import_offer(db, arena, &(struct sql_import_offer_in){.program_id = program_id, .name = name}, &row));
    *ret_id = row.id;
    return RC_OK;
}

struct link_call {
    enum rc (*call)(void *user, const struct import_link *link);
    void *user;
};

static enum rc link_row(void *user, const struct sql_import_links_row *row)
{
    const struct link_call *wanted = user;
    struct import_link link = {.id = row->id, .partner_id = row->partner_id, .offer_id = row->offer_id};
    return wanted->call(wanted->user, &link);
}

enum rc import_links(struct db *db, struct program_id program_id,
                     enum rc (*call)(void *user, const struct import_link *link), void *user)
{
    struct link_call wanted = {.call = call, .user = user};
    return sql_import_links(db, &(struct sql_import_links_in){.program_id = program_id}, link_row, &wanted);
}

enum rc import_destination_find(struct db *db, struct arena *arena, struct program_id program_id, struct text *ret_url)
{
    struct sql_import_destination_row row;
    TRY(sql_import_destination(db, arena, &(struct sql_import_destination_in){.program_id = program_id}, &row));
    *ret_url = row.destination_url;
    return RC_OK;
}

enum rc import_enrollment_exists(struct db *db, struct arena *arena, struct partner_id partner_id,
                                 struct program_id program_id, bool *ret_exists)
{
    struct sql_import_enrollment_row row;
    enum rc rc = sql_import_enrollment(
        db, arena, &(struct sql_import_enrollment_in){.partner_id = partner_id, .program_id = program_id}, &row);
    *ret_exists = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
