// SPDX-License-Identifier: Apache-2.0
// The ledger's own invariants, computed again from the rows without trusting any stored sum, balance or hash. One pass
// over the postings in booking order: an account's chain follows the numbers of its entries, because a booking gets its
// number while it holds the locks of its accounts. So the pass keeps where each account's chain stands, and each entry
// and posting is read once.
#include "core/map.h"
#include "ledger/ledger.h"
#include "ledger/ledger_period_private.h"
#include "ledger/ledger_private.h"
#include "ledger/ledger_sql.h"

#define CURRENCIES_MAX 256
#define ENTRIES_EMPTY_MAX 100

struct currency_sum {
    char code[4];
    __int128 stored;  // of account balances
    __int128 counted; // of postings
};

struct account {
    int64_t id;
    struct text owner_kind;
    int64_t owner_id;
    struct text kind;
    struct currency_sum *sum; // of its currency; NULL when there is no room
    struct text currency;
    bool may_be_debit, may_be_credit;
    int64_t stored_balance, stored_version;
    uint8_t stored_hash[DIGEST_BYTES];
    // as far as the pass came
    __int128 balance;
    int64_t version;
    uint8_t hash[DIGEST_BYTES];
};

struct entry_sum {
    const struct currency_sum *currency;
    __int128 minor;
};

struct check {
    struct arena *arena;   // findings, accounts
    struct arena *scratch; // reset with each row
    struct ledger_check_report *report;
    const struct ledger_check_visit *visit; // NULL: nobody looks on
    struct period_check *period;
    struct currency_sum sums[CURRENCIES_MAX];
    size_t sum_count;
    struct account *accounts; // by id
    size_t account_count, account_capacity;
    struct map64 by_id; // account → index + 1
    // the entry the pass is in
    int64_t entry_id; // 0: none yet
    char entry_key[160];
    bool is_sealed, is_there;
    int64_t lines;
    struct instant accounted_at;
    struct entry_sum entry_sums[LEDGER_LINES_MAX];
    size_t entry_sum_count;
    bool has_many_currencies; // more than there is room for: damage in itself
};

__attribute__((format(printf, 3, 4))) static void find(struct check *check, int invariant, const char *format, ...)
{
    struct ledger_check_report *report = check->report;
    if (report->finding_count < LEDGER_FINDINGS_MAX) {
        struct buf buf = buf_new(check->arena, 1024);
        va_list arguments;
        va_start(arguments, format);
        buf_format_list(&buf, format, arguments);
        va_end(arguments);
        report->findings[report->finding_count] =
            (struct ledger_finding){.invariant = invariant, .what = buf_text(&buf)};
    }
    report->finding_count++;
    report->found[invariant]++;
}

static void period_found(void *user, struct text what)
{
    find(user, LEDGER_PERIODS_INVARIANT, "%.*s", TEXT_PRINT(what));
}

// Cut, never refused: damaged rows must be nameable too.
static void key_set(char *ret_name, size_t size, struct text key)
{
    struct text t = text_slice(key, 0, size - 1);
    for (size_t i = 0; i < t.n; i++) {
        ret_name[i] = t.p[i];
    }
    ret_name[t.n] = '\0';
}

static const char *account_name(struct check *check, const struct account *account)
{
    return text_zero_terminated(check->scratch, text_format(check->scratch, "account %lld (%.*s %lld %.*s %.*s)",
                                                            (long long)account->id, TEXT_PRINT(account->owner_kind),
                                                            (long long)account->owner_id, TEXT_PRINT(account->kind),
                                                            TEXT_PRINT(account->currency)));
}

static const char *entry_name(struct check *check)
{
    return text_zero_terminated(
        check->scratch, text_format(check->scratch, "entry %lld (%s)", (long long)check->entry_id, check->entry_key));
}

static void hash_set(struct text t, uint8_t ret_hash[DIGEST_BYTES])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        ret_hash[i] = i < t.n ? (uint8_t)t.p[i] : 0;
    }
}

static bool hash_is(const uint8_t hash[DIGEST_BYTES], struct text t)
{
    return text_equal((struct text){.p = (const char *)hash, .n = DIGEST_BYTES}, t);
}

