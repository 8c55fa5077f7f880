// SPDX-License-Identifier: Apache-2.0
// Promised dates; see payout_promise.h.
#include "payout/payout_promise.h"

#include "format/json.h"
#include "network/network_zone.h"
#include "payout/payout_standing.h"

enum rc payout_calendar_open(struct flow *flow, struct payout_calendar *calendar)
{
    TRY(flow_stored(flow, payout_policy_get(flow->db, flow->arena, &calendar->policy)));
    calendar->now = flow->now;
    return network_zone_open(flow, &calendar->zone);
}

void payout_calendar_close(struct payout_calendar *calendar)
{
    zone_close(calendar->zone);
    calendar->zone = NULL;
}

static int64_t local_day(const struct payout_calendar *calendar, struct instant at)
{
    return day_number(zone_local(calendar->zone, at));
}

static struct instant end_of_day(const struct payout_calendar *calendar, int64_t day)
{
    if (day == PAYOUT_NO_DAY) {
        return INSTANT_NONE;
    }
    struct instant next = zone_instant_of_local(calendar->zone, (struct instant){.ms = (day + 1) * DAY_MS});
    return (struct instant){.ms = next.ms - 1};
}

struct payout_period payout_period_of(const struct payout_calendar *calendar, struct instant at)
{
    struct payout_dates dates = payout_dates_of(&calendar->policy.schedule, local_day(calendar, at));
    return (struct payout_period){.closes = end_of_day(calendar, dates.closes),
                                  .decided_by = end_of_day(calendar, dates.decided_by),
                                  .paid_by = end_of_day(calendar, dates.paid_by)};
}

// The end of the hold that the derivation speaks of, while the commission itself has no date yet.
static enum rc hold_day(struct flow *flow, const struct payout_calendar *calendar, const struct commission *commission,
                        int64_t *ret_day)
{
    struct commission_change change;
    const struct json *derivation = NULL;
    struct fault unused = {.rc = RC_OK};
    struct instant due;
    *ret_day = PAYOUT_NO_DAY;
    TRY(flow_stored(flow, commission_change_get(flow->db, flow->arena, commission->id, 1, &change)));
    if (json_parse(flow->arena, change.derivation, &derivation, &unused) == RC_OK &&
        instant_parse(json_text(json_member(derivation, "due_at")), &due) == RC_OK) {
        *ret_day = local_day(calendar, due);
    }
    return RC_OK;
}

// What only the partner can mend, or has chosen, now and when it was last seen; a hold by an operator is none of it.
static enum rc find_blocked(struct flow *flow, struct payout_calendar *calendar, const struct commission *commission)
{
    struct currency currency = commission->amount.currency;
    if (calendar->partner_id.v == commission->partner_id.v && currency_equal(calendar->currency, currency)) {
        return RC_OK;
    }
    struct payout_question question = {
        .partner_id = commission->partner_id, .currency = currency, .until = calendar->now, .method = TEXT_NONE};
    struct payout_standing standing;
    TRY(payout_standing_find(flow, &calendar->policy, &question, &standing));
    calendar->partner_id = commission->partner_id;
    calendar->currency = currency;
    calendar->is_blocked = (standing.blocks & ~((unsigned)PAYOUT_NOTHING_AVAILABLE | (unsigned)PAYOUT_HELD)) != 0;
    return flow_stored(flow,
                       payout_wait_get(flow->db, flow->arena, commission->partner_id, currency, &calendar->waited_at));
}

static bool is_settled(const struct commission *commission)
{
    return commission->status == COMMISSION_PAID || commission->status == COMMISSION_REJECTED ||
           commission->amount.minor == 0;
}

enum rc payout_promise_find(struct flow *flow, struct payout_calendar *calendar, const struct commission *commission,
                            struct payout_promised *ret_promised)
{
    bool is_decided = !instant_is_none(commission->due_at);
    struct payout_promise_facts facts = {
        .today = local_day(calendar, calendar->now),
        .earned_day = local_day(calendar, commission->created_at),
        .due_day = is_decided ? local_day(calendar, commission->due_at) : PAYOUT_NO_DAY,
        .hold_day = PAYOUT_NO_DAY,
        .is_settled = is_settled(commission),
    };
    if (!facts.is_settled && !is_decided) {
        TRY(hold_day(flow, calendar, commission, &facts.hold_day));
    }
    struct payout_promise promise = payout_promise_of(&calendar->policy.schedule, &facts);
    bool is_available = commission->status == COMMISSION_AVAILABLE;
    if (promise.is_overdue && (is_available || commission->status == COMMISSION_IN_PAYOUT)) {
        TRY(find_blocked(flow, calendar, commission));
        facts.is_blocked = is_available && calendar->is_blocked;
        int64_t waited =
            instant_is_none(calendar->waited_at) ? PAYOUT_NO_DAY : local_day(calendar, calendar->waited_at);
        facts.due_day = waited > facts.due_day ? waited : facts.due_day;
        promise = payout_promise_of(&calendar->policy.schedule, &facts);
    }
    *ret_promised = (struct payout_promised){.decided_by = end_of_day(calendar, promise.decided_by),
                                             .paid_by = end_of_day(calendar, promise.paid_by),
                                             .is_overdue = promise.is_overdue,
                                             .is_waiting = facts.is_blocked};
    return RC_OK;
}
