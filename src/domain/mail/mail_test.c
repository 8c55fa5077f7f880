// SPDX-License-Identifier: Apache-2.0
// The queue of letters, on both databases.
#include "nouns_fixture.h"

#include "mail/mail.h"

static struct mail letter(const char *key)
{
    return (struct mail){.key = text_of(key),
                         .recipient = TEXT("anna@example.org"),
                         .template = TEXT("payout_details_changed"),
                         .language = TEXT("en"),
                         .parameters = TEXT("{\"shown\":\"DE•• •••• 3000\"}"),
                         .queued_at = {.ms = 1000}};
}

static void a_letter_is_queued_once_and_settled_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct nouns n = nouns_new(state, arena);
    struct mail first = letter("a");
    struct mail second = letter("b");
    done(db_write_begin(n.db));
    done(mail_queue(n.db, &first));
    done(mail_queue(n.db, &first));
    second.queued_at.ms = 2000;
    done(mail_queue(n.db, &second));
    done(db_commit(n.db));
    struct mail *list;
    size_t count;
    done(mail_list_due(n.db, arena, (struct instant){1500}, 10, &list, &count));
    assert_int_equal(count, 1);
    assert_text(list[0].key, "a");
    assert_text(list[0].parameters, "{\"shown\":\"DE•• •••• 3000\"}");
    assert_int_equal(list[0].attempts, 0);
    struct mail tried = list[0];
    tried.attempts = 1;
    tried.next_at.ms = 3000;
    tried.problem = TEXT("the server was away");
    tried.settled_at = INSTANT_NONE;
    done(db_write_begin(n.db));
    done(mail_attempted(n.db, &tried));
    done(db_commit(n.db));
    done(mail_list_due(n.db, arena, (struct instant){2500}, 10, &list, &count));
    assert_int_equal(count, 1);
    assert_text(list[0].key, "b");
    tried.status = TEXT("sent");
    tried.attempts = 2;
    tried.problem = TEXT_NONE;
    tried.settled_at.ms = 3100;
    done(db_write_begin(n.db));
    done(mail_attempted(n.db, &tried));
    tried.status = TEXT("failed"); // somebody who is late
    done(mail_attempted(n.db, &tried));
    done(db_commit(n.db));
    done(mail_list(n.db, arena, TEXT("sent"), 0, 10, &list, &count));
    assert_int_equal(count, 1);
    assert_text(list[0].key, "a");
    assert_int_equal(list[0].settled_at.ms, 3100);
    done(mail_list(n.db, arena, TEXT_NONE, 0, 1, &list, &count));
    assert_text(list[0].key, "b");
    done(mail_list(n.db, arena, TEXT_NONE, list[0].id, 1, &list, &count));
    assert_text(list[0].key, "a");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_letter_is_queued_once_and_settled_once),
    };
    return TEST_DATABASE_RUN("mail", cases);
}
