// SPDX-License-Identifier: Apache-2.0
// Which letters come to the partner's address.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "mail/mail.h"
#include "page/frame.h"
#include "phrase/phrase.h"

struct letters_view {
    struct frame_view frame;
    struct checkbox_view payout, terms, week, month;
    bool may_write;
    struct text done; // TEXT_NONE: nothing
};
struct letters_query {
    struct text done;
};
extern const struct schema schema_letters_query;
// GET and POST /partner/letters
enum rc web_letters(struct call *call) MUST_USE;
enum rc web_letters_save(struct call *call) MUST_USE;

// What a topic is, as a sentence.
struct text letters_topic(const struct reader *r, enum mail_topic topic);
