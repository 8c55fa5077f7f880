// SPDX-License-Identifier: Apache-2.0
// Reports of backtests as text; see backtest_print.h.
#include "backtest/backtest_print.h"

#include "core/bug.h"
#include "format/csv.h"
#include "identity/public_id.h"

#define PRINT_MAX ((size_t)1 << 30)

static struct text amount(struct arena *arena, const struct backtest_report *report, int64_t minor)
{
    return money_text(arena, (struct money){.minor = minor, .currency = report->program.currency});
}

static struct text change(struct arena *arena, const struct backtest_report *report, int64_t minor)
{
    return text_format(arena, "%s%.*s", minor > 0 ? "+" : "", TEXT_PRINT(amount(arena, report, minor)));
}

// "12.34" percent, cut down to a hundredth; TEXT_NONE without sales.
static struct text share(struct arena *arena, const struct backtest_report *report, int64_t cost_minor)
{
    int64_t hundredths;
    if (report->sales_minor <= 0 ||
        int64_times_divided(cost_minor, 10000, report->sales_minor, ROUND_DOWN, &hundredths) != RC_OK) {
        return TEXT_NONE;
    }
    return rate_percent_text(arena, (struct rate){.ppm = hundredths * 100});
}

static struct text day_text(struct arena *arena, int64_t day)
{
    return instant_date_text(arena, (struct instant){day * DAY_MS});
}

static struct text month_text(struct arena *arena, int64_t month)
{
    return text_format(arena, "%04lld-%02lld", (long long)(month / 12), (long long)(month % 12) + 1);
}

static struct text reason_text(struct arena *arena, const struct backtest_report *report,
                               const struct backtest_reason *reason)
{
    struct text where = TEXT("no rule pays");
    if (reason->line > 0 && reason->is_individual) {
        where = text_format(arena, "line %d of the individual terms", reason->line);
    } else if (reason->line > 0) {
        where = text_format(arena, "line %d: %.*s", reason->line, TEXT_PRINT(reason->text));
    }
    return text_format(arena, "%.*s (%.*s in %lld event%s)", TEXT_PRINT(where),
                       TEXT_PRINT(change(arena, report, reason->change_minor)), (long long)reason->events,
                       reason->events == 1 ? "" : "s");
}

// ---- for people ----

static void table_head(struct buf *buf, const struct backtest_report *report)
{
    struct arena *arena = buf->arena;
    buf_format(buf, "%.*s, %.*s to %.*s, amounts in %.3s%s\n", TEXT_PRINT(report->program.name),
               TEXT_PRINT(day_text(arena, report->from_day)), TEXT_PRINT(day_text(arena, report->to_day)),
               report->program.currency.code, report->is_stress ? ", everybody in the top tier" : "");
    buf_format(buf, "%lld conversions, sales of %.*s, %lld rejected\n\n", (long long)report->conversions,
               TEXT_PRINT(amount(arena, report, report->sales_minor)), (long long)report->rejected);
}

static void table_total(struct buf *buf, const struct backtest_report *report, struct text name, int64_t cost_minor)
{
    struct text percent = share(buf->arena, report, cost_minor);
    buf_format(buf, "%-28.*s %15.*s %8.*s%s", TEXT_PRINT(name), TEXT_PRINT(amount(buf->arena, report, cost_minor)),
               TEXT_PRINT(percent), text_is(percent) ? "%" : " ");
}

static void table_totals(struct buf *buf, const struct backtest_report *report)
{
    buf_format(buf, "%-28s %15s %9s %15s %7s %7s %7s\n", "plan", "cost", "of sales", "difference", "gain", "lose",
               "same");
    table_total(buf, report, TEXT("as booked"), report->now_minor);
    buf_add_char(buf, '\n');
    for (size_t d = 0; d < report->draft_count; d++) {
        const struct backtest_total *total = &report->totals[d];
        table_total(buf, report, report->drafts[d].name, total->cost_minor);
        buf_format(buf, " %15.*s %7lld %7lld %7lld\n",
                   TEXT_PRINT(change(buf->arena, report, total->cost_minor - report->now_minor)),
                   (long long)total->gains, (long long)total->loses, (long long)total->same);
        if (total->bonus_minor > 0) {
            buf_format(buf, "  of it bonuses %.*s\n", TEXT_PRINT(amount(buf->arena, report, total->bonus_minor)));
        }
        if (total->click_minor > 0) {
            buf_format(buf, "  of it clicks and impressions %.*s\n",
                       TEXT_PRINT(amount(buf->arena, report, total->click_minor)));
        }
        if (total->has_margin) {
            buf_format(buf, "  left of the margin %.*s\n", TEXT_PRINT(amount(buf->arena, report, total->margin_minor)));
        }
    }
}

