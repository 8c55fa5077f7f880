// SPDX-License-Identifier: Apache-2.0
// POST /e and POST /e/visit: what the tag in a shop's page reports. The page's origin must be one that the program's
// offers lead to, so that no other site can report with its visitors' browsers; answers are shared with that origin.
#include "core/map.h"

#include "click/click_record.h"
#include "identity/public_id.h"
#include "link/destination.h"
#include "program/program.h"
#include "visitor/body.h"
#include "visitor/cookie.h"
#include "visitor/door.h"
#include "visitor/event_body.h"
#include "visitor/visitor.h"

#define OFFERS_MAX 500
#define ANSWER_BYTES 1024

static enum rc read_event(struct call *call, struct parameters *ret_parameters, struct text *ret_host)
{
    struct text origin = http_request_header(call->request, "Origin");
    *ret_host = event_origin_host(call->arena, origin);
    if (!text_is(*ret_host)) {
        return call_refuse(call, 403, "origin_missing", "Origin", "this is for the pages of shops: no Origin is given");
    }
    if (call->request->body.n > EVENT_BODY_MAX) {
        return call_refuse(call, 413, "body_too_large", "", "the body has more than 16,384 bytes");
    }
    return body_parameters(call, ret_parameters);
}

static enum rc unlisted(struct call *call)
{
    return call_refuse(call, 403, "origin_not_listed", "Origin",
                       "no offer of this program leads to this site: add its host to an offer");
}

// The callers that share a network are one: a tag that has gone wild, or somebody who tries order ids.
static enum rc take_turn(struct call *call)
{
    struct text network = click_address_prefix(call->arena, call->request->peer);
    int64_t wait_ms = 0;
    if (limit_take(&call->app->events, hash_bytes(network.p, network.n, 0), clock_monotonic_ns(), &wait_ms)) {
        return RC_OK;
    }
    call->retry_after_s = (wait_ms + 999) / 1000;
    return call_refuse(call, 429, "rate_limited", "", "too many reports come from this network: try again later");
}

static enum rc program_of(struct call *call, struct text public, struct program_id *ret_id)
{
    if (public_id_parse(call->keyring, PREFIX_PROGRAM, public, &ret_id->v) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "program_not_found", "program_id", "program_id names no program");
    }
    return RC_OK;
}

// ---- visits, on the event loop ----

static enum rc answer_visit(struct call *call, const struct click_answer *answer)
{
    struct buf buf = buf_new(call->arena, ANSWER_BYTES);
    struct json_writer w = json_writer_new(&buf);
    bool is_click = answer->outcome == CLICK_REDIRECTED;
    json_begin_object(&w);
    json_put_text(&w, "click_id", is_click ? click_id_text(call->arena, call->keyring, answer->click_id) : TEXT_NONE);
    json_put_text(&w, "outcome", click_outcome_text(answer->outcome));
    json_put_int64(&w, "keep_seconds", answer->cookie_ms / SECOND_MS);
    json_end_object(&w);
    call->response->is_durable_first = answer->click_id.v != 0;
    http_response_header(call->response, "Cache-Control", TEXT("no-store"));
    http_response_header(call->response, "X-Content-Type-Options", TEXT("nosniff"));
    if (answer->visitor.n > 0) {
        visitor_cookie_set(call, answer);
    }
    return call_print_json(call, buf_text(&buf));
}

enum rc visitor_event_visit(struct call *call)
{
    struct parameters parameters;
    struct event_visit read;
    struct click_visit visit = {.now = call->now};
    struct click_answer answer = {.outcome = CLICK_LINK_UNKNOWN};
    TRY(read_event(call, &parameters, &visit.page_host));
    TRY(event_visit_read(call->arena, &parameters, &read, call->fault));
    TRY(program_of(call, read.program, &visit.program_id));
    TRY(take_turn(call));
    if (call->app->recorder == NULL) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "this server serves no links");
    }
    visit.form = text_is(read.prefix) && read.parameters.count == 0 ? CLICK_FORM_PREFIX : CLICK_FORM_PARAMETERS;
    visit.prefix = read.prefix;
    visit.code = read.code;
    visit.parameters = &read.parameters;
    visit.visitor = read.is_unstored ? TEXT_NONE : http_request_cookie(call->request, VISITOR_COOKIE);
    visit.address = call->request->peer;
    visit.agent = http_request_header(call->request, "User-Agent");
    visit.country = TEXT(""); // the recorder's to find
    visit.is_unstored = read.is_unstored;
    enum rc rc = click_record(call->app->recorder, call->arena, &visit, &answer);
    if (rc == RC_NOT_FOUND && text_is(read.prefix) && visit.form == CLICK_FORM_PARAMETERS) {
        visit.form = CLICK_FORM_PREFIX;
        rc = click_record(call->app->recorder, call->arena, &visit, &answer);
    }
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        call->response->is_durable_first = true; // a spool that is broken for good is found out by the batch's sync
        return fault_set(call->fault, RC_BUSY, "not_durable", "", "the visit cannot be written to disk: try again");
    }
    if (answer.outcome == CLICK_DESTINATION_REFUSED) {
        return unlisted(call);
    }
    call->shared_with = http_request_header(call->request, "Origin");
    return answer_visit(call, &answer);
}

