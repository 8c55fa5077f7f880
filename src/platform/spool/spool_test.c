// SPDX-License-Identifier: Apache-2.0
// The spool's promises: what was synced comes back whole and once, after any cut, flip or full disk; nothing else does.
#include "spool/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "spool/spool_private.h"
#include "thread/thread.h"

#define SMALL SPOOL_SEGMENT_BYTES_MIN

static void empty_folder(const char *folder)
{
    DIR *listing = opendir(folder);
    if (listing == NULL) {
        return;
    }
    struct dirent *entry = NULL;
    while ((entry = readdir(listing)) != NULL) {
        unlinkat(dirfd(listing), entry->d_name, 0);
    }
    closedir(listing);
}

static int folder_setup(void **state)
{
    char *folder = strdup("/tmp/spool-test-XXXXXX");
    *state = folder;
    return folder != NULL && mkdtemp(folder) != NULL ? 0 : -1;
}

static int folder_teardown(void **state)
{
    empty_folder(*state);
    int rc = rmdir(*state);
    free(*state);
    return rc;
}

static struct spool *open_at(const char *folder, struct spool_mark shipped, int64_t *ret_lost)
{
    struct spool_options options = {.folder = folder, .node = 1, .segment_bytes = SMALL};
    struct spool *spool = NULL;
    struct fault fault = {0};
    enum rc rc = spool_open(&options, shipped, &spool, ret_lost, &fault);
    if (rc != RC_OK) {
        print_message("%s\n", fault.message);
    }
    assert_int_equal(rc, RC_OK);
    return spool;
}

static struct spool *open_new(const char *folder)
{
    int64_t lost = -1;
    struct spool *spool = open_at(folder, (struct spool_mark){0, 0}, &lost);
    assert_int_equal(lost, 0);
    return spool;
}

// Record number n: its number and a length that varies, every byte told by both.
static struct text record_of(int n, char *bytes)
{
    size_t length = 4 + (size_t)(n * 37 % 501);
    memcpy(bytes, &n, 4);
    for (size_t i = 4; i < length; i++) {
        bytes[i] = (char)(n + (int)i);
    }
    return (struct text){.p = bytes, .n = length};
}

static void append(struct spool *spool, int from, int to)
{
    char bytes[1024];
    for (int n = from; n < to; n++) {
        assert_int_equal(spool_append(spool, record_of(n, bytes)), RC_OK);
    }
}

struct kept {
    size_t count;
};

static enum rc keep(void *user, struct text payload)
{
    struct kept *kept = user;
    kept->count += payload.n > 0;
    return RC_OK;
}

struct seen {
    int numbers[20000];
    size_t count;
    size_t stop_after;
};

static enum rc see(void *user, struct text payload)
{
    struct seen *seen = user;
    if (seen->stop_after != 0 && seen->count == seen->stop_after) {
        return RC_BUSY;
    }
    int n = 0;
    assert_true(payload.n >= 4);
    memcpy(&n, payload.p, 4);
    char bytes[1024];
    assert_true(text_equal(payload, record_of(n, bytes)));
    seen->numbers[seen->count++] = n;
    return RC_OK;
}

// All records after *mark are exactly from, from + 1, …, to - 1.
static void expect(struct spool *spool, struct spool_mark *mark, int from, int to)
{
    static struct seen seen;
    seen.count = 0;
    seen.stop_after = 0;
    size_t read = 0;
    assert_int_equal(spool_read(spool, mark, 20000, see, &seen, &read), RC_OK);
    assert_int_equal(read, seen.count);
    assert_int_equal(seen.count, to - from);
    for (int n = from; n < to; n++) {
        assert_int_equal(seen.numbers[n - from], n);
    }
}

