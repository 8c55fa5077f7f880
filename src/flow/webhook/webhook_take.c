// SPDX-License-Identifier: Apache-2.0
// Taking what webhooks tell; see webhook_take.h.
#include "webhook/webhook_take.h"

#include <string.h>

#include "click/click_id.h"
#include "conversion/conversion_decide.h"
#include "conversion/conversion_sql.h"
#include "customer/customer.h"
#include "customer/customer_churn.h"
#include "tracking/tracking_note.h"

#define DISPUTE_WON ":won"

static void ignore(struct webhook_taken *taken, const char *cause)
{
    taken->outcome = TEXT("ignored");
    taken->cause = text_of(cause);
}

// A refusal that repeating cannot mend.
static void ignore_fault(struct flow *flow, struct webhook_taken *taken)
{
    taken->outcome = TEXT("ignored");
    taken->cause = text_copy(flow->arena, text_of(flow->fault->code));
    fault_clear(flow->fault);
}

static bool is_fault(const struct flow *flow, enum rc rc, enum rc wanted, const char *code)
{
    return rc == wanted && strcmp(flow->fault->code, code) == 0;
}

// Nothing was changed.
static bool is_idle(const struct webhook_taken *taken)
{
    return text_equal(taken->outcome, TEXT("duplicate")) || text_equal(taken->outcome, TEXT("ignored"));
}

// ---- which order ----

