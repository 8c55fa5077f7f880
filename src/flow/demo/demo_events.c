// SPDX-License-Identifier: Apache-2.0
// What advertisers report in the demo: leads, sales, decisions, refunds.
#include <stdlib.h>

#include "conversion/conversion_accept.h"
#include "conversion/conversion_decide.h"
#include "demo/demo_private.h"

#define FOLLOWS_FROM_MS (6 * HOUR_MS) // advertisers do their books in the morning

static int64_t day_of(const struct demo *demo, struct instant at)
{
    return day_number(at) - demo->first_day;
}

void demo_event_plan(struct demo *demo, const struct demo_event *event)
{
    int64_t day = day_of(demo, event->at);
    if (day >= demo->options->day_count) {
        return;
    }
    struct demo_event *kept = arena_one(demo->flow->arena, struct demo_event);
    *kept = *event;
    kept->number = ++demo->event_count;
    kept->next = demo->events[day];
    demo->events[day] = kept;
}

static int compare_events(const void *a, const void *b)
{
    const struct demo_event *left = *(struct demo_event *const *)a;
    const struct demo_event *right = *(struct demo_event *const *)b;
    if (left->at.ms != right->at.ms) {
        return left->at.ms < right->at.ms ? -1 : 1;
    }
    return (left->number > right->number) - (left->number < right->number);
}

// The day's events of the two kinds, in order.
static struct demo_event **events_of(struct demo *demo, int64_t day, enum demo_event_kind one,
                                     enum demo_event_kind other, size_t *ret_count)
{
    size_t count = 0;
    for (struct demo_event *event = demo->events[day]; event != NULL; event = event->next) {
        count += event->kind == one || event->kind == other ? 1 : 0;
    }
    struct demo_event **list = arena_many(demo->day_arena, struct demo_event *, count);
    size_t n = 0;
    for (struct demo_event *event = demo->events[day]; event != NULL; event = event->next) {
        if (event->kind == one || event->kind == other) {
            list[n++] = event;
        }
    }
    qsort(list, count, sizeof(list[0]), compare_events);
    *ret_count = count;
    return list;
}

static void set_person(struct demo *demo, const struct demo_event *event, struct conversion_claim *claim)
{
    if (event->has_customer) {
        claim->customer_id = text_format(demo->day_arena, "C%lld", (long long)event->customer);
        claim->email = text_format(demo->day_arena, "customer%lld@example.org", (long long)event->customer);
    }
    if (event->click_id.v != 0) {
        claim->click_id = click_id_text(demo->day_arena, demo->flow->keyring, event->click_id);
    }
    if (event->has_coupon) {
        claim->coupon = demo->partners[event->partner].coupon;
    }
}

static void set_amount(struct demo *demo, const struct demo_event *event, struct conversion_claim *claim,
                       struct money *ret_amount)
{
    static const int64_t price_weights[DEMO_PRICES] = {40, 30, 16, 10, 4};
    const struct demo_offer_role *offer = &demo_offers[event->offer];
    struct currency currency = demo->programs[event->program].currency;
    size_t price = demo_random_weighted(&demo->random, price_weights, DEMO_PRICES);
    int64_t quantity = demo_random_permille(&demo->random, 150) ? 2 : 1;
    int64_t full = offer->prices_minor[price] * quantity;
    int64_t discount = event->has_coupon ? full / 10 : 0;
    *ret_amount = (struct money){full - discount, currency};
    claim->amount = money_text(demo->day_arena, *ret_amount);
    if (discount > 0) {
        claim->discount = money_text(demo->day_arena, (struct money){discount, currency});
    }
    struct claim_item_text *item = arena_one(demo->day_arena, struct claim_item_text);
    *item = (struct claim_item_text){.sku = text_format(demo->day_arena, "%s-%zu", offer->slug, price + 1),
                                     .category = text_of(offer->slug),
                                     .kind = text_of(offer->kind),
                                     .quantity = quantity == 2 ? TEXT("2") : TEXT("1"),
                                     .amount = claim->amount};
    claim->items = item;
    claim->item_count = 1;
}

static void set_status(struct demo *demo, struct conversion_claim *claim)
{
    int64_t status = demo_random_below(&demo->random, 1000);
    if (status < 120) {
        claim->status = TEXT("pending");
    } else if (status < 140) {
        claim->status = TEXT("rejected");
        claim->reason = TEXT("not_paid");
    }
}

static struct instant some_days_after(struct demo *demo, struct instant at, int64_t from, int64_t to)
{
    int64_t days = from + demo_random_below(&demo->random, to - from + 1);
    return (struct instant){(day_number(at) + days) * DAY_MS + FOLLOWS_FROM_MS +
                            demo_random_below(&demo->random, 3 * HOUR_MS)};
}

