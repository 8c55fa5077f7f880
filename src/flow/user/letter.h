// SPDX-License-Identifier: Apache-2.0
// Letters that a use case queues in its own transaction (mail/mail.h): which template, to whom, with which texts.
//
//     struct letter letter;
//     letter_begin(flow, &letter, LETTER_PAYOUT_PAID);
//     letter_text(&letter, "amount", money_text(flow->arena, item->amount));
//     TRY(letter_queue(flow, &letter, text_format(flow->arena, "payout_item:%lld:paid", id), partner.email));
#pragma once

#include "core/buf.h"
#include "flow.h"
#include "format/json.h"
#include "mail/mail.h"

// Every letter there is: its number, its name in the outbox, its topic. One that is named elsewhere does not compile,
// and neither does one without its words (letter_print.c).
#define LETTERS(LETTER)                                                     \
    LETTER(APPLICATION_APPROVED, application_approved, MAIL_OBLIGATORY)     \
    LETTER(APPLICATION_CONFIRM, application_confirm, MAIL_OBLIGATORY)       \
    LETTER(APPLICATION_QUESTION, application_question, MAIL_OBLIGATORY)     \
    LETTER(APPLICATION_REJECTED, application_rejected, MAIL_OBLIGATORY)     \
    LETTER(CONTRACT_OVER, contract_over, MAIL_OBLIGATORY)                   \
    LETTER(DISPUTE_ANSWERED, dispute_answered, MAIL_OBLIGATORY)             \
    LETTER(DISPUTE_DECIDED, dispute_decided, MAIL_OBLIGATORY)               \
    LETTER(EMAIL_CHANGE_ASKED, email_change_asked, MAIL_OBLIGATORY)         \
    LETTER(EMAIL_CONFIRM, email_confirm, MAIL_OBLIGATORY)                   \
    LETTER(INVITATION, invitation, MAIL_OBLIGATORY)                         \
    LETTER(INVOICE_REMINDER, invoice_reminder, MAIL_OBLIGATORY)             \
    LETTER(PASSWORD_CHANGED, password_changed, MAIL_OBLIGATORY)             \
    LETTER(PASSWORD_RESET, password_reset, MAIL_OBLIGATORY)                 \
    LETTER(PAYOUT_DETAILS_CHANGED, payout_details_changed, MAIL_OBLIGATORY) \
    LETTER(PAYOUT_DETAILS_SAVED, payout_details_saved, MAIL_OBLIGATORY)     \
    LETTER(PAYOUT_FAILED, payout_failed, MAIL_OBLIGATORY)                   \
    LETTER(PAYOUT_PAID, payout_paid, MAIL_PAYOUT)                           \
    LETTER(PLAN_PUBLISHED, plan_published, MAIL_TERMS)                      \
    LETTER(PLAN_WITHDRAWN, plan_withdrawn, MAIL_OBLIGATORY)                 \
    LETTER(PLAN_WORSE, plan_worse, MAIL_OBLIGATORY)                         \
    LETTER(SECOND_FACTOR_OFF, second_factor_off, MAIL_OBLIGATORY)           \
    LETTER(SECOND_FACTOR_ON, second_factor_on, MAIL_OBLIGATORY)             \
    LETTER(SIGN_IN_NEW, sign_in_new, MAIL_OBLIGATORY)                       \
    LETTER(SUMMARY_MONTH, summary_month, MAIL_MONTH)                        \
    LETTER(SUMMARY_WEEK, summary_week, MAIL_WEEK)                           \
    LETTER(TERMS_WORSE, terms_worse, MAIL_OBLIGATORY)                       \
    LETTER(WITHDRAWAL_DECLINED, withdrawal_declined, MAIL_OBLIGATORY)

enum letter_kind {
#define LETTER_NUMBER(kind, name, topic) LETTER_##kind,
    LETTERS(LETTER_NUMBER)
#undef LETTER_NUMBER
        LETTER_COUNT
};
const char *letter_name(enum letter_kind kind); // "payout_paid"
enum mail_topic letter_topic(enum letter_kind kind);

struct letter {
    enum letter_kind kind;
    struct text language; // en, fr, ja, ru; empty: that of the person who has the recipient's e-mail, else English
    struct buf buf;
    struct json_writer json;
    bool is_closed;
};
void letter_begin(struct flow *flow, struct letter *letter, enum letter_kind kind);
// Adds a parameter when the value is present. Before the first letter_queue.
void letter_text(struct letter *letter, const char *name, struct text t);
// To one recipient; may be called again for another, with another key. No recipient ("" or TEXT_NONE), or one
// who does not want letters of this topic: no letter. The same key again changes nothing.
enum rc letter_queue(struct flow *flow, struct letter *letter, struct text key, struct text recipient) MUST_USE;
