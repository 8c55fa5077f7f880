// SPDX-License-Identifier: Apache-2.0
// Changes of programs and their terms.
#include "program/program_write.h"

#include "advertiser/advertiser.h"
#include "attribution/attribution.h"
#include "change.h"
#include "link/link_form.h"
#include "program/plan_terms.h"
#include "validate.h"

struct program_input program_input_none(void)
{
    return (struct program_input){
        .name = TEXT_NONE,
        .attribution = TEXT_NONE,
        .evidence = TEXT_NONE,
        .binding = TEXT_NONE,
        .hold_days = -1,
        .link_forms = TEXT_NONE,
        .status = TEXT_NONE,
        .enrollment = TEXT_NONE,
        .summary = TEXT_NONE,
    };
}

static enum rc terms_check(struct flow *flow, const struct program_terms *terms)
{
    enum attribution_model model;
    if (!attribution_model_parse(terms->attribution, &model)) {
        return fault_set(flow->fault, RC_INVALID, "value_unknown", "attribution",
                         "attribution must be last_click or first_click");
    }
    struct attribution_terms order;
    if (!evidence_order_parse(terms->evidence, &order)) {
        return fault_set(flow->fault, RC_INVALID, "value_unknown", "evidence",
                         "evidence must list some of click_id, coupon, customer, email, visitor, each once");
    }
    TRY(validate_choice(flow->fault, "binding", terms->binding, "none,window,lifetime"));
    if (terms->window_ms < PROGRAM_WINDOW_MS_MIN || terms->window_ms > PROGRAM_WINDOW_MS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "window",
                         "the window must be between one hour and ten years");
    }
    if (terms->hold_days < 0 || terms->hold_days > PROGRAM_HOLD_DAYS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "hold_days",
                         "hold_days must be between 0 and %d", PROGRAM_HOLD_DAYS_MAX);
    }
    return RC_OK;
}

static enum rc program_check(struct flow *flow, const struct program *program)
{
    TRY(validate_name(flow->fault, "name", program->name));
    TRY(validate_choice(flow->fault, "status", program->status, "active,paused,archived"));
    TRY(validate_choice(flow->fault, "enrollment", program->enrollment, "open,approval,closed"));
    TRY(validate_paragraphs(flow->fault, "summary", program->summary, PROGRAM_SUMMARY_CHARACTERS_MAX));
    return link_forms_check(flow->arena, program->link_forms, flow->fault);
}

// The advertiser must exist and be active; gives the program its currency when none was asked for.
static enum rc advertiser_check(struct flow *flow, struct program *program)
{
    struct advertiser advertiser;
    enum rc rc = program->advertiser_id.v == 0
                     ? RC_NOT_FOUND
                     : advertiser_get(flow->db, flow->arena, program->advertiser_id, &advertiser);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "advertiser_unknown", "advertiser_id",
                         "advertiser_id names no advertiser");
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(advertiser.status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "advertiser_archived", "advertiser_id", "the advertiser is archived");
    }
    if (currency_is_none(program->currency)) {
        program->currency = advertiser.currency;
    }
    return RC_OK;
}

static void note_terms(struct change_note *note, const struct program_terms *terms)
{
    json_put_int64(&note->json, "terms", terms->number);
    json_put_text(&note->json, "attribution", terms->attribution);
    json_put_int64(&note->json, "window_ms", terms->window_ms);
    json_put_text(&note->json, "evidence", terms->evidence);
    json_put_text(&note->json, "binding", terms->binding);
    json_put_int64(&note->json, "hold_days", terms->hold_days);
}

static void note_joining(struct change_note *note, const struct program *program)
{
    change_note_text(note, "enrollment", program->enrollment);
    json_put_bool(&note->json, "is_public", program->is_public);
    change_note_text(note, "summary", program->summary);
}

