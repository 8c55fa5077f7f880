// SPDX-License-Identifier: Apache-2.0
// Replay of what is derived from facts alone: who is credited, what a conversion earns at every step of its life, what
// clicks earn. See replay.h.
#include "attribution/attribution.h"
#include "click/click_earnings.h"
#include "conversion/conversion_sql.h"
#include "core/bug.h"
#include "replay/replay_private.h"

#define CONVERSIONS_PAGE 100
#define LINES_PAGE 200

// ---- attribution ----

static struct text attribution_text(struct arena *arena, const struct conversion *conversion,
                                    const struct evidence *list, size_t count)
{
    struct buf buf = buf_new(arena, (size_t)16 << 20);
    buf_format(&buf, "partner=%lld link=%lld click=%lld evidence=%.*s cause=%.*s", (long long)conversion->partner_id.v,
               (long long)conversion->link_id.v, (long long)conversion->click_id.v,
               TEXT_PRINT(conversion->evidence_kind), TEXT_PRINT(conversion->cause));
    for (size_t i = 0; i < count; i++) {
        buf_format(&buf, " [%s click=%lld link=%lld partner=%lld touched=%lld facts=%lld %s]",
                   evidence_kind_text(list[i].kind), (long long)list[i].click_id.v, (long long)list[i].link_id.v,
                   (long long)list[i].partner_id.v, (long long)list[i].touched_at.ms, (long long)list[i].facts,
                   evidence_outcome_text(list[i].outcome));
    }
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

static enum rc evidence_read(struct replay_work *work, const struct conversion *conversion, struct evidence **ret_list,
                             size_t *ret_count)
{
    struct sql_conversion_evidence_list_in in = {.conversion_id = conversion->id};
    struct sql_conversion_evidence_list_row *rows;
    TRY(sql_conversion_evidence_list(work->db, work->scratch, &in, &rows, ret_count));
    struct evidence *list = arena_many(work->scratch, struct evidence, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct evidence){.click_id = rows[i].click_id,
                                    .link_id = rows[i].link_id,
                                    .partner_id = rows[i].partner_id,
                                    .touched_at = rows[i].touched_at,
                                    .facts = (uint32_t)rows[i].facts};
        if (!evidence_kind_parse(rows[i].kind, &list[i].kind) ||
            !evidence_outcome_parse(rows[i].outcome, &list[i].outcome)) {
            return RC_FAULT;
        }
    }
    *ret_list = list;
    return RC_OK;
}

