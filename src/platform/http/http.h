// SPDX-License-Identifier: Apache-2.0
// The HTTP/1.1 server: libuv event loop, llhttp parser, a pool of workers, and a loopback connection for tests. Only
// this folder knows libuv and llhttp. What a request may be is decided here by RFC 9110 and RFC 9112 and the limits
// below; who may do what is the gate's business.
//
// A request runs in one of two ways, chosen by `choose` before its body is read:
//   inline   on the event loop: memory only, microseconds, must not block. The answer leaves in the same loop round;
//            one that must be durable first leaves after `before_answers` (the spool's write and sync) has succeeded,
//            once for all of a round. On a slow disk the loop does not wait for that: it goes on with other requests,
//            and what they record is the next batch.
//   worker   on a worker thread, which may block on the database; the answer is posted back to the loop.
// Answers leave in the order of their requests on each connection, whichever way they ran. Requests that a client sent
// without waiting run beside each other when all are safe (GET, HEAD, OPTIONS); any other waits for those before it,
// and those after it wait for it (RFC 9112 §9.3.2).
//
// What never reaches a handler: requests that are malformed (400), too large (413, 414, 431), of another version (505),
// with an unknown transfer coding (501) or expectation (417), CONNECT (501), "OPTIONS *" (204 with Allow), and requests
// that find the queue full (503). Their answers are JSON: {"error":{"code":...,"message":...}}.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/fault.h"
#include "core/text.h"
#include "format/url.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_OTHER };
struct text http_method_text(enum http_method method);

struct http_header {
    struct text name; // as sent; compare with text_equal_ignore_case
    struct text value;
};

// Everything lives in `arena`, which ends when the answer has been written.
struct http_request {
    struct arena *arena;
    uint64_t id; // unique in the process; in log lines and the X-Request-Id header
    enum http_method method;
    struct text target; // as sent, origin form
    struct text path;   // raw (not decoded), begins with '/'
    struct text query;  // raw, without '?'; TEXT_NONE when absent
    struct text host;   // lower case, without port; "" for an HTTP/1.0 request without Host
    const struct http_header *headers;
    size_t header_count;
    struct text body; // whole; TEXT("") when there is none
    struct text peer; // address of the client: the socket's, or X-Forwarded-For's when it is a listed proxy
    bool is_tls;      // a listed proxy said X-Forwarded-Proto: https
    bool is_loopback; // the socket's own peer is a loopback address and no proxy header was present
    void *user;       // what `choose` left for the handler
};

// First header with this name (ASCII case ignored), or TEXT_NONE.
struct text http_request_header(const struct http_request *request, const char *name);
// First cookie with this exact name (RFC 6265 §4.2.1), or TEXT_NONE.
struct text http_request_cookie(const struct http_request *request, const char *name);
// Whether Accept-Encoding names this coding with a weight above zero (RFC 9110 §12.5.3). "*" is not taken for an offer:
// who sends it alone gets the plain bytes, which are always right.
bool http_request_accepts_coding(const struct http_request *request, struct text coding);

#define HTTP_RESPONSE_HEADERS_MAX 24

struct http_response {
    struct arena *arena; // the request's
    int status;
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    struct text body;      // in the arena or constant. Content-Length, Date and Connection are added by the server
    bool is_durable_first; // inline only: must not leave before the before_answers of its batch has succeeded
    bool is_closing;       // close the connection after this answer
    // An answer that does not end: after the head and the body, whatever http_server_publish is given under this topic
    // follows, until the client goes or the server stops. TEXT_NONE: an answer like any other. In the arena.
    struct text stream_topic;
};

// BUG when the value holds CR, LF or NUL: callers encode what comes from outside.
void http_response_header(struct http_response *response, const char *name, struct text value);

enum http_run { HTTP_RUN_INLINE, HTTP_RUN_WORKER };

struct http_server;

