// SPDX-License-Identifier: Apache-2.0
// The schema of a PostgreSQL database as text, from the catalogues, for the golden file: one line for each thing, in an
// order that does not depend on how it came about.
#include "core/buf.h"
#include "db/db_postgres_private.h"

#define SCHEMA_TEXT_MAX ((size_t)16 << 20)

static const struct db_column line_out[] = {{.name = "line", .type = DB_TYPE_TEXT}};

// Each gives lines under the names of what they belong to: table, then columns in their order, then the rest by name.
static const struct db_statement lines = {
    .name = "schema_lines",
    .postgres =
        "WITH relation AS (SELECT oid, relname::text AS name, relkind FROM pg_catalog.pg_class"
        "  WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema()) AND relkind "
        "IN ('r', 'p', 'v', 'm')),"
        " line (name, rank, position, line) AS ("
        " SELECT name, 0, '', CASE relkind WHEN 'v' THEN 'VIEW ' || name || E'\\n' || pg_get_viewdef(oid, true)"
        "   WHEN 'p' THEN 'TABLE ' || name || ' PARTITION BY ' || pg_get_partkeydef(oid) ELSE 'TABLE ' || name END"
        "  FROM relation"
        " UNION ALL SELECT r.name, 1, to_char(a.attnum, '0000'), '  ' || a.attname || ' '"
        "   || format_type(a.atttypid, a.atttypmod)"
        "   || CASE WHEN a.attcollation <> 0 AND c.collname <> 'default' THEN ' COLLATE \"' || c.collname || '\"'"
        "      ELSE '' END"
        "   || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END"
        "   || CASE a.attidentity WHEN 'd' THEN ' IDENTITY BY DEFAULT' WHEN 'a' THEN ' IDENTITY ALWAYS' ELSE '' END"
        "   || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')"
        "   || coalesce(' -- ' || pg_catalog.col_description(r.oid, a.attnum), '')"
        "  FROM relation r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped"
        "  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        "  LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation"
        " UNION ALL SELECT r.name, 2, k.conname::text, '  CONSTRAINT ' || k.conname || ' '"
        "   || pg_get_constraintdef(k.oid, true)"
        "  FROM relation r JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid WHERE k.contype <> 't'"
        " UNION ALL SELECT r.name, 3, i.relname::text,"
        "   '  ' || replace(pg_get_indexdef(i.oid), ' ' || quote_ident(current_schema()) || '.', ' ')"
        "  FROM relation r JOIN pg_catalog.pg_index x ON x.indrelid = r.oid"
        "  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
        "  WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.contype IN"
        "   ('p', 'u', 'x'))"
        " UNION ALL SELECT r.name, 4, t.tgname::text, '  ' || pg_get_triggerdef(t.oid, true)"
        "  FROM relation r JOIN pg_catalog.pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal"
        " UNION ALL SELECT '~', 5, p.proname::text, 'FUNCTION ' || p.proname || '('"
        "   || pg_get_function_identity_arguments(p.oid) || ') RETURNS ' || pg_get_function_result(p.oid) || ' AS '"
        "   || btrim(p.prosrc, E' \\n')"
        "  FROM pg_catalog.pg_proc p WHERE p.pronamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = "
        "current_schema()))"
        " SELECT line FROM line ORDER BY name COLLATE \"C\", rank, position COLLATE \"C\"",
    .out = line_out,
    .out_count = 1,
};

static enum rc take_line(void *user, const struct db_value *values)
{
    struct buf *buf = user;
    buf_add(buf, values[0].t);
    buf_add_char(buf, '\n');
    return RC_OK;
}

enum rc db_postgres_schema_text(struct db *db, struct arena *arena, struct text *ret_text)
{
    struct buf buf = buf_new(arena, SCHEMA_TEXT_MAX);
    struct db_call call = {.statement = &lines, .count = 1, .call = take_line, .user = &buf};
    TRY(db->driver->run(db, &call));
    if (buf.is_overflown) {
        return db_fail(db, RC_FAULT, "schema", "the schema's text is too long");
    }
    *ret_text = buf_text(&buf);
    return RC_OK;
}
