// SPDX-License-Identifier: Apache-2.0
// The catalog follows the database: what leads where, what is closed and why, and the link forms with the very strings
// of mission S3D-1.
#include "link/catalog.h"

#include <stdatomic.h>

#include "test_database.h"

#include "catalog_fixture.h"
#include "link/catalog_private.h"
#include "link/link_form.h"

#define NOW ((struct instant){.ms = FIXTURE_MS})

struct made {
    struct catalog_fixture fixture;
    struct catalog *catalog;
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct enrollment_id enrollment_id;
    struct link_id link_id;
};

static const char forms[] = "[{\"parameter\":\"utm_source\",\"when\":\"utm_medium=affiliate\"},{\"parameter\":\"ref\"},"
                            "{\"prefix\":\"epn_index\"}]";

static void refresh(struct made *made)
{
    assert_int_equal(catalog_refresh(made->catalog, made->fixture.db, NOW, NULL), RC_OK);
}

static void make(struct made *made, struct db *db, struct arena *arena)
{
    *made = (struct made){.fixture = {.db = db, .arena = arena}, .catalog = catalog_new()};
    struct catalog_fixture *f = &made->fixture;
    fixture_network(f, TEXT("https://network.example/gone"), 30);
    fixture_begin(f);
    made->advertiser_id = fixture_advertiser(f);
    made->program_id = fixture_program(f, made->advertiser_id, text_of(forms), 30 * DAY_MS);
    made->offer_id = fixture_offer(f, made->program_id, TEXT("https://shop.example/"), TEXT("shop.example"));
    made->partner_id = fixture_partner(f, TEXT("vasiliyblinov"));
    made->enrollment_id = fixture_enrollment(f, made->partner_id, made->program_id, TEXT("approved"));
    made->link_id = fixture_link(f, TEXT("288474"), made->partner_id, made->program_id, made->offer_id);
    fixture_link(f, TEXT("c313e"), made->partner_id, made->program_id, made->offer_id);
    fixture_commit(f);
    refresh(made);
}

static struct catalog_hit find(struct made *made, const char *code)
{
    struct catalog_hit hit;
    catalog_enter(made->catalog);
    catalog_find_code(made->catalog, text_of(code), &hit);
    catalog_leave(made->catalog); // nothing changes it while its texts are looked at
    return hit;
}

static void links_are_found_with_all_that_a_click_needs(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena);
    struct catalog_hit hit = find(&made, "288474");
    assert_int_equal(hit.state, CATALOG_OPEN);
    assert_int_equal(hit.link_id.v, made.link_id.v);
    assert_int_equal(hit.offer_id.v, made.offer_id.v);
    assert_int_equal(hit.partner_id.v, made.partner_id.v);
    assert_int_equal(hit.program_id.v, made.program_id.v);
    assert_int_equal(hit.window_ms, 30 * DAY_MS);
    assert_text(hit.link_code, "288474");
    assert_text(hit.partner_code, "vasiliyblinov");
    assert_text(hit.destination, "https://shop.example/");
    assert_text(hit.hosts, "shop.example");
    assert_text(hit.parameters, "color");
    assert_text(hit.click_id_parameter, "click_id");
    static const char *const unknown[] = {"", "28847", "2884744", "288474 ", "C313E", "vasiliyblinov", "'", "%"};
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        hit = find(&made, unknown[i]);
        assert_int_equal(hit.state, CATALOG_LINK_UNKNOWN);
        assert_int_equal(hit.link_id.v, 0);
    }
    struct catalog_settings settings;
    catalog_settings(made.catalog, &settings);
    assert_text(settings.fallback_url, "https://network.example/gone");
    assert_int_equal(settings.address_days, 30);
    assert_int_equal(settings.window_ms_max, 30 * DAY_MS);
    catalog_free(made.catalog);
}

#define ANY ((struct program_id){0})

static bool find_path(const struct catalog *catalog, struct text prefix, struct text code, struct catalog_hit *ret_hit)
{
    return catalog_find_prefix(catalog, ANY, &(struct catalog_path){.prefix = prefix, .code = code}, ret_hit);
}

static void an_empty_catalog_knows_nothing(void **state)
{
    (void)state;
    struct catalog *catalog = catalog_new();
    struct catalog_hit hit;
    catalog_find_code(catalog, TEXT("x"), &hit);
    assert_int_equal(hit.state, CATALOG_LINK_UNKNOWN);
    struct parameters none = {0};
    assert_false(catalog_find_parameters(catalog, ANY, &none, &hit));
    assert_false(find_path(catalog, TEXT("p"), TEXT("x"), &hit));
    struct catalog_settings settings;
    catalog_settings(catalog, &settings);
    assert_text(settings.fallback_url, "");
    assert_int_equal(catalog_version(catalog), 0);
    catalog_free(catalog);
    // A database that was never initialised.
    catalog = catalog_new();
    struct fault fault = {0};
    assert_int_not_equal(catalog_refresh(catalog, test_database_db(*state), NOW, &fault), RC_OK);
    assert_true(fault_is_set(&fault));
    catalog_free(catalog);
}

