// SPDX-License-Identifier: Apache-2.0
// Restoring a backup: proven first, then loaded in one transaction; the clicks of its spool go into a new spool.
#include <sys/stat.h>

#include "archive/archive.h"
#include "backup/backup.h"
#include "backup/backup_private.h"
#include "backup/backup_rows.h"
#include "change.h"
#include "click/click.h"
#include "click/click_node.h"
#include "format/json.h"
#include "identity/session.h"
#include "network/network_init.h"
#include "spool/spool.h"

#define NODE_MAX 62
#define MIGRATIONS_MAX 10000

struct restoring {
    struct flow *flow;
    const struct backup_input *input;
    struct archive_reader *reader;
    struct backup_counts counts;
    int64_t node; // -1: the backup has no spool
    struct db_applied *migrations;
    size_t migration_count;
    struct db_table *tables; // of the database
    size_t table_count;
    const struct db_table *table; // that is being filled
    struct arena *rows;           // of one block
    struct spool *spool;
    struct spool_mark shipped; // what the restored database knows already
};

static enum rc malformed(const struct restoring *restoring, const char *what)
{
    return fault_set(restoring->flow->fault, RC_REFUSED, "archive_unknown", "", "%s cannot be restored: %s",
                     restoring->input->path, what);
}

// What the database refuses of the rows is the backup's fault: a reference, say, to a row that is not in it.
static enum rc stored(const struct restoring *restoring, enum rc rc)
{
    return rc == RC_REFUSED ? malformed(restoring, db_failure(restoring->flow->db)) : flow_stored(restoring->flow, rc);
}

// ---- the head ----

static enum rc head_read(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    uint8_t kind = 0;
    struct text content;
    const struct json *head = NULL;
    enum rc rc = archive_read(restoring->reader, &kind, &content, flow->fault);
    if (rc != RC_OK || kind != BACKUP_HEAD || json_parse(flow->arena, content, &head, NULL) != RC_OK) {
        return malformed(restoring, "it has no head");
    }
    const struct json *list = json_member(head, "migrations");
    size_t count = json_count(list);
    bool is_good = json_int64(json_member(head, "node"), &restoring->node) && restoring->node >= -1 &&
                   restoring->node <= NODE_MAX &&
                   json_int64(json_member(head, "taken_at"), &restoring->counts.taken_at.ms) && count > 0 &&
                   count <= MIGRATIONS_MAX;
    restoring->migrations = arena_many(flow->arena, struct db_applied, count);
    for (size_t i = 0; is_good && i < count; i++) {
        struct db_applied *one = &restoring->migrations[i];
        one->checksum = json_text(json_member(json_at(list, i), "checksum"));
        is_good = json_int64(json_member(json_at(list, i), "number"), &one->number) && text_is(one->checksum);
    }
    restoring->migration_count = count;
    return is_good ? RC_OK : malformed(restoring, "its head is not understood");
}

// ---- tables ----

static enum rc table_read(struct restoring *restoring, struct text content)
{
    const struct json *head = NULL;
    if (json_parse(restoring->flow->arena, content, &head, NULL) != RC_OK) {
        return malformed(restoring, "a table is not understood");
    }
    struct text name = json_text(json_member(head, "name"));
    const struct json *columns = json_member(head, "columns");
    for (size_t i = 0; i < restoring->table_count; i++) {
        const struct db_table *table = &restoring->tables[i];
        if (!text_equal(name, text_of(table->name))) {
            continue;
        }
        bool is_same = json_count(columns) == table->column_count;
        for (size_t k = 0; is_same && k < table->column_count; k++) {
            is_same = text_equal(json_text(json_at(columns, k)), text_of(table->columns[k].name));
        }
        restoring->table = table;
        restoring->counts.tables++;
        return is_same ? RC_OK : malformed(restoring, "a table has other columns");
    }
    return malformed(restoring, "a table is not known");
}

