// SPDX-License-Identifier: Apache-2.0
// The reader of stories: what a line may say, and what is told about lines that say something else.
#include "check.h"

#include "core/buf.h"

#include "story.h"

#define HEAD "story s\n"
#define TAIL "expect duplicate\n"

static bool read_text(struct arena *arena, struct text bytes, struct story *story, struct story_trouble *trouble)
{
    return story_read(arena, TEXT("t.scn"), bytes, story, trouble);
}

static struct story read_good(struct arena *arena, const char *text)
{
    struct story story;
    struct story_trouble trouble;
    if (!read_text(arena, text_of(text), &story, &trouble)) {
        fail_msg("line %d: %.*s", trouble.line, TEXT_PRINT(trouble.what));
    }
    return story;
}

static void durations_are_exact(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"0d", 0},
        {"1ms", 1},
        {"1s", 1000},
        {"90m", 5400000},
        {"1h30m", 5400000},
        {"20d12h", 1771200000},
        {"3y", 94608000000},
        {"1y1d1h1m1s1ms", 31626061001},
        {"100y", 3153600000000},
        {"", -1},
        {"d", -1},
        {"1", -1},
        {"1w", -1},
        {"-1d", -1},
        {"+1d", -1},
        {"1.5d", -1},
        {"01d", -1},
        {"1d ", -1},
        {"1D", -1},
        {"1h1d", -1},
        {"1d1d", -1},
        {"101y", -1},
        {"100y1ms", -1},
        {"99999999999999999999d", -1},
        {"9223372036854775807ms", -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t ms = -1;
        bool is_read = story_duration_parse(text_of(rows[i].text), &ms);
        assert_row(rows[i].text, is_read == (rows[i].ms >= 0));
        assert_row(rows[i].text, ms == rows[i].ms);
    }
}

static void head_is_read(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct story story = read_good(arena, "# before\n\nstory     The partner's \"first\" sale # said aside\n"
                                          "mission   S3D-6, golden 13\nstart     2025-06-01T12:00:00+02:00\n" TAIL);
    assert_text(story.path, "t.scn");
    assert_text(story.title, "The partner's \"first\" sale");
    assert_int_equal(story.start.ms, 1748772000000);
    assert_int_equal(story.step_count, 1);
    assert_int_equal(read_good(arena, HEAD TAIL).start.ms, 1767225600000);
}

static void steps_have_words_pairs_and_times(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct story story =
        read_good(arena, HEAD "at 0d     click anna-boots visitor v1 sub1 \"red & blue\" # a comment\n"
                              "at 1h\n"
                              "\tsale order A#1 amount 100.00 item digital:40.00 item 'physical:60.00' customer \"\"\n"
                              "at 1h30m  payout currency EUR approved\n"
                              "          expect balance anna pending 1.00 owed_back 0.00\n");
    assert_int_equal(story.step_count, 4);
    const struct story_step *click = &story.steps[0];
    assert_int_equal(click->form->kind, STEP_CLICK);
    assert_int_equal(click->line, 2);
    assert_int_equal(click->at_ms, 0);
    assert_text(click->words[0], "anna-boots");
    assert_text(story_value(click, "sub1"), "red & blue");
    assert_false(story_has(click, "sub2"));
    assert_text(click->source, "at 0d     click anna-boots visitor v1 sub1 \"red & blue\" # a comment");
    const struct story_step *sale = &story.steps[1];
    assert_int_equal(sale->line, 4);
    assert_int_equal(sale->at_ms, HOUR_MS);
    assert_text(story_value(sale, "order"), "A#1");
    assert_int_equal(sale->pair_count, 5);
    assert_text(sale->pairs[3].value, "physical:60.00");
    assert_text(story_value(sale, "customer"), "");
    const struct story_step *payout = &story.steps[2];
    assert_true(story_has(payout, "approved"));
    assert_int_equal(payout->at_ms, 90 * MINUTE_MS);
    assert_int_equal(story.steps[3].form->kind, STEP_EXPECT_BALANCE);
    assert_int_equal(story.steps[3].at_ms, 90 * MINUTE_MS);
}

