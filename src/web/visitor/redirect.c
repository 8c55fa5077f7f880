// SPDX-License-Identifier: Apache-2.0
// GET /c/{code} and the link forms of programs: the visit is recorded and the visitor sent on, from memory alone. The
// answer leaves after the click is on disk.
#include <string.h>

#include "click/click_record.h"
#include "public/site.h"
#include "visitor/cookie.h"
#include "visitor/fallback_page.h"
#include "visitor/visitor.h"

static enum rc read_segment(struct call *call, size_t index, struct text *ret_segment)
{
    if (percent_decode(call->arena, call->texts[index], /* is_form= */ false, ret_segment) != RC_OK) {
        return call_refuse(call, 400, "path_malformed", "", "the path is malformed: percent-encoded UTF-8 is wanted");
    }
    return RC_OK;
}

// The value is letters and digits of our own making; the life is a number: nothing of the visitor's gets in.
void visitor_cookie_set(struct call *call, const struct click_answer *answer)
{
    struct buf cookie = buf_new(call->arena, 256);
    buf_add(&cookie, TEXT(VISITOR_COOKIE "="));
    buf_add(&cookie, answer->visitor);
    buf_add(&cookie, TEXT("; Path=/; Max-Age="));
    buf_add_int64(&cookie, answer->cookie_ms / SECOND_MS);
    buf_add(&cookie,
            call->request->is_tls ? TEXT("; HttpOnly; SameSite=Lax; Secure") : TEXT("; HttpOnly; SameSite=Lax"));
    http_response_header(call->response, "Set-Cookie", buf_text(&cookie));
}

// The built-in page, for links that lead nowhere and for who types the address of a tracking or partner's domain: it
// says nothing of whose domain it is (mission S3E-16).
static void answer_fallback(struct call *call)
{
    struct http_response *response = call->response;
    response->status = 404;
    struct text language;
    response->body = fallback_page(http_request_header(call->request, "Accept-Language"), &language);
    http_response_header(response, "Content-Type", TEXT("text/html; charset=utf-8"));
    http_response_header(response, "Content-Language", language);
    http_response_header(response, "Vary", TEXT("Accept-Language"));
    http_response_header(response, "Content-Security-Policy", TEXT(FALLBACK_PAGE_POLICY));
    http_response_header(response, "X-Content-Type-Options", TEXT("nosniff"));
    http_response_header(response, "Referrer-Policy", TEXT("no-referrer"));
}

static void answer_visit(struct call *call, const struct click_answer *answer)
{
    struct http_response *response = call->response;
    response->is_durable_first = answer->click_id.v != 0;
    http_response_header(response, "Cache-Control", TEXT("no-store"));
    if (answer->visitor.n > 0) {
        visitor_cookie_set(call, answer);
    }
    if (answer->location.n > 0) {
        response->status = 302;
        response->body = TEXT("");
        http_response_header(response, "Location", answer->location);
        // The shop may know which site its visitor came from, not which page.
        http_response_header(response, "Referrer-Policy", TEXT("strict-origin-when-cross-origin"));
        return;
    }
    answer_fallback(call);
}

static bool is_page_wanted(const struct http_request *request)
{
    return text_find(http_request_header(request, "Accept"), TEXT("text/html"), 0) != SIZE_MAX;
}

// No link form. At the root of the network's own address the directory of programs begins.
static enum rc answer_missing(struct call *call, const struct click_visit *visit)
{
    bool is_root = visit->form == CLICK_FORM_PARAMETERS;
    if (is_root && site_is_own_host(call)) {
        call->response->status = 302;
        call->response->body = TEXT("");
        http_response_header(call->response, "Location", TEXT("/programs"));
        return RC_OK;
    }
    if (is_root || is_page_wanted(call->request)) {
        answer_fallback(call);
        return RC_OK;
    }
    return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is nothing at this address");
}

static enum rc visit(struct call *call, struct click_visit *visit)
{
    struct http_request *request = call->request;
    struct click_answer answer;
    if (call->app->recorder == NULL) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "this server serves no links");
    }
    visit->now = call->now;
    visit->visitor = http_request_cookie(request, VISITOR_COOKIE);
    visit->address = request->peer;
    visit->agent = http_request_header(request, "User-Agent");
    visit->referrer = http_request_header(request, "Referer");
    visit->country = TEXT(""); // the recorder's to find
    visit->is_look_only = request->method == HTTP_HEAD;
    enum rc rc = click_record(call->app->recorder, call->arena, visit, &answer);
    if (rc == RC_NOT_FOUND) {
        return answer_missing(call, visit);
    }
    if (rc != RC_OK) {
        call->response->is_durable_first = true; // a spool that is broken for good is found out by the batch's sync
        return fault_set(call->fault, RC_BUSY, "not_durable", "", "the visit cannot be written to disk: try again");
    }
    answer_visit(call, &answer);
    return RC_OK;
}

enum rc visitor_click(struct call *call)
{
    struct parameters parameters;
    struct click_visit click = {.form = CLICK_FORM_CODE, .parameters = &parameters};
    TRY(call_parse_parameters(call, call->request->query, &parameters));
    TRY(read_segment(call, 0, &click.code));
    return visit(call, &click);
}

enum rc visitor_parameter_form(struct call *call)
{
    struct parameters parameters;
    struct click_visit click = {.form = CLICK_FORM_PARAMETERS, .parameters = &parameters};
    TRY(call_parse_parameters(call, call->request->query, &parameters));
    return visit(call, &click);
}

enum rc visitor_prefix_form(struct call *call)
{
    struct parameters parameters;
    struct click_visit click = {.form = CLICK_FORM_PREFIX, .parameters = &parameters};
    TRY(call_parse_parameters(call, call->request->query, &parameters));
    TRY(read_segment(call, 0, &click.prefix));
    TRY(read_segment(call, 1, &click.code));
    return visit(call, &click);
}
