// SPDX-License-Identifier: Apache-2.0
// Payment files of runs on both databases: made once, the same bytes ever after, sealed at rest; what is in them; what
// is refused. Commissions are 10 % of the order, hold 14 days.
#include "payout/payout_account_save.h"
#include "payout/payout_file_make.h"
#include "payout/payout_run.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\n"
#define IBAN "DE89370400440532013000"

static void save(struct world *world, struct partner_id partner_id, struct payout_details details)
{
    struct payout_account account;
    must(world, payout_account_save(&world->flow, partner_id, &details, &account));
}

static struct payout_details sepa(const char *holder, const char *iban)
{
    return (struct payout_details){.method = TEXT("sepa"), .holder = text_of(holder), .iban = text_of(iban)};
}

static struct world *begin(void **state, struct arena *arena)
{
    struct world *world = world_new(*state, arena, PLAN);
    save(world, world->partners[0], sepa("Anna Smith", IBAN));
    save(world, world->partners[1], sepa("Ben Żółw", "NL91ABNA0417164300"));
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 1, "B-1", "200.05", "approved");
    world_days_pass(world, 14);
    world_release(world);
    return world;
}

static struct payout_run_id built(struct world *world, const char *method)
{
    struct payout_request request = {
        .key = TEXT_NONE, .currency = {"EUR"}, .until = world->flow.now, .method = text_of(method)};
    struct payout_run_id id;
    must(world, payout_run_create(&world->flow, &request, &id));
    return id;
}

static struct text made(struct world *world, struct payout_run_id id, const char *format)
{
    struct payout_file_bytes file;
    must(world, payout_file_make(&world->flow, id, text_of(format), &file));
    return file.bytes;
}

static void refused(struct world *world, struct payout_run_id id, const char *format, const char *code)
{
    struct payout_file_bytes file;
    fault_clear(&world->fault);
    assert_true(payout_file_make(&world->flow, id, text_of(format), &file) != RC_OK);
    assert_string_equal(world->fault.code, code);
    fault_clear(&world->fault);
}

static bool has(struct text bytes, const char *what)
{
    return text_find(bytes, text_of(what), 0) != SIZE_MAX;
}

static struct payout_item *items_of(struct world *world, struct payout_run_id id)
{
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, world->arena, id, &items, &count));
    assert_int_equal(count, 2);
    return items;
}

static void a_file_is_made_once_and_stays(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    struct payout_run_id id = built(world, "sepa");
    refused(world, id, "pain.001.001.09", "payout_not_approved");
    must(world, payout_run_approve(&world->flow, id));
    refused(world, id, "pain", "format_unknown");
    refused(world, id, "pain.001.001.09", "payout_source_missing");
    save(world, (struct partner_id){0}, sepa("Net Ltd", "FR1420041010050500013M02606"));
    struct text first = made(world, id, "pain.001.001.09");
    assert_true(has(first, "<NbOfTxs>2</NbOfTxs><CtrlSum>30.01</CtrlSum>"));
    assert_true(has(first, "<Nm>Ben Zolw</Nm>") && has(first, IBAN) && has(first, "FR1420041010050500013M02606"));
    assert_true(has(first, "<ReqdExctnDt><Dt>2026-10-06</Dt>")); // made on Monday the 5th
    struct payout_item *items = items_of(world, id);
    assert_true(text_is(items[0].end_to_end_id) && !text_equal(items[0].end_to_end_id, items[1].end_to_end_id));
    assert_true(has(first, text_zero_terminated(arena, items[0].end_to_end_id)));
    // Later, with an item failed, other details, another source: the same bytes.
    world_days_pass(world, 3);
    must(world, payout_item_fail(&world->flow, items[0].id, TEXT("MS03")));
    save(world, world->partners[1], sepa("Ben", IBAN));
    save(world, (struct partner_id){0}, sepa("Other Ltd", IBAN));
    struct text second = made(world, id, "pain.001.001.09");
    assert_true(text_equal(first, second));
    struct payout_file file;
    must(world, payout_file_get(world->db, arena, id, TEXT("pain.001.001.09"), &file));
    assert_true(!has(file.content, IBAN) && !has(file.content, "Ben"));
    assert_int_equal(file.item_count, 2);
    assert_int_equal(file.total_minor, 3001);
    uint8_t hash[DIGEST_BYTES];
    digest(first, hash);
    assert_memory_equal(hash, file.digest.p, DIGEST_BYTES);
    // Another format later has what is still to be paid, under the same end-to-end ids, to the details of the run.
    struct text third = made(world, id, "pain.001.001.03");
    assert_true(has(third, "<NbOfTxs>1</NbOfTxs><CtrlSum>20.01</CtrlSum>") && has(third, "NL91ABNA0417164300"));
    assert_true(has(third, text_zero_terminated(arena, items[1].end_to_end_id)));
    assert_int_equal(payout_run_cancel(&world->flow, id), RC_REFUSED);
    assert_string_equal(world->fault.code, "payout_filed");
    fault_clear(&world->fault);
    must(world, payout_run_pay(&world->flow, id));
    refused(world, id, "csv", "payout_settled");
    assert_true(text_equal(first, made(world, id, "pain.001.001.09")));
    world_assert_sound(world);
}

static void a_format_takes_its_method_only(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    world_sale(world, 2, "C-1", "50.00", "approved"); // without details
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id id = built(world, "bank_transfer");
    must(world, payout_run_approve(&world->flow, id));
    save(world, (struct partner_id){0}, sepa("Net Ltd", IBAN));
    refused(world, id, "pain.001.001.03", "payout_format_unfit");
    refused(world, id, "paypal", "payout_format_unfit");
    struct text csv = made(world, id, "csv");
    assert_true(has(csv, ",p0,Anna Smith,sepa," IBAN ",,10.00,EUR,"));
    assert_true(has(csv, ",p2,Partner 2,,,,5.00,EUR,"));
    struct payout_run_id none = {.v = 99};
    refused(world, none, "csv", "payout_run_not_found");
    world_assert_sound(world);
}

static void nothing_is_left_behind_by_a_name_that_cannot_be_written(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    save(world, world->partners[0], sepa("山田太郎", IBAN));
    save(world, (struct partner_id){0}, sepa("Net Ltd", IBAN));
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id id = built(world, "sepa");
    must(world, payout_run_approve(&world->flow, id));
    refused(world, id, "pain.001.001.03", "character_unmapped");
    struct payout_run run;
    must(world, payout_run_get(world->db, arena, id, &run));
    assert_true(instant_is_none(run.filed_at));
    must(world, payout_run_cancel(&world->flow, id));
    world_assert_sound(world);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_file_is_made_once_and_stays),
        TEST_DATABASE_CASE(a_format_takes_its_method_only),
        TEST_DATABASE_CASE(nothing_is_left_behind_by_a_name_that_cannot_be_written),
    };
    return TEST_DATABASE_RUN("payout_file_make", cases);
}
