// SPDX-License-Identifier: Apache-2.0
// The server's accepted sockets (http_sockets.c): each carries one connection's bytes in and out and keeps its time.
// All of it belongs to the loop's thread.
#pragma once

#include <uv.h>

#include "http/http_private.h"

#define HTTP_LINGER_CONNECTIONS 256 // connections beyond the limit that are told so

enum http_phase {
    HTTP_PHASE_FIRST,  // new, nothing read yet
    HTTP_PHASE_HEAD,   // part of a head has been read
    HTTP_PHASE_BODY,   // part of a body is missing
    HTTP_PHASE_WORK,   // waits for workers: no time-out
    HTTP_PHASE_WRITE,  // the client does not take its answers as fast as they come
    HTTP_PHASE_IDLE,   // between requests
    HTTP_PHASE_LINGER, // answered for the last time
    HTTP_PHASE_COUNT,
};

struct http_socket;
struct http_socket_list {
    struct http_socket *first, *last;
};

struct http_sockets {
    struct http_core *core;
    uv_loop_t *loop;
    void (*emptied)(struct http_sockets *sockets); // the last one has been closed
    struct http_ring *ring; // the caller's, made by the thread that runs the loop, before there are sockets
    char *received;         // room for what is read together
    struct http_socket_list phases[HTTP_PHASE_COUNT];
    struct http_socket_list changed;  // those that may have something to write or may be over
    struct http_socket_list readable; // those that have bytes
    int count;
    bool is_idle_closing; // stopping, and idle connections are closed
};

// Sets core->changed. core and loop stay with the caller, who sets emptied.
void http_sockets_init(struct http_sockets *sockets, struct http_core *core, uv_loop_t *loop);
void http_sockets_free(struct http_sockets *sockets); // all have been closed
// Takes the connection that waits at the listener.
void http_sockets_accept(struct http_sockets *sockets, uv_stream_t *listener);
// Reads what has come, of all that have bytes together, and feeds it to their connections. Once a round of the loop,
// after it has looked for events and before it closes handles.
void http_sockets_receive(struct http_sockets *sockets);
// Writes what is ready, of all together. False: nothing had changed.
bool http_sockets_send(struct http_sockets *sockets);
// What has run out of time is answered so or closed.
void http_sockets_sweep(struct http_sockets *sockets);
uint64_t http_sockets_sweep_interval_ms(const struct http_options *options);
void http_sockets_close_phase(struct http_sockets *sockets, enum http_phase phase);
