// SPDX-License-Identifier: Apache-2.0
// What the spool's files share: the segment format, the structure, and the background thread that prepares segments.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "spool/spool.h"
#include "thread/thread.h"

#define SEGMENT_HEADER_BYTES 64
#define RECORD_HEAD_BYTES SPOOL_RECORD_HEAD_BYTES
#define SEGMENT_NAME_MAX 64
// Numbers and positions are published together in one atomic word of 64 bits.
#define SEGMENT_NUMBER_MAX ((int64_t)INT32_MAX)

// ---- spool_segment.c: the format, no threads ----

int64_t record_bytes(size_t payload_n); // head, payload, padding
void segment_name(int64_t number, char ret_name[SEGMENT_NAME_MAX]);
// False for any other name.
bool segment_name_parse(const char *name, int64_t *ret_number);
void segment_header_write(unsigned char header[SEGMENT_HEADER_BYTES], int node, int64_t number);

enum segment_header { HEADER_GOOD, HEADER_DAMAGED, HEADER_OTHER_VERSION, HEADER_OTHER_NODE };

// Of the node whose segment this is; -1 when bytes begin with no good header of this segment.
int segment_header_node(const unsigned char *bytes, size_t n, int64_t number);

void record_write(unsigned char *bytes, int64_t number, int64_t position, struct text payload);
// Reads the record that should stand at `position`, with n bytes from there at hand. *ret_bytes is its whole length.
enum record_read { RECORD_GOOD, RECORD_END, RECORD_DAMAGED, RECORD_CUT };
enum record_read record_read(const unsigned char *bytes, size_t n, int64_t number, int64_t position,
                             struct text *ret_payload, int64_t *ret_bytes);

struct segment_scan {
    enum segment_header header;
    int64_t size;       // of the file
    int64_t end;        // after the last good record
    int64_t lost_bytes; // from there to the last byte that is not zero
    bool has_gap;       // records do not reach from the header to `from`
};
// Reads the whole file. What is damaged before `from`, a position known to be a record's start or end, does not matter:
// it is safe elsewhere.
enum rc segment_scan(int file, int node, int64_t number, int64_t from, struct segment_scan *ret_scan) MUST_USE;

// All of a segment's file, zero-terminated, for free; NULL when it cannot be read or is no segment's size.
unsigned char *segment_read(int file, size_t *ret_n);

bool file_write_at(int file, const void *bytes, size_t n, int64_t position);

// ---- the spool ----

struct spool_segment {
    int64_t number;
    int64_t end; // after its last record; the current segment's is in `synced`
};

struct spool_ready {
    int64_t number;
    int file;
};

struct spool_bytes {
    unsigned char *p;
    size_t n;
    size_t capacity;
};

struct spool {
    char *folder;
    int folder_file;
    int lock_file;
    int node;
    int64_t segment_bytes;
    int spare_wanted;

    // The writer's own.
    int file;
    int64_t number;
    int64_t position;           // after the last sealed record
    struct spool_bytes pending; // appended since
    struct spool_bytes sealed;  // being made durable; position counts them already
    atomic_bool is_syncing;     // `sealed` is between spool_seal and the end of spool_sync_sealed
    atomic_bool is_broken;

    // The reader's own.
    int read_file;
    int64_t read_number;
    unsigned char *read_bytes;

    _Atomic uint64_t synced;   // mark, packed
    _Atomic uint64_t released; // mark, packed
    _Atomic int64_t lost_bytes;

    struct lock lock;
    struct signal changed;
    // Under the lock: segments that hold records or once did, ascending, the current one last.
    struct spool_segment *segments;
    size_t segment_count;
    size_t segment_capacity;
    // Under the lock: empty segments, ascending, beyond the current one.
    struct spool_ready ready[SPOOL_SPARE_MAX];
    size_t ready_count;
    int64_t next_number;
    bool is_writer_waiting; // for the end of a sync
    bool is_failing;        // the last attempt to prepare a segment failed
    bool is_stopping;
    bool has_preparer;
    struct thread preparer;
};

uint64_t mark_pack(struct spool_mark mark);
struct spool_mark mark_unpack(uint64_t packed);
// Needs the lock.
void spool_add_segment(struct spool *spool, int64_t number, int64_t end);

// ---- spool_prepare.c ----

// Makes the empty segment `number`, whole and durable under its name, out of the segment `recycled` (0: a new file).
// -1 when it cannot.
int segment_prepare(struct spool *spool, int64_t number, int64_t recycled);
enum rc preparer_start(struct spool *spool) MUST_USE;
void preparer_stop(struct spool *spool);

// ---- spool_recover.c ----

// The numbers of the segments in a folder, ascending, for free. Takes the descriptor of the folder over.
enum rc segment_numbers(int folder_file, int64_t **ret_numbers, size_t *ret_count) MUST_USE;

enum rc spool_recover(struct spool *spool, struct spool_mark shipped, int64_t *ret_lost_bytes,
                      struct fault *fault) MUST_USE;
