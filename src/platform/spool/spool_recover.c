// SPDX-License-Identifier: Apache-2.0
// Opening: what is on the disk, where it ends, and where writing goes on. Nothing is ever written behind bytes that are
// not understood: after damage, or after a tail that was never acknowledged, writing starts in a fresh segment.
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spool/spool_private.h"

#define SEGMENTS_MAX 1000000

struct found {
    int64_t *numbers;
    size_t count;
    size_t capacity;
};

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;
    return (*left > *right) - (*left < *right);
}

static bool found_add(struct found *found, int64_t number)
{
    if (found->count == found->capacity) {
        size_t capacity = found->capacity == 0 ? 64 : found->capacity * 2;
        int64_t *numbers = capacity > SEGMENTS_MAX ? NULL : realloc(found->numbers, capacity * sizeof(int64_t));
        if (numbers == NULL) {
            return false;
        }
        found->numbers = numbers;
        found->capacity = capacity;
    }
    found->numbers[found->count++] = number;
    return true;
}

enum rc segment_numbers(int folder_file, int64_t **ret_numbers, size_t *ret_count)
{
    DIR *folder = folder_file < 0 ? NULL : fdopendir(folder_file);
    if (folder == NULL) {
        if (folder_file >= 0) {
            close(folder_file);
        }
        return RC_FAULT;
    }
    struct found found = {0};
    enum rc rc = RC_OK;
    struct dirent *entry = NULL;
    while (rc == RC_OK && (entry = readdir(folder)) != NULL) {
        int64_t number = 0;
        if (segment_name_parse(entry->d_name, &number) && !found_add(&found, number)) {
            rc = RC_FAULT;
        }
    }
    closedir(folder);
    if (rc != RC_OK) {
        free(found.numbers);
        return rc;
    }
    if (found.count > 1) {
        qsort(found.numbers, found.count, sizeof(int64_t), compare_numbers);
    }
    *ret_numbers = found.numbers;
    *ret_count = found.count;
    return RC_OK;
}

static enum rc open_segment(struct spool *spool, int64_t number, int64_t from, int *ret_file,
                            struct segment_scan *ret_scan)
{
    char name[SEGMENT_NAME_MAX];
    segment_name(number, name);
    int file = openat(spool->folder_file, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return RC_FAULT;
    }
    enum rc rc = segment_scan(file, spool->node, number, from, ret_scan);
    if (rc != RC_OK) {
        close(file);
        return rc;
    }
    *ret_file = file;
    return RC_OK;
}

static enum rc check_header(const struct spool *spool, const struct segment_scan *scan, struct fault *fault)
{
    if (scan->header == HEADER_OTHER_NODE) {
        return fault_set(fault, RC_REFUSED, "spool_other_node", "",
                         "the click spool %s belongs to another node than %d", spool->folder, spool->node);
    }
    if (scan->header == HEADER_OTHER_VERSION) {
        return fault_set(fault, RC_REFUSED, "spool_other_version", "",
                         "the click spool %s was written by another version of the program", spool->folder);
    }
    return RC_OK;
}

static void forget_ready(struct spool *spool)
{
    for (size_t i = 0; i < spool->ready_count; i++) {
        close(spool->ready[i].file);
        spool_add_segment(spool, spool->ready[i].number, SEGMENT_HEADER_BYTES);
    }
    spool->ready_count = 0;
}

static void become_current(struct spool *spool, int file, int64_t number, int64_t position)
{
    if (spool->file >= 0) {
        close(spool->file);
    }
    spool->file = file;
    spool->number = number;
    spool->position = position;
}

