// SPDX-License-Identifier: Apache-2.0
// A world (test_world.h) whose program is settled through the network, and what its advertiser owes.
#pragma once

#include "settlement/advertiser_account.h"
#include "settlement/charge.h"
#include "settlement/settlement_write.h"
#include "test_world.h"

// rate in percent, or NULL; fixed in major units, or NULL.
static inline struct settlement_terms world_settle(struct world *world, enum charge_basis basis, const char *rate,
                                                   const char *fixed)
{
    struct settlement_input input = {.program_id = world->program_id,
                                     .mode = basis == CHARGE_NONE ? SETTLEMENT_IN_HOUSE : SETTLEMENT_NETWORK,
                                     .basis = basis,
                                     .fixed = text_of(fixed),
                                     .effective_at = INSTANT_NONE};
    if (rate != NULL) {
        assert_int_equal(rate_parse_percent(text_of(rate), &input.rate), RC_OK);
    }
    struct settlement_terms terms;
    must(world, settlement_terms_put(&world->flow, &input, &terms));
    return terms;
}

static inline struct charge world_charge(struct world *world, struct conversion_id id)
{
    struct charge charge;
    must(world, charge_find(world->db, world->arena, charge_key_of_conversion(world->arena, id), &charge));
    return charge;
}

static inline int64_t world_account(struct world *world, enum ledger_owner_kind owner, int64_t id,
                                    enum ledger_account_kind kind)
{
    struct money balance;
    must(world, ledger_account_balance(world->db, world->arena, owner, id, kind, world_eur(0).currency, &balance));
    return balance.minor;
}

// The advertiser's side in cents, debit positive: "accrued 1200 receivable 0 prepaid 0 recharged -1000 fee -200".
static inline struct text world_books(struct world *world)
{
    int64_t advertiser = world->advertiser_id.v;
    return text_format(world->arena, "accrued %lld receivable %lld prepaid %lld recharged %lld fee %lld",
                       (long long)world_account(world, LEDGER_ADVERTISER, advertiser, LEDGER_ACCRUED_CHARGE),
                       (long long)world_account(world, LEDGER_ADVERTISER, advertiser, LEDGER_RECEIVABLE),
                       (long long)world_account(world, LEDGER_ADVERTISER, advertiser, LEDGER_PREPAID),
                       (long long)world_account(world, LEDGER_PROGRAM, world->program_id.v, LEDGER_RECHARGED),
                       (long long)world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_FEE_REVENUE));
}

static inline struct advertiser_payment world_payment(struct world *world, const char *reference, int64_t minor)
{
    return (struct advertiser_payment){.advertiser_id = world->advertiser_id,
                                       .amount = world_eur(minor),
                                       .method = TEXT("bank_transfer"),
                                       .reference = text_of(reference),
                                       .occurred_at = INSTANT_NONE};
}

static inline void world_deposit(struct world *world, const char *reference, int64_t minor)
{
    struct advertiser_payment payment = world_payment(world, reference, minor);
    struct advertiser_line line;
    must(world, advertiser_deposit(&world->flow, &payment, &line));
    assert_int_equal(line.amount.minor, -minor);
}
