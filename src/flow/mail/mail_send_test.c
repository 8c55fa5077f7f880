// SPDX-License-Identifier: Apache-2.0
// The outbox on both databases: each letter leaves once, in its recipient's language; what fails waits longer each time
// and then fails for good; what may have left is not sent again by itself. Over a real SMTP server: mail_test.py.
#include "test_world.h"

#include "mail/mail_send.h"
#include "network/network_logo.h"
#include "user/invitation.h"
#include "user/letter.h"
#include "user/letter_print.h"

struct post_office {
    struct clock_fixed clock;
    enum smtp_outcome outcome;
    int given;
    int closes_after; // letters; 0: never
    struct text keys[64];
    struct text subject;
    struct text text;
    struct text html;
    struct text picture, picture_type, picture_id;
    struct arena *arena;
};

static enum smtp_outcome take(void *user, struct arena *arena, const struct smtp_message *message,
                              struct text *ret_problem)
{
    (void)arena;
    struct post_office *office = user;
    office->keys[office->given++ % 64] = text_copy(office->arena, message->key);
    office->subject = text_copy(office->arena, message->subject);
    office->text = text_copy(office->arena, message->text);
    office->html = text_copy(office->arena, message->html);
    office->picture = text_copy(office->arena, message->picture);
    office->picture_type = text_copy(office->arena, message->picture_type);
    office->picture_id = text_copy(office->arena, message->picture_id);
    *ret_problem = office->outcome == SMTP_SENT ? TEXT_NONE : TEXT("the office is closed");
    return office->outcome;
}

static bool is_closing(void *user)
{
    const struct post_office *office = user;
    return office->closes_after > 0 && office->given >= office->closes_after;
}

static void queue(struct world *world, const char *key, const char *recipient)
{
    must(world, flow_begin(&world->flow));
    struct letter letter;
    letter_begin(&world->flow, &letter, LETTER_PAYOUT_PAID);
    letter_text(&letter, "amount", TEXT("1234.50"));
    letter_text(&letter, "currency", TEXT("EUR"));
    letter_text(&letter, "end_to_end_id", TEXT("P-7"));
    must(world, letter_queue(&world->flow, &letter, text_of(key), text_of(recipient)));
    must(world, flow_commit(&world->flow));
}

static int64_t send(struct world *world, struct post_office *office)
{
    int64_t sent = 0;
    office->arena = world->arena;
    office->clock.instant = world->flow.now;
    struct mail_post post = {.send = take,
                             .is_ending = is_closing,
                             .user = office,
                             .clock = &office->clock.clock,
                             .public_url = TEXT("https://go.example")};
    must(world, mail_send_due(&world->flow, &post, &sent));
    return sent;
}

static struct mail letter_of(struct world *world, const char *key)
{
    struct mail *list = NULL;
    size_t count = 0;
    must(world, mail_list(world->db, world->arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i].key, text_of(key))) {
            return list[i];
        }
    }
    fail();
    return (struct mail){.id = 0};
}

static void a_letter_leaves_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_SENT};
    clock_fixed_init(&office.clock, world->flow.now);
    queue(world, "a", "anna@example.org");
    queue(world, "b", "boris@example.org");
    assert_int_equal(send(world, &office), 2);
    assert_int_equal(send(world, &office), 0);
    assert_int_equal(office.given, 2);
    assert_text(letter_of(world, "a").status, "sent");
    assert_int_equal(letter_of(world, "a").attempts, 1);
    assert_text(office.subject, "€1,234.50 is on its way to you");
    assert_true(text_find(office.text, TEXT("Reference: P-7."), 0) != SIZE_MAX);
    assert_true(text_find(office.text, TEXT("https://go.example/home"), 0) != SIZE_MAX);
    assert_true(text_find(office.html, TEXT("href=\"https://go.example/home\""), 0) != SIZE_MAX);
}

static void what_is_not_begun_waits_for_the_next_start(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_SENT, .closes_after = 1};
    clock_fixed_init(&office.clock, world->flow.now);
    queue(world, "a", "anna@example.org");
    queue(world, "b", "boris@example.org");
    assert_int_equal(send(world, &office), 1);
    assert_text(letter_of(world, "a").status, "sent");
    assert_text(letter_of(world, "b").status, "queued");
    assert_int_equal(letter_of(world, "b").attempts, 0);
    office.closes_after = 0;
    assert_int_equal(send(world, &office), 1);
    assert_text(letter_of(world, "b").status, "sent");
}