// A number of 128 bits for a sentence; those beyond 64 bits only occur in damaged books.
static const char *number_text(struct arena *scratch, __int128 value)
{
    if (value > INT64_MAX || value < INT64_MIN) {
        return value > 0 ? "(beyond 64 bits)" : "-(beyond 64 bits)";
    }
    return text_zero_terminated(scratch, text_format(scratch, "%lld", (long long)value));
}

// NULL when there is no room.
static struct currency_sum *sum_of(struct check *check, struct text code)
{
    for (size_t i = 0; i < check->sum_count; i++) {
        if (text_equal(text_of(check->sums[i].code), code)) {
            return &check->sums[i];
        }
    }
    if (check->sum_count == CURRENCIES_MAX) {
        return NULL;
    }
    struct currency_sum *sum = &check->sums[check->sum_count++];
    key_set(sum->code, sizeof(sum->code), code);
    return sum;
}

// ---- accounts ----

static enum rc account_row(void *user, const struct sql_ledger_check_accounts_row *row)
{
    struct check *check = user;
    if (check->account_count == check->account_capacity) {
        check->accounts = db_rows_grow(check->arena, check->accounts, sizeof(struct account), &check->account_capacity);
    }
    struct account *account = &check->accounts[check->account_count++];
    *account = (struct account){.id = row->id.v,
                                .owner_kind = text_copy(check->arena, row->owner_kind),
                                .owner_id = row->owner_id,
                                .kind = text_copy(check->arena, row->kind),
                                .currency = text_copy(check->arena, row->currency),
                                .sum = sum_of(check, text_slice(row->currency, 0, 3)),
                                .may_be_debit = !ledger_is_overdrawn(row->kind, 1),
                                .may_be_credit = !ledger_is_overdrawn(row->kind, -1),
                                .stored_balance = row->balance_minor,
                                .stored_version = row->version};
    hash_set(row->last_hash, account->stored_hash);
    struct ledger_hash_account content = {
        .owner_kind = row->owner_kind, .owner_id = row->owner_id, .kind = row->kind, .currency = row->currency};
    arena_reset(check->scratch);
    ledger_hash_of_account(check->scratch, &content, account->hash);
    map64_put(&check->by_id, (uint64_t)account->id, check->account_count);
    return RC_OK;
}

// After the pass: what is stored against what its postings came to.
static void account_end(struct check *check, const struct account *account)
{
    arena_reset(check->scratch);
    check->report->accounts++;
    if (account->balance != account->stored_balance) {
        find(check, 3, "%s: the stored balance is %lld, its postings sum to %s", account_name(check, account),
             (long long)account->stored_balance, number_text(check->scratch, account->balance));
    }
    if (account->version != account->stored_version) {
        find(check, 4, "%s: the stored version is %lld, its last posting has %lld", account_name(check, account),
             (long long)account->stored_version, (long long)account->version);
    }
    if (!bytes_equal_secret(account->hash, account->stored_hash, DIGEST_BYTES)) {
        find(check, 8, "%s: the stored hash is not the end of its chain", account_name(check, account));
    }
    if (account->sum == NULL) {
        find(check, 2, "%s: more than %d currencies", account_name(check, account), CURRENCIES_MAX);
        return;
    }
    account->sum->stored += account->stored_balance;
    account->sum->counted += account->balance;
}

// ---- postings ----

static void posting_hash(struct check *check, struct account *account, const struct sql_ledger_check_postings_row *row)
{
    struct ledger_hash_posting content = {
        .last_hash = {.p = (const char *)account->hash, .n = DIGEST_BYTES},
        .entry_key = row->entry_key,
        .entry_kind = row->entry_kind,
        .reference_kind = row->reference_kind,
        .reference_id = row->reference_id.v,
        .occurred_at = row->occurred_at,
        .booked_at = row->booked_at,
        .reverses_entry_id = row->reverses_entry_id.v,
        .position = row->position,
        .account_id = row->account_id.v,
        .amount_minor = row->amount_minor,
        .balance_before_minor = row->balance_before_minor,
        .balance_after_minor = row->balance_after_minor,
        .account_version = row->account_version,
    };
    ledger_hash_of_posting(check->scratch, &content, account->hash);
    if (!hash_is(account->hash, row->hash)) {
        find(check, 8,
             "%s: the hash of posting %lld in entry %lld (%.*s) is not that of its content and the one before",
             account_name(check, account), (long long)row->position, (long long)row->entry_id.v,
             TEXT_PRINT(row->entry_key));
        hash_set(row->hash, account->hash); // one finding for each break, not for all that follows
    }
}

