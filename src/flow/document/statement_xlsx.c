// SPDX-License-Identifier: Apache-2.0
// A statement as a workbook; see statement_print.h.
#include "document/document_words.h"
#include "document/statement_print.h"
#include "identity/public_id.h"
#include "sheet/sheet.h"
#include "zone/zone.h"

struct book {
    struct flow *flow;
    const struct statement *statement;
    enum i18n_language language;
    struct zone *zone;
    struct sheet_book *book;
};

static struct text word(const struct book *b, enum document_word w)
{
    return document_word(b->language, w);
}

static struct text code(const struct book *b, const char *group, struct text c)
{
    return document_code(b->language, group, c);
}

// The heading without its currency: sheets hold all currencies.
static struct text sheet_title(const struct book *b, enum document_word heading)
{
    struct text whole = document_word(b->language, heading);
    size_t end = text_find_char(whole, '{', 0);
    struct text cut = text_slice(whole, 0, end);
    while (cut.n > 0 && (cut.p[cut.n - 1] == ' ' || cut.p[cut.n - 1] == ',' || cut.p[cut.n - 1] == '(')) {
        cut.n--;
    }
    return cut;
}

#define COLUMNS_MAX 16
struct heads {
    struct sheet_column list[COLUMNS_MAX];
    size_t count;
};

static void head(const struct book *b, struct heads *heads, enum document_word w, int width)
{
    heads->list[heads->count++] = (struct sheet_column){.title = word(b, w), .width = width};
}

static struct sheet *begin(const struct book *b, enum document_word title, const struct heads *heads)
{
    return sheet_new(b->book, sheet_title(b, title), heads->list, heads->count);
}

static void account_heads(const struct book *b, struct heads *heads)
{
    for (size_t i = 0; i < statement_account_count(b->statement); i++) {
        struct text kind = text_of(ledger_account_kind_text(statement_accounts[i]));
        heads->list[heads->count++] = (struct sheet_column){.title = code(b, "account", kind), .width = 16};
    }
}

static void put_currency(struct sheet *sheet, const struct currency *currency)
{
    sheet_put_text(sheet, currency_text(currency));
}

static void put_accounts(const struct book *b, struct sheet *sheet, const int64_t *minor, struct currency currency)
{
    for (size_t i = 0; i < statement_account_count(b->statement); i++) {
        sheet_put_money(sheet, (struct money){.minor = minor[statement_accounts[i]], .currency = currency});
    }
}

static void put_balance_row(const struct book *b, struct sheet *sheet, const struct statement_balance *balance,
                            struct text what, const int64_t *minor)
{
    put_currency(sheet, &balance->currency);
    sheet_put_text(sheet, what);
    put_accounts(b, sheet, minor, balance->currency);
    sheet_end_row(sheet);
}

static void put_fact(struct sheet *sheet, struct text name, struct text value)
{
    sheet_put_text(sheet, name);
    sheet_put_text(sheet, value);
    sheet_end_row(sheet);
}

// The first sheet: whose statement, of what time. Its head is the title.
static void put_summary(const struct book *b)
{
    const struct statement *s = b->statement;
    struct arena *arena = b->flow->arena;
    const struct sheet_column columns[] = {{word(b, DOC_STATEMENT), 30}, {s->network.name, 60}};
    struct sheet *sheet = sheet_new(b->book, word(b, DOC_SUMMARY), columns, 2);
    put_fact(sheet, word(b, DOC_PARTNER),
             text_format(arena, "%.*s (%.*s)", TEXT_PRINT(s->partner.name), TEXT_PRINT(s->partner.code)));
    sheet_put_text(sheet, word(b, DOC_PERIOD));
    sheet_put_time(sheet, b->zone, s->period.from);
    sheet_end_row(sheet);
    sheet_put_text(sheet, TEXT_NONE);
    sheet_put_time(sheet, b->zone, (struct instant){s->period.to.ms - 1});
    sheet_end_row(sheet);
    sheet_put_text(sheet, word(b, DOC_AS_OF));
    sheet_put_time(sheet, b->zone, (struct instant){s->as_of.ms - 1});
    sheet_end_row(sheet);
    put_fact(sheet, word(b, DOC_TIME_ZONE), s->period.time_zone);
    bool is_empty = statement_row_count(s) == 0;
    if (is_empty) {
        put_fact(sheet, TEXT_NONE, word(b, DOC_NOTHING));
    }
    if (!s->is_closed) {
        put_fact(sheet, TEXT_NONE, word(b, DOC_NOT_OVER));
    }
}

