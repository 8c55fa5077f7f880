// SPDX-License-Identifier: Apache-2.0
// Recording of impressions; see impression_record.h.
#include "click/impression_record.h"

#include "change.h"
#include "ledger/rate_write.h"

enum rc impression_link(struct flow *flow, const struct impression_input *input, struct link *ret_link)
{
    if (input->link_id.v != 0) {
        enum rc rc = link_get(flow->db, flow->arena, input->link_id, ret_link);
        return rc == RC_NOT_FOUND
                   ? fault_set(flow->fault, RC_INVALID, "link_unknown", "link_id", "link_id names no link")
                   : flow_stored(flow, rc);
    }
    if (input->partner_id.v == 0 || input->program_id.v == 0) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "link_id",
                         "link_id is missing, or partner_id and program_id instead");
    }
    enum rc rc = link_oldest(flow->db, flow->arena, input->partner_id, input->program_id, ret_link);
    return rc == RC_NOT_FOUND ? fault_set(flow->fault, RC_INVALID, "link_unknown", "partner_id",
                                          "the partner has no link in the program")
                              : flow_stored(flow, rc);
}

static enum rc check(struct flow *flow, const struct impression_input *input, int64_t *ret_day)
{
    if (text_is_empty(input->report_id)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "report_id", "report_id is missing");
    }
    if (input->report_id.n > IMPRESSION_REPORT_ID_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "report_id", "report_id has at most %d bytes",
                         IMPRESSION_REPORT_ID_MAX);
    }
    if (input->impressions < 1 || input->impressions > IMPRESSIONS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "impressions",
                         "impressions must be between 1 and %lld", (long long)IMPRESSIONS_MAX);
    }
    TRY(rate_day_read(flow, "day", input->day, ret_day));
    if (*ret_day > day_number(flow->now)) {
        return fault_set(flow->fault, RC_INVALID, "day_in_future", "day", "day must not be after today (UTC)");
    }
    return RC_OK;
}

enum rc impression_record(struct flow *flow, const struct impression_input *input,
                          struct impression_recorded *ret_recorded)
{
    struct impression_recorded recorded = {.report = {.impressions = input->impressions, .received_at = flow->now}};
    TRY(check(flow, input, &recorded.report.day));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(impression_link(flow, input, &recorded.link));
    recorded.report.link_id = recorded.link.id;
    recorded.report.key =
        text_format(flow->arena, "%lld:%.*s", (long long)recorded.link.program_id.v, TEXT_PRINT(input->report_id));
    TRY(flow_lock(flow, text_format(flow->arena, "impressions:%.*s", TEXT_PRINT(recorded.report.key))));
    struct impression_report first;
    enum rc rc = impression_report_find(flow->db, flow->arena, recorded.report.key, &first);
    if (rc == RC_NOT_FOUND) {
        TRY(flow_stored(flow, impression_report_insert(flow->db, flow->arena, &recorded.report)));
    } else {
        TRY(flow_stored(flow, rc));
        if (first.link_id.v != recorded.report.link_id.v || first.day != recorded.report.day ||
            first.impressions != recorded.report.impressions) {
            return fault_set(flow->fault, RC_CONFLICT, "impressions_conflict", "report_id",
                             "report %.*s was sent before with other content", TEXT_PRINT(input->report_id));
        }
        recorded.report = first;
    }
    *ret_recorded = recorded;
    return flow_commit(flow);
}
