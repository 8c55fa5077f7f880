// SPDX-License-Identifier: Apache-2.0
// Facts at acceptance; see conversion_facts.h.
#include "conversion/conversion_facts.h"

#include "click/click_id.h"
#include "conversion/conversion_sql.h"
#include "network/network.h"
#include "partner/partner.h"
#include "zone/zone.h"

// Days of one event are asked for one after the other: the zone is opened once.
struct days {
    struct zone *zone; // NULL: UTC
};

static void days_close(struct days *days)
{
    zone_close(days->zone);
}

static enum rc days_open(struct flow *flow, struct days *ret_days)
{
    struct text time_zone;
    TRY(network_time_zone(flow->db, flow->arena, &time_zone));
    ret_days->zone = NULL;
    return text_equal(time_zone, TEXT("UTC")) ? RC_OK : zone_open(time_zone, &ret_days->zone, flow->fault);
}

static int64_t day_of(const struct days *days, struct instant at)
{
    return day_number(days->zone == NULL ? at : zone_local(days->zone, at));
}

enum rc network_local_day(struct flow *flow, struct instant at, int64_t *ret_day)
{
    struct days days __attribute__((cleanup(days_close))) = {.zone = NULL};
    TRY(days_open(flow, &days));
    *ret_day = day_of(&days, at);
    return RC_OK;
}

struct collecting {
    struct flow *flow;
    const struct facts_question *question;
    struct conversion *conversion;
    struct days days;
    struct conversion_facts facts;
};

enum rc derive_partner_read(struct flow *flow, struct arena *arena, const struct partner_facts_question *question,
                            struct derive_partner *ret_partner)
{
    struct partner_facts facts;
    TRY(partner_facts_get(flow->db, arena, question, &facts));
    *ret_partner = (struct derive_partner){.partner_id = facts.id,
                                           .code = facts.code,
                                           .type = facts.type,
                                           .level = facts.level,
                                           .segment = facts.segment,
                                           .country = facts.country,
                                           .enrolled_day = INT64_MIN,
                                           .is_active = facts.is_active};
    return instant_is_none(facts.enrolled_at) ? RC_OK
                                              : network_local_day(flow, facts.enrolled_at, &ret_partner->enrolled_day);
}

static enum rc partner_read(struct collecting *work, struct partner_id id, struct facts_partner *ret_partner)
{
    struct partner_facts_question question = {.partner_id = id,
                                              .program_id = work->conversion->program_id,
                                              .at = flow_version_instant(work->flow, work->conversion->occurred_at),
                                              .known_at =
                                                  flow_version_instant(work->flow, work->conversion->received_at)};
    struct partner_facts facts;
    TRY(partner_facts_get(work->flow->db, work->flow->arena, &question, &facts));
    *ret_partner = (struct facts_partner){
        .id = id,
        .code = facts.code,
        .type = facts.type,
        .level = facts.level,
        .segment = facts.segment,
        .country = facts.country,
        .enrolled_day = instant_is_none(facts.enrolled_at) ? 0 : day_of(&work->days, facts.enrolled_at),
        .is_active = facts.is_active,
    };
    return RC_OK;
}

// An archived recruiter is a gap: what he would earn goes to nobody, and nobody moves down.
static enum rc read_uplines(struct collecting *work, const struct plan_needs *needs)
{
    struct flow *flow = work->flow;
    struct conversion *conversion = work->conversion;
    int64_t depth = needs->upline_depth < FACTS_PARTNERS_MAX ? needs->upline_depth : FACTS_PARTNERS_MAX;
    if (depth == 0) {
        return RC_OK;
    }
    struct partner_id *list;
    size_t count;
    if (needs->is_matrix) {
        const struct plan *plan = commission_matrix_plan(work->question->plans);
        TRY(matrix_place(flow, conversion->program_id, conversion->partner_id, plan->matrix_wide));
        depth = plan->matrix_deep < depth ? plan->matrix_deep : depth;
        TRY(matrix_above(flow->db, flow->arena, conversion->program_id, conversion->partner_id, depth, &list, &count));
    } else {
        TRY(partner_recruiters(flow->db, flow->arena, conversion->partner_id, depth, &list, &count));
    }
    work->facts.uplines = arena_many(flow->arena, struct facts_partner, count);
    work->facts.upline_count = count;
    for (size_t i = 0; i < count; i++) {
        struct facts_partner *upline = &work->facts.uplines[i];
        TRY(partner_read(work, list[i], upline));
        if (!upline->is_active) {
            *upline = conversion_facts_none().partner;
        }
    }
    return RC_OK;
}

