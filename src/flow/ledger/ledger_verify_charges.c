// SPDX-License-Identifier: Apache-2.0
// The check of charges and of advertisers' accounts; see ledger_verify.h.
#include "billing/bill_sql.h"
#include "ledger/ledger_verify_private.h"
#include "netting/netting_sql.h"
#include "penalty/penalty_sql.h"
#include "settlement/settlement_check_sql.h"

static enum rc check_charges(struct verify *verify)
{
    struct sql_check_charges_row *rows;
    size_t count;
    struct sql_check_charges_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_charges(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        const struct sql_check_charges_row *row = &rows[i];
        verify_find(verify, 5,
                    "charge %lld says %lld for commissions of %lld; its entries sum to %lld, %lld and a margin of "
                    "%lld, the commissions to %lld",
                    (long long)row->id.v, (long long)row->amount_minor, (long long)row->commissions_minor,
                    (long long)row->booked_minor, (long long)row->recharged_minor, (long long)row->margin_minor,
                    (long long)row->earned_minor);
    }
    return RC_OK;
}

static enum rc check_accounts(struct verify *verify)
{
    struct sql_check_advertiser_accounts_row *rows;
    struct sql_check_advertiser_sides_row *sides;
    size_t count;
    struct sql_check_advertiser_accounts_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_advertiser_accounts(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "advertiser %lld: the accounts in %.*s hold %lld, the lines sum to %lld",
                    (long long)rows[i].advertiser_id, TEXT_PRINT(rows[i].currency), (long long)rows[i].booked_minor,
                    (long long)rows[i].counted_minor);
    }
    struct sql_check_advertiser_sides_in sides_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_advertiser_sides(verify->db, verify->arena, &sides_in, &sides, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "advertiser %lld owes and has a deposit in %.*s at once",
                    (long long)sides[i].advertiser_id, TEXT_PRINT(sides[i].currency));
    }
    return RC_OK;
}

static enum rc check_entries(struct verify *verify)
{
    struct sql_check_charge_entries_row *entries;
    struct sql_check_lines_unbooked_row *lines;
    size_t count;
    struct sql_check_charge_entries_in entries_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_charge_entries(verify->db, verify->arena, &entries_in, &entries, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "entry %lld (%.*s) belongs to no step of a charge and to no line of an account",
                    (long long)entries[i].id.v, TEXT_PRINT(entries[i].entry_key));
    }
    struct sql_check_lines_unbooked_in lines_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_lines_unbooked(verify->db, verify->arena, &lines_in, &lines, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "line %lld (%.*s) of an advertiser's account is not booked as it says",
                    (long long)lines[i].id.v, TEXT_PRINT(lines[i].line_key));
    }
    return RC_OK;
}

static enum rc check_penalties(struct verify *verify)
{
    struct sql_check_penalties_row *rows;
    struct sql_check_penalty_entries_row *entries;
    size_t count;
    struct sql_check_penalties_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_penalties(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "partner %lld: penalties in %.*s are booked as %lld, those that are owed sum to %lld",
                    (long long)rows[i].partner_id, TEXT_PRINT(rows[i].currency), (long long)rows[i].booked_minor,
                    (long long)rows[i].counted_minor);
    }
    struct sql_check_penalty_entries_in entries_in = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_penalty_entries(verify->db, verify->arena, &entries_in, &entries, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "entry %lld (%.*s) belongs to no penalty", (long long)entries[i].id.v,
                    TEXT_PRINT(entries[i].entry_key));
    }
    return RC_OK;
}

static enum rc check_nettings(struct verify *verify)
{
    struct sql_check_nettings_row *rows;
    size_t count;
    struct sql_check_nettings_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_nettings(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "netting %lld of %lld: the partner was paid %lld by it, the advertiser credited %lld",
                    (long long)rows[i].id.v, (long long)rows[i].amount_minor, (long long)rows[i].paid_minor,
                    (long long)rows[i].credited_minor);
    }
    return RC_OK;
}

static enum rc check_bills(struct verify *verify)
{
    struct sql_check_bills_row *rows;
    size_t count;
    struct sql_check_bills_in limit = {.limit = VERIFY_ROWS_MAX};
    TRY(sql_check_bills(verify->db, verify->arena, &limit, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        verify_find(verify, 5, "bill %lld asks for %lld: its lines are %lld and its tax %lld, or it misses lines",
                    (long long)rows[i].id, (long long)rows[i].payable_minor, (long long)rows[i].lines_minor,
                    (long long)rows[i].tax_minor);
    }
    return RC_OK;
}

enum rc verify_charges(struct verify *verify)
{
    TRY(check_bills(verify));
    TRY(check_nettings(verify));
    TRY(check_penalties(verify));
    TRY(check_charges(verify));
    TRY(check_accounts(verify));
    return check_entries(verify);
}
