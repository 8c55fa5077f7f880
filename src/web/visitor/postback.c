// SPDX-License-Identifier: Apache-2.0
// GET and POST /postback, and the image pixel /p.gif: a report of a conversion from an advertiser's server or page. The
// answer is sent only after it is durable.

#include "advertiser/advertiser.h"
#include "identity/public_id.h"
#include "identity/secret.h"
#include "visitor/answer.h"
#include "visitor/body.h"
#include "visitor/cookie.h"
#include "visitor/door.h"
#include "visitor/postback_claim.h"
#include "visitor/visitor.h"

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
    TRY(flow_know(&call->flow));
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
    struct conversion_answer told = {.conversion_id = accepted->conversion_id,
                                     .status = accepted->is_duplicate     ? TEXT("duplicate")
                                               : !accepted->is_attributed ? TEXT("unattributed")
                                                                          : accepted->status,
                                     .cause = accepted->is_attributed ? TEXT_NONE : accepted->cause,
                                     .commissions = accepted->commissions,
                                     .commission_count = accepted->commission_count,
                                     .is_booked = accepted->is_booked};
    return answer_conversion(call, &told);
}

struct door {
    const char *name;
    struct text source;  // of the claim
    struct text visitor; // the cookie's value, TEXT_NONE where it is no evidence
    struct conversion_accepted accepted;
};

static enum rc accept_from(struct call *call, struct door *door, const struct parameters *parameters,
                           struct conversion_claim *claim, struct text program)
{
    struct tracking_event event = door_event(call, door->name, claim->goal, parameters);
    event.advertiser_id = claim->advertiser_id;
    claim->visitor = door->visitor;
    claim->source = door->source;
    if (!text_is_empty(program) &&
        public_id_parse(call->keyring, PREFIX_PROGRAM, program, &claim->program_id.v) != RC_OK) {
        DISCARD("refused below", fault_set(call->fault, RC_INVALID, "program_not_found", "program_id",
                                           "program_id names no program of this advertiser"));
        door_note(call, &event);
        return RC_INVALID;
    }
    event.program_id = claim->program_id;
    call->flow.actor = text_format(call->arena, "advertiser:%lld", (long long)claim->advertiser_id.v);
    return door_accept(call, &event, claim, &door->accepted);
}

static enum rc accept(struct call *call, struct door *door)
{
    struct parameters parameters;
    struct conversion_claim claim;
    struct text token;
    struct text program;
    TRY(read_parameters(call, &parameters));
    TRY(postback_claim_read(call->arena, &parameters, &claim, &token, &program, call->fault));
    if (!text_is(token)) {
        token = http_request_header(call->request, "API-KEY"); // as Alanbase's senders have it
    }
    struct advertiser advertiser;
    TRY(find_advertiser(call, token, &advertiser));
    claim.advertiser_id = advertiser.id;
    return accept_from(call, door, &parameters, &claim, program);
}

enum rc visitor_postback(struct call *call)
{
    struct door door = {.name = "postback", .source = TEXT("postback"), .visitor = TEXT_NONE};
    TRY(accept(call, &door));
    return answer(call, &door.accepted);
}

// A page cannot see what became of its pixel: the picture comes with the status that says it.
static const char pixel_bytes[] = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00"
                                  "\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02"
                                  "D\x01\x00;";

enum rc visitor_pixel(struct call *call)
{
    struct door door = {
        .name = "pixel", .source = TEXT("tag"), .visitor = http_request_cookie(call->request, VISITOR_COOKIE)};
    TRY(accept(call, &door));
    call->response->status = 200;
    call->response->body = (struct text){.p = pixel_bytes, .n = sizeof(pixel_bytes) - 1};
    http_response_header(call->response, "Content-Type", TEXT("image/gif"));
    http_response_header(call->response, "Cache-Control", TEXT("no-store"));
    call->is_rendered = true;
    return RC_OK;
}