enum rc program_create(struct flow *flow, const struct program_input *input, struct program_view *ret_view)
{
    struct program_view view = {
        .program = {.advertiser_id = input->advertiser_id,
                    .name = input->name,
                    .currency = input->currency,
                    .link_forms = change_or(input->link_forms, TEXT(LINK_FORMS_DEFAULT)),
                    .status = TEXT("active"),
                    .enrollment = change_or(input->enrollment, TEXT(PROGRAM_ENROLLMENT_DEFAULT)),
                    .is_public = input->is_public.has && input->is_public.v != 0,
                    .summary = change_or(input->summary, TEXT("")),
                    .created_at = flow->now},
        // A program's first terms judge everything that ever happened in it, so that history can be imported.
        .terms = {.attribution = change_or(input->attribution, TEXT(PROGRAM_ATTRIBUTION_DEFAULT)),
                  .window_ms = input->window_ms == 0 ? PROGRAM_WINDOW_MS_DEFAULT : input->window_ms,
                  .evidence = change_or(input->evidence, TEXT(PROGRAM_EVIDENCE_DEFAULT)),
                  .binding = change_or(input->binding, TEXT(PROGRAM_BINDING_DEFAULT)),
                  .hold_days = input->hold_days < 0 ? PROGRAM_HOLD_DAYS_DEFAULT : input->hold_days,
                  .effective_at = {.ms = INSTANT_MIN_MS},
                  .created_at = flow->now},
    };
    TRY(program_check(flow, &view.program));
    TRY(terms_check(flow, &view.terms));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_version(flow, &view.program.version));
    TRY(advertiser_check(flow, &view.program));
    TRY(flow_stored(flow, program_insert(flow->db, flow->arena, &view.program, &view.program.id)));
    view.terms.program_id = view.program.id;
    TRY(flow_stored(flow, program_terms_insert(flow->db, flow->arena, &view.terms)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "advertiser", view.program.advertiser_id.v);
    change_note_text(&note, "name", view.program.name);
    change_note_text(&note, "currency", currency_text(&view.program.currency));
    change_note_text(&note, "link_forms", view.program.link_forms);
    note_joining(&note, &view.program);
    note_terms(&note, &view.terms);
    TRY(change_note_end(flow, &note, "program.create", view.program.id.v));
    *ret_view = view;
    return flow_commit(flow);
}

static bool terms_are_equal(const struct program_terms *a, const struct program_terms *b)
{
    return text_equal(a->attribution, b->attribution) && a->window_ms == b->window_ms &&
           text_equal(a->evidence, b->evidence) && text_equal(a->binding, b->binding) && a->hold_days == b->hold_days;
}

// Writes a new version when anything in the terms differs.
static enum rc terms_change(struct flow *flow, const struct program *program, const struct program_input *input,
                            struct program_terms *terms)
{
    struct program_terms changed = *terms;
    changed.attribution = change_or(input->attribution, terms->attribution);
    changed.window_ms = input->window_ms == 0 ? terms->window_ms : input->window_ms;
    changed.evidence = change_or(input->evidence, terms->evidence);
    changed.binding = change_or(input->binding, terms->binding);
    changed.hold_days = input->hold_days < 0 ? terms->hold_days : input->hold_days;
    if (terms_are_equal(terms, &changed)) {
        return RC_OK;
    }
    TRY(terms_check(flow, &changed));
    TRY(changed.hold_days > terms->hold_days ? plan_terms_let_hold_grow(flow, program) : RC_OK);
    changed.effective_at = flow->now;
    TRY(change_versions(flow, changed.program_id, &changed.created_at));
    TRY(flow_stored(flow, program_terms_insert(flow->db, flow->arena, &changed)));
    *terms = changed;
    return RC_OK;
}

enum rc program_change(struct flow *flow, struct program_id id, const struct program_input *input,
                       struct program_view *ret_view)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct program_view view;
    struct program *program = &view.program;
    TRY(change_found(flow, program_get(flow->db, flow->arena, id, program), "program"));
    TRY(flow_stored(flow, program_terms_latest(flow->db, flow->arena, id, &view.terms)));
    bool is_opening = text_is(input->status) && text_equal(program->status, TEXT("archived")) &&
                      !text_equal(input->status, TEXT("archived"));
    program->name = change_or(input->name, program->name);
    program->link_forms = change_or(input->link_forms, program->link_forms);
    program->status = change_or(input->status, program->status);
    program->enrollment = change_or(input->enrollment, program->enrollment);
    program->is_public = input->is_public.has ? input->is_public.v != 0 : program->is_public;
    program->summary = change_or(input->summary, program->summary);
    program->version = version;
    TRY(program_check(flow, program));
    if (is_opening) {
        TRY(advertiser_check(flow, program));
    }
    TRY(terms_change(flow, program, input, &view.terms));
    TRY(flow_stored(flow, program_set(flow->db, program)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", input->name);
    change_note_text(&note, "status", input->status);
    change_note_text(&note, "link_forms", input->link_forms);
    note_joining(&note, program);
    note_terms(&note, &view.terms);
    TRY(change_note_end(flow, &note, "program.change", id.v));
    *ret_view = view;
    return flow_commit(flow);
}