static enum rc rows_read(struct restoring *restoring, struct text content)
{
    const struct db_table *table = restoring->table;
    if (table == NULL) {
        return malformed(restoring, "rows belong to no table");
    }
    arena_reset(restoring->rows);
    struct db_value *values = NULL;
    size_t capacity = 0; // in rows
    size_t count = 0;
    while (content.n > 0) {
        if (count == capacity) {
            values = db_rows_grow(restoring->rows, values, table->column_count * sizeof(*values), &capacity);
        }
        if (backup_row_read(&content, table->columns, table->column_count, &values[count * table->column_count]) !=
            RC_OK) {
            return malformed(restoring, "a row is not understood");
        }
        count++;
    }
    restoring->counts.rows += (int64_t)count;
    TRY(stored(restoring, db_run_bulk(restoring->flow->db, table->write, values, count)));
    if (restoring->input->progress != NULL) {
        restoring->input->progress(restoring->input->user, &restoring->counts);
    }
    return RC_OK;
}

static enum rc end_check(const struct restoring *restoring, struct text content)
{
    const struct json *end = NULL;
    int64_t tables = -1;
    int64_t rows = -1;
    bool is_same = json_parse(restoring->flow->arena, content, &end, NULL) == RC_OK &&
                   json_int64(json_member(end, "tables"), &tables) && json_int64(json_member(end, "rows"), &rows) &&
                   tables == restoring->counts.tables && rows == restoring->counts.rows;
    return is_same ? RC_OK : malformed(restoring, "it does not hold what it says");
}

static enum rc block_read(struct restoring *restoring, uint8_t kind, struct text content)
{
    switch ((enum backup_block)kind) {
    case BACKUP_TABLE:
        return table_read(restoring, content);
    case BACKUP_ROWS:
        return rows_read(restoring, content);
    case BACKUP_END:
        return end_check(restoring, content);
    case BACKUP_HEAD:
    case BACKUP_SPOOL: // after the tables, when the mark is known
        return RC_OK;
    case BACKUP_KEY:
        restoring->counts.has_key = true;
        return RC_OK;
    }
    return malformed(restoring, "a block is not known");
}

// Every block from the first on.
static enum rc blocks_read(struct restoring *restoring,
                           enum rc (*call)(struct restoring *restoring, uint8_t kind, struct text content))
{
    TRY(archive_read_again(restoring->reader, restoring->flow->fault));
    for (;;) {
        uint8_t kind = 0;
        struct text content;
        enum rc rc = archive_read(restoring->reader, &kind, &content, restoring->flow->fault);
        if (rc == RC_NOT_FOUND) {
            return RC_OK;
        }
        TRY(rc);
        TRY(call(restoring, kind, content));
    }
}

// ---- the spool ----

static bool is_shipped(const struct restoring *restoring, struct spool_mark after)
{
    return after.segment < restoring->shipped.segment ||
           (after.segment == restoring->shipped.segment && after.position <= restoring->shipped.position);
}

static enum rc spool_block(struct restoring *restoring, uint8_t kind, struct text content)
{
    if (kind != BACKUP_SPOOL) {
        return RC_OK;
    }
    while (content.n > 0) {
        struct spool_mark after;
        struct text payload;
        if (backup_record_read(&content, &after, &payload) != RC_OK) {
            return malformed(restoring, "a record of the spool is not understood");
        }
        if (is_shipped(restoring, after)) {
            continue;
        }
        if (spool_append(restoring->spool, payload) != RC_OK) {
            return fault_set(restoring->flow->fault, RC_FAULT, "spool_unwritable", "",
                             "the spool in %s cannot be written: is the disk full?", restoring->input->folder);
        }
        restoring->counts.clicks++;
    }
    if (spool_has_pending(restoring->spool) && spool_sync(restoring->spool) != RC_OK) {
        return fault_set(restoring->flow->fault, RC_FAULT, "spool_unwritable", "",
                         "the spool in %s cannot be written: is the disk full?", restoring->input->folder);
    }
    return RC_OK;
}

static enum rc spool_fill(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    if (restoring->node < 0 || restoring->input->is_without_spool) {
        return RC_OK;
    }
    struct ship_mark mark;
    TRY(flow_stored(flow, click_ship_mark(flow->db, flow->arena, (int)restoring->node, &mark)));
    restoring->shipped = (struct spool_mark){.segment = mark.segment, .position = mark.position};
    struct text folder = text_format(flow->arena, "%s/spool", restoring->input->folder);
    struct spool_options options = {.folder = text_zero_terminated(flow->arena, folder), .node = (int)restoring->node};
    int64_t lost = 0;
    TRY(spool_open(&options, restoring->shipped, &restoring->spool, &lost, flow->fault));
    enum rc rc = blocks_read(restoring, spool_block);
    spool_close(restoring->spool);
    return rc;
}

