// SPDX-License-Identifier: Apache-2.0
// Rows of one kind written, or found, on PostgreSQL in one statement: each parameter is an array of the rows' values,
// which unnest() makes rows of again. Twice as fast as a statement for each row, because the executor starts once.
#include <endian.h>
#include <limits.h>
#include <string.h>

#include "core/arena.h"
#include "core/buf.h"
#include "db/db_postgres_private.h"

#define MERGE_BYTES_MAX ((size_t)64 << 20) // of one array

static void add_int32(struct buf *buf, int32_t value)
{
    uint32_t in_network_order = htobe32((uint32_t)value);
    buf_add_bytes(buf, &in_network_order, sizeof(in_network_order));
}

// The binary form of a one-dimensional array (array_recv in PostgreSQL's source): dimensions, whether there are NULLs,
// element type, length, lower bound, then each element's length and bytes.
static struct text array_of(struct arena *arena, const struct db_call *list, size_t column)
{
    const struct db_statement *statement = list->statement;
    enum db_type type = statement->in[column].type;
    struct buf buf = buf_new(arena, MERGE_BYTES_MAX);
    add_int32(&buf, 1);
    add_int32(&buf, 1);
    add_int32(&buf, (int32_t)db_postgres_type(type));
    add_int32(&buf, (int32_t)list->count);
    add_int32(&buf, 1);
    for (size_t i = 0; i < list->count; i++) {
        const struct db_value *value = &db_call_in(list, i)[column];
        if (value->is_null) {
            add_int32(&buf, -1);
        } else if (type == DB_TYPE_INT64 || type == DB_TYPE_BOOL) {
            uint64_t number = htobe64((uint64_t)value->i);
            add_int32(&buf, sizeof(number));
            buf_add_bytes(&buf, &number, sizeof(number));
        } else {
            add_int32(&buf, (int32_t)value->t.n); // below MERGE_BYTES_MAX, or the buffer overflows
            buf_add(&buf, value->t);
        }
    }
    return buf.is_overflown ? TEXT_NONE : buf_text(&buf);
}

static Oid array_type(enum db_type type)
{
    switch (type) {
    case DB_TYPE_INT64:
    case DB_TYPE_BOOL:
        return 1016; // int8[]
    case DB_TYPE_TEXT:
    case DB_TYPE_CURRENCY:
        return 1009; // text[]
    case DB_TYPE_BLOB:
        return 1001; // bytea[]
    }
    return 0;
}

// Each parameter's array, in the arena, and its type.
static enum rc arrays_fill(struct db *db, struct arena *arena, const struct db_call *list, Oid types[DB_COLUMNS_MAX],
                           struct db_postgres_parameters *ret_parameters)
{
    const struct db_statement *statement = list->statement;
    for (size_t i = 0; i < statement->in_count; i++) {
        struct text array = array_of(arena, list, i);
        if (!text_is(array)) {
            return db_fail(db, RC_FAULT, statement->name, "parameter %s is too long", statement->in[i].name);
        }
        types[i] = array_type(statement->in[i].type);
        ret_parameters->values[i] = array.p;
        ret_parameters->lengths[i] = (int)array.n;
        ret_parameters->formats[i] = 1;
    }
    return RC_OK;
}

enum rc db_postgres_run_merge(struct db *db, const struct db_call *list)
{
    const struct db_statement *statement = list->statement;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    Oid types[DB_COLUMNS_MAX];
    struct db_postgres_parameters parameters;
    TRY(arrays_fill(db, arena, list, types, &parameters));
    char name[DB_POSTGRES_NAME_MAX];
    TRY(db_postgres_prepare_text(db, statement, &statement->postgres_merge, types, name));
    if (db->is_early && db->state == DB_STATE_WRITING && !db->has_savepoint) {
        return db_postgres_send_ahead(db, statement, name, &parameters);
    }
    PGresult *result =
        db_postgres_finish(db, PQsendQueryPrepared(db_postgres_of(db)->handle, name, statement->in_count,
                                                   parameters.values, parameters.lengths, parameters.formats, 1));
    ExecStatusType expected = statement->is_write ? PGRES_COMMAND_OK : PGRES_TUPLES_OK; // locks have rows of nothing
    enum rc rc = PQresultStatus(result) == expected ? RC_OK : db_postgres_failed(db, result, statement->name);
    PQclear(result);
    return rc;
}

enum rc db_postgres_run_find(struct db *db, const struct db_call *list)
{
    const struct db_statement *statement = list->statement;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    Oid types[DB_COLUMNS_MAX];
    struct db_postgres_parameters parameters;
    TRY(arrays_fill(db, arena, list, types, &parameters));
    char name[DB_POSTGRES_NAME_MAX];
    TRY(db_postgres_prepare_text(db, statement, &statement->postgres_find, types, name));
    return db_postgres_run_prepared(db, list, name, &parameters);
}
