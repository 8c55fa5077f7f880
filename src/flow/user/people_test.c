// SPDX-License-Identifier: Apache-2.0
// People on both databases: invitations, links that work once and in their time, passwords, a second factor with
// recovery codes, duties, reading as a partner, and who is one person.
#include "test_world.h"

#include "crypto/totp.h"
#include "format/encode.h"
#include "format/json.h"
#include "mail/mail.h"
#include "user/invitation.h"
#include "user/password.h"
#include "user/same_person.h"
#include "user/second_factor_write.h"
#include "user/session.h"
#include "user/token_write.h"
#include "user/user_write.h"

#define PASSWORD "a long enough one"
#define OTHER_PASSWORD "quite another one"

static struct identity_user person(struct world *world, const char *email, const char *duty)
{
    struct user_create_input input = {
        .email = text_of(email), .password = TEXT(PASSWORD), .role = ROLE_OPERATOR, .duty = text_of(duty)};
    struct identity_user user;
    must(world, user_create(&world->flow, &input, &user));
    return user;
}

static enum rc try_sign_in(struct world *world, const char *email, const char *password, const char *agent,
                           struct sign_in_done *ret_done)
{
    struct sign_in_input input = {.email = text_of(email),
                                  .password = text_of(password),
                                  .agent = text_of(agent),
                                  .address_prefix = TEXT("203.0.113.0/24"),
                                  .old_token = TEXT_NONE};
    enum rc rc = session_sign_in(&world->flow, &input, ret_done);
    if (rc != RC_OK) {
        fault_clear(world->flow.fault);
    }
    return rc;
}

static struct sign_in_done sign_in(struct world *world, const char *email, const char *password)
{
    struct sign_in_done done;
    assert_int_equal(try_sign_in(world, email, password, "Firefox/140.0 Linux", &done), RC_OK);
    return done;
}

static size_t letters_of(struct world *world, const char *template, struct mail *ret_last)
{
    struct mail *list = NULL;
    size_t count = 0;
    size_t found = 0;
    must(world, mail_list(world->db, world->arena, TEXT_NONE, 0, 100, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i].template, text_of(template)) && found++ == 0 && ret_last != NULL) {
            *ret_last = list[i];
        }
    }
    return found;
}

static struct text secret_of_letter(struct world *world, const char *template)
{
    struct mail mail;
    assert_true(letters_of(world, template, &mail) > 0);
    const struct json *json = NULL;
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(json_parse(world->arena, mail.parameters, &json, &fault), RC_OK);
    struct ticket_id id = {0};
    assert_int_equal(int64_parse(json_text(json_member(json, "ticket")), 1, INT64_MAX, &id.v), RC_OK);
    return ticket_secret(world->arena, &world->keyring, id);
}

#define refuses(world, call, wanted_rc, wanted_code)             \
    do {                                                         \
        assert_int_equal((call), (wanted_rc));                   \
        assert_string_equal((world)->fault.code, (wanted_code)); \
        fault_clear((world)->flow.fault);                        \
    } while (0)

