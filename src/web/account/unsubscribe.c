// SPDX-License-Identifier: Apache-2.0
// Ending letters by their link.
#include "account/unsubscribe.h"

#include "account/gate_form.h"
#include "mail/unsubscribe.h"
#include "page/page.h"
#include "partner/letters.h"
#include "phrase/phrases.h"

static enum rc read(struct call *call, struct unsubscribe_link *ret_link)
{
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    ret_link->email = parameters_get(&query, TEXT("email"));
    ret_link->topic = parameters_get(&query, TEXT("topic"));
    ret_link->key = parameters_get(&query, TEXT("key"));
    return RC_OK;
}

static enum rc dead(struct call *call)
{
    struct render render;
    fault_clear(call->fault);
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    call->response->status = 404;
    struct gate_form_view view = {.title = phrase_letters_dead(r),
                                  .notice = {.tone = TONE_WARNING, .message = phrase_letters_dead_text(r)},
                                  .link = phrase_letters_own_page(r),
                                  .link_url = TEXT("/partner/letters")};
    return gate_form_answer(call, &render, &view, NULL, 0, NULL);
}

enum rc web_unsubscribe(struct call *call)
{
    struct render render;
    struct unsubscribe_link link;
    enum mail_topic topic;
    TRY(read(call, &link));
    enum rc rc = unsubscribe_check(&call->flow, &link, &topic);
    if (rc == RC_NOT_FOUND) {
        return dead(call);
    }
    TRY(rc);
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct gate_form_view view = {
        .title = phrase_letters_unsubscribe(r),
        .lead = phrase_letters_unsubscribe_text(
            r, (struct phrase_letters_unsubscribe_text){.email = link.email, .topic = letters_topic(r, topic)}),
        .action = text_format(call->arena, "/unsubscribe?%.*s", TEXT_PRINT(call->request->query)),
        .button = phrase_letters_unsubscribe_do(r)};
    return gate_form_answer(call, &render, &view, NULL, 0, NULL);
}

enum rc web_unsubscribe_send(struct call *call)
{
    struct render render;
    struct unsubscribe_link link;
    enum mail_topic topic;
    TRY(read(call, &link));
    enum rc rc = unsubscribe(&call->flow, &link, &topic);
    if (rc == RC_NOT_FOUND) {
        return dead(call);
    }
    TRY(rc);
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct gate_form_view view = {
        .title = phrase_letters_unsubscribed(r),
        .notice = {.tone = TONE_SUCCESS,
                   .message = phrase_letters_unsubscribed_text(
                       r, (struct phrase_letters_unsubscribed_text){.email = link.email,
                                                                    .topic = letters_topic(r, topic)})},
        .link = phrase_letters_own_page(r),
        .link_url = TEXT("/partner/letters")};
    return gate_form_answer(call, &render, &view, NULL, 0, NULL);
}
