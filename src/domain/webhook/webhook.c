// SPDX-License-Identifier: Apache-2.0
// Storage of webhook sources; see webhook.h.
#include "webhook/webhook.h"

#include "webhook/webhook_sql.h"

struct text webhook_url(struct arena *arena, struct text public_url, const struct webhook_source *source,
                        struct text public_id)
{
    return text_format(arena, "%.*s/hooks/%.*s/%.*s", TEXT_PRINT(public_url), TEXT_PRINT(source->provider),
                       TEXT_PRINT(public_id));
}

struct text webhook_secret_seal(struct arena *arena, const struct keyring *keyring, struct text secret)
{
    return sealed(arena, keyring, KEY_WEBHOOK, secret);
}

static enum rc unseal(struct arena *arena, const struct keyring *keyring, struct text seal, struct text *ret_secret)
{
    return unsealed(arena, keyring, KEY_WEBHOOK, seal, ret_secret) == RC_OK ? RC_OK : RC_FAULT;
}

enum rc webhook_secrets(struct arena *arena, const struct keyring *keyring, const struct webhook_source *source,
                        struct instant now, struct text ret_secrets[2])
{
    ret_secrets[0] = ret_secrets[1] = TEXT_NONE;
    if (source->secret.n > 0) {
        TRY(unseal(arena, keyring, source->secret, &ret_secrets[0]));
    }
    bool has_previous = source->previous_secret.n > 0 && now.ms < source->previous_until.ms;
    return has_previous ? unseal(arena, keyring, source->previous_secret, &ret_secrets[1]) : RC_OK;
}

#define SOURCE_OF(row)                                                 \
    ((struct webhook_source){.id = (row).id,                           \
                             .program_id = (row).program_id,           \
                             .advertiser_id = (row).advertiser_id,     \
                             .provider = (row).provider,               \
                             .secret = (row).secret,                   \
                             .previous_secret = (row).previous_secret, \
                             .previous_until = (row).previous_until,   \
                             .status = (row).status,                   \
                             .created_at = (row).created_at})

