// SPDX-License-Identifier: Apache-2.0
// Work that costs less for several at once: threads that come while others are being served wait, and the first of them
// to go on serves all who wait. A thread that comes alone serves itself at once.
#pragma once

#include <stddef.h>

#include "thread/thread.h"

#define GATHERING_MAX 64 // served at once

// A member: the first thing in the caller's own structure, on its stack until gathering_join returns.
struct gathered {
    struct gathered *next;
    bool is_served;
    struct turn turn; // that it is served, or has to serve
};

struct gathering {
    struct lock lock;
    struct gathered *first, *last; // who waits, in the order of coming
    bool is_serving;               // somebody does, or has been given the turn to
};

void gathering_init(struct gathering *gathering);
void gathering_end(struct gathering *gathering); // a BUG while anybody waits

// `own` is that of the thread it runs on (it may be missing from the list when more than GATHERING_MAX wait). What it
// writes to members is seen by their threads.
typedef void (*gathering_call)(struct gathered *own, struct gathered *const *members, size_t count);

struct gathering_work {
    gathering_call serve;  // one group at a time
    gathering_call settle; // afterwards, while the next group is served already; NULL: nothing
};

// Returns when the member was served and settled, by this thread or by another. All members of a gathering give the
// same work.
void gathering_join(struct gathering *gathering, struct gathered *own, const struct gathering_work *work);
