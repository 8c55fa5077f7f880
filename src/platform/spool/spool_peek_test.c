// SPDX-License-Identifier: Apache-2.0
// Looking into a spool that somebody else has open.
#include "spool/spool.h"

#include <stdlib.h>

#include "check.h"

#define RECORDS 300

struct peeked {
    int numbers[RECORDS + 20];
    struct spool_mark after[RECORDS + 20];
    size_t count;
};

static enum rc peek_one(void *user, struct spool_mark after, struct text payload)
{
    struct peeked *peeked = user;
    assert_int_equal(payload.n, 400);
    memcpy(&peeked->numbers[peeked->count], payload.p, sizeof(int));
    peeked->after[peeked->count++] = after;
    return RC_OK;
}

static void append(struct spool *spool, int from, int to)
{
    char bytes[400] = {0};
    for (int n = from; n < to; n++) {
        memcpy(bytes, &n, sizeof(n));
        assert_int_equal(spool_append(spool, (struct text){.p = bytes, .n = sizeof(bytes)}), RC_OK);
    }
}

// While a server has it: what is synced is seen, in order, from any mark on, and nothing is changed.
static void another_process_may_look(void **state)
{
    (void)state;
    char folder[] = "/tmp/spool-peek-XXXXXX";
    static struct peeked all;
    static struct peeked rest;
    static struct peeked last;
    int node = 0;
    int64_t lost = 0;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(spool_peek("/nowhere", (struct spool_mark){0, 0}, peek_one, &all, &node), RC_NOT_FOUND);
    assert_int_equal(spool_node(folder, &node), RC_OK);
    assert_int_equal(node, -1);

    struct spool_options options = {.folder = folder, .node = 3, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    struct spool *spool = NULL;
    assert_int_equal(spool_open(&options, (struct spool_mark){0, 0}, &spool, &lost, NULL), RC_OK);
    append(spool, 0, RECORDS); // several segments
    assert_int_equal(spool_sync(spool), RC_OK);
    append(spool, RECORDS, RECORDS + 10);
    assert_int_equal(spool_peek(folder, (struct spool_mark){0, 0}, peek_one, &all, &node), RC_OK);
    assert_int_equal(node, 3);
    assert_int_equal(all.count, RECORDS);
    for (int n = 0; n < RECORDS; n++) {
        assert_int_equal(all.numbers[n], n);
    }
    assert_true(all.after[RECORDS - 1].segment > all.after[0].segment + 1);
    assert_int_equal(spool_peek(folder, all.after[99], peek_one, &rest, &node), RC_OK);
    assert_int_equal(rest.count, RECORDS - 100);
    assert_int_equal(rest.numbers[0], 100);
    // What the writer releases may be gone; what it syncs later is there.
    assert_int_equal(spool_sync(spool), RC_OK);
    spool_release(spool, all.after[199]);
    assert_int_equal(spool_peek(folder, all.after[199], peek_one, &last, &node), RC_OK);
    assert_int_equal(last.count, RECORDS + 10 - 200);
    assert_int_equal(last.numbers[last.count - 1], RECORDS + 9);
    spool_close(spool);
    char command[64];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(another_process_may_look)};
    return run_cases(tests);
}
