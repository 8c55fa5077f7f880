// SPDX-License-Identifier: Apache-2.0
// The master key's file, and the keys derived from it by purpose.
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/crypto.h"

_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES, "the master key is a key of libsodium's KDF");

// Part of every derived key: it never changes.
static const char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "tributry";

static void derive_all(const uint8_t master[KEY_BYTES], struct keyring *ret_keyring)
{
    memset(ret_keyring, 0, sizeof(*ret_keyring));
    for (unsigned purpose = 1; purpose < KEY_PURPOSE_COUNT; purpose++) {
        crypto_kdf_derive_from_key(ret_keyring->keys[purpose], KEY_BYTES, purpose, kdf_context, master);
    }
}

static bool write_whole(int file, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(file, bytes, n);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char copy[4096];
    if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy)) {
        return false;
    }
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return false;
    }
    bool is_synced = fsync(folder) == 0;
    close(folder);
    return is_synced;
}

// The key appears under its name whole and synced or not at all, and never over an older one: written beside, then
// linked, which fails when the name exists.
static enum rc create_linked(const char *path, const char *temporary, const uint8_t *master, struct fault *fault)
{
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        return fault_set(fault, RC_FAULT, "key_file", "", "the key file %s cannot be written: %s", path,
                         strerror(errno));
    }
    bool is_written = write_whole(file, master, KEY_BYTES) && fsync(file) == 0;
    int cause = errno;
    is_written = close(file) == 0 && is_written;
    enum rc rc = RC_OK;
    if (!is_written) {
        rc = fault_set(fault, RC_FAULT, "key_file", "", "the key file %s cannot be written: %s", path, strerror(cause));
    } else if (link(temporary, path) != 0) {
        rc = errno == EEXIST
                 ? fault_set(fault, RC_CONFLICT, "key_exists", "", "the key file %s exists and is never replaced", path)
                 : fault_set(fault, RC_FAULT, "key_file", "", "the key file %s cannot be made: %s", path,
                             strerror(errno));
    }
    unlink(temporary);
    if (rc == RC_OK && !sync_folder_of(path)) {
        rc = fault_set(fault, RC_FAULT, "key_file", "", "the folder of the key file %s cannot be synced", path);
    }
    return rc;
}

enum rc keyring_put(const char *path, const uint8_t master[KEY_BYTES], struct fault *fault)
{
    uint64_t random = 0;
    random_bytes(&random, sizeof(random));
    char temporary[4096];
    int n = snprintf(temporary, sizeof(temporary), "%s.%016llx.new", path, (unsigned long long)random);
    if (n < 0 || (size_t)n >= sizeof(temporary)) {
        return fault_set(fault, RC_INVALID, "key_path", "", "the path of the key file is too long");
    }
    return create_linked(path, temporary, master, fault);
}

enum rc keyring_create(const char *path, struct fault *fault)
{
    uint8_t master[KEY_BYTES];
    random_bytes(master, sizeof(master));
    enum rc rc = keyring_put(path, master, fault);
    sodium_memzero(master, sizeof(master));
    return rc;
}

enum rc keyring_load(const char *path, struct keyring *ret_keyring, struct fault *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fault_set(fault, errno == ENOENT ? RC_NOT_FOUND : RC_FAULT, "key_file", "",
                         "the key file %s cannot be read: %s", path, strerror(errno));
    }
    struct stat status;
    uint8_t master[KEY_BYTES + 1];
    ssize_t n = fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? read(file, master, sizeof(master)) : -1;
    close(file);
    enum rc rc = RC_OK;
    if (n != KEY_BYTES) {
        rc = fault_set(fault, RC_INVALID, "key_size", "", "the key file %s must be a file of exactly %d bytes", path,
                       KEY_BYTES);
    } else if ((status.st_mode & 077) != 0) {
        rc = fault_set(fault, RC_FORBIDDEN, "key_mode", "",
                       "the key file %s can be read by others: make it chmod 600, and think of who has read it", path);
    } else {
        derive_all(master, ret_keyring);
    }
    sodium_memzero(master, sizeof(master));
    return rc;
}

void keyring_of_seed(uint64_t seed, struct keyring *ret_keyring)
{
    uint8_t master[KEY_BYTES] = {0};
    for (size_t i = 0; i < sizeof(seed); i++) {
        master[i] = (uint8_t)(seed >> (8 * i));
    }
    derive_all(master, ret_keyring);
}
