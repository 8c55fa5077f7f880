// SPDX-License-Identifier: Apache-2.0
// Stories that must fail: an expectation that does not hold, a refusal nobody expects and a wrong name are told with
// their line, so that a green run means something.
#include "steps.h"

#include "check.h"
#include "conversion/conversion_sql.h"
#include "ledger/ledger.h"
#include "report/performance.h"

#define NETWORK                                           \
    "story s\n"                                           \
    "program shop currency EUR hold 0d\n"                 \
    "plan shop\n"                                         \
    "    pay 10% on sale\n"                               \
    "offer boots program shop to https://shop.example/\n" \
    "partner anna\n"                                      \
    "partner ben\n"                                       \
    "link anna-boots partner anna offer boots\n"          \
    "coupon ANNA program shop partner anna\n"             \
    "at 1d sale order 1 amount 100.00 coupon anna status pending\n" // line 10

static const struct row {
    const char *steps; // from line 11
    const char *told;  // all that is told; "" when the story holds
} rows[] = {
    {"expect commission anna 10.00 pending\n", ""},
    {"expect commission anna 10.01 pending\n",
     "# t.scn:11: expect commission anna 10.01 pending\n#   expected  anna 10.01 pending\n"
     "#   actual    anna 10.00 pending\n"},
    {"expect commission anna 10.00 available\n",
     "# t.scn:11: expect commission anna 10.00 available\n#   expected  anna 10.00 available\n"
     "#   actual    anna 10.00 pending\n"},
    {"expect commission ben 10.00 pending\n",
     "# t.scn:11: expect commission ben 10.00 pending\n#   expected  ben 10.00 pending\n"
     "#   actual    anna 10.00 pending\n"},
    {"expect no commission\n", "# t.scn:11: expect no commission\n#   expected  no commission\n"
                               "#   actual    anna 10.00 pending\n"},
    {"expect commission anna 10.001 pending\n",
     "# t.scn:11: expect commission anna 10.001 pending\n#   the story cannot go on: \"10.001\" is no amount\n"},
    {"expect credited ben\n", "# t.scn:11: expect credited ben\n#   expected  credited ben\n"
                              "#   actual    credited anna\n"},
    {"expect credited anna by visitor\n",
     "# t.scn:11: expect credited anna by visitor\n#   expected  credited anna by visitor\n"
     "#   actual    credited anna by coupon\n"},
    {"expect unattributed no_evidence\n",
     "# t.scn:11: expect unattributed no_evidence\n#   expected  unattributed no_evidence\n"
     "#   actual    credited anna by coupon\n"},
    {"expect lost coupon coupon_archived\n",
     "# t.scn:11: expect lost coupon coupon_archived\n#   expected  coupon coupon_archived\n"
     "#   actual    coupon won\n"},
    {"expect status approved\n", "# t.scn:11: expect status approved\n#   expected  approved\n#   actual    pending\n"},
    {"expect duplicate\n", "# t.scn:11: expect duplicate\n#   expected  duplicate\n#   actual    accepted\n"},
    {"expect refused amount_negative\n",
     "# t.scn:11: expect refused amount_negative\n#   expected  refused amount_negative\n#   actual    accepted\n"},
    {"sale order 1 amount 99.00 coupon anna\nexpect refused order_conflict\n",
     "# t.scn:12: expect refused order_conflict\n#   expected  refused order_conflict\n#   actual    conflict "
     "order_conflict: order 1 was reported before with other content\n"},
    {"sale order 1 amount 99.00 coupon anna\nexpect commission anna 10.00 pending\n",
     "# t.scn:11: sale order 1 amount 99.00 coupon anna\n"
     "#   conflict order_conflict: order 1 was reported before with other content (field order_id)\n"},
    {"expect status pending\nlink ben-boots partner ben offer boots to https://evil.example/\n",
     "# t.scn:12: link ben-boots partner ben offer boots to https://evil.example/\n"
     "#   refused host_not_listed: "},
    {"expect balance anna pending 10.00 available 1.00\n",
     "# t.scn:11: expect balance anna pending 10.00 available 1.00\n"
     "#   expected  pending 10.00 available 1.00\n#   actual    pending 10.00 available 0.00\n"},
    {"expect report anna sales 1 revenue 100.00\n", ""},
    {"expect report anna sales 2 revenue 100.00\n",
     "# t.scn:11: expect report anna sales 2 revenue 100.00\n#   expected  sales 2 revenue 100.00\n"
     "#   actual    sales 1 revenue 100.00\n"},
    {"expect report anna day 2026-01-01 sales 1\n",
     "# t.scn:11: expect report anna day 2026-01-01 sales 1\n#   expected  sales 1\n#   actual    sales 0\n"},
    {"expect clicks anna 1\n", "# t.scn:11: expect clicks anna 1\n#   expected  1 clicks, 0 unique\n"
                               "#   actual    0 clicks, 0 unique\n"},
    // Two expectations that fail are both told.
    {"expect status approved\nexpect no commission\n",
     "# t.scn:11: expect status approved\n#   expected  approved\n#   actual    pending\n"
     "# t.scn:12: expect no commission\n#   expected  no commission\n#   actual    anna 10.00 pending\n"},
    // Stories that are wrong themselves.
    {"expect credited carl\n", "# t.scn:11: expect credited carl\n#   the story cannot go on: there is no partner "
                               "\"carl\"\n"},
    {"expect credited anna by magic\n", "# t.scn:11: expect credited anna by magic\n"
                                        "#   the story cannot go on: there is no evidence \"magic\"\n"},
    {"refund order 2\nexpect duplicate\n",
     "# t.scn:11: refund order 2\n#   the story cannot go on: there is no order \"2\"\n"},
    {"sale order 2 click v9\nexpect duplicate\n",
     "# t.scn:11: sale order 2 click v9\n#   the story cannot go on: \"v9\" has not clicked\n"},
    {"change shop hold 36h\nexpect duplicate\n",
     "# t.scn:11: change shop hold 36h\n#   the story cannot go on: a hold has whole days\n"},
    {"change shop window soon\nexpect duplicate\n",
     "# t.scn:11: change shop window soon\n#   the story cannot go on: \"soon\" is no duration such as 30d or 1h30m\n"},
    {"sale order 2 item shoes\nexpect duplicate\n",
     "# t.scn:11: sale order 2 item shoes\n#   the story cannot go on: an item is KIND:AMOUNT\n"},
    {"archive house anna\nexpect duplicate\n",
     "# t.scn:11: archive house anna\n#   the story cannot go on: \"house\" cannot be archived\n"},
    {"expect destination https://shop.example/\n",
     "# t.scn:11: expect destination https://shop.example/\n#   the story cannot go on: nobody has clicked yet\n"},
    {"click anna-boots visitor v1\nexpect destination https://shop.example/\n",
     "# t.scn:12: expect destination https://shop.example/\n#   expected  https://shop.example/\n"
     "#   actual    https://shop.example/?click_id={click_id}\n"},
    {"click anna-boots visitor v1\nexpect fallback link_unknown\n",
     "# t.scn:12: expect fallback link_unknown\n#   expected  fallback link_unknown\n"
     "#   actual    https://shop.example/?click_id={click_id}\n"},
    {"click anna-shoes visitor v1\nexpect fallback offer_closed\n",
     "# t.scn:12: expect fallback offer_closed\n#   expected  fallback offer_closed\n"
     "#   actual    fallback link_unknown\n"},
};

