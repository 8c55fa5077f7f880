// SPDX-License-Identifier: Apache-2.0
// Storage of letters; see mail.h.
#include "mail/mail.h"

#include "mail/mail_sql.h"

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

enum rc mail_attempted(struct db *db, const struct mail *mail)
{
    struct sql_mail_attempted_in in = {.id = mail->id,
                                       .status = mail->status,
                                       .attempts = mail->attempts,
                                       .next_at = mail->next_at,
                                       .problem = mail->problem,
                                       .settled_at = mail->settled_at};
    return sql_mail_attempted(db, &in, NULL);
}
