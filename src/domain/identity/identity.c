// SPDX-License-Identifier: Apache-2.0
// Storage of users, tokens and given answers.
#include "identity/identity.h"

#include "identity/identity_sql.h"

static const char *const role_words[ROLE_COUNT] = {
    [ROLE_NOBODY] = "",
    [ROLE_OPERATOR] = "operator",
    [ROLE_ADVERTISER] = "advertiser",
    [ROLE_PARTNER] = "partner",
};

const char *role_text(enum role role)
{
    return role_words[role];
}

bool role_parse(struct text t, enum role *ret_role)
{
    for (enum role role = ROLE_OPERATOR; role < ROLE_COUNT; role++) {
        if (text_equal(t, text_of(role_words[role]))) {
            *ret_role = role;
            return true;
        }
    }
    return false;
}

// The database's check lets only known roles in; anything else may do nothing.
static enum role role_of(struct text t)
{
    enum role role = ROLE_NOBODY;
    return role_parse(t, &role) ? role : ROLE_NOBODY;
}

static const struct {
    const char *word;
    enum role role;
} duties[DUTY_COUNT] = {
    [DUTY_NONE] = {"", ROLE_NOBODY},
    [DUTY_OWNER] = {"owner", ROLE_OPERATOR},
    [DUTY_MANAGER] = {"manager", ROLE_OPERATOR},
    [DUTY_ACCOUNTANT] = {"accountant", ROLE_OPERATOR},
    [DUTY_SUPPORT] = {"support", ROLE_OPERATOR},
    [DUTY_ADVERTISER_ADMIN] = {"admin", ROLE_ADVERTISER},
    [DUTY_ADVERTISER_MEMBER] = {"member", ROLE_ADVERTISER},
    [DUTY_PARTNER_OWNER] = {"owner", ROLE_PARTNER},
    [DUTY_PARTNER_MEMBER] = {"member", ROLE_PARTNER},
};

const char *duty_text(enum duty duty)
{
    return duties[duty].word;
}

enum role duty_role(enum duty duty)
{
    return duties[duty].role;
}

enum duty duty_whole(enum role role)
{
    static const enum duty whole[ROLE_COUNT] = {
        [ROLE_OPERATOR] = DUTY_OWNER, [ROLE_ADVERTISER] = DUTY_ADVERTISER_ADMIN, [ROLE_PARTNER] = DUTY_PARTNER_OWNER};
    return whole[role];
}

bool duty_parse(enum role role, struct text t, enum duty *ret_duty)
{
    for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
        if (duties[duty].role == role && text_equal(t, text_of(duties[duty].word))) {
            *ret_duty = duty;
            return true;
        }
    }
    return false;
}

// A word that nobody knows may do nothing.
static enum duty duty_of(struct text role, struct text t)
{
    enum duty duty = DUTY_NONE;
    return duty_parse(role_of(role), t, &duty) ? duty : DUTY_NONE;
}

static int64_t before_or_end(int64_t before_id)
{
    return before_id == 0 ? INT64_MAX : before_id;
}

#define USER_OF(row)                                                 \
    ((struct identity_user){.id = (row).id,                          \
                            .email = (row).email,                    \
                            .name = (row).name,                      \
                            .role = role_of((row).role),             \
                            .duty = duty_of((row).role, (row).duty), \
                            .owner_id = (row).owner_id,              \
                            .has_totp = (row).has_totp,              \
                            .seen_at = INSTANT_NONE,                 \
                            .created_at = (row).created_at,          \
                            .archived_at = (row).archived_at})
// One row whole, as identity_user_get and identity_user_find read it.
#define USER_PUT(user, row)                              \
    do {                                                 \
        *(user) = USER_OF(row);                          \
        (user)->password_hash = (row).password_hash;     \
        (user)->language = (row).language;               \
        (user)->time_zone = (row).time_zone;             \
        (user)->is_invited = (row).password_hash.n == 0; \
    } while (0)

