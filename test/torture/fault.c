// SPDX-License-Identifier: Apache-2.0
// A library that stands between the program and the system (LD_PRELOAD): it counts the calls that change what is on the
// disk or on its way to a client, makes the N-th of them fail or the process die in it, records them in order for crash
// images, makes syncs slow, moves the clock, and lets the N-th allocation fail. Python (harness.py) sets all of this in
// a page that both map, at any moment. Counted over all threads, so that "the N-th call" is one point of the story.
//
// TORTURE_FOLDER: files below it are watched. TORTURE_CONTROL: the shared page. TORTURE_LOG: lines about faults.
// TORTURE_RECORD: where calls are recorded (optional).
#undef _FILE_OFFSET_BITS
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FILES_MAX 4096
#define BUFFERS_MAX 64

// The order is harness.py's.
enum call { CALL_WRITE, CALL_SYNC, CALL_RENAME, CALL_TRUNCATE, CALL_UNLINK, CALL_CREATE, CALL_FOLDER, CALL_SEND };
enum kind { KIND_NONE, KIND_KILL, KIND_TORN, KIND_ERROR };

struct control {
    _Atomic int64_t clock_ms;      // added to the time of day
    _Atomic int64_t sync_delay_ms; // before each sync
    _Atomic int64_t calls;         // bits of enum call that are counted; 0: none
    _Atomic int64_t count;
    _Atomic int64_t kind;
    _Atomic int64_t at;         // the first call is 1
    _Atomic int64_t is_forever; // from there on, not once
    _Atomic int64_t error;      // errno
    _Atomic int64_t allocations_on;
    _Atomic int64_t allocations;
    _Atomic int64_t allocation_at; // 0: none fails
    _Atomic int64_t is_starving;   // from there on, not once
};

static struct control idle;
static struct control *control = &idle;
static char folder[PATH_MAX];
static size_t folder_n;
static int log_file = -1;
static int record_file = -1;
static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool has_failed_sync[FILES_MAX];

static void put(int file, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        long done = syscall(SYS_write, file, p, n);
        if (done <= 0) {
            abort();
        }
        p += done;
        n -= (size_t)done;
    }
}

static void say(const char *what, const char *path)
{
    char line[PATH_MAX + 128];
    int n = snprintf(line, sizeof(line), "%lld %s %s\n", (long long)atomic_load(&control->count), what, path);
    if (log_file >= 0) {
        put(log_file, line, (size_t)n);
    }
}

static int open_named(const char *variable, int flags)
{
    const char *path = getenv(variable);
    int file = path == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
    return file < 0 ? -1 : (int)syscall(SYS_fcntl, file, F_DUPFD_CLOEXEC, 900);
}

__attribute__((constructor)) static void start(void)
{
    const char *watched = getenv("TORTURE_FOLDER");
    log_file = open_named("TORTURE_LOG", O_WRONLY | O_CREAT | O_APPEND);
    record_file = open_named("TORTURE_RECORD", O_WRONLY | O_CREAT | O_TRUNC);
    int file = open_named("TORTURE_CONTROL", O_RDWR);
    if (watched == NULL || file < 0 || strlen(watched) >= sizeof(folder)) {
        return;
    }
    folder_n = strlen(watched);
    memcpy(folder, watched, folder_n + 1);
    void *page = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) {
        control = page;
    }
}

static bool is_watched(const char *path)
{
    return folder_n > 0 && strncmp(path, folder, folder_n) == 0 && path[folder_n] == '/';
}

// The path of an open file below the folder, or of a connection ("socket"); false for anything else.
static bool path_of(int file, char path[PATH_MAX])
{
    char link[64];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    long n = syscall(SYS_readlink, link, path, PATH_MAX - 1);
    if (n <= 0) {
        return false;
    }
    path[n] = '\0';
    if (strncmp(path, "socket:", 7) == 0) {
        path[6] = '\0';
        return true;
    }
    return is_watched(path) || strcmp(path, folder) == 0;
}

static void path_at(int directory, const char *name, char path[PATH_MAX])
{
    char before[PATH_MAX];
    bool is_relative = name[0] != '/' && directory != AT_FDCWD && path_of(directory, before);
    int n = is_relative ? snprintf(path, PATH_MAX, "%s/%s", before, name) : snprintf(path, PATH_MAX, "%s", name);
    if (n < 0 || n >= PATH_MAX) {
        path[0] = '\0';
    }
}

// ---- recording ----

