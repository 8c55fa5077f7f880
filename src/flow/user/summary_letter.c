// SPDX-License-Identifier: Apache-2.0
// Letters about a week or a month; see summary_letter.h.
#include "user/summary_letter.h"

#include "mail/mail.h"
#include "network/network_zone.h"
#include "partner/partner.h"
#include "report/report.h"
#include "user/letter.h"
#include "zone/zone.h"

#define LETTERS_AT_ONCE 200
#define MONDAY_OFFSET 3 // 1970-01-01 was a Thursday
#define COMMISSIONS_BYTES_MAX 1024

struct span {
    enum letter_kind kind;
    const char *name;
    int64_t first_day, end_day; // half open, of the network's clock
};

struct summary {
    struct flow *flow;
    struct arena *arena; // of the report
    struct zone *zone;
    struct span span;
    struct report report;
    int64_t count;
};

static struct instant day_begin(struct summary *s, int64_t day)
{
    return zone_instant_of_local(s->zone, (struct instant){.ms = day * DAY_MS});
}

static struct span last_week(int64_t today)
{
    int64_t monday = today - (today + MONDAY_OFFSET) % 7;
    return (struct span){.kind = LETTER_SUMMARY_WEEK, .name = "week", .first_day = monday - 7, .end_day = monday};
}

static struct span last_month(struct instant local)
{
    int64_t today = day_number(local);
    int64_t end = today - civil_of_instant(local).day + 1;
    struct instant before = {.ms = (end - 1) * DAY_MS};
    return (struct span){
        .kind = LETTER_SUMMARY_MONTH, .name = "month", .first_day = end - civil_of_instant(before).day, .end_day = end};
}

// ---- what happened ----

static enum rc read_report(struct summary *s)
{
    struct report_request request = {.dimensions = {REPORT_PARTNER},
                                     .dimension_count = 1,
                                     .is_by_key = true, // the currencies of a partner stand together
                                     .from = day_begin(s, s->span.first_day),
                                     .to = day_begin(s, s->span.end_day),
                                     .zone = s->zone};
    TRY(flow_stored(s->flow, db_read_begin(s->flow->db)));
    AUTO_TRANSACTION(s->flow->db);
    TRY(flow_stored(s->flow, report_run(s->flow->db, s->arena, &request, &s->report, s->flow->fault)));
    return RC_OK;
}

// ---- the letters ----

static void put_number(struct summary *s, struct letter *letter, const char *name, int64_t number)
{
    letter_text(letter, name, text_format(s->flow->arena, "%lld", (long long)number));
}

// The letter of a partner whose rows, one for each currency, begin here.
static enum rc queue_one(struct summary *s, const struct report_row *rows, size_t count, struct text key)
{
    struct flow *flow = s->flow;
    struct partner partner;
    struct letter letter;
    struct report_counts sum = {0};
    struct buf commissions = buf_new(flow->arena, COMMISSIONS_BYTES_MAX);
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, (struct partner_id){rows[0].ids[0]}, &partner)));
    for (size_t i = 0; i < count; i++) {
        const struct report_counts *c = &rows[i].counts;
        sum.clicks += c->clicks;
        sum.leads += c->leads;
        sum.sales += c->sales;
        sum.rejected += c->rejected;
        if (c->commission_minor != 0 && commissions.n + 64 < COMMISSIONS_BYTES_MAX) {
            struct money money = {.minor = c->commission_minor, .currency = rows[i].currency};
            buf_format(&commissions, "%s%.*s %.*s", commissions.n == 0 ? "" : "\n",
                       TEXT_PRINT(money_text(flow->arena, money)), TEXT_PRINT(currency_text(&money.currency)));
        }
    }
    if (sum.clicks + sum.leads + sum.sales + sum.rejected == 0 || text_equal(partner.status, TEXT("archived"))) {
        return RC_OK;
    }
    letter_begin(flow, &letter, s->span.kind);
    letter_text(&letter, "from", instant_date_text(flow->arena, (struct instant){s->span.first_day * DAY_MS}));
    letter_text(&letter, "to", instant_date_text(flow->arena, (struct instant){(s->span.end_day - 1) * DAY_MS}));
    put_number(s, &letter, "clicks", sum.clicks);
    put_number(s, &letter, "leads", sum.leads);
    put_number(s, &letter, "sales", sum.sales);
    put_number(s, &letter, "rejected", sum.rejected);
    letter_text(&letter, "commissions", buf_text(&commissions));
    s->count++;
    return letter_queue(flow, &letter, key, partner.email);
}

// The letters of the partners whose rows begin at *at, LETTERS_AT_ONCE new ones at most.
static enum rc queue_some(struct summary *s, size_t *at)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow step = *s->flow;
    struct summary some = *s;
    step.arena = arena;
    some.flow = &step;
    TRY(flow_begin(&step));
    AUTO_TRANSACTION(step.db);
    int64_t before = some.count;
    while (*at < s->report.row_count && some.count - before < LETTERS_AT_ONCE) {
        const struct report_row *rows = &s->report.rows[*at];
        size_t n = 1;
        while (*at + n < s->report.row_count && rows[n].ids[0] == rows[0].ids[0]) {
            n++;
        }
        *at += n;
        struct text day = instant_date_text(arena, (struct instant){s->span.first_day * DAY_MS});
        struct text key =
            text_format(arena, "summary:%s:%lld:%.*s", s->span.name, (long long)rows[0].ids[0], TEXT_PRINT(day));
        enum rc rc = rows[0].ids[0] == 0 ? RC_OK : mail_is_queued(step.db, arena, key);
        if (rc == RC_NOT_FOUND) {
            TRY(queue_one(&some, rows, n, key));
        } else {
            TRY(flow_stored(&step, rc));
        }
    }
    TRY(flow_commit(&step));
    s->count = some.count;
    return RC_OK;
}

static enum rc run_span(struct flow *flow, struct zone *zone, struct span span, int64_t *ret_count)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct summary s = {.flow = flow, .arena = arena, .zone = zone, .span = span};
    if (flow->now.ms >= day_begin(&s, span.end_day).ms + SUMMARY_LATE_MS) {
        return RC_OK;
    }
    TRY(read_report(&s));
    enum rc rc = RC_OK;
    for (size_t at = 0; rc == RC_OK && at < s.report.row_count;) {
        rc = queue_some(&s, &at);
    }
    *ret_count += s.count;
    return rc;
}

enum rc summary_letters_run(struct flow *flow, int64_t *ret_count)
{
    *ret_count = 0;
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(flow, &zone));
    struct instant local = zone_local(zone, flow->now);
    TRY(run_span(flow, zone, last_week(day_number(local)), ret_count));
    return run_span(flow, zone, last_month(local), ret_count);
}
