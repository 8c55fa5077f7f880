// SPDX-License-Identifier: Apache-2.0
// The check of closed periods; see ledger_period_private.h.
#include "ledger/ledger_period_private.h"
#include "ledger/ledger_period_sql.h"

struct sum {
    __int128 minor;
    bool is_touched;
};

struct period_check {
    struct arena *arena;
    struct period_accounts accounts;
    struct period_found found;
    struct ledger_period_event *events;
    size_t event_count;
    struct sum *sums;              // by account and event
    struct period_balance *stored; // of all closings, by closing and account
    size_t *stored_begin;          // of each event; stored_begin[event_count] is the end
    size_t stored_count, stored_capacity;
};

__attribute__((format(printf, 2, 3))) static void tell(struct period_check *check, const char *format, ...)
{
    struct buf buf = buf_new(check->arena, 4096);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    check->found.call(check->found.user, buf_text(&buf));
}

static enum rc take_stored(void *user, const struct sql_ledger_period_stored_row *row)
{
    struct period_check *check = user;
    if (check->stored_count == check->stored_capacity) {
        check->stored =
            db_rows_grow(check->arena, check->stored, sizeof(struct period_balance), &check->stored_capacity);
    }
    for (size_t i = 0; i < check->event_count; i++) {
        if (check->events[i].id == row->event_id) {
            check->stored_begin[i] = check->stored_begin[i] == SIZE_MAX ? check->stored_count : check->stored_begin[i];
        }
    }
    check->stored[check->stored_count++] =
        (struct period_balance){.account_id = row->account_id.v, .minor = row->balance_minor};
    return RC_OK;
}

enum rc period_check_begin(struct db *db, struct arena *arena, const struct period_accounts *accounts,
                           const struct period_found *found, struct period_check **ret_check)
{
    struct period_check *check = arena_one(arena, struct period_check);
    *check = (struct period_check){.arena = arena, .accounts = *accounts, .found = *found};
    TRY(ledger_period_list(db, arena, &check->events, &check->event_count));
    check->sums = arena_many(arena, struct sum, accounts->count * check->event_count);
    check->stored_begin = arena_many(arena, size_t, check->event_count + 1);
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
    *ret_check = check;
    return RC_OK;
}

void period_check_entry(struct period_check *check, const struct period_entry *entry)
{
    struct instant closed_until = INSTANT_NONE;
    for (size_t i = check->event_count; i > 0; i--) {
        if (check->events[i - 1].last_entry_id.v < entry->id.v) {
            closed_until = check->events[i - 1].closed_until;
            break;
        }
    }
    struct instant wanted = entry->occurred_at.ms < closed_until.ms ? closed_until : INSTANT_NONE;
    if (wanted.ms != entry->late_at.ms) {
        tell(check, "entry %lld (%.*s): its accounting date does not follow from the closings before it",
             (long long)entry->id.v, TEXT_PRINT(entry->key));
    }
}

void period_check_posting(struct period_check *check, size_t account, struct entry_id entry_id,
                          struct instant accounted_at, int64_t amount_minor)
{
    struct sum *sums = &check->sums[account * check->event_count];
    for (size_t i = 0; i < check->event_count; i++) {
        const struct ledger_period_event *event = &check->events[i];
        if (accounted_at.ms < event->ends_at.ms && entry_id.v <= event->last_entry_id.v) {
            sums[i].minor += amount_minor;
            sums[i].is_touched = true;
        }
    }
}

static bool is_as_stored(const struct period_check *check, size_t event, const struct period_balance *stored)
{
    uint64_t index = 0;
    if (stored->account_id == 0 || !map64_get(check->accounts.by_id, (uint64_t)stored->account_id, &index)) {
        return false;
    }
    const struct sum *sum = &check->sums[(index - 1) * check->event_count + event];
    return sum->is_touched && sum->minor == stored->minor;
}

// The lines of one closing against what the postings sum to now.
static void check_closing(struct period_check *check, size_t i)
{
    const struct ledger_period_event *event = &check->events[i];
    int64_t seen = 0, counted = 0;
    for (size_t k = check->stored_begin[i]; k < check->stored_begin[i + 1]; k++) {
        const struct period_balance *stored = &check->stored[k];
        seen++;
        if (!is_as_stored(check, i, stored)) {
            tell(check, "closing %lld of %.*s: account %lld was closed at %lld, its postings sum to another balance",
                 (long long)event->id, TEXT_PRINT(event->month), (long long)stored->account_id,
                 (long long)stored->minor);
        }
    }
    for (size_t k = 0; k < check->accounts.count; k++) {
        counted += check->sums[k * check->event_count + i].is_touched;
    }
    if (counted != seen) {
        tell(check, "closing %lld of %.*s: %lld accounts have postings, %lld were closed", (long long)event->id,
             TEXT_PRINT(event->month), (long long)counted, (long long)seen);
    }
}

void period_check_end(struct period_check *check)
{
    struct text before = TEXT("");
    for (size_t i = 0; i < check->event_count; i++) {
        const struct ledger_period_event *event = &check->events[i];
        size_t begin = check->stored_begin[i];
        size_t count = check->stored_begin[i + 1] - begin;
        if (text_equal(event->kind, TEXT("close"))) {
            check_closing(check, i);
        }
        const struct period_balance *balances = count == 0 ? NULL : check->stored + begin;
        struct text hash = period_event_hash(check->arena, event, before, balances, count);
        if (!text_equal(hash, event->hash)) {
            tell(check, "closing %lld of %.*s: its hash is not that of its content and the one before",
                 (long long)event->id, TEXT_PRINT(event->month));
        }
        before = event->hash;
    }
}
