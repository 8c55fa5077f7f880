// SPDX-License-Identifier: Apache-2.0
// Letters that a use case queues in its own transaction (mail/mail.h): which template, to whom, with which texts.
//
//     struct letter letter;
//     letter_begin(flow, &letter, "payout_paid");
//     letter_text(&letter, "amount", money_text(flow->arena, item->amount));
//     TRY(letter_queue(flow, &letter, text_format(flow->arena, "payout_item:%lld:paid", id), partner.email));
#pragma once

#include "core/buf.h"
#include "flow.h"
#include "format/json.h"

struct letter {
    const char *template; // one of letter_print.c's
    struct text language; // en, fr, ja, ru; empty: that of the person who has the recipient's e-mail, else English
    struct buf buf;
    struct json_writer json;
    bool is_closed;
};
void letter_begin(struct flow *flow, struct letter *letter, const char *template);
// Adds a parameter when the value is present. Before the first letter_queue.
void letter_text(struct letter *letter, const char *name, struct text t);
// To one recipient; may be called again for another, with another key. No recipient ("" or TEXT_NONE): no letter. The
// same key again changes nothing.
enum rc letter_queue(struct flow *flow, struct letter *letter, struct text key, struct text recipient) MUST_USE;
