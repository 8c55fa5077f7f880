// SPDX-License-Identifier: Apache-2.0
// Kept answers; see db_keep.h.
#include "db/db_keep.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/bug.h"
#include "core/map.h"
#include "db/db_keep_marks.h"
#include "db/db_private.h"
#include "thread/thread.h"

#define QUESTION_BYTES_MAX 512 // longer ones are not kept
#define ANSWER_BYTES_MAX ((size_t)256 << 10)

// Rows of an answer; once kept they never change until all are forgotten.
struct answer {
    const struct db_statement *statement;
    struct text question; // the parameters
    struct db_value *rows;
    size_t row_count;
};

struct db_keep {
    struct gathering marks;
    struct shared_lock lock;
    int64_t mark;
    struct map64 answers; // hash of the question → struct answer *
    struct arena *arena;
};

struct db_keep *db_keep_new(void)
{
    struct db_keep *keep = calloc(1, sizeof(*keep));
    BUG_ON(keep == NULL);
    gathering_init(&keep->marks);
    shared_lock_init(&keep->lock);
    map64_init(&keep->answers);
    keep->arena = arena_new(DB_KEEP_BYTES_MAX + ANSWER_BYTES_MAX);
    return keep;
}

void db_keep_free(struct db_keep *keep)
{
    if (keep != NULL) {
        arena_free(keep->arena);
        map64_release(&keep->answers);
        shared_lock_end(&keep->lock);
        gathering_end(&keep->marks);
        free(keep);
    }
}

struct gathering *db_keep_marks(struct db_keep *keep)
{
    return &keep->marks;
}

void db_keep_begin(struct db *db, struct db_keep *keep, int64_t mark)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    db->keep = keep;
    db->change_mark = mark;
}

void db_keep_end(struct db *db)
{
    db->keep = NULL;
}

size_t db_keep_count(struct db_keep *keep)
{
    shared_lock_read(&keep->lock);
    size_t count = keep->answers.count;
    shared_lock_give(&keep->lock);
    return count;
}

// ---- questions ----

struct question {
    const struct db_statement *statement;
    uint64_t hash; // not zero
    size_t n;
    char bytes[QUESTION_BYTES_MAX];
};

static bool question_add(struct question *question, const void *bytes, size_t n)
{
    if (n > sizeof(question->bytes) - question->n) {
        return false;
    }
    if (n > 0) {
        memcpy(&question->bytes[question->n], bytes, n);
        question->n += n;
    }
    return true;
}

static bool question_of(const struct db_call *call, struct question *ret_question)
{
    ret_question->statement = call->statement;
    ret_question->n = 0;
    for (size_t i = 0; i < call->statement->in_count; i++) {
        const struct db_value *value = &call->in[i];
        int64_t head = value->is_null ? -1 : value->t.p != NULL ? (int64_t)value->t.n : value->i;
        if (!question_add(ret_question, &value->is_null, sizeof(value->is_null)) ||
            !question_add(ret_question, &head, sizeof(head)) ||
            (!value->is_null && !question_add(ret_question, value->t.p, value->t.n))) {
            return false;
        }
    }
    uint64_t hash = hash_bytes(ret_question->bytes, ret_question->n, (uintptr_t)call->statement);
    ret_question->hash = hash == 0 ? 1 : hash;
    return true;
}

// With the lock.
static const struct answer *answer_find(const struct db_keep *keep, const struct question *question)
{
    uint64_t found;
    if (!map64_get(&keep->answers, question->hash, &found)) {
        return NULL;
    }
    const struct answer *answer = (const struct answer *)(uintptr_t)found; // NOLINT: put there below
    bool is_same = answer->statement == question->statement && answer->question.n == question->n &&
                   memcmp(answer->question.p, question->bytes, question->n) == 0;
    return is_same ? answer : NULL;
}

static enum rc answer_give(const struct answer *answer, const struct db_call *call)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && call->call != NULL && i < answer->row_count; i++) {
        rc = call->call(call->user, &answer->rows[i * answer->statement->out_count]);
    }
    return rc;
}

static enum rc answer_kept(const struct db *db, const struct db_call *call, const struct question *question,
                           bool *ret_is_kept)
{
    struct db_keep *keep = db->keep;
    shared_lock_read(&keep->lock);
    const struct answer *answer = keep->mark == db->change_mark ? answer_find(keep, question) : NULL;
    *ret_is_kept = answer != NULL;
    enum rc rc = answer == NULL ? RC_OK : answer_give(answer, call);
    shared_lock_give(&keep->lock);
    return rc;
}

// ---- answers of the database ----

// Rows on their way to the call, which are copied meanwhile.
struct listening {
    const struct db_call *call;
    struct arena *arena;
    struct db_value *rows;
    size_t row_count, capacity;
};

static void rows_copy(struct arena *arena, const struct db_value *from, size_t count, struct db_value *to)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = from[i];
        if (from[i].t.p != NULL) {
            to[i].t = text_copy(arena, from[i].t);
        }
    }
}

static enum rc listen(void *user, const struct db_value *values)
{
    struct listening *listening = user;
    size_t width = listening->call->statement->out_count;
    if (listening->row_count == listening->capacity) {
        size_t capacity = listening->capacity == 0 ? 4 : 2 * listening->capacity;
        struct db_value *rows = arena_many(listening->arena, struct db_value, capacity * width);
        if (listening->row_count > 0) {
            memcpy(rows, listening->rows, listening->row_count * width * sizeof(rows[0]));
        }
        listening->rows = rows;
        listening->capacity = capacity;
    }
    rows_copy(listening->arena, values, width, &listening->rows[listening->row_count++ * width]);
    return listening->call->call == NULL ? RC_OK : listening->call->call(listening->call->user, values);
}

// With the lock for writing.
static void forget(struct db_keep *keep, int64_t mark)
{
    map64_clear(&keep->answers);
    arena_reset(keep->arena);
    keep->mark = mark;
}

static void answer_keep(const struct db *db, const struct question *question, const struct listening *listening)
{
    struct db_keep *keep = db->keep;
    size_t width = question->statement->out_count;
    shared_lock_write(&keep->lock);
    if (db->change_mark != keep->mark || arena_used_bytes(keep->arena) > DB_KEEP_BYTES_MAX) {
        forget(keep, db->change_mark);
    }
    uint64_t taken;
    if (!map64_get(&keep->answers, question->hash, &taken)) {
        struct answer *answer = arena_one(keep->arena, struct answer);
        *answer = (struct answer){.statement = question->statement, .row_count = listening->row_count};
        answer->question = text_copy(keep->arena, (struct text){.p = question->bytes, .n = question->n});
        answer->rows = arena_many(keep->arena, struct db_value, listening->row_count * width);
        rows_copy(keep->arena, listening->rows, listening->row_count * width, answer->rows);
        map64_put(&keep->answers, question->hash, (uintptr_t)answer);
    }
    shared_lock_give(&keep->lock);
}

enum rc db_keep_run(struct db *db, const struct db_call *call)
{
    struct question question;
    if (db->state != DB_STATE_IDLE || !question_of(call, &question)) {
        return db->driver->run(db, call);
    }
    bool is_kept;
    enum rc rc = answer_kept(db, call, &question, &is_kept);
    if (is_kept) {
        return rc;
    }
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct listening listening = {.call = call, .arena = arena};
    struct db_call heard = *call;
    heard.call = listen;
    heard.user = &listening;
    TRY(db->driver->run(db, &heard));
    if (arena_used_bytes(arena) <= ANSWER_BYTES_MAX) {
        answer_keep(db, &question, &listening);
    }
    return RC_OK;
}
