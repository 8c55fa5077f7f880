// SPDX-License-Identifier: Apache-2.0
// Changes of partners. The audit event names which personal fields changed, not their contents: it is never erased,
// and a person may have to be.
#include "partner/partner_write.h"

#include "change.h"
#include "identity/secret.h"
#include "validate.h"

#define CODE_LETTERS 8
#define CODE_TRIES 5

static enum rc partner_check(struct flow *flow, struct partner *partner)
{
    TRY(validate_code(flow->fault, "code", partner->code));
    TRY(validate_name(flow->fault, "name", partner->name));
    if (!text_is_empty(partner->email)) {
        TRY(validate_email(flow->fault, "email", partner->email));
    }
    TRY(validate_words(flow->fault, "type", partner->type, PARTNER_TYPE_CHARACTERS_MAX));
    TRY(validate_words(flow->fault, "segment", partner->segment, PARTNER_TYPE_CHARACTERS_MAX));
    TRY(validate_country(flow->arena, flow->fault, "country", partner->country, &partner->country));
    return validate_choice(flow->fault, "status", partner->status, "active,archived");
}

static enum rc note_partner(struct flow *flow, const struct partner_input *input, const struct partner *partner,
                            const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "code", partner->code);
    change_note_text(&note, "type", partner->type);
    change_note_text(&note, "segment", partner->segment);
    change_note_text(&note, "country", partner->country);
    change_note_text(&note, "status", partner->status);
    if (partner->recruited_by.v != 0) {
        json_put_int64(&note.json, "recruited_by", partner->recruited_by.v);
    }
    json_put_bool(&note.json, "is_name_given", text_is(input->name));
    json_put_bool(&note.json, "is_email_given", text_is(input->email));
    return change_note_end(flow, &note, action, partner->id.v);
}

// A generated code is tried again when it is taken; one that was asked for is refused.
static enum rc insert(struct flow *flow, bool is_generated, struct partner *partner)
{
    for (int i = 0; i < CODE_TRIES; i++) {
        enum rc rc = partner_insert(flow->db, flow->arena, partner, &partner->id);
        if (rc != RC_CONFLICT) {
            return flow_stored(flow, rc);
        }
        if (!is_generated) {
            break;
        }
        partner->code = secret_letters(flow->arena, CODE_LETTERS);
    }
    return fault_set(flow->fault, RC_CONFLICT, "code_taken", "code", "another partner has this code");
}

// Recruiters form a tree. Whoever changes it holds the network's row, so two changes cannot close a ring together.
static enum rc check_recruiter(struct flow *flow, const struct partner *partner)
{
    if (partner->recruited_by.v == 0) {
        return RC_OK;
    }
    struct partner recruiter;
    TRY(change_partner_open(flow, partner->recruited_by, "recruited_by", &recruiter));
    struct partner_id *above;
    size_t count;
    TRY(flow_stored(flow,
                    partner_recruiters(flow->db, flow->arena, recruiter.id, PARTNER_RECRUITERS_MAX, &above, &count)));
    bool is_ring = recruiter.id.v == partner->id.v;
    for (size_t i = 0; i < count; i++) {
        is_ring = is_ring || above[i].v == partner->id.v;
    }
    if (is_ring) {
        return fault_set(flow->fault, RC_REFUSED, "recruiter_cycle", "recruited_by",
                         "recruited_by names a partner who was himself brought by this one");
    }
    if (count >= PARTNER_RECRUITERS_MAX) {
        return fault_set(flow->fault, RC_REFUSED, "recruiter_chain_too_long", "recruited_by",
                         "a chain of recruiters has at most %d partners", PARTNER_RECRUITERS_MAX);
    }
    return RC_OK;
}

enum rc partner_create_step(struct flow *flow, const struct partner_input *input, int64_t version,
                            struct partner *ret_partner)
{
    bool is_generated = !text_is(input->code);
    struct partner partner = {
        .code = is_generated ? secret_letters(flow->arena, CODE_LETTERS) : input->code,
        .name = input->name,
        .email = change_or(input->email, TEXT("")),
        .type = change_or(input->type, TEXT("")),
        .segment = change_or(input->segment, TEXT("")),
        .country = change_or(input->country, TEXT("")),
        .recruited_by = input->recruited_by,
        .status = TEXT("active"),
        .created_at = flow->now,
        .version = version,
    };
    TRY(partner_check(flow, &partner));
    TRY(check_recruiter(flow, &partner));
    TRY(insert(flow, is_generated, &partner));
    *ret_partner = partner;
    return note_partner(flow, input, &partner, "partner.create");
}

enum rc partner_create(struct flow *flow, const struct partner_input *input, struct partner *ret_partner)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(partner_create_step(flow, input, version, ret_partner));
    return flow_commit(flow);
}

enum rc partner_change(struct flow *flow, struct partner_id id, const struct partner_input *input,
                       struct partner *ret_partner)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct partner partner;
    TRY(change_found(flow, partner_get(flow->db, flow->arena, id, &partner), "partner"));
    partner.name = change_or(input->name, partner.name);
    partner.email = change_or(input->email, partner.email);
    partner.type = change_or(input->type, partner.type);
    partner.segment = change_or(input->segment, partner.segment);
    partner.country = change_or(input->country, partner.country);
    if (input->recruited_by.v != 0 && input->recruited_by.v != partner.recruited_by.v) {
        partner.recruited_by = input->recruited_by;
        TRY(check_recruiter(flow, &partner));
    }
    partner.status = change_or(input->status, partner.status);
    partner.version = version;
    TRY(partner_check(flow, &partner));
    TRY(flow_stored(flow, partner_set(flow->db, &partner)));
    TRY(note_partner(flow, input, &partner, "partner.change"));
    *ret_partner = partner;
    return flow_commit(flow);
}