static void only_synced_is_read_and_all_comes_back(void **state)
{
    struct spool *spool = open_new(*state);
    struct spool_mark mark = {0, 0};
    assert_false(spool_has_pending(spool));
    assert_int_equal(spool_sync(spool), RC_OK);
    append(spool, 0, 3);
    assert_true(spool_has_pending(spool));
    expect(spool, &mark, 0, 0);
    assert_int_equal(spool_sync(spool), RC_OK);
    assert_false(spool_has_pending(spool));
    expect(spool, &mark, 0, 3);
    expect(spool, &mark, 0, 0);
    append(spool, 3, 5); // never synced: gone
    spool_close(spool);
    int64_t lost = -1;
    spool = open_at(*state, (struct spool_mark){0, 0}, &lost);
    assert_int_equal(lost, 0);
    mark = (struct spool_mark){0, 0};
    append(spool, 3, 4);
    assert_int_equal(spool_sync(spool), RC_OK);
    expect(spool, &mark, 0, 4);
    struct spool_mark end = spool_end(spool);
    assert_int_equal(mark.segment, end.segment);
    assert_int_equal(mark.position, end.position);
    spool_close(spool);
}

static void bad_records_and_options_are_refused(void **state)
{
    struct spool *spool = open_new(*state);
    static char big[SPOOL_RECORD_MAX + 1];
    assert_int_equal(spool_append(spool, TEXT("")), RC_INVALID);
    assert_int_equal(spool_append(spool, TEXT_NONE), RC_INVALID);
    assert_int_equal(spool_append(spool, (struct text){.p = big, .n = sizeof(big)}), RC_INVALID);
    assert_int_equal(spool_append(spool, (struct text){.p = big, .n = SPOOL_RECORD_MAX}), RC_OK);
    assert_int_equal(spool_sync(spool), RC_OK);
    spool_close(spool);
    static const struct {
        int node;
        int64_t bytes;
        int spare;
        struct spool_mark shipped;
        enum rc rc;
    } rows[] = {
        {63, SMALL, 2, {0, 0}, RC_INVALID},        {-1, SMALL, 2, {0, 0}, RC_INVALID},
        {1, SMALL - 8, 2, {0, 0}, RC_INVALID},     {1, SMALL + 4, 2, {0, 0}, RC_INVALID},
        {1, SMALL, 9, {0, 0}, RC_INVALID},         {1, SMALL, 2, {-1, 0}, RC_INVALID},
        {1, SMALL, 2, {INT64_MAX, 0}, RC_INVALID}, {1, SMALL, 2, {1, 7}, RC_INVALID},
        {1, SMALL, 2, {1, INT64_MAX}, RC_INVALID}, {2, SMALL, 2, {0, 0}, RC_REFUSED}, // another node's spool
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct spool_options options = {*state, rows[i].node, rows[i].bytes, rows[i].spare};
        struct fault fault = {0};
        int64_t lost = 0;
        assert_int_equal(spool_open(&options, rows[i].shipped, &spool, &lost, &fault), rows[i].rc);
        assert_true(fault_is_set(&fault));
    }
}

static void a_second_process_is_refused(void **state)
{
    struct spool *spool = open_new(*state);
    struct spool_options options = {.folder = *state, .node = 1, .segment_bytes = SMALL};
    struct spool *second = NULL;
    struct fault fault = {0};
    int64_t lost = 0;
    assert_int_equal(spool_open(&options, (struct spool_mark){0, 0}, &second, &lost, &fault), RC_BUSY);
    assert_string_equal(fault.code, "spool_locked");
    spool_close(spool);
    spool_close(open_new(*state));
}

static void many_segments_are_read_in_order(void **state)
{
    struct spool *spool = open_new(*state);
    for (int n = 0; n < 2000; n += 10) {
        append(spool, n, n + 10);
        assert_int_equal(spool_sync(spool), RC_OK);
    }
    struct spool_mark mark = {0, 0};
    assert_true(spool_end(spool).segment > 10);
    assert_true(spool_backlog_bytes(spool, mark) > 10 * (SMALL - 1024));
    // In pieces, with a caller that stops: the mark stands after the last record it took.
    static struct seen seen;
    seen.count = 0;
    seen.stop_after = 777;
    size_t read = 0;
    assert_int_equal(spool_read(spool, &mark, 500, see, &seen, &read), RC_OK);
    assert_int_equal(read, 500);
    assert_int_equal(spool_read(spool, &mark, 500, see, &seen, &read), RC_BUSY);
    assert_int_equal(read, 277);
    expect(spool, &mark, 777, 2000);
    spool_close(spool);
    int64_t lost = -1;
    spool = open_at(*state, (struct spool_mark){0, 0}, &lost);
    assert_int_equal(lost, 0);
    mark = (struct spool_mark){0, 0};
    expect(spool, &mark, 0, 2000);
    struct spool_mark end = mark;
    spool_close(spool);
    // The mark that is given at opening may be lost once more: what stands before it is there until it is released.
    spool = open_at(*state, end, &lost);
    mark = (struct spool_mark){0, 0};
    expect(spool, &mark, 0, 2000);
    spool_close(spool);
}

