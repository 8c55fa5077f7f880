// SPDX-License-Identifier: Apache-2.0
// Individual terms under the ratchet, on both databases: what is less for the partner comes with notice and a letter
// and for new customers only, and a version of the program's plan takes nothing from the terms before it.
#include "test_world.h"

#include "mail/mail.h"
#include "partner/enrollment_write.h"
#include "program/plan_letter.h"
#include "user/letter.h"
#include "user/letter_print.h"

static enum rc change(struct world *world, size_t partner, const char *terms, int64_t days,
                      struct enrollment_view *ret_view)
{
    struct enrollment_input input = {
        .terms = text_of(terms),
        .terms_effective_at = days < 0 ? INSTANT_NONE : (struct instant){world->flow.now.ms + days * DAY_MS}};
    fault_clear(&world->fault);
    return enrollment_change(&world->flow, world->enrollments[partner], &input, ret_view);
}

// In each language: what is less, and whom the new terms pay.
static void print(struct world *world, struct mail mail)
{
    static const char *const parts[][2] = {
        {"en", "only customers you win from then on"},
        {"fr", "clients que vous apporterez"},
        {"ru", "которых вы приведёте с этой даты"},
        {"ja", "その時点以降に獲得したお客様のみ"},
    };
    struct letter_context context = {
        .public_url = TEXT("https://go.example"), .brand = TEXT("Net"), .zone = TEXT("Europe/Paris")};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct letter_printed printed;
        mail.language = text_of(parts[i][0]);
        must(world, letter_print(&world->flow, &context, &mail, &printed));
        assert_row(parts[i][0], text_find(printed.text, text_of(parts[i][1]), 0) != SIZE_MAX);
        assert_row(parts[i][0], text_find(printed.text, TEXT("  * "), 0) != SIZE_MAX);
        assert_row(parts[i][0], text_find(printed.text, TEXT("12"), 0) != SIZE_MAX);
    }
}