enum rc webhook_source_insert(struct db *db, struct arena *arena, const struct webhook_source *source,
                              struct webhook_source_id *ret_id)
{
    struct sql_webhook_source_insert_row row;
    struct sql_webhook_source_insert_in in = {.program_id = source->program_id,
                                              .provider = source->provider,
                                              .secret = source->secret,
                                              .created_at = source->created_at};
    TRY(sql_webhook_source_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc webhook_source_update(struct db *db, const struct webhook_source *source)
{
    int64_t changed = 0;
    struct sql_webhook_source_update_in in = {.id = source->id,
                                              .secret = source->secret,
                                              .previous_secret = source->previous_secret,
                                              .previous_until = source->previous_until,
                                              .status = source->status};
    TRY(sql_webhook_source_update(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_NOT_FOUND;
}

enum rc webhook_source_get(struct db *db, struct arena *arena, struct webhook_source_id id,
                           struct webhook_source *ret_source)
{
    struct sql_webhook_source_get_row row;
    TRY(sql_webhook_source_get(db, arena, &(struct sql_webhook_source_get_in){.id = id}, &row));
    *ret_source = SOURCE_OF(row);
    return RC_OK;
}

enum rc webhook_source_list(struct db *db, struct arena *arena, const struct webhook_source_filter *filter,
                            struct webhook_source **ret_list, size_t *ret_count)
{
    struct sql_webhook_source_list_row *rows = NULL;
    struct sql_webhook_source_list_in in = {.advertiser_id = filter->advertiser_id,
                                            .program_id = filter->program_id,
                                            .status = text_is(filter->status) ? filter->status : TEXT(""),
                                            .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
                                            .limit = filter->limit};
    TRY(sql_webhook_source_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct webhook_source, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = SOURCE_OF(rows[i]);
    }
    return RC_OK;
}

// ---- what is remembered ----

enum rc webhook_delivery_keep(struct db *db, const struct webhook_delivery *delivery)
{
    struct sql_webhook_delivery_keep_in in = {.source_id = delivery->source_id,
                                              .delivery_key = delivery->key,
                                              .conversion_id = delivery->conversion_id,
                                              .outcome = delivery->outcome,
                                              .cause = delivery->cause,
                                              .received_at = delivery->received_at};
    return sql_webhook_delivery_keep(db, &in, NULL);
}

enum rc webhook_delivery_find(struct db *db, struct arena *arena, struct webhook_source_id source_id, struct text key,
                              struct webhook_delivery *ret_delivery)
{
    struct sql_webhook_delivery_find_row row;
    struct sql_webhook_delivery_find_in in = {.source_id = source_id, .delivery_key = key};
    TRY(sql_webhook_delivery_find(db, arena, &in, &row));
    *ret_delivery = (struct webhook_delivery){.source_id = source_id,
                                              .key = key,
                                              .conversion_id = row.conversion_id,
                                              .outcome = row.outcome,
                                              .cause = row.cause,
                                              .received_at = row.received_at};
    return RC_OK;
}

enum rc webhook_forget(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted)
{
    int64_t waiting = 0;
    struct sql_webhook_delivery_forget_in deliveries = {.before = before, .limit_count = max_rows};
    struct sql_webhook_waiting_forget_in facts = {.before = before, .limit_count = max_rows};
    TRY(sql_webhook_delivery_forget(db, &deliveries, ret_deleted));
    TRY(sql_webhook_waiting_forget(db, &facts, &waiting));
    *ret_deleted += waiting;
    return RC_OK;
}

enum rc webhook_reference_keep(struct db *db, struct program_id program_id, struct text reference, struct text order_id,
                               struct instant now)
{
    struct sql_webhook_reference_keep_in in = {
        .program_id = program_id, .reference = reference, .order_id = order_id, .recorded_at = now};
    return sql_webhook_reference_keep(db, &in, NULL);
}

enum rc webhook_reference_find(struct db *db, struct arena *arena, struct program_id program_id, struct text reference,
                               struct text *ret_order_id)
{
    struct sql_webhook_reference_find_row row;
    struct sql_webhook_reference_find_in in = {.program_id = program_id, .reference = reference};
    TRY(sql_webhook_reference_find(db, arena, &in, &row));
    *ret_order_id = row.order_id;
    return RC_OK;
}

static struct text told(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

static enum rc wait_under(struct db *db, struct program_id program_id, const struct webhook_fact *fact,
                          struct text reference, struct instant now)
{
    struct sql_webhook_wait_in in = {.program_id = program_id,
                                     .goal = webhook_goal(fact),
                                     .reference = reference,
                                     .kind = text_of(webhook_fact_kind_text(fact->kind)),
                                     .fact_key = told(fact->key),
                                     .amount = told(fact->amount),
                                     .currency = told(fact->currency),
                                     .status = told(fact->status),
                                     .reason = told(fact->reason),
                                     .occurred_at = told(fact->occurred_at),
                                     .received_at = now};
    return text_is(reference) ? sql_webhook_wait(db, &in, NULL) : RC_OK;
}

enum rc webhook_wait(struct db *db, struct program_id program_id, const struct webhook_fact *fact, struct instant now)
{
    TRY(wait_under(db, program_id, fact, fact->order_id, now));
    for (size_t i = 0; i < fact->reference_count; i++) {
        TRY(wait_under(db, program_id, fact, fact->references[i], now));
    }
    return RC_OK;
}

enum rc webhook_waiting_list(struct db *db, struct arena *arena, struct program_id program_id, struct text goal,
                             struct text reference, struct webhook_fact **ret_list, size_t *ret_count)
{
    struct sql_webhook_waiting_list_row *rows = NULL;
    size_t count = 0;
    struct sql_webhook_waiting_list_in in = {.program_id = program_id, .goal = goal, .reference = reference};
    TRY(sql_webhook_waiting_list(db, arena, &in, &rows, &count));
    struct webhook_fact *list = arena_many(arena, struct webhook_fact, count);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct webhook_fact fact = {.key = rows[i].fact_key,
                                    .goal = goal,
                                    .references = {reference},
                                    .reference_count = 1,
                                    .amount = rows[i].amount,
                                    .currency = rows[i].currency,
                                    .status = rows[i].status,
                                    .reason = rows[i].reason,
                                    .occurred_at = rows[i].occurred_at};
        if (webhook_fact_kind_parse(rows[i].kind, &fact.kind)) {
            list[(*ret_count)++] = fact;
        }
    }
    *ret_list = list;
    return RC_OK;
}

static enum rc end_under(struct db *db, struct program_id program_id, const struct webhook_fact *fact,
                         struct text reference)
{
    struct sql_webhook_waiting_end_in in = {.program_id = program_id,
                                            .goal = webhook_goal(fact),
                                            .kind = text_of(webhook_fact_kind_text(fact->kind)),
                                            .fact_key = told(fact->key),
                                            .reference = reference};
    return text_is(reference) ? sql_webhook_waiting_end(db, &in, NULL) : RC_OK;
}

enum rc webhook_waiting_end(struct db *db, struct program_id program_id, const struct webhook_fact *fact)
{
    TRY(end_under(db, program_id, fact, fact->order_id));
    for (size_t i = 0; i < fact->reference_count; i++) {
        TRY(end_under(db, program_id, fact, fact->references[i]));
    }
    return RC_OK;
}
