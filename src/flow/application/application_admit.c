// SPDX-License-Identifier: Apache-2.0
// From applicant to partner.
#include "application/application_admit.h"

#include "change.h"
#include "identity/identity.h"
#include "identity/public_id.h"
#include "link/link.h"
#include "partner/enrollment_write.h"
#include "partner/link_write.h"
#include "partner/partner_write.h"
#include "user/letter.h"

// Who is there already: 0 when nobody is.
static enum rc partner_known(struct flow *flow, const struct application *application, struct partner_id *ret_id)
{
    *ret_id = application->partner_id;
    if (ret_id->v != 0) {
        return RC_OK;
    }
    struct identity_user user;
    enum rc rc = identity_user_find(flow->db, flow->arena, application->email, &user);
    if (rc == RC_OK && user.role == ROLE_PARTNER && instant_is_none(user.archived_at)) {
        ret_id->v = user.owner_id;
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

static enum rc partner_make(struct flow *flow, int64_t version, struct application *application)
{
    struct partner partner;
    TRY(partner_known(flow, application, &application->partner_id));
    if (application->partner_id.v == 0) {
        struct partner_input input = {
            .name = application->name, .email = application->email, .country = application->country};
        TRY(partner_create_step(flow, &input, version, &partner));
        application->partner_id = partner.id;
        return RC_OK;
    }
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, application->partner_id, &partner)));
    if (text_equal(partner.status, TEXT("archived"))) {
        partner.status = TEXT("active");
        partner.version = version;
        TRY(flow_stored(flow, partner_set(flow->db, &partner)));
    }
    return RC_OK;
}

static enum rc enroll(struct flow *flow, int64_t version, const struct application *application, const char *status)
{
    struct enrollment_input input = {.partner_id = application->partner_id,
                                     .program_id = application->program_id,
                                     .status = text_of(status),
                                     .terms_effective_at = INSTANT_NONE};
    struct enrollment enrollment;
    struct enrollment_view view;
    enum rc rc = enrollment_find(flow->db, flow->arena, application->partner_id, application->program_id, &enrollment);
    if (rc == RC_NOT_FOUND) {
        return enrollment_create_step(flow, &input, version, &view);
    }
    TRY(flow_stored(flow, rc));
    return enrollment_change_step(flow, enrollment.id, &input, version, &view);
}

enum rc application_links_step(struct flow *flow, int64_t version, struct partner_id partner_id,
                               struct program_id program_id)
{
    struct offer_filter filter = {.program_id = program_id, .status = TEXT("active"), .limit = APPLICATION_LINKS_MAX};
    struct offer *offers = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, offer_list(flow->db, flow->arena, &filter, &offers, &count)));
    for (size_t i = count; i > 0; i--) { // the oldest offer first: its link is the first
        struct link_filter asked = {.partner_id = partner_id, .offer_id = offers[i - 1].id, .limit = 1};
        struct link *links = NULL;
        size_t link_count = 0;
        TRY(flow_stored(flow, link_list(flow->db, flow->arena, &asked, &links, &link_count)));
        struct link_input input = {.partner_id = partner_id, .offer_id = offers[i - 1].id};
        struct link link;
        if (link_count == 0) {
            TRY(link_create_step(flow, &input, version, &link));
        }
    }
    return RC_OK;
}

enum rc application_admit_step(struct flow *flow, struct application *application)
{
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(partner_make(flow, version, application));
    TRY(enroll(flow, version, application, "approved"));
    return application_links_step(flow, version, application->partner_id, application->program_id);
}

enum rc application_dismiss_step(struct flow *flow, const struct application *application)
{
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(enroll(flow, version, application, "archived"));
    struct enrollment_filter filter = {.partner_id = application->partner_id, .limit = 2};
    struct enrollment *others = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, enrollment_list(flow->db, flow->arena, &filter, &others, &count)));
    struct partner partner;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, application->partner_id, &partner)));
    if (count > 1) {
        return RC_OK;
    }
    partner.status = TEXT("archived");
    partner.version = version;
    return flow_stored(flow, partner_set(flow->db, &partner));
}

enum rc application_letter_step(struct flow *flow, const struct application *application, enum letter_kind kind,
                                struct text words)
{
    struct program program;
    TRY(flow_stored(flow, program_get(flow->db, flow->arena, application->program_id, &program)));
    struct letter letter;
    letter_begin(flow, &letter, kind);
    letter.language = application->language;
    letter_text(&letter, "name", application->name);
    letter_text(&letter, "program", program.name);
    letter_text(&letter, "application",
                public_id_text(flow->arena, flow->keyring, PREFIX_APPLICATION, application->id.v));
    letter_text(&letter, "reason", text_is_empty(application->reason) ? TEXT_NONE : application->reason);
    letter_text(&letter, "words", words);
    // So seldom that a letter which is asked for again does arrive, and not so often that it can be used to annoy.
    struct text key = text_format(flow->arena, "application:%lld:%s:%lld", (long long)application->id.v,
                                  letter_name(kind), (long long)(flow->now.ms / (10 * MINUTE_MS)));
    return letter_queue(flow, &letter, key, application->email);
}

enum rc application_note_step(struct flow *flow, const struct application *application, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "program", application->program_id.v);
    change_note_text(&note, "status", application->status);
    change_note_text(&note, "reason", text_is_empty(application->reason) ? TEXT_NONE : application->reason);
    if (application->partner_id.v != 0) {
        json_put_int64(&note.json, "partner", application->partner_id.v);
    }
    return change_note_end(flow, &note, action, application->id.v);
}
