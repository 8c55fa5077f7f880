// SPDX-License-Identifier: Apache-2.0
// Health by the databases' own means.
#include "db/db_health.h"

#include "db/db_private.h"

static const struct db_column problem_out[] = {{.name = "problem", .type = DB_TYPE_TEXT},
                                               {.name = "remedy", .type = DB_TYPE_TEXT}};
static const struct db_statement problems = {
    .name = "health_problems",
    .sqlite = "SELECT quick_check, 'the file is damaged: stop the server, keep the file, restore the last backup into a"
              " new folder, and copy spool/ of this folder beside it before you start'"
              " FROM pragma_quick_check WHERE quick_check <> 'ok'",
    .postgres =
        "WITH standby AS (SELECT count(*) AS attached FROM pg_catalog.pg_stat_replication),"
        " quorum AS (SELECT current_setting('synchronous_standby_names') AS names)"
        " SELECT 'the setting ' || name || ' is ' || setting || ': a commit would not survive a power loss',"
        "  'switch the setting on in postgresql.conf and reload'"
        "  FROM pg_catalog.pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'"
        " UNION ALL SELECT 'data checksums are off: a bit that turns over in its files is not noticed',"
        "  'stop it and run pg_checksums --enable on its folder'"
        "  WHERE current_setting('data_checksums') = 'off'"
        " UNION ALL SELECT attached || ' standbys are attached, but no commit waits for one: what was answered last may"
        " be lost with the primary', 'set synchronous_standby_names, such as ANY 1 (two, three), and reload'"
        "  FROM standby, quorum WHERE attached > 0 AND names = ''"
        " UNION ALL SELECT 'commits wait for ' || names || ', and no standby is attached: nothing can be written',"
        "  'start the standbys; only when they are gone for good make synchronous_standby_names empty'"
        "  FROM standby, quorum WHERE attached = 0 AND names <> ''"
        " ORDER BY 1",
    .out = problem_out,
    .out_count = 2,
};

static const struct db_column clock_out[] = {{.name = "now", .type = DB_TYPE_INT64}};
static const struct db_statement clock_now_ms = {
    .name = "health_clock",
    .sqlite = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    .postgres = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    .out = clock_out,
    .out_count = 1,
};

struct telling {
    db_problem_call call;
    void *user;
};

static enum rc problem_call(void *user, const struct db_value *values)
{
    struct telling *telling = user;
    return telling->call(telling->user, values[0].t, values[1].t);
}

enum rc db_health(struct db *db, db_problem_call call, void *user)
{
    struct telling telling = {call, user};
    return db_run(db, &problems, NULL, problem_call, &telling, NULL);
}

static enum rc now_call(void *user, const struct db_value *values)
{
    ((struct instant *)user)->ms = values[0].i;
    return RC_OK;
}

enum rc db_clock(struct db *db, struct instant *ret_now)
{
    return db_run_one(db, &clock_now_ms, NULL, now_call, ret_now);
}