static enum rc find_by_number(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                              struct text number, struct conversion_id *ret_id)
{
    struct sql_conversion_by_order_in in = {
        .program_id = told->source->program_id, .goal = webhook_goal(fact), .order_id = number};
    struct sql_conversion_by_order_row row;
    TRY(sql_conversion_by_order(flow->db, flow->arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

static enum rc find_by_name(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                            struct text name, struct conversion_id *ret_id)
{
    enum rc rc = find_by_number(flow, told, fact, name, ret_id);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    struct text number;
    TRY(webhook_reference_find(flow->db, flow->arena, told->source->program_id, name, &number));
    return find_by_number(flow, told, fact, number, ret_id);
}

// The conversion that a fact is about, by the order's number or another name of it. RC_NOT_FOUND.
static enum rc find_order(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                          struct conversion *ret_conversion)
{
    struct conversion_id id = {0};
    enum rc rc = text_is(fact->order_id) ? find_by_name(flow, told, fact, fact->order_id, &id) : RC_NOT_FOUND;
    for (size_t i = 0; rc == RC_NOT_FOUND && i < fact->reference_count; i++) {
        rc = find_by_name(flow, told, fact, fact->references[i], &id);
    }
    return rc == RC_OK ? conversion_get(flow->db, flow->arena, id, ret_conversion) : rc;
}

static enum rc keep_reference(struct flow *flow, const struct webhook_told *told, struct text reference,
                              struct text order_id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, webhook_reference_keep(flow->db, told->source->program_id, reference, order_id, flow->now)));
    return flow_commit(flow);
}

static enum rc keep_references(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact)
{
    if (fact->reference_count == 0) {
        return RC_OK;
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    for (size_t i = 0; i < fact->reference_count; i++) {
        TRY(flow_stored(flow, webhook_reference_keep(flow->db, told->source->program_id, fact->references[i],
                                                     fact->order_id, flow->now)));
    }
    return flow_commit(flow);
}

static enum rc knows_reference(struct flow *flow, const struct webhook_told *told, struct text reference,
                               bool *ret_knows)
{
    struct text order_id;
    enum rc rc = webhook_reference_find(flow->db, flow->arena, told->source->program_id, reference, &order_id);
    *ret_knows = rc == RC_OK;
    return flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc);
}

// ---- what happens to an order that is known ----

static void taken_of(const struct conversion *conversion, struct webhook_taken *taken)
{
    taken->conversion_id = conversion->id;
    taken->outcome = conversion->status;
    taken->cause = TEXT("");
}

static enum rc do_refund(struct flow *flow, const struct conversion *conversion, const struct webhook_fact *fact,
                         struct webhook_taken *taken)
{
    struct currency reported =
        conversion_is_exchanged(conversion) ? conversion->exchange.amount.currency : conversion->amount.currency;
    taken->conversion_id = conversion->id;
    if (!text_is_empty(fact->currency) && !text_equal_ignore_case(fact->currency, currency_text(&reported))) {
        ignore(taken, "currency_mismatch");
        return RC_OK;
    }
    struct refund_claim claim = {.conversion_id = conversion->id,
                                 .refund_key = fact->key,
                                 .amount = fact->amount,
                                 .occurred_at = fact->occurred_at};
    struct refund_accepted accepted;
    enum rc rc = conversion_refund(flow, &claim, &accepted);
    if (rc == RC_INVALID || rc == RC_REFUSED || rc == RC_CONFLICT) {
        ignore_fault(flow, taken);
        return RC_OK;
    }
    TRY(rc);
    taken->outcome = accepted.is_duplicate ? TEXT("duplicate") : TEXT("refunded");
    return RC_OK;
}

static enum rc do_decision(struct flow *flow, const struct conversion *conversion, const struct webhook_fact *fact,
                           struct webhook_taken *taken)
{
    bool is_rejected = text_equal(fact->status, TEXT("rejected"));
    bool is_known = is_rejected && conversion_reason_is_known(fact->reason);
    taken->conversion_id = conversion->id;
    if (text_equal(conversion->status, fact->status)) {
        taken->outcome = TEXT("duplicate");
        return RC_OK;
    }
    TRY(conversion_decide(flow, conversion->id, fact->status,
                          is_known      ? fact->reason
                          : is_rejected ? TEXT("advertiser_rejected")
                                        : TEXT_NONE));
    taken->outcome = fact->status;
    return RC_OK;
}

static bool is_whole(const struct conversion *conversion, const struct webhook_fact *fact)
{
    struct money whole = conversion_is_exchanged(conversion) ? conversion->exchange.amount : conversion->amount;
    struct money amount;
    return money_parse(fact->amount, whole.currency, &amount) != MONEY_PARSED || amount.minor >= whole.minor;
}

// That a dispute was counted, and that it was won, are names of its order.
struct dispute {
    struct text won; // its other name
    bool is_counted;
    bool is_won;
};

static enum rc find_dispute(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                            struct dispute *ret_dispute)
{
    *ret_dispute = (struct dispute){.won = text_format(flow->arena, "%.*s" DISPUTE_WON, TEXT_PRINT(fact->key))};
    TRY(knows_reference(flow, told, fact->key, &ret_dispute->is_counted));
    return knows_reference(flow, told, ret_dispute->won, &ret_dispute->is_won);
}

// A chargeback of the whole order rejects it, one of a part is a refund; both can be won back.
static enum rc do_chargeback(struct flow *flow, const struct webhook_told *told, const struct conversion *conversion,
                             const struct webhook_fact *fact, struct webhook_taken *taken)
{
    struct dispute dispute;
    TRY(find_dispute(flow, told, fact, &dispute));
    taken->conversion_id = conversion->id;
    if (dispute.is_counted || dispute.is_won) {
        taken->outcome = TEXT("duplicate");
        return RC_OK;
    }
    struct webhook_fact rejection = *fact;
    rejection.status = TEXT("rejected");
    TRY(is_whole(conversion, fact) ? do_decision(flow, conversion, &rejection, taken)
                                   : do_refund(flow, conversion, fact, taken));
    return keep_reference(flow, told, fact->key, conversion->order_id);
}

// Whether a refund of the dispute's id was there to be taken back.
static enum rc take_part_back(struct flow *flow, const struct conversion *conversion, const struct webhook_fact *fact,
                              struct webhook_taken *taken, bool *ret_is_part)
{
    struct refund_claim claim = {
        .conversion_id = conversion->id, .refund_key = fact->key, .occurred_at = fact->occurred_at};
    struct refund_accepted accepted;
    enum rc rc = conversion_refund_reverse(flow, &claim, &accepted);
    *ret_is_part = !is_fault(flow, rc, RC_NOT_FOUND, "refund_not_found");
    if (!*ret_is_part) {
        fault_clear(flow->fault);
        return RC_OK;
    }
    if (rc == RC_INVALID) {
        ignore_fault(flow, taken);
        return RC_OK;
    }
    TRY(rc);
    taken->outcome = accepted.is_duplicate ? TEXT("duplicate") : TEXT("refund_reversed");
    return RC_OK;
}

static enum rc win_back(struct flow *flow, const struct conversion *conversion, const struct webhook_fact *fact,
                        struct webhook_taken *taken)
{
    struct webhook_fact approval = *fact;
    bool is_part;
    approval.status = TEXT("approved");
    TRY(take_part_back(flow, conversion, fact, taken, &is_part));
    if (is_part) {
        return RC_OK;
    }
    if (text_equal(conversion->status, TEXT("rejected"))) {
        return do_decision(flow, conversion, &approval, taken);
    }
    ignore(taken, "chargeback_not_counted");
    return RC_OK;
}

static enum rc do_chargeback_won(struct flow *flow, const struct webhook_told *told,
                                 const struct conversion *conversion, const struct webhook_fact *fact,
                                 struct webhook_taken *taken)
{
    struct dispute dispute;
    TRY(find_dispute(flow, told, fact, &dispute));
    taken->conversion_id = conversion->id;
    if (dispute.is_won) {
        taken->outcome = TEXT("duplicate");
        return RC_OK;
    }
    if (!dispute.is_counted) {
        taken->outcome = TEXT("named"); // the chargeback that comes late will not count
    } else {
        TRY(win_back(flow, conversion, fact, taken));
    }
    return keep_reference(flow, told, dispute.won, conversion->order_id);
}

static enum rc do_known(struct flow *flow, const struct webhook_told *told, const struct conversion *conversion,
                        const struct webhook_fact *fact, struct webhook_taken *taken)
{
    switch (fact->kind) {
    case WEBHOOK_REFUND:
        return do_refund(flow, conversion, fact, taken);
    case WEBHOOK_DECISION:
        return do_decision(flow, conversion, fact, taken);
    case WEBHOOK_CHARGEBACK:
        return do_chargeback(flow, told, conversion, fact, taken);
    case WEBHOOK_CHARGEBACK_WON:
        return do_chargeback_won(flow, told, conversion, fact, taken);
    case WEBHOOK_EVENT:
    case WEBHOOK_CHURN:
    case WEBHOOK_NAMES:
    case WEBHOOK_FACT_KIND_COUNT:
        break;
    }
    ignore(taken, "event_unused");
    return RC_OK;
}

// ---- what waits ----

static enum rc end_waiting(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, webhook_waiting_end(flow->db, told->source->program_id, fact)));
    return flow_commit(flow);
}

