// SPDX-License-Identifier: Apache-2.0
// Writing a backup: first the spool, then one snapshot of the database. A click that was acknowledged before the start
// is in the copy of the spool, or was shipped before the copy was made and so is in the snapshot.
#include "archive/archive.h"
#include "backup/backup.h"
#include "backup/backup_private.h"
#include "backup/backup_rows.h"
#include "click/click.h"
#include "config/config.h"
#include "format/json.h"
#include "spool/spool.h"

#define BLOCK_BYTES ((size_t)1 << 20)
#define KEY_FILE_BYTES_MAX 4096

struct writing {
    struct flow *flow;
    const struct backup_input *input;
    struct archive_writer *writer;
    struct backup_counts counts;
    struct arena *block_arena; // of the block that is being filled
    struct buf block;
    const struct db_table *table; // whose rows these are
    int node;                     // of the spool; -1: there is none
    size_t migrations;
};

static void block_begin(struct writing *writing)
{
    arena_reset(writing->block_arena);
    writing->block = buf_new(writing->block_arena, ARCHIVE_BLOCK_BYTES_MAX);
}

// Writes the block when it is full, or anyway.
static enum rc block_flush(struct writing *writing, enum backup_block kind, bool is_last)
{
    if (writing->block.n == 0 || (!is_last && writing->block.n < BLOCK_BYTES)) {
        return RC_OK;
    }
    if (writing->block.is_overflown) {
        return fault_internal(writing->flow->fault, RC_FAULT, "a row is larger than a block");
    }
    TRY(archive_write(writing->writer, (uint8_t)kind, buf_text(&writing->block), writing->flow->fault));
    block_begin(writing);
    if (writing->input->progress != NULL) {
        writing->input->progress(writing->input->user, &writing->counts);
    }
    return RC_OK;
}

// ---- the spool ----

static enum rc record_call(void *user, struct spool_mark after, struct text payload)
{
    struct writing *writing = user;
    backup_record_add(&writing->block, after, payload);
    writing->counts.clicks++;
    return block_flush(writing, BACKUP_SPOOL, /* is_last= */ false);
}

static const char *spool_folder(struct writing *writing)
{
    struct arena *arena = writing->flow->arena;
    return text_zero_terminated(arena, text_format(arena, "%s/spool", writing->input->folder));
}

static enum rc find_node(struct writing *writing)
{
    struct flow *flow = writing->flow;
    const char *folder = spool_folder(writing);
    enum rc rc = spool_node(folder, &writing->node);
    if (rc == RC_FAULT) {
        return fault_set(flow->fault, rc, "spool_unreadable", "", "%s cannot be read", folder);
    }
    return RC_OK;
}

static enum rc write_spool(struct writing *writing)
{
    struct flow *flow = writing->flow;
    if (writing->node < 0 || writing->input->is_without_spool) {
        return RC_OK;
    }
    struct ship_mark mark;
    TRY(flow_stored(flow, click_ship_mark(flow->db, flow->arena, writing->node, &mark)));
    struct spool_mark from = {.segment = mark.segment, .position = mark.position};
    const char *folder = spool_folder(writing);
    int node = 0;
    enum rc rc = spool_peek(folder, from, record_call, writing, &node);
    if (rc != RC_OK && !fault_is_set(flow->fault)) {
        return fault_set(flow->fault, rc, "spool_unreadable", "", "%s cannot be read", folder);
    }
    TRY(rc);
    return block_flush(writing, BACKUP_SPOOL, /* is_last= */ true);
}

// ---- the database ----

static enum rc write_json(struct writing *writing, enum backup_block kind, struct buf *json)
{
    return archive_write(writing->writer, (uint8_t)kind, buf_text(json), writing->flow->fault);
}

static enum rc write_head(struct writing *writing)
{
    struct flow *flow = writing->flow;
    struct db_applied *applied = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, db_applied_list(flow->db, flow->arena, &applied, &count)));
    writing->migrations = count;
    struct buf buf = buf_new(flow->arena, BLOCK_BYTES);
    struct json_writer json = json_writer_new(&buf);
    json_begin_object(&json);
    json_put_text(&json, "program", text_of(writing->input->program));
    json_put_int64(&json, "taken_at", flow->now.ms);
    json_put_int64(&json, "node", writing->node);
    json_name(&json, "migrations");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        json_put_int64(&json, "number", applied[i].number);
        json_put_text(&json, "checksum", applied[i].checksum);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return write_json(writing, BACKUP_HEAD, &buf);
}

