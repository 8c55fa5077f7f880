// SPDX-License-Identifier: Apache-2.0
// What applicants do.
#include "application/application_submit.h"

#include "application/application_admit.h"
#include "change.h"
#include "format/encode.h"
#include "format/url.h"
#include "identity/identity.h"
#include "identity/public_id.h"
#include "user/user_write.h"
#include "validate.h"

static enum rc long_words(struct flow *flow, const char *field, struct text *text)
{
    struct buf buf = buf_new(flow->arena, text->n + 1);
    for (size_t i = 0; i < text->n; i++) {
        if (text->p[i] != '\r') {
            buf_add_char(&buf, text->p[i]);
        }
    }
    *text = text_trim(buf_text(&buf));
    if (!utf8_is_clean(*text, "\n\t")) {
        return fault_set(flow->fault, RC_INVALID, "text_malformed", field,
                         "%s must be UTF-8 without control characters", field);
    }
    if (utf8_length(*text) > APPLICATION_WORDS_CHARACTERS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", field, "%s must have at most %d characters", field,
                         APPLICATION_WORDS_CHARACTERS_MAX);
    }
    return RC_OK;
}

static enum rc website_read(struct flow *flow, struct application *application)
{
    application->host = TEXT("");
    if (text_is_empty(application->website)) {
        return RC_OK;
    }
    TRY(validate_url(flow->fault, "website", application->website));
    struct url url;
    if (url_parse(flow->arena, application->website, &url) == RC_OK) {
        application->host = text_starts_with(url.host, TEXT("www.")) ? text_slice(url.host, 4, SIZE_MAX) : url.host;
    }
    return RC_OK;
}

static enum rc input_read(struct flow *flow, const struct application_input *input, struct application *application)
{
    *application = (struct application){
        .program_id = input->program_id,
        .email = text_lower(flow->arena, text_trim(change_or(input->email, TEXT("")))),
        .name = text_trim(change_or(input->name, TEXT(""))),
        .country = text_trim(change_or(input->country, TEXT(""))),
        .website = text_trim(change_or(input->website, TEXT(""))),
        .niche = text_lower(flow->arena, text_trim(change_or(input->niche, TEXT("")))),
        .promotion = change_or(input->promotion, TEXT("")),
        .source = text_trim(change_or(input->source, TEXT(""))),
        .language = change_or(input->language, TEXT("en")),
        .status = TEXT("unconfirmed"),
        .reason = TEXT(""),
        .created_at = flow->now,
        .confirmed_at = INSTANT_NONE,
        .decided_at = INSTANT_NONE,
        .decided_by = TEXT(""),
    };
    TRY(validate_name(flow->fault, "name", application->name));
    TRY(validate_email(flow->fault, "email", application->email));
    TRY(validate_country(flow->arena, flow->fault, "country", application->country, &application->country));
    TRY(website_read(flow, application));
    TRY(validate_words(flow->fault, "niche", application->niche, APPLICATION_SHORT_CHARACTERS_MAX));
    TRY(validate_words(flow->fault, "source", application->source, APPLICATION_SHORT_CHARACTERS_MAX));
    TRY(long_words(flow, "promotion", &application->promotion));
    return validate_choice(flow->fault, "language", application->language, "en,fr,ru,ja");
}

static struct text answer_to(const struct application_input *input, struct question_id id)
{
    for (size_t i = 0; i < input->answer_count; i++) {
        if (input->answers[i].question_id.v == id.v) {
            return text_trim(input->answers[i].answer);
        }
    }
    return TEXT("");
}

static const char *answer_field(struct flow *flow, struct question_id id)
{
    struct text public = public_id_text(flow->arena, flow->keyring, PREFIX_QUESTION, id.v);
    return text_zero_terminated(flow->arena, text_format(flow->arena, "answer_%.*s", TEXT_PRINT(public)));
}

static enum rc answers_check(struct flow *flow, const struct application_input *input,
                             const struct application_question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text answer = answer_to(input, questions[i].id);
        const char *problem = application_answer_problem(&questions[i], answer);
        problem = problem == NULL && !utf8_is_clean(answer, "\r\n\t") ? "text_malformed" : problem;
        if (problem != NULL) {
            const char *field = answer_field(flow, questions[i].id);
            return fault_set(flow->fault, RC_INVALID, problem, field, "%s is not an answer to its question", field);
        }
    }
    for (size_t a = 0; a < input->answer_count; a++) {
        bool is_asked = false;
        for (size_t i = 0; i < count; i++) {
            is_asked = is_asked || questions[i].id.v == input->answers[a].question_id.v;
        }
        if (!is_asked) {
            const char *field = answer_field(flow, input->answers[a].question_id);
            return fault_set(flow->fault, RC_INVALID, "question_unknown", field, "%s: the program does not ask that",
                             field);
        }
    }
    return RC_OK;
}

static enum rc answers_put(struct flow *flow, const struct application_input *input,
                           const struct application_question *questions, size_t count, struct application_id id)
{
    for (size_t i = 0; i < count; i++) {
        struct application_answer answer = {.question_id = questions[i].id,
                                            .answer = answer_to(input, questions[i].id)};
        TRY(flow_stored(flow, application_answer_put(flow->db, id, &answer)));
    }
    return RC_OK;
}

