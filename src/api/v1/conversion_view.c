// SPDX-License-Identifier: Apache-2.0
// Conversions as shown; see conversion_view.h.

#include "v1/conversion_view.h"

#include "click/click_id.h"
#include "commission/commission.h"
#include "conversion/conversion_sql.h"
#include "identity/public_id.h"
#include "settlement/charge.h"

static const struct field evidence_fields[] = {
    FIELD_TEXT(struct evidence_view, kind, 0, 32, 0, "click_id, coupon, customer, email or visitor."),
    FIELD_TEXT(struct evidence_view, click_id, 0, 64, 0, "The click, when the evidence is one."),
    FIELD_ID(struct evidence_view, partner_id, PREFIX_PARTNER, 0, "Whom it speaks for."),
    FIELD_ID(struct evidence_view, link_id, PREFIX_LINK, 0, "The click's link."),
    FIELD_INSTANT(struct evidence_view, touched_at, 0, "When the click or binding was made."),
    FIELD_TEXT(struct evidence_view, outcome, 0, 64, 0, "won, or the reason why it lost."),
};
static const struct schema schema_evidence = SCHEMA("Evidence", struct evidence_view, evidence_fields);

static const struct field attribution_fields[] = {
    FIELD_CHOICE(struct attribution_view, status, "credited,unattributed", 0, "Whether a partner is credited."),
    FIELD_ID(struct attribution_view, partner_id, PREFIX_PARTNER, 0, "The credited partner."),
    FIELD_TEXT(struct attribution_view, evidence_kind, 0, 32, 0, "The kind of evidence that won."),
    FIELD_TEXT(struct attribution_view, cause, 0, 64, 0, "Why nobody is credited."),
    FIELD_LIST(struct attribution_view, evidence, &schema_evidence, 0, "All evidence in the order it was judged."),
};
static const struct schema schema_attribution = SCHEMA("Attribution", struct attribution_view, attribution_fields);

static const struct field commission_fields[] = {
    FIELD_ID(struct conversion_commission_view, id, PREFIX_COMMISSION, 0, "The commission."),
    FIELD_ID(struct conversion_commission_view, partner_id, PREFIX_PARTNER, 0, "Who earns it."),
    FIELD_CHOICE(struct conversion_commission_view, role, "credited,split,assist,level,bonus,compensation,opening", 0,
                 "As the credited partner, by an agreed split or a share, or as a recruiter."),
    FIELD_INT64(struct conversion_commission_view, level, 1, 100, 0, "How many recruiters above the credited partner."),
    FIELD_MONEY(struct conversion_commission_view, amount, "As it stands now."),
    FIELD_TEXT(struct conversion_commission_view, status, 0, 16, 0, "pending, available, in_payout, paid or rejected."),
    FIELD_INSTANT(struct conversion_commission_view, due_at, 0, "When it becomes available."),
};
static const struct schema schema_conversion_commission =
    SCHEMA("ConversionCommission", struct conversion_commission_view, commission_fields);

static const struct field item_fields[] = {
    FIELD_TEXT(struct item_view, sku, 0, 128, 0, "Article."),
    FIELD_TEXT(struct item_view, category, 0, 128, 0, "Category."),
    FIELD_TEXT(struct item_view, kind, 0, 64, 0, "digital, physical, service or another word."),
    FIELD_INT64(struct item_view, quantity, 1, 1000000000, 0, "Pieces."),
    FIELD_MONEY(struct item_view, amount, "Of the whole line, after discount."),
};
static const struct schema schema_item = SCHEMA("ConversionItem", struct item_view, item_fields);

static const struct field charge_fields[] = {
    FIELD_ID(struct conversion_charge_view, id, PREFIX_CHARGE, 0, "The charge."),
    FIELD_MONEY(struct conversion_charge_view, amount, "As it stands now."),
    FIELD_CHOICE(struct conversion_charge_view, state, "accrued,owed", 0, "accrued: the conversion is not approved."),
    FIELD_DECIMAL(struct conversion_charge_view, margin, 0, "What the network keeps; null to advertisers."),
    FIELD_BOOL(struct conversion_charge_view, is_negative, 0, "The network loses by it; null to advertisers."),
};
static const struct schema schema_conversion_charge =
    SCHEMA("ConversionCharge", struct conversion_charge_view, charge_fields);

