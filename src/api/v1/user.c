// SPDX-License-Identifier: Apache-2.0
// People who may sign in. Passwords come in and never go out.
#include "identity/public_id.h"
#include "user/user_write.h"
#include "v1/handlers.h"
#include "validate.h"

struct user_view {
    struct user_id id;
    struct text email;
    struct text name;
    struct text role;
    struct text duty;
    struct advertiser_id advertiser_id;
    struct partner_id partner_id;
    struct text status;
    struct instant created_at;
    struct instant archived_at;
};
#define DUTIES "owner,manager,accountant,support,admin,member"
#define DUTY_TEXT                                                                                             \
    "What of the role's work the person may do: owner, manager, accountant or support of an operator, admin " \
    "or member of an advertiser, owner or member of a partner."
static const struct field user_fields[] = {
    FIELD_ID(struct user_view, id, PREFIX_USER, 0, "The person's id."),
    FIELD_EMAIL(struct user_view, email, 0, "By which the person signs in, in lower case."),
    FIELD_TEXT(struct user_view, name, 0, NAME_CHARACTERS_MAX, 0, "For people; empty when not said."),
    FIELD_CHOICE(struct user_view, role, "operator,advertiser,partner", 0, "What the person acts as."),
    FIELD_CHOICE(struct user_view, duty, DUTIES, 0, DUTY_TEXT),
    FIELD_ID(struct user_view, advertiser_id, PREFIX_ADVERTISER, 0, "Which advertiser, for that role."),
    FIELD_ID(struct user_view, partner_id, PREFIX_PARTNER, 0, "Which partner, for that role."),
    FIELD_CHOICE(struct user_view, status, "invited,active,archived", 0,
                 "Invited has no password yet; archived may not sign in."),
    FIELD_INSTANT(struct user_view, created_at, 0, "When it was made."),
    FIELD_INSTANT(struct user_view, archived_at, 0, "When it was archived, or null."),
};
const struct schema schema_user = SCHEMA("User", struct user_view, user_fields);

struct user_body {
    struct text email;
    struct text name;
    struct text password;
    struct text role;
    struct text duty;
    struct advertiser_id advertiser_id;
    struct partner_id partner_id;
    struct text status;
};
#define PASSWORD_TEXT "At least eight characters, kept as an Argon2id hash and never shown."
static const struct field user_create_fields[] = {
    FIELD_EMAIL(struct user_body, email, FIELD_REQUIRED, "By which the person signs in; case does not matter."),
    FIELD_TEXT(struct user_body, password, 0, PASSWORD_BYTES_MAX, FIELD_REQUIRED, PASSWORD_TEXT),
    FIELD_NAME(struct user_body, name, 0, "For people."),
    FIELD_CHOICE(struct user_body, role, "operator,advertiser,partner", FIELD_REQUIRED, "What the person acts as."),
    FIELD_CHOICE(struct user_body, duty, DUTIES, 0, "One of the role's; the one that may do all unless given."),
    FIELD_ID(struct user_body, advertiser_id, PREFIX_ADVERTISER, 0, "Which advertiser, for that role."),
    FIELD_ID(struct user_body, partner_id, PREFIX_PARTNER, 0, "Which partner, for that role."),
};
static const struct field user_change_fields[] = {
    FIELD_EMAIL(struct user_body, email, 0, "By which the person signs in; case does not matter."),
    FIELD_NAME(struct user_body, name, 0, "For people."),
    FIELD_TEXT(struct user_body, password, 0, PASSWORD_BYTES_MAX, 0, PASSWORD_TEXT),
    FIELD_CHOICE(struct user_body, duty, DUTIES, 0, "One of the person's role."),
    FIELD_CHOICE(struct user_body, status, "active,archived", 0, "Archived may not sign in; active brings back."),
};
const struct schema schema_user_create = SCHEMA("UserCreate", struct user_body, user_create_fields);
const struct schema schema_user_change = SCHEMA("UserChange", struct user_body, user_change_fields);

static struct text status_of(const struct identity_user *user)
{
    if (!instant_is_none(user->archived_at)) {
        return TEXT("archived");
    }
    return user->is_invited ? TEXT("invited") : TEXT("active");
}

static struct user_view view_of(const struct identity_user *user)
{
    return (struct user_view){
        .id = user->id,
        .email = user->email,
        .name = user->name,
        .role = text_of(role_text(user->role)),
        .duty = text_of(duty_text(user->duty)),
        .advertiser_id = {.v = user->role == ROLE_ADVERTISER ? user->owner_id : 0},
        .partner_id = {.v = user->role == ROLE_PARTNER ? user->owner_id : 0},
        .status = status_of(user),
        .created_at = user->created_at,
        .archived_at = user->archived_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct user_view shown = view_of(view);
    return call_print(call, &schema_user, &shown);
}

enum rc api_user_create(struct call *call)
{
    const struct user_body *body = call->body;
    struct user_create_input input = {
        .email = body->email, .name = body->name, .password = body->password, .role = ROLE_NOBODY, .duty = body->duty};
    if (!role_parse(body->role, &input.role)) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "role", "role is unknown");
    }
    TRY(access_body_owner(call, input.role, body->advertiser_id, body->partner_id));
    input.owner_id = input.role == ROLE_ADVERTISER ? body->advertiser_id.v : body->partner_id.v;
    struct identity_user user = {.id = {.v = 0}};
    call_answer_by(call, render, &user);
    return user_create(&call->flow, &input, &user);
}

enum rc api_user_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit;
    int64_t before_id;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before_id));
    struct identity_user_filter filter = {.role = ROLE_NOBODY, .before_id = before_id, .limit = limit + 1};
    struct identity_user *users;
    size_t count;
    TRY(flow_stored(&call->flow, identity_user_list(call->db, call->arena, &filter, &users, &count)));
    struct user_view *views = arena_many(call->arena, struct user_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&users[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct user_view, id)};
    return call_print_page(call, &page);
}

enum rc api_user_get(struct call *call)
{
    struct identity_user user = {.id = {.v = 0}};
    TRY(access_user(call, (struct user_id){.v = call->ids[0]}, &user));
    return render(call, &user);
}

static enum rc change(struct call *call, const struct user_change_input *input)
{
    struct identity_user user = {.id = {.v = 0}};
    TRY(access_user(call, (struct user_id){.v = call->ids[0]}, &user));
    call_answer_by(call, render, &user);
    return user_change(&call->flow, user.id, input, &user);
}

enum rc api_user_change(struct call *call)
{
    const struct user_body *body = call->body;
    struct user_change_input input = {.email = body->email,
                                      .name = body->name,
                                      .password = body->password,
                                      .duty = body->duty,
                                      .status = body->status};
    return change(call, &input);
}

enum rc api_user_archive(struct call *call)
{
    struct user_change_input input = {.status = TEXT("archived")};
    return change(call, &input);
}
