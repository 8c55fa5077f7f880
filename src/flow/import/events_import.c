// SPDX-License-Identifier: Apache-2.0
// The import of a CSV; see events_import.h. The file is read twice: once for its digest, which is what makes a second
// run find the first, once for its rows.

#include "import/events_import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "click/click_accrue.h"
#include "conversion/conversion_sql.h"
#include "format/csv.h"
#include "import/import_private.h"

#define READ_BYTES ((size_t)1 << 18)

static enum rc file_open(struct flow *flow, const char *path, FILE **ret_file)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return fault_set(flow->fault, RC_INVALID, "file_unreadable", "file", "%.120s cannot be read: %s", path,
                         strerrordesc_np(errno));
    }
    *ret_file = file;
    return RC_OK;
}

static void file_close_cleanup(FILE **file)
{
    if (*file != NULL) {
        fclose(*file);
    }
}
#define AUTO_FILE __attribute__((cleanup(file_close_cleanup))) FILE *

static enum rc file_digest(struct flow *flow, const char *path, struct text *ret_digest, int64_t *ret_bytes)
{
    AUTO_FILE file = NULL;
    TRY(file_open(flow, path, &file));
    struct digest_stream *stream = digest_begin(flow->arena);
    char *bytes = arena_many(flow->arena, char, READ_BYTES);
    size_t n = 0;
    *ret_bytes = 0;
    while ((n = fread(bytes, 1, READ_BYTES, file)) > 0) {
        digest_add(stream, (struct text){.p = bytes, .n = n});
        *ret_bytes += (int64_t)n;
    }
    if (ferror(file)) {
        return fault_set(flow->fault, RC_FAULT, "file_unreadable", "file", "%.120s cannot be read to its end", path);
    }
    uint8_t *hash = arena_many(flow->arena, uint8_t, DIGEST_BYTES);
    digest_end(stream, hash);
    *ret_digest = (struct text){.p = (const char *)hash, .n = DIGEST_BYTES};
    return RC_OK;
}

static enum rc run_open(struct importer *importer, struct text digest)
{
    struct flow *flow = importer->flow;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, import_run_open(flow->db, flow->arena, importer->options->program_id, digest,
                                          importer->options->map, flow->now, &importer->run)));
    return flow_commit(flow);
}

static enum rc take_row(struct importer *importer, const struct csv_row *row, size_t column_count, bool is_good)
{
    importer->batch_rows++;
    enum rc rc = RC_OK;
    const char *reach = "";
    if (row->last_line > row->line) {
        struct text t = text_format(importer->batch, "; it reaches to line %lld", (long long)row->last_line);
        reach = text_zero_terminated(importer->batch, t);
    }
    if (!is_good) {
        rc = fault_set(importer->flow->fault, RC_INVALID, "row_malformed", "", "the row is malformed: %s%s",
                       row->problem, reach);
    } else if (row->field_count != column_count) {
        rc = fault_set(importer->flow->fault, RC_INVALID, "columns_wrong", "",
                       "the row has %zu columns, the header %zu%s", row->field_count, column_count, reach);
    } else {
        rc = import_row(importer, row->line, row->fields);
    }
    if (rc != RC_OK) {
        importer->batch_refused++;
        TRY(import_refuse(importer, rc, row->line, importer->flow->fault));
    }
    bool is_full = (size_t)importer->batch_rows >= importer->batch_rows_max ||
                   importer->conversion_count >= IMPORT_BATCH_CONVERSIONS ||
                   arena_used_bytes(importer->batch) >= IMPORT_BATCH_BYTES;
    return is_full ? import_store(importer, /* is_last= */ false) : RC_OK;
}

struct reading {
    FILE *file;
    struct csv_reader *csv;
    char *bytes;
    size_t column_count; // 0 until the header was read
    int64_t rows_to_skip;
    bool is_over;
};

static enum rc read_header(struct importer *importer, struct reading *reading, const struct csv_row *row)
{
    TRY(import_map_bind(&importer->map, row->fields, row->field_count, importer->flow->fault));
    reading->column_count = row->field_count;
    reading->rows_to_skip = importer->run.rows_done;
    return RC_OK;
}

static void feed(struct importer *importer, struct reading *reading)
{
    size_t n = fread(reading->bytes, 1, READ_BYTES, reading->file);
    importer->counts->bytes_done += (int64_t)n;
    if (n > 0) {
        csv_push(reading->csv, (struct text){.p = reading->bytes, .n = n});
    } else {
        csv_finish(reading->csv);
    }
}

