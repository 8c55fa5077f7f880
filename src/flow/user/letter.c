// SPDX-License-Identifier: Apache-2.0
// Queueing of letters; see letter.h.
#include "user/letter.h"

#include "identity/identity.h"

#define PARAMETERS_BYTES_MAX 65536

static const struct {
    const char *name;
    enum mail_topic topic;
} letters[LETTER_COUNT] = {
#define LETTER_ROW(kind_, name_, topic_) [LETTER_##kind_] = {#name_, topic_},
    LETTERS(LETTER_ROW)
#undef LETTER_ROW
};

const char *letter_name(enum letter_kind kind)
{
    return letters[kind].name;
}

enum mail_topic letter_topic(enum letter_kind kind)
{
    return letters[kind].topic;
}

void letter_begin(struct flow *flow, struct letter *letter, enum letter_kind kind)
{
    *letter = (struct letter){.kind = kind, .buf = buf_new(flow->arena, PARAMETERS_BYTES_MAX)};
    letter->json = json_writer_new(&letter->buf);
    json_begin_object(&letter->json);
}

void letter_text(struct letter *letter, const char *name, struct text t)
{
    if (text_is(t)) {
        json_put_text(&letter->json, name, t);
    }
}

static enum rc language_of(struct flow *flow, const struct letter *letter, struct text recipient,
                           struct text *ret_language)
{
    *ret_language = letter->language;
    if (!text_is_empty(letter->language)) {
        return RC_OK;
    }
    struct identity_user user = {.language = TEXT("")};
    enum rc rc = identity_user_find(flow->db, flow->arena, recipient, &user);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    *ret_language = text_is_empty(user.language) ? TEXT("en") : user.language;
    return RC_OK;
}

static enum rc is_wanted_by(struct flow *flow, const struct letter *letter, struct text recipient, bool *ret_is_wanted)
{
    bool is_wanted[MAIL_TOPIC_COUNT];
    enum mail_topic topic = letter_topic(letter->kind);
    *ret_is_wanted = true;
    if (topic != MAIL_OBLIGATORY) {
        TRY(flow_stored(flow, mail_wanted(flow->db, flow->arena, recipient, is_wanted)));
        *ret_is_wanted = is_wanted[topic];
    }
    return RC_OK;
}

enum rc letter_queue(struct flow *flow, struct letter *letter, struct text key, struct text recipient)
{
    if (!letter->is_closed) {
        json_end_object(&letter->json);
        letter->is_closed = true;
    }
    if (text_is_empty(recipient)) {
        return RC_OK;
    }
    bool is_wanted = true;
    TRY(is_wanted_by(flow, letter, recipient, &is_wanted));
    if (!is_wanted) {
        return RC_OK;
    }
    struct mail mail = {
        .key = key,
        .recipient = recipient,
        .template = text_of(letter_name(letter->kind)),
        .parameters = buf_text(&letter->buf),
        .queued_at = flow->now,
    };
    TRY(language_of(flow, letter, recipient, &mail.language));
    return flow_stored(flow, mail_queue(flow->db, &mail));
}
