// SPDX-License-Identifier: Apache-2.0
// Commissions, as they stand.
#include "commission/commission.h"

#include "identity/public_id.h"
#include "payout/payout_promise.h"
#include "v1/handlers.h"

#define STATUS_WORDS "pending,available,in_payout,paid,rejected"

struct commission_view {
    struct commission_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct conversion_id conversion_id;
    struct text role;
    struct opt_int64 level;
    struct money amount;
    struct text status;
    struct opt_int64 plan_version;
    struct instant due_at;
    struct instant created_at;
    struct instant decided_by, paid_by;
    struct opt_int64 overdue;
};
static const struct field commission_fields[] = {
    FIELD_ID(struct commission_view, id, PREFIX_COMMISSION, 0, "The commission's id."),
    FIELD_ID(struct commission_view, partner_id, PREFIX_PARTNER, 0, "Who earns."),
    FIELD_ID(struct commission_view, program_id, PREFIX_PROGRAM, 0, "Where."),
    FIELD_ID(struct commission_view, conversion_id, PREFIX_CONVERSION, 0,
             "The conversion; null for a day's clicks, for bonuses, and for what was made by hand."),
    FIELD_CHOICE(struct commission_view, role, "credited,split,assist,level,bonus,compensation,opening", 0,
                 "What it is earned as."),
    FIELD_INT64(struct commission_view, level, 1, 100, 0, "As a recruiter: how many above the credited partner."),
    FIELD_MONEY(struct commission_view, amount, "As it stands now."),
    FIELD_CHOICE(struct commission_view, status, STATUS_WORDS, 0, "As it stands now."),
    FIELD_INT64(struct commission_view, plan_version, 1, INT64_MAX, 0, "Number of the plan version that pays."),
    FIELD_INSTANT(struct commission_view, due_at, 0, "When it becomes available; null until approved."),
    FIELD_INSTANT(struct commission_view, created_at, 0, "When it was accrued."),
    FIELD_INSTANT(struct commission_view, decided_by, 0, "The network decides by then; null once it is decided."),
    FIELD_INSTANT(struct commission_view, paid_by, 0, "The network pays by then; null when nothing is owed any more."),
    FIELD_BOOL(struct commission_view, overdue, 0,
               "A promised date has passed, and the partner is not who holds it up."),
};
const struct schema schema_commission = SCHEMA("Commission", struct commission_view, commission_fields);

struct commission_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
};
static const struct field commission_query_fields[] = {
    CALL_PAGE_FIELDS(struct commission_query),
    FIELD_ID(struct commission_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct commission_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
    FIELD_CHOICE(struct commission_query, status, STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_commission_query =
    SCHEMA("CommissionQuery", struct commission_query, commission_query_fields);

static enum rc view_of(struct call *call, struct payout_calendar *calendar, const struct commission *commission,
                       struct commission_view *ret_view)
{
    struct plan_version plan;
    struct payout_promised promised;
    TRY(payout_promise_find(&call->flow, calendar, commission, &promised));
    TRY(flow_stored(&call->flow, program_plan_get(call->db, call->arena, commission->plan_id, &plan)));
    *ret_view = (struct commission_view){
        .id = commission->id,
        .partner_id = commission->partner_id,
        .program_id = commission->program_id,
        .conversion_id = commission->conversion_id,
        .role = commission->role,
        .level = {.has = commission->level > 0, .v = commission->level},
        .amount = commission->amount,
        .status = text_of(commission_status_text(commission->status)),
        .plan_version = some_int64(plan.number),
        .due_at = commission->due_at,
        .created_at = commission->created_at,
        .decided_by = promised.decided_by,
        .paid_by = promised.paid_by,
        .overdue = some_int64(promised.is_overdue ? 1 : 0),
    };
    return RC_OK;
}

enum rc api_commission_list(struct call *call)
{
    const struct commission_query *query = call->query;
    struct commission_filter filter = {
        .program_id = query->program_id,
        .advertiser_id = access_own_advertiser(call),
        .has_status = text_is(query->status) && commission_status_parse(query->status, &filter.status),
    };
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = (size_t)limit + 1;
    struct commission *list;
    size_t count;
    TRY(flow_stored(&call->flow, commission_list(call->db, call->arena, &filter, &list, &count)));
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct commission_view *views = arena_many(call->arena, struct commission_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(view_of(call, &calendar, &list[i], &views[i]));
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct commission_view, id)};
    return call_print_page(call, &page);
}

enum rc api_commission_get(struct call *call)
{
    struct commission commission;
    struct commission_view view;
    TRY(access_commission(call, (struct commission_id){.v = call->ids[0]}, &commission));
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    TRY(view_of(call, &calendar, &commission, &view));
    return call_print(call, &schema_commission, &view);
}