static enum rc read_touches(struct collecting *work)
{
    struct flow *flow = work->flow;
    const struct facts_question *question = work->question;
    const struct conversion *conversion = work->conversion;
    int64_t from_ms = conversion->occurred_at.ms - question->window_ms;
    struct sql_touch_partners_in in = {.visitor = question->visitor,
                                       .from_id = click_id_at((struct instant){from_ms < 0 ? 0 : from_ms}),
                                       .to_id = click_id_at((struct instant){conversion->occurred_at.ms + 1}),
                                       .program_id = conversion->program_id,
                                       .limit = FACTS_PARTNERS_MAX};
    struct sql_touch_partners_row *rows = NULL;
    size_t count = 0;
    if (question->visitor != 0) {
        TRY(sql_touch_partners(flow->db, flow->arena, &in, &rows, &count));
    }
    struct facts_partner *list = arena_many(flow->arena, struct facts_partner, count + 1);
    bool is_credited_there = false;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        TRY(partner_read(work, rows[i].partner_id, &list[kept]));
        is_credited_there = is_credited_there || rows[i].partner_id.v == conversion->partner_id.v;
        kept += list[kept].is_active && list[kept].enrolled_day != 0 ? 1 : 0;
    }
    if (!is_credited_there) { // credited by a coupon: the last to touch
        list[kept++] = work->facts.partner;
    }
    work->facts.touches = list;
    work->facts.touch_count = kept;
    return RC_OK;
}

_Static_assert(PLAN_ALL_TIME == NEED_PERIODS - 1 && PLAN_UNTIL == NEED_PERIODS, "periods are numbered alike");

static int64_t needs_bits(const struct plan_needs *needs)
{
    int64_t bits = 0;
    for (int i = 0; i < PLAN_PERIOD_COUNT; i++) {
        bits |= needs->volumes[i] ? NEED_VOLUME(i) : 0;
        bits |= needs->whole_periods[i] ? NEED_WHOLE(i) : 0;
        bits |= needs->bonuses[i] ? NEED_BONUS(i) : 0;
    }
    bits |= needs->is_customer_history ? NEED_CUSTOMER : 0;
    bits |= needs->is_partner_caps || needs->is_budget ? NEED_CAP : 0;
    return bits;
}

static enum rc collect(struct collecting *work)
{
    struct conversion *conversion = work->conversion;
    work->facts = work->question->claim->facts;
    conversion->local_day = day_of(&work->days, conversion->occurred_at);
    if (conversion->partner_id.v != 0) {
        struct plan_needs needs = commission_plans_needs(work->question->plans, conversion->goal);
        conversion->plan_ids = work->question->plans->ids;
        work->facts.source = work->question->source;
        work->facts.customer_since = work->question->customer_since;
        TRY(partner_read(work, conversion->partner_id, &work->facts.partner));
        for (size_t i = 0; i < work->facts.split_count; i++) {
            struct facts_partner *partner = &work->facts.splits[i].partner;
            TRY(partner_read(work, partner->id, partner));
        }
        TRY(read_uplines(work, &needs));
        if (needs.is_touches) {
            TRY(read_touches(work));
        }
        conversion->needs = needs_bits(&needs);
    }
    conversion->facts = conversion_facts_text(work->flow->arena, &work->facts);
    return RC_OK;
}

enum rc conversion_facts_collect(struct flow *flow, const struct facts_question *question,
                                 struct conversion *conversion)
{
    struct collecting work = {.flow = flow, .question = question, .conversion = conversion};
    TRY(days_open(flow, &work.days));
    enum rc rc = collect(&work);
    days_close(&work.days);
    return rc;
}

// ---- the matrix ----

static enum rc seat(struct flow *flow, struct matrix_seat *place)
{
    bool is_placed;
    TRY(matrix_is_placed(flow->db, flow->arena, place->program_id, place->partner_id, &is_placed));
    return is_placed ? RC_OK : matrix_seat(flow->db, flow->arena, place);
}

enum rc matrix_place(struct flow *flow, struct program_id program_id, struct partner_id partner_id, int64_t wide)
{
    bool is_placed;
    TRY(matrix_is_placed(flow->db, flow->arena, program_id, partner_id, &is_placed));
    if (is_placed) {
        return RC_OK;
    }
    TRY(flow_lock(flow, text_format(flow->arena, "matrix:%lld", (long long)program_id.v)));
    struct partner_id *above;
    size_t count;
    TRY(partner_recruiters(flow->db, flow->arena, partner_id, PARTNER_RECRUITERS_MAX, &above, &count));
    struct matrix_seat place = {.program_id = program_id, .wide = wide, .now = flow->now};
    for (size_t i = count; i > 0; i--) {
        place.partner_id = above[i - 1];
        TRY(seat(flow, &place));
        place.recruiter = above[i - 1];
    }
    place.partner_id = partner_id;
    return seat(flow, &place);
}
