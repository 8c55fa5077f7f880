// SPDX-License-Identifier: Apache-2.0
// Booking and reading. The order inside ledger_book matters: accounts are locked before the entry gets its number, so
// that on one account the numbers of entries rise with its chain; and what can be refused is refused before the first
// write (an account that was made stays, empty), so that a refusal leaves the caller's transaction usable.
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "ledger/ledger_period.h"
#include "ledger/ledger_period_sql.h"
#include "ledger/ledger_private.h"
#include "ledger/ledger_sql.h"

static const char *const owner_kinds[] = {"network", "advertiser", "program", "partner"};
static const char *const account_kinds[LEDGER_ACCOUNT_KIND_COUNT] = {
    [LEDGER_COMMISSION_EXPENSE] = "commission_expense",
    [LEDGER_PENDING] = "pending",
    [LEDGER_AVAILABLE] = "available",
    [LEDGER_IN_PAYOUT] = "in_payout",
    [LEDGER_PAID] = "paid",
    [LEDGER_OWED_BACK] = "owed_back",
    [LEDGER_PENALTY_OWED] = "penalty_owed",
    [LEDGER_ACCRUED_CHARGE] = "accrued_charge",
    [LEDGER_RECEIVABLE] = "receivable",
    [LEDGER_PREPAID] = "prepaid",
    [LEDGER_RECHARGED] = "recharged",
    [LEDGER_FEE_REVENUE] = "fee_revenue",
    [LEDGER_SUBSCRIPTION_REVENUE] = "subscription_revenue",
    [LEDGER_CASH] = "cash",
    [LEDGER_PENALTY_EXPENSE] = "penalty_expense",
    [LEDGER_COMPENSATION_EXPENSE] = "compensation_expense",
    [LEDGER_OPENING_EQUITY] = "opening_equity",
    [LEDGER_EXCHANGE] = "exchange",
    [LEDGER_EXCHANGE_DIFFERENCE] = "exchange_difference",
    [LEDGER_TAX_PAYABLE] = "tax_payable",
};

static const char *owner_kind_text(enum ledger_owner_kind kind)
{
    BUG_ON((size_t)kind >= sizeof(owner_kinds) / sizeof(owner_kinds[0]));
    return owner_kinds[kind];
}

const char *ledger_account_kind_text(enum ledger_account_kind kind)
{
    BUG_ON((size_t)kind >= LEDGER_ACCOUNT_KIND_COUNT);
    return account_kinds[kind];
}

static bool owner_kind_parse(struct text t, enum ledger_owner_kind *ret_kind)
{
    for (size_t i = 0; i < sizeof(owner_kinds) / sizeof(owner_kinds[0]); i++) {
        if (text_equal(t, text_of(owner_kinds[i]))) {
            *ret_kind = (enum ledger_owner_kind)i;
            return true;
        }
    }
    return false;
}

static bool account_kind_parse(struct text t, enum ledger_account_kind *ret_kind)
{
    for (size_t i = 0; i < LEDGER_ACCOUNT_KIND_COUNT; i++) {
        if (text_equal(t, text_of(account_kinds[i]))) {
            *ret_kind = (enum ledger_account_kind)i;
            return true;
        }
    }
    return false;
}

void ledger_draft_add(struct ledger_draft *draft, enum ledger_owner_kind owner_kind, int64_t owner_id,
                      enum ledger_account_kind account, struct money amount)
{
    if (amount.minor == 0) {
        return;
    }
    BUG_ON(draft->line_count == LEDGER_LINES_MAX);
    draft->lines[draft->line_count++] =
        (struct ledger_line){.owner_kind = owner_kind, .owner_id = owner_id, .account = account, .amount = amount};
}

