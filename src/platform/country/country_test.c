// SPDX-License-Identifier: Apache-2.0
// Addresses have the countries that the file says, bad files are refused and change nothing, a new file is taken up
// while others look. Expected answers: files of the test's own making, and the public test files with the source that
// they were made from.
#include "check.h"

#include <stdatomic.h>
#include <time.h>

#include "core/arena.h"
#include "country/country.h"
#include "country_file.h"
#include "format/json.h"
#include "shared_data.h"
#include "thread/thread.h"

#define ARENA_BYTES ((size_t)64 << 20)

static const struct country_row rows[] = {
    {"203.0.113.0", 24, "FR"}, {"198.51.100.128", 25, "JP"}, {"2001:db8:7::", 48, "DE"}, {"192.0.2.7", 32, "BR"}};

struct place {
    struct arena *arena;
    char folder[40];
    char path[64];
    struct country_book *book;
};

static void place_new(struct place *place)
{
    *place = (struct place){.arena = arena_new(ARENA_BYTES), .folder = "country-test-XXXXXX"};
    assert_non_null(mkdtemp(place->folder));
    (void)snprintf(place->path, sizeof(place->path), "%s/countries.mmdb", place->folder);
}

static void place_end(struct place *place)
{
    country_book_free(place->book);
    unlink(place->path);
    rmdir(place->folder);
    arena_free(place->arena);
}

static void expect(struct country_book *book, const char *text, const char *country)
{
    struct address address;
    char found[3];
    assert_true(address_parse(text_of(text), &address));
    assert_row(text, country_book_find(book, &address, found) == (country[0] != '\0'));
    assert_row(text, strcmp(found, country) == 0);
}

static void open_book(struct place *place)
{
    struct fault fault = {.rc = RC_OK};
    if (country_book_new(place->path, &place->book, &fault) != RC_OK) {
        fail_msg("%s", fault.message);
    }
}

static void addresses_have_their_country(void **state)
{
    struct place place;
    place_new(&place);
    country_file_put(place.path, country_file(place.arena, rows, COUNT_OF(rows)));
    open_book(&place);
    expect(place.book, "203.0.113.0", "FR");
    expect(place.book, "203.0.113.255", "FR");
    expect(place.book, "203.0.112.255", "");
    expect(place.book, "203.0.114.0", "");
    expect(place.book, "::ffff:203.0.113.9", "FR"); // the same address
    expect(place.book, "198.51.100.127", "");
    expect(place.book, "198.51.100.128", "JP");
    expect(place.book, "192.0.2.7", "BR");
    expect(place.book, "192.0.2.6", "");
    expect(place.book, "2001:db8:7:ffff::1", "DE");
    expect(place.book, "2001:db8:8::", "");
    struct country_counters counters = country_book_counters(place.book);
    assert_int_equal(counters.found, 6);
    assert_int_equal(counters.unknown, 5);
    assert_int_equal(counters.networks, 4);
    assert_int_equal(counters.built_s, 0x65000000);
    place_end(&place);
}

static void expect_refused(struct place *place, const char *name, struct text bytes, const char *code)
{
    struct fault fault = {.rc = RC_OK};
    struct country_book *book = NULL;
    country_file_put(place->path, bytes);
    assert_row(name, country_book_new(place->path, &book, &fault) == RC_INVALID);
    assert_row(name, strcmp(fault.code, code) == 0);
    assert_row(name, strstr(fault.message, place->path) != NULL);
}

