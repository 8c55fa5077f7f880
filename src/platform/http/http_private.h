// SPDX-License-Identifier: Apache-2.0
// What the files of this folder share. One connection is the same code whether its bytes come from a socket
// (http_sockets.c) or from a buffer (http_loopback.c): the owner feeds bytes in, collects answers, and is told through
// two hooks when a request wants a worker and when there is something to write. Everything but http_workers.c runs on
// one thread.
#pragma once

#include <stdatomic.h>

#include "format/address.h"
#include "http/http.h"
#include "http/http_framing.h"

#define HTTP_TARGET_BYTES_MAX ((size_t)8 << 10)
#define HTTP_METHOD_BYTES_MAX ((size_t)64)
#define HTTP_HEADERS_MAX ((size_t)100)
#define HTTP_OUTPUT_BYTES_MAX ((size_t)256 << 10) // unwritten answers of a connection beyond which it reads no more
#define HTTP_BEGIN_BYTES_MAX ((size_t)160)        // status line, Date and the name of X-Request-Id
#define HTTP_SPARE_MAX 512                        // exchanges kept for use again
#define HTTP_SMALL_BODY_BYTES ((size_t)2 << 10)   // bodies up to this are copied behind their head: one piece to write

// An answer this layer gives by itself.
struct http_refusal {
    int status;
    const char *code;
    const char *message;
};

// ---- http_head.c: the strict reading of a request's head ----

struct http_head {
    struct text method;
    struct text target;
    int version_minor;
    struct http_header *headers;
    size_t header_count;
    struct text host; // the Host header, as sent; TEXT_NONE when absent
    uint64_t content_length;
    bool has_content_length;
    bool is_chunked;
    bool is_expecting_continue;
    bool has_proxy_header;
    bool has_connection; // Connection, Proxy-Connection or Keep-Alive
};

// Looks for the end of the head in bytes that begin with it; goes on where the last call stopped.
struct http_scan {
    size_t at;
    size_t line_count;
};
enum http_scan_result { HTTP_SCAN_COMPLETE, HTTP_SCAN_MORE, HTTP_SCAN_MALFORMED };
enum http_scan_result http_scan_head(struct http_scan *scan, struct text bytes);
// The same for trailers, which may be no more than the empty line.
enum http_scan_result http_scan_lines(struct http_scan *scan, struct text bytes);

// Reads a complete head of line_count lines, its last empty line included. NULL when it is acceptable.
const struct http_refusal *http_head_read(struct arena *arena, struct text bytes, size_t line_count,
                                          struct http_head *ret_head);
// Looks at complete trailers, the last empty line included. NULL when they are acceptable.
const struct http_refusal *http_trailer_read(struct text bytes, size_t line_count);
extern const bool HTTP_TOKENS[256]; // RFC 9110 §5.6.2
static inline bool http_is_token(char c)
{
    return HTTP_TOKENS[(unsigned char)c];
}

// ---- http_request.c: what the head means ----

struct http_core;
struct http_connection;

enum http_method http_method_of(struct text name);
// Fills all but arena, id and method. NULL when acceptable.
const struct http_refusal *http_request_fill(struct http_request *request, const struct http_head *head,
                                             const struct http_connection *connection);

// ---- http_connection.c ----

enum http_state {
    HTTP_STATE_READING, // its body is being read; always the last of its connection
    HTTP_STATE_WAITING, // complete; must not run beside the requests before it
    HTTP_STATE_WORKING, // with the workers
    HTTP_STATE_DURABLE, // answered, waits for its batch's before_answers
    HTTP_STATE_READY,   // its answer can be written once those before it are
};

// An answer that does not end (http_stream.c); all zero for any other.
struct http_stream {
    struct http_exchange *next, *previous; // among the server's streams
    char *pending;                         // chunks that wait until what is being written has left
    size_t pending_n, pending_capacity;
    char *sending; // being written
    bool is_open, is_head_written;
    bool is_ended; // nothing more is published to it
};

// One request and its answer. Recycled with its arena.
struct http_exchange {
    struct http_exchange *next;         // in the connection, in order of requests
    struct http_exchange *next_queued;  // among the spare, the durable, or the workers' ones
    struct http_connection *connection; // NULL once the connection is gone
    struct arena *arena;
    struct http_request request;
    struct http_response response;
    struct http_framing framing;
    struct text output[2];
    size_t output_count;
    char *body;
    size_t body_n, body_capacity, body_max, body_raw_n;
    enum http_state state;
    enum http_run run;
    int version_minor;
    bool is_complete;     // the request has been read whole and was not refused
    bool is_last;         // no request is read after it
    bool is_trailing;     // the last chunk has been read, its trailers not yet
    bool is_continue_due; // 100 (Continue) is to be written before anything of this answer
    struct http_stream stream;
};

