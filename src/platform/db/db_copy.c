// SPDX-License-Identifier: Apache-2.0
// Statements for whole tables, made from the catalogue.
#include "db/db_copy.h"

#include <string.h>

#include "core/buf.h"
#include "core/bug.h"
#include "db/db_private.h"

#define STATEMENT_BYTES_MAX 8192
#define SCRIPT_BYTES_MAX ((size_t)1 << 20)

#define COLUMN(column, its_type)             \
    {                                        \
        .name = (column), .type = (its_type) \
    }

static const struct db_column columns_out[] = {COLUMN("table", DB_TYPE_TEXT), COLUMN("name", DB_TYPE_TEXT),
                                               COLUMN("type", DB_TYPE_TEXT), COLUMN("is_optional", DB_TYPE_INT64),
                                               COLUMN("key", DB_TYPE_INT64)};
static const struct db_statement columns = {
    .name = "copy_columns",
    .sqlite = "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0, c.pk"
              " FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
              " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'schema_migration'"
              " ORDER BY m.name, c.cid",
    .postgres = "SELECT r.relname::text, a.attname::text, format_type(a.atttypid, NULL),"
                " CASE WHEN a.attnotnull THEN 0 ELSE 1 END::bigint,"
                " coalesce(array_position(k.conkey, a.attnum), 0)::bigint"
                " FROM pg_catalog.pg_class r"
                " JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped"
                " LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.contype = 'p'"
                " WHERE r.relkind = 'r' AND r.relname <> 'schema_migration'"
                " AND r.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"
                " ORDER BY r.relname COLLATE \"C\", a.attnum",
    .out = columns_out,
    .out_count = 5,
};

// Columns that refer to another table by a guard instead of a foreign key: their comments say so.
#define POSTGRES_GUARDED                                                                  \
    "SELECT a.attrelid AS relation, a.attname AS id,"                                     \
    " substr(pg_catalog.col_description(a.attrelid, a.attnum), 11) AS referred"           \
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"    \
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' AND c.relnamespace =" \
    " (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"         \
    " AND pg_catalog.col_description(a.attrelid, a.attnum) LIKE 'refers to %'"

static const struct db_column references_out[] = {COLUMN("table", DB_TYPE_TEXT), COLUMN("to", DB_TYPE_TEXT)};
static const struct db_statement references = {
    .name = "copy_references",
    .sqlite = "SELECT DISTINCT m.name, f.\"table\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f"
              " WHERE m.type = 'table' AND m.name <> f.\"table\" ORDER BY 1, 2",
    .postgres = "SELECT DISTINCT r.relname::text COLLATE \"C\", t.relname::text COLLATE \"C\""
                " FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.conrelid"
                " JOIN pg_catalog.pg_class t ON t.oid = k.confrelid"
                " WHERE k.contype = 'f' AND r.oid <> t.oid"
                " AND r.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"
                " UNION SELECT r.relname::text COLLATE \"C\", g.referred COLLATE \"C\""
                " FROM (" POSTGRES_GUARDED ") g JOIN pg_catalog.pg_class r ON r.oid = g.relation"
                " ORDER BY 1, 2",
    .out = references_out,
    .out_count = 2,
};

static const struct db_column triggers_out[] = {COLUMN("name", DB_TYPE_TEXT), COLUMN("sql", DB_TYPE_TEXT)};
static const struct db_statement triggers = {
    .name = "copy_triggers",
    .sqlite = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name",
    .out = triggers_out,
    .out_count = 2,
};

// A statement for each table of the schema, whose name is %s; what else is in the database is not touched.
#define POSTGRES_EACH_TABLE(statement)                                                               \
    "DO $$ DECLARE r record; BEGIN"                                                                  \
    " FOR r IN SELECT oid::regclass AS name FROM pg_catalog.pg_class WHERE relkind = 'r'"            \
    " AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())" \
    " LOOP EXECUTE format('" statement "', r.name); END LOOP; END $$;"
