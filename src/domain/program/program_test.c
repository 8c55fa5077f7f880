// SPDX-License-Identifier: Apache-2.0
// Which version of terms and plans judges an event; goals; lists.
#include "nouns_fixture.h"

#include "program/plan_proof.h"

#define ALWAYS ((struct instant){.ms = 0})

static void add_terms(struct nouns *n, struct instant effective_at, struct instant created_at, int64_t hold_days)
{
    struct program_terms terms = {
        .program_id = n->programs[0],
        .attribution = TEXT("last_click"),
        .window_ms = DAY_MS,
        .evidence = TEXT("click_id"),
        .binding = TEXT("none"),
        .hold_days = hold_days,
        .effective_at = effective_at,
        .created_at = created_at,
    };
    done(db_write_begin(n->db));
    done(program_terms_insert(n->db, n->arena, &terms));
    done(db_commit(n->db));
}

static void add_plan(struct nouns *n, struct enrollment_id enrollment, struct instant effective_at,
                     struct instant created_at, struct text plan_text)
{
    struct plan_version version = {
        .program_id = n->programs[0],
        .enrollment_id = enrollment,
        .plan_text = plan_text,
        .effective_at = effective_at,
        .created_at = created_at,
    };
    done(db_write_begin(n->db));
    done(program_plan_insert(n->db, n->arena, &version));
    done(db_commit(n->db));
}

