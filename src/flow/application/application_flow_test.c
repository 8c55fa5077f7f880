// SPDX-License-Identifier: Apache-2.0
// From a form to a partner with a link: open programs, programs with a decision, questions, conflicts, and what is
// taken back; on both databases.
#include "test_world.h"

#include "application/application_admit.h"
#include "application/application_decide.h"
#include "application/application_submit.h"
#include "application/application_token.h"
#include "application/program_page_write.h"
#include "link/link.h"
#include "mail/mail.h"

#define PLAN "pay 10% on sale"

static void set_enrollment(struct world *w, const char *enrollment)
{
    struct program_input input = program_input_none();
    struct program_view view;
    input.enrollment = text_of(enrollment);
    must(w, program_change(&w->flow, w->program_id, &input, &view));
}

static struct application_input form(struct world *w, const char *email)
{
    return (struct application_input){.program_id = w->program_id, .name = TEXT("Anna Berg"), .email = text_of(email)};
}

static struct application submitted(struct world *w, const char *email)
{
    struct application_input input = form(w, email);
    struct application application;
    must(w, application_submit(&w->flow, &input, &application));
    return application;
}

static struct application confirmed(struct world *w, const char *email)
{
    struct application application = submitted(w, email);
    must(w, application_confirm(&w->flow, application.id, &application));
    return application;
}

static void expect(struct world *w, enum rc rc, enum rc wanted, const char *code)
{
    if (rc != wanted || strcmp(w->fault.code, code) != 0) {
        print_error("%s %s: %s\n", rc_name(rc), w->fault.code, w->fault.message);
        fail();
    }
    if (db_is_in_transaction(w->db)) {
        db_rollback(w->db);
    }
    fault_clear(&w->fault);
}

static size_t letters(struct world *w, const char *template)
{
    struct mail *list = NULL;
    size_t count = 0;
    size_t found = 0;
    must(w, mail_list(w->db, w->arena, TEXT_NONE, 0, 500, &list, &count));
    for (size_t i = 0; i < count; i++) {
        found += text_equal(list[i].template, text_of(template)) ? 1 : 0;
    }
    return found;
}

static size_t links_of(struct world *w, struct partner_id id)
{
    struct link_filter filter = {.partner_id = id, .limit = 10};
    struct link *list = NULL;
    size_t count = 0;
    must(w, link_list(w->db, w->arena, &filter, &list, &count));
    return count;
}

static struct text enrollment_status(struct world *w, struct partner_id id)
{
    struct enrollment enrollment;
    must(w, enrollment_find(w->db, w->arena, id, w->program_id, &enrollment));
    return enrollment.status;
}

static void an_open_program_makes_a_partner_at_once(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    set_enrollment(w, "open");
    struct application application = submitted(w, "Anna@Example.org");
    assert_text(application.email, "anna@example.org");
    assert_text(application.status, "unconfirmed");
    assert_int_equal(application.partner_id.v, 0);
    assert_int_equal(letters(w, "application_confirm"), 1);
    must(w, application_confirm(&w->flow, application.id, &application));
    assert_text(application.status, "approved");
    assert_text(enrollment_status(w, application.partner_id), "approved");
    assert_int_equal(links_of(w, application.partner_id), 1);
    // Again changes nothing, and the same e-mail makes no second partner.
    struct partner_id partner_id = application.partner_id;
    must(w, application_confirm(&w->flow, application.id, &application));
    application = submitted(w, "anna@example.org");
    assert_text(application.status, "approved");
    assert_int_equal(application.partner_id.v, partner_id.v);
    // He chooses a password and is signed in; a second time there is somebody already.
    struct sign_in_input signing = {.password = TEXT("long enough"), .agent = TEXT("x"), .address_prefix = TEXT("")};
    struct sign_in_done done;
    must(w, application_join(&w->flow, application.id, &signing, &done));
    assert_int_equal(done.person.user.owner_id, partner_id.v);
    assert_int_equal(done.person.user.role, ROLE_PARTNER);
    expect(w, application_join(&w->flow, application.id, &signing, &done), RC_CONFLICT, "email_taken");
}

