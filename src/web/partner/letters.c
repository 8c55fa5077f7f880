// SPDX-License-Identifier: Apache-2.0
// The partner's letters.
#include "partner/letters.h"

#include "access.h"
#include "letters_html.h"
#include "mail/unsubscribe.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"

static const struct field query_fields[] = {
    FIELD_CHOICE(struct letters_query, done, "saved", 0, "What was just done."),
};
const struct schema schema_letters_query = SCHEMA("LettersQuery", struct letters_query, query_fields);

struct text letters_topic(const struct reader *r, enum mail_topic topic)
{
    static const enum phrase phrases[MAIL_TOPIC_COUNT] = {[MAIL_PAYOUT] = PHRASE_LETTERS_PAYOUT,
                                                          [MAIL_TERMS] = PHRASE_LETTERS_TERMS,
                                                          [MAIL_WEEK] = PHRASE_LETTERS_WEEK,
                                                          [MAIL_MONTH] = PHRASE_LETTERS_MONTH};
    return phrase_text(r, phrases[topic]);
}

static struct checkbox_view box(const struct reader *r, enum mail_topic topic, bool is_wanted)
{
    return (struct checkbox_view){
        .field = {.name = text_of(mail_topic_text(topic)), .label = letters_topic(r, topic), .is_optional = true},
        .value = TEXT("1"),
        .is_chosen = is_wanted};
}

static enum rc own_address(struct call *call, struct text *ret_email)
{
    struct partner partner;
    TRY(access_partner(call, access_own_partner(call), &partner));
    *ret_email = partner.email;
    return RC_OK;
}

enum rc web_letters(struct call *call)
{
    const struct letters_query *query = call->query;
    struct render render;
    struct text email;
    bool is_wanted[MAIL_TOPIC_COUNT];
    TRY(own_address(call, &email));
    TRY(flow_stored(&call->flow, mail_wanted(call->db, call->arena, email, is_wanted)));
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct letters_view view = {
        .frame = portal_frame(call, &render, PLACE_LETTERS),
        .payout = box(r, MAIL_PAYOUT, is_wanted[MAIL_PAYOUT]),
        .terms = box(r, MAIL_TERMS, is_wanted[MAIL_TERMS]),
        .week = box(r, MAIL_WEEK, is_wanted[MAIL_WEEK]),
        .month = box(r, MAIL_MONTH, is_wanted[MAIL_MONTH]),
        .may_write = capability_is_for(CAP_LETTERS_CHOOSE, call->actor.duty) && !text_is(call->actor.viewed),
        .done = text_is(query->done) ? phrase_letters_saved(r) : TEXT_NONE,
    };
    view.frame.title = phrase_letters_title(r);
    view.frame.lead = phrase_letters_lead(r, (struct phrase_letters_lead){.email = email});
    letters_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_letters_save(struct call *call)
{
    struct text email;
    bool is_wanted[MAIL_TOPIC_COUNT] = {false};
    TRY(own_address(call, &email));
    for (enum mail_topic i = MAIL_OBLIGATORY + 1; i < MAIL_TOPIC_COUNT; i++) {
        is_wanted[i] = text_is(parameters_get(&call->form, text_of(mail_topic_text(i))));
    }
    TRY(letters_choose(&call->flow, email, is_wanted));
    return page_redirect(call, TEXT("/partner/letters?done=saved"));
}
