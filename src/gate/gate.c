// SPDX-License-Identifier: Apache-2.0
// The order of the door: route, actor, capability, parameters, key, handler, answer.
#include "gate.h"

#include <stdio.h>

#include "answer_keep.h"
#include "db/db_relaxed.h"
#include "gzip/gzip.h"
#include "identity/public_id.h"
#include "identity/secret.h"
#include "sign_in.h"

#define KEY_BYTES_LONGEST 255
#define ERROR_BYTES_MAX 4096

void gate_error(struct http_response *response, int status, const struct fault *fault,
                const struct refusal_place *place)
{
    struct buf buf = buf_new(response->arena, ERROR_BYTES_MAX);
    struct json_writer writer = json_writer_new(&buf);
    json_begin_object(&writer);
    json_name(&writer, "error");
    json_begin_object(&writer);
    json_put_text(&writer, "code", text_of(fault->code));
    json_put_text(&writer, "message", text_of(fault->message));
    json_put_text(&writer, "field", fault->field[0] == '\0' ? TEXT_NONE : text_of(fault->field));
    if (place != NULL && place->line > 0) {
        json_put_int64(&writer, "line", place->line);
        json_put_int64(&writer, "column", place->column);
        json_put_text(&writer, "suggestion", place->suggestion);
        json_put_text(&writer, "reason", place->reason);
    }
    json_end_object(&writer);
    json_end_object(&writer);
    response->status = status;
    response->body = buf_text(&buf);
    http_response_header(response, "Content-Type", TEXT("application/json; charset=utf-8"));
    if (status == 503) {
        http_response_header(response, "Retry-After", TEXT("1"));
    }
    if (status == 401) {
        http_response_header(response, "WWW-Authenticate", TEXT("Bearer"));
    }
}

// ---- actor ----

static enum rc unauthenticated(struct call *call, const char *code, const char *message)
{
    return call_refuse(call, 401, code, "", message);
}

// An operator's own programs may be in a hurry; everybody else's are kept from taking the server for themselves.
static enum rc limit_check(struct call *call)
{
    int64_t wait_ms;
    if (call->actor.role == ROLE_OPERATOR ||
        limit_take(&call->app->limit, (uint64_t)call->actor.token_id.v, clock_monotonic_ns(), &wait_ms)) {
        return RC_OK;
    }
    call->retry_after_s = (wait_ms + 999) / 1000;
    return call_refuse(call, 429, "rate_limited", "", "this token asks too often: wait as Retry-After says");
}

static enum rc actor_of_token(struct call *call, struct text secret)
{
    struct identity_token token;
    struct text hash = secret_hash(call->arena, call->keyring, secret);
    enum rc rc = identity_token_find(call->db, call->arena, hash, &token);
    if (rc == RC_NOT_FOUND) {
        return unauthenticated(call, "token_unknown", "the bearer token is not known");
    }
    TRY(flow_stored(&call->flow, rc));
    if (!instant_is_none(token.revoked_at)) {
        return unauthenticated(call, "token_revoked", "the bearer token was revoked");
    }
    call->actor = (struct actor){
        .role = token.role,
        .duty = duty_whole(token.role),
        .owner_id = token.owner_id,
        .token_id = token.id,
        .name = text_format(call->arena, "token:%lld", (long long)token.id.v),
    };
    call->flow.actor = call->actor.name;
    return limit_check(call);
}

// RFC 6750 §2.1: the scheme in any letter case, one space. Without the header the actor is nobody.
static enum rc actor_find(struct call *call)
{
    struct text header = http_request_header(call->request, "Authorization");
    // Pages are for people, who have a session: a bearer token opens none.
    if (!text_is(header) || (call->route->flags & ROUTE_PAGE) != 0) {
        return RC_OK;
    }
    struct text rest = header;
    struct text scheme;
    text_split(&rest, ' ', &scheme);
    if (!text_equal_ignore_case(scheme, TEXT("Bearer")) || text_is_empty(rest)) {
        return unauthenticated(call, "token_malformed", "the Authorization header must be: Bearer TOKEN");
    }
    return actor_of_token(call, text_trim(rest));
}

// Public pages show who is signed in, when there is a database to ask.
static bool is_session_wanted(const struct call *call)
{
    return (call->route->flags & ROUTE_PAGE) != 0 && call->db != NULL;
}