static void an_invitation_is_accepted_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct invite_input input = {.email = TEXT("Anna@Example.org"),
                                 .name = TEXT("Anna"),
                                 .role = ROLE_PARTNER,
                                 .duty = TEXT("member"),
                                 .owner_id = world->partners[0].v,
                                 .language = TEXT("fr"),
                                 .sender = TEXT_NONE};
    struct invited invited;
    must(world, user_invite(&world->flow, &input, &invited));
    refuses(world, user_invite(&world->flow, &input, &invited), RC_CONFLICT, "email_taken");
    struct sign_in_done done;
    assert_int_equal(try_sign_in(world, "anna@example.org", "", "x", &done), RC_REFUSED);
    // Looking uses nothing up; another kind of link, or a made-up one, opens nothing.
    struct text secret = ticket_secret(arena, &world->keyring, invited.ticket_id);
    struct identity_user user;
    must(world, invitation_look(&world->flow, secret, &user));
    assert_text(user.email, "anna@example.org");
    refuses(world, password_link_look(&world->flow, secret, &user), RC_NOT_FOUND, "ticket_unknown");
    char *bent = text_zero_terminated(arena, secret);
    bent[secret.n - 1] = bent[secret.n - 1] == '0' ? '1' : '0';
    refuses(world, invitation_look(&world->flow, text_of(bent), &user), RC_NOT_FOUND, "ticket_unknown");
    struct accept_input accept = {.secret = secret, .name = TEXT_NONE, .password = TEXT("short")};
    refuses(world, invitation_accept(&world->flow, &accept, &user), RC_INVALID, "password_too_short");
    accept.password = TEXT(PASSWORD);
    must(world, invitation_accept(&world->flow, &accept, &user));
    refuses(world, invitation_accept(&world->flow, &accept, &user), RC_NOT_FOUND, "ticket_unknown");
    refuses(world, user_invite_again(&world->flow, user.id, false, TEXT_NONE, &invited), RC_REFUSED,
            "invitation_accepted");
    done = sign_in(world, "anna@example.org", PASSWORD);
    assert_int_equal(done.person.user.duty, DUTY_PARTNER_MEMBER);
    assert_int_equal(done.person.user.owner_id, world->partners[0].v);
    assert_text(done.person.preferences.language, "fr");
}

static void links_end_in_their_time(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct invite_input input = {.email = TEXT("anna@example.org"), .role = ROLE_OPERATOR, .is_by_hand = true};
    struct invited first;
    struct invited second;
    struct identity_user user;
    must(world, user_invite(&world->flow, &input, &first));
    assert_int_equal(letters_of(world, "invitation", NULL), 0); // by hand
    must(world, user_invite_again(&world->flow, first.user.id, true, TEXT_NONE, &second));
    struct text old = ticket_secret(arena, &world->keyring, first.ticket_id);
    struct text good = ticket_secret(arena, &world->keyring, second.ticket_id);
    refuses(world, invitation_look(&world->flow, old, &user), RC_NOT_FOUND, "ticket_unknown");
    world->flow.now.ms += TICKET_INVITATION_MS - 1;
    must(world, invitation_look(&world->flow, good, &user));
    world->flow.now.ms += 1;
    refuses(world, invitation_look(&world->flow, good, &user), RC_NOT_FOUND, "ticket_unknown");
    // Archived meanwhile: nothing opens.
    must(world, user_invite_again(&world->flow, user.id, true, TEXT_NONE, &second));
    struct user_change_input archive = {.status = TEXT("archived")};
    must(world, user_change(&world->flow, user.id, &archive, &user));
    good = ticket_secret(arena, &world->keyring, second.ticket_id);
    refuses(world, invitation_look(&world->flow, good, &user), RC_NOT_FOUND, "ticket_unknown");
}

static void a_forgotten_password_is_set_anew(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "owner");
    struct sign_in_done before = sign_in(world, "mary@example.org", PASSWORD);
    must(world, password_ask(&world->flow, TEXT("nobody@example.org"), TEXT("")));
    assert_int_equal(letters_of(world, "password_reset", NULL), 0);
    must(world, password_ask(&world->flow, TEXT("Mary@Example.org"), TEXT("")));
    must(world, password_ask(&world->flow, TEXT("mary@example.org"), TEXT(""))); // at once again: no second letter
    assert_int_equal(letters_of(world, "password_reset", NULL), 1);
    refuses(world, password_ask(&world->flow, TEXT("mary"), TEXT("")), RC_INVALID, "email_malformed");
    struct text secret = secret_of_letter(world, "password_reset");
    struct identity_user user;
    refuses(world, password_link_use(&world->flow, secret, TEXT("short"), &user), RC_INVALID, "password_too_short");
    must(world, password_link_use(&world->flow, secret, TEXT(OTHER_PASSWORD), &user));
    refuses(world, password_link_use(&world->flow, secret, TEXT(OTHER_PASSWORD), &user), RC_NOT_FOUND,
            "ticket_unknown");
    struct identity_session_person resumed;
    assert_int_equal(session_resume(&world->flow, before.token, TEXT(""), &resumed), RC_NOT_FOUND);
    struct sign_in_done done;
    assert_int_equal(try_sign_in(world, "mary@example.org", PASSWORD, "x", &done), RC_REFUSED);
    sign_in(world, "mary@example.org", OTHER_PASSWORD);
    assert_int_equal(letters_of(world, "password_changed", NULL), 1);
}

