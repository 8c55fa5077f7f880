// SPDX-License-Identifier: Apache-2.0
// The real books against the reference model (model.h): the same random operations to both, every account compared
// after each, every commission and the check of the ledger after each batch, and at a world's end a replay and a
// backtest of the plans as they were: what was booked, is derived again and would be paid is one number.
//
// Worlds follow each other until the time is over, each with the next seed; a failure names seed and operation. So how
// many are played depends on the machine, but not what they are.
//     TRIBUTARY_MODEL_OPERATIONS=1000000   as many instead (./dev model)
//     TRIBUTARY_MODEL_SEED=17              begins with this seed
//     TRIBUTARY_MODEL_DATABASE=postgres    only there
#include "model.h"

#include <stdlib.h>

#include "advertiser_world.h"
#include "backtest/backtest.h"
#include "click/click_accrue.h"
#include "click/click_id.h"
#include "click/click_store.h"
#include "clock/clock.h"
#include "format/encode.h"
#include "ledger/opening_write.h"
#include "model_option.h"
#include "partner/link_write.h"
#include "payout/payout_run.h"
#include "settlement/compensation_life.h"

#define SECONDS 10 // of each database
#define WORLD_OPERATIONS 2500
#define OPERATIONS_LEAST 100 // however slow the machine
#define BATCH 250
#define HOLD_DAYS MODEL_HOLD_DAYS

struct game {
    struct world *world;
    struct arena *op_arena; // reset with each operation
    struct model *model;
    uint64_t random;
    int64_t seed;
    int operation;
    const char *what; // the operation
    struct program_id programs[MODEL_PROGRAMS];
    struct partner_id partners[MODEL_PARTNERS];
    struct plan_id club_plan;
    struct offer_id club_offer;
    struct link_id club_links[MODEL_PARTNERS];
    struct click_store clicks;
    int64_t ppm[MODEL_PROGRAMS]; // of the plans in force
    int64_t counter;             // for keys
    int64_t click_number;
    int64_t until_ns; // no further operation after it
    // by the model's numbers
    struct commission_id commissions[MODEL_COMMISSIONS_MAX]; // 0: not looked up yet
    struct conversion_id conversions[MODEL_COMMISSIONS_MAX]; // of events
    struct compensation_id compensations[MODEL_COMMISSIONS_MAX];
    struct opening_balance_id openings[MODEL_COMMISSIONS_MAX];
    struct payout_item_id items[MODEL_ITEMS_MAX];
    struct payout_run_id runs[MODEL_RUNS_MAX];
};

