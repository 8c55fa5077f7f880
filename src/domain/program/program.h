// SPDX-License-Identifier: Apache-2.0
// Programs: the terms an advertiser offers to partners, in versions that never change; plans (what is paid) likewise,
// for the program and, as individual terms, for one partner; and the offers inside a program.
//
// Which version judges an event is a question of two instants. `at` is the event's own: the version with the latest
// effective_at not after it is in force (of equal ones the greater number). `known_at` is when the event was accepted:
// versions made later did not exist then, and must not change what an event already earned. Live traffic asks with its
// own now, replay with the recorded received_at, so both find the same version.
//
// Readers need no transaction. Writers need a write transaction and, for version numbers, network_catalog_bump before
// them, which lets one writer in at a time. Texts are in the caller's arena.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

#define PROGRAM_WINDOW_MS_MIN HOUR_MS
#define PROGRAM_WINDOW_MS_MAX ((int64_t)315576000000) // ten years
#define PROGRAM_HOLD_DAYS_MAX 365

struct program {
    struct program_id id;
    struct advertiser_id advertiser_id;
    struct text name;
    struct currency currency; // of every amount in the program; never changes
    struct text link_forms;   // JSON list, see link/link_form.h
    struct text status;       // active, paused, archived
    struct text enrollment;   // who may join: open (at once), approval (the operator decides), closed
    bool is_public;           // everybody may read its page
    struct text summary;      // a few sentences for who thinks of joining; may be empty
    struct instant created_at;
    int64_t version; // catalog version of the last change
};

struct program_filter {
    struct advertiser_id advertiser_id; // 0: all
    struct partner_id partner_id;       // 0: all; else those in which the partner is enrolled (pending or approved)
    struct text status;                 // "" or TEXT_NONE: any
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};

// RC_NOT_FOUND when absent.
enum rc program_get(struct db *db, struct arena *arena, struct program_id id, struct program *ret_program) MUST_USE;
enum rc program_list(struct db *db, struct arena *arena, const struct program_filter *filter,
                     struct program **ret_programs, size_t *ret_count) MUST_USE;
// Status becomes active; id is not looked at.
enum rc program_insert(struct db *db, struct arena *arena, const struct program *program,
                       struct program_id *ret_id) MUST_USE;
// Name, link forms, status, enrollment, public, summary and version.
enum rc program_set(struct db *db, const struct program *program) MUST_USE;
// Only the version: after new terms or a new plan.
enum rc program_touch(struct db *db, struct program_id id, int64_t version) MUST_USE;

struct program_terms {
    struct terms_id id;
    struct program_id program_id;
    int64_t number;
    struct text attribution; // last_click, first_click (attribution/attribution.h)
    int64_t window_ms;
    struct text evidence; // comma list, strongest first
    struct text binding;  // none, window, lifetime
    int64_t hold_days;
    struct instant effective_at;
    struct instant created_at;
};

struct program_question {
    struct program_id program_id;
    struct partner_id partner_id; // for plans; 0: the program's plan only
    struct instant at;            // of the event
    struct instant known_at;      // of its acceptance; INSTANT_NONE: everything known now
    // For plans: the customer's first credited event in the program (S3A-7). INSTANT_NONE: a new customer, an unknown
    // one, or an event without a customer: the version in force.
    struct instant customer_since;
};

enum rc program_terms_get(struct db *db, struct arena *arena, struct terms_id id,
                          struct program_terms *ret_terms) MUST_USE;
// The newest version. RC_NOT_FOUND only for a program that does not exist.
enum rc program_terms_latest(struct db *db, struct arena *arena, struct program_id id,
                             struct program_terms *ret_terms) MUST_USE;
// RC_NOT_FOUND when nothing was in force or known then. A program's first terms are in force from the beginning of
// time.
enum rc program_terms_in_force(struct db *db, struct arena *arena, const struct program_question *question,
                               struct program_terms *ret_terms) MUST_USE;