static void an_unconfirmed_one_is_what_was_sent_last(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct application first = submitted(w, "anna@example.org");
    struct application_input input = form(w, "anna@example.org");
    input.name = TEXT("Berg Ltd");
    input.website = TEXT("https://www.Berg.example/blog");
    struct application again;
    must(w, application_submit(&w->flow, &input, &again));
    assert_int_equal(again.id.v, first.id.v);
    must(w, application_get(w->db, w->arena, first.id, &again));
    assert_text(again.name, "Berg Ltd");
    assert_text(again.host, "berg.example");
    // Within ten minutes no second letter; later there is one.
    assert_int_equal(letters(w, "application_confirm"), 1);
    w->flow.now.ms += APPLICATION_LETTER_MS;
    submitted(w, "anna@example.org");
    assert_int_equal(letters(w, "application_confirm"), 2);
}

static void what_is_wrong_is_named(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct application application;
    struct application_input input = form(w, "anna");
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "email_malformed");
    input = form(w, "anna@example.org");
    input.name = TEXT("  ");
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "text_empty");
    input = form(w, "anna@example.org");
    input.website = TEXT("javascript:alert(1)");
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "url_malformed");
    input = form(w, "anna@example.org");
    input.country = TEXT("x1");
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "country_unknown");
    struct question_input asking = {
        .program_id = w->program_id, .kind = TEXT("choice"), .is_required = true, .labels = {TEXT("Where?")}};
    struct application_question question;
    expect(w, question_create(&w->flow, &asking, &question), RC_INVALID, "choices_few");
    asking.choices = TEXT("Blog\r\n\r\n Shop ");
    must(w, question_create(&w->flow, &asking, &question));
    assert_text(question.choices, "Blog\nShop");
    input = form(w, "anna@example.org");
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "field_missing");
    struct application_answer answer = {.question_id = question.id, .answer = TEXT("Radio")};
    input.answers = &answer;
    input.answer_count = 1;
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "value_unknown");
    answer.answer = TEXT("Shop");
    must(w, application_submit(&w->flow, &input, &application));
    must(w, question_archive(&w->flow, w->program_id, question.id));
    expect(w, application_submit(&w->flow, &input, &application), RC_INVALID, "question_unknown");
    set_enrollment(w, "closed");
    input = form(w, "late@example.org");
    expect(w, application_submit(&w->flow, &input, &application), RC_REFUSED, "enrollment_closed");
}

static void a_person_decides_and_takes_back(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct application application = submitted(w, "anna@example.org");
    struct application_decision approve = {.status = TEXT("approved")};
    expect(w, application_decide(&w->flow, application.id, &approve, &application), RC_REFUSED,
           "application_unconfirmed");
    must(w, application_confirm(&w->flow, application.id, &application));
    assert_text(application.status, "waiting");
    // A question and its answer.
    struct application_decision ask = {.status = TEXT("asked")};
    expect(w, application_decide(&w->flow, application.id, &ask, &application), RC_INVALID, "field_missing");
    ask.words = TEXT("How many readers?");
    must(w, application_decide(&w->flow, application.id, &ask, &application));
    assert_int_equal(letters(w, "application_question"), 1);
    must(w, application_reply(&w->flow, application.id, TEXT("Two thousand.")));
    struct application_message *messages = NULL;
    size_t count = 0;
    must(w, application_message_list(w->db, w->arena, application.id, &messages, &count));
    assert_int_equal(count, 2);
    assert_text(messages[1].author, "applicant");
    // Approved, taken back, rejected with its reason, and approved after all: one partner.
    must(w, application_decide(&w->flow, application.id, &approve, &application));
    struct partner_id partner_id = application.partner_id;
    assert_text(enrollment_status(w, partner_id), "approved");
    struct application_decision back = {.status = TEXT("waiting")};
    must(w, application_decide(&w->flow, application.id, &back, &application));
    assert_text(enrollment_status(w, partner_id), "archived");
    struct partner partner;
    must(w, partner_get(w->db, w->arena, partner_id, &partner));
    assert_text(partner.status, "archived");
    struct application_decision reject = {.status = TEXT("rejected"), .reason = TEXT("mood")};
    expect(w, application_decide(&w->flow, application.id, &reject, &application), RC_INVALID, "value_unknown");
    reject.reason = TEXT("audience");
    must(w, application_decide(&w->flow, application.id, &reject, &application));
    assert_text(application.reason, "audience");
    expect(w, application_reply(&w->flow, application.id, TEXT("But why?")), RC_REFUSED, "application_decided");
    must(w, application_decide(&w->flow, application.id, &approve, &application));
    assert_int_equal(application.partner_id.v, partner_id.v);
    assert_text(enrollment_status(w, partner_id), "approved");
    assert_text(application.reason, "");
    // Who signs in already is not sent back to the queue.
    struct sign_in_input signing = {.password = TEXT("long enough"), .agent = TEXT("x"), .address_prefix = TEXT("")};
    struct sign_in_done done;
    must(w, application_join(&w->flow, application.id, &signing, &done));
    expect(w, application_decide(&w->flow, application.id, &back, &application), RC_REFUSED, "application_joined");
}

