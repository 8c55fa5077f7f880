// SPDX-License-Identifier: Apache-2.0
// A segment of the click spool that holds anything: opened and read. What is read back must have stood there whole,
// under its own segment's number and at its own place. An odd first byte puts a good header before the rest, so that
// records are reached.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>
#include <stdio.h>

#include "core/bug.h"
#include "format/encode.h"
#include "spool/spool.h"

#define HEADER_BYTES 64
#define NODE 1
#define SEGMENT 1

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static unsigned char image[SPOOL_SEGMENT_BYTES_MIN * 2];

static uint64_t read_le(const unsigned char *p, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value |= (uint64_t)p[i] << (8 * i);
    }
    return value;
}

static void write_le(unsigned char *p, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        p[i] = (unsigned char)(value >> (8 * i));
    }
}

static void write_header(void)
{
    memset(image, 0, HEADER_BYTES);
    memcpy(image, "TRBSPOOL", 8);
    write_le(image + 8, 1, 4);
    write_le(image + 12, NODE, 4);
    write_le(image + 16, SEGMENT, 8);
    write_le(image + 24, crc32c_portable(0, image, 24), 4);
}

struct one {
    struct text payload;
    size_t count;
    char bytes[SPOOL_RECORD_MAX];
};

static enum rc take(void *user, struct text payload)
{
    struct one *one = user;
    BUG_ON(payload.n == 0 || payload.n > SPOOL_RECORD_MAX);
    memcpy(one->bytes, payload.p, payload.n);
    one->payload = (struct text){.p = one->bytes, .n = payload.n};
    one->count++;
    return RC_OK;
}

// The record that ends at the mark stands in the file, with a checksum worked out here.
static void check(const struct one *one, struct spool_mark mark, size_t n)
{
    size_t length = (8 + one->payload.n + 7) / 8 * 8;
    BUG_ON(mark.segment != SEGMENT || (size_t)mark.position < HEADER_BYTES + length || (size_t)mark.position > n);
    size_t start = (size_t)mark.position - length;
    unsigned char place[20];
    write_le(place, SEGMENT, 8);
    write_le(place + 8, start, 8);
    write_le(place + 16, one->payload.n, 4);
    uint32_t crc = crc32c_portable(crc32c_portable(0, place, sizeof(place)), one->payload.p, one->payload.n);
    BUG_ON(read_le(image + start, 4) != one->payload.n || read_le(image + start + 4, 4) != crc);
    BUG_ON(memcmp(image + start + 8, one->payload.p, one->payload.n) != 0);
}

static void write_segment(const char *folder, size_t n)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/spool-%012d.seg", folder, SEGMENT);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    BUG_ON(file < 0 || write(file, image, n) != (ssize_t)n);
    close(file);
}

static void read_all(const char *folder, size_t n)
{
    struct spool_options options = {
        .folder = folder, .node = NODE, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN, .segments_spare = 1};
    struct spool *spool = NULL;
    struct fault fault = {0};
    int64_t lost = 0;
    enum rc rc = spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, &fault);
    if (rc != RC_OK) {
        BUG_ON(rc != RC_REFUSED); // another node or version
        return;
    }
    BUG_ON(lost < 0 || (size_t)lost > n);
    static struct one one;
    struct spool_mark mark = {0, 0};
    size_t read = 0;
    do {
        one.count = 0;
        BUG_ON(spool_read(spool, &mark, 1, take, &one, &read) != RC_OK || read != one.count);
        if (read == 1) {
            check(&one, mark, n);
        }
    } while (read == 1);
    BUG_ON(spool_append(spool, TEXT("next")) != RC_OK || spool_sync(spool) != RC_OK);
    one.count = 0;
    BUG_ON(spool_read(spool, &mark, 10, take, &one, &read) != RC_OK || read != 1);
    BUG_ON(!text_equal(one.payload, TEXT("next")));
    spool_close(spool);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    // Memory where there is some: thousands of syncs would measure the disk.
    char folder[64];
    (void)snprintf(folder, sizeof(folder), "%s/fuzz-spool-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (n == 0 || n > sizeof(image) - HEADER_BYTES) {
        return 0;
    }
    size_t from = (bytes[0] & 1) != 0 ? HEADER_BYTES : 0;
    write_header();
    memcpy(image + from, bytes + 1, n - 1);
    size_t image_n = from + n - 1;
    BUG_ON(mkdtemp(folder) == NULL);
    write_segment(folder, image_n);
    read_all(folder, image_n);
    for (int number = 1; number <= 6; number++) {
        char path[256];
        (void)snprintf(path, sizeof(path), "%s/spool-%012d.seg", folder, number);
        unlink(path);
    }
    char lock[128];
    (void)snprintf(lock, sizeof(lock), "%s/lock", folder);
    unlink(lock);
    (void)snprintf(lock, sizeof(lock), "%s/prepare.tmp", folder);
    unlink(lock);
    BUG_ON(rmdir(folder) != 0);
    return 0;
}
