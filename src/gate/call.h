// SPDX-License-Identifier: Apache-2.0
// One request on its way through the gate: what a handler is given, and how it answers. A handler returns RC_OK after
// saying what to answer, or another result with call->fault filled, from which the gate makes the error answer.
#pragma once

#include "app.h"
#include "flow.h"
#include "identity/session.h"

// Who asks. Never a bare id: what may be reached depends on all of it.
struct actor {
    enum role role;           // ROLE_NOBODY without a token
    enum duty duty;           // of the role; a token has the whole
    int64_t owner_id;         // the advertiser or partner; 0 for an operator
    struct token_id token_id; // 0 without
    struct text name;         // "token:3", "user:7", "nobody"
    // Who signed in at a browser (pages only; NULL without), and what the forms of that session must prove to know,
    // which is never printed as it is (session_form_token in sign_in.h). TEXT_NONE without.
    const struct identity_session_person *person;
    struct text form_secret;
    // An operator reads as this partner does (session_view): role, duty and owner are the partner's, the person is the
    // operator, and nothing can be changed. TEXT_NONE: nobody is viewed.
    struct text viewed;
};

// Where in a plan something is malformed: goes into the error object beside code and message.
struct refusal_place {
    int line;               // from 1
    int column;             // from 1
    struct text suggestion; // TEXT_NONE: none
    struct text reason;     // a stable code of what is wrong: "expected"
};

struct call {
    struct app *app;
    struct worker *worker; // NULL inline
    struct db *db;         // NULL inline, on ROUTE_NO_WAIT, and on ROUTE_LOOPBACK when it is away
    struct arena *arena;   // the request's
    const struct keyring *keyring;
    struct instant now; // read once
    struct http_request *request;
    struct http_response *response;
    const struct route *route;
    struct actor actor;
    struct fault *fault;
    struct flow flow;                        // ready for use
    int64_t ids[ROUTE_PARAMETERS_MAX];       // path parameters that are ids
    struct text texts[ROUTE_PARAMETERS_MAX]; // the others
    const void *query;                       // the structure that route->query describes
    const void *body;                        // the structure that route->body describes
    const struct json *json;                 // the body as parsed
    struct parameters form;                  // CSRF_FORM: the body as parsed

    // How to answer: see below.
    enum rc (*render)(struct call *call, const void *view);
    const void *view;
    bool is_rendered;
    bool is_catalog_changed; // refresh the servers' memory after the commit
    int refusal_status;      // instead of the one that follows from the result
    int64_t retry_after_s;   // 0: does not say
    struct text shared_with; // origin whose scripts may read the answer (CORS), refusals too; TEXT_NONE: none
    struct refusal_place refusal_place; // where in a text that the request held; line 0: nowhere
    // The caller's Idempotency-Key, TEXT_NONE without; its answer is kept in the flow's transaction.
    struct text key;
    struct text key_hash;
    bool is_key_stored;
};

// For handlers that run one flow: says how the flow's result is shown. render is called inside the flow's transaction,
// right before its commit, so that the answer can be kept with its effect; view may be a variable of the handler that
// the flow fills. Call it before the flow, and return what the flow returned.
void call_answer_by(struct call *call, enum rc (*render)(struct call *call, const void *view), void *view);
// Prints a structure as the answer now.
enum rc call_print(struct call *call, const struct schema *schema, const void *structure) MUST_USE;
// Answers with a file to save. The bytes are copied; the name is ASCII without quotes.
enum rc call_answer_file(struct call *call, struct text media_type, struct text name, struct text bytes) MUST_USE;
// Answers with this JSON text now.
enum rc call_print_json(struct call *call, struct text json) MUST_USE;
// Answers with a page: items are structures described by the route's answer; when there are more than `limit` of them
// the last is dropped and `next` is the cursor of the one before it, from its id at id_offset.
struct call_page {
    const void *items;
    size_t count;
    int64_t limit;
    size_t id_offset;
};
enum rc call_print_page(struct call *call, const struct call_page *page) MUST_USE;

// The query of a list: put these two first in its structure and fields.
#define CALL_LIMIT_MAX 500
#define CALL_LIMIT_DEFAULT 100
#define CALL_PAGE_MEMBERS   \
    struct opt_int64 limit; \
    struct text cursor
#define CALL_PAGE_FIELDS(type)                                                             \
    FIELD_INT64(type, limit, 1, CALL_LIMIT_MAX, 0, "How many at most; 100 unless given."), \
        FIELD_TEXT(type, cursor, 1, 64, 0, "The `next` of the page before.")
// From those: the length of the page (ask storage for one more, so that it is known whether there is
// a next one) and the id to go on from. 400 cursor_malformed.
enum rc call_page_start(struct call *call, struct opt_int64 limit, struct text cursor, int64_t *ret_limit,
                        int64_t *ret_before_id) MUST_USE;

// The cursor of a row, as the next page's `cursor`.
struct text call_cursor(const struct call *call, int64_t id);

// Percent-encoded parameters of a query or a form; none when `encoded` is absent. 400 query_malformed or
// too_many_parameters.
enum rc call_parse_parameters(struct call *call, struct text encoded, struct parameters *ret_parameters) MUST_USE;
// A refusal with a status of its own, such as 400: return call_refuse(…).
enum rc call_refuse(struct call *call, int status, const char *code, const char *field, const char *message) MUST_USE;
// "https://go.example/c/CODE"
struct text call_link_url(const struct call *call, struct text code);
