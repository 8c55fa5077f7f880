// SPDX-License-Identifier: Apache-2.0
// Storage of sessions.
#include "identity/session.h"

#include "identity/identity_sql.h"

enum rc identity_session_insert(struct db *db, struct arena *arena, const struct identity_session *session,
                                struct text token_hash, struct session_id *ret_id)
{
    struct sql_identity_session_insert_in in = {
        .user_id = session->user_id,
        .token_hash = token_hash,
        .agent = session->agent,
        .address_prefix = session->address_prefix,
        .created_at = session->created_at,
        .needs_code = session->needs_code,
    };
    struct sql_identity_session_insert_row row;
    TRY(sql_identity_session_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

static bool is_over(const struct sql_identity_session_find_row *row, struct instant now)
{
    return now.ms - row->seen_at.ms >= SESSION_IDLE_MS || now.ms - row->created_at.ms >= SESSION_LONGEST_MS;
}

static bool is_good(const struct sql_identity_session_find_row *row, struct instant now)
{
    return instant_is_none(row->ended_at) && instant_is_none(row->archived_at) && !is_over(row, now);
}

static enum rc find(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                    struct identity_session_person *ret_person)
{
    struct sql_identity_session_find_row row;
    TRY(sql_identity_session_find(db, arena, &(struct sql_identity_session_find_in){.token_hash = token_hash}, &row));
    enum role role = ROLE_NOBODY;
    enum duty duty = DUTY_NONE;
    if (!is_good(&row, now) || !role_parse(row.role, &role) || !duty_parse(role, row.duty, &duty)) {
        return RC_NOT_FOUND;
    }
    *ret_person = (struct identity_session_person){
        .session = {.id = row.id,
                    .user_id = row.user_id,
                    .agent = row.agent,
                    .address_prefix = row.address_prefix,
                    .created_at = row.created_at,
                    .seen_at = row.seen_at,
                    .ended_at = INSTANT_NONE,
                    .needs_code = row.needs_code,
                    .viewed_partner_id = row.viewed_partner_id},
        .user = {.id = row.user_id,
                 .email = row.email,
                 .name = row.name,
                 .role = role,
                 .duty = duty,
                 .owner_id = row.owner_id,
                 .has_totp = row.has_totp,
                 .created_at = INSTANT_NONE,
                 .archived_at = INSTANT_NONE},
        .preferences = {.language = row.language,
                        .theme = row.theme,
                        .time_zone = row.time_zone,
                        .shortcuts = row.shortcuts,
                        .currency = row.currency},
    };
    return RC_OK;
}

enum rc identity_session_find(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                              struct identity_session_person *ret_person)
{
    TRY(find(db, arena, token_hash, now, ret_person));
    return ret_person->session.needs_code ? RC_NOT_FOUND : RC_OK;
}

enum rc identity_session_find_over(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                                   struct session_id *ret_id, struct user_id *ret_user_id)
{
    struct sql_identity_session_find_row row;
    TRY(sql_identity_session_find(db, arena, &(struct sql_identity_session_find_in){.token_hash = token_hash}, &row));
    *ret_id = row.id;
    *ret_user_id = row.user_id;
    return instant_is_none(row.ended_at) && is_over(&row, now) ? RC_OK : RC_NOT_FOUND;
}

enum rc identity_session_find_waiting(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                                      struct identity_session_person *ret_person)
{
    TRY(find(db, arena, token_hash, now, ret_person));
    const struct identity_session *session = &ret_person->session;
    return session->needs_code && now.ms - session->created_at.ms < SESSION_CODE_MS ? RC_OK : RC_NOT_FOUND;
}

enum rc identity_session_familiar(struct db *db, struct arena *arena, const struct identity_session *session,
                                  int64_t *ret_total, int64_t *ret_same)
{
    struct sql_identity_session_familiar_in in = {
        .user_id = session->user_id, .agent = session->agent, .but_id = session->id};
    struct sql_identity_session_familiar_row row;
    TRY(sql_identity_session_familiar(db, arena, &in, &row));
    *ret_total = row.total;
    *ret_same = row.same;
    return RC_OK;
}

enum rc identity_session_view_set(struct db *db, struct session_id id, struct partner_id viewed)
{
    struct sql_identity_session_view_set_in in = {.id = id, .viewed_partner_id = viewed};
    return sql_identity_session_view_set(db, &in, NULL);
}

enum rc identity_session_list(struct db *db, struct arena *arena, struct user_id user_id, struct instant now,
                              struct identity_session **ret_sessions, size_t *ret_count)
{
    struct sql_identity_session_list_in in = {
        .user_id = user_id,
        .seen_after = {now.ms - SESSION_IDLE_MS},
        .created_after = {now.ms - SESSION_LONGEST_MS},
    };
    struct sql_identity_session_list_row *rows = NULL;
    TRY(sql_identity_session_list(db, arena, &in, &rows, ret_count));
    *ret_sessions = arena_many(arena, struct identity_session, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_sessions)[i] = (struct identity_session){.id = rows[i].id,
                                                       .user_id = user_id,
                                                       .agent = rows[i].agent,
                                                       .address_prefix = rows[i].address_prefix,
                                                       .created_at = rows[i].created_at,
                                                       .seen_at = rows[i].seen_at,
                                                       .ended_at = INSTANT_NONE};
    }
    return RC_OK;
}

enum rc identity_session_seen(struct db *db, const struct identity_session *session)
{
    struct sql_identity_session_seen_in in = {
        .id = session->id, .address_prefix = session->address_prefix, .seen_at = session->seen_at};
    return sql_identity_session_seen(db, &in, NULL);
}

enum rc identity_session_end(struct db *db, struct session_id id, struct user_id user_id, struct instant at)
{
    int64_t changed = 0;
    struct sql_identity_session_end_in in = {.id = id, .user_id = user_id, .ended_at = at};
    TRY(sql_identity_session_end(db, &in, &changed));
    return changed == 0 ? RC_NOT_FOUND : RC_OK;
}

enum rc identity_session_end_all(struct db *db, struct user_id user_id, struct session_id but, struct instant at,
                                 int64_t *ret_count)
{
    struct sql_identity_session_end_all_in in = {.user_id = user_id, .but_id = but, .ended_at = at};
    return sql_identity_session_end_all(db, &in, ret_count);
}

enum rc identity_session_forget(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_identity_session_forget(db, &(struct sql_identity_session_forget_in){.before = before}, ret_count);
}

enum rc identity_user_preferences_set(struct db *db, struct user_id id, const struct identity_preferences *preferences)
{
    struct sql_identity_user_preferences_set_in in = {
        .id = id,
        .language = text_is(preferences->language) ? preferences->language : TEXT(""),
        .theme = text_is(preferences->theme) ? preferences->theme : TEXT(""),
        .time_zone = text_is(preferences->time_zone) ? preferences->time_zone : TEXT(""),
        .shortcuts = text_is(preferences->shortcuts) ? preferences->shortcuts : TEXT(""),
        .currency = !text_is(preferences->currency)        ? TEXT("")
                    : text_is_empty(preferences->currency) ? TEXT("own")
                                                           : preferences->currency,
    };
    return sql_identity_user_preferences_set(db, &in, NULL);
}
