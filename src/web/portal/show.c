// SPDX-License-Identifier: Apache-2.0
// Names and addresses.
#include "portal/show.h"

#include "document/document_words.h"
#include "format/encode.h"
#include "identity/identity.h"
#include "identity/public_id.h"
#include "partner/partner.h"
#include "phrase/phrases.h"
#include "program/program.h"

struct text show_url(const struct call *call, const char *path, const char *prefix, int64_t id)
{
    if (id == 0) {
        return TEXT_NONE;
    }
    struct text public = public_id_text(call->arena, call->keyring, prefix, id);
    return text_format(call->arena, "%s%.*s", path, TEXT_PRINT(public));
}

enum state show_conversion_state(struct text status)
{
    if (text_equal(status, TEXT("approved"))) {
        return STATE_APPROVED;
    }
    return text_equal(status, TEXT("rejected")) ? STATE_REJECTED : STATE_PENDING;
}

enum state show_commission_state(enum commission_status status)
{
    static const enum state states[COMMISSION_STATUS_COUNT] = {
        [COMMISSION_PENDING] = STATE_PENDING,     [COMMISSION_AVAILABLE] = STATE_AVAILABLE,
        [COMMISSION_IN_PAYOUT] = STATE_IN_PAYOUT, [COMMISSION_PAID] = STATE_PAID,
        [COMMISSION_REJECTED] = STATE_REJECTED,
    };
    return states[status];
}

struct text show_code(const struct render *render, const char *group, struct text code)
{
    return document_code(i18n_language_of(render->reader.i18n), group, code);
}

struct text show_country(const struct render *render, struct text code)
{
    bool is_known = !text_is_empty(code) && i18n_country_is_known(code);
    return is_known ? i18n_country(render->reader.i18n, render->arena, code) : TEXT("");
}

struct text show_device(const struct render *render, struct text device)
{
    static const struct {
        const char *name;
        enum phrase word;
    } words[] = {{"desktop", PHRASE_EXPLORE_DESKTOP},
                 {"mobile", PHRASE_EXPLORE_MOBILE},
                 {"tablet", PHRASE_EXPLORE_TABLET},
                 {"bot", PHRASE_EXPLORE_BOT}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal(device, text_of(words[i].name))) {
            return phrase_text(&render->reader, words[i].word);
        }
    }
    return phrase_explore_other(&render->reader);
}

enum rc show_partner_name(struct call *call, struct partner_id id, struct text *ret_name)
{
    *ret_name = TEXT("");
    if (id.v == 0) {
        return RC_OK;
    }
    struct partner partner;
    TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, id, &partner)));
    *ret_name = partner.name;
    return RC_OK;
}

enum rc show_program_name(struct call *call, struct program_id id, struct text *ret_name)
{
    struct program program;
    TRY(flow_stored(&call->flow, program_get(call->db, call->arena, id, &program)));
    *ret_name = program.name;
    return RC_OK;
}

enum state show_payout_state(struct text status)
{
    static const struct {
        const char *word;
        enum state state;
    } states[] = {
        {"draft", STATE_DRAFT},         {"approved", STATE_APPROVED}, {"paid", STATE_PAID},
        {"cancelled", STATE_CANCELLED}, {"taken", STATE_IN_PAYOUT},   {"failed", STATE_FAILED},
        {"open", STATE_OPEN},           {"declined", STATE_DECLINED}, {"left_out", STATE_LEFT_OUT},
        {"answered", STATE_ANSWERED},   {"decided", STATE_DECIDED},
    };
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (text_equal(status, text_of(states[i].word))) {
            return states[i].state;
        }
    }
    return STATE_PENDING;
}

struct text show_method(const struct render *render, struct text method)
{
    static const struct {
        const char *word;
        enum phrase phrase;
    } methods[] = {
        {"sepa", PHRASE_METHOD_SEPA},     {"ach", PHRASE_METHOD_ACH},   {"ru_bank", PHRASE_METHOD_RU_BANK},
        {"paypal", PHRASE_METHOD_PAYPAL}, {"wise", PHRASE_METHOD_WISE}, {"bank_transfer", PHRASE_METHOD_BANK_TRANSFER},
        {"other", PHRASE_METHOD_OTHER},
    };
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (text_equal(method, text_of(methods[i].word))) {
            return phrase_text(&render->reader, methods[i].phrase);
        }
    }
    return method;
}

enum rc show_actor(struct call *call, struct text actor, struct text *ret_name)
{
    *ret_name = actor;
    int64_t id = 0;
    size_t colon = text_find_char(actor, ':', 0);
    if (colon == SIZE_MAX || int64_parse(text_slice(actor, colon + 1, SIZE_MAX), 1, INT64_MAX, &id) != RC_OK) {
        return RC_OK;
    }
    struct text kind = text_slice(actor, 0, colon);
    if (text_equal(kind, TEXT("user"))) {
        struct identity_user user;
        enum rc rc = identity_user_get(call->db, call->arena, (struct user_id){id}, &user);
        if (rc == RC_OK) {
            *ret_name = user.email;
        }
        return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
    }
    if (text_equal(kind, TEXT("token"))) {
        struct identity_token token;
        enum rc rc = identity_token_get(call->db, call->arena, (struct token_id){id}, &token);
        if (rc == RC_OK) {
            *ret_name = token.name;
        }
        return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
    }
    return RC_OK;
}

struct text show_duty(const struct render *render, enum duty duty, bool is_whole)
{
    static const enum phrase words[DUTY_COUNT] = {
        [DUTY_OWNER] = PHRASE_DUTY_OWNER,
        [DUTY_MANAGER] = PHRASE_DUTY_MANAGER,
        [DUTY_ACCOUNTANT] = PHRASE_DUTY_ACCOUNTANT,
        [DUTY_SUPPORT] = PHRASE_DUTY_SUPPORT,
        [DUTY_ADVERTISER_ADMIN] = PHRASE_DUTY_ADMIN,
        [DUTY_ADVERTISER_MEMBER] = PHRASE_DUTY_MEMBER,
        [DUTY_PARTNER_OWNER] = PHRASE_DUTY_OWNER,
        [DUTY_PARTNER_MEMBER] = PHRASE_DUTY_MEMBER,
    };
    static const enum phrase roles[ROLE_COUNT] = {
        [ROLE_OPERATOR] = PHRASE_ACCOUNT_OPERATOR,
        [ROLE_ADVERTISER] = PHRASE_WORD_ADVERTISER,
        [ROLE_PARTNER] = PHRASE_WORD_PARTNER,
    };
    if (duty == DUTY_NONE) {
        return TEXT("");
    }
    const struct reader *r = &render->reader;
    struct text word = phrase_text(r, words[duty]);
    struct text role = phrase_text(r, roles[duty_role(duty)]);
    return is_whole ? phrase_duty_of(r, (struct phrase_duty_of){.role = role, .duty = word}) : word;
}