static size_t count_segments(const char *folder)
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    struct dirent *entry = NULL;
    while ((entry = readdir(listing)) != NULL) {
        int64_t number = 0;
        count += segment_name_parse(entry->d_name, &number);
    }
    closedir(listing);
    return count;
}

static void shipped_segments_are_recycled(void **state)
{
    struct spool *spool = open_new(*state);
    struct spool_mark mark = {0, 0};
    for (int n = 0; n < 4000; n += 100) {
        append(spool, n, n + 100);
        assert_int_equal(spool_sync(spool), RC_OK);
        expect(spool, &mark, n, n + 100);
        spool_release(spool, mark);
        assert_int_equal(spool_backlog_bytes(spool, mark), 0);
    }
    spool_close(spool);
    // 4000 records fill more than thirty segments; what remains is the current one, the spare ones, and those that the
    // background thread had not come to yet.
    int64_t lost = -1;
    spool = open_at(*state, mark, &lost);
    assert_int_equal(lost, 0);
    expect(spool, &mark, 0, 0);
    append(spool, 4000, 4001);
    assert_int_equal(spool_sync(spool), RC_OK);
    assert_true(spool_end(spool).segment > 30);
    expect(spool, &mark, 4000, 4001);
    spool_release(spool, mark);
    for (int i = 0; i < 5000 && count_segments(*state) > 4; i++) {
        usleep(1000);
    }
    assert_in_range(count_segments(*state), 1, 4);
    spool_close(spool);
}

static void segment_path(const char *folder, int64_t number, char path[256])
{
    char name[SEGMENT_NAME_MAX];
    segment_name(number, name);
    snprintf(path, 256, "%s/%s", folder, name);
}

static size_t file_load(const char *path, unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, size, file);
    fclose(file);
    return n;
}