// Who reads as a partner changes nothing, whatever the partner himself could.
static enum rc viewing_check(struct call *call)
{
    bool is_reading = call->route->method == HTTP_GET || (call->route->flags & ROUTE_VIEWING) != 0;
    if (is_reading || !text_is(call->actor.viewed)) {
        return RC_OK;
    }
    return fault_set(call->fault, RC_FORBIDDEN, "viewing", "", "nothing can be changed while you read as a partner");
}

static enum rc capability_check(struct call *call)
{
    const struct route *route = call->route;
    bool is_open = (route->flags & ROUTE_LOOPBACK) != 0 && call->request->is_loopback;
    if (route->capability == CAP_PUBLIC) {
        return is_session_wanted(call) ? session_actor(call) : RC_OK;
    }
    // A wrong token is refused also where none is needed: its owner wants to know.
    TRY(actor_find(call));
    if (call->actor.role == ROLE_NOBODY && (route->flags & ROUTE_PAGE) != 0) {
        TRY(session_actor(call));
    }
    if (is_open || capability_is_for(route->capability, call->actor.duty)) {
        return viewing_check(call);
    }
    if (call->actor.role == ROLE_NOBODY) {
        return unauthenticated(call, "token_missing", "this needs a bearer token in the Authorization header");
    }
    return fault_set(call->fault, RC_FORBIDDEN, "forbidden", "", "a %s %s may not do this", role_text(call->actor.role),
                     duty_text(call->actor.duty));
}

// ---- parameters ----

static enum rc path_read(struct call *call, const struct route_match *match)
{
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++) {
        struct text name = route_parameter_name(call->route->pattern, i);
        if (!text_is(name)) {
            break;
        }
        const char *prefix = route_parameter_prefix(name);
        call->texts[i] = match->parameters[i];
        if (prefix != NULL && public_id_parse(call->keyring, prefix, match->parameters[i], &call->ids[i]) != RC_OK) {
            return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such %.*s", TEXT_PRINT(name));
        }
    }
    return RC_OK;
}

static enum rc query_read(struct call *call)
{
    struct parameters parameters;
    TRY(call_parse_parameters(call, call->request->query, &parameters));
    struct field_source source = {.arena = call->arena, .keyring = call->keyring, .fault = call->fault};
    void *query = NULL;
    enum rc rc = schema_read_parameters(&source, call->route->query, &parameters, &query);
    if (rc != RC_OK) {
        call->refusal_status = 400;
    }
    call->query = query;
    return rc;
}

static bool schema_wants(const struct schema *schema)
{
    bool is_wanted = false;
    for (size_t i = 0; i < schema->count; i++) {
        is_wanted = is_wanted || (schema->fields[i].flags & FIELD_REQUIRED) != 0;
    }
    return is_wanted;
}

static enum rc body_read(struct call *call)
{
    if (call->route->body->count == 0) {
        return RC_OK;
    }
    struct fault malformed = {.rc = RC_OK};
    // Where nothing has to be said, an absent body says nothing.
    bool is_absent = call->request->body.n == 0 && !schema_wants(call->route->body);
    struct text body_text = is_absent ? TEXT("{}") : call->request->body;
    if (json_parse(call->arena, body_text, &call->json, &malformed) != RC_OK) {
        return call_refuse(call, 400, "json_malformed", "", malformed.message);
    }
    if (!json_is_object(call->json)) {
        return call_refuse(call, 400, "json_not_object", "", "the body must be a JSON object");
    }
    struct field_source source = {.arena = call->arena, .keyring = call->keyring, .fault = call->fault};
    void *body = NULL;
    TRY(schema_read_json(&source, call->route->body, call->json, &body));
    call->body = body;
    return RC_OK;
}

// ---- idempotency ----

static bool key_is_good(struct text key)
{
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] < '!' || key.p[i] > '~') {
            return false;
        }
    }
    return key.n > 0 && key.n <= KEY_BYTES_LONGEST;
}

static struct identity_answer answer_of(const struct call *call)
{
    return (struct identity_answer){
        .principal = call->actor.name,
        .key = call->key,
        .request_hash = call->key_hash,
        .status = call->response->status,
        .answer = call->response->body,
    };
}

static enum rc answer_before_commit(void *user, struct flow *flow)
{
    struct call *call = user;
    if (call->render != NULL) {
        if (call->is_rendered) { // for a transaction that was given up
            call->response->header_count = 0;
        }
        TRY(call->render(call, call->view));
    }
    if (!text_is(call->key) || !call->is_rendered) {
        return RC_OK;
    }
    struct identity_answer answer = answer_of(call);
    TRY(answer_keep_step(flow, &answer));
    call->is_key_stored = true;
    return RC_OK;
}

