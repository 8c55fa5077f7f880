// SPDX-License-Identifier: Apache-2.0
// Writing, proving and reading archives.
#include "archive/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/bug.h"
#include "crypto/crypto.h"
#include "format/encode.h"

#define MAGIC "tributary backup"
#define MAGIC_BYTES (sizeof(MAGIC) - 1)
#define FORMAT 1
#define START_BYTES (MAGIC_BYTES + 1)
#define HEAD_BYTES 9
#define CHECK_BYTES 4
#define KIND_END 0
#define LEVEL 3 // of Zstandard: the file is about a fifth of what goes in, at several hundred MB/s

static void put_uint32(unsigned char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
}

static uint32_t get_uint32(const unsigned char *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// ---- writing ----

struct archive_writer {
    const char *path;
    const char *part;             // while it is written
    FILE *file;                   // NULL once ended
    struct digest_stream *digest; // of what was written; NULL for the end block itself
    int64_t bytes;
};

static enum rc writing_failed(const struct archive_writer *writer, struct fault *fault)
{
    return fault_set(fault, RC_FAULT, "archive_unwritable", "", "%s cannot be written: %s", writer->part,
                     strerror(errno));
}

static enum rc put(struct archive_writer *writer, const void *bytes, size_t n, struct fault *fault)
{
    if (fwrite(bytes, 1, n, writer->file) != n) {
        return writing_failed(writer, fault);
    }
    if (writer->digest != NULL) {
        digest_add(writer->digest, (struct text){.p = bytes, .n = n});
    }
    writer->bytes += (int64_t)n;
    return RC_OK;
}

enum rc archive_write_begin(struct arena *arena, const char *path, struct archive_writer **ret_writer,
                            struct fault *fault)
{
    if (access(path, F_OK) == 0) {
        return fault_set(fault, RC_CONFLICT, "archive_exists", "", "%s is there already: give another name", path);
    }
    struct archive_writer *writer = arena_one(arena, struct archive_writer);
    writer->path = text_zero_terminated(arena, text_of(path));
    writer->part = text_zero_terminated(arena, text_format(arena, "%s.part", path));
    writer->digest = digest_begin(arena);
    int file = open(writer->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    writer->file = file < 0 ? NULL : fdopen(file, "wb");
    if (writer->file == NULL) {
        return writing_failed(writer, fault);
    }
    *ret_writer = writer;
    unsigned char start[START_BYTES] = MAGIC;
    start[MAGIC_BYTES] = FORMAT;
    return put(writer, start, sizeof(start), fault);
}

static enum rc write_block(struct archive_writer *writer, uint8_t kind, struct text content, struct fault *fault)
{
    BUG_ON(content.n > ARCHIVE_BLOCK_BYTES_MAX);
    AUTO_ARENA arena = arena_new(HEAD_BYTES + ZSTD_compressBound(content.n) + CHECK_BYTES);
    size_t bound = ZSTD_compressBound(content.n);
    unsigned char *block = arena_many(arena, unsigned char, HEAD_BYTES + bound + CHECK_BYTES);
    size_t stored = ZSTD_compress(block + HEAD_BYTES, bound, content.p, content.n, LEVEL);
    if (ZSTD_isError(stored)) {
        return fault_internal(fault, RC_FAULT, "a block cannot be compressed: %s", ZSTD_getErrorName(stored));
    }
    block[0] = kind;
    put_uint32(block + 1, (uint32_t)content.n);
    put_uint32(block + 5, (uint32_t)stored);
    put_uint32(block + HEAD_BYTES + stored, crc32c(0, block, HEAD_BYTES + stored));
    return put(writer, block, HEAD_BYTES + stored + CHECK_BYTES, fault);
}

enum rc archive_write(struct archive_writer *writer, uint8_t kind, struct text content, struct fault *fault)
{
    BUG_ON(kind == KIND_END);
    return write_block(writer, kind, content, fault);
}

static bool folder_sync(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    if (n >= sizeof(folder)) {
        return false;
    }
    snprintf(folder, sizeof(folder), "%.*s", (int)(slash == path ? 1 : n), slash == NULL ? "" : path);
    int file = open(slash == NULL ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return is_synced;
}

static enum rc seal_and_name(struct archive_writer *writer, struct fault *fault)
{
    uint8_t of_all[DIGEST_BYTES];
    digest_end(writer->digest, of_all);
    writer->digest = NULL;
    TRY(write_block(writer, KIND_END, (struct text){.p = (const char *)of_all, .n = sizeof(of_all)}, fault));
    if (fflush(writer->file) != 0 || fsync(fileno(writer->file)) != 0) {
        return writing_failed(writer, fault);
    }
    // A name that appeared meanwhile is not taken over.
    if (link(writer->part, writer->path) != 0) {
        return fault_set(fault, errno == EEXIST ? RC_CONFLICT : RC_FAULT, "archive_exists", "", "%s cannot be made: %s",
                         writer->path, strerror(errno));
    }
    return folder_sync(writer->path) ? RC_OK : writing_failed(writer, fault);
}

enum rc archive_write_end(struct archive_writer *writer, int64_t *ret_bytes, struct fault *fault)
{
    enum rc rc = seal_and_name(writer, fault);
    *ret_bytes = writer->bytes;
    archive_write_abandon(writer);
    return rc;
}

void archive_write_abandon(struct archive_writer *writer)
{
    if (writer != NULL && writer->file != NULL) {
        (void)fclose(writer->file);
        (void)unlink(writer->part);
        writer->file = NULL;
    }
}

// ---- reading ----

struct archive_reader {
    struct arena *block; // of the block given out last
    const char *path;
    FILE *file;
    int64_t position;
};

static enum rc damaged(const struct archive_reader *reader, const char *what, struct fault *fault)
{
    return fault_set(fault, RC_REFUSED, "archive_damaged", "",
                     "%s is damaged at byte %" PRId64 " (%s): take another copy", reader->path, reader->position, what);
}

enum rc archive_block_parse(struct arena *arena, struct text bytes, uint8_t *ret_kind, struct text *ret_content,
                            size_t *ret_used)
{
    const unsigned char *block = (const unsigned char *)bytes.p;
    if (bytes.n < HEAD_BYTES + CHECK_BYTES) {
        return RC_NOT_FOUND;
    }
    size_t content = get_uint32(block + 1);
    size_t stored = get_uint32(block + 5);
    if (content > ARCHIVE_BLOCK_BYTES_MAX || stored > ZSTD_compressBound(ARCHIVE_BLOCK_BYTES_MAX)) {
        return RC_REFUSED;
    }
    if (bytes.n - HEAD_BYTES - CHECK_BYTES < stored) {
        return RC_NOT_FOUND;
    }
    if (crc32c(0, block, HEAD_BYTES + stored) != get_uint32(block + HEAD_BYTES + stored)) {
        return RC_REFUSED;
    }
    char *plain = arena_many(arena, char, content + 1);
    size_t n = ZSTD_decompress(plain, content, block + HEAD_BYTES, stored);
    if (ZSTD_isError(n) || n != content) {
        return RC_REFUSED;
    }
    *ret_kind = block[0];
    *ret_content = (struct text){.p = plain, .n = content};
    *ret_used = HEAD_BYTES + stored + CHECK_BYTES;
    return RC_OK;
}

// The block at the reader's position into its arena; its stored bytes too, for the digest.
static enum rc next_block(struct archive_reader *reader, uint8_t *ret_kind, struct text *ret_content,
                          struct text *ret_stored, struct fault *fault)
{
    arena_reset(reader->block);
    unsigned char head[HEAD_BYTES];
    if (fread(head, 1, sizeof(head), reader->file) != sizeof(head)) {
        return damaged(reader, "it ends too early", fault);
    }
    size_t stored = get_uint32(head + 5);
    if (stored > ZSTD_compressBound(ARCHIVE_BLOCK_BYTES_MAX)) {
        return damaged(reader, "an impossible length", fault);
    }
    char *bytes = arena_many(reader->block, char, HEAD_BYTES + stored + CHECK_BYTES);
    memcpy(bytes, head, sizeof(head));
    if (fread(bytes + HEAD_BYTES, 1, stored + CHECK_BYTES, reader->file) != stored + CHECK_BYTES) {
        return damaged(reader, "it ends too early", fault);
    }
    *ret_stored = (struct text){.p = bytes, .n = HEAD_BYTES + stored + CHECK_BYTES};
    size_t used = 0;
    if (archive_block_parse(reader->block, *ret_stored, ret_kind, ret_content, &used) != RC_OK) {
        return damaged(reader, "a checksum does not fit", fault);
    }
    reader->position += (int64_t)used;
    return RC_OK;
}

static enum rc start_check(struct archive_reader *reader, struct digest_stream *stream, struct fault *fault)
{
    char start[START_BYTES];
    if (fread(start, 1, sizeof(start), reader->file) != sizeof(start) || memcmp(start, MAGIC, MAGIC_BYTES) != 0) {
        return fault_set(fault, RC_REFUSED, "archive_unknown", "", "%s is not a backup of tributary", reader->path);
    }
    if (start[MAGIC_BYTES] != FORMAT) {
        return fault_set(fault, RC_REFUSED, "archive_unknown", "",
                         "%s has format %d, this program knows %d: use the program that wrote it, or a newer one",
                         reader->path, start[MAGIC_BYTES], FORMAT);
    }
    digest_add(stream, (struct text){.p = start, .n = sizeof(start)});
    reader->position = START_BYTES;
    return RC_OK;
}

static enum rc prove(struct archive_reader *reader, struct digest_stream *stream, struct fault *fault)
{
    TRY(start_check(reader, stream, fault));
    for (;;) {
        uint8_t kind = 0;
        struct text content;
        struct text stored;
        TRY(next_block(reader, &kind, &content, &stored, fault));
        if (kind == KIND_END) {
            uint8_t of_all[DIGEST_BYTES];
            digest_end(stream, of_all);
            bool is_same = content.n == sizeof(of_all) && memcmp(content.p, of_all, sizeof(of_all)) == 0;
            return is_same && fgetc(reader->file) == EOF ? RC_OK : damaged(reader, "the digest does not fit", fault);
        }
        digest_add(stream, stored);
    }
}

enum rc archive_read_again(struct archive_reader *reader, struct fault *fault)
{
    if (fseek(reader->file, START_BYTES, SEEK_SET) != 0) {
        return fault_internal(fault, RC_FAULT, "%s: %s", reader->path, strerror(errno));
    }
    reader->position = START_BYTES;
    return RC_OK;
}

enum rc archive_read_begin(struct arena *arena, const char *path, struct archive_reader **ret_reader,
                           struct fault *fault)
{
    struct archive_reader *reader = arena_one(arena, struct archive_reader);
    reader->path = text_zero_terminated(arena, text_of(path));
    reader->file = fopen(path, "rbe");
    if (reader->file == NULL) {
        return fault_set(fault, errno == ENOENT ? RC_NOT_FOUND : RC_FAULT, "archive_unreadable", "",
                         "%s cannot be read: %s", path, strerror(errno));
    }
    reader->block = arena_new(2 * ARCHIVE_BLOCK_BYTES_MAX);
    enum rc rc = prove(reader, digest_begin(arena), fault);
    rc = rc == RC_OK ? archive_read_again(reader, fault) : rc;
    if (rc != RC_OK) {
        archive_read_end(reader);
        return rc;
    }
    *ret_reader = reader;
    return RC_OK;
}

enum rc archive_read(struct archive_reader *reader, uint8_t *ret_kind, struct text *ret_content, struct fault *fault)
{
    struct text stored;
    TRY(next_block(reader, ret_kind, ret_content, &stored, fault));
    return *ret_kind == KIND_END ? RC_NOT_FOUND : RC_OK;
}

void archive_read_end(struct archive_reader *reader)
{
    if (reader != NULL && reader->file != NULL) {
        (void)fclose(reader->file);
        reader->file = NULL;
        arena_free(reader->block);
    }
}
