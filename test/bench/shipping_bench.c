// SPDX-License-Identifier: Apache-2.0
// How fast clicks move from the spool into a database (shipping.py makes the database and counts afterwards):
//
//     shipping_bench DATABASE SPOOL CLICKS LINKS
//
// Clicks of new visitors, 50 in a millisecond, each with two sub ids and an agent, are written to a new spool, then
// shipped by click_ship_all, which does what the shipping thread does, without its pauses. Prints processor time and
// clock.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "click/click_ship.h"
#include "core/bug.h"
#include "format/encode.h"
#include "log/log.h"

#define NODE 7
#define PER_MS 50 // how many clicks come in a millisecond

static double seconds_of(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fill(struct spool *spool, struct click_id_generator *ids, int64_t count, int64_t links)
{
    struct arena *arena = arena_new(ARENA_JOB_BYTES);
    uint64_t random = 1;
    int64_t begin_ms = clock_now(clock_system()).ms;
    for (int64_t i = 0; i < count; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        int64_t link = 1 + (int64_t)((random >> 33) % (uint64_t)links);
        struct click_id id = click_id_next(ids, (struct instant){begin_ms + i / PER_MS});
        char sub[64];
        int n = snprintf(sub, sizeof(sub), "sub1=c%u&sub2=%u", (unsigned)(random >> 40) % 1000, (unsigned)i % 1000);
        struct click_record record = {.id = id,
                                      .outcome = CLICK_REDIRECTED,
                                      .link_id = {link},
                                      .offer_id = {1 + link % 20},
                                      .partner_id = {1 + link / 20},
                                      .program_id = {1},
                                      .visitor = id.v,
                                      .network_agent = (int64_t)(random >> 1),
                                      .device = DEVICE_DESKTOP,
                                      .address_prefix = TEXT("203.0.113.0/24"),
                                      .parameters = {.p = sub, .n = (size_t)n},
                                      .has_person = true,
                                      .address = TEXT("203.0.113.7"),
                                      .agent = TEXT("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101"),
                                      .referrer = TEXT("https://blog.example/")};
        BUG_ON(spool_append(spool, click_record_encode(arena, &record)) != RC_OK);
        if (i % 1000 == 999) {
            BUG_ON(spool_sync(spool) != RC_OK);
            arena_reset(arena);
        }
    }
    BUG_ON(spool_sync(spool) != RC_OK);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    int64_t count = 0;
    int64_t links = 0;
    if (argc != 5 || int64_parse(text_of(argv[3]), 1, INT64_MAX, &count) != RC_OK ||
        int64_parse(text_of(argv[4]), 1, INT64_MAX, &links) != RC_OK) {
        fprintf(stderr, "usage: shipping_bench DATABASE SPOOL CLICKS LINKS\n");
        return 2;
    }
    struct text location = text_of(argv[1]);
    struct spool_options spool = {.folder = argv[2], .node = NODE};
    struct fault fault = {.rc = RC_OK};
    struct db *db = NULL;
    struct click_spool_opened opened;
    if (db_open(location, &db, &fault) != RC_OK || click_spool_open(&spool, db, &opened, &fault) != RC_OK) {
        fprintf(stderr, "shipping_bench: %s\n", fault.message);
        return 1;
    }
    struct click_id_generator ids;
    click_id_generator_init(&ids, NODE, opened.last_number);
    fill(opened.spool, &ids, count, links);
    struct click_shipper *shipper = click_shipper_new(&(struct click_ship_options){
        .spool = opened.spool, .mark = opened.mark, .node = NODE, .database = location, .clock = clock_system()});
    double clock = seconds_of(CLOCK_MONOTONIC);
    double processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    enum rc rc = click_ship_all(shipper, db);
    clock = seconds_of(CLOCK_MONOTONIC) - clock;
    processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - processor;
    if (rc != RC_OK) {
        fprintf(stderr, "shipping_bench: %s\n", db_failure(db));
        return 1;
    }
    printf("%.0f %.2f\n", (double)count / clock, processor * 1e6 / (double)count);
    click_shipper_free(shipper);
    spool_close(opened.spool);
    db_close(db);
    return 0;
}
