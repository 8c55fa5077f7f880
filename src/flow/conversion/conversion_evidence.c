// SPDX-License-Identifier: Apache-2.0
// Collecting of evidence; see conversion_evidence.h.

#include "conversion/conversion_evidence.h"

#include "click/click_id.h"
#include "conversion/conversion_sql.h"
#include "customer/customer.h"

static void evidence_add(struct evidence_list *evidence, struct evidence piece)
{
    if (evidence->count < EVIDENCE_MAX) {
        evidence->list[evidence->count++] = piece;
    }
}

static uint32_t standing(bool is_partner_active, bool is_enrolled)
{
    return (is_partner_active ? (uint32_t)FACT_PARTNER_ACTIVE : 0) | (is_enrolled ? (uint32_t)FACT_ENROLLED : 0);
}

static bool evidence_is_used(const struct attribution_terms *terms, enum evidence_kind kind)
{
    for (size_t i = 0; i < terms->order_count; i++) {
        if (terms->order[i] == kind) {
            return true;
        }
    }
    return false;
}

// The visitor's clicks in the program up to the event: the latest ones for last_click, else the earliest within the
// window.
static enum rc collect_visitor(struct flow *flow, const struct claim *claim, const struct attribution_terms *terms,
                               enum evidence_kind kind, int64_t visitor, struct evidence_list *evidence)
{
    bool is_first = terms->model == ATTRIBUTION_FIRST_CLICK;
    int64_t from_ms = claim->occurred_at.ms - terms->window_ms;
    struct click_id from = is_first ? click_id_at((struct instant){from_ms < 0 ? 0 : from_ms}) : (struct click_id){0};
    struct click_id to = click_id_at((struct instant){claim->occurred_at.ms + 1});
    struct sql_touches_by_visitor_last_row *rows = NULL;
    size_t count = 0;
    _Static_assert(sizeof(struct sql_touches_by_visitor_first_row) == sizeof(struct sql_touches_by_visitor_last_row),
                   "same columns");
    if (is_first) {
        struct sql_touches_by_visitor_first_row *first = NULL;
        TRY(sql_touches_by_visitor_first(flow->db, flow->arena,
                                         &(struct sql_touches_by_visitor_first_in){.visitor = visitor,
                                                                                   .from_id = from,
                                                                                   .to_id = to,
                                                                                   .program_id = claim->program_id,
                                                                                   .limit = EVIDENCE_TOUCHES_MAX},
                                         &first, &count));
        rows = (struct sql_touches_by_visitor_last_row *)first;
    } else {
        TRY(sql_touches_by_visitor_last(flow->db, flow->arena,
                                        &(struct sql_touches_by_visitor_last_in){.visitor = visitor,
                                                                                 .from_id = from,
                                                                                 .to_id = to,
                                                                                 .program_id = claim->program_id,
                                                                                 .limit = EVIDENCE_TOUCHES_MAX},
                                        &rows, &count));
    }
    for (size_t i = 0; i < count; i++) {
        evidence_add(evidence, (struct evidence){.kind = kind,
                                                 .click_id = rows[i].click_id,
                                                 .link_id = rows[i].link_id,
                                                 .offer_id = rows[i].offer_id,
                                                 .partner_id = rows[i].partner_id,
                                                 .touched_at = click_id_instant(rows[i].click_id),
                                                 .facts = FACT_FOUND | FACT_GENUINE | FACT_ACTIVE |
                                                          FACT_SAME_ADVERTISER | FACT_SAME_PROGRAM |
                                                          standing(rows[i].is_partner_active, rows[i].is_enrolled)});
    }
    return RC_OK;
}

static enum rc collect_click(struct flow *flow, const struct claim *claim, const struct attribution_terms *terms,
                             struct evidence_list *evidence)
{
    struct evidence piece = {.kind = EVIDENCE_CLICK_ID, .touched_at = INSTANT_NONE};
    if (!claim->is_click_genuine) {
        evidence_add(evidence, piece);
        return RC_OK;
    }
    piece.facts = FACT_GENUINE;
    piece.click_id = claim->click_id;
    struct sql_touch_by_click_row row;
    enum rc rc =
        sql_touch_by_click(flow->db, flow->arena, &(struct sql_touch_by_click_in){.click_id = claim->click_id}, &row);
    if (rc == RC_NOT_FOUND) {
        evidence_add(evidence, piece);
        return RC_OK;
    }
    TRY(rc);
    piece.link_id = row.link_id;
    piece.offer_id = row.offer_id;
    piece.partner_id = row.partner_id;
    piece.touched_at = click_id_instant(claim->click_id);
    piece.facts |= FACT_FOUND | FACT_ACTIVE | standing(row.is_partner_active, row.is_enrolled) |
                   (row.advertiser_id.v == claim->advertiser_id.v ? (uint32_t)FACT_SAME_ADVERTISER : 0) |
                   (row.program_id.v == claim->program_id.v ? (uint32_t)FACT_SAME_PROGRAM : 0);
    size_t before = evidence->count;
    if (terms->model == ATTRIBUTION_FIRST_CLICK && row.visitor != 0 && row.program_id.v == claim->program_id.v) {
        TRY(collect_visitor(flow, claim, terms, EVIDENCE_CLICK_ID, row.visitor, evidence));
    }
    for (size_t i = before; i < evidence->count; i++) {
        if (evidence->list[i].click_id.v == claim->click_id.v) {
            return RC_OK;
        }
    }
    evidence_add(evidence, piece);
    return RC_OK;
}

