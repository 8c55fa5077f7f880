// SPDX-License-Identifier: Apache-2.0
// Programs: create, change, archive, and their plans. What decides about money (window, attribution, evidence, binding,
// hold, plan) is never changed in place: each change is a new version in force from then on.
#pragma once

#include "commission/plan.h"
#include "flow.h"
#include "program/plan_terms.h"
#include "program/program.h"

#define PROGRAM_WINDOW_MS_DEFAULT (30 * DAY_MS)
#define PROGRAM_HOLD_DAYS_DEFAULT 30
#define PROGRAM_ATTRIBUTION_DEFAULT "last_click"
#define PROGRAM_EVIDENCE_DEFAULT "click_id,coupon,customer,email,visitor"
#define PROGRAM_BINDING_DEFAULT "window"
#define PROGRAM_ENROLLMENT_DEFAULT "approval"

// Absent members stay as they are, or take the defaults above when a program is created.
struct program_input {
    struct advertiser_id advertiser_id; // create only
    struct text name;
    struct currency currency; // create only; none: the advertiser's
    int64_t window_ms;        // 0: absent; one hour to ten years
    struct text attribution;  // last_click, first_click
    struct text evidence;     // comma list, strongest first
    struct text binding;      // none, window, lifetime
    int64_t hold_days;        // -1: absent; 0 to 365
    struct text link_forms;   // JSON: link/link_form.h
    struct text status;       // change only: active, paused, archived
    struct text enrollment;   // open, approval, closed
    struct opt_int64 is_public;
    struct text summary; // at most PROGRAM_SUMMARY_CHARACTERS_MAX characters, lines too
};
#define PROGRAM_SUMMARY_CHARACTERS_MAX 2000
// All members absent.
struct program_input program_input_none(void);

struct program_view {
    struct program program;
    struct program_terms terms; // the newest
};
enum rc program_create(struct flow *flow, const struct program_input *input, struct program_view *ret_view) MUST_USE;
// What decides about money judges what happens from now on. A longer hold is refused where it would let partners wait
// longer without notice: hold_needs_version (plan_terms.h).
enum rc program_change(struct flow *flow, struct program_id id, const struct program_input *input,
                       struct program_view *ret_view) MUST_USE;

struct program_plan_input {
    struct program_id program_id;
    struct text plan_text;
    // INSTANT_NONE: now; a program's first plan: from the beginning. Given: not before now, save for a first plan,
    // because what has happened was paid by the plan it happened under.
    struct instant effective_at;
    // How far ahead effective_at of a worse version is, at least: PLAN_NOTICE_DAYS_MIN to PLAN_NOTICE_DAYS_MAX, or 0
    // for PLAN_NOTICE_DAYS_DEFAULT.
    int64_t notice_days;
};
#define PLAN_NOTICE_DAYS_DEFAULT 30
#define PLAN_NOTICE_DAYS_MIN 14
#define PLAN_NOTICE_DAYS_MAX 3650
// Stores the next version. The text of the newest version again, without an instant, changes nothing and gives that
// version. Examples and promises must hold, or it is RC_REFUSED plan_example_fails, plan_promise_fails or
// plan_promise_open (state a cap, or drop the promise), with the line in *ret_error. A version that the ratchet does
// not prove to be never worse (plan_ratchet.h, S3A-7) than every version that pays somebody now or later
// (program_plans_that_pay) binds new customers only and needs its notice, whatever anybody agreed to: RC_INVALID
// notice_too_short of effective_at when it comes too soon, number_out_of_range of notice_days. A partner who takes it
// has it earlier (plan_letter.h). So does one that may be worse for whoever has individual
// terms before it (plan_terms.h); RC_REFUSED terms_lose_rule when such terms name a rule that it does not have.
// RC_INVALID plan_malformed with *ret_error filled (line 0 otherwise). What checker and ratchet found is kept with the
// version (program/plan_proof.h).
enum rc program_plan_put(struct flow *flow, const struct program_plan_input *input, struct plan_version *ret_version,
                         struct plan_error *ret_error) MUST_USE;

// What publishing the text now would find and do, without doing it: the same findings (a promise or example that does
// not hold is one of them), the same refusals otherwise.
struct plan_trial {
    struct plan_kept kept;
    bool is_refused;         // by a promise or an example
    bool is_for_all;         // it would bind all customers; else those won since it is in force
    struct instant earliest; // when it may come into force
    int hold_days;           // of the program
    int64_t work_max;        // evaluations that each question might take
};
enum rc program_plan_try(struct flow *flow, const struct program_plan_input *input, struct plan_trial *ret_trial,
                         struct plan_error *ret_error) MUST_USE;

// For enrollment_write, inside its transaction: individual terms of one partner. An empty text ends them. Terms that
// bind new customers need their notice: RC_INVALID notice_too_short of effective_at. verdict: what the ratchet found of
// them, kept with the version; NULL when they take nothing from anybody.
enum rc program_individual_plan_put(struct flow *flow, const struct program *program, struct plan_version *version,
                                    const struct plan_terms_verdict *verdict, struct plan_error *ret_error) MUST_USE;