#define TOKEN_OF(row)                                        \
    ((struct identity_token){.id = (row).id,                 \
                             .name = (row).name,             \
                             .role = role_of((row).role),    \
                             .owner_id = (row).owner_id,     \
                             .created_at = (row).created_at, \
                             .created_by = (row).created_by, \
                             .revoked_at = (row).revoked_at})

enum rc identity_user_insert(struct db *db, struct arena *arena, const struct identity_user *user,
                             struct user_id *ret_id)
{
    struct sql_identity_user_insert_in in = {
        .email = text_lower(arena, user->email),
        .name = text_is(user->name) ? user->name : TEXT(""),
        .role = text_of(role_text(user->role)),
        .duty = text_of(duty_text(user->duty == DUTY_NONE ? duty_whole(user->role) : user->duty)),
        .owner_id = user->owner_id,
        .password_hash = text_is(user->password_hash) ? user->password_hash : TEXT(""),
        .language = text_is(user->language) ? user->language : TEXT(""),
        .created_at = user->created_at,
    };
    struct sql_identity_user_insert_row row;
    enum rc rc = sql_identity_user_insert(db, arena, &in, &row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    }
    *ret_id = row.id;
    return RC_OK;
}

enum rc identity_user_get(struct db *db, struct arena *arena, struct user_id id, struct identity_user *ret_user)
{
    struct sql_identity_user_get_row row;
    TRY(sql_identity_user_get(db, arena, &(struct sql_identity_user_get_in){.id = id}, &row));
    USER_PUT(ret_user, row);
    return RC_OK;
}

enum rc identity_user_find(struct db *db, struct arena *arena, struct text email, struct identity_user *ret_user)
{
    struct sql_identity_user_find_in in = {.email = text_lower(arena, email)};
    struct sql_identity_user_find_row row;
    TRY(sql_identity_user_find(db, arena, &in, &row));
    USER_PUT(ret_user, row);
    return RC_OK;
}