// Gives the first answer again. RC_NOT_FOUND when the key is new.
static enum rc key_replay(struct call *call)
{
    struct identity_answer first;
    TRY(answer_find(&call->flow, call->actor.name, call->key, &first));
    if (!text_equal(first.request_hash, call->key_hash)) {
        return fault_set(call->fault, RC_CONFLICT, "idempotency_conflict", "Idempotency-Key",
                         "this Idempotency-Key was used for another request");
    }
    call->response->status = (int)first.status;
    http_response_header(call->response, "Idempotent-Replayed", TEXT("true"));
    return call_print_json(call, first.answer);
}

// RC_OK with call->is_rendered when the request was answered before.
static enum rc key_check(struct call *call)
{
    struct text key = http_request_header(call->request, "Idempotency-Key");
    if ((call->route->flags & (ROUTE_CREATES | ROUTE_KEYED)) == 0 || !text_is(key) || call->actor.role == ROLE_NOBODY) {
        return RC_OK;
    }
    if (!key_is_good(key)) {
        return call_refuse(call, 400, "idempotency_key_malformed", "Idempotency-Key",
                           "Idempotency-Key must have 1 to 255 printable ASCII characters without spaces");
    }
    uint8_t content[DIGEST_BYTES];
    struct digest_stream *stream = digest_begin(call->arena);
    digest_add(stream, http_method_text(call->request->method));
    digest_add(stream, TEXT(" "));
    digest_add(stream, call->request->target);
    digest_add(stream, TEXT("\n"));
    digest_add(stream, call->request->body);
    digest_end(stream, content);
    // Keyed, because it is stored: a body may hold a password or an e-mail that a plain digest would let be guessed.
    char *hash = arena_bytes(call->arena, DIGEST_BYTES);
    keyed_hash(call->keyring, KEY_REQUEST, (struct text){.p = (const char *)content, .n = sizeof(content)}, hash,
               DIGEST_BYTES);
    call->key = key;
    call->key_hash = (struct text){.p = hash, .n = DIGEST_BYTES};
    enum rc rc = key_replay(call);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

// ---- handler and answer ----

static enum rc handler_run(struct call *call)
{
    call->response->status = (call->route->flags & ROUTE_CREATES) != 0 ? 201 : 200;
    enum rc rc = call->route->handler(call);
    if (rc != RC_OK) {
        return rc;
    }
    // A flow that had nothing to commit (the same report again) did not render.
    if (call->render != NULL && !call->is_rendered) {
        TRY(call->render(call, call->view));
    }
    // The handler's effect has an identity of its own, and no flow has kept the answer yet.
    if (text_is(call->key) && !call->is_key_stored && call->is_rendered && call->response->status < 300) {
        struct identity_answer answer = answer_of(call);
        TRY(answer_keep(&call->flow, &answer));
    }
    return RC_OK;
}

static enum rc catalog_follow(struct call *call)
{
    struct app *app = call->app;
    if (call->is_catalog_changed && app->catalog_refresh != NULL) {
        return app->catalog_refresh(app, call->worker);
    }
    return RC_OK;
}

// A flow with a key was refused. When another request with this key was first meanwhile, that is why (its order, its
// code is taken), and its answer is this one's too; when a commit's answer was lost, it shows here whether it happened.
static enum rc key_lost(struct call *call, enum rc rc)
{
    struct fault refusal = *call->fault;
    int status = call->refusal_status;
    if (db_is_in_transaction(call->db)) {
        db_rollback(call->db);
    }
    fault_clear(call->fault);
    call->refusal_status = 0;
    call->is_rendered = false;
    call->response->header_count = 0;
    enum rc replayed = key_replay(call);
    if (replayed == RC_OK || replayed == RC_CONFLICT) {
        return replayed;
    }
    *call->fault = refusal;
    call->refusal_status = status;
    return rc;
}

// Who asks from this machine and names no token is answered without the database too: the state of the server is asked
// for just then.
static enum rc database_open(struct call *call)
{
    if (call->worker == NULL || (call->route->flags & ROUTE_NO_WAIT) != 0) {
        return RC_OK;
    }
    enum rc rc = app_worker_db(call->app, call->worker, &call->db, call->fault);
    call->flow.db = call->db;
    bool is_needed = (call->route->flags & ROUTE_LOOPBACK) == 0 || !call->request->is_loopback ||
                     text_is(http_request_header(call->request, "Authorization"));
    if (rc != RC_OK && !is_needed) {
        fault_clear(call->fault);
        return RC_OK;
    }
    return rc;
}

static enum rc call_run(struct call *call, const struct route_match *match)
{
    bool is_loose = (call->route->flags & ROUTE_LOOSE) != 0;
    TRY(database_open(call));
    TRY(capability_check(call));
    if (call->route->csrf == CSRF_FORM) {
        TRY(session_form(call));
    }
    TRY(path_read(call, match));
    if (!is_loose) {
        TRY(query_read(call));
        TRY(body_read(call));
    }
    TRY(key_check(call));
    if (call->is_rendered) {
        return RC_OK;
    }
    enum rc rc = handler_run(call);
    if (rc != RC_OK && text_is(call->key)) {
        return key_lost(call, rc);
    }
    TRY(rc);
    // The change is on disk: servers that cannot follow it at once do so with their next look.
    DISCARD("memory is refreshed by the next look too", catalog_follow(call));
    return RC_OK;
}

static int refusal_status_of(const struct call *call, enum rc rc)
{
    return call->refusal_status != 0 ? call->refusal_status : rc_http_status(rc);
}

static void refuse(struct call *call, enum rc rc)
{
    if (!fault_is_set(call->fault)) {
        DISCARD("the result is known", fault_internal(call->fault, rc, "%s without a fault", rc_name(rc)));
    }
    int status = refusal_status_of(call, rc);
    call->response->header_count = 0;
    if ((call->route->flags & ROUTE_PAGE) != 0 && call->app->error_page != NULL) {
        call->app->error_page(call, status);
    }
    if (call->response->header_count == 0) { // no page was made
        gate_error(call->response, status, call->fault, &call->refusal_place);
    }
    if (call->retry_after_s > 0) {
        http_response_header(call->response, "Retry-After",
                             text_format(call->arena, "%lld", (long long)call->retry_after_s));
    }
}

// A connection that broke before a commit was sent: nothing was done, and the next try gets a new connection. The
// driver's words stay in the fault's detail, for the log.
static void note_lost_connection(struct call *call, enum rc rc)
{
    if (rc == RC_FAULT && call->db != NULL && db_is_broken(call->db) && call->refusal_status == 0) {
        call->refusal_status = rc_http_status(RC_BUSY);
        snprintf(call->fault->code, sizeof(call->fault->code), "database_unavailable");
    }
}

static void refuse_route(const struct route_match *match, struct http_response *response)
{
    struct fault fault = {.rc = RC_OK};
    if (text_is(match->allow)) {
        DISCARD("the answer follows",
                fault_set(&fault, RC_INVALID, "method_not_allowed", "", "this address does not take this method"));
        gate_error(response, 405, &fault, NULL);
        http_response_header(response, "Allow", match->allow);
        return;
    }
    DISCARD("the answer follows", fault_set(&fault, RC_NOT_FOUND, "not_found", "", "there is nothing at this address"));
    gate_error(response, 404, &fault, NULL);
}

static void header_default(struct http_response *response, const char *name, struct text value)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (text_equal(response->headers[i].name, text_of(name))) {
            return;
        }
    }
    http_response_header(response, name, value);
}

