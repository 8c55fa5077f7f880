// SPDX-License-Identifier: Apache-2.0
// Erasing a person on both databases: the names are gone, the facts and the money are what they were, and a late copy
// of an old report still pays nobody twice.
#include "customer/customer_erase.h"

#include "test_world.h"

#include "audit/audit.h"

#define PERSON "person-4711@erased.example"

static struct conversion_claim claim_of(const struct world *world, const char *customer_id, const char *order)
{
    return (struct conversion_claim){.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = text_of(order),
                                     .amount = TEXT("100.00"),
                                     .customer_id = text_of(customer_id),
                                     .email = TEXT(PERSON),
                                     .coupon = TEXT("p0"),
                                     .extra = {TEXT("size 43"), TEXT_NONE, TEXT_NONE},
                                     .source = TEXT("api")};
}

static struct conversion_accepted report(struct world *world, const struct conversion_claim *claim)
{
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, claim, &accepted));
    return accepted;
}

static struct conversion conversion_of(struct world *world, struct conversion_id id)
{
    struct conversion conversion;
    must(world, conversion_get(world->db, world->arena, id, &conversion));
    return conversion;
}

static bool holds(struct text t, const char *needle)
{
    return text_is(t) && memmem(t.p, t.n, needle, strlen(needle)) != NULL;
}

static void names_go_and_money_stays(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct conversion_claim claim = claim_of(world, PERSON, NULL);
    struct conversion_accepted first = report(world, &claim);
    struct conversion conversion = conversion_of(world, first.conversion_id);
    // Derived from the customer's id, and yet it does not hold it.
    assert_true(text_starts_with(conversion.order_id, TEXT("customer:")));
    assert_false(holds(conversion.order_id, "4711"));
    assert_text(conversion.extra, "ext1=size%2043");
    assert_int_not_equal(conversion.customer_id.v, 0);

    struct customer customer;
    must(world, customer_get(world->db, arena, conversion.customer_id, &customer));
    assert_text(customer.external_id, PERSON);
    assert_int_equal(customer.emails, 1);
    must(world, customer_erase(&world->flow, conversion.customer_id, &customer));
    assert_false(text_is(customer.external_id));
    must(world, customer_get(world->db, arena, conversion.customer_id, &customer));
    assert_false(text_is(customer.external_id));
    assert_int_equal(customer.emails, 0);

    struct conversion after = conversion_of(world, first.conversion_id);
    assert_text(after.extra, "");
    assert_true(text_equal(after.order_id, conversion.order_id));
    assert_int_equal(after.customer_id.v, conversion.customer_id.v);
    assert_int_equal(after.amount.minor, 10000);
    assert_text(world_balance(world, 0), "pending 1000");

    // A late copy of the report, then a new order of the same person.
    struct conversion_accepted again = report(world, &claim);
    assert_true(again.is_duplicate);
    assert_int_equal(again.conversion_id.v, first.conversion_id.v);
    claim = claim_of(world, PERSON, "A-2");
    struct conversion_accepted other = report(world, &claim);
    assert_false(other.is_duplicate);
    assert_int_not_equal(conversion_of(world, other.conversion_id).customer_id.v, conversion.customer_id.v);
    assert_text(world_balance(world, 0), "pending 2000");
}

static void once_and_recorded_without_the_names(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct conversion_claim claim = claim_of(world, PERSON, "A-1");
    struct customer_id id = conversion_of(world, report(world, &claim).conversion_id).customer_id;
    struct customer customer;
    for (int i = 0; i < 3; i++) {
        must(world, customer_erase(&world->flow, id, &customer));
    }
    struct audit_event *events;
    size_t count;
    struct audit_filter from = {.object = text_format(arena, "customer:%lld", (long long)id.v)};
    must(world, audit_event_list(world->db, arena, &from, 10, &events, &count));
    assert_int_equal(count, 1);
    assert_text(events[0].action, "customer.erase");
    assert_text(events[0].content, "{\"had_external_id\":true,\"emails\":1,\"clicks\":0}");
    assert_int_equal(customer_erase(&world->flow, (struct customer_id){.v = id.v + 1000}, &customer), RC_NOT_FOUND);
    assert_string_equal(world->fault.code, "not_found");
}

// The same id of two advertisers, and another id, are other pseudonyms; without the key none can be made.
static void pseudonyms_tell_nothing(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct keyring one;
    struct keyring two;
    keyring_of_seed(1, &one);
    keyring_of_seed(2, &two);
    struct advertiser_id a = {.v = 1};
    struct advertiser_id b = {.v = 2};
    struct text name = customer_pseudonym(arena, &one, a, TEXT("7"));
    assert_int_equal(name.n, 32);
    assert_true(text_equal(name, customer_pseudonym(arena, &one, a, TEXT("7"))));
    assert_false(text_equal(name, customer_pseudonym(arena, &one, b, TEXT("7"))));
    assert_false(text_equal(name, customer_pseudonym(arena, &one, a, TEXT("8"))));
    assert_false(text_equal(name, customer_pseudonym(arena, &two, a, TEXT("7"))));
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(names_go_and_money_stays),
        TEST_DATABASE_CASE(once_and_recorded_without_the_names),
        TEST_DATABASE_CASE(pseudonyms_tell_nothing),
    };
    return TEST_DATABASE_RUN("customer_erase", cases);
}
