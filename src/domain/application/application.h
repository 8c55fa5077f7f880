// SPDX-License-Identifier: Apache-2.0
// Applications of those who want to become partners of a program (mission S0-15, S1-27, S3A-1, S3A-2, S3F-2): answers,
// scores, messages, what became of them. One e-mail applies once for a program.
//
//   unconfirmed → waiting → approved | rejected        an open program approves as soon as the e-mail is confirmed
//                 waiting ⇄ asked                       asked: the applicant has a question to answer
//   approved | rejected → waiting                       the decision is taken back
//
// Readers need no transaction, writers a write transaction. Texts are in the caller's arena. Lists go from the newest
// to the oldest.
#pragma once

#include "application/program_page.h"

struct application {
    struct application_id id;
    struct program_id program_id;
    struct text email; // lower case
    struct text name;
    struct text country; // ISO 3166-1 alpha-2; "" unknown
    struct text website; // "" when none
    struct text host;    // of the website, lower case; "" when none
    struct text niche;   // lower case; "" when not said
    struct text promotion;
    struct text source; // where the applicant learned of the program
    struct text language;
    struct text status;           // unconfirmed, waiting, asked, approved, rejected
    struct text reason;           // coded; "" unless rejected
    struct partner_id partner_id; // 0 before the first approval
    struct instant created_at;
    struct instant confirmed_at; // INSTANT_NONE while the e-mail is not confirmed
    struct instant decided_at;   // INSTANT_NONE while undecided
    struct text decided_by;
};

// RC_CONFLICT when the e-mail applied for the program before.
enum rc application_insert(struct db *db, struct arena *arena, const struct application *application,
                           struct application_id *ret_id) MUST_USE;
// Writes an unconfirmed one anew, with what was sent last.
enum rc application_again(struct db *db, const struct application *application) MUST_USE;
enum rc application_get(struct db *db, struct arena *arena, struct application_id id,
                        struct application *ret_application) MUST_USE;
enum rc application_find(struct db *db, struct arena *arena, struct program_id program_id, struct text email,
                         struct application *ret_application) MUST_USE;
struct application_filter {
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else for its programs
    struct text status;                 // "" or TEXT_NONE: all that were confirmed
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};
enum rc application_list(struct db *db, struct arena *arena, const struct application_filter *filter,
                         struct application **ret_list, size_t *ret_count) MUST_USE;

enum application_sort {
    APPLICATION_BY_AGE,
    APPLICATION_BY_NAME,
    APPLICATION_BY_NICHE,
    APPLICATION_BY_COUNTRY,
    APPLICATION_BY_STATUS
};
// A page of the list as people look at it: sorted, found by words of name, e-mail, niche or website. Absent filters
// take any.
struct application_search {
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else for its programs
    struct text words;                  // as typed, in any letter case of ASCII
    struct text status;                 // any: all that were confirmed
    enum application_sort sort;         // rows that are equal in it follow by age
    bool is_down;
    struct application_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc application_search(struct db *db, struct arena *arena, const struct application_search *search,
                           struct application **ret_list, size_t *ret_count) MUST_USE;
// The neighbours among those that wait, by the order in which they came; id 0 when there is none.
enum rc application_neighbours(struct db *db, struct arena *arena, struct application_id id,
                               struct application_id *ret_before, struct application_id *ret_after) MUST_USE;
enum rc application_count(struct db *db, struct arena *arena, struct text status, int64_t *ret_count) MUST_USE;
// Status, reason, partner, confirmation and decision.
enum rc application_set(struct db *db, const struct application *application) MUST_USE;

// Who looks like the same person.
struct application_similar {
    bool is_partner; // or an application
    int64_t id;
    struct text name, status;
    bool is_email, is_host, is_name; // what is the same
};
enum rc application_similar(struct db *db, struct arena *arena, const struct application *application,
                            struct application_similar **ret_list, size_t *ret_count) MUST_USE;
// Approved ones for the program in the same niche and country (S3A-1).
struct application_rival {
    struct application_id id;
    struct text name;
    struct partner_id partner_id;
};
enum rc application_rivals(struct db *db, struct arena *arena, const struct application *application,
                           struct application_rival **ret_list, size_t *ret_count) MUST_USE;

struct application_answer {
    struct question_id question_id;
    struct text answer;
};
enum rc application_answer_put(struct db *db, struct application_id id,
                               const struct application_answer *answer) MUST_USE;
enum rc application_answer_list(struct db *db, struct arena *arena, struct application_id id,
                                struct application_answer **ret_answers, size_t *ret_count) MUST_USE;

// The six questions of S3A-2.
#define APPLICATION_CRITERIA_COUNT 6
extern const char *const application_criteria[APPLICATION_CRITERIA_COUNT];
struct application_score {
    struct text criterion;
    int64_t score; // 1 to 5
    struct text actor;
    struct instant scored_at;
};
enum rc application_score_put(struct db *db, struct application_id id, const struct application_score *score) MUST_USE;
enum rc application_score_list(struct db *db, struct arena *arena, struct application_id id,
                               struct application_score **ret_scores, size_t *ret_count) MUST_USE;

struct application_message {
    struct text author; // operator, applicant
    struct text body;
    struct instant created_at;
};
enum rc application_message_insert(struct db *db, struct arena *arena, struct application_id id,
                                   const struct application_message *message, int64_t *ret_id) MUST_USE;
enum rc application_message_list(struct db *db, struct arena *arena, struct application_id id,
                                 struct application_message **ret_messages, size_t *ret_count) MUST_USE;
