// SPDX-License-Identifier: Apache-2.0
// Clicks: the spool's form, hashes and prefixes, devices, the rule for unique clicks.
#include "click/click.h"

#include <stdlib.h>

#include "check.h"
#include "click/unique_window.h"

#define NOON INT64_C(1795348800000) // 2026-11-22T12:00:00Z

static struct click_record full_record(void)
{
    return (struct click_record){.id = click_id_of((struct instant){.ms = NOON}, 1, 2),
                                 .outcome = CLICK_REDIRECTED,
                                 .link_id = {11},
                                 .offer_id = {12},
                                 .partner_id = {13},
                                 .program_id = {14},
                                 .visitor = -5,
                                 .network_agent = INT64_MAX,
                                 .network_agent_before = -7,
                                 .device = DEVICE_MOBILE,
                                 .country = "DE",
                                 .address_prefix = TEXT("203.0.113.0/24"),
                                 .parameters = TEXT("sub1=a%20b&ext=7"),
                                 .has_person = true,
                                 .address = TEXT("203.0.113.7"),
                                 .agent = TEXT("Mozilla/5.0 (Linux; Android 14) Mobile"),
                                 .referrer = TEXT("https://blog.example/post?x=1")};
}

static void assert_same(const struct click_record *a, const struct click_record *b)
{
    assert_int_equal(a->id.v, b->id.v);
    assert_int_equal(a->outcome, b->outcome);
    assert_int_equal(a->link_id.v, b->link_id.v);
    assert_int_equal(a->offer_id.v, b->offer_id.v);
    assert_int_equal(a->partner_id.v, b->partner_id.v);
    assert_int_equal(a->program_id.v, b->program_id.v);
    assert_int_equal(a->visitor, b->visitor);
    assert_int_equal(a->network_agent, b->network_agent);
    assert_int_equal(a->network_agent_before, b->network_agent_before);
    assert_int_equal(a->device, b->device);
    assert_string_equal(a->country, b->country);
    assert_int_equal(a->has_person, b->has_person);
    assert_true(text_equal(a->address_prefix, b->address_prefix));
    assert_true(text_equal(a->parameters, b->parameters));
    assert_true(text_equal(a->address, b->address));
    assert_true(text_equal(a->agent, b->agent));
    assert_true(text_equal(a->referrer, b->referrer));
}

static void records_come_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct click_record record = full_record();
    struct click_record back;
    assert_int_equal(click_record_decode(click_record_encode(arena, &record), &back), RC_OK);
    assert_same(&back, &record);
    // Least of all: nothing was found, nothing is known.
    struct click_record least = {.id = {1},
                                 .outcome = CLICK_LINK_UNKNOWN,
                                 .address_prefix = TEXT(""),
                                 .parameters = TEXT_NONE,
                                 .address = TEXT_NONE,
                                 .agent = TEXT_NONE,
                                 .referrer = TEXT_NONE};
    assert_int_equal(click_record_decode(click_record_encode(arena, &least), &back), RC_OK);
    assert_same(&back, &least);
    // Without what names a person the texts are not written, even when they are given.
    record.has_person = false;
    struct text bytes = click_record_encode(arena, &record);
    assert_true(text_find(bytes, TEXT("203.0.113.7"), 0) == SIZE_MAX);
    assert_true(text_find(bytes, TEXT("blog.example"), 0) == SIZE_MAX);
    assert_int_equal(click_record_decode(bytes, &back), RC_OK);
    assert_false(text_is(back.address));
    // An earlier program's: the same without the last of the eight numbers.
    char *old = arena_bytes(arena, bytes.n - 8);
    memcpy(old, bytes.p, 6 + 7 * 8);
    memcpy(old + 6 + 7 * 8, bytes.p + 6 + 8 * 8, bytes.n - (6 + 8 * 8));
    old[0] = 1;
    struct text earlier = (struct text){.p = old, .n = bytes.n - 8};
    struct click_record without = record;
    without.network_agent_before = 0;
    without.address = TEXT_NONE;
    without.agent = TEXT_NONE;
    without.referrer = TEXT_NONE;
    assert_int_equal(click_record_decode(earlier, &back), RC_OK);
    assert_same(&back, &without);
}