static void check_row(const struct row *row, enum db_kind kind)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct story story;
    struct story_trouble trouble;
    struct text text = text_format(arena, "%s%s%s", NETWORK, row->steps,
                                   strstr(row->steps, "expect") == NULL ? "expect duplicate\n" : "");
    if (!story_read(arena, TEXT("t.scn"), text, &story, &trouble)) {
        fail_msg("%s: line %d: %.*s", row->steps, trouble.line, TEXT_PRINT(trouble.what));
    }
    struct world world;
    world_open(&world, &story, kind);
    bool is_good = story_run(&world);
    struct text told = text_copy(arena, buf_text(&world.failures));
    world_close(&world);
    // The rest of a refusal's sentence is the product's.
    if (is_good != (row->told[0] == '\0') || !text_starts_with(told, text_of(row->told))) {
        fail_msg("%s%.*s", row->steps, TEXT_PRINT(told));
    }
}

static void what_does_not_hold_is_told(void **state)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row(&rows[i], *(const enum db_kind *)*state);
    }
}

// ---- the checks at the end ----

static enum rc spoil_rollup(struct world *world)
{
    struct performance_delta delta = {
        .quarter = quarter_of(world->clock.instant), .program_id = {world->first_program->id}, .clicks = 1};
    return performance_add(world->db, world->scratch, &delta, 1);
}

