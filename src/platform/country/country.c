// SPDX-License-Identifier: Apache-2.0
// Countries by libmaxminddb, which reads files by mapping them: here it maps a copy that nobody else can change.
#include "country/country.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bug.h"
#include "log/log.h"
#include "thread/thread.h"

#define PIECE_BYTES ((size_t)64 << 10)
#define DESCRIPTOR_PATH_MAX 32
#define REMEDY "give the whole file again, of a kind that says countries"

// What tells one state of the file from another.
struct country_state {
    dev_t device;
    ino_t inode;
    off_t bytes;
    struct timespec changed;
};

struct country_file {
    MMDB_s mmdb;
    int64_t networks;
};

struct country_book {
    char *path;
    struct shared_lock lock; // of the file in use
    struct country_file *file;
    struct country_state read; // of what was read, or refused, last
    struct country_state seen; // at the last look
    _Atomic uint64_t found;
    _Atomic uint64_t unknown;

    struct thread thread;
    struct lock watch_lock;
    struct signal stopping;
    int64_t interval_ms;
    bool is_watched;
    bool is_stopping;
};

static bool states_equal(const struct country_state *a, const struct country_state *b)
{
    return a->device == b->device && a->inode == b->inode && a->bytes == b->bytes &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static struct country_state state_of(const struct stat *status)
{
    return (struct country_state){
        .device = status->st_dev, .inode = status->st_ino, .bytes = status->st_size, .changed = status->st_mtim};
}

// ---- entries ----

static bool is_letters(const MMDB_entry_data_s *data)
{
    return data->has_data && data->type == MMDB_DATA_TYPE_UTF8_STRING && data->data_size == 2 &&
           data->utf8_string[0] >= 'A' && data->utf8_string[0] <= 'Z' && data->utf8_string[1] >= 'A' &&
           data->utf8_string[1] <= 'Z';
}

// "" when the entry says no country. Anything but MMDB_SUCCESS is damage.
static int country_of(MMDB_entry_s *entry, char ret_country[3])
{
    static const char *const places[][3] = {
        {"country", "iso_code", NULL}, {"country_code", NULL, NULL}, {"country", NULL, NULL}};
    memset(ret_country, 0, 3);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        MMDB_entry_data_s data;
        int status = MMDB_aget_value(entry, &data, places[i]);
        if (status == MMDB_SUCCESS && is_letters(&data)) {
            memcpy(ret_country, data.utf8_string, 2);
            return MMDB_SUCCESS;
        }
        if (status != MMDB_SUCCESS && status != MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) {
            return status;
        }
    }
    return MMDB_SUCCESS;
}

// ---- a file ----

static void file_free(struct country_file *file)
{
    if (file != NULL) {
        MMDB_close(&file->mmdb);
        free(file);
    }
}

static enum rc unreadable(const char *path, int error, struct fault *fault)
{
    return fault_set(fault, RC_INVALID, "countries_unreadable", "countries",
                     "the file of countries %s cannot be read: %s", path, strerror(error));
}

static enum rc damaged(const char *path, const char *what, struct fault *fault)
{
    return fault_set(fault, RC_INVALID, "countries_malformed", "countries",
                     "the file of countries %s is not good (%s): " REMEDY, path, what);
}