struct text ledger_draft_text(struct arena *arena, const struct ledger_draft *draft)
{
    struct buf buf = buf_new(arena, 65536);
    buf_format(&buf, "%.*s key=%.*s reference=%.*s:%lld occurred=%lld booked=%lld reverses=%lld",
               TEXT_PRINT(draft->kind), TEXT_PRINT(draft->key), TEXT_PRINT(draft->reference_kind),
               (long long)draft->reference_id, (long long)draft->occurred_at.ms, (long long)draft->booked_at.ms,
               (long long)draft->reverses.v);
    for (size_t i = 0; i < draft->line_count; i++) {
        const struct ledger_line *line = &draft->lines[i];
        buf_format(&buf, " [%s:%lld %s %lld %.3s]", owner_kind_text(line->owner_kind), (long long)line->owner_id,
                   ledger_account_kind_text(line->account), (long long)line->amount.minor, line->amount.currency.code);
    }
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

// ---- booking ----

struct account_state {
    struct account_id id;
    int64_t balance_minor;
    __int128 planned; // the balance after the drafts that were looked at
    int64_t version;
    struct text kind;
    uint8_t hash[DIGEST_BYTES];
};

// A line of one of the drafts.
struct booking_line {
    const struct ledger_line *line;
    size_t draft;   // index into drafts
    size_t account; // index into accounts
};

struct booking_work {
    const struct ledger_draft *drafts;
    size_t draft_count;
    struct booking_line *lines; // of all drafts, in booking order
    size_t line_count;
    struct account_state *accounts; // room for one of each line
    size_t account_count;
    bool is_new; // nobody can have booked the keys
};

static struct booking_work work_of(struct arena *arena, const struct ledger_draft *drafts, size_t count)
{
    struct booking_work work = {.drafts = drafts, .draft_count = count};
    for (size_t i = 0; i < count; i++) {
        work.line_count += drafts[i].line_count;
    }
    work.lines = arena_many(arena, struct booking_line, work.line_count);
    work.accounts = arena_many(arena, struct account_state, work.line_count);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < drafts[i].line_count; k++) {
            work.lines[at++] = (struct booking_line){.line = &drafts[i].lines[k], .draft = i};
        }
    }
    return work;
}

static struct text hash_text(struct arena *arena, const uint8_t hash[DIGEST_BYTES])
{
    return text_copy(arena, (struct text){.p = (const char *)hash, .n = DIGEST_BYTES});
}

static enum rc check_draft(const struct ledger_draft *draft, struct fault *fault)
{
    BUG_ON(text_is_empty(draft->key) || text_is_empty(draft->kind) || text_is_empty(draft->reference_kind));
    if (draft->line_count < 2) {
        return fault_set(fault, RC_REFUSED, "entry_too_short", "", "a ledger entry has two or more lines");
    }
    for (size_t i = 0; i < draft->line_count; i++) {
        BUG_ON(draft->lines[i].amount.minor == 0 || currency_is_none(draft->lines[i].amount.currency));
        __int128 sum = 0;
        for (size_t j = 0; j < draft->line_count; j++) {
            if (currency_equal(draft->lines[i].amount.currency, draft->lines[j].amount.currency)) {
                sum += draft->lines[j].amount.minor;
            }
        }
        if (sum != 0) {
            return fault_set(fault, RC_REFUSED, "entry_unbalanced", "",
                             "the lines of ledger entry %.*s do not sum to zero in %.3s", TEXT_PRINT(draft->key),
                             draft->lines[i].amount.currency.code);
        }
    }
    return RC_OK;
}

static bool is_same_line(const struct ledger_line *line, const struct sql_ledger_posting_list_row *row)
{
    return text_equal(row->owner_kind, text_of(owner_kind_text(line->owner_kind))) && row->owner_id == line->owner_id &&
           text_equal(row->kind, text_of(ledger_account_kind_text(line->account))) &&
           currency_equal(row->currency, line->amount.currency) && row->amount_minor == line->amount.minor;
}

// The key was booked before: the same content gives the first entry. booked_at may differ, a repetition comes later.
static enum rc find_first(struct db *db, struct arena *arena, const struct ledger_draft *draft,
                          struct entry_id *ret_entry, struct fault *fault)
{
    struct sql_ledger_entry_find_key_row row;
    TRY(sql_ledger_entry_find_key(db, arena, &(struct sql_ledger_entry_find_key_in){.entry_key = draft->key}, &row));
    struct sql_ledger_posting_list_row *lines;
    size_t count;
    TRY(sql_ledger_posting_list(db, arena, &(struct sql_ledger_posting_list_in){.entry_id = row.id}, &lines, &count));
    bool is_same = text_equal(row.kind, draft->kind) && text_equal(row.reference_kind, draft->reference_kind) &&
                   row.reference_id == draft->reference_id && row.occurred_at.ms == draft->occurred_at.ms &&
                   row.reverses_entry_id.v == draft->reverses.v && count == draft->line_count;
    for (size_t i = 0; is_same && i < count; i++) {
        is_same = is_same_line(&draft->lines[i], &lines[i]);
    }
    if (!is_same) {
        return fault_set(fault, RC_CONFLICT, "entry_key_reused", "",
                         "ledger entry %.*s was booked before with other content", TEXT_PRINT(draft->key));
    }
    *ret_entry = row.id;
    return RC_OK;
}

