// SPDX-License-Identifier: Apache-2.0
// Answers that are files; see document.h.
#include "v1/document.h"

#include "validate.h"

enum rc document_format_of(struct call *call, struct text format, const char *words, enum document_format *ret_format)
{
    bool is_known = text_is_empty(format) || choice_has(words, format);
    if (!is_known || !document_format_parse(format, ret_format)) {
        struct text message = text_format(call->arena, "format must be one of %s", words);
        return call_refuse(call, 400, "format_unknown", "format", text_zero_terminated(call->arena, message));
    }
    return RC_OK;
}

enum rc document_language_of(struct call *call, struct text lang, enum i18n_language *ret_language)
{
    if (text_is_empty(lang)) {
        *ret_language = i18n_language_accept(http_request_header(call->request, "Accept-Language"));
        return RC_OK;
    }
    if (!i18n_language_parse(lang, ret_language)) {
        return call_refuse(call, 400, "language_unknown", "lang", "lang must be en, ru, fr or ja");
    }
    return RC_OK;
}

struct flow document_flow(struct call *call, struct arena *arena)
{
    struct flow flow = call->flow;
    flow.arena = arena;
    return flow;
}
