// SPDX-License-Identifier: Apache-2.0
// What a running story knows: a network of its own in a fresh database, a clock that stands where the story says, the
// names it gave to things, what came of the last step. Steps call the flows just as the server does, without HTTP.
//
// A step function returns false when the story itself is wrong (it names a partner that there is not): the story ends
// there. What the product says no to is no mistake by itself: world_answer keeps it, and the next step must expect it.
#pragma once

#include "clock/clock.h"
#include "conversion/conversion_claim.h"
#include "conversion/conversion_decide.h"
#include "core/buf.h"
#include "flow.h"
#include "ids.h"
#include "story.h"
#include "test_database.h"

enum noun { NOUN_ADVERTISER, NOUN_PROGRAM, NOUN_OFFER, NOUN_PARTNER, NOUN_LINK, NOUN_COUPON, NOUN_COUNT };

struct name {
    struct name *next;
    enum noun noun;
    struct text text;
    int64_t id;
    struct program_id program_id;       // of offers and coupons
    struct advertiser_id advertiser_id; // of programs
};

struct visitor {
    struct visitor *next;
    struct text name;
    struct text cookie;   // "" before the first click
    struct text click_id; // of the last click, "" before
};

struct order {
    struct order *next;
    struct program_id program_id;
    struct text goal, order_id;
    struct conversion_id conversion_id;
};

// What came of the last step that asked the product for something.
struct outcome {
    const struct story_step *step; // NULL: nothing to answer for
    enum rc rc;
    struct fault fault;
    bool is_duplicate;
};

// Where the last click went.
struct visit {
    bool is_made;
    struct text cause;    // "redirected", or why not
    struct text location; // "" unless redirected
    struct text click_id;
};

enum report_kind { REPORT_NONE, REPORT_CONVERSION, REPORT_REFUND };

struct clicking; // the click recorder with its spool and shipper: step_clicks.c

struct world {
    const struct story *story;
    const struct story_step *step; // the running one; NULL at the end
    struct arena *arena;           // the story's
    struct arena *scratch;         // the step's
    struct test_database *database;
    struct db *db;
    struct keyring keyring;
    struct clock_fixed clock;
    struct fault fault;
    struct gathering conversions; // flow.h
    struct clicking *clicking;

    struct name *names;
    struct visitor *visitors;
    struct order *orders;
    struct name *first_program; // NULL before it
    struct currency currency;   // of the first program

    struct outcome outcome;
    struct conversion_id conversion_id; // the last one reported or decided on; 0 none
    struct visit visit;
    struct payout_run_id payout_run_id;     // the last one; 0 none
    struct agreement_id agreement_id;       // the last one
    struct netting_id netting_id;           // the last one
    struct compensation_id compensation_id; // the last one that was booked
    struct opening_balance_id opening_id;   // the last one that was booked

    enum report_kind report_kind; // of the last report
    struct conversion_claim claim;
    struct refund_claim refund;
    int64_t refund_count; // for the ids of refunds without one

    struct buf failures; // sentences, each line prefixed for TAP
    size_t failure_count;

    bool is_taken_back_told; // taken_back.c
};

// ---- world.c ----

// A network in a fresh database at the story's start.
void world_open(struct world *world, const struct story *story, enum db_kind kind);
void world_close(struct world *world);
// Moves the clock; what was clicked before is shipped first.
bool world_clock_set(struct world *world, int64_t at_ms);

// A flow at the story's present instant, with a cleared fault, in the step's arena.
struct flow world_flow(struct world *world);
// Keeps the outcome of the running step; world->fault tells more when it is not RC_OK.
void world_answer(struct world *world, enum rc rc);

// Says that the story is wrong at the running step. Always false.
bool world_mistake(struct world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));
// An expectation that does not hold. The story goes on.
void world_differs(struct world *world, struct text expected, struct text actual);
// Something is wrong though nothing was expected of it: a check at the story's end, an unanswered refusal.
void world_finding(struct world *world, const struct story_step *step, struct text what);