static enum rc account_create(struct db *db, struct arena *arena, const struct sql_ledger_account_lock_in *key)
{
    struct ledger_hash_account account = {.owner_kind = key->owner_kind,
                                          .owner_id = key->owner_id,
                                          .kind = key->kind,
                                          .currency = currency_text(&key->currency)};
    uint8_t genesis[DIGEST_BYTES];
    ledger_hash_of_account(arena, &account, genesis);
    struct sql_ledger_account_create_in create = {.owner_kind = key->owner_kind,
                                                  .owner_id = key->owner_id,
                                                  .kind = key->kind,
                                                  .currency = key->currency,
                                                  .genesis_hash = hash_text(arena, genesis)};
    return sql_ledger_account_create(db, &create, NULL);
}

static struct sql_ledger_account_lock_in key_of(const struct ledger_line *line)
{
    return (struct sql_ledger_account_lock_in){.owner_kind = text_of(owner_kind_text(line->owner_kind)),
                                               .owner_id = line->owner_id,
                                               .kind = text_of(ledger_account_kind_text(line->account)),
                                               .currency = line->amount.currency};
}

// Locks the accounts that are there; those that are not keep the number 0.
static enum rc accounts_lock(struct db *db, struct arena *arena, const struct sql_ledger_account_lock_in *keys,
                             struct booking_work *work)
{
    struct sql_ledger_account_lock_row *rows = NULL;
    size_t found = 0;
    TRY(sql_ledger_account_lock(db, arena, keys, work->account_count, &rows, &found));
    for (size_t i = 0; i < found; i++) {
        const struct sql_ledger_account_lock_row *row = &rows[i];
        struct account_state *account = &work->accounts[row->input];
        if (row->last_hash.n != DIGEST_BYTES) {
            return RC_FAULT;
        }
        *account = (struct account_state){.id = row->id,
                                          .balance_minor = row->balance_minor,
                                          .planned = row->balance_minor,
                                          .version = row->version,
                                          .kind = keys[row->input].kind};
        memcpy(account->hash, row->last_hash.p, DIGEST_BYTES);
    }
    return RC_OK;
}

// Makes accounts where they are missing.
static enum rc accounts_create(struct db *db, struct arena *arena, const struct sql_ledger_account_lock_in *keys,
                               const struct booking_work *work, bool *ret_is_any)
{
    *ret_is_any = false;
    for (size_t i = 0; i < work->account_count; i++) {
        if (work->accounts[i].id.v == 0) {
            TRY(account_create(db, arena, &keys[i]));
            *ret_is_any = true;
        }
    }
    return RC_OK;
}

static bool is_line_before(const struct ledger_line *a, const struct ledger_line *b)
{
    if (a->owner_kind != b->owner_kind) {
        return a->owner_kind < b->owner_kind;
    }
    if (a->owner_id != b->owner_id) {
        return a->owner_id < b->owner_id;
    }
    if (a->account != b->account) {
        return a->account < b->account;
    }
    return text_compare(currency_text(&a->amount.currency), currency_text(&b->amount.currency)) < 0;
}

static int compare_lines(const void *a, const void *b)
{
    const struct ledger_line *left = (*(struct booking_line *const *)a)->line;
    const struct ledger_line *right = (*(struct booking_line *const *)b)->line;
    return is_line_before(left, right) ? -1 : is_line_before(right, left) ? 1 : 0;
}

// The accounts of all lines, each once, in the order of owner, kind and currency: bookings that share accounts queue up
// and never wait for each other in a circle.
static enum rc accounts_open(struct db *db, struct arena *arena, struct booking_work *work)
{
    struct booking_line **order = arena_many(arena, struct booking_line *, work->line_count);
    for (size_t i = 0; i < work->line_count; i++) {
        order[i] = &work->lines[i];
    }
    qsort(order, work->line_count, sizeof(struct booking_line *), compare_lines);
    struct sql_ledger_account_lock_in *keys = arena_many(arena, struct sql_ledger_account_lock_in, work->line_count);
    for (size_t i = 0; i < work->line_count; i++) {
        if (i == 0 || compare_lines(&order[i - 1], &order[i]) != 0) {
            keys[work->account_count++] = key_of(order[i]->line);
        }
        order[i]->account = work->account_count - 1;
    }
    bool is_missing;
    TRY(accounts_lock(db, arena, keys, work));
    TRY(accounts_create(db, arena, keys, work, &is_missing));
    return is_missing ? accounts_lock(db, arena, keys, work) : RC_OK; // what is locked already stays as it is
}

