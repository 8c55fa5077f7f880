// SPDX-License-Identifier: Apache-2.0
// Judging of events; see conversion_judge.h.
#include "conversion/conversion_judge.h"

#include "conversion/conversion_facts.h"
#include "customer/customer.h"
#include "format/url.h"
#include "postback/postback_note.h"

// What the terms in force say, in the types of the pure decision.
static enum rc read_terms(struct flow *flow, const struct claim *claim, struct judged *judged)
{
    struct program_question question = {.program_id = claim->program_id,
                                        .at = flow_version_instant(flow, claim->occurred_at),
                                        .known_at = flow_version_instant(flow, flow->now)};
    enum rc rc = program_terms_in_force(flow->db, flow->arena, &question, &judged->terms);
    if (rc == RC_NOT_FOUND) { // a program has terms since it was made, which this clock says is still to come
        return fault_set(flow->fault, RC_BUSY, "clock_behind", "",
                         "the server's clock is behind what is recorded: the sale is booked once it is right");
    }
    TRY(rc);
    judged->attribution.window_ms = judged->terms.window_ms;
    if (!attribution_model_parse(judged->terms.attribution, &judged->attribution.model) ||
        !evidence_order_parse(judged->terms.evidence, &judged->attribution)) {
        return fault_internal(flow->fault, RC_FAULT, "terms %lld do not read", (long long)judged->terms.id.v);
    }
    judged->is_lifetime = text_equal(judged->terms.binding, TEXT("lifetime"));
    judged->is_binding = judged->is_lifetime || text_equal(judged->terms.binding, TEXT("window"));
    return RC_OK;
}

