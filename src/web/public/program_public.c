// SPDX-License-Identifier: Apache-2.0
// A program, its plan in force and its figures.
#include "public/program_public.h"

#include "access.h"
#include "i18n/i18n.h"
#include "identity/public_id.h"
#include "network/network_zone.h"
#include "phrase/phrases.h"
#include "public/figures_kept.h"
#include "zone/zone.h"

#define QUESTIONS_MAX 12

static enum rc read_plans(struct call *call, struct partner_id partner_id, struct program_public *about)
{
    struct program_question question = {.program_id = about->program.id,
                                        .partner_id = partner_id,
                                        .at = call->now,
                                        .known_at = INSTANT_NONE,
                                        .customer_since = INSTANT_NONE};
    struct program_plans plans = {.count = 0};
    TRY(flow_stored(&call->flow, program_plans_in_force(call->db, call->arena, &question, &plans)));
    for (size_t i = 0; i < plans.count; i++) {
        struct plan *plan = NULL;
        struct plan_error error;
        enum rc rc = plan_parse(call->arena, plans.list[i].plan_text, about->program.currency, &plan, &error);
        if (rc != RC_OK) {
            return fault_internal(call->fault, RC_FAULT, "plan %lld does not read any more: line %d: %s",
                                  (long long)plans.list[i].plan_id.v, error.line, error.message);
        }
        about->plans[i] = (struct derive_plan){.plan_id = plans.list[i].plan_id,
                                               .number = plans.list[i].number,
                                               .is_individual = plans.list[i].is_individual,
                                               .plan = plan};
        if (!plans.list[i].is_individual) {
            about->plan = plan;
            about->plan_number = plans.list[i].number;
        }
    }
    about->plan_count = plans.count;
    about->plan = about->plan == NULL && plans.count > 0 ? about->plans[0].plan : about->plan;
    about->has_plan = plans.count > 0;
    if (about->plan_count > 0) {
        struct plan_version version;
        TRY(flow_stored(&call->flow, program_plan_get(call->db, call->arena,
                                                      about->plans[about->plan_count - 1].plan_id, &version)));
        about->plan_since = version.effective_at;
    }
    return RC_OK;
}

static enum rc read_day(struct call *call, struct program_public *about)
{
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(&call->flow, &zone));
    about->local_day = zone_local(zone, call->now).ms / DAY_MS;
    return RC_OK;
}

enum rc program_public_measure(struct call *call, struct program_public *about)
{
    struct program_figures *figures = &about->figures;
    TRY(flow_stored(&call->flow,
                    figures_kept_read(call, about->program.id, about->program.currency, about->local_day, figures)));
    about->has_figures = figures->partners >= about->page.partners_min;
    if (figures->standing.partners < about->page.partners_min) {
        figures->median_order.minor = 0;
    }
    return RC_OK;
}

enum rc program_public_read(struct call *call, const struct render *render, struct program_id id,
                            struct partner_id partner_id, struct program_public *ret_public)
{
    struct program_public *about = ret_public;
    *about = (struct program_public){.has_plan = false};
    TRY(flow_stored(&call->flow, program_get(call->db, call->arena, id, &about->program)));
    TRY(program_page_or_default(&call->flow, id, &about->page));
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, id, &about->terms)));
    struct text key =
        text_is(about->page.slug) ? about->page.slug : public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, id.v);
    about->path = text_format(call->arena, "/programs/%.*s", TEXT_PRINT(key));
    struct program_page_text *texts = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_page_text_list(call->db, call->arena, id, &texts, &count)));
    about->said = program_page_text_for(texts, count, reader_language(&render->reader));
    if (text_is_empty(about->said.headline)) {
        about->said.headline = about->program.summary;
    }
    TRY(read_plans(call, partner_id, about));
    return read_day(call, about);
}

static bool may_read(const struct call *call, const struct program *program)
{
    if (program->is_public && text_equal(program->status, TEXT("active"))) {
        return true;
    }
    return call->actor.role == ROLE_OPERATOR ||
           (call->actor.role == ROLE_ADVERTISER && call->actor.owner_id == program->advertiser_id.v);
}

enum rc program_public_find(struct call *call, const struct render *render, struct text key,
                            struct program_public *ret_public)
{
    struct program_page page;
    struct program_id id = {0};
    enum rc rc = program_page_find(call->db, call->arena, key, &page);
    if (rc == RC_OK) {
        id = page.program_id;
    } else if (rc != RC_NOT_FOUND) {
        return flow_stored(&call->flow, rc);
    } else if (public_id_parse(call->keyring, PREFIX_PROGRAM, key, &id.v) != RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such program");
    }
    struct program program;
    rc = program_get(call->db, call->arena, id, &program);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !may_read(call, &program))) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such program");
    }
    TRY(flow_stored(&call->flow, rc));
    return program_public_read(call, render, id, (struct partner_id){0}, ret_public);
}

