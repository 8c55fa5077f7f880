// SPDX-License-Identifier: Apache-2.0
// Opening balances from a CSV, on both databases: what is booked, what is refused with its line and field, and that a
// second run changes nothing.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "advertiser_world.h"
#include "identity/public_id.h"
#include "import/balances_import.h"

#define REFUSALS_MAX 20

struct refusals {
    size_t count;
    int64_t lines[REFUSALS_MAX];
    char fields[REFUSALS_MAX][64];
    char codes[REFUSALS_MAX][64];
};

static void keep(void *user, int64_t line, const struct fault *fault)
{
    struct refusals *refusals = user;
    assert_true(refusals->count < REFUSALS_MAX);
    size_t i = refusals->count++;
    refusals->lines[i] = line;
    assert_true(snprintf(refusals->fields[i], sizeof(refusals->fields[i]), "%s", fault->field) >= 0);
    assert_true(snprintf(refusals->codes[i], sizeof(refusals->codes[i]), "%s", fault->code) >= 0);
}

static enum rc import_text(struct world *world, const char *bytes, struct balances_import_counts *ret_counts,
                           struct refusals *ret_refusals)
{
    char path[] = "/tmp/balances_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    close(file);
    *ret_refusals = (struct refusals){.count = 0};
    struct balances_import import = {.path = path,
                                     .program_id = world->program_id,
                                     .date = TEXT("2026-08-31"),
                                     .user = ret_refusals,
                                     .refused = keep};
    enum rc rc = balances_import(&world->flow, &import, ret_counts);
    unlink(path);
    return rc;
}

static void a_file_is_booked_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct text advertiser = public_id_text(arena, &world->keyring, PREFIX_ADVERTISER, world->advertiser_id.v);
    const char *bytes =
        text_zero_terminated(arena, text_format(arena,
                                                "partner,advertiser,state,amount,currency,due,reference\r\n"
                                                "p0,,available,120.00,EUR,,\r\n"
                                                "p0,,pending,30.50,EUR,2027-01-15,\r\n"
                                                "p1,,owed_back,7,EUR,,\"from, before\"\r\n"
                                                ",%.*s,prepaid,200.00,EUR,,\r\n",
                                                TEXT_PRINT(advertiser)));
    struct balances_import_counts counts;
    struct refusals refusals;
    for (int run = 0; run < 2; run++) {
        must(world, import_text(world, bytes, &counts, &refusals));
        assert_int_equal(counts.rows, 4);
        assert_int_equal(counts.booked, run == 0 ? 4 : 0);
        assert_int_equal(counts.known, run == 0 ? 0 : 4);
        assert_int_equal(counts.refused, 0);
        assert_text(world_balance(world, 0), "pending 3050 available 12000");
        assert_text(world_balance(world, 1), "owed_back 700");
        assert_int_equal(world_account(world, LEDGER_ADVERTISER, world->advertiser_id.v, LEDGER_PREPAID), -20000);
        assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_OPENING_EQUITY),
                         12000 + 3050 - 700 + 20000);
    }
    world_assert_sound(world);
}

static void what_is_wrong_is_told_and_the_rest_is_booked(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    const char *bytes = "partner,state,amount,currency,date,due,reference\n"
                        "p0,available,1.00,EUR,,,\n"
                        "nobody,available,1.00,EUR,,,\n"
                        "p0,prepaid,1.00,EUR,,,a\n"
                        "p0,available,1.001,EUR,,,b\n"
                        "p0,available,0,EUR,,,c\n"
                        "p0,available,1.00,EUX,,,d\n"
                        "p0,available,1.00,USD,,,e\n"
                        "p0,available,1.00,EUR,yesterday,,f\n"
                        "p0,available,1.00,EUR,2099-01-01,,g\n"
                        "p0,pending,1.00,EUR,,,h\n"
                        "p0,available,1.00\n"
                        "p0,available,2.00,EUR,,,\n"
                        "p2,available,2.00,EUR,,,\n";
    static const struct {
        int64_t line;
        const char *field, *code;
    } expected[] = {
        {3, "partner", "value_unknown"},      {4, "state", "value_unknown"},      {5, "amount", "amount_too_precise"},
        {6, "amount", "amount_not_positive"}, {7, "currency", "value_unknown"},   {8, "currency", "currency_mismatch"},
        {9, "date", "instant_malformed"},     {10, "date", "instant_in_future"},  {11, "due", "field_missing"},
        {12, "row", "row_malformed"},         {13, "amount", "opening_conflict"},
    };
    struct balances_import_counts counts;
    struct refusals refusals;
    must(world, import_text(world, bytes, &counts, &refusals));
    assert_int_equal(refusals.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(refusals.lines[i], expected[i].line);
        assert_string_equal(refusals.fields[i], expected[i].field);
        assert_string_equal(refusals.codes[i], expected[i].code);
    }
    assert_int_equal(counts.booked, 2);
    assert_text(world_balance(world, 0), "available 100");
    assert_text(world_balance(world, 2), "available 200");
    world_assert_sound(world);
}

static void a_header_that_is_none_takes_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    static const char *const files[] = {"", "partner,state,amount\np0,available,1\n", "partner,partner,state\n",
                                        "partner,state,amount,currency,colour\n", "\"\n"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct balances_import_counts counts;
        struct refusals refusals;
        assert_int_equal(import_text(world, files[i], &counts, &refusals), RC_INVALID);
        assert_string_equal(world->fault.code, "balances_malformed");
        fault_clear(&world->fault);
    }
    assert_text(world_balance(world, 0), "nothing");
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_file_is_booked_once),
    TEST_DATABASE_CASE(what_is_wrong_is_told_and_the_rest_is_booked),
    TEST_DATABASE_CASE(a_header_that_is_none_takes_nothing),
};

int main(void)
{
    return TEST_DATABASE_RUN("balances_import", cases);
}