// No account of a draft is on the wrong side after it.
static enum rc check_sides(const struct booking_work *work, const struct booking_line *first,
                           const struct booking_line *last, struct fault *fault)
{
    for (const struct booking_line *line = first; line <= last; line++) {
        const struct account_state *account = &work->accounts[line->account];
        if (ledger_is_overdrawn(account->kind, (int64_t)account->planned)) {
            return fault_set(fault, RC_REFUSED, "account_overdrawn", "",
                             "ledger entry %.*s would take more from account %.*s than is there",
                             TEXT_PRINT(work->drafts[line->draft].key), TEXT_PRINT(account->kind));
        }
    }
    return RC_OK;
}

// Everything that can be refused, before anything is written.
static enum rc check_balances(const struct booking_work *work, struct fault *fault)
{
    const struct booking_line *first = work->lines;
    for (const struct booking_line *line = work->lines; line < work->lines + work->line_count; line++) {
        struct account_state *account = &work->accounts[line->account];
        account->planned += line->line->amount.minor;
        if (account->planned > INT64_MAX || account->planned < -INT64_MAX) {
            return fault_set(fault, RC_REFUSED, "amount_overflow", "",
                             "the balance of a ledger account would be too large");
        }
        if (line + 1 == work->lines + work->line_count || line[1].draft != line->draft) {
            TRY(check_sides(work, first, line, fault));
            first = line + 1;
        }
    }
    return RC_OK;
}

// A fact inside a closed period stands in the books where the open ones begin.
static enum rc late_write(struct db *db, const struct ledger_draft *draft, struct instant closed_until,
                          struct entry_id entry_id)
{
    if (draft->occurred_at.ms >= closed_until.ms) {
        return RC_OK;
    }
    struct sql_ledger_late_insert_in late = {.entry_id = entry_id, .accounted_at = closed_until};
    return sql_ledger_late_insert(db, &late, NULL);
}

// RC_NOT_FOUND when the key is taken.
static enum rc entry_write(struct db *db, struct arena *arena, const struct ledger_draft *draft,
                           struct entry_id *ret_entry)
{
    struct sql_ledger_entry_insert_in entry = {
        .entry_key = draft->key,
        .kind = draft->kind,
        .reference_kind = draft->reference_kind,
        .reference_id = draft->reference_id,
        .occurred_at = draft->occurred_at,
        .booked_at = draft->booked_at,
        .reverses_entry_id = draft->reverses,
    };
    struct sql_ledger_entry_insert_row row;
    TRY(sql_ledger_entry_insert(db, arena, &entry, &row));
    *ret_entry = row.id;
    return RC_OK;
}

// The same for several whose keys are new.
static enum rc entries_write(struct db *db, struct arena *arena, const struct booking_work *work,
                             struct entry_id *ret_entries)
{
    struct sql_ledger_entry_ids_row *ids;
    size_t count;
    struct sql_ledger_entry_ids_in wanted = {.count = (int64_t)work->draft_count};
    TRY(sql_ledger_entry_ids(db, arena, &wanted, &ids, &count));
    BUG_ON(count != work->draft_count);
    struct sql_ledger_entry_insert_new_in *rows = arena_many(arena, struct sql_ledger_entry_insert_new_in, count);
    for (size_t i = 0; i < count; i++) {
        const struct ledger_draft *draft = &work->drafts[i];
        ret_entries[i] = ids[i].id;
        rows[i] = (struct sql_ledger_entry_insert_new_in){
            .id = ids[i].id,
            .entry_key = draft->key,
            .kind = draft->kind,
            .reference_kind = draft->reference_kind,
            .reference_id = draft->reference_id,
            .occurred_at = draft->occurred_at,
            .booked_at = draft->booked_at,
            .reverses_entry_id = draft->reverses,
            .is_sealed = 0,
        };
    }
    return sql_ledger_entry_insert_new(db, arena, rows, count);
}

