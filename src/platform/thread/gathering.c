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
        members[count++] = gathering->first;
        gathering->first = gathering->first->next;
    }
    return count;
}

// Each thread is woken by itself, and who serves next first: all at once would want the lock and the processors from
// him.
static void serve(struct gathering *gathering, struct gathered *own, const struct gathering_work *work)
{
    struct gathered *members[GATHERING_MAX];
    lock_take(&gathering->lock);
    size_t count = take(gathering, members);
    lock_give(&gathering->lock);
    work->serve(own, members, count);
    lock_take(&gathering->lock);
    struct gathered *next = gathering->first;
    gathering->is_serving = next != NULL;
    lock_give(&gathering->lock);
    if (next != NULL) {
        turn_give(&next->turn);
    }
    if (work->settle != NULL) {
        work->settle(own, members, count);
    }
    for (size_t i = 0; i < count; i++) {
        members[i]->is_served = true;
        if (members[i] != own) {
            turn_give(&members[i]->turn); // it may be gone from here on
        }
    }
}

void gathering_join(struct gathering *gathering, struct gathered *own, const struct gathering_work *work)
{
    *own = (struct gathered){.next = NULL};
    turn_init(&own->turn);
    lock_take(&gathering->lock);
    append(gathering, own);
    bool is_waiting = gathering->is_serving;
    gathering->is_serving = true;
    lock_give(&gathering->lock);
    while (!own->is_served) {
        if (is_waiting) {
            turn_wait(&own->turn);
        }
        if (!own->is_served) {
            serve(gathering, own, work);
        }
        is_waiting = true;
    }
    turn_end(&own->turn);
}
