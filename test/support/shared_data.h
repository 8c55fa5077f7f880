// SPDX-License-Identifier: Apache-2.0
// Reading of the public test data that is not part of the project. Its folder is $TRIBUTARY_SHARED, by default "shared"
// beside the source tree; tests that need a file of it skip, visibly, where it is absent.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/buf.h"

#define SHARED_FILE_MAX ((size_t)256 << 20)

static inline struct text shared_folder(struct arena *arena)
{
    const char *folder = getenv("TRIBUTARY_SHARED");
    if (folder != NULL && folder[0] != '\0') {
        return text_of(folder);
    }
    const char *root = getenv("TRIBUTARY_SOURCE_ROOT");
    return text_format(arena, "%s/../shared", root == NULL ? "." : root);
}

// The contents of a file, unpacked when its name ends in ".zst"; TEXT_NONE when it is absent or zstd is not installed.
// The arena's budget must hold about three times the file.
static inline struct text shared_read(struct arena *arena, const char *name)
{
    struct text path = text_format(arena, "%.*s/%s", TEXT_PRINT(shared_folder(arena)), name);
    const char *file_path = text_zero_terminated(arena, path);
    FILE *file = fopen(file_path, "rb");
    if (file == NULL) {
        return TEXT_NONE;
    }
    bool is_packed = text_ends_with(path, TEXT(".zst"));
    if (is_packed) {
        fclose(file);
        struct text command = text_format(arena, "zstd -dc '%s' 2>/dev/null", file_path);
        file = popen(text_zero_terminated(arena, command), "r");
        if (file == NULL) {
            return TEXT_NONE;
        }
    }
    struct buf buf = buf_new(arena, SHARED_FILE_MAX);
    char piece[4096];
    for (size_t n = fread(piece, 1, sizeof(piece), file); n > 0; n = fread(piece, 1, sizeof(piece), file)) {
        buf_add_bytes(&buf, piece, n);
    }
    int status = is_packed ? pclose(file) : fclose(file);
    return status == 0 && !buf.is_overflown ? buf_text(&buf) : TEXT_NONE;
}

// Whether an XML text can be held against a schema of the data here: it is there, and xmllint is installed.
static inline bool shared_has_schema(struct arena *arena, const char *schema)
{
    return text_is(shared_read(arena, schema)) && system("xmllint --version >/dev/null 2>&1") == 0;
}

// Whether the XML follows the schema; what xmllint says against it goes to standard error. The text is written beside
// where the tests run meanwhile.
static inline bool shared_xml_is_valid(struct arena *arena, const char *schema, struct text xml)
{
    char path[] = "shared-xml-XXXXXX";
    int file = mkstemp(path);
    bool is_written = file >= 0 && write(file, xml.p, xml.n) == (ssize_t)xml.n;
    close(file);
    struct text command = text_format(arena, "xmllint --noout --nonet --schema '%.*s/%s' %s",
                                      TEXT_PRINT(shared_folder(arena)), schema, path);
    int status = is_written ? system(text_zero_terminated(arena, command)) : -1;
    unlink(path);
    return status == 0;
}
