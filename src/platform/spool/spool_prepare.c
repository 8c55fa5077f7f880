// SPDX-License-Identifier: Apache-2.0
// The background thread that keeps zero-filled segments ready, so that the writer never waits for one. A segment is
// filled and synced under a temporary name and then renamed, so that what stands under a segment's name is whole.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/spool_private.h"
#include "thread/thread.h"

// Zeroes are synced piece by piece, so that the writer's own small syncs never queue behind a whole segment.
#define FILL_BYTES ((size_t)256 << 10)
#define RETRY_MS 1000

static const char temporary_name[] = "prepare.tmp";

static bool is_stopping(struct spool *spool)
{
    lock_take(&spool->lock);
    bool stopping = spool->is_stopping;
    lock_give(&spool->lock);
    return stopping;
}

// The first piece carries the header.
static bool fill(struct spool *spool, int file, int64_t number)
{
    static const unsigned char zeroes[FILL_BYTES];
    unsigned char header[SEGMENT_HEADER_BYTES];
    segment_header_write(header, spool->node, number);
    for (int64_t at = 0; at < spool->segment_bytes; at += (int64_t)FILL_BYTES) {
        int64_t left = spool->segment_bytes - at;
        size_t n = left < (int64_t)FILL_BYTES ? (size_t)left : FILL_BYTES;
        if (is_stopping(spool) || !file_write_at(file, zeroes, n, at) || fdatasync(file) != 0) {
            return false;
        }
    }
    return file_write_at(file, header, sizeof(header), 0) && fsync(file) == 0;
}

// A recycled file keeps its blocks, which is what makes later syncs fast; one of another size is not worth it.
static int open_temporary(struct spool *spool, int64_t recycled)
{
    if (recycled != 0) {
        char name[SEGMENT_NAME_MAX];
        segment_name(recycled, name);
        if (renameat(spool->folder_file, name, spool->folder_file, temporary_name) == 0) {
            int file = openat(spool->folder_file, temporary_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
            struct stat status;
            if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
                status.st_size == spool->segment_bytes) {
                return file;
            }
            if (file >= 0) {
                close(file);
            }
        }
    }
    unlinkat(spool->folder_file, temporary_name, 0);
    return openat(spool->folder_file, temporary_name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

// By a descriptor of its own: after a failed sync a further one on the same descriptor would mean nothing.
static bool sync_folder(const struct spool *spool)
{
    int file = openat(spool->folder_file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return is_synced;
}

int segment_prepare(struct spool *spool, int64_t number, int64_t recycled)
{
    char name[SEGMENT_NAME_MAX];
    segment_name(number, name);
    int file = number <= SEGMENT_NUMBER_MAX ? open_temporary(spool, recycled) : -1;
    if (file < 0) {
        return -1;
    }
    bool is_filled = fill(spool, file, number);
    bool is_named = is_filled && renameat(spool->folder_file, temporary_name, spool->folder_file, name) == 0;
    if (!is_named || !sync_folder(spool)) {
        close(file);
        unlinkat(spool->folder_file, is_named ? name : temporary_name, 0);
        return -1;
    }
    return file;
}

// Needs the lock. The oldest segment that is shipped whole, taken off the list; 0 when there is none. The last one is
// the writer's.
static int64_t take_shipped(struct spool *spool)
{
    struct spool_mark released = mark_unpack(atomic_load(&spool->released));
    if (spool->segment_count < 2) {
        return 0;
    }
    struct spool_segment oldest = spool->segments[0];
    bool is_shipped =
        oldest.number < released.segment || (oldest.number == released.segment && released.position >= oldest.end);
    if (!is_shipped) {
        return 0;
    }
    spool->segment_count--;
    memmove(spool->segments, spool->segments + 1, spool->segment_count * sizeof(spool->segments[0]));
    return oldest.number;
}

// Needs the lock, gives it up while it works. False when there is nothing to do or the attempt failed.
static bool prepare_one(struct spool *spool)
{
    bool is_wanted = spool->ready_count < (size_t)spool->spare_wanted;
    int64_t recycled = take_shipped(spool);
    if (!is_wanted && recycled == 0) {
        return false;
    }
    int64_t number = spool->next_number;
    lock_give(&spool->lock);
    int file = -1;
    if (is_wanted) {
        file = segment_prepare(spool, number, recycled);
    } else {
        char name[SEGMENT_NAME_MAX];
        segment_name(recycled, name);
        unlinkat(spool->folder_file, name, 0);
    }
    lock_take(&spool->lock);
    if (!is_wanted) {
        return true;
    }
    spool->is_failing = file < 0;
    if (file >= 0) {
        spool->ready[spool->ready_count++] = (struct spool_ready){.number = number, .file = file};
        spool->next_number++;
    }
    signal_all(&spool->changed);
    return file >= 0;
}

static void prepare_all(void *user)
{
    struct spool *spool = user;
    lock_take(&spool->lock);
    while (!spool->is_stopping) {
        if (prepare_one(spool)) {
            continue;
        }
        if (spool->is_stopping) {
            break;
        }
        if (!spool->is_failing) {
            signal_wait(&spool->changed, &spool->lock);
            continue;
        }
        signal_wait_ms(&spool->changed, &spool->lock, RETRY_MS);
    }
    lock_give(&spool->lock);
}

enum rc preparer_start(struct spool *spool)
{
    TRY(thread_start(&spool->preparer, "spool", prepare_all, spool));
    spool->has_preparer = true;
    return RC_OK;
}

void preparer_stop(struct spool *spool)
{
    if (!spool->has_preparer) {
        return;
    }
    lock_take(&spool->lock);
    spool->is_stopping = true;
    signal_all(&spool->changed);
    lock_give(&spool->lock);
    thread_join(&spool->preparer);
    spool->has_preparer = false;
}