static enum rc row_call(void *user, const struct db_value *values)
{
    struct writing *writing = user;
    backup_row_add(&writing->block, writing->table->columns, writing->table->column_count, values);
    writing->counts.rows++;
    return block_flush(writing, BACKUP_ROWS, /* is_last= */ false);
}

static enum rc write_table(struct writing *writing, const struct db_table *table)
{
    struct flow *flow = writing->flow;
    struct buf buf = buf_new(flow->arena, BLOCK_BYTES);
    struct json_writer json = json_writer_new(&buf);
    json_begin_object(&json);
    json_put_text(&json, "name", text_of(table->name));
    json_name(&json, "columns");
    json_begin_array(&json);
    for (size_t i = 0; i < table->column_count; i++) {
        json_add_text(&json, text_of(table->columns[i].name));
    }
    json_end_array(&json);
    json_end_object(&json);
    TRY(write_json(writing, BACKUP_TABLE, &buf));
    writing->table = table;
    writing->counts.tables++;
    TRY(flow_stored(flow, db_run(flow->db, table->read, NULL, row_call, writing, NULL)));
    return block_flush(writing, BACKUP_ROWS, /* is_last= */ true);
}

static enum rc write_tail(struct writing *writing)
{
    struct buf buf = buf_new(writing->flow->arena, BLOCK_BYTES);
    struct json_writer json = json_writer_new(&buf);
    json_begin_object(&json);
    json_put_int64(&json, "tables", writing->counts.tables);
    json_put_int64(&json, "rows", writing->counts.rows);
    json_end_object(&json);
    return write_json(writing, BACKUP_END, &buf);
}

static enum rc write_snapshot(struct writing *writing)
{
    struct flow *flow = writing->flow;
    TRY(flow_stored(flow, db_read_begin(flow->db)));
    AUTO_TRANSACTION(flow->db);
    struct db_applied *applied = NULL;
    size_t applied_count = 0;
    TRY(flow_stored(flow, db_applied_list(flow->db, flow->arena, &applied, &applied_count)));
    if (applied_count != writing->migrations) {
        return fault_set(flow->fault, RC_BUSY, "schema_moved", "", "the schema was migrated meanwhile: try again");
    }
    struct db_table *tables = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, db_tables_list(flow->db, flow->arena, &tables, &count)));
    for (size_t i = 0; i < count; i++) {
        TRY(write_table(writing, &tables[i]));
    }
    return write_tail(writing);
}

static enum rc write_key(struct writing *writing)
{
    struct flow *flow = writing->flow;
    struct text key;
    if (!writing->input->is_with_key) {
        return RC_OK;
    }
    struct text path = text_format(flow->arena, "%s/" BACKUP_KEY_FILE, writing->input->folder);
    TRY(file_read(flow->arena, text_zero_terminated(flow->arena, path), KEY_FILE_BYTES_MAX, &key, flow->fault));
    writing->counts.has_key = true;
    return archive_write(writing->writer, BACKUP_KEY, key, flow->fault);
}

enum rc backup_write(struct flow *flow, const struct backup_input *input, struct backup_counts *ret_counts)
{
    AUTO_ARENA block_arena = arena_new(2 * ARCHIVE_BLOCK_BYTES_MAX);
    struct writing writing = {
        .flow = flow, .input = input, .block_arena = block_arena, .counts.taken_at = flow->now, .node = -1};
    TRY(archive_write_begin(flow->arena, input->path, &writing.writer, flow->fault));
    block_begin(&writing);
    enum rc rc = find_node(&writing);
    rc = rc == RC_OK ? write_head(&writing) : rc;
    rc = rc == RC_OK ? write_key(&writing) : rc;
    rc = rc == RC_OK ? write_spool(&writing) : rc;
    rc = rc == RC_OK ? write_snapshot(&writing) : rc;
    rc = rc == RC_OK ? archive_write_end(writing.writer, &writing.counts.bytes, flow->fault) : rc;
    archive_write_abandon(writing.writer);
    *ret_counts = writing.counts;
    return rc;
}
