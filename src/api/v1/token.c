// SPDX-License-Identifier: Apache-2.0
// Bearer tokens.
#include "identity/public_id.h"
#include "user/token_write.h"
#include "v1/handlers.h"

static const struct field page_query_fields[] = {CALL_PAGE_FIELDS(struct page_query)};
const struct schema schema_page_query = SCHEMA("PageQuery", struct page_query, page_query_fields);

struct token_view {
    struct token_id id;
    struct text name;
    struct text role;
    struct advertiser_id advertiser_id;
    struct partner_id partner_id;
    struct instant created_at;
    struct instant revoked_at;
    struct text token; // TokenCreated only
};
#define TOKEN_FIELDS                                                                                          \
    FIELD_ID(struct token_view, id, PREFIX_TOKEN, 0, "The token's id, which is no secret."),                  \
        FIELD_NAME(struct token_view, name, 0, "For people."),                                                \
        FIELD_CHOICE(struct token_view, role, "operator,advertiser,partner", 0, "What the bearer acts as."),  \
        FIELD_ID(struct token_view, advertiser_id, PREFIX_ADVERTISER, 0, "Which advertiser, for that role."), \
        FIELD_ID(struct token_view, partner_id, PREFIX_PARTNER, 0, "Which partner, for that role."),          \
        FIELD_INSTANT(struct token_view, created_at, 0, "When it was made."),                                 \
        FIELD_INSTANT(struct token_view, revoked_at, 0, "When it was stopped, or null.")
static const struct field token_fields[] = {TOKEN_FIELDS};
static const struct field token_created_fields[] = {
    TOKEN_FIELDS,
    FIELD_TEXT(struct token_view, token, 44, 44, 0, "The token itself: shown once."),
};
const struct schema schema_token = SCHEMA("Token", struct token_view, token_fields);
const struct schema schema_token_created = SCHEMA("TokenCreated", struct token_view, token_created_fields);

struct token_body {
    struct text name;
    struct text role;
    struct advertiser_id advertiser_id;
    struct partner_id partner_id;
};
static const struct field token_create_fields[] = {
    FIELD_NAME(struct token_body, name, FIELD_REQUIRED, "For people: what the token is for."),
    FIELD_CHOICE(struct token_body, role, "operator,advertiser,partner", 0, "What the bearer acts as; operator."),
    FIELD_ID(struct token_body, advertiser_id, PREFIX_ADVERTISER, 0, "Which advertiser, for that role."),
    FIELD_ID(struct token_body, partner_id, PREFIX_PARTNER, 0, "Which partner, for that role."),
};
const struct schema schema_token_create = SCHEMA("TokenCreate", struct token_body, token_create_fields);

static struct token_view view_of(const struct identity_token *token)
{
    return (struct token_view){
        .id = token->id,
        .name = token->name,
        .role = text_of(role_text(token->role)),
        .advertiser_id = {.v = token->role == ROLE_ADVERTISER ? token->owner_id : 0},
        .partner_id = {.v = token->role == ROLE_PARTNER ? token->owner_id : 0},
        .created_at = token->created_at,
        .revoked_at = token->revoked_at,
    };
}

static enum rc render_token(struct call *call, const void *view)
{
    struct token_view shown = view_of(view);
    return call_print(call, &schema_token, &shown);
}

static enum rc render_created(struct call *call, const void *view)
{
    const struct token_created *created = view;
    struct token_view shown = view_of(&created->token);
    shown.token = created->secret;
    return call_print(call, &schema_token_created, &shown);
}

enum rc api_token_create(struct call *call)
{
    const struct token_body *body = call->body;
    struct token_create_input input = {.name = body->name, .role = ROLE_OPERATOR};
    if (text_is(body->role) && !role_parse(body->role, &input.role)) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "role", "role is unknown");
    }
    TRY(access_body_owner(call, input.role, body->advertiser_id, body->partner_id));
    input.owner_id = input.role == ROLE_ADVERTISER ? body->advertiser_id.v : body->partner_id.v;
    struct token_created created;
    call_answer_by(call, render_created, &created);
    return token_create(&call->flow, &input, &created);
}

enum rc api_token_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit;
    int64_t before_id;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before_id));
    struct identity_token *tokens;
    size_t count;
    TRY(flow_stored(&call->flow, identity_token_list(call->db, call->arena, before_id, limit + 1, &tokens, &count)));
    struct token_view *views = arena_many(call->arena, struct token_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&tokens[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct token_view, id)};
    return call_print_page(call, &page);
}

enum rc api_token_get(struct call *call)
{
    struct identity_token token = {.id = {.v = 0}};
    enum rc rc = identity_token_get(call->db, call->arena, (struct token_id){.v = call->ids[0]}, &token);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "not_found", "", "there is no such token");
    }
    TRY(flow_stored(&call->flow, rc));
    return render_token(call, &token);
}

enum rc api_token_revoke(struct call *call)
{
    struct identity_token token = {.id = {.v = 0}};
    call_answer_by(call, render_token, &token);
    return token_revoke(&call->flow, (struct token_id){.v = call->ids[0]}, &token);
}
