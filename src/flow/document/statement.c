// SPDX-License-Identifier: Apache-2.0
// Puts a statement together from the rows of domain/statement; see statement.h.
#include "document/statement.h"

#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "statement/statement_sql.h"

const enum ledger_account_kind statement_accounts[STATEMENT_ACCOUNTS] = {
    LEDGER_PENDING, LEDGER_AVAILABLE, LEDGER_IN_PAYOUT, LEDGER_PAID, LEDGER_OWED_BACK, LEDGER_PENALTY_OWED};

size_t statement_account_count(const struct statement *statement)
{
    for (size_t i = 0; i < statement->balance_count; i++) {
        const struct statement_balance *balance = &statement->balances[i];
        if (balance->opening[LEDGER_PENALTY_OWED] != 0 || balance->closing[LEDGER_PENALTY_OWED] != 0) {
            return STATEMENT_ACCOUNTS;
        }
    }
    for (size_t i = 0; i < statement->movement_count; i++) { // owed and settled in between
        if (statement->movements[i].minor[LEDGER_PENALTY_OWED] != 0) {
            return STATEMENT_ACCOUNTS;
        }
    }
    return STATEMENT_ACCOUNTS - 1;
}

static enum rc too_long(struct flow *flow)
{
    return fault_set(flow->fault, RC_REFUSED, "statement_too_long", "to",
                     "the statement has more than %d rows of a kind: ask for a shorter period", STATEMENT_ROWS_MAX);
}

// ---- events ----

static struct statement_event event_of(const struct sql_statement_commissions_row *row)
{
    struct statement_facts facts = {.conversion_status = row->conversion_status,
                                    .decision_reason = row->reason,
                                    .commission_status = row->status,
                                    .commission_minor = row->amount_minor,
                                    .amount_minor = row->conversion_minor.v,
                                    .refunded_minor = row->refunded_minor};
    struct statement_verdict verdict = statement_judge(&facts);
    bool is_held = text_equal(verdict.reason, TEXT("on_hold"));
    return (struct statement_event){
        .commission_id = row->id,
        .conversion_id = row->conversion_id,
        .program_name = row->program_name,
        .goal = text_is(row->goal) ? row->goal : TEXT(""),
        .order_id = row->is_own && text_is(row->order_id) ? row->order_id : TEXT(""),
        .note = row->note,
        .booked_at = row->created_at,
        .occurred_at = row->occurred_at,
        .amount = {.minor = row->is_own ? row->conversion_minor.v : 0, .currency = row->currency},
        .refunded = {.minor = row->is_own ? row->refunded_minor : 0, .currency = row->currency},
        .commission = {.minor = row->amount_minor, .currency = row->currency},
        .verdict = verdict,
        .due_at = is_held ? row->due_at : INSTANT_NONE,
        .payout_item_id = row->payout_item_id,
    };
}

static struct statement_event unpaid_of(const struct sql_statement_unpaid_row *row)
{
    struct statement_facts facts = {.conversion_status = row->status,
                                    .decision_reason = row->reason,
                                    .commission_status = TEXT(""),
                                    .amount_minor = row->amount_minor,
                                    .refunded_minor = row->refunded_minor};
    return (struct statement_event){
        .conversion_id = row->id,
        .program_name = row->program_name,
        .goal = row->goal,
        .order_id = row->order_id,
        .note = TEXT(""),
        .booked_at = row->received_at,
        .occurred_at = row->occurred_at,
        .amount = {.minor = row->amount_minor, .currency = row->currency},
        .refunded = {.minor = row->refunded_minor, .currency = row->currency},
        .commission = {.minor = 0, .currency = row->currency},
        .verdict = statement_judge(&facts),
        .due_at = INSTANT_NONE,
    };
}

static bool is_before(const struct sql_statement_unpaid_row *unpaid, const struct sql_statement_commissions_row *row)
{
    if (unpaid->received_at.ms != row->created_at.ms) {
        return unpaid->received_at.ms < row->created_at.ms;
    }
    return unpaid->id.v < row->conversion_id.v;
}

