// SPDX-License-Identifier: Apache-2.0
// A statement as one CSV table, and what the formats have in common; see statement_print.h.
#include "document/statement_print.h"

#include "core/bug.h"
#include "format/csv.h"
#include "identity/public_id.h"

static const struct {
    const char *suffix, *media_type;
} formats[DOCUMENT_FORMAT_COUNT] = {
    [DOCUMENT_JSON] = {"json", "application/json"},
    [DOCUMENT_CSV] = {"csv", "text/csv; charset=utf-8; header=present"},
    [DOCUMENT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [DOCUMENT_PDF] = {"pdf", "application/pdf"},
    [DOCUMENT_XML] = {"xml", "application/xml"},
};

bool document_format_parse(struct text t, enum document_format *ret_format)
{
    *ret_format = DOCUMENT_JSON;
    if (text_is_empty(t)) {
        return true;
    }
    for (int i = 0; i < DOCUMENT_FORMAT_COUNT; i++) {
        if (text_equal(t, text_of(formats[i].suffix))) {
            *ret_format = (enum document_format)i;
            return true;
        }
    }
    return false;
}

struct text document_media_type(enum document_format format)
{
    return text_of(formats[format].media_type);
}

const char *document_suffix(enum document_format format)
{
    return formats[format].suffix;
}

struct text statement_file_name(struct arena *arena, const struct statement *s, enum document_format format)
{
    struct text period = s->period.month;
    if (!text_is(period)) {
        period = text_format(arena, "%.*s-%.*s", TEXT_PRINT(instant_date_text(arena, s->period.from)),
                             TEXT_PRINT(instant_date_text(arena, s->period.to)));
    }
    return text_format(arena, "statement-%.*s-%.*s.%s", TEXT_PRINT(s->partner.code), TEXT_PRINT(period),
                       document_suffix(format));
}

// One row before it is printed; what a kind of row does not have is absent.
struct line {
    const char *kind;
    struct currency currency;
    struct instant booked_at, occurred_at, due_at, settled_at;
    struct text day, program, goal, order_id, what, state, reason, method, note;
    struct text commission_id, conversion_id, payout_id;
    bool has_amount, has_commission, has_clicks, has_accounts, has_pieces;
    int64_t amount, refunded, commission, clicks, unique_clicks, impressions;
    const int64_t *accounts;
    int64_t granted, taken_back, delivered;
};

static const char *const heads[] = {
    "kind",        "currency",     "booked_at",     "occurred_at",   "day",           "program",   "goal",
    "order_id",    "movement",     "state",         "reason",        "due_at",        "amount",    "refunded",
    "commission",  "clicks",       "unique_clicks", "pending",       "available",     "in_payout", "paid",
    "owed_back",   "method",       "settled_at",    "commission_id", "conversion_id", "payout_id", "note",
    "impressions", "penalty_owed", "granted",       "taken_back",    "delivered"};

static struct line line_new(const char *kind, struct currency currency)
{
    return (struct line){.kind = kind,
                         .currency = currency,
                         .booked_at = INSTANT_NONE,
                         .occurred_at = INSTANT_NONE,
                         .due_at = INSTANT_NONE,
                         .settled_at = INSTANT_NONE};
}

static void put_instant(struct csv_writer *writer, struct arena *arena, struct instant instant)
{
    csv_put_text(writer, instant_is_none(instant) ? TEXT_NONE : instant_text(arena, instant));
}

static void put_minor(struct csv_writer *writer, struct arena *arena, bool has, int64_t minor, struct currency currency)
{
    if (has) {
        csv_put_money(writer, arena, (struct money){.minor = minor, .currency = currency});
    } else {
        csv_put_text(writer, TEXT_NONE);
    }
}

static void put_count(struct csv_writer *writer, bool has, int64_t count)
{
    if (has) {
        csv_put_int64(writer, count);
    } else {
        csv_put_text(writer, TEXT_NONE);
    }
}

static void put_line(struct csv_writer *writer, struct arena *arena, const struct line *line)
{
    csv_put_text(writer, text_of(line->kind));
    csv_put_text(writer, currency_text(&line->currency));
    put_instant(writer, arena, line->booked_at);
    put_instant(writer, arena, line->occurred_at);
    csv_put_text(writer, line->day);
    csv_put_text(writer, line->program);
    csv_put_text(writer, line->goal);
    csv_put_text(writer, line->order_id);
    csv_put_text(writer, line->what);
    csv_put_text(writer, line->state);
    csv_put_text(writer, line->reason);
    put_instant(writer, arena, line->due_at);
    put_minor(writer, arena, line->has_amount, line->amount, line->currency);
    put_minor(writer, arena, line->has_amount, line->refunded, line->currency);
    put_minor(writer, arena, line->has_commission, line->commission, line->currency);
    put_count(writer, line->has_clicks, line->clicks);
    put_count(writer, line->has_clicks, line->unique_clicks);
    for (size_t i = 0; i < STATEMENT_ACCOUNTS - 1; i++) { // the last has come later: it is the last column
        int64_t minor = line->has_accounts ? line->accounts[statement_accounts[i]] : 0;
        put_minor(writer, arena, line->has_accounts, minor, line->currency);
    }
    csv_put_text(writer, line->method);
    put_instant(writer, arena, line->settled_at);
    csv_put_text(writer, line->commission_id);
    csv_put_text(writer, line->conversion_id);
    csv_put_text(writer, line->payout_id);
    csv_put_text(writer, line->note);
    put_count(writer, line->has_clicks, line->impressions);
    put_minor(writer, arena, line->has_accounts, line->has_accounts ? line->accounts[LEDGER_PENALTY_OWED] : 0,
              line->currency);
    put_count(writer, line->has_pieces, line->granted);
    put_count(writer, line->has_pieces, line->taken_back);
    put_count(writer, line->has_pieces, line->delivered);
    csv_end_row(writer);
}

static void put_balance(struct csv_writer *writer, struct arena *arena, const struct statement_balance *balance,
                        bool is_opening)
{
    struct line line = line_new(is_opening ? "opening" : "closing", balance->currency);
    line.has_accounts = true;
    line.accounts = is_opening ? balance->opening : balance->closing;
    put_line(writer, arena, &line);
}

static void put_event(struct csv_writer *writer, struct flow *flow, const struct statement_event *e)
{
    struct line line = line_new("conversion", e->commission.currency);
    line.booked_at = e->booked_at;
    line.occurred_at = e->occurred_at;
    line.program = e->program_name;
    line.goal = e->goal;
    line.order_id = e->order_id;
    line.note = e->note;
    line.state = text_of(statement_state_text(e->verdict.state));
    line.reason = e->verdict.reason;
    line.due_at = e->due_at;
    line.has_amount = e->conversion_id.v != 0;
    line.amount = e->amount.minor;
    line.refunded = e->refunded.minor;
    line.has_commission = true;
    line.commission = e->commission.minor;
    line.commission_id = public_id_text(flow->arena, flow->keyring, PREFIX_COMMISSION, e->commission_id.v);
    line.conversion_id = public_id_text(flow->arena, flow->keyring, PREFIX_CONVERSION, e->conversion_id.v);
    line.payout_id = public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, e->payout_item_id.v);
    put_line(writer, flow->arena, &line);
}

