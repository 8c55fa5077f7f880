// SPDX-License-Identifier: Apache-2.0
// The acceptance of a conversion; see conversion_accept.h.

#include "conversion/conversion_accept.h"

#include <string.h>

#include "attribution/attribution.h"
#include "commission/commission_life.h"
#include "conversion/conversion_decide.h"
#include "conversion/conversion_evidence.h"
#include "conversion/conversion_facts.h"
#include "conversion/conversion_rollup.h"
#include "conversion/conversion_sql.h"
#include "customer/customer.h"
#include "format/json.h"
#include "format/url.h"
#include "postback/postback_note.h"
#include "program/program.h"

// What the terms in force say, in the types of the pure decision.
struct terms_read {
    struct program_terms row;
    struct attribution_terms attribution;
    bool is_binding, is_lifetime;
};

static enum rc read_terms(struct flow *flow, const struct claim *claim, struct terms_read *ret_terms)
{
    struct program_question question = {
        .program_id = claim->program_id, .at = claim->occurred_at, .known_at = flow->now};
    enum rc rc = program_terms_in_force(flow->db, flow->arena, &question, &ret_terms->row);
    if (rc == RC_NOT_FOUND) { // a program has terms since it was made, which this clock says is still to come
        return fault_set(flow->fault, RC_BUSY, "clock_behind", "",
                         "the server's clock is behind what is recorded: the sale is booked once it is right");
    }
    TRY(rc);
    ret_terms->attribution.window_ms = ret_terms->row.window_ms;
    if (!attribution_model_parse(ret_terms->row.attribution, &ret_terms->attribution.model) ||
        !evidence_order_parse(ret_terms->row.evidence, &ret_terms->attribution)) {
        return fault_internal(flow->fault, RC_FAULT, "terms %lld do not read", (long long)ret_terms->row.id.v);
    }
    ret_terms->is_lifetime = text_equal(ret_terms->row.binding, TEXT("lifetime"));
    ret_terms->is_binding = ret_terms->is_lifetime || text_equal(ret_terms->row.binding, TEXT("window"));
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

static enum rc store_evidence(struct flow *flow, struct conversion_id id, const struct evidence_list *evidence)
{
    if (evidence->count == 0) {
        return RC_OK;
    }
    struct sql_conversion_evidence_insert_in *rows =
        arena_many(flow->arena, struct sql_conversion_evidence_insert_in, evidence->count);
    for (size_t i = 0; i < evidence->count; i++) {
        const struct evidence *e = &evidence->list[i];
        rows[i] = (struct sql_conversion_evidence_insert_in){.conversion_id = id,
                                                             .position = (int64_t)i + 1,
                                                             .kind = text_of(evidence_kind_text(e->kind)),
                                                             .click_id = e->click_id,
                                                             .link_id = e->link_id,
                                                             .partner_id = e->partner_id,
                                                             .touched_at = e->touched_at,
                                                             .facts = e->facts,
                                                             .outcome = text_of(evidence_outcome_text(e->outcome))};
    }
    return sql_conversion_evidence_insert(flow->db, flow->arena, rows, evidence->count);
}

// A credited lead or sale binds its customer: the first one, or again once a binding's window has ended.
static enum rc bind_customer(struct flow *flow, const struct terms_read *terms, const struct conversion *conversion)
{
    if (!terms->is_binding || conversion->customer_id.v == 0 || conversion->partner_id.v == 0) {
        return RC_OK;
    }
    struct binding old;
    enum rc rc = binding_find(flow->db, flow->arena, conversion->program_id, conversion->customer_id, &old);
    bool is_replacing = rc == RC_OK && !terms->is_lifetime &&
                        conversion->occurred_at.ms - old.bound_at.ms > terms->attribution.window_ms;
    if (rc == RC_OK && !is_replacing) {
        return RC_OK;
    }
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return rc;
    }
    struct binding binding = {.partner_id = conversion->partner_id,
                              .link_id = conversion->link_id,
                              .click_id = conversion->click_id,
                              .conversion_id = conversion->id,
                              .bound_at = conversion->occurred_at};
    return binding_set(flow->db, conversion->program_id, conversion->customer_id, &binding, is_replacing);
}

static struct conversion conversion_of_claim(const struct flow *flow, const struct claim *claim,
                                             const struct terms_read *terms)
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
                               .terms_id = terms->row.id,
                               .evidence_kind = TEXT(""),
                               .cause = TEXT(""),
                               .coupon_code = claim->coupon,
                               .extra = claim->extra,
                               .exchange = claim->exchange};
}

