// SPDX-License-Identifier: Apache-2.0
// Users, tokens, kept answers; secrets and their hashes.
#include "nouns_fixture.h"

#include "identity/identity.h"
#include "identity/secret.h"

static void tokens_are_found_by_their_hash(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct keyring keyring;
    struct keyring other_keyring;
    done(crypto_start(NULL));
    keyring_of_seed(1, &keyring);
    keyring_of_seed(2, &other_keyring);
    struct text secret = secret_new(arena, SECRET_API);
    struct identity_token token = {
        .name = TEXT("t"), .role = ROLE_PARTNER, .owner_id = n.partners[0].v, .created_at = fixture_day(0)};
    struct text hash = secret_hash(arena, &keyring, secret);
    done(db_write_begin(n.db));
    done(identity_token_insert(n.db, arena, &token, hash, &token.id));
    done(db_commit(n.db));
    struct identity_token found;
    done(identity_token_find(n.db, arena, secret_hash(arena, &keyring, secret), &found));
    assert_int_equal(found.role, ROLE_PARTNER);
    assert_int_equal(found.owner_id, n.partners[0].v);
    assert_true(instant_is_none(found.revoked_at));
    // Another key, another letter, another kind of secret: not found.
    struct text postback = text_format(arena, "%s%.*s", SECRET_POSTBACK, TEXT_PRINT(text_slice(secret, 4, SIZE_MAX)));
    struct text strange[] = {
        secret_hash(arena, &other_keyring, secret),
        secret_hash(arena, &keyring, postback),
        secret_hash(arena, &keyring, text_slice(secret, 0, secret.n - 1)),
        secret_hash(arena, &keyring, TEXT("")),
        secret,
    };
    for (size_t i = 0; i < COUNT_OF(strange); i++) {
        assert_int_equal(identity_token_find(n.db, arena, strange[i], &found), RC_NOT_FOUND);
    }
    done(db_write_begin(n.db));
    done(identity_token_revoke(n.db, token.id, fixture_day(1)));
    done(identity_token_revoke(n.db, token.id, fixture_day(2)));
    done(db_commit(n.db));
    done(identity_token_get(n.db, arena, token.id, &found));
    assert_int_equal(found.revoked_at.ms, fixture_day(1).ms); // the first instant stays
}

static void secrets_are_long_and_never_alike(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    done(crypto_start(NULL));
    struct text before = TEXT("");
    for (int i = 0; i < 100; i++) {
        struct text secret = secret_new(arena, SECRET_API);
        assert_int_equal(secret.n, 44);
        assert_true(text_starts_with(secret, TEXT("trb_")));
        assert_false(text_equal(secret, before));
        for (size_t k = 4; k < secret.n; k++) {
            assert_non_null(strchr("0123456789abcdefghjkmnpqrstvwxyz", secret.p[k]));
        }
        before = secret;
    }
    assert_int_equal(secret_letters(arena, 8).n, 8);
    assert_int_equal(secret_letters(arena, 64).n, 64);
}

static void people_have_one_address_each(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct identity_user user = {.email = TEXT("Anna@Example.org"),
                                 .role = ROLE_OPERATOR,
                                 .password_hash = TEXT("x"),
                                 .created_at = fixture_day(0)};
    struct user_id other;
    done(db_write_begin(n.db));
    done(identity_user_insert(n.db, arena, &user, &user.id));
    user.email = TEXT("anna@example.ORG");
    assert_int_equal(identity_user_insert(n.db, arena, &user, &other), RC_CONFLICT);
    done(identity_user_password_set(n.db, user.id, TEXT("y")));
    done(identity_user_archive(n.db, user.id, fixture_day(3)));
    done(db_commit(n.db));
    struct identity_user found;
    done(identity_user_find(n.db, arena, TEXT("ANNA@example.org"), &found));
    assert_text(found.email, "anna@example.org");
    assert_text(found.password_hash, "y");
    assert_int_equal(found.archived_at.ms, fixture_day(3).ms);
    struct identity_user *list;
    size_t count;
    struct identity_user_filter filter = {.role = ROLE_NOBODY, .words = TEXT("ANN"), .limit = 10};
    done(identity_user_list(n.db, arena, &filter, &list, &count));
    assert_int_equal(count, 1);
    assert_false(text_is(list[0].password_hash)); // never in lists
    assert_true(instant_is_none(list[0].seen_at));
    filter.words = TEXT("boris");
    done(identity_user_list(n.db, arena, &filter, &list, &count));
    assert_int_equal(count, 0);
}

static void an_answer_is_kept_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct identity_answer answer = {
        .principal = TEXT("token:1"),
        .key = TEXT("k"),
        .request_hash = TEXT("01234567890123456789012345678901"),
        .status = 201,
        .answer = TEXT("sealed"),
        .created_at = fixture_day(0),
    };
    done(db_write_begin(n.db));
    done(identity_answer_insert(n.db, &answer));
    done(db_commit(n.db));
    done(db_write_begin(n.db));
    assert_int_equal(identity_answer_insert(n.db, &answer), RC_CONFLICT);
    db_rollback(n.db);
    answer.principal = TEXT("token:2");
    done(db_write_begin(n.db));
    done(identity_answer_insert(n.db, &answer));
    done(db_commit(n.db));
    struct identity_answer found;
    done(identity_answer_find(n.db, arena, TEXT("token:1"), TEXT("k"), &found));
    assert_int_equal(found.status, 201);
    assert_text(found.answer, "sealed");
    assert_int_equal(identity_answer_find(n.db, arena, TEXT("token:1"), TEXT("K"), &found), RC_NOT_FOUND);
    int64_t forgotten = 0;
    done(db_write_begin(n.db));
    done(identity_answer_forget(n.db, fixture_day(0), &forgotten));
    assert_int_equal(forgotten, 0);
    done(identity_answer_forget(n.db, fixture_day(1), &forgotten));
    assert_int_equal(forgotten, 2);
    done(db_commit(n.db));
}

static void roles_have_words(void **state)
{
    (void)state;
    enum role role = ROLE_NOBODY;
    assert_true(role_parse(TEXT("advertiser"), &role));
    assert_int_equal(role, ROLE_ADVERTISER);
    assert_false(role_parse(TEXT(""), &role));
    assert_false(role_parse(TEXT("Operator"), &role));
    assert_false(role_parse(TEXT_NONE, &role));
    assert_string_equal(role_text(ROLE_NOBODY), "");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(tokens_are_found_by_their_hash),
        TEST_DATABASE_CASE(secrets_are_long_and_never_alike),
        TEST_DATABASE_CASE(people_have_one_address_each),
        TEST_DATABASE_CASE(an_answer_is_kept_once),
        TEST_DATABASE_CASE(roles_have_words),
    };
    return TEST_DATABASE_RUN("identity", cases);
}