// Number 1 from the beginning, made on day 0; 2 from day 10, made on day 5; 3 from day 7, made on day 7.
static void the_terms_in_force_follow_both_instants(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    add_terms(&n, ALWAYS, fixture_day(0), 1);
    add_terms(&n, fixture_day(10), fixture_day(5), 2);
    add_terms(&n, fixture_day(7), fixture_day(7), 3);
    static const struct {
        const char *name;
        int64_t at_day;
        int64_t known_day; // -1: all
        int64_t number;    // 0: none
    } rows[] = {
        {"long before the program", -10000, -1, 1},
        {"at once", 0, 0, 1},
        {"before anything was known", 0, -1000, 0},
        {"on day 8, all known: the one from day 7", 8, -1, 3},
        {"on day 8, as known on day 6", 8, 6, 1},
        {"on day 7 to the millisecond", 7, -1, 3},
        {"on day 10 the one that was made first begins", 10, -1, 2},
        {"on day 12, as known on day 4", 12, 4, 1},
        {"on day 12, as known on day 5 to the millisecond", 12, 5, 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct program_question question = {
            .program_id = n.programs[0],
            .at = fixture_day(rows[i].at_day),
            .known_at = rows[i].known_day == -1 ? INSTANT_NONE : fixture_day(rows[i].known_day),
        };
        struct program_terms terms = {.number = 0};
        enum rc rc = program_terms_in_force(n.db, arena, &question, &terms);
        assert_row(rows[i].name, rc == (rows[i].number == 0 ? RC_NOT_FOUND : RC_OK));
        assert_row(rows[i].name, terms.number == rows[i].number && terms.hold_days == rows[i].number);
    }
    struct program_terms latest;
    done(program_terms_latest(n.db, arena, n.programs[0], &latest));
    assert_int_equal(latest.number, 3);
    assert_int_equal(program_terms_latest(n.db, arena, n.programs[1], &latest), RC_NOT_FOUND);
}

static void of_equal_instants_the_later_version_counts(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    add_plan(&n, (struct enrollment_id){.v = 0}, fixture_day(1), fixture_day(1), TEXT("first"));
    add_plan(&n, (struct enrollment_id){.v = 0}, fixture_day(1), fixture_day(1), TEXT("second"));
    struct program_question question = {.program_id = n.programs[0], .at = fixture_day(1), .known_at = INSTANT_NONE};
    question.customer_since = INSTANT_NONE;
    struct program_plans plans;
    done(program_plans_in_force(n.db, arena, &question, &plans));
    assert_int_equal(plans.count, 1);
    assert_text(plans.list[0].plan_text, "second");
    question.at.ms -= 1;
    done(program_plans_in_force(n.db, arena, &question, &plans));
    assert_int_equal(plans.count, 0);
}

static void individual_terms_come_first_until_they_end(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct enrollment_id first = nouns_enroll(&n, 0, 0, TEXT("approved"));
    struct enrollment_id second = nouns_enroll(&n, 1, 0, TEXT("approved"));
    add_plan(&n, (struct enrollment_id){.v = 0}, ALWAYS, fixture_day(0), TEXT("common"));
    add_plan(&n, first, fixture_day(2), fixture_day(2), TEXT("first's own"));
    add_plan(&n, second, ALWAYS, fixture_day(0), TEXT("second's own"));
    add_plan(&n, first, fixture_day(4), fixture_day(4), TEXT(""));
    static const struct {
        const char *name;
        size_t partner;
        int64_t day;
        const char *expected;
    } rows[] = {
        {"before they begin", 0, 1, "common"},     {"while they last", 0, 3, "first's own+common"},
        {"after they ended", 0, 4, "common"},      {"another partner's", 1, 3, "second's own+common"},
        {"a partner without any", 2, 3, "common"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct program_question question = {.program_id = n.programs[0],
                                            .partner_id = n.partners[rows[i].partner],
                                            .at = fixture_day(rows[i].day),
                                            .known_at = INSTANT_NONE,
                                            .customer_since = INSTANT_NONE};
        struct program_plans plans;
        done(program_plans_in_force(n.db, arena, &question, &plans));
        struct text shown = plans.list[0].plan_text;
        if (plans.count == 2) {
            shown = text_format(arena, "%.*s+%.*s", TEXT_PRINT(shown), TEXT_PRINT(plans.list[1].plan_text));
            assert_row(rows[i].name, plans.list[0].is_individual && !plans.list[1].is_individual);
        }
        assert_row(rows[i].name, text_equal(shown, text_of(rows[i].expected)));
    }
}

static void add_version(struct nouns *n, int64_t day, struct text binds, struct text plan_text)
{
    struct plan_version version = {.program_id = n->programs[0],
                                   .plan_text = plan_text,
                                   .binds = binds,
                                   .effective_at = fixture_day(day),
                                   .created_at = fixture_day(0)};
    done(db_write_begin(n->db));
    done(program_plan_insert(n->db, n->arena, &version));
    done(db_commit(n->db));
}

static void customers_keep_the_version_that_won_them(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct text all = TEXT("all");
    struct text new_ones = TEXT("new_customers");
    add_version(&n, 0, all, TEXT("a"));
    add_version(&n, 10, new_ones, TEXT("b"));
    add_version(&n, 20, new_ones, TEXT("c"));
    add_version(&n, 30, all, TEXT("d"));
    static const struct {
        const char *name;
        int64_t at_day, since_day; // -1: none
        const char *expected;
    } rows[] = {
        {"nobody knows him", 25, -1, "c"},       {"won under the first", 25, 9, "a"},
        {"won as the second came", 25, 10, "b"}, {"won under the third", 25, 21, "c"},
        {"agreed for all", 30, 9, "d"},          {"before the second came", 9, 1, "a"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct program_question question = {.program_id = n.programs[0],
                                            .at = fixture_day(rows[i].at_day),
                                            .known_at = INSTANT_NONE,
                                            .customer_since = rows[i].since_day == -1 ? INSTANT_NONE
                                                                                      : fixture_day(rows[i].since_day)};
        struct program_plans plans;
        done(program_plans_in_force(n.db, arena, &question, &plans));
        assert_row(rows[i].name, plans.count == 1 && text_equal(plans.list[0].plan_text, text_of(rows[i].expected)));
        bool is_of_new = rows[i].expected[0] == 'b' || rows[i].expected[0] == 'c';
        assert_row(rows[i].name, plans.list[0].is_of_new_customers == is_of_new);
    }
    struct plan_version *paying;
    size_t count;
    const struct plans_that_pay asked = {.program_id = n.programs[0], .at = fixture_day(25)};
    const struct plans_that_pay later = {.program_id = n.programs[0], .at = fixture_day(30)};
    done(program_plans_that_pay(n.db, arena, &asked, &paying, &count));
    assert_int_equal(count, 4);
    done(program_plans_that_pay(n.db, arena, &later, &paying, &count));
    assert_int_equal(count, 1);
    assert_text(paying[0].plan_text, "d");
}

static void goals_of_all_offers_are_known(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    static const char *const goals[] = {"install=lead,order=sale", "trial=lead"};
    done(db_write_begin(n.db));
    for (size_t i = 0; i < COUNT_OF(goals); i++) {
        struct offer offer = {
            .program_id = n.programs[0],
            .name = TEXT("O"),
            .destination_url = TEXT("https://a.example/"),
            .hosts = TEXT("a.example"),
            .parameters = TEXT(""),
            .click_id_parameter = TEXT("click_id"),
            .goals = text_of(goals[i]),
            .created_at = fixture_day(0),
        };
        struct offer_id id;
        done(offer_insert(n.db, arena, &offer, &id));
    }
    done(db_commit(n.db));
    static const struct {
        const char *code;
        const char *kind; // NULL: unknown
    } rows[] = {{"install", "lead"}, {"order", "sale"}, {"trial", "lead"}, {"sale", NULL},        {"lead", NULL},
                {"instal", NULL},    {"click", NULL},   {"", NULL},        {"install=lead", NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text kind = TEXT_NONE;
        enum rc rc = program_goal_kind(n.db, arena, n.programs[0], text_of(rows[i].code), &kind);
        assert_row(rows[i].code, rc == (rows[i].kind == NULL ? RC_NOT_FOUND : RC_OK));
        assert_row(rows[i].code, rc != RC_OK || text_equal(kind, text_of(rows[i].kind)));
    }
    // A program without offers.
    struct text kind = TEXT_NONE;
    done(program_goal_kind(n.db, arena, n.programs[1], TEXT("sale"), &kind));
    assert_text(kind, "sale");
    done(program_goal_kind(n.db, arena, n.programs[1], TEXT("lead"), &kind));
    assert_text(kind, "lead");
    assert_int_equal(program_goal_kind(n.db, arena, n.programs[1], TEXT("order"), &kind), RC_NOT_FOUND);
}

static void programs_are_listed_for_those_who_may_see_them(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    nouns_enroll(&n, 0, 1, TEXT("pending"));
    nouns_enroll(&n, 1, 1, TEXT("rejected"));
    struct program *list;
    size_t count;
    struct program_filter all = {.limit = 10};
    done(program_list(n.db, arena, &all, &list, &count));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id.v, n.programs[1].v); // the newest first
    struct program_filter second_page = {.before_id = n.programs[1].v, .limit = 10};
    done(program_list(n.db, arena, &second_page, &list, &count));
    assert_int_equal(count, 1);
    struct program_filter advertisers = {.advertiser_id = n.advertisers[0], .limit = 10};
    done(program_list(n.db, arena, &advertisers, &list, &count));
    assert_int_equal(count, 1);
    struct program_filter enrolled = {.partner_id = n.partners[0], .limit = 10};
    done(program_list(n.db, arena, &enrolled, &list, &count));
    assert_int_equal(count, 1);
    struct program_filter refused = {.partner_id = n.partners[1], .limit = 10};
    done(program_list(n.db, arena, &refused, &list, &count));
    assert_int_equal(count, 0);
    struct program_filter archived = {.status = TEXT("archived"), .limit = 10};
    done(program_list(n.db, arena, &archived, &list, &count));
    assert_int_equal(count, 0);
}

// The databases themselves keep versions as they are: numbers are unique, and writers outside a transaction are
// refused.
static void versions_have_numbers_of_their_own(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct enrollment_id own = nouns_enroll(&n, 0, 0, TEXT("approved"));
    struct plan_version version = {.program_id = n.programs[0], .plan_text = TEXT("x"), .created_at = fixture_day(0)};
    done(db_write_begin(n.db));
    for (int64_t i = 1; i <= 3; i++) {
        done(program_plan_insert(n.db, arena, &version));
        assert_int_equal(version.number, i);
    }
    version.enrollment_id = own;
    done(program_plan_insert(n.db, arena, &version));
    assert_int_equal(version.number, 1);
    done(db_commit(n.db));
    struct plan_version of = {.program_id = n.programs[0]};
    struct plan_version *list;
    size_t count;
    done(program_plan_list(n.db, arena, &of, &list, &count));
    assert_int_equal(count, 3);
    assert_int_equal(list[0].number, 3);
}

// A language that nobody wrote in reads English.
static void a_kept_finding_is_said_in_the_readers_language(void **state)
{
    const struct plan_kept_finding finding = {
        .text_en = TEXT("less"), .text_ru = TEXT("меньше"), .text_fr = TEXT("moins"), .text_ja = TEXT("減少")};
    assert_text(plan_finding_said(&finding, TEXT("en")), "less");
    assert_text(plan_finding_said(&finding, TEXT("ru")), "меньше");
    assert_text(plan_finding_said(&finding, TEXT("fr")), "moins");
    assert_text(plan_finding_said(&finding, TEXT("ja")), "減少");
    assert_text(plan_finding_said(&finding, TEXT("xx")), "less");
    assert_text(plan_finding_said(&finding, TEXT_NONE), "less");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_kept_finding_is_said_in_the_readers_language),
        TEST_DATABASE_CASE(the_terms_in_force_follow_both_instants),
        TEST_DATABASE_CASE(of_equal_instants_the_later_version_counts),
        TEST_DATABASE_CASE(individual_terms_come_first_until_they_end),
        TEST_DATABASE_CASE(customers_keep_the_version_that_won_them),
        TEST_DATABASE_CASE(goals_of_all_offers_are_known),
        TEST_DATABASE_CASE(programs_are_listed_for_those_who_may_see_them),
        TEST_DATABASE_CASE(versions_have_numbers_of_their_own),
    };
    return TEST_DATABASE_RUN("program", cases);
}