// Fills id and number. RC_CONFLICT when two writers raced without network_catalog_bump.
enum rc program_terms_insert(struct db *db, struct arena *arena, struct program_terms *terms) MUST_USE;

struct plan_version {
    struct plan_id id;
    struct program_id program_id;
    struct enrollment_id enrollment_id; // 0: the program's plan
    int64_t number;
    struct text plan_text; // empty only for individual terms: they end
    struct text binds;     // all, new_customers: whose events it pays; TEXT_NONE when inserted: all
    struct instant effective_at;
    struct instant created_at;
    struct instant withdrawn_at; // before its effective_at: it does not come; INSTANT_NONE: it was not
};

enum rc program_plan_get(struct db *db, struct arena *arena, struct plan_id id,
                         struct plan_version *ret_version) MUST_USE;
// The newest version that was not withdrawn, in force yet or not. RC_NOT_FOUND when there is none.
enum rc program_plan_latest(struct db *db, struct arena *arena, struct program_id program_id,
                            struct enrollment_id enrollment_id, struct plan_version *ret_version) MUST_USE;
// Newest first, at most 500.
enum rc program_plan_list(struct db *db, struct arena *arena, const struct plan_version *of,
                          struct plan_version **ret_versions, size_t *ret_count) MUST_USE;
// Fills id and number.
enum rc program_plan_insert(struct db *db, struct arena *arena, struct plan_version *version) MUST_USE;
// The versions of the program's plan, or of a partner's individual terms, that pay somebody's events at an instant or
// later, newest effective_at first: those not in force yet, the one in force, and behind versions that bind new
// customers only those that others keep. RC_REFUSED when there are more than PLANS_THAT_PAY_MAX.
#define PLANS_THAT_PAY_MAX 20
struct plans_that_pay {
    struct program_id program_id;
    struct enrollment_id enrollment_id; // 0: of the program's plan
    struct instant at;
    struct plan_id without; // as if there were no such version; 0: with all
};
enum rc program_plans_that_pay(struct db *db, struct arena *arena, const struct plans_that_pay *question,
                               struct plan_version **ret_versions, size_t *ret_count) MUST_USE;
// Who has or had individual terms, newest enrollments first, older ones than before_id.
struct program_individual {
    struct enrollment_id enrollment_id;
    struct text code, name; // the partner's
};
struct program_individual_page {
    struct program_id program_id;
    struct enrollment_id before_id;
    int64_t limit;
};
enum rc program_individual_list(struct db *db, struct arena *arena, const struct program_individual_page *page,
                                struct program_individual **ret_list, size_t *ret_count) MUST_USE;

// An announced version that does not come. For a partner who took it before it stays in force, and only for him.
struct plan_withdrawal {
    struct text reason; // told to partners; "": none
    struct text actor;
    struct instant withdrawn_at;
};
// Needs a write transaction. RC_CONFLICT when it was withdrawn already.
enum rc plan_withdrawal_insert(struct db *db, struct plan_id id, const struct plan_withdrawal *withdrawal) MUST_USE;
enum rc plan_withdrawal_get(struct db *db, struct arena *arena, struct plan_id id,
                            struct plan_withdrawal *ret_withdrawal) MUST_USE;

struct program_plan {
    struct plan_id plan_id;
    int64_t number;
    bool is_individual;
    bool is_of_new_customers; // pays only customers won since it is in force
    struct text plan_text;
};
struct program_plans {
    struct program_plan list[2]; // most specific first
    size_t count;                // 0 when no plan was in force or known then
};
// The plans that may pay an event: the partner's individual terms, then the program's plan. A version of either that
// binds new customers only gives way to the one before it for a customer who was won before its effective_at. For a
// partner who took it (plan_answer) it is in force from his answer on, for customers won since.
enum rc program_plans_in_force(struct db *db, struct arena *arena, const struct program_question *question,
                               struct program_plans *ret_plans) MUST_USE;