static void put_clicks(struct csv_writer *writer, struct flow *flow, const struct statement_clicks *c)
{
    struct line line = line_new("clicks", c->booked.currency);
    line.booked_at = c->booked_at;
    line.day = instant_date_text(flow->arena, (struct instant){c->day * DAY_MS});
    line.program = c->program_name;
    line.state = text_of(statement_state_text(c->verdict.state));
    line.reason = c->verdict.reason;
    line.has_clicks = true;
    line.clicks = c->clicks;
    line.unique_clicks = c->unique_clicks;
    line.impressions = c->impressions;
    line.has_commission = true;
    line.commission = c->booked.minor;
    line.commission_id = public_id_text(flow->arena, flow->keyring, PREFIX_COMMISSION, c->commission_id.v);
    put_line(writer, flow->arena, &line);
}

static void put_payout(struct csv_writer *writer, struct flow *flow, const struct statement_payout *p)
{
    struct line line = line_new("payout", p->amount.currency);
    line.booked_at = p->taken_at;
    line.state = p->status;
    line.has_commission = true;
    line.commission = p->amount.minor;
    line.method = p->method;
    line.settled_at = p->settled_at;
    line.payout_id = public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, p->id.v);
    if (!text_is_empty(p->rates)) {
        line.note = text_format(flow->arena, "%.*s %.3s (%.*s)", TEXT_PRINT(money_text(flow->arena, p->sent)),
                                p->sent.currency.code, TEXT_PRINT(p->rates));
    }
    put_line(writer, flow->arena, &line);
}