// The terms that were in force and known. A version made in the very millisecond may or may not have been known: the
// recorded one decides between the two.
static enum rc terms_then(struct replay_work *work, const struct conversion *conversion,
                          struct program_terms *ret_terms)
{
    struct program_question question = {
        .program_id = conversion->program_id, .at = conversion->occurred_at, .known_at = conversion->received_at};
    TRY(program_terms_in_force(work->db, work->scratch, &question, ret_terms));
    if (ret_terms->id.v != conversion->terms_id.v) {
        struct program_terms before;
        question.known_at.ms--;
        enum rc rc = program_terms_in_force(work->db, work->scratch, &question, &before);
        if (rc == RC_OK && before.id.v == conversion->terms_id.v) {
            *ret_terms = before;
        }
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    return RC_OK;
}

static enum rc replay_attribution(struct replay_work *work, const struct conversion *conversion, struct text object,
                                  struct program_terms *ret_terms)
{
    struct evidence *list;
    size_t count;
    TRY(evidence_read(work, conversion, &list, &count));
    struct text stored = attribution_text(work->scratch, conversion, list, count);
    TRY(terms_then(work, conversion, ret_terms));
    if (ret_terms->id.v != conversion->terms_id.v) {
        replay_differ(work, text_format(work->scratch, "%.*s, terms", TEXT_PRINT(object)),
                      text_format(work->scratch, "%lld", (long long)conversion->terms_id.v),
                      text_format(work->scratch, "%lld", (long long)ret_terms->id.v));
    }
    struct attribution_terms terms = {.window_ms = ret_terms->window_ms};
    if (!attribution_model_parse(ret_terms->attribution, &terms.model) ||
        !evidence_order_parse(ret_terms->evidence, &terms)) {
        return RC_FAULT;
    }
    // The stored order is a result too: the decision is given another one.
    struct evidence *turned = arena_many(work->scratch, struct evidence, count);
    for (size_t i = 0; i < count; i++) {
        turned[i] = list[count - 1 - i];
    }
    size_t winner = attribution_decide(&terms, conversion->occurred_at, turned, count);
    struct conversion credited = {.evidence_kind = TEXT(""), .cause = TEXT("")};
    if (winner == ATTRIBUTION_UNATTRIBUTED) {
        credited.cause = text_of(attribution_cause(turned, count));
    } else {
        credited.partner_id = turned[winner].partner_id;
        credited.link_id = turned[winner].link_id;
        credited.click_id = turned[winner].click_id;
        credited.evidence_kind = text_of(evidence_kind_text(turned[winner].kind));
    }
    replay_compare(work, object, stored, attribution_text(work->scratch, &credited, turned, count));
    return RC_OK;
}

// ---- the life of a conversion ----

static enum rc life_read(struct replay_work *work, const struct conversion *conversion,
                         const struct program_terms *terms, struct replay_life *life)
{
    life->now = conversion;
    life->hold_days = terms->hold_days;
    TRY(replay_plans(work, conversion->plan_ids, conversion->amount.currency, &life->plans));
    TRY(conversion_items_of(work->db, work->scratch, conversion->id, conversion->amount.currency, &life->items,
                            &life->item_count));
    struct sql_refund_list_in refunds = {.conversion_id = conversion->id};
    TRY(sql_refund_list(work->db, work->scratch, &refunds, &life->refunds, &life->refund_count));
    struct sql_conversion_decisions_in decisions = {.conversion_id = conversion->id};
    return sql_conversion_decisions(work->db, work->scratch, &decisions, &life->decisions, &life->decision_count);
}

static void replay_status(struct replay_work *work, const struct replay_life *life)
{
    struct text status = life->now->first_status;
    if (life->decision_count > 0) {
        status = life->decisions[life->decision_count - 1].status;
    }
    replay_compare(work, text_format(work->scratch, "%.*s, status", TEXT_PRINT(life->object)), life->now->status,
                   status);
}

// What was reported in another currency, converted anew by the recorded rate: the order, and all refunds together after
// each of them.
static enum rc replay_exchange(struct replay_work *work, const struct replay_life *life)
{
    const struct conversion *now = life->now;
    if (!conversion_is_exchanged(now)) {
        return RC_OK;
    }
    struct money whole, discount, refunded = money_zero(now->amount.currency);
    TRY(exchange_convert(&now->exchange.exchange, now->exchange.amount, ROUND_HALF_AWAY, &whole));
    TRY(exchange_convert(&now->exchange.exchange, now->exchange.discount, ROUND_HALF_AWAY, &discount));
    struct sql_refund_exchange_list_in in = {.conversion_id = now->id};
    struct sql_refund_exchange_list_row *rows;
    size_t count;
    TRY(sql_refund_exchange_list(work->db, work->scratch, &in, &rows, &count));
    struct money reported = money_zero(now->exchange.exchange.from);
    struct buf stored = buf_new(work->scratch, (size_t)1 << 20);
    struct buf derived = buf_new(work->scratch, (size_t)1 << 20);
    buf_format(&stored, "%lld discount=%lld", (long long)now->amount.minor, (long long)now->discount.minor);
    buf_format(&derived, "%lld discount=%lld", (long long)whole.minor, (long long)discount.minor);
    for (size_t i = 0; i < life->refund_count && i < count; i++) {
        struct money all;
        reported.minor += rows[i].amount_minor;
        TRY(exchange_convert(&now->exchange.exchange, reported, ROUND_HALF_AWAY, &all));
        buf_format(&stored, " refund=%lld", (long long)life->refunds[i].amount_minor);
        buf_format(&derived, " refund=%lld", (long long)(all.minor - refunded.minor));
        refunded = all;
    }
    replay_compare(work, text_format(work->scratch, "%.*s, exchange", TEXT_PRINT(life->object)), buf_text(&stored),
                   buf_text(&derived));
    return RC_OK;
}

static enum rc ids_then(struct replay_work *work, const struct conversion *conversion, int64_t earlier_ms,
                        struct text *ret_ids)
{
    struct conversion_facts facts;
    TRY(conversion_facts_read(work->scratch, conversion->facts, &facts));
    struct program_question question = {.program_id = conversion->program_id,
                                        .partner_id = conversion->partner_id,
                                        .at = conversion->occurred_at,
                                        .known_at = {conversion->received_at.ms - earlier_ms},
                                        .customer_since = facts.customer_since};
    struct program_plans versions;
    TRY(program_plans_in_force(work->db, work->scratch, &question, &versions));
    *ret_ids = TEXT("");
    for (size_t i = 0; i < versions.count; i++) {
        *ret_ids = text_format(work->scratch, "%.*s%s%lld", TEXT_PRINT(*ret_ids), i > 0 ? "," : "",
                               (long long)versions.list[i].plan_id.v);
    }
    return RC_OK;
}

// The plans that were in force and known; of versions made in the same millisecond as terms_then. Events from before
// there were facts name the plans of their commission.
static enum rc replay_versions(struct replay_work *work, const struct replay_life *life)
{
    const struct conversion *conversion = life->now;
    if (conversion->partner_id.v == 0 || conversion->facts.n == 0) {
        return RC_OK;
    }
    struct text ids;
    TRY(ids_then(work, conversion, 0, &ids));
    if (!text_equal(ids, conversion->plan_ids)) {
        struct text before;
        TRY(ids_then(work, conversion, 1, &before));
        ids = text_equal(before, conversion->plan_ids) ? before : ids;
    }
    replay_compare(work, text_format(work->scratch, "%.*s, plans", TEXT_PRINT(life->object)), conversion->plan_ids,
                   ids);
    return RC_OK;
}

static enum rc replay_conversion(struct replay_work *work, const struct conversion *conversion)
{
    work->report->conversions++;
    struct replay_life life = {.object = text_format(work->scratch, "conversion %lld", (long long)conversion->id.v)};
    struct program_terms terms;
    TRY(replay_attribution(work, conversion, life.object, &terms));
    TRY(life_read(work, conversion, &terms, &life));
    replay_status(work, &life);
    TRY(replay_exchange(work, &life));
    TRY(replay_versions(work, &life));
    return replay_awards(work, &life);
}

enum rc replay_conversions(struct replay_work *work)
{
    AUTO_ARENA page = arena_new((size_t)256 << 20);
    struct conversion_filter all = {.status = TEXT("")};
    struct conversion_id before = {INT64_MAX};
    size_t count;
    do {
        arena_reset(page);
        struct conversion *list;
        TRY(conversion_list(work->db, page, &all, before, CONVERSIONS_PAGE, &list, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            TRY(replay_conversion(work, &list[i]));
            before = list[i].id;
        }
    } while (count == CONVERSIONS_PAGE);
    return RC_OK;
}

enum rc replay_due_at(struct replay_work *work, struct commission_id id, struct instant *ret_due_at)
{
    struct commission commission;
    TRY(commission_get(work->db, work->scratch, id, &commission));
    struct conversion *conversion = arena_one(work->scratch, struct conversion);
    TRY(conversion_get(work->db, work->scratch, commission.conversion_id, conversion));
    struct program_terms terms;
    TRY(program_terms_get(work->db, work->scratch, conversion->terms_id, &terms));
    struct replay_life life = {.object = TEXT("")};
    TRY(life_read(work, conversion, &terms, &life));
    return replay_award_due(work, &life, &commission, ret_due_at);
}

// ---- clicks ----

static struct text line_text(struct arena *arena, const struct click_accrual *line)
{
    return text_format(arena, "plan=%lld carried=%lld earned=%lld booked=%lld left=%lld", (long long)line->plan_id.v,
                       (long long)line->carried_in_micro, (long long)line->earned_micro, (long long)line->booked_minor,
                       (long long)line->carried_out_micro);
}

// The plans in force at some instant of the day whose payer is the recorded plan. Versions made after the accrual were
// not known; when it was run as of an earlier instant, the recorded plan itself was.
static enum rc line_plans(struct replay_work *work, const struct click_accrual *line, struct instant at,
                          struct currency currency, const struct commission_plans **ret_plans)
{
    struct program_question question = {
        .program_id = line->program_id, .partner_id = line->partner_id, .at = at, .known_at = line->accrued_at};
    question.customer_since = INSTANT_NONE;
    if (line->plan_id.v != 0) {
        struct plan_version version;
        TRY(program_plan_get(work->db, work->scratch, line->plan_id, &version));
        if (version.created_at.ms > question.known_at.ms) {
            question.known_at = version.created_at;
        }
    }
    struct program_plans versions;
    TRY(program_plans_in_force(work->db, work->scratch, &question, &versions));
    struct text ids = TEXT("");
    for (size_t i = 0; i < versions.count; i++) {
        ids = text_format(work->scratch, "%.*s%s%lld", TEXT_PRINT(ids), i > 0 ? "," : "",
                          (long long)versions.list[i].plan_id.v);
    }
    return replay_plans(work, ids, currency, ret_plans);
}

static bool is_payer(const struct commission_plans *plans, struct plan_id plan_id)
{
    const struct derive_plan *payer = click_payer(plans->list, plans->count);
    return payer == NULL ? plan_id.v == 0 : payer->plan_id.v == plan_id.v;
}

// The day's first instant, or the first change of plan within it from which on the recorded plan paid.
static enum rc line_terms(struct replay_work *work, const struct click_accrual *line, struct currency currency,
                          const struct commission_plans **ret_plans, int64_t *ret_hold_days)
{
    struct click_backlog day = {.program_id = line->program_id, .partner_id = line->partner_id, .day = line->day};
    struct instant *changes;
    size_t count;
    TRY(click_plan_changes(work->db, work->scratch, &day, &changes, &count));
    struct instant at = {line->day * DAY_MS};
    TRY(line_plans(work, line, at, currency, ret_plans));
    for (size_t i = 0; i < count && line->impressions == 0 && !is_payer(*ret_plans, line->plan_id); i++) {
        at = changes[i];
        TRY(line_plans(work, line, at, currency, ret_plans));
    }
    struct program_question question = {.program_id = line->program_id, .at = at, .known_at = INSTANT_NONE};
    struct program_terms terms;
    TRY(program_terms_in_force(work->db, work->scratch, &question, &terms));
    *ret_hold_days = terms.hold_days;
    return RC_OK;
}

static enum rc replay_click_commission(struct replay_work *work, const struct click_accrual *line, struct text object,
                                       const struct commission_plans *plans, const struct click_earnings *earnings,
                                       struct advertiser_id advertiser_id)
{
    struct text key = text_format(work->scratch, "clk:%lld:%lld:%lld", (long long)line->program_id.v,
                                  (long long)line->partner_id.v, (long long)line->number);
    struct commission commission;
    enum rc rc = commission_find_key(work->db, work->scratch, key, &commission);
    if (rc == RC_NOT_FOUND) {
        replay_differ(work, object, TEXT_NONE, key);
        return RC_OK;
    }
    TRY(rc);
    work->report->commissions++;
    struct commission expected = {.accrual_key = key,
                                  .partner_id = line->partner_id,
                                  .program_id = line->program_id,
                                  .role = TEXT("credited"),
                                  .plan_id = earnings->plan_id,
                                  .plan_ids = plans->ids,
                                  .amount = earnings->booked,
                                  .created_at = line->accrued_at};
    replay_compare(work, object, replay_commission_text(work->scratch, &commission),
                   replay_commission_text(work->scratch, &expected));
    replay_compare(work, text_format(work->scratch, "%.*s, due", TEXT_PRINT(object)),
                   text_format(work->scratch, "%lld", (long long)commission.due_at.ms),
                   text_format(work->scratch, "%lld", (long long)earnings->due_at.ms));
    struct commission_change *changes;
    size_t count;
    TRY(commission_change_list(work->db, work->scratch, commission.id, &changes, &count));
    for (size_t i = 0; i < count; i++) {
        work->report->steps++;
        struct text derivation = i == 0 ? earnings->derivation : TEXT("{}");
        struct text step = text_format(work->scratch, "commission %lld, step %zu", (long long)commission.id.v, i + 1);
        struct text stored =
            replay_step_text(work->scratch, &changes[i], changes[i].amount.minor, changes[i].derivation);
        bool is_expected = changes[i].number == (int64_t)i + 1 && (i == 0) == replay_is_derived(changes[i].cause);
        struct text derived = replay_step_text(work->scratch, &changes[i], earnings->booked.minor, derivation);
        replay_compare(work, step, stored, is_expected ? derived : TEXT_NONE);
    }
    return replay_charge_of_clicks(work, &commission, advertiser_id, (struct instant){(line->day + 1) * DAY_MS});
}

static enum rc replay_line(struct replay_work *work, const struct click_accrual *line, int64_t carried_in_micro)
{
    work->report->click_lines++;
    struct program program;
    TRY(program_get(work->db, work->scratch, line->program_id, &program));
    const struct commission_plans *plans;
    int64_t hold_days;
    TRY(line_terms(work, line, program.currency, &plans, &hold_days));
    int64_t before = 0;
    if (line->impressions > 0) {
        TRY(impressions_before(work->db, work->scratch, line, &before));
    }
    struct click_facts facts = {.day = line->day,
                                .clicks = line->clicks,
                                .unique_clicks = line->unique_clicks,
                                .impressions = line->impressions,
                                .impressions_before = before,
                                .currency = program.currency,
                                .plans = plans->list,
                                .plan_count = plans->count,
                                .program_hold_days = (int)hold_days,
                                .carried_in_micro = carried_in_micro};
    struct text object =
        text_format(work->scratch, "clicks of program %lld, partner %lld, line %lld", (long long)line->program_id.v,
                    (long long)line->partner_id.v, (long long)line->number);
    struct click_earnings earnings;
    bool is_possible = line->unique_clicks >= 0 && line->clicks >= line->unique_clicks &&
                       (line->impressions == 0 || (line->impressions > 0 && line->clicks == 0 && before >= 0));
    if (!is_possible || click_earnings_derive(work->scratch, &facts, &earnings) != RC_OK) {
        replay_differ(work, object, line_text(work->scratch, line), TEXT_NONE);
        return RC_OK;
    }
    struct click_accrual derived = {.plan_id = earnings.plan_id,
                                    .carried_in_micro = carried_in_micro,
                                    .earned_micro = earnings.earned_micro,
                                    .booked_minor = earnings.booked.minor,
                                    .carried_out_micro = earnings.carried_out_micro};
    replay_compare(work, object, line_text(work->scratch, line), line_text(work->scratch, &derived));
    if (earnings.booked.minor == 0) {
        return RC_OK;
    }
    return replay_click_commission(work, line, object, plans, &earnings, program.advertiser_id);
}

enum rc replay_clicks(struct replay_work *work)
{
    AUTO_ARENA page = arena_new(ARENA_JOB_BYTES);
    struct click_accrual before = {.number = 0};
    bool is_first = true;
    size_t count;
    do {
        arena_reset(page);
        struct click_accrual *list;
        TRY(click_accrual_list(work->db, page, is_first ? NULL : &before, LINES_PAGE, &list, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            bool is_same =
                !is_first && before.program_id.v == list[i].program_id.v && before.partner_id.v == list[i].partner_id.v;
            TRY(replay_line(work, &list[i], is_same ? before.carried_out_micro : 0));
            before = list[i];
            is_first = false;
        }
    } while (count == LINES_PAGE);
    return RC_OK;
}
