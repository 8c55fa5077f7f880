// SPDX-License-Identifier: Apache-2.0
// The cookie, forms, and the guard of passwords.
#include "sign_in.h"

#include "click/click.h"
#include "core/map.h"
#include "format/encode.h"
#include "format/multipart.h"
#include "partner/partner.h"

#define COOKIE_SECONDS "2592000" // SESSION_LONGEST_MS
#define FORM_SECRET_BYTES 24
#define FORM_TOKEN_BYTES ((size_t)2 * FORM_SECRET_BYTES) // a random mask, and the secret under it
#define SIGN_INS_AT_ONCE 2 // one hashes, one waits; the other workers go on with their work

static const char *cookie_name(const struct call *call)
{
    return call->request->is_tls ? "__Host-session" : "session";
}

struct text session_cookie(const struct call *call)
{
    struct text token = http_request_cookie(call->request, cookie_name(call));
    return text_is_empty(token) ? TEXT_NONE : token;
}

void session_cookie_set(struct call *call, struct text token)
{
    struct text value = text_is(token) ? token : TEXT("");
    http_response_header(call->response, "Set-Cookie",
                         text_format(call->arena, "%s=%.*s; Path=/; Max-Age=%s; SameSite=Lax; HttpOnly%s",
                                     cookie_name(call), TEXT_PRINT(value), text_is(token) ? COOKIE_SECONDS : "0",
                                     call->request->is_tls ? "; Secure" : ""));
}

struct text session_address_prefix(const struct call *call)
{
    return click_address_prefix(call->arena, call->request->peer);
}

// Derived from the session's token, so that it needs no place of its own and ends with it.
static struct text form_secret(const struct call *call, struct text token)
{
    char *hash = arena_bytes(call->arena, FORM_SECRET_BYTES);
    keyed_hash(call->keyring, KEY_FORM, token, hash, FORM_SECRET_BYTES);
    return (struct text){.p = hash, .n = FORM_SECRET_BYTES};
}

struct text session_form_token(const struct call *call)
{
    struct text secret = call->actor.form_secret;
    if (!text_is(secret)) {
        return TEXT_NONE;
    }
    uint8_t masked[FORM_TOKEN_BYTES];
    random_bytes(masked, FORM_SECRET_BYTES);
    for (size_t i = 0; i < FORM_SECRET_BYTES; i++) {
        masked[FORM_SECRET_BYTES + i] = (uint8_t)(masked[i] ^ (uint8_t)secret.p[i]);
    }
    char *token = arena_bytes(call->arena, BASE32_LENGTH(FORM_TOKEN_BYTES));
    base32_encode(masked, sizeof(masked), token);
    return (struct text){.p = token, .n = BASE32_LENGTH(FORM_TOKEN_BYTES)};
}

static bool form_token_is_right(const struct call *call, struct text given)
{
    uint8_t masked[FORM_TOKEN_BYTES];
    if (!text_is(given) || base32_decode(given, masked, sizeof(masked)) != RC_OK) {
        return false;
    }
    for (size_t i = 0; i < FORM_SECRET_BYTES; i++) {
        masked[i] ^= masked[FORM_SECRET_BYTES + i];
    }
    return bytes_equal_secret(masked, call->actor.form_secret.p, FORM_SECRET_BYTES);
}

// The operator may have lost the right meanwhile, and then reads as himself.
static enum rc view_as(struct call *call, struct partner_id partner_id)
{
    struct partner partner;
    if (!capability_is_for(CAP_PARTNER_VIEW, call->actor.duty)) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, partner_id, &partner)));
    call->actor.role = ROLE_PARTNER;
    call->actor.duty = duty_whole(ROLE_PARTNER);
    call->actor.owner_id = partner_id.v;
    call->actor.viewed = partner.name;
    return RC_OK;
}