static void table_months(struct buf *buf, const struct backtest_report *report)
{
    buf_format(buf, "\n%-8s %12s %15s %15s", "month", "conversions", "sales", "as booked");
    for (size_t d = 0; d < report->draft_count; d++) {
        buf_format(buf, " %20.*s", TEXT_PRINT(text_slice(report->drafts[d].name, 0, 20)));
    }
    buf_add_char(buf, '\n');
    for (size_t i = 0; i < report->month_count; i++) {
        const struct backtest_month *month = &report->months[i];
        buf_format(buf, "%-8.*s %12lld %15.*s %15.*s", TEXT_PRINT(month_text(buf->arena, month->month)),
                   (long long)month->conversions, TEXT_PRINT(amount(buf->arena, report, month->sales_minor)),
                   TEXT_PRINT(amount(buf->arena, report, month->now_minor)));
        for (size_t d = 0; d < report->draft_count; d++) {
            buf_format(buf, " %20.*s", TEXT_PRINT(amount(buf->arena, report, month->cost_minor[d])));
        }
        buf_add_char(buf, '\n');
    }
}

static void table_partner(struct buf *buf, const struct backtest_report *report, const struct backtest_partner *partner)
{
    struct arena *arena = buf->arena;
    buf_format(buf, "%.*s (%.*s): as booked %.*s\n", TEXT_PRINT(partner->code), TEXT_PRINT(partner->name),
               TEXT_PRINT(amount(arena, report, partner->now_minor)));
    for (size_t d = 0; d < report->draft_count; d++) {
        int64_t difference = partner->cost_minor[d] - partner->now_minor;
        buf_format(buf, "  %.*s: %.*s, %.*s", TEXT_PRINT(report->drafts[d].name),
                   TEXT_PRINT(amount(arena, report, partner->cost_minor[d])),
                   TEXT_PRINT(change(arena, report, difference)));
        if (partner->reasons[d].is_given) {
            buf_format(buf, "; %.*s", TEXT_PRINT(reason_text(arena, report, &partner->reasons[d])));
        }
        buf_add_char(buf, '\n');
    }
}

