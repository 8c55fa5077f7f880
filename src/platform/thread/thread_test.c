// SPDX-License-Identifier: Apache-2.0
// Threads meet through locks and signals.
#include "thread/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct shared {
    struct lock lock;
    struct signal signal;
    struct shared_lock shared_lock;
    int count;
    bool is_go;
};

static void add_thousand(void *user)
{
    struct shared *shared = user;
    lock_take(&shared->lock);
    while (!shared->is_go) {
        signal_wait(&shared->signal, &shared->lock);
    }
    lock_give(&shared->lock);
    for (int i = 0; i < 1000; i++) {
        shared_lock_write(&shared->shared_lock);
        shared->count++;
        shared_lock_give(&shared->shared_lock);
    }
}

static void threads_wait_and_take_turns(void **state)
{
    (void)state;
    struct shared shared = {0};
    lock_init(&shared.lock);
    signal_init(&shared.signal);
    shared_lock_init(&shared.shared_lock);
    struct thread threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(thread_start(&threads[i], "test", add_thousand, &shared), RC_OK);
    }
    lock_take(&shared.lock);
    shared.is_go = true;
    signal_all(&shared.signal);
    lock_give(&shared.lock);
    for (size_t i = 0; i < 4; i++) {
        thread_join(&threads[i]);
    }
    shared_lock_read(&shared.shared_lock);
    assert_int_equal(shared.count, 4000);
    shared_lock_give(&shared.shared_lock);
    lock_take(&shared.lock);
    assert_false(signal_wait_ms(&shared.signal, &shared.lock, 1));
    lock_give(&shared.lock);
    shared_lock_end(&shared.shared_lock);
    signal_end(&shared.signal);
    lock_end(&shared.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_wait_and_take_turns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