struct head {
    uint32_t call;
    uint32_t path_n;
    uint64_t inode;
    int64_t offset;
    uint64_t n;
};

static uint64_t inode_of(int file)
{
    struct stat status;
    return syscall(SYS_fstat, file, &status) == 0 ? status.st_ino : 0;
}

static void record(enum call call, const char *path, uint64_t inode, int64_t offset, struct iovec data)
{
    if (record_file < 0) {
        return;
    }
    struct head head = {(uint32_t)call, (uint32_t)strlen(path), inode, offset, data.iov_len};
    put(record_file, &head, sizeof(head));
    put(record_file, path, head.path_n);
    put(record_file, data.iov_base, data.iov_len);
}

static void record_begin(void)
{
    if (record_file >= 0) {
        (void)pthread_mutex_lock(&recording);
    }
}

static void record_end(void)
{
    if (record_file >= 0) {
        (void)pthread_mutex_unlock(&recording);
    }
}

// ---- the plan ----

__attribute__((noreturn)) static void die(const char *path)
{
    say("killed in", path);
    (void)syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) {
        (void)pause();
    }
}

// 0: go on. Else the errno to fail with, or -1: half of it, then death.
static int decide(enum call call, const char *path)
{
    static const char *const names[] = {"write", "sync", "rename", "truncate", "unlink", "create", "folder", "send"};
    if ((atomic_load(&control->calls) & (1 << call)) == 0) {
        return 0;
    }
    int64_t number = atomic_fetch_add(&control->count, 1) + 1;
    int64_t kind = atomic_load(&control->kind);
    int64_t at = atomic_load(&control->at);
    bool is_it = number == at || (atomic_load(&control->is_forever) != 0 && number > at);
    int error = (int)atomic_load(&control->error);
    if (kind == KIND_NONE || !is_it || (kind == KIND_ERROR && error == ENOSPC && call == CALL_SEND)) {
        return 0;
    }
    say(names[call], path);
    if (kind == KIND_KILL) {
        die(path);
    }
    return kind == KIND_TORN ? -1 : error;
}

static int failed(int error)
{
    errno = error;
    return -1;
}

// ---- writes ----

static size_t total(const struct iovec *parts, int count)
{
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        n += parts[i].iov_len;
    }
    return n;
}

static ssize_t write_real(int file, const struct iovec *parts, int count, int64_t offset)
{
    return offset < 0 ? syscall(SYS_writev, file, parts, count) : syscall(SYS_pwritev, file, parts, count, offset, 0L);
}

static void record_write(int file, const char *path, const struct iovec *parts, int64_t offset, size_t done)
{
    bool is_socket = strcmp(path, "socket") == 0;
    int64_t at = is_socket ? 0 : offset; // of what is sent: from its call's first byte
    if (!is_socket && offset < 0) {
        at = syscall(SYS_lseek, file, 0L, SEEK_CUR) - (int64_t)done;
    }
    for (int i = 0; done > 0; i++) {
        size_t n = parts[i].iov_len < done ? parts[i].iov_len : done;
        record(is_socket ? CALL_SEND : CALL_WRITE, path, inode_of(file), at, (struct iovec){parts[i].iov_base, n});
        at += (int64_t)n;
        done -= n;
    }
}

// A write torn in the middle of it, as when the power goes.
static void write_half(int file, const struct iovec *parts, int count, int64_t offset, const char *path)
{
    size_t left = total(parts, count) / 2;
    for (int i = 0; i < count && left > 0; i++) {
        struct iovec part = {parts[i].iov_base, parts[i].iov_len < left ? parts[i].iov_len : left};
        (void)write_real(file, &part, 1, offset);
        left -= part.iov_len;
        offset += offset < 0 ? 0 : (int64_t)part.iov_len;
    }
    die(path);
}

// Such an error is of a connection that is gone: nothing comes back on it either.
static ssize_t send_failed(int file, int error)
{
    (void)syscall(SYS_shutdown, file, SHUT_RDWR);
    return failed(error);
}

static ssize_t write_parts(int file, const struct iovec *parts, int count, int64_t offset)
{
    char path[PATH_MAX];
    if (control == &idle || !path_of(file, path)) {
        return write_real(file, parts, count, offset);
    }
    bool is_socket = strcmp(path, "socket") == 0;
    int verdict = decide(is_socket ? CALL_SEND : CALL_WRITE, path);
    if (verdict > 0) {
        return is_socket ? send_failed(file, verdict) : failed(verdict);
    }
    if (verdict < 0) {
        write_half(file, parts, count, offset, path);
    }
    record_begin();
    ssize_t done = write_real(file, parts, count, offset);
    int error = errno;
    if (done > 0 && record_file >= 0) {
        record_write(file, path, parts, offset, (size_t)done);
    }
    record_end();
    errno = error;
    return done;
}

