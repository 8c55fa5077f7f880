// SPDX-License-Identifier: Apache-2.0
// Storage of postbacks and deliveries, and what calls are signed with; see postback.h.
#include "postback/postback.h"

#include "format/encode.h"
#include "postback/postback_sql.h"

#define SIGNATURE_BYTES_MAX 64

struct text postback_secret(struct arena *arena, const struct keyring *keyring, const struct postback *postback,
                            uint8_t ret_key[HMAC_BYTES])
{
    struct text name = text_format(arena, "%lld:%lld", (long long)postback->id.v, (long long)postback->secret_number);
    keyed_hash(keyring, KEY_POSTBACK, name, ret_key, HMAC_BYTES);
    struct buf buf = buf_new(arena, SIGNATURE_BYTES_MAX);
    buf_add(&buf, TEXT("whsec_"));
    base64_encode(&buf, ret_key, HMAC_BYTES);
    return buf_text(&buf);
}

struct text postback_signature(struct arena *arena, const uint8_t key[HMAC_BYTES], struct text id,
                               struct text timestamp, struct text url)
{
    uint8_t mac[HMAC_BYTES];
    struct text secret = {.p = (const char *)key, .n = HMAC_BYTES};
    hmac_sha256(secret, text_format(arena, "%.*s.%.*s.%.*s", TEXT_PRINT(id), TEXT_PRINT(timestamp), TEXT_PRINT(url)),
                mac);
    struct buf buf = buf_new(arena, SIGNATURE_BYTES_MAX);
    buf_add(&buf, TEXT("v1,"));
    base64_encode(&buf, mac, HMAC_BYTES);
    return buf_text(&buf);
}

#define POSTBACK_OF(row)                                     \
    ((struct postback){.id = (row).id,                       \
                       .partner_id = (row).partner_id,       \
                       .program_id = (row).program_id,       \
                       .url = (row).url,                     \
                       .events = (row).events,               \
                       .status = (row).status,               \
                       .secret_number = (row).secret_number, \
                       .created_at = (row).created_at})

