// SPDX-License-Identifier: Apache-2.0
// Decisions on applications.
#include "application/application_decide.h"

#include "application/application_admit.h"
#include "application/application_submit.h"
#include "application/program_page_write.h"
#include "change.h"
#include "validate.h"

#define CRITERIA "reputation,association,contribution,diligence,clients_trust,our_trust"

static enum rc open(struct flow *flow, struct application_id id, struct application *application)
{
    TRY(flow_lock(flow, text_format(flow->arena, "application:%lld", (long long)id.v)));
    TRY(change_found(flow, application_get(flow->db, flow->arena, id, application), "application"));
    if (text_equal(application->status, TEXT("unconfirmed"))) {
        return fault_set(flow->fault, RC_REFUSED, "application_unconfirmed", "",
                         "the applicant has not confirmed the e-mail yet");
    }
    return RC_OK;
}

static enum rc decision_check(struct flow *flow, const struct application_decision *decision)
{
    TRY(validate_choice(flow->fault, "status", decision->status, "approved,rejected,asked,waiting"));
    if (text_equal(decision->status, TEXT("rejected"))) {
        TRY(validate_choice(flow->fault, "reason", decision->reason, APPLICATION_REASONS));
    }
    bool is_words_wanted = text_equal(decision->status, TEXT("asked")) ||
                           (decision->is_despite_rivals && text_equal(decision->status, TEXT("approved")));
    if (is_words_wanted && text_is_empty(text_trim(decision->words))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "words", "words is missing");
    }
    if (text_is(decision->words)) {
        TRY(validate_words(flow->fault, "words", text_trim(decision->words), APPLICATION_WORDS_CHARACTERS_MAX));
    }
    return RC_OK;
}

static enum rc scores_there(struct flow *flow, const struct application *application)
{
    struct application_score *scores = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, application_score_list(flow->db, flow->arena, application->id, &scores, &count)));
    if (count < APPLICATION_CRITERIA_COUNT) {
        return fault_set(flow->fault, RC_REFUSED, "scores_missing", "",
                         "the program wants all %d scores before anybody is approved; %zu are given",
                         APPLICATION_CRITERIA_COUNT, count);
    }
    return RC_OK;
}

static enum rc niche_free(struct flow *flow, const struct application *application)
{
    struct application_rival *rivals = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, application_rivals(flow->db, flow->arena, application, &rivals, &count)));
    if (count > 0) {
        return fault_set(flow->fault, RC_REFUSED, "niche_taken", "", "%.*s has this niche in this country already",
                         TEXT_PRINT(rivals[0].name));
    }
    return RC_OK;
}

static enum rc approve(struct flow *flow, const struct application_decision *decision, struct application *application)
{
    struct program_page page;
    TRY(program_page_or_default(flow, application->program_id, &page));
    if (page.is_scored) {
        TRY(scores_there(flow, application));
    }
    if (page.is_exclusive && !decision->is_despite_rivals) {
        TRY(niche_free(flow, application));
    }
    return application_admit_step(flow, application);
}

// Only as long as nobody has begun to work with it.
static enum rc take_back(struct flow *flow, const struct application *application)
{
    enum application_person person = APPLICATION_PERSON_NONE;
    TRY(application_person(flow, application, &person));
    if (person == APPLICATION_PERSON_OWN) {
        return fault_set(flow->fault, RC_REFUSED, "application_joined", "",
                         "the partner signs in already: archive the enrollment instead");
    }
    return application_dismiss_step(flow, application);
}

static enum letter_kind letter_of(struct text status)
{
    if (text_equal(status, TEXT("approved"))) {
        return LETTER_APPLICATION_APPROVED;
    }
    return text_equal(status, TEXT("rejected")) ? LETTER_APPLICATION_REJECTED : LETTER_APPLICATION_QUESTION;
}

static enum rc ask(struct flow *flow, const struct application_decision *decision, struct application_id id)
{
    struct application_message message = {
        .author = TEXT("operator"), .body = text_trim(decision->words), .created_at = flow->now};
    int64_t message_id = 0;
    return flow_stored(flow, application_message_insert(flow->db, flow->arena, id, &message, &message_id));
}

static enum rc carry_out(struct flow *flow, const struct application_decision *decision,
                         struct application *application)
{
    bool was_approved = text_equal(application->status, TEXT("approved"));
    bool is_approved = text_equal(decision->status, TEXT("approved"));
    if (was_approved && !is_approved) {
        TRY(take_back(flow, application));
    }
    bool is_decided = is_approved || text_equal(decision->status, TEXT("rejected"));
    application->status = decision->status;
    application->reason = text_equal(decision->status, TEXT("rejected")) ? decision->reason : TEXT("");
    application->decided_at = is_decided ? flow->now : INSTANT_NONE;
    application->decided_by = is_decided ? flow->actor : TEXT("");
    if (is_approved) {
        TRY(approve(flow, decision, application));
    }
    if (!text_is_empty(text_trim(decision->words))) {
        TRY(ask(flow, decision, application->id));
    }
    TRY(flow_stored(flow, application_set(flow->db, application)));
    return application_note_step(flow, application, "application.decide");
}

enum rc application_decide(struct flow *flow, struct application_id id, const struct application_decision *decision,
                           struct application *ret_application)
{
    TRY(decision_check(flow, decision));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct application *application = ret_application;
    TRY(open(flow, id, application));
    bool is_same = text_equal(application->status, decision->status) && !text_equal(decision->status, TEXT("asked"));
    if (!is_same) {
        TRY(carry_out(flow, decision, application));
        if (!text_equal(decision->status, TEXT("waiting"))) {
            TRY(application_letter_step(flow, application, letter_of(decision->status), decision->words));
        }
    }
    return flow_commit(flow);
}

enum rc application_score_give(struct flow *flow, struct application_id id, struct text criterion, int64_t score)
{
    TRY(validate_choice(flow->fault, "criterion", criterion, CRITERIA));
    if (score < 1 || score > 5) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "score",
                         "score must be a whole number from 1 to 5");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct application application;
    TRY(open(flow, id, &application));
    struct application_score given = {
        .criterion = criterion, .score = score, .actor = flow->actor, .scored_at = flow->now};
    TRY(flow_stored(flow, application_score_put(flow->db, id, &given)));
    TRY(application_note_step(flow, &application, "application.score"));
    return flow_commit(flow);
}
