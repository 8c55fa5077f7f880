// SPDX-License-Identifier: Apache-2.0
// Closed periods; see ledger_period.h.
#include "ledger/ledger_period.h"

#include "core/bug.h"
#include "core/map.h"
#include "crypto/crypto.h"
#include "ledger/ledger_period_sql.h"

#define PERIOD_LOCK ((int64_t)0x706572696f64) // "period"
#define MISDATED_MAX 100

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

struct balance {
    int64_t account_id;
    int64_t minor;
};

// README.md of this folder specifies it. `before`: the hash of the event before, empty for the first.
static struct text event_hash(struct arena *arena, const struct ledger_period_event *event, struct text before,
                              const struct balance *balances, size_t count)
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

static enum rc sums_at(struct db *db, struct arena *arena, struct instant ends_at, struct balance **ret_balances,
                       size_t *ret_count)
{
    struct sql_ledger_period_sums_row *rows;
    struct sql_ledger_period_sums_in in = {.ends_at = ends_at};
    TRY(sql_ledger_period_sums(db, arena, &in, &rows, ret_count));
    *ret_balances = arena_many(arena, struct balance, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_balances)[i] = (struct balance){.account_id = rows[i].account_id.v, .minor = rows[i].balance_minor};
    }
    return RC_OK;
}

