// SPDX-License-Identifier: Apache-2.0
// What time makes due of bills: platform fees, months that are over, reminders; see bill_issue.h.
#include "change.h"
#include "document/bill_issue.h"
#include "document/statement.h"
#include "settlement/advertiser_account.h"
#include "user/letter.h"

#define PAGE 100
#define REMINDERS_MAX 3
static const int64_t reminder_days[REMINDERS_MAX] = {1, 14, 28}; // after the day it was due

// ---- platform fees ----

static enum rc book_fee(struct flow *flow, const struct billing_terms *terms, const struct statement_period *month,
                        int64_t *count)
{
    struct advertiser_line first;
    struct text key =
        text_format(flow->arena, "subscription:%.3s:%.*s", terms->currency.code, TEXT_PRINT(month->month));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(advertiser_lock(flow, terms->advertiser_id));
    enum rc rc = advertiser_line_find(flow->db, flow->arena, terms->advertiser_id, key, &first);
    if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    struct advertiser_line line = {.advertiser_id = terms->advertiser_id,
                                   .key = key,
                                   .kind = TEXT("subscription"),
                                   .amount = terms->subscription,
                                   .method = TEXT(""),
                                   .reference = month->month,
                                   .rates = TEXT_NONE,
                                   .occurred_at = month->from,
                                   .booked_at = flow->now};
    line.occurred_at = terms->began_at.ms > month->from.ms ? terms->began_at : month->from;
    TRY(advertiser_line_add(flow, &line));
    (*count)++;
    return flow_commit(flow);
}

// The month before, unless the terms began after it.
static enum rc bill_month(struct flow *flow, const struct billing_terms *terms, const struct statement_period *month,
                          int64_t *count)
{
    struct statement_period before;
    struct text day = instant_date_text(flow->arena, (struct instant){month->from.ms - DAY_MS / 2});
    struct statement_ask ask = {.month = text_slice(day, 0, 7), .from = TEXT_NONE, .to = TEXT_NONE, .tz = TEXT_NONE};
    TRY(statement_period_read(flow, &ask, &before));
    if (terms->began_at.ms >= before.to.ms) {
        return RC_OK;
    }
    struct bill last;
    struct invoice_id id;
    enum rc rc = bill_last(flow->db, flow->arena, terms->advertiser_id, terms->currency, &last);
    if (rc == RC_OK && text_compare(last.month, before.month) >= 0) {
        return RC_OK;
    }
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    rc = bill_issue(flow, terms->advertiser_id, terms->currency, before.month, &id);
    if (rc == RC_REFUSED) { // nothing to bill, or somebody's address is missing: the next run tries again
        fault_clear(flow->fault);
        return RC_OK;
    }
    TRY(rc);
    (*count)++;
    return RC_OK;
}

enum rc billing_run(struct flow *flow, int64_t *ret_count)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow step = *flow;
    step.arena = arena;
    step.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    *ret_count = 0;
    struct billing_terms *list;
    size_t count;
    struct statement_period month;
    struct statement_ask now = {.month = TEXT_NONE, .from = TEXT_NONE, .to = TEXT_NONE, .tz = TEXT_NONE};
    TRY(statement_period_read(&step, &now, &month));
    TRY(flow_stored(&step, billing_terms_list(step.db, arena, (struct advertiser_id){0}, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        if (list[i].is_automatic) { // before this month's fee, which is not of the month that is over
            TRY(bill_month(&step, &list[i], &month, ret_count));
        }
        if (list[i].subscription.minor > 0) {
            TRY(book_fee(&step, &list[i], &month, ret_count));
        }
    }
    return RC_OK;
}

// ---- reminders ----

static enum rc remind(struct flow *flow, struct bill *bill, struct text email, int64_t *count)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(advertiser_lock(flow, bill->advertiser_id));
    TRY(flow_stored(flow, bill_of_invoice(flow->db, flow->arena, bill->invoice_id, bill))); // under the lock
    struct bill_state state;
    TRY(bill_state_of(flow, bill, &state));
    bool is_due = bill->reminders < REMINDERS_MAX && state.open.minor > 0 &&
                  flow->now.ms >= bill->due_at.ms + reminder_days[bill->reminders] * DAY_MS;
    if (!is_due) {
        return RC_OK;
    }
    struct invoice invoice;
    struct letter letter;
    TRY(flow_stored(flow, invoice_get(flow->db, flow->arena, bill->invoice_id, &invoice)));
    bill->reminders++;
    bill->reminded_at = flow->now;
    TRY(flow_stored(flow, bill_update(flow->db, bill)));
    letter_begin(flow, &letter, LETTER_INVOICE_REMINDER);
    letter_text(&letter, "number", invoice_number_text(flow->arena, &invoice));
    letter_text(&letter, "amount", money_text(flow->arena, state.open));
    letter_text(&letter, "currency", currency_text(&state.open.currency));
    letter_text(&letter, "due_on", invoice.due_on);
    letter_text(&letter, "reminder", text_format(flow->arena, "%lld", (long long)bill->reminders));
    TRY(letter_queue(
        flow, &letter,
        text_format(flow->arena, "bill:%lld:reminder:%lld", (long long)bill->id, (long long)bill->reminders), email));
    (*count)++;
    return flow_commit(flow);
}

enum rc reminders_run(struct flow *flow, int64_t *ret_count)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow step = *flow;
    step.arena = arena;
    step.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    *ret_count = 0;
    int64_t after = 0;
    size_t count;
    do {
        arena_reset(arena);
        struct bill *list;
        TRY(flow_stored(&step, bill_list_due(step.db, arena, step.now, after, PAGE, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            struct billing_terms terms;
            after = list[i].id;
            enum rc rc = billing_terms_get(step.db, arena, list[i].advertiser_id, list[i].payable.currency, &terms);
            if (rc == RC_OK && !text_is_empty(terms.email)) {
                TRY(remind(&step, &list[i], terms.email, ret_count));
            } else {
                TRY(flow_stored(&step, rc == RC_NOT_FOUND ? RC_OK : rc));
            }
        }
    } while (count == PAGE);
    return RC_OK;
}
