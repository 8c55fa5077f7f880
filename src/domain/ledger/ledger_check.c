// SPDX-License-Identifier: Apache-2.0
// The ledger's own invariants, computed again from the rows without trusting any stored sum, balance or hash. Two
// passes: along each account's chain, and along the entries.
#include "ledger/ledger.h"
#include "ledger/ledger_private.h"
#include "ledger/ledger_sql.h"

#define CURRENCIES_MAX 256

struct currency_sum {
    char code[4];
    __int128 stored;  // of account balances
    __int128 counted; // of postings
};

struct check {
    struct arena *arena;   // findings
    struct arena *scratch; // reset with each row
    struct ledger_check_report *report;
    struct currency_sum sums[CURRENCIES_MAX];
    size_t sum_count;
    // the account of the chain pass
    int64_t account_id; // 0: none yet
    char account_name[160];
    char account_kind[32];
    char currency[4];
    int64_t stored_balance, stored_version;
    __int128 balance;
    int64_t version;
    uint8_t stored_hash[DIGEST_BYTES];
    uint8_t hash[DIGEST_BYTES];
    // the entry of the entry pass
    int64_t entry_id; // 0: none yet
    char entry_name[160];
    bool is_sealed;
    int64_t lines;
    struct currency_sum entry_sums[LEDGER_LINES_MAX];
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
}