// The next link of the account's chain.
static struct sql_ledger_posting_insert_in posting_of(struct arena *arena, const struct booking_work *work,
                                                      const struct booking_line *line, struct entry_id entry_id)
{
    const struct ledger_draft *draft = &work->drafts[line->draft];
    struct account_state *account = &work->accounts[line->account];
    struct ledger_hash_posting content = {
        .last_hash = hash_text(arena, account->hash),
        .entry_key = draft->key,
        .entry_kind = draft->kind,
        .reference_kind = draft->reference_kind,
        .reference_id = draft->reference_id,
        .occurred_at = draft->occurred_at,
        .booked_at = draft->booked_at,
        .reverses_entry_id = draft->reverses.v,
        .position = line->line - draft->lines + 1,
        .account_id = account->id.v,
        .amount_minor = line->line->amount.minor,
        .balance_before_minor = account->balance_minor,
        .balance_after_minor = account->balance_minor + line->line->amount.minor,
        .account_version = account->version + 1,
    };
    ledger_hash_of_posting(arena, &content, account->hash);
    account->balance_minor = content.balance_after_minor;
    account->version = content.account_version;
    return (struct sql_ledger_posting_insert_in){
        .entry_id = entry_id,
        .position = content.position,
        .account_id = account->id,
        .amount_minor = content.amount_minor,
        .balance_before_minor = content.balance_before_minor,
        .balance_after_minor = content.balance_after_minor,
        .account_version = content.account_version,
        .hash = hash_text(arena, account->hash),
    };
}

static enum rc lines_write(struct db *db, struct arena *arena, const struct booking_work *work,
                           const struct entry_id *entries)
{
    struct sql_ledger_posting_insert_in *postings =
        arena_many(arena, struct sql_ledger_posting_insert_in, work->line_count);
    for (size_t i = 0; i < work->line_count; i++) {
        postings[i] = posting_of(arena, work, &work->lines[i], entries[work->lines[i].draft]);
    }
    return sql_ledger_posting_insert(db, arena, postings, work->line_count);
}

static enum rc accounts_write(struct db *db, struct arena *arena, const struct booking_work *work)
{
    struct sql_ledger_account_advance_in *list =
        arena_many(arena, struct sql_ledger_account_advance_in, work->account_count);
    for (size_t i = 0; i < work->account_count; i++) {
        const struct account_state *account = &work->accounts[i];
        list[i] = (struct sql_ledger_account_advance_in){.id = account->id,
                                                         .balance_minor = account->balance_minor,
                                                         .version = account->version,
                                                         .last_hash = hash_text(arena, account->hash)};
    }
    return sql_ledger_account_advance(db, arena, list, work->account_count);
}

static enum rc entries_seal(struct db *db, struct arena *arena, const struct entry_id *entries, size_t count)
{
    struct sql_ledger_entry_seal_in *list = arena_many(arena, struct sql_ledger_entry_seal_in, count);
    for (size_t i = 0; i < count; i++) {
        list[i].id = entries[i];
    }
    return sql_ledger_entry_seal(db, arena, list, count);
}

// Drafts that were checked, in order. RC_NOT_FOUND when the key of a draft that is not new is taken: nothing is written
// then.
static enum rc book(struct db *db, struct arena *arena, struct booking_work *work, struct entry_id *ret_entries,
                    struct fault *fault)
{
    struct instant closed_until;
    TRY(ledger_period_share(db));
    TRY(ledger_period_closed_until(db, arena, &closed_until));
    TRY(accounts_open(db, arena, work));
    TRY(check_balances(work, fault));
    TRY(work->is_new ? entries_write(db, arena, work, ret_entries)
                     : entry_write(db, arena, &work->drafts[0], &ret_entries[0]));
    for (size_t i = 0; i < work->draft_count; i++) {
        TRY(late_write(db, &work->drafts[i], closed_until, ret_entries[i]));
    }
    TRY(lines_write(db, arena, work, ret_entries));
    TRY(accounts_write(db, arena, work));
    return entries_seal(db, arena, ret_entries, work->draft_count);
}

