// SPDX-License-Identifier: Apache-2.0
// Every member is served once, by one of them, and those who come during a group make the next one.
#include "thread/gathering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define THREADS 6

struct meeting {
    struct gathering gathering;
    struct lock lock;
    struct signal signal;
    int arrived, groups, largest;
    bool is_first_held; // the first group waits until all others have come
    bool is_first_settled_last;
};

struct visitor {
    struct gathered member;
    struct meeting *meeting;
    int served, settled, order;
};

static void serve(struct gathered *own, struct gathered *const *members, size_t count)
{
    struct meeting *meeting = ((struct visitor *)own)->meeting;
    lock_take(&meeting->lock);
    int group = ++meeting->groups;
    signal_all(&meeting->signal);
    while (group == 1 && meeting->is_first_held && meeting->arrived < THREADS) {
        signal_wait(&meeting->signal, &meeting->lock);
    }
    meeting->largest = (int)count > meeting->largest ? (int)count : meeting->largest;
    lock_give(&meeting->lock);
    for (size_t i = 0; i < count; i++) {
        struct visitor *visitor = (struct visitor *)members[i];
        visitor->served++;
        visitor->order = group;
    }
}

// The first group is settled only after the next was served.
static void settle(struct gathered *own, struct gathered *const *members, size_t count)
{
    struct meeting *meeting = ((struct visitor *)own)->meeting;
    lock_take(&meeting->lock);
    while (meeting->is_first_settled_last && ((struct visitor *)members[0])->order == 1 && meeting->groups < 2) {
        signal_wait(&meeting->signal, &meeting->lock);
    }
    lock_give(&meeting->lock);
    for (size_t i = 0; i < count; i++) {
        struct visitor *visitor = (struct visitor *)members[i];
        visitor->settled += visitor->served;
    }
}

static void visit(void *user)
{
    struct visitor *visitor = user;
    lock_take(&visitor->meeting->lock);
    visitor->meeting->arrived++;
    signal_all(&visitor->meeting->signal);
    lock_give(&visitor->meeting->lock);
    gathering_join(&visitor->meeting->gathering, &visitor->member, &(struct gathering_work){serve, settle});
}

static void meeting_init(struct meeting *meeting)
{
    memset(meeting, 0, sizeof(*meeting));
    gathering_init(&meeting->gathering);
    lock_init(&meeting->lock);
    signal_init(&meeting->signal);
}

static void meeting_end(struct meeting *meeting)
{
    gathering_end(&meeting->gathering);
    signal_end(&meeting->signal);
    lock_end(&meeting->lock);
}

static void who_comes_alone_serves_itself(void **state)
{
    (void)state;
    struct meeting meeting;
    meeting_init(&meeting);
    struct visitor visitor = {.meeting = &meeting};
    for (int i = 1; i <= 3; i++) {
        visit(&visitor);
        assert_int_equal(visitor.served, i);
        assert_true(visitor.settled >= i);
        assert_int_equal(visitor.order, i);
    }
    assert_int_equal(meeting.largest, 1);
    meeting_end(&meeting);
}

static void everybody_is_served_once(void **state)
{
    (void)state;
    struct meeting meeting;
    meeting_init(&meeting);
    meeting.is_first_held = true;
    struct thread threads[THREADS];
    struct visitor visitors[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        visitors[i] = (struct visitor){.meeting = &meeting};
        assert_int_equal(thread_start(&threads[i], "visitor", visit, &visitors[i]), RC_OK);
    }
    int first = 0;
    for (size_t i = 0; i < THREADS; i++) {
        thread_join(&threads[i]);
        assert_int_equal(visitors[i].served, 1);
        first += visitors[i].order == 1 ? 1 : 0;
    }
    assert_true(first >= 1);
    assert_true(meeting.groups <= THREADS);
    meeting_end(&meeting);
}

static void the_next_is_served_while_the_first_is_settled(void **state)
{
    (void)state;
    struct meeting meeting;
    meeting_init(&meeting);
    meeting.is_first_held = true;
    meeting.is_first_settled_last = true;
    struct thread threads[THREADS];
    struct visitor visitors[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        visitors[i] = (struct visitor){.meeting = &meeting};
        assert_int_equal(thread_start(&threads[i], "visitor", visit, &visitors[i]), RC_OK);
        lock_take(&meeting.lock);
        while (meeting.groups == 0) {
            signal_wait(&meeting.signal, &meeting.lock);
        }
        lock_give(&meeting.lock);
    }
    for (size_t i = 0; i < THREADS; i++) {
        thread_join(&threads[i]);
        assert_int_equal(visitors[i].served, 1);
        assert_int_equal(visitors[i].settled, 1);
    }
    assert_int_equal(visitors[0].order, 1);
    assert_true(meeting.groups >= 2);
    meeting_end(&meeting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_comes_alone_serves_itself),
        cmocka_unit_test(everybody_is_served_once),
        cmocka_unit_test(the_next_is_served_while_the_first_is_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
