// SPDX-License-Identifier: Apache-2.0
// Offers.
#include "identity/public_id.h"
#include "program/offer_write.h"
#include "v1/handlers.h"

#define GOALS_BYTES_MAX 8192
#define GOAL_SCHEMA                                                                                                 \
    "{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\"},\"kind\":{\"enum\":[\"lead\",\"sale\"]}}," \
    "\"required\":[\"code\"],\"additionalProperties\":false}"
#define URL_BYTES_MAX 2048

struct offer_view {
    struct offer_id id;
    struct program_id program_id;
    struct text name;
    struct text destination_url;
    struct text hosts;
    struct text parameters;
    struct text click_id_parameter;
    struct text goals;
    struct text status;
    struct instant created_at;
};
static const struct field offer_fields[] = {
    FIELD_ID(struct offer_view, id, PREFIX_OFFER, 0, "The offer's id."),
    FIELD_ID(struct offer_view, program_id, PREFIX_PROGRAM, 0, "The program it belongs to."),
    FIELD_NAME(struct offer_view, name, 0, "For people."),
    FIELD_TEXT(struct offer_view, destination_url, 1, URL_BYTES_MAX, 0, "Where links lead; may hold macros."),
    FIELD_WORDS(struct offer_view, hosts, 0, "Hosts that deep links may name."),
    FIELD_WORDS(struct offer_view, parameters, 0, "Further query parameters kept on clicks."),
    FIELD_CODE(struct offer_view, click_id_parameter, 0,
               "Parameter that carries the click id when the destination has no macro for it."),
    FIELD_RAW(struct offer_view, goals, "{\"type\":\"array\",\"items\":" GOAL_SCHEMA "}", "Goals with their kinds."),
    FIELD_CHOICE(struct offer_view, status, "active,closed,archived", 0, "Closed sends visitors to the fallback."),
    FIELD_INSTANT(struct offer_view, created_at, 0, "When it was made."),
};
const struct schema schema_offer = SCHEMA("Offer", struct offer_view, offer_fields);

struct offer_body {
    struct program_id program_id;
    struct text name;
    struct text destination_url;
    struct text hosts;
    struct text parameters;
    struct text click_id_parameter;
    const struct json *goals;
    struct text status;
};
#define OFFER_BODY_FIELDS                                                                                              \
    FIELD_WORDS(struct offer_body, hosts, 0, "Hosts that deep links may name; the destination's is always in."),       \
        FIELD_WORDS(struct offer_body, parameters, 0, "Further query parameters kept on clicks; none unless given."),  \
        FIELD_CODE(struct offer_body, click_id_parameter, 0,                                                           \
                   "Parameter that carries the click id when the destination has no macro for it; click_id."),         \
        FIELD_JSON(struct offer_body, goals,                                                                           \
                   "{\"type\":\"array\",\"items\":{\"oneOf\":[{\"type\":\"string\"}," GOAL_SCHEMA "]}}", 0,            \
                   "Goals: codes, or objects with code and kind. Without a kind `sale` is a sale, every other code a " \
                   "lead. lead and sale unless given.")
static const struct field offer_create_fields[] = {
    FIELD_ID(struct offer_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "The program it belongs to."),
    FIELD_NAME(struct offer_body, name, FIELD_REQUIRED, "For people."),
    FIELD_TEXT(struct offer_body, destination_url, 1, URL_BYTES_MAX, FIELD_REQUIRED,
               "Where links lead: http or https; may hold macros such as {click_id}."),
    OFFER_BODY_FIELDS,
};
static const struct field offer_change_fields[] = {
    FIELD_NAME(struct offer_body, name, 0, "For people."),
    FIELD_TEXT(struct offer_body, destination_url, 1, URL_BYTES_MAX, 0, "Where links lead."),
    OFFER_BODY_FIELDS,
    FIELD_CHOICE(struct offer_body, status, "active,closed,archived", 0, "Closed sends visitors to the fallback."),
};
const struct schema schema_offer_create = SCHEMA("OfferCreate", struct offer_body, offer_create_fields);
const struct schema schema_offer_change = SCHEMA("OfferChange", struct offer_body, offer_change_fields);

struct offer_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
    struct text status;
};
static const struct field offer_query_fields[] = {
    CALL_PAGE_FIELDS(struct offer_query),
    FIELD_ID(struct offer_query, program_id, PREFIX_PROGRAM, 0, "Only of this program."),
    FIELD_CHOICE(struct offer_query, status, "active,closed,archived", 0, "Only of this status."),
};
const struct schema schema_offer_query = SCHEMA("OfferQuery", struct offer_query, offer_query_fields);