static void scores_and_niches_hold_an_approval_up(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct program_page_input rules = {
        .program_id = w->program_id, .is_scored = {.has = true, .v = 1}, .is_exclusive = {.has = true, .v = 1}};
    struct program_page page;
    must(w, program_page_write(&w->flow, &rules, &page));
    assert_text(page.slug, "shoes");
    struct application_input input = form(w, "anna@example.org");
    input.niche = TEXT("Machine Building");
    input.country = TEXT("de");
    struct application first;
    must(w, application_submit(&w->flow, &input, &first));
    must(w, application_confirm(&w->flow, first.id, &first));
    struct application_decision approve = {.status = TEXT("approved")};
    expect(w, application_decide(&w->flow, first.id, &approve, &first), RC_REFUSED, "scores_missing");
    for (size_t i = 0; i < APPLICATION_CRITERIA_COUNT; i++) {
        must(w, application_score_give(&w->flow, first.id, text_of(application_criteria[i]), 4));
    }
    expect(w, application_score_give(&w->flow, first.id, TEXT("luck"), 4), RC_INVALID, "value_unknown");
    expect(w, application_score_give(&w->flow, first.id, TEXT("reputation"), 6), RC_INVALID, "number_out_of_range");
    must(w, application_decide(&w->flow, first.id, &approve, &first));
    // A second one of the same trade in the same country (S3A-1), in other letters.
    input.email = TEXT("bob@example.org");
    input.niche = TEXT("machine building");
    input.country = TEXT("DE");
    struct application second;
    must(w, application_submit(&w->flow, &input, &second));
    must(w, application_confirm(&w->flow, second.id, &second));
    for (size_t i = 0; i < APPLICATION_CRITERIA_COUNT; i++) {
        must(w, application_score_give(&w->flow, second.id, text_of(application_criteria[i]), 5));
    }
    expect(w, application_decide(&w->flow, second.id, &approve, &second), RC_REFUSED, "niche_taken");
    approve.is_despite_rivals = true;
    expect(w, application_decide(&w->flow, second.id, &approve, &second), RC_INVALID, "field_missing");
    approve.words = TEXT("Another region");
    must(w, application_decide(&w->flow, second.id, &approve, &second));
    assert_text(second.status, "approved");
    // The first looks like the second by name.
    struct application_similar *similar = NULL;
    size_t count = 0;
    must(w, application_similar(w->db, w->arena, &second, &similar, &count));
    assert_true(count >= 1);
    assert_true(similar[0].is_name);
}

static void an_address_is_nobody_elses(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct world *w = world_new(*state, arena, PLAN);
    struct application application = confirmed(w, "anna@example.org");
    struct text token = application_token(arena, &w->keyring, application.id);
    struct application_id id;
    assert_int_equal(application_token_parse(arena, &w->keyring, token, &id), RC_OK);
    assert_int_equal(id.v, application.id.v);
    size_t dot = text_find_char(token, '.', 0);
    struct text other = application_token(arena, &w->keyring, (struct application_id){application.id.v + 1});
    const struct text wrong[] = {
        TEXT(""),
        text_slice(token, 0, dot),
        text_slice(token, 0, token.n - 1),
        text_format(arena, "%.*s%.*s", TEXT_PRINT(text_slice(token, 0, dot)),
                    TEXT_PRINT(text_slice(other, text_find_char(other, '.', 0), other.n))),
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(application_token_parse(arena, &w->keyring, wrong[i], &id), RC_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(an_open_program_makes_a_partner_at_once),
        TEST_DATABASE_CASE(an_unconfirmed_one_is_what_was_sent_last),
        TEST_DATABASE_CASE(what_is_wrong_is_named),
        TEST_DATABASE_CASE(a_person_decides_and_takes_back),
        TEST_DATABASE_CASE(scores_and_niches_hold_an_approval_up),
        TEST_DATABASE_CASE(an_address_is_nobody_elses),
    };
    return TEST_DATABASE_RUN("application_flow", cases);
}