static void file_save(const char *path, const unsigned char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static unsigned char image[SMALL];
static unsigned char changed[SMALL];

// A folder with one segment of `count` records; its bytes in `image`, the start of each record in positions.
static void make_image(const char *folder, int count, int64_t *positions)
{
    empty_folder(folder);
    struct spool *spool = open_new(folder);
    for (int n = 0; n < count; n++) {
        positions[n] = spool_end(spool).position;
        append(spool, n, n + 1);
        assert_int_equal(spool_sync(spool), RC_OK);
    }
    positions[count] = spool_end(spool).position;
    assert_int_equal(spool_end(spool).segment, 1);
    spool_close(spool);
    char path[256];
    segment_path(folder, 1, path);
    assert_int_equal(file_load(path, image, sizeof(image)), SMALL);
    empty_folder(folder);
}

// Opens a spool whose only segment holds these bytes: the first `count` records come back, and a new one can follow.
static int64_t expect_after(const char *folder, const unsigned char *bytes, size_t n, int count)
{
    empty_folder(folder);
    char path[256];
    segment_path(folder, 1, path);
    file_save(path, bytes, n);
    int64_t lost = -1;
    struct spool *spool = open_at(folder, (struct spool_mark){0, 0}, &lost);
    struct spool_mark mark = {0, 0};
    append(spool, count, count + 1);
    assert_int_equal(spool_sync(spool), RC_OK);
    expect(spool, &mark, 0, count + 1);
    spool_close(spool);
    int64_t lost_again = -1;
    spool = open_at(folder, (struct spool_mark){0, 0}, &lost_again);
    assert_int_equal(lost_again, lost);
    mark = (struct spool_mark){0, 0};
    expect(spool, &mark, 0, count + 1);
    spool_close(spool);
    return lost;
}

static void a_tail_cut_anywhere_is_cut_off(void **state)
{
    int64_t positions[4];
    make_image(*state, 3, positions);
    for (int64_t at = positions[2]; at < positions[3]; at++) {
        // The file ends there …
        int64_t lost = expect_after(*state, image, (size_t)at, 2);
        assert_in_range(lost, 0, at - positions[2]);
        // … or is zero from there, as a torn write leaves it. The padding of the last record is zero anyway.
        memcpy(changed, image, SMALL);
        memset(changed + at, 0, (size_t)(SMALL - at));
        bool is_whole = memcmp(changed, image, SMALL) == 0;
        lost = expect_after(*state, changed, SMALL, is_whole ? 3 : 2);
        assert_in_range(lost, 0, at - positions[2]);
    }
    assert_int_equal(expect_after(*state, image, SMALL, 3), 0);
}

static void a_flipped_bit_is_found(void **state)
{
    int64_t positions[4];
    make_image(*state, 3, positions);
    for (int64_t at = 0; at < positions[3]; at += 3) {
        int record = at < positions[0] ? 0 : at < positions[1] ? 0 : at < positions[2] ? 1 : 2;
        memcpy(changed, image, SMALL);
        changed[at] ^= (unsigned char)(1 << (at % 8));
        char payload[1024];
        size_t n = record_of(record, payload).n;
        bool is_padding = at >= positions[0] && at >= positions[record] + RECORD_HEAD_BYTES + (int64_t)n;
        bool is_unused_header = at >= 28 && at < SEGMENT_HEADER_BYTES;
        if (is_padding || is_unused_header) {
            expect_after(*state, changed, SMALL, 3); // carries nothing
            continue;
        }
        assert_true(expect_after(*state, changed, SMALL, record) > 0);
    }
}

static void damage_does_not_stop_later_segments(void **state)
{
    struct spool *spool = open_new(*state);
    append(spool, 0, 200);
    assert_int_equal(spool_sync(spool), RC_OK);
    assert_int_equal(spool_end(spool).segment, 2);
    struct spool_mark mark = {0, 0};
    static struct seen seen;
    seen.count = 0;
    seen.stop_after = 0;
    size_t read = 0;
    int in_first = 0;
    while (mark.segment < 2) {
        assert_int_equal(spool_read(spool, &mark, 1, see, &seen, &read), RC_OK);
        in_first += mark.segment == 1;
    }
    char path[256];
    segment_path(*state, 1, path);
    assert_int_equal(file_load(path, image, sizeof(image)), SMALL);
    image[SMALL / 2] ^= 1;
    file_save(path, image, SMALL);
    // Read while running: the rest of the segment is skipped and counted.
    seen.count = 0;
    mark = (struct spool_mark){0, 0};
    assert_int_equal(spool_read(spool, &mark, 20000, see, &seen, &read), RC_OK);
    assert_true(seen.count > 100 && seen.count < 200 - (size_t)in_first / 3);
    assert_int_equal(seen.numbers[seen.count - 1], 199);
    int64_t lost = spool_lost_bytes(spool);
    assert_in_range(lost, SMALL / 2 - 1024, SMALL / 2 + 1024);
    size_t count = seen.count;
    spool_close(spool);
    // The same after opening anew.
    int64_t lost_again = -1;
    spool = open_at(*state, (struct spool_mark){0, 0}, &lost_again);
    seen.count = 0;
    mark = (struct spool_mark){0, 0};
    assert_int_equal(spool_read(spool, &mark, 20000, see, &seen, &read), RC_OK);
    assert_int_equal(seen.count, count);
    assert_in_range(lost_again, lost - 7, lost); // opening does not count the padding at the end
    assert_int_equal(spool_lost_bytes(spool), lost_again);
    spool_close(spool);
}

static void old_content_never_reads_as_new(void **state)
{
    int64_t positions[4];
    make_image(*state, 3, positions);
    // The same bytes under the next segment's header, as a recycled file that was not zeroed would have them.
    memcpy(changed, image, SMALL);
    segment_header_write(changed, 1, 2);
    char path[256];
    segment_path(*state, 2, path);
    file_save(path, changed, SMALL);
    int64_t lost = -1;
    struct spool *spool = open_at(*state, (struct spool_mark){0, 0}, &lost);
    struct spool_mark mark = {0, 0};
    expect(spool, &mark, 0, 0);
    assert_true(lost > 0);
    append(spool, 7, 8);
    assert_int_equal(spool_sync(spool), RC_OK);
    expect(spool, &mark, 7, 8);
    spool_close(spool);
    empty_folder(*state);
    // A record moved to another place in its own segment.
    memcpy(changed, image, SMALL);
    memcpy(changed + positions[3], image + positions[0], (size_t)(positions[1] - positions[0]));
    // Its head is counted; the payload of record 0 is zeroes.
    assert_int_equal(expect_after(*state, changed, SMALL, 3), RECORD_HEAD_BYTES);
}

static void a_mark_beyond_the_files_is_respected(void **state)
{
    struct spool *spool = open_new(*state);
    append(spool, 0, 3);
    assert_int_equal(spool_sync(spool), RC_OK);
    struct spool_mark end = spool_end(spool);
    spool_close(spool);
    // The database knows more than this folder, which was restored from an old copy, or is new.
    static const struct spool_mark marks[] = {{1, 4096}, {50, 64}, {200, 0}, {900, 32768}};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        int64_t lost = -1;
        spool = open_at(*state, marks[i], &lost);
        struct spool_mark mark = marks[i];
        expect(spool, &mark, 0, 0);
        append(spool, 9, 10);
        assert_int_equal(spool_sync(spool), RC_OK);
        struct spool_mark now = spool_end(spool);
        assert_true(now.segment > marks[i].segment);
        expect(spool, &mark, 9, 10);
        spool_close(spool);
    }
    assert_int_equal(end.segment, 1);
}

