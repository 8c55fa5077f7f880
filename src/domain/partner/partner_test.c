// SPDX-License-Identifier: Apache-2.0
// Partners and enrollments in storage.
#include "nouns_fixture.h"

static void codes_are_unique_and_case_matters(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct partner partner = {.code = TEXT("p0"), .name = TEXT("Again"), .created_at = fixture_day(0)};
    struct partner_id id = {.v = 0};
    done(db_write_begin(n.db));
    assert_int_equal(partner_insert(n.db, arena, &partner, &id), RC_CONFLICT);
    partner.code = TEXT("P0");
    // The refusal has not broken the transaction.
    done(partner_insert(n.db, arena, &partner, &id));
    done(db_commit(n.db));
    struct partner found;
    done(partner_find(n.db, arena, TEXT("P0"), &found));
    assert_int_equal(found.id.v, id.v);
    assert_text(found.email, "");
    assert_text(found.status, "active");
    assert_int_equal(found.recruited_by.v, 0);
    assert_int_equal(partner_find(n.db, arena, TEXT("nobody"), &found), RC_NOT_FOUND);
    assert_int_equal(partner_get(n.db, arena, (struct partner_id){.v = INT64_MAX}, &found), RC_NOT_FOUND);
}

static void a_partner_is_in_a_program_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct enrollment_id id = nouns_enroll(&n, 0, 0, TEXT("pending"));
    struct enrollment again = {.partner_id = n.partners[0],
                               .program_id = n.programs[0],
                               .status = TEXT("approved"),
                               .created_at = fixture_day(1)};
    struct enrollment_id other;
    done(db_write_begin(n.db));
    assert_int_equal(enrollment_insert(n.db, arena, &again, &other), RC_CONFLICT);
    again.id = id;
    again.version = 9;
    done(enrollment_set(n.db, &again));
    done(db_commit(n.db));
    struct enrollment found;
    done(enrollment_find(n.db, arena, n.partners[0], n.programs[0], &found));
    assert_text(found.status, "approved");
    assert_int_equal(found.version, 9);
    assert_int_equal(found.created_at.ms, fixture_day(0).ms);
    assert_int_equal(enrollment_find(n.db, arena, n.partners[0], n.programs[1], &found), RC_NOT_FOUND);
}

static void advertisers_reach_partners_through_enrollments(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    nouns_enroll(&n, 0, 0, TEXT("approved"));
    nouns_enroll(&n, 1, 0, TEXT("archived"));
    nouns_enroll(&n, 1, 1, TEXT("approved"));
    static const bool expected[3][2] = {{true, false}, {true, true}, {false, false}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 2; k++) {
            enum rc rc = partner_check_advertiser(n.db, arena, n.partners[i], n.advertisers[k]);
            assert_int_equal(rc, expected[i][k] ? RC_OK : RC_NOT_FOUND);
        }
    }
    static const size_t counts[2] = {2, 1};
    for (size_t k = 0; k < 2; k++) {
        struct partner *list;
        size_t count;
        struct partner_filter filter = {.advertiser_id = n.advertisers[k], .limit = 10};
        done(partner_list(n.db, arena, &filter, &list, &count));
        assert_int_equal(count, counts[k]);
        struct enrollment *enrollments;
        struct enrollment_filter in_its_programs = {.advertiser_id = n.advertisers[k], .limit = 10};
        done(enrollment_list(n.db, arena, &in_its_programs, &enrollments, &count));
        assert_int_equal(count, counts[k]);
    }
    struct enrollment *enrollments;
    size_t count;
    struct enrollment_filter of_one = {.partner_id = n.partners[1], .status = TEXT("approved"), .limit = 10};
    done(enrollment_list(n.db, arena, &of_one, &enrollments, &count));
    assert_int_equal(count, 1);
    assert_int_equal(enrollments[0].program_id.v, n.programs[1].v);
}

static int by_age(const struct partner *a, const struct partner *b)
{
    return a->id.v < b->id.v ? -1 : a->id.v > b->id.v;
}

// What a sorted list must look like, by a sorting of its own.
static int expected_order(const struct partner *a, const struct partner *b, enum partner_sort sort)
{
    const struct text keys[][2] = {
        [PARTNER_BY_NAME] = {a->name, b->name},       [PARTNER_BY_CODE] = {a->code, b->code},
        [PARTNER_BY_TYPE] = {a->type, b->type},       [PARTNER_BY_COUNTRY] = {a->country, b->country},
        [PARTNER_BY_STATUS] = {a->status, b->status},
    };
    int by_key = 0;
    if (sort == PARTNER_BY_NAME) {
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        by_key = text_compare(text_lower(arena, a->name), text_lower(arena, b->name));
    } else if (sort != PARTNER_BY_AGE) {
        by_key = text_compare(keys[sort][0], keys[sort][1]);
    }
    return by_key != 0 ? by_key : by_age(a, b);
}

