// SPDX-License-Identifier: Apache-2.0
// Announced individual terms and versions are withdrawn, on both databases: only when what stays is as good for
// whoever would have had them, and whoever was told is told, however long ago that was.
#include "plan_fixture.h"

#include "mail/mail.h"
#include "mail/mail_send.h"
#include "partner/enrollment_write.h"
#include "program/plan_letter.h"
#include "user/letter.h"
#include "user/letter_print.h"

static void announce(struct world *world, size_t partner, const char *terms, int64_t days, struct plan_version *ret)
{
    struct enrollment_input input = {.terms = text_of(terms),
                                     .terms_effective_at = {world->flow.now.ms + days * DAY_MS}};
    struct enrollment_view view;
    must(world, enrollment_change(&world->flow, world->enrollments[partner], &input, &view));
    *ret = view.terms;
}

static void publish(struct world *world, const char *text, int64_t days, struct plan_version *ret_version)
{
    struct program_plan_input plan = {.program_id = world->program_id,
                                      .plan_text = text_of(text),
                                      .notice_days = days,
                                      .effective_at = {world->flow.now.ms + days * DAY_MS}};
    struct plan_error error;
    must(world, program_plan_put(&world->flow, &plan, ret_version, &error));
}

static void take(struct world *world, size_t partner, const struct plan_version *version)
{
    struct plan_answer_input answer = {.partner_id = world->partners[partner],
                                       .program_id = world->program_id,
                                       .is_individual = version->enrollment_id.v != 0,
                                       .number = version->number,
                                       .answer = TEXT("accepted")};
    must(world, plan_answer_give(&world->flow, &answer));
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
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

// How many letters that something does not come this partner has; *ret_last: one of them.
static size_t told(struct world *world, const char *recipient, struct mail *ret_last)
{
    struct mail *list = NULL;
    size_t count = 0;
    size_t found = 0;
    must(world, mail_list(world->db, world->arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i].template, TEXT("plan_withdrawn")) && text_equal(list[i].recipient, text_of(recipient))) {
            *ret_last = list[i];
            found++;
        }
    }
    return found;
}

static int64_t earned(struct world *world, size_t partner, const char *order)
{
    return world_commission(world, world_sale(world, partner, order, "100.00", "approved")).amount.minor;
}

// 15 % of one's own, 12 % announced, taken by one of the two, and withdrawn.
static void announced_terms_do_not_come(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version first[2];
    struct plan_version worse[2];
    struct mail mail;
    for (size_t i = 0; i < 2; i++) {
        announce(world, i, "pay 15% on sale", 0, &first[i]);
        announce(world, i, "pay 12% on sale", 30, &worse[i]);
        assert_text(worse[i].binds, "new_customers");
    }
    world->flow.now.ms += DAY_MS;
    take(world, 0, &worse[0]);
    world->flow.now.ms += DAY_MS;
    withdraw(world, first[0].id, "plan_in_force");
    for (size_t i = 0; i < 2; i++) {
        withdraw(world, worse[i].id, "");
        withdraw(world, worse[i].id, "plan_withdrawn");
    }
    static const struct {
        const char *language, *do_not_come, *stays, *taken;
    } rows[] = {
        {"en", "they do not come into force", "Nothing changes for you", "You took them early"},
        {"fr", "elles n’entreront pas en vigueur", "Rien ne change pour vous", "Vous les aviez acceptées plus tôt"},
        {"ru", "они не вступят в силу", "Для вас ничего не меняется", "Вы приняли их раньше срока"},
        {"ja", "個別条件は取り下げられ", "変更はありません", "引き続きこの条件が適用されます"},
    };
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        assert_int_equal(told(world, "p0@example.org", &mail), 1);
        struct text taken = printed_in(world, mail, rows[k].language);
        assert_row(rows[k].language, holds(taken, rows[k].do_not_come) && holds(taken, rows[k].taken));
        assert_row(rows[k].language, holds(taken, WITHDRAWAL_REASON) && !holds(taken, rows[k].stays));
        assert_int_equal(told(world, "p1@example.org", &mail), 1);
        struct text stays = printed_in(world, mail, rows[k].language);
        assert_row(rows[k].language, holds(stays, rows[k].do_not_come) && holds(stays, rows[k].stays));
        assert_row(rows[k].language, !holds(stays, rows[k].taken));
    }
    assert_int_equal(told(world, "p2@example.org", &mail), 0);
    world->flow.now.ms += 60 * DAY_MS;
    assert_int_equal(earned(world, 0, "A-1"), 1200); // 100.00 at 12 %: he took it
    assert_int_equal(earned(world, 1, "A-2"), 1500);
    assert_int_equal(earned(world, 2, "A-3"), 1000);
    world_assert_sound(world);
}