// Identities go on behind the rows that were copied.
#define POSTGRES_IDENTITIES                                                                             \
    "DO $$ DECLARE r record; highest bigint; BEGIN"                                                     \
    " FOR r IN SELECT c.oid::regclass AS name, a.attname AS id FROM pg_catalog.pg_class c"              \
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''"                     \
    " WHERE c.relkind = 'r' AND c.relnamespace ="                                                       \
    " (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"                       \
    " LOOP EXECUTE format('SELECT max(%I) FROM %s', r.id, r.name) INTO highest;"                        \
    " IF highest IS NOT NULL THEN PERFORM setval(pg_get_serial_sequence(r.name::text, r.id), highest);" \
    " END IF; END LOOP; END $$;"
// What their guards would have refused.
#define POSTGRES_REFERENCES                                                                                  \
    "DO $$ DECLARE r record; missing bigint; BEGIN"                                                          \
    " FOR r IN " POSTGRES_GUARDED " LOOP EXECUTE format('SELECT t.%1$I FROM %2$s t WHERE t.%1$I IS NOT NULL" \
    " AND NOT EXISTS (SELECT FROM %3$I p WHERE p.id = t.%1$I) LIMIT 1',"                                     \
    " r.id, r.relation::regclass, r.referred) INTO missing;"                                                 \
    " IF missing IS NOT NULL THEN RAISE EXCEPTION '% of % refers to % %, which is not there',"               \
    " r.id, r.relation::regclass, r.referred, missing USING ERRCODE = 'foreign_key_violation';"              \
    " END IF; END LOOP; END $$;"
// The schema's own triggers; those of foreign keys stay.
static const char postgres_begin[] = POSTGRES_EACH_TABLE("ALTER TABLE %s DISABLE TRIGGER USER");
static const char postgres_end[] = POSTGRES_EACH_TABLE("ALTER TABLE %s ENABLE TRIGGER USER")
    POSTGRES_IDENTITIES POSTGRES_EACH_TABLE("ANALYZE %s") POSTGRES_REFERENCES;

// ---- columns and keys ----

struct table_building {
    struct db_table table;
    struct db_column *columns;
    int64_t *keys; // of each column: its place in the primary key from 1 on, 0 for none
    size_t capacity;
};

struct listing {
    struct db *db;
    struct arena *arena;
    struct table_building *tables;
    size_t count;
    size_t capacity;
};

static const char *keep(struct arena *arena, struct text t)
{
    return text_zero_terminated(arena, t);
}

static bool type_of(struct text type, enum db_type *ret_type)
{
    static const struct {
        const char *name;
        enum db_type type;
    } types[] = {{"INTEGER", DB_TYPE_INT64}, {"TEXT", DB_TYPE_TEXT}, {"BLOB", DB_TYPE_BLOB},
                 {"bigint", DB_TYPE_INT64},  {"text", DB_TYPE_TEXT}, {"bytea", DB_TYPE_BLOB}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (text_equal(type, text_of(types[i].name))) {
            *ret_type = types[i].type;
            return true;
        }
    }
    return false;
}

static enum rc column_call(void *user, const struct db_value *values)
{
    struct listing *listing = user;
    struct table_building *table = listing->count == 0 ? NULL : &listing->tables[listing->count - 1];
    if (table == NULL || !text_equal(values[0].t, text_of(table->table.name))) {
        if (listing->count == listing->capacity) {
            listing->tables =
                db_rows_grow(listing->arena, listing->tables, sizeof(*listing->tables), &listing->capacity);
        }
        table = &listing->tables[listing->count++];
        *table = (struct table_building){.table.name = keep(listing->arena, values[0].t)};
        table->columns = arena_many(listing->arena, struct db_column, DB_COLUMNS_MAX);
        table->keys = arena_many(listing->arena, int64_t, DB_COLUMNS_MAX);
    }
    size_t i = table->table.column_count++;
    struct db_column column = {.name = i < DB_COLUMNS_MAX ? keep(listing->arena, values[1].t) : "",
                               .is_optional = values[3].i != 0};
    if (i >= DB_COLUMNS_MAX || !type_of(values[2].t, &column.type)) {
        return db_fail(listing->db, RC_FAULT, table->table.name, "column %.*s of type %.*s cannot be copied",
                       TEXT_PRINT(values[1].t), TEXT_PRINT(values[2].t));
    }
    table->columns[i] = column;
    table->keys[i] = values[4].i;
    return RC_OK;
}

// ---- their statements ----

enum list_of { LIST_NAMES, LIST_PLACES };

static void add_columns(struct buf *buf, const struct db_table *table, enum list_of what, char sign)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (what == LIST_NAMES) {
            buf_format(buf, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
        } else {
            buf_format(buf, "%s%c%zu", i == 0 ? "" : ", ", sign, i + 1);
        }
    }
}