// What the advertiser, and the customer, will do later.
static void plan_rest(struct demo *demo, const struct demo_event *event, const struct conversion_claim *claim,
                      const struct conversion_accepted *accepted, struct money amount)
{
    struct demo_random *random = &demo->random;
    struct demo_event later = *event;
    later.conversion_id = accepted->conversion_id;
    if (text_equal(claim->status, TEXT("pending"))) {
        later.kind = DEMO_DECISION;
        later.is_approval = demo_random_permille(random, 800);
        later.at = some_days_after(demo, event->at, 3, 10);
        demo_event_plan(demo, &later);
        return;
    }
    if (text_is(claim->status)) {
        return;
    }
    if (event->kind == DEMO_SALE && demo_random_permille(random, 60)) {
        later.kind = DEMO_REFUND;
        bool is_whole = demo_random_permille(random, 600);
        later.refund = (struct money){is_whole ? amount.minor : amount.minor / 2, amount.currency};
        later.at = some_days_after(demo, event->at, 2, 20);
        demo_event_plan(demo, &later);
        return;
    }
    int64_t permille = event->kind == DEMO_LEAD ? demo_programs[event->program].sale_permille : 150;
    if (event->has_customer && demo_random_permille(random, permille)) {
        // Later sales are told by the customer alone: the binding speaks.
        later = (struct demo_event){.kind = DEMO_SALE,
                                    .program = event->program,
                                    .offer = event->offer,
                                    .partner = event->partner,
                                    .has_customer = true,
                                    .customer = event->customer,
                                    .at = {event->at.ms + 3 * DAY_MS + demo_random_below(random, 20 * DAY_MS)}};
        demo_event_plan(demo, &later);
    }
}

static enum rc accept_one(struct demo *demo, const struct demo_event *event)
{
    struct demo_program *program = &demo->programs[event->program];
    const struct demo_program_role *role = &demo_programs[event->program];
    struct conversion_claim claim = {.advertiser_id = demo->advertisers[role->advertiser].id,
                                     .program_id = program->id,
                                     .goal = event->kind == DEMO_LEAD ? TEXT("lead") : TEXT("sale"),
                                     .order_id = text_format(demo->day_arena, "%s%lld", role->order_prefix,
                                                             100001 + (long long)program->order_count),
                                     .occurred_at = instant_text(demo->day_arena, event->at),
                                     .source = TEXT("api")};
    program->order_count++;
    struct money amount = money_zero(program->currency);
    set_person(demo, event, &claim);
    if (event->kind == DEMO_SALE) {
        set_amount(demo, event, &claim, &amount);
    }
    set_status(demo, &claim);
    struct conversion_accepted accepted = {0};
    demo->step.now = (struct instant){event->at.ms + 2 * SECOND_MS};
    TRY(flow_stored(&demo->step, conversion_accept_step(&demo->step, &claim, &accepted)));
    if (demo_random_permille(&demo->random, 10)) { // told twice, as happens
        struct conversion_accepted again = {0};
        TRY(flow_stored(&demo->step, conversion_accept_step(&demo->step, &claim, &again)));
    }
    demo->made->leads += event->kind == DEMO_LEAD ? 1 : 0;
    demo->made->sales += event->kind == DEMO_SALE ? 1 : 0;
    demo->made->unattributed += accepted.is_attributed ? 0 : 1;
    plan_rest(demo, event, &claim, &accepted, amount);
    return RC_OK;
}

enum rc demo_events_accept(struct demo *demo, int64_t day)
{
    size_t count = 0;
    struct demo_event **list = events_of(demo, day, DEMO_LEAD, DEMO_SALE, &count);
    for (size_t i = 0; i < count; i++) {
        TRY(accept_one(demo, list[i]));
    }
    return RC_OK;
}

static enum rc follow_one(struct demo *demo, const struct demo_event *event)
{
    demo->step.now = event->at;
    if (event->kind == DEMO_REFUND) {
        struct refund_claim claim = {.conversion_id = event->conversion_id,
                                     .refund_key = text_format(demo->day_arena, "R-%lld", (long long)event->number),
                                     .amount = money_text(demo->day_arena, event->refund),
                                     .occurred_at = instant_text(demo->day_arena, event->at)};
        struct refund_accepted accepted;
        demo->made->refunds++;
        return conversion_refund(&demo->step, &claim, &accepted);
    }
    static const char *const reasons[] = {"cancelled", "returned", "not_paid", "fraud", "outside_terms"};
    struct text reason = text_of(reasons[demo_random_below(&demo->random, 5)]);
    if (demo_offers[event->offer].program == DEMO_DESK) {
        reason = TEXT("invalid_lead");
    }
    demo->made->decisions++;
    return conversion_decide(&demo->step, event->conversion_id,
                             event->is_approval ? TEXT("approved") : TEXT("rejected"),
                             event->is_approval ? TEXT_NONE : reason);
}

enum rc demo_events_follow(struct demo *demo, int64_t day)
{
    size_t count = 0;
    struct demo_event **list = events_of(demo, day, DEMO_DECISION, DEMO_REFUND, &count);
    for (size_t i = 0; i < count; i++) {
        TRY(follow_one(demo, list[i]));
    }
    return RC_OK;
}