// OWASP's headers for an answer that is no page; pages (web/page) set their own policies.
static void add_safety_headers(const struct http_request *request, struct http_response *response)
{
    header_default(response, "X-Content-Type-Options", TEXT("nosniff"));
    header_default(response, "Referrer-Policy", TEXT("no-referrer"));
    header_default(response, "Content-Security-Policy", TEXT("default-src 'none'; frame-ancestors 'none'"));
    header_default(response, "Cache-Control", TEXT("no-store"));
    if (request->is_tls) {
        http_response_header(response, "Strict-Transport-Security", TEXT("max-age=31536000"));
    }
}

// The Fetch standard's CORS protocol for simple requests: the origin was looked at by the handler.
static void add_sharing_headers(const struct call *call)
{
    if (!text_is(call->shared_with)) {
        return;
    }
    http_response_header(call->response, "Access-Control-Allow-Origin", call->shared_with);
    http_response_header(call->response, "Access-Control-Allow-Credentials", TEXT("true"));
    http_response_header(call->response, "Cross-Origin-Resource-Policy", TEXT("cross-origin"));
    http_response_header(call->response, "Vary", TEXT("Origin"));
}

// Pages go compressed to who takes it. The length of a compressed page could tell what stands in it to somebody who
// makes the reader's browser ask for addresses of his choice and watches the wire (BREACH). Against that: the forms'
// token is masked anew in every answer (session_form_token), session cookies are SameSite=Lax, and what another site
// made the browser ask for is answered to a person who signed in without compression. Answers that are no pages (the
// API's, which may show a token) are never compressed.
static void pack_page(const struct call *call, struct http_response *response)
{
    bool is_page = false;
    for (size_t i = 0; i < response->header_count; i++) {
        is_page = is_page || (text_equal(response->headers[i].name, TEXT("Content-Type")) &&
                              text_starts_with(response->headers[i].value, TEXT("text/html")));
    }
    if (!is_page) {
        return;
    }
    http_response_header(response, "Vary", TEXT("Accept-Encoding"));
    struct text site = http_request_header(call->request, "Sec-Fetch-Site");
    bool is_made_by_others = text_equal(site, TEXT("cross-site")) || text_equal(site, TEXT("same-site"));
    if ((is_made_by_others && call->actor.role != ROLE_NOBODY) ||
        !http_request_accepts_coding(call->request, TEXT("gzip"))) {
        return;
    }
    struct text packed = gzip_packed(call->arena, response->body);
    if (text_is(packed)) {
        response->body = packed;
        http_response_header(response, "Content-Encoding", TEXT("gzip"));
    }
}

