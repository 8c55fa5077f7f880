// SPDX-License-Identifier: Apache-2.0
// No word is missing in any language, each phrase has the same values in all, and every code that the program writes
// has words.
#include "check.h"

#include "commission/commission.h"
#include "conversion/conversion_claim.h"
#include "document/document_words.h"
#include "document/statement.h"
#include "ledger/ledger.h"

static int values_in(struct text t, char names[8][32])
{
    int count = 0;
    for (size_t open = text_find_char(t, '{', 0); open != SIZE_MAX; open = text_find_char(t, '{', open + 1)) {
        size_t close = text_find_char(t, '}', open);
        assert_true(close != SIZE_MAX && count < 8);
        snprintf(names[count++], 32, "%.*s", TEXT_PRINT(text_slice(t, open + 1, close)));
    }
    return count;
}

static void no_word_is_missing(void **state)
{
    for (int w = 0; w < DOC_WORD_COUNT; w++) {
        char english[8][32];
        struct text source = document_word(I18N_EN, (enum document_word)w);
        assert_true(text_is(source));
        int count = values_in(source, english);
        for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
            struct text t = document_word((enum i18n_language)l, (enum document_word)w);
            if (text_is_empty(t)) {
                print_error("word %d in %s\n", w, i18n_language_text((enum i18n_language)l));
                fail();
            }
            char own[8][32];
            assert_int_equal(values_in(t, own), count);
            for (int i = 0; i < count; i++) {
                char braced[300];
                snprintf(braced, sizeof(braced), "{%s}", english[i]);
                assert_row(braced, text_find(t, text_of(braced), 0) != SIZE_MAX);
            }
        }
    }
}

static void has_words(const char *group, const char *code)
{
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        struct text t = document_code((enum i18n_language)l, group, text_of(code));
        // English may use the code itself as its word; the others may not.
        assert_row(code, l == I18N_EN || strcmp(code, "lead") == 0 || !text_equal(t, text_of(code)));
    }
}

static void every_code_has_words(void **state)
{
    static const char *const reasons[] = {"cancelled",    "returned", "not_paid",      "duplicate",           "fraud",
                                          "invalid_lead", "test",     "outside_terms", "advertiser_rejected", "other"};
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        assert_true(conversion_reason_is_known(text_of(reasons[i])));
        has_words("reason", reasons[i]);
    }
    static const char *const own[] = {"not_approved", "on_hold", "refunded", "no_rule", "nothing_due", "carried"};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        has_words("reason", own[i]);
    }
    for (int s = 0; s < STATEMENT_STATE_COUNT; s++) {
        has_words("state", statement_state_text((enum statement_state)s));
    }
    for (int c = 0; c < COMMISSION_CAUSE_COUNT; c++) {
        has_words("cause", commission_cause_text((enum commission_cause)c));
    }
    for (size_t i = 0; i < STATEMENT_ACCOUNTS; i++) {
        has_words("account", ledger_account_kind_text(statement_accounts[i]));
    }
    assert_text(document_code(I18N_RU, "reason", TEXT("unheard_of")), "unheard_of");
}

static void phrases_are_filled(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    const struct document_value values[] = {{"from", TEXT("a{b}")}, {"to", TEXT("c")}};
    assert_text(document_fill(arena, I18N_JA, DOC_SPAN, values, 2), "a{b}〜c");
    assert_text(document_fill(arena, I18N_EN, DOC_TOTAL, NULL, 0), "Total");
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(no_word_is_missing),
        cmocka_unit_test(every_code_has_words),
        cmocka_unit_test(phrases_are_filled),
    };
    return run_cases(cases);
}
