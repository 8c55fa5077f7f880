// SPDX-License-Identifier: Apache-2.0
// Which route a path finds, what the others answer, and what each role may do.
#include "route.h"

#include "check.h"

static enum rc nothing(struct call *call)
{
    (void)call;
    return RC_OK;
}

#define ROW(method_, pattern_)                                         \
    {                                                                  \
        .method = (method_), .pattern = (pattern_), .handler = nothing \
    }
static const struct route first_routes[] = {ROW(HTTP_GET, "/c/{code}")};
static const struct route second_routes[] = {
    ROW(HTTP_POST, "/api/v1/programs"),           ROW(HTTP_GET, "/api/v1/programs"),
    ROW(HTTP_GET, "/api/v1/programs/{program}"),  ROW(HTTP_PUT, "/api/v1/programs/{program}/plan"),
    ROW(HTTP_GET, "/api/v1/{program}/x/{offer}"),
};
static const struct route_table first = {.routes = first_routes, .count = COUNT_OF(first_routes)};
static const struct route_table second = {.routes = second_routes, .count = COUNT_OF(second_routes)};
static const struct route_table *const tables[] = {&first, &second};

static void paths_find_their_route(void **state)
{
    (void)state;
    static const struct {
        enum http_method method;
        const char *path;
        const struct route *route;
        const char *parameters[2];
        const char *allow;
    } rows[] = {
        {HTTP_GET, "/c/abc", &first_routes[0], {"abc", NULL}, NULL},
        {HTTP_HEAD, "/c/abc", &first_routes[0], {"abc", NULL}, NULL},
        {HTTP_GET, "/c/", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/c", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/c/abc/", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/c/a/b", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/C/abc", NULL, {NULL, NULL}, NULL},
        {HTTP_POST, "/c/abc", NULL, {NULL, NULL}, "GET, HEAD"},
        {HTTP_POST, "/api/v1/programs", &second_routes[0], {NULL, NULL}, NULL},
        {HTTP_GET, "/api/v1/programs", &second_routes[1], {NULL, NULL}, NULL},
        {HTTP_DELETE, "/api/v1/programs", NULL, {NULL, NULL}, "POST, GET, HEAD"},
        {HTTP_HEAD, "/api/v1/programs/prg_1", &second_routes[2], {"prg_1", NULL}, NULL},
        {HTTP_PUT, "/api/v1/programs/prg_1/plan", &second_routes[3], {"prg_1", NULL}, NULL},
        {HTTP_PUT, "/api/v1/programs//plan", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/api/v1/a/x/b", &second_routes[4], {"a", "b"}, NULL},
        {HTTP_GET, "/", NULL, {NULL, NULL}, NULL},
        {HTTP_GET, "/api/v1/programs/../programs", NULL, {NULL, NULL}, NULL},
    };
    AUTO_ARENA arena = arena_new(65536);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct route_match match = route_find(tables, 2, rows[i].method, text_of(rows[i].path), arena);
        assert_row(rows[i].path, match.route == rows[i].route);
        assert_row(rows[i].path, text_equal(match.allow, text_of(rows[i].allow)));
        for (size_t k = 0; k < 2; k++) {
            assert_row(rows[i].path, text_equal(match.parameters[k], text_of(rows[i].parameters[k])));
        }
    }
}

static void parameters_have_names_and_prefixes(void **state)
{
    (void)state;
    assert_text(route_parameter_name("/api/v1/{program}/x/{offer}", 0), "program");
    assert_text(route_parameter_name("/api/v1/{program}/x/{offer}", 1), "offer");
    assert_text(route_parameter_name("/api/v1/{program}/x/{offer}", 2), NULL);
    assert_text(route_parameter_name("/healthz", 0), NULL);
    assert_string_equal(route_parameter_prefix(TEXT("program")), "prg");
    assert_null(route_parameter_prefix(TEXT("code")));
}

static void capabilities_are_of_roles(void **state)
{
    (void)state;
    for (enum role role = ROLE_NOBODY; role < ROLE_COUNT; role++) {
        assert_true(capability_is_of(CAP_PUBLIC, role));
        assert_int_equal(capability_is_of(CAP_TOKEN_MANAGE, role), role == ROLE_OPERATOR);
        assert_int_equal(capability_is_of(CAP_LINK_WRITE, role), role == ROLE_OPERATOR || role == ROLE_PARTNER);
    }
    // Nobody has nothing but what is public; operators have everything but what only partners and advertisers do.
    static const enum capability of_others[] = {CAP_PARTNER_PAGES,  CAP_ADVERTISER_PAGES, CAP_TEAM_READ,
                                                CAP_TEAM_WRITE,     CAP_POSTBACK_READ,    CAP_POSTBACK_WRITE,
                                                CAP_LETTERS_CHOOSE, CAP_TERMS_ANSWER};
    for (enum capability capability = CAP_PUBLIC + 1; capability < CAPABILITY_COUNT; capability++) {
        assert_row(capability_text(capability), !capability_is_of(capability, ROLE_NOBODY));
        bool is_of_others = false;
        for (size_t i = 0; i < COUNT_OF(of_others); i++) {
            is_of_others |= capability == of_others[i];
        }
        assert_row(capability_text(capability), capability_is_of(capability, ROLE_OPERATOR) == !is_of_others);
    }
}

static void duties_divide_the_work_of_a_role(void **state)
{
    (void)state;
    static const struct {
        enum capability capability;
        const char *duties; // of the role that may: o m a s, A M, P p
    } rows[] = {
        {CAP_USER_MANAGE, "o"},         {CAP_NETWORK_WRITE, "o"},      {CAP_TOKEN_MANAGE, "o"},
        {CAP_PARTNER_WRITE, "om"},      {CAP_PAYOUT_MANAGE, "oa"},     {CAP_BOOKS_WRITE, "oa"},
        {CAP_LEDGER_READ, "oma"},       {CAP_OPERATOR_PAGES, "omas"},  {CAP_PARTNER_VIEW, "omas"},
        {CAP_CONVERSION_WRITE, "omAM"}, {CAP_PROGRAM_WRITE, "omA"},    {CAP_PAYOUT_DETAILS_WRITE, "oaP"},
        {CAP_LINK_WRITE, "omPp"},       {CAP_WITHDRAWAL_WRITE, "oaP"}, {CAP_TEAM_WRITE, "AP"},
        {CAP_TEAM_READ, "AMPp"},        {CAP_ACCOUNT_OWN, "omasAMPp"},
    };
    static const char letters[] = " omasAMPp";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
            bool is_wanted = strchr(rows[i].duties, letters[duty]) != NULL;
            assert_row(capability_text(rows[i].capability), capability_is_for(rows[i].capability, duty) == is_wanted);
        }
        assert_false(capability_is_for(rows[i].capability, DUTY_NONE));
    }
    // The whole of a role is never less than another duty of it.
    for (enum capability capability = CAP_PUBLIC; capability < CAPABILITY_COUNT; capability++) {
        for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
            assert_row(capability_text(capability),
                       !capability_is_for(capability, duty) || capability_is_of(capability, duty_role(duty)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_find_their_route),
        cmocka_unit_test(parameters_have_names_and_prefixes),
        cmocka_unit_test(capabilities_are_of_roles),
        cmocka_unit_test(duties_divide_the_work_of_a_role),
    };
    return run_cases(tests);
}