static void only_what_follows_the_mark_is_read(void **state)
{
    struct spool *spool = open_new(*state);
    append(spool, 0, 10);
    assert_int_equal(spool_sync(spool), RC_OK);
    struct spool_mark mark = {0, 0};
    static struct seen seen;
    seen.count = 0;
    seen.stop_after = 0;
    size_t read = 0;
    assert_int_equal(spool_read(spool, &mark, 4, see, &seen, &read), RC_OK);
    spool_close(spool);
    // Damage before the mark is of no interest.
    char path[256];
    segment_path(*state, 1, path);
    assert_int_equal(file_load(path, image, sizeof(image)), SMALL);
    image[SEGMENT_HEADER_BYTES + 9] ^= 1;
    file_save(path, image, SMALL);
    int64_t lost = -1;
    spool = open_at(*state, mark, &lost);
    assert_int_equal(lost, 0);
    expect(spool, &mark, 4, 10);
    append(spool, 10, 11);
    assert_int_equal(spool_sync(spool), RC_OK);
    expect(spool, &mark, 10, 11);
    spool_close(spool);
}

// In a child, because the limit is the process's: files may not grow past it, as on a full disk.
static int full_disk_child(const char *folder)
{
    signal(SIGXFSZ, SIG_IGN);
    struct spool_options options = {.folder = folder, .node = 1, .segment_bytes = SMALL, .segments_spare = 1};
    struct spool *spool = NULL;
    int64_t lost = 0;
    if (spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL) != RC_OK) {
        return 1;
    }
    usleep(100000); // the first spare is made meanwhile, or not: both are right
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit tight = {.rlim_cur = SMALL / 2, .rlim_max = before.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &tight) != 0) {
        return 2;
    }
    char bytes[1024];
    int acknowledged = 0;
    enum rc rc = RC_OK;
    while (rc == RC_OK && acknowledged < 100000) {
        rc = spool_append(spool, record_of(acknowledged, bytes));
        if (rc == RC_OK) {
            rc = spool_sync(spool);
        }
        acknowledged += rc == RC_OK;
    }
    if (rc != RC_FAULT) {
        return 3;
    }
    spool_close(spool);
    setrlimit(RLIMIT_FSIZE, &before);
    if (spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL) != RC_OK) {
        return 5;
    }
    static struct seen seen;
    struct spool_mark mark = {0, 0};
    size_t read = 0;
    if (spool_read(spool, &mark, 20000, see, &seen, &read) != RC_OK || (int)read < acknowledged) {
        return 6;
    }
    spool_close(spool);
    return 0;
}