// Both lists are ordered by time; so is what they become together.
static enum rc read_events(struct flow *flow, struct statement *s)
{
    struct sql_statement_commissions_in in = {
        .partner_id = s->partner.id, .from_at = s->period.from, .until_at = s->as_of, .limit = STATEMENT_ROWS_MAX + 1};
    struct sql_statement_unpaid_in unpaid_in = {
        .partner_id = in.partner_id, .from_at = in.from_at, .until_at = in.until_at, .limit = in.limit};
    struct sql_statement_commissions_row *rows = NULL;
    struct sql_statement_unpaid_row *unpaid = NULL;
    size_t count = 0;
    size_t unpaid_count = 0;
    TRY(sql_statement_commissions(flow->db, flow->arena, &in, &rows, &count));
    TRY(sql_statement_unpaid(flow->db, flow->arena, &unpaid_in, &unpaid, &unpaid_count));
    if (count + unpaid_count > STATEMENT_ROWS_MAX) {
        return too_long(flow);
    }
    s->events = arena_many(flow->arena, struct statement_event, count + unpaid_count);
    size_t i = 0;
    size_t k = 0;
    while (i < count || k < unpaid_count) {
        bool is_unpaid = i == count || (k < unpaid_count && is_before(&unpaid[k], &rows[i]));
        s->events[s->event_count++] = is_unpaid ? unpaid_of(&unpaid[k++]) : event_of(&rows[i++]);
    }
    return RC_OK;
}

static enum rc read_clicks(struct flow *flow, struct statement *s)
{
    struct sql_statement_clicks_in in = {
        .partner_id = s->partner.id, .from_at = s->period.from, .until_at = s->as_of, .limit = STATEMENT_ROWS_MAX + 1};
    struct sql_statement_clicks_row *rows = NULL;
    size_t count = 0;
    TRY(sql_statement_clicks(flow->db, flow->arena, &in, &rows, &count));
    if (count > STATEMENT_ROWS_MAX) {
        return too_long(flow);
    }
    s->clicks = arena_many(flow->arena, struct statement_clicks, count);
    s->click_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct sql_statement_clicks_row *row = &rows[i];
        struct statement_facts facts = {
            .conversion_status = TEXT(""), .commission_status = row->status, .commission_minor = row->booked_minor};
        struct statement_verdict carried = {.state = STATEMENT_PENDING, .reason = TEXT("carried")};
        s->clicks[i] = (struct statement_clicks){
            .program_name = row->program_name,
            .day = row->day,
            .booked_at = row->accrued_at,
            .clicks = row->clicks,
            .unique_clicks = row->unique_clicks,
            .impressions = row->impressions,
            .earned = {.micro = row->earned_micro, .currency = row->currency},
            .booked = {.minor = row->booked_minor, .currency = row->currency},
            .carried = {.micro = row->carried_out_micro, .currency = row->currency},
            .commission_id = row->commission_id,
            .verdict = row->commission_id.v != 0 ? statement_judge(&facts)
                       : row->earned_micro == 0 && row->carried_out_micro == 0
                           ? (struct statement_verdict){.state = STATEMENT_REFUSED, .reason = TEXT("no_rule")}
                           : carried,
        };
    }
    return RC_OK;
}

static struct text rates_text(struct arena *arena, const struct sql_statement_payouts_row *row)
{
    struct instant day = {.ms = row->rate_day * DAY_MS};
    return text_is_empty(row->rates)
               ? TEXT("")
               : text_format(arena, "%.*s, %.*s %.*s", TEXT_PRINT(row->rates), TEXT_PRINT(row->rate_source),
                             TEXT_PRINT(instant_date_text(arena, day)));
}

static enum rc read_payouts(struct flow *flow, struct statement *s)
{
    struct sql_statement_payouts_in in = {
        .partner_id = s->partner.id, .from_at = s->period.from, .until_at = s->as_of, .limit = STATEMENT_ROWS_MAX + 1};
    struct sql_statement_payouts_row *rows = NULL;
    size_t count = 0;
    TRY(sql_statement_payouts(flow->db, flow->arena, &in, &rows, &count));
    if (count > STATEMENT_ROWS_MAX) {
        return too_long(flow);
    }
    s->payouts = arena_many(flow->arena, struct statement_payout, count);
    s->payout_count = count;
    for (size_t i = 0; i < count; i++) {
        bool is_taken = text_equal(rows[i].last_kind, TEXT("payout"));
        bool is_paid = text_equal(rows[i].last_kind, TEXT("paid"));
        s->payouts[i] = (struct statement_payout){
            .id = rows[i].id,
            .amount = {.minor = rows[i].amount_minor, .currency = rows[i].currency},
            .sent = {.minor = rows[i].sent_minor, .currency = rows[i].sent_currency},
            .rates = rates_text(flow->arena, &rows[i]),
            .method = rows[i].method,
            .status = is_taken  ? TEXT("taken")
                      : is_paid ? TEXT("paid")
                                : TEXT("failed"),
            .taken_at = rows[i].created_at,
            .settled_at = is_taken ? INSTANT_NONE : rows[i].last_at,
        };
    }
    return RC_OK;
}