struct calculator_terms program_public_terms(const struct program_public *about, struct partner_id partner_id)
{
    return (struct calculator_terms){
        .plans = about->plans,
        .plan_count = about->plan_count,
        .currency = about->program.currency,
        .partner = {.partner_id = {partner_id.v == 0 ? 1 : partner_id.v},
                    .enrolled_day = about->local_day,
                    .is_active = true},
        .local_day = about->local_day,
        .figures = about->has_figures ? &about->figures : NULL,
    };
}

// ---- questions ----

struct asking {
    const struct reader *r;
    struct question_row *items;
    size_t count;
};

static void ask(struct asking *asking, struct text question, struct text answer)
{
    asking->items[asking->count++] = (struct question_row){.question = question, .answer = answer};
}

static struct text window_words(const struct reader *r, int64_t window_ms)
{
    if (window_ms < 2 * DAY_MS) {
        return phrase_questions_hours(r, (struct phrase_questions_hours){.n = window_ms / HOUR_MS});
    }
    return phrase_figures_days(r, (struct phrase_figures_days){.n = window_ms / DAY_MS});
}

static bool has_evidence(const struct program_terms *terms, struct text kind)
{
    struct text rest = terms->evidence;
    struct text word;
    while (text_is(rest) && text_split(&rest, ',', &word)) {
        if (text_equal(text_trim(word), kind)) {
            return true;
        }
    }
    return false;
}

static void ask_about_credit(struct asking *asking, const struct program_public *about)
{
    const struct reader *r = asking->r;
    struct text window = window_words(r, about->terms.window_ms);
    bool is_first = text_equal(about->terms.attribution, TEXT("first_click"));
    ask(asking, phrase_questions_window(r),
        is_first ? phrase_questions_window_first(r, (struct phrase_questions_window_first){.window = window})
                 : phrase_questions_window_last(r, (struct phrase_questions_window_last){.window = window}));
    if (has_evidence(&about->terms, TEXT("visitor"))) {
        ask(asking, phrase_questions_return(r),
            phrase_questions_return_answer(r, (struct phrase_questions_return_answer){.window = window}));
    }
    if (has_evidence(&about->terms, TEXT("email"))) {
        ask(asking, phrase_questions_device(r), phrase_questions_device_answer(r));
    }
    if (text_equal(about->terms.binding, TEXT("lifetime"))) {
        ask(asking, phrase_questions_binding(r), phrase_questions_binding_lifetime(r));
    }
}

static void ask_about_money(struct asking *asking, const struct program_public *about)
{
    const struct reader *r = asking->r;
    const struct plan *plan = about->plan;
    int64_t hold = plan->hold_days >= 0 ? plan->hold_days : about->terms.hold_days;
    struct text hold_days = phrase_figures_days(r, (struct phrase_figures_days){.n = hold});
    ask(asking, phrase_questions_hold(r),
        hold == 0 ? phrase_questions_hold_none(r)
                  : phrase_questions_hold_days(r, (struct phrase_questions_hold_days){.days = hold_days}));
    ask(asking, phrase_questions_refund(r),
        plan->is_refund_forgiven ? phrase_questions_refund_forgiven(r) : phrase_questions_refund_owed(r));
    ask(asking, phrase_questions_chargeback(r), phrase_questions_chargeback_answer(r));
    ask(asking, phrase_questions_nothing(r), phrase_questions_nothing_answer(r));
    struct text late_days = phrase_figures_days(r, (struct phrase_figures_days){.n = plan->penalty_days});
    ask(asking, phrase_questions_late(r),
        plan->has_penalty
            ? phrase_questions_late_penalty(
                  r, (struct phrase_questions_late_penalty){.days = late_days, .times = plan->penalty_times})
            : phrase_questions_late_answer(r));
    ask(asking, phrase_questions_worse(r), phrase_questions_worse_answer(r));
}

struct question_row_list program_public_questions(const struct render *render, const struct program_public *about)
{
    struct asking asking = {.r = &render->reader,
                            .items = arena_many(render->arena, struct question_row, QUESTIONS_MAX)};
    ask_about_credit(&asking, about);
    if (about->has_plan) {
        ask_about_money(&asking, about);
    }
    return (struct question_row_list){.items = asking.items, .count = asking.count};
}