// One segment after the mark, in ascending order. A segment in use ends the run of empty ones before it.
static enum rc recover_segment(struct spool *spool, struct spool_mark shipped, int64_t number, int64_t *lost_bytes,
                               struct fault *fault)
{
    struct segment_scan scan;
    int file = -1;
    int64_t from = number == shipped.segment ? shipped.position : 0;
    if (open_segment(spool, number, from, &file, &scan) != RC_OK) {
        return fault_set(fault, RC_FAULT, "spool_unreadable", "", "segment %lld of the click spool %s cannot be read",
                         (long long)number, spool->folder);
    }
    enum rc rc = check_header(spool, &scan, fault);
    if (rc != RC_OK) {
        close(file);
        return rc;
    }
    bool is_whole =
        scan.header == HEADER_GOOD && !scan.has_gap && scan.lost_bytes == 0 && scan.size == spool->segment_bytes;
    bool is_empty = is_whole && scan.end == SEGMENT_HEADER_BYTES;
    if (is_empty && spool->ready_count < SPOOL_SPARE_MAX) {
        spool->ready[spool->ready_count++] = (struct spool_ready){.number = number, .file = file};
        return RC_OK;
    }
    forget_ready(spool);
    spool_add_segment(spool, number, scan.end);
    *lost_bytes += scan.lost_bytes;
    if (is_whole && scan.end < scan.size) {
        become_current(spool, file, number, scan.end);
    } else {
        close(file);
        become_current(spool, -1, 0, 0);
    }
    return RC_OK;
}

// One before the mark. The database may lose the newest of its commits yet, and its mark with them (click_ship.h): the
// records are there until they are released. What is damaged there does not matter.
static void recover_shipped(struct spool *spool, int64_t number)
{
    struct segment_scan scan = {.end = 0};
    int file = -1;
    if (open_segment(spool, number, /* from= */ 0, &file, &scan) == RC_OK) {
        close(file);
    }
    spool_add_segment(spool, number, scan.header == HEADER_GOOD ? scan.end : 0);
}

// Writing goes on in the last segment in use when its tail is clean, else in the first empty one, else in a new one.
static enum rc choose_current(struct spool *spool, struct fault *fault)
{
    if (spool->file < 0) {
        struct spool_ready next = {.number = spool->next_number, .file = -1};
        if (spool->ready_count > 0) {
            next = spool->ready[0];
            spool->ready_count--;
            memmove(spool->ready, spool->ready + 1, spool->ready_count * sizeof(spool->ready[0]));
        } else {
            next.file = segment_prepare(spool, next.number, /* recycled= */ 0);
            spool->next_number++;
        }
        if (next.file < 0) {
            return fault_set(fault, RC_FAULT, "spool_unwritable", "",
                             "no segment can be made in the click spool %s: is the disk full or read-only?",
                             spool->folder);
        }
        become_current(spool, next.file, next.number, SEGMENT_HEADER_BYTES);
        spool_add_segment(spool, next.number, SEGMENT_HEADER_BYTES);
    }
    atomic_store(&spool->synced, mark_pack((struct spool_mark){spool->number, spool->position}));
    return RC_OK;
}

enum rc spool_recover(struct spool *spool, struct spool_mark shipped, int64_t *ret_lost_bytes, struct fault *fault)
{
    struct found found = {0};
    int64_t lost_bytes = 0;
    int listed = openat(spool->folder_file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum rc rc = segment_numbers(listed, &found.numbers, &found.count);
    if (rc != RC_OK) {
        rc = fault_set(fault, rc, "spool_unreadable", "", "the click spool %s cannot be listed", spool->folder);
    }
    for (size_t i = 0; rc == RC_OK && i < found.count; i++) {
        if (found.numbers[i] < shipped.segment) {
            recover_shipped(spool, found.numbers[i]);
        } else {
            rc = recover_segment(spool, shipped, found.numbers[i], &lost_bytes, fault);
        }
    }
    int64_t last = found.count > 0 ? found.numbers[found.count - 1] : 0;
    free(found.numbers);
    TRY(rc);
    spool->next_number = (last > shipped.segment ? last : shipped.segment) + 1;
    if (spool->next_number > SEGMENT_NUMBER_MAX) {
        return fault_set(fault, RC_REFUSED, "spool_numbers", "", "the click spool %s has a segment number out of range",
                         spool->folder);
    }
    TRY(choose_current(spool, fault));
    atomic_store(&spool->lost_bytes, lost_bytes);
    *ret_lost_bytes = lost_bytes;
    return RC_OK;
}
