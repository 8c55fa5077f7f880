// SPDX-License-Identifier: Apache-2.0
// Partners are told of plan versions and answer those that may be worse, on both databases; whoever wants no letters of
// a kind gets none, and the obligatory ones nevertheless.
#include "plan_fixture.h"

#include "mail/mail.h"
#include "mail/unsubscribe.h"
#include "program/plan_letter.h"
#include "user/letter.h"
#include "user/letter_print.h"

static void publish(struct world *world, const char *text, int64_t days, struct plan_version *ret_version)
{
    struct program_plan_input plan = {
        .program_id = world->program_id, .plan_text = text_of(text), .notice_days = days, .effective_at = INSTANT_NONE};
    if (days > 0) {
        plan.effective_at.ms = world->flow.now.ms + days * DAY_MS;
    }
    struct plan_error error;
    must(world, program_plan_put(&world->flow, &plan, ret_version, &error));
}

static size_t letters_of(struct world *world, enum letter_kind kind, struct mail *ret_last)
{
    struct mail *list = NULL;
    size_t count = 0;
    size_t found = 0;
    must(world, mail_list(world->db, world->arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i].template, text_of(letter_name(kind)))) {
            *ret_last = list[i];
            found++;
        }
    }
    return found;
}

static struct text printed_in(struct world *world, struct mail mail, const char *language)
{
    struct letter_context context = {
        .public_url = TEXT("https://go.example"), .brand = TEXT("Net"), .zone = TEXT("Europe/Paris")};
    struct letter_printed printed;
    mail.language = text_of(language);
    must(world, letter_print(&world->flow, &context, &mail, &printed));
    return printed.text;
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static void a_better_version_is_told_to_whoever_wants_it(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    struct mail mail;
    assert_int_equal(letters_of(world, LETTER_PLAN_PUBLISHED, &mail), 0); // nobody is told of the first plan
    struct unsubscribe_link link = {.email = TEXT("P1@Example.org"), .topic = TEXT("terms")};
    enum mail_topic topic;
    link.key = mail_unsubscribe_key(arena, &world->keyring, TEXT("p1@example.org"), MAIL_TERMS);
    must(world, unsubscribe(&world->flow, &link, &topic));
    must(world, unsubscribe(&world->flow, &link, &topic)); // again
    publish(world, "pay 12% on sale\n", 0, &version);
    assert_text(version.binds, "all");
    assert_int_equal(letters_of(world, LETTER_PLAN_PUBLISHED, &mail), WORLD_PARTNERS - 1);
    assert_false(text_equal(mail.recipient, TEXT("p1@example.org")));
    struct text english = printed_in(world, mail, "en");
    assert_true(holds(english, "12%") && holds(english, "10%"));
    assert_true(holds(english, "never worse"));
    assert_true(holds(english, "https://go.example/partner/programs/prg_"));
    assert_true(holds(english, "/unsubscribe?topic=terms&key="));
    assert_true(holds(printed_in(world, mail, "ru"), "12"));
    publish(world, "pay 12% on sale\n", 0, &version); // the same text is no new version
    assert_int_equal(letters_of(world, LETTER_PLAN_PUBLISHED, &mail), WORLD_PARTNERS - 1);
}

static void a_worse_version_asks_everybody(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    struct mail mail;
    bool is_wanted[MAIL_TOPIC_COUNT] = {false};
    must(world, letters_choose(&world->flow, TEXT("p0@example.org"), is_wanted)); // it wants no letters at all
    publish(world, "pay 8% on sale\n", 30, &version);
    assert_text(version.binds, "new_customers");
    assert_int_equal(letters_of(world, LETTER_PLAN_WORSE, &mail), WORLD_PARTNERS);
    static const char *const languages[] = {"en", "fr", "ru", "ja"};
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        struct text text = printed_in(world, mail, languages[i]);
        assert_true(holds(text, "  * "));
        assert_true(holds(text, "#answer"));
        assert_false(holds(text, "/unsubscribe"));
    }
    // Each answers, and who and when are kept; what was kept can be taken later, what was taken is taken.
    struct plan_answer_input input = {.partner_id = world->partners[0],
                                      .program_id = world->program_id,
                                      .number = version.number,
                                      .answer = TEXT("kept")};
    must(world, plan_answer_give(&world->flow, &input));
    world->flow.now.ms += DAY_MS;
    input.answer = TEXT("accepted");
    must(world, plan_answer_give(&world->flow, &input));
    input.answer = TEXT("kept");
    assert_int_equal(plan_answer_give(&world->flow, &input), RC_REFUSED);
    assert_string_equal(world->fault.code, "answer_final");
    fault_clear(&world->fault);
    input.partner_id = world->partners[1];
    must(world, plan_answer_give(&world->flow, &input));
    must(world, plan_answer_give(&world->flow, &input)); // again
    struct plan_answers answers;
    struct partner_id *silent = NULL;
    size_t silent_count = 0;
    must(world, plan_answer_count(world->db, arena, &version, &answers));
    assert_true(answers.accepted == 1 && answers.kept == 1 && answers.silent == 1);
    must(world, plan_answer_silent(world->db, arena, &version, &silent, &silent_count));
    assert_true(silent_count == 1 && silent[0].v == world->partners[2].v);
    struct plan_reply *list = NULL;
    size_t count = 0;
    must(world, plan_answer_list(world->db, arena, version.id, (struct partner_id){0}, &list, &count));
    assert_int_equal(count, 2);
    assert_text(list[0].answer, "kept");
    assert_text(list[1].answer, "accepted");
    assert_int_equal(list[1].answered_at.ms, world->flow.now.ms);
    assert_text(list[1].actor, "test");
    input.answer = TEXT("perhaps");
    assert_int_equal(plan_answer_give(&world->flow, &input), RC_INVALID);
    fault_clear(&world->fault);
    input.answer = TEXT("kept");
    input.number = 1; // binds everybody: nothing is asked
    assert_int_equal(plan_answer_give(&world->flow, &input), RC_NOT_FOUND);
    fault_clear(&world->fault);
}