// Which partner and link a query names in a program (0: in any); 0 when it is of no form, -1 when the code is unknown.
static int64_t link_in_program(struct made *made, struct program_id program_id, const char *query,
                               struct partner_id *ret_partner)
{
    struct parameters parameters;
    struct catalog_hit hit;
    assert_int_equal(query_parse(made->fixture.arena, text_of(query), &parameters, NULL), RC_OK);
    if (!catalog_find_parameters(made->catalog, program_id, &parameters, &hit)) {
        return 0;
    }
    *ret_partner = hit.partner_id;
    return hit.state == CATALOG_LINK_UNKNOWN ? -1 : hit.link_id.v;
}

static int64_t link_of_query(struct made *made, const char *query, struct partner_id *ret_partner)
{
    return link_in_program(made, ANY, query, ret_partner);
}

static void link_forms_of_the_mission(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena);
    // S3D-1: the three strings lead to the same partner and offer.
    struct partner_id partner_id = {0};
    assert_int_equal(link_of_query(&made, "utm_medium=affiliate&utm_source=vasiliyblinov", &partner_id),
                     made.link_id.v);
    assert_int_equal(partner_id.v, made.partner_id.v);
    assert_int_equal(link_of_query(&made, "ref=288474", &partner_id), made.link_id.v);
    assert_int_equal(partner_id.v, made.partner_id.v);
    struct catalog_hit hit;
    assert_true(find_path(made.catalog, TEXT("epn_index"), TEXT("c313e"), &hit));
    assert_int_equal(hit.state, CATALOG_OPEN);
    assert_int_equal(hit.partner_id.v, made.partner_id.v);
    assert_int_equal(hit.offer_id.v, made.offer_id.v);
    // Neighbours of them.
    assert_int_equal(link_of_query(&made, "", &partner_id), 0);
    assert_int_equal(link_of_query(&made, "utm_source=vasiliyblinov", &partner_id), 0);
    assert_int_equal(link_of_query(&made, "utm_medium=email&utm_source=vasiliyblinov", &partner_id), 0);
    assert_int_equal(link_of_query(&made, "utm_medium=affiliate&utm_source=nobody", &partner_id), -1);
    assert_int_equal(link_of_query(&made, "utm_medium=affiliate&utm_source=", &partner_id), -1);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v);
    assert_int_equal(link_of_query(&made, "ref=nobody&utm_medium=affiliate&utm_source=vasiliyblinov", &partner_id),
                     made.link_id.v);
    assert_int_equal(link_of_query(&made, "REF=288474", &partner_id), 0);
    assert_true(find_path(made.catalog, TEXT("epn_index"), TEXT("nothing"), &hit));
    assert_int_equal(hit.state, CATALOG_LINK_UNKNOWN);
    assert_false(find_path(made.catalog, TEXT("other"), TEXT("c313e"), &hit));
    assert_false(find_path(made.catalog, TEXT(""), TEXT("c313e"), &hit));
    catalog_free(made.catalog);
}

