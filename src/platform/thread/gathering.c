// SPDX-License-Identifier: Apache-2.0
// Groups of waiting threads; see gathering.h.
#include "thread/gathering.h"

#include "core/bug.h"

void gathering_init(struct gathering *gathering)
{
    *gathering = (struct gathering){.first = NULL};
    lock_init(&gathering->lock);
}

void gathering_end(struct gathering *gathering)
{
    BUG_ON(gathering->first != NULL || gathering->is_serving);
    lock_end(&gathering->lock);
}

static void append(struct gathering *gathering, struct gathered *own)
{
    if (gathering->first == NULL) {
        gathering->first = own;
    } else {
        gathering->last->next = own;
    }
    gathering->last = own;
}

static size_t take(struct gathering *gathering, struct gathered *members[GATHERING_MAX])
{
    size_t count = 0;
    while (gathering->first != NULL && count < GATHERING_MAX) {
        members[count] = gathering->first;
        members[count++]->is_taken = true;
        gathering->first = gathering->first->next;
    }
    return count;
}

// With the lock, which is given back meanwhile. Each thread is woken by itself, and who serves next first: all at once
// would want the lock and the processors from him.
static void serve(struct gathering *gathering, struct gathered *own, const struct gathering_work *work)
{
    struct gathered *members[GATHERING_MAX];
    size_t count = take(gathering, members);
    gathering->is_serving = true;
    lock_give(&gathering->lock);
    work->serve(own, members, count);
    lock_take(&gathering->lock);
    gathering->is_serving = false;
    if (gathering->first != NULL) {
        signal_all(&gathering->first->signal);
    }
    if (work->settle != NULL) {
        lock_give(&gathering->lock);
        work->settle(own, members, count);
        lock_take(&gathering->lock);
    }
    for (size_t i = 0; i < count; i++) {
        members[i]->is_served = true;
        signal_all(&members[i]->signal);
    }
}

void gathering_join(struct gathering *gathering, struct gathered *own, const struct gathering_work *work)
{
    *own = (struct gathered){.next = NULL};
    signal_init(&own->signal);
    lock_take(&gathering->lock);
    append(gathering, own);
    while (!own->is_served) {
        if (!own->is_taken && !gathering->is_serving) {
            serve(gathering, own, work);
        } else {
            signal_wait(&own->signal, &gathering->lock);
        }
    }
    lock_give(&gathering->lock);
    signal_end(&own->signal);
}
