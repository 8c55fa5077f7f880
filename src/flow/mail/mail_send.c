// SPDX-License-Identifier: Apache-2.0
// Sending of letters.
#include "mail/mail_send.h"

#include "change.h"
#include "network/network.h"
#include "retry.h"
#include "user/letter_print.h"

#define LATER_IN_A_ROW 3 // then the server is away, and the others need not find out

static enum rc abandon(struct flow *flow)
{
    int64_t count = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {.ms = flow->now.ms - MAIL_CLAIM_MS};
    TRY(flow_stored(flow, mail_abandon(flow->db, before,
                                       TEXT("the server ended while it was sending this: it may have been sent"),
                                       flow->now, &count)));
    return flow_commit(flow);
}

// RC_CONFLICT: somebody else has it.
static enum rc claim(struct flow *flow, int64_t id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    enum rc rc = mail_claim(flow->db, id, flow->now);
    if (rc == RC_CONFLICT) {
        return rc;
    }
    TRY(flow_stored(flow, rc));
    return flow_commit(flow);
}

static enum rc settle(struct flow *flow, struct mail *mail)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, mail_attempted(flow->db, mail)));
    return flow_commit(flow);
}

// What the outcome makes of the letter; attempts has counted this one.
static void take_outcome(struct flow *flow, enum smtp_outcome outcome, struct mail *mail)
{
    bool is_later = outcome == SMTP_LATER && mail->attempts < MAIL_ATTEMPTS_MAX;
    mail->status = outcome == SMTP_SENT ? TEXT("sent") : is_later ? TEXT("queued") : TEXT("failed");
    mail->next_at.ms = flow->now.ms + (is_later ? retry_wait_ms(mail->attempts) : 0);
    mail->settled_at = is_later ? INSTANT_NONE : flow->now;
}

// What the letters of a round have in common.
struct round {
    const struct mail_post *post;
    struct letter_context context;
    struct network_logo logo; // content TEXT_NONE: none that mail programs show
};

// The brand's picture goes with the HTML; most mail programs show no SVG, and then the name stands alone.
static enum rc round_begin(struct flow *flow, const struct mail_post *post, struct round *ret_round)
{
    struct network network;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    *ret_round = (struct round){
        .post = post,
        .context = {.public_url = post->public_url,
                    .brand = network.name,
                    .zone = network.time_zone,
                    .logo_id = TEXT_NONE},
        .logo = {.content = TEXT_NONE, .media_type = TEXT_NONE},
    };
    if (!text_is(network.logo)) {
        return RC_OK;
    }
    struct network_logo logo;
    enum rc rc = network_logo_get(flow->db, flow->arena, network.logo, &logo);
    if (rc == RC_NOT_FOUND) { // it was changed meanwhile
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    if (!text_equal(logo.media_type, TEXT("image/svg+xml"))) {
        ret_round->logo = logo;
        ret_round->context.logo_id = text_format(flow->arena, "%.*s@logo", TEXT_PRINT(network.logo));
    }
    return RC_OK;
}

static enum smtp_outcome send(struct flow *flow, const struct round *round, struct mail *mail)
{
    const struct letter_context *context = &round->context;
    struct letter_printed printed;
    if (letter_print(flow, context, mail, &printed) != RC_OK) {
        mail->problem = text_copy(flow->arena, text_of(flow->fault->message));
        fault_clear(flow->fault);
        return SMTP_REFUSED;
    }
    struct smtp_message message = {
        .sender_name = context->brand,
        .recipient = mail->recipient,
        .subject = printed.subject,
        .text = printed.text,
        .html = printed.html,
        .picture = round->logo.content,
        .picture_type = round->logo.media_type,
        .picture_id = context->logo_id,
        .key = mail->key,
        .language = mail->language,
        .unsubscribe_url = printed.unsubscribe_url,
        .at = flow->now,
    };
    enum smtp_outcome outcome = round->post->send(round->post->user, flow->arena, &message, &mail->problem);
    if (outcome == SMTP_UNKNOWN) {
        mail->problem = text_format(flow->arena, "%.*s; it may have been sent", TEXT_PRINT(mail->problem));
    }
    return outcome;
}

enum rc mail_send_due(struct flow *flow, const struct mail_post *post, int64_t *ret_sent)
{
    *ret_sent = 0;
    flow->now = clock_now(post->clock);
    TRY(abandon(flow));
    struct round round;
    struct mail *list = NULL;
    size_t count = 0;
    TRY(round_begin(flow, post, &round));
    TRY(flow_stored(flow, mail_list_due(flow->db, flow->arena, flow->now, MAIL_ROUND_MAX, &list, &count)));
    int later = 0;
    for (size_t i = 0; i < count && later < LATER_IN_A_ROW; i++) {
        if (post->is_ending != NULL && post->is_ending(post->user)) {
            break;
        }
        flow->now = clock_now(post->clock);
        enum rc rc = claim(flow, list[i].id);
        if (rc == RC_CONFLICT) {
            continue;
        }
        TRY(rc);
        list[i].attempts++;
        enum smtp_outcome outcome = send(flow, &round, &list[i]);
        flow->now = clock_now(post->clock);
        take_outcome(flow, outcome, &list[i]);
        TRY(settle(flow, &list[i]));
        later = outcome == SMTP_LATER ? later + 1 : 0;
        *ret_sent += outcome == SMTP_SENT ? 1 : 0;
    }
    return RC_OK;
}

enum rc mail_send_retry(struct flow *flow, int64_t id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, mail_retry(flow->db, id, flow->now), "letter that could be sent again"));
    struct change_note note;
    change_note_begin(flow, &note);
    TRY(change_note_end(flow, &note, "mail.retry", id));
    return flow_commit(flow);
}

enum rc mail_purge(struct flow *flow, int64_t *ret_count)
{
    *ret_count = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {.ms = flow->now.ms - MAIL_FORGET_AFTER_MS};
    TRY(flow_stored(flow, mail_forget(flow->db, before, ret_count)));
    return flow_commit(flow);
}
