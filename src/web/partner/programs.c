// SPDX-License-Identifier: Apache-2.0
// The partner's programs and terms.
#include "partner/programs.h"

#include "access.h"
#include "application/partner_join.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "page/refusal.h"
#include "partner_programs_html.h"
#include "partner_terms_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "program/plan_letter.h"

#define PATH "/partner/programs/"
#define PROGRAMS_SHOWN 100
#define VERSIONS_SHOWN 20

// ---- list ----

static enum state state_of(struct text status)
{
    if (text_equal(status, TEXT("approved"))) {
        return STATE_ACTIVE;
    }
    if (text_equal(status, TEXT("pending"))) {
        return STATE_PENDING;
    }
    return text_equal(status, TEXT("rejected")) ? STATE_REJECTED : STATE_ARCHIVED;
}

static enum rc fill_row(struct call *call, const struct render *render, struct program_id id,
                        struct own_program_row *row)
{
    struct program_public about;
    TRY(program_public_read(call, render, id, access_own_partner(call), &about));
    row->name = about.program.name;
    row->url = about.path;
    row->join_url = text_format(call->arena, "%.*s/join", TEXT_PRINT(show_url(call, PATH, PREFIX_PROGRAM, id.v)));
    row->is_open = text_equal(about.program.enrollment, TEXT("open"));
    row->is_joinable = !text_equal(about.program.enrollment, TEXT("closed"));
    if (about.has_plan) {
        struct plan_words_view words = plan_words(render, about.plans[0].plan, i18n_language_of(render->reader.i18n),
                                                  /* is_numbered= */ false);
        row->first_sentence = words.sentences.count > 0 ? words.sentences.items[0].sentence : TEXT_NONE;
    }
    return RC_OK;
}

static enum rc fill_own(struct call *call, const struct render *render, struct partner_programs_view *view,
                        struct enrollment **ret_list, size_t *ret_count)
{
    struct enrollment_filter filter = {.partner_id = access_own_partner(call), .limit = PROGRAMS_SHOWN};
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, ret_list, ret_count)));
    struct own_program_row *rows = arena_many(call->arena, struct own_program_row, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        const struct enrollment *enrollment = &(*ret_list)[i];
        TRY(fill_row(call, render, enrollment->program_id, &rows[i]));
        rows[i].state = state_of(enrollment->status);
        bool is_in = rows[i].state == STATE_ACTIVE || rows[i].state == STATE_PENDING;
        rows[i].url = is_in ? show_url(call, PATH, PREFIX_PROGRAM, enrollment->program_id.v) : rows[i].url;
    }
    view->own = (struct own_program_row_list){.items = rows, .count = *ret_count};
    return RC_OK;
}

static bool is_in(const struct enrollment *list, size_t count, struct program_id id)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].program_id.v == id.v) {
            return true;
        }
    }
    return false;
}

static enum rc show_programs(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_programs_view view = {.frame = portal_frame(call, &render, PLACE_PARTNER_PROGRAMS)};
    view.frame.title = phrase_partner_programs_title(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct enrollment *own = NULL;
    size_t own_count = 0;
    TRY(fill_own(call, &render, &view, &own, &own_count));
    struct program_page *pages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    program_page_list(call->db, call->arena, (struct program_id){0}, PROGRAMS_SHOWN, &pages, &count)));
    struct own_program_row *rows = arena_many(call->arena, struct own_program_row, count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_in(own, own_count, pages[i].program_id)) {
            TRY(fill_row(call, &render, pages[i].program_id, &rows[n++]));
        }
    }
    view.others = (struct own_program_row_list){.items = rows, .count = n};
    view.errors = page_mark(&render, fault, NULL, 0);
    partner_programs_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_programs(struct call *call)
{
    return show_programs(call, NULL);
}

enum rc web_partner_join(struct call *call)
{
    struct enrollment enrollment;
    struct fault fault;
    call->is_catalog_changed = true;
    enum rc rc =
        partner_join(&call->flow, access_own_partner(call), (struct program_id){.v = call->ids[0]}, &enrollment);
    if (page_is_refused(call, rc, &fault)) {
        call->is_catalog_changed = false;
        return show_programs(call, &fault);
    }
    TRY(rc);
    bool is_approved = text_equal(enrollment.status, TEXT("approved"));
    return page_redirect(call, is_approved ? TEXT("/partner/links?welcome=1") : TEXT("/partner/programs"));
}

// ---- terms ----

#define ANSWER_WORK_MAX 20000 // a tenth of a second: what stays open may be worse