enum rc ledger_book(struct db *db, struct arena *arena, const struct ledger_draft *draft, struct entry_id *ret_entry,
                    struct fault *fault)
{
    TRY(check_draft(draft, fault));
    enum rc rc = find_first(db, arena, draft, ret_entry, fault);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    struct booking_work work = work_of(arena, draft, 1);
    rc = book(db, arena, &work, ret_entry, fault);
    // Another transaction booked the key between the look and the insert, and committed.
    return rc == RC_NOT_FOUND ? find_first(db, arena, draft, ret_entry, fault) : rc;
}

enum rc ledger_book_new(struct db *db, struct arena *arena, const struct ledger_draft *drafts, size_t count,
                        struct entry_id *ret_entries, struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        TRY(check_draft(&drafts[i], fault));
    }
    if (count == 0) {
        return RC_OK;
    }
    struct booking_work work = work_of(arena, drafts, count);
    work.is_new = true;
    enum rc rc = book(db, arena, &work, ret_entries, fault);
    if (rc == RC_CONFLICT) {
        return fault_set(fault, RC_CONFLICT, "entry_key_reused", "", "a new ledger entry's key was booked before");
    }
    return rc;
}

// ---- reading ----

// As people expect: what is owed to the partner or was paid is positive, and so is what he owes back and what it costs.
static int64_t sign_for_people(enum ledger_account_kind kind, int64_t balance_minor)
{
    bool is_debit_account = kind == LEDGER_COMMISSION_EXPENSE || kind == LEDGER_OWED_BACK ||
                            kind == LEDGER_ACCRUED_CHARGE || kind == LEDGER_RECEIVABLE || kind == LEDGER_CASH ||
                            kind == LEDGER_PENALTY_EXPENSE || kind == LEDGER_COMPENSATION_EXPENSE ||
                            kind == LEDGER_EXCHANGE_DIFFERENCE;
    return is_debit_account ? balance_minor : -balance_minor;
}

enum rc ledger_owner_balances(struct db *db, struct arena *arena, enum ledger_owner_kind owner_kind, int64_t owner_id,
                              struct ledger_balance **ret_balances, size_t *ret_count)
{
    struct sql_ledger_account_list_owner_row *rows;
    size_t row_count;
    struct sql_ledger_account_list_owner_in owner = {.owner_kind = text_of(owner_kind_text(owner_kind)),
                                                     .owner_id = owner_id};
    TRY(sql_ledger_account_list_owner(db, arena, &owner, &rows, &row_count));
    struct ledger_balance *balances = arena_many(arena, struct ledger_balance, row_count);
    size_t count = 0;
    for (size_t i = 0; i < row_count; i++) {
        enum ledger_account_kind kind;
        if (!account_kind_parse(rows[i].kind, &kind)) {
            return RC_FAULT;
        }
        if (count == 0 || !currency_equal(balances[count - 1].currency, rows[i].currency)) {
            struct ledger_balance *balance = &balances[count++];
            balance->currency = rows[i].currency;
            for (size_t k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
                balance->accounts[k] = money_zero(rows[i].currency);
            }
        }
        balances[count - 1].accounts[kind].minor = sign_for_people(kind, rows[i].balance_minor);
    }
    *ret_balances = balances;
    *ret_count = count;
    return RC_OK;
}

enum rc ledger_partner_balances(struct db *db, struct arena *arena, struct partner_id partner_id,
                                struct ledger_balance **ret_balances, size_t *ret_count)
{
    return ledger_owner_balances(db, arena, LEDGER_PARTNER, partner_id.v, ret_balances, ret_count);
}

enum rc ledger_account_balance(struct db *db, struct arena *arena, enum ledger_owner_kind owner_kind, int64_t owner_id,
                               enum ledger_account_kind account, struct currency currency, struct money *ret_balance)
{
    struct sql_ledger_account_find_in find = {.owner_kind = text_of(owner_kind_text(owner_kind)),
                                              .owner_id = owner_id,
                                              .kind = text_of(ledger_account_kind_text(account)),
                                              .currency = currency};
    struct sql_ledger_account_find_row row;
    enum rc rc = sql_ledger_account_find(db, arena, &find, &row);
    if (rc == RC_NOT_FOUND) {
        *ret_balance = money_zero(currency);
        return RC_OK;
    }
    TRY(rc);
    *ret_balance = (struct money){.minor = row.balance_minor, .currency = currency};
    return RC_OK;
}

