// SPDX-License-Identifier: Apache-2.0
// What a shop's page may report, and what it may not decide.
#include "check.h"

#include "visitor/event_body.h"

static struct parameters parse(struct arena *arena, const char *query)
{
    struct parameters parameters;
    struct text at;
    assert_int_equal(query_parse(arena, text_of(query), &parameters, &at), RC_OK);
    return parameters;
}

static void reports_are_read(void **state)
{
    static const struct {
        const char *query;
        enum event_kind kind;
        const char *goal;
        bool is_unstored;
    } rows[] = {
        {"program_id=p&event=sale&order_id=O&amount=1.5", EVENT_SALE, "sale", false},
        {"program_id=p&event=lead&consent=1", EVENT_LEAD, "lead", false},
        {"program_id=p&event=lead&goal=trial&consent=0", EVENT_LEAD, "trial", true},
        {"program_id=p&event=sale&status=pending", EVENT_SALE, "sale", false},
        {"program_id=p&event=sale&status=approved", EVENT_SALE, "sale", false},
        {"program_id=p&event=sale&status=rejected&reason=fraud", EVENT_SALE, "sale", false},
        {"program_id=p&event=arrival&click_id=C", EVENT_ARRIVAL, "sale", false},
        {"program_id=p&event=check", EVENT_CHECK, "sale", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct parameters parameters = parse(arena, rows[i].query);
        struct event_body body;
        struct fault fault = {.rc = RC_OK};
        assert_int_equal(event_body_read(arena, &parameters, &body, &fault), RC_OK);
        assert_int_equal(body.kind, rows[i].kind);
        assert_int_equal(body.is_unstored, rows[i].is_unstored);
        assert_text(body.program, "p");
        assert_text(body.claim.goal, rows[i].goal);
        assert_text(body.claim.source, "tag");
        assert_text(body.claim.status, "pending"); // a visitor does not decide about his order
        assert_false(text_is(body.claim.reason));
    }
}

static void what_a_page_may_not_say_is_left_out(void **state)
{
    AUTO_ARENA arena = arena_new(65536);
    struct parameters parameters =
        parse(arena, "program_id=p&event=sale&split=me:100&occurred_at=2020-01-01T00:00:00Z&token=t&email=a@b.example");
    struct event_body body;
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(event_body_read(arena, &parameters, &body, &fault), RC_OK);
    assert_false(text_is(body.claim.split));
    assert_false(text_is(body.claim.occurred_at));
    assert_text(body.claim.email, "a@b.example");
}

static void faults_name_the_field(void **state)
{
    static const struct {
        const char *query, *code, *field;
    } rows[] = {
        {"event=sale", "program_required", "program_id"},
        {"program_id=p", "event_unknown", "event"},
        {"program_id=p&event=refund", "event_unknown", "event"},
        {"program_id=p&event=sale&consent=yes", "consent_malformed", "consent"},
        {"program_id=p&event=sale&event=lead", "parameter_repeated", "event"},
        {"program_id=p&event=sale&amount=1&amount=2", "parameter_repeated", "amount"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct parameters parameters = parse(arena, rows[i].query);
        struct event_body body;
        struct fault fault = {.rc = RC_OK};
        assert_int_equal(event_body_read(arena, &parameters, &body, &fault), RC_INVALID);
        assert_string_equal(fault.code, rows[i].code);
        assert_string_equal(fault.field, rows[i].field);
    }
}

static void visits_are_read(void **state)
{
    static const struct {
        const char *query, *prefix, *code;
        size_t parameters;
    } rows[] = {
        {"program_id=p&path=/&query=ref%3D288474", NULL, NULL, 1},
        {"program_id=p&path=/epn_index/c313e&query=", "epn_index", "c313e", 0},
        {"program_id=p&path=/epn_index/c313e/", "epn_index", "c313e", 0},
        {"program_id=p&path=/a/b/c", NULL, NULL, 0},
        {"program_id=p&path=/a%2525/b", "a%", "b", 0},
        {"program_id=p&query=utm_medium%3Daffiliate%26utm_source%3Dvasiliyblinov", NULL, NULL, 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct parameters parameters = parse(arena, rows[i].query);
        struct event_visit visit;
        struct fault fault = {.rc = RC_OK};
        assert_int_equal(event_visit_read(arena, &parameters, &visit, &fault), RC_OK);
        assert_int_equal(visit.parameters.count, rows[i].parameters);
        assert_int_equal(text_is(visit.prefix), rows[i].prefix != NULL);
        if (rows[i].prefix != NULL) {
            assert_text(visit.prefix, rows[i].prefix);
            assert_text(visit.code, rows[i].code);
        }
    }
    static const struct {
        const char *query, *code;
    } bad[] = {
        {"path=/", "program_required"},
        {"program_id=p&path=/a/%25zz", "path_malformed"},
        {"program_id=p&query=a%3D%25zz", "query_malformed"},
        {"program_id=p&query=a&query=b", "parameter_repeated"},
        {"program_id=p&consent=2", "consent_malformed"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct parameters parameters = parse(arena, bad[i].query);
        struct event_visit visit;
        struct fault fault = {.rc = RC_OK};
        assert_int_equal(event_visit_read(arena, &parameters, &visit, &fault), RC_INVALID);
        assert_string_equal(fault.code, bad[i].code);
    }
}

static void origins_are_hosts(void **state)
{
    static const struct {
        const char *origin, *host;
    } rows[] = {
        {"https://shop.example", "shop.example"},
        {"http://127.0.0.1:8080", "127.0.0.1"},
        {"https://Shop.Example:8443", "shop.example"},
        {"null", NULL},
        {"", NULL},
        {"https://shop.example/", NULL},
        {"https://shop.example?x", NULL},
        {"https://evil@shop.example", NULL},
        {"file://", NULL},
    };
    AUTO_ARENA arena = arena_new(65536);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text host = event_origin_host(arena, text_of(rows[i].origin));
        assert_int_equal(text_is(host), rows[i].host != NULL);
        if (rows[i].host != NULL) {
            assert_text(host, rows[i].host);
        }
    }
    assert_false(text_is(event_origin_host(arena, TEXT_NONE)));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(reports_are_read),      cmocka_unit_test(what_a_page_may_not_say_is_left_out),
        cmocka_unit_test(faults_name_the_field), cmocka_unit_test(visits_are_read),
        cmocka_unit_test(origins_are_hosts),
    };
    return run_cases(cases);
}
