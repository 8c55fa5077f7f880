// SPDX-License-Identifier: Apache-2.0
// Who acts: people who sign in, bearer tokens, and the answers already given to callers' Idempotency-Keys. Every
// identity has one role: operator of the network, or one advertiser, or one partner; a person has one duty of it (what
// of the role's work is his: gate/capability.h), a token the whole. Readers need no transaction,
// writers a write transaction. Texts are in the caller's arena. Lists go from the newest to the oldest.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

enum role { ROLE_NOBODY, ROLE_OPERATOR, ROLE_ADVERTISER, ROLE_PARTNER, ROLE_COUNT };

const char *role_text(enum role role);               // "operator"; "" for nobody
bool role_parse(struct text t, enum role *ret_role); // false for "" and unknown words

enum duty {
    DUTY_NONE,
    DUTY_OWNER,
    DUTY_MANAGER,
    DUTY_ACCOUNTANT,
    DUTY_SUPPORT,
    DUTY_ADVERTISER_ADMIN,
    DUTY_ADVERTISER_MEMBER,
    DUTY_PARTNER_OWNER,
    DUTY_PARTNER_MEMBER,
    DUTY_COUNT
};
const char *duty_text(enum duty duty); // "owner"; unique within a role
enum role duty_role(enum duty duty);
enum duty duty_whole(enum role role); // the one that may do all the role's work
// False for a word that is no duty of the role.
bool duty_parse(enum role role, struct text t, enum duty *ret_duty);

struct identity_user {
    struct user_id id;
    struct text email; // lower case
    struct text name;  // "" when not said
    enum role role;
    enum duty duty;
    int64_t owner_id;          // the advertiser or partner; 0 for an operator
    struct text password_hash; // Argon2id, "" while only invited; TEXT_NONE in lists
    struct text language;      // en, fr, ja, ru; "" unknown; TEXT_NONE in lists
    struct text time_zone;     // "" the network's; TEXT_NONE in lists
    bool is_invited;           // has no password yet
    bool has_totp;             // a second factor
    struct instant seen_at;    // lists only: of the last use of a session; INSTANT_NONE never
    struct instant created_at;
    struct instant archived_at; // INSTANT_NONE while active
};

// RC_CONFLICT when the e-mail is taken.
enum rc identity_user_insert(struct db *db, struct arena *arena, const struct identity_user *user,
                             struct user_id *ret_id) MUST_USE;
enum rc identity_user_get(struct db *db, struct arena *arena, struct user_id id,
                          struct identity_user *ret_user) MUST_USE;
// The e-mail is folded to lower case here (ASCII). Archived people too.
enum rc identity_user_find(struct db *db, struct arena *arena, struct text email,
                           struct identity_user *ret_user) MUST_USE;
struct identity_user_filter {
    enum role role;    // ROLE_NOBODY: any
    int64_t owner_id;  // 0: any
    struct text words; // a part of e-mail or name; empty: any
    int64_t before_id; // 0: from the newest
    int64_t limit;
};
enum rc identity_user_list(struct db *db, struct arena *arena, const struct identity_user_filter *filter,
                           struct identity_user **ret_users, size_t *ret_count) MUST_USE;
enum rc identity_user_name_set(struct db *db, struct user_id id, struct text name) MUST_USE;
enum rc identity_user_duty_set(struct db *db, struct user_id id, enum duty duty) MUST_USE;
enum rc identity_user_password_set(struct db *db, struct user_id id, struct text password_hash) MUST_USE;
// The e-mail is folded to lower case here. RC_CONFLICT when it is another person's (the transaction may then only be
// rolled back).
enum rc identity_user_email_set(struct db *db, struct arena *arena, struct user_id id, struct text email) MUST_USE;
// How many owners of the network are active and have a password.
enum rc identity_user_operators(struct db *db, struct arena *arena, int64_t *ret_count) MUST_USE;
// Idempotent: an archived person is active again.
enum rc identity_user_restore(struct db *db, struct user_id id) MUST_USE;
// Idempotent: the first instant stays.
enum rc identity_user_archive(struct db *db, struct user_id id, struct instant at) MUST_USE;

struct identity_token {
    struct token_id id;
    struct text name; // for people
    enum role role;
    int64_t owner_id; // the advertiser or partner; 0 for an operator
    struct instant created_at;
    struct user_id created_by; // the person behind it; 0 made at the command line
    struct instant revoked_at; // INSTANT_NONE while good
};

// token_hash: identity/secret.h.
enum rc identity_token_insert(struct db *db, struct arena *arena, const struct identity_token *token,
                              struct text token_hash, struct token_id *ret_id) MUST_USE;
// Revoked ones too: the caller looks.
enum rc identity_token_find(struct db *db, struct arena *arena, struct text token_hash,
                            struct identity_token *ret_token) MUST_USE;
enum rc identity_token_get(struct db *db, struct arena *arena, struct token_id id,
                           struct identity_token *ret_token) MUST_USE;
enum rc identity_token_list(struct db *db, struct arena *arena, int64_t before_id, int64_t limit,
                            struct identity_token **ret_tokens, size_t *ret_count) MUST_USE;
// Idempotent: the first instant stays.
enum rc identity_token_revoke(struct db *db, struct token_id id, struct instant at) MUST_USE;

// An answer given to (principal, key). It is written in the transaction of the effect that it tells of, so either both
// are there or none: a repeat finds the answer, or starts afresh.
struct identity_answer {
    struct text principal;    // "token:3"
    struct text key;          // as the caller sent it
    struct text request_hash; // keyed digest of method, path and body
    int64_t status;
    struct text answer; // sealed: it may hold a secret that is shown once
    struct instant created_at;
};

// RC_NOT_FOUND when the key was not used.
enum rc identity_answer_find(struct db *db, struct arena *arena, struct text principal, struct text key,
                             struct identity_answer *ret_answer) MUST_USE;
// RC_CONFLICT when the key has been used meanwhile: the caller rolls back and asks identity_answer_find again.
enum rc identity_answer_insert(struct db *db, const struct identity_answer *answer) MUST_USE;
enum rc identity_answer_forget(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;