static int no_room_child(const char *folder)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit tight = {.rlim_cur = SMALL / 2, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    struct spool_options options = {.folder = folder, .node = 1, .segment_bytes = SMALL};
    struct spool *spool = NULL;
    struct fault fault = {0};
    int64_t lost = 0;
    return spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, &fault) == RC_FAULT && fault_is_set(&fault)
               ? 0
               : 1;
}

// Appending fails while there is no room for a further segment, and works again once there is: without opening anew.
static int room_again_child(const char *folder)
{
    signal(SIGXFSZ, SIG_IGN);
    struct spool_options options = {.folder = folder, .node = 1, .segment_bytes = SMALL, .segments_spare = 1};
    struct spool *spool = NULL;
    int64_t lost = 0;
    if (spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL) != RC_OK) {
        return 1;
    }
    while (count_segments(folder) < 2) {
        usleep(1000);
    }
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit tight = {.rlim_cur = SMALL - 1, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    static char payload[SPOOL_RECORD_MAX - 1024];
    struct text record = {.p = payload, .n = sizeof(payload)};
    int taken = 0;
    while (taken < 10 && spool_append(spool, record) == RC_OK && spool_sync(spool) == RC_OK) {
        taken++;
    }
    if (taken != 4) { // two in each of two segments
        return 10 + taken;
    }
    setrlimit(RLIMIT_FSIZE, &before);
    for (int i = 0; i < 10000; i++) {
        if (spool_append(spool, record) == RC_OK) {
            return spool_sync(spool) == RC_OK ? 0 : 2;
        }
        usleep(1000);
    }
    return 3;
}

static void in_child(int (*call)(const char *folder), const char *folder)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(call(folder));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static bool file_has(const char *folder, struct text needle)
{
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    bool is_found = false;
    struct dirent *entry = NULL;
    while ((entry = readdir(listing)) != NULL) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == 's' || entry->d_name[0] == 'p') {
            FILE *file = fopen(path, "rb"); // a segment that is being renamed may be gone already
            size_t n = file == NULL ? 0 : fread(changed, 1, sizeof(changed), file);
            is_found = is_found || memmem(changed, n, needle.p, needle.n) != NULL;
            if (file != NULL) {
                fclose(file);
            }
        }
    }
    closedir(listing);
    return is_found;
}

static void rolled_segments_forget_what_was_shipped(void **state)
{
    struct spool *spool = open_new(*state);
    assert_int_equal(spool_roll(spool), RC_OK); // nothing in it yet
    assert_int_equal(spool_end(spool).segment, 1);
    struct text secret = TEXT("203.0.113.77 was here");
    assert_int_equal(spool_append(spool, secret), RC_OK);
    assert_int_equal(spool_roll(spool), RC_OK); // not while something waits
    assert_int_equal(spool_end(spool).segment, 1);
    assert_int_equal(spool_sync(spool), RC_OK);
    assert_true(file_has(*state, secret));
    assert_int_equal(spool_roll(spool), RC_OK);
    assert_int_equal(spool_end(spool).segment, 2);
    struct spool_mark mark = {0, 0};
    struct kept kept = {0};
    size_t read = 0;
    assert_int_equal(spool_read(spool, &mark, 10, keep, &kept, &read), RC_OK);
    assert_int_equal(read, 1);
    spool_release(spool, mark);
    for (int i = 0; i < 5000 && file_has(*state, secret); i++) {
        usleep(1000);
    }
    assert_false(file_has(*state, secret));
    append(spool, 0, 3);
    assert_int_equal(spool_sync(spool), RC_OK);
    expect(spool, &mark, 0, 3);
    spool_close(spool);
    // The mark may name a segment that is gone.
    int64_t lost = -1;
    spool = open_at(*state, (struct spool_mark){1, mark.position}, &lost);
    mark = (struct spool_mark){1, mark.position};
    expect(spool, &mark, 0, 3);
    spool_close(spool);
}