static enum rc collect_coupon(struct flow *flow, const struct claim *claim, struct evidence_list *evidence)
{
    struct evidence piece = {.kind = EVIDENCE_COUPON, .touched_at = INSTANT_NONE};
    struct sql_touch_by_coupon_row row;
    enum rc rc = sql_touch_by_coupon(
        flow->db, flow->arena,
        &(struct sql_touch_by_coupon_in){.program_id = claim->program_id, .code_folded = claim->coupon_folded}, &row);
    if (rc != RC_NOT_FOUND) {
        TRY(rc);
        piece.partner_id = row.partner_id;
        piece.facts = FACT_FOUND | FACT_GENUINE | FACT_SAME_ADVERTISER | FACT_SAME_PROGRAM |
                      (row.is_active ? (uint32_t)FACT_ACTIVE : 0) | standing(row.is_partner_active, row.is_enrolled);
    }
    evidence_add(evidence, piece);
    return RC_OK;
}

// The binding of the customer known by one key: the advertiser's id for EVIDENCE_CUSTOMER, the e-mail for
// EVIDENCE_EMAIL.
static enum rc collect_binding(struct flow *flow, const struct claim *claim, enum evidence_kind kind, bool is_lifetime,
                               struct evidence_list *evidence)
{
    struct evidence piece = {.kind = kind, .touched_at = INSTANT_NONE};
    struct customer_id customer = {0};
    struct text external_id = kind == EVIDENCE_CUSTOMER ? claim->customer_external_id : TEXT_NONE;
    struct text email_hash = kind == EVIDENCE_EMAIL ? claim->email_hash : TEXT_NONE;
    enum rc rc = customer_find(flow->db, flow->arena, claim->advertiser_id, external_id, email_hash, &customer);
    struct binding binding = {0};
    if (rc == RC_OK) {
        rc = binding_find(flow->db, flow->arena, claim->program_id, customer, &binding);
    }
    if (rc == RC_NOT_FOUND) {
        evidence_add(evidence, piece);
        return RC_OK;
    }
    TRY(rc);
    struct sql_partner_standing_row row;
    TRY(sql_partner_standing(
        flow->db, flow->arena,
        &(struct sql_partner_standing_in){.partner_id = binding.partner_id, .program_id = claim->program_id}, &row));
    piece.click_id = binding.click_id;
    piece.link_id = binding.link_id;
    piece.partner_id = binding.partner_id;
    piece.touched_at = binding.bound_at;
    piece.facts = FACT_FOUND | FACT_GENUINE | FACT_ACTIVE | FACT_SAME_ADVERTISER | FACT_SAME_PROGRAM |
                  (is_lifetime ? (uint32_t)FACT_FOR_LIFE : 0) | standing(row.is_partner_active, row.is_enrolled);
    evidence_add(evidence, piece);
    return RC_OK;
}

enum rc conversion_evidence_collect(struct flow *flow, const struct claim *claim, const struct attribution_terms *terms,
                                    bool is_binding, bool is_lifetime, struct evidence_list *ret_evidence)
{
    ret_evidence->count = 0;
    if (claim->is_click_given) {
        TRY(collect_click(flow, claim, terms, ret_evidence));
    }
    if (claim->coupon_folded.n > 0) {
        TRY(collect_coupon(flow, claim, ret_evidence));
    }
    if (is_binding && !text_is_empty(claim->customer_external_id)) {
        TRY(collect_binding(flow, claim, EVIDENCE_CUSTOMER, is_lifetime, ret_evidence));
    }
    if (is_binding && !text_is_empty(claim->email_hash)) {
        TRY(collect_binding(flow, claim, EVIDENCE_EMAIL, is_lifetime, ret_evidence));
    }
    if (claim->visitor_number != 0 && evidence_is_used(terms, EVIDENCE_VISITOR)) {
        size_t before = ret_evidence->count;
        TRY(collect_visitor(flow, claim, terms, EVIDENCE_VISITOR, claim->visitor_number, ret_evidence));
        if (ret_evidence->count == before) {
            evidence_add(ret_evidence, (struct evidence){.kind = EVIDENCE_VISITOR, .touched_at = INSTANT_NONE});
        }
    }
    return RC_OK;
}