// What of the credited click is recorded: country and device for the rollup, visitor and source for the facts.
static enum rc read_click(struct flow *flow, struct conversion *conversion, struct facts_question *facts)
{
    conversion->country = TEXT("");
    if (conversion->click_id.v == 0) {
        return RC_OK;
    }
    struct sql_touch_by_click_row row;
    enum rc rc = sql_touch_by_click(flow->db, flow->arena,
                                    &(struct sql_touch_by_click_in){.click_id = conversion->click_id}, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(rc);
    conversion->country = row.country;
    conversion->device = row.device;
    conversion->offer_id = row.offer_id;
    facts->visitor = facts->visitor == 0 ? row.visitor : facts->visitor;
    struct parameters parameters;
    struct text at;
    if (text_is(row.parameters) && query_parse(flow->arena, row.parameters, &parameters, &at) == RC_OK) {
        struct text source = parameters_get(&parameters, TEXT("source"));
        facts->source = text_is(source) ? source : TEXT("");
    }
    return RC_OK;
}

static struct conversion conversion_of_claim(const struct flow *flow, const struct claim *claim,
                                             const struct program_terms *terms)
{
    return (struct conversion){.program_id = claim->program_id,
                               .advertiser_id = claim->advertiser_id,
                               .goal = claim->goal,
                               .goal_kind = claim->goal_kind,
                               .order_id = claim->order_id,
                               .amount = claim->amount,
                               .discount = claim->discount,
                               .refunded = money_zero(claim->currency),
                               .status = claim->status,
                               .first_status = claim->status,
                               .reason = claim->reason,
                               .occurred_at = claim->occurred_at,
                               .received_at = flow->now,
                               .source = claim->source,
                               .terms_id = terms->id,
                               .evidence_kind = TEXT(""),
                               .cause = TEXT(""),
                               .coupon_code = claim->coupon,
                               .extra = claim->extra,
                               .exchange = claim->exchange};
}

static enum rc attribute(struct flow *flow, struct judged *judged)
{
    const struct claim *claim = judged->claim;
    struct conversion *conversion = &judged->conversion;
    struct evidence_list *evidence = judged->evidence = arena_one(flow->arena, struct evidence_list);
    conversion->country = TEXT("");
    TRY(conversion_evidence_collect(flow, claim, &judged->attribution, judged->is_binding, judged->is_lifetime,
                                    evidence));
    size_t winner = attribution_decide(&judged->attribution, claim->occurred_at, evidence->list, evidence->count);
    if (winner == ATTRIBUTION_UNATTRIBUTED) {
        conversion->cause = text_of(attribution_cause(evidence->list, evidence->count));
        return RC_OK;
    }
    const struct evidence *won = &evidence->list[winner];
    conversion->partner_id = won->partner_id;
    conversion->link_id = won->link_id;
    conversion->click_id = won->click_id;
    conversion->offer_id = won->offer_id;
    conversion->evidence_kind = text_of(evidence_kind_text(won->kind));
    return RC_OK;
}

static struct facts_question question_of(const struct judged *judged)
{
    return (struct facts_question){.claim = judged->claim,
                                   .plans = &judged->plans,
                                   .window_ms = judged->attribution.window_ms,
                                   .visitor = judged->claim->visitor_number,
                                   .source = TEXT(""),
                                   .customer_since = INSTANT_NONE};
}

static enum rc read_plans(struct flow *flow, struct judged *judged, struct facts_question *question)
{
    judged->plans = (struct commission_plans){.ids = TEXT("")};
    TRY(read_click(flow, &judged->conversion, question));
    return judged->conversion.partner_id.v == 0
               ? RC_OK
               : commission_plans_in_force(flow, &judged->conversion, &judged->plans, &question->customer_since);
}

enum rc conversion_judge(struct flow *flow, const struct claim *claim, struct judged *ret_judged)
{
    *ret_judged = (struct judged){.claim = claim};
    TRY(read_terms(flow, claim, ret_judged));
    ret_judged->conversion = conversion_of_claim(flow, claim, &ret_judged->terms);
    TRY(attribute(flow, ret_judged));
    if (text_is(claim->customer_external_id) || text_is(claim->email_hash)) {
        TRY(customer_ensure(flow->db, flow->arena, claim->advertiser_id, claim->customer_external_id, claim->email_hash,
                            flow->now, &ret_judged->conversion.customer_id));
    }
    struct facts_question question = question_of(ret_judged);
    TRY(read_plans(flow, ret_judged, &question));
    return conversion_facts_collect(flow, &question, &ret_judged->conversion);
}

// ---- before the transaction ----

// What depends on nothing but what seldom changes: with flow_know, from memory.
static enum rc judge_plain(struct flow *flow, struct judged *judged)
{
    const struct claim *claim = judged->claim;
    TRY(read_terms(flow, claim, judged));
    judged->conversion = conversion_of_claim(flow, claim, &judged->terms);
    TRY(attribute(flow, judged));
    struct facts_question question = question_of(judged);
    TRY(read_plans(flow, judged, &question));
    if (commission_matrix_plan(&judged->plans) != NULL) {
        return RC_NOT_FOUND;
    }
    TRY(conversion_facts_collect(flow, &question, &judged->conversion));
    if (judged->conversion.partner_id.v == 0) {
        return RC_OK;
    }
    struct commission_event event = {.conversion = &judged->conversion,
                                     .items = claim->items,
                                     .item_count = claim->item_count,
                                     .hold_days = judged->terms.hold_days,
                                     .plans = &judged->plans};
    TRY(postback_is_wanted(flow, &judged->conversion, &judged->is_told));
    return commission_derive_early(flow, &event, &judged->payment);
}

enum rc conversion_judge_early(struct flow *flow, const struct claim *claim, struct judged *ret_judged)
{
    *ret_judged = (struct judged){.claim = claim, .change_mark = flow->change_mark};
    struct sql_program_is_plain_row program;
    TRY(sql_program_is_plain(flow->db, flow->arena,
                             &(struct sql_program_is_plain_in){.program_id = claim->program_id}, &program));
    bool has_customer = text_is(claim->customer_external_id) || text_is(claim->email_hash);
    if (flow->change_mark == 0 || !program.is_plain || has_customer) {
        return RC_NOT_FOUND;
    }
    flow->versions_until = program.versions_until;
    return judge_plain(flow, ret_judged);
}