static void a_letter_shows_the_logo(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_SENT};
    clock_fixed_init(&office.clock, world->flow.now);
    static const struct {
        const char *key, *logo, *type; // type NULL: the letter goes without a picture
    } rows[] = {
        {"none", NULL, NULL},
        {"png", "\x89PNG\r\n\x1A\n and the rest", "image/png"},
        {"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>", NULL},
        {"gone", "", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].logo != NULL) {
            must(world, network_logo_change(&world->flow, text_of(rows[i].logo)));
        }
        queue(world, rows[i].key, "anna@example.org");
        assert_int_equal(send(world, &office), 1);
        bool is_shown = text_find(office.html, TEXT("<img src=\"cid:"), 0) != SIZE_MAX;
        assert_row(rows[i].key, is_shown == (rows[i].type != NULL));
        assert_row(rows[i].key, text_is_empty(office.picture) == (rows[i].type == NULL));
        if (rows[i].type != NULL) {
            assert_text(office.picture, rows[i].logo);
            assert_text(office.picture_type, rows[i].type);
            struct text source = text_format(arena, "<img src=\"cid:%.*s\" alt=\"\"", TEXT_PRINT(office.picture_id));
            assert_true(text_find(office.html, source, 0) != SIZE_MAX);
        }
        assert_row(rows[i].key, text_find(office.text, TEXT("cid:"), 0) == SIZE_MAX);
    }
}

static void what_fails_waits_longer_each_time(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_LATER};
    clock_fixed_init(&office.clock, world->flow.now);
    queue(world, "a", "anna@example.org");
    static const int64_t minutes[] = {1, 5, 15, 60, 180, 360, 720, 720, 720};
    for (size_t i = 0; i < COUNT_OF(minutes); i++) {
        send(world, &office);
        struct mail mail = letter_of(world, "a");
        assert_text(mail.status, "queued");
        assert_text(mail.problem, "the office is closed");
        assert_int_equal(mail.attempts, i + 1);
        assert_int_equal(mail.next_at.ms - world->flow.now.ms, minutes[i] * MINUTE_MS);
        world->flow.now.ms += minutes[i] * MINUTE_MS - 1;
        send(world, &office);
        assert_int_equal(office.given, i + 1); // not before its time
        world->flow.now.ms += 1;
    }
    send(world, &office);
    assert_text(letter_of(world, "a").status, "failed");
    assert_int_equal(office.given, MAIL_ATTEMPTS_MAX);
    // An operator sends it again, and only what may be.
    office.outcome = SMTP_SENT;
    must(world, mail_send_retry(&world->flow, letter_of(world, "a").id));
    assert_int_equal(send(world, &office), 1);
    assert_int_equal(mail_send_retry(&world->flow, letter_of(world, "a").id), RC_NOT_FOUND);
    fault_clear(world->flow.fault);
}

static void a_server_that_is_away_is_not_asked_for_every_letter(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_LATER};
    clock_fixed_init(&office.clock, world->flow.now);
    for (int i = 0; i < 10; i++) {
        queue(world, text_zero_terminated(arena, text_format(arena, "l%d", i)), "anna@example.org");
    }
    send(world, &office);
    assert_int_equal(office.given, 3);
}

static void what_may_have_left_is_not_sent_again(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_UNKNOWN};
    clock_fixed_init(&office.clock, world->flow.now);
    queue(world, "a", "anna@example.org");
    queue(world, "b", "boris@example.org");
    queue(world, "c", "carl@example.org");
    send(world, &office);
    struct mail mail = letter_of(world, "a");
    assert_text(mail.status, "failed");
    assert_text(mail.problem, "the office is closed; it may have been sent");
    // A server that was sending and died: nobody takes its letter, and after a while it has failed.
    queue(world, "d", "dora@example.org");
    must(world, flow_begin(&world->flow));
    must(world, mail_claim(world->db, letter_of(world, "d").id, world->flow.now));
    assert_int_equal(mail_claim(world->db, letter_of(world, "d").id, world->flow.now), RC_CONFLICT);
    must(world, flow_commit(&world->flow));
    office.outcome = SMTP_SENT;
    assert_int_equal(send(world, &office), 0);
    assert_int_equal(mail_send_retry(&world->flow, letter_of(world, "d").id), RC_NOT_FOUND); // it is being sent
    fault_clear(world->flow.fault);
    world->flow.now.ms += MAIL_CLAIM_MS + 1;
    assert_int_equal(send(world, &office), 0);
    assert_text(letter_of(world, "d").status, "failed");
    assert_int_equal(office.given, 3);
}

static void a_refused_recipient_fails_at_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_REFUSED};
    clock_fixed_init(&office.clock, world->flow.now);
    queue(world, "a", "nobody@example.org");
    send(world, &office);
    assert_text(letter_of(world, "a").status, "failed");
    struct mail_counts counts;
    must(world, mail_count(world->db, arena, &counts));
    assert_int_equal(counts.failed, 1);
    assert_int_equal(counts.queued, 0);
    assert_true(instant_is_none(counts.oldest_queued));
    int64_t purged = 0;
    world->flow.now.ms += MAIL_FORGET_AFTER_MS;
    must(world, mail_purge(&world->flow, &purged));
    assert_int_equal(purged, 0);
    world->flow.now.ms += 1;
    must(world, mail_purge(&world->flow, &purged));
    assert_int_equal(purged, 1);
}

