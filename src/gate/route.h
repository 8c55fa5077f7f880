// SPDX-License-Identifier: Apache-2.0
// Routes: one row says method, path, handler, capability, forgery rule, where it runs, and its typed query, body and
// answer. Tables are X-macro files (api/v1/*.def), one per area, so that the compiler reads them and grep finds them:
//
//     // method path  handler capability csrf flags query body answer summary
//     ROUTE(POST, "/api/v1/programs", program_create, PROGRAM_WRITE, NONE, ROUTE_CREATES, none, program_create,
//           program, "Makes a program.")
//
// A path's segments in braces are parameters: those named after a noun ({program}) are public ids and are parsed before
// the handler runs (a malformed one, or one of another noun, answers 404); others ({code}) are texts.
#pragma once

#include <stdint.h>

#include "capability.h"
#include "field.h"
#include "http/http.h"

struct call;

enum csrf {
    CSRF_NONE, // bearer token or public: nothing that a browser sends by itself
    CSRF_FORM, // a form of a portal: token in the form and same origin
};

enum {
    ROUTE_READS = 0,
    ROUTE_CREATES = 1,   // answers 201 and takes an Idempotency-Key
    ROUTE_LISTS = 2,     // the answer is a page: {"data": [answer, …], "next": …}; query has limit and cursor
    ROUTE_INLINE = 4,    // runs on the event loop: memory only, no database
    ROUTE_LOOSE = 8,     // the handler reads query and body itself: unknown parameters are its business
    ROUTE_KEYED = 16,    // takes an Idempotency-Key, answers 200
    ROUTE_LOOPBACK = 32, // open to anybody from a loopback address, also while the database is away (call->db is NULL)
    ROUTE_NO_WAIT = 64,  // no database is wanted, also on a worker
    ROUTE_NO_HEAD = 128, // GET has an effect here, so that HEAD is not answered by it
    ROUTE_PAGE = 256,    // answers with HTML, also when it refuses
    ROUTE_VIEWING = 512, // a form that is open to an operator who reads as a partner does: it changes nothing of his
};

#define ROUTE_PARAMETERS_MAX 2

struct route {
    enum http_method method;
    const char *pattern;
    enum rc (*handler)(struct call *call);
    enum capability capability;
    enum csrf csrf;
    unsigned flags;
    const struct schema *query;
    const struct schema *body;
    const struct schema *answer;
    const char *summary;
    const char *name; // of the handler: the operation's id in the OpenAPI document
    size_t body_max;  // 0: the server's default
};

// A row of a table. Each table says how the names of its handlers begin:
//     #define ROUTE(method, path, handler, ...) ROUTE_ROW(method, path, handler, api_##handler, __VA_ARGS__)
#define ROUTE_ROW(method_, path_, name_, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    {.method = HTTP_##method_,                                                                                   \
     .pattern = (path_),                                                                                         \
     .handler = (handler_),                                                                                      \
     .capability = CAP_##capability_,                                                                            \
     .csrf = CSRF_##csrf_,                                                                                       \
     .flags = (flags_),                                                                                          \
     .query = &schema_##query_,                                                                                  \
     .body = &schema_##body_,                                                                                    \
     .answer = &schema_##answer_,                                                                                \
     .summary = (summary_),                                                                                      \
     .name = #name_},

struct route_table {
    const struct route *routes;
    size_t count;
    const char *base; // common beginning of its paths, for the OpenAPI document: "/api/v1"
};

struct route_match {
    const struct route *route; // NULL: none
    struct text parameters[ROUTE_PARAMETERS_MAX];
    struct text allow; // when route is NULL and the path is known with other methods: "GET, POST"
};

// The route of a request; HEAD finds GET's. The path is raw. Parameters point into it. The arena is for `allow` only.
struct route_match route_find(const struct route_table *const *tables, size_t table_count, enum http_method method,
                              struct text path, struct arena *arena);
// The prefix of ids that a parameter of this name holds, or NULL when it is plain text: "program" → "prg".
const char *route_parameter_prefix(struct text name);
// The name of the n-th parameter of a pattern, TEXT_NONE past the last.
struct text route_parameter_name(const char *pattern, size_t n);
