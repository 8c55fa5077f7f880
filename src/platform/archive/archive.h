// SPDX-License-Identifier: Apache-2.0
// A file of compressed blocks that proves itself: what a backup is written to. Every block has a checksum and the file
// ends with a digest of all of it, so that a flipped bit, a zeroed page, a cut or an exchanged block is found before
// anything is read from it.
//
// Format: the 16 bytes "tributary backup" and the format's number (1 byte); then blocks: kind (1 byte), length of the
// content and of what is stored (4 bytes each, little endian), what is stored (a Zstandard frame), CRC-32C of all of
// the block before it (4 bytes). The last block has kind 0 and holds the BLAKE2b digest of every byte before it.
#pragma once

#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

// Content of one block.
#define ARCHIVE_BLOCK_BYTES_MAX ((size_t)16 << 20)

struct archive_writer;

// Writes beside the path (".part") with mode 0600. RC_CONFLICT archive_exists when the path is there already: nothing
// is ever overwritten. The writer lives in the arena; archive_write_end or archive_write_abandon ends it.
enum rc archive_write_begin(struct arena *arena, const char *path, struct archive_writer **ret_writer,
                            struct fault *fault) MUST_USE;
// Kinds 1 to 255 are the caller's.
enum rc archive_write(struct archive_writer *writer, uint8_t kind, struct text content, struct fault *fault) MUST_USE;
// The digest, the sync, the name. *ret_bytes is the file's size.
enum rc archive_write_end(struct archive_writer *writer, int64_t *ret_bytes, struct fault *fault) MUST_USE;
// Takes the unfinished file away; harmless after archive_write_end, and for NULL.
void archive_write_abandon(struct archive_writer *writer);

struct archive_reader;

// Reads all of the file and checks it before the first block is given out. RC_NOT_FOUND; RC_REFUSED archive_damaged
// (with the position), archive_unknown (no archive, or of a newer program).
enum rc archive_read_begin(struct arena *arena, const char *path, struct archive_reader **ret_reader,
                           struct fault *fault) MUST_USE;
// The next block, valid until the next call; RC_NOT_FOUND (without a fault) behind the last.
enum rc archive_read(struct archive_reader *reader, uint8_t *ret_kind, struct text *ret_content,
                     struct fault *fault) MUST_USE;
// Begins again at the first block.
enum rc archive_read_again(struct archive_reader *reader, struct fault *fault) MUST_USE;
void archive_read_end(struct archive_reader *reader);
// One block from memory: what the fuzz target exercises. *ret_used is its stored length. RC_REFUSED when damaged,
// RC_NOT_FOUND when bytes holds no whole block.
enum rc archive_block_parse(struct arena *arena, struct text bytes, uint8_t *ret_kind, struct text *ret_content,
                            size_t *ret_used) MUST_USE;
