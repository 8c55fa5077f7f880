// SPDX-License-Identifier: Apache-2.0
// Storage of letters; see mail.h.
#include "mail/mail.h"

#include "format/encode.h"
#include "mail/mail_sql.h"

#define KEY_HASH_BYTES 20

#define MAIL_OF(row)                               \
    ((struct mail){.id = (row).id,                 \
                   .key = (row).mail_key,          \
                   .recipient = (row).recipient,   \
                   .template = (row).template,     \
                   .language = (row).language,     \
                   .parameters = (row).parameters, \
                   .status = (row).status,         \
                   .attempts = (row).attempts,     \
                   .next_at = (row).next_at,       \
                   .claimed_at = (row).claimed_at, \
                   .problem = (row).problem,       \
                   .queued_at = (row).queued_at,   \
                   .settled_at = (row).settled_at})

enum rc mail_queue(struct db *db, const struct mail *mail)
{
    struct sql_mail_queue_in in = {.mail_key = mail->key,
                                   .recipient = mail->recipient,
                                   .template = mail->template,
                                   .language = mail->language,
                                   .parameters = mail->parameters,
                                   .queued_at = mail->queued_at};
    return sql_mail_queue(db, &in, NULL);
}

enum rc mail_list_due(struct db *db, struct arena *arena, struct instant now, size_t limit, struct mail **ret_list,
                      size_t *ret_count)
{
    struct sql_mail_list_due_row *rows;
    size_t count;
    struct sql_mail_list_due_in in = {.now = now, .limit = (int64_t)limit};
    TRY(sql_mail_list_due(db, arena, &in, &rows, &count));
    struct mail *list = arena_many(arena, struct mail, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = MAIL_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc mail_list(struct db *db, struct arena *arena, struct text status, int64_t before, int64_t limit,
                  struct mail **ret_list, size_t *ret_count)
{
    struct sql_mail_list_row *rows;
    size_t count;
    struct sql_mail_list_in in = {
        .status = text_is(status) ? status : TEXT(""), .before_id = before != 0 ? before : INT64_MAX, .limit = limit};
    TRY(sql_mail_list(db, arena, &in, &rows, &count));
    struct mail *list = arena_many(arena, struct mail, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = MAIL_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc mail_claim(struct db *db, int64_t id, struct instant at)
{
    int64_t changed = 0;
    TRY(sql_mail_claim(db, &(struct sql_mail_claim_in){.id = id, .claimed_at = at}, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc mail_attempted(struct db *db, const struct mail *mail)
{
    struct sql_mail_attempted_in in = {.id = mail->id,
                                       .status = mail->status,
                                       .next_at = mail->next_at,
                                       .problem = mail->problem,
                                       .settled_at = mail->settled_at};
    return sql_mail_attempted(db, &in, NULL);
}

enum rc mail_abandon(struct db *db, struct instant claimed_before, struct text problem, struct instant at,
                     int64_t *ret_count)
{
    struct sql_mail_abandon_in in = {.claimed_before = claimed_before, .problem = problem, .settled_at = at};
    return sql_mail_abandon(db, &in, ret_count);
}

enum rc mail_retry(struct db *db, int64_t id, struct instant at)
{
    int64_t changed = 0;
    TRY(sql_mail_retry(db, &(struct sql_mail_retry_in){.id = id, .next_at = at}, &changed));
    return changed == 1 ? RC_OK : RC_NOT_FOUND;
}

enum rc mail_count(struct db *db, struct arena *arena, struct mail_counts *ret_counts)
{
    struct sql_mail_counts_row *rows = NULL;
    size_t count = 0;
    TRY(sql_mail_counts(db, arena, &rows, &count));
    *ret_counts = (struct mail_counts){.oldest_queued = INSTANT_NONE};
    for (size_t i = 0; i < count; i++) {
        if (text_equal(rows[i].status, TEXT("queued"))) {
            ret_counts->queued = rows[i].mails;
            ret_counts->oldest_queued = rows[i].oldest;
        } else if (text_equal(rows[i].status, TEXT("sent"))) {
            ret_counts->sent = rows[i].mails;
        } else {
            ret_counts->failed = rows[i].mails;
        }
    }
    return RC_OK;
}

enum rc mail_forget(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_mail_forget(db, &(struct sql_mail_forget_in){.before = before}, ret_count);
}

enum rc mail_is_queued(struct db *db, struct arena *arena, struct text key)
{
    struct sql_mail_is_queued_row row;
    return sql_mail_is_queued(db, arena, &(struct sql_mail_is_queued_in){.mail_key = key}, &row);
}

// ---- letters that somebody does not want ----

static const char *const topics[MAIL_TOPIC_COUNT] = {[MAIL_OBLIGATORY] = "",
                                                     [MAIL_PAYOUT] = "payout",
                                                     [MAIL_TERMS] = "terms",
                                                     [MAIL_WEEK] = "week",
                                                     [MAIL_MONTH] = "month"};

const char *mail_topic_text(enum mail_topic topic)
{
    return topics[topic];
}

bool mail_topic_parse(struct text t, enum mail_topic *ret_topic)
{
    for (size_t i = MAIL_OBLIGATORY + 1; i < MAIL_TOPIC_COUNT; i++) {
        if (text_equal(t, text_of(topics[i]))) {
            *ret_topic = (enum mail_topic)i;
            return true;
        }
    }
    return false;
}

enum rc mail_want(struct db *db, struct arena *arena, struct text recipient, enum mail_topic topic, bool is_wanted,
                  struct instant at)
{
    struct text address = text_lower(arena, recipient);
    struct text word = text_of(topics[topic]);
    if (is_wanted) {
        return sql_mail_refusal_delete(db, &(struct sql_mail_refusal_delete_in){.recipient = address, .topic = word},
                                       NULL);
    }
    struct sql_mail_refusal_insert_in in = {.recipient = address, .topic = word, .refused_at = at};
    return sql_mail_refusal_insert(db, &in, NULL);
}

enum rc mail_wanted(struct db *db, struct arena *arena, struct text recipient, bool ret_is_wanted[MAIL_TOPIC_COUNT])
{
    struct sql_mail_refusal_list_row *rows = NULL;
    size_t count = 0;
    struct sql_mail_refusal_list_in in = {.recipient = text_lower(arena, recipient)};
    TRY(sql_mail_refusal_list(db, arena, &in, &rows, &count));
    for (size_t i = 0; i < MAIL_TOPIC_COUNT; i++) {
        ret_is_wanted[i] = true;
    }
    for (size_t i = 0; i < count; i++) {
        enum mail_topic topic = MAIL_OBLIGATORY;
        if (mail_topic_parse(rows[i].topic, &topic)) {
            ret_is_wanted[topic] = false;
        }
    }
    return RC_OK;
}

struct text mail_unsubscribe_key(struct arena *arena, const struct keyring *keyring, struct text recipient,
                                 enum mail_topic topic)
{
    uint8_t hash[KEY_HASH_BYTES];
    struct text address = text_lower(arena, recipient);
    keyed_hash(keyring, KEY_UNSUBSCRIBE, text_format(arena, "%s:%.*s", topics[topic], TEXT_PRINT(address)), hash,
               sizeof(hash));
    char *letters = arena_bytes(arena, BASE32_LENGTH(sizeof(hash)));
    base32_encode(hash, sizeof(hash), letters);
    return (struct text){.p = letters, .n = BASE32_LENGTH(sizeof(hash))};
}
