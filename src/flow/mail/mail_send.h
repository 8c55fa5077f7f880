// SPDX-License-Identifier: Apache-2.0
// The outbox on its way: each due letter is claimed in one transaction, sent, and settled in another. So a letter
// leaves once: two servers never send the same one, and when a server dies or an answer is lost in between, the letter
// is not tried again by itself but fails with that problem, and an operator decides (mail_send_retry).
#pragma once

#include "clock/clock.h"
#include "flow.h"
#include "mail/mail.h"
#include "smtp/smtp.h"

#define MAIL_ATTEMPTS_MAX 10               // then it fails: after about three days
#define MAIL_CLAIM_MS (15 * MINUTE_MS)     // longer than any sending takes
#define MAIL_FORGET_AFTER_MS (90 * DAY_MS) // letters that were sent or given up
#define MAIL_ROUND_MAX 50

struct mail_post {
    enum smtp_outcome (*send)(void *user, struct arena *arena, const struct smtp_message *message,
                              struct text *ret_problem);
    bool (*is_ending)(void *user); // true: no further letter is begun; NULL: never
    void *user;
    const struct clock *clock;
    struct text public_url; // of links: "https://go.example"
};
// Sends what is due, at most MAIL_ROUND_MAX; stops early when the mail server is not there. *ret_sent also before a
// failure.
enum rc mail_send_due(struct flow *flow, const struct mail_post *post, int64_t *ret_sent) MUST_USE;

// Sends one now that failed or waits. RC_NOT_FOUND not_found for a letter that was sent or is being sent.
enum rc mail_send_retry(struct flow *flow, int64_t id) MUST_USE;
// Deletes letters that were sent or given up MAIL_FORGET_AFTER_MS ago.
enum rc mail_purge(struct flow *flow, int64_t *ret_count) MUST_USE;