static void one_changes_ones_own_password_and_email(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "owner");
    person(world, "paul@example.org", "support");
    struct sign_in_done phone = sign_in(world, "mary@example.org", PASSWORD);
    struct sign_in_done desk = sign_in(world, "mary@example.org", PASSWORD);
    struct identity_session_person *mary = &desk.person;
    struct identity_session_person resumed;
    refuses(world, password_change(&world->flow, mary, TEXT("wrong"), TEXT(OTHER_PASSWORD)), RC_REFUSED,
            "password_wrong");
    must(world, password_change(&world->flow, mary, TEXT(PASSWORD), TEXT(OTHER_PASSWORD)));
    assert_int_equal(session_resume(&world->flow, phone.token, TEXT(""), &resumed), RC_NOT_FOUND);
    assert_int_equal(session_resume(&world->flow, desk.token, TEXT(""), &resumed), RC_OK); // where it was changed
    // The e-mail: confirmed at the new address, told at the old one.
    refuses(world, email_change_ask(&world->flow, mary, TEXT(OTHER_PASSWORD), TEXT("paul@example.org")), RC_CONFLICT,
            "email_taken");
    must(world, email_change_ask(&world->flow, mary, TEXT(OTHER_PASSWORD), TEXT("maria@example.org")));
    struct mail mail;
    assert_int_equal(letters_of(world, "email_confirm", &mail), 1);
    assert_text(mail.recipient, "maria@example.org");
    assert_int_equal(letters_of(world, "email_change_asked", &mail), 1);
    assert_text(mail.recipient, "mary@example.org");
    sign_in(world, "mary@example.org", OTHER_PASSWORD); // not before it is confirmed
    struct text secret = secret_of_letter(world, "email_confirm");
    struct identity_ticket ticket;
    must(world, email_link_look(&world->flow, secret, &ticket));
    must(world, email_link_use(&world->flow, secret));
    refuses(world, email_link_use(&world->flow, secret), RC_NOT_FOUND, "ticket_unknown");
    sign_in(world, "maria@example.org", OTHER_PASSWORD);
}

static struct text code_now(struct world *world, struct text secret)
{
    return totp_code(world->arena, secret, world->flow.now.ms / TOTP_STEP_MS, TOTP_DIGITS);
}

static enum rc give_code(struct world *world, struct text token, struct text code, struct sign_in_done *ret_done)
{
    struct code_input input = {.token = token, .code = code, .address_prefix = TEXT("")};
    enum rc rc = session_code(&world->flow, &input, ret_done);
    if (rc != RC_OK) {
        fault_clear(world->flow.fault);
    }
    return rc;
}

static void a_second_factor_is_asked_for(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "owner");
    struct sign_in_done desk = sign_in(world, "mary@example.org", PASSWORD);
    struct identity_session_person *mary = &desk.person;
    struct totp_offer offer = second_factor_offer(&world->flow, mary->user.id);
    struct text codes[RECOVERY_CODES];
    refuses(world, second_factor_enable(&world->flow, mary, offer.sealed, TEXT("000000x"), codes), RC_REFUSED,
            "code_wrong");
    struct text secret = TEXT_NONE;
    refuses(world, second_factor_offered(&world->flow, (struct user_id){mary->user.id.v + 1}, offer.sealed, &secret),
            RC_INVALID, "form_expired");
    must(world, second_factor_enable(&world->flow, mary, offer.sealed, code_now(world, offer.secret), codes));
    // The password alone opens nothing.
    struct sign_in_done waiting = sign_in(world, "mary@example.org", PASSWORD);
    struct identity_session_person resumed;
    struct sign_in_done done;
    assert_true(waiting.needs_code);
    assert_int_equal(session_resume(&world->flow, waiting.token, TEXT(""), &resumed), RC_NOT_FOUND);
    assert_int_equal(give_code(world, waiting.token, TEXT("12345"), &done), RC_REFUSED);
    // The code that proved the app was used; the next one is not.
    assert_int_equal(give_code(world, waiting.token, code_now(world, offer.secret), &done), RC_REFUSED);
    world->flow.now.ms += TOTP_STEP_MS;
    struct text code = code_now(world, offer.secret);
    must(world, give_code(world, waiting.token, code, &done));
    assert_int_equal(session_resume(&world->flow, done.token, TEXT(""), &resumed), RC_OK);
    assert_int_equal(give_code(world, waiting.token, code, &done), RC_NOT_FOUND); // that session is over
    // Nobody waits longer than ten minutes.
    waiting = sign_in(world, "mary@example.org", PASSWORD);
    world->flow.now.ms += SESSION_CODE_MS;
    assert_int_equal(give_code(world, waiting.token, code_now(world, offer.secret), &done), RC_NOT_FOUND);
}

