// SPDX-License-Identifier: Apache-2.0
// Looking through the ledger; see ledger_browse.h.
#include "ledger/ledger_browse.h"

#include "ledger/ledger_browse_sql.h"

static const char *const owner_words[] = {
    [LEDGER_NETWORK] = "network",
    [LEDGER_ADVERTISER] = "advertiser",
    [LEDGER_PROGRAM] = "program",
    [LEDGER_PARTNER] = "partner",
};

// The stored words of an account.
static enum rc read_account(struct text owner_kind, int64_t owner_id, struct text kind, struct money balance,
                            struct ledger_account_row *row)
{
    struct ledger_line line;
    struct money one = {.minor = 1, .currency = balance.currency};
    TRY(ledger_line_read(owner_kind, owner_id, kind, one, &line));
    row->owner_kind = line.owner_kind;
    row->owner_id = line.owner_id;
    row->account = line.account;
    row->balance = balance;
    return RC_OK;
}

enum rc ledger_account_list(struct db *db, struct arena *arena, const struct ledger_account_filter *filter,
                            struct ledger_account_row **ret_list, size_t *ret_count)
{
    struct sql_ledger_browse_accounts_in in = {.owner_kind =
                                                   filter->is_any ? TEXT("") : text_of(owner_words[filter->owner_kind]),
                                               .after_id = filter->after,
                                               .limit = filter->limit};
    struct sql_ledger_browse_accounts_row *rows;
    TRY(sql_ledger_browse_accounts(db, arena, &in, &rows, ret_count));
    struct ledger_account_row *list = arena_many(arena, struct ledger_account_row, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        struct money balance = {rows[i].balance_minor, rows[i].currency};
        list[i] = (struct ledger_account_row){.id = rows[i].id, .postings = rows[i].postings};
        TRY(read_account(rows[i].owner_kind, rows[i].owner_id, rows[i].kind, balance, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}

enum rc ledger_account_get(struct db *db, struct arena *arena, struct account_id id,
                           struct ledger_account_row *ret_account)
{
    struct sql_ledger_browse_account_row row;
    TRY(sql_ledger_browse_account(db, arena, &(struct sql_ledger_browse_account_in){.id = id}, &row));
    *ret_account = (struct ledger_account_row){.id = row.id, .postings = row.postings};
    struct money balance = {row.balance_minor, row.currency};
    return read_account(row.owner_kind, row.owner_id, row.kind, balance, ret_account);
}

enum rc ledger_sum_list(struct db *db, struct arena *arena, struct ledger_sum **ret_list, size_t *ret_count)
{
    struct sql_ledger_browse_sums_row *rows;
    TRY(sql_ledger_browse_sums(db, arena, &rows, ret_count));
    struct ledger_sum *list = arena_many(arena, struct ledger_sum, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        struct ledger_account_row account;
        struct money balance = {rows[i].balance_minor, rows[i].currency};
        TRY(read_account(rows[i].owner_kind, 1, rows[i].kind, balance, &account));
        list[i] = (struct ledger_sum){.owner_kind = account.owner_kind,
                                      .account = account.account,
                                      .accounts = rows[i].accounts,
                                      .balance = balance};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc ledger_posting_list(struct db *db, struct arena *arena, const struct ledger_account_row *account,
                            int64_t before, int64_t limit, struct ledger_posting_row **ret_list, size_t *ret_count)
{
    struct sql_ledger_browse_postings_in in = {
        .account_id = account->id, .before_number = before == 0 ? INT64_MAX : before, .limit = limit};
    struct sql_ledger_browse_postings_row *rows;
    TRY(sql_ledger_browse_postings(db, arena, &in, &rows, ret_count));
    struct ledger_posting_row *list = arena_many(arena, struct ledger_posting_row, *ret_count);
    struct currency currency = account->balance.currency;
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct ledger_posting_row){.number = rows[i].number,
                                              .entry_id = rows[i].entry_id,
                                              .kind = rows[i].kind,
                                              .reference_kind = rows[i].reference_kind,
                                              .reference_id = rows[i].reference_id,
                                              .occurred_at = rows[i].occurred_at,
                                              .booked_at = rows[i].booked_at,
                                              .amount = {rows[i].amount_minor, currency},
                                              .balance_after = {rows[i].balance_after_minor, currency}};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc ledger_entry_list(struct db *db, struct arena *arena, struct entry_id before, int64_t limit,
                          struct ledger_entry_row **ret_list, size_t *ret_count)
{
    struct sql_ledger_browse_entries_in in = {.before_id = {before.v == 0 ? INT64_MAX : before.v}, .limit = limit};
    struct sql_ledger_browse_entries_row *rows;
    TRY(sql_ledger_browse_entries(db, arena, &in, &rows, ret_count));
    struct ledger_entry_row *list = arena_many(arena, struct ledger_entry_row, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct ledger_entry_row){.id = rows[i].id,
                                            .key = rows[i].entry_key,
                                            .kind = rows[i].kind,
                                            .reference_kind = rows[i].reference_kind,
                                            .reference_id = rows[i].reference_id,
                                            .occurred_at = rows[i].occurred_at,
                                            .booked_at = rows[i].booked_at,
                                            .amount = {rows[i].debit_minor, rows[i].currency}};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc ledger_entry_get(struct db *db, struct arena *arena, struct entry_id id, struct ledger_entry_row *ret_entry,
                         struct ledger_entry_line **ret_lines, size_t *ret_count)
{
    struct sql_ledger_browse_entry_row row;
    TRY(sql_ledger_browse_entry(db, arena, &(struct sql_ledger_browse_entry_in){.id = id}, &row));
    struct sql_ledger_browse_lines_in in = {.entry_id = id};
    struct sql_ledger_browse_lines_row *rows;
    TRY(sql_ledger_browse_lines(db, arena, &in, &rows, ret_count));
    *ret_entry = (struct ledger_entry_row){.id = row.id,
                                           .key = row.entry_key,
                                           .kind = row.kind,
                                           .reference_kind = row.reference_kind,
                                           .reference_id = row.reference_id,
                                           .occurred_at = row.occurred_at,
                                           .booked_at = row.booked_at,
                                           .reverses = row.reverses_entry_id,
                                           .rates = row.rates,
                                           .rate_source = row.rate_source,
                                           .rate_day = row.rate_day};
    struct ledger_entry_line *list = arena_many(arena, struct ledger_entry_line, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        struct ledger_account_row account;
        struct money amount = {rows[i].amount_minor, rows[i].currency};
        TRY(read_account(rows[i].owner_kind, rows[i].owner_id, rows[i].kind, amount, &account));
        list[i] = (struct ledger_entry_line){.account_id = rows[i].account_id,
                                             .owner_kind = account.owner_kind,
                                             .owner_id = account.owner_id,
                                             .account = account.account,
                                             .amount = amount,
                                             .balance_after = {rows[i].balance_after_minor, rows[i].currency}};
        ret_entry->amount.currency = amount.currency;
        ret_entry->amount.minor += amount.minor > 0 ? amount.minor : 0;
    }
    *ret_lines = list;
    return RC_OK;
}