// ---- all of it ----

static enum rc note_restore(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "taken_at", instant_text(flow->arena, restoring->counts.taken_at));
    return change_note_end(flow, &note, "network.restore", 1);
}

// Everything in one transaction of the restored network.
static enum rc load(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    struct db_copy *copy = NULL;
    int64_t ended = 0;
    TRY(flow_stored(flow, db_expect_load(flow->db)));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, db_tables_list(flow->db, flow->arena, &restoring->tables, &restoring->table_count)));
    TRY(flow_stored(flow, db_copy_begin(flow->db, flow->arena, &copy)));
    TRY(blocks_read(restoring, block_read));
    TRY(stored(restoring, db_copy_end(copy)));
    TRY(network_key_check(flow->db, flow->arena, flow->keyring, flow->fault));
    TRY(flow_stored(flow, identity_session_forget(flow->db, (struct instant){INT64_MAX}, &ended)));
    TRY(spool_fill(restoring));
    return stored(restoring, db_commit(flow->db));
}

static enum rc places_check(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    struct stat status;
    struct text spool = text_format(flow->arena, "%s/spool", restoring->input->folder);
    if (!restoring->input->is_without_spool && stat(text_zero_terminated(flow->arena, spool), &status) == 0) {
        return fault_set(flow->fault, RC_CONFLICT, "spool_not_empty", "",
                         "%.*s is there already: restore into a new folder, or, if a restore was interrupted there, "
                         "remove it",
                         TEXT_PRINT(spool));
    }
    struct db_applied *applied = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, db_applied_list(flow->db, flow->arena, &applied, &count)));
    if (count == 0) {
        return RC_OK;
    }
    enum rc rc = network_find(flow->db, flow->arena);
    if (rc == RC_NOT_FOUND) {
        return RC_OK; // an earlier restore came as far as the schema, or into it
    }
    TRY(flow_stored(flow, rc));
    return fault_set(flow->fault, RC_CONFLICT, "database_not_empty", "",
                     "the database holds a network already: restore into an empty one");
}

static enum rc restore(struct restoring *restoring)
{
    struct flow *flow = restoring->flow;
    TRY(head_read(restoring));
    TRY(places_check(restoring));
    TRY(db_migrate_as(flow->db, restoring->migrations, restoring->migration_count, flow->fault));
    TRY(load(restoring));
    return db_migrate(flow->db, flow->fault);
}

static enum rc note_it(struct restoring *restoring)
{
    TRY(flow_begin(restoring->flow));
    AUTO_TRANSACTION(restoring->flow->db);
    TRY(flow_stored(restoring->flow, click_node_forget(restoring->flow->db))); // its servers begin anew
    TRY(note_restore(restoring));
    return flow_commit(restoring->flow);
}

enum rc backup_restore(struct flow *flow, const struct backup_input *input, struct backup_counts *ret_counts)
{
    AUTO_ARENA rows = arena_new(8 * ARCHIVE_BLOCK_BYTES_MAX);
    struct restoring restoring = {.flow = flow, .input = input, .rows = rows, .node = -1};
    TRY(archive_read_begin(flow->arena, input->path, &restoring.reader, flow->fault));
    enum rc rc = restore(&restoring);
    archive_read_end(restoring.reader);
    TRY(rc);
    *ret_counts = restoring.counts;
    return note_it(&restoring);
}

enum rc backup_key(struct arena *arena, const char *path, struct text *ret_key, struct fault *fault)
{
    struct archive_reader *reader = NULL;
    *ret_key = TEXT_NONE;
    TRY(archive_read_begin(arena, path, &reader, fault));
    enum rc rc = RC_OK;
    while (rc == RC_OK && !text_is(*ret_key)) {
        uint8_t kind = 0;
        struct text content;
        rc = archive_read(reader, &kind, &content, fault);
        if (rc == RC_OK && kind == BACKUP_KEY) {
            *ret_key = text_copy(arena, content);
        }
    }
    archive_read_end(reader);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
