// SPDX-License-Identifier: Apache-2.0
// The writer's side of the spool: opening, appending, syncing. `position` is the end of what was sealed, in the file or
// on its way there.
#include "spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bug.h"
#include "spool/spool_private.h"

#define SEGMENT_BYTES_DEFAULT ((int64_t)16 << 20)
#define SPARE_DEFAULT 2
#define NODE_MAX 62

uint64_t mark_pack(struct spool_mark mark)
{
    return (uint64_t)mark.segment << 32 | (uint64_t)mark.position;
}

struct spool_mark mark_unpack(uint64_t packed)
{
    return (struct spool_mark){.segment = (int64_t)(packed >> 32), .position = (int64_t)(packed & UINT32_MAX)};
}

void spool_add_segment(struct spool *spool, int64_t number, int64_t end)
{
    if (spool->segment_count == spool->segment_capacity) {
        spool->segment_capacity = spool->segment_capacity == 0 ? 64 : spool->segment_capacity * 2;
        spool->segments = realloc(spool->segments, spool->segment_capacity * sizeof(spool->segments[0]));
        BUG_ON(spool->segments == NULL);
    }
    spool->segments[spool->segment_count++] = (struct spool_segment){.number = number, .end = end};
}

static struct spool *spool_new(const struct spool_options *options)
{
    struct spool *spool = calloc(1, sizeof(struct spool));
    BUG_ON(spool == NULL);
    spool->folder = strdup(options->folder);
    spool->read_bytes = malloc((size_t)256 << 10);
    BUG_ON(spool->folder == NULL || spool->read_bytes == NULL);
    spool->folder_file = -1;
    spool->lock_file = -1;
    spool->file = -1;
    spool->read_file = -1;
    spool->node = options->node;
    spool->segment_bytes = options->segment_bytes == 0 ? SEGMENT_BYTES_DEFAULT : options->segment_bytes;
    spool->spare_wanted = options->segments_spare == 0 ? SPARE_DEFAULT : options->segments_spare;
    atomic_init(&spool->synced, 0);
    atomic_init(&spool->released, 0);
    atomic_init(&spool->lost_bytes, 0);
    lock_init(&spool->lock);
    signal_init(&spool->changed);
    return spool;
}