static bool write_whole(int to, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(to, bytes, n);
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

static bool copy_all(int from, int to)
{
    char *piece = malloc(PIECE_BYTES);
    BUG_ON(piece == NULL);
    bool is_good = true;
    for (;;) {
        ssize_t n = read(from, piece, PIECE_BYTES);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        is_good = n >= 0 && write_whole(to, piece, (size_t)n);
        if (n <= 0 || !is_good) {
            break;
        }
    }
    int error = errno;
    free(piece);
    errno = error;
    return is_good;
}

// What counts of the file, in memory that nobody else has.
static enum rc copy_into(int from, int to, const char *path, struct country_state *ret_state, struct fault *fault)
{
    struct stat status;
    if (fstat(from, &status) != 0) {
        return unreadable(path, errno, fault);
    }
    if (!S_ISREG(status.st_mode) || status.st_size == 0 || status.st_size > COUNTRY_FILE_MAX) {
        return damaged(path, "no file of 1 byte to 512 MiB", fault);
    }
    *ret_state = state_of(&status);
    return copy_all(from, to) ? RC_OK : unreadable(path, errno, fault);
}

static enum rc copy(const char *path, int to, struct country_state *ret_state, struct fault *fault)
{
    int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe is refused and not waited for
    if (from < 0) {
        return unreadable(path, errno, fault);
    }
    enum rc rc = copy_into(from, to, path, ret_state, fault);
    close(from);
    return rc;
}

// Whether the entry is new to the map of those that were looked at.
static bool mark(uint8_t *seen, uint32_t offset)
{
    uint8_t bit = (uint8_t)(1u << (offset & 7));
    bool is_new = (seen[offset >> 3] & bit) == 0;
    seen[offset >> 3] |= bit;
    return is_new;
}

// One branch of the tree. False when it is damaged.
static bool check_record(struct country_file *file, uint8_t type, MMDB_entry_s *entry, uint8_t *seen, bool *has_country)
{
    if (type != MMDB_RECORD_TYPE_DATA) {
        return type != MMDB_RECORD_TYPE_INVALID;
    }
    if (entry->offset >= file->mmdb.data_section_size) {
        return false;
    }
    file->networks++;
    if (!mark(seen, entry->offset)) {
        return true;
    }
    char country[3];
    bool is_good = country_of(entry, country) == MMDB_SUCCESS;
    *has_country = *has_country || country[0] != '\0';
    return is_good;
}

// Every branch and every entry once: what comes later cannot meet anything that does not read.
static enum rc check(struct country_file *file, const char *path, struct fault *fault)
{
    uint8_t *seen = calloc(file->mmdb.data_section_size / 8 + 1, 1);
    BUG_ON(seen == NULL);
    bool is_good = true;
    bool has_country = false;
    for (uint32_t i = 0; i < file->mmdb.metadata.node_count && is_good; i++) {
        MMDB_search_node_s node;
        is_good = MMDB_read_node(&file->mmdb, i, &node) == MMDB_SUCCESS &&
                  check_record(file, node.left_record_type, &node.left_record_entry, seen, &has_country) &&
                  check_record(file, node.right_record_type, &node.right_record_entry, seen, &has_country);
    }
    free(seen);
    if (!is_good) {
        return damaged(path, "it is damaged", fault);
    }
    return has_country ? RC_OK : damaged(path, "it says no country", fault);
}

static enum rc file_new(const char *path, struct country_file **ret_file, struct country_state *ret_state,
                        struct fault *fault)
{
    int memory = memfd_create("countries", MFD_CLOEXEC);
    if (memory < 0) {
        return unreadable(path, errno, fault);
    }
    enum rc rc = copy(path, memory, ret_state, fault);
    if (rc != RC_OK) {
        close(memory);
        return rc;
    }
    struct country_file *file = calloc(1, sizeof(*file));
    BUG_ON(file == NULL);
    char name[DESCRIPTOR_PATH_MAX];
    (void)snprintf(name, sizeof(name), "/proc/self/fd/%d", memory);
    int status = MMDB_open(name, MMDB_MODE_MMAP, &file->mmdb);
    close(memory); // the mapping stays
    if (status != MMDB_SUCCESS) {
        free(file);
        return damaged(path, MMDB_strerror(status), fault);
    }
    rc = check(file, path, fault);
    if (rc != RC_OK) {
        file_free(file);
        return rc;
    }
    *ret_file = file;
    return RC_OK;
}

// ---- the book ----

enum rc country_book_new(const char *path, struct country_book **ret_book, struct fault *fault)
{
    struct country_book *book = calloc(1, sizeof(*book));
    BUG_ON(book == NULL);
    enum rc rc = file_new(path, &book->file, &book->read, fault);
    if (rc != RC_OK) {
        free(book);
        return rc;
    }
    book->seen = book->read;
    book->path = strdup(path);
    BUG_ON(book->path == NULL);
    shared_lock_init(&book->lock);
    lock_init(&book->watch_lock);
    signal_init(&book->stopping);
    *ret_book = book;
    return RC_OK;
}

void country_book_free(struct country_book *book)
{
    if (book == NULL) {
        return;
    }
    if (book->is_watched) {
        lock_take(&book->watch_lock);
        book->is_stopping = true;
        signal_all(&book->stopping);
        lock_give(&book->watch_lock);
        thread_join(&book->thread);
    }
    signal_end(&book->stopping);
    lock_end(&book->watch_lock);
    shared_lock_end(&book->lock);
    file_free(book->file);
    free(book->path);
    free(book);
}

static MMDB_lookup_result_s look_up(const MMDB_s *mmdb, const struct address *address, int *ret_status)
{
    if (address_is_v4(address)) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        memcpy(&four.sin_addr, address->bytes + 12, sizeof(four.sin_addr));
        return MMDB_lookup_sockaddr(mmdb, (const struct sockaddr *)&four, ret_status);
    }
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    memcpy(&six.sin6_addr, address->bytes, sizeof(six.sin6_addr));
    return MMDB_lookup_sockaddr(mmdb, (const struct sockaddr *)&six, ret_status);
}