static enum rc attribute(struct flow *flow, const struct claim *claim, const struct terms_read *terms,
                         struct evidence_list *evidence, struct conversion *conversion)
{
    conversion->country = TEXT("");
    TRY(conversion_evidence_collect(flow, claim, &terms->attribution, terms->is_binding, terms->is_lifetime, evidence));
    size_t winner = attribution_decide(&terms->attribution, claim->occurred_at, evidence->list, evidence->count);
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

static enum rc record_facts(struct flow *flow, const struct claim *claim, const struct terms_read *terms,
                            struct commission_plans *plans, struct conversion *conversion)
{
    struct facts_question question = {.claim = claim,
                                      .plans = plans,
                                      .window_ms = terms->attribution.window_ms,
                                      .visitor = claim->visitor_number,
                                      .source = TEXT(""),
                                      .customer_since = INSTANT_NONE};
    *plans = (struct commission_plans){.ids = TEXT("")};
    TRY(read_click(flow, conversion, &question));
    if (conversion->partner_id.v != 0) {
        TRY(commission_plans_in_force(flow, conversion, plans, &question.customer_since));
    }
    return conversion_facts_collect(flow, &question, conversion);
}

static void accepted_as(const struct conversion *conversion, struct conversion_accepted *accepted)
{
    accepted->conversion_id = conversion->id;
    accepted->is_attributed = conversion->partner_id.v != 0;
    accepted->status = conversion->status;
    accepted->cause = conversion->cause;
}

static enum rc store_new(struct flow *flow, const struct claim *claim, struct conversion_accepted *ret_accepted)
{
    struct terms_read terms;
    TRY(read_terms(flow, claim, &terms));
    struct conversion conversion = conversion_of_claim(flow, claim, &terms);
    struct evidence_list *evidence = arena_one(flow->arena, struct evidence_list);
    TRY(attribute(flow, claim, &terms, evidence, &conversion));
    if (text_is(claim->customer_external_id) || text_is(claim->email_hash)) {
        TRY(customer_ensure(flow->db, flow->arena, claim->advertiser_id, claim->customer_external_id, claim->email_hash,
                            flow->now, &conversion.customer_id));
    }
    struct commission_plans plans;
    TRY(record_facts(flow, claim, &terms, &plans, &conversion));
    TRY(conversion_insert(flow->db, flow->arena, &conversion, claim->content_hash, claim->items, claim->item_count,
                          &conversion.id));
    TRY(store_evidence(flow, conversion.id, evidence));
    TRY(bind_customer(flow, &terms, &conversion));
    struct rollup rollup = {.count = 0};
    rollup_conversion(flow, &rollup, NULL, &conversion);
    if (conversion.partner_id.v != 0) {
        struct commission_event event = {.conversion = &conversion,
                                         .items = claim->items,
                                         .item_count = claim->item_count,
                                         .hold_days = terms.row.hold_days,
                                         .plans = &plans};
        TRY(commission_accrue(flow, &event, &rollup));
    }
    TRY(rollup_write(flow, &rollup));
    TRY(postback_note_new(flow, &conversion));
    accepted_as(&conversion, ret_accepted);
    return RC_OK;
}

// The same order again: the first result, a change of status, or a conflict.
static enum rc accept_again(struct flow *flow, const struct claim *claim,
                            const struct sql_conversion_by_order_row *first, struct conversion_accepted *ret_accepted)
{
    if (!text_equal(first->content_hash, claim->content_hash)) {
        return fault_set(flow->fault, RC_CONFLICT, "order_conflict", "order_id",
                         "order %.*s was reported before with other content", TEXT_PRINT(claim->order_id));
    }
    struct conversion conversion;
    TRY(conversion_get(flow->db, flow->arena, first->id, &conversion));
    accepted_as(&conversion, ret_accepted);
    // A late copy of the first report, or of a status that was left behind, changes nothing.
    bool is_news = claim->is_status_given && !text_equal(claim->status, first->first_status) &&
                   !text_equal(claim->status, conversion.status) && !text_equal(claim->status, TEXT("pending"));
    if (!is_news) {
        ret_accepted->is_duplicate = true;
        return RC_OK;
    }
    ret_accepted->status = claim->status;
    return conversion_decide_step(flow, &conversion, claim->status, claim->reason);
}

static enum rc lock_order(struct flow *flow, const struct claim *claim)
{
    struct text name = text_format(flow->arena, "order:%lld:%.*s:%.*s", (long long)claim->program_id.v,
                                   TEXT_PRINT(claim->goal), TEXT_PRINT(claim->order_id));
    return flow_lock(flow, name);
}

static enum rc accept_checked(struct flow *flow, const struct claim *claim, struct conversion_accepted *ret_accepted)
{
    *ret_accepted = (struct conversion_accepted){0};
    TRY(flow_keep_versions(flow, claim->program_id));
    TRY(lock_order(flow, claim));
    struct sql_conversion_by_order_row first;
    enum rc rc =
        sql_conversion_by_order(flow->db, flow->arena,
                                &(struct sql_conversion_by_order_in){
                                    .program_id = claim->program_id, .goal = claim->goal, .order_id = claim->order_id},
                                &first);
    if (rc == RC_NOT_FOUND) {
        return store_new(flow, claim, ret_accepted);
    }
    TRY(rc);
    return accept_again(flow, claim, &first, ret_accepted);
}

enum rc conversion_accept_step(struct flow *flow, const struct conversion_claim *text,
                               struct conversion_accepted *ret_accepted)
{
    struct claim claim;
    TRY(conversion_claim_check(flow, text, &claim));
    return accept_checked(flow, &claim, ret_accepted);
}

// Clicks that the claim needs may be on their way through the spool: the one it names, when the database does not know
// it yet, and those of its visitor, who may have clicked a moment ago.
static enum rc ship_missing_clicks(struct flow *flow, const struct click_shipping *shipping, const struct claim *claim,
                                   bool *ret_is_shipped)
{
    if (shipping == NULL || shipping->ship_now == NULL) {
        return RC_OK;
    }
    bool is_wanted = claim->visitor_number != 0;
    if (claim->is_click_genuine) {
        struct sql_touch_by_click_row row;
        enum rc rc = sql_touch_by_click(flow->db, flow->arena,
                                        &(struct sql_touch_by_click_in){.click_id = claim->click_id}, &row);
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        is_wanted = is_wanted || rc == RC_NOT_FOUND;
    }
    *ret_is_shipped = is_wanted;
    return is_wanted ? shipping->ship_now(shipping->user) : RC_OK;
}

// What the claim pretended, without personal data, kept for the operator. The refusal itself is what the caller is
// told, so a failure to record it must not hide it.
static void record_refusal(struct flow *flow, const struct conversion_claim *text)
{
    struct buf buf = buf_new(flow->arena, 8192);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "click_id", text->click_id);
    json_put_text(&w, "goal", text->goal);
    json_put_text(&w, "order_id", text->order_id);
    json_put_text(&w, "amount", text->amount);
    json_put_text(&w, "source", text->source);
    json_end_object(&w);
    if (db_write_begin(flow->db) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(flow->db);
    if (sql_event_refusal_insert(flow->db,
                                 &(struct sql_event_refusal_insert_in){.advertiser_id = text->advertiser_id,
                                                                       .code = text_of(flow->fault->code),
                                                                       .field = text_of(flow->fault->field),
                                                                       .content = buf_text(&buf),
                                                                       .received_at = flow->now},
                                 NULL) == RC_OK) {
        DISCARD("the refusal is answered either way", db_commit(flow->db));
    }
}

static enum rc accept_in_transaction(struct flow *flow, const struct claim *claim,
                                     struct conversion_accepted *ret_accepted)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(accept_checked(flow, claim, ret_accepted));
    return flow_commit(flow);
}

enum rc conversion_accept(struct flow *flow, const struct click_shipping *shipping, const struct conversion_claim *text,
                          struct conversion_accepted *ret_accepted)
{
    struct claim claim;
    enum rc rc = conversion_claim_check(flow, text, &claim);
    // A click that has just been made may be what names the program.
    if (rc == RC_INVALID && strcmp(flow->fault->code, "program_required") == 0 && shipping != NULL &&
        shipping->ship_now != NULL) {
        fault_clear(flow->fault);
        TRY(flow_stored(flow, shipping->ship_now(shipping->user)));
        rc = conversion_claim_check(flow, text, &claim);
    } else if (rc == RC_OK) {
        bool is_shipped = false;
        TRY(flow_stored(flow, ship_missing_clicks(flow, shipping, &claim, &is_shipped)));
        // Whose click it is can be said only now.
        rc = is_shipped ? conversion_claim_check(flow, text, &claim) : RC_OK;
    }
    if (rc == RC_REFUSED) {
        record_refusal(flow, text);
    }
    if (rc == RC_OK) {
        rc = accept_in_transaction(flow, &claim, ret_accepted);
    }
    return flow_stored(flow, rc);
}
