// SPDX-License-Identifier: Apache-2.0
// Small files of the operator: read whole, appended and synced.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "core/buf.h"

static enum rc file_fault(struct fault *fault, const char *what, const char *path, int cause)
{
    return fault_set(fault, cause == ENOENT ? RC_NOT_FOUND : RC_FAULT, "file", "", "%s cannot be %s: %s", path, what,
                     strerror(cause));
}

enum rc file_read(struct arena *arena, const char *path, size_t max_bytes, struct text *ret_bytes, struct fault *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return file_fault(fault, "read", path, errno);
    }
    struct buf buf = buf_new(arena, max_bytes);
    char piece[4096];
    ssize_t n = 0;
    while (!buf.is_overflown) {
        n = read(file, piece, sizeof(piece));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            break;
        }
        buf_add_bytes(&buf, piece, (size_t)n);
    }
    int cause = errno;
    close(file);
    if (n < 0) {
        return file_fault(fault, "read", path, cause);
    }
    if (buf.is_overflown) {
        return fault_set(fault, RC_INVALID, "file_too_large", "", "%s is larger than %zu bytes", path, max_bytes);
    }
    *ret_bytes = buf_text(&buf);
    return RC_OK;
}

static enum rc write_all(const char *path, int flags, struct text bytes, struct fault *fault)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (file < 0) {
        return file_fault(fault, "written", path, errno);
    }
    bool is_written = true;
    while (bytes.n > 0 && is_written) {
        ssize_t n = write(file, bytes.p, bytes.n);
        is_written = n > 0 || (n < 0 && errno == EINTR);
        bytes = text_slice(bytes, n > 0 ? (size_t)n : 0, SIZE_MAX);
    }
    is_written = is_written && fsync(file) == 0;
    int cause = errno;
    is_written = close(file) == 0 && is_written;
    return is_written ? RC_OK : file_fault(fault, "written", path, cause);
}

enum rc file_append(const char *path, struct text bytes, struct fault *fault)
{
    return write_all(path, O_APPEND, bytes, fault);
}

enum rc file_replace(struct arena *arena, const char *path, struct text bytes, struct fault *fault)
{
    const char *beside = text_zero_terminated(arena, text_format(arena, "%s.new", path));
    TRY(write_all(beside, O_TRUNC, bytes, fault));
    return rename(beside, path) == 0 ? RC_OK : file_fault(fault, "written", path, errno);
}

enum rc folder_ensure(const char *path, struct fault *fault)
{
    struct stat status;
    if (mkdir(path, 0700) == 0) {
        return RC_OK;
    }
    int cause = errno;
    if (cause == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return RC_OK;
    }
    return file_fault(fault, "made", path, cause);
}