static void put_balances(const struct book *b)
{
    struct heads heads = {.count = 0};
    head(b, &heads, DOC_COLUMN_CURRENCY, 10);
    head(b, &heads, DOC_COLUMN_CAUSE, 34);
    account_heads(b, &heads);
    struct sheet *sheet = begin(b, DOC_BALANCES, &heads);
    for (size_t i = 0; i < b->statement->balance_count; i++) {
        const struct statement_balance *balance = &b->statement->balances[i];
        put_balance_row(b, sheet, balance, word(b, DOC_OPENING), balance->opening);
        for (size_t k = 0; k < balance->sum_count; k++) {
            put_balance_row(b, sheet, balance, code(b, "cause", balance->sums[k].cause), balance->sums[k].minor);
        }
        put_balance_row(b, sheet, balance, word(b, DOC_CLOSING), balance->closing);
    }
}

static void put_events(const struct book *b)
{
    static const struct {
        enum document_word word;
        int width;
    } columns[] = {{DOC_COLUMN_DATE, 20},   {DOC_COLUMN_OCCURRED, 20}, {DOC_COLUMN_PROGRAM, 24},
                   {DOC_COLUMN_GOAL, 12},   {DOC_COLUMN_ORDER, 24},    {DOC_COLUMN_CURRENCY, 10},
                   {DOC_COLUMN_AMOUNT, 14}, {DOC_COLUMN_REFUNDED, 14}, {DOC_COLUMN_COMMISSION, 14},
                   {DOC_COLUMN_STATE, 20},  {DOC_COLUMN_REASON, 36},   {DOC_COLUMN_DUE, 20},
                   {DOC_COLUMN_PAYOUT, 22}};
    struct heads heads = {.count = 0};
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        head(b, &heads, columns[i].word, columns[i].width);
    }
    struct sheet *sheet = begin(b, DOC_CONVERSIONS, &heads);
    struct flow *flow = b->flow;
    for (size_t i = 0; i < b->statement->event_count; i++) {
        const struct statement_event *e = &b->statement->events[i];
        sheet_put_time(sheet, b->zone, e->booked_at);
        sheet_put_time(sheet, b->zone, e->occurred_at);
        sheet_put_text(sheet, e->program_name);
        sheet_put_text(sheet, code(b, "goal", e->goal));
        sheet_put_text(sheet, text_is_empty(e->order_id) ? e->note : e->order_id);
        put_currency(sheet, &e->commission.currency);
        sheet_put_money(sheet, e->amount);
        sheet_put_money(sheet, e->refunded);
        sheet_put_money(sheet, e->commission);
        sheet_put_text(sheet, code(b, "state", text_of(statement_state_text(e->verdict.state))));
        sheet_put_text(sheet, code(b, "reason", e->verdict.reason));
        sheet_put_time(sheet, b->zone, e->due_at);
        sheet_put_text(sheet, public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, e->payout_item_id.v));
        sheet_end_row(sheet);
    }
}

static void put_clicks(const struct book *b)
{
    struct heads heads = {.count = 0};
    head(b, &heads, DOC_COLUMN_DAY, 14);
    head(b, &heads, DOC_COLUMN_PROGRAM, 24);
    head(b, &heads, DOC_COLUMN_CLICKS, 12);
    head(b, &heads, DOC_COLUMN_UNIQUE, 12);
    head(b, &heads, DOC_COLUMN_IMPRESSIONS, 12);
    head(b, &heads, DOC_COLUMN_CURRENCY, 10);
    head(b, &heads, DOC_COLUMN_BOOKED, 14);
    head(b, &heads, DOC_COLUMN_STATE, 20);
    head(b, &heads, DOC_COLUMN_REASON, 36);
    struct sheet *sheet = begin(b, DOC_CLICKS, &heads);
    for (size_t i = 0; i < b->statement->click_count; i++) {
        const struct statement_clicks *c = &b->statement->clicks[i];
        sheet_put_text(sheet, instant_date_text(b->flow->arena, (struct instant){c->day * DAY_MS}));
        sheet_put_text(sheet, c->program_name);
        sheet_put_int64(sheet, c->clicks);
        sheet_put_int64(sheet, c->unique_clicks);
        sheet_put_int64(sheet, c->impressions);
        put_currency(sheet, &c->booked.currency);
        sheet_put_money(sheet, c->booked);
        sheet_put_text(sheet, code(b, "state", text_of(statement_state_text(c->verdict.state))));
        sheet_put_text(sheet, code(b, "reason", c->verdict.reason));
        sheet_end_row(sheet);
    }
}

