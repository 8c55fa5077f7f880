// SPDX-License-Identifier: Apache-2.0
// Statements over HTTP: as JSON, or as the file that ?format= asks for.
#include "identity/public_id.h"
#include "v1/document.h"

#define JSON_ROWS_MAX 5000 // in all

struct statement_query {
    struct text month, from, to, tz, format, lang;
};
static const struct field query_fields[] = {
    FIELD_TEXT(struct statement_query, month, 0, 16, 0, "A month such as 2026-11; the present one unless given."),
    FIELD_TEXT(struct statement_query, from, 0, 64, 0, "Instead of a month: an instant, or a day of the time zone."),
    FIELD_TEXT(struct statement_query, to, 0, 64, 0, "An instant, or a day that still counts; now unless given."),
    FIELD_TEXT(struct statement_query, tz, 0, 64, 0, "IANA time zone of months and days; the network's unless given."),
    FIELD_TEXT(struct statement_query, format, 0, 8, 0, "json (unless given), csv, xlsx or pdf."),
    FIELD_TEXT(struct statement_query, lang, 0, 16, 0, "Of xlsx and pdf: en, ru, fr or ja; else by Accept-Language."),
};
const struct schema schema_statement_query = SCHEMA("StatementQuery", struct statement_query, query_fields);

// ---- months ----

struct month_view {
    struct text month;
    struct instant from, to;
    struct opt_int64 is_closed;
};
static const struct field month_fields[] = {
    FIELD_TEXT(struct month_view, month, 0, 7, 0, "Of the network's time zone."),
    FIELD_INSTANT(struct month_view, from, 0, "Its beginning."),
    FIELD_INSTANT(struct month_view, to, 0, "Its end, not included."),
    FIELD_BOOL(struct month_view, is_closed, 0, "Over: the statement does not change any more."),
};
const struct schema schema_statement_month = SCHEMA("StatementMonth", struct month_view, month_fields);

enum rc api_statement_list(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){call->ids[0]}, &partner));
    struct statement_month *months;
    size_t count;
    TRY(statement_months(&call->flow, partner.id, &months, &count));
    struct month_view *views = arena_many(call->arena, struct month_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct month_view){.month = months[i].month,
                                       .from = months[i].from,
                                       .to = months[i].to,
                                       .is_closed = some_int64(months[i].is_closed)};
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

// ---- the statement as JSON ----

struct accounts_view {
    struct money pending, available, in_payout, paid, owed_back, penalty_owed;
};
static const struct field accounts_fields[] = {
    FIELD_MONEY(struct accounts_view, pending, "Earned, on hold or not approved."),
    FIELD_MONEY(struct accounts_view, available, "May go into a payout."),
    FIELD_MONEY(struct accounts_view, in_payout, "Taken into a payout that is not settled."),
    FIELD_MONEY(struct accounts_view, paid, "Paid out in all."),
    FIELD_MONEY(struct accounts_view, owed_back, "Paid and then taken back; set against later earnings."),
    FIELD_MONEY(struct accounts_view, penalty_owed, "Owed for late payment, apart from the balance."),
};
static const struct schema schema_accounts = SCHEMA("StatementAccounts", struct accounts_view, accounts_fields);

static const struct accounts_view *accounts_of(struct arena *arena, const int64_t *minor, struct currency currency)
{
    struct accounts_view *view = arena_one(arena, struct accounts_view);
    *view = (struct accounts_view){.pending = {minor[LEDGER_PENDING], currency},
                                   .available = {minor[LEDGER_AVAILABLE], currency},
                                   .in_payout = {minor[LEDGER_IN_PAYOUT], currency},
                                   .paid = {minor[LEDGER_PAID], currency},
                                   .owed_back = {minor[LEDGER_OWED_BACK], currency},
                                   .penalty_owed = {minor[LEDGER_PENALTY_OWED], currency}};
    return view;
}

