// SPDX-License-Identifier: Apache-2.0
// Visits: where they lead, what is recorded of them, and what is not.
#include "click/click_record.h"

#include <stdlib.h>

#include "test_database.h"

#include "catalog_fixture.h"
#include "core/map.h"
#include "identity/public_id.h"

#define NOW ((struct instant){.ms = FIXTURE_MS + 1234})

struct made {
    struct catalog_fixture fixture;
    struct catalog *catalog;
    struct spool *spool;
    struct click_id_generator ids;
    struct keyring keyring;
    struct click_recorder recorder;
    struct program_id program_id;
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct link_id link_id;
    struct spool_mark mark;
    char folder[64];
};

static void make(struct made *made, struct db *db, struct arena *arena, int64_t address_days)
{
    *made = (struct made){.fixture = {.db = db, .arena = arena}, .catalog = catalog_new()};
    struct catalog_fixture *f = &made->fixture;
    snprintf(made->folder, sizeof(made->folder), "/tmp/click-record-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    fixture_network(f, TEXT("https://network.example/gone"), address_days);
    fixture_begin(f);
    struct advertiser_id advertiser_id = fixture_advertiser(f);
    made->program_id =
        fixture_program(f, advertiser_id, TEXT("[{\"parameter\":\"ref\"},{\"prefix\":\"go\"}]"), 30 * DAY_MS);
    fixture_program(f, advertiser_id, TEXT("[]"), 365 * DAY_MS);
    made->offer_id = fixture_offer(f, made->program_id,
                                   TEXT("https://shop.example/{sub1}?p={partner}&l={link}&o={offer}&g={program}"),
                                   TEXT("shop.example"));
    made->partner_id = fixture_partner(f, TEXT("anna"));
    fixture_enrollment(f, made->partner_id, made->program_id, TEXT("approved"));
    made->link_id = fixture_link(f, TEXT("one"), made->partner_id, made->program_id, made->offer_id);
    fixture_commit(f);
    assert_int_equal(catalog_refresh(made->catalog, db, NOW, NULL), RC_OK);
    struct spool_options options = {.folder = made->folder, .node = 1, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    int64_t lost = 0;
    assert_int_equal(spool_open(&options, made->mark, &made->spool, &lost, NULL), RC_OK);
    click_id_generator_init(&made->ids, 1, (struct instant){.ms = 0});
    keyring_of_seed(1, &made->keyring);
    click_recorder_init(&made->recorder, &(struct click_recorder_parts){.catalog = made->catalog,
                                                                        .spool = made->spool,
                                                                        .ids = &made->ids,
                                                                        .keyring = &made->keyring});
}

static void unmake(struct made *made)
{
    spool_close(made->spool);
    catalog_free(made->catalog);
    char command[128];
    snprintf(command, sizeof(command), "rm -r '%s'", made->folder);
    assert_int_equal(system(command), 0);
}

static struct click_visit visit_of(struct made *made, const char *code, const char *query)
{
    struct parameters *parameters = arena_one(made->fixture.arena, struct parameters);
    assert_int_equal(query_parse(made->fixture.arena, text_of(query), parameters, NULL), RC_OK);
    return (struct click_visit){.now = NOW,
                                .form = CLICK_FORM_CODE,
                                .code = text_of(code),
                                .parameters = parameters,
                                .visitor = TEXT_NONE,
                                .address = TEXT("203.0.113.7"),
                                .agent = TEXT("Mozilla/5.0 (Windows NT 10.0)"),
                                .referrer = TEXT("https://blog.example/"),
                                .country = TEXT("")};
}

static struct click_answer answer_of(struct made *made, const struct click_visit *visit)
{
    struct click_answer answer;
    assert_int_equal(click_record(&made->recorder, made->fixture.arena, visit, &answer), RC_OK);
    return answer;
}

struct last {
    struct arena *arena;
    struct click_record record;
    struct text bytes;
};

static enum rc take_last(void *user, struct text payload)
{
    struct last *last = user;
    last->bytes = text_copy(last->arena, payload);
    return click_record_decode(last->bytes, &last->record);
}

// The one record that was made since the last call.
static struct click_record recorded(struct made *made, struct text *ret_bytes)
{
    struct last last = {.arena = made->fixture.arena};
    size_t read = 0;
    assert_int_equal(click_recorder_sync(&made->recorder), RC_OK);
    assert_int_equal(spool_read(made->spool, &made->mark, 100, take_last, &last, &read), RC_OK);
    assert_int_equal(read, 1);
    *ret_bytes = last.bytes;
    return last.record;
}

static void a_visit_is_redirected_and_recorded(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    struct click_visit visit = visit_of(&made, "one", "sub1=a/b&sub1=second&ext=7&color=red&other=x&sub11=y&source=");
    struct click_answer answer = answer_of(&made, &visit);
    struct text click_id = click_id_text(arena, &made.keyring, answer.click_id);
    struct text offer = public_id_text(arena, &made.keyring, PREFIX_OFFER, made.offer_id.v);
    struct text program = public_id_text(arena, &made.keyring, PREFIX_PROGRAM, made.program_id.v);
    struct text expected = text_format(arena, "https://shop.example/a%%2Fb?p=anna&l=one&o=%.*s&g=%.*s&click_id=%.*s",
                                       TEXT_PRINT(offer), TEXT_PRINT(program), TEXT_PRINT(click_id));
    assert_text(answer.location, text_zero_terminated(arena, expected));
    assert_int_equal(answer.outcome, CLICK_REDIRECTED);
    assert_int_equal(answer.visitor.n, CLICK_VISITOR_LETTERS);
    assert_int_equal(answer.cookie_ms, 30 * DAY_MS);
    struct text bytes;
    struct click_record record = recorded(&made, &bytes);
    assert_int_equal(record.id.v, answer.click_id.v);
    assert_int_equal(click_id_instant(record.id).ms, NOW.ms);
    assert_int_equal(record.link_id.v, made.link_id.v);
    assert_int_equal(record.offer_id.v, made.offer_id.v);
    assert_int_equal(record.partner_id.v, made.partner_id.v);
    assert_int_equal(record.program_id.v, made.program_id.v);
    assert_int_equal(record.visitor, click_visitor_number(&made.keyring, answer.visitor));
    assert_int_equal(record.network_agent, click_network_agent(&made.keyring, NOW, visit.address, visit.agent));
    assert_int_equal(record.device, DEVICE_DESKTOP);
    assert_text(record.address_prefix, "203.0.113.0/24");
    assert_text(record.parameters, "sub1=a%2Fb&ext=7&color=red");
    assert_true(record.has_person);
    assert_text(record.address, "203.0.113.7");
    assert_text(record.referrer, "https://blog.example/");
    assert_int_equal(atomic_load(&made.recorder.outcomes[CLICK_REDIRECTED]), 1);
    // He comes again: the same visitor, whose cookie lives on by the longest window of all programs.
    visit.visitor = answer.visitor;
    struct click_answer again = answer_of(&made, &visit);
    assert_true(text_equal(again.visitor, answer.visitor));
    assert_int_equal(again.cookie_ms, 365 * DAY_MS);
    struct click_record second = recorded(&made, &bytes);
    assert_int_equal(second.visitor, record.visitor);
    assert_true(second.id.v > record.id.v);
    unmake(&made);
}

static void cookies_that_are_not_ours_are_replaced(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    static const char *const cookies[] = {
        "",
        "x",
        "00000000000000000000000000x",
        "0000000000000000000000000",
        "0000000000000000000000000!",
        "zzzzzzzzzzzzzzzzzzzzzzzzzz", // unused bits set
        "aaaaaaaaaaaaa\r\naaaaaaaaaaa",
    };
    for (size_t i = 0; i < COUNT_OF(cookies); i++) {
        struct click_visit visit = visit_of(&made, "one", "");
        visit.visitor = text_of(cookies[i]);
        struct click_answer answer = answer_of(&made, &visit);
        assert_int_equal(answer.visitor.n, CLICK_VISITOR_LETTERS);
        assert_false(text_equal(answer.visitor, visit.visitor));
    }
    // No two visitors get the same one, also across fetches of random bytes.
    struct textmap seen;
    textmap_init(&seen);
    for (int i = 0; i < 200; i++) {
        struct click_visit visit = visit_of(&made, "one", "");
        struct click_answer answer = answer_of(&made, &visit);
        assert_null(textmap_get(&seen, answer.visitor));
        textmap_put(&seen, answer.visitor, &made);
    }
    textmap_release(&seen);
    unmake(&made);
}

static void persons_are_not_recorded_when_the_network_keeps_none(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 0);
    struct click_visit visit = visit_of(&made, "one", "");
    answer_of(&made, &visit);
    struct text bytes;
    struct click_record record = recorded(&made, &bytes);
    assert_false(record.has_person);
    assert_text(record.address_prefix, "203.0.113.0/24");
    assert_true(record.network_agent != 0);
    assert_true(text_find(bytes, TEXT("203.0.113.7"), 0) == SIZE_MAX);
    assert_true(text_find(bytes, TEXT("Windows"), 0) == SIZE_MAX);
    assert_true(text_find(bytes, TEXT("blog.example"), 0) == SIZE_MAX);
    unmake(&made);
}

static void what_does_not_lead_to_an_offer_leads_to_the_fallback(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    static const struct {
        const char *code, *query;
        enum click_outcome outcome;
    } rows[] = {
        {"two", "", CLICK_LINK_UNKNOWN},
        {"", "", CLICK_LINK_UNKNOWN},
        {"one", "to=https://evil.example/", CLICK_DESTINATION_REFUSED},
        {"one", "to=//evil.example/", CLICK_DESTINATION_REFUSED},
        {"one", "to=", CLICK_DESTINATION_REFUSED},
        {"one", "to=https://shop.example.evil.example/", CLICK_DESTINATION_REFUSED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct click_visit visit = visit_of(&made, rows[i].code, rows[i].query);
        struct click_answer answer = answer_of(&made, &visit);
        assert_int_equal(answer.outcome, rows[i].outcome);
        assert_text(answer.location, "https://network.example/gone");
        assert_text(answer.visitor, "");
        struct text bytes;
        struct click_record record = recorded(&made, &bytes);
        assert_int_equal(record.outcome, rows[i].outcome);
        assert_int_equal(record.link_id.v, rows[i].code[0] == 'o' ? made.link_id.v : 0);
        assert_false(record.has_person);
        assert_int_equal(record.visitor, 0);
    }
    struct click_visit visit = visit_of(&made, "one", "to=https://shop.example/p?a=1&sub1=x");
    struct click_answer answer = answer_of(&made, &visit);
    assert_int_equal(answer.outcome, CLICK_REDIRECTED);
    assert_true(text_starts_with(answer.location, TEXT("https://shop.example/p?a=1&click_id=")));
    unmake(&made);
}

static void link_forms_are_clicks_too(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    struct text bytes;
    struct click_answer answer;
    struct click_visit visit = visit_of(&made, "", "ref=one&sub1=s");
    visit.form = CLICK_FORM_PARAMETERS;
    assert_int_equal(click_record(&made.recorder, arena, &visit, &answer), RC_OK);
    assert_int_equal(recorded(&made, &bytes).link_id.v, made.link_id.v);
    assert_true(text_starts_with(answer.location, TEXT("https://shop.example/s?")));
    visit = visit_of(&made, "", "reff=one");
    visit.form = CLICK_FORM_PARAMETERS;
    assert_int_equal(click_record(&made.recorder, arena, &visit, &answer), RC_NOT_FOUND);
    visit = visit_of(&made, "anna", "");
    visit.form = CLICK_FORM_PREFIX;
    visit.prefix = TEXT("go");
    assert_int_equal(click_record(&made.recorder, arena, &visit, &answer), RC_OK);
    assert_int_equal(recorded(&made, &bytes).link_id.v, made.link_id.v);
    visit.prefix = TEXT("gone");
    assert_int_equal(click_record(&made.recorder, arena, &visit, &answer), RC_NOT_FOUND);
    unmake(&made);
}

static void a_look_leaves_nothing_behind(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    struct click_visit visit = visit_of(&made, "one", "");
    visit.is_look_only = true;
    struct click_answer answer = answer_of(&made, &visit);
    assert_int_equal(answer.outcome, CLICK_REDIRECTED);
    assert_true(text_ends_with(answer.location, TEXT("click_id=")));
    assert_int_equal(answer.click_id.v, 0);
    assert_text(answer.visitor, "");
    assert_false(spool_has_pending(made.spool));
    unmake(&made);
}

static void a_quiet_spool_is_rolled_daily(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    click_recorder_rest(&made.recorder, NOW); // nothing was left by an earlier run
    struct click_visit visit = visit_of(&made, "one", "");
    answer_of(&made, &visit);
    struct instant later = {.ms = NOW.ms + 2 * DAY_MS};
    click_recorder_rest(&made.recorder, later); // not while it waits to be synced
    assert_int_equal(click_recorder_sync(&made.recorder), RC_OK);
    assert_int_equal(spool_end(made.spool).segment, 1);
    click_recorder_rest(&made.recorder, (struct instant){.ms = NOW.ms + DAY_MS - 1});
    assert_int_equal(spool_end(made.spool).segment, 1);
    click_recorder_rest(&made.recorder, (struct instant){.ms = NOW.ms + DAY_MS});
    assert_int_equal(spool_end(made.spool).segment, 2);
    click_recorder_rest(&made.recorder, later);
    assert_int_equal(spool_end(made.spool).segment, 2);
    unmake(&made);
}

static void kept_values_are_bounded(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, test_database_db(*state), arena, 30);
    struct buf query = buf_new(arena, 1 << 20);
    for (int i = 1; i <= 10; i++) {
        buf_format(&query, "%ssub%d=", i == 1 ? "" : "&", i);
        for (int k = 0; k < 200; k++) {
            buf_add(&query, TEXT("%D0%96"));
        }
    }
    buf_add_char(&query, '\0');
    struct click_visit visit = visit_of(&made, "one", buf_text(&query).p);
    struct click_answer answer = answer_of(&made, &visit);
    assert_true(answer.location.n <= 2048);
    struct text bytes;
    struct click_record record = recorded(&made, &bytes);
    assert_true(record.parameters.n <= CLICK_PARAMETERS_MAX);
    struct parameters kept;
    assert_int_equal(query_parse(arena, record.parameters, &kept, NULL), RC_OK);
    assert_true(kept.count >= 9);
    for (size_t i = 0; i < kept.count; i++) {
        assert_int_equal(kept.list[i].value.n, 254); // 127 characters of two bytes: whole ones only
    }
    unmake(&made);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_visit_is_redirected_and_recorded),
        TEST_DATABASE_CASE(cookies_that_are_not_ours_are_replaced),
        TEST_DATABASE_CASE(persons_are_not_recorded_when_the_network_keeps_none),
        TEST_DATABASE_CASE(what_does_not_lead_to_an_offer_leads_to_the_fallback),
        TEST_DATABASE_CASE(link_forms_are_clicks_too),
        TEST_DATABASE_CASE(a_look_leaves_nothing_behind),
        TEST_DATABASE_CASE(a_quiet_spool_is_rolled_daily),
        TEST_DATABASE_CASE(kept_values_are_bounded),
    };
    return TEST_DATABASE_RUN("click_record", cases);
}
