// SPDX-License-Identifier: Apache-2.0
// Names and addresses.
#include "portal/show.h"

#include "document/document_words.h"
#include "identity/public_id.h"
#include "partner/partner.h"
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