#define SEARCHED 23
static void fill_searched(struct db *db, struct arena *arena)
{
    static const char *const types[] = {"", "blogger", "agency", "coupon site"};
    static const char *const countries[] = {"FR", "", "JP"};
    done(db_write_begin(db));
    for (size_t i = 0; i < SEARCHED; i++) {
        struct partner partner = {
            .code = text_format(arena, "c%zu", (i * 7) % SEARCHED),
            .name = text_format(arena, "%s %zu%%_\\", i % 2 == 0 ? "anna" : "Bert", i / 4),
            .type = text_of(types[i % 4]),
            .country = text_of(countries[i % 3]),
            .created_at = fixture_day(0),
        };
        struct partner_id id;
        done(partner_insert(db, arena, &partner, &id));
    }
    done(db_commit(db));
}

// All pages of a search together.
static size_t walk(struct db *db, struct arena *arena, struct partner_search search, struct partner *ret_all)
{
    size_t total = 0;
    size_t count = 0;
    search.limit = 4;
    do {
        struct partner *page = NULL;
        done(partner_search(db, arena, &search, &page, &count));
        for (size_t i = 0; i < count; i++) {
            assert_true(total < 100);
            ret_all[total++] = page[i];
        }
        if (count > 0) {
            search.after = page[count - 1].id;
        }
    } while (count == 4);
    return total;
}

static void pages_are_right_in_every_order(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db *db = test_database_db(*state);
    fill_searched(db, arena);
    struct partner all[100];
    for (int sort = PARTNER_BY_AGE; sort <= PARTNER_BY_STATUS; sort++) {
        for (int down = 0; down < 2; down++) {
            struct partner_search search = {.sort = (enum partner_sort)sort, .is_down = down == 1};
            assert_int_equal(walk(db, arena, search, all), SEARCHED);
            for (size_t i = 1; i < SEARCHED; i++) {
                int order = expected_order(&all[i - 1], &all[i], search.sort);
                assert_true(down == 1 ? order > 0 : order < 0);
            }
        }
    }
    // A row that has moved since is still where the list goes on from.
    struct partner_search search = {.sort = PARTNER_BY_NAME, .limit = 5};
    struct partner *page = NULL;
    size_t count = 0;
    done(partner_search(db, arena, &search, &page, &count));
    struct partner last = page[4];
    last.name = TEXT("zz");
    done(db_write_begin(db));
    done(partner_set(db, &last));
    done(db_commit(db));
    search.after = last.id;
    done(partner_search(db, arena, &search, &page, &count));
    assert_int_equal(count, 0);
}

static void words_are_found_as_they_are_typed(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db *db = test_database_db(*state);
    fill_searched(db, arena);
    static const struct {
        const char *words;
        const char *type;
        const char *country;
        size_t count;
    } rows[] = {
        {"anna", "", "", 12},  {"ANNA", "", "", 12},        {"ert 0", "", "", 2},       {"%", "", "", SEARCHED},
        {"0%_", "", "", 4},    {"_%", "", "", 0},           {"%_\\", "", "", SEARCHED}, {"c1", "", "", 11},
        {"", "agency", "", 6}, {"anna", "agency", "FR", 2}, {"nobody", "", "", 0},
    };
    struct partner all[100];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct partner_search search = {
            .words = text_of(rows[i].words), .type = text_of(rows[i].type), .country = text_of(rows[i].country)};
        assert_row(rows[i].words, walk(db, arena, search, all) == rows[i].count);
    }
    struct text *words = NULL;
    size_t count = 0;
    done(partner_types(db, arena, &words, &count));
    assert_int_equal(count, 3);
    assert_text(words[0], "agency");
    done(partner_countries(db, arena, &words, &count));
    assert_int_equal(count, 2);
    assert_text(words[1], "JP");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(codes_are_unique_and_case_matters),
        TEST_DATABASE_CASE(a_partner_is_in_a_program_once),
        TEST_DATABASE_CASE(advertisers_reach_partners_through_enrollments),
        TEST_DATABASE_CASE(pages_are_right_in_every_order),
        TEST_DATABASE_CASE(words_are_found_as_they_are_typed),
    };
    return TEST_DATABASE_RUN("partner", cases);
}