static enum rc program_open_for(struct flow *flow, struct program_id id, struct program *program)
{
    TRY(change_program_open(flow, id, "program_id", program));
    if (text_equal(program->enrollment, TEXT("closed"))) {
        return fault_set(flow->fault, RC_REFUSED, "enrollment_closed", "", "the program takes no new partners now");
    }
    return RC_OK;
}

enum rc application_submit(struct flow *flow, const struct application_input *input,
                           struct application *ret_application)
{
    struct application application;
    TRY(input_read(flow, input, &application));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct program program;
    TRY(program_open_for(flow, input->program_id, &program));
    struct application_question *questions = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, application_question_list(flow->db, flow->arena, input->program_id,
                                                    /* is_with_archived= */ false, &questions, &count)));
    TRY(answers_check(flow, input, questions, count));
    enum rc rc = application_insert(flow->db, flow->arena, &application, &application.id);
    if (rc == RC_CONFLICT) {
        struct application before;
        TRY(flow_stored(flow,
                        application_find(flow->db, flow->arena, application.program_id, application.email, &before)));
        application.id = before.id;
        bool is_unconfirmed = text_equal(before.status, TEXT("unconfirmed"));
        rc = is_unconfirmed ? application_again(flow->db, &application) : RC_OK;
        application = is_unconfirmed ? application : before;
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(application.status, TEXT("unconfirmed"))) {
        TRY(answers_put(flow, input, questions, count, application.id));
        TRY(application_note_step(flow, &application, "application.submit"));
    }
    TRY(application_letter_step(flow, &application, LETTER_APPLICATION_CONFIRM, TEXT_NONE));
    *ret_application = application;
    return flow_commit(flow);
}

// The application under the lock of its id.
static enum rc open(struct flow *flow, struct application_id id, struct application *application)
{
    TRY(flow_lock(flow, text_format(flow->arena, "application:%lld", (long long)id.v)));
    return change_found(flow, application_get(flow->db, flow->arena, id, application), "application");
}

static void act_as_applicant(struct flow *flow, struct application_id id)
{
    flow->actor = text_format(flow->arena, "applicant:%lld", (long long)id.v);
}

enum rc application_confirm(struct flow *flow, struct application_id id, struct application *ret_application)
{
    act_as_applicant(flow, id);
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct application *application = ret_application;
    TRY(open(flow, id, application));
    if (!text_equal(application->status, TEXT("unconfirmed"))) {
        return flow_commit(flow);
    }
    struct program program;
    TRY(program_open_for(flow, application->program_id, &program));
    application->confirmed_at = flow->now;
    application->status = TEXT("waiting");
    if (text_equal(program.enrollment, TEXT("open"))) {
        application->status = TEXT("approved");
        application->decided_at = flow->now;
        application->decided_by = TEXT("open enrollment");
        TRY(application_admit_step(flow, application));
    }
    TRY(flow_stored(flow, application_set(flow->db, application)));
    TRY(application_note_step(flow, application, "application.confirm"));
    return flow_commit(flow);
}

enum rc application_join(struct flow *flow, struct application_id id, const struct sign_in_input *input,
                         struct sign_in_done *ret_done)
{
    act_as_applicant(flow, id);
    struct application application;
    TRY(change_found(flow, application_get(flow->db, flow->arena, id, &application), "application"));
    if (!text_equal(application.status, TEXT("approved"))) {
        return fault_set(flow->fault, RC_REFUSED, "application_undecided", "", "the application is not approved");
    }
    struct user_create_input person = {.email = application.email,
                                       .password = input->password,
                                       .role = ROLE_PARTNER,
                                       .owner_id = application.partner_id.v};
    struct identity_user user;
    TRY(user_create(flow, &person, &user));
    struct sign_in_input signing = *input;
    signing.email = application.email;
    return session_sign_in(flow, &signing, ret_done);
}

enum rc application_reply(struct flow *flow, struct application_id id, struct text body)
{
    act_as_applicant(flow, id);
    struct application_message message = {
        .author = TEXT("applicant"), .body = change_or(body, TEXT("")), .created_at = flow->now};
    TRY(long_words(flow, "body", &message.body));
    if (text_is_empty(message.body)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "body", "body is missing");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct application application;
    TRY(open(flow, id, &application));
    if (!choice_has("waiting,asked", application.status)) {
        return fault_set(flow->fault, RC_REFUSED, "application_decided", "", "the application is decided already");
    }
    application.status = TEXT("waiting");
    int64_t message_id = 0;
    TRY(flow_stored(flow, application_message_insert(flow->db, flow->arena, id, &message, &message_id)));
    TRY(flow_stored(flow, application_set(flow->db, &application)));
    TRY(application_note_step(flow, &application, "application.reply"));
    return flow_commit(flow);
}

enum rc application_person(struct flow *flow, const struct application *application,
                           enum application_person *ret_person)
{
    struct identity_user user;
    enum rc rc = identity_user_find(flow->db, flow->arena, application->email, &user);
    if (rc == RC_NOT_FOUND) {
        *ret_person = APPLICATION_PERSON_NONE;
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    bool is_own = user.role == ROLE_PARTNER && user.owner_id == application->partner_id.v;
    *ret_person = is_own ? APPLICATION_PERSON_OWN : APPLICATION_PERSON_OTHER;
    return RC_OK;
}
