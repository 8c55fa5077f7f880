// SPDX-License-Identifier: Apache-2.0
// Reading of reports' bodies.
#include "visitor/body.h"

#include "format/json.h"

// JSON bodies are flat: texts and whole numbers; amounts as decimal texts.
static enum rc json_parameters(struct call *call, struct parameters *ret_parameters)
{
    const struct json *json = NULL;
    struct fault malformed = {0};
    if (json_parse(call->arena, call->request->body, &json, &malformed) != RC_OK || !json_is_object(json)) {
        return call_refuse(call, 400, "json_malformed", "",
                           fault_is_set(&malformed) ? malformed.message : "the body must be a JSON object");
    }
    struct parameter *list = arena_many(call->arena, struct parameter, PARAMETERS_MAX);
    size_t count = 0;
    for (struct text name; text_is(name = json_member_name(json, count)); count++) {
        const struct json *value = json_member(json, text_zero_terminated(call->arena, name));
        int64_t number = 0;
        if (count == PARAMETERS_MAX) {
            return call_refuse(call, 400, "too_many_parameters", "", "the body has too many members");
        }
        list[count].name = name;
        if (json_is_text(value)) {
            list[count].value = json_text(value);
        } else if (json_int64(value, &number)) {
            list[count].value = text_format(call->arena, "%lld", (long long)number);
        } else if (json_is_null(value)) {
            list[count].value = TEXT("");
        } else {
            return fault_set(call->fault, RC_INVALID, "field_type", text_zero_terminated(call->arena, name),
                             "%.*s must be a text (amounts too: \"12.34\")", TEXT_PRINT(name));
        }
    }
    *ret_parameters = (struct parameters){.list = list, .count = count};
    return RC_OK;
}

enum rc body_parameters(struct call *call, struct parameters *ret_parameters)
{
    *ret_parameters = (struct parameters){0};
    if (call->request->method != HTTP_POST || call->request->body.n == 0) {
        return RC_OK;
    }
    struct text type = http_request_header(call->request, "Content-Type");
    struct text body = text_trim(call->request->body);
    bool is_json = text_starts_with(type, TEXT("application/json")) || (body.n > 0 && body.p[0] == '{');
    return is_json ? json_parameters(call, ret_parameters)
                   : call_parse_parameters(call, call->request->body, ret_parameters);
}