static void bad_files_are_refused(void **state)
{
    struct place place;
    struct fault fault = {.rc = RC_OK};
    struct country_book *book = NULL;
    place_new(&place);
    assert_int_equal(country_book_new(place.path, &book, &fault), RC_INVALID);
    assert_string_equal(fault.code, "countries_unreadable");
    fault_clear(&fault);
    assert_int_equal(country_book_new(place.folder, &book, &fault), RC_INVALID);
    struct text good = country_file(place.arena, rows, COUNT_OF(rows));
    expect_refused(&place, "empty", TEXT(""), "countries_malformed");
    expect_refused(&place, "no such format", TEXT("country,network\nFR,203.0.113.0/24\n"), "countries_malformed");
    expect_refused(&place, "cut at its end", text_slice(good, 0, good.n - 40), "countries_malformed");
    expect_refused(&place, "without its beginning", text_slice(good, 400, good.n), "countries_malformed");
    char *bytes = arena_bytes(place.arena, good.n);
    memcpy(bytes, good.p, good.n);
    memset(bytes, 0xff, 3); // the first branch leads behind the end
    expect_refused(&place, "a branch to nowhere", (struct text){.p = bytes, .n = good.n}, "countries_malformed");
    const struct country_row lower[] = {{"203.0.113.0", 24, "fr"}, {"203.0.112.0", 24, "Z"}};
    expect_refused(&place, "no country", country_file(place.arena, lower, COUNT_OF(lower)), "countries_malformed");
    place_end(&place);
}

// Every byte of a good file once with other bits: refused or read, never anything worse (the sanitizers look on).
static void flipped_bytes_do_no_harm(void **state)
{
    struct place place;
    place_new(&place);
    struct text good = country_file(place.arena, rows, COUNT_OF(rows));
    char *bytes = arena_bytes(place.arena, good.n);
    memcpy(bytes, good.p, good.n);
    size_t refused = 0;
    for (size_t i = 0; i < good.n; i++) {
        struct fault fault = {.rc = RC_OK};
        bytes[i] = (char)~good.p[i];
        country_file_put(place.path, (struct text){.p = bytes, .n = good.n});
        if (country_book_new(place.path, &place.book, &fault) == RC_OK) {
            struct address address = {{0}};
            char found[3];
            for (size_t k = 0; k < COUNT_OF(rows); k++) {
                assert_true(address_parse(text_of(rows[k].network), &address));
                bool is_found = country_book_find(place.book, &address, found);
                assert_true(!is_found || (found[0] >= 'A' && found[0] <= 'Z' && found[2] == '\0'));
            }
            country_book_free(place.book);
            place.book = NULL;
        } else {
            refused++;
        }
        bytes[i] = good.p[i];
    }
    assert_true(refused > 100);
    place_end(&place);
}

// Two looks: the file has stood still in between.
static enum rc refresh_twice(struct place *place, bool *ret_is_read, struct fault *fault)
{
    fault_clear(fault);
    enum rc rc = country_book_refresh(place->book, ret_is_read, fault);
    assert_true(rc == RC_OK && !*ret_is_read);
    return country_book_refresh(place->book, ret_is_read, fault);
}

static void a_new_file_is_taken_up(void **state)
{
    const struct country_row others[] = {{"203.0.113.0", 24, "BE"}, {"203.0.112.0", 24, "FR"}};
    struct place place;
    struct fault fault = {.rc = RC_OK};
    bool is_read = true;
    place_new(&place);
    country_file_put(place.path, country_file(place.arena, rows, COUNT_OF(rows)));
    open_book(&place);
    assert_int_equal(refresh_twice(&place, &is_read, &fault), RC_OK);
    assert_false(is_read);
    // In its place, cut to nothing first: what was read is not touched.
    country_file_put(place.path, TEXT(""));
    expect(place.book, "203.0.113.1", "FR");
    assert_int_equal(refresh_twice(&place, &is_read, &fault), RC_INVALID);
    assert_string_equal(fault.code, "countries_malformed");
    assert_int_equal(refresh_twice(&place, &is_read, &fault), RC_OK); // said once
    assert_false(is_read);
    expect(place.book, "203.0.113.1", "FR");
    country_file_put(place.path, country_file(place.arena, others, COUNT_OF(others)));
    assert_int_equal(refresh_twice(&place, &is_read, &fault), RC_OK);
    assert_true(is_read);
    expect(place.book, "203.0.113.1", "BE");
    expect(place.book, "203.0.112.1", "FR");
    expect(place.book, "192.0.2.7", "");
    unlink(place.path);
    assert_int_equal(country_book_refresh(place.book, &is_read, &fault), RC_OK);
    expect(place.book, "203.0.113.1", "BE");
    place_end(&place);
}

struct looking {
    struct country_book *book;
    atomic_bool is_over;
    atomic_int wrong;
};