// A folder that was just made must survive power loss too: its parent is synced.
static bool make_folder(const char *folder)
{
    if (mkdir(folder, 0700) != 0) {
        return errno == EEXIST;
    }
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int parent = file < 0 ? -1 : openat(file, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = parent >= 0 && fsync(parent) == 0;
    if (parent >= 0) {
        close(parent);
    }
    if (file >= 0) {
        close(file);
    }
    return is_synced;
}

static enum rc open_folder(struct spool *spool, struct fault *fault)
{
    if (!make_folder(spool->folder) ||
        (spool->folder_file = open(spool->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        return fault_set(fault, RC_FAULT, "spool_folder", "", "the click spool %s cannot be opened: %s", spool->folder,
                         strerror(errno));
    }
    spool->lock_file = openat(spool->folder_file, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (spool->lock_file < 0) {
        return fault_set(fault, RC_FAULT, "spool_lock", "", "the lock of the click spool %s cannot be opened: %s",
                         spool->folder, strerror(errno));
    }
    if (flock(spool->lock_file, LOCK_EX | LOCK_NB) != 0) {
        return fault_set(fault, errno == EWOULDBLOCK ? RC_BUSY : RC_FAULT, "spool_locked", "",
                         "the click spool %s is in use by another process", spool->folder);
    }
    return RC_OK;
}

static enum rc check_options(const struct spool *spool, struct spool_mark shipped, struct fault *fault)
{
    if (spool->node < 0 || spool->node > NODE_MAX) {
        return fault_set(fault, RC_INVALID, "spool_node", "node", "the node number must be 0 to %d", NODE_MAX);
    }
    if (spool->segment_bytes < SPOOL_SEGMENT_BYTES_MIN || spool->segment_bytes > SPOOL_SEGMENT_BYTES_MAX ||
        spool->segment_bytes % 8 != 0 || spool->spare_wanted < 1 || spool->spare_wanted > SPOOL_SPARE_MAX) {
        return fault_set(fault, RC_INVALID, "spool_size", "", "the click spool's segment size or spare count is bad");
    }
    if (shipped.segment < 0 || shipped.segment >= SEGMENT_NUMBER_MAX || shipped.position < 0 ||
        shipped.position > SPOOL_SEGMENT_BYTES_MAX || shipped.position % 8 != 0) {
        return fault_set(fault, RC_INVALID, "spool_mark", "", "the ship mark in the database is not one of a spool");
    }
    return RC_OK;
}

enum rc spool_open(const struct spool_options *options, struct spool_mark shipped, struct spool **ret_spool,
                   int64_t *ret_lost_bytes, struct fault *fault)
{
    struct spool *spool = spool_new(options);
    enum rc rc = check_options(spool, shipped, fault);
    rc = rc != RC_OK ? rc : open_folder(spool, fault);
    rc = rc != RC_OK ? rc : spool_recover(spool, shipped, ret_lost_bytes, fault);
    if (rc == RC_OK && preparer_start(spool) != RC_OK) {
        rc = fault_internal(fault, RC_FAULT, "no thread for the click spool");
    }
    if (rc != RC_OK) {
        spool_close(spool);
        return rc;
    }
    *ret_spool = spool;
    return RC_OK;
}

static void close_if_open(int file)
{
    if (file >= 0) {
        close(file);
    }
}

void spool_close(struct spool *spool)
{
    if (spool == NULL) {
        return;
    }
    preparer_stop(spool);
    for (size_t i = 0; i < spool->ready_count; i++) {
        close(spool->ready[i].file);
    }
    close_if_open(spool->file);
    close_if_open(spool->read_file);
    close_if_open(spool->folder_file);
    close_if_open(spool->lock_file); // gives the lock up, last
    signal_end(&spool->changed);
    lock_end(&spool->lock);
    free(spool->segments);
    free(spool->pending.p);
    free(spool->sealed.p);
    free(spool->read_bytes);
    free(spool->folder);
    free(spool);
}

bool spool_has_pending(const struct spool *spool)
{
    return spool->pending.n > 0 || atomic_load(&spool->is_syncing);
}

void spool_seal(struct spool *spool)
{
    BUG_ON(atomic_load(&spool->is_syncing));
    struct spool_bytes empty = spool->sealed;
    empty.n = 0;
    spool->sealed = spool->pending;
    spool->pending = empty;
    spool->position += (int64_t)spool->sealed.n;
    atomic_store(&spool->is_syncing, true);
}

// The writer may wait for this (spool_append).
static void sync_end(struct spool *spool)
{
    lock_take(&spool->lock);
    atomic_store(&spool->is_syncing, false);
    if (spool->is_writer_waiting) {
        signal_all(&spool->changed);
    }
    lock_give(&spool->lock);
}

enum rc spool_sync_sealed(struct spool *spool)
{
    BUG_ON(!atomic_load(&spool->is_syncing));
    const struct spool_bytes *sealed = &spool->sealed;
    int64_t position = spool->position - (int64_t)sealed->n;
    bool is_broken = atomic_load(&spool->is_broken);
    // After a failed sync the kernel may have dropped the pages and marked them clean: a second sync would succeed and
    // mean nothing. So the first failure is the last word until the spool is opened anew.
    if (!is_broken && sealed->n > 0 &&
        (!file_write_at(spool->file, sealed->p, sealed->n, position) || fdatasync(spool->file) != 0)) {
        is_broken = true;
        atomic_store(&spool->is_broken, true);
    }
    if (!is_broken) {
        atomic_store(&spool->synced, mark_pack((struct spool_mark){spool->number, spool->position}));
    }
    sync_end(spool);
    return is_broken ? RC_FAULT : RC_OK;
}

enum rc spool_sync(struct spool *spool)
{
    spool_seal(spool);
    return spool_sync_sealed(spool);
}

// Takes the next empty segment. Waits only while the background thread is at work on one.
static enum rc next_segment(struct spool *spool)
{
    lock_take(&spool->lock);
    while (spool->ready_count == 0 && !spool->is_failing) {
        signal_wait(&spool->changed, &spool->lock);
    }
    if (spool->ready_count == 0) {
        lock_give(&spool->lock);
        return RC_FAULT;
    }
    struct spool_ready next = spool->ready[0];
    spool->ready_count--;
    memmove(spool->ready, spool->ready + 1, spool->ready_count * sizeof(spool->ready[0]));
    spool->segments[spool->segment_count - 1].end = spool->position;
    spool_add_segment(spool, next.number, SEGMENT_HEADER_BYTES);
    close(spool->file);
    spool->file = next.file;
    spool->number = next.number;
    spool->position = SEGMENT_HEADER_BYTES;
    atomic_store(&spool->synced, mark_pack((struct spool_mark){spool->number, spool->position}));
    signal_all(&spool->changed);
    lock_give(&spool->lock);
    return RC_OK;
}

static unsigned char *pending_room(struct spool *spool, size_t n)
{
    struct spool_bytes *pending = &spool->pending;
    if (pending->n + n > pending->capacity) {
        size_t capacity = pending->capacity == 0 ? (size_t)64 << 10 : pending->capacity;
        while (capacity < pending->n + n) {
            capacity *= 2;
        }
        pending->p = realloc(pending->p, capacity);
        BUG_ON(pending->p == NULL);
        pending->capacity = capacity;
    }
    return pending->p + pending->n;
}

// Once in a segment: the writer waits for the syncing thread, then syncs what waits by itself, a little early.
static enum rc fill_up(struct spool *spool)
{
    lock_take(&spool->lock);
    while (atomic_load(&spool->is_syncing)) {
        spool->is_writer_waiting = true;
        signal_wait(&spool->changed, &spool->lock);
    }
    spool->is_writer_waiting = false;
    lock_give(&spool->lock);
    TRY(spool_sync(spool));
    return next_segment(spool);
}

enum rc spool_append(struct spool *spool, struct text payload)
{
    if (atomic_load(&spool->is_broken)) {
        return RC_FAULT;
    }
    if (payload.n == 0 || payload.n > SPOOL_RECORD_MAX) {
        return RC_INVALID;
    }
    int64_t length = record_bytes(payload.n);
    if (spool->position + (int64_t)spool->pending.n + length > spool->segment_bytes) {
        TRY(fill_up(spool));
    }
    unsigned char *bytes = pending_room(spool, (size_t)length);
    record_write(bytes, spool->number, spool->position + (int64_t)spool->pending.n, payload);
    spool->pending.n += (size_t)length;
    return RC_OK;
}

enum rc spool_roll(struct spool *spool)
{
    if (atomic_load(&spool->is_broken)) {
        return RC_FAULT;
    }
    if (spool_has_pending(spool) || spool->position == SEGMENT_HEADER_BYTES) {
        return RC_OK;
    }
    return next_segment(spool);
}
