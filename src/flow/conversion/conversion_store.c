// SPDX-License-Identifier: Apache-2.0
// Storing of judged events; see conversion_store.h.
#include "conversion/conversion_store.h"

#include "customer/customer.h"
#include "postback/postback_note.h"

static size_t evidence_rows(const struct judged *judged, struct sql_conversion_evidence_insert_in *ret_rows)
{
    const struct evidence_list *evidence = judged->evidence;
    for (size_t i = 0; i < evidence->count; i++) {
        const struct evidence *e = &evidence->list[i];
        ret_rows[i] = (struct sql_conversion_evidence_insert_in){.conversion_id = judged->conversion.id,
                                                                 .position = (int64_t)i + 1,
                                                                 .kind = text_of(evidence_kind_text(e->kind)),
                                                                 .click_id = e->click_id,
                                                                 .link_id = e->link_id,
                                                                 .partner_id = e->partner_id,
                                                                 .touched_at = e->touched_at,
                                                                 .facts = e->facts,
                                                                 .outcome = text_of(evidence_outcome_text(e->outcome))};
    }
    return evidence->count;
}

static enum rc store_evidence(struct flow *flow, struct judged *const *list, size_t count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += list[i]->evidence->count;
    }
    if (most == 0) {
        return RC_OK;
    }
    struct sql_conversion_evidence_insert_in *rows =
        arena_many(flow->arena, struct sql_conversion_evidence_insert_in, most);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        at += evidence_rows(list[i], rows + at);
    }
    return sql_conversion_evidence_insert(flow->db, flow->arena, rows, most);
}

static enum rc store_rows(struct flow *flow, struct judged *const *list, size_t count, struct rollup *rollup)
{
    struct conversion_new *rows = arena_many(flow->arena, struct conversion_new, count);
    for (size_t i = 0; i < count; i++) {
        const struct claim *claim = list[i]->claim;
        rows[i] = (struct conversion_new){.conversion = &list[i]->conversion,
                                          .content_hash = claim->content_hash,
                                          .items = claim->items,
                                          .item_count = claim->item_count};
    }
    TRY(conversion_insert(flow->db, flow->arena, rows, count));
    TRY(store_evidence(flow, list, count));
    for (size_t i = 0; i < count; i++) {
        rollup_conversion(flow, rollup, NULL, &list[i]->conversion);
    }
    return RC_OK;
}

// A credited lead or sale binds its customer: the first one, or again once a binding's window has ended.
static enum rc bind_customer(struct flow *flow, const struct judged *judged)
{
    const struct conversion *conversion = &judged->conversion;
    if (!judged->is_binding || conversion->customer_id.v == 0 || conversion->partner_id.v == 0) {
        return RC_OK;
    }
    struct binding old;
    enum rc rc = binding_find(flow->db, flow->arena, conversion->program_id, conversion->customer_id, &old);
    bool is_replacing = rc == RC_OK && !judged->is_lifetime &&
                        conversion->occurred_at.ms - old.bound_at.ms > judged->attribution.window_ms;
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

enum rc conversion_store(struct flow *flow, struct judged *judged)
{
    struct rollup rollup = {.count = 0};
    TRY(store_rows(flow, &judged, 1, &rollup));
    TRY(bind_customer(flow, judged));
    if (judged->conversion.partner_id.v != 0) {
        struct commission_event event = {.conversion = &judged->conversion,
                                         .items = judged->claim->items,
                                         .item_count = judged->claim->item_count,
                                         .hold_days = judged->terms.hold_days,
                                         .plans = &judged->plans};
        TRY(commission_accrue(flow, &event, &rollup));
    }
    TRY(rollup_write(flow, &rollup));
    return postback_note_new(flow, &judged->conversion);
}

enum rc conversion_store_early(struct flow *flow, struct judged *const *list, size_t count)
{
    struct rollup rollup = {.count = 0};
    TRY(store_rows(flow, list, count, &rollup));
    struct commission_early *payments = arena_many(flow->arena, struct commission_early, count);
    size_t paid = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i]->conversion.partner_id.v != 0) {
            payments[paid++] = (struct commission_early){
                .conversion = &list[i]->conversion, .plans = &list[i]->plans, .payment = &list[i]->payment};
        }
    }
    TRY(commission_accrue_early(flow, payments, paid, &rollup));
    TRY(rollup_write(flow, &rollup));
    for (size_t i = 0; i < count; i++) {
        TRY(list[i]->is_told ? postback_note_new(flow, &list[i]->conversion) : RC_OK);
    }
    return RC_OK;
}