enum rc ledger_line_read(struct text owner_kind, int64_t owner_id, struct text account_kind, struct money amount,
                         struct ledger_line *ret_line)
{
    struct ledger_line line = {.owner_id = owner_id, .amount = amount};
    if (!owner_kind_parse(owner_kind, &line.owner_kind) || !account_kind_parse(account_kind, &line.account)) {
        return RC_FAULT;
    }
    *ret_line = line;
    return RC_OK;
}

enum rc ledger_entries_of(struct db *db, struct arena *arena, struct text reference_kind, int64_t reference_id,
                          struct ledger_entry_view **ret_entries, size_t *ret_count)
{
    struct sql_ledger_entry_list_reference_row *rows;
    size_t row_count;
    struct sql_ledger_entry_list_reference_in reference = {.reference_kind = reference_kind,
                                                           .reference_id = reference_id};
    TRY(sql_ledger_entry_list_reference(db, arena, &reference, &rows, &row_count));
    struct ledger_entry_view *entries = arena_many(arena, struct ledger_entry_view, row_count);
    struct ledger_line *lines = arena_many(arena, struct ledger_line, row_count);
    size_t count = 0;
    for (size_t i = 0; i < row_count; i++) {
        const struct sql_ledger_entry_list_reference_row *row = &rows[i];
        if (count == 0 || entries[count - 1].id.v != row->id.v) {
            entries[count++] = (struct ledger_entry_view){
                .id = row->id,
                .key = row->entry_key,
                .kind = row->kind,
                .reference_kind = text_copy(arena, reference_kind),
                .reference_id = reference_id,
                .occurred_at = row->occurred_at,
                .booked_at = row->booked_at,
                .lines = &lines[i],
            };
        }
        struct money amount = {.minor = row->amount_minor, .currency = row->currency};
        TRY(ledger_line_read(row->owner_kind, row->owner_id, row->account_kind, amount, &lines[i]));
        entries[count - 1].line_count++;
    }
    *ret_entries = entries;
    *ret_count = count;
    return RC_OK;
}

enum rc ledger_entry_find(struct db *db, struct arena *arena, struct text key, struct entry_id *ret_entry)
{
    struct sql_ledger_entry_find_key_row row;
    TRY(sql_ledger_entry_find_key(db, arena, &(struct sql_ledger_entry_find_key_in){.entry_key = key}, &row));
    *ret_entry = row.id;
    return RC_OK;
}

struct entry_stream {
    struct arena *arena; // of its own, reset with each entry
    struct entry_id id;
    struct ledger_draft draft;
    enum rc (*call)(void *user, struct entry_id id, const struct ledger_draft *entry);
    void *user;
};

static enum rc entry_stream_flush(struct entry_stream *stream)
{
    if (stream->id.v == 0) {
        return RC_OK;
    }
    TRY(stream->call(stream->user, stream->id, &stream->draft));
    stream->id.v = 0;
    return RC_OK;
}

static enum rc entry_stream_row(void *user, const struct sql_ledger_entry_each_row *row)
{
    struct entry_stream *stream = user;
    if (row->id.v != stream->id.v) {
        TRY(entry_stream_flush(stream));
        arena_reset(stream->arena);
        stream->id = row->id;
        stream->draft = (struct ledger_draft){
            .key = text_copy(stream->arena, row->entry_key),
            .kind = text_copy(stream->arena, row->kind),
            .reference_kind = text_copy(stream->arena, row->reference_kind),
            .reference_id = row->reference_id,
            .occurred_at = row->occurred_at,
            .booked_at = row->booked_at,
            .reverses = row->reverses_entry_id,
        };
    }
    if (!row->owner_id.has) {
        return RC_OK;
    }
    if (stream->draft.line_count == LEDGER_LINES_MAX) {
        return RC_FAULT;
    }
    struct money amount = {.minor = row->amount_minor.v, .currency = row->currency};
    return ledger_line_read(row->owner_kind, row->owner_id.v, row->account_kind, amount,
                            &stream->draft.lines[stream->draft.line_count++]);
}

enum rc ledger_entry_each(struct db *db,
                          enum rc (*call)(void *user, struct entry_id id, const struct ledger_draft *entry), void *user)
{
    AUTO_ARENA arena = arena_new(65536);
    struct entry_stream stream = {.arena = arena, .call = call, .user = user};
    TRY(sql_ledger_entry_each(db, entry_stream_row, &stream));
    return entry_stream_flush(&stream);
}