static size_t letters_of(struct world *world, enum letter_kind kind)
{
    struct mail *list = NULL;
    size_t count = 0;
    size_t found = 0;
    must(world, mail_list(world->db, world->arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        bool is_it = text_equal(list[i].template, text_of(letter_name(kind)));
        found += is_it;
        if (is_it && kind == LETTER_TERMS_WORSE) {
            print(world, list[i]);
        }
    }
    return found;
}

static void what_is_less_needs_notice(void **state)
{
    static const struct {
        const char *name, *terms;
        size_t partner;
        int64_t days; // from now; -1: no instant given
        const char *code, *binds;
    } rows[] = {
        {"more than the program's", "pay 15% on sale", 0, -1, "", "all"},
        {"the same again", "pay 15% on sale", 0, -1, "", "all"},
        {"less, at once", "pay 12% on sale", 0, -1, "notice_too_short", ""},
        {"less, a day early", "pay 12% on sale", 0, 29, "notice_too_short", ""},
        {"none, at once", "", 0, -1, "notice_too_short", ""},
        {"less, in time", "pay 12% on sale", 0, 30, "", "new_customers"},
        {"more than what is announced, less than what is in force", "pay 14% on sale", 0, -1, "notice_too_short", ""},
        {"more than both", "pay 16% on sale", 0, -1, "", "all"},
        {"a longer hold", "pay 16% on sale hold 90 days", 0, -1, "notice_too_short", ""},
        {"first terms, less than the program's", "pay 9% on sale", 1, -1, "notice_too_short", ""},
        {"for the program's rule, less", "pay 9% on sale instead of standard", 1, -1, "notice_too_short", ""},
        {"for the program's rule, more", "pay 11% on sale instead of standard", 1, -1, "", "all"},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct enrollment_view view;
        enum rc rc = change(world, rows[i].partner, rows[i].terms, rows[i].days, &view);
        assert_row(rows[i].name, strcmp(world->fault.code, rows[i].code) == 0);
        assert_row(rows[i].name, rc == (rows[i].code[0] == '\0' ? RC_OK : RC_INVALID));
        assert_row(rows[i].name, rc == RC_OK || strcmp(world->fault.field, "terms_effective_at") == 0);
        assert_row(rows[i].name, rc != RC_OK || text_equal(view.terms.binds, text_of(rows[i].binds)));
    }
    // 15 %, 16 % and 11 % are told as never worse, 12 % as worse; the same again and what was refused not at all.
    assert_int_equal(letters_of(world, LETTER_PLAN_PUBLISHED), 3);
    assert_int_equal(letters_of(world, LETTER_TERMS_WORSE), 1);
}

// What is agreed before somebody is in the program takes nothing from him.
static void whoever_is_not_in_yet_agrees_by_joining(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct enrollment_view view;
    struct enrollment_input input = {.status = TEXT("pending"), .terms_effective_at = INSTANT_NONE};
    struct partner_input partner_input = {
        .code = TEXT("late"), .name = TEXT("Late"), .email = TEXT("late@example.org"), .type = TEXT("blogger")};
    struct partner partner;
    must(world, partner_create(&world->flow, &partner_input, &partner));
    input.partner_id = partner.id;
    input.program_id = world->program_id;
    must(world, enrollment_create(&world->flow, &input, &view));
    input.status = TEXT_NONE;
    input.terms = TEXT("pay 5% on sale");
    must(world, enrollment_change(&world->flow, view.enrollment.id, &input, &view));
    assert_text(view.terms.binds, "all");
    assert_int_equal(letters_of(world, LETTER_TERMS_WORSE), 0);
}

static enum rc set_status(struct world *world, size_t partner, const char *status)
{
    struct enrollment_input input = {.status = text_of(status), .terms = TEXT_NONE, .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    fault_clear(&world->fault);
    return enrollment_change(&world->flow, world->enrollments[partner], &input, &view);
}

// Whatever became of an approved enrollment since, what was promised is made less only with notice, and he is told.
static void setting_back_is_no_way_round(void **state)
{
    static const char *const states[] = {"pending", "rejected", "archived"};
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        struct enrollment_view view;
        must(world, set_status(world, i, states[i]));
        assert_row(states[i], change(world, i, "pay 12% on sale instead of standard", -1, &view) == RC_OK);
        assert_row(states[i], text_equal(view.terms.binds, TEXT("all")));
        assert_row(states[i], letters_of(world, LETTER_PLAN_PUBLISHED) == 0); // he is not in it just then
        assert_row(states[i], change(world, i, "pay 5% on sale", -1, &view) == RC_INVALID);
        assert_row(states[i], strcmp(world->fault.code, "notice_too_short") == 0);
        // Approving it in the same change is none either.
        struct enrollment_input both = {
            .status = TEXT("approved"), .terms = TEXT("pay 5% on sale"), .terms_effective_at = INSTANT_NONE};
        fault_clear(&world->fault);
        assert_row(states[i], enrollment_change(&world->flow, world->enrollments[i], &both, &view) == RC_INVALID);
        assert_row(states[i], change(world, i, "pay 12% on sale instead of standard", 30, &view) == RC_OK);
        assert_row(states[i], letters_of(world, LETTER_TERMS_WORSE) == i);
        assert_row(states[i], change(world, i, "pay 12% on sale hold 60 days", 30, &view) == RC_OK);
        assert_row(states[i], text_equal(view.terms.binds, TEXT("new_customers")));
        assert_row(states[i], letters_of(world, LETTER_TERMS_WORSE) == i + 1);
        must(world, set_status(world, i, "approved"));
        struct text order = text_format(arena, "A-%zu", i);
        struct conversion_id sale = world_sale(world, i, text_zero_terminated(arena, order), "100.00", "approved");
        assert_row(states[i], world_commission(world, sale).amount.minor == 1200);
    }
}

static enum rc publish(struct world *world, const char *text, int64_t days, struct plan_version *ret_version)
{
    struct program_plan_input input = {
        .program_id = world->program_id, .plan_text = text_of(text), .effective_at = INSTANT_NONE, .notice_days = 30};
    struct plan_error error;
    if (days > 0) {
        input.effective_at.ms = world->flow.now.ms + days * DAY_MS;
    }
    fault_clear(&world->fault);
    return program_plan_put(&world->flow, &input, ret_version, &error);
}

static void a_rule_that_terms_name_stays(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\nintro: pay 1 EUR on lead\n");
    struct enrollment_view view;
    struct plan_version version;
    must(world, change(world, 0, "pay 15% on sale instead of standard", -1, &view));
    must(world, change(world, 1, "pay 2 EUR on lead instead of intro", -1, &view));
    assert_int_equal(publish(world, "pay 12% on sale\nintro: pay 1 EUR on lead", -1, &version), RC_REFUSED);
    assert_string_equal(world->fault.code, "terms_lose_rule");
    assert_non_null(strstr(world->fault.message, "Partner 0 (p0)"));
    assert_null(strstr(world->fault.message, "Partner 1"));
    // A rule of that name for something else is another one.
    assert_int_equal(publish(world, "standard: pay 12% on sale\nintro: pay 12% on goal trial", -1, &version),
                     RC_REFUSED);
    assert_non_null(strstr(world->fault.message, "Partner 1 (p1)"));
    must(world, publish(world, "standard: pay 12% on sale\nintro: pay 1 EUR on lead", -1, &version));
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    assert_int_equal(world_commission(world, sale).amount.minor, 1500);
}

// 10 % and 5 % are 15 %; for whoever has 20 % instead of the 10 %, they were 25 % and are 20 %.
static void a_version_is_held_against_the_terms_before_it(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\nalso pay 5% on sale\n");
    struct enrollment_view view;
    struct plan_version version;
    must(world, publish(world, "standard: pay 15% on sale", -1, &version));
    assert_text(version.binds, "all");
    must(world, publish(world, "standard: pay 10% on sale\nalso pay 5% on sale", -1, &version));
    assert_text(version.binds, "all");
    must(world, change(world, 0, "pay 20% on sale instead of standard", -1, &view));
    assert_int_equal(publish(world, "standard: pay 15% on sale", -1, &version), RC_INVALID);
    assert_string_equal(world->fault.code, "notice_too_short");
    must(world, publish(world, "standard: pay 15% on sale", 30, &version));
    assert_text(version.binds, "new_customers");
}

static enum rc set_hold(struct world *world, struct program_id id, int64_t days)
{
    struct program_input input = program_input_none();
    struct program_view view;
    input.hold_days = days;
    fault_clear(&world->fault);
    return program_change(&world->flow, id, &input, &view);
}

static void assert_hold_refused(struct world *world, struct program_id id, int64_t days)
{
    assert_int_equal(set_hold(world, id, days), RC_REFUSED);
    assert_string_equal(world->fault.code, "hold_needs_version");
    assert_string_equal(world->fault.field, "hold_days");
}

// The program of the world holds 14 days, and its plan says nothing of it.
static void the_hold_does_not_grow_unannounced(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    assert_hold_refused(world, world->program_id, 15);
    must(world, set_hold(world, world->program_id, 14));
    must(world, set_hold(world, world->program_id, 7));
    assert_hold_refused(world, world->program_id, 14);
    // A version does it, with its notice, and older customers stay with the one before.
    assert_int_equal(publish(world, "pay 10% on sale\nhold 8 days", -1, &version), RC_INVALID);
    assert_string_equal(world->fault.code, "notice_too_short");
    must(world, publish(world, "pay 10% on sale\nhold 7 days", -1, &version));
    assert_text(version.binds, "all");
    must(world, publish(world, "pay 10% on sale\nhold 60 days", 30, &version));
    assert_text(version.binds, "new_customers");
    // Now every plan that pays states its own: the program's decides about nobody's money.
    must(world, set_hold(world, world->program_id, 90));
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    assert_true(world_commission(world, sale).due_at.ms == world->flow.now.ms + 7 * DAY_MS);
    // Without it 90 days would stand.
    assert_int_equal(publish(world, "pay 12% on sale", -1, &version), RC_INVALID);
    assert_string_equal(world->fault.code, "notice_too_short");
}

// Nor does the program's hold grow while those to whom it was promised are set back.
static void the_hold_does_not_grow_for_who_is_set_back(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(world->enrollments); i++) {
        must(world, set_status(world, i, i % 2 == 0 ? "pending" : "rejected"));
    }
    assert_hold_refused(world, world->program_id, 15);
}

