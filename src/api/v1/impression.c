// SPDX-License-Identifier: Apache-2.0
// Impressions, as an advertiser's ad server counted them.
#include "click/impression_record.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct impression_view {
    struct link_id link_id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text day;
    struct opt_int64 impressions;
    struct text report_id;
    struct instant received_at;
};
static const struct field impression_fields[] = {
    FIELD_ID(struct impression_view, link_id, PREFIX_LINK, 0, "Which link was shown."),
    FIELD_ID(struct impression_view, partner_id, PREFIX_PARTNER, 0, "Whose link."),
    FIELD_ID(struct impression_view, program_id, PREFIX_PROGRAM, 0, "Of which program."),
    FIELD_TEXT(struct impression_view, day, 10, 10, 0, "The day (UTC): \"2026-11-30\"."),
    FIELD_INT64(struct impression_view, impressions, 1, IMPRESSIONS_MAX, 0, "How often."),
    FIELD_TEXT(struct impression_view, report_id, 1, IMPRESSION_REPORT_ID_MAX, 0, "The report's name."),
    FIELD_INSTANT(struct impression_view, received_at, 0, "When it was first accepted."),
};
const struct schema schema_impression = SCHEMA("Impressions", struct impression_view, impression_fields);

struct impression_body {
    struct link_id link_id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text day;
    struct opt_int64 impressions;
    struct text report_id;
};
static const struct field impression_create_fields[] = {
    FIELD_ID(struct impression_body, link_id, PREFIX_LINK, 0, "The link that was shown."),
    FIELD_ID(struct impression_body, partner_id, PREFIX_PARTNER, 0,
             "Or, without link_id, the partner whose oldest link in program_id was."),
    FIELD_ID(struct impression_body, program_id, PREFIX_PROGRAM, 0, "The program; with partner_id."),
    FIELD_TEXT(struct impression_body, day, 1, 32, FIELD_REQUIRED, "The day (UTC), not after today: \"2026-11-30\"."),
    FIELD_INT64(struct impression_body, impressions, 1, IMPRESSIONS_MAX, FIELD_REQUIRED, "How often."),
    FIELD_TEXT(struct impression_body, report_id, 1, IMPRESSION_REPORT_ID_MAX, FIELD_REQUIRED,
               "Your name for this report, unique within the program: it counts once however often it is sent."),
};
const struct schema schema_impression_create =
    SCHEMA("ImpressionsCreate", struct impression_body, impression_create_fields);

struct told {
    struct impression_recorded recorded;
    struct text report_id;
};

static enum rc render(struct call *call, const void *view)
{
    const struct told *told = view;
    struct impression_view shown = {
        .link_id = told->recorded.link.id,
        .partner_id = told->recorded.link.partner_id,
        .program_id = told->recorded.link.program_id,
        .day = instant_date_text(call->arena, (struct instant){told->recorded.report.day * DAY_MS}),
        .impressions = some_int64(told->recorded.report.impressions),
        .report_id = told->report_id,
        .received_at = told->recorded.report.received_at,
    };
    return call_print(call, &schema_impression, &shown);
}

static enum rc reach(struct call *call, const struct impression_body *body)
{
    if (body->link_id.v == 0) {
        TRY(access_body_program(call, body->program_id));
        return access_body_partner(call, body->partner_id);
    }
    struct link link;
    enum rc rc = access_link(call, body->link_id, &link);
    if (rc == RC_NOT_FOUND) {
        fault_clear(call->fault);
        return fault_set(call->fault, RC_INVALID, "link_unknown", "link_id", "link_id names no link");
    }
    return rc;
}

enum rc api_impression_create(struct call *call)
{
    const struct impression_body *body = call->body;
    TRY(reach(call, body));
    struct impression_input input = {.link_id = body->link_id,
                                     .partner_id = body->partner_id,
                                     .program_id = body->program_id,
                                     .day = body->day,
                                     .impressions = body->impressions.v,
                                     .report_id = body->report_id};
    struct told *told = arena_one(call->arena, struct told);
    told->report_id = body->report_id;
    call_answer_by(call, render, told);
    return impression_record(&call->flow, &input, &told->recorded);
}
