// SPDX-License-Identifier: Apache-2.0
// Waiting for PostgreSQL, never longer than the connection's owner allows (db_answer_within).
//
// A server that does not answer in time is given up, and with it the connection. A commit that does not return is
// another matter: it waits for the standbys, inside the server, and holds its locks until they confirm it. Asking the
// server to stop waiting would show everybody what may vanish with the next change of the primary; and each connection
// that is given up and opened anew would leave one more commit waiting, until the server has no more to give. So such a
// connection is set aside as it is, and while one of a server waits, no other write transaction begins there.
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clock/clock.h"
#include "core/bug.h"
#include "db/db_postgres_private.h"

// Connections of this process whose commit waits.
struct stalled {
    PGconn *handle;
    struct stalled *next;
};
static pthread_mutex_t stalled_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct stalled *stalled_list;

void db_postgres_set_aside(PGconn *handle)
{
    struct stalled *stalled = malloc(sizeof(*stalled));
    BUG_ON(stalled == NULL);
    BUG_ON(pthread_mutex_lock(&stalled_mutex) != 0);
    *stalled = (struct stalled){.handle = handle, .next = stalled_list};
    stalled_list = stalled;
    BUG_ON(pthread_mutex_unlock(&stalled_mutex) != 0);
}

// It has been answered, or its server is gone.
static bool is_over(PGconn *handle)
{
    return PQconsumeInput(handle) == 0 || PQstatus(handle) == CONNECTION_BAD || PQisBusy(handle) == 0;
}

static bool is_same_server(const PGconn *a, const PGconn *b)
{
    return strcmp(PQhost(a), PQhost(b)) == 0 && strcmp(PQport(a), PQport(b)) == 0;
}

bool db_postgres_is_stalled(const PGconn *handle)
{
    bool is_stalled = false;
    BUG_ON(pthread_mutex_lock(&stalled_mutex) != 0);
    for (struct stalled **at = &stalled_list; *at != NULL;) {
        struct stalled *stalled = *at;
        if (is_over(stalled->handle)) {
            *at = stalled->next;
            PQfinish(stalled->handle);
            free(stalled);
            continue;
        }
        is_stalled = is_stalled || is_same_server(stalled->handle, handle);
        at = &stalled->next;
    }
    BUG_ON(pthread_mutex_unlock(&stalled_mutex) != 0);
    return is_stalled;
}

// False when the time is over.
static bool wait_for_answer(PGconn *handle, int64_t until_ns)
{
    while (PQisBusy(handle) != 0) {
        int64_t left_ms = (until_ns - clock_monotonic_ns()) / 1000000;
        struct pollfd socket = {.fd = PQsocket(handle), .events = POLLIN};
        if (left_ms <= 0) {
            return false;
        }
        if (poll(&socket, 1, (int)left_ms) > 0 && PQconsumeInput(handle) == 0) {
            return true; // lost: the next call says so
        }
    }
    return true;
}

PGresult *db_postgres_result(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    int64_t wait_ms = own->is_committing && own->answer_ms > DB_COMMIT_WAIT_MS ? DB_COMMIT_WAIT_MS : own->answer_ms;
    if (wait_ms == 0 || wait_for_answer(own->handle, clock_monotonic_ns() + wait_ms * 1000000)) {
        return PQgetResult(own->handle);
    }
    own->is_given_up = true;
    db->is_broken = true;
    if (own->is_committing) {
        own->is_stalled = true;
        return NULL;
    }
    (void)shutdown(PQsocket(own->handle), SHUT_RDWR);
    return PQgetResult(own->handle);
}

PGresult *db_postgres_finish(struct db *db, int is_sent)
{
    PGresult *last = NULL;
    if (is_sent == 0) {
        return NULL;
    }
    for (PGresult *result = db_postgres_result(db); result != NULL; result = db_postgres_result(db)) {
        ExecStatusType status = PQresultStatus(result);
        PQclear(last);
        last = result;
        if (status == PGRES_COPY_IN || PQstatus(db_postgres_of(db)->handle) == CONNECTION_BAD) {
            break;
        }
    }
    if (db_postgres_of(db)->is_stalled) {
        PQclear(last);
        return NULL;
    }
    return last;
}

PGresult *db_postgres_exec(struct db *db, const char *sql)
{
    DISCARD("the transaction is failed then, here and there", db_postgres_catch_up(db));
    return db_postgres_finish(db, PQsendQuery(db_postgres_of(db)->handle, sql));
}