static void links_of_others_end_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct text key = mail_unsubscribe_key(arena, &world->keyring, TEXT("p0@example.org"), MAIL_TERMS);
    const struct unsubscribe_link bad[] = {
        {.email = TEXT("p1@example.org"), .topic = TEXT("terms"), .key = key},
        {.email = TEXT("p0@example.org"), .topic = TEXT("payout"), .key = key},
        {.email = TEXT("p0@example.org"), .topic = TEXT(""), .key = key},
        {.email = TEXT("p0@example.org"), .topic = TEXT("terms"), .key = TEXT("")},
        {.email = TEXT_NONE, .topic = TEXT_NONE, .key = TEXT_NONE},
    };
    enum mail_topic topic;
    bool is_wanted[MAIL_TOPIC_COUNT];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(unsubscribe(&world->flow, &bad[i], &topic), RC_NOT_FOUND);
        fault_clear(&world->fault);
    }
    must(world, mail_wanted(world->db, arena, TEXT("p0@example.org"), is_wanted));
    assert_true(is_wanted[MAIL_TERMS] && is_wanted[MAIL_PAYOUT]);
    struct unsubscribe_link good = {.email = TEXT("p0@example.org"), .topic = TEXT("terms"), .key = key};
    must(world, unsubscribe(&world->flow, &good, &topic));
    must(world, mail_wanted(world->db, arena, TEXT("P0@example.org"), is_wanted));
    assert_true(!is_wanted[MAIL_TERMS] && is_wanted[MAIL_PAYOUT]);
    bool all[MAIL_TOPIC_COUNT] = {true, true, true};
    must(world, letters_choose(&world->flow, TEXT("p0@example.org"), all));
    must(world, mail_wanted(world->db, arena, TEXT("p0@example.org"), is_wanted));
    assert_true(is_wanted[MAIL_TERMS]);
}

