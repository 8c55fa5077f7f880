// SPDX-License-Identifier: Apache-2.0
// POSIX threads with every result checked: a lock that fails is a bug, never a surprise later.
#include "thread/thread.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock/clock.h"
#include "core/bug.h"

static void *thread_body(void *user)
{
    struct thread *thread = user;
    thread->call(thread->user);
    return NULL;
}

enum rc thread_start(struct thread *thread, const char *name, void (*call)(void *user), void *user)
{
    thread->call = call;
    thread->user = user;
    // Signals belong to the main thread: a new thread inherits the mask of its maker.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    BUG_ON(pthread_sigmask(SIG_SETMASK, &all, &before) != 0);
    int error = pthread_create(&thread->handle, NULL, thread_body, thread);
    BUG_ON(pthread_sigmask(SIG_SETMASK, &before, NULL) != 0);
    if (error != 0) {
        return RC_FAULT;
    }
    pthread_setname_np(thread->handle, name);
    return RC_OK;
}

void thread_join(struct thread *thread)
{
    BUG_ON(pthread_join(thread->handle, NULL) != 0);
}

void thread_yield_to_others(void)
{
    // On Linux a thread has a nice value of its own; 5 steps are a weight of 335 against 1024 (sched(7)).
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 5);
}

void lock_init(struct lock *lock)
{
    pthread_mutexattr_t attributes;
    BUG_ON(pthread_mutexattr_init(&attributes) != 0);
    BUG_ON(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK) != 0);
    BUG_ON(pthread_mutex_init(&lock->mutex, &attributes) != 0);
    pthread_mutexattr_destroy(&attributes);
}

void lock_end(struct lock *lock)
{
    BUG_ON(pthread_mutex_destroy(&lock->mutex) != 0);
}

void lock_take(struct lock *lock)
{
    BUG_ON(pthread_mutex_lock(&lock->mutex) != 0);
}

void lock_give(struct lock *lock)
{
    BUG_ON(pthread_mutex_unlock(&lock->mutex) != 0);
}

void signal_init(struct signal *signal)
{
    pthread_condattr_t attributes;
    BUG_ON(pthread_condattr_init(&attributes) != 0);
    BUG_ON(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0);
    BUG_ON(pthread_cond_init(&signal->condition, &attributes) != 0);
    pthread_condattr_destroy(&attributes);
}

void signal_end(struct signal *signal)
{
    BUG_ON(pthread_cond_destroy(&signal->condition) != 0);
}

void signal_all(struct signal *signal)
{
    BUG_ON(pthread_cond_broadcast(&signal->condition) != 0);
}

void signal_wait(struct signal *signal, struct lock *lock)
{
    BUG_ON(pthread_cond_wait(&signal->condition, &lock->mutex) != 0);
}

bool signal_wait_ms(struct signal *signal, struct lock *lock, int64_t wait_ms)
{
    int64_t until = clock_monotonic_ns() + wait_ms * 1000000;
    struct timespec at = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
    int error = pthread_cond_timedwait(&signal->condition, &lock->mutex, &at);
    BUG_ON(error != 0 && error != ETIMEDOUT);
    return error == 0;
}

void turn_init(struct turn *turn)
{
    BUG_ON(sem_init(&turn->semaphore, 0, 0) != 0);
}

void turn_end(struct turn *turn)
{
    BUG_ON(sem_destroy(&turn->semaphore) != 0);
}

void turn_give(struct turn *turn)
{
    BUG_ON(sem_post(&turn->semaphore) != 0);
}

void turn_wait(struct turn *turn)
{
    while (sem_wait(&turn->semaphore) != 0) {
        BUG_ON(errno != EINTR);
    }
}

void shared_lock_init(struct shared_lock *lock)
{
    pthread_rwlockattr_t attributes;
    BUG_ON(pthread_rwlockattr_init(&attributes) != 0);
    BUG_ON(pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) != 0);
    BUG_ON(pthread_rwlock_init(&lock->rwlock, &attributes) != 0);
    pthread_rwlockattr_destroy(&attributes);
}

void shared_lock_end(struct shared_lock *lock)
{
    BUG_ON(pthread_rwlock_destroy(&lock->rwlock) != 0);
}

void shared_lock_read(struct shared_lock *lock)
{
    BUG_ON(pthread_rwlock_rdlock(&lock->rwlock) != 0);
}

void shared_lock_write(struct shared_lock *lock)
{
    BUG_ON(pthread_rwlock_wrlock(&lock->rwlock) != 0);
}

void shared_lock_give(struct shared_lock *lock)
{
    BUG_ON(pthread_rwlock_unlock(&lock->rwlock) != 0);
}
