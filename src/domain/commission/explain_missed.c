// SPDX-License-Identifier: Apache-2.0
// Tells what an event did not bring (derive_missed.h): one sentence for each level, bonus and reward that was missed.
#include "commission/derive_missed.h"
#include "commission/explain_private.h"
#include "commission/plan_match.h"

static struct text limit_shown(const struct writer *w, const struct plan_target *target)
{
    return target->is_by_sum ? money_shown(w, target->sum) : number_shown(w, target->count);
}

static struct text day_shown(const struct writer *w, int64_t day)
{
    return instant_date_text(w->arena, (struct instant){.ms = day * DAY_MS});
}

static void tell_condition(struct writer *w, const struct derive_missed *missed)
{
    static const enum explain_words words[2][3] = {
        {WORDS_MISSED_CONDITION, WORDS_MISSED_CONDITION_UNKNOWN, WORDS_MISSED_EXCLUDED},
        {WORDS_MISSED_LEVEL_CONDITION, WORDS_MISSED_LEVEL_CONDITION_UNKNOWN, WORDS_MISSED_LEVEL_EXCLUDED},
    };
    enum explain_language language = w->input->reader.language;
    const struct plan_expression *failed = missed->failed;
    bool is_known = text_is(missed->actual);
    struct explain_test test = {.field = failed->field,
                                .op = failed->op,
                                .key = failed->key,
                                .currency = w->input->amount.currency,
                                .values = plan_match_values(w->arena, failed, w->input->amount.currency),
                                .value_count = failed->value_count};
    struct text phrase = explain_test_phrase(w->arena, language, &test);
    struct text actual = TEXT("");
    if (is_known) {
        test.values = &missed->actual;
        test.value_count = 1;
        actual = explain_test_value(w->arena, language, &test);
    }
    int form = missed->is_excluded ? 2 : is_known ? 0 : 1;
    add(w, "missed", words[missed->level > 0][form], {"level", number_shown(w, missed->level)},
        {"line", number_shown(w, missed->line)}, {"text", missed->text}, {"test", phrase}, {"actual", actual});
}

// A clause paid, and nothing came of it: by a cap, by rounding, or because there is nothing to have a part of.
static void tell_zero(struct writer *w, const struct derive_missed *missed)
{
    struct reading reading;
    struct text level = number_shown(w, missed->level);
    if (explain_read(w->arena, missed->derivation, &reading) != RC_OK) {
        return;
    }
    const struct json *caps = json_member(reading.json, "caps");
    for (size_t i = 0; i < json_count(caps); i++) {
        const struct json *cap = json_at(caps, i);
        if (is_zero(member_text(cap, "after")) && !is_zero(member_text(cap, "before"))) {
            add(w, "missed", WORDS_MISSED_LEVEL_CAP, {"level", level}, {"line", int_shown(w, cap, "line")},
                {"text", member_text(cap, "text")}, {"before", decimal_shown(w, &reading, member_text(cap, "before"))});
            return;
        }
    }
    if (!is_zero(member_text(reading.json, "exact")) || text_is(member_text(reading.json, "exact_rest"))) {
        add(w, "missed", WORDS_MISSED_LEVEL_TOO_LITTLE, {"level", level},
            {"exact", fraction_shown(w, &reading, reading.json, "exact", "exact_rest")});
    } else {
        bool is_of_commission = is_text(json_member(reading.json, "level"), "of", "commission");
        add(w, "missed", is_of_commission ? WORDS_MISSED_LEVEL_NO_COMMISSION : WORDS_MISSED_LEVEL_NO_BASE,
            {"level", level});
    }
}

static void tell_target(struct writer *w, const struct derive_missed *missed)
{
    static const char *const periods[PLAN_PERIOD_COUNT] = {
        [PLAN_WEEK] = "week", [PLAN_MONTH] = "month",       [PLAN_QUARTER] = "quarter",
        [PLAN_YEAR] = "year", [PLAN_ALL_TIME] = "all_time", [PLAN_UNTIL] = "all_time"};
    const struct bonus_volume *volume = missed->volume;
    struct text reached = missed->target->is_by_sum ? money_shown(w, volume->sum) : number_shown(w, volume->count);
    struct text period = explain_period(w->arena, w->input->reader.language, text_of(periods[missed->target->period]),
                                        volume->first_day);
    add(w, "missed", WORDS_MISSED_TARGET, {"line", number_shown(w, missed->line)}, {"text", missed->text},
        {"volume", reached}, {"target", limit_shown(w, missed->target)}, {"period", period});
}

static void tell(struct writer *w, const struct derive_missed *missed)
{
    struct text level = number_shown(w, missed->level);
    struct text line = number_shown(w, missed->line);
    switch (missed->why) {
    case MISSED_OTHER_GOAL:
        add(w, "missed", WORDS_MISSED_OTHER_GOAL, {"goal", w->input->goal});
        return;
    case MISSED_CHAIN_ENDS:
        add(w, "missed", WORDS_MISSED_CHAIN_ENDS, {"level", level});
        return;
    case MISSED_BEYOND:
        add(w, "missed", WORDS_MISSED_BEYOND, {"level", level});
        return;
    case MISSED_GAP:
        add(w, "missed", WORDS_MISSED_GAP, {"level", level});
        return;
    case MISSED_NO_CLAUSE:
        add(w, "missed", WORDS_MISSED_NO_CLAUSE, {"level", level}, {"goal", w->input->goal});
        return;
    case MISSED_NOTHING:
        add(w, "missed", WORDS_MISSED_NOTHING, {"level", level}, {"line", line}, {"text", missed->text});
        return;
    case MISSED_ZERO:
        tell_zero(w, missed);
        return;
    case MISSED_CONDITION:
        tell_condition(w, missed);
        return;
    case MISSED_TARGET:
        tell_target(w, missed);
        return;
    case MISSED_TOO_LATE:
        add(w, "missed", WORDS_MISSED_TOO_LATE, {"line", line}, {"text", missed->text},
            {"until", day_shown(w, missed->target->until_day)});
        return;
    case MISSED_WHY_COUNT:
        return;
    }
}

void explain_missed(struct writer *w)
{
    for (size_t i = 0; i < w->input->missed_count; i++) {
        const struct derive_missed *missed = &w->input->missed[i];
        if (missed->level > 0 ? w->input->reader.sees_recruiters : w->input->reader.sees_bonuses) {
            tell(w, missed);
        }
    }
}