static enum rc read_next(struct importer *importer, struct reading *reading)
{
    struct csv_row row = {0};
    enum csv_event event = csv_next(reading->csv, &row);
    switch (event) {
    case CSV_MORE:
        feed(importer, reading);
        return RC_OK;
    case CSV_END:
        reading->is_over = true;
        return RC_OK;
    case CSV_ROW:
    case CSV_BAD:
        break;
    }
    if (reading->column_count == 0) {
        if (event == CSV_BAD) {
            return fault_set(importer->flow->fault, RC_INVALID, "header_malformed", "file",
                             "the header is malformed: %s", row.problem);
        }
        return read_header(importer, reading, &row);
    }
    if (reading->rows_to_skip > 0) {
        reading->rows_to_skip--;
        return RC_OK;
    }
    return take_row(importer, &row, reading->column_count, event == CSV_ROW);
}

static enum rc read_file(struct importer *importer)
{
    AUTO_FILE file = NULL;
    TRY(file_open(importer->flow, importer->options->path, &file));
    struct reading reading = {
        .file = file, .csv = csv_new(','), .bytes = arena_many(importer->names, char, READ_BYTES)};
    enum rc rc = RC_OK;
    while (rc == RC_OK && !reading.is_over) {
        rc = read_next(importer, &reading);
    }
    csv_free(reading.csv);
    TRY(rc);
    if (reading.column_count == 0) {
        return fault_set(importer->flow->fault, RC_INVALID, "file_empty", "file",
                         "the file is empty: a header is needed");
    }
    return import_store(importer, /* is_last= */ true);
}

static enum rc check_map(struct importer *importer)
{
    const struct import_map *map = &importer->map;
    struct fault *fault = importer->flow->fault;
    if (!map->fields[IMPORT_TIME].is_mapped && !map->fields[IMPORT_CONVERSION_TIME].is_mapped) {
        return fault_set(fault, RC_INVALID, "map_incomplete", "map", "the map needs time, conversion_time or both");
    }
    if (map->fields[IMPORT_TIME].is_mapped &&
        (!map->fields[IMPORT_PARTNER].is_mapped || !map->fields[IMPORT_OFFER].is_mapped)) {
        return fault_set(fault, RC_INVALID, "map_incomplete", "map", "clicks need partner and offer in the map");
    }
    return RC_OK;
}

static enum rc find_program(struct importer *importer)
{
    struct flow *flow = importer->flow;
    struct sql_claim_program_row row;
    enum rc rc = sql_claim_program(flow->db, flow->arena,
                                   &(struct sql_claim_program_in){.program_id = importer->options->program_id}, &row);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_NOT_FOUND, "program_not_found", "program", "there is no such program");
    }
    TRY(flow_stored(flow, rc));
    importer->advertiser_id = row.advertiser_id;
    return RC_OK;
}

static enum rc import_prepared(struct importer *importer)
{
    struct flow *flow = importer->flow;
    struct text file_hash;
    TRY(import_map_parse(flow->arena, importer->options->map, &importer->map, flow->fault));
    TRY(check_map(importer));
    TRY(find_program(importer));
    if (!text_is_empty(importer->options->time_zone)) {
        TRY(zone_open(importer->options->time_zone, &importer->zone, flow->fault));
    }
    TRY(file_digest(flow, importer->options->path, &file_hash, &importer->counts->bytes_total));
    TRY(run_open(importer, file_hash));
    if (importer->run.is_finished) {
        *importer->counts = (struct events_import_counts){.rows = importer->run.rows_done,
                                                          .clicks = importer->run.clicks,
                                                          .conversions = importer->run.conversions,
                                                          .refused = importer->run.refused,
                                                          .was_finished = true};
        return RC_OK;
    }
    TRY(import_links_load(importer));
    import_batch_begin(importer);
    TRY(import_storer_start(importer));
    TRY(read_file(importer));
    struct click_accrued accrued;
    return click_accrue(flow, flow->now, &accrued);
}

enum rc events_import(struct flow *flow, const struct events_import *import, struct events_import_counts *ret_counts)
{
    *ret_counts = (struct events_import_counts){0};
    struct importer importer = {.flow = flow, .options = import, .counts = ret_counts};
    click_store_init(&importer.store);
    importer.names = arena_new(ARENA_JOB_BYTES);
    importer.batch = import_batch_arena();
    importer.scratch = arena_new(ARENA_JOB_BYTES);
    bool is_default = import->batch_rows == 0 || import->batch_rows > IMPORT_BATCH_ROWS;
    importer.batch_rows_max = is_default ? IMPORT_BATCH_ROWS : import->batch_rows;
    textmap_init(&importer.partners);
    textmap_init(&importer.offers);
    map64_init(&importer.links);
    enum rc rc = import_prepared(&importer);
    import_storer_end(&importer);
    click_store_close(&importer.store);
    zone_close(importer.zone);
    map64_release(&importer.links);
    textmap_release(&importer.offers);
    textmap_release(&importer.partners);
    arena_free(importer.scratch);
    arena_free(importer.batch);
    arena_free(importer.names);
    return rc;
}
