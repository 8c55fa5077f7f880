// SPDX-License-Identifier: Apache-2.0
// A statement on paper; see statement_print.h. Currencies are never mixed: each has its own tables, with the currency
// once in the heading.
#include "core/bug.h"
#include "document/document_words.h"
#include "document/statement_print.h"
#include "identity/public_id.h"
#include "pdf/pdf.h"

struct paper {
    struct flow *flow;
    const struct statement *statement;
    enum i18n_language language;
    struct i18n *i18n;
    struct pdf *pdf;
    struct currency currency; // whose tables are made
    size_t accounts;          // statement_account_count
};

static struct text word(const struct paper *p, enum document_word w)
{
    return document_word(p->language, w);
}

static struct text code(const struct paper *p, const char *group, struct text c)
{
    return document_code(p->language, group, c);
}

static struct text date(const struct paper *p, struct instant instant)
{
    return instant_is_none(instant) ? TEXT("") : i18n_time(p->i18n, p->flow->arena, instant, I18N_DATE);
}

static struct text amount(const struct paper *p, int64_t minor)
{
    return i18n_amount(p->i18n, p->flow->arena, (struct money){.minor = minor, .currency = p->currency});
}

// Zero is nothing to read in a column of movements.
static struct text amount_or_nothing(const struct paper *p, int64_t minor)
{
    return minor == 0 ? TEXT("") : amount(p, minor);
}

static void heading(const struct paper *p, enum document_word w)
{
    struct text currency = text_copy(p->flow->arena, currency_text(&p->currency));
    const struct document_value values[] = {{"currency", currency}};
    pdf_text(p->pdf, PDF_HEADING, document_fill(p->flow->arena, p->language, w, values, 1));
}

static struct text two_lines(const struct paper *p, struct text first, struct text second)
{
    if (text_is_empty(first) || text_is_empty(second)) {
        return text_is_empty(first) ? second : first;
    }
    return text_format(p->flow->arena, "%.*s\n%.*s", TEXT_PRINT(first), TEXT_PRINT(second));
}

static struct text with_dot(const struct paper *p, struct text first, struct text second)
{
    if (text_is_empty(first) || text_is_empty(second)) {
        return text_is_empty(first) ? second : first;
    }
    return text_format(p->flow->arena, "%.*s · %.*s", TEXT_PRINT(first), TEXT_PRINT(second));
}

static struct text state_words(const struct paper *p, const struct statement_verdict *verdict)
{
    return code(p, "state", text_of(statement_state_text(verdict->state)));
}

// ---- tables ----

static void put_accounts(const struct paper *p, struct text cells[], const int64_t *minor, bool has_zero)
{
    for (size_t i = 0; i < p->accounts; i++) {
        int64_t m = minor[statement_accounts[i]];
        cells[i] = has_zero ? amount(p, m) : amount_or_nothing(p, m);
    }
}

static void account_columns(const struct paper *p, struct pdf_column columns[])
{
    for (size_t i = 0; i < p->accounts; i++) {
        struct text kind = text_of(ledger_account_kind_text(statement_accounts[i]));
        columns[i] = (struct pdf_column){.title = code(p, "account", kind), .width = 15, .is_right = true};
    }
}

static void put_balance(const struct paper *p, const struct statement_balance *balance)
{
    heading(p, DOC_BALANCES);
    struct pdf_column columns[1 + STATEMENT_ACCOUNTS] = {{.title = TEXT(""), .width = 32}};
    account_columns(p, columns + 1);
    struct pdf_table *table = pdf_table_new(p->pdf, columns, 1 + p->accounts);
    struct text cells[1 + STATEMENT_ACCOUNTS] = {word(p, DOC_OPENING)};
    put_accounts(p, cells + 1, balance->opening, /* has_zero= */ true);
    pdf_table_row(table, PDF_ROW, cells);
    for (size_t i = 0; i < balance->sum_count; i++) {
        cells[0] = code(p, "cause", balance->sums[i].cause);
        put_accounts(p, cells + 1, balance->sums[i].minor, /* has_zero= */ false);
        pdf_table_row(table, PDF_ROW, cells);
    }
    cells[0] = word(p, DOC_CLOSING);
    put_accounts(p, cells + 1, balance->closing, /* has_zero= */ true);
    pdf_table_row(table, PDF_ROW_TOTAL, cells);
}

static struct text state_of_event(const struct paper *p, const struct statement_event *e)
{
    struct text more = code(p, "reason", e->verdict.reason);
    if (!instant_is_none(e->due_at)) {
        const struct document_value values[] = {{"date", date(p, e->due_at)}};
        more = document_fill(p->flow->arena, p->language, DOC_AVAILABLE_ON, values, 1);
    } else if (e->payout_item_id.v != 0 && text_is_empty(more)) {
        more = public_id_text(p->flow->arena, p->flow->keyring, PREFIX_PAYOUT_ITEM, e->payout_item_id.v);
    }
    return two_lines(p, state_words(p, &e->verdict), more);
}