static void look(void *user)
{
    struct looking *looking = user;
    struct address address;
    assert_true(address_parse(TEXT("203.0.113.1"), &address));
    while (!atomic_load(&looking->is_over)) {
        char found[3];
        if (!country_book_find(looking->book, &address, found) ||
            (strcmp(found, "FR") != 0 && strcmp(found, "BE") != 0)) {
            atomic_fetch_add(&looking->wrong, 1);
        }
    }
}

static void the_watch_takes_it_up_while_others_look(void **state)
{
    const struct country_row others[] = {{"203.0.113.0", 24, "BE"}};
    struct place place;
    struct thread thread;
    place_new(&place);
    country_file_put(place.path, country_file(place.arena, rows, COUNT_OF(rows)));
    open_book(&place);
    struct looking looking = {.book = place.book};
    assert_int_equal(country_book_watch(place.book, 10), RC_OK);
    assert_int_equal(thread_start(&thread, "look", look, &looking), RC_OK);
    country_file_put(place.path, country_file(place.arena, others, COUNT_OF(others)));
    for (int i = 0; i < 3000 && country_book_counters(place.book).networks != 1; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    expect(place.book, "203.0.113.1", "BE");
    atomic_store(&looking.is_over, true);
    thread_join(&thread);
    assert_int_equal(atomic_load(&looking.wrong), 0);
    place_end(&place);
}

// ---- the public test files ----

static void expect_source(struct place *place, const char *json_name, size_t least)
{
    const struct json *list = NULL;
    struct fault fault = {.rc = RC_OK};
    struct text source = shared_read(place->arena, json_name);
    assert_int_equal(json_parse(place->arena, source, &list, &fault), RC_OK);
    size_t compared = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *entry = json_at(list, i);
        const char *network = text_zero_terminated(place->arena, json_member_name(entry, 0));
        const struct json *country = json_member(json_member(entry, network), "country");
        struct text address = text_format(place->arena, "%.*s", (int)(strchr(network, '/') - network), network);
        const struct json *code = country == NULL ? NULL : json_member(country, "iso_code");
        struct text expected = code == NULL ? TEXT("") : json_text(code);
        expect(place->book, text_zero_terminated(place->arena, address), text_zero_terminated(place->arena, expected));
        compared += expected.n > 0;
    }
    assert_true(compared >= least);
}

static void public_file(const char *name, const char *json_name, size_t least)
{
    struct place place;
    place_new(&place);
    struct text bytes = shared_read(place.arena, name);
    if (!text_is(bytes)) {
        place_end(&place);
        skip_because("no files of countries in the shared data");
    }
    country_file_put(place.path, bytes);
    open_book(&place);
    expect_source(&place, json_name, least);
    place_end(&place);
}

static void countries_of_the_public_files(void **state)
{
    public_file("data/geoip/GeoIP2-Country-Test.mmdb", "data/geoip/GeoIP2-Country-Test.json.zst", 50);
    public_file("data/geoip/GeoIP2-City-Test.mmdb", "data/geoip/GeoIP2-City-Test.json.zst", 50);
}

static void broken_public_files_are_refused(void **state)
{
    static const char *const names[] = {"GeoIP2-City-Test-Invalid-Node-Count", "MaxMind-DB-test-broken-pointers-24",
                                        "MaxMind-DB-test-broken-search-tree-24", "GeoLite2-ASN-Test",
                                        "GeoIP2-ISP-Test"}; // the last two: no countries
    struct place place;
    place_new(&place);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct text name = text_format(place.arena, "data/geoip/%s.mmdb", names[i]);
        struct text bytes = shared_read(place.arena, text_zero_terminated(place.arena, name));
        if (!text_is(bytes)) {
            place_end(&place);
            skip_because("no files of countries in the shared data");
        }
        expect_refused(&place, names[i], bytes, "countries_malformed");
    }
    place_end(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_their_country),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(flipped_bytes_do_no_harm),
        cmocka_unit_test(a_new_file_is_taken_up),
        cmocka_unit_test(the_watch_takes_it_up_while_others_look),
        cmocka_unit_test(countries_of_the_public_files),
        cmocka_unit_test(broken_public_files_are_refused),
    };
    return run_cases(tests);
}