static void texts_are_bounded_and_cleaned(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct click_record record = full_record();
    char *huge = arena_bytes(arena, 100000);
    memset(huge, 'x', 100000);
    record.agent = (struct text){.p = huge, .n = 100000};
    record.referrer = record.agent;
    record.parameters = record.agent;
    record.address = record.agent;
    record.address_prefix = record.agent;
    struct text bytes = click_record_encode(arena, &record);
    assert_true(bytes.n <= 16384);
    struct click_record back;
    assert_int_equal(click_record_decode(bytes, &back), RC_OK);
    assert_int_equal(back.agent.n, CLICK_AGENT_MAX);
    assert_int_equal(back.referrer.n, CLICK_REFERRER_MAX);
    assert_int_equal(back.parameters.n, CLICK_PARAMETERS_MAX);
    assert_int_equal(back.address.n, CLICK_ADDRESS_MAX);
    record = full_record();
    static const struct {
        struct text agent;
        const char *clean;
    } rows[] = {
        {BYTES(""), ""},
        {BYTES("plain"), "plain"},
        {BYTES("a\0b\tc\nd\x7f"), "a?b?c?d?"},
        {BYTES("\xff\xfe"), "??"},
        {BYTES("\xd0\x96!"), "\xd0\x96!"},
        {BYTES("\xd0"), "?"},
        {BYTES("\xc2\x85"), "?"},       // a C1 control
        {BYTES("\xed\xa0\x80"), "???"}, // a surrogate
        {BYTES("\xc0\x80"), "??"},      // overlong NUL
        {BYTES("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        record.agent = rows[i].agent;
        assert_int_equal(click_record_decode(click_record_encode(arena, &record), &back), RC_OK);
        assert_text(back.agent, rows[i].clean);
    }
    // A character that does not fit whole is left out.
    memset(huge, 'x', CLICK_AGENT_MAX - 1);
    memcpy(huge + CLICK_AGENT_MAX - 1, "\xd0\x96", 2);
    record.agent = (struct text){.p = huge, .n = CLICK_AGENT_MAX + 1};
    assert_int_equal(click_record_decode(click_record_encode(arena, &record), &back), RC_OK);
    assert_int_equal(back.agent.n, CLICK_AGENT_MAX - 1);
}

static void damaged_records_are_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct click_record record = full_record();
    struct text bytes = click_record_encode(arena, &record);
    struct click_record back;
    for (size_t n = 0; n < bytes.n; n++) {
        // A copy of exactly n bytes, so that a read beyond is seen by the sanitizer.
        struct text cut = {.p = malloc(n + 1), .n = n};
        memcpy((char *)(uintptr_t)cut.p, bytes.p, n);
        assert_int_equal(click_record_decode((struct text){.p = cut.p, .n = n}, &back), RC_INVALID);
        free((char *)(uintptr_t)cut.p);
    }
    struct text longer = text_format(arena, "%.*sx", 0, "");
    char *one_more = arena_bytes(arena, bytes.n + 1);
    memcpy(one_more, bytes.p, bytes.n);
    longer = (struct text){.p = one_more, .n = bytes.n + 1};
    assert_int_equal(click_record_decode(longer, &back), RC_INVALID);
    assert_int_equal(click_record_decode(TEXT_NONE, &back), RC_INVALID);
    static const struct {
        size_t at;
        unsigned char value;
    } rows[] = {
        {0, 0},    {0, 1},    {0, 3}, {0, 255}, // version
        {1, 9},    {1, 255},                    // outcome
        {2, 4},    {2, 255},  {2, 0}, {2, 1},   // flags that do not fit what follows
        {3, 5},    {3, 255},                    // device
        {4, 'd'},  {5, 0},    {4, 0},           // country
        {13, 128}, {21, 128},                   // negative numbers
        {14, 0},                                // a redirected click without a link
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *changed = arena_bytes(arena, bytes.n);
        memcpy(changed, bytes.p, bytes.n);
        changed[rows[i].at] = (char)rows[i].value;
        assert_int_equal(click_record_decode((struct text){.p = changed, .n = bytes.n}, &back), RC_INVALID);
    }
}

static void addresses(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    static const struct {
        const char *address, *prefix, *canonical;
    } rows[] = {
        {"203.0.113.7", "203.0.113.0/24", "203.0.113.7"},
        {"0.0.0.0", "0.0.0.0/24", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.0/24", "255.255.255.255"},
        {"2001:db8:7:8::9", "2001:db8:7::/48", "2001:db8:7:8::9"},
        {"2001:0DB8:0007:0008:0:0:0:9", "2001:db8:7::/48", "2001:db8:7:8::9"},
        {"::1", "::/48", "::1"},
        {"::ffff:203.0.113.7", "203.0.113.0/24", "203.0.113.7"},
        {"::ffff:cb00:7107", "203.0.113.0/24", "203.0.113.7"},
        {"", "", NULL},
        {"203.0.113", "", NULL},
        {"203.0.113.7.", "", NULL},
        {"203.0.113.256", "", NULL},
        {" 203.0.113.7", "", NULL},
        {"203.0.113.7:80", "", NULL},
        {"fe80::1%eth0", "", NULL},
        {"[::1]", "", NULL},
        {"unknown", "", NULL},
        {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc", "", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(click_address_prefix(arena, text_of(rows[i].address)), rows[i].prefix);
        assert_text(click_address_canonical(arena, text_of(rows[i].address)), rows[i].canonical);
        struct click_network network =
            click_network_of(arena, &keyring, (struct instant){.ms = NOON}, text_of(rows[i].address), TEXT("agent"));
        assert_text(network.prefix, rows[i].prefix);
        assert_text(network.canonical, rows[i].canonical);
        assert_int_equal(network.network_agent != 0, rows[i].canonical != NULL);
    }
    assert_text(click_address_prefix(arena, BYTES("1.2.3.4\0")), "");
}

static void hashes_tie_only_what_they_should(void **state)
{
    (void)state;
    struct keyring keyring;
    struct keyring other;
    keyring_of_seed(1, &keyring);
    keyring_of_seed(2, &other);
    struct instant noon = {.ms = NOON};
    struct instant late = {.ms = NOON + 12 * HOUR_MS - 1};
    struct instant next_day = {.ms = NOON + 12 * HOUR_MS};
    int64_t hash = click_network_agent(&keyring, noon, TEXT("203.0.113.7"), TEXT("agent"));
    assert_int_not_equal(hash, 0);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct click_network network = click_network_of(arena, &keyring, late, TEXT("::ffff:203.0.113.7"), TEXT("agent"));
    assert_int_equal(hash, network.network_agent);
    assert_int_equal(hash, click_network_agent(&keyring, late, TEXT("203.0.113.7"), TEXT("agent")));
    assert_int_equal(hash, click_network_agent(&keyring, late, TEXT("::ffff:203.0.113.7"), TEXT("agent")));
    assert_int_not_equal(hash, click_network_agent(&keyring, next_day, TEXT("203.0.113.7"), TEXT("agent")));
    // Who comes on the next day is known by the key of this one, and on the day after no more.
    network = click_network_of(arena, &keyring, next_day, TEXT("203.0.113.7"), TEXT("agent"));
    assert_int_equal(network.network_agent_before, hash);
    struct instant later = {next_day.ms + DAY_MS};
    network = click_network_of(arena, &keyring, later, TEXT("203.0.113.7"), TEXT("agent"));
    assert_int_not_equal(network.network_agent_before, hash);
    assert_int_not_equal(network.network_agent, hash);
    assert_int_not_equal(hash, click_network_agent(&keyring, noon, TEXT("203.0.113.8"), TEXT("agent")));
    assert_int_not_equal(hash, click_network_agent(&keyring, noon, TEXT("203.0.113.7"), TEXT("agent2")));
    assert_int_not_equal(hash, click_network_agent(&other, noon, TEXT("203.0.113.7"), TEXT("agent")));
    assert_int_equal(click_network_agent(&keyring, noon, TEXT(""), TEXT("agent")), 0);
    assert_int_equal(click_network_agent(&keyring, noon, TEXT("bogus"), TEXT("agent")), 0);
    assert_int_not_equal(click_network_agent(&keyring, noon, TEXT("203.0.113.7"), TEXT_NONE), 0);
    assert_int_equal(click_visitor_number(&keyring, TEXT("")), 0);
    assert_int_equal(click_visitor_number(&keyring, TEXT_NONE), 0);
    assert_int_not_equal(click_visitor_number(&keyring, TEXT("a")), click_visitor_number(&other, TEXT("a")));
    // What a new visitor's cookie holds is the number of its first click; with another key, or changed, it is any text.
    struct click_id first = click_id_of(noon, 3, 77);
    struct text visitor = click_visitor_text(arena, &keyring, first);
    assert_int_equal(visitor.n, CLICK_VISITOR_LETTERS);
    assert_int_equal(click_visitor_number(&keyring, visitor), first.v);
    assert_int_not_equal(click_visitor_number(&other, visitor), first.v);
    assert_false(text_equal(visitor, click_id_text(arena, &keyring, first)));
    assert_int_not_equal(click_visitor_number(&keyring, click_id_text(arena, &keyring, first)), first.v);
    for (size_t i = 0; i < visitor.n; i++) {
        char changed[CLICK_VISITOR_LETTERS];
        memcpy(changed, visitor.p, sizeof(changed));
        changed[i] = changed[i] == 'b' ? 'c' : 'b';
        int64_t number = click_visitor_number(&keyring, (struct text){.p = changed, .n = sizeof(changed)});
        assert_int_not_equal(number, first.v);
    }
}

static void devices(void **state)
{
    (void)state;
    static const struct {
        const char *agent;
        enum click_device device;
    } rows[] = {
        {"", DEVICE_OTHER},
        {"-", DEVICE_OTHER},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
         "Safari/537.36",
         DEVICE_DESKTOP},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
         "Safari/605",
         DEVICE_DESKTOP},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", DEVICE_DESKTOP},
        {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0",
         DEVICE_DESKTOP},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
         DEVICE_MOBILE},
        {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36",
         DEVICE_MOBILE},
        {"Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/88.0 Mobile Safari/537.36",
         DEVICE_MOBILE},
        {"Mozilla/5.0 (Linux; Android 13; SM-X900) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36", DEVICE_TABLET},
        {"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148",
         DEVICE_TABLET},
        {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", DEVICE_BOT},
        {"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Mobile Safari/537.36 (compatible; Googlebot/2.1)", DEVICE_BOT},
        {"Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", DEVICE_BOT},
        {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36", DEVICE_BOT},
        {"curl/8.5.0", DEVICE_BOT},
        {"python-requests/2.32", DEVICE_BOT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].agent, click_device_of(text_of(rows[i].agent)) == rows[i].device);
    }
    assert_int_equal(click_device_of(TEXT_NONE), DEVICE_OTHER);
}

static void unique_by_the_rule(void **state)
{
    (void)state;
    // In hours; link, visitor, address-and-agent (0 unknown); whether unique.
    static const struct {
        int64_t at_hours;
        int64_t link;
        int64_t visitor;
        int64_t network_agent;
        int64_t before; // what it would have been the day before
        bool is_unique;
        const char *why;
    } rows[] = {
        {0, 1, 10, 20, 0, true, "first"},
        {1, 1, 10, 20, 0, false, "same of both"},
        {1, 1, 10, 21, 0, false, "same visitor from elsewhere"},
        {1, 1, 11, 20, 0, false, "same address and agent without the cookie"},
        {1, 1, 12, 22, 0, true, "another person"},
        {1, 2, 10, 20, 0, true, "another link"},
        {2, 1, 20, 10, 0, true, "the two kinds never meet"},
        {3, 1, 0, 0, 0, true, "nothing to go by"},
        {3, 1, 0, 0, 0, true, "nothing to go by, again"},
        {24, 1, 0, 21, 0, false, "23 hours after"},
        {25, 1, 10, 0, 0, true, "24 hours after the last: over"},
        {26, 1, 0, 20, 0, true, "25 hours after the last"},
        {48, 1, 10, 0, 0, false, "23 hours after the one that was unique"},
        {71, 1, 10, 0, 0, false, "every click counts, not only the unique ones"},
        {96, 1, 10, 0, 0, true, "25 hours later"},
        {200, 3, 0, 30, 29, true, "the evening of a day"},
        {203, 3, 0, 31, 30, false, "after midnight, by the key of the day before"},
        {204, 3, 0, 31, 30, false, "the same day"},
        {223, 3, 0, 31, 30, false, "23 hours after the first, 19 after the last"},
        {248, 3, 0, 32, 31, true, "25 hours after the last"},
        {249, 3, 0, 33, 34, true, "another person after midnight"},
    };
    struct unique_window window;
    unique_window_init(&window, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct click_id id = click_id_of((struct instant){.ms = NOON + rows[i].at_hours * HOUR_MS}, 1, (int64_t)i);
        struct unique_traits traits = {rows[i].visitor, rows[i].network_agent, rows[i].before};
        assert_row(rows[i].why,
                   unique_window_add(&window, id, (struct link_id){rows[i].link}, &traits) == rows[i].is_unique);
    }
    assert_int_equal(window.forgotten, 0);
    unique_window_release(&window);
}

static void the_window_is_bounded(void **state)
{
    (void)state;
    struct unique_window window;
    unique_window_init(&window, 4096);
    for (int64_t n = 1; n <= 100000; n++) {
        struct click_id id = click_id_of((struct instant){.ms = NOON + n}, 1, 0);
        assert_true(unique_window_add(&window, id, (struct link_id){1}, &(struct unique_traits){n, 0, 0}));
        assert_false(unique_window_add(&window, id, (struct link_id){1}, &(struct unique_traits){n, 0, 0}));
        assert_true(window.current.capacity + window.previous.capacity <= 8192);
    }
    assert_true(window.forgotten > 90000);
    unique_window_release(&window);
    // Given room, a day of clicks is remembered whole.
    unique_window_init(&window, 0);
    for (int round = 0; round < 2; round++) {
        for (int64_t n = 1; n <= 200000; n++) {
            struct click_id id = click_id_of((struct instant){.ms = NOON + round * 12 * HOUR_MS + n}, 1, 0);
            assert_int_equal(unique_window_add(&window, id, (struct link_id){1}, &(struct unique_traits){n, 0, 0}),
                             round == 0);
        }
    }
    assert_int_equal(window.forgotten, 0);
    unique_window_release(&window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back),
        cmocka_unit_test(texts_are_bounded_and_cleaned),
        cmocka_unit_test(damaged_records_are_refused),
        cmocka_unit_test(addresses),
        cmocka_unit_test(hashes_tie_only_what_they_should),
        cmocka_unit_test(devices),
        cmocka_unit_test(unique_by_the_rule),
        cmocka_unit_test(the_window_is_bounded),
    };
    return run_cases(tests);
}