struct http_counts {
    _Atomic uint64_t connections_accepted, connections_open, requests, refused_malformed, refused_busy, timeouts,
        streams_open;
};

// What connections share.
struct http_core {
    struct http_options options;
    struct http_handlers handlers;
    struct address *proxies;
    size_t proxy_count;
    struct http_exchange *spare;
    int spare_count;
    struct http_exchange *durable_first, *durable_last; // to go with the next batch
    size_t durable_count;                               // of these
    struct http_exchange *batch;                        // sealed, being made durable
    bool is_settling;                                   // there is a batch
    struct http_exchange *streams;                      // open ones
    int stream_count;
    uint64_t next_id;
    uint64_t now_ms;         // monotonic; the owner keeps it
    uint64_t begin_until_ms; // what answers begin with (http_response.c): until then, of this status
    int begin_status;
    char begin[HTTP_BEGIN_BYTES_MAX];
    size_t begin_n;
    bool is_stopping; // answers close their connections
    struct http_counts counts;
    // The owner's: gives an exchange to the workers, false when their queue is full; hears that a connection may have
    // something to write or may be over (called any number of times in a round); and has handlers.before_answers called
    // and http_core_settled after it, at once or later; when it is NULL, the core calls both at once.
    bool (*submit)(struct http_core *core, struct http_exchange *exchange);
    void (*changed)(struct http_connection *connection);
    void (*make_durable)(struct http_core *core);
};

struct http_connection {
    struct http_core *core;
    struct http_exchange *first, *last;
    struct http_exchange *reading; // whose body is being read, or NULL
    struct http_exchange *waiting; // complete, but must run alone
    size_t exchange_count;
    size_t unanswered_count; // waiting or with the workers
    size_t collected_count;  // being written
    size_t output_bytes;     // of ready answers not yet written
    char *input;             // bytes read and not yet used: part of a head, or requests that must wait
    size_t input_n, input_capacity;
    struct http_scan scan;
    uint64_t request_count;
    uint64_t received_n; // bytes fed
    int blank_count;
    bool is_exclusive;     // an unsafe request is unanswered: nothing runs beside it
    bool has_end;          // the client sends no more
    bool is_input_closed;  // no more requests are read
    bool is_final_written; // the answer that closes the connection has been written
    bool is_peer_proxy;
    struct address peer;
    size_t peer_text_n;
    char peer_text[ADDRESS_TEXT_MAX];
};

enum rc http_core_init(struct http_core *core, const struct http_options *options, const struct http_handlers *handlers,
                       struct fault *fault) MUST_USE;
void http_core_release(struct http_core *core);
// Answers that must be durable first become a batch, unless one is under way already.
void http_core_settle(struct http_core *core);
// The batch is durable, or has failed to be: its answers can be collected.
void http_core_settled(struct http_core *core, bool is_durable);
// The response is there: makes its bytes and tells the owner.
void http_exchange_ready(struct http_exchange *exchange);
void http_exchange_recycle(struct http_core *core, struct http_exchange *exchange);
void http_count(_Atomic uint64_t *counter, int64_t by);
struct http_counters http_counts_read(const struct http_counts *counts); // from any thread

void http_connection_init(struct http_connection *connection, struct http_core *core, const struct address *peer);
void http_connection_release(struct http_connection *connection);
void http_connection_feed(struct http_connection *connection, struct text bytes);
void http_connection_end(struct http_connection *connection);      // the client sends no more
void http_connection_time_out(struct http_connection *connection); // answers 408 when a request has begun
// A worker is done with the exchange, whose connection may be gone.
void http_connection_answered(struct http_core *core, struct http_exchange *exchange);
// Up to max pieces to write next, in order; they stay valid until http_connection_written, which must be called before
// collecting again.
size_t http_connection_collect(struct http_connection *connection, struct text *ret_pieces, size_t max);
void http_connection_written(struct http_connection *connection);
bool http_connection_is_over(const struct http_connection *connection); // nothing more will come of it: close
bool http_connection_wants_bytes(const struct http_connection *connection);

// ---- http_response.c ----

