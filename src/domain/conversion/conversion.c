// SPDX-License-Identifier: Apache-2.0
// Storage of conversions; see conversion.h.

#include "conversion/conversion.h"

#include "conversion/conversion_sql.h"
#include "core/bug.h"

bool conversion_is_exchanged(const struct conversion *conversion)
{
    return !currency_is_none(conversion->exchange.exchange.from);
}

static struct conversion_exchange exchange_of_row(const struct sql_conversion_get_row *row)
{
    if (currency_is_none(row->reported_currency)) {
        return (struct conversion_exchange){.day = 0};
    }
    return (struct conversion_exchange){
        .amount = {.minor = row->reported_amount_minor.v, .currency = row->reported_currency},
        .discount = {.minor = row->reported_discount_minor.v, .currency = row->reported_currency},
        .exchange = {.from = row->reported_currency,
                     .to = row->currency,
                     .numerator = row->numerator.v,
                     .denominator = row->denominator.v},
        .day = row->rate_day.v,
        .source = row->rate_source,
        .rates = row->rates};
}

static struct conversion conversion_of_row(const struct sql_conversion_get_row *row)
{
    return (struct conversion){.id = row->id,
                               .program_id = row->program_id,
                               .advertiser_id = row->advertiser_id,
                               .offer_id = row->offer_id,
                               .goal = row->goal,
                               .goal_kind = row->goal_kind,
                               .order_id = row->order_id,
                               .amount = {.minor = row->amount_minor, .currency = row->currency},
                               .discount = {.minor = row->discount_minor, .currency = row->currency},
                               .refunded = {.minor = row->refunded_minor, .currency = row->currency},
                               .status = row->status,
                               .first_status = row->first_status,
                               .reason = row->reason,
                               .occurred_at = row->occurred_at,
                               .received_at = row->received_at,
                               .source = row->source,
                               .terms_id = row->terms_id,
                               .partner_id = row->partner_id,
                               .link_id = row->link_id,
                               .click_id = row->click_id,
                               .evidence_kind = row->evidence_kind,
                               .cause = row->cause,
                               .customer_id = row->customer_id,
                               .coupon_code = row->coupon_code,
                               .extra = row->extra,
                               .country = row->country,
                               .device = row->device,
                               .local_day = row->local_day,
                               .needs = row->needs,
                               .plan_ids = row->plan_ids,
                               .facts = row->facts,
                               .exchange = exchange_of_row(row)};
}

enum rc conversion_get(struct db *db, struct arena *arena, struct conversion_id id, struct conversion *ret)
{
    struct sql_conversion_get_row row;
    TRY(sql_conversion_get(db, arena, &(struct sql_conversion_get_in){.id = id}, &row));
    *ret = conversion_of_row(&row);
    return RC_OK;
}

// The list statements take the same and return the same columns in the same order; the assertions keep it so.
_Static_assert(sizeof(struct sql_conversion_list_row) == sizeof(struct sql_conversion_get_row), "same columns");
_Static_assert(sizeof(struct sql_conversion_list_of_partner_row) == sizeof(struct sql_conversion_get_row), "same");
_Static_assert(sizeof(struct sql_conversion_list_of_partner_in) == sizeof(struct sql_conversion_list_in), "same");