struct name *world_name_add(struct world *world, enum noun noun, struct text text, int64_t id);
// NULL, with the mistake told, when the story has not named it. program_id 0: any.
struct name *world_name(struct world *world, enum noun noun, struct text text, struct program_id program_id);
struct name *world_name_find(struct world *world, enum noun noun, struct text text, struct program_id program_id);
// The story's name of an id, "nobody" for 0.
struct text world_name_of(struct world *world, enum noun noun, int64_t id);
// The value of a pair as the program it names; the story's first when it is not given. NULL with the mistake told.
struct name *world_program(struct world *world);
struct visitor *world_visitor(struct world *world, struct text name); // made when new
// The latest conversion with this order number, among those of the step's `program` and `goal` if given.
struct order *world_order(struct world *world, struct text order_id);

// The value of a pair, or `otherwise`.
struct text world_value(const struct world *world, const char *name, struct text otherwise);
// The duration a pair gives; *ret_ms stays when it is not given.
bool world_duration(struct world *world, const char *name, int64_t *ret_ms);

// ---- step_clicks.c ----

bool clicking_open(struct world *world);
void clicking_close(struct world *world);
// The link table is read anew: after every change of the catalog.
bool clicking_refresh(struct world *world);
// Everything clicked so far is in the database.
enum rc clicking_ship(struct world *world);

// ---- steps ----

typedef bool (*step_function)(struct world *world);

bool step_program(struct world *world);
bool step_change(struct world *world);
bool step_plan(struct world *world);
bool step_terms(struct world *world);
bool step_answer(struct world *world);
bool step_offer(struct world *world);
bool step_partner(struct world *world);
bool step_recruit(struct world *world);
bool step_level(struct world *world);
bool step_churn(struct world *world);
bool step_deliver(struct world *world);
bool step_enroll(struct world *world);
bool step_link(struct world *world);
bool step_coupon(struct world *world);
bool step_archive(struct world *world);
bool step_close(struct world *world);
bool step_click(struct world *world);
bool step_open(struct world *world);
bool step_conversion(struct world *world);
bool step_refund(struct world *world);
bool step_take_back(struct world *world);
bool step_decide(struct world *world);
bool step_again(struct world *world);
bool step_jobs(struct world *world);
bool step_details(struct world *world);
bool step_schedule(struct world *world);
bool step_request(struct world *world);
bool step_payout(struct world *world);
bool step_pay(struct world *world);
bool step_cancel(struct world *world);
bool step_fail(struct world *world);
bool step_settle(struct world *world);
bool step_contract(struct world *world);
bool step_renew(struct world *world);
bool step_lapse(struct world *world);
bool step_withdraw_contract(struct world *world);
bool step_compensate(struct world *world);
bool step_reverse(struct world *world);
bool step_opening(struct world *world);
bool step_deposit(struct world *world);
bool step_agree(struct world *world);
bool step_net(struct world *world);
bool step_withdraw(struct world *world);
bool step_credit(struct world *world);
bool step_rate(struct world *world);
bool step_impressions(struct world *world);
bool step_books_close(struct world *world);
bool step_books_reopen(struct world *world);
bool expect_credited(struct world *world);
bool expect_unattributed(struct world *world);
bool expect_commission(struct world *world);
bool expect_no(struct world *world);
bool expect_awards(struct world *world);
bool expect_bonus(struct world *world);
bool expect_reward(struct world *world);
bool expect_contract(struct world *world);
bool expect_coupon(struct world *world);
bool expect_no_charge(struct world *world); // of expect_no
bool expect_lost(struct world *world);
bool expect_duplicate(struct world *world);
bool expect_refused(struct world *world);
bool expect_conflict(struct world *world);
bool expect_status(struct world *world);
bool expect_balance(struct world *world);
bool expect_charge(struct world *world);
bool expect_books(struct world *world);
bool expect_account(struct world *world);
bool expect_destination(struct world *world);
bool expect_fallback(struct world *world);
bool expect_clicks(struct world *world);
bool expect_report(struct world *world);

// ---- taken_back.c ----

// Runs the step; when told to, says what it took back.
bool taken_back_run(struct world *world, step_function function);

// Every story's end: the books, the replay, the rollup. Findings go to the failures.
void story_end_check(struct world *world);
