// SPDX-License-Identifier: Apache-2.0
// Health by the databases' own means.
#include "db/db_health.h"

#include "db/db_private.h"

static const struct db_column problem_out[] = {{.name = "problem", .type = DB_TYPE_TEXT}};
static const struct db_statement problems = {
    .name = "health_problems",
    .sqlite = "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'",
    .postgres = "SELECT 'the setting ' || name || ' is ' || setting || ': a commit would not survive a power loss'"
                " FROM pg_catalog.pg_settings"
                " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY 1",
    .out = problem_out,
    .out_count = 1,
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
    enum rc (*call)(void *user, struct text problem);
    void *user;
};

static enum rc problem_call(void *user, const struct db_value *values)
{
    struct telling *telling = user;
    return telling->call(telling->user, values[0].t);
}

enum rc db_health(struct db *db, enum rc (*call)(void *user, struct text problem), void *user)
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
