// SPDX-License-Identifier: Apache-2.0
// GET and POST /postback, and the image pixel /p.gif: a report of a conversion from an advertiser's server or page. The
// answer is sent only after it is durable.

#include "advertiser/advertiser.h"
#include "commission/commission.h"
#include "conversion/conversion_accept.h"
#include "format/json.h"
#include "identity/public_id.h"
#include "identity/secret.h"
#include "shipping.h"
#include "visitor/postback_claim.h"
#include "visitor/visitor.h"

#define POSTBACK_PARAMETERS_MAX PARAMETERS_MAX

// JSON bodies are flat: texts and whole numbers; amounts as decimal texts.
static enum rc json_parameters(struct call *call, struct parameters *ret_parameters)
{
    const struct json *json = NULL;
    struct fault malformed = {0};
    if (json_parse(call->arena, call->request->body, &json, &malformed) != RC_OK || !json_is_object(json)) {
        return call_refuse(call, 400, "json_malformed", "",
                           fault_is_set(&malformed) ? malformed.message : "the body must be a JSON object");
    }
    struct parameter *list = arena_many(call->arena, struct parameter, POSTBACK_PARAMETERS_MAX);
    size_t count = 0;
    for (struct text name; text_is(name = json_member_name(json, count)); count++) {
        const struct json *value = json_member(json, text_zero_terminated(call->arena, name));
        int64_t number = 0;
        if (count == POSTBACK_PARAMETERS_MAX) {
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

static enum rc body_parameters(struct call *call, struct parameters *ret_parameters)
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

// Senders often have the token in the address they were given, and the rest in the body.
static enum rc read_parameters(struct call *call, struct parameters *ret_parameters)
{
    struct parameters query;
    struct parameters body;
    TRY(call_parse_parameters(call, call->request->query, &query));
    TRY(body_parameters(call, &body));
    size_t count = query.count + body.count;
    struct parameter *list = arena_many(call->arena, struct parameter, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = i < query.count ? query.list[i] : body.list[i - query.count];
    }
    *ret_parameters = (struct parameters){.list = list, .count = count};
    return RC_OK;
}

static enum rc find_advertiser(struct call *call, struct text token, struct advertiser *ret_advertiser)
{
    if (text_is_empty(token)) {
        return call_refuse(call, 401, "token_missing", "token", "the advertiser's postback token is needed");
    }
    struct text hash = secret_hash(call->arena, call->keyring, token);
    enum rc rc = advertiser_find_by_token(call->db, call->arena, hash, ret_advertiser);
    if (rc == RC_NOT_FOUND) {
        return call_refuse(call, 401, "token_unknown", "token", "the postback token is not known");
    }
    return flow_stored(&call->flow, rc);
}

// The status that the contract promises: the conversion's own, duplicate, or unattributed.
static enum rc answer(struct call *call, const struct conversion_accepted *accepted)
{
    struct commission *commissions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    commission_list_of(call->db, call->arena, accepted->conversion_id, &commissions, &count)));
    struct buf buf = buf_new(call->arena, 65536);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "conversion",
                  public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, accepted->conversion_id.v));
    json_put_text(&w, "status",
                  accepted->is_duplicate     ? TEXT("duplicate")
                  : !accepted->is_attributed ? TEXT("unattributed")
                                             : accepted->status);
    if (!accepted->is_attributed) {
        json_put_text(&w, "cause", accepted->cause);
    }
    json_name(&w, "commissions");
    json_begin_array(&w);
    for (size_t i = 0; i < count; i++) {
        json_add_text(&w, public_id_text(call->arena, call->keyring, PREFIX_COMMISSION, commissions[i].id.v));
    }
    json_end_array(&w);
    json_end_object(&w);
    return call_print_json(call, buf_text(&buf));
}

static enum rc accept(struct call *call, struct text visitor, struct text source, struct conversion_accepted *accepted)
{
    struct parameters parameters;
    struct conversion_claim claim;
    struct text token;
    struct text program;
    TRY(read_parameters(call, &parameters));
    TRY(postback_claim_read(call->arena, &parameters, &claim, &token, &program, call->fault));
    struct advertiser advertiser;
    TRY(find_advertiser(call, token, &advertiser));
    claim.advertiser_id = advertiser.id;
    claim.visitor = visitor;
    claim.source = source;
    if (!text_is_empty(program) &&
        public_id_parse(call->keyring, PREFIX_PROGRAM, program, &claim.program_id.v) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "program_not_found", "program_id",
                         "program_id names no program of this advertiser");
    }
    call->flow.actor = text_format(call->arena, "advertiser:%lld", (long long)advertiser.id.v);
    struct click_shipping shipping = call_shipping(call);
    return conversion_accept(&call->flow, &shipping, &claim, accepted);
}

enum rc visitor_postback(struct call *call)
{
    struct conversion_accepted accepted = {0};
    TRY(accept(call, TEXT_NONE, TEXT("postback"), &accepted));
    return answer(call, &accepted);
}

// A page cannot see what became of its pixel: the picture comes with the status that says it.
static const char pixel_bytes[] = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00"
                                  "\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02"
                                  "D\x01\x00;";

enum rc visitor_pixel(struct call *call)
{
    struct conversion_accepted accepted = {0};
    TRY(accept(call, http_request_cookie(call->request, "trb"), TEXT("tag"), &accepted));
    call->response->status = 200;
    call->response->body = (struct text){.p = pixel_bytes, .n = sizeof(pixel_bytes) - 1};
    http_response_header(call->response, "Content-Type", TEXT("image/gif"));
    http_response_header(call->response, "Cache-Control", TEXT("no-store"));
    call->is_rendered = true;
    return RC_OK;
}