// Names are cut, never refused: damaged rows must be nameable too.
__attribute__((format(printf, 4, 5))) static void name_set(struct arena *scratch, char *ret_name, size_t size,
                                                           const char *format, ...)
{
    struct buf buf = buf_new(scratch, 65536);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    struct text t = text_slice(buf_text(&buf), 0, size - 1);
    for (size_t i = 0; i < t.n; i++) {
        ret_name[i] = t.p[i];
    }
    ret_name[t.n] = '\0';
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
static struct currency_sum *sum_of(struct currency_sum *sums, size_t *count, size_t max, const char *code)
{
    struct text wanted = text_of(code);
    for (size_t i = 0; i < *count; i++) {
        if (text_equal(text_of(sums[i].code), wanted)) {
            return &sums[i];
        }
    }
    if (*count == max) {
        return NULL;
    }
    struct currency_sum *sum = &sums[(*count)++];
    *sum = (struct currency_sum){.stored = 0};
    for (size_t i = 0; i < 3 && i < wanted.n; i++) {
        sum->code[i] = wanted.p[i];
    }
    return sum;
}

// ---- along each account ----

static void account_end(struct check *check)
{
    if (check->account_id == 0) {
        return;
    }
    if (check->balance != check->stored_balance) {
        find(check, 3, "%s: the stored balance is %lld, its postings sum to %s", check->account_name,
             (long long)check->stored_balance, number_text(check->scratch, check->balance));
    }
    if (check->version != check->stored_version) {
        find(check, 4, "%s: the stored version is %lld, its last posting has %lld", check->account_name,
             (long long)check->stored_version, (long long)check->version);
    }
    if (!bytes_equal_secret(check->hash, check->stored_hash, DIGEST_BYTES)) {
        find(check, 8, "%s: the stored hash is not the end of its chain", check->account_name);
    }
    struct currency_sum *sum = sum_of(check->sums, &check->sum_count, CURRENCIES_MAX, check->currency);
    if (sum == NULL) {
        find(check, 2, "%s: more than %d currencies", check->account_name, CURRENCIES_MAX);
        return;
    }
    sum->stored += check->stored_balance;
    sum->counted += check->balance;
}

static void account_begin(struct check *check, const struct sql_ledger_check_chains_row *row)
{
    check->report->accounts++;
    check->account_id = row->account_id.v;
    name_set(check->scratch, check->account_name, sizeof(check->account_name), "account %lld (%.*s %lld %.*s %.*s)",
             (long long)row->account_id.v, TEXT_PRINT(row->owner_kind), (long long)row->owner_id, TEXT_PRINT(row->kind),
             TEXT_PRINT(row->currency));
    name_set(check->scratch, check->account_kind, sizeof(check->account_kind), "%.*s", TEXT_PRINT(row->kind));
    name_set(check->scratch, check->currency, sizeof(check->currency), "%.*s", TEXT_PRINT(row->currency));
    check->stored_balance = row->balance_minor;
    check->stored_version = row->version;
    check->balance = 0;
    check->version = 0;
    hash_set(row->last_hash, check->stored_hash);
    struct ledger_hash_account account = {
        .owner_kind = row->owner_kind, .owner_id = row->owner_id, .kind = row->kind, .currency = row->currency};
    ledger_hash_of_account(check->scratch, &account, check->hash);
}

static void posting_hash(struct check *check, const struct sql_ledger_check_chains_row *row)
{
    struct text last = {.p = (const char *)check->hash, .n = DIGEST_BYTES};
    struct ledger_hash_posting content = {
        .last_hash = text_copy(check->scratch, last),
        .entry_key = row->entry_key,
        .entry_kind = row->entry_kind,
        .reference_kind = row->reference_kind,
        .reference_id = row->reference_id.v,
        .occurred_at = row->occurred_at,
        .booked_at = row->booked_at,
        .reverses_entry_id = row->reverses_entry_id.v,
        .position = row->position.v,
        .account_id = row->account_id.v,
        .amount_minor = row->amount_minor.v,
        .balance_before_minor = row->balance_before_minor.v,
        .balance_after_minor = row->balance_after_minor.v,
        .account_version = row->account_version.v,
    };
    ledger_hash_of_posting(check->scratch, &content, check->hash);
    if (!hash_is(check->hash, row->hash)) {
        find(check, 8,
             "%s: the hash of posting %lld in entry %lld (%.*s) is not that of its content and the one before",
             check->account_name, (long long)row->position.v, (long long)row->entry_id.v, TEXT_PRINT(row->entry_key));
        hash_set(row->hash, check->hash); // one finding for each break, not for all that follows
    }
}

static void posting_check(struct check *check, const struct sql_ledger_check_chains_row *row)
{
    check->report->postings++;
    const char *account = check->account_name;
    long long entry = (long long)row->entry_id.v;
    if (row->account_version.v != check->version + 1) {
        find(check, 4, "%s: version %lld follows %lld (entry %lld)", account, (long long)row->account_version.v,
             (long long)check->version, entry);
    }
    if (row->balance_before_minor.v != check->balance) {
        find(check, 4, "%s: entry %lld begins at balance %lld, the one before ended at %s", account, entry,
             (long long)row->balance_before_minor.v, number_text(check->scratch, check->balance));
    }
    __int128 after = (__int128)row->balance_before_minor.v + row->amount_minor.v;
    if (after != row->balance_after_minor.v || row->amount_minor.v == 0) {
        find(check, 7, "%s: in entry %lld balance %lld and amount %lld do not give %lld", account, entry,
             (long long)row->balance_before_minor.v, (long long)row->amount_minor.v,
             (long long)row->balance_after_minor.v);
    }
    if (ledger_is_overdrawn(text_of(check->account_kind), row->balance_after_minor.v)) {
        find(check, 6, "%s: entry %lld took more than was there: balance %lld", account, entry,
             (long long)row->balance_after_minor.v);
    }
    posting_hash(check, row);
    check->version = row->account_version.v;
    check->balance += row->amount_minor.v;
}

static enum rc chain_row(void *user, const struct sql_ledger_check_chains_row *row)
{
    struct check *check = user;
    arena_reset(check->scratch);
    if (row->account_id.v != check->account_id) {
        account_end(check);
        account_begin(check, row);
    }
    if (row->entry_id.v != 0) {
        posting_check(check, row);
    }
    return RC_OK;
}

// ---- along the entries ----

static void entry_end(struct check *check)
{
    if (check->entry_id == 0) {
        return;
    }
    check->report->entries++;
    if (!check->is_sealed) {
        find(check, 1, "%s is not sealed", check->entry_name);
    }
    if (check->lines < 2) {
        find(check, 1, "%s has %lld postings", check->entry_name, (long long)check->lines);
    }
    if (check->has_many_currencies) {
        find(check, 1, "%s has more than %d currencies", check->entry_name, LEDGER_LINES_MAX);
    }
    for (size_t i = 0; i < check->entry_sum_count; i++) {
        if (check->entry_sums[i].counted != 0) {
            find(check, 1, "%s sums to %s in %s", check->entry_name,
                 number_text(check->scratch, check->entry_sums[i].counted), check->entry_sums[i].code);
        }
    }
}

static enum rc entry_row(void *user, const struct sql_ledger_check_entries_row *row)
{
    struct check *check = user;
    arena_reset(check->scratch);
    if (row->id.v != check->entry_id) {
        entry_end(check);
        check->entry_id = row->id.v;
        check->is_sealed = row->is_sealed;
        check->lines = 0;
        check->entry_sum_count = 0;
        check->has_many_currencies = false;
        name_set(check->scratch, check->entry_name, sizeof(check->entry_name), "entry %lld (%.*s)",
                 (long long)row->id.v, TEXT_PRINT(row->entry_key));
    }
    if (!row->position.has) {
        return RC_OK;
    }
    check->lines++;
    if (row->position.v != check->lines) {
        find(check, 1, "%s: posting %lld stands where %lld was expected", check->entry_name, (long long)row->position.v,
             (long long)check->lines);
    }
    char code[4];
    name_set(check->scratch, code, sizeof(code), "%.*s", TEXT_PRINT(row->currency));
    struct currency_sum *sum = sum_of(check->entry_sums, &check->entry_sum_count, LEDGER_LINES_MAX, code);
    if (sum == NULL) {
        check->has_many_currencies = true;
        return RC_OK;
    }
    sum->counted += row->amount_minor.v;
    return RC_OK;
}

enum rc ledger_check(struct db *db, struct arena *arena, struct ledger_check_report *ret_report)
{
    AUTO_ARENA scratch = arena_new(65536);
    struct ledger_check_report report = {.findings = arena_many(arena, struct ledger_finding, LEDGER_FINDINGS_MAX)};
    struct check *check = arena_one(arena, struct check);
    check->arena = arena;
    check->scratch = scratch;
    check->report = &report;
    TRY(sql_ledger_check_chains(db, chain_row, check));
    account_end(check);
    for (size_t i = 0; i < check->sum_count; i++) {
        const struct currency_sum *sum = &check->sums[i];
        if (sum->stored != 0) {
            find(check, 2, "the stored balances of all accounts in %s sum to %s, not to zero", sum->code,
                 number_text(scratch, sum->stored));
        }
        if (sum->counted != 0) {
            find(check, 2, "the postings of all accounts in %s sum to %s, not to zero", sum->code,
                 number_text(scratch, sum->counted));
        }
    }
    TRY(sql_ledger_check_entries(db, entry_row, check));
    entry_end(check);
    *ret_report = report;
    return RC_OK;
}