bool country_book_find(struct country_book *book, const struct address *address, char ret_country[3])
{
    memset(ret_country, 0, 3);
    int status = MMDB_SUCCESS;
    shared_lock_read(&book->lock);
    MMDB_lookup_result_s result = look_up(&book->file->mmdb, address, &status);
    if (status == MMDB_SUCCESS && result.found_entry && country_of(&result.entry, ret_country) != MMDB_SUCCESS) {
        ret_country[0] = '\0'; // damage, which the check of the whole file should have found
    }
    shared_lock_give(&book->lock);
    bool is_found = ret_country[0] != '\0';
    atomic_fetch_add_explicit(is_found ? &book->found : &book->unknown, 1, memory_order_relaxed);
    return is_found;
}

static enum rc read_again(struct country_book *book, struct fault *fault)
{
    struct country_file *file = NULL;
    TRY(file_new(book->path, &file, &book->read, fault));
    shared_lock_write(&book->lock);
    struct country_file *before = book->file;
    book->file = file;
    shared_lock_give(&book->lock);
    file_free(before);
    return RC_OK;
}

enum rc country_book_refresh(struct country_book *book, bool *ret_is_read, struct fault *fault)
{
    *ret_is_read = false;
    struct stat status;
    if (stat(book->path, &status) != 0) {
        return RC_OK; // taken away, perhaps to be replaced: what was read goes on
    }
    struct country_state state = state_of(&status);
    bool is_still = states_equal(&state, &book->seen);
    book->seen = state;
    if (!is_still || states_equal(&state, &book->read)) {
        return RC_OK;
    }
    book->read = state; // also when it is refused: once
    TRY(read_again(book, fault));
    *ret_is_read = true;
    return RC_OK;
}

// ---- the watch ----

static void refresh_and_log(struct country_book *book)
{
    struct fault fault = {.rc = RC_OK};
    bool is_read = false;
    if (country_book_refresh(book, &is_read, &fault) != RC_OK) {
        log_message("countries_refused", fault.message);
    } else if (is_read) {
        struct log_line line;
        log_begin(&line, "countries_read");
        log_int64(&line, "networks", country_book_counters(book).networks);
        log_end(&line);
    }
}

static void watch(void *user)
{
    struct country_book *book = user;
    thread_yield_to_others();
    lock_take(&book->watch_lock);
    while (!book->is_stopping) {
        if (!signal_wait_ms(&book->stopping, &book->watch_lock, book->interval_ms)) {
            lock_give(&book->watch_lock);
            refresh_and_log(book);
            lock_take(&book->watch_lock);
        }
    }
    lock_give(&book->watch_lock);
}

enum rc country_book_watch(struct country_book *book, int64_t interval_ms)
{
    book->interval_ms = interval_ms;
    TRY(thread_start(&book->thread, "countries", watch, book));
    book->is_watched = true;
    return RC_OK;
}

struct country_counters country_book_counters(struct country_book *book)
{
    shared_lock_read(&book->lock);
    struct country_counters counters = {.networks = book->file->networks,
                                        .built_s = (int64_t)book->file->mmdb.metadata.build_epoch};
    shared_lock_give(&book->lock);
    counters.found = atomic_load_explicit(&book->found, memory_order_relaxed);
    counters.unknown = atomic_load_explicit(&book->unknown, memory_order_relaxed);
    return counters;
}
