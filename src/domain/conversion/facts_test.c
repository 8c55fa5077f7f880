// SPDX-License-Identifier: Apache-2.0
// The facts of an event as text: written, read, and what is not ours.
#include "check.h"

#include "conversion/facts.h"

static void everything_comes_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct facts_partner uplines[] = {
        {.id = {2},
         .code = TEXT("b"),
         .type = TEXT("dealer"),
         .level = TEXT("gold"),
         .segment = TEXT("a, b"),
         .country = TEXT("FR"),
         .enrolled_day = 20412,
         .is_active = true},
        conversion_facts_none().partner,
    };
    struct facts_share splits[] = {{600000, uplines[0]}, {400000, conversion_facts_none().partner}};
    splits[1].partner.id.v = 9;
    struct facts_pair metadata[] = {{TEXT("colour=&"), TEXT("red,\"й\"")}, {TEXT("size"), TEXT("12")}};
    struct conversion_facts facts = conversion_facts_none();
    facts.tax_minor = 1900;
    facts.usage = 0;
    facts.customer_since = (struct instant){1767225600000};
    facts.partner = uplines[0];
    facts.uplines = uplines;
    facts.upline_count = 2;
    facts.splits = splits;
    facts.split_count = 2;
    facts.metadata = metadata;
    facts.metadata_count = 2;
    struct text text = conversion_facts_text(arena, &facts);
    assert_text(text, "tax=1900&usage=0&customer_since=1767225600000&partner=2,b,dealer,gold,a%2C%20b,FR,20412,1"
                      "&up=2,b,dealer,gold,a%2C%20b,FR,20412,1&up=&split=600000,2,b,dealer,gold,a%2C%20b,FR,20412,1&"
                      "split=400000,9,,,,,,0,0"
                      "&metadata.colour%3D%26=red%2C%22%D0%B9%22&metadata.size=12");
    struct conversion_facts back;
    assert_int_equal(conversion_facts_read(arena, text, &back), RC_OK);
    assert_int_equal(back.upline_count, 2);
    assert_int_equal(back.uplines[1].id.v, 0);
    assert_text(back.uplines[0].segment, "a, b");
    assert_int_equal(back.shipping_minor, 0);
    assert_int_equal(back.customer_since.ms, 1767225600000);
    assert_text(back.metadata[0].name, "colour=&");
    assert_true(text_equal(conversion_facts_text(arena, &back), text));
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct conversion_facts facts = conversion_facts_none();
    assert_text(conversion_facts_text(arena, &facts), "");
    assert_int_equal(conversion_facts_read(arena, TEXT(""), &facts), RC_OK);
    assert_int_equal(facts.usage, -1);
    assert_true(instant_is_none(facts.customer_since));
}

static void what_is_not_ours_is_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    static const char *const texts[] = {"tax",         "tax=x",
                                        "tax=-1",      "colour=red",
                                        "partner=1,a", "split",
                                        "split=1,x",   "partner=1,,,,,,1,1,1",
                                        "source=%zz",  "customer_since=soon"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct conversion_facts facts;
        assert_int_equal(conversion_facts_read(arena, text_of(texts[i]), &facts), RC_FAULT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(what_is_not_ours_is_refused),
    };
    return run_cases(tests);
}