static struct plan_words_list lines_of(struct arena *arena, struct text lines)
{
    size_t count = 0;
    struct text rest = lines;
    struct text line;
    struct plan_words_row *rows = arena_many(arena, struct plan_words_row, lines.n + 1);
    while (!text_is_empty(lines) && text_split(&rest, '\n', &line)) {
        rows[count++] = (struct plan_words_row){.sentence = line};
    }
    return (struct plan_words_list){.items = rows, .count = count};
}

static enum rc fill_given(struct call *call, const struct render *render, const struct plan_version *version,
                          struct terms_answer *answer)
{
    struct plan_reply *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    plan_answer_list(call->db, call->arena, version->id, access_own_partner(call), &list, &count)));
    if (count > 0) {
        bool is_accepted = text_equal(list[0].answer, TEXT("accepted"));
        answer->may_answer = answer->may_answer && !is_accepted; // that is final
        answer->given = is_accepted ? phrase_answer_accepted(&render->reader) : phrase_answer_kept(&render->reader);
    }
    return RC_OK;
}

// The version that asks, the text before it, and the program's plan behind individual terms (TEXT_NONE: it is that).
struct asking {
    const struct plan_version *version;
    struct text old_text, behind_text;
};

static struct plan_words_view words_of(struct call *call, const struct render *render,
                                       const struct program_public *about, struct text own, struct text behind)
{
    struct plan *plan;
    struct plan_error error;
    struct text shown = text_is_empty(text_trim(own)) ? behind : own;
    if (plan_parse(call->arena, shown, about->program.currency, &plan, &error) != RC_OK) {
        return (struct plan_words_view){.language = TEXT_NONE};
    }
    return plan_words(render, plan, i18n_language_of(render->reader.i18n), /* is_numbered= */ false);
}

static void tell_worse(struct call *call, const struct render *render, const struct program_public *about,
                       const struct asking *asking, struct terms_answer *answer)
{
    struct plan_change change;
    struct plan_change_question compared = {.currency = about->program.currency,
                                            .old_text = asking->old_text,
                                            .new_text = asking->version->plan_text,
                                            .behind_text = asking->behind_text,
                                            .hold_days = (int)about->terms.hold_days,
                                            .work_max = ANSWER_WORK_MAX};
    enum explain_language language = EXPLAIN_EN;
    plan_change_tell(call->arena, &compared, &change);
    if (explain_language_parse(reader_language(&render->reader), &language)) {
        answer->worse = lines_of(call->arena, change.words[language].worse);
    }
}

// What he has, what is offered, from when (S3A-7).
static enum rc fill_answer(struct call *call, const struct render *render, const struct program_public *about,
                           const struct asking *asking, struct terms_answer *answer)
{
    const struct plan_version *version = asking->version;
    const struct reader *r = &render->reader;
    bool is_own = version->enrollment_id.v != 0;
    *answer = (struct terms_answer){
        .id = is_own ? TEXT("answer-own") : TEXT("answer"),
        .title = is_own ? phrase_answer_title_own(r) : phrase_answer_title(r),
        .note = phrase_answer_note(r, (struct phrase_answer_note){.time = i18n_time(render->reader.i18n, call->arena,
                                                                                    version->effective_at, I18N_DATE)}),
        .have = words_of(call, render, about, asking->old_text, asking->behind_text),
        .offered = words_of(call, render, about, version->plan_text, asking->behind_text),
        .url = text_format(call->arena, "%.*s/answer",
                           TEXT_PRINT(show_url(call, PATH, PREFIX_PROGRAM, about->program.id.v))),
        .number = text_format(call->arena, "%lld", (long long)version->number),
        .is_own = is_own,
        .may_answer = capability_is_for(CAP_TERMS_ANSWER, call->actor.duty) && !text_is(call->actor.viewed),
    };
    tell_worse(call, render, about, asking, answer);
    return fill_given(call, render, version, answer);
}

// The program's plan right before an instant, whoever took a later one already; "" when there was none.
static enum rc plan_before(struct call *call, struct program_id id, struct instant at, struct text *ret_text)
{
    struct program_plans plans;
    struct program_question question = {.program_id = id, .at = {at.ms - 1}, .known_at = call->now};
    TRY(flow_stored(&call->flow, program_plans_in_force(call->db, call->arena, &question, &plans)));
    *ret_text = plans.count > 0 ? plans.list[0].plan_text : TEXT("");
    return RC_OK;
}