enum rc postback_insert(struct db *db, struct arena *arena, const struct postback *postback, struct postback_id *ret_id)
{
    struct sql_postback_insert_row row;
    TRY(sql_postback_insert(db, arena,
                            &(struct sql_postback_insert_in){.partner_id = postback->partner_id,
                                                             .program_id = postback->program_id,
                                                             .url = postback->url,
                                                             .events = postback->events,
                                                             .status = postback->status,
                                                             .created_at = postback->created_at},
                            &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc postback_update(struct db *db, const struct postback *postback)
{
    int64_t changed = 0;
    TRY(sql_postback_update(db,
                            &(struct sql_postback_update_in){.id = postback->id,
                                                             .program_id = postback->program_id,
                                                             .url = postback->url,
                                                             .events = postback->events,
                                                             .status = postback->status,
                                                             .secret_number = postback->secret_number},
                            &changed));
    return changed == 1 ? RC_OK : RC_NOT_FOUND;
}

enum rc postback_get(struct db *db, struct arena *arena, struct postback_id id, struct postback *ret_postback)
{
    struct sql_postback_get_row row;
    TRY(sql_postback_get(db, arena, &(struct sql_postback_get_in){.id = id}, &row));
    *ret_postback = POSTBACK_OF(row);
    return RC_OK;
}

enum rc postback_list(struct db *db, struct arena *arena, struct partner_id partner_id, struct postback **ret_list,
                      size_t *ret_count)
{
    struct sql_postback_list_row *rows;
    TRY(sql_postback_list(db, arena, &(struct sql_postback_list_in){.partner_id = partner_id}, &rows, ret_count));
    *ret_list = arena_many(arena, struct postback, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = POSTBACK_OF(rows[i]);
    }
    return RC_OK;
}

enum rc postback_list_for(struct db *db, struct arena *arena, struct partner_id partner_id,
                          struct program_id program_id, struct postback **ret_list, size_t *ret_count)
{
    struct sql_postback_list_for_row *rows;
    struct sql_postback_list_for_in in = {.partner_id = partner_id, .program_id = program_id};
    TRY(sql_postback_list_for(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct postback, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = POSTBACK_OF(rows[i]);
    }
    return RC_OK;
}

// ---- the outbox ----

#define DELIVERY_OF(row)                                              \
    ((struct postback_delivery){.id = (row).id,                       \
                                .postback_id = (row).postback_id,     \
                                .key = (row).delivery_key,            \
                                .event = (row).event,                 \
                                .conversion_id = (row).conversion_id, \
                                .macros = (row).macros,               \
                                .status = (row).status,               \
                                .attempts = (row).attempts,           \
                                .next_at = (row).next_at,             \
                                .claimed_at = (row).claimed_at,       \
                                .url = (row).url,                     \
                                .answer_status = (row).answer_status, \
                                .answer = (row).answer,               \
                                .problem = (row).problem,             \
                                .duration_ms = (row).duration_ms,     \
                                .queued_at = (row).queued_at,         \
                                .settled_at = (row).settled_at})

enum rc postback_delivery_queue(struct db *db, struct arena *arena, const struct postback_delivery *delivery,
                                struct postback_delivery_id *ret_id)
{
    struct sql_postback_delivery_queue_row row;
    enum rc rc =
        sql_postback_delivery_queue(db, arena,
                                    &(struct sql_postback_delivery_queue_in){.postback_id = delivery->postback_id,
                                                                             .delivery_key = delivery->key,
                                                                             .event = delivery->event,
                                                                             .conversion_id = delivery->conversion_id,
                                                                             .macros = delivery->macros,
                                                                             .queued_at = delivery->queued_at},
                                    &row);
    ret_id->v = rc == RC_OK ? row.id.v : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc postback_delivery_get(struct db *db, struct arena *arena, struct postback_delivery_id id,
                              struct postback_delivery *ret_delivery)
{
    struct sql_postback_delivery_get_row row;
    TRY(sql_postback_delivery_get(db, arena, &(struct sql_postback_delivery_get_in){.id = id}, &row));
    *ret_delivery = DELIVERY_OF(row);
    return RC_OK;
}

enum rc postback_delivery_list(struct db *db, struct arena *arena, struct postback_id postback_id,
                               struct postback_delivery_id before, int64_t limit, struct postback_delivery **ret_list,
                               size_t *ret_count)
{
    struct sql_postback_delivery_list_row *rows;
    struct sql_postback_delivery_list_in in = {
        .postback_id = postback_id, .before_id = {before.v != 0 ? before.v : INT64_MAX}, .limit = limit};
    TRY(sql_postback_delivery_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct postback_delivery, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = DELIVERY_OF(rows[i]);
    }
    return RC_OK;
}

enum rc postback_delivery_list_due(struct db *db, struct arena *arena, struct instant now, int64_t limit,
                                   struct postback_delivery **ret_list, size_t *ret_count)
{
    struct sql_postback_delivery_list_due_row *rows;
    struct sql_postback_delivery_list_due_in in = {.now = now, .limit = limit};
    TRY(sql_postback_delivery_list_due(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct postback_delivery, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = DELIVERY_OF(rows[i]);
    }
    return RC_OK;
}

enum rc postback_delivery_claim(struct db *db, struct postback_delivery_id id, struct instant at)
{
    int64_t changed = 0;
    struct sql_postback_delivery_claim_in in = {.id = id, .claimed_at = at};
    TRY(sql_postback_delivery_claim(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc postback_delivery_attempted(struct db *db, const struct postback_delivery *delivery)
{
    struct sql_postback_delivery_attempted_in in = {.id = delivery->id,
                                                    .status = delivery->status,
                                                    .next_at = delivery->next_at,
                                                    .url = delivery->url,
                                                    .answer_status = delivery->answer_status,
                                                    .answer = delivery->answer,
                                                    .problem = delivery->problem,
                                                    .duration_ms = delivery->duration_ms,
                                                    .settled_at = delivery->settled_at};
    return sql_postback_delivery_attempted(db, &in, NULL);
}

enum rc postback_delivery_put_off(struct db *db, struct postback_id postback_id, struct instant until)
{
    struct sql_postback_delivery_put_off_in in = {.postback_id = postback_id, .next_at = until};
    return sql_postback_delivery_put_off(db, &in, NULL);
}

enum rc postback_delivery_release(struct db *db, struct instant claimed_before)
{
    struct sql_postback_delivery_release_in in = {.claimed_before = claimed_before};
    return sql_postback_delivery_release(db, &in, NULL);
}

enum rc postback_delivery_retry(struct db *db, struct postback_delivery_id id, struct instant at)
{
    int64_t changed = 0;
    struct sql_postback_delivery_retry_in in = {.id = id, .next_at = at};
    TRY(sql_postback_delivery_retry(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_NOT_FOUND;
}

enum rc postback_delivery_give_up(struct db *db, struct postback_id postback_id, struct text problem, struct instant at)
{
    struct sql_postback_delivery_give_up_in in = {.postback_id = postback_id, .problem = problem, .settled_at = at};
    return sql_postback_delivery_give_up(db, &in, NULL);
}

enum rc postback_delivery_forget(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_postback_delivery_forget(db, &(struct sql_postback_delivery_forget_in){.before = before}, ret_count);
}
