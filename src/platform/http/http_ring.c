// SPDX-License-Identifier: Apache-2.0
// io_uring where the kernel knows it and lets us: containers and hardened systems often do not. Nothing is ever left
// under way: the operations have MSG_DONTWAIT, so the kernel is through with them when the call that submits returns.
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/bug.h"
#include "http/http_private.h"

struct http_ring {
    struct io_uring ring;
    bool is_open;
};

static bool knows_operations(struct io_uring *ring)
{
    struct io_uring_probe *probe = io_uring_get_probe_ring(ring);
    bool knows = probe != NULL && io_uring_opcode_supported(probe, IORING_OP_SEND) &&
                 io_uring_opcode_supported(probe, IORING_OP_RECV);
    io_uring_free_probe(probe);
    return knows;
}

static void end(struct http_ring *ring)
{
    if (ring->is_open) {
        io_uring_queue_exit(&ring->ring);
        ring->is_open = false;
    }
}

struct http_ring *http_ring_new(bool is_wanted)
{
    struct http_ring *ring = calloc(1, sizeof(*ring));
    BUG_ON(ring == NULL);
    ring->is_open = is_wanted && io_uring_queue_init(HTTP_TOGETHER_MAX, &ring->ring, 0) == 0;
    if (ring->is_open && !knows_operations(&ring->ring)) {
        end(ring);
    }
    return ring;
}

bool http_ring_is_open(const struct http_ring *ring)
{
    return ring->is_open;
}

void http_ring_free(struct http_ring *ring)
{
    if (ring != NULL) {
        end(ring);
        free(ring);
    }
}

static int64_t run_alone(const struct http_transfer *transfer)
{
    ssize_t n = transfer->is_write ? send(transfer->file, transfer->bytes, transfer->n, MSG_DONTWAIT | MSG_NOSIGNAL)
                                   : recv(transfer->file, transfer->bytes, transfer->n, MSG_DONTWAIT);
    return n < 0 ? -errno : n;
}

static void prepare(struct http_ring *ring, const struct http_transfer *transfer, size_t place)
{
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring->ring);
    BUG_ON(entry == NULL); // it is empty between calls
    if (transfer->is_write) {
        io_uring_prep_send(entry, transfer->file, transfer->bytes, transfer->n, MSG_DONTWAIT | MSG_NOSIGNAL);
    } else {
        io_uring_prep_recv(entry, transfer->file, transfer->bytes, transfer->n, MSG_DONTWAIT);
    }
    io_uring_sqe_set_data64(entry, place);
}

// Entries are taken in order. A kernel that is out of memory takes fewer than all of them.
static size_t submit(struct http_ring *ring, size_t count)
{
    size_t taken = 0;
    while (taken < count) {
        int n = io_uring_submit(&ring->ring);
        if (n <= 0 && n != -EINTR) {
            break;
        }
        taken += n > 0 ? (size_t)n : 0;
    }
    return taken;
}

static size_t run_together(struct http_ring *ring, struct http_transfer *transfers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        prepare(ring, &transfers[i], i);
    }
    size_t taken = submit(ring, count);
    for (size_t i = 0; i < taken; i++) {
        struct io_uring_cqe *completion = NULL;
        int rc = 0;
        do {
            rc = io_uring_wait_cqe(&ring->ring, &completion);
        } while (rc == -EINTR);
        BUG_ON(rc != 0 || completion == NULL);
        transfers[io_uring_cqe_get_data64(completion)].result = completion->res;
        io_uring_cqe_seen(&ring->ring, completion);
    }
    if (taken < count) {
        end(ring); // with what it did not take
    }
    return taken;
}

void http_ring_run(struct http_ring *ring, struct http_transfer *transfers, size_t count)
{
    size_t done = 0;
    while (ring->is_open && count - done > 1) {
        size_t left = count - done;
        done += run_together(ring, transfers + done, left < HTTP_TOGETHER_MAX ? left : HTTP_TOGETHER_MAX);
    }
    for (; done < count; done++) {
        transfers[done].result = run_alone(&transfers[done]);
    }
    for (size_t i = 0; i < count; i++) {
        transfers[i].result = transfers[i].result == -EINTR ? -EAGAIN : transfers[i].result;
    }
}