static void put_event(const struct paper *p, struct pdf_table *table, const struct statement_event *e)
{
    bool has_order = e->conversion_id.v != 0 && !text_is_empty(e->order_id);
    struct text about = with_dot(p, code(p, "goal", e->goal), e->program_name);
    const struct text cells[] = {
        date(p, e->booked_at),
        two_lines(p, text_is_empty(e->order_id) ? e->note : e->order_id, about),
        has_order ? amount(p, e->amount.minor) : TEXT(""),
        amount_or_nothing(p, -e->refunded.minor),
        amount(p, e->commission.minor),
        state_of_event(p, e),
    };
    pdf_table_row(table, PDF_ROW, cells);
}

static void put_events(const struct paper *p)
{
    const struct statement *s = p->statement;
    const struct pdf_column columns[] = {
        {.title = word(p, DOC_COLUMN_DATE), .width = 18},
        {.title = word(p, DOC_COLUMN_ORDER), .width = 26},
        {.title = word(p, DOC_COLUMN_AMOUNT), .width = 15, .is_right = true},
        {.title = word(p, DOC_COLUMN_REFUNDED), .width = 14, .is_right = true},
        {.title = word(p, DOC_COLUMN_COMMISSION), .width = 20, .is_right = true},
        {.title = word(p, DOC_COLUMN_STATE), .width = 27},
    };
    struct pdf_table *table = NULL;
    int64_t total = 0; // commissions were added up by the books already: it fits
    for (size_t i = 0; i < s->event_count; i++) {
        if (currency_equal(s->events[i].commission.currency, p->currency)) {
            if (table == NULL) {
                heading(p, DOC_CONVERSIONS);
                table = pdf_table_new(p->pdf, columns, sizeof(columns) / sizeof(columns[0]));
            }
            put_event(p, table, &s->events[i]);
            total += s->events[i].commission.minor;
        }
    }
    if (table != NULL) {
        const struct text cells[] = {word(p, DOC_TOTAL), TEXT(""), TEXT(""), TEXT(""), amount(p, total), TEXT("")};
        pdf_table_row(table, PDF_ROW_TOTAL, cells);
    }
}

static void put_click_row(const struct paper *p, struct pdf_table *table, const struct statement_clicks *c)
{
    struct arena *arena = p->flow->arena;
    const struct text cells[] = {
        instant_date_text(arena, (struct instant){c->day * DAY_MS}),
        c->program_name,
        i18n_integer(p->i18n, arena, c->clicks),
        i18n_integer(p->i18n, arena, c->unique_clicks),
        i18n_integer(p->i18n, arena, c->impressions),
        amount(p, c->booked.minor),
        two_lines(p, state_words(p, &c->verdict), code(p, "reason", c->verdict.reason)),
    };
    pdf_table_row(table, PDF_ROW, cells);
}

static void put_clicks(const struct paper *p)
{
    const struct statement *s = p->statement;
    const struct pdf_column columns[] = {
        {.title = word(p, DOC_COLUMN_DAY), .width = 20},
        {.title = word(p, DOC_COLUMN_PROGRAM), .width = 24},
        {.title = word(p, DOC_COLUMN_CLICKS), .width = 12, .is_right = true},
        {.title = word(p, DOC_COLUMN_UNIQUE), .width = 12, .is_right = true},
        {.title = word(p, DOC_COLUMN_IMPRESSIONS), .width = 14, .is_right = true},
        {.title = word(p, DOC_COLUMN_BOOKED), .width = 15, .is_right = true},
        {.title = word(p, DOC_COLUMN_STATE), .width = 28},
    };
    struct pdf_table *table = NULL;
    int64_t clicks = 0;
    int64_t unique = 0;
    int64_t impressions = 0;
    int64_t total = 0;
    for (size_t i = 0; i < s->click_count; i++) {
        const struct statement_clicks *c = &s->clicks[i];
        if (currency_equal(c->booked.currency, p->currency)) {
            if (table == NULL) {
                heading(p, DOC_CLICKS);
                table = pdf_table_new(p->pdf, columns, sizeof(columns) / sizeof(columns[0]));
            }
            put_click_row(p, table, c);
            clicks += c->clicks;
            unique += c->unique_clicks;
            impressions += c->impressions;
            total += c->booked.minor;
        }
    }
    if (table != NULL) {
        struct arena *arena = p->flow->arena;
        const struct text cells[] = {word(p, DOC_TOTAL),
                                     TEXT(""),
                                     i18n_integer(p->i18n, arena, clicks),
                                     i18n_integer(p->i18n, arena, unique),
                                     i18n_integer(p->i18n, arena, impressions),
                                     amount(p, total),
                                     TEXT("")};
        pdf_table_row(table, PDF_ROW_TOTAL, cells);
    }
}