static void plans_take_the_indented_lines(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct story story = read_good(arena, HEAD "plan shop\n    pay 10% on sale # \"rest\n  # of it\n\tcap 5% of sale\n"
                                               "at 1d terms anna program shop\n hold 3 days\n\n   expect duplicate\n");
    assert_int_equal(story.step_count, 3);
    assert_text(story.steps[0].block, "    pay 10% on sale # \"rest\n  # of it\n\tcap 5% of sale\n");
    assert_text(story.steps[1].block, " hold 3 days\n");
    assert_text(story.steps[2].block, "");
}

static void malformed_stories_name_their_line(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *what;
    } rows[] = {
        {"", 0, "no \"story\""},
        {"# only a comment\n", 0, "no \"story\""},
        {"story\n" TAIL, 1, "\"story\" needs a text"},
        {"story # nothing\n" TAIL, 1, "\"story\" needs a text"},
        {HEAD HEAD TAIL, 2, "\"story\" is given twice"},
        {HEAD "mission a\nmission b\n" TAIL, 3, "\"mission\" is given twice"},
        {"jobs\n" HEAD TAIL, 1, "a file begins with \"story\" and what it tells"},
        {HEAD "at 0d story again\n" TAIL, 2, "\"story\" stands at the beginning of a line"},
        {HEAD "jobs\n", 3, "a story expects something"},
        {HEAD "start 2025-13-01T00:00:00Z\n" TAIL, 2,
         "\"2025-13-01T00:00:00Z\" is no time such as 2026-01-01T00:00:00Z"},
        {HEAD "start 1960-01-01T00:00:00Z\n" TAIL, 2,
         "\"1960-01-01T00:00:00Z\" is no time such as 2026-01-01T00:00:00Z"},
        {HEAD "start 2025-01-01 or so\n" TAIL, 2, "\"start\" takes one time"},
        {HEAD "jobs\nstart 2025-01-01T00:00:00Z\n" TAIL, 3, "\"start\" comes before the first step"},
        {HEAD "at 1d\nstart 2025-01-01T00:00:00Z\n" TAIL, 3, "\"start\" comes before the first step"},
        {HEAD "frobnicate\n" TAIL, 2, "unknown step \"frobnicate\""},
        {HEAD "Click a visitor v\n" TAIL, 2, "unknown step \"Click\""},
        {HEAD "\"jobs\"\n" TAIL, 2, "unknown step \"jobs\""},
        {HEAD "    pay 10% on sale\n" TAIL, 2, "\"pay\" knows no \"10%\""},
        {HEAD "expect\n", 2, "unknown step \"expect\""},
        {HEAD "expect wonders\n", 2, "unknown step \"expect wonders\""},
        {HEAD "at\n" TAIL, 2, "after \"at\" comes a distance from the beginning such as 2d, 1h30m, 3y"},
        {HEAD "at noon jobs\n" TAIL, 2, "after \"at\" comes a distance from the beginning such as 2d, 1h30m, 3y"},
        {HEAD "at 2d jobs\nat 1d23h59m59s999ms jobs\n" TAIL, 3, "the clock never goes back"},
        {HEAD "click\n" TAIL, 2, "\"click\" needs 1 word before its pairs"},
        {HEAD "expect commission anna 10.00\n", 2, "\"expect commission\" needs 3 words before its pairs"},
        {HEAD "click a\n" TAIL, 2, "\"click\" needs \"visitor\""},
        {HEAD "click a visitor\n" TAIL, 2, "\"visitor\" needs a value"},
        {HEAD "click a visitor v visitor w\n" TAIL, 2, "\"visitor\" is given twice"},
        {HEAD "click a visitor v color red\n" TAIL, 2, "\"click\" knows no \"color\""},
        {HEAD "click a \"visitor\" v\n" TAIL, 2, "\"click\" knows no \"visitor\""},
        {HEAD "jobs now\n" TAIL, 2, "\"jobs\" knows no \"now\""},
        {HEAD "expect balance anna pending\n", 2, "\"pending\" needs a value"},
        {HEAD "payout approved currency EUR approved\n" TAIL, 2, "\"approved\" is given twice"},
        {HEAD "payout approved\n" TAIL, 2, "\"payout\" needs \"currency\""},
        {HEAD "sale order \"A-1\n" TAIL, 2, "a quote is not closed"},
        {HEAD "sale order 'A-1\n" TAIL, 2, "a quote is not closed"},
        {HEAD "sale order \"A\"-1\n" TAIL, 2, "after a closing quote comes a space"},
        {HEAD "plan shop\n\n" TAIL, 3, "indented lines must follow \"plan\""},
        {HEAD TAIL "plan shop", 3, "indented lines must follow \"plan\""},
        {HEAD "plan shop\njobs\n" TAIL, 3, "indented lines must follow \"plan\""},
        {HEAD "jobs\r\n" TAIL, 0, "no UTF-8 text, or control characters in it"},
        {HEAD "jobs # \xff\n" TAIL, 0, "no UTF-8 text, or control characters in it"},
        {HEAD "goal x item a item b item c item d item e item f item g item h item i item j item k item l item m item "
              "n item o item p item q item r item s item t item u item v item w item x item y item z item A item B "
              "item C item D item E item F\n" TAIL,
         2, "more than 64 words"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        struct story story;
        struct story_trouble trouble;
        if (read_text(arena, text_of(rows[i].text), &story, &trouble)) {
            fail_msg("row \"%s\" is read", rows[i].text);
        }
        if (trouble.line != rows[i].line || !text_equal(trouble.what, text_of(rows[i].what))) {
            fail_msg("row \"%s\": %d: %.*s", rows[i].text, trouble.line, TEXT_PRINT(trouble.what));
        }
    }
}