// The newest version that was not withdrawn, when it asks for an answer; *ret_before: the one before it, NULL: none.
static const struct plan_version *newest_asking(const struct plan_version *list, size_t count,
                                                const struct plan_version **ret_before)
{
    const struct plan_version *newest = NULL;
    *ret_before = NULL;
    for (size_t i = 0; i < count && *ret_before == NULL; i++) {
        if (instant_is_none(list[i].withdrawn_at)) {
            *ret_before = newest == NULL ? NULL : &list[i];
            newest = newest == NULL ? &list[i] : newest;
        }
    }
    return newest != NULL && text_equal(newest->binds, TEXT("new_customers")) ? newest : NULL;
}

// Versions of the program's plan and of his own terms.
struct terms_versions {
    struct plan_version *plan, *own;
    size_t plan_count, own_count;
};

static enum rc read_versions(struct call *call, struct program_id id, struct terms_versions *ret_versions)
{
    struct enrollment enrollment;
    struct plan_version of = {.program_id = id};
    *ret_versions = (struct terms_versions){.own_count = 0};
    TRY(flow_stored(&call->flow,
                    program_plan_list(call->db, call->arena, &of, &ret_versions->plan, &ret_versions->plan_count)));
    enum rc rc = enrollment_find(call->db, call->arena, access_own_partner(call), id, &enrollment);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    of.enrollment_id = enrollment.id;
    return flow_stored(&call->flow,
                       program_plan_list(call->db, call->arena, &of, &ret_versions->own, &ret_versions->own_count));
}

static enum rc fill_answers(struct call *call, const struct render *render, const struct program_public *about,
                            const struct terms_versions *versions, struct partner_terms_view *view)
{
    struct terms_answer *answers = arena_many(call->arena, struct terms_answer, 2);
    const struct plan_version *before;
    size_t count = 0;
    const struct plan_version *newest = newest_asking(versions->plan, versions->plan_count, &before);
    if (newest != NULL) {
        struct asking asking = {.version = newest};
        TRY(plan_before(call, about->program.id, newest->effective_at, &asking.old_text));
        TRY(fill_answer(call, render, about, &asking, &answers[count++]));
    }
    newest = newest_asking(versions->own, versions->own_count, &before);
    if (newest != NULL) {
        struct asking asking = {.version = newest, .old_text = before != NULL ? before->plan_text : TEXT("")};
        TRY(plan_before(call, about->program.id, newest->effective_at, &asking.behind_text));
        TRY(fill_answer(call, render, about, &asking, &answers[count++]));
    }
    view->answers = (struct terms_answer_list){.items = answers, .count = count};
    return RC_OK;
}

// That it does not come, and why.
static enum rc fill_withdrawn(struct call *call, const struct render *render, const struct plan_version *version,
                              struct terms_version_row *row)
{
    struct plan_withdrawal withdrawal;
    if (instant_is_none(version->withdrawn_at)) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, plan_withdrawal_get(call->db, call->arena, version->id, &withdrawal)));
    row->is_withdrawn = true;
    row->is_coming = false;
    row->withdrawn = phrase_partner_programs_withdrawn_on(
        &render->reader, (struct phrase_partner_programs_withdrawn_on){
                             .date = i18n_time(render->reader.i18n, call->arena, withdrawal.withdrawn_at, I18N_DATE)});
    row->reason = text_is_empty(withdrawal.reason) ? TEXT_NONE : withdrawal.reason;
    return RC_OK;
}

// *list has its title; current: the version that pays him now, 0 for none.
static enum rc fill_list(struct call *call, const struct render *render, struct terms_version_list *list,
                         const struct plan_version *versions, size_t count, int64_t current)
{
    count = count > VERSIONS_SHOWN ? VERSIONS_SHOWN : count;
    struct terms_version_row *rows = arena_many(call->arena, struct terms_version_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct terms_version_row){
            .label = phrase_offer_page_version(&render->reader,
                                               (struct phrase_offer_page_version){.number = versions[i].number}),
            .since = versions[i].effective_at,
            .has_since = versions[i].effective_at.ms > INSTANT_MIN_MS,
            .is_current = versions[i].number == current,
            .is_coming = versions[i].effective_at.ms > call->now.ms,
            .is_of_new_customers = text_equal(versions[i].binds, TEXT("new_customers"))};
        TRY(fill_withdrawn(call, render, &versions[i], &rows[i]));
        if (rows[i].is_current) {
            list->has_found = true;
            TRY(plan_found(call, render, &versions[i], &list->found));
        }
    }
    list->rows = (struct terms_version_row_list){.items = rows, .count = count};
    return RC_OK;
}