static void posting_check(struct check *check, struct account *account, const struct sql_ledger_check_postings_row *row)
{
    long long entry = (long long)row->entry_id.v;
    if (row->account_version != account->version + 1) {
        find(check, 4, "%s: version %lld follows %lld (entry %lld)", account_name(check, account),
             (long long)row->account_version, (long long)account->version, entry);
    }
    if (row->balance_before_minor != account->balance) {
        find(check, 4, "%s: entry %lld begins at balance %lld, the one before ended at %s",
             account_name(check, account), entry, (long long)row->balance_before_minor,
             number_text(check->scratch, account->balance));
    }
    __int128 after = (__int128)row->balance_before_minor + row->amount_minor;
    if (after != row->balance_after_minor || row->amount_minor == 0) {
        find(check, 7, "%s: in entry %lld balance %lld and amount %lld do not give %lld", account_name(check, account),
             entry, (long long)row->balance_before_minor, (long long)row->amount_minor,
             (long long)row->balance_after_minor);
    }
    if ((row->balance_after_minor > 0 && !account->may_be_debit) ||
        (row->balance_after_minor < 0 && !account->may_be_credit)) {
        find(check, 6, "%s: entry %lld took more than was there: balance %lld", account_name(check, account), entry,
             (long long)row->balance_after_minor);
    }
    posting_hash(check, account, row);
    account->version = row->account_version;
    account->balance += row->amount_minor;
}

// ---- entries ----

static void entry_end(struct check *check)
{
    if (check->entry_id == 0 || !check->is_there) {
        return;
    }
    check->report->entries++;
    if (!check->is_sealed) {
        find(check, 1, "%s is not sealed", entry_name(check));
    }
    if (check->lines < 2) {
        find(check, 1, "%s has %lld postings", entry_name(check), (long long)check->lines);
    }
    if (check->has_many_currencies) {
        find(check, 1, "%s has more than %d currencies", entry_name(check), LEDGER_LINES_MAX);
    }
    for (size_t i = 0; i < check->entry_sum_count; i++) {
        if (check->entry_sums[i].minor != 0) {
            find(check, 1, "%s sums to %s in %s", entry_name(check),
                 number_text(check->scratch, check->entry_sums[i].minor), check->entry_sums[i].currency->code);
        }
    }
}

static void entry_begin(struct check *check, const struct sql_ledger_check_postings_row *row)
{
    check->entry_id = row->entry_id.v;
    check->is_there = row->found_id.v != 0;
    check->is_sealed = row->is_sealed.v != 0;
    check->lines = 0;
    check->entry_sum_count = 0;
    check->has_many_currencies = false;
    key_set(check->entry_key, sizeof(check->entry_key), row->entry_key);
    check->accounted_at = instant_is_none(row->late_at) ? row->occurred_at : row->late_at;
    if (!check->is_there) {
        find(check, 1, "entry %lld has postings and is gone", (long long)check->entry_id);
        return;
    }
    struct period_entry dates = {
        .id = row->entry_id, .key = row->entry_key, .occurred_at = row->occurred_at, .late_at = row->late_at};
    period_check_entry(check->period, &dates);
}

static void entry_add(struct check *check, const struct account *account, int64_t amount_minor)
{
    const struct currency_sum *currency = account == NULL ? NULL : account->sum;
    for (size_t i = 0; i < check->entry_sum_count; i++) {
        if (check->entry_sums[i].currency == currency) {
            check->entry_sums[i].minor += amount_minor;
            return;
        }
    }
    if (currency == NULL || check->entry_sum_count == LEDGER_LINES_MAX) {
        check->has_many_currencies = true;
        return;
    }
    check->entry_sums[check->entry_sum_count++] = (struct entry_sum){.currency = currency, .minor = amount_minor};
}