static void hostile_bytes_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct story story;
    struct story_trouble trouble;
    assert_false(read_text(arena, BYTES("story s\njobs \0\nexpect duplicate\n"), &story, &trouble));
    size_t n = STORY_BYTES_MAX + 1;
    char *bytes = arena_bytes(arena, n);
    memset(bytes, '\n', n);
    assert_false(read_text(arena, (struct text){bytes, n}, &story, &trouble));
    assert_text(trouble.what, "longer than 1048576 bytes");
    // One line as long as a story may be.
    memset(bytes, 'x', n);
    assert_false(read_text(arena, (struct text){bytes, n - 1}, &story, &trouble));
}

static void many_steps_are_kept(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct buf buf = buf_new(arena, STORY_BYTES_MAX);
    buf_add(&buf, TEXT(HEAD));
    for (int i = 0; i < 1000; i++) {
        buf_format(&buf, "at %dm click c%d visitor v\n", i, i);
    }
    buf_add(&buf, TEXT(TAIL));
    struct story story;
    struct story_trouble trouble;
    assert_true(read_text(arena, buf_text(&buf), &story, &trouble));
    assert_int_equal(story.step_count, 1001);
    assert_text(story.steps[999].words[0], "c999");
    assert_int_equal(story.steps[999].at_ms, 999 * MINUTE_MS);
    assert_int_equal(story.steps[999].line, 1001);
}

static void every_kind_has_its_form(void **state)
{
    for (size_t k = 0; k < STEP_KIND_COUNT; k++) {
        assert_int_equal(step_forms[k].kind, k);
        assert_non_null(step_forms[k].verb);
        assert_true(step_forms[k].is_line || step_forms[k].pairs != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_exact),
        cmocka_unit_test(head_is_read),
        cmocka_unit_test(steps_have_words_pairs_and_times),
        cmocka_unit_test(plans_take_the_indented_lines),
        cmocka_unit_test(malformed_stories_name_their_line),
        cmocka_unit_test(hostile_bytes_are_refused),
        cmocka_unit_test(many_steps_are_kept),
        cmocka_unit_test(every_kind_has_its_form),
    };
    return run_cases(tests);
}
