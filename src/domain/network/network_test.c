// SPDX-License-Identifier: Apache-2.0
// The one network row; advertisers; the audit log.
#include "nouns_fixture.h"

#include "audit/audit.h"

static void there_is_one_network(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct network network;
    assert_int_equal(network_get(test_database_db(*state), arena, &network), RC_NOT_FOUND);
    struct nouns n = nouns_new(state, arena);
    done(network_get(n.db, arena, &network));
    assert_text(network.name, "Test");
    assert_int_equal(network.catalog_version, 1);
    done(db_write_begin(n.db));
    assert_int_equal(network_insert(n.db, &network), RC_CONFLICT);
    db_rollback(n.db);
    network.name = TEXT("Renamed");
    network.address_days = 7;
    done(db_write_begin(n.db));
    done(network_settings_set(n.db, &network));
    done(db_commit(n.db));
    done(network_get(n.db, arena, &network));
    assert_text(network.name, "Renamed");
    assert_int_equal(network.address_days, 7);
}

static void the_catalog_counts_its_changes(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    int64_t version = 0;
    done(db_write_begin(n.db));
    done(network_catalog_bump(n.db, arena, &version));
    assert_int_equal(version, 2);
    db_rollback(n.db); // undone with its change
    done(network_catalog_version(n.db, arena, &version));
    assert_int_equal(version, 1);
    for (int64_t i = 2; i < 5; i++) {
        done(db_write_begin(n.db));
        done(network_catalog_bump(n.db, arena, &version));
        done(db_commit(n.db));
        assert_int_equal(version, i);
    }
}

static void advertisers_are_found_by_their_secret(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct advertiser found;
    done(advertiser_find_by_token(n.db, arena, TEXT("hash 1"), &found));
    assert_int_equal(found.id.v, n.advertisers[1].v);
    done(db_write_begin(n.db));
    done(advertiser_token_set(n.db, n.advertisers[1], TEXT("new hash"), 5));
    found.status = TEXT("archived");
    found.version = 6;
    done(advertiser_set(n.db, &found));
    done(db_commit(n.db));
    assert_int_equal(advertiser_find_by_token(n.db, arena, TEXT("hash 1"), &found), RC_NOT_FOUND);
    done(advertiser_find_by_token(n.db, arena, TEXT("new hash"), &found));
    assert_text(found.status, "archived");
    assert_int_equal(found.version, 6);
    struct advertiser *list;
    size_t count;
    struct advertiser_filter active = {.status = TEXT("active"), .limit = 10};
    done(advertiser_list(n.db, arena, &active, &list, &count));
    assert_int_equal(count, 1);
    struct advertiser_filter own = {.id = n.advertisers[1], .limit = 10};
    done(advertiser_list(n.db, arena, &own, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id.v, n.advertisers[1].v);
}

static void the_audit_log_is_listed_from_its_end(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    done(db_write_begin(n.db));
    for (int i = 0; i < 5; i++) {
        struct audit_event event = {
            .occurred_at = fixture_day(i),
            .actor = TEXT("test"),
            .action = TEXT("program.change"),
            .object = i % 2 == 0 ? TEXT("program:1") : TEXT("program:2"),
            .content = TEXT("{}"),
        };
        done(audit_event_add(n.db, &event));
    }
    done(db_commit(n.db));
    struct audit_event *list;
    size_t count;
    struct audit_filter before = {.object = TEXT("program:1")};
    done(audit_event_list(n.db, arena, &before, 2, &list, &count));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].occurred_at.ms, fixture_day(4).ms);
    before.before_id = list[1].id;
    done(audit_event_list(n.db, arena, &before, 2, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].occurred_at.ms, fixture_day(0).ms);
    // By action, by what actions begin with, by actor and by days.
    static const struct {
        const char *actor, *action;
        int from, to, count;
    } rows[] = {{"", "program.change", 0, 0, 5},
                {"", "program.", 0, 0, 5},
                {"", "program", 0, 0, 0},
                {"", "prog.", 0, 0, 0},
                {"token:9", "", 0, 0, 0},
                {"", "", 1, 3, 2},
                {"", "", 4, 0, 1},
                {"", "program.", 0, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_filter filter = {.actor = text_of(rows[i].actor),
                                      .action = text_of(rows[i].action),
                                      .from = fixture_day(rows[i].from),
                                      .to = {.ms = rows[i].to == 0 ? 0 : fixture_day(rows[i].to).ms}};
        done(audit_event_list(n.db, arena, &filter, 10, &list, &count));
        assert_int_equal(count, rows[i].count);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(there_is_one_network),
        TEST_DATABASE_CASE(the_catalog_counts_its_changes),
        TEST_DATABASE_CASE(advertisers_are_found_by_their_secret),
        TEST_DATABASE_CASE(the_audit_log_is_listed_from_its_end),
    };
    return TEST_DATABASE_RUN("network", cases);
}
