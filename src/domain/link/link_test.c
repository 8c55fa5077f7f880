// SPDX-License-Identifier: Apache-2.0
// Links and coupons in storage, and the reading of link forms.
#include "nouns_fixture.h"

#include "link/link.h"
#include "link/link_form.h"

static struct offer_id add_offer(struct nouns *n)
{
    struct offer offer = {
        .program_id = n->programs[0],
        .name = TEXT("O"),
        .destination_url = TEXT("https://a.example/"),
        .hosts = TEXT("a.example"),
        .parameters = TEXT(""),
        .click_id_parameter = TEXT("click_id"),
        .goals = TEXT(""),
        .created_at = fixture_day(0),
    };
    struct offer_id id = {.v = 0};
    done(db_write_begin(n->db));
    done(offer_insert(n->db, n->arena, &offer, &id));
    done(db_commit(n->db));
    return id;
}

static void links_keep_their_code(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct link link = {
        .code = TEXT("abc"),
        .partner_id = n.partners[0],
        .program_id = n.programs[0],
        .offer_id = add_offer(&n),
        .destination_url = TEXT_NONE,
        .created_at = fixture_day(0),
        .version = 3,
    };
    done(db_write_begin(n.db));
    done(link_insert(n.db, arena, &link, &link.id));
    struct link_id other;
    assert_int_equal(link_insert(n.db, arena, &link, &other), RC_CONFLICT);
    link.destination_url = TEXT("https://a.example/b");
    link.status = TEXT("archived");
    link.version = 4;
    done(link_set(n.db, &link));
    done(db_commit(n.db));
    struct link found;
    done(link_find(n.db, arena, TEXT("abc"), &found));
    assert_text(found.destination_url, "https://a.example/b");
    assert_text(found.status, "archived");
    assert_int_equal(found.version, 4);
    assert_int_equal(link_find(n.db, arena, TEXT("ABC"), &found), RC_NOT_FOUND);
    struct link *list;
    size_t count;
    struct link_filter of_other = {.advertiser_id = n.advertisers[1], .limit = 10};
    done(link_list(n.db, arena, &of_other, &list, &count));
    assert_int_equal(count, 0);
    struct link_filter of_own = {.advertiser_id = n.advertisers[0], .partner_id = n.partners[0], .limit = 10};
    done(link_list(n.db, arena, &of_own, &list, &count));
    assert_int_equal(count, 1);
}

static void coupons_are_found_in_any_letter_case(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct coupon coupon = {
        .program_id = n.programs[0],
        .partner_id = n.partners[0],
        .code = TEXT("Save10"),
        .has_discount = true,
        .discount = {.ppm = 125000},
        .created_at = fixture_day(0),
    };
    done(db_write_begin(n.db));
    done(coupon_insert(n.db, arena, &coupon, &coupon.id));
    struct coupon again = coupon;
    again.code = TEXT("SAVE10");
    again.partner_id = n.partners[1];
    assert_int_equal(coupon_insert(n.db, arena, &again, &again.id), RC_CONFLICT);
    again.program_id = n.programs[1]; // another program's codes are its own
    again.has_discount = false;
    done(coupon_insert(n.db, arena, &again, &again.id));
    done(db_commit(n.db));
    struct coupon found;
    done(coupon_find(n.db, arena, n.programs[0], TEXT("sAVE10"), &found));
    assert_text(found.code, "Save10");
    assert_true(found.has_discount);
    assert_int_equal(found.discount.ppm, 125000);
    done(coupon_find(n.db, arena, n.programs[1], TEXT("save10"), &found));
    assert_false(found.has_discount);
    assert_int_equal(found.partner_id.v, n.partners[1].v);
    assert_int_equal(coupon_find(n.db, arena, n.programs[0], TEXT("save1"), &found), RC_NOT_FOUND);
}

