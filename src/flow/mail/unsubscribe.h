// SPDX-License-Identifier: Apache-2.0
// Which letters somebody wants: chosen in his pages, or ended by the link in a letter, which needs no sign-in (RFC
// 8058).
#pragma once

#include "flow.h"
#include "mail/mail.h"

struct unsubscribe_link {
    struct text email, topic, key; // of the letter's link
};
// Whether the link is one of ours. RC_NOT_FOUND not_found otherwise.
enum rc unsubscribe_check(struct flow *flow, const struct unsubscribe_link *link, enum mail_topic *ret_topic) MUST_USE;
// No more letters of the topic to the address; again changes nothing. RC_NOT_FOUND not_found.
enum rc unsubscribe(struct flow *flow, const struct unsubscribe_link *link, enum mail_topic *ret_topic) MUST_USE;
// is_wanted by topic; MAIL_OBLIGATORY is not looked at.
enum rc letters_choose(struct flow *flow, struct text email, const bool is_wanted[MAIL_TOPIC_COUNT]) MUST_USE;
