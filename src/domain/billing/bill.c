// SPDX-License-Identifier: Apache-2.0
// Storage of bills to advertisers; see bill.h.
#include "billing/bill.h"

#include "billing/bill_sql.h"

// The rows of all statements of a kind have the same members.
#define TERMS_OF(row)                                                                   \
    ((struct billing_terms){.advertiser_id = (row).advertiser_id,                       \
                            .currency = (row).currency,                                 \
                            .payment_days = (row).payment_days,                         \
                            .subscription = {(row).subscription_minor, (row).currency}, \
                            .is_automatic = (row).is_automatic,                         \
                            .email = (row).email,                                       \
                            .began_at = (row).began_at,                                 \
                            .changed_at = (row).changed_at})
#define BILL_OF(row)                                                 \
    ((struct bill){.id = (row).id,                                   \
                   .advertiser_id = (row).advertiser_id,             \
                   .month = (row).month,                             \
                   .after_line = (row).after_line_id,                \
                   .last_line = (row).last_line_id,                  \
                   .invoice_id = (row).invoice_id,                   \
                   .payable = {(row).payable_minor, (row).currency}, \
                   .due_at = (row).due_at,                           \
                   .reminders = (row).reminders,                     \
                   .reminded_at = (row).reminded_at,                 \
                   .cancelled_at = (row).cancelled_at})
#define BILLS_OF(rows)                                                  \
    do {                                                                \
        struct bill *list = arena_many(arena, struct bill, *ret_count); \
        for (size_t i = 0; i < *ret_count; i++) {                       \
            list[i] = BILL_OF((rows)[i]);                               \
        }                                                               \
        *ret_list = list;                                               \
        return RC_OK;                                                   \
    } while (0)

enum rc billing_terms_put(struct db *db, const struct billing_terms *terms)
{
    struct sql_billing_terms_put_in in = {
        .advertiser_id = terms->advertiser_id,
        .currency = terms->currency,
        .payment_days = terms->payment_days,
        .subscription_minor = terms->subscription.minor,
        .is_automatic = terms->is_automatic,
        .email = terms->email,
        .began_at = terms->began_at,
        .changed_at = terms->changed_at,
    };
    return sql_billing_terms_put(db, &in, NULL);
}

enum rc billing_terms_get(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                          struct billing_terms *ret_terms)
{
    struct sql_billing_terms_get_in in = {.advertiser_id = id, .currency = currency};
    struct sql_billing_terms_get_row row;
    TRY(sql_billing_terms_get(db, arena, &in, &row));
    *ret_terms = TERMS_OF(row);
    return RC_OK;
}

enum rc billing_terms_list(struct db *db, struct arena *arena, struct advertiser_id id, struct billing_terms **ret_list,
                           size_t *ret_count)
{
    struct sql_billing_terms_list_in in = {.advertiser_id = id};
    struct sql_billing_terms_list_row *rows;
    TRY(sql_billing_terms_list(db, arena, &in, &rows, ret_count));
    struct billing_terms *list = arena_many(arena, struct billing_terms, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = TERMS_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc bill_insert(struct db *db, struct arena *arena, const struct bill *bill, int64_t *ret_id)
{
    struct sql_bill_insert_in in = {
        .advertiser_id = bill->advertiser_id,
        .currency = bill->payable.currency,
        .month = bill->month,
        .after_line_id = bill->after_line,
        .last_line_id = bill->last_line,
        .invoice_id = bill->invoice_id,
        .payable_minor = bill->payable.minor,
        .due_at = bill->due_at,
    };
    struct sql_bill_insert_row row;
    TRY(sql_bill_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc bill_update(struct db *db, const struct bill *bill)
{
    struct sql_bill_update_in in = {.id = bill->id,
                                    .reminders = bill->reminders,
                                    .reminded_at = bill->reminded_at,
                                    .cancelled_at = bill->cancelled_at};
    return sql_bill_update(db, &in, NULL);
}

enum rc bill_count(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                   int64_t *ret_count)
{
    struct sql_bill_count_in in = {.advertiser_id = id, .currency = currency};
    struct sql_bill_count_row row;
    TRY(sql_bill_count(db, arena, &in, &row));
    *ret_count = row.bills;
    return RC_OK;
}

enum rc bill_of_invoice(struct db *db, struct arena *arena, struct invoice_id id, struct bill *ret_bill)
{
    struct sql_bill_of_invoice_row row;
    TRY(sql_bill_of_invoice(db, arena, &(struct sql_bill_of_invoice_in){.invoice_id = id}, &row));
    *ret_bill = BILL_OF(row);
    return RC_OK;
}

enum rc bill_last(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                  struct bill *ret_bill)
{
    struct sql_bill_last_in in = {.advertiser_id = id, .currency = currency};
    struct sql_bill_last_row row;
    TRY(sql_bill_last(db, arena, &in, &row));
    *ret_bill = BILL_OF(row);
    return RC_OK;
}

enum rc bill_list_standing(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                           struct bill **ret_list, size_t *ret_count)
{
    struct sql_bill_list_standing_in in = {.advertiser_id = id, .currency = currency};
    struct sql_bill_list_standing_row *rows;
    TRY(sql_bill_list_standing(db, arena, &in, &rows, ret_count));
    BILLS_OF(rows);
}

enum rc bill_list_due(struct db *db, struct arena *arena, struct instant before, int64_t after, int64_t limit,
                      struct bill **ret_list, size_t *ret_count)
{
    struct sql_bill_list_due_in in = {.due_before = before, .after_id = after, .limit_count = limit};
    struct sql_bill_list_due_row *rows;
    TRY(sql_bill_list_due(db, arena, &in, &rows, ret_count));
    BILLS_OF(rows);
}

enum rc bill_sums(struct db *db, struct arena *arena, const struct bill_question *question, struct bill_sum **ret_list,
                  size_t *ret_count)
{
    struct sql_bill_sums_in in = {.advertiser_id = question->advertiser_id,
                                  .currency = question->currency,
                                  .after_id = question->after,
                                  .last_id = question->last};
    struct sql_bill_sums_row *rows;
    TRY(sql_bill_sums(db, arena, &in, &rows, ret_count));
    struct bill_sum *list = arena_many(arena, struct bill_sum, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct bill_sum){.program_name = rows[i].program_name,
                                    .lines = rows[i].lines,
                                    .amount = {rows[i].amount_minor, question->currency}};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc bill_last_line(struct db *db, struct arena *arena, const struct bill_question *question,
                       struct line_id *ret_line)
{
    struct sql_bill_last_line_in in = {.advertiser_id = question->advertiser_id,
                                       .currency = question->currency,
                                       .after_id = question->after,
                                       .until_at = question->until};
    struct sql_bill_last_line_row row;
    TRY(sql_bill_last_line(db, arena, &in, &row));
    *ret_line = row.line_id;
    return RC_OK;
}

enum rc bill_paid(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                  struct money *ret_paid)
{
    struct sql_bill_paid_in in = {.advertiser_id = id, .currency = currency};
    struct sql_bill_paid_row row;
    TRY(sql_bill_paid(db, arena, &in, &row));
    *ret_paid = (struct money){row.paid_minor, currency};
    return RC_OK;
}