static void forms_belong_to_programs(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena);
    struct catalog_fixture *f = &made.fixture;
    struct partner_id partner_id = {0};
    fixture_begin(f);
    struct program_id bare = fixture_program(f, made.advertiser_id, TEXT("[]"), DAY_MS);
    struct offer_id bare_offer = fixture_offer(f, bare, TEXT("https://bare.example/"), TEXT("bare.example"));
    fixture_enrollment(f, made.partner_id, bare, TEXT("approved"));
    fixture_link(f, TEXT("bare1"), made.partner_id, bare, bare_offer);
    struct program_id second = fixture_program(f, made.advertiser_id, TEXT(LINK_FORMS_DEFAULT), 400 * DAY_MS);
    struct offer_id second_offer = fixture_offer(f, second, TEXT("https://second.example/"), TEXT("second.example"));
    fixture_enrollment(f, made.partner_id, second, TEXT("approved"));
    struct link_id second_link = fixture_link(f, TEXT("second1"), made.partner_id, second, second_offer);
    struct partner_id other = fixture_partner(f, TEXT("other"));
    fixture_enrollment(f, other, second, TEXT("approved"));
    struct link_id other_link = fixture_link(f, TEXT("second2"), other, second, second_offer);
    fixture_commit(f);
    refresh(&made);
    assert_int_equal(link_of_query(&made, "ref=bare1", &partner_id), -1); // its program has no forms
    assert_int_equal(find(&made, "bare1").state, CATALOG_OPEN);
    assert_int_equal(link_of_query(&made, "ref=second1", &partner_id), second_link.v);
    assert_int_equal(link_of_query(&made, "ref=other", &partner_id), other_link.v);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v); // the older program
    // Asked for one program only, others' forms and links are not there.
    assert_int_equal(link_in_program(&made, second, "ref=vasiliyblinov", &partner_id), second_link.v);
    assert_int_equal(link_in_program(&made, made.program_id, "ref=vasiliyblinov", &partner_id), made.link_id.v);
    assert_int_equal(link_in_program(&made, second, "ref=288474", &partner_id), -1);
    assert_int_equal(link_in_program(&made, bare, "ref=vasiliyblinov", &partner_id), 0);
    assert_int_equal(link_in_program(&made, (struct program_id){999}, "ref=vasiliyblinov", &partner_id), 0);
    struct catalog_hit path_hit;
    struct catalog_path path = {.prefix = TEXT("epn_index"), .code = TEXT("c313e")};
    assert_true(catalog_find_prefix(made.catalog, made.program_id, &path, &path_hit));
    assert_false(catalog_find_prefix(made.catalog, second, &path, &path_hit));
    struct catalog_settings settings;
    catalog_settings(made.catalog, &settings);
    assert_int_equal(settings.window_ms_max, 400 * DAY_MS);
    // The first program is paused: the partner's code leads to the one that is open.
    struct program program;
    fixture_begin(f);
    FIXTURE_OK(program_get(f->db, arena, made.program_id, &program));
    program.status = TEXT("paused");
    program.version = f->version;
    FIXTURE_OK(program_set(f->db, &program));
    fixture_commit(f);
    refresh(&made);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), second_link.v);
    // It loses its prefix.
    struct catalog_hit hit;
    fixture_begin(f);
    program.link_forms = TEXT("[{\"parameter\":\"r\"}]");
    program.status = TEXT("active");
    program.version = f->version;
    FIXTURE_OK(program_set(f->db, &program));
    fixture_commit(f);
    refresh(&made);
    assert_false(find_path(made.catalog, TEXT("epn_index"), TEXT("c313e"), &hit));
    assert_int_equal(link_of_query(&made, "r=c313e", &partner_id), made.link_id.v + 1);
    assert_int_equal(link_of_query(&made, "ref=c313e", &partner_id), -1);
    catalog_free(made.catalog);
}

static void set_link(struct made *made, struct link_id id, const char *status, struct text destination)
{
    struct catalog_fixture *f = &made->fixture;
    struct link link;
    fixture_begin(f);
    FIXTURE_OK(link_get(f->db, f->arena, id, &link));
    link.status = text_of(status);
    link.destination_url = destination;
    link.version = f->version;
    FIXTURE_OK(link_set(f->db, &link));
    fixture_commit(f);
    refresh(made);
}

static void set_partner(struct made *made, const char *status)
{
    struct catalog_fixture *f = &made->fixture;
    struct partner partner;
    fixture_begin(f);
    FIXTURE_OK(partner_get(f->db, f->arena, made->partner_id, &partner));
    partner.status = text_of(status);
    partner.version = f->version;
    FIXTURE_OK(partner_set(f->db, &partner));
    fixture_commit(f);
    refresh(made);
}

static void set_enrollment(struct made *made, const char *status)
{
    struct catalog_fixture *f = &made->fixture;
    fixture_begin(f);
    struct enrollment enrollment = {.id = made->enrollment_id, .status = text_of(status), .version = f->version};
    FIXTURE_OK(enrollment_set(f->db, &enrollment));
    fixture_commit(f);
    refresh(made);
}

static void set_offer(struct made *made, const char *status)
{
    struct catalog_fixture *f = &made->fixture;
    struct offer offer;
    fixture_begin(f);
    FIXTURE_OK(offer_get(f->db, f->arena, made->offer_id, &offer));
    offer.status = text_of(status);
    offer.destination_url = TEXT("https://shop.example/new");
    offer.version = f->version;
    FIXTURE_OK(offer_set(f->db, &offer));
    fixture_commit(f);
    refresh(made);
}