// "116.84 USD (1 EUR = 1.1684 USD, ECB 2026-11-27)", when that is another currency.
static struct text sent(const struct paper *p, const struct statement_payout *out)
{
    struct arena *arena = p->flow->arena;
    return text_is_empty(out->rates) ? TEXT("")
                                     : text_format(arena, "%.*s %.3s (%.*s)", TEXT_PRINT(money_text(arena, out->sent)),
                                                   out->sent.currency.code, TEXT_PRINT(out->rates));
}

static void put_payouts(const struct paper *p)
{
    const struct statement *s = p->statement;
    const struct pdf_column columns[] = {
        {.title = word(p, DOC_COLUMN_TAKEN), .width = 20},
        {.title = word(p, DOC_COLUMN_PAYOUT), .width = 29},
        {.title = word(p, DOC_COLUMN_METHOD), .width = 22},
        {.title = word(p, DOC_TOTAL), .width = 15, .is_right = true},
        {.title = word(p, DOC_COLUMN_STATE), .width = 24},
        {.title = word(p, DOC_COLUMN_SETTLED), .width = 20},
    };
    struct pdf_table *table = NULL;
    for (size_t i = 0; i < s->payout_count; i++) {
        const struct statement_payout *out = &s->payouts[i];
        if (currency_equal(out->amount.currency, p->currency)) {
            if (table == NULL) {
                heading(p, DOC_PAYOUTS);
                table = pdf_table_new(p->pdf, columns, sizeof(columns) / sizeof(columns[0]));
            }
            const struct text cells[] = {
                date(p, out->taken_at),
                public_id_text(p->flow->arena, p->flow->keyring, PREFIX_PAYOUT_ITEM, out->id.v),
                two_lines(p, code(p, "method", out->method), sent(p, out)),
                amount(p, out->amount.minor),
                code(p, "payout", out->status),
                date(p, out->settled_at),
            };
            pdf_table_row(table, PDF_ROW, cells);
        }
    }
}

static void put_movement(const struct paper *p, struct pdf_table *table, const struct statement_movement *m)
{
    struct text about = m->order_id;
    if (m->payout_item_id.v != 0) {
        about = public_id_text(p->flow->arena, p->flow->keyring, PREFIX_PAYOUT_ITEM, m->payout_item_id.v);
    } else if (text_is_empty(about)) {
        about = m->program_name;
    }
    struct text cells[2 + STATEMENT_ACCOUNTS] = {date(p, m->booked_at),
                                                 two_lines(p, code(p, "cause", m->cause), about)};
    put_accounts(p, cells + 2, m->minor, /* has_zero= */ false);
    pdf_table_row(table, PDF_ROW, cells);
}

static void put_movements(const struct paper *p)
{
    const struct statement *s = p->statement;
    struct pdf_column columns[2 + STATEMENT_ACCOUNTS] = {{.title = word(p, DOC_COLUMN_DATE), .width = 20},
                                                         {.title = word(p, DOC_COLUMN_CAUSE), .width = 34}};
    account_columns(p, columns + 2);
    struct pdf_table *table = NULL;
    for (size_t i = 0; i < s->movement_count; i++) {
        if (currency_equal(s->movements[i].currency, p->currency)) {
            if (table == NULL) {
                heading(p, DOC_MOVEMENTS);
                table = pdf_table_new(p->pdf, columns, 2 + p->accounts);
            }
            put_movement(p, table, &s->movements[i]);
        }
    }
}

// ---- the whole ----

static struct text period_words(const struct paper *p)
{
    const struct statement_period *period = &p->statement->period;
    struct arena *arena = p->flow->arena;
    if (text_is(period->month)) {
        return i18n_time(p->i18n, arena, period->from, I18N_MONTH);
    }
    // Whole days are told by their names, the last included; other spans with hours.
    enum i18n_time form = period->is_days ? I18N_DATE : I18N_DATE_TIME;
    struct text from = i18n_time(p->i18n, arena, period->from, form);
    struct text to = i18n_time(p->i18n, arena, (struct instant){period->to.ms - (period->is_days ? 1 : 0)}, form);
    const struct document_value values[] = {{"from", from}, {"to", to}};
    return document_fill(arena, p->language, DOC_SPAN, values, 2);
}

