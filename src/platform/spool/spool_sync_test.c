// SPDX-License-Identifier: Apache-2.0
// The writer goes on while another thread syncs and a third reads along: nothing is lost, doubled or out of order, over
// many segments, and what was appended after a seal waits for the next.
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spool/spool.h"
#include "thread/thread.h"

#define RECORDS 30000
#define RECORD_BYTES 120 // about a hundred segments of the smallest size

static int folder_setup(void **state)
{
    char *folder = strdup("/tmp/spool-sync-test-XXXXXX");
    *state = folder;
    return folder != NULL && mkdtemp(folder) != NULL ? 0 : -1;
}

static int folder_teardown(void **state)
{
    DIR *listing = opendir(*state);
    struct dirent *entry = NULL;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        unlinkat(dirfd(listing), entry->d_name, 0);
    }
    closedir(listing);
    int rc = rmdir(*state);
    free(*state);
    return rc;
}

struct trio {
    struct spool *spool;
    struct lock lock;
    struct signal changed;
    bool is_sealed, is_over;     // under the lock
    _Atomic int synced, sealed;  // records
    _Atomic bool is_synced_last; // nothing more will be synced
    int next;                    // that the reader expects
};

static struct text record_of(int n, char bytes[RECORD_BYTES])
{
    memset(bytes, 'a' + n % 26, RECORD_BYTES);
    memcpy(bytes, &n, sizeof(n));
    return (struct text){.p = bytes, .n = RECORD_BYTES};
}

static void sync_along(void *user)
{
    struct trio *trio = user;
    lock_take(&trio->lock);
    for (;;) {
        while (!trio->is_sealed && !trio->is_over) {
            signal_wait(&trio->changed, &trio->lock);
        }
        if (!trio->is_sealed) {
            break;
        }
        lock_give(&trio->lock);
        int sealed = atomic_load(&trio->sealed);
        assert_int_equal(spool_sync_sealed(trio->spool), RC_OK);
        atomic_store(&trio->synced, sealed);
        lock_take(&trio->lock);
        trio->is_sealed = false;
    }
    lock_give(&trio->lock);
    atomic_store(&trio->is_synced_last, true);
}

static enum rc see_next(void *user, struct text payload)
{
    struct trio *trio = user;
    char bytes[RECORD_BYTES];
    assert_true(text_equal(payload, record_of(trio->next, bytes)));
    trio->next++;
    return RC_OK;
}

static void read_along(void *user)
{
    struct trio *trio = user;
    struct spool_mark mark = {0, 0};
    bool is_last = false;
    size_t read = 1;
    while (!is_last || read > 0) {
        is_last = atomic_load(&trio->is_synced_last);
        int synced = atomic_load(&trio->synced);
        assert_int_equal(spool_read(trio->spool, &mark, 1000, see_next, trio, &read), RC_OK);
        assert_true(read == 1000 || trio->next >= synced);
        spool_release(trio->spool, mark);
    }
}

static void seal_when_free(struct trio *trio, int n, bool is_insisting)
{
    bool is_done = false;
    while (!is_done) {
        lock_take(&trio->lock);
        if (!trio->is_sealed) {
            spool_seal(trio->spool);
            atomic_store(&trio->sealed, n);
            trio->is_sealed = true;
            signal_all(&trio->changed);
            is_done = true;
        }
        lock_give(&trio->lock);
        is_done = is_done || !is_insisting;
    }
}

static void writer_syncer_and_reader_work_together(void **state)
{
    struct trio trio = {0};
    struct spool_options options = {.folder = *state, .node = 1, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    int64_t lost = -1;
    struct fault fault = {0};
    assert_int_equal(spool_open(&options, (struct spool_mark){0, 0}, &trio.spool, &lost, &fault), RC_OK);
    lock_init(&trio.lock);
    signal_init(&trio.changed);
    struct thread syncer, reader;
    assert_int_equal(thread_start(&syncer, "syncer", sync_along, &trio), RC_OK);
    assert_int_equal(thread_start(&reader, "reader", read_along, &trio), RC_OK);
    char bytes[RECORD_BYTES];
    for (int n = 0; n < RECORDS; n++) {
        assert_int_equal(spool_append(trio.spool, record_of(n, bytes)), RC_OK);
        if (n % 7 == 0) {
            seal_when_free(&trio, n + 1, /* is_insisting= */ false);
        }
    }
    seal_when_free(&trio, RECORDS, /* is_insisting= */ true);
    lock_take(&trio.lock);
    trio.is_over = true;
    signal_all(&trio.changed);
    lock_give(&trio.lock);
    thread_join(&syncer);
    thread_join(&reader);
    assert_int_equal(trio.next, RECORDS);
    assert_int_equal(spool_lost_bytes(trio.spool), 0);
    assert_false(spool_has_pending(trio.spool));
    spool_close(trio.spool);
    signal_end(&trio.changed);
    lock_end(&trio.lock);
}

static void what_follows_a_seal_waits_for_the_next(void **state)
{
    struct spool_options options = {.folder = *state, .node = 1, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    struct trio trio = {0};
    int64_t lost = -1;
    struct fault fault = {0};
    char bytes[RECORD_BYTES];
    struct spool_mark mark = {0, 0};
    size_t read = 0;
    assert_int_equal(spool_open(&options, mark, &trio.spool, &lost, &fault), RC_OK);
    assert_int_equal(spool_append(trio.spool, record_of(0, bytes)), RC_OK);
    spool_seal(trio.spool);
    assert_int_equal(spool_append(trio.spool, record_of(1, bytes)), RC_OK);
    assert_true(spool_has_pending(trio.spool));
    assert_int_equal(spool_sync_sealed(trio.spool), RC_OK);
    assert_int_equal(spool_read(trio.spool, &mark, 10, see_next, &trio, &read), RC_OK);
    assert_int_equal(read, 1);
    assert_true(spool_has_pending(trio.spool));
    assert_int_equal(spool_sync(trio.spool), RC_OK);
    assert_int_equal(spool_read(trio.spool, &mark, 10, see_next, &trio, &read), RC_OK);
    assert_int_equal(read, 1);
    spool_close(trio.spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writer_syncer_and_reader_work_together, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(what_follows_a_seal_waits_for_the_next, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