static bool is_any_coming(const struct terms_version_row_list *rows)
{
    bool is_any = false;
    for (size_t i = 0; i < rows->count; i++) {
        is_any = is_any || rows->items[i].is_coming;
    }
    return is_any;
}

static enum rc fill_versions(struct call *call, const struct render *render, const struct program_public *about,
                             struct partner_terms_view *view)
{
    const struct reader *r = &render->reader;
    struct terms_versions versions;
    struct terms_version_list *lists = arena_many(call->arena, struct terms_version_list, 2);
    size_t count = 0;
    TRY(read_versions(call, about->program.id, &versions));
    if (versions.plan_count > 0) {
        struct terms_version_list *list = &lists[count++];
        *list = (struct terms_version_list){.title = phrase_partner_programs_versions(r), .id = TEXT("versions")};
        TRY(fill_list(call, render, list, versions.plan, versions.plan_count, about->plan_number));
        view->has_notice = is_any_coming(&list->rows);
    }
    if (versions.own_count > 0) {
        struct terms_version_list *list = &lists[count++];
        bool is_own = about->has_plan && about->plans[0].is_individual;
        *list =
            (struct terms_version_list){.title = phrase_partner_programs_own_versions(r), .id = TEXT("own-versions")};
        TRY(fill_list(call, render, list, versions.own, versions.own_count, is_own ? about->plans[0].number : 0));
        view->has_notice = view->has_notice || is_any_coming(&list->rows);
    }
    view->versions = (struct terms_version_lists){.items = lists, .count = count};
    return about->has_plan ? fill_answers(call, render, about, &versions, view) : RC_OK;
}

static enum rc fill_plan(struct call *call, struct render *render, const struct program_public *about,
                         struct partner_terms_view *view)
{
    view->has_plan = about->has_plan;
    if (!about->has_plan) {
        return RC_OK;
    }
    enum i18n_language language = i18n_language_of(render->reader.i18n);
    view->has_individual = about->plans[0].is_individual;
    if (view->has_individual) {
        view->individual = plan_words(render, about->plans[0].plan, language, /* is_numbered= */ false);
    }
    view->words = plan_words(render, about->plan, language, /* is_numbered= */ false);
    struct money order = about->has_figures && about->figures.median_order.minor > 0
                             ? about->figures.median_order
                             : plan_sample_order(about->program.currency);
    view->samples = plan_samples_of(render, about->plans[0].plan, order);
    struct calculator_terms terms = program_public_terms(about, access_own_partner(call));
    return calculator_fill(call, render, &terms, call->request->path, &view->calculator);
}

// The newest term of his contract, if he has one.
static enum rc fill_contract(struct call *call, const struct render *render, struct program_id id,
                             struct partner_terms_view *view)
{
    struct contract contract;
    enum rc rc = contract_latest(call->db, call->arena, access_own_partner(call), id, &contract);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    view->has_contract = true;
    return contract_shown(call, render, &contract, TEXT("/partner/conversions"), &view->contract);
}

enum rc web_partner_terms(struct call *call)
{
    struct program_id id = {.v = call->ids[0]};
    struct program program;
    TRY(access_program(call, id, &program));
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program_public about;
    TRY(program_public_read(call, &render, id, access_own_partner(call), &about));
    TRY(program_public_measure(call, &about));
    struct partner_terms_view view = {.frame = portal_frame(call, &render, PLACE_PARTNER_PROGRAMS),
                                      .requirements = about.said.requirements};
    view.frame.title = about.program.name;
    view.frame.lead = about.said.headline;
    TRY(fill_plan(call, &render, &about, &view));
    TRY(fill_versions(call, &render, &about, &view));
    TRY(fill_contract(call, &render, id, &view));
    view.statistics = program_statistics(&render, &about);
    view.questions = program_public_questions(&render, &about);
    partner_terms_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_answer(struct call *call)
{
    struct program program;
    struct text answer = form_typed(call, "answer");
    struct plan_answer_input input = {.partner_id = access_own_partner(call),
                                      .program_id = {.v = call->ids[0]},
                                      .is_individual = text_is(form_given(call, "own")),
                                      .answer = text_is(answer) ? answer : TEXT("")};
    TRY(access_program(call, input.program_id, &program));
    TRY(form_number(call, "number", 1, INT64_MAX, &input.number));
    TRY(plan_answer_give(&call->flow, &input));
    return page_redirect(call, text_format(call->arena, "%.*s#%s",
                                           TEXT_PRINT(show_url(call, PATH, PREFIX_PROGRAM, program.id.v)),
                                           input.is_individual ? "answer-own" : "answer"));
}
