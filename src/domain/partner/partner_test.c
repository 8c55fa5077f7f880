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

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(codes_are_unique_and_case_matters),
        TEST_DATABASE_CASE(a_partner_is_in_a_program_once),
        TEST_DATABASE_CASE(advertisers_reach_partners_through_enrollments),
    };
    return TEST_DATABASE_RUN("partner", cases);
}
