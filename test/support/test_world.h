// SPDX-License-Identifier: Apache-2.0
// A small network for tests of use cases that move money: one advertiser, one program with a plan, partners with a
// coupon each, so that a conversion names whom it credits. Header only, because it stands above the layers that
// test_support is linked with. Everything goes through the real use cases; a failure fails the test and prints its
// fault.
#pragma once

#include "test_database.h"

#include "change.h"
#include "commission/commission.h"
#include "commission/commission_release.h"
#include "commission/plan_shelf.h"
#include "conversion/conversion_accept.h"
#include "conversion/conversion_decide.h"
#include "ledger/ledger.h"
#include "ledger/ledger_verify.h"
#include "network/network.h"
#include "partner/coupon_write.h"
#include "partner/enrollment_write.h"
#include "partner/partner_write.h"
#include "program/advertiser_write.h"
#include "program/offer_write.h"
#include "program/program_write.h"
#include "replay/replay.h"

#define WORLD_PARTNERS 3
#define WORLD_START_MS ((int64_t)1790000000000) // 2026-09-21T14:13:20Z

struct world {
    struct db *db;
    struct arena *arena;
    struct keyring keyring;
    struct fault fault;
    struct flow flow;
    struct gathering conversions; // of all flows of the network, as in a server
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct partner_id partners[WORLD_PARTNERS]; // with coupons p0, p1, p2
    struct enrollment_id enrollments[WORLD_PARTNERS];
};

static inline void world_must(struct world *world, enum rc rc, const char *file, int line)
{
    if (rc != RC_OK) {
        print_error("%s: %s: %s (%s) [%s]\n", rc_name(rc), world->fault.code, world->fault.message, world->fault.detail,
                    db_failure(world->db));
        _fail(file, line);
    }
}
#define must(world, call) world_must((world), (call), __FILE__, __LINE__)

static inline struct money world_eur(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"EUR"}};
}