static void link_forms_are_of_three_shapes(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    static const struct {
        const char *json;
        int count; // -1: refused
    } rows[] = {
        {LINK_FORMS_DEFAULT, 2},
        {"[]", 0},
        {"[{\"prefix\":\"epn_index\"},{\"parameter\":\"ref\"}]", 2},
        {"[{\"parameter\":\"utm_source\",\"when\":\"utm_medium=affiliate\"}]", 1},
        {"", -1},
        {"{}", -1},
        {"[1]", -1},
        {"[{}]", -1},
        {"[{\"prefix\":\"\"}]", -1},
        {"[{\"prefix\":\"a/b\"}]", -1},
        {"[{\"prefix\":\"c\"}]", -1},
        {"[{\"prefix\":\"API\"}]", -1},
        {"[{\"prefix\":\"go\",\"parameter\":\"ref\"}]", -1},
        {"[{\"parameter\":\"ref\",\"when\":\"a\"}]", -1},
        {"[{\"parameter\":\"ref\",\"when\":\"a=b=c\"}]", -1},
        {"[{\"parameter\":\"ref\",\"extra\":1}]", -1},
        {"[{\"parameter\":7}]", -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct link_form *forms = NULL;
        size_t count = 0;
        struct fault fault = {.rc = RC_OK};
        enum rc rc = link_forms_parse(arena, text_of(rows[i].json), &forms, &count, &fault);
        enum rc expected = rows[i].count < 0 ? RC_INVALID : RC_OK;
        assert_row(rows[i].json, rc == expected);
        assert_row(rows[i].json, rows[i].count < 0 || (int)count == rows[i].count);
    }
    struct link_form *forms;
    size_t count;
    struct fault fault = {.rc = RC_OK};
    done(link_forms_parse(arena, TEXT(LINK_FORMS_DEFAULT), &forms, &count, &fault));
    assert_text(forms[0].parameter, "ref");
    assert_text(forms[0].when_parameter, NULL);
    assert_text(forms[1].parameter, "utm_source");
    assert_text(forms[1].when_parameter, "utm_medium");
    assert_text(forms[1].when_value, "affiliate");
}

static void links_are_found_by_code_and_partner(void **state)
{
    static const struct {
        const char *words;
        bool is_down;
        const char *codes; // in their order
    } rows[] = {
        {"", true, "c b-50% a"}, {"", false, "a b-50% c"}, {"B-50%", true, "b-50%"}, {"%", true, "b-50%"},
        {"p0", true, "c a"},     {"P1", false, "b-50%"},   {"nothing", true, ""},
    };
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct offer_id offer_id = add_offer(&n);
    static const char *const codes[] = {"a", "b-50%", "c"};
    done(db_write_begin(n.db));
    for (size_t i = 0; i < 3; i++) {
        struct link link = {.code = text_of(codes[i]),
                            .partner_id = n.partners[i % 2],
                            .program_id = n.programs[0],
                            .offer_id = offer_id,
                            .destination_url = TEXT_NONE,
                            .created_at = fixture_day(0)};
        done(link_insert(n.db, arena, &link, &link.id));
    }
    done(db_commit(n.db));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf found = buf_new(arena, 256);
        struct link_search search = {.words = text_of(rows[i].words), .is_down = rows[i].is_down, .limit = 1};
        struct link *list = NULL;
        size_t count = 0;
        do { // page by page
            done(link_search(n.db, arena, &search, &list, &count));
            if (count > 0) {
                buf_format(&found, "%s%.*s", found.n == 0 ? "" : " ", TEXT_PRINT(list[0].code));
                search.after = list[0].id;
            }
        } while (count > 0);
        assert_row(rows[i].words, text_equal(buf_text(&found), text_of(rows[i].codes)));
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(links_keep_their_code),
        TEST_DATABASE_CASE(links_are_found_by_code_and_partner),
        TEST_DATABASE_CASE(coupons_are_found_in_any_letter_case),
        TEST_DATABASE_CASE(link_forms_are_of_three_shapes),
    };
    return TEST_DATABASE_RUN("link", cases);
}
