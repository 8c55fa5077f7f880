// SPDX-License-Identifier: Apache-2.0
// Threads, locks and signals between threads: POSIX threads behind names that cannot fail half-way. Misuse (taking a
// lock twice, giving back what is not held where the system notices) is a BUG. Only the folders in layers.txt may use
// pthreads directly.
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct thread {
    pthread_t handle;
    void (*call)(void *user);
    void *user;
};
// Runs call(user) on a new thread, with all signals blocked. The structure must stay in place until thread_join. The
// name (at most 15 bytes) is what tools show.
enum rc thread_start(struct thread *thread, const char *name, void (*call)(void *user), void *user) MUST_USE;
void thread_join(struct thread *thread);
// The calling thread is in less of a hurry than the others: when all processors are busy it gets about a third of what
// one of them gets. Where the system does not allow it, nothing changes.
void thread_yield_to_others(void);

struct lock {
    pthread_mutex_t mutex;
};
void lock_init(struct lock *lock);
void lock_end(struct lock *lock);
void lock_take(struct lock *lock);
void lock_give(struct lock *lock);

// A condition to wait for while holding a lock. Waits may return for no reason: check what was waited for again.
struct signal {
    pthread_cond_t condition;
};
void signal_init(struct signal *signal);
void signal_end(struct signal *signal);
void signal_all(struct signal *signal);
void signal_wait(struct signal *signal, struct lock *lock);
// At most so long; false when the time ran out.
bool signal_wait_ms(struct signal *signal, struct lock *lock, int64_t wait_ms);

// What one thread waits for and another gives it, each as often as the other, whichever comes first. Once a wait has
// returned the turn may be ended at once, though the giver has not returned yet (POSIX has semaphores so).
struct turn {
    sem_t semaphore;
};
void turn_init(struct turn *turn);
void turn_end(struct turn *turn);
void turn_give(struct turn *turn);
void turn_wait(struct turn *turn);

// Many readers or one writer. A waiting writer goes before new readers.
struct shared_lock {
    pthread_rwlock_t rwlock;
};
void shared_lock_init(struct shared_lock *lock);
void shared_lock_end(struct shared_lock *lock);
void shared_lock_read(struct shared_lock *lock);
void shared_lock_write(struct shared_lock *lock);
void shared_lock_give(struct shared_lock *lock);