static void recovery_codes_work_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "owner");
    struct sign_in_done desk = sign_in(world, "mary@example.org", PASSWORD);
    struct totp_offer offer = second_factor_offer(&world->flow, desk.person.user.id);
    struct text codes[RECOVERY_CODES];
    struct text newer[RECOVERY_CODES];
    struct sign_in_done done;
    must(world, second_factor_enable(&world->flow, &desk.person, offer.sealed, code_now(world, offer.secret), codes));
    struct sign_in_done waiting = sign_in(world, "mary@example.org", PASSWORD);
    struct text typed = text_format(arena, " %.5s %.5s", codes[3].p, codes[3].p + 6);
    must(world, give_code(world, waiting.token, typed, &done));
    waiting = sign_in(world, "mary@example.org", PASSWORD);
    assert_int_equal(give_code(world, waiting.token, codes[3], &done), RC_REFUSED);
    int64_t left = 0;
    must(world, identity_recovery_left(world->db, arena, desk.person.user.id, &left));
    assert_int_equal(left, RECOVERY_CODES - 1);
    // New ones replace all; the present password is asked for.
    refuses(world, recovery_codes_renew(&world->flow, &desk.person, TEXT("wrong"), newer), RC_REFUSED,
            "password_wrong");
    must(world, recovery_codes_renew(&world->flow, &desk.person, TEXT(PASSWORD), newer));
    assert_int_equal(give_code(world, waiting.token, codes[0], &done), RC_REFUSED);
    must(world, give_code(world, waiting.token, newer[0], &done));
    must(world, second_factor_disable(&world->flow, &desk.person, TEXT(PASSWORD)));
    assert_false(sign_in(world, "mary@example.org", PASSWORD).needs_code);
    assert_int_equal(letters_of(world, "second_factor_off", NULL), 1);
}

static void an_unfamiliar_browser_is_told(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "owner");
    struct sign_in_done done;
    assert_int_equal(try_sign_in(world, "mary@example.org", PASSWORD, "Firefox/140.0 Linux", &done), RC_OK);
    assert_int_equal(try_sign_in(world, "mary@example.org", PASSWORD, "Firefox/140.0 Linux", &done), RC_OK);
    assert_int_equal(letters_of(world, "sign_in_new", NULL), 0); // the first one ever, and the same again
    assert_int_equal(try_sign_in(world, "mary@example.org", PASSWORD, "Safari/1 iPhone", &done), RC_OK);
    assert_int_equal(letters_of(world, "sign_in_new", NULL), 1);
    assert_int_equal(try_sign_in(world, "mary@example.org", PASSWORD, "Safari/1 iPhone", &done), RC_OK);
    assert_int_equal(letters_of(world, "sign_in_new", NULL), 1);
}

