// SPDX-License-Identifier: Apache-2.0
// The reader's side: synced records in order, and what is shipped given back.
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "spool/spool_private.h"

#define READ_BYTES ((size_t)256 << 10)

_Static_assert(READ_BYTES > SPOOL_RECORD_MAX + 2 * RECORD_HEAD_BYTES, "a whole record fits into one read");

struct part {
    int64_t number;
    int64_t from;
    int64_t end;
};

// The synced part of the first segment at or after the mark that has something to read.
static bool next_part(struct spool *spool, struct spool_mark mark, struct part *ret_part)
{
    bool is_found = false;
    lock_take(&spool->lock);
    struct spool_mark synced = spool_end(spool);
    for (size_t i = 0; i < spool->segment_count && !is_found; i++) {
        struct spool_segment segment = spool->segments[i];
        if (segment.number < mark.segment || segment.number > synced.segment) {
            continue;
        }
        int64_t from = segment.number == mark.segment ? mark.position : SEGMENT_HEADER_BYTES;
        from = from < SEGMENT_HEADER_BYTES ? SEGMENT_HEADER_BYTES : from;
        int64_t end = segment.number == synced.segment ? synced.position : segment.end;
        if (from < end) {
            *ret_part = (struct part){.number = segment.number, .from = from, .end = end};
            is_found = true;
        }
    }
    lock_give(&spool->lock);
    return is_found;
}

static bool open_part(struct spool *spool, int64_t number)
{
    if (spool->read_file >= 0 && spool->read_number == number) {
        return true;
    }
    if (spool->read_file >= 0) {
        close(spool->read_file);
    }
    char name[SEGMENT_NAME_MAX];
    segment_name(number, name);
    spool->read_file = openat(spool->folder_file, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    spool->read_number = number;
    return spool->read_file >= 0;
}

static ssize_t read_at(int file, void *bytes, size_t n, int64_t position)
{
    ssize_t got = 0;
    do {
        got = pread(file, bytes, n, position);
    } while (got < 0 && errno == EINTR);
    return got;
}

struct reading {
    struct spool *spool;
    struct spool_mark *mark;
    size_t left;
    size_t done;
    enum rc (*call)(void *user, struct text payload);
    void *user;
};

// What stands between the mark and the part's end no longer reads back: skipped, counted.
static void skip_damage(struct reading *reading, const struct part *part)
{
    atomic_fetch_add(&reading->spool->lost_bytes, part->end - reading->mark->position);
    reading->mark->position = part->end;
}

// Records of one part from the mark on. Returns RC_OK at its end or when enough were read.
static enum rc read_part(struct reading *reading, const struct part *part)
{
    struct spool *spool = reading->spool;
    *reading->mark = (struct spool_mark){.segment = part->number, .position = part->from};
    while (reading->left > 0 && reading->mark->position < part->end) {
        int64_t wanted = part->end - reading->mark->position;
        size_t n = wanted < (int64_t)READ_BYTES ? (size_t)wanted : READ_BYTES;
        ssize_t got = read_at(spool->read_file, spool->read_bytes, n, reading->mark->position);
        if (got < 0) {
            return RC_FAULT;
        }
        size_t at = 0;
        while (reading->left > 0 && at < (size_t)got) {
            struct text payload = TEXT_NONE;
            int64_t length = 0;
            enum record_read result = record_read(spool->read_bytes + at, (size_t)got - at, part->number,
                                                  reading->mark->position, &payload, &length);
            if (result == RECORD_CUT && at > 0 && (size_t)got == n) {
                break; // the rest of it comes with the next read
            }
            if (result != RECORD_GOOD) {
                skip_damage(reading, part);
                return RC_OK;
            }
            TRY(reading->call(reading->user, payload));
            at += (size_t)length;
            reading->mark->position += length;
            reading->left--;
            reading->done++;
        }
        if (got == 0) {
            skip_damage(reading, part);
        }
    }
    return RC_OK;
}

enum rc spool_read(struct spool *spool, struct spool_mark *mark, size_t max_records,
                   enum rc (*call)(void *user, struct text payload), void *user, size_t *ret_read)
{
    struct reading reading = {.spool = spool, .mark = mark, .left = max_records, .call = call, .user = user};
    struct part part;
    enum rc rc = RC_OK;
    while (rc == RC_OK && reading.left > 0 && next_part(spool, *mark, &part)) {
        if (!open_part(spool, part.number)) {
            // Without the file there is nothing left to read back.
            *mark = (struct spool_mark){.segment = part.number, .position = part.from};
            skip_damage(&reading, &part);
            continue;
        }
        rc = read_part(&reading, &part);
    }
    *ret_read = reading.done;
    return rc;
}

void spool_release(struct spool *spool, struct spool_mark mark)
{
    lock_take(&spool->lock);
    uint64_t packed = mark_pack(mark);
    if (packed > atomic_load(&spool->released)) {
        atomic_store(&spool->released, packed);
    }
    signal_all(&spool->changed);
    lock_give(&spool->lock);
}

struct spool_mark spool_end(const struct spool *spool)
{
    return mark_unpack(atomic_load(&spool->synced));
}

int64_t spool_backlog_bytes(struct spool *spool, struct spool_mark from_mark)
{
    int64_t bytes = 0;
    lock_take(&spool->lock);
    struct spool_mark synced = spool_end(spool);
    for (size_t i = 0; i < spool->segment_count; i++) {
        struct spool_segment segment = spool->segments[i];
        int64_t end = segment.number == synced.segment ? synced.position : segment.end;
        int64_t from = segment.number == from_mark.segment ? from_mark.position : SEGMENT_HEADER_BYTES;
        from = from < SEGMENT_HEADER_BYTES ? SEGMENT_HEADER_BYTES : from;
        if (segment.number >= from_mark.segment && end > from) {
            bytes += end - from;
        }
    }
    lock_give(&spool->lock);
    return bytes;
}

int64_t spool_lost_bytes(const struct spool *spool)
{
    return atomic_load(&spool->lost_bytes);
}