static enum rc serve_waiting(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *order,
                             struct text name)
{
    struct webhook_fact *list = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, webhook_waiting_list(flow->db, flow->arena, told->source->program_id, webhook_goal(order),
                                               name, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        struct conversion conversion;
        struct webhook_taken taken = {.cause = TEXT("")};
        enum rc rc = find_order(flow, told, &list[i], &conversion);
        if (rc == RC_NOT_FOUND) {
            continue;
        }
        TRY(flow_stored(flow, rc));
        TRY(do_known(flow, told, &conversion, &list[i], &taken));
        TRY(end_waiting(flow, told, &list[i]));
    }
    return RC_OK;
}

// The order has come, or got another name: what waited for it is done.
static enum rc serve_all_waiting(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *order)
{
    TRY(serve_waiting(flow, told, order, order->order_id));
    for (size_t i = 0; i < order->reference_count; i++) {
        TRY(serve_waiting(flow, told, order, order->references[i]));
    }
    return RC_OK;
}

static enum rc wait_for_order(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, webhook_wait(flow->db, told->source->program_id, fact, flow->now)));
    return flow_commit(flow);
}

// The order is looked for once more after the fact has begun to wait: one of the two sees the other.
static enum rc take_later(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                          struct webhook_taken *taken)
{
    struct conversion conversion;
    enum rc rc = find_order(flow, told, fact, &conversion);
    if (rc == RC_NOT_FOUND) {
        TRY(wait_for_order(flow, told, fact));
        rc = find_order(flow, told, fact, &conversion);
        if (rc == RC_NOT_FOUND) {
            taken->outcome = TEXT("waiting");
            taken->cause = TEXT("order_unknown");
            return RC_OK;
        }
        TRY(flow_stored(flow, rc));
        TRY(do_known(flow, told, &conversion, fact, taken));
        return end_waiting(flow, told, fact);
    }
    TRY(flow_stored(flow, rc));
    return do_known(flow, told, &conversion, fact, taken);
}