static const char *insert_text(struct arena *arena, const struct db_table *table, char sign)
{
    struct buf buf = buf_new(arena, STATEMENT_BYTES_MAX);
    buf_format(&buf, "INSERT INTO \"%s\" (", table->name);
    add_columns(&buf, table, LIST_NAMES, sign);
    buf_add(&buf, TEXT(") VALUES ("));
    add_columns(&buf, table, LIST_PLACES, sign);
    buf_add(&buf, TEXT(")"));
    return keep(arena, buf_text(&buf));
}

static const char *copy_text(struct arena *arena, const struct db_table *table)
{
    struct buf buf = buf_new(arena, STATEMENT_BYTES_MAX);
    buf_format(&buf, "COPY \"%s\" (", table->name);
    add_columns(&buf, table, LIST_NAMES, ' ');
    buf_add(&buf, TEXT(") FROM STDIN (FORMAT BINARY)"));
    return keep(arena, buf_text(&buf));
}

// NULL when the table has no key.
static const char *select_text(struct arena *arena, const struct table_building *building)
{
    const struct db_table *table = &building->table;
    struct buf buf = buf_new(arena, STATEMENT_BYTES_MAX);
    buf_add(&buf, TEXT("SELECT "));
    add_columns(&buf, table, LIST_NAMES, ' ');
    buf_format(&buf, " FROM \"%s\"", table->name);
    size_t keys = 0;
    for (int64_t key = 1; key <= (int64_t)table->column_count; key++) {
        for (size_t i = 0; i < table->column_count; i++) {
            if (building->keys[i] == key) {
                buf_format(&buf, "%s\"%s\"", keys++ == 0 ? " ORDER BY " : ", ", table->columns[i].name);
            }
        }
    }
    return keys == 0 ? NULL : keep(arena, buf_text(&buf));
}

static enum rc make_statements(struct db *db, struct arena *arena, struct table_building *building)
{
    struct db_table *table = &building->table;
    table->columns = building->columns;
    const char *select = select_text(arena, building);
    if (select == NULL) {
        return db_fail(db, RC_FAULT, table->name, "a table without a primary key cannot be copied");
    }
    struct db_statement *read = arena_one(arena, struct db_statement);
    struct db_statement *write = arena_one(arena, struct db_statement);
    *read = (struct db_statement){.name = table->name,
                                  .sqlite = select,
                                  .postgres = select,
                                  .out = table->columns,
                                  .out_count = (uint16_t)table->column_count};
    *write = (struct db_statement){.name = table->name,
                                   .sqlite = insert_text(arena, table, '?'),
                                   .postgres = insert_text(arena, table, '$'),
                                   .postgres_copy = copy_text(arena, table),
                                   .in = table->columns,
                                   .in_count = (uint16_t)table->column_count,
                                   .is_write = true};
    table->read = read;
    table->write = write;
    return RC_OK;
}

// ---- their order ----

struct reference {
    size_t from;
    size_t to;
};

struct ordering {
    const struct listing *listing;
    struct arena *arena;
    struct reference *list;
    size_t count;
    size_t capacity;
};

