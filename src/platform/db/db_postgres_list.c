// SPDX-License-Identifier: Apache-2.0
// Many inputs in one go on PostgreSQL: a statement for each in pipeline mode, or rows by COPY.
#include <endian.h>
#include <limits.h>
#include <string.h>

#include "db/db_postgres_private.h"

// Inputs between two synchronisations. Their answers are small (no rows come back) and libpq reads while it cannot
// write, so that neither side waits for the other with full buffers.
#define PIPELINE_CHUNK 1000
#define COPY_CHUNK_BYTES ((size_t)64 << 10)

// ---- pipeline ----

static enum rc send_chunk(struct db *db, const struct db_call *list, const char *name, size_t from, size_t to)
{
    const struct db_statement *statement = list->statement;
    PGconn *handle = db_postgres_of(db)->handle;
    struct db_postgres_parameters parameters;
    for (size_t i = from; i < to; i++) {
        TRY(db_postgres_fill(db, statement, db_call_in(list, i), &parameters));
        if (PQsendQueryPrepared(handle, name, statement->in_count, parameters.values, parameters.lengths,
                                parameters.formats, 1) == 0) {
            return db_postgres_failed(db, NULL, statement->name);
        }
    }
    return RC_OK;
}

static enum rc run_chunk(struct db *db, const struct db_call *list, const char *name, size_t from)
{
    size_t to = list->count - from > PIPELINE_CHUNK ? from + PIPELINE_CHUNK : list->count;
    enum rc sent = send_chunk(db, list, name, from, to);
    if (!db->is_broken && PQpipelineSync(db_postgres_of(db)->handle) == 0) {
        return db_postgres_failed(db, NULL, list->statement->name);
    }
    if (db->is_broken) {
        return RC_FAULT;
    }
    enum rc taken = db_postgres_take_pipeline(db, list->statement->name);
    return sent != RC_OK ? sent : taken;
}

enum rc db_postgres_run_batch(struct db *db, const struct db_call *list)
{
    PGconn *handle = db_postgres_of(db)->handle;
    char name[DB_POSTGRES_NAME_MAX];
    TRY(db_postgres_catch_up(db));
    TRY(db_postgres_prepare(db, list->statement, name));
    if (PQenterPipelineMode(handle) == 0) {
        return db_postgres_failed(db, NULL, list->statement->name);
    }
    enum rc rc = RC_OK;
    for (size_t from = 0; from < list->count && rc == RC_OK; from += PIPELINE_CHUNK) {
        rc = run_chunk(db, list, name, from);
    }
    if (PQexitPipelineMode(handle) == 0 && rc == RC_OK) {
        rc = db_postgres_failed(db, NULL, list->statement->name);
        db->is_broken = true;
    }
    return rc;
}

// ---- COPY ----

struct copy {
    struct db *db;
    const char *name;
    size_t n;
    char bytes[COPY_CHUNK_BYTES];
};

static enum rc copy_flush(struct copy *copy)
{
    if (copy->n > 0 && PQputCopyData(db_postgres_of(copy->db)->handle, copy->bytes, (int)copy->n) != 1) {
        return db_postgres_failed(copy->db, NULL, copy->name);
    }
    copy->n = 0;
    return RC_OK;
}

static enum rc copy_add(struct copy *copy, const void *bytes, size_t n)
{
    const char *rest = bytes;
    while (n > 0) {
        if (copy->n == sizeof(copy->bytes)) {
            TRY(copy_flush(copy));
        }
        size_t part = sizeof(copy->bytes) - copy->n;
        part = part < n ? part : n;
        memcpy(&copy->bytes[copy->n], rest, part);
        copy->n += part;
        rest += part;
        n -= part;
    }
    return RC_OK;
}

// A field's length and bytes; -1 stands for NULL.
static enum rc copy_field(struct copy *copy, const void *bytes, int32_t length)
{
    uint32_t in_network_order = htobe32((uint32_t)length);
    TRY(copy_add(copy, &in_network_order, sizeof(in_network_order)));
    return length > 0 ? copy_add(copy, bytes, (size_t)length) : RC_OK;
}

static enum rc copy_row(struct copy *copy, const struct db_statement *statement, const struct db_value *in)
{
    struct db_postgres_parameters parameters;
    TRY(db_postgres_fill(copy->db, statement, in, &parameters));
    uint16_t fields = htobe16(statement->in_count);
    TRY(copy_add(copy, &fields, sizeof(fields)));
    for (size_t i = 0; i < statement->in_count; i++) {
        TRY(copy_field(copy, parameters.values[i], parameters.values[i] == NULL ? -1 : parameters.lengths[i]));
    }
    return RC_OK;
}

static enum rc copy_all(struct copy *copy, const struct db_call *list)
{
    // Signature, flags, length of the extension: PostgreSQL's manual, COPY, "Binary Format".
    static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; // the last zero is the literal's own
    static const char tail[] = "\377\377";
    TRY(copy_add(copy, head, 19));
    for (size_t i = 0; i < list->count; i++) {
        TRY(copy_row(copy, list->statement, db_call_in(list, i)));
    }
    TRY(copy_add(copy, tail, 2));
    return copy_flush(copy);
}

enum rc db_postgres_run_bulk(struct db *db, const struct db_call *list)
{
    PGconn *handle = db_postgres_of(db)->handle;
    const char *name = list->statement->name;
    PGresult *result = db_postgres_exec(db, list->statement->postgres_copy);
    if (PQresultStatus(result) != PGRES_COPY_IN) {
        enum rc rc = db_postgres_failed(db, result, name);
        PQclear(result);
        return rc;
    }
    PQclear(result);
    struct copy copy = {.db = db, .name = name};
    enum rc rc = copy_all(&copy, list);
    if (!db->is_broken && PQputCopyEnd(handle, rc == RC_OK ? NULL : "given up") != 1 && rc == RC_OK) {
        rc = db_postgres_failed(db, NULL, name);
    }
    for (result = db_postgres_result(db); result != NULL; result = db_postgres_result(db)) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK && rc == RC_OK) {
            rc = db_postgres_failed(db, result, name);
        }
        PQclear(result);
    }
    if (rc != RC_OK && db->state != DB_STATE_IDLE) {
        db->is_failed = true; // also when we gave up ourselves
    }
    return rc;
}