struct offer {
    struct offer_id id;
    struct program_id program_id;
    struct text name;
    struct text destination_url;    // may hold macros
    struct text hosts;              // comma list of hosts deep links may name
    struct text parameters;         // comma list of further query parameters kept on clicks
    struct text click_id_parameter; // parameter that carries the click id when the destination has no macro for it
    struct text goals;              // comma list of code=kind, kind being lead or sale
    struct text status;             // active, closed, archived
    struct instant created_at;
    int64_t version;
};

struct offer_filter {
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all
    struct partner_id partner_id;       // 0: all; else of programs in which the partner is enrolled
    struct text status;
    int64_t before_id;
    int64_t limit;
};

enum rc offer_get(struct db *db, struct arena *arena, struct offer_id id, struct offer *ret_offer) MUST_USE;
enum rc offer_list(struct db *db, struct arena *arena, const struct offer_filter *filter, struct offer **ret_offers,
                   size_t *ret_count) MUST_USE;

enum offer_sort { OFFER_BY_AGE, OFFER_BY_NAME, OFFER_BY_STATUS };
// A page of the list as people look at it: sorted, found by words of name or destination. Absent filters take any.
struct offer_search {
    struct program_id program_id;
    struct text words; // as typed, in any letter case of ASCII
    struct text status;
    enum offer_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct offer_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc offer_search(struct db *db, struct arena *arena, const struct offer_search *search, struct offer **ret_offers,
                     size_t *ret_count) MUST_USE;
// Active ones.
enum rc offer_count(struct db *db, struct arena *arena, struct program_id id, int64_t *ret_count) MUST_USE;
enum rc offer_insert(struct db *db, struct arena *arena, const struct offer *offer, struct offer_id *ret_id) MUST_USE;
// Everything but id, program and time of making.
enum rc offer_set(struct db *db, const struct offer *offer) MUST_USE;
// Looks a goal code up in "install=lead,sale=sale". False when it is not there.
bool offer_goal_kind(struct text goals, struct text code, struct text *ret_kind);
// The kind of a goal, "lead" or "sale", by any offer of the program, also a closed or archived one: what was clicked
// before still counts. A program without offers (coupons only) knows `lead` and `sale`. RC_NOT_FOUND for another word.
enum rc program_goal_kind(struct db *db, struct arena *arena, struct program_id id, struct text code,
                          struct text *ret_kind) MUST_USE;

// ---- what partners say to a version that needs their consent (S3A-7) ----

#define PLAN_ANSWER_WORDS "accepted,kept"
struct plan_reply {
    struct plan_id plan_id;
    struct partner_id partner_id;
    struct text answer; // accepted: it takes the new terms; kept: it wants to keep what it has
    struct text actor;
    struct instant answered_at;
};
// Answers are never changed: the last one counts. Needs a write transaction.
enum rc plan_answer_insert(struct db *db, const struct plan_reply *answer) MUST_USE;
// The last answer of each partner, or of one (0: of all), newest first, at most 500.
enum rc plan_answer_list(struct db *db, struct arena *arena, struct plan_id plan_id, struct partner_id partner_id,
                         struct plan_reply **ret_list, size_t *ret_count) MUST_USE;
// How many of a program's approved partners answered what to a version of its plan, by their last answers.
struct plan_answers {
    int64_t accepted, kept, silent;
};
enum rc plan_answer_count(struct db *db, struct arena *arena, const struct plan_version *version,
                          struct plan_answers *ret_answers) MUST_USE;
// Those who have not answered, who joined last first, at most PLAN_SILENT_MAX.
#define PLAN_SILENT_MAX 100
enum rc plan_answer_silent(struct db *db, struct arena *arena, const struct plan_version *version,
                           struct partner_id **ret_partners, size_t *ret_count) MUST_USE;