struct text backtest_print_table(struct arena *arena, const struct backtest_report *report, size_t partner_max)
{
    struct buf buf = buf_new(arena, PRINT_MAX);
    table_head(&buf, report);
    table_totals(&buf, report);
    if (report->month_count > 0) {
        table_months(&buf, report);
    }
    size_t shown = report->partner_count < partner_max ? report->partner_count : partner_max;
    if (shown > 0) {
        buf_format(&buf, "\npartners, the largest change first: %zu of %zu\n", shown, report->partner_count);
    }
    for (size_t i = 0; i < shown; i++) {
        table_partner(&buf, report, &report->partners[i]);
    }
    for (size_t i = 0; i < report->note_count; i++) {
        buf_format(&buf, "%snote: %.*s\n", i == 0 ? "\n" : "", TEXT_PRINT(report->notes[i].text));
    }
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

// ---- JSON ----

static void put_share(struct json_writer *w, const struct backtest_report *report, int64_t cost_minor)
{
    json_put_text(w, "share", share(w->buf->arena, report, cost_minor));
}

static void put_totals(struct json_writer *w, const struct backtest_report *report)
{
    struct arena *arena = w->buf->arena;
    json_name(w, "now");
    json_begin_object(w);
    json_put_text(w, "cost", amount(arena, report, report->now_minor));
    json_put_text(w, "bonuses", amount(arena, report, report->now_bonus_minor));
    json_put_text(w, "clicks", amount(arena, report, report->now_click_minor));
    put_share(w, report, report->now_minor);
    json_end_object(w);
    json_name(w, "drafts");
    json_begin_array(w);
    for (size_t d = 0; d < report->draft_count; d++) {
        const struct backtest_total *total = &report->totals[d];
        json_begin_object(w);
        json_put_text(w, "name", report->drafts[d].name);
        json_put_text(w, "cost", amount(arena, report, total->cost_minor));
        json_put_text(w, "bonuses", amount(arena, report, total->bonus_minor));
        json_put_text(w, "clicks", amount(arena, report, total->click_minor));
        json_put_text(w, "difference", amount(arena, report, total->cost_minor - report->now_minor));
        put_share(w, report, total->cost_minor);
        json_put_int64(w, "gains", total->gains);
        json_put_int64(w, "loses", total->loses);
        json_put_int64(w, "same", total->same);
        json_put_text(w, "margin_left", total->has_margin ? amount(arena, report, total->margin_minor) : TEXT_NONE);
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_costs(struct json_writer *w, const struct backtest_report *report, const int64_t *cost_minor)
{
    json_name(w, "drafts");
    json_begin_array(w);
    for (size_t d = 0; d < report->draft_count; d++) {
        json_add_text(w, amount(w->buf->arena, report, cost_minor[d]));
    }
    json_end_array(w);
}

static void put_month(struct json_writer *w, const struct backtest_report *report, const struct backtest_month *month,
                      bool is_of_all)
{
    struct arena *arena = w->buf->arena;
    json_begin_object(w);
    json_put_text(w, "month", month_text(arena, month->month));
    if (is_of_all) {
        json_put_int64(w, "conversions", month->conversions);
        json_put_text(w, "sales", amount(arena, report, month->sales_minor));
    }
    json_put_text(w, "now", amount(arena, report, month->now_minor));
    put_costs(w, report, month->cost_minor);
    json_end_object(w);
}

static void put_reason(struct json_writer *w, const struct backtest_report *report,
                       const struct backtest_reason *reason)
{
    json_name(w, "reason");
    if (!reason->is_given) {
        json_add_null(w);
        return;
    }
    json_begin_object(w);
    json_put_int64(w, "line", reason->line);
    json_put_bool(w, "is_individual", reason->is_individual);
    json_put_text(w, "text", reason->text);
    json_put_text(w, "difference", amount(w->buf->arena, report, reason->change_minor));
    json_put_int64(w, "events", reason->events);
    json_end_object(w);
}

static void put_partner(struct json_writer *w, const struct keyring *keyring, const struct backtest_report *report,
                        const struct backtest_partner *partner)
{
    struct arena *arena = w->buf->arena;
    json_begin_object(w);
    json_put_text(w, "id", public_id_text(arena, keyring, PREFIX_PARTNER, partner->partner_id.v));
    json_put_text(w, "code", partner->code);
    json_put_text(w, "name", partner->name);
    json_put_text(w, "now", amount(arena, report, partner->now_minor));
    json_name(w, "drafts");
    json_begin_array(w);
    for (size_t d = 0; d < report->draft_count; d++) {
        json_begin_object(w);
        json_put_text(w, "cost", amount(arena, report, partner->cost_minor[d]));
        json_put_text(w, "difference", amount(arena, report, partner->cost_minor[d] - partner->now_minor));
        put_reason(w, report, &partner->reasons[d]);
        json_end_object(w);
    }
    json_end_array(w);
    json_name(w, "months");
    json_begin_array(w);
    for (size_t i = 0; i < partner->month_count; i++) {
        put_month(w, report, &partner->months[i], /* is_of_all= */ false);
    }
    json_end_array(w);
    json_end_object(w);
}

static void put_lists(struct json_writer *w, const struct keyring *keyring, const struct backtest_report *report,
                      size_t partner_max)
{
    json_name(w, "months");
    json_begin_array(w);
    for (size_t i = 0; i < report->month_count; i++) {
        put_month(w, report, &report->months[i], /* is_of_all= */ true);
    }
    json_end_array(w);
    size_t shown = report->partner_count < partner_max ? report->partner_count : partner_max;
    json_name(w, "partners");
    json_begin_array(w);
    for (size_t i = 0; i < shown; i++) {
        put_partner(w, keyring, report, &report->partners[i]);
    }
    json_end_array(w);
    json_put_int64(w, "partners_left", (int64_t)(report->partner_count - shown));
    json_name(w, "notes");
    json_begin_array(w);
    for (size_t i = 0; i < report->note_count; i++) {
        json_add_text(w, report->notes[i].text);
    }
    json_end_array(w);
}

struct text backtest_print_json(struct arena *arena, const struct keyring *keyring,
                                const struct backtest_report *report, size_t partner_max)
{
    struct buf buf = buf_new(arena, PRINT_MAX);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "program", public_id_text(arena, keyring, PREFIX_PROGRAM, report->program.id.v));
    json_put_text(&w, "currency", currency_text(&report->program.currency));
    json_put_text(&w, "from", day_text(arena, report->from_day));
    json_put_text(&w, "to", day_text(arena, report->to_day));
    json_put_bool(&w, "stress", report->is_stress);
    json_put_int64(&w, "conversions", report->conversions);
    json_put_int64(&w, "rejected", report->rejected);
    json_put_text(&w, "sales", amount(arena, report, report->sales_minor));
    put_totals(&w, report);
    put_lists(&w, keyring, report, partner_max);
    json_end_object(&w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

// ---- CSV ----

struct text backtest_print_csv(struct arena *arena, const struct backtest_report *report)
{
    static const char *const columns[] = {"partner", "name", "month",      "plan",
                                          "booked",  "cost", "difference", "currency"};
    struct buf buf = buf_new(arena, PRINT_MAX);
    struct csv_writer csv = csv_writer_new(&buf, /* has_mark= */ false);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        csv_put_text(&csv, text_of(columns[i]));
    }
    csv_end_row(&csv);
    struct currency currency = report->program.currency;
    for (size_t i = 0; i < report->partner_count; i++) {
        const struct backtest_partner *partner = &report->partners[i];
        for (size_t m = 0; m < partner->month_count * report->draft_count; m++) {
            const struct backtest_month *month = &partner->months[m / report->draft_count];
            size_t d = m % report->draft_count;
            int64_t cost = month->cost_minor[d];
            csv_put_text(&csv, partner->code);
            csv_put_text(&csv, partner->name);
            csv_put_text(&csv, month_text(arena, month->month));
            csv_put_text(&csv, report->drafts[d].name);
            csv_put_money(&csv, arena, (struct money){.minor = month->now_minor, .currency = currency});
            csv_put_money(&csv, arena, (struct money){.minor = cost, .currency = currency});
            csv_put_money(&csv, arena, (struct money){.minor = cost - month->now_minor, .currency = currency});
            csv_put_text(&csv, currency_text(&currency));
            csv_end_row(&csv);
        }
    }
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}