// Terms of two partners, one of whom has a hold of his own, in a program without a plan.
static void individual_terms_hold_the_programs_hold(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct program_input program = program_input_none();
    struct program_view made;
    program.advertiser_id = world->advertiser_id;
    program.name = TEXT("Hats");
    must(world, program_create(&world->flow, &program, &made));
    must(world, set_hold(world, made.program.id, 31)); // 30 unless said; nobody is in it yet
    for (size_t i = 0; i < 2; i++) {
        struct enrollment_input input = {.partner_id = world->partners[i],
                                         .program_id = made.program.id,
                                         .status = TEXT("approved"),
                                         .terms_effective_at = INSTANT_NONE};
        struct enrollment_view view;
        input.terms = i == 0 ? TEXT("pay 10% on sale\nhold 3 days") : TEXT_NONE;
        must(world, enrollment_create(&world->flow, &input, &view));
        must(world, set_hold(world, made.program.id, 32 + (int64_t)i));
        input.terms = TEXT("pay 9% on sale");
        if (i == 1) {
            must(world, enrollment_change(&world->flow, view.enrollment.id, &input, &view));
        }
    }
    assert_hold_refused(world, made.program.id, 34);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(the_hold_does_not_grow_unannounced),
    TEST_DATABASE_CASE(individual_terms_hold_the_programs_hold),
    TEST_DATABASE_CASE(what_is_less_needs_notice),
    TEST_DATABASE_CASE(setting_back_is_no_way_round),
    TEST_DATABASE_CASE(the_hold_does_not_grow_for_who_is_set_back),
    TEST_DATABASE_CASE(whoever_is_not_in_yet_agrees_by_joining),
    TEST_DATABASE_CASE(a_rule_that_terms_name_stays),
    TEST_DATABASE_CASE(a_version_is_held_against_the_terms_before_it),
};

int main(void)
{
    return TEST_DATABASE_RUN("plan_terms", cases);
}