// It does not come, save for whoever took it; each is told how it is for him, and there is nothing to answer any more.
static void a_withdrawn_version_does_not_come(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    struct mail mail;
    publish(world, "pay 8% on sale\n", 30, &version);
    struct plan_answer_input input = {.partner_id = world->partners[0],
                                      .program_id = world->program_id,
                                      .number = version.number,
                                      .answer = TEXT("accepted")};
    must(world, plan_answer_give(&world->flow, &input));
    world->flow.now.ms += DAY_MS;
    withdraw(world, version.id, "");
    withdraw(world, version.id, "plan_withdrawn");
    assert_int_equal(letters_of(world, LETTER_PLAN_WITHDRAWN, &mail), WORLD_PARTNERS);
    static const struct {
        const char *language, *does_not_come, *stays, *taken;
    } rows[] = {
        {"en", "it does not come into force", "Nothing changes for you", "You took it early"},
        {"fr", "elle n’entrera pas en vigueur", "Rien ne change pour vous", "Vous l’aviez acceptée plus tôt"},
        {"ru", "она не вступит в силу", "Для вас ничего не меняется", "Вы приняли её раньше срока"},
        {"ja", "適用されません", "変更はありません", "先に同意されているため"},
    };
    struct mail *list = NULL;
    size_t count = 0;
    size_t taken = 0;
    must(world, mail_list(world->db, arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        bool is_first = text_equal(list[i].recipient, TEXT("p0@example.org"));
        for (size_t k = 0; k < COUNT_OF(rows) && text_equal(list[i].template, TEXT("plan_withdrawn")); k++) {
            struct text text = printed_in(world, list[i], rows[k].language);
            assert_true(holds(text, rows[k].does_not_come) && holds(text, WITHDRAWAL_REASON));
            assert_true(holds(text, rows[k].taken) == is_first && holds(text, rows[k].stays) == !is_first);
            taken += is_first;
        }
    }
    assert_int_equal(taken, COUNT_OF(rows));
    input.partner_id = world->partners[1];
    assert_int_equal(plan_answer_give(&world->flow, &input), RC_NOT_FOUND);
    fault_clear(&world->fault);
    // 100.00 long after its date: 10 % to who had not taken it, 8 % to who had.
    world->flow.now.ms += 60 * DAY_MS;
    assert_int_equal(world_commission(world, world_sale(world, 1, "A-1", "100.00", "approved")).amount.minor, 1000);
    assert_int_equal(world_commission(world, world_sale(world, 0, "A-2", "100.00", "approved")).amount.minor, 800);
    withdraw(world, version.id, "plan_withdrawn");
    world_assert_sound(world);
}

// What was announced is a promise: what stays must be as good. And it is told to those who were told.
static void what_was_promised_is_not_withdrawn(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version first;
    struct plan_version version;
    struct mail mail;
    must(world, program_plan_latest(world->db, arena, world->program_id, (struct enrollment_id){.v = 0}, &first));
    withdraw(world, first.id, "plan_in_force");
    publish(world, "pay 12% on sale\n", 30, &version);
    withdraw(world, version.id, "withdrawal_worse");
    world->flow.now.ms += 31 * DAY_MS;
    withdraw(world, version.id, "plan_in_force");
    struct unsubscribe_link link = {.email = TEXT("p1@example.org"), .topic = TEXT("terms")};
    enum mail_topic topic;
    link.key = mail_unsubscribe_key(arena, &world->keyring, TEXT("p1@example.org"), MAIL_TERMS);
    must(world, unsubscribe(&world->flow, &link, &topic));
    publish(world, "pay 12% on sale\nhold 14 days\n", 30, &version); // as good, and all but one are told
    assert_text(version.binds, "all");
    withdraw(world, version.id, "");
    assert_int_equal(letters_of(world, LETTER_PLAN_WITHDRAWN, &mail), WORLD_PARTNERS - 1);
    // The version that stays is the newest one again.
    must(world, program_plan_latest(world->db, arena, world->program_id, (struct enrollment_id){.v = 0}, &version));
    assert_int_equal(version.number, 2);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_better_version_is_told_to_whoever_wants_it),
        TEST_DATABASE_CASE(a_worse_version_asks_everybody),
        TEST_DATABASE_CASE(links_of_others_end_nothing),
        TEST_DATABASE_CASE(a_withdrawn_version_does_not_come),
        TEST_DATABASE_CASE(what_was_promised_is_not_withdrawn),
    };
    return TEST_DATABASE_RUN("plan_letter", cases);
}
