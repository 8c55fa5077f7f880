// SPDX-License-Identifier: Apache-2.0
// Statements that are sent without waiting for the answer of the one before: a transaction that writes many lists then
// waits once for all of them, and both processes are woken once. In order all the same: each sees what those before it
// did. See libpq's manual, "Pipeline Mode".
#include "db/db_postgres_private.h"

enum rc db_postgres_send_ahead(struct db *db, const struct db_statement *statement, const char *name,
                               const struct db_postgres_parameters *parameters)
{
    struct db_postgres *own = db_postgres_of(db);
    if (own->ahead_count == 0) {
        if (PQenterPipelineMode(own->handle) == 0) {
            return db_postgres_failed(db, NULL, statement->name);
        }
        own->ahead_name = statement->name;
    }
    own->ahead_count++; // also when sending fails: there is a pipeline to leave
    return PQsendQueryPrepared(own->handle, name, statement->in_count, parameters->values, parameters->lengths,
                               parameters->formats, 1) == 0
               ? db_postgres_failed(db, NULL, statement->name)
               : RC_OK;
}

enum rc db_postgres_take_pipeline(struct db *db, const char *name)
{
    enum rc rc = RC_OK;
    int empty_count = 0;
    for (;;) {
        PGresult *result = db_postgres_result(db);
        if (result == NULL) { // the end of one statement's results; two in a row only when the connection is lost
            if (++empty_count > 1) {
                return rc != RC_OK ? rc : db_postgres_failed(db, NULL, name);
            }
            continue;
        }
        empty_count = 0;
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return rc;
        }
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && rc == RC_OK) {
            rc = db_postgres_failed(db, result, name);
        }
        PQclear(result);
    }
}

static enum rc leave(struct db *db, enum rc rc)
{
    struct db_postgres *own = db_postgres_of(db);
    own->ahead_count = 0;
    if (PQexitPipelineMode(own->handle) == 0 && !db->is_broken) {
        enum rc failed = db_postgres_failed(db, NULL, own->ahead_name);
        db->is_broken = true;
        return rc != RC_OK ? rc : failed;
    }
    return rc;
}

enum rc db_postgres_ahead_answers(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    if (PQpipelineSync(own->handle) == 0) {
        return leave(db, db_postgres_failed(db, NULL, own->ahead_name));
    }
    for (size_t i = 0; i < own->ahead_count; i++) {
        PGresult *result = db_postgres_result(db);
        ExecStatusType status = PQresultStatus(result);
        enum rc rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
                         ? RC_OK
                         : db_postgres_failed(db, result, own->ahead_name);
        PQclear(result);
        if (rc != RC_OK) {
            // What follows was not run, which is no failure of its own.
            DISCARD("the first failure is told", db_postgres_take_pipeline(db, own->ahead_name));
            return leave(db, rc);
        }
        PQclear(db_postgres_result(db)); // none: the end of this statement's
    }
    return RC_OK;
}

enum rc db_postgres_ahead_end(struct db *db, enum rc rc)
{
    enum rc taken = db->is_broken ? RC_FAULT : db_postgres_take_pipeline(db, db_postgres_of(db)->ahead_name);
    return leave(db, rc != RC_OK ? rc : taken);
}

enum rc db_postgres_catch_up(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    if (own->ahead_count == 0) {
        return RC_OK;
    }
    if (db->is_broken) {
        return leave(db, RC_FAULT);
    }
    TRY(db_postgres_ahead_answers(db));
    return db_postgres_ahead_end(db, RC_OK);
}