enum rc identity_user_list(struct db *db, struct arena *arena, const struct identity_user_filter *filter,
                           struct identity_user **ret_users, size_t *ret_count)
{
    struct sql_identity_user_list_in in = {
        .role = text_of(role_text(filter->role)),
        .owner_id = filter->owner_id,
        .words = text_is_empty(filter->words) ? TEXT("") : text_lower(arena, filter->words),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_identity_user_list_row *rows;
    size_t count;
    TRY(sql_identity_user_list(db, arena, &in, &rows, &count));
    struct identity_user *users = arena_many(arena, struct identity_user, count);
    for (size_t i = 0; i < count; i++) {
        users[i] = USER_OF(rows[i]);
        users[i].is_invited = rows[i].is_invited;
        users[i].seen_at = rows[i].seen_at;
    }
    *ret_users = users;
    *ret_count = count;
    return RC_OK;
}

enum rc identity_user_name_set(struct db *db, struct user_id id, struct text name)
{
    return sql_identity_user_name_set(db, &(struct sql_identity_user_name_set_in){.id = id, .name = name}, NULL);
}

enum rc identity_user_duty_set(struct db *db, struct user_id id, enum duty duty)
{
    struct sql_identity_user_duty_set_in in = {.id = id, .duty = text_of(duty_text(duty))};
    return sql_identity_user_duty_set(db, &in, NULL);
}

enum rc identity_user_password_set(struct db *db, struct user_id id, struct text password_hash)
{
    struct sql_identity_user_password_set_in in = {.id = id, .password_hash = password_hash};
    return sql_identity_user_password_set(db, &in, NULL);
}

enum rc identity_user_email_set(struct db *db, struct arena *arena, struct user_id id, struct text email)
{
    struct sql_identity_user_email_set_in in = {.id = id, .email = text_lower(arena, email)};
    return sql_identity_user_email_set(db, &in, NULL);
}

enum rc identity_user_operators(struct db *db, struct arena *arena, int64_t *ret_count)
{
    struct sql_identity_user_operators_row row;
    TRY(sql_identity_user_operators(db, arena, &row));
    *ret_count = row.active;
    return RC_OK;
}

enum rc identity_user_restore(struct db *db, struct user_id id)
{
    return sql_identity_user_restore(db, &(struct sql_identity_user_restore_in){.id = id}, NULL);
}

enum rc identity_user_archive(struct db *db, struct user_id id, struct instant at)
{
    return sql_identity_user_archive(db, &(struct sql_identity_user_archive_in){.id = id, .archived_at = at}, NULL);
}

enum rc identity_token_insert(struct db *db, struct arena *arena, const struct identity_token *token,
                              struct text token_hash, struct token_id *ret_id)
{
    struct sql_identity_token_insert_in in = {
        .name = token->name,
        .role = text_of(role_text(token->role)),
        .owner_id = token->owner_id,
        .token_hash = token_hash,
        .created_at = token->created_at,
        .created_by = token->created_by,
    };
    struct sql_identity_token_insert_row row;
    TRY(sql_identity_token_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc identity_token_find(struct db *db, struct arena *arena, struct text token_hash,
                            struct identity_token *ret_token)
{
    struct sql_identity_token_find_row row;
    TRY(sql_identity_token_find(db, arena, &(struct sql_identity_token_find_in){.token_hash = token_hash}, &row));
    *ret_token = TOKEN_OF(row);
    return RC_OK;
}

enum rc identity_token_get(struct db *db, struct arena *arena, struct token_id id, struct identity_token *ret_token)
{
    struct sql_identity_token_get_row row;
    TRY(sql_identity_token_get(db, arena, &(struct sql_identity_token_get_in){.id = id}, &row));
    *ret_token = TOKEN_OF(row);
    return RC_OK;
}

enum rc identity_token_list(struct db *db, struct arena *arena, int64_t before_id, int64_t limit,
                            struct identity_token **ret_tokens, size_t *ret_count)
{
    struct sql_identity_token_list_in in = {.before_id = before_or_end(before_id), .limit_count = limit};
    struct sql_identity_token_list_row *rows;
    size_t count;
    TRY(sql_identity_token_list(db, arena, &in, &rows, &count));
    struct identity_token *tokens = arena_many(arena, struct identity_token, count);
    for (size_t i = 0; i < count; i++) {
        tokens[i] = TOKEN_OF(rows[i]);
    }
    *ret_tokens = tokens;
    *ret_count = count;
    return RC_OK;
}

enum rc identity_token_revoke(struct db *db, struct token_id id, struct instant at)
{
    return sql_identity_token_revoke(db, &(struct sql_identity_token_revoke_in){.id = id, .revoked_at = at}, NULL);
}

enum rc identity_answer_find(struct db *db, struct arena *arena, struct text principal, struct text key,
                             struct identity_answer *ret_answer)
{
    struct sql_identity_answer_find_in in = {.principal = principal, .idempotency_key = key};
    struct sql_identity_answer_find_row row;
    TRY(sql_identity_answer_find(db, arena, &in, &row));
    *ret_answer = (struct identity_answer){
        .principal = principal,
        .key = key,
        .request_hash = row.request_hash,
        .status = row.status,
        .answer = row.answer,
    };
    return RC_OK;
}

enum rc identity_answer_insert(struct db *db, const struct identity_answer *answer)
{
    struct sql_identity_answer_insert_in in = {
        .principal = answer->principal,
        .idempotency_key = answer->key,
        .request_hash = answer->request_hash,
        .status = answer->status,
        .answer = answer->answer,
        .created_at = answer->created_at,
    };
    return sql_identity_answer_insert(db, &in, NULL);
}

enum rc identity_answer_forget(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_identity_answer_forget(db, &(struct sql_identity_answer_forget_in){.before = before}, ret_count);
}
