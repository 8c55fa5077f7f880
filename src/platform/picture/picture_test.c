// SPDX-License-Identifier: Apache-2.0
// Pictures: what a reader of PNG finds in them.
#include "check.h"

#include "picture/picture.h"

static uint32_t number_at(struct text bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.p + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void check_png(struct text bytes, uint32_t width, uint32_t height)
{
    assert_true(bytes.n > 57);
    assert_memory_equal(bytes.p, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(bytes.p + 12, "IHDR", 4);
    assert_int_equal(number_at(bytes, 16), width);
    assert_int_equal(number_at(bytes, 20), height);
    assert_memory_equal(bytes.p + bytes.n - 8, "IEND", 4);
}

static void a_card_has_its_size_and_is_the_same_again(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct fault fault = {.rc = RC_OK};
    struct picture_card card = {.brand = TEXT("Nord"),
                                .title = TEXT("Chaussures à très long nom, обувь, 靴 – and so on, for ever and ever, "
                                              "until two lines are full and the rest is cut"),
                                .note = TEXT("Shop"),
                                .lines = {TEXT("10% of each sale.")},
                                .line_count = 1,
                                .hue = 264,
                                .language = "ja"};
    struct text first;
    struct text again;
    assert_int_equal(picture_card_png(arena, &card, &first, &fault), RC_OK);
    assert_int_equal(picture_card_png(arena, &card, &again, &fault), RC_OK);
    check_png(first, PICTURE_CARD_WIDTH, PICTURE_CARD_HEIGHT);
    assert_true(text_equal(first, again));
    card.hue = 359;
    card.title = TEXT("");
    card.line_count = 0;
    assert_int_equal(picture_card_png(arena, &card, &again, &fault), RC_OK);
    assert_false(text_equal(first, again));
}

static void modules_have_their_margin(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct fault fault = {.rc = RC_OK};
    static const uint8_t dark[9] = {1, 0, 1, 0, 1, 0, 1, 0, 1};
    struct picture_modules modules = {.width = 3, .dark = dark, .pixels = 10};
    struct text bytes;
    assert_int_equal(picture_modules_png(arena, &modules, &bytes, &fault), RC_OK);
    check_png(bytes, 110, 110);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_card_has_its_size_and_is_the_same_again),
        cmocka_unit_test(modules_have_their_margin),
    };
    return cmocka_run_group_tests_name("picture", cases, NULL, NULL);
}