// ---- leads and sales ----

static struct conversion_claim claim_of(struct flow *flow, const struct webhook_told *told,
                                        const struct webhook_fact *fact)
{
    struct claim_item_text *items = arena_many(flow->arena, struct claim_item_text, fact->item_count);
    for (size_t i = 0; i < fact->item_count; i++) {
        items[i] = (struct claim_item_text){.sku = fact->items[i].sku,
                                            .category = fact->items[i].category,
                                            .quantity = fact->items[i].quantity,
                                            .amount = fact->items[i].amount};
    }
    struct click_id click;
    bool is_click = fact->is_click_sure ||
                    (text_is(fact->click_id) && click_id_parse(flow->keyring, fact->click_id, &click) == RC_OK);
    return (struct conversion_claim){.advertiser_id = told->source->advertiser_id,
                                     .program_id = told->source->program_id,
                                     .click_id = is_click ? fact->click_id : TEXT_NONE,
                                     .goal = fact->goal,
                                     .order_id = fact->order_id,
                                     .amount = fact->amount,
                                     .discount = fact->discount,
                                     .currency = fact->currency,
                                     .status = fact->status,
                                     .coupon = fact->coupon,
                                     .customer_id = fact->customer_id,
                                     .email = fact->email,
                                     .reason = fact->reason,
                                     .occurred_at = fact->occurred_at,
                                     .tax = fact->tax,
                                     .shipping = fact->shipping,
                                     .usage = fact->usage,
                                     .customer_country = fact->customer_country,
                                     .split = fact->split,
                                     .items = items,
                                     .item_count = fact->item_count,
                                     .source = TEXT("webhook")};
}

// Takes away what an order can do without; false when the field is none of these.
static bool leave_out(struct conversion_claim *claim, struct text field)
{
    struct {
        const char *name;
        struct text *value;
    } fields[] = {{"email", &claim->email},       {"customer_country", &claim->customer_country},
                  {"coupon", &claim->coupon},     {"customer_id", &claim->customer_id},
                  {"click_id", &claim->click_id}, {"usage", &claim->usage},
                  {"tax", &claim->tax},           {"shipping", &claim->shipping},
                  {"discount", &claim->discount}, {"occurred_at", &claim->occurred_at},
                  {"reason", &claim->reason}};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (text_equal(field, text_of(fields[i].name)) && text_is(*fields[i].value)) {
            *fields[i].value = TEXT_NONE;
            return true;
        }
    }
    if (text_starts_with(field, TEXT("items")) && claim->item_count > 0) {
        claim->item_count = 0;
        return true;
    }
    return false;
}

// What people typed into a shop's form must not lose the order: a malformed e-mail is none.
static void leave_out_malformed(struct flow *flow, struct conversion_claim *claim)
{
    struct claim checked;
    while (conversion_claim_check(flow, claim, &checked) == RC_INVALID &&
           leave_out(claim, text_of(flow->fault->field))) {
        fault_clear(flow->fault);
    }
    fault_clear(flow->fault);
}

static enum rc demand_evidence(void *user, struct flow *flow)
{
    const struct conversion_accepted *accepted = user;
    return accepted->is_attributed || accepted->is_duplicate
               ? RC_OK
               : fault_set(flow->fault, RC_REFUSED, "session_awaited", "",
                           "nothing ties this first payment to a partner: its checkout session may");
}

