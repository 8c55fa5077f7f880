// SPDX-License-Identifier: Apache-2.0
// The walk through the books; see ledger_export.h.
#include "ledger/ledger_export.h"

#include "core/bug.h"
#include "ledger/ledger_chart.h"
#include "ledger/ledger_export_private.h"

#define OUT_BYTES ((size_t)1 << 16)      // handed over at this length
#define OUT_BYTES_MAX ((size_t)16 << 20) // no single row comes near

static const struct {
    const char *word;
    const struct export_functions *functions;
} formats[] = {
    [LEDGER_EXPORT_HLEDGER] = {"hledger", &export_hledger},
    [LEDGER_EXPORT_LEDGER] = {"ledger", &export_ledger},
    [LEDGER_EXPORT_BEANCOUNT] = {"beancount", &export_beancount},
    [LEDGER_EXPORT_CSV] = {"csv", &export_csv},
    [LEDGER_EXPORT_XLSX] = {"xlsx", &export_xlsx},
};

bool ledger_export_format_parse(struct text t, enum ledger_export_format *ret_format)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (text_equal(t, text_of(formats[i].word))) {
            *ret_format = (enum ledger_export_format)i;
            return true;
        }
    }
    return false;
}

struct text export_day(struct exporting *x, int64_t day)
{
    return instant_date_text(x->scratch, (struct instant){day * DAY_MS});
}

struct text export_date(struct exporting *x, struct instant instant)
{
    return instant_date_text(x->scratch, zone_local(x->zone, instant));
}

struct text export_clean(struct exporting *x, struct text t)
{
    char *clean = text_zero_terminated(x->scratch, t);
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)clean[i];
        clean[i] = c < 0x20 || c == 0x7F ? ' ' : clean[i];
    }
    return (struct text){.p = clean, .n = t.n};
}

static enum rc hand_over(struct exporting *x)
{
    BUG_ON(x->out.is_overflown);
    enum rc rc = x->out.n == 0 ? RC_OK : x->write(x->user, buf_text(&x->out));
    buf_clear(&x->out);
    return rc;
}

static enum rc name_of(struct exporting *x, struct text owner_kind, int64_t owner_id, struct text account_kind,
                       struct text *ret_name)
{
    struct ledger_line line;
    TRY(ledger_line_read(owner_kind, owner_id, account_kind, (struct money){.minor = 0}, &line));
    *ret_name = ledger_account_name(x->scratch, x->flow->keyring, line.owner_kind, owner_id, line.account);
    return RC_OK;
}

static enum rc take_account(void *user, const struct sql_ledger_list_accounts_row *row)
{
    struct exporting *x = user;
    arena_reset(x->scratch);
    struct text name;
    TRY(name_of(x, row->owner_kind, row->owner_id, row->kind, &name));
    bool is_new = !text_equal(name, x->last_name);
    x->functions->account(x, row, name, is_new);
    BUG_ON(name.n > sizeof(x->last_name_bytes));
    for (size_t i = 0; i < name.n; i++) {
        x->last_name_bytes[i] = name.p[i];
    }
    x->last_name = (struct text){.p = x->last_name_bytes, .n = name.n};
    return x->out.n < OUT_BYTES ? RC_OK : hand_over(x);
}

static enum rc take_line(void *user, const struct sql_ledger_list_lines_row *row)
{
    struct exporting *x = user;
    int64_t day = day_number(zone_local(x->zone, row->accounted_at));
    if (day < x->days.first || day > x->days.last) {
        return RC_OK;
    }
    arena_reset(x->scratch);
    struct text name;
    TRY(name_of(x, row->owner_kind, row->owner_id, row->account_kind, &name));
    if (row->entry_id.v != x->entry_id.v) {
        x->entry_id = row->entry_id;
        x->last_day = day > x->last_day ? day : x->last_day;
        x->functions->entry(x, row);
    }
    x->functions->line(x, row, name);
    return x->out.n < OUT_BYTES ? RC_OK : hand_over(x);
}