static void show(const struct check *check, const struct account *account,
                 const struct sql_ledger_check_postings_row *row)
{
    if (check->visit == NULL) {
        return;
    }
    struct ledger_check_posting posting = {.is_first = check->lines == 1,
                                           .entry_kind = row->entry_kind,
                                           .reference_kind = row->reference_kind,
                                           .reference_id = row->reference_id.v,
                                           .account_kind = account->kind,
                                           .amount_minor = row->amount_minor};
    check->visit->call(check->visit->user, &posting);
}

static enum rc posting_row(void *user, const struct sql_ledger_check_postings_row *row)
{
    struct check *check = user;
    arena_reset(check->scratch);
    if (row->entry_id.v != check->entry_id) {
        entry_end(check);
        entry_begin(check, row);
    }
    check->report->postings++;
    check->lines++;
    if (row->position != check->lines) {
        find(check, 1, "%s: posting %lld stands where %lld was expected", entry_name(check), (long long)row->position,
             (long long)check->lines);
    }
    uint64_t index = 0;
    if (row->account_id.v == 0 || !map64_get(&check->by_id, (uint64_t)row->account_id.v, &index)) {
        find(check, 4, "%s: posting %lld is on account %lld, which is gone", entry_name(check),
             (long long)row->position, (long long)row->account_id.v);
        entry_add(check, NULL, row->amount_minor);
        return RC_OK;
    }
    struct account *account = &check->accounts[index - 1];
    posting_check(check, account, row);
    entry_add(check, account, row->amount_minor);
    if (check->is_there) {
        period_check_posting(check->period, index - 1, row->entry_id, check->accounted_at, row->amount_minor);
        show(check, account, row);
    }
    return RC_OK;
}

// Entries without any posting: the pass does not see them, their number tells that they are there.
static enum rc check_empty(struct db *db, struct check *check)
{
    struct sql_ledger_check_count_row count;
    TRY(sql_ledger_check_count(db, check->scratch, &count));
    if (count.entries == check->report->entries) {
        return RC_OK;
    }
    struct sql_ledger_check_empty_row *rows;
    size_t row_count;
    struct sql_ledger_check_empty_in in = {.limit = ENTRIES_EMPTY_MAX};
    TRY(sql_ledger_check_empty(db, check->arena, &in, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        check->report->entries++;
        find(check, 1, "entry %lld (%.*s) has no postings", (long long)rows[i].id.v, TEXT_PRINT(rows[i].entry_key));
    }
    return RC_OK;
}

static enum rc check_all(struct db *db, struct check *check)
{
    TRY(sql_ledger_check_accounts(db, account_row, check));
    struct period_accounts accounts = {.by_id = &check->by_id, .count = check->account_count};
    TRY(period_check_begin(db, check->arena, &accounts, &(struct period_found){period_found, check}, &check->period));
    TRY(sql_ledger_check_postings(db, posting_row, check));
    arena_reset(check->scratch);
    entry_end(check);
    TRY(check_empty(db, check));
    for (size_t i = 0; i < check->account_count; i++) {
        account_end(check, &check->accounts[i]);
    }
    for (size_t i = 0; i < check->sum_count; i++) {
        const struct currency_sum *sum = &check->sums[i];
        if (sum->stored != 0) {
            find(check, 2, "the stored balances of all accounts in %s sum to %s, not to zero", sum->code,
                 number_text(check->scratch, sum->stored));
        }
        if (sum->counted != 0) {
            find(check, 2, "the postings of all accounts in %s sum to %s, not to zero", sum->code,
                 number_text(check->scratch, sum->counted));
        }
    }
    period_check_end(check->period);
    return RC_OK;
}

enum rc ledger_check(struct db *db, struct arena *arena, const struct ledger_check_visit *visit,
                     struct ledger_check_report *ret_report)
{
    AUTO_ARENA scratch = arena_new(65536);
    struct ledger_check_report report = {.findings = arena_many(arena, struct ledger_finding, LEDGER_FINDINGS_MAX)};
    struct check *check = arena_one(arena, struct check);
    check->arena = arena;
    check->scratch = scratch;
    check->report = &report;
    check->visit = visit;
    map64_init(&check->by_id);
    enum rc rc = check_all(db, check);
    map64_release(&check->by_id);
    TRY(rc);
    *ret_report = report;
    return RC_OK;
}
