// SPDX-License-Identifier: Apache-2.0
// Choosing and ending letters.
#include "mail/unsubscribe.h"

#include "change.h"

enum rc unsubscribe_check(struct flow *flow, const struct unsubscribe_link *link, enum mail_topic *ret_topic)
{
    if (mail_topic_parse(link->topic, ret_topic) && !text_is_empty(link->email)) {
        struct text key = mail_unsubscribe_key(flow->arena, flow->keyring, link->email, *ret_topic);
        if (key.n == link->key.n && bytes_equal_secret(key.p, link->key.p, key.n)) {
            return RC_OK;
        }
    }
    return change_found(flow, RC_NOT_FOUND, "letter of ours that this link is from");
}

enum rc unsubscribe(struct flow *flow, const struct unsubscribe_link *link, enum mail_topic *ret_topic)
{
    TRY(unsubscribe_check(flow, link, ret_topic));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow,
                    mail_want(flow->db, flow->arena, link->email, *ret_topic, /* is_wanted= */ false, flow->now)));
    return flow_commit(flow);
}

enum rc letters_choose(struct flow *flow, struct text email, const bool is_wanted[MAIL_TOPIC_COUNT])
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    for (enum mail_topic i = MAIL_OBLIGATORY + 1; i < MAIL_TOPIC_COUNT; i++) {
        TRY(flow_stored(flow, mail_want(flow->db, flow->arena, email, i, is_wanted[i], flow->now)));
    }
    return flow_commit(flow);
}
