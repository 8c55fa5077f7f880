// SPDX-License-Identifier: Apache-2.0
// A partner enters another program.
#include "application/partner_join.h"

#include "application/application_admit.h"
#include "change.h"
#include "partner/enrollment_write.h"

enum rc partner_join(struct flow *flow, struct partner_id partner_id, struct program_id program_id,
                     struct enrollment *ret_enrollment)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    struct program program;
    TRY(change_version(flow, &version));
    enum rc rc = program_get(flow->db, flow->arena, program_id, &program);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (!program.is_public || !text_equal(program.status, TEXT("active"))))) {
        return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "", "there is no such program");
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(program.enrollment, TEXT("closed"))) {
        return fault_set(flow->fault, RC_REFUSED, "enrollment_closed", "", "the program takes no new partners now");
    }
    bool is_open = text_equal(program.enrollment, TEXT("open"));
    struct enrollment_input input = {.partner_id = partner_id,
                                     .program_id = program_id,
                                     .status = is_open ? TEXT("approved") : TEXT("pending"),
                                     .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    TRY(enrollment_create_step(flow, &input, version, &view));
    if (is_open) {
        TRY(application_links_step(flow, version, partner_id, program_id));
    }
    *ret_enrollment = view.enrollment;
    return flow_commit(flow);
}
