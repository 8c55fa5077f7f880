// SPDX-License-Identifier: Apache-2.0
// What stands beside a plan's text.
#include "commission/plan_samples.h"
#include "component/plan_error_words.h"
#include "core/bug.h"
#include "operator/plan_editor.h"
#include "phrase/phrases.h"
#include "portal/show.h"

static const enum i18n_language languages[PLAN_LANGUAGES] = {I18N_EN, I18N_FR, I18N_RU, I18N_JA};

static struct plan_finding_row row_of(const struct reader *r, struct arena *arena, const struct check_finding *finding)
{
    enum explain_language language = EXPLAIN_EN;
    bool is_known = explain_language_parse(reader_language(r), &language); // the pseudo-language reads English
    BUG_ON(!is_known);
    struct plan_finding_row row =
        plan_found_row(r, text_of(check_subject_text(finding->subject)), text_of(check_outcome_text(finding->outcome)));
    row.sentence = plan_finding_text(arena, finding, language);
    row.line = finding->line > 0 ? text_format(arena, "%d", finding->line) : TEXT_NONE;
    return row;
}

// is_all: also what is proved.
static struct plan_finding_list rows_of(const struct reader *r, struct arena *arena, const struct check_result *result,
                                        bool is_all)
{
    struct plan_finding_row *rows = arena_many(arena, struct plan_finding_row, result->finding_count);
    size_t count = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        if (is_all || result->findings[i].outcome != CHECK_PROVED) {
            rows[count++] = row_of(r, arena, &result->findings[i]);
        }
    }
    return (struct plan_finding_list){.items = rows, .count = count};
}

static void fill_languages(const struct render *render, const struct plan *plan, struct plan_panel_view *panel)
{
    struct plan_language *items = arena_many(render->arena, struct plan_language, PLAN_LANGUAGES);
    for (size_t i = 0; i < PLAN_LANGUAGES; i++) {
        items[i] = (struct plan_language){.code = text_of(i18n_language_text(languages[i])),
                                          .name = language_name(languages[i]),
                                          .is_current = languages[i] == i18n_language_of(render->reader.i18n),
                                          .words = plan_words(render, plan, languages[i], /* is_numbered= */ true)};
    }
    panel->languages = (struct plan_language_list){.items = items, .count = PLAN_LANGUAGES};
}

// ---- the curve ----

struct measure {
    const struct render *render;
    struct currency currency;
};

static struct text format_money(const void *user, struct arena *arena, int64_t value)
{
    const struct measure *m = user;
    return i18n_money(m->render->reader.i18n, arena, (struct money){value, m->currency});
}

// What a partner has in a period by the number of his orders, by the draft and by the plan in force.
static enum rc fill_curve(struct call *call, struct render *render, const struct program *program,
                          const struct plan *plan, struct plan_panel_view *panel)
{
    const struct reader *r = &render->reader;
    struct plan *present = NULL;
    struct plan_curve draft;
    struct plan_curve now = {.count = 0};
    struct money order = plan_sample_order(program->currency);
    plan_curve(plan, plan, order, &draft);
    TRY(programs_plan(call, program, &present));
    if (draft.count < 2) {
        return RC_OK;
    }
    if (present != NULL) {
        plan_curve(present, plan, order, &now);
    }
    struct text *labels = arena_many(call->arena, struct text, draft.count);
    for (size_t i = 0; i < draft.count; i++) {
        labels[i] = i18n_integer(r->i18n, call->arena, draft.orders[i]);
    }
    const struct chart_series series[] = {
        {.name = phrase_plan_draft(r), .values = draft.earned, .colour = 2},
        {.name = phrase_plan_in_force(r), .values = now.earned, .colour = 2, .is_ghost = true},
    };
    struct measure measure = {.render = render, .currency = program->currency};
    const struct chart chart = {.head = phrase_plan_orders(r),
                                .labels = labels,
                                .count = draft.count,
                                .series = series,
                                .series_count = now.count == draft.count ? 2 : 1,
                                .bucket = CHART_OTHER,
                                .format = {.call = format_money, .user = &measure}};
    size_t last = draft.count - 1;
    panel->has_curve = true;
    panel->curve = (struct chart_view){
        .title = phrase_plan_curve(r),
        .caption = phrase_plan_curve_caption(
            r, (struct phrase_plan_curve_caption){.n = draft.orders[last],
                                                  .order = i18n_money(r->i18n, call->arena, order),
                                                  .earned = format_money(&measure, call->arena, draft.earned[last])}),
        .drawing = chart_line(call->arena, &chart)};
    return RC_OK;
}