static bool is_in_force(const struct ledger_period_event *events, size_t count, size_t i)
{
    bool is_closed = text_equal(events[i].kind, TEXT("close"));
    for (size_t k = i + 1; k < count; k++) {
        is_closed = is_closed && !text_equal(events[k].month, events[i].month);
    }
    return is_closed;
}

static enum rc take_closing(struct exporting *x, struct arena *arena, const struct ledger_period_event *event)
{
    struct instant end = zone_local(x->zone, event->ends_at);
    if (day_number(end) * DAY_MS != end.ms) {
        return RC_OK; // the network's time zone was another then: no date of the file stands for the period's end
    }
    struct ledger_period_line *lines;
    size_t count;
    TRY(ledger_period_balances(x->flow->db, arena, event->id, &lines, &count));
    for (size_t i = 0; i < count; i++) {
        arena_reset(x->scratch);
        struct text name;
        TRY(name_of(x, lines[i].owner_kind, lines[i].owner_id, lines[i].account, &name));
        struct export_closing closing = {
            .month = event->month, .day = day_number(end), .balance = lines[i].balance, .is_first = i == 0};
        x->functions->closing(x, &closing, name);
        if (x->out.n >= OUT_BYTES) {
            TRY(hand_over(x));
        }
    }
    return RC_OK;
}

static enum rc take_closings(struct exporting *x)
{
    struct ledger_period_event *events;
    size_t count;
    TRY(ledger_period_list(x->flow->db, x->flow->arena, &events, &count));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        if (is_in_force(events, count, i)) {
            TRY(take_closing(x, arena, &events[i]));
        }
    }
    return RC_OK;
}

static enum rc take_balance(void *user, const struct sql_ledger_list_accounts_row *row)
{
    struct exporting *x = user;
    arena_reset(x->scratch);
    struct text name;
    TRY(name_of(x, row->owner_kind, row->owner_id, row->kind, &name));
    x->functions->balance(x, row, name);
    x->balances++;
    return x->out.n < OUT_BYTES ? RC_OK : hand_over(x);
}

static enum rc export_all(struct exporting *x)
{
    struct flow *flow = x->flow;
    TRY(network_get(flow->db, flow->arena, &x->network));
    TRY(zone_open(x->network.time_zone, &x->zone, flow->fault));
    if (x->functions->open != NULL) {
        TRY(x->functions->open(x));
    }
    if (x->functions->begin != NULL) {
        x->functions->begin(x);
    }
    if (x->functions->account != NULL) {
        TRY(sql_ledger_list_accounts(flow->db, take_account, x));
    }
    TRY(sql_ledger_list_lines(flow->db, take_line, x));
    if (x->functions->closing != NULL) {
        TRY(take_closings(x));
    }
    if (x->functions->balance != NULL && x->entry_id.v != 0) {
        TRY(sql_ledger_list_accounts(flow->db, take_balance, x));
    }
    if (x->functions->end != NULL) {
        TRY(x->functions->end(x));
    }
    return hand_over(x);
}

enum rc ledger_export(struct flow *flow, enum ledger_export_format format, const struct ledger_export_days *days,
                      enum rc (*write)(void *user, struct text bytes), void *user)
{
    static const struct ledger_export_days all = {.first = INT64_MIN, .last = INT64_MAX};
    bool is_table = format == LEDGER_EXPORT_CSV || format == LEDGER_EXPORT_XLSX;
    BUG_ON(days != NULL && !is_table);
    AUTO_ARENA scratch = arena_new(ARENA_REQUEST_BYTES);
    AUTO_ARENA bytes = arena_new(ARENA_JOB_BYTES);
    AUTO_ARENA whole = arena_new(ARENA_JOB_BYTES);
    struct exporting x = {.flow = flow,
                          .functions = formats[format].functions,
                          .scratch = scratch,
                          .whole = whole,
                          .days = days == NULL ? all : *days,
                          .out = buf_new(bytes, OUT_BYTES_MAX),
                          .write = write,
                          .user = user,
                          .last_day = INT64_MIN};
    TRY(flow_stored(flow, db_read_begin(flow->db)));
    enum rc rc = flow_stored(flow, export_all(&x));
    db_rollback(flow->db);
    sheet_book_drop(x.book);
    zone_close(x.zone);
    return rc;
}