static enum rc read_rewards(struct flow *flow, struct statement *s)
{
    struct sql_statement_rewards_in in = {
        .partner_id = s->partner.id, .from_at = s->period.from, .until_at = s->as_of, .limit = STATEMENT_ROWS_MAX + 1};
    struct sql_statement_rewards_row *rows = NULL;
    TRY(sql_statement_rewards(flow->db, flow->arena, &in, &rows, &s->reward_count));
    if (s->reward_count > STATEMENT_ROWS_MAX) {
        return too_long(flow);
    }
    s->rewards = arena_many(flow->arena, struct statement_reward, s->reward_count);
    for (size_t i = 0; i < s->reward_count; i++) {
        s->rewards[i] = (struct statement_reward){.program_name = rows[i].program_name,
                                                  .order_id = rows[i].order_id,
                                                  .kind = rows[i].kind,
                                                  .name = rows[i].name,
                                                  .granted_at = rows[i].created_at,
                                                  .granted = rows[i].granted,
                                                  .taken_back = rows[i].taken_back,
                                                  .delivered = rows[i].delivered};
    }
    return RC_OK;
}

// ---- balances and movements ----

// What the partner is owed, or was paid, is a credit; what he owes back is a debit. People expect both positive.
static int64_t shown(enum ledger_account_kind kind, int64_t debit_minor)
{
    return kind == LEDGER_OWED_BACK ? debit_minor : -debit_minor; // of partners only
}

static enum rc account_of(struct flow *flow, struct text word, enum ledger_account_kind *ret_kind)
{
    for (int k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
        if (text_equal(word, text_of(ledger_account_kind_text((enum ledger_account_kind)k)))) {
            *ret_kind = (enum ledger_account_kind)k;
            return RC_OK;
        }
    }
    return fault_internal(flow->fault, RC_FAULT, "an account of kind %.*s", TEXT_PRINT(word));
}

#define CURRENCIES_MAX 200

static struct statement_balance *balance_in(struct statement *s, struct currency currency)
{
    size_t at = 0;
    while (at < s->balance_count &&
           text_compare(currency_text(&s->balances[at].currency), currency_text(&currency)) < 0) {
        at++;
    }
    if (at < s->balance_count && currency_equal(s->balances[at].currency, currency)) {
        return &s->balances[at];
    }
    BUG_ON(s->balance_count == CURRENCIES_MAX);
    memmove(&s->balances[at + 1], &s->balances[at], (s->balance_count - at) * sizeof(s->balances[0]));
    s->balances[at] = (struct statement_balance){.currency = currency};
    s->balance_count++;
    return &s->balances[at];
}

static enum rc add(struct flow *flow, int64_t *sum, int64_t minor)
{
    if (__builtin_add_overflow(*sum, minor, sum)) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "", "a balance would leave 64 bits");
    }
    return RC_OK;
}

