// SPDX-License-Identifier: Apache-2.0
// Rewards in kind: what plans promised besides money.
#include "commission/reward_write.h"

#include "commission/commission_sql.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct reward_view {
    int64_t id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct conversion_id conversion_id;
    struct text kind, name;
    struct opt_int64 granted, taken_back, delivered;
    struct instant created_at;
};
static const struct field reward_fields[] = {
    {.name = "id",
     .kind = FIELD_KIND_ID,
     .words = PREFIX_REWARD,
     .offset = FIELD_AT(struct reward_view, id, int64_t),
     .description = "The reward."},
    FIELD_ID(struct reward_view, partner_id, PREFIX_PARTNER, 0, "Whose."),
    FIELD_ID(struct reward_view, program_id, PREFIX_PROGRAM, 0, "Where."),
    FIELD_ID(struct reward_view, conversion_id, PREFIX_CONVERSION, 0, "What earned it; null: a period's events."),
    FIELD_CHOICE(struct reward_view, kind, "gift,credit,lead,invitation", 0, "What it is."),
    FIELD_TEXT(struct reward_view, name, 0, 200, 0, "Of the gift or invitation."),
    FIELD_INT64(struct reward_view, granted, 0, INT64_MAX, 0, "Pieces granted in all."),
    FIELD_INT64(struct reward_view, taken_back, 0, INT64_MAX, 0, "Pieces taken back after refunds."),
    FIELD_INT64(struct reward_view, delivered, 0, INT64_MAX, 0, "Pieces delivered."),
    FIELD_INSTANT(struct reward_view, created_at, 0, "When it was first granted."),
};
const struct schema schema_reward = SCHEMA("Reward", struct reward_view, reward_fields);

struct reward_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
};
static const struct field reward_query_fields[] = {
    CALL_PAGE_FIELDS(struct reward_query),
    FIELD_ID(struct reward_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct reward_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
};
const struct schema schema_reward_query = SCHEMA("RewardQuery", struct reward_query, reward_query_fields);

struct reward_body {
    struct opt_int64 quantity;
};
static const struct field reward_body_fields[] = {
    FIELD_INT64(struct reward_body, quantity, 1, INT64_MAX, 0, "Pieces; all that are open unless given."),
};
const struct schema schema_reward_deliver = SCHEMA("RewardDelivery", struct reward_body, reward_body_fields);

static struct reward_view view_of(const struct sql_reward_list_row *row)
{
    return (struct reward_view){
        .id = row->id,
        .partner_id = row->partner_id,
        .program_id = row->program_id,
        .conversion_id = row->conversion_id,
        .kind = row->kind,
        .name = row->name,
        .granted = some_int64(row->granted),
        .taken_back = some_int64(row->taken_back),
        .delivered = some_int64(row->delivered),
        .created_at = row->created_at,
    };
}

enum rc api_reward_list(struct call *call)
{
    const struct reward_query *query = call->query;
    struct sql_reward_list_in in = {.program_id = query->program_id, .advertiser_id = access_own_advertiser(call)};
    TRY(access_filter_partner(call, query->partner_id, &in.partner_id));
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &in.before_id));
    in.before_id = in.before_id == 0 ? INT64_MAX : in.before_id;
    in.limit = limit + 1;
    struct sql_reward_list_row *rows;
    size_t count;
    TRY(flow_stored(&call->flow, sql_reward_list(call->db, call->arena, &in, &rows, &count)));
    struct reward_view *views = arena_many(call->arena, struct reward_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&rows[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct reward_view, id)};
    return call_print_page(call, &page);
}

static enum rc render(struct call *call, const void *view)
{
    const int64_t *id = view;
    struct sql_reward_list_in in = {.before_id = *id + 1, .limit = 1};
    struct sql_reward_list_row *rows;
    size_t count;
    TRY(flow_stored(&call->flow, sql_reward_list(call->db, call->arena, &in, &rows, &count)));
    struct reward_view shown = view_of(&rows[0]);
    return call_print(call, &schema_reward, &shown);
}

enum rc api_reward_deliver(struct call *call)
{
    const struct reward_body *body = call->body;
    int64_t *id = arena_one(call->arena, int64_t);
    *id = call->ids[0];
    call_answer_by(call, render, id);
    return reward_deliver(&call->flow, *id, body->quantity.has ? body->quantity.v : 0);
}