static const struct field conversion_fields[] = {
    FIELD_ID(struct conversion_view, id, PREFIX_CONVERSION, 0, "The conversion."),
    FIELD_ID(struct conversion_view, program_id, PREFIX_PROGRAM, 0, "Its program."),
    FIELD_ID(struct conversion_view, offer_id, PREFIX_OFFER, 0, "The credited link's offer."),
    FIELD_ID(struct conversion_view, link_id, PREFIX_LINK, 0, "The credited link."),
    FIELD_TEXT(struct conversion_view, click_id, 0, 64, 0, "The credited click."),
    FIELD_TEXT(struct conversion_view, goal, 0, 64, 0, "Goal code."),
    FIELD_CHOICE(struct conversion_view, goal_kind, "lead,sale", 0, "How reports count the goal."),
    FIELD_TEXT(struct conversion_view, order_id, 0, 256, 0, "The advertiser's order number."),
    FIELD_MONEY(struct conversion_view, amount, "What the customer paid, after discount."),
    FIELD_MONEY(struct conversion_view, discount, "What the customer was spared."),
    FIELD_MONEY(struct conversion_view, refunded, "Sum of refunds."),
    FIELD_MONEY(struct conversion_view, reported,
                "The amount as reported, when in another currency than the program's."),
    FIELD_TEXT(struct conversion_view, exchange_rate, 0, 300, 0,
               "The rate it was converted by: \"1 EUR = 1.1684 USD (ECB, 2026-04-13)\"."),
    FIELD_CHOICE(struct conversion_view, status, "pending,approved,rejected", 0, "As it stands now."),
    FIELD_TEXT(struct conversion_view, reason, 0, 64, 0, "Coded reason of the last decision."),
    FIELD_INSTANT(struct conversion_view, occurred_at, 0, "When it happened, as reported."),
    FIELD_INSTANT(struct conversion_view, received_at, 0, "When it was accepted here."),
    FIELD_TEXT(struct conversion_view, source, 0, 16, 0, "postback, webhook, api, import or tag."),
    FIELD_ID(struct conversion_view, customer_id, PREFIX_CUSTOMER, 0, "The customer, when known."),
    FIELD_TEXT(struct conversion_view, coupon, 0, 64, 0, "The coupon code, as reported."),
    FIELD_BOOL(struct conversion_view, duplicate, 0, "In answers to a report: it was known already, nothing changed."),
    FIELD_OBJECT(struct conversion_view, attribution, &schema_attribution, "Who is credited and why."),
    FIELD_LIST(struct conversion_view, items, &schema_item, 0, "Lines of the order."),
    FIELD_LIST(struct conversion_view, commissions, &schema_conversion_commission, 0, "What it earned."),
    FIELD_OBJECT(struct conversion_view, charge, &schema_conversion_charge,
                 "What the advertiser is charged for it; null in-house, and to partners."),
};
const struct schema schema_conversion = SCHEMA("Conversion", struct conversion_view, conversion_fields);

static struct text none_when_empty(struct text t)
{
    return t.n == 0 ? TEXT_NONE : t;
}

static struct attribution_view attribution_of(const struct conversion *conversion)
{
    return (struct attribution_view){.status = conversion->partner_id.v == 0 ? TEXT("unattributed") : TEXT("credited"),
                                     .partner_id = conversion->partner_id,
                                     .evidence_kind = none_when_empty(conversion->evidence_kind),
                                     .cause = none_when_empty(conversion->cause)};
}

static enum rc read_evidence(struct call *call, const struct conversion *conversion, struct field_list *ret_list)
{
    struct sql_conversion_evidence_list_row *rows = NULL;
    size_t count = 0;
    TRY(sql_conversion_evidence_list(call->db, call->arena,
                                     &(struct sql_conversion_evidence_list_in){.conversion_id = conversion->id}, &rows,
                                     &count));
    struct evidence_view *list = arena_many(call->arena, struct evidence_view, count);
    bool is_partner = call->actor.role == ROLE_PARTNER;
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct evidence_view){.kind = rows[i].kind,
                                         .click_id = rows[i].click_id.v == 0
                                                         ? TEXT_NONE
                                                         : click_id_text(call->arena, call->keyring, rows[i].click_id),
                                         .partner_id = rows[i].partner_id,
                                         .link_id = rows[i].link_id,
                                         .touched_at = rows[i].touched_at,
                                         .outcome = rows[i].outcome};
        // A partner sees that other evidence stood against his, not whose it was.
        if (is_partner && rows[i].partner_id.v != call->actor.owner_id) {
            list[i].partner_id = (struct partner_id){0};
            list[i].link_id = (struct link_id){0};
            list[i].click_id = TEXT_NONE;
        }
    }
    *ret_list = (struct field_list){.items = list, .count = count};
    return RC_OK;
}

