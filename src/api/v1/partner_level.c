// SPDX-License-Identifier: Apache-2.0
// Levels of partners in programs.
#include "partner/partner_level_write.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

struct level_view {
    struct opt_int64 number;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text level;
    struct instant effective_at;
    struct text cause, actor;
    struct instant created_at;
    int64_t id; // the cursor
};
static const struct field level_fields[] = {
    FIELD_INT64(struct level_view, number, 1, INT64_MAX, 0, "Of the step in the history."),
    FIELD_ID(struct level_view, partner_id, PREFIX_PARTNER, 0, "Whose."),
    FIELD_ID(struct level_view, program_id, PREFIX_PROGRAM, 0, "Where."),
    FIELD_TEXT(struct level_view, level, 0, PARTNER_LEVEL_CHARACTERS_MAX, 0, "The level; empty: none."),
    FIELD_INSTANT(struct level_view, effective_at, 0, "From which events are judged by it."),
    FIELD_TEXT(struct level_view, cause, 0, PARTNER_LEVEL_CAUSE_CHARACTERS_MAX, 0, "Why."),
    FIELD_TEXT(struct level_view, actor, 0, 200, 0, "Who set it; null to partners."),
    FIELD_INSTANT(struct level_view, created_at, 0, "When it was set."),
};
const struct schema schema_partner_level = SCHEMA("PartnerLevel", struct level_view, level_fields);

struct level_body {
    struct program_id program_id;
    struct text level;
    struct instant effective_at;
    struct text cause;
};
static const struct field level_body_fields[] = {
    FIELD_ID(struct level_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Where."),
    FIELD_TEXT(struct level_body, level, 0, PARTNER_LEVEL_CHARACTERS_MAX, FIELD_REQUIRED,
               "Free word such as gold; empty takes the level away."),
    FIELD_INSTANT(struct level_body, effective_at, 0, "From which events are judged by it; now unless given."),
    FIELD_TEXT(struct level_body, cause, 0, PARTNER_LEVEL_CAUSE_CHARACTERS_MAX, 0, "Why."),
};
const struct schema schema_partner_level_set = SCHEMA("PartnerLevelSet", struct level_body, level_body_fields);

struct level_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
};
static const struct field level_query_fields[] = {
    CALL_PAGE_FIELDS(struct level_query),
    FIELD_ID(struct level_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
};
const struct schema schema_partner_level_query = SCHEMA("PartnerLevelQuery", struct level_query, level_query_fields);

static struct level_view view_of(const struct call *call, const struct partner_level *level)
{
    return (struct level_view){
        .number = some_int64(level->id),
        .partner_id = level->partner_id,
        .program_id = level->program_id,
        .level = level->level,
        .effective_at = level->effective_at,
        .cause = level->cause,
        .actor = call->actor.role == ROLE_PARTNER ? TEXT_NONE : level->actor,
        .created_at = level->created_at,
        .id = level->id,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct level_view shown = view_of(call, view);
    return call_print(call, &schema_partner_level, &shown);
}

enum rc api_partner_level_set(struct call *call)
{
    const struct level_body *body = call->body;
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct partner_level_input input = {.partner_id = partner.id,
                                        .program_id = body->program_id,
                                        .level = body->level,
                                        .effective_at = body->effective_at,
                                        .cause = body->cause};
    struct partner_level *level = arena_one(call->arena, struct partner_level);
    call_answer_by(call, render, level);
    return partner_level_set(&call->flow, &input, level);
}

enum rc api_partner_level_list(struct call *call)
{
    const struct level_query *query = call->query;
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct partner_level_filter filter = {
        .partner_id = partner.id, .program_id = query->program_id, .advertiser_id = access_own_advertiser(call)};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct partner_level *list;
    size_t count;
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &list, &count)));
    struct level_view *views = arena_many(call->arena, struct level_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct level_view, id)};
    return call_print_page(call, &page);
}