static enum rc accept(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                      const struct webhook_fact *fact, struct conversion_accepted *ret_accepted)
{
    struct conversion_claim claim = claim_of(flow, told, fact);
    leave_out_malformed(flow, &claim);
    struct flow own = *flow; // the caller's last step is not this one's
    struct tracking_report report = {
        .event = told->event, .claim = &claim, .is_note_wanted = told->is_note_wanted && !fact->is_first_payment};
    if (fact->is_first_payment) {
        flow->before_commit = demand_evidence;
        flow->before_commit_user = ret_accepted;
    }
    enum rc rc = tracking_accept(flow, shipping, &report, ret_accepted);
    flow->before_commit = own.before_commit;
    flow->before_commit_user = own.before_commit_user;
    bool is_refused = rc == RC_INVALID || (rc == RC_REFUSED && !is_fault(flow, rc, RC_REFUSED, "session_awaited"));
    if (fact->is_first_payment && is_refused && told->is_note_wanted) {
        tracking_note(flow, &told->event);
    }
    return rc;
}

// The same order with other content: nothing but its status is followed.
static enum rc follow_status(struct flow *flow, const struct conversion *conversion, const struct webhook_fact *fact,
                             struct webhook_taken *taken)
{
    bool is_decided = text_equal(fact->status, TEXT("approved")) || text_equal(fact->status, TEXT("rejected"));
    bool is_news = is_decided && !text_equal(fact->status, conversion->status);
    taken->conversion_id = conversion->id;
    if (!is_news) {
        ignore(taken, "order_conflict");
        return RC_OK;
    }
    return do_decision(flow, conversion, fact, taken);
}

static enum rc take_new(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                        const struct webhook_fact *fact, struct webhook_taken *taken)
{
    struct conversion_accepted accepted = {0};
    enum rc rc = accept(flow, shipping, told, fact, &accepted);
    if (is_fault(flow, rc, RC_REFUSED, "session_awaited") || is_fault(flow, rc, RC_INVALID, "goal_unknown")) {
        taken->is_noted = rc == RC_INVALID && told->is_note_wanted;
        ignore_fault(flow, taken);
        return RC_OK;
    }
    if (is_fault(flow, rc, RC_CONFLICT, "order_conflict")) {
        struct conversion conversion;
        fault_clear(flow->fault);
        TRY(flow_stored(flow, find_order(flow, told, fact, &conversion)));
        TRY(follow_status(flow, &conversion, fact, taken));
        taken->is_noted = is_idle(taken) && told->is_note_wanted;
        return RC_OK;
    }
    TRY(rc);
    taken->is_noted = true;
    taken->conversion_id = accepted.conversion_id;
    taken->outcome = accepted.is_duplicate     ? TEXT("duplicate")
                     : !accepted.is_attributed ? TEXT("unattributed")
                                               : accepted.status;
    taken->cause = accepted.is_attributed ? TEXT("") : accepted.cause;
    return RC_OK;
}

static enum rc take_event(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                          const struct webhook_fact *fact, struct webhook_taken *taken)
{
    struct conversion conversion;
    enum rc rc = text_is(fact->order_id) ? find_order(flow, told, fact, &conversion) : RC_NOT_FOUND;
    bool is_known = rc == RC_OK;
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    bool is_late = is_known && text_equal(conversion.status, TEXT("rejected")) &&
                   text_equal(fact->status, TEXT("approved")) && !fact->is_reopening;
    if (is_late || (is_known && fact->is_told_twice)) {
        taken_of(&conversion, taken);
        taken->outcome = TEXT("duplicate");
    } else {
        TRY(take_new(flow, shipping, told, fact, taken));
    }
    if (!text_is(fact->order_id)) {
        return RC_OK;
    }
    TRY(keep_references(flow, told, fact));
    return serve_all_waiting(flow, told, fact);
}

// ---- the rest ----

static enum rc take_names(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                          struct webhook_taken *taken)
{
    taken->outcome = TEXT("named");
    TRY(keep_references(flow, told, fact));
    return serve_all_waiting(flow, told, fact);
}