static size_t index_of(const struct listing *listing, struct text name)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (text_equal(name, text_of(listing->tables[i].table.name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static enum rc reference_call(void *user, const struct db_value *values)
{
    struct ordering *ordering = user;
    if (ordering->count == ordering->capacity) {
        ordering->list = db_rows_grow(ordering->arena, ordering->list, sizeof(*ordering->list), &ordering->capacity);
    }
    struct reference reference = {index_of(ordering->listing, values[0].t), index_of(ordering->listing, values[1].t)};
    if (reference.from != SIZE_MAX && reference.to != SIZE_MAX) {
        ordering->list[ordering->count++] = reference;
    }
    return RC_OK;
}

static bool is_ready(const struct ordering *ordering, const bool *is_placed, size_t table)
{
    for (size_t i = 0; i < ordering->count; i++) {
        if (ordering->list[i].from == table && !is_placed[ordering->list[i].to]) {
            return false;
        }
    }
    return true;
}

static enum rc place(struct db *db, struct arena *arena, const struct ordering *ordering, struct db_table *ret_tables)
{
    const struct listing *listing = ordering->listing;
    bool *is_placed = arena_many(arena, bool, listing->count);
    for (size_t placed = 0; placed < listing->count; placed++) {
        size_t next = 0;
        while (next < listing->count && (is_placed[next] || !is_ready(ordering, is_placed, next))) {
            next++;
        }
        if (next == listing->count) {
            return db_fail(db, RC_FAULT, "copy_references", "tables refer to each other in a ring");
        }
        is_placed[next] = true;
        ret_tables[placed] = listing->tables[next].table;
    }
    return RC_OK;
}

enum rc db_tables_list(struct db *db, struct arena *arena, struct db_table **ret_tables, size_t *ret_count)
{
    struct listing listing = {.db = db, .arena = arena};
    TRY(db_run(db, &columns, NULL, column_call, &listing, NULL));
    for (size_t i = 0; i < listing.count; i++) {
        TRY(make_statements(db, arena, &listing.tables[i]));
    }
    struct ordering ordering = {.listing = &listing, .arena = arena};
    TRY(db_run(db, &references, NULL, reference_call, &ordering, NULL));
    *ret_tables = arena_many(arena, struct db_table, listing.count);
    *ret_count = listing.count;
    return place(db, arena, &ordering, *ret_tables);
}

// ---- triggers ----

struct db_copy {
    struct db *db;
    struct buf drop;   // SQLite
    struct buf create; // SQLite
};

static enum rc trigger_call(void *user, const struct db_value *values)
{
    struct db_copy *copy = user;
    buf_format(&copy->drop, "DROP TRIGGER \"%.*s\";\n", TEXT_PRINT(values[0].t));
    buf_format(&copy->create, "%.*s;\n", TEXT_PRINT(values[1].t));
    return RC_OK;
}

enum rc db_copy_begin(struct db *db, struct arena *arena, struct db_copy **ret_copy)
{
    BUG_ON(!db_is_in_write_transaction(db));
    struct db_copy *copy = arena_one(arena, struct db_copy);
    *copy = (struct db_copy){
        .db = db, .drop = buf_new(arena, SCRIPT_BYTES_MAX), .create = buf_new(arena, SCRIPT_BYTES_MAX)};
    *ret_copy = copy;
    if (db->kind == DB_POSTGRES) {
        return db->driver->script(db, postgres_begin);
    }
    TRY(db_run(db, &triggers, NULL, trigger_call, copy, NULL));
    buf_add(&copy->drop, TEXT("PRAGMA defer_foreign_keys = ON;"));
    if (copy->drop.is_overflown || copy->create.is_overflown) {
        return db_fail(db, RC_FAULT, "copy_triggers", "the triggers' text is too long");
    }
    return db->driver->script(db, keep(arena, buf_text(&copy->drop)));
}

enum rc db_copy_end(struct db_copy *copy)
{
    struct db *db = copy->db;
    if (db->kind == DB_POSTGRES) {
        return db->driver->script(db, postgres_end);
    }
    return db->driver->script(db, keep(copy->create.arena, buf_text(&copy->create)));
}