enum rc ledger_period_add(struct db *db, struct arena *arena, struct ledger_period_event *event)
{
    struct ledger_period_event *list;
    size_t event_count, count = 0;
    struct balance *balances = NULL;
    TRY(ledger_period_list(db, arena, &list, &event_count));
    struct sql_ledger_period_last_entry_row last;
    TRY(sql_ledger_period_last_entry(db, arena, &last));
    event->last_entry_id = last.id;
    if (text_equal(event->kind, TEXT("close"))) {
        TRY(sums_at(db, arena, event->ends_at, &balances, &count));
    }
    struct text before = event_count == 0 ? TEXT("") : list[event_count - 1].hash;
    event->hash = event_hash(arena, event, before, balances, count);
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

// ---- the check ----

struct sum {
    int64_t account_id;
    __int128 minor;
    bool is_touched;
};

struct period_check {
    struct arena *arena;
    const struct ledger_period_event *events;
    size_t event_count;
    struct map64 by_account; // account → index of its first sum, plus one; event_count sums each
    struct sum *sums;
    size_t count, capacity;
    struct balance *stored; // of all closings, by closing and account
    size_t *stored_begin;   // of each event; stored_begin[event_count] is the end
    size_t stored_count, stored_capacity;
    void (*found)(void *user, struct text what);
    void *user;
};

__attribute__((format(printf, 2, 3))) static void tell(struct period_check *check, const char *format, ...)
{
    struct buf buf = buf_new(check->arena, 4096);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    check->found(check->user, buf_text(&buf));
}

static struct sum *sums_of(struct period_check *check, int64_t account_id)
{
    bool is_new;
    uint64_t *index = map64_slot(&check->by_account, (uint64_t)account_id, &is_new);
    if (!is_new) {
        return &check->sums[*index - 1];
    }
    if (check->count + check->event_count > check->capacity) {
        size_t capacity = check->capacity == 0 ? 64 * check->event_count : 2 * check->capacity;
        struct sum *sums = arena_many(check->arena, struct sum, capacity);
        for (size_t i = 0; i < check->count; i++) {
            sums[i] = check->sums[i];
        }
        check->sums = sums;
        check->capacity = capacity;
    }
    *index = check->count + 1;
    for (size_t i = 0; i < check->event_count; i++) {
        check->sums[check->count + i] = (struct sum){.account_id = account_id};
    }
    check->count += check->event_count;
    return &check->sums[*index - 1];
}

static enum rc take_posting(void *user, const struct sql_ledger_period_postings_row *row)
{
    struct period_check *check = user;
    struct sum *sums = sums_of(check, row->account_id.v);
    for (size_t i = 0; i < check->event_count; i++) {
        const struct ledger_period_event *event = &check->events[i];
        if (row->accounted_at.ms < event->ends_at.ms && row->entry_id.v <= event->last_entry_id.v) {
            sums[i].minor += row->amount_minor;
            sums[i].is_touched = true;
        }
    }
    return RC_OK;
}

static enum rc take_stored(void *user, const struct sql_ledger_period_stored_row *row)
{
    struct period_check *check = user;
    if (check->stored_count == check->stored_capacity) {
        size_t capacity = check->stored_capacity == 0 ? 1024 : 2 * check->stored_capacity;
        struct balance *stored = arena_many(check->arena, struct balance, capacity);
        for (size_t i = 0; i < check->stored_count; i++) {
            stored[i] = check->stored[i];
        }
        check->stored = stored;
        check->stored_capacity = capacity;
    }
    for (size_t i = 0; i < check->event_count; i++) {
        if (check->events[i].id == row->event_id) {
            check->stored_begin[i] = check->stored_begin[i] == SIZE_MAX ? check->stored_count : check->stored_begin[i];
        }
    }
    check->stored[check->stored_count++] =
        (struct balance){.account_id = row->account_id.v, .minor = row->balance_minor};
    return RC_OK;
}

// The lines of one closing against what the postings sum to now.
static void check_closing(struct period_check *check, size_t i)
{
    const struct ledger_period_event *event = &check->events[i];
    int64_t seen = 0, counted = 0;
    for (size_t k = check->stored_begin[i]; k < check->stored_begin[i + 1]; k++) {
        const struct balance *stored = &check->stored[k];
        const struct sum *sum = &sums_of(check, stored->account_id)[i];
        seen++;
        if (!sum->is_touched || sum->minor != stored->minor) {
            tell(check, "closing %lld of %.*s: account %lld was closed at %lld, its postings sum to another balance",
                 (long long)event->id, TEXT_PRINT(event->month), (long long)stored->account_id,
                 (long long)stored->minor);
        }
    }
    for (size_t k = i; k < check->count; k += check->event_count) {
        counted += check->sums[k].is_touched;
    }
    if (counted != seen) {
        tell(check, "closing %lld of %.*s: %lld accounts have postings, %lld were closed", (long long)event->id,
             TEXT_PRINT(event->month), (long long)counted, (long long)seen);
    }
}

static enum rc check_events(struct db *db, struct period_check *check)
{
    check->stored_begin = arena_many(check->arena, size_t, check->event_count + 1);
    for (size_t i = 0; i <= check->event_count; i++) {
        check->stored_begin[i] = SIZE_MAX;
    }
    TRY(sql_ledger_period_stored(db, take_stored, check));
    check->stored_begin[check->event_count] = check->stored_count;
    for (size_t i = check->event_count; i > 0; i--) { // events without lines end where they begin
        if (check->stored_begin[i - 1] == SIZE_MAX) {
            check->stored_begin[i - 1] = check->stored_begin[i];
        }
    }
    TRY(sql_ledger_period_postings(db, take_posting, check));
    struct text before = TEXT("");
    for (size_t i = 0; i < check->event_count; i++) {
        const struct ledger_period_event *event = &check->events[i];
        size_t begin = check->stored_begin[i];
        size_t count = check->stored_begin[i + 1] - begin;
        if (text_equal(event->kind, TEXT("close"))) {
            check_closing(check, i);
        }
        const struct balance *balances = count == 0 ? NULL : check->stored + begin;
        struct text hash = event_hash(check->arena, event, before, balances, count);
        if (!text_equal(hash, event->hash)) {
            tell(check, "closing %lld of %.*s: its hash is not that of its content and the one before",
                 (long long)event->id, TEXT_PRINT(event->month));
        }
        before = event->hash;
    }
    return RC_OK;
}

static enum rc check_dates(struct db *db, struct period_check *check)
{
    if (check->event_count == 0) {
        struct sql_ledger_period_late_count_row late;
        TRY(sql_ledger_period_late_count(db, check->arena, &late));
        if (late.entries > 0) {
            tell(check, "%lld entries stand under another date than their own, though no period was ever closed",
                 (long long)late.entries);
        }
        return RC_OK;
    }
    struct sql_ledger_period_misdated_row *misdated;
    size_t count;
    struct sql_ledger_period_misdated_in in = {.limit = MISDATED_MAX};
    TRY(sql_ledger_period_misdated(db, check->arena, &in, &misdated, &count));
    for (size_t i = 0; i < count; i++) {
        tell(check, "entry %lld (%.*s): its accounting date does not follow from the closings before it",
             (long long)misdated[i].id.v, TEXT_PRINT(misdated[i].entry_key));
    }
    return RC_OK;
}

enum rc ledger_period_check(struct db *db, struct arena *arena, void (*found)(void *user, struct text what), void *user)
{
    struct period_check check = {.arena = arena, .found = found, .user = user};
    struct ledger_period_event *events;
    TRY(ledger_period_list(db, arena, &events, &check.event_count));
    check.events = events;
    if (check.event_count > 0) {
        map64_init(&check.by_account);
        enum rc rc = check_events(db, &check);
        map64_release(&check.by_account);
        TRY(rc);
    }
    return check_dates(db, &check);
}
