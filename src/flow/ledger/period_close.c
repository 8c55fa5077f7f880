// SPDX-License-Identifier: Apache-2.0
// Closing and reopening of months; see period_close.h.
#include "ledger/period_close.h"

#include "change.h"
#include "format/encode.h"
#include "network/network_zone.h"
#include "zone/zone.h"

#define REASON_MAX 500

struct month {
    int64_t number; // months since year 0
    struct instant begins_at, ends_at;
};

static struct instant month_begin(struct zone *zone, int64_t number)
{
    struct civil first = {.year = (int32_t)(number / 12), .month = (int32_t)(number % 12) + 1, .day = 1};
    return zone_instant_of_local(zone, instant_of_civil(first));
}

static enum rc month_read(struct flow *flow, struct text t, struct month *ret_month)
{
    struct instant first;
    struct text day = text_format(flow->arena, "%.*s-01", TEXT_PRINT(t));
    if (t.n != sizeof("2026-11") - 1 || instant_parse(day, &first) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "month_malformed", "month", "month must be such as 2026-11");
    }
    struct civil civil = civil_of_instant(first);
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(flow, &zone));
    ret_month->number = (int64_t)civil.year * 12 + civil.month - 1;
    ret_month->begins_at = month_begin(zone, ret_month->number);
    ret_month->ends_at = month_begin(zone, ret_month->number + 1);
    return RC_OK;
}

static enum rc add_event(struct flow *flow, struct ledger_period_event *event)
{
    event->actor = flow->actor;
    event->occurred_at = flow->now;
    TRY(flow_stored(flow, ledger_period_add(flow->db, flow->arena, event)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_text(&note.json, "month", event->month);
    change_note_text(&note, "reason", event->reason.n > 0 ? event->reason : TEXT_NONE);
    bool is_closing = text_equal(event->kind, TEXT("close"));
    return change_note_end(flow, &note, is_closing ? "period.close" : "period.reopen", event->id);
}

static enum rc check_close(struct flow *flow, const struct month *month, struct instant closed_until)
{
    if (month->ends_at.ms > flow->now.ms) {
        return fault_set(flow->fault, RC_REFUSED, "period_not_over", "month", "the month is not over yet");
    }
    if (instant_is_none(closed_until)) {
        return RC_OK;
    }
    if (month->ends_at.ms <= closed_until.ms) {
        return fault_set(flow->fault, RC_CONFLICT, "period_closed", "month", "the month is closed already");
    }
    if (month->begins_at.ms > closed_until.ms) {
        return fault_set(flow->fault, RC_REFUSED, "period_gap", "month",
                         "months are closed one after the other: close the month before it first");
    }
    return RC_OK;
}

enum rc period_close(struct flow *flow, struct text month_text, struct ledger_period_event *ret_event)
{
    struct month month;
    TRY(month_read(flow, month_text, &month));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, ledger_period_lock(flow->db)));
    struct instant closed_until;
    TRY(flow_stored(flow, ledger_period_closed_until(flow->db, flow->arena, &closed_until)));
    TRY(check_close(flow, &month, closed_until));
    *ret_event = (struct ledger_period_event){.kind = TEXT("close"),
                                              .month = text_copy(flow->arena, month_text),
                                              .begins_at = closed_until, // where the last one ended
                                              .ends_at = month.ends_at,
                                              .closed_until = month.ends_at,
                                              .reason = TEXT("")};
    TRY(add_event(flow, ret_event));
    return flow_commit(flow);
}

// The closing that is in force and ends at this instant.
static const struct ledger_period_event *closing_of(const struct ledger_period_event *list, size_t count,
                                                    struct instant ends_at)
{
    for (size_t i = count; i > 0; i--) {
        if (text_equal(list[i - 1].kind, TEXT("close")) && list[i - 1].ends_at.ms == ends_at.ms) {
            return &list[i - 1];
        }
    }
    return NULL;
}

static enum rc check_reason(struct flow *flow, struct text reason)
{
    if (text_is_empty(reason)) {
        return fault_set(flow->fault, RC_INVALID, "reason_required", "reason", "reopening needs a reason");
    }
    if (!utf8_is_clean(reason, "")) {
        return fault_set(flow->fault, RC_INVALID, "text_malformed", "reason",
                         "reason must be UTF-8 text without control characters");
    }
    if (reason.n > REASON_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "reason", "reason must be at most %d bytes",
                         REASON_MAX);
    }
    return RC_OK;
}

enum rc period_reopen(struct flow *flow, struct text month_text, struct text reason,
                      struct ledger_period_event *ret_event)
{
    struct month month;
    TRY(month_read(flow, month_text, &month));
    TRY(check_reason(flow, reason));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, ledger_period_lock(flow->db)));
    struct ledger_period_event *list;
    size_t count;
    TRY(flow_stored(flow, ledger_period_list(flow->db, flow->arena, &list, &count)));
    struct instant closed_until = count == 0 ? INSTANT_NONE : list[count - 1].closed_until;
    if (instant_is_none(closed_until) || month.begins_at.ms >= closed_until.ms) {
        return fault_set(flow->fault, RC_REFUSED, "period_open", "month", "the month is not closed");
    }
    const struct ledger_period_event *closing = closing_of(list, count, closed_until);
    if (closing == NULL || !text_equal(closing->month, month_text)) {
        return fault_set(flow->fault, RC_REFUSED, "period_not_last", "month",
                         "only the month that was closed last can be reopened: %.*s",
                         closing == NULL ? 0 : (int)closing->month.n, closing == NULL ? "" : closing->month.p);
    }
    *ret_event = (struct ledger_period_event){.kind = TEXT("reopen"),
                                              .month = closing->month,
                                              .begins_at = closing->begins_at,
                                              .ends_at = closing->ends_at,
                                              .closed_until = closing->begins_at,
                                              .reason = reason};
    TRY(add_event(flow, ret_event));
    return flow_commit(flow);
}