// A status that no decision led to: the commission does not follow from the facts any more.
static enum rc spoil_conversion(struct world *world)
{
    struct sql_conversion_set_status_in in = {
        .id = world->conversion_id, .status = TEXT("rejected"), .reason = TEXT("fraud")};
    return sql_conversion_set_status(world->db, &in, NULL);
}

// Money that no commission made.
static enum rc spoil_ledger(struct world *world)
{
    struct ledger_draft draft = {.key = TEXT("com:1:99"),
                                 .kind = TEXT("adjustment"),
                                 .reference_kind = TEXT("commission"),
                                 .reference_id = 1,
                                 .occurred_at = world->clock.instant,
                                 .booked_at = world->clock.instant};
    struct money money = {.minor = 1, .currency = world->currency};
    int64_t partner_id = world_name_find(world, NOUN_PARTNER, TEXT("anna"), (struct program_id){0})->id;
    ledger_draft_add(&draft, LEDGER_PROGRAM, world->first_program->id, LEDGER_COMMISSION_EXPENSE, money);
    ledger_draft_add(&draft, LEDGER_PARTNER, partner_id, LEDGER_PENDING, money_negate(money));
    struct entry_id entry;
    return ledger_book(world->db, world->scratch, &draft, &entry, &world->fault);
}

static void a_spoilt_end_is_told(void **state)
{
    enum db_kind kind = *(const enum db_kind *)*state;
    static const struct {
        enum rc (*spoil)(struct world *world);
        const char *told;
    } ends[] = {
        {spoil_rollup, "# t.scn: at the end\n#   performance: "},
        {spoil_conversion, "# t.scn: at the end\n#   replay: "},
        {spoil_ledger, "# t.scn: at the end\n#   ledger, invariant 5: "},
    };
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        struct story story;
        struct story_trouble trouble;
        assert_true(story_read(arena, TEXT("t.scn"), TEXT(NETWORK "expect status pending\n"), &story, &trouble));
        struct world world;
        world_open(&world, &story, kind);
        assert_true(story_run(&world));
        assert_int_equal(db_write_begin(world.db), RC_OK);
        assert_int_equal(ends[i].spoil(&world), RC_OK);
        assert_int_equal(db_commit(world.db), RC_OK);
        story_end_check(&world);
        struct text told = buf_text(&world.failures);
        if (text_find(told, text_of(ends[i].told), 0) == SIZE_MAX) {
            print_error("%zu: %.*s\n", i, TEXT_PRINT(told));
            fail();
        }
        world_close(&world);
    }
}

int main(void)
{
    // The state of a case is the kind of its database; each story makes one.
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_hold_is_told),
        cmocka_unit_test(a_spoilt_end_is_told),
    };
    return TEST_DATABASE_RUN("scenario_run", tests);
}
