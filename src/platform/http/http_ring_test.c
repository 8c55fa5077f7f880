// SPDX-License-Identifier: Apache-2.0
// Transfers together and one by one: the same results, whatever the kernel lets us do.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "http/http_private.h"

#define PAIRS 150 // more than go in one call, and not a multiple of it
#define LARGE_BYTES ((size_t)8 << 20)

static const bool is_wanted[] = {true, false};

static void make_pair(int ret_files[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ret_files), 0);
}

static void many_are_written_and_read(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 2; mode++) {
        struct http_ring *ring = http_ring_new(is_wanted[mode]);
        struct http_transfer writes[PAIRS], reads[PAIRS];
        static char sent[PAIRS][PAIRS], received[PAIRS][PAIRS];
        int files[PAIRS][2];
        memset(received, 0, sizeof(received));
        for (size_t i = 0; i < PAIRS; i++) {
            make_pair(files[i]);
            memset(sent[i], 'a' + (int)(i % 26), PAIRS);
            writes[i] = (struct http_transfer){.file = files[i][0], .is_write = true, .bytes = sent[i], .n = i + 1};
            reads[i] = (struct http_transfer){.file = files[i][1], .bytes = received[i], .n = PAIRS};
        }
        http_ring_run(ring, writes, PAIRS);
        http_ring_run(ring, reads, PAIRS);
        for (size_t i = 0; i < PAIRS; i++) {
            assert_int_equal(writes[i].result, i + 1);
            assert_int_equal(reads[i].result, i + 1);
            assert_memory_equal(received[i], sent[i], i + 1);
            close(files[i][0]);
            close(files[i][1]);
        }
        http_ring_free(ring);
    }
}

// Beside one another, each with its own outcome, and none of them waits.
static void each_has_its_own_result(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 2; mode++) {
        struct http_ring *ring = http_ring_new(is_wanted[mode]);
        enum { EMPTY, ENDED, GONE, FULL, FINE, COUNT };
        int files[COUNT][2];
        char room[8] = {0}, word[] = "word";
        char *large = calloc(1, LARGE_BYTES);
        assert_non_null(large);
        for (int i = 0; i < COUNT; i++) {
            make_pair(files[i]);
        }
        assert_int_equal(shutdown(files[ENDED][1], SHUT_WR), 0);
        close(files[GONE][1]);
        for (int round = 0; round < 2; round++) {
            struct http_transfer transfers[COUNT] = {
                [EMPTY] = {.file = files[EMPTY][0], .bytes = room, .n = sizeof(room)},
                [ENDED] = {.file = files[ENDED][0], .bytes = room, .n = sizeof(room)},
                [GONE] = {.file = files[GONE][0], .is_write = true, .bytes = word, .n = 4}, // and no signal
                [FULL] = {.file = files[FULL][0], .is_write = true, .bytes = large, .n = LARGE_BYTES},
                [FINE] = {.file = files[FINE][0], .is_write = true, .bytes = word, .n = 4},
            };
            http_ring_run(ring, transfers, COUNT);
            assert_int_equal(transfers[EMPTY].result, -EAGAIN);
            assert_int_equal(transfers[ENDED].result, 0);
            assert_int_equal(transfers[GONE].result, -EPIPE);
            assert_int_equal(transfers[FINE].result, 4);
            if (round == 0) { // some of it
                assert_in_range(transfers[FULL].result, 1, LARGE_BYTES - 1);
            } else {
                assert_int_equal(transfers[FULL].result, -EAGAIN);
            }
        }
        for (int i = 0; i < COUNT; i++) {
            close(files[i][0]);
            if (i != GONE) {
                close(files[i][1]);
            }
        }
        free(large);
        http_ring_free(ring);
    }
}

static void one_needs_no_ring(void **state)
{
    (void)state;
    struct http_ring *ring = http_ring_new(false);
    assert_false(http_ring_is_open(ring));
    int files[2];
    make_pair(files);
    char word[] = "word";
    struct http_transfer transfer = {.file = files[0], .is_write = true, .bytes = word, .n = 4};
    http_ring_run(ring, &transfer, 0);
    assert_int_equal(transfer.result, 0);
    http_ring_run(ring, &transfer, 1);
    assert_int_equal(transfer.result, 4);
    close(files[0]);
    close(files[1]);
    http_ring_free(ring);
    http_ring_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_are_written_and_read),
        cmocka_unit_test(each_has_its_own_result),
        cmocka_unit_test(one_needs_no_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
