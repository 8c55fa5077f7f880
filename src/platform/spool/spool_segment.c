// SPDX-License-Identifier: Apache-2.0
// The format of a segment: names, header, records, and reading a whole segment that may end anyhow.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/encode.h"
#include "spool/spool_private.h"

#define SEGMENT_VERSION 1
#define NUMBER_DIGITS 12

static const char magic[8] = {'T', 'R', 'B', 'S', 'P', 'O', 'O', 'L'};
static const char name_prefix[] = "spool-";
static const char name_suffix[] = ".seg";

static void put_le(unsigned char *bytes, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint64_t get_le(const unsigned char *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

int64_t record_bytes(size_t payload_n)
{
    return (int64_t)((RECORD_HEAD_BYTES + payload_n + 7) / 8 * 8);
}

void segment_name(int64_t number, char ret_name[SEGMENT_NAME_MAX])
{
    snprintf(ret_name, SEGMENT_NAME_MAX, "%s%0*lld%s", name_prefix, NUMBER_DIGITS, (long long)number, name_suffix);
}

bool segment_name_parse(const char *name, int64_t *ret_number)
{
    size_t prefix_n = sizeof(name_prefix) - 1;
    if (strlen(name) != prefix_n + NUMBER_DIGITS + sizeof(name_suffix) - 1 ||
        memcmp(name, name_prefix, prefix_n) != 0 || strcmp(name + prefix_n + NUMBER_DIGITS, name_suffix) != 0) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = 0; i < NUMBER_DIGITS; i++) {
        char c = name[prefix_n + i];
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    *ret_number = number;
    return number > 0;
}

// Magic, version, node, number, CRC of these; the rest is zero.
void segment_header_write(unsigned char header[SEGMENT_HEADER_BYTES], int node, int64_t number)
{
    memset(header, 0, SEGMENT_HEADER_BYTES);
    memcpy(header, magic, sizeof(magic));
    put_le(header + 8, SEGMENT_VERSION, 4);
    put_le(header + 12, (uint64_t)node, 4);
    put_le(header + 16, (uint64_t)number, 8);
    put_le(header + 24, crc32c(0, header, 24), 4);
}

static enum segment_header header_read(const unsigned char *bytes, size_t n, int node, int64_t number)
{
    if (n < SEGMENT_HEADER_BYTES || memcmp(bytes, magic, sizeof(magic)) != 0 ||
        get_le(bytes + 24, 4) != crc32c(0, bytes, 24)) {
        return HEADER_DAMAGED;
    }
    if (get_le(bytes + 8, 4) != SEGMENT_VERSION) {
        return HEADER_OTHER_VERSION;
    }
    if (get_le(bytes + 12, 4) != (uint64_t)node) {
        return HEADER_OTHER_NODE;
    }
    return get_le(bytes + 16, 8) == (uint64_t)number ? HEADER_GOOD : HEADER_DAMAGED;
}

int segment_header_node(const unsigned char *bytes, size_t n, int64_t number)
{
    if (n < SEGMENT_HEADER_BYTES) {
        return -1;
    }
    int node = (int)get_le(bytes + 12, 4);
    return header_read(bytes, n, node, number) == HEADER_GOOD ? node : -1;
}

// Segment number and position are part of it, so that what an earlier life of the file left behind, or a block that
// landed in the wrong place, never reads as a record.
static uint32_t record_crc(int64_t number, int64_t position, const unsigned char *payload, size_t n)
{
    unsigned char place[20];
    put_le(place, (uint64_t)number, 8);
    put_le(place + 8, (uint64_t)position, 8);
    put_le(place + 16, n, 4);
    return crc32c(crc32c(0, place, sizeof(place)), payload, n);
}

void record_write(unsigned char *bytes, int64_t number, int64_t position, struct text payload)
{
    size_t used = RECORD_HEAD_BYTES + payload.n;
    memcpy(bytes + RECORD_HEAD_BYTES, payload.p, payload.n);
    memset(bytes + used, 0, (size_t)record_bytes(payload.n) - used);
    put_le(bytes, payload.n, 4);
    put_le(bytes + 4, record_crc(number, position, bytes + RECORD_HEAD_BYTES, payload.n), 4);
}

enum record_read record_read(const unsigned char *bytes, size_t n, int64_t number, int64_t position,
                             struct text *ret_payload, int64_t *ret_bytes)
{
    if (n < RECORD_HEAD_BYTES) {
        return RECORD_CUT;
    }
    size_t payload_n = get_le(bytes, 4);
    if (payload_n == 0) {
        return RECORD_END;
    }
    if (payload_n > SPOOL_RECORD_MAX) {
        return RECORD_DAMAGED;
    }
    if (n < (size_t)record_bytes(payload_n)) {
        return RECORD_CUT;
    }
    if (get_le(bytes + 4, 4) != record_crc(number, position, bytes + RECORD_HEAD_BYTES, payload_n)) {
        return RECORD_DAMAGED;
    }
    *ret_payload = (struct text){.p = (const char *)bytes + RECORD_HEAD_BYTES, .n = payload_n};
    *ret_bytes = record_bytes(payload_n);
    return RECORD_GOOD;
}

bool file_write_at(int file, const void *bytes, size_t n, int64_t position)
{
    const unsigned char *p = bytes;
    while (n > 0) {
        ssize_t written = pwrite(file, p, n, position);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        p += written;
        n -= (size_t)written;
        position += written;
    }
    return true;
}

static bool read_whole(int file, unsigned char *bytes, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t got = pread(file, bytes + done, n - done, (off_t)done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        done += (size_t)got;
    }
    return true;
}

static void scan_records(const unsigned char *bytes, size_t n, int64_t number, struct segment_scan *scan)
{
    struct text payload = TEXT_NONE;
    int64_t length = 0;
    while ((size_t)scan->end < n &&
           record_read(bytes + scan->end, n - (size_t)scan->end, number, scan->end, &payload, &length) == RECORD_GOOD) {
        scan->end += length;
    }
}

static void scan_tail(const unsigned char *bytes, size_t n, struct segment_scan *scan)
{
    for (size_t i = n; i > (size_t)scan->end; i--) {
        if (bytes[i - 1] != 0) {
            scan->lost_bytes = (int64_t)i - scan->end;
            return;
        }
    }
}

unsigned char *segment_read(int file, size_t *ret_n)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > SPOOL_SEGMENT_BYTES_MAX) {
        return NULL;
    }
    size_t n = (size_t)status.st_size;
    unsigned char *bytes = malloc(n + 1);
    if (bytes == NULL || !read_whole(file, bytes, n)) {
        free(bytes);
        return NULL;
    }
    bytes[n] = 0;
    *ret_n = n;
    return bytes;
}

enum rc segment_scan(int file, int node, int64_t number, int64_t from, struct segment_scan *ret_scan)
{
    size_t n = 0;
    unsigned char *bytes = segment_read(file, &n);
    if (bytes == NULL) {
        return RC_FAULT;
    }
    struct segment_scan scan = {.size = (int64_t)n, .end = 0, .lost_bytes = 0};
    scan.header = header_read(bytes, n, node, number);
    if (scan.header == HEADER_GOOD) {
        scan.end = SEGMENT_HEADER_BYTES;
        scan_records(bytes, n, number, &scan);
        if (scan.end < from) {
            scan.has_gap = true;
            scan.end = from;
            scan_records(bytes, n, number, &scan);
        }
    }
    scan_tail(bytes, n, &scan); // under a damaged header all of it
    free(bytes);
    *ret_scan = scan;
    return RC_OK;
}