// What stays is his terms of before, before the program's plan, or the plan alone.
static void what_stays_is_as_good_for_him(void **state)
{
    static const struct {
        const char *name, *terms;
        size_t partner;
        int64_t days;
        const char *code;
    } rows[] = {
        {"more than the plan, and nothing of his own before", "pay 15% on sale", 0, 20, "withdrawal_worse"},
        {"less than what is announced before it", "pay 12% on sale", 0, 40, ""},
        {"the end of what is announced", "", 0, 50, ""},
        {"less than the plan", "pay 9% on sale", 1, 30, ""},
        {"as the plan", "pay 10% on sale", 2, 10, ""},
        {"another rule beside the plan's", "pay 1 EUR on lead", 2, 10, "withdrawal_worse"},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan_version version;
        announce(world, rows[i].partner, rows[i].terms, rows[i].days, &version);
        struct plan_withdraw_input input = {.plan_id = version.id, .reason = TEXT_NONE};
        fault_clear(&world->fault);
        enum rc rc = plan_withdraw(&world->flow, &input, &version);
        assert_row(rows[i].name, rc == (rows[i].code[0] == '\0' ? RC_OK : RC_REFUSED));
        assert_row(rows[i].name, strcmp(world->fault.code, rows[i].code) == 0);
    }
    fault_clear(&world->fault);
    world->flow.now.ms += 20 * DAY_MS;
    assert_int_equal(earned(world, 0, "A-1"), 1500); // what was not withdrawn came
}

// Who was never approved was promised nothing, and told nothing.
static void terms_of_whoever_is_not_in_yet_are_no_promise(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct enrollment_view view;
    struct mail mail;
    struct partner partner;
    struct partner_input partner_input = {
        .code = TEXT("late"), .name = TEXT("Late"), .email = TEXT("late@example.org"), .type = TEXT("blogger")};
    must(world, partner_create(&world->flow, &partner_input, &partner));
    struct enrollment_input input = {.partner_id = partner.id,
                                     .program_id = world->program_id,
                                     .status = TEXT("pending"),
                                     .terms = TEXT("pay 50% on sale"),
                                     .terms_effective_at = {world->flow.now.ms + 10 * DAY_MS}};
    must(world, enrollment_create(&world->flow, &input, &view));
    withdraw(world, view.terms.id, "");
    assert_int_equal(told(world, "late@example.org", &mail), 0);
    must(world, enrollment_change(&world->flow, view.enrollment.id,
                                  &(struct enrollment_input){.terms = TEXT("pay 40% on sale"),
                                                             .terms_effective_at = input.terms_effective_at},
                                  &view));
    must(world, enrollment_change(
                    &world->flow, view.enrollment.id,
                    &(struct enrollment_input){.status = TEXT("approved"), .terms_effective_at = INSTANT_NONE}, &view));
    withdraw(world, view.terms.id, "withdrawal_worse"); // now he is in it
}

// 8 % were announced, taken by one partner and withdrawn; then 9 %, which are more than what he has.
static void what_was_taken_of_a_withdrawn_version_counts(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version eight;
    struct plan_version nine;
    publish(world, "pay 8% on sale\n", 30, &eight);
    world->flow.now.ms += DAY_MS;
    take(world, 0, &eight);
    world->flow.now.ms += DAY_MS;
    withdraw(world, eight.id, "");
    publish(world, "pay 9% on sale\n", 40, &nine);
    withdraw(world, nine.id, "withdrawal_worse");
    world->flow.now.ms += 41 * DAY_MS;
    assert_int_equal(earned(world, 0, "A-1"), 900);
}

// Letters are forgotten ninety days after they left; that they were sent is not.
static void who_was_told_long_ago_is_told(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    struct mail *list = NULL;
    size_t count = 0;
    publish(world, "pay 8% on sale\n", 200, &version);
    must(world, mail_list(world->db, arena, TEXT_NONE, 0, 100, &list, &count));
    assert_int_equal(count, WORLD_PARTNERS);
    must(world, flow_begin(&world->flow));
    for (size_t i = 0; i < count; i++) {
        list[i].status = TEXT("sent");
        list[i].settled_at = world->flow.now;
        must(world, mail_attempted(world->db, &list[i]));
    }
    must(world, flow_commit(&world->flow));
    int64_t purged = 0;
    world->flow.now.ms += MAIL_FORGET_AFTER_MS + 1;
    must(world, mail_purge(&world->flow, &purged));
    assert_int_equal(purged, WORLD_PARTNERS);
    struct enrollment_view view;
    struct partner partner;
    struct partner_input partner_input = {
        .code = TEXT("late"), .name = TEXT("Late"), .email = TEXT("late@example.org"), .type = TEXT("blogger")};
    must(world, partner_create(&world->flow, &partner_input, &partner)); // came after it was announced
    struct enrollment_input input = {.partner_id = partner.id,
                                     .program_id = world->program_id,
                                     .terms = TEXT_NONE,
                                     .terms_effective_at = INSTANT_NONE};
    must(world, enrollment_create(&world->flow, &input, &view));
    withdraw(world, version.id, "");
    struct mail mail;
    assert_int_equal(told(world, "p0@example.org", &mail), 1);
    assert_int_equal(told(world, "p2@example.org", &mail), 1);
    assert_int_equal(told(world, "late@example.org", &mail), 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(announced_terms_do_not_come),
        TEST_DATABASE_CASE(what_stays_is_as_good_for_him),
        TEST_DATABASE_CASE(terms_of_whoever_is_not_in_yet_are_no_promise),
        TEST_DATABASE_CASE(what_was_taken_of_a_withdrawn_version_counts),
        TEST_DATABASE_CASE(who_was_told_long_ago_is_told),
    };
    return TEST_DATABASE_RUN("plan_withdraw", cases);
}