static void an_owner_always_remains(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct identity_user mary = person(world, "mary@example.org", "owner");
    struct identity_user paul = person(world, "paul@example.org", "manager");
    struct invite_input invite = {.email = TEXT("anna@example.org"), .role = ROLE_OPERATOR, .is_by_hand = true};
    struct invited invited;
    must(world, user_invite(&world->flow, &invite, &invited)); // an owner, but not yet
    struct user_change_input less = {.duty = TEXT("support")};
    struct user_change_input more = {.duty = TEXT("owner")};
    struct user_change_input strange = {.duty = TEXT("member")};
    struct user_change_input archive = {.status = TEXT("archived")};
    struct identity_user user;
    refuses(world, user_change(&world->flow, mary.id, &less, &user), RC_REFUSED, "last_operator");
    refuses(world, user_change(&world->flow, mary.id, &archive, &user), RC_REFUSED, "last_operator");
    refuses(world, user_change(&world->flow, paul.id, &strange, &user), RC_INVALID, "value_unknown");
    must(world, user_change(&world->flow, paul.id, &more, &user));
    must(world, user_change(&world->flow, mary.id, &less, &user));
    assert_int_equal(user.duty, DUTY_SUPPORT);
    refuses(world, user_change(&world->flow, paul.id, &archive, &user), RC_REFUSED, "last_operator");
}

static void tokens_are_their_makers(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct identity_user mary = person(world, "mary@example.org", "owner");
    struct identity_user paul = person(world, "paul@example.org", "owner");
    struct token_create_input input = {.name = TEXT("t"), .role = ROLE_OPERATOR};
    struct token_created by_nobody;
    struct token_created by_mary;
    struct token_created by_token;
    world->flow.actor = TEXT("command line");
    must(world, token_create(&world->flow, &input, &by_nobody));
    struct text user = text_format(arena, "user:%lld", (long long)mary.id.v);
    struct text other = text_format(arena, "user:%lld", (long long)paul.id.v);
    world->flow.actor = user;
    must(world, token_create(&world->flow, &input, &by_mary));
    struct text token = text_format(arena, "token:%lld", (long long)by_mary.token.id.v);
    struct text nobodys = text_format(arena, "token:%lld", (long long)by_nobody.token.id.v);
    world->flow.actor = token;
    must(world, token_create(&world->flow, &input, &by_token));
    struct text second = text_format(arena, "token:%lld", (long long)by_token.token.id.v);
    const struct {
        struct text a, b;
        bool is_same;
    } rows[] = {{user, user, true},     {user, token, true},      {token, second, true},
                {second, user, true},   {user, other, false},     {token, other, false},
                {nobodys, user, false}, {nobodys, nobodys, true}, {TEXT("jobs"), user, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool is_same = !rows[i].is_same;
        must(world, actors_are_same(&world->flow, rows[i].a, rows[i].b, &is_same));
        assert_int_equal(is_same, rows[i].is_same);
    }
}

static void reading_as_a_partner_begins_and_ends(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    person(world, "mary@example.org", "support");
    struct sign_in_done desk = sign_in(world, "mary@example.org", PASSWORD);
    struct identity_session_person resumed;
    refuses(world, session_view(&world->flow, &desk.person.session, (struct partner_id){99}), RC_INVALID,
            "partner_unknown");
    must(world, session_view(&world->flow, &desk.person.session, world->partners[1]));
    must(world, session_resume(&world->flow, desk.token, TEXT(""), &resumed));
    assert_int_equal(resumed.session.viewed_partner_id.v, world->partners[1].v);
    must(world, session_view_end(&world->flow, &resumed.session));
    must(world, session_resume(&world->flow, desk.token, TEXT(""), &resumed));
    assert_int_equal(resumed.session.viewed_partner_id.v, 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(an_invitation_is_accepted_once),
        TEST_DATABASE_CASE(links_end_in_their_time),
        TEST_DATABASE_CASE(a_forgotten_password_is_set_anew),
        TEST_DATABASE_CASE(one_changes_ones_own_password_and_email),
        TEST_DATABASE_CASE(a_second_factor_is_asked_for),
        TEST_DATABASE_CASE(recovery_codes_work_once),
        TEST_DATABASE_CASE(an_unfamiliar_browser_is_told),
        TEST_DATABASE_CASE(an_owner_always_remains),
        TEST_DATABASE_CASE(tokens_are_their_makers),
        TEST_DATABASE_CASE(reading_as_a_partner_begins_and_ends),
    };
    return TEST_DATABASE_RUN("people", cases);
}