// ---- verdicts ----

// Whether only individual terms that stand before the program's plan make it worse.
static bool is_worse_by_terms(const struct plan_review *review)
{
    bool is_never_worse = true;
    for (size_t i = 0; i < review->against_count; i++) {
        const struct plan_review_against *against = &review->against[i];
        is_never_worse =
            is_never_worse &&
            (against->is_never_worse || (against->ratchet.finding_count > 0 && plan_ratchet_holds(&against->ratchet)));
    }
    return !review->is_never_worse && review->against_count > 0 && is_never_worse;
}

static void fill_verdict(const struct reader *r, const struct plan_review *review, struct plan_panel_view *panel)
{
    if (review->checks.is_refuted) {
        panel->verdict_tone = TONE_DANGER;
        panel->verdict = phrase_plan_verdict_refuted(r);
    } else if (review->checks.is_undecided) {
        panel->verdict_tone = TONE_WARNING;
        panel->verdict = phrase_plan_verdict_undecided(r);
    } else {
        panel->verdict_tone = TONE_SUCCESS;
        panel->verdict = phrase_plan_verdict_proved(r);
    }
    panel->is_first = review->against_count == 0;
    panel->ratchet_tone = review->is_never_worse ? TONE_SUCCESS : TONE_WARNING;
    if (panel->is_first) {
        panel->ratchet = phrase_plan_ratchet_first(r);
    } else {
        panel->ratchet = review->is_never_worse      ? phrase_plan_ratchet_holds(r)
                         : is_worse_by_terms(review) ? phrase_plan_ratchet_terms(r)
                                                     : phrase_plan_ratchet_worse(r);
    }
}

static void fill_against(const struct reader *r, struct arena *arena, const struct plan_review *review,
                         struct plan_panel_view *panel)
{
    struct plan_against_row *rows = arena_many(arena, struct plan_against_row, review->against_count);
    for (size_t i = 0; i < review->against_count; i++) {
        const struct plan_review_against *against = &review->against[i];
        rows[i] = (struct plan_against_row){
            .version = phrase_plan_version(r, (struct phrase_plan_version){.number = against->version.number}),
            .is_never_worse = against->is_never_worse,
            .findings = rows_of(r, arena, &against->ratchet, /* is_all= */ false)};
    }
    panel->against = (struct plan_against_list){.items = rows, .count = review->against_count};
}

enum rc plan_panel_fill(struct call *call, struct render *render, const struct program *program,
                        const struct plan_review *review, struct plan_panel_view *ret_panel)
{
    const struct reader *r = &render->reader;
    struct plan_panel_view panel = {.is_malformed = review->is_malformed};
    if (review->is_malformed) {
        panel.line = review->error.line;
        panel.column = review->error.column;
        panel.message = plan_error_sentence(r, &review->error);
        panel.suggestion = plan_error_suggestion(r, &review->error);
        panel.place = phrase_plan_place(r, (struct phrase_plan_place){.line = panel.line, .column = panel.column});
        *ret_panel = panel;
        return RC_OK;
    }
    fill_languages(render, review->plan, &panel);
    panel.samples = plan_samples_of(render, review->plan, plan_sample_order(program->currency));
    panel.findings = rows_of(r, call->arena, &review->checks, /* is_all= */ true);
    fill_verdict(r, review, &panel);
    fill_against(r, call->arena, review, &panel);
    TRY(fill_curve(call, render, program, review->plan, &panel));
    *ret_panel = panel;
    return RC_OK;
}