static inline void world_partner(struct world *world, size_t i)
{
    struct partner_input input = {.code = text_format(world->arena, "p%zu", i),
                                  .name = text_format(world->arena, "Partner %zu", i),
                                  .email = text_format(world->arena, "p%zu@example.org", i),
                                  .type = TEXT("blogger")};
    struct partner partner;
    must(world, partner_create(&world->flow, &input, &partner));
    world->partners[i] = partner.id;
    struct enrollment_input enrollment = {.partner_id = partner.id,
                                          .program_id = world->program_id,
                                          .status = TEXT("approved"),
                                          .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    must(world, enrollment_create(&world->flow, &enrollment, &view));
    world->enrollments[i] = view.enrollment.id;
    struct coupon_input coupon = {
        .partner_id = partner.id, .program_id = world->program_id, .code = text_format(world->arena, "p%zu", i)};
    struct coupon made;
    must(world, coupon_create(&world->flow, &coupon, &made));
}

static inline void world_version(struct world *world, struct plan_version version)
{
    int64_t number;
    version.program_id = world->program_id;
    must(world, flow_begin(&world->flow));
    AUTO_TRANSACTION(world->db);
    must(world, change_version(&world->flow, &number));
    must(world, change_versions(&world->flow, world->program_id, &version.created_at));
    must(world, program_plan_insert(world->db, world->arena, &version));
    must(world, flow_commit(&world->flow));
}

// Individual terms as if they had been agreed before the partner was in the program: they may be less than its plan.
static inline void world_terms(struct world *world, size_t partner, struct text terms, struct instant effective_at)
{
    world_version(
        world, (struct plan_version){.enrollment_id = world->enrollments[partner],
                                     .plan_text = terms,
                                     .binds = TEXT("all"),
                                     .effective_at = instant_is_none(effective_at) ? world->flow.now : effective_at});
}

// The next version of the program's plan as if it had been announced in time: worse than the one before, or not.
static inline void world_plan_announced(struct world *world, const char *plan_text, struct instant effective_at)
{
    world_version(world, (struct plan_version){.plan_text = text_of(plan_text),
                                               .binds = TEXT("new_customers"),
                                               .effective_at = effective_at});
}

static inline void world_program(struct world *world, const char *plan_text)
{
    struct program_input program = program_input_none();
    program.advertiser_id = world->advertiser_id;
    program.name = TEXT("Shoes");
    program.hold_days = 14;
    struct program_view view;
    must(world, program_create(&world->flow, &program, &view));
    world->program_id = view.program.id;
    struct program_plan_input plan = {
        .program_id = world->program_id, .plan_text = text_of(plan_text), .effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error;
    must(world, program_plan_put(&world->flow, &plan, &version, &error));
    struct offer_input offer = {.program_id = world->program_id,
                                .name = TEXT("All shoes"),
                                .destination_url = TEXT("https://shop.example.org/")};
    struct offer made;
    must(world, offer_create(&world->flow, &offer, &made));
}

static inline void world_forget(void *memory)
{
    struct flow *flow = memory;
    db_keep_free(flow->keep);
    plan_shelf_end(flow->plans);
}

// What the threads of a server remember together, for as long as the arena lives.
static inline void world_remember(struct arena *arena, struct flow *flow)
{
    flow->keep = db_keep_new();
    flow->plans = arena_one(arena, struct plan_shelf);
    plan_shelf_init(flow->plans);
    struct flow *memory = arena_one(arena, struct flow);
    *memory = *flow;
    arena_on_end(arena, world_forget, memory);
}

// On a fresh database; hold 14 days, EUR.
static inline struct world *world_new(struct test_database *database, struct arena *arena, const char *plan_text)
{
    struct world *world = arena_one(arena, struct world);
    world->db = test_database_db(database);
    world->arena = arena;
    keyring_of_seed(1, &world->keyring);
    gathering_init(&world->conversions);
    world->flow = (struct flow){.db = world->db,
                                .arena = arena,
                                .keyring = &world->keyring,
                                .now = {WORLD_START_MS},
                                .actor = TEXT("test"),
                                .fault = &world->fault,
                                .conversions = &world->conversions};
    world_remember(arena, &world->flow);
    static const char check[NETWORK_KEY_CHECK_BYTES];
    struct network network = {.name = TEXT("Net"),
                              .currency = {"EUR"},
                              .time_zone = TEXT("UTC"),
                              .fallback_url = TEXT(""),
                              .key_check = {.p = check, .n = sizeof(check)},
                              .created_at = world->flow.now};
    must(world, db_write_begin(world->db));
    must(world, network_insert(world->db, &network));
    must(world, db_commit(world->db));
    struct advertiser_input advertiser = {.name = TEXT("Shop"), .currency = {"EUR"}};
    struct advertiser_created made;
    must(world, advertiser_create(&world->flow, &advertiser, &made));
    world->advertiser_id = made.advertiser.id;
    world_program(world, plan_text);
    for (size_t i = 0; i < WORLD_PARTNERS; i++) {
        world_partner(world, i);
    }
    return world;
}

static inline void world_days_pass(struct world *world, int64_t days)
{
    world->flow.now.ms += days * DAY_MS;
}

// A sale of an order by a partner, now.
static inline struct conversion_id world_sale(struct world *world, size_t partner, const char *order,
                                              const char *amount, const char *status)
{
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = text_of(order),
                                     .amount = text_of(amount),
                                     .status = text_of(status),
                                     .coupon = text_format(world->arena, "p%zu", partner),
                                     .reason = text_of(strcmp(status, "rejected") == 0 ? "cancelled" : NULL),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    assert_true(accepted.is_attributed);
    return accepted.conversion_id;
}

static inline void world_refund(struct world *world, struct conversion_id id, const char *key, const char *amount)
{
    struct refund_claim claim = {.conversion_id = id, .refund_key = text_of(key), .amount = text_of(amount)};
    struct refund_accepted accepted;
    must(world, conversion_refund(&world->flow, &claim, &accepted));
}

static inline void world_decide(struct world *world, struct conversion_id id, const char *status)
{
    struct text reason = strcmp(status, "rejected") == 0 ? TEXT("cancelled") : TEXT_NONE;
    must(world, conversion_decide(&world->flow, id, text_of(status), reason));
}

static inline int64_t world_release(struct world *world)
{
    int64_t released;
    must(world, commission_release_due(&world->flow, world->flow.now, &released));
    return released;
}

// The only commission of a conversion.
static inline struct commission world_commission(struct world *world, struct conversion_id id)
{
    struct commission *list;
    size_t count;
    must(world, commission_list_of(world->db, world->arena, id, &list, &count));
    assert_int_equal(count, 1);
    return list[0];
}

// "pending 1000 available 0 in_payout 0 paid 0 owed_back 0"
static inline struct text world_balance(struct world *world, size_t partner)
{
    struct ledger_balance *balances;
    size_t count;
    must(world, ledger_partner_balances(world->db, world->arena, world->partners[partner], &balances, &count));
    assert_true(count <= 1);
    struct buf buf = buf_new(world->arena, 1024);
    for (int k = LEDGER_PENDING; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
        int64_t minor = count == 0 ? 0 : balances[0].accounts[k].minor;
        if (minor != 0) {
            buf_format(&buf, "%s%s %lld", buf.n > 0 ? " " : "", ledger_account_kind_text((enum ledger_account_kind)k),
                       (long long)minor);
        }
    }
    return buf.n > 0 ? buf_text(&buf) : TEXT("nothing");
}

// The ten invariants hold, and everything can be derived again; called at the end of every story.
static inline void world_assert_sound(struct world *world)
{
    struct ledger_verification *check = arena_one(world->arena, struct ledger_verification);
    must(world, ledger_verify(world->db, world->arena, world->flow.now, check));
    for (size_t i = 0; i < check->finding_count; i++) {
        print_error("%d: %.*s\n", check->findings[i].invariant, TEXT_PRINT(check->findings[i].what));
    }
    assert_true(check->is_sound);
    struct replay_report *report = arena_one(world->arena, struct replay_report);
    must(world, replay(world->db, world->arena, report, &world->fault));
    for (int64_t i = 0; i < report->difference_count && i < REPLAY_DIFFERENCES_MAX; i++) {
        print_error("%.*s\n  stored  %.*s\n  derived %.*s\n", TEXT_PRINT(report->differences[i].object),
                    TEXT_PRINT(report->differences[i].stored), TEXT_PRINT(report->differences[i].derived));
    }
    assert_int_equal(report->difference_count, 0);
}