static ssize_t write_one(int file, const void *bytes, size_t n, int64_t offset)
{
    struct iovec part = {(void *)(uintptr_t)bytes, n};
    return write_parts(file, &part, 1, offset);
}

ssize_t write(int file, const void *bytes, size_t n)
{
    return write_one(file, bytes, n, -1);
}
ssize_t pwrite(int file, const void *bytes, size_t n, off_t at)
{
    return write_one(file, bytes, n, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t n, off64_t at)
{
    return write_one(file, bytes, n, at);
}
ssize_t writev(int file, const struct iovec *parts, int count)
{
    return write_parts(file, parts, count, -1);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at)
{
    return write_parts(file, parts, count, at);
}

// ---- sends ----

// Through a ring they would pass unseen: the program does without one, as where the kernel refuses it.
struct io_uring;
int io_uring_queue_init(unsigned int entries, struct io_uring *ring, unsigned int flags);
int io_uring_queue_init(unsigned int entries, struct io_uring *ring, unsigned int flags)
{
    (void)entries;
    (void)ring;
    (void)flags;
    return -ENOSYS;
}

static ssize_t send_parts(int file, const struct msghdr *message, int flags)
{
    int verdict = control == &idle ? 0 : decide(CALL_SEND, "socket");
    if (verdict > 0) {
        return send_failed(file, verdict);
    }
    if (verdict < 0) {
        die("socket");
    }
    record_begin();
    ssize_t done = syscall(SYS_sendmsg, file, message, flags);
    int error = errno;
    if (done > 0 && record_file >= 0) {
        record_write(file, "socket", message->msg_iov, -1, (size_t)done);
    }
    record_end();
    errno = error;
    return done;
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags)
{
    return send_parts(file, message, flags);
}
ssize_t send(int file, const void *bytes, size_t n, int flags)
{
    struct iovec part = {(void *)(uintptr_t)bytes, n};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    return send_parts(file, &message, flags);
}

// ---- syncs ----

static void delay(void)
{
    int64_t ms = atomic_load(&control->sync_delay_ms);
    if (ms > 0) {
        struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
        (void)nanosleep(&pause, NULL);
    }
}

static int sync_file(int file, long number)
{
    char path[PATH_MAX];
    if (control == &idle || !path_of(file, path)) {
        return (int)syscall(number, file);
    }
    delay();
    bool is_known = file >= 0 && file < FILES_MAX;
    if (is_known && atomic_load(&has_failed_sync[file])) {
        say("SECOND SYNC", path);
    }
    int verdict = decide(CALL_SYNC, path);
    if (verdict < 0) {
        die(path);
    }
    if (verdict > 0) {
        if (is_known) {
            atomic_store(&has_failed_sync[file], true);
        }
        return failed(verdict);
    }
    record_begin();
    int done = (int)syscall(number, file);
    if (done == 0) {
        record(CALL_SYNC, path, inode_of(file), 0, (struct iovec){NULL, 0});
    }
    record_end();
    return done;
}

int fsync(int file)
{
    return sync_file(file, SYS_fsync);
}
int fdatasync(int file)
{
    return sync_file(file, SYS_fdatasync);
}

int close(int file)
{
    if (file >= 0 && file < FILES_MAX) {
        atomic_store(&has_failed_sync[file], false);
    }
    return (int)syscall(SYS_close, file);
}

// ---- names and sizes ----

int ftruncate(int file, off_t size)
{
    char path[PATH_MAX];
    if (control == &idle || !path_of(file, path)) {
        return (int)syscall(SYS_ftruncate, file, size);
    }
    int verdict = decide(CALL_TRUNCATE, path);
    if (verdict != 0) {
        return verdict < 0 ? (die(path), 0) : failed(verdict);
    }
    record_begin();
    int done = (int)syscall(SYS_ftruncate, file, size);
    if (done == 0) {
        record(CALL_TRUNCATE, path, inode_of(file), size, (struct iovec){NULL, 0});
    }
    record_end();
    return done;
}

int ftruncate64(int file, off64_t size)
{
    return ftruncate(file, size);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    char old[PATH_MAX];
    char new[PATH_MAX];
    path_at(from_folder, from, old);
    path_at(to_folder, to, new);
    bool is_ours = control != &idle && (is_watched(old) || is_watched(new));
    int verdict = is_ours ? decide(CALL_RENAME, new) : 0;
    if (verdict != 0) {
        return verdict < 0 ? (die(new), 0) : failed(verdict);
    }
    record_begin();
    int done = (int)syscall(SYS_renameat, from_folder, from, to_folder, to);
    if (done == 0 && is_ours) {
        record(CALL_RENAME, old, 0, 0, (struct iovec){new, strlen(new)});
    }
    record_end();
    return done;
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int unlinkat(int directory, const char *name, int flags)
{
    char path[PATH_MAX];
    path_at(directory, name, path);
    bool is_ours = control != &idle && is_watched(path) && syscall(SYS_faccessat, directory, name, F_OK) == 0;
    int verdict = is_ours ? decide(CALL_UNLINK, path) : 0;
    if (verdict != 0) {
        return verdict < 0 ? (die(path), 0) : failed(verdict);
    }
    record_begin();
    int done = (int)syscall(SYS_unlinkat, directory, name, flags);
    if (done == 0 && is_ours) {
        record(CALL_UNLINK, path, 0, 0, (struct iovec){NULL, 0});
    }
    record_end();
    return done;
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

static int open_file(int directory, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    path_at(directory, name, path);
    bool is_new = control != &idle && (flags & O_CREAT) != 0 && is_watched(path) &&
                  syscall(SYS_faccessat, directory, name, F_OK) != 0;
    int verdict = is_new ? decide(CALL_CREATE, path) : 0;
    if (verdict != 0) {
        return verdict < 0 ? (die(path), 0) : failed(verdict);
    }
    record_begin();
    int file = (int)syscall(SYS_openat, directory, name, flags, mode);
    int error = errno;
    if (file >= 0 && file < FILES_MAX) {
        atomic_store(&has_failed_sync[file], false); // the C library closes some by itself
    }
    if (file >= 0 && is_new) {
        record(CALL_CREATE, path, inode_of(file), 0, (struct iovec){NULL, 0});
    }
    record_end();
    errno = error;
    return file;
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN_WITH(directory, path, flags) \
    va_list rest;                         \
    va_start(rest, flags);                \
    mode_t mode = mode_of(flags, rest);   \
    va_end(rest);                         \
    return open_file(directory, path, flags, mode)

int open(const char *path, int flags, ...)
{
    OPEN_WITH(AT_FDCWD, path, flags);
}
int open64(const char *path, int flags, ...)
{
    OPEN_WITH(AT_FDCWD, path, flags);
}
int openat(int directory, const char *path, int flags, ...)
{
    OPEN_WITH(directory, path, flags);
}
int openat64(int directory, const char *path, int flags, ...)
{
    OPEN_WITH(directory, path, flags);
}

int mkdir(const char *name, mode_t mode)
{
    bool is_ours = control != &idle && is_watched(name);
    int verdict = is_ours ? decide(CALL_FOLDER, name) : 0;
    if (verdict != 0) {
        return verdict < 0 ? (die(name), 0) : failed(verdict);
    }
    return (int)syscall(SYS_mkdir, name, mode);
}

// ---- the clock ----

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int done = (int)syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t ms = atomic_load(&control->clock_ms);
        now->tv_sec += ms / 1000;
    }
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec time;
    (void)zone;
    int done = clock_gettime(CLOCK_REALTIME, &time);
    *now = (struct timeval){time.tv_sec, time.tv_nsec / 1000};
    return done;
}

time_t time(time_t *ret_now)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (ret_now != NULL) {
        *ret_now = now.tv_sec;
    }
    return now.tv_sec;
}

// ---- allocations ----

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t n);
extern void *__libc_realloc(void *old, size_t n);

static bool is_refused(void)
{
    if (atomic_load(&control->allocations_on) == 0) {
        return false;
    }
    int64_t number = atomic_fetch_add(&control->allocations, 1) + 1;
    int64_t at = atomic_load(&control->allocation_at);
    bool is_it = at != 0 && (number == at || (number > at && atomic_load(&control->is_starving) != 0));
    if (is_it) {
        errno = ENOMEM;
    }
    return is_it;
}

void *malloc(size_t n)
{
    return is_refused() ? NULL : __libc_malloc(n);
}
void *calloc(size_t count, size_t n)
{
    return is_refused() ? NULL : __libc_calloc(count, n);
}
void *realloc(void *old, size_t n)
{
    return is_refused() ? NULL : __libc_realloc(old, n);
}
