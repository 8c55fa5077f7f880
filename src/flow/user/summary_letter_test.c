// SPDX-License-Identifier: Apache-2.0
// Partners are told of their last week and month once, with the report's figures, in their language, unless they do not
// want it; on both databases.
#include "test_world.h"

#include "mail/mail.h"
#include "user/letter.h"
#include "user/letter_print.h"
#include "user/summary_letter.h"

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
        .public_url = TEXT("https://go.example"), .brand = TEXT("Net"), .zone = TEXT("UTC")};
    struct letter_printed printed;
    mail.language = text_of(language);
    must(world, letter_print(&world->flow, &context, &mail, &printed));
    return printed.text;
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static int64_t run(struct world *world)
{
    int64_t count = -1;
    must(world, summary_letters_run(&world->flow, &count));
    return count;
}

// Noon of a day of the network's, which is in UTC.
static void go_to(struct world *world, const char *day)
{
    must(world, instant_parse(text_format(world->arena, "%sT12:00:00Z", day), &world->flow.now));
}

static void a_week_and_a_month_are_told_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct mail mail;
    go_to(world, "2027-03-03"); // a Wednesday
    must(world, db_write_begin(world->db));
    must(world, mail_want(world->db, arena, TEXT("p1@example.org"), MAIL_WEEK, false, world->flow.now));
    must(world, db_commit(world->db));
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 0, "A-2", "50.50", "approved");
    world_sale(world, 1, "B-1", "10.00", "approved");
    go_to(world, "2027-03-07"); // the week is not over
    assert_int_equal(run(world), 0);
    go_to(world, "2027-03-08");
    assert_true(run(world) > 0);
    assert_int_equal(letters_of(world, LETTER_SUMMARY_WEEK, &mail), 1); // p1 wants none, the others had nothing
    assert_text(mail.recipient, "p0@example.org");
    struct text english = printed_in(world, mail, "en");
    assert_true(holds(english, "Sales: 2") && holds(english, "15.05"));
    assert_true(holds(english, "https://go.example/partner/performance?from=2027-03-01&to=2027-03-07"));
    assert_true(holds(english, "/unsubscribe?topic=week&key="));
    assert_true(holds(printed_in(world, mail, "ru"), "15,05"));
    run(world); // again
    assert_int_equal(letters_of(world, LETTER_SUMMARY_WEEK, &mail), 1);
    go_to(world, "2027-03-12"); // too late for who was not told, and nobody is told anew
    run(world);
    assert_int_equal(letters_of(world, LETTER_SUMMARY_WEEK, &mail), 1);
    go_to(world, "2027-04-01");
    run(world);
    run(world);
    assert_int_equal(letters_of(world, LETTER_SUMMARY_MONTH, &mail), 2);
    assert_true(holds(printed_in(world, mail, "ja"), "from=2027-03-01&to=2027-03-31"));
}

int main(void)
{
    const struct CMUnitTest cases[] = {TEST_DATABASE_CASE(a_week_and_a_month_are_told_once)};
    return TEST_DATABASE_RUN("summary_letter", cases);
}
