// SPDX-License-Identifier: Apache-2.0
// Sentences and worked examples of a plan, for templates.
#include "component/plan_words.h"

#include "commission/plan_samples.h"
#include "commission/plan_sentences.h"
#include "core/bug.h"
#include "phrase/phrases.h"
#include "portal/show.h"

#define ROUND_MINOR 10000 // 100.00 EUR, 10,000 JPY
#define COLUMNS 5

struct plan_words_view plan_words(const struct render *render, const struct plan *plan, enum i18n_language language,
                                  bool is_numbered)
{
    enum explain_language words = EXPLAIN_EN;
    bool is_known = explain_language_parse(text_of(i18n_language_text(language)), &words);
    BUG_ON(!is_known);
    struct plan_sentence *list = NULL;
    size_t count = 0;
    plan_sentences(render->arena, plan, words, &list, &count);
    struct plan_words_row *rows = arena_many(render->arena, struct plan_words_row, count);
    size_t used = 0;
    // What the plan states, then what it leaves to the rules of the house.
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            if ((list[i].line == 0) != (pass == 1)) {
                continue;
            }
            bool has_line = is_numbered && list[i].line > 0;
            rows[used++] = (struct plan_words_row){
                .sentence = list[i].text,
                .line = has_line ? text_format(render->arena, "%d", list[i].line) : TEXT_NONE,
            };
        }
    }
    bool is_of_page = language == i18n_language_of(render->reader.i18n) && !render->reader.is_pseudo;
    return (struct plan_words_view){
        .sentences = {.items = rows, .count = used},
        .language = is_of_page ? TEXT_NONE : text_of(i18n_language_text(language)),
    };
}

static struct text before_of(const struct render *render, const struct plan_sample *sample)
{
    if (!sample->has_volume) {
        return TEXT_NONE;
    }
    const struct reader *r = &render->reader;
    struct text what = sample->is_by_sum ? i18n_money(r->i18n, render->arena, sample->sum_before)
                                         : i18n_integer(r->i18n, render->arena, sample->count_before);
    switch (sample->period) {
    case PLAN_WEEK:
        return phrase_plan_before_week(r, (struct phrase_plan_before_week){.what = what});
    case PLAN_MONTH:
        return phrase_plan_before_month(r, (struct phrase_plan_before_month){.what = what});
    case PLAN_QUARTER:
        return phrase_plan_before_quarter(r, (struct phrase_plan_before_quarter){.what = what});
    case PLAN_YEAR:
        return phrase_plan_before_year(r, (struct phrase_plan_before_year){.what = what});
    case PLAN_ALL_TIME:
    case PLAN_UNTIL:
    case PLAN_PERIOD_COUNT:
        break;
    }
    return phrase_plan_before_ever(r, (struct phrase_plan_before_ever){.what = what});
}

struct plan_samples_view plan_samples_of(const struct render *render, const struct plan *plan, struct money amount)
{
    const struct reader *r = &render->reader;
    struct plan_sample *list = NULL;
    size_t count = 0;
    plan_samples(render->arena, plan, amount, &list, &count);
    struct plan_samples_row *rows = arena_many(render->arena, struct plan_samples_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct plan_samples_row){.goal = show_code(render, "goal", list[i].goal),
                                            .has_amount = list[i].amount.minor > 0,
                                            .amount = list[i].amount,
                                            .before = before_of(render, &list[i]),
                                            .earned = list[i].earned,
                                            .has_levels = list[i].level_count > 0,
                                            .by_levels = list[i].by_levels};
    }
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    const struct text labels[] = {phrase_plan_event(r), phrase_plan_order(r), phrase_plan_before(r),
                                  phrase_plan_partner_earns(r), phrase_plan_recruiters_earn(r)};
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 1 || i > 2};
    }
    bool has_levels = plan->level_count > 0;
    return (struct plan_samples_view){.columns = {.items = columns, .count = has_levels ? COLUMNS : COLUMNS - 1},
                                      .rows = {.items = rows, .count = count},
                                      .has_levels = has_levels};
}

struct money plan_sample_order(struct currency currency)
{
    return (struct money){.minor = ROUND_MINOR, .currency = currency};
}