static enum rc take_churn(struct flow *flow, const struct webhook_told *told, const struct webhook_fact *fact,
                          struct webhook_taken *taken)
{
    struct churn_input input = {.program_id = told->source->program_id, .occurred_at = INSTANT_NONE};
    struct customer customer;
    enum rc rc = customer_find(flow->db, flow->arena, told->source->advertiser_id, fact->customer_id, TEXT_NONE,
                               &input.customer_id);
    if (rc == RC_NOT_FOUND) {
        ignore(taken, "customer_unknown");
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    if (text_is(fact->occurred_at) && instant_parse(fact->occurred_at, &input.occurred_at) != RC_OK) {
        input.occurred_at = INSTANT_NONE;
    }
    rc = customer_churn(flow, &input, &customer);
    if (rc == RC_INVALID || rc == RC_REFUSED) {
        ignore_fault(flow, taken);
        return RC_OK;
    }
    TRY(rc);
    taken->outcome = TEXT("churned");
    return RC_OK;
}

static enum rc take_fact(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                         const struct webhook_fact *fact, struct webhook_taken *taken)
{
    *taken = (struct webhook_taken){.cause = TEXT("")};
    switch (fact->kind) {
    case WEBHOOK_EVENT:
        return take_event(flow, shipping, told, fact, taken);
    case WEBHOOK_CHURN:
        return take_churn(flow, told, fact, taken);
    case WEBHOOK_NAMES:
        return take_names(flow, told, fact, taken);
    case WEBHOOK_DECISION:
    case WEBHOOK_REFUND:
    case WEBHOOK_CHARGEBACK:
    case WEBHOOK_CHARGEBACK_WON:
    case WEBHOOK_FACT_KIND_COUNT:
        break;
    }
    return take_later(flow, told, fact, taken);
}

// The delivery is done: it is remembered, and noted unless its order was (tracking_accept).
static enum rc finish(struct flow *flow, const struct webhook_told *told, const struct webhook_taken *taken)
{
    struct webhook_delivery delivery = {.source_id = told->source->id,
                                        .key = told->key,
                                        .conversion_id = taken->conversion_id,
                                        .outcome = taken->outcome,
                                        .cause = taken->cause,
                                        .received_at = flow->now};
    struct tracking_event event = told->event;
    event.outcome = taken->outcome;
    event.code = taken->cause;
    event.field = TEXT("");
    event.conversion_id = taken->conversion_id;
    event.received_at = flow->now;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, webhook_delivery_keep(flow->db, &delivery)));
    if (!taken->is_noted) {
        TRY(flow_stored(flow, tracking_event_insert(flow->db, flow->arena, &event, 1)));
    }
    return flow_commit(flow);
}

static enum rc nothing_told(struct flow *flow, const struct webhook_told *told, struct webhook_taken *ret_taken)
{
    struct tracking_event event = told->event;
    ignore(ret_taken, told->reading->cause);
    event.outcome = ret_taken->outcome;
    event.code = ret_taken->cause;
    if (told->is_note_wanted) {
        tracking_note(flow, &event);
    }
    return RC_OK;
}

enum rc webhook_take(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                     struct webhook_taken *ret_taken)
{
    const struct webhook_reading *reading = told->reading;
    struct webhook_delivery first;
    *ret_taken = (struct webhook_taken){.cause = TEXT("")};
    if (reading->count == 0) {
        return nothing_told(flow, told, ret_taken);
    }
    enum rc rc = webhook_delivery_find(flow->db, flow->arena, told->source->id, told->key, &first);
    if (rc == RC_OK) {
        *ret_taken = (struct webhook_taken){
            .conversion_id = first.conversion_id, .outcome = first.outcome, .cause = first.cause, .is_repeat = true};
        return RC_OK;
    }
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    for (size_t i = 0; i < reading->count; i++) {
        struct webhook_taken taken;
        TRY(take_fact(flow, shipping, told, &reading->facts[i], &taken));
        if (i == 0 || (is_idle(ret_taken) && !is_idle(&taken))) {
            *ret_taken = taken;
        }
    }
    return finish(flow, told, ret_taken);
}