// ---- reports, on a worker ----

static bool leads_to(struct call *call, const struct offer *offer, struct text host)
{
    struct text own = TEXT_NONE;
    struct fault unused = {.rc = RC_OK};
    return (destination_check(call->arena, offer->destination_url, offer->parameters, &own, &unused) == RC_OK &&
            text_equal(own, host)) ||
           destination_host_is_listed(host, offer->hosts);
}

static enum rc check_origin(struct call *call, struct program_id id, struct text host)
{
    struct offer_filter filter = {.program_id = id, .before_id = INT64_MAX, .limit = OFFERS_MAX};
    struct offer *offers = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, offer_list(call->db, call->arena, &filter, &offers, &count)));
    for (size_t i = 0; i < count; i++) {
        if (leads_to(call, &offers[i], host)) {
            call->shared_with = http_request_header(call->request, "Origin");
            return RC_OK;
        }
    }
    return unlisted(call);
}

static enum rc accept(struct call *call, const struct tracking_event *event, struct event_body *body,
                      struct conversion_accepted *ret_accepted)
{
    if (body->kind == EVENT_ARRIVAL || body->kind == EVENT_CHECK) {
        door_note(call, event);
        *ret_accepted = (struct conversion_accepted){.status = TEXT("seen"), .is_attributed = true};
        return RC_OK;
    }
    if (!body->is_unstored) {
        body->claim.visitor = http_request_cookie(call->request, VISITOR_COOKIE);
    }
    call->flow.actor = text_format(call->arena, "tag:%lld", (long long)event->program_id.v);
    return door_accept(call, event, &body->claim, ret_accepted);
}

static enum rc answer(struct call *call, struct program_id program_id, const struct conversion_accepted *accepted)
{
    struct program_terms terms;
    struct program_question question = {.program_id = program_id, .at = call->now, .known_at = call->now};
    TRY(flow_stored(&call->flow, program_terms_in_force(call->db, call->arena, &question, &terms)));
    struct buf buf = buf_new(call->arena, ANSWER_BYTES);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "status",
                  accepted->is_duplicate     ? TEXT("duplicate")
                  : !accepted->is_attributed ? TEXT("unattributed")
                                             : accepted->status);
    if (accepted->conversion_id.v != 0) {
        json_put_text(&w, "conversion",
                      public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, accepted->conversion_id.v));
    }
    if (!accepted->is_attributed) {
        json_put_text(&w, "cause", accepted->cause);
    }
    json_put_int64(&w, "keep_seconds", terms.window_ms / SECOND_MS);
    json_end_object(&w);
    return call_print_json(call, buf_text(&buf));
}

static enum rc program_read(struct call *call, const struct event_body *body, struct program *ret_program)
{
    struct program_id id;
    TRY(program_of(call, body->program, &id));
    enum rc rc = program_get(call->db, call->arena, id, ret_program);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_INVALID, "program_not_found", "program_id", "program_id names no program");
    }
    return flow_stored(&call->flow, rc);
}

enum rc visitor_event(struct call *call)
{
    struct parameters parameters;
    struct text host;
    struct event_body body;
    struct program program;
    struct conversion_accepted accepted = {0};
    TRY(read_event(call, &parameters, &host));
    TRY(event_body_read(call->arena, &parameters, &body, call->fault));
    TRY(program_read(call, &body, &program));
    TRY(take_turn(call));
    struct text kind = body.kind == EVENT_ARRIVAL ? TEXT("arrival")
                       : body.kind == EVENT_CHECK ? TEXT("check")
                                                  : body.claim.goal;
    struct tracking_event event = door_event(call, "tag", kind, &parameters);
    event.advertiser_id = body.claim.advertiser_id = program.advertiser_id;
    event.program_id = body.claim.program_id = program.id;
    enum rc rc = check_origin(call, program.id, host);
    if (rc != RC_OK) {
        door_note(call, &event); // a host that is missing in the offer is what goes wrong most
        return rc;
    }
    TRY(accept(call, &event, &body, &accepted));
    return answer(call, program.id, &accepted);
}