static void a_full_disk_gives_no_false_success(void **state)
{
    in_child(full_disk_child, *state);
    empty_folder(*state);
    in_child(no_room_child, *state);
    empty_folder(*state);
    in_child(room_again_child, *state);
}

static int failed_write_child(const char *folder)
{
    signal(SIGXFSZ, SIG_IGN);
    struct spool_options options = {.folder = folder, .node = 1, .segment_bytes = SMALL};
    struct spool *spool = NULL;
    int64_t lost = 0;
    if (spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL) != RC_OK) {
        return 1;
    }
    char bytes[1024];
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    if (spool_append(spool, record_of(0, bytes)) != RC_OK || setrlimit(RLIMIT_FSIZE, &none) != 0 ||
        spool_sync(spool) != RC_FAULT) {
        return 2;
    }
    setrlimit(RLIMIT_FSIZE, &before);
    // Broken for good, even when the disk is well again.
    if (spool_append(spool, record_of(1, bytes)) != RC_FAULT || spool_sync(spool) != RC_FAULT) {
        return 3;
    }
    spool_close(spool);
    return spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL) == RC_OK ? 0 : 4;
}

static void a_failed_write_breaks_the_spool_for_good(void **state)
{
    in_child(failed_write_child, *state);
}

struct together {
    struct spool *spool;
    _Atomic bool is_done;
    int next;
};

static enum rc see_next(void *user, struct text payload)
{
    struct together *together = user;
    int n = 0;
    memcpy(&n, payload.p, 4);
    char bytes[1024];
    assert_int_equal(n, together->next);
    assert_true(text_equal(payload, record_of(n, bytes)));
    together->next++;
    return RC_OK;
}

static void read_along(void *user)
{
    struct together *together = user;
    struct spool_mark mark = {0, 0};
    bool is_done = false;
    while (!is_done) {
        is_done = atomic_load(&together->is_done);
        size_t read = 0;
        assert_int_equal(spool_read(together->spool, &mark, 1000, see_next, together, &read), RC_OK);
        spool_release(together->spool, mark);
        is_done = is_done && read == 0;
    }
}

static void reader_and_writer_work_together(void **state)
{
    struct together together = {.spool = open_new(*state)};
    struct thread reader;
    assert_int_equal(thread_start(&reader, "reader", read_along, &together), RC_OK);
    for (int n = 0; n < 20000; n += 40) {
        append(together.spool, n, n + 40);
        assert_int_equal(spool_sync(together.spool), RC_OK);
    }
    atomic_store(&together.is_done, true);
    thread_join(&reader);
    assert_int_equal(together.next, 20000);
    assert_int_equal(spool_lost_bytes(together.spool), 0);
    spool_close(together.spool);
}

#define SPOOL_TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SPOOL_TEST(only_synced_is_read_and_all_comes_back),
        SPOOL_TEST(bad_records_and_options_are_refused),
        SPOOL_TEST(a_second_process_is_refused),
        SPOOL_TEST(many_segments_are_read_in_order),
        SPOOL_TEST(shipped_segments_are_recycled),
        SPOOL_TEST(a_tail_cut_anywhere_is_cut_off),
        SPOOL_TEST(a_flipped_bit_is_found),
        SPOOL_TEST(damage_does_not_stop_later_segments),
        SPOOL_TEST(old_content_never_reads_as_new),
        SPOOL_TEST(a_mark_beyond_the_files_is_respected),
        SPOOL_TEST(only_what_follows_the_mark_is_read),
        SPOOL_TEST(rolled_segments_forget_what_was_shipped),
        SPOOL_TEST(a_full_disk_gives_no_false_success),
        SPOOL_TEST(a_failed_write_breaks_the_spool_for_good),
        SPOOL_TEST(reader_and_writer_work_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