static void put_movement(struct csv_writer *writer, struct flow *flow, const struct statement_movement *m)
{
    struct line line = line_new("movement", m->currency);
    line.booked_at = m->booked_at;
    line.program = m->program_name;
    line.goal = m->goal;
    line.order_id = m->order_id;
    line.what = m->cause;
    line.has_accounts = true;
    line.accounts = m->minor;
    line.commission_id = public_id_text(flow->arena, flow->keyring, PREFIX_COMMISSION, m->commission_id.v);
    line.payout_id = public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, m->payout_item_id.v);
    put_line(writer, flow->arena, &line);
}

static void put_reward(struct csv_writer *writer, struct flow *flow, const struct statement_reward *r)
{
    struct line line = line_new("reward", (struct currency){""});
    line.booked_at = r->granted_at;
    line.program = r->program_name;
    line.order_id = r->order_id;
    line.what = r->kind;
    line.note = r->name;
    line.has_pieces = true;
    line.granted = r->granted;
    line.taken_back = r->taken_back;
    line.delivered = r->delivered;
    put_line(writer, flow->arena, &line);
}

enum rc statement_csv(struct flow *flow, const struct statement *s, bool has_mark, struct text *ret_bytes)
{
    struct buf buf = buf_new(flow->arena, STATEMENT_CSV_BYTES_MAX);
    struct csv_writer writer = csv_writer_new(&buf, has_mark);
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        csv_put_text(&writer, text_of(heads[i]));
    }
    csv_end_row(&writer);
    for (size_t i = 0; i < s->balance_count; i++) {
        put_balance(&writer, flow->arena, &s->balances[i], /* is_opening= */ true);
    }
    for (size_t i = 0; i < s->event_count; i++) {
        put_event(&writer, flow, &s->events[i]);
    }
    for (size_t i = 0; i < s->click_count; i++) {
        put_clicks(&writer, flow, &s->clicks[i]);
    }
    for (size_t i = 0; i < s->payout_count; i++) {
        put_payout(&writer, flow, &s->payouts[i]);
    }
    for (size_t i = 0; i < s->movement_count; i++) {
        put_movement(&writer, flow, &s->movements[i]);
    }
    for (size_t i = 0; i < s->reward_count; i++) {
        put_reward(&writer, flow, &s->rewards[i]);
    }
    for (size_t i = 0; i < s->balance_count; i++) {
        put_balance(&writer, flow->arena, &s->balances[i], /* is_opening= */ false);
    }
    if (buf.is_overflown) {
        return fault_set(flow->fault, RC_REFUSED, "document_too_large", "", "the statement is larger than %zu MiB",
                         STATEMENT_CSV_BYTES_MAX >> 20);
    }
    *ret_bytes = buf_text(&buf);
    return RC_OK;
}

enum rc statement_print(struct flow *flow, const struct statement *s, enum document_format format,
                        enum i18n_language language, struct text *ret_bytes)
{
    switch (format) {
    case DOCUMENT_CSV:
        return statement_csv(flow, s, /* has_mark= */ true, ret_bytes);
    case DOCUMENT_XLSX:
        return statement_xlsx(flow, s, language, ret_bytes);
    case DOCUMENT_PDF:
        return statement_pdf(flow, s, language, ret_bytes);
    case DOCUMENT_JSON:
    case DOCUMENT_XML:
    case DOCUMENT_FORMAT_COUNT:
        break;
    }
    BUG_ON(true);
    return RC_FAULT;
}