static void set_advertiser(struct made *made, const char *status)
{
    struct catalog_fixture *f = &made->fixture;
    struct advertiser advertiser;
    fixture_begin(f);
    FIXTURE_OK(advertiser_get(f->db, f->arena, made->advertiser_id, &advertiser));
    advertiser.status = text_of(status);
    advertiser.version = f->version;
    FIXTURE_OK(advertiser_set(f->db, &advertiser));
    fixture_commit(f);
    refresh(made);
}

static void changes_are_followed(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena);
    struct partner_id partner_id = {0};
    int64_t version = catalog_version(made.catalog);
    refresh(&made); // nothing new
    assert_int_equal(catalog_version(made.catalog), version);
    set_link(&made, made.link_id, "active", TEXT("https://shop.example/special"));
    assert_int_equal(catalog_version(made.catalog), version + 1);
    assert_text(find(&made, "288474").destination, "https://shop.example/special");
    set_offer(&made, "closed");
    assert_int_equal(find(&made, "288474").state, CATALOG_OFFER_CLOSED);
    set_offer(&made, "archived");
    assert_int_equal(find(&made, "288474").state, CATALOG_OFFER_CLOSED);
    set_offer(&made, "active");
    assert_int_equal(find(&made, "288474").state, CATALOG_OPEN);
    assert_text(find(&made, "288474").destination, "https://shop.example/special");
    assert_text(find(&made, "c313e").destination, "https://shop.example/new");
    set_enrollment(&made, "pending");
    assert_int_equal(find(&made, "288474").state, CATALOG_ENROLLMENT_MISSING);
    set_partner(&made, "archived");
    assert_int_equal(find(&made, "288474").state, CATALOG_PARTNER_ARCHIVED);
    set_advertiser(&made, "archived");
    assert_int_equal(find(&made, "288474").state, CATALOG_ADVERTISER_ARCHIVED);
    // The oldest active link stands for the partner: it closes, and comes back.
    set_advertiser(&made, "active");
    set_partner(&made, "active");
    set_enrollment(&made, "approved");
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v);
    set_link(&made, made.link_id, "archived", TEXT_NONE);
    assert_int_equal(find(&made, "288474").state, CATALOG_LINK_ARCHIVED);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v + 1);
    set_link(&made, (struct link_id){made.link_id.v + 1}, "archived", TEXT_NONE);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), -1);
    set_link(&made, (struct link_id){made.link_id.v + 1}, "active", TEXT_NONE);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v + 1);
    set_link(&made, made.link_id, "active", TEXT_NONE);
    assert_int_equal(link_of_query(&made, "ref=vasiliyblinov", &partner_id), made.link_id.v);
    assert_text(find(&made, "288474").destination, "https://shop.example/new"); // its own is gone
    catalog_free(made.catalog);
}

struct changing {
    struct catalog *catalog;
    _Atomic bool is_done;
    int64_t found;
};

static void look_along(void *user)
{
    struct changing *changing = user;
    while (!atomic_load(&changing->is_done)) {
        struct catalog_hit hit;
        catalog_enter(changing->catalog);
        catalog_find_code(changing->catalog, TEXT("288474"), &hit);
        // Always whole: open, with one of the destinations.
        assert_int_equal(hit.state, CATALOG_OPEN);
        assert_true(text_starts_with(hit.destination, TEXT("https://shop.example/")));
        catalog_leave(changing->catalog);
        changing->found++;
    }
}

static void readers_see_whole_rows_while_it_changes(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena);
    struct changing changing = {.catalog = made.catalog};
    struct thread reader;
    assert_int_equal(thread_start(&reader, "reader", look_along, &changing), RC_OK);
    for (int i = 0; i < 100; i++) {
        struct catalog_fixture *f = &made.fixture;
        struct text code = text_format(arena, "more%d", i);
        fixture_begin(f);
        fixture_link(f, code, made.partner_id, made.program_id, made.offer_id);
        fixture_commit(f);
        refresh(&made);
        assert_int_equal(find(&made, text_zero_terminated(arena, code)).state, CATALOG_OPEN);
        set_link(&made, made.link_id, "active", text_format(arena, "https://shop.example/%d", i));
    }
    atomic_store(&changing.is_done, true);
    thread_join(&reader);
    assert_true(changing.found > 0);
    catalog_free(made.catalog);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(links_are_found_with_all_that_a_click_needs),
        TEST_DATABASE_CASE(an_empty_catalog_knows_nothing),
        TEST_DATABASE_CASE(link_forms_of_the_mission),
        TEST_DATABASE_CASE(forms_belong_to_programs),
        TEST_DATABASE_CASE(changes_are_followed),
        TEST_DATABASE_CASE(readers_see_whole_rows_while_it_changes),
    };
    return TEST_DATABASE_RUN("catalog", cases);
}
