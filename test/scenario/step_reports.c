// SPDX-License-Identifier: Apache-2.0
// Steps in which an advertiser reports: leads, sales, refunds, decisions, and the same once more.
#include "world.h"

#include "click/click_id.h"
#include "conversion/conversion_accept.h"

#define NODE_ELSEWHERE 9

static enum rc ship_now(void *user)
{
    return clicking_ship(user);
}

static void remember_order(struct world *world, const struct conversion *conversion)
{
    struct order *order = arena_one(world->arena, struct order);
    *order = (struct order){.next = world->orders,
                            .program_id = conversion->program_id,
                            .goal = text_copy(world->arena, conversion->goal),
                            .order_id = text_copy(world->arena, conversion->order_id),
                            .conversion_id = conversion->id};
    world->orders = order;
}

// Clicks that a report needs are brought into the database by the flow itself, as after a redirect a moment ago.
static bool report_conversion(struct world *world)
{
    struct flow flow = world_flow(world);
    struct click_shipping shipping = {.ship_now = ship_now, .user = world};
    struct conversion_accepted accepted = {0};
    enum rc rc = conversion_accept(&flow, &shipping, &world->claim, &accepted);
    world_answer(world, rc);
    world->conversion_id = rc == RC_OK ? accepted.conversion_id : (struct conversion_id){0};
    world->outcome.is_duplicate = accepted.is_duplicate;
    if (rc != RC_OK || accepted.is_duplicate) {
        return true;
    }
    struct conversion conversion;
    if (conversion_get(world->db, world->scratch, accepted.conversion_id, &conversion) != RC_OK) {
        return world_mistake(world, "the conversion that was accepted is not there");
    }
    remember_order(world, &conversion);
    return true;
}

static bool read_click(struct world *world, struct conversion_claim *claim)
{
    struct text click = world_value(world, "click", TEXT("none"));
    if (text_equal(click, TEXT("none"))) {
        return true;
    }
    if (text_equal(click, TEXT("forged"))) {
        claim->click_id = TEXT("0123456789abcdefghjkmnpqrs");
        return true;
    }
    if (text_equal(click, TEXT("unrecorded"))) { // of a node that lost its disk days ago
        claim->click_id = click_id_text(
            world->arena, &world->keyring,
            click_id_of((struct instant){world->clock.instant.ms - 2 * CLICK_AWAIT_AGE_MS}, NODE_ELSEWHERE, 0));
        return true;
    }
    const struct visitor *visitor = world_visitor(world, click);
    claim->click_id = visitor->click_id;
    return visitor->click_id.n > 0 || world_mistake(world, "\"%.*s\" has not clicked", TEXT_PRINT(click));
}

static bool read_items(struct world *world, struct conversion_claim *claim)
{
    const struct story_step *step = world->step;
    struct claim_item_text *items = arena_many(world->arena, struct claim_item_text, step->pair_count);
    for (size_t i = 0; i < step->pair_count; i++) {
        if (!text_equal(step->pairs[i].name, TEXT("item"))) {
            continue;
        }
        struct text rest = step->pairs[i].value;
        struct claim_item_text *item = &items[claim->item_count++];
        if (!text_split(&rest, ':', &item->kind) || !text_split(&rest, ':', &item->amount)) {
            return world_mistake(world, "an item is KIND:AMOUNT");
        }
        (void)text_split(&rest, ':', &item->sku);
        (void)text_split(&rest, ':', &item->category);
        item->quantity = rest;
    }
    claim->items = items;
    return true;
}

// metadata NAME=VALUE, several times, as the query string that claims take.
static struct text metadata_of(struct world *world)
{
    struct buf buf = buf_new(world->arena, 65536);
    for (size_t i = 0; i < world->step->pair_count; i++) {
        if (text_equal(world->step->pairs[i].name, TEXT("metadata"))) {
            buf_add(&buf, buf.n > 0 ? TEXT("&") : TEXT(""));
            buf_add(&buf, world->step->pairs[i].value);
        }
    }
    return buf.n == 0 ? TEXT_NONE : buf_text(&buf);
}

static bool read_ago(struct world *world, struct text *ret_occurred_at)
{
    int64_t ago_ms = 0;
    if (!world_duration(world, "ago", &ago_ms)) {
        return false;
    }
    *ret_occurred_at = story_has(world->step, "ago")
                           ? instant_text(world->arena, (struct instant){world->clock.instant.ms - ago_ms})
                           : TEXT_NONE;
    return true;
}