static enum rc read_opening(struct flow *flow, struct statement *s)
{
    s->balances = arena_many(flow->arena, struct statement_balance, CURRENCIES_MAX);
    struct sql_statement_opening_in in = {.partner_id = s->partner.id, .before = s->period.from};
    struct sql_statement_opening_row *rows = NULL;
    size_t count = 0;
    TRY(sql_statement_opening(flow->db, flow->arena, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        enum ledger_account_kind kind;
        TRY(account_of(flow, rows[i].account_kind, &kind));
        struct statement_balance *balance = balance_in(s, rows[i].currency);
        balance->opening[kind] = shown(kind, rows[i].amount_minor);
        balance->closing[kind] = balance->opening[kind];
    }
    return RC_OK;
}

static struct text cause_of(const struct sql_statement_postings_row *row)
{
    bool is_step = text_equal(row->entry_kind, TEXT("accrual")) || text_equal(row->entry_kind, TEXT("adjustment")) ||
                   text_equal(row->entry_kind, TEXT("release"));
    return is_step && !text_is_empty(row->cause) ? row->cause : row->entry_kind;
}

static struct statement_movement movement_of(const struct sql_statement_postings_row *row)
{
    bool is_payout = text_equal(row->reference_kind, TEXT("payout_item"));
    return (struct statement_movement){
        .entry_id = row->entry_id,
        .booked_at = row->booked_at,
        .cause = cause_of(row),
        .program_name = row->program_name,
        .goal = row->goal,
        .order_id = row->order_id,
        .commission_id = row->commission_id,
        .payout_item_id = {is_payout ? row->reference_id : 0},
        .currency = row->currency,
    };
}

#define CAUSES_MAX 64

// The order in which money travels; other causes come after these.
static size_t rank_of(struct text cause)
{
    static const char *const order[] = {
        "opening",       "opening_reversed", "accrued",      "compensation",  "approved", "refund", "refund_reversed",
        "rejected",      "reversed",         "adjustment",   "released",      "recovery", "payout", "paid",
        "payout_failed", "penalty",          "penalty_paid", "penalty_waived"};
    size_t rank = 0;
    while (rank < sizeof(order) / sizeof(order[0]) && !text_equal(cause, text_of(order[rank]))) {
        rank++;
    }
    return rank;
}

static int by_rank(const void *a, const void *b)
{
    const struct statement_sum *x = a;
    const struct statement_sum *y = b;
    size_t rank_x = rank_of(x->cause);
    size_t rank_y = rank_of(y->cause);
    return rank_x != rank_y ? (rank_x < rank_y ? -1 : 1) : text_compare(x->cause, y->cause);
}

static enum rc sum_movement(struct flow *flow, struct statement *s, const struct statement_movement *movement)
{
    struct statement_balance *balance = balance_in(s, movement->currency);
    if (balance->sums == NULL) {
        balance->sums = arena_many(flow->arena, struct statement_sum, CAUSES_MAX);
    }
    size_t at = 0;
    while (at < balance->sum_count && !text_equal(balance->sums[at].cause, movement->cause)) {
        at++;
    }
    BUG_ON(at == CAUSES_MAX);
    balance->sums[at].cause = movement->cause;
    balance->sum_count += at == balance->sum_count;
    for (int k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
        TRY(add(flow, &balance->sums[at].minor[k], movement->minor[k]));
        TRY(add(flow, &balance->closing[k], movement->minor[k]));
    }
    return RC_OK;
}

// The postings of an entry in one currency are one movement.
static enum rc read_movements(struct flow *flow, struct statement *s)
{
    struct sql_statement_postings_in in = {.partner_id = s->partner.id,
                                           .from_at = s->period.from,
                                           .until_at = s->as_of,
                                           .limit = 2 * STATEMENT_ROWS_MAX + 1};
    struct sql_statement_postings_row *rows = NULL;
    size_t count = 0;
    TRY(sql_statement_postings(flow->db, flow->arena, &in, &rows, &count));
    s->movements = arena_many(flow->arena, struct statement_movement, count);
    for (size_t i = 0; i < count; i++) {
        struct statement_movement *last = s->movement_count == 0 ? NULL : &s->movements[s->movement_count - 1];
        bool is_same =
            last != NULL && last->entry_id.v == rows[i].entry_id.v && currency_equal(last->currency, rows[i].currency);
        if (!is_same) {
            last = &s->movements[s->movement_count++];
            *last = movement_of(&rows[i]);
        }
        enum ledger_account_kind kind;
        TRY(account_of(flow, rows[i].account_kind, &kind));
        TRY(add(flow, &last->minor[kind], shown(kind, rows[i].amount_minor)));
    }
    if (count > 2 * STATEMENT_ROWS_MAX || s->movement_count > STATEMENT_ROWS_MAX) {
        return too_long(flow);
    }
    for (size_t i = 0; i < s->movement_count; i++) {
        TRY(sum_movement(flow, s, &s->movements[i]));
    }
    for (size_t i = 0; i < s->balance_count; i++) {
        if (s->balances[i].sum_count > 1) {
            qsort(s->balances[i].sums, s->balances[i].sum_count, sizeof(s->balances[i].sums[0]), by_rank);
        }
    }
    return RC_OK;
}

static enum rc read_all(struct flow *flow, struct partner_id partner_id, struct statement *s)
{
    enum rc rc = partner_get(flow->db, flow->arena, partner_id, &s->partner);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "partner_not_found", "partner", "there is no such partner");
    }
    TRY(rc);
    TRY(network_get(flow->db, flow->arena, &s->network));
    TRY(read_opening(flow, s));
    TRY(read_movements(flow, s));
    TRY(read_events(flow, s));
    TRY(read_clicks(flow, s));
    TRY(read_payouts(flow, s));
    return read_rewards(flow, s);
}

size_t statement_row_count(const struct statement *s)
{
    return s->event_count + s->click_count + s->payout_count + s->movement_count + s->reward_count;
}

enum rc statement_read(struct flow *flow, struct partner_id partner_id, const struct statement_period *period,
                       struct statement *ret_statement)
{
    *ret_statement = (struct statement){.period = *period, .is_closed = period->to.ms <= flow->now.ms};
    ret_statement->as_of = ret_statement->is_closed ? period->to : (struct instant){flow->now.ms + 1};
    TRY(flow_stored(flow, db_read_begin(flow->db)));
    AUTO_TRANSACTION(flow->db);
    return flow_stored(flow, read_all(flow, partner_id, ret_statement));
}
