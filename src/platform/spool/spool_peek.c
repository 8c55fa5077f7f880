// SPDX-License-Identifier: Apache-2.0
// Reading a spool that another process may be writing: for backups and for looking what is wrong.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "spool/spool_private.h"

struct peek {
    int folder_file;
    struct spool_mark from;
    enum rc (*call)(void *user, struct spool_mark after, struct text payload);
    void *user;
    int node;
};

static enum rc peek_records(struct peek *peek, const unsigned char *bytes, size_t n, int64_t number)
{
    int node = segment_header_node(bytes, n, number);
    if (node < 0) {
        return RC_OK; // taken for reuse while we looked, or damaged: opening tells
    }
    peek->node = node;
    int64_t at = number == peek->from.segment && peek->from.position > SEGMENT_HEADER_BYTES ? peek->from.position
                                                                                            : SEGMENT_HEADER_BYTES;
    struct text payload = TEXT_NONE;
    int64_t length = 0;
    while ((size_t)at < n && record_read(bytes + at, n - (size_t)at, number, at, &payload, &length) == RECORD_GOOD) {
        at += length;
        TRY(peek->call(peek->user, (struct spool_mark){.segment = number, .position = at}, payload));
    }
    return RC_OK;
}

static enum rc peek_segment(struct peek *peek, int64_t number)
{
    char name[SEGMENT_NAME_MAX];
    segment_name(number, name);
    int file = openat(peek->folder_file, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return errno == ENOENT ? RC_OK : RC_FAULT; // shipped and taken for reuse since it was listed
    }
    size_t n = 0;
    unsigned char *bytes = segment_read(file, &n);
    close(file);
    if (bytes == NULL) {
        return RC_FAULT;
    }
    enum rc rc = peek_records(peek, bytes, n, number);
    free(bytes);
    return rc;
}

enum rc spool_peek(const char *folder, struct spool_mark from,
                   enum rc (*call)(void *user, struct spool_mark after, struct text payload), void *user, int *ret_node)
{
    struct peek peek = {.from = from, .call = call, .user = user, .node = -1};
    peek.folder_file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (peek.folder_file < 0) {
        return errno == ENOENT ? RC_NOT_FOUND : RC_FAULT;
    }
    int64_t *numbers = NULL;
    size_t count = 0;
    enum rc rc = segment_numbers(openat(peek.folder_file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), &numbers, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (numbers[i] >= from.segment) {
            rc = peek_segment(&peek, numbers[i]);
        }
    }
    free(numbers);
    close(peek.folder_file);
    *ret_node = peek.node;
    return rc;
}

static enum rc first_call(void *user, struct spool_mark after, struct text payload)
{
    (void)user;
    (void)after;
    (void)payload;
    return RC_CONFLICT; // one is enough: its segment names the node
}

enum rc spool_node(const char *folder, int *ret_node)
{
    enum rc rc = spool_peek(folder, (struct spool_mark){0}, first_call, NULL, ret_node);
    return rc == RC_CONFLICT ? RC_OK : rc;
}

// ---- looking what is wrong ----

static enum rc count_call(void *user, struct spool_mark after, struct text payload)
{
    struct spool_look *look = user;
    (void)after;
    look->waiting++;
    look->waiting_bytes += (int64_t)payload.n;
    return RC_OK;
}

static bool is_locked(int folder_file)
{
    int file = openat(folder_file, "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool is_busy = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0;
    if (file >= 0) {
        close(file);
    }
    return is_busy;
}

static enum rc judge_segment(int folder_file, int64_t number, struct spool_mark from, struct spool_look *look)
{
    char name[SEGMENT_NAME_MAX];
    struct segment_scan scan;
    segment_name(number, name);
    int file = openat(folder_file, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return errno == ENOENT ? RC_OK : RC_FAULT;
    }
    enum rc rc = segment_scan(file, look->node, number, number == from.segment ? from.position : 0, &scan);
    close(file);
    TRY(rc);
    look->lost_bytes += scan.lost_bytes;
    if ((scan.lost_bytes > 0 || scan.header != HEADER_GOOD) && look->damaged == 0) {
        look->damaged = number;
    }
    return RC_OK;
}

static enum rc judge(int folder_file, struct spool_mark from, struct spool_look *look)
{
    int64_t *numbers = NULL;
    size_t count = 0;
    TRY(segment_numbers(openat(folder_file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), &numbers, &count));
    enum rc rc = RC_OK;
    // Those prepared ahead lie behind the one being written; while somebody writes we cannot tell them apart.
    for (size_t i = 0; rc == RC_OK && i < count && !look->is_open; i++) {
        rc = numbers[i] < from.segment ? RC_OK : judge_segment(folder_file, numbers[i], from, look);
    }
    free(numbers);
    return rc;
}

enum rc spool_look(const char *folder, struct spool_mark from, struct spool_look *ret_look)
{
    struct spool_look look = {.node = -1};
    TRY(spool_peek(folder, from, count_call, &look, &look.node));
    int folder_file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_file < 0) {
        return RC_FAULT;
    }
    look.is_open = is_locked(folder_file);
    enum rc rc = judge(folder_file, from, &look);
    close(folder_file);
    *ret_look = look;
    return rc;
}