struct http_handlers {
    void *user;
    // On the loop, once the head is complete: where this request runs, and how large its body may be (0: the default).
    // May set request->user. Must not block.
    enum http_run (*choose)(void *user, struct http_request *request, size_t *ret_body_max);
    // Answers the request: on the loop for HTTP_RUN_INLINE (worker is -1), else on worker number `worker`.
    void (*handle)(void *user, int worker, struct http_request *request, struct http_response *response);
    // Loop: everything that was recorded so far becomes one batch. May be NULL.
    void (*seal_answers)(void *user);
    // The loop, while it has taken less than a millisecond of late, else a thread of its own (over a loopback
    // connection: the caller's), once per batch, after its seal and before the next: makes the batch durable; may
    // block. When it fails the batch's answers are replaced by `not_durable` (or 503 when NULL). When it is NULL
    // nothing has to be made durable.
    enum rc (*before_answers)(void *user);
    void (*not_durable)(void *user, struct http_request *request, struct http_response *response);
    // Called on each worker thread as it starts and ends (open and close its database connection). May be NULL.
    // When it returns anything but RC_OK the worker answers 503 and tries again before its next request.
    enum rc (*worker_start)(void *user, int worker);
    void (*worker_stop)(void *user, int worker);
};

struct http_options {
    const char *address;   // "127.0.0.1", "::1", "0.0.0.0"
    int port;              // 0 picks a free one: see http_server_port
    int workers;           // default 4
    size_t head_bytes_max; // request line and headers; default 16 KiB -> 431 (414 for the target alone: 8 KiB)
    size_t body_bytes_max; // default 1 MiB -> 413
    int head_timeout_ms;   // whole head after its first byte (and for a new connection): default 10,000 -> 408, closed
    int body_timeout_ms;   // without progress: default 15,000
    int idle_timeout_ms;   // keep-alive between requests: default 75,000
    int write_timeout_ms;  // a client that does not read: default 30,000 without progress (512 bytes)
    int connections_max;   // default 20,000; beyond it new connections get 503 and are closed
    int queue_max;         // requests waiting for a worker: default 1,024; beyond it 503 with Retry-After
    int streams_max;       // answers that do not end: default 1,000; beyond it 503
    int pipeline_max;      // unanswered requests on one connection before reading stops: default 64
    const char *const *proxies; // addresses whose X-Forwarded-For/-Proto are believed; NULL-terminated; may be NULL
};

// The defaults above.
struct http_options http_options_default(void);

// Listens. RC_INVALID for a bad address, RC_FAULT when the port is taken (both with a fault that says so).
enum rc http_server_new(const struct http_options *options, const struct http_handlers *handlers,
                        struct http_server **ret_server, struct fault *fault) MUST_USE;
int http_server_port(const struct http_server *server);
// Runs until http_server_stop; returns after every accepted request has been answered (at most grace_ms later).
enum rc http_server_run(struct http_server *server, int grace_ms) MUST_USE;
// From any thread or a signal handler: stop accepting, finish what was accepted, return from http_server_run.
void http_server_stop(struct http_server *server);
void http_server_free(struct http_server *server);
// Calls back on the loop thread every interval_ms while the server runs. Register before http_server_run.
void http_server_every(struct http_server *server, int interval_ms, void (*call)(void *user), void *user);

// From any thread, while the server exists: these bytes go to every stream of the topic, whole or not at all. A client
// that does not take them is not waited for: what it misses it has missed. Nothing happens when there is no stream.
void http_server_publish(struct http_server *server, struct text topic, struct text bytes);

struct http_counters {
    uint64_t connections_accepted, connections_open, requests, refused_malformed, refused_busy, timeouts;
    uint64_t streams_open;
};
struct http_counters http_server_counters(const struct http_server *server);

// A connection without a socket: bytes in, bytes out, through the same parser, limits, ordering and handlers; workers
// run on the calling thread, time-outs do not run. For tests.
struct http_loopback;
struct http_loopback *http_loopback_new(const struct http_options *options, const struct http_handlers *handlers);
// Feeds raw bytes; appends all answers that are complete to ret_answer. False once the connection has been closed.
bool http_loopback_send(struct http_loopback *loopback, struct text bytes, struct buf *ret_answer);
void http_loopback_free(struct http_loopback *loopback);