// Every template in every language, with what nobody filled in too; the words of a person never become markup.
static void letters_are_written_in_every_language(void **state)
{
    static const char *const languages[] = {"en", "fr", "ru", "ja"};
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct letter_context context = {
        .public_url = TEXT("https://go.example"), .brand = TEXT("<b>Net & Co</b>"), .zone = TEXT("Europe/Paris")};
    for (enum letter_kind i = 0; i < LETTER_COUNT; i++) {
        struct text before = TEXT("");
        for (size_t l = 0; l < COUNT_OF(languages); l++) {
            struct mail mail = {.recipient = TEXT("a@example.org"),
                                .template = text_of(letter_name(i)),
                                .language = text_of(languages[l]),
                                .parameters = TEXT("{\"ticket\":\"1\",\"amount\":\"1.00\",\"currency\":\"EUR\","
                                                   "\"at\":\"2026-11-29T10:00:00Z\",\"partner\":\"<i>\"}")};
            struct letter_printed printed;
            must(world, letter_print(&world->flow, &context, &mail, &printed));
            assert_row(letter_name(i), printed.subject.n > 0 && printed.text.n > 0);
            assert_row(letter_name(i), !text_equal(printed.subject, before));
            assert_row(letter_name(i), text_find(printed.html, TEXT("<b>"), 0) == SIZE_MAX);
            assert_row(letter_name(i), text_find(printed.html, TEXT("<i>"), 0) == SIZE_MAX);
            bool has_end = text_find(printed.text, TEXT("https://go.example/unsubscribe?topic="), 0) != SIZE_MAX;
            assert_row(letter_name(i), has_end == (letter_topic(i) != MAIL_OBLIGATORY));
            assert_row(letter_name(i), has_end == text_is(printed.unsubscribe_url));
            assert_row(letter_name(i), text_find(printed.html, TEXT("href=\"https://go.example/"), 0) != SIZE_MAX);
            before = printed.subject;
        }
    }
    struct mail strange = {.template = TEXT("of_tomorrow"), .language = TEXT("en"), .parameters = TEXT("{}")};
    struct letter_printed printed;
    assert_int_equal(letter_print(&world->flow, &context, &strange, &printed), RC_NOT_FOUND);
    fault_clear(world->flow.fault);
    assert_text(letter_subject(&world->flow, &context, &strange), "of_tomorrow");
}

static void the_link_is_made_where_the_letter_is(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct post_office office = {.outcome = SMTP_SENT};
    clock_fixed_init(&office.clock, world->flow.now);
    struct invite_input input = {.email = TEXT("Ren@example.org"),
                                 .name = TEXT_NONE,
                                 .role = ROLE_OPERATOR,
                                 .duty = TEXT("support"),
                                 .language = TEXT("ja"),
                                 .sender = TEXT("Mary")};
    struct invited invited;
    must(world, user_invite(&world->flow, &input, &invited));
    struct mail *list = NULL;
    size_t count = 0;
    must(world, mail_list(world->db, arena, TEXT("queued"), 0, 10, &list, &count));
    assert_int_equal(count, 1);
    struct text secret = ticket_secret(arena, &world->keyring, invited.ticket_id);
    assert_true(text_find(list[0].parameters, secret, 0) == SIZE_MAX);
    assert_text(list[0].language, "ja");
    assert_int_equal(send(world, &office), 1);
    assert_true(text_find(office.text, text_format(arena, "https://go.example/invitation/%.*s", TEXT_PRINT(secret)),
                          0) != SIZE_MAX);
    assert_true(text_find(office.text, TEXT("Maryさんから"), 0) != SIZE_MAX);
    // Later letters to this address speak its language too.
    queue(world, "a", "ren@example.org");
    assert_text(letter_of(world, "a").language, "ja");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_letter_leaves_once),
        TEST_DATABASE_CASE(what_is_not_begun_waits_for_the_next_start),
        TEST_DATABASE_CASE(a_letter_shows_the_logo),
        TEST_DATABASE_CASE(what_fails_waits_longer_each_time),
        TEST_DATABASE_CASE(a_server_that_is_away_is_not_asked_for_every_letter),
        TEST_DATABASE_CASE(what_may_have_left_is_not_sent_again),
        TEST_DATABASE_CASE(a_refused_recipient_fails_at_once),
        TEST_DATABASE_CASE(letters_are_written_in_every_language),
        TEST_DATABASE_CASE(the_link_is_made_where_the_letter_is),
    };
    return TEST_DATABASE_RUN("mail_send", cases);
}
