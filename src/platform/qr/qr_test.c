// SPDX-License-Identifier: Apache-2.0
// Codes have the fixed patterns of ISO/IEC 18004, the SVG says the same modules, limits hold.
#include "check.h"

#include "format/encode.h"
#include "qr/qr.h"

static struct qr make(struct arena *arena, struct text content)
{
    struct qr qr = {.width = 0};
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(qr_make(arena, content, &qr, &fault), RC_OK);
    return qr;
}

// §6.3.3: seven modules a side, a light ring, a dark square of three.
static void expect_finder(const struct qr *qr, int x, int y)
{
    for (int j = 0; j < 7; j++) {
        for (int i = 0; i < 7; i++) {
            bool is_edge = i == 0 || i == 6 || j == 0 || j == 6;
            bool is_heart = i >= 2 && i <= 4 && j >= 2 && j <= 4;
            assert_int_equal(qr->dark[(y + j) * qr->width + x + i], is_edge || is_heart);
        }
    }
}

static void codes_have_their_fixed_patterns(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    static const struct {
        size_t n;
        int width; // 17 + 4 × version; capacities of table 7, bytes, level M
    } rows[] = {{14, 21}, {15, 25}, {106, 41}, {122, 45}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *bytes = arena_bytes(arena, rows[i].n);
        memset(bytes, 'a', rows[i].n);
        struct qr qr = make(arena, (struct text){.p = bytes, .n = rows[i].n});
        assert_int_equal(qr.width, rows[i].width);
        expect_finder(&qr, 0, 0);
        expect_finder(&qr, qr.width - 7, 0);
        expect_finder(&qr, 0, qr.width - 7);
        for (int at = 8; at < qr.width - 8; at++) { // timing patterns (§6.3.5)
            assert_int_equal(qr.dark[6 * qr.width + at], at % 2 == 0);
            assert_int_equal(qr.dark[at * qr.width + 6], at % 2 == 0);
        }
    }
}

static void the_drawing_says_the_same(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct qr qr = make(arena, TEXT("https://go.example/c/anna"));
    struct text svg = qr_svg(arena, &qr);
    assert_true(text_starts_with(svg, TEXT("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")));
    int64_t dark = 0;
    for (int i = 0; i < qr.width * qr.width; i++) {
        dark += qr.dark[i];
    }
    int64_t drawn = 0;
    for (size_t at = text_find_char(svg, 'h', text_find(svg, TEXT(" d=\""), 0)); at != SIZE_MAX;
         at = text_find(svg, TEXT("h"), at + 1)) {
        int64_t n = 0;
        size_t end = text_find_char(svg, 'v', at);
        if (end != SIZE_MAX && int64_parse(text_slice(svg, at + 1, end), 1, 177, &n) == RC_OK) {
            drawn += n;
        }
    }
    assert_int_equal(drawn, dark);
    // The first finder's upper edge, behind the margin.
    assert_true(text_find(svg, TEXT("d=\"M4 4h7v1h-7z"), 0) != SIZE_MAX);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    char *bytes = arena_bytes(arena, QR_TEXT_MAX + 1);
    memset(bytes, 'a', QR_TEXT_MAX + 1);
    make(arena, (struct text){.p = bytes, .n = QR_TEXT_MAX});
    struct qr qr = {.width = 0};
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(qr_make(arena, (struct text){.p = bytes, .n = QR_TEXT_MAX + 1}, &qr, &fault), RC_INVALID);
    fault_clear(&fault);
    assert_int_equal(qr_make(arena, TEXT(""), &qr, &fault), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(codes_have_their_fixed_patterns),
        cmocka_unit_test(the_drawing_says_the_same),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("qr", cases, NULL, NULL);
}