static void put_payouts(const struct book *b)
{
    struct heads heads = {.count = 0};
    head(b, &heads, DOC_COLUMN_PAYOUT, 22);
    head(b, &heads, DOC_COLUMN_TAKEN, 20);
    head(b, &heads, DOC_COLUMN_METHOD, 20);
    head(b, &heads, DOC_COLUMN_CURRENCY, 10);
    head(b, &heads, DOC_COLUMN_COMMISSION, 14);
    head(b, &heads, DOC_COLUMN_STATE, 24);
    head(b, &heads, DOC_COLUMN_SETTLED, 20);
    heads.list[4].title = word(b, DOC_TOTAL);
    struct sheet *sheet = begin(b, DOC_PAYOUTS, &heads);
    struct flow *flow = b->flow;
    for (size_t i = 0; i < b->statement->payout_count; i++) {
        const struct statement_payout *p = &b->statement->payouts[i];
        sheet_put_text(sheet, public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, p->id.v));
        sheet_put_time(sheet, b->zone, p->taken_at);
        sheet_put_text(sheet, code(b, "method", p->method));
        put_currency(sheet, &p->amount.currency);
        sheet_put_money(sheet, p->amount);
        sheet_put_text(sheet, code(b, "payout", p->status));
        sheet_put_time(sheet, b->zone, p->settled_at);
        sheet_end_row(sheet);
    }
}

static void put_movements(const struct book *b)
{
    struct heads heads = {.count = 0};
    head(b, &heads, DOC_COLUMN_DATE, 20);
    head(b, &heads, DOC_COLUMN_CAUSE, 34);
    head(b, &heads, DOC_COLUMN_PROGRAM, 24);
    head(b, &heads, DOC_COLUMN_ORDER, 24);
    head(b, &heads, DOC_COLUMN_PAYOUT, 22);
    head(b, &heads, DOC_COLUMN_CURRENCY, 10);
    account_heads(b, &heads);
    struct sheet *sheet = begin(b, DOC_MOVEMENTS, &heads);
    struct flow *flow = b->flow;
    for (size_t i = 0; i < b->statement->movement_count; i++) {
        const struct statement_movement *m = &b->statement->movements[i];
        sheet_put_time(sheet, b->zone, m->booked_at);
        sheet_put_text(sheet, code(b, "cause", m->cause));
        sheet_put_text(sheet, m->program_name);
        sheet_put_text(sheet, m->order_id);
        sheet_put_text(sheet, public_id_text(flow->arena, flow->keyring, PREFIX_PAYOUT_ITEM, m->payout_item_id.v));
        put_currency(sheet, &m->currency);
        put_accounts(b, sheet, m->minor, m->currency);
        sheet_end_row(sheet);
    }
}

// Only where there are any: seldom.
static void put_rewards(const struct book *b)
{
    if (b->statement->reward_count == 0) {
        return;
    }
    struct heads heads = {.count = 0};
    head(b, &heads, DOC_COLUMN_DATE, 20);
    head(b, &heads, DOC_COLUMN_REWARD, 34);
    head(b, &heads, DOC_COLUMN_PROGRAM, 24);
    head(b, &heads, DOC_COLUMN_ORDER, 24);
    head(b, &heads, DOC_COLUMN_GRANTED, 12);
    head(b, &heads, DOC_COLUMN_TAKEN_BACK, 12);
    head(b, &heads, DOC_COLUMN_DELIVERED, 12);
    struct sheet *sheet = begin(b, DOC_REWARDS, &heads);
    for (size_t i = 0; i < b->statement->reward_count; i++) {
        const struct statement_reward *r = &b->statement->rewards[i];
        sheet_put_time(sheet, b->zone, r->granted_at);
        sheet_put_text(sheet, document_reward(b->flow->arena, b->language, r->kind, r->name));
        sheet_put_text(sheet, r->program_name);
        sheet_put_text(sheet, r->order_id);
        sheet_put_int64(sheet, r->granted);
        sheet_put_int64(sheet, r->taken_back);
        sheet_put_int64(sheet, r->delivered);
        sheet_end_row(sheet);
    }
}

enum rc statement_xlsx(struct flow *flow, const struct statement *s, enum i18n_language language,
                       struct text *ret_bytes)
{
    AUTO_ZONE zone = NULL;
    TRY(zone_open(s->period.time_zone, &zone, flow->fault));
    struct book book = {.flow = flow, .statement = s, .language = language, .zone = zone};
    struct sheet_book_info info = {
        .title = word(&book, DOC_STATEMENT), .author = s->network.name, .created_at = s->as_of};
    TRY(sheet_book_new(flow->arena, &info, &book.book, flow->fault));
    put_summary(&book);
    put_balances(&book);
    put_events(&book);
    put_clicks(&book);
    put_payouts(&book);
    put_movements(&book);
    put_rewards(&book);
    return sheet_book_finish(book.book, ret_bytes, flow->fault);
}