static enum rc read_commissions(struct call *call, struct conversion_id id, struct field_list *ret_list)
{
    struct commission *rows = NULL;
    size_t count = 0;
    TRY(commission_list_of(call->db, call->arena, id, &rows, &count));
    struct conversion_commission_view *list = arena_many(call->arena, struct conversion_commission_view, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (call->actor.role == ROLE_PARTNER && rows[i].partner_id.v != call->actor.owner_id) {
            continue;
        }
        list[kept++] = (struct conversion_commission_view){.id = rows[i].id,
                                                           .partner_id = rows[i].partner_id,
                                                           .role = rows[i].role,
                                                           .level = {.has = rows[i].level > 0, .v = rows[i].level},
                                                           .amount = rows[i].amount,
                                                           .status = text_of(commission_status_text(rows[i].status)),
                                                           .due_at = rows[i].due_at};
    }
    *ret_list = (struct field_list){.items = list, .count = kept};
    return RC_OK;
}

static enum rc read_items(struct call *call, const struct conversion *conversion, struct field_list *ret_list)
{
    struct conversion_item *rows = NULL;
    size_t count = 0;
    TRY(conversion_items_of(call->db, call->arena, conversion->id, conversion->amount.currency, &rows, &count));
    struct item_view *list = arena_many(call->arena, struct item_view, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct item_view){.sku = rows[i].sku,
                                     .category = rows[i].category,
                                     .kind = rows[i].kind,
                                     .quantity = {.has = true, .v = rows[i].quantity},
                                     .amount = rows[i].amount};
    }
    *ret_list = (struct field_list){.items = list, .count = count};
    return RC_OK;
}

// A partner sees nothing of it, an advertiser not what the network keeps.
static enum rc read_charge(struct call *call, struct conversion_id id, struct conversion_view *view)
{
    struct charge charge;
    if (call->actor.role == ROLE_PARTNER) {
        return RC_OK;
    }
    enum rc rc = charge_find(call->db, call->arena, charge_key_of_conversion(call->arena, id), &charge);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    view->charge_facts = (struct conversion_charge_view){
        .id = charge.id, .amount = charge.amount, .state = charge.is_confirmed ? TEXT("owed") : TEXT("accrued")};
    if (call->actor.role == ROLE_OPERATOR) {
        struct money margin = {charge.amount.minor - charge.commissions.minor, charge.amount.currency};
        view->charge_facts.margin = money_text(call->arena, margin);
        view->charge_facts.is_negative = (struct opt_int64){.has = true, .v = margin.minor < 0};
    }
    view->charge = &view->charge_facts;
    return RC_OK;
}

enum rc conversion_view_of(struct call *call, const struct conversion *c, bool is_whole,
                           struct conversion_view **ret_view)
{
    struct conversion_view *view = arena_one(call->arena, struct conversion_view);
    *view = (struct conversion_view){
        .id = c->id,
        .program_id = c->program_id,
        .offer_id = c->offer_id,
        .link_id = c->link_id,
        .click_id = c->click_id.v == 0 ? TEXT_NONE : click_id_text(call->arena, call->keyring, c->click_id),
        .goal = c->goal,
        .goal_kind = c->goal_kind,
        .order_id = c->order_id,
        .amount = c->amount,
        .discount = c->discount,
        .refunded = c->refunded,
        .status = c->status,
        .reason = none_when_empty(c->reason),
        .occurred_at = c->occurred_at,
        .received_at = c->received_at,
        .source = c->source,
        .customer_id = c->customer_id,
        .coupon = none_when_empty(c->coupon_code)};
    if (conversion_is_exchanged(c)) {
        struct text day = instant_date_text(call->arena, (struct instant){c->exchange.day * DAY_MS});
        view->reported = c->exchange.amount;
        view->exchange_rate = text_format(call->arena, "%.*s (%.*s, %.*s)", TEXT_PRINT(c->exchange.rates),
                                          TEXT_PRINT(c->exchange.source), TEXT_PRINT(day));
    }
    view->attribution_facts = attribution_of(c);
    view->attribution = &view->attribution_facts;
    if (is_whole) {
        TRY(read_evidence(call, c, &view->attribution_facts.evidence));
        TRY(read_items(call, c, &view->items));
    }
    TRY(read_commissions(call, c->id, &view->commissions));
    TRY(read_charge(call, c->id, view));
    *ret_view = view;
    return RC_OK;
}

enum rc conversion_view_read(struct call *call, struct conversion_id id, struct conversion_view **ret_view)
{
    struct conversion conversion;
    TRY(conversion_get(call->db, call->arena, id, &conversion));
    return conversion_view_of(call, &conversion, /* is_whole= */ true, ret_view);
}
