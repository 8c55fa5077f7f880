// SPDX-License-Identifier: Apache-2.0
// Closed periods; see ledger_period.h.
#include "ledger/ledger_period.h"

#include "core/bug.h"
#include "crypto/crypto.h"
#include "ledger/ledger_period_private.h"
#include "ledger/ledger_period_sql.h"

#define PERIOD_LOCK ((int64_t)0x706572696f64) // "period"

enum rc ledger_period_share(struct db *db)
{
    return db_lock_shared(db, PERIOD_LOCK);
}

enum rc ledger_period_lock(struct db *db)
{
    return db_lock(db, PERIOD_LOCK);
}

enum rc ledger_period_closed_until(struct db *db, struct arena *arena, struct instant *ret_closed_until)
{
    struct sql_ledger_period_last_row row;
    enum rc rc = sql_ledger_period_last(db, arena, &row);
    if (rc == RC_NOT_FOUND) {
        *ret_closed_until = INSTANT_NONE;
        return RC_OK;
    }
    TRY(rc);
    *ret_closed_until = row.closed_until;
    return RC_OK;
}

enum rc ledger_period_list(struct db *db, struct arena *arena, struct ledger_period_event **ret_list, size_t *ret_count)
{
    struct sql_ledger_period_list_row *rows;
    size_t count;
    TRY(sql_ledger_period_list(db, arena, &rows, &count));
    struct ledger_period_event *list = arena_many(arena, struct ledger_period_event, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct ledger_period_event){.id = rows[i].id,
                                               .kind = rows[i].kind,
                                               .month = rows[i].month,
                                               .begins_at = rows[i].begins_at,
                                               .ends_at = rows[i].ends_at,
                                               .closed_until = rows[i].closed_until,
                                               .last_entry_id = rows[i].last_entry_id,
                                               .reason = rows[i].reason,
                                               .actor = rows[i].actor,
                                               .occurred_at = rows[i].occurred_at,
                                               .hash = rows[i].hash};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

// ---- the chain ----

static void add_int64(struct digest_stream *stream, int64_t value)
{
    uint64_t rest = (uint64_t)value;
    char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(unsigned char)(rest & 0xff);
        rest >>= 8;
    }
    digest_add(stream, (struct text){.p = bytes, .n = sizeof(bytes)});
}

static void add_text(struct digest_stream *stream, struct text t)
{
    add_int64(stream, (int64_t)t.n);
    digest_add(stream, t);
}

struct text period_event_hash(struct arena *arena, const struct ledger_period_event *event, struct text before,
                              const struct period_balance *balances, size_t count)
{
    struct digest_stream *stream = digest_begin(arena);
    add_text(stream, TEXT("tributary ledger period 1"));
    add_text(stream, before);
    add_text(stream, event->kind);
    add_text(stream, event->month);
    add_int64(stream, event->begins_at.ms);
    add_int64(stream, event->ends_at.ms);
    add_int64(stream, event->closed_until.ms);
    add_int64(stream, event->last_entry_id.v);
    add_text(stream, event->reason);
    add_text(stream, event->actor);
    add_int64(stream, event->occurred_at.ms);
    add_int64(stream, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        add_int64(stream, balances[i].account_id);
        add_int64(stream, balances[i].minor);
    }
    uint8_t *hash = arena_many(arena, uint8_t, DIGEST_BYTES);
    digest_end(stream, hash);
    return (struct text){.p = (const char *)hash, .n = DIGEST_BYTES};
}

static enum rc sums_at(struct db *db, struct arena *arena, struct instant ends_at, struct period_balance **ret_balances,
                       size_t *ret_count)
{
    struct sql_ledger_period_sums_row *rows;
    struct sql_ledger_period_sums_in in = {.ends_at = ends_at};
    TRY(sql_ledger_period_sums(db, arena, &in, &rows, ret_count));
    *ret_balances = arena_many(arena, struct period_balance, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_balances)[i] =
            (struct period_balance){.account_id = rows[i].account_id.v, .minor = rows[i].balance_minor};
    }
    return RC_OK;
}

enum rc ledger_period_add(struct db *db, struct arena *arena, struct ledger_period_event *event)
{
    struct ledger_period_event *list;
    size_t event_count, count = 0;
    struct period_balance *balances = NULL;
    TRY(ledger_period_list(db, arena, &list, &event_count));
    struct sql_ledger_period_last_entry_row last;
    TRY(sql_ledger_period_last_entry(db, arena, &last));
    event->last_entry_id = last.id;
    if (text_equal(event->kind, TEXT("close"))) {
        TRY(sums_at(db, arena, event->ends_at, &balances, &count));
    }
    struct text before = event_count == 0 ? TEXT("") : list[event_count - 1].hash;
    event->hash = period_event_hash(arena, event, before, balances, count);
    struct sql_ledger_period_insert_in in = {.kind = event->kind,
                                             .month = event->month,
                                             .begins_at = event->begins_at,
                                             .ends_at = event->ends_at,
                                             .closed_until = event->closed_until,
                                             .last_entry_id = event->last_entry_id,
                                             .reason = event->reason,
                                             .actor = event->actor,
                                             .occurred_at = event->occurred_at,
                                             .hash = event->hash};
    struct sql_ledger_period_insert_row row;
    TRY(sql_ledger_period_insert(db, arena, &in, &row));
    event->id = row.id;
    struct sql_ledger_period_balance_insert_in *lines =
        arena_many(arena, struct sql_ledger_period_balance_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct sql_ledger_period_balance_insert_in){
            .event_id = row.id, .account_id = {balances[i].account_id}, .balance_minor = balances[i].minor};
    }
    return sql_ledger_period_balance_insert(db, arena, lines, count);
}

enum rc ledger_period_balances(struct db *db, struct arena *arena, int64_t event_id,
                               struct ledger_period_line **ret_lines, size_t *ret_count)
{
    struct sql_ledger_period_balance_list_row *rows;
    struct sql_ledger_period_balance_list_in in = {.event_id = event_id};
    TRY(sql_ledger_period_balance_list(db, arena, &in, &rows, ret_count));
    *ret_lines = arena_many(arena, struct ledger_period_line, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_lines)[i] =
            (struct ledger_period_line){.account_id = rows[i].account_id,
                                        .owner_kind = rows[i].owner_kind,
                                        .owner_id = rows[i].owner_id,
                                        .account = rows[i].account,
                                        .balance = {.minor = rows[i].balance_minor, .currency = rows[i].currency}};
    }
    return RC_OK;
}
