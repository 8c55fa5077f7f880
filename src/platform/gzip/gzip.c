// SPDX-License-Identifier: Apache-2.0
// zlib in one call.
#include "gzip/gzip.h"

#define ZLIB_CONST // zlib reads what it compresses, and does not write to it
#include <zlib.h>

#define LEVEL 6
#define GZIP_WINDOW (15 + 16) // the largest window, with the header of gzip
#define MEMORY_LEVEL 8

struct text gzip_packed(struct arena *arena, struct text bytes)
{
    if (bytes.n < GZIP_BYTES_MIN || bytes.n > UINT32_MAX / 2) {
        return TEXT_NONE;
    }
    z_stream stream = {.zalloc = Z_NULL};
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        return TEXT_NONE;
    }
    char *packed = arena_bytes(arena, bytes.n);
    stream.next_in = (const Bytef *)bytes.p;
    stream.avail_in = (uInt)bytes.n;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)bytes.n; // where more would be needed nothing is gained
    bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t packed_n = bytes.n - stream.avail_out;
    deflateEnd(&stream);
    return is_whole ? (struct text){.p = packed, .n = packed_n} : TEXT_NONE;
}
