// SPDX-License-Identifier: Apache-2.0
// Shared steps of the flows that change the network's nouns.
#include "change.h"

#include <string.h>

#include "advertiser/advertiser.h"
#include "audit/audit.h"
#include "conversion/conversion_sql.h"
#include "link/destination.h"
#include "network/network.h"

#define NOTE_BYTES_MAX 262144

enum rc change_version(struct flow *flow, int64_t *ret_version)
{
    enum rc rc = network_catalog_bump(flow->db, flow->arena, ret_version);
    return flow_stored(flow, rc);
}

enum rc change_versions(struct flow *flow, struct program_id program_id, struct instant *ret_made_at)
{
    TRY(flow_lock(flow, flow_versions_lock(flow->arena, program_id)));
    struct sql_conversion_latest_row row;
    TRY(flow_stored(flow, sql_conversion_latest(flow->db, flow->arena,
                                                &(struct sql_conversion_latest_in){.program_id = program_id}, &row)));
    *ret_made_at = row.received_at.ms > flow->now.ms ? row.received_at : flow->now;
    return RC_OK;
}

void change_note_begin(struct flow *flow, struct change_note *note)
{
    note->buf = buf_new(flow->arena, NOTE_BYTES_MAX);
    note->json = json_writer_new(&note->buf);
    json_begin_object(&note->json);
}

void change_note_text(struct change_note *note, const char *name, struct text t)
{
    if (text_is(t)) {
        json_put_text(&note->json, name, t);
    }
}

enum rc change_note_end(struct flow *flow, struct change_note *note, const char *action, int64_t id)
{
    json_end_object(&note->json);
    const char *point = strchr(action, '.');
    int noun_n = point == NULL ? (int)strlen(action) : (int)(point - action);
    struct audit_event event = {
        .occurred_at = flow->now,
        .actor = flow->actor,
        .action = text_of(action),
        .object = text_format(flow->arena, "%.*s:%lld", noun_n, action, (long long)id),
        .content = note->buf.is_overflown ? TEXT("{}") : buf_text(&note->buf),
    };
    return flow_stored(flow, audit_event_add(flow->db, &event));
}

enum rc change_partner_open(struct flow *flow, struct partner_id id, const char *field, struct partner *ret_partner)
{
    enum rc rc = id.v == 0 ? RC_NOT_FOUND : partner_get(flow->db, flow->arena, id, ret_partner);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "partner_unknown", field, "%s names no partner", field);
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(ret_partner->status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "partner_archived", field, "the partner is archived");
    }
    return RC_OK;
}

enum rc change_advertiser_open(struct flow *flow, struct advertiser_id id, const char *field)
{
    struct advertiser advertiser;
    enum rc rc = id.v == 0 ? RC_NOT_FOUND : advertiser_get(flow->db, flow->arena, id, &advertiser);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "advertiser_unknown", field, "%s names no advertiser", field);
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(advertiser.status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "advertiser_archived", field, "the advertiser is archived");
    }
    return RC_OK;
}

enum rc change_owner_open(struct flow *flow, enum role role, int64_t owner_id)
{
    struct partner partner;
    switch (role) {
    case ROLE_OPERATOR:
        if (owner_id != 0) {
            return fault_set(flow->fault, RC_INVALID, "owner_unexpected", "role", "an operator has no owner");
        }
        return RC_OK;
    case ROLE_ADVERTISER:
        return change_advertiser_open(flow, (struct advertiser_id){.v = owner_id}, "advertiser_id");
    case ROLE_PARTNER:
        return change_partner_open(flow, (struct partner_id){.v = owner_id}, "partner_id", &partner);
    case ROLE_NOBODY:
    case ROLE_COUNT:
        break;
    }
    return fault_set(flow->fault, RC_INVALID, "value_unknown", "role",
                     "role must be one of operator, advertiser, partner");
}

enum rc change_program_open(struct flow *flow, struct program_id id, const char *field, struct program *ret_program)
{
    enum rc rc = id.v == 0 ? RC_NOT_FOUND : program_get(flow->db, flow->arena, id, ret_program);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "program_unknown", field, "%s names no program", field);
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(ret_program->status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "program_archived", field, "the program is archived");
    }
    return RC_OK;
}

enum rc change_enrolled(struct flow *flow, struct partner_id partner_id, struct program_id program_id,
                        const char *field)
{
    struct enrollment enrollment;
    enum rc rc = enrollment_find(flow->db, flow->arena, partner_id, program_id, &enrollment);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    if (rc == RC_NOT_FOUND ||
        !(text_equal(enrollment.status, TEXT("approved")) || text_equal(enrollment.status, TEXT("pending")))) {
        return fault_set(flow->fault, RC_REFUSED, "not_enrolled", field,
                         "the partner is not enrolled in the program: make an enrollment first");
    }
    return RC_OK;
}

enum rc change_destination(struct flow *flow, struct text url, struct text parameters, struct text *ret_host)
{
    if (!text_is(url)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "destination_url", "destination_url is missing");
    }
    return destination_check(flow->arena, url, parameters, ret_host, flow->fault);
}

enum rc change_found(struct flow *flow, enum rc rc, const char *noun)
{
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "", "there is no such %s", noun);
    }
    return flow_stored(flow, rc);
}

struct text change_or(struct text changed, struct text present)
{
    return text_is(changed) ? changed : present;
}
