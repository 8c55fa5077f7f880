// SPDX-License-Identifier: Apache-2.0
// Words for the codes of applications.
#include "public/reasons.h"

#include "phrase/phrases.h"

struct word_row {
    const char *code;
    enum phrase words;
};

static struct text words_of(const struct reader *reader, const struct word_row *rows, size_t count, struct text code)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(code, text_of(rows[i].code))) {
            return phrase_text(reader, rows[i].words);
        }
    }
    return code;
}

struct text application_reason_words(const struct reader *reader, struct text reason)
{
    static const struct word_row rows[] = {
        {"requirements", PHRASE_APPLICANT_REASON_REQUIREMENTS},
        {"reputation", PHRASE_APPLICANT_REASON_REPUTATION},
        {"exclusive", PHRASE_APPLICANT_REASON_EXCLUSIVE},
        {"duplicate", PHRASE_APPLICANT_REASON_DUPLICATE},
        {"audience", PHRASE_APPLICANT_REASON_AUDIENCE},
        {"unreachable", PHRASE_APPLICANT_REASON_UNREACHABLE},
        {"other", PHRASE_APPLICANT_REASON_OTHER},
    };
    return words_of(reader, rows, sizeof(rows) / sizeof(rows[0]), reason);
}

struct text application_criterion_words(const struct reader *reader, struct text criterion)
{
    static const struct word_row rows[] = {
        {"reputation", PHRASE_APPLICATIONS_SCORE_REPUTATION},
        {"association", PHRASE_APPLICATIONS_SCORE_ASSOCIATION},
        {"contribution", PHRASE_APPLICATIONS_SCORE_CONTRIBUTION},
        {"diligence", PHRASE_APPLICATIONS_SCORE_DILIGENCE},
        {"clients_trust", PHRASE_APPLICATIONS_SCORE_CLIENTS_TRUST},
        {"our_trust", PHRASE_APPLICATIONS_SCORE_OUR_TRUST},
    };
    return words_of(reader, rows, sizeof(rows) / sizeof(rows[0]), criterion);
}
