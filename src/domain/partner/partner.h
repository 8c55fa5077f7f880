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

enum rc partner_get(struct db *db, struct arena *arena, struct partner_id id, struct partner *ret_partner) MUST_USE;
enum rc partner_find(struct db *db, struct arena *arena, struct text code, struct partner *ret_partner) MUST_USE;
enum rc partner_list(struct db *db, struct arena *arena, const struct partner_filter *filter,
                     struct partner **ret_partners, size_t *ret_count) MUST_USE;
// RC_CONFLICT when the code is taken.
enum rc partner_insert(struct db *db, struct arena *arena, const struct partner *partner,
                       struct partner_id *ret_id) MUST_USE;
// Name, email, type, status, version.
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
// RC_CONFLICT when the partner is in the program already, with whatever status.
enum rc enrollment_insert(struct db *db, struct arena *arena, const struct enrollment *enrollment,
                          struct enrollment_id *ret_id) MUST_USE;
// Status and version.
enum rc enrollment_set(struct db *db, const struct enrollment *enrollment) MUST_USE;