static void put_head(const struct paper *p)
{
    const struct statement *s = p->statement;
    struct arena *arena = p->flow->arena;
    pdf_text(p->pdf, PDF_TITLE, word(p, DOC_STATEMENT));
    const struct pdf_pair pairs[] = {
        {word(p, DOC_PARTNER), with_dot(p, s->partner.name, s->partner.code)},
        {word(p, DOC_PERIOD), period_words(p)},
        {word(p, DOC_AS_OF), with_dot(p, i18n_time(p->i18n, arena, s->as_of, I18N_DATE_TIME), s->period.time_zone)},
    };
    pdf_pairs(p->pdf, pairs, sizeof(pairs) / sizeof(pairs[0]));
    if (!s->is_closed) {
        pdf_text(p->pdf, PDF_MUTED, word(p, DOC_NOT_OVER));
    }
    if (statement_row_count(s) == 0) {
        pdf_text(p->pdf, PDF_BODY, word(p, DOC_NOTHING));
    }
}

static void put_rewards(const struct paper *p)
{
    const struct statement *s = p->statement;
    struct arena *arena = p->flow->arena;
    const struct pdf_column columns[] = {
        {.title = word(p, DOC_COLUMN_DATE), .width = 20},
        {.title = word(p, DOC_COLUMN_REWARD), .width = 50},
        {.title = word(p, DOC_COLUMN_GRANTED), .width = 20, .is_right = true},
        {.title = word(p, DOC_COLUMN_TAKEN_BACK), .width = 20, .is_right = true},
        {.title = word(p, DOC_COLUMN_DELIVERED), .width = 20, .is_right = true},
    };
    if (s->reward_count == 0) {
        return;
    }
    pdf_text(p->pdf, PDF_HEADING, word(p, DOC_REWARDS));
    struct pdf_table *table = pdf_table_new(p->pdf, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < s->reward_count; i++) {
        const struct statement_reward *r = &s->rewards[i];
        struct text about = text_is_empty(r->order_id) ? r->program_name : with_dot(p, r->order_id, r->program_name);
        const struct text cells[] = {
            date(p, r->granted_at),
            two_lines(p, document_reward(arena, p->language, r->kind, r->name), about),
            text_format(arena, "%lld", (long long)r->granted),
            text_format(arena, "%lld", (long long)r->taken_back),
            text_format(arena, "%lld", (long long)r->delivered),
        };
        pdf_table_row(table, PDF_ROW, cells);
    }
}

static void put_currency(struct paper *p, struct currency currency)
{
    p->currency = currency;
    for (size_t i = 0; i < p->statement->balance_count; i++) {
        if (currency_equal(p->statement->balances[i].currency, currency)) {
            put_balance(p, &p->statement->balances[i]);
        }
    }
    put_events(p);
    put_clicks(p);
    put_payouts(p);
    put_movements(p);
}

// Currencies in which there is no balance, because nothing was earned, come after the others.
#define CURRENCIES_MAX 200
struct currencies {
    struct currency list[CURRENCIES_MAX];
    size_t count;
};

static void add_currency(struct currencies *all, struct currency currency)
{
    for (size_t i = 0; i < all->count; i++) {
        if (currency_equal(all->list[i], currency)) {
            return;
        }
    }
    BUG_ON(all->count == CURRENCIES_MAX);
    all->list[all->count++] = currency;
}

static void put_all(struct paper *p)
{
    const struct statement *s = p->statement;
    struct currencies all = {.count = 0};
    for (size_t i = 0; i < s->balance_count; i++) {
        add_currency(&all, s->balances[i].currency);
    }
    for (size_t i = 0; i < s->event_count; i++) {
        add_currency(&all, s->events[i].commission.currency);
    }
    for (size_t i = 0; i < s->click_count; i++) {
        add_currency(&all, s->clicks[i].booked.currency);
    }
    put_head(p);
    for (size_t i = 0; i < all.count; i++) {
        put_currency(p, all.list[i]);
    }
    put_rewards(p);
}

enum rc statement_pdf(struct flow *flow, const struct statement *s, enum i18n_language language, struct text *ret_bytes)
{
    if (statement_row_count(s) > STATEMENT_PDF_ROWS_MAX) {
        return fault_set(flow->fault, RC_REFUSED, "statement_too_long", "to",
                         "the statement has more than %d rows: ask for a shorter period, or for csv or xlsx",
                         STATEMENT_PDF_ROWS_MAX);
    }
    AUTO_I18N i18n = NULL;
    TRY(i18n_open(language, s->period.time_zone, &i18n, flow->fault));
    struct paper paper = {
        .flow = flow, .statement = s, .language = language, .i18n = i18n, .accounts = statement_account_count(s)};
    struct text title = with_dot(&paper, word(&paper, DOC_STATEMENT), s->partner.name);
    struct pdf_info info = {
        .title = with_dot(&paper, title, period_words(&paper)),
        .author = s->network.name,
        .language = i18n_language_text(language),
        .foot = s->network.name,
        .pages = word(&paper, DOC_PAGES),
        .created_at = s->as_of,
    };
    paper.pdf = pdf_new(flow->arena, &info);
    put_all(&paper);
    return pdf_finish(paper.pdf, ret_bytes, flow->fault);
}