enum rc session_actor(struct call *call)
{
    struct text token = session_cookie(call);
    if (!text_is(token)) {
        return RC_OK;
    }
    struct identity_session_person *person = arena_one(call->arena, struct identity_session_person);
    enum rc rc = session_resume(&call->flow, token, session_address_prefix(call), person);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(rc);
    call->actor = (struct actor){
        .role = person->user.role,
        .duty = person->user.duty,
        .owner_id = person->user.owner_id,
        .name = text_format(call->arena, "user:%lld", (long long)person->user.id.v),
        .person = person,
        .form_secret = form_secret(call, token),
    };
    call->flow.actor = call->actor.name;
    return person->session.viewed_partner_id.v == 0 ? RC_OK : view_as(call, person->session.viewed_partner_id);
}

bool session_is_same_origin(const struct http_request *request)
{
    struct text site = http_request_header(request, "Sec-Fetch-Site");
    if (text_is(site)) {
        return text_equal(site, TEXT("same-origin")) || text_equal(site, TEXT("none"));
    }
    struct text origin = http_request_header(request, "Origin");
    struct text host = http_request_header(request, "Host");
    size_t slashes = text_find(origin, TEXT("//"), 0);
    return text_is(origin) && text_is(host) && slashes != SIZE_MAX &&
           text_equal_ignore_case(text_slice(origin, slashes + 2, SIZE_MAX), host);
}

static enum rc read_form(struct call *call)
{
    struct text type = http_request_header(call->request, "Content-Type");
    if (!multipart_is(type)) {
        return call_parse_parameters(call, call->request->body, &call->form);
    }
    enum rc rc = multipart_parse(call->arena, type, call->request->body, &call->form);
    if (rc != RC_OK) {
        return call_refuse(call, 400, rc == RC_REFUSED ? "too_many_parameters" : "query_malformed", "",
                           "the form is malformed: multipart/form-data with UTF-8 fields is wanted");
    }
    return RC_OK;
}

enum rc session_form(struct call *call)
{
    if (!session_is_same_origin(call->request)) {
        return fault_set(call->fault, RC_FORBIDDEN, "forbidden", "", "this form was sent from another site");
    }
    TRY(read_form(call));
    if (call->actor.person == NULL) {
        return RC_OK;
    }
    if (!form_token_is_right(call, parameters_get(&call->form, TEXT("csrf")))) {
        return fault_set(call->fault, RC_FORBIDDEN, "form_expired", "", "the form is of another session");
    }
    return RC_OK;
}

// ---- the guard ----

static uint64_t guard_key(struct call *call, struct text email)
{
    struct text prefix = session_address_prefix(call);
    struct text lower = text_lower(call->arena, email);
    struct text key = text_format(call->arena, "%.*s %.*s", TEXT_PRINT(prefix), TEXT_PRINT(lower));
    return (uint64_t)keyed_hash_int64(call->keyring, KEY_FORM, key);
}

static enum rc guard_check(struct call *call, struct text email)
{
    int64_t wait_ms = 0;
    if (limit_has_room(&call->app->sign_in.limit, guard_key(call, email), clock_monotonic_ns(), &wait_ms)) {
        return RC_OK;
    }
    call->retry_after_s = (wait_ms + 999) / 1000;
    return call_refuse(call, 429, "sign_in_slowed", "", "too many wrong passwords: wait as Retry-After says");
}

enum rc session_guard_enter(struct call *call, struct text email)
{
    struct sign_in_guard *guard = &call->app->sign_in;
    if (atomic_fetch_add(&guard->waiting, 1) >= SIGN_INS_AT_ONCE) {
        atomic_fetch_sub(&guard->waiting, 1);
        call->retry_after_s = 1;
        return fault_set(call->fault, RC_BUSY, "sign_in_busy", "", "too many people sign in at this moment: try again");
    }
    lock_take(&guard->lock);
    enum rc rc = guard_check(call, email);
    if (rc != RC_OK) {
        lock_give(&guard->lock);
        atomic_fetch_sub(&guard->waiting, 1);
    }
    return rc;
}

void session_guard_leave(struct call *call, struct text email, bool is_failed)
{
    struct sign_in_guard *guard = &call->app->sign_in;
    int64_t unused = 0;
    if (is_failed) {
        limit_take(&guard->limit, guard_key(call, email), clock_monotonic_ns(), &unused);
    }
    lock_give(&guard->lock);
    atomic_fetch_sub(&guard->waiting, 1);
}