static struct call call_new(struct app *app, struct worker *worker, struct http_request *request,
                            struct http_response *response, struct fault *fault)
{
    return (struct call){
        .app = app,
        .worker = worker,
        .arena = request->arena,
        .keyring = app->keyring,
        .now = clock_now(app->clock),
        .request = request,
        .response = response,
        .actor = {.role = ROLE_NOBODY, .name = TEXT("nobody"), .form_secret = TEXT_NONE},
        .fault = fault,
        .key = TEXT_NONE,
        .shared_with = TEXT_NONE,
        .flow = {.arena = request->arena,
                 .keyring = app->keyring,
                 .actor = TEXT("nobody"),
                 .fault = fault,
                 .conversions = app->conversions,
                 .shared = app->shared,
                 .lanes = app->lanes,
                 .keep = app->keep,
                 .plans = app->plans},
    };
}

// An address that nobody has, asked for by a browser: a page says so, with the network's name when there is one.
static void refuse_as_page(struct app *app, struct worker *worker, struct http_request *request,
                           struct http_response *response)
{
    struct fault fault = {.rc = RC_OK};
    struct fault ignored = {.rc = RC_OK};
    struct call call = call_new(app, worker, request, response, &fault);
    DISCARD("the page does without", app_worker_db(app, worker, &call.db, &ignored));
    DISCARD("the answer follows", fault_set(&fault, RC_NOT_FOUND, "not_found", "", "there is nothing at this address"));
    app->error_page(&call, 404);
    pack_page(&call, response);
}

void gate_handle(struct app *app, struct worker *worker, struct http_request *request, struct http_response *response,
                 const struct route_match *match)
{
    if (match->route == NULL) {
        if (worker != NULL && app->error_page != NULL && !text_is(match->allow)) {
            refuse_as_page(app, worker, request, response);
        } else {
            refuse_route(match, response);
        }
        add_safety_headers(request, response);
        return;
    }
    struct fault fault = {.rc = RC_OK};
    struct call call = call_new(app, worker, request, response, &fault);
    call.route = match->route;
    call.flow.now = call.now;
    call.flow.before_commit = answer_before_commit;
    call.flow.before_commit_user = &call;
    enum rc rc = call_run(&call, match);
    if (call.db != NULL && db_is_in_transaction(call.db)) {
        db_rollback(call.db);
    }
    if (rc == RC_OK && call.db != NULL) { // what it has read may have been written a moment ago
        rc = flow_stored(&call.flow, db_settle(call.db));
    }
    if (rc != RC_OK) {
        note_lost_connection(&call, rc);
        refuse(&call, rc);
    }
    add_sharing_headers(&call);
    if ((match->route->flags & ROUTE_PAGE) != 0) {
        pack_page(&call, response);
    }
    // The visitor side answers 10⁵ times a second and sets what it needs itself.
    if ((match->route->flags & ROUTE_INLINE) == 0 || rc != RC_OK) {
        add_safety_headers(request, response);
    }
    app_log_fault(request, &fault);
}
