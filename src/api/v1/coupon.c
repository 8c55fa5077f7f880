// SPDX-License-Identifier: Apache-2.0
// Coupons.
#include "identity/public_id.h"
#include "partner/coupon_write.h"
#include "v1/handlers.h"

struct coupon_view {
    struct coupon_id id;
    struct program_id program_id;
    struct partner_id partner_id;
    struct text code;
    struct opt_int64 discount;
    struct text status;
    struct instant created_at;
};
static const struct field coupon_fields[] = {
    FIELD_ID(struct coupon_view, id, PREFIX_COUPON, 0, "The coupon's id."),
    FIELD_ID(struct coupon_view, program_id, PREFIX_PROGRAM, 0, "Where it counts."),
    FIELD_ID(struct coupon_view, partner_id, PREFIX_PARTNER, 0, "Whom it credits."),
    FIELD_CODE(struct coupon_view, code, 0, "The code; customers may type it in any letter case."),
    FIELD_PERCENT(struct coupon_view, discount, 0, "The customer's discount in percent, or null."),
    FIELD_CHOICE(struct coupon_view, status, "active,archived", 0, "Archived credits nobody."),
    FIELD_INSTANT(struct coupon_view, created_at, 0, "When it was made."),
};
const struct schema schema_coupon = SCHEMA("Coupon", struct coupon_view, coupon_fields);

struct coupon_body {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text code;
    struct opt_int64 discount;
    struct text status;
};
static const struct field coupon_create_fields[] = {
    FIELD_ID(struct coupon_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "Whom it credits."),
    FIELD_ID(struct coupon_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Where it counts."),
    FIELD_CODE(struct coupon_body, code, FIELD_REQUIRED, "The code; customers may type it in any letter case."),
    FIELD_PERCENT(
        struct coupon_body, discount, FIELD_NULLABLE,
        "The customer's discount in percent: \"12.5\"; null: none. Unless given: what the plan's `customer gets` "
        "says."),
};
static const struct field coupon_change_fields[] = {
    FIELD_PERCENT(struct coupon_body, discount, FIELD_NULLABLE, "The customer's discount in percent; null: none."),
    FIELD_CHOICE(struct coupon_body, status, "active,archived", 0, "Archived credits nobody."),
};
const struct schema schema_coupon_create = SCHEMA("CouponCreate", struct coupon_body, coupon_create_fields);
const struct schema schema_coupon_change = SCHEMA("CouponChange", struct coupon_body, coupon_change_fields);

struct coupon_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
};
static const struct field coupon_query_fields[] = {
    CALL_PAGE_FIELDS(struct coupon_query),
    FIELD_ID(struct coupon_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct coupon_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
    FIELD_CHOICE(struct coupon_query, status, "active,archived", 0, "Only of this status."),
};
const struct schema schema_coupon_query = SCHEMA("CouponQuery", struct coupon_query, coupon_query_fields);

static struct coupon_view view_of(const struct coupon *coupon)
{
    return (struct coupon_view){
        .id = coupon->id,
        .program_id = coupon->program_id,
        .partner_id = coupon->partner_id,
        .code = coupon->code,
        .discount = {.has = coupon->has_discount, .v = coupon->discount.ppm},
        .status = coupon->status,
        .created_at = coupon->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct coupon_view shown = view_of(view);
    return call_print(call, &schema_coupon, &shown);
}

enum rc api_coupon_create(struct call *call)
{
    const struct coupon_body *body = call->body;
    struct coupon_input input = {
        .partner_id = body->partner_id,
        .program_id = body->program_id,
        .code = body->code,
        .has_discount = body->discount.has,
        .is_discount_ended = !body->discount.has && body->discount.v == FIELD_NULLED,
        .discount = {.ppm = body->discount.has ? body->discount.v : 0},
        .status = TEXT_NONE,
    };
    struct coupon coupon;
    TRY(access_body_program(call, body->program_id));
    TRY(access_body_partner(call, body->partner_id));
    call_answer_by(call, render, &coupon);
    return coupon_create(&call->flow, &input, &coupon);
}

enum rc api_coupon_list(struct call *call)
{
    const struct coupon_query *query = call->query;
    struct coupon_filter filter = {
        .program_id = query->program_id, .advertiser_id = access_own_advertiser(call), .status = query->status};
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct coupon *list;
    size_t count;
    TRY(flow_stored(&call->flow, coupon_list(call->db, call->arena, &filter, &list, &count)));
    struct coupon_view *views = arena_many(call->arena, struct coupon_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct coupon_view, id)};
    return call_print_page(call, &page);
}

enum rc api_coupon_get(struct call *call)
{
    struct coupon coupon;
    TRY(access_coupon(call, (struct coupon_id){.v = call->ids[0]}, &coupon));
    return render(call, &coupon);
}

static enum rc change(struct call *call, const struct coupon_input *input)
{
    struct coupon_id id = {.v = call->ids[0]};
    struct coupon coupon;
    TRY(access_coupon(call, id, &coupon));
    call_answer_by(call, render, &coupon);
    return coupon_change(&call->flow, id, input, &coupon);
}

enum rc api_coupon_change(struct call *call)
{
    const struct coupon_body *body = call->body;
    struct coupon_input input = {
        .has_discount = body->discount.has,
        .is_discount_ended = !body->discount.has && body->discount.v == FIELD_NULLED,
        .discount = {.ppm = body->discount.has ? body->discount.v : 0},
        .status = body->status,
    };
    return change(call, &input);
}

enum rc api_coupon_archive(struct call *call)
{
    struct coupon_input input = {.status = TEXT("archived")};
    return change(call, &input);
}