static struct text cookie_of(struct world *world)
{
    struct text name = story_value(world->step, "visitor");
    if (!text_is(name)) {
        return TEXT_NONE;
    }
    const struct visitor *visitor = world_visitor(world, name);
    // A browser that was never here brings a cookie that means nothing.
    return visitor->cookie.n > 0 ? visitor->cookie : name;
}

static struct text goal_of(const struct world *world)
{
    switch ((int)world->step->form->kind) {
    case STEP_LEAD:
        return TEXT("lead");
    case STEP_SALE:
        return TEXT_NONE; // what is not said is a sale
    default:
        return world->step->words[0];
    }
}

bool step_conversion(struct world *world)
{
    const struct name *program = world_program(world);
    if (program == NULL) {
        return false;
    }
    const struct story_step *step = world->step;
    struct conversion_claim claim = {.advertiser_id = program->advertiser_id,
                                     .goal = goal_of(world),
                                     .order_id = story_value(step, "order"),
                                     .amount = story_value(step, "amount"),
                                     .discount = story_value(step, "discount"),
                                     .currency = story_value(step, "currency"),
                                     .status = story_value(step, "status"),
                                     .coupon = story_value(step, "coupon"),
                                     .customer_id = story_value(step, "customer"),
                                     .email = story_value(step, "email"),
                                     .visitor = cookie_of(world),
                                     .reason = story_value(step, "reason"),
                                     .tax = story_value(step, "tax"),
                                     .shipping = story_value(step, "shipping"),
                                     .usage = story_value(step, "usage"),
                                     .customer_country = story_value(step, "country"),
                                     .split = story_value(step, "split"),
                                     .metadata = metadata_of(world),
                                     .source = TEXT("postback")};
    if (story_has(step, "program")) {
        claim.program_id.v = program->id;
    }
    if (!read_click(world, &claim) || !read_items(world, &claim) || !read_ago(world, &claim.occurred_at)) {
        return false;
    }
    world->claim = claim;
    world->report_kind = REPORT_CONVERSION;
    return report_conversion(world);
}

// ---- what happens later ----

static bool report_refund(struct world *world)
{
    struct flow flow = world_flow(world);
    struct refund_accepted accepted = {0};
    world_answer(world, conversion_refund(&flow, &world->refund, &accepted));
    world->outcome.is_duplicate = accepted.is_duplicate;
    world->conversion_id = world->refund.conversion_id;
    return true;
}

bool step_refund(struct world *world)
{
    const struct order *order = world_order(world, story_value(world->step, "order"));
    if (order == NULL) {
        return false;
    }
    world->refund_count++;
    struct refund_claim claim = {.conversion_id = order->conversion_id,
                                 .refund_key = story_value(world->step, "id"),
                                 .amount = story_value(world->step, "amount")};
    if (!text_is(claim.refund_key)) {
        claim.refund_key = text_format(world->arena, "refund %lld", (long long)world->refund_count);
    }
    if (!read_ago(world, &claim.occurred_at)) {
        return false;
    }
    world->refund = claim;
    world->report_kind = REPORT_REFUND;
    return report_refund(world);
}

bool step_take_back(struct world *world)
{
    const struct order *order = world_order(world, story_value(world->step, "order"));
    if (order == NULL) {
        return false;
    }
    struct refund_claim claim = {.conversion_id = order->conversion_id, .refund_key = story_value(world->step, "id")};
    if (!read_ago(world, &claim.occurred_at)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct refund_accepted accepted = {0};
    world_answer(world, conversion_refund_reverse(&flow, &claim, &accepted));
    world->outcome.is_duplicate = accepted.is_duplicate;
    world->conversion_id = order->conversion_id;
    return true;
}

bool step_decide(struct world *world)
{
    const struct order *order = world_order(world, story_value(world->step, "order"));
    if (order == NULL) {
        return false;
    }
    bool is_rejection = world->step->form->kind == STEP_REJECT;
    struct flow flow = world_flow(world);
    world_answer(world,
                 conversion_decide(&flow, order->conversion_id, is_rejection ? TEXT("rejected") : TEXT("approved"),
                                   world_value(world, "reason", TEXT(""))));
    world->conversion_id = order->conversion_id;
    return true;
}

bool step_again(struct world *world)
{
    switch (world->report_kind) {
    case REPORT_CONVERSION:
        return report_conversion(world);
    case REPORT_REFUND:
        return report_refund(world);
    case REPORT_NONE:
    default:
        return world_mistake(world, "nothing was reported yet");
    }
}