// SplitMix64.
static uint64_t draw(struct game *g)
{
    uint64_t z = (g->random += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

// 0 … n - 1.
static int below(struct game *g, int n)
{
    return (int)(draw(g) % (uint64_t)n);
}

static int64_t amount_drawn(struct game *g)
{
    static const int64_t most[] = {10, 1000, 50000, 2000000};
    return 1 + (int64_t)(draw(g) % (uint64_t)most[below(g, 4)]);
}

static struct text decimal(struct game *g, int64_t minor)
{
    return money_text(g->op_arena, world_eur(minor));
}

static void refuse_none(struct game *g, enum rc rc, int line)
{
    if (rc != RC_OK) {
        print_error("seed %lld, operation %d (%s): %s %s: %s [%s]\n", (long long)g->seed, g->operation, g->what,
                    rc_name(rc), g->world->fault.code, g->world->fault.message, g->world->fault.detail);
        _fail(__FILE__, line);
    }
}
#define done(g, call) refuse_none((g), (call), __LINE__)

static void same(struct game *g, const char *what, int64_t index, int64_t real, int64_t model)
{
    if (real != model) {
        print_error("seed %lld, operation %d (%s): %s %lld: the books say %lld, the model %lld\n", (long long)g->seed,
                    g->operation, g->what, what, (long long)index, (long long)real, (long long)model);
        fail();
    }
}

// ---- operations ----

static const char coupon_letters[MODEL_PROGRAMS] = {'p', 'n', 'k', 'x'};

static void play_sale(struct game *g)
{
    int partner = below(g, MODEL_PARTNERS);
    int program = below(g, MODEL_PROGRAMS);
    bool is_pending = below(g, 3) == 0;
    bool is_late = program >= MODEL_CLUB_PROGRAM && below(g, 4) == 0;
    struct model_event sale = {.partner = partner,
                               .program = program,
                               .order = amount_drawn(g),
                               .ppm = g->ppm[program],
                               .decision = is_pending ? MODEL_UNDECIDED : MODEL_APPROVED,
                               .at = g->world->flow.now.ms - (is_late ? (1 + below(g, 500)) * HOUR_MS : 0)};
    (void)snprintf(sale.order_id, sizeof(sale.order_id), "o%lld", (long long)++g->counter);
    struct conversion_claim claim = {
        .advertiser_id = g->world->advertiser_id,
        .program_id = g->programs[program],
        .order_id = text_of(sale.order_id),
        .amount = decimal(g, sale.order),
        .status = is_pending ? TEXT("pending") : TEXT("approved"),
        .coupon = text_format(g->op_arena, "%c%d", coupon_letters[program], partner),
        .occurred_at = instant_text(g->op_arena, (struct instant){sale.at}),
        .source = TEXT("api"),
    };
    struct conversion_accepted accepted;
    done(g, conversion_accept(&g->world->flow, NULL, &claim, &accepted));
    g->conversions[model_sale(g->model, &sale, g->world->flow.now.ms)] = accepted.conversion_id;
}

static void play_refund(struct game *g)
{
    if (g->model->event_count == 0) {
        return;
    }
    int number = below(g, g->model->event_count);
    const struct model_event *e = &g->model->events[number];
    if (e->refunded == e->order || e->decision == MODEL_REFUSED) {
        return;
    }
    int64_t left = e->order - e->refunded;
    int64_t amount = below(g, 3) == 0 ? left : 1 + (int64_t)(draw(g) % (uint64_t)left);
    struct refund_claim claim = {.conversion_id = g->conversions[number],
                                 .refund_key = text_format(g->op_arena, "r%lld", (long long)++g->counter),
                                 .amount = decimal(g, amount)};
    struct refund_accepted accepted;
    done(g, conversion_refund(&g->world->flow, &claim, &accepted));
    if (below(g, 4) == 0) { // delivered twice
        done(g, conversion_refund(&g->world->flow, &claim, &accepted));
    }
    model_refund(g->model, number, amount, g->world->flow.now.ms);
}

static void play_decision(struct game *g)
{
    if (g->model->event_count == 0) {
        return;
    }
    int number = below(g, g->model->event_count);
    bool is_approval = below(g, 3) != 0;
    done(g,
         conversion_decide(&g->world->flow, g->conversions[number], is_approval ? TEXT("approved") : TEXT("rejected"),
                           is_approval ? TEXT_NONE : TEXT("fraud")));
    model_decide(g->model, number, is_approval ? MODEL_APPROVED : MODEL_REFUSED, g->world->flow.now.ms);
}

// A few clicks on a club's link, now or up to two days ago: also of days that were turned into money already.
static void play_clicks(struct game *g)
{
    struct world *world = g->world;
    struct click_record records[8];
    int partner = below(g, MODEL_PARTNERS);
    size_t count = 1 + (size_t)below(g, 8);
    int64_t at = world->flow.now.ms - below(g, 48) * HOUR_MS;
    if (at / DAY_MS < g->model->first_day) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        records[i] = (struct click_record){.id = click_id_of((struct instant){at}, 1, g->click_number++ % 30000),
                                           .outcome = CLICK_REDIRECTED,
                                           .link_id = g->club_links[partner],
                                           .offer_id = g->club_offer,
                                           .partner_id = g->partners[partner],
                                           .program_id = g->programs[MODEL_CLUB_PROGRAM],
                                           .visitor = 1 + below(g, 20),
                                           .device = DEVICE_DESKTOP,
                                           .address_prefix = TEXT(""),
                                           .parameters = TEXT_NONE};
        model_click(g->model, partner, at);
    }
    done(g, db_write_begin(world->db));
    done(g, click_store(&g->clicks, world->db, g->op_arena, records, count));
    done(g, db_commit(world->db));
}

static void play_accrual(struct game *g)
{
    struct click_accrued accrued;
    done(g, click_accrue(&g->world->flow, g->world->flow.now, &accrued));
    model_accrue_clicks(g->model, g->world->flow.now.ms);
}

static void play_days(struct game *g)
{
    int64_t released;
    g->world->flow.now.ms += (1 + below(g, 4)) * DAY_MS;
    done(g, commission_release_due(&g->world->flow, g->world->flow.now, &released));
    model_release(g->model, g->world->flow.now.ms);
}

static void find_items(struct game *g, int run, int first)
{
    struct payout_item *items;
    size_t count;
    done(g, payout_item_list(g->world->db, g->op_arena, g->runs[run], &items, &count));
    same(g, "items of run", run, (int64_t)count, g->model->item_count - first);
    for (int i = first; i < g->model->item_count; i++) {
        const struct model_item *item = &g->model->items[i];
        bool is_found = false;
        for (size_t k = 0; k < count; k++) {
            if (items[k].partner_id.v == g->partners[item->partner].v) {
                g->items[i] = items[k].id;
                same(g, "amount of item", i, items[k].amount.minor, item->amount);
                is_found = true;
            }
        }
        same(g, "item is there", i, is_found, 1);
    }
}

static void play_payout(struct game *g)
{
    struct payout_request request = {
        .key = TEXT_NONE, .currency = {"EUR"}, .until = g->world->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id run_id;
    int first = g->model->item_count;
    int run = model_payout(g->model, g->world->flow.now.ms);
    enum rc rc = payout_run_create(&g->world->flow, &request, &run_id);
    if (run < 0) {
        same(g, "nothing to pay", 0, rc == RC_REFUSED, 1);
        fault_clear(&g->world->fault);
        return;
    }
    done(g, rc);
    g->runs[run] = run_id;
    find_items(g, run, first);
    if (below(g, 6) == 0) { // given up as a draft
        done(g, payout_run_cancel(&g->world->flow, run_id));
        for (int i = first; i < g->model->item_count; i++) {
            model_fail(g->model, i);
        }
        return;
    }
    done(g, payout_run_approve(&g->world->flow, run_id));
}

static void play_settle(struct game *g)
{
    if (g->model->item_count == 0) {
        return;
    }
    int number = below(g, g->model->item_count);
    const struct model_item *item = &g->model->items[number];
    bool is_failure = below(g, 4) == 0;
    if (item->status == MODEL_FAILED || (item->status == MODEL_ITEM_PAID && !is_failure)) {
        return;
    }
    if (is_failure) {
        done(g, payout_item_fail(&g->world->flow, g->items[number], TEXT("returned")));
        model_fail(g->model, number);
    } else {
        done(g, payout_item_pay(&g->world->flow, g->items[number]));
        done(g, payout_item_pay(&g->world->flow, g->items[number])); // said twice
        model_pay(g->model, number);
    }
}

static void put_plan(struct game *g, int program, int64_t ppm)
{
    struct text text = text_format(g->op_arena, "pay %lld.%04lld%% on sale\nhold %d days\n", (long long)(ppm / 10000),
                                   (long long)(ppm % 10000), HOLD_DAYS);
    struct program_plan_input plan = {
        .program_id = g->programs[program], .plan_text = text, .effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error;
    done(g, program_plan_put(&g->world->flow, &plan, &version, &error));
    g->ppm[program] = ppm;
}

// Terms only get better: those that get worse are in force after a notice only (test/scenario/ratchet.scn).
static void play_plan(struct game *g)
{
    int program = below(g, MODEL_CLUB_PROGRAM);
    if (g->ppm[program] < 300000) {
        put_plan(g, program, g->ppm[program] + 1 + below(g, 5000));
    }
}

static void play_payment(struct game *g)
{
    struct advertiser_payment payment =
        world_payment(g->world, "", amount_drawn(g)); // of any size: what is too much is refused by both
    payment.reference = text_format(g->op_arena, "b%lld", (long long)++g->counter);
    struct advertiser_line line;
    if (below(g, 3) != 0) {
        done(g, advertiser_deposit(&g->world->flow, &payment, &line));
        done(g, advertiser_deposit(&g->world->flow, &payment, &line)); // reported twice
        model_account(g->model, -payment.amount.minor, false);
        return;
    }
    enum rc rc = advertiser_withdraw(&g->world->flow, &payment, &line);
    if (model_books(g->model).prepaid < payment.amount.minor) {
        same(g, "too much is refused", 0, rc == RC_REFUSED, 1);
        fault_clear(&g->world->fault);
    } else {
        done(g, rc);
        model_account(g->model, payment.amount.minor, false);
    }
}

static void play_compensation(struct game *g)
{
    int partner = below(g, MODEL_PARTNERS);
    int program = below(g, MODEL_PROGRAMS);
    int64_t amount = amount_drawn(g);
    struct compensation_input input = {.partner_id = g->partners[partner],
                                       .program_id = g->programs[program],
                                       .amount = decimal(g, amount),
                                       .reason = TEXT("many leads")};
    struct compensation compensation;
    done(g, compensation_propose(&g->world->flow, &input, &compensation));
    int64_t now = g->world->flow.now.ms;
    struct model_commission grant = {
        .source = MODEL_COMPENSATION, .partner = partner, .program = program, .amount = amount, .own_due = now};
    int number = model_grant(g->model, &grant, now);
    g->compensations[number] = compensation.id;
    g->commissions[number] = compensation.commission_id;
}

static void play_opening(struct game *g)
{
    static const char *const states[] = {"pending", "available", "owed_back", "prepaid", "receivable"};
    int state = below(g, 5);
    int partner = below(g, MODEL_PARTNERS);
    int program = below(g, MODEL_PROGRAMS);
    int64_t amount = amount_drawn(g);
    int64_t now = g->world->flow.now.ms;
    int64_t due = now + below(g, 20) * DAY_MS;
    struct opening_input input = {.currency = {"EUR"},
                                  .state = text_of(states[state]),
                                  .amount = decimal(g, amount),
                                  .reference = text_format(g->op_arena, "%lld", (long long)++g->counter),
                                  .occurred_at = {now - DAY_MS},
                                  .due_at = state == 0 ? (struct instant){due} : INSTANT_NONE};
    if (state <= 2) {
        input.partner_id = g->partners[partner];
    } else {
        input.advertiser_id = g->world->advertiser_id;
    }
    input.program_id.v = state <= 1 ? g->programs[program].v : 0;
    struct opening_balance opening;
    bool is_new;
    done(g, opening_book(&g->world->flow, &input, &opening, &is_new));
    if (state <= 1) {
        struct model_commission grant = {.source = MODEL_OPENING,
                                         .partner = partner,
                                         .program = program,
                                         .amount = amount,
                                         .own_due = state == 0 ? due : now - DAY_MS};
        int number = model_grant(g->model, &grant, now);
        g->openings[number] = opening.id;
        g->commissions[number] = opening.commission_id;
    } else if (state == 2) {
        model_open_owed_back(g->model, partner, amount);
    } else {
        model_account(g->model, state == 3 ? -amount : amount, true);
    }
}

static void play_reversal(struct game *g)
{
    if (g->model->commission_count == 0) {
        return;
    }
    int number = below(g, g->model->commission_count);
    struct compensation compensation;
    struct opening_balance opening;
    switch (g->model->commissions[number].source) {
    case MODEL_COMPENSATION:
        done(g, compensation_reverse(&g->world->flow, g->compensations[number], TEXT("by mistake"), &compensation));
        break;
    case MODEL_OPENING:
        done(g, opening_reverse(&g->world->flow, g->openings[number], TEXT("by mistake"), &opening));
        break;
    case MODEL_EARNED:
        return;
    }
    model_revoke(g->model, number);
}

static const struct {
    const char *name;
    int weight;
    void (*play)(struct game *g);
} operations[] = {
    {"sale", 30, play_sale},      {"refund", 14, play_refund},    {"decision", 14, play_decision},
    {"days", 10, play_days},      {"payout", 4, play_payout},     {"settle", 12, play_settle},
    {"plan", 1, play_plan},       {"payment", 4, play_payment},   {"compensation", 3, play_compensation},
    {"opening", 3, play_opening}, {"reversal", 5, play_reversal}, {"clicks", 4, play_clicks},
    {"accrual", 2, play_accrual},
};

// ---- comparing ----

static int64_t real_account(struct game *g, enum ledger_owner_kind owner, int64_t id, enum ledger_account_kind kind)
{
    struct money balance;
    done(g, ledger_account_balance(g->world->db, g->op_arena, owner, id, kind, world_eur(0).currency, &balance));
    return balance.minor;
}

static void compare_partner(struct game *g, int partner)
{
    struct model_partner m = model_partner(g->model, partner);
    int64_t id = g->partners[partner].v;
    same(g, "pending of partner", partner, -real_account(g, LEDGER_PARTNER, id, LEDGER_PENDING), m.pending);
    same(g, "available of partner", partner, -real_account(g, LEDGER_PARTNER, id, LEDGER_AVAILABLE), m.available);
    same(g, "in payout of partner", partner, -real_account(g, LEDGER_PARTNER, id, LEDGER_IN_PAYOUT), m.in_payout);
    same(g, "paid to partner", partner, -real_account(g, LEDGER_PARTNER, id, LEDGER_PAID), m.paid);
    same(g, "owed back by partner", partner, real_account(g, LEDGER_PARTNER, id, LEDGER_OWED_BACK), m.owed_back);
}

static void compare_books(struct game *g)
{
    struct model_books m = model_books(g->model);
    int64_t advertiser = g->world->advertiser_id.v;
    int64_t network = LEDGER_NETWORK_OWNER;
    for (int p = 0; p < MODEL_PROGRAMS; p++) {
        int64_t id = g->programs[p].v;
        same(g, "expense of program", p, real_account(g, LEDGER_PROGRAM, id, LEDGER_COMMISSION_EXPENSE), m.expense[p]);
        same(g, "compensation of program", p, real_account(g, LEDGER_PROGRAM, id, LEDGER_COMPENSATION_EXPENSE),
             m.compensation[p]);
    }
    same(g, "recharged", 1, -real_account(g, LEDGER_PROGRAM, g->programs[MODEL_NETWORK_PROGRAM].v, LEDGER_RECHARGED),
         m.recharged);
    same(g, "accrued", 0, real_account(g, LEDGER_ADVERTISER, advertiser, LEDGER_ACCRUED_CHARGE), m.accrued);
    same(g, "receivable", 0, real_account(g, LEDGER_ADVERTISER, advertiser, LEDGER_RECEIVABLE), m.receivable);
    same(g, "prepaid", 0, -real_account(g, LEDGER_ADVERTISER, advertiser, LEDGER_PREPAID), m.prepaid);
    same(g, "fee", 0, -real_account(g, LEDGER_NETWORK, network, LEDGER_FEE_REVENUE), m.fee);
    same(g, "cash", 0, real_account(g, LEDGER_NETWORK, network, LEDGER_CASH), m.cash);
    same(g, "opening equity", 0, real_account(g, LEDGER_NETWORK, network, LEDGER_OPENING_EQUITY), m.opening_equity);
}

static const int bonus_lines[MODEL_BONUSES] = {6, 7}; // of the club's plan

static struct text key_of(struct game *g, const struct model_commission *m)
{
    long long program = (long long)g->programs[m->program].v;
    long long partner = (long long)g->partners[m->partner].v;
    if (m->is_of_clicks) {
        return text_format(g->op_arena, "clk:%lld:%lld:%lld", program, partner, (long long)m->repetition);
    }
    if (m->bonus > 0) {
        struct civil first = {.year = (int32_t)(m->month / 12), .month = (int32_t)(m->month % 12 + 1), .day = 1};
        int64_t day = m->month < 0 ? 0 : day_number(instant_of_civil(first));
        return text_format(g->op_arena, "bon:%lld:%lld:%lld:%d:%lld:%lld", program, partner, (long long)g->club_plan.v,
                           bonus_lines[m->bonus - 1], (long long)day, (long long)m->repetition);
    }
    return text_format(g->op_arena, "cnv:%lld:%lld:%d", (long long)g->conversions[m->event].v, partner, 1 + m->level);
}

// What never was worth anything need not be there.
static bool look_up(struct game *g, int number)
{
    struct commission real;
    enum rc rc = commission_find_key(g->world->db, g->op_arena, key_of(g, &g->model->commissions[number]), &real);
    if (rc == RC_NOT_FOUND) {
        return false;
    }
    done(g, rc);
    g->commissions[number] = real.id;
    return true;
}

static void compare_commissions(struct game *g)
{
    static const enum commission_status statuses[] = {[MODEL_PENDING] = COMMISSION_PENDING,
                                                      [MODEL_AVAILABLE] = COMMISSION_AVAILABLE,
                                                      [MODEL_IN_PAYOUT] = COMMISSION_IN_PAYOUT,
                                                      [MODEL_PAID] = COMMISSION_PAID,
                                                      [MODEL_REJECTED] = COMMISSION_REJECTED};
    for (int i = 0; i < g->model->commission_count; i++) {
        const struct model_commission *m = &g->model->commissions[i];
        struct commission real;
        arena_reset(g->op_arena);
        if (g->commissions[i].v == 0 && !look_up(g, i)) {
            same(g, "amount of a commission that is not there", i, 0, m->amount);
            continue;
        }
        done(g, commission_get(g->world->db, g->op_arena, g->commissions[i], &real));
        same(g, "amount of commission", i, real.amount.minor, m->amount);
        same(g, "pending of commission", i, real.pending.minor, m->pending);
        same(g, "available of commission", i, real.available.minor, m->available);
        same(g, "status of commission", i, (int64_t)real.status, (int64_t)statuses[m->status]);
    }
}

// Every invariant of the ledger.
static void check_ledger(struct game *g)
{
    arena_reset(g->op_arena);
    struct ledger_verification *check = arena_one(g->op_arena, struct ledger_verification);
    done(g, ledger_verify(g->world->db, g->op_arena, g->world->flow.now, check));
    for (size_t i = 0; i < check->finding_count; i++) {
        print_error("%d: %.*s\n", check->findings[i].invariant, TEXT_PRINT(check->findings[i].what));
    }
    same(g, "findings of the ledger's check", 0, (int64_t)check->finding_count, 0);
}

// The same plans over the same events once more, by the third way to the engine besides booking and replay.
static void compare_backtest(struct game *g)
{
    struct model_books m = model_books(g->model);
    for (int p = 0; p < MODEL_CAPPED_PROGRAM; p++) { // caps of periods: docs/plans.md says why not
        struct backtest_draft recorded = {.name = TEXT("recorded")};
        struct backtest_ask ask = {
            .program_id = g->programs[p], .to_day = 50000, .drafts = &recorded, .draft_count = 1};
        struct backtest_report report;
        done(g, backtest(&g->world->flow, &ask, &report));
        same(g, "booked cost of program", p, report.now_minor, m.expense[p]);
        same(g, "booked for clicks of program", p, report.now_click_minor, m.of_clicks[p]);
        same(g, "backtest of program", p, report.totals[0].cost_minor, m.expense[p]);
        same(g, "backtest of the clicks of program", p, report.totals[0].click_minor, m.of_clicks[p]);
    }
}

// ---- worlds ----

static void play_one(struct game *g)
{
    int weights = 0;
    for (size_t i = 0; i < COUNT_OF(operations); i++) {
        weights += operations[i].weight;
    }
    int at = below(g, weights);
    size_t which = 0;
    while (at >= operations[which].weight) {
        at -= operations[which++].weight;
    }
    arena_reset(g->op_arena);
    g->world->flow.now.ms += 1000;
    g->what = operations[which].name;
    operations[which].play(g);
    compare_partner(g, below(g, MODEL_PARTNERS));
    if (below(g, 8) == 0) {
        compare_books(g);
    }
}

static void enroll_all(struct game *g, int program)
{
    struct world *world = g->world;
    for (int i = 0; i < MODEL_PARTNERS; i++) {
        struct enrollment_input enrollment = {.partner_id = g->partners[i],
                                              .program_id = g->programs[program],
                                              .status = TEXT("approved"),
                                              .terms_effective_at = INSTANT_NONE};
        struct coupon_input coupon = {.partner_id = g->partners[i],
                                      .program_id = g->programs[program],
                                      .code = text_format(g->op_arena, "%c%d", coupon_letters[program], i)};
        struct enrollment_view enrolled;
        struct coupon made;
        if (program > 0 || i >= WORLD_PARTNERS) {
            done(g, enrollment_create(&world->flow, &enrollment, &enrolled));
            done(g, coupon_create(&world->flow, &coupon, &made));
        }
    }
}

static void recruit(struct game *g, int partner)
{
    struct partner_input input = {.code = text_format(g->op_arena, "r%d", partner),
                                  .name = TEXT("Recruit"),
                                  .recruited_by = g->partners[model_recruiter(partner, 1)]};
    struct partner made;
    done(g, partner_create(&g->world->flow, &input, &made));
    g->partners[partner] = made.id;
}

static void add_program(struct game *g, int program, const char *name)
{
    struct program_input input = program_input_none();
    input.advertiser_id = g->world->advertiser_id;
    input.name = text_of(name);
    input.hold_days = HOLD_DAYS;
    struct program_view view;
    done(g, program_create(&g->world->flow, &input, &view));
    g->programs[program] = view.program.id;
}

static struct plan_id publish(struct game *g, int program, const char *text)
{
    struct program_plan_input plan = {
        .program_id = g->programs[program], .plan_text = text_of(text), .effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error;
    done(g, program_plan_put(&g->world->flow, &plan, &version, &error));
    return version.id;
}

static void add_club_links(struct game *g)
{
    struct offer_input offer = {.program_id = g->programs[MODEL_CLUB_PROGRAM],
                                .name = TEXT("Club"),
                                .destination_url = TEXT("https://club.example.org/")};
    struct offer made;
    done(g, offer_create(&g->world->flow, &offer, &made));
    g->club_offer = made.id;
    for (int i = 0; i < MODEL_PARTNERS; i++) {
        struct link_input input = {.partner_id = g->partners[i], .offer_id = made.id, .code = TEXT_NONE};
        struct link link;
        done(g, link_create(&g->world->flow, &input, &link));
        g->club_links[i] = link.id;
    }
}

static void make_programs(struct game *g)
{
    struct world *world = g->world;
    for (int i = 0; i < WORLD_PARTNERS; i++) {
        g->partners[i] = world->partners[i];
    }
    for (int i = WORLD_PARTNERS; i < MODEL_PARTNERS; i++) {
        recruit(g, i);
    }
    g->programs[0] = world->program_id;
    add_program(g, MODEL_NETWORK_PROGRAM, "Through the network");
    world->program_id = g->programs[MODEL_NETWORK_PROGRAM];
    struct settlement_terms terms = world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    assert_true(terms.id.v != 0);
    add_program(g, MODEL_CLUB_PROGRAM, "Club");
    add_program(g, MODEL_CAPPED_PROGRAM, "Capped");
    for (int p = 0; p < MODEL_PROGRAMS; p++) {
        enroll_all(g, p);
    }
    g->ppm[0] = 50000;
    put_plan(g, MODEL_NETWORK_PROGRAM, 80000);
    // model_earn.c has the same by hand.
    g->club_plan = publish(g, MODEL_CLUB_PROGRAM,
                           "pay 10% on sale\n  from 4 sales a month 14% for all\nlevel 1 pays 3% of sale\n"
                           "level 2 pays 20% of commission\nhold 7 days\nbonus 25 EUR for 5 sales a month\n"
                           "bonus 4 EUR for every 3 sales in all\npay 0.004 EUR on click\n");
    (void)publish(g, MODEL_CAPPED_PROGRAM,
                  "pay 12% on sale\n  from 300 EUR of sales a month 20%\nlevel 1 pays 4% of sale\nhold 7 days\n"
                  "cap 25 EUR per partner a month, beyond it 2%\nbudget 90 EUR a month\n");
    add_club_links(g);
    click_store_init(&g->clicks);
}

static int play_world(struct test_database *database, struct game *g, int64_t seed, int operation_count)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    AUTO_ARENA op_arena = arena_new(ARENA_JOB_BYTES);
    AUTO_ARENA check_arena = arena_new(ARENA_JOB_BYTES);
    *g = (struct game){.op_arena = op_arena,
                       .until_ns = g->until_ns,
                       .model = g->model,
                       .random = (uint64_t)seed,
                       .seed = seed,
                       .what = "begin"};
    g->world = world_new(database, arena, "pay 5% on sale\nhold 7 days\n");
    g->world->arena = g->world->flow.arena = op_arena;
    model_begin(g->model, g->world->flow.now.ms);
    make_programs(g);
    bool is_last = false;
    for (g->operation = 1; !is_last; g->operation++) {
        play_one(g);
        bool is_over = g->operation >= OPERATIONS_LEAST && clock_monotonic_ns() > g->until_ns;
        is_last = is_over || g->operation == operation_count;
        if (is_last || g->operation % BATCH == 0) {
            for (int p = 0; p < MODEL_PARTNERS; p++) {
                compare_partner(g, p);
            }
            compare_books(g);
            compare_commissions(g);
            check_ledger(g);
        }
    }
    g->what = "check and replay";
    g->world->arena = check_arena;
    world_assert_sound(g->world);
    g->world->flow.arena = check_arena;
    compare_backtest(g);
    click_store_close(&g->clicks);
    return g->operation - 1;
}

static void the_books_are_what_the_model_says(void **state)
{
    enum db_kind kind = test_database_kind(*state);
    if (!model_option_has_database(kind)) {
        skip();
    }
    int64_t wanted = model_option_number("TRIBUTARY_MODEL_OPERATIONS", 0);
    int64_t seed = model_option_number("TRIBUTARY_MODEL_SEED", 1);
    int64_t began = clock_monotonic_ns();
    int64_t played = 0;
    struct game *g = calloc(1, sizeof(*g));
    struct model *model = calloc(1, sizeof(*model));
    assert_non_null(g);
    assert_non_null(model);
    g->model = model;
    g->until_ns = wanted > 0 ? INT64_MAX : began + SECONDS * (int64_t)1000000000;
    int64_t seconds = 0;
    do {
        int64_t left = wanted > 0 ? wanted - played : WORLD_OPERATIONS;
        struct test_database *database = test_database_new(kind);
        played += play_world(database, g, seed++, (int)(left < WORLD_OPERATIONS ? left : WORLD_OPERATIONS));
        test_database_free(database);
        seconds = (clock_monotonic_ns() - began) / 1000000000;
    } while (wanted > 0 ? played < wanted : seconds < SECONDS);
    print_message("# %lld operations in %lld s\n", (long long)played, (long long)seconds);
    free(model);
    free(g);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(the_books_are_what_the_model_says),
};

int main(void)
{
    return TEST_DATABASE_RUN("model", cases);
}