static struct text goals_json(struct arena *arena, struct text goals)
{
    struct buf buf = buf_new(arena, GOALS_BYTES_MAX);
    struct json_writer writer = json_writer_new(&buf);
    struct text rest = goals;
    struct text goal;
    json_begin_array(&writer);
    while (goals.n > 0 && text_split(&rest, ',', &goal)) {
        struct text kind = goal;
        struct text code;
        text_split(&kind, '=', &code);
        json_begin_object(&writer);
        json_put_text(&writer, "code", code);
        json_put_text(&writer, "kind", kind);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    return buf_text(&buf);
}

static struct offer_view view_of(struct arena *arena, const struct offer *offer)
{
    return (struct offer_view){
        .id = offer->id,
        .program_id = offer->program_id,
        .name = offer->name,
        .destination_url = offer->destination_url,
        .hosts = offer->hosts,
        .parameters = offer->parameters,
        .click_id_parameter = offer->click_id_parameter,
        .goals = goals_json(arena, offer->goals),
        .status = offer->status,
        .created_at = offer->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct offer_view shown = view_of(call->arena, view);
    return call_print(call, &schema_offer, &shown);
}

// ["install", {"code": "order", "kind": "sale"}] to "install=lead,order=sale"; what is in a code is the flow's
// business.
static enum rc goals_of(struct call *call, const struct json *json, struct text *ret_goals)
{
    *ret_goals = TEXT_NONE;
    if (json == NULL) {
        return RC_OK;
    }
    struct buf buf = buf_new(call->arena, GOALS_BYTES_MAX);
    bool is_good = json_is_array(json);
    for (size_t i = 0; i < json_count(json) && is_good; i++) {
        const struct json *goal = json_at(json, i);
        const struct json *kind_json = json_member(goal, "kind");
        struct text code = json_is_text(goal) ? json_text(goal) : json_text(json_member(goal, "code"));
        struct text kind = kind_json == NULL ? offer_goal_kind_default(code) : json_text(kind_json);
        size_t members = (size_t)(kind_json != NULL) + 1;
        is_good = text_is(code) && text_is(kind) && text_find_char(code, ',', 0) == SIZE_MAX &&
                  text_find_char(code, '=', 0) == SIZE_MAX && (json_is_text(goal) || json_count(goal) == members);
        buf_format(&buf, "%s%.*s=%.*s", i == 0 ? "" : ",", TEXT_PRINT(code), TEXT_PRINT(kind));
    }
    if (!is_good || buf.is_overflown) {
        return fault_set(call->fault, RC_INVALID, "goals_malformed", "goals",
                         "goals must be a list of codes, or of objects with code and kind");
    }
    *ret_goals = buf_text(&buf);
    return RC_OK;
}

static enum rc input_of(struct call *call, const struct offer_body *body, struct offer_input *ret_input)
{
    *ret_input = (struct offer_input){
        .program_id = body->program_id,
        .name = body->name,
        .destination_url = body->destination_url,
        .hosts = body->hosts,
        .parameters = body->parameters,
        .click_id_parameter = body->click_id_parameter,
        .status = body->status,
    };
    return goals_of(call, body->goals, &ret_input->goals);
}

enum rc api_offer_create(struct call *call)
{
    const struct offer_body *body = call->body;
    struct offer_input input;
    struct offer offer;
    TRY(input_of(call, body, &input));
    TRY(access_body_program(call, body->program_id));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &offer);
    return offer_create(&call->flow, &input, &offer);
}

enum rc api_offer_list(struct call *call)
{
    const struct offer_query *query = call->query;
    struct offer_filter filter = {
        .program_id = query->program_id,
        .advertiser_id = access_own_advertiser(call),
        .partner_id = access_own_partner(call),
        .status = query->status,
    };
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct offer *list;
    size_t count;
    TRY(flow_stored(&call->flow, offer_list(call->db, call->arena, &filter, &list, &count)));
    struct offer_view *views = arena_many(call->arena, struct offer_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call->arena, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct offer_view, id)};
    return call_print_page(call, &page);
}

enum rc api_offer_get(struct call *call)
{
    struct offer offer;
    TRY(access_offer(call, (struct offer_id){.v = call->ids[0]}, &offer));
    return render(call, &offer);
}

static enum rc change(struct call *call, const struct offer_input *input)
{
    struct offer_id id = {.v = call->ids[0]};
    struct offer offer;
    TRY(access_offer(call, id, &offer));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &offer);
    return offer_change(&call->flow, id, input, &offer);
}

enum rc api_offer_change(struct call *call)
{
    struct offer_input input;
    TRY(input_of(call, call->body, &input));
    return change(call, &input);
}

enum rc api_offer_archive(struct call *call)
{
    struct offer_input input = {.name = TEXT_NONE, .status = TEXT("archived")};
    return change(call, &input);
}