struct sum_view {
    struct text cause;
    const void *accounts;
};
static const struct field sum_fields[] = {
    FIELD_TEXT(
        struct sum_view, cause, 0, 32, 0,
        "accrued, refund, refund_reversed, approved, rejected, released, payout, paid, payout_failed, recovery, …"),
    FIELD_OBJECT(struct sum_view, accounts, &schema_accounts, "What its movements changed in all."),
};
static const struct schema schema_sum = SCHEMA("StatementSum", struct sum_view, sum_fields);

struct balance_view {
    struct currency currency;
    const void *opening, *closing;
    struct field_list sums;
};
static const struct field balance_fields[] = {
    FIELD_CURRENCY(struct balance_view, currency, 0, "Of the sums."),
    FIELD_OBJECT(struct balance_view, opening, &schema_accounts, "Before the first movement."),
    FIELD_LIST(struct balance_view, sums, &schema_sum, 0, "The movements by cause: opening plus these is closing."),
    FIELD_OBJECT(struct balance_view, closing, &schema_accounts, "After the last movement."),
};
static const struct schema schema_statement_balance = SCHEMA("StatementBalance", struct balance_view, balance_fields);

struct event_view {
    struct commission_id commission_id;
    struct conversion_id conversion_id;
    struct text program, goal, order_id, note, state, reason;
    struct instant booked_at, occurred_at, due_at;
    struct money amount, refunded, commission;
    struct payout_item_id payout_item_id;
};
static const struct field event_fields[] = {
    FIELD_ID(struct event_view, commission_id, PREFIX_COMMISSION, 0, "What it earns; null when no rule pays."),
    FIELD_ID(struct event_view, conversion_id, PREFIX_CONVERSION, 0, "The conversion behind it, if any."),
    FIELD_TEXT(struct event_view, program, 0, 200, 0, "Name of the program."),
    FIELD_TEXT(struct event_view, goal, 0, 64, 0,
               "Goal of the conversion; bonus, compensation or opening without one."),
    FIELD_TEXT(struct event_view, order_id, 0, 200, 0, "The advertiser's order; empty when another partner's."),
    FIELD_TEXT(struct event_view, note, 0, 500, 0, "Of what was made by hand: why; else empty."),
    FIELD_INSTANT(struct event_view, booked_at, 0, "When it came in."),
    FIELD_INSTANT(struct event_view, occurred_at, 0, "When it happened."),
    FIELD_MONEY(struct event_view, amount, "Of the order, after discount."),
    FIELD_MONEY(struct event_view, refunded, "Given back to the customer."),
    FIELD_MONEY(struct event_view, commission, "As it stood at the statement's end."),
    FIELD_CHOICE(struct event_view, state, "pending,available,in_payout,paid,refused", 0, "As it stood."),
    FIELD_TEXT(struct event_view, reason, 0, 64, 0, "Why it is pending or refused: a coded reason, or empty."),
    FIELD_INSTANT(struct event_view, due_at, 0, "When it becomes available, while it is on hold."),
    FIELD_ID(struct event_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The payout that holds or paid it."),
};
static const struct schema schema_event = SCHEMA("StatementEvent", struct event_view, event_fields);

struct clicks_view {
    struct text day, program, state, reason;
    struct opt_int64 clicks, unique_clicks, impressions;
    struct money booked;
    struct commission_id commission_id;
};
static const struct field clicks_fields[] = {
    FIELD_TEXT(struct clicks_view, day, 0, 10, 0, "Day in UTC."),
    FIELD_TEXT(struct clicks_view, program, 0, 200, 0, "Name of the program."),
    FIELD_INT64(struct clicks_view, clicks, 0, INT64_MAX, 0, "Counted by this line."),
    FIELD_INT64(struct clicks_view, unique_clicks, 0, INT64_MAX, 0, "Of them unique."),
    FIELD_INT64(struct clicks_view, impressions, 0, INT64_MAX, 0, "Counted by this line; then there are no clicks."),
    FIELD_MONEY(struct clicks_view, booked, "Earned, rounded; the rest is carried on."),
    FIELD_CHOICE(struct clicks_view, state, "pending,available,in_payout,paid,refused", 0, "As it stood."),
    FIELD_TEXT(struct clicks_view, reason, 0, 64, 0, "Why it is pending or refused, or empty."),
    FIELD_ID(struct clicks_view, commission_id, PREFIX_COMMISSION, 0, "The commission; null when nothing was booked."),
};
static const struct schema schema_clicks = SCHEMA("StatementClicks", struct clicks_view, clicks_fields);

struct payout_view {
    struct payout_item_id payout_item_id;
    struct money amount, sent;
    struct text rates;
    struct text method, status;
    struct instant taken_at, settled_at;
};
static const struct field payout_fields[] = {
    FIELD_ID(struct payout_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The payout."),
    FIELD_MONEY(struct payout_view, amount, "How much of the balance."),
    FIELD_MONEY(struct payout_view, sent, "What was sent for it: the same, or another currency."),
    FIELD_TEXT(struct payout_view, rates, 0, 200, 0, "By which rates, whose and of which day; empty unless another."),
    FIELD_TEXT(struct payout_view, method, 0, 40, 0, "How it is paid."),
    FIELD_CHOICE(struct payout_view, status, "taken,paid,failed", 0, "As it stood."),
    FIELD_INSTANT(struct payout_view, taken_at, 0, "When it was made."),
    FIELD_INSTANT(struct payout_view, settled_at, 0, "When it was paid, failed or came back."),
};
static const struct schema schema_payout = SCHEMA("StatementPayout", struct payout_view, payout_fields);

struct movement_view {
    struct instant booked_at;
    struct text cause, program, order_id;
    struct commission_id commission_id;
    struct payout_item_id payout_item_id;
    const void *accounts;
};
static const struct field movement_fields[] = {
    FIELD_INSTANT(struct movement_view, booked_at, 0, "When it was booked."),
    FIELD_TEXT(struct movement_view, cause, 0, 32, 0, "As in the sums."),
    FIELD_TEXT(struct movement_view, program, 0, 200, 0, "Name of the program, or empty."),
    FIELD_TEXT(struct movement_view, order_id, 0, 200, 0, "The order behind it, or empty."),
    FIELD_ID(struct movement_view, commission_id, PREFIX_COMMISSION, 0, "The commission that moves, if it is one."),
    FIELD_ID(struct movement_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The payout that moves, if it is one."),
    FIELD_OBJECT(struct movement_view, accounts, &schema_accounts, "What changed."),
};
static const struct schema schema_movement = SCHEMA("StatementMovement", struct movement_view, movement_fields);

struct reward_view {
    struct instant granted_at;
    struct text program, order_id, kind, name;
    struct opt_int64 granted, taken_back, delivered;
};
static const struct field reward_fields[] = {
    FIELD_INSTANT(struct reward_view, granted_at, 0, "When it was first granted."),
    FIELD_TEXT(struct reward_view, program, 0, 200, 0, "Where."),
    FIELD_TEXT(struct reward_view, order_id, 0, 200, 0, "The order that earned it, when it is the partner's own."),
    FIELD_CHOICE(struct reward_view, kind, "gift,credit,lead,invitation", 0, "What it is."),
    FIELD_TEXT(struct reward_view, name, 0, 200, 0, "Of the gift or invitation."),
    FIELD_INT64(struct reward_view, granted, 0, INT64_MAX, 0, "Pieces granted, as it stood."),
    FIELD_INT64(struct reward_view, taken_back, 0, INT64_MAX, 0, "Pieces taken back, as it stood."),
    FIELD_INT64(struct reward_view, delivered, 0, INT64_MAX, 0, "Pieces delivered, as it stood."),
};
static const struct schema schema_statement_reward = SCHEMA("StatementReward", struct reward_view, reward_fields);

struct statement_view {
    struct partner_id partner_id;
    struct instant from, to, as_of;
    struct text tz;
    struct opt_int64 is_closed;
    struct field_list balances, conversions, clicks, payouts, movements, rewards;
};
static const struct field statement_fields[] = {
    FIELD_ID(struct statement_view, partner_id, PREFIX_PARTNER, 0, "Whose."),
    FIELD_INSTANT(struct statement_view, from, 0, "Beginning."),
    FIELD_INSTANT(struct statement_view, to, 0, "End, not included."),
    FIELD_TEXT(struct statement_view, tz, 0, 64, 0, "Time zone of months and days."),
    FIELD_INSTANT(struct statement_view, as_of, 0, "Everything is as it stood right before then."),
    FIELD_BOOL(struct statement_view, is_closed, 0, "The period is over: the statement does not change any more."),
    FIELD_LIST(struct statement_view, balances, &schema_statement_balance, 0, "One a currency."),
    FIELD_LIST(struct statement_view, conversions, &schema_event, 0, "Every event with its state and reason."),
    FIELD_LIST(struct statement_view, clicks, &schema_clicks, 0, "Days of paid clicks."),
    FIELD_LIST(struct statement_view, payouts, &schema_payout, 0, "Payouts that something happened to."),
    FIELD_LIST(struct statement_view, movements, &schema_movement, 0, "Every booking on the partner's accounts."),
    FIELD_LIST(struct statement_view, rewards, &schema_statement_reward, 0,
               "Rewards in kind that something happened to."),
};
const struct schema schema_statement = SCHEMA("Statement", struct statement_view, statement_fields);

static struct field_list balance_views(struct arena *arena, const struct statement *s)
{
    struct balance_view *views = arena_many(arena, struct balance_view, s->balance_count);
    for (size_t i = 0; i < s->balance_count; i++) {
        const struct statement_balance *b = &s->balances[i];
        struct sum_view *sums = arena_many(arena, struct sum_view, b->sum_count);
        for (size_t k = 0; k < b->sum_count; k++) {
            sums[k] = (struct sum_view){.cause = b->sums[k].cause,
                                        .accounts = accounts_of(arena, b->sums[k].minor, b->currency)};
        }
        views[i] = (struct balance_view){.currency = b->currency,
                                         .opening = accounts_of(arena, b->opening, b->currency),
                                         .closing = accounts_of(arena, b->closing, b->currency),
                                         .sums = {.items = sums, .count = b->sum_count}};
    }
    return (struct field_list){.items = views, .count = s->balance_count};
}

static struct field_list event_views(struct arena *arena, const struct statement *s)
{
    struct event_view *views = arena_many(arena, struct event_view, s->event_count);
    for (size_t i = 0; i < s->event_count; i++) {
        const struct statement_event *e = &s->events[i];
        views[i] = (struct event_view){.commission_id = e->commission_id,
                                       .conversion_id = e->conversion_id,
                                       .program = e->program_name,
                                       .goal = e->goal,
                                       .order_id = e->order_id,
                                       .note = e->note,
                                       .state = text_of(statement_state_text(e->verdict.state)),
                                       .reason = e->verdict.reason,
                                       .booked_at = e->booked_at,
                                       .occurred_at = e->occurred_at,
                                       .due_at = e->due_at,
                                       .amount = e->amount,
                                       .refunded = e->refunded,
                                       .commission = e->commission,
                                       .payout_item_id = e->payout_item_id};
    }
    return (struct field_list){.items = views, .count = s->event_count};
}

static struct field_list click_views(struct arena *arena, const struct statement *s)
{
    struct clicks_view *views = arena_many(arena, struct clicks_view, s->click_count);
    for (size_t i = 0; i < s->click_count; i++) {
        const struct statement_clicks *c = &s->clicks[i];
        views[i] = (struct clicks_view){.day = instant_date_text(arena, (struct instant){c->day * DAY_MS}),
                                        .program = c->program_name,
                                        .state = text_of(statement_state_text(c->verdict.state)),
                                        .reason = c->verdict.reason,
                                        .clicks = some_int64(c->clicks),
                                        .unique_clicks = some_int64(c->unique_clicks),
                                        .impressions = some_int64(c->impressions),
                                        .booked = c->booked,
                                        .commission_id = c->commission_id};
    }
    return (struct field_list){.items = views, .count = s->click_count};
}

static struct field_list payout_views(struct arena *arena, const struct statement *s)
{
    struct payout_view *views = arena_many(arena, struct payout_view, s->payout_count);
    for (size_t i = 0; i < s->payout_count; i++) {
        const struct statement_payout *p = &s->payouts[i];
        views[i] = (struct payout_view){.payout_item_id = p->id,
                                        .amount = p->amount,
                                        .sent = s->payouts[i].sent,
                                        .rates = s->payouts[i].rates,
                                        .method = p->method,
                                        .status = p->status,
                                        .taken_at = p->taken_at,
                                        .settled_at = p->settled_at};
    }
    return (struct field_list){.items = views, .count = s->payout_count};
}

static struct field_list movement_views(struct arena *arena, const struct statement *s)
{
    struct movement_view *views = arena_many(arena, struct movement_view, s->movement_count);
    for (size_t i = 0; i < s->movement_count; i++) {
        const struct statement_movement *m = &s->movements[i];
        views[i] = (struct movement_view){.booked_at = m->booked_at,
                                          .cause = m->cause,
                                          .program = m->program_name,
                                          .order_id = m->order_id,
                                          .commission_id = m->commission_id,
                                          .payout_item_id = m->payout_item_id,
                                          .accounts = accounts_of(arena, m->minor, m->currency)};
    }
    return (struct field_list){.items = views, .count = s->movement_count};
}

static struct field_list reward_views(struct arena *arena, const struct statement *s)
{
    struct reward_view *views = arena_many(arena, struct reward_view, s->reward_count);
    for (size_t i = 0; i < s->reward_count; i++) {
        const struct statement_reward *r = &s->rewards[i];
        views[i] = (struct reward_view){.granted_at = r->granted_at,
                                        .program = r->program_name,
                                        .order_id = r->order_id,
                                        .kind = r->kind,
                                        .name = r->name,
                                        .granted = some_int64(r->granted),
                                        .taken_back = some_int64(r->taken_back),
                                        .delivered = some_int64(r->delivered)};
    }
    return (struct field_list){.items = views, .count = s->reward_count};
}

static enum rc print_json(struct call *call, struct arena *arena, const struct statement *s)
{
    if (statement_row_count(s) > JSON_ROWS_MAX) {
        return fault_set(call->fault, RC_REFUSED, "statement_too_long", "to",
                         "the statement has more than %d rows: ask for a shorter period, or for csv or xlsx",
                         JSON_ROWS_MAX);
    }
    struct statement_view view = {.partner_id = s->partner.id,
                                  .from = s->period.from,
                                  .to = s->period.to,
                                  .as_of = s->as_of,
                                  .tz = s->period.time_zone,
                                  .is_closed = some_int64(s->is_closed),
                                  .balances = balance_views(arena, s),
                                  .conversions = event_views(arena, s),
                                  .clicks = click_views(arena, s),
                                  .payouts = payout_views(arena, s),
                                  .movements = movement_views(arena, s),
                                  .rewards = reward_views(arena, s)};
    return call_print(call, &schema_statement, &view);
}

enum rc api_statement_get(struct call *call)
{
    const struct statement_query *query = call->query;
    enum document_format format = DOCUMENT_JSON;
    enum i18n_language language = I18N_EN;
    TRY(document_format_of(call, query->format, "json,csv,xlsx,pdf", &format));
    TRY(document_language_of(call, query->lang, &language));
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){call->ids[0]}, &partner));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = document_flow(call, arena);
    struct statement_ask ask = {.month = query->month, .from = query->from, .to = query->to, .tz = query->tz};
    struct statement_period period;
    TRY(statement_period_read(&flow, &ask, &period));
    struct statement statement;
    TRY(statement_read(&flow, partner.id, &period, &statement));
    if (format == DOCUMENT_JSON) {
        return print_json(call, arena, &statement);
    }
    struct text bytes = TEXT_NONE;
    TRY(statement_print(&flow, &statement, format, language, &bytes));
    return call_answer_file(call, document_media_type(format), statement_file_name(arena, &statement, format), bytes);
}
