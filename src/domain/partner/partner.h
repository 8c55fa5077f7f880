// SPDX-License-Identifier: Apache-2.0
// Partners, who bring customers, and their enrollments in programs. Readers need no transaction, writers a write
// transaction. Texts are in the caller's arena. Lists go from the newest to the oldest, `before_id` is the last id
// seen.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

struct partner {
    struct partner_id id;
    struct text code; // public handle, unique, case matters, never changes
    struct text name;
    struct text email;              // for letters; "" when unknown
    struct text type;               // free word of the operator; "" when none
    struct text segment;            // free word of the operator, one per partner; "" when none
    struct text country;            // ISO 3166-1 alpha-2; "" unknown
    struct partner_id recruited_by; // 0: nobody
    struct text status;             // active, archived
    struct instant created_at;
    int64_t version; // catalog version of the last change
};

struct partner_filter {
    struct advertiser_id advertiser_id; // 0: all; else with an enrollment, of any status, in its programs
    struct program_id program_id;       // 0: all; else with an enrollment in it
    struct text status;                 // "" or TEXT_NONE: any
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};

enum partner_sort {
    PARTNER_BY_AGE,
    PARTNER_BY_NAME,
    PARTNER_BY_CODE,
    PARTNER_BY_TYPE,
    PARTNER_BY_COUNTRY,
    PARTNER_BY_STATUS
};
// A page of the list as people look at it: sorted, found by words. Absent filters take any.
struct partner_search {
    struct text words; // in name, code or e-mail, in any letter case of ASCII; as typed
    struct text status, type, country;
    enum partner_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct partner_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
#define PARTNER_WORDS_MAX 200 // types, countries

enum rc partner_get(struct db *db, struct arena *arena, struct partner_id id, struct partner *ret_partner) MUST_USE;
enum rc partner_find(struct db *db, struct arena *arena, struct text code, struct partner *ret_partner) MUST_USE;
enum rc partner_list(struct db *db, struct arena *arena, const struct partner_filter *filter,
                     struct partner **ret_partners, size_t *ret_count) MUST_USE;
enum rc partner_search(struct db *db, struct arena *arena, const struct partner_search *search,
                       struct partner **ret_partners, size_t *ret_count) MUST_USE;
// The types and the countries that partners have, in order, at most PARTNER_WORDS_MAX of each.
enum rc partner_types(struct db *db, struct arena *arena, struct text **ret_types, size_t *ret_count) MUST_USE;
enum rc partner_countries(struct db *db, struct arena *arena, struct text **ret_countries, size_t *ret_count) MUST_USE;
// RC_CONFLICT when the code is taken.
enum rc partner_insert(struct db *db, struct arena *arena, const struct partner *partner,
                       struct partner_id *ret_id) MUST_USE;
// Name, email, type, segment, country, recruiter, status, version.
enum rc partner_set(struct db *db, const struct partner *partner) MUST_USE;
// RC_NOT_FOUND when the partner never had an enrollment in a program of the advertiser.
enum rc partner_check_advertiser(struct db *db, struct arena *arena, struct partner_id id,
                                 struct advertiser_id advertiser_id) MUST_USE;

struct enrollment {
    struct enrollment_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status; // pending, approved, rejected, archived; only approved earns
    struct instant created_at;
    int64_t version;
    struct instant approved_at; // the first time, which stays when it is set back; INSTANT_NONE: never
};

struct enrollment_filter {
    struct partner_id partner_id;       // 0: all
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else in its programs
    struct text status;
    int64_t before_id;
    int64_t limit;
};

enum rc enrollment_get(struct db *db, struct arena *arena, struct enrollment_id id,
                       struct enrollment *ret_enrollment) MUST_USE;
enum rc enrollment_find(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                        struct enrollment *ret_enrollment) MUST_USE;
enum rc enrollment_list(struct db *db, struct arena *arena, const struct enrollment_filter *filter,
                        struct enrollment **ret_enrollments, size_t *ret_count) MUST_USE;

enum enrollment_sort { ENROLLMENT_BY_AGE, ENROLLMENT_BY_PARTNER, ENROLLMENT_BY_STATUS };
// A page of the list as people look at it: sorted, found by words of the partner's name, code or e-mail. Absent filters
// take any.
struct enrollment_search {
    struct program_id program_id;
    struct text words; // as typed, in any letter case of ASCII
    struct text status;
    enum enrollment_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct enrollment_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc enrollment_search(struct db *db, struct arena *arena, const struct enrollment_search *search,
                          struct enrollment **ret_enrollments, size_t *ret_count) MUST_USE;
// How many partners of a program have this status.
enum rc enrollment_count(struct db *db, struct arena *arena, struct program_id program_id, struct text status,
                         int64_t *ret_count) MUST_USE;
// How many are or were approved once: to whom something was promised.
enum rc enrollment_count_promised(struct db *db, struct arena *arena, struct program_id program_id,
                                  int64_t *ret_count) MUST_USE;
// RC_CONFLICT when the partner is in the program already, with whatever status.
enum rc enrollment_insert(struct db *db, struct arena *arena, const struct enrollment *enrollment,
                          struct enrollment_id *ret_id) MUST_USE;
// Status, version and approved_at.
enum rc enrollment_set(struct db *db, const struct enrollment *enrollment) MUST_USE;

#define PARTNER_RECRUITERS_MAX 1000 // a chain that is longer counts as one that never ends

// The recruiters above a partner, level 1 first, archived ones too; at most limit.
enum rc partner_recruiters(struct db *db, struct arena *arena, struct partner_id id, int64_t limit,
                           struct partner_id **ret_list, size_t *ret_count) MUST_USE;

// A partner as the plans of a program look at him at some instant.
struct partner_facts_question {
    struct partner_id partner_id;
    struct program_id program_id;
    struct instant at;       // of the event
    struct instant known_at; // levels set later do not count
};
struct partner_facts {
    struct partner_id id;
    struct text code, type, segment, country, level; // level: "" when none
    bool is_active;
    struct instant enrolled_at; // INSTANT_NONE when never
};
enum rc partner_facts_get(struct db *db, struct arena *arena, const struct partner_facts_question *question,
                          struct partner_facts *ret_facts) MUST_USE; // RC_NOT_FOUND

// A step of the history of a partner's level in a program. In force for an event is the newest step that had begun
// when it happened and was known when it was accepted.
struct partner_level {
    int64_t id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text level; // "" takes it away
    struct instant effective_at;
    struct text cause, actor;
    struct instant created_at;
};
enum rc partner_level_insert(struct db *db, struct arena *arena, struct partner_level *level) MUST_USE; // fills id
struct partner_level_filter {
    struct partner_id partner_id;
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else in its programs
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};
enum rc partner_level_list(struct db *db, struct arena *arena, const struct partner_level_filter *filter,
                           struct partner_level **ret_levels, size_t *ret_count) MUST_USE;

// The words of all levels that partners of a program have or had.
enum rc partner_level_words(struct db *db, struct arena *arena, struct program_id program_id, struct text **ret_words,
                            size_t *ret_count) MUST_USE;

// ---- forced matrix ----

// Above whom a partner sits in the program's matrix, level 1 first; RC_NOT_FOUND when he has no place.
enum rc matrix_above(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id partner_id,
                     int64_t limit, struct partner_id **ret_list, size_t *ret_count) MUST_USE;
enum rc matrix_is_placed(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id partner_id,
                         bool *ret_is_placed) MUST_USE;
struct matrix_seat {
    struct program_id program_id;
    struct partner_id partner_id;
    struct partner_id recruiter; // placed; 0: he begins a tree of his own
    int64_t wide;                // places under each partner
    struct instant now;
};
// Takes the first free place below the recruiter, row by row from above, each row from the left. Needs a write
// transaction and the lock of the program's matrix.
enum rc matrix_seat(struct db *db, struct arena *arena, const struct matrix_seat *seat) MUST_USE;
// Partners of the program without a place, in the order in which they came.
enum rc matrix_unplaced(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id **ret_list,
                        size_t *ret_count) MUST_USE;