void http_response_begin(struct http_exchange *exchange);
void http_response_refuse(struct http_exchange *exchange, const struct http_refusal *refusal);
// Makes the bytes of the answer: exchange->output.
void http_response_print(struct http_core *core, struct http_exchange *exchange);
extern const struct http_refusal HTTP_REFUSAL_BUSY, HTTP_REFUSAL_UNAVAILABLE;

// ---- http_stream.c ----

// Before the head is printed: an answer with a topic becomes a stream, or 503 when there are too many.
void http_stream_choose(struct http_core *core, struct http_exchange *exchange);
void http_stream_begin(struct http_core *core, struct http_exchange *exchange); // after it
void http_stream_leave(struct http_core *core, struct http_exchange *exchange); // nothing for what is no stream
// What http_connection_collect and http_connection_written do for a stream, which is always collected alone.
size_t http_stream_collect(struct http_exchange *exchange, struct text *ret_pieces);
bool http_stream_written(struct http_exchange *exchange); // true: that was the last of it
void http_streams_publish(struct http_core *core, struct text topic, struct text bytes);
void http_streams_beat(struct http_core *core); // a comment, so that proxies and clients see life
void http_streams_end(struct http_core *core);

// ---- http_system.c ----

void http_system_tune_listener(int listener);
void http_system_raise_file_limit(int wanted);

// ---- http_ring.c: many reads or writes of sockets in one call of the kernel ----

#define HTTP_TOGETHER_MAX ((size_t)64) // in one call; more are several

struct http_transfer {
    int file; // a connected socket
    bool is_write;
    char *bytes; // read from when it is a write
    size_t n;
    int64_t
        result; // how many of them; 0 of a read: the other side sends no more; below 0: -errno, -EAGAIN for none yet
    void *user;
};

struct http_ring;
// Not wanted, or refused by the kernel: every transfer is a call of its own, with the same results. One thread at a
// time.
struct http_ring *http_ring_new(bool is_wanted);
bool http_ring_is_open(const struct http_ring *ring);
// Tries each once; waits for none.
void http_ring_run(struct http_ring *ring, struct http_transfer *transfers, size_t count);
void http_ring_free(struct http_ring *ring); // NULL is allowed

// ---- http_mailbox.c ----

struct http_mailbox;
struct http_mailbox *http_mailbox_new(void);
void http_mailbox_put(struct http_mailbox *box, struct text topic, struct text bytes); // from any thread; copies
void http_mailbox_deliver(struct http_mailbox *box, struct http_core *core);           // on the loop: publishes all
void http_mailbox_free(struct http_mailbox *box);

// ---- http_durable.c ----

struct http_durable;
// Calls handlers.before_answers, at once or on a thread of its own when asked, and `done` after the latter. All but
// `done` is called by one thread, the loop's.
struct http_durable *http_durable_new(const struct http_handlers *handlers, void (*done)(void *user), void *user);
// The disk has been so fast of late that handing over to the thread and back would cost more than waiting for it. Not
// so before it has shown that a few times.
bool http_durable_is_prompt(const struct http_durable *durable);
// After a look at the sockets, with so many answers waiting for the next batch: whether to look again before the disk
// is waited for. A wait costs as much as ten to twenty requests, and those of other connections are about to come: as
// long as a look brings more, the disk is prompt and some connection does not wait yet, for a millisecond at most.
bool http_durable_gathers(struct http_durable *durable, size_t waiting, size_t connections);
bool http_durable_now(struct http_durable *durable); // waits
void http_durable_ask(struct http_durable *durable); // does not
// False while it is at work or was not asked; else *ret_is_durable of the last call, once.
bool http_durable_take(struct http_durable *durable, bool *ret_is_durable);
void http_durable_free(struct http_durable *durable); // ends the thread; NULL is allowed

// ---- http_workers.c ----

struct http_workers;
// `done` is called on a worker thread when the list of done exchanges becomes non-empty.
struct http_workers *http_workers_new(const struct http_options *options, const struct http_handlers *handlers,
                                      void (*done)(void *user), void *user);
bool http_workers_submit(struct http_workers *workers, struct http_exchange *exchange); // false: the queue is full
struct http_exchange *http_workers_take_done(struct http_workers *workers);             // a list by next_queued
// Ends the threads after their current requests; queued ones are found among the done, unanswered.
void http_workers_stop(struct http_workers *workers);
void http_workers_free(struct http_workers *workers);
// Runs one request as worker number `worker`, opening the worker first when *is_started is false.
void http_worker_run(const struct http_handlers *handlers, int worker, bool *is_started,
                     struct http_exchange *exchange);