enum rc conversion_list(struct db *db, struct arena *arena, const struct conversion_filter *filter,
                        struct conversion_id before, int64_t limit, struct conversion **ret_list, size_t *ret_count)
{
    struct sql_conversion_list_row *rows = NULL;
    size_t count = 0;
    struct sql_conversion_list_in in = {.before_id = before.v == 0 ? (struct conversion_id){INT64_MAX} : before,
                                        .limit = limit,
                                        .advertiser_id = filter->advertiser_id,
                                        .partner_id = filter->partner_id,
                                        .program_id = filter->program_id,
                                        .status = text_is(filter->status) ? filter->status : TEXT(""),
                                        .is_unattributed = filter->is_unattributed ? 1 : 0};
    TRY(filter->partner_id.v == 0
            ? sql_conversion_list(db, arena, &in, &rows, &count)
            : sql_conversion_list_of_partner(db, arena, (const struct sql_conversion_list_of_partner_in *)&in,
                                             (struct sql_conversion_list_of_partner_row **)&rows, &count));
    struct conversion *list = arena_many(arena, struct conversion, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = conversion_of_row((const struct sql_conversion_get_row *)&rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

static struct sql_conversion_sums_in wanted(struct arena *arena, const struct conversion_search *s)
{
    return (struct sql_conversion_sums_in){
        .partner_id = s->filter.partner_id,
        .advertiser_id = s->filter.advertiser_id,
        .program_id = s->filter.program_id,
        .status = text_is(s->filter.status) ? s->filter.status : TEXT(""),
        .is_unattributed = s->filter.is_unattributed ? 1 : 0,
        .words = db_like(arena, s->words),
        .goal_kind = text_is(s->goal_kind) ? s->goal_kind : TEXT(""),
        .from_at = instant_is_none(s->from) ? (struct instant){.ms = INSTANT_MIN_MS} : s->from,
        .to_at = instant_is_none(s->to) ? (struct instant){.ms = INSTANT_MAX_MS} : s->to,
        .currency = text_is(s->currency) ? s->currency : TEXT(""),
        .offer_id = s->place.offer_id,
        .link_id = s->place.link_id,
        .country = text_is(s->place.country) ? s->place.country : TEXT(""),
        .device = s->place.device.has ? s->place.device.v : -1,
    };
}

static enum rc search(struct db *db, struct arena *arena, const struct conversion_search *s,
                      struct conversion **ret_list, size_t *ret_count)
{
    struct sql_conversion_sums_in in = wanted(arena, s);
    struct sql_conversion_search_in page = {
        .partner_id = in.partner_id,
        .advertiser_id = in.advertiser_id,
        .program_id = in.program_id,
        .status = in.status,
        .is_unattributed = in.is_unattributed,
        .words = in.words,
        .goal_kind = in.goal_kind,
        .from_at = in.from_at,
        .to_at = in.to_at,
        .currency = in.currency,
        .offer_id = in.offer_id,
        .link_id = in.link_id,
        .country = in.country,
        .device = in.device,
        .after_id = s->after,
        .limit = s->limit,
        .sort = (int64_t)s->sort,
        .is_down = s->is_down,
    };
    struct sql_conversion_search_row *rows = NULL;
    TRY(sql_conversion_search(db, arena, &page, &rows, ret_count));
    struct conversion *list = arena_many(arena, struct conversion, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(conversion_get(db, arena, rows[i].id, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}

enum rc conversion_sums(struct db *db, struct arena *arena, const struct conversion_search *s,
                        struct conversion_sum **ret_list, size_t *ret_count)
{
    struct sql_conversion_sums_in in = wanted(arena, s);
    struct sql_conversion_sums_row *rows = NULL;
    TRY(sql_conversion_sums(db, arena, &in, &rows, ret_count));
    struct conversion_sum *list = arena_many(arena, struct conversion_sum, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct conversion_sum){.currency = rows[i].currency,
                                          .conversions = rows[i].conversions,
                                          .amount = {rows[i].amount_minor, rows[i].currency},
                                          .revenue = {rows[i].revenue_minor, rows[i].currency}};
    }
    *ret_list = list;
    return RC_OK;
}

struct money conversion_revenue(const struct conversion *conversion)
{
    int64_t left = conversion->amount.minor - conversion->refunded.minor;
    bool counts = left > 0 && !text_equal(conversion->status, TEXT("rejected"));
    return (struct money){counts ? left : 0, conversion->amount.currency};
}

// The newest first and nothing looked for: that is the order of the table's key, which needs no sorting.
enum rc conversion_search(struct db *db, struct arena *arena, const struct conversion_search *s,
                          struct conversion **ret_list, size_t *ret_count)
{
    bool is_plain = s->sort == CONVERSION_BY_AGE && s->is_down && text_is_empty(s->words) &&
                    text_is_empty(s->goal_kind) && text_is_empty(s->currency) && instant_is_none(s->from) &&
                    instant_is_none(s->to) && !text_equal(s->filter.status, TEXT("counted")) &&
                    s->place.offer_id.v == 0 && s->place.link_id.v == 0 && text_is_empty(s->place.country) &&
                    !s->place.device.has;
    return is_plain ? conversion_list(db, arena, &s->filter, s->after, s->limit, ret_list, ret_count)
                    : search(db, arena, s, ret_list, ret_count);
}

enum rc conversion_items_of(struct db *db, struct arena *arena, struct conversion_id id, struct currency currency,
                            struct conversion_item **ret_items, size_t *ret_count)
{
    struct sql_conversion_items_row *rows = NULL;
    size_t count = 0;
    TRY(sql_conversion_items(db, arena, &(struct sql_conversion_items_in){.conversion_id = id}, &rows, &count));
    struct conversion_item *items = arena_many(arena, struct conversion_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct conversion_item){.sku = rows[i].sku,
                                            .category = rows[i].category,
                                            .kind = rows[i].kind,
                                            .quantity = rows[i].quantity,
                                            .amount = {.minor = rows[i].amount_minor, .currency = currency}};
    }
    *ret_items = items;
    *ret_count = count;
    return RC_OK;
}

static enum rc items_insert(struct db *db, struct arena *arena, struct conversion_id id,
                            const struct conversion_item *items, size_t count)
{
    if (count == 0) {
        return RC_OK;
    }
    struct sql_conversion_item_insert_in *rows = arena_many(arena, struct sql_conversion_item_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct sql_conversion_item_insert_in){.conversion_id = id,
                                                         .position = (int64_t)i + 1,
                                                         .sku = items[i].sku,
                                                         .category = items[i].category,
                                                         .kind = items[i].kind,
                                                         .quantity = items[i].quantity,
                                                         .amount_minor = items[i].amount.minor};
    }
    return sql_conversion_item_insert(db, arena, rows, count);
}

static enum rc exchange_insert(struct db *db, struct conversion_id id, const struct conversion *c)
{
    if (!conversion_is_exchanged(c)) {
        return RC_OK;
    }
    struct sql_conversion_exchange_insert_in in = {.conversion_id = id,
                                                   .currency = c->exchange.exchange.from,
                                                   .amount_minor = c->exchange.amount.minor,
                                                   .discount_minor = c->exchange.discount.minor,
                                                   .numerator = c->exchange.exchange.numerator,
                                                   .denominator = c->exchange.exchange.denominator,
                                                   .rate_day = c->exchange.day,
                                                   .source = c->exchange.source,
                                                   .rates = c->exchange.rates};
    return sql_conversion_exchange_insert(db, &in, NULL);
}

static struct sql_conversion_insert_in insert_of(const struct conversion_new *new)
{
    const struct conversion *c = new->conversion;
    return (struct sql_conversion_insert_in){.id = c->id,
                                             .program_id = c->program_id,
                                             .offer_id = c->offer_id,
                                             .goal = c->goal,
                                             .goal_kind = c->goal_kind,
                                             .order_id = c->order_id,
                                             .amount_minor = c->amount.minor,
                                             .discount_minor = c->discount.minor,
                                             .currency = c->amount.currency,
                                             .status = c->status,
                                             .first_status = c->status,
                                             .reason = c->reason,
                                             .occurred_at = c->occurred_at,
                                             .received_at = c->received_at,
                                             .source = c->source,
                                             .terms_id = c->terms_id,
                                             .partner_id = c->partner_id,
                                             .link_id = c->link_id,
                                             .click_id = c->click_id,
                                             .evidence_kind = c->evidence_kind,
                                             .cause = c->cause,
                                             .customer_id = c->customer_id,
                                             .coupon_code = c->coupon_code,
                                             .extra = c->extra,
                                             .content_hash = new->content_hash,
                                             .country = c->country,
                                             .device = c->device,
                                             .local_day = c->local_day,
                                             .needs = c->needs,
                                             .plan_ids = text_is(c->plan_ids) ? c->plan_ids : TEXT(""),
                                             .facts = text_is(c->facts) ? c->facts : TEXT("")};
}

enum rc conversion_insert(struct db *db, struct arena *arena, const struct conversion_new *list, size_t count)
{
    struct sql_conversion_ids_in wanted = {.count = (int64_t)count};
    struct sql_conversion_ids_row *ids;
    size_t found;
    TRY(sql_conversion_ids(db, arena, &wanted, &ids, &found));
    BUG_ON(found != count);
    struct sql_conversion_insert_in *rows = arena_many(arena, struct sql_conversion_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        list[i].conversion->id = ids[i].id;
        rows[i] = insert_of(&list[i]);
    }
    TRY(sql_conversion_insert(db, arena, rows, count));
    for (size_t i = 0; i < count; i++) {
        TRY(items_insert(db, arena, ids[i].id, list[i].items, list[i].item_count));
        TRY(exchange_insert(db, ids[i].id, list[i].conversion));
    }
    return RC_OK;
}

enum rc conversion_extra_erase(struct db *db, struct customer_id customer_id)
{
    return sql_conversion_extra_erase(db, &(struct sql_conversion_extra_erase_in){.customer_id = customer_id}, NULL);
}

enum rc conversion_waiting(struct db *db, struct arena *arena, const struct conversion_waiting_question *question,
                           struct conversion_waiting *ret_waiting)
{
    struct sql_conversion_waiting_row row;
    struct sql_conversion_waiting_in in = {
        .advertiser_id = question->advertiser_id, .from = question->from, .late_before = question->late_before};
    TRY(sql_conversion_waiting(db, arena, &in, &row));
    *ret_waiting = (struct conversion_waiting){.waiting = row.waiting, .late = row.late};
    return RC_OK;
}

enum rc event_refusal_list(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, int64_t before,
                           int64_t limit, struct event_refusal **ret_list, size_t *ret_count)
{
    struct sql_event_refusal_list_row *rows = NULL;
    size_t count = 0;
    struct sql_event_refusal_list_in in = {
        .before_id = before == 0 ? INT64_MAX : before, .limit = limit, .advertiser_id = advertiser_id};
    TRY(sql_event_refusal_list(db, arena, &in, &rows, &count));
    struct event_refusal *list = arena_many(arena, struct event_refusal, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct event_refusal){.id = rows[i].id,
                                         .advertiser_id = rows[i].advertiser_id,
                                         .code = rows[i].code,
                                         .field = rows[i].field,
                                         .content = rows[i].content,
                                         .received_at = rows[i].received_at};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc refund_exchange_insert(struct db *db, struct refund_id refund_id, struct money amount)
{
    struct sql_refund_exchange_insert_in in = {.refund_id = refund_id, .amount_minor = amount.minor};
    return sql_refund_exchange_insert(db, &in, NULL);
}

enum rc refund_exchange_get(struct db *db, struct arena *arena, struct refund_id refund_id, struct currency currency,
                            struct money *ret_amount)
{
    struct sql_refund_exchange_get_row row;
    TRY(sql_refund_exchange_get(db, arena, &(struct sql_refund_exchange_get_in){.refund_id = refund_id}, &row));
    *ret_amount = (struct money){.minor = row.amount_minor, .currency = currency};
    return RC_OK;
}

enum rc refund_exchange_sum(struct db *db, struct arena *arena, const struct conversion *conversion,
                            struct money *ret_sum)
{
    struct sql_refund_exchange_list_row *rows;
    size_t count;
    struct sql_refund_exchange_list_in in = {.conversion_id = conversion->id};
    TRY(sql_refund_exchange_list(db, arena, &in, &rows, &count));
    struct money sum = money_zero(conversion->exchange.exchange.from);
    for (size_t i = 0; i < count; i++) {
        struct money one = {.minor = rows[i].amount_minor, .currency = sum.currency};
        TRY(money_add(sum, one, &sum));
    }
    *ret_sum = sum;
    return RC_OK;
}
