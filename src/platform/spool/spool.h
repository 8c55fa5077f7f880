// SPDX-License-Identifier: Apache-2.0
// An append-only log on disk that is synced before an acknowledgement leaves: the click spool. Records go to segments
// of fixed size that are zero-filled ahead and recycled after shipping, because a sync of a pre-zeroed file is twice as
// fast as of a freshly allocated one (design record "Clicks"). One writer thread; one reader (the shipper) on another;
// and, where the writer must not wait for the disk, one thread that syncs what the writer has sealed.
//
// Segment file "spool-NNNNNNNNNNNN.seg": a header (magic, version, node, segment number, CRC-32C), then records:
// length (4 bytes, little endian), CRC-32C of segment number, position, length and payload (4 bytes), payload, padding
// to 8 bytes. A zero length ends the segment. A record whose CRC does not fit ends the segment at recovery: what
// follows was never acknowledged or is damage, and is counted, reported and never guessed.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/fault.h"
#include "core/text.h"

struct spool;

struct spool_mark {
    int64_t segment;  // sequence number, from 1
    int64_t position; // bytes from the segment's start, after the last whole record
};

struct spool_options {
    const char *folder;
    int node;              // 0 .. 62
    int64_t segment_bytes; // 0: 16 MiB
    int segments_spare;    // pre-zeroed ahead, at most SPOOL_SPARE_MAX; 0: 2
};

#define SPOOL_RECORD_HEAD_BYTES 8 // what a record takes beside its payload, padding not counted
#define SPOOL_RECORD_MAX 16384
#define SPOOL_SEGMENT_BYTES_MIN 32768
#define SPOOL_SEGMENT_BYTES_MAX (1 << 30)
#define SPOOL_SPARE_MAX 8

// Opens or makes the folder (its parent must exist), takes an exclusive lock (a second process gets RC_BUSY), reads
// every segment after `shipped` and cuts an unfinished tail. Nothing is recycled before spool_release. *ret_lost_bytes
// (damage after the last good record that is not zero) is reported. RC_REFUSED for the spool of another node or of a
// newer program.
enum rc spool_open(const struct spool_options *options, struct spool_mark shipped, struct spool **ret_spool,
                   int64_t *ret_lost_bytes, struct fault *fault) MUST_USE;
// What was appended and not synced is gone. NULL is allowed.
void spool_close(struct spool *spool);

// Writer: buffers a record in memory; on disk only after spool_sync. RC_INVALID when empty or larger than
// SPOOL_RECORD_MAX; RC_FAULT when broken, or when the segment is full and no further one can be made (disk full): the
// record is not taken then, and appending works again by itself once there is space.
enum rc spool_append(struct spool *spool, struct text payload) MUST_USE;
bool spool_has_pending(const struct spool *spool); // appended or sealed, and not synced
// Writer: one write and one fdatasync for everything appended since. After a failed sync the spool is broken for good
// (never a second sync on the same descriptor): every later call returns RC_FAULT and the server restarts to recover.
enum rc spool_sync(struct spool *spool) MUST_USE;
// The same in two halves, so that the writer goes on appending while the disk works. Writer: sets apart what was
// appended; BUG while the last seal has not been synced. Any one thread: writes and syncs what is sealed; must follow
// each seal.
void spool_seal(struct spool *spool);
enum rc spool_sync_sealed(struct spool *spool) MUST_USE;

// Writer: goes on in the next segment when the current one holds records and nothing waits for its sync, so that it is
// zeroed for reuse as soon as what it holds is released: for records that must not stay on the disk while a quiet spool
// fills. RC_FAULT as spool_append.
enum rc spool_roll(struct spool *spool) MUST_USE;

// Reader: calls for each synced record after *mark, at most max_records, and moves *mark past them. A result other than
// RC_OK from call stops there, *mark after the record before it. Never blocks the writer. A synced record that no
// longer reads back is damage: what is left of its segment is skipped and counted in spool_lost_bytes. RC_FAULT when
// the disk cannot be read. A mark {0, 0} reads from the oldest segment.
enum rc spool_read(struct spool *spool, struct spool_mark *mark, size_t max_records,
                   enum rc (*call)(void *user, struct text payload), void *user, size_t *ret_read) MUST_USE;
// Reader: everything up to mark is safe elsewhere, on a disk: whole segments before it are recycled.
void spool_release(struct spool *spool, struct spool_mark mark);
// End of what is synced.
struct spool_mark spool_end(const struct spool *spool);
// Synced bytes behind the mark, which is the reader's or one released: what is still to be read.
int64_t spool_backlog_bytes(struct spool *spool, struct spool_mark from);
// Bytes given up as damage, at opening and since, for metrics and alarms.
int64_t spool_lost_bytes(const struct spool *spool);

// Of a spool that may be open elsewhere, without its lock: calls for each whole record behind `from` with the mark
// after it, in order, and leaves the spool as it is. What is synced before the call and not released before its end is
// among them; records that are being written may be. *ret_node is the spool's node, -1 when it holds no segment.
// RC_NOT_FOUND when there is no such folder; RC_FAULT when it cannot be read.
enum rc spool_peek(const char *folder, struct spool_mark from,
                   enum rc (*call)(void *user, struct spool_mark after, struct text payload), void *user,
                   int *ret_node) MUST_USE;
// Of whose spool this is, without reading its records: -1 when it holds no segment. As spool_peek.
enum rc spool_node(const char *folder, int *ret_node) MUST_USE;

// What a spool looks like from outside, for people. From the mark that the database knows.
struct spool_look {
    int node;              // -1: it holds no segment
    bool is_open;          // a server has it now
    int64_t waiting;       // records behind the mark
    int64_t waiting_bytes; // of their payloads
    int64_t lost_bytes;    // that are neither zero nor a record, behind the last good one
    int64_t damaged;       // number of the first segment with such bytes or an unreadable header, 0 for none
};
// The segment that is being written is not judged while a server has the spool. As spool_peek.
enum rc spool_look(const char *folder, struct spool_mark from, struct spool_look *ret_look) MUST_USE;
