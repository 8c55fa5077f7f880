// SPDX-License-Identifier: Apache-2.0
// Storage of links and coupons.
#include "link/link.h"

#include "link/link_sql.h"

#define LINK_OF(row)                                         \
    ((struct link){.id = (row).id,                           \
                   .code = (row).code,                       \
                   .partner_id = (row).partner_id,           \
                   .program_id = (row).program_id,           \
                   .offer_id = (row).offer_id,               \
                   .destination_url = (row).destination_url, \
                   .status = (row).status,                   \
                   .created_at = (row).created_at,           \
                   .version = (row).version})

#define COUPON_OF(row)                                          \
    ((struct coupon){.id = (row).id,                            \
                     .program_id = (row).program_id,            \
                     .partner_id = (row).partner_id,            \
                     .code = (row).code,                        \
                     .has_discount = (row).discount_ppm.has,    \
                     .discount = {.ppm = (row).discount_ppm.v}, \
                     .status = (row).status,                    \
                     .created_at = (row).created_at})

static struct text text_or_empty(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

static int64_t before_or_end(int64_t before_id)
{
    return before_id == 0 ? INT64_MAX : before_id;
}

enum rc link_get(struct db *db, struct arena *arena, struct link_id id, struct link *ret_link)
{
    struct sql_link_get_row row;
    TRY(sql_link_get(db, arena, &(struct sql_link_get_in){.id = id}, &row));
    *ret_link = LINK_OF(row);
    return RC_OK;
}

enum rc link_find(struct db *db, struct arena *arena, struct text code, struct link *ret_link)
{
    struct sql_link_find_row row;
    TRY(sql_link_find(db, arena, &(struct sql_link_find_in){.code = code}, &row));
    *ret_link = LINK_OF(row);
    return RC_OK;
}

enum rc link_oldest(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                    struct link *ret_link)
{
    struct sql_link_oldest_row row;
    struct sql_link_oldest_in of = {.partner_id = partner_id, .program_id = program_id};
    TRY(sql_link_oldest(db, arena, &of, &row));
    *ret_link = LINK_OF(row);
    return RC_OK;
}

enum rc link_list(struct db *db, struct arena *arena, const struct link_filter *filter, struct link **ret_links,
                  size_t *ret_count)
{
    struct sql_link_list_in in = {
        .partner_id = filter->partner_id,
        .program_id = filter->program_id,
        .offer_id = filter->offer_id,
        .advertiser_id = filter->advertiser_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_link_list_row *rows;
    size_t count;
    TRY(sql_link_list(db, arena, &in, &rows, &count));
    struct link *links = arena_many(arena, struct link, count);
    for (size_t i = 0; i < count; i++) {
        links[i] = LINK_OF(rows[i]);
    }
    *ret_links = links;
    *ret_count = count;
    return RC_OK;
}

enum rc link_insert(struct db *db, struct arena *arena, const struct link *link, struct link_id *ret_id)
{
    struct sql_link_insert_in in = {
        .code = link->code,
        .partner_id = link->partner_id,
        .program_id = link->program_id,
        .offer_id = link->offer_id,
        .destination_url = link->destination_url,
        .created_at = link->created_at,
        .version = link->version,
    };
    struct sql_link_insert_row row;
    enum rc rc = sql_link_insert(db, arena, &in, &row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    }
    *ret_id = row.id;
    return RC_OK;
}

enum rc link_set(struct db *db, const struct link *link)
{
    struct sql_link_set_in in = {
        .id = link->id,
        .destination_url = link->destination_url,
        .status = link->status,
        .version = link->version,
    };
    return sql_link_set(db, &in, NULL);
}

enum rc coupon_get(struct db *db, struct arena *arena, struct coupon_id id, struct coupon *ret_coupon)
{
    struct sql_coupon_get_row row;
    TRY(sql_coupon_get(db, arena, &(struct sql_coupon_get_in){.id = id}, &row));
    *ret_coupon = COUPON_OF(row);
    return RC_OK;
}

enum rc coupon_find(struct db *db, struct arena *arena, struct program_id program_id, struct text code,
                    struct coupon *ret_coupon)
{
    struct sql_coupon_find_in in = {.program_id = program_id, .code_folded = text_lower(arena, code)};
    struct sql_coupon_find_row row;
    TRY(sql_coupon_find(db, arena, &in, &row));
    *ret_coupon = COUPON_OF(row);
    return RC_OK;
}

enum rc coupon_list(struct db *db, struct arena *arena, const struct coupon_filter *filter, struct coupon **ret_coupons,
                    size_t *ret_count)
{
    struct sql_coupon_list_in in = {
        .partner_id = filter->partner_id,
        .program_id = filter->program_id,
        .advertiser_id = filter->advertiser_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_coupon_list_row *rows;
    size_t count;
    TRY(sql_coupon_list(db, arena, &in, &rows, &count));
    struct coupon *coupons = arena_many(arena, struct coupon, count);
    for (size_t i = 0; i < count; i++) {
        coupons[i] = COUPON_OF(rows[i]);
    }
    *ret_coupons = coupons;
    *ret_count = count;
    return RC_OK;
}

static struct opt_int64 discount_of(const struct coupon *coupon)
{
    return (struct opt_int64){.has = coupon->has_discount, .v = coupon->discount.ppm};
}

enum rc coupon_insert(struct db *db, struct arena *arena, const struct coupon *coupon, struct coupon_id *ret_id)
{
    struct sql_coupon_insert_in in = {
        .program_id = coupon->program_id,
        .partner_id = coupon->partner_id,
        .code = coupon->code,
        .code_folded = text_lower(arena, coupon->code),
        .discount_ppm = discount_of(coupon),
        .created_at = coupon->created_at,
    };
    struct sql_coupon_insert_row row;
    enum rc rc = sql_coupon_insert(db, arena, &in, &row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    }
    *ret_id = row.id;
    return RC_OK;
}

enum rc coupon_set(struct db *db, const struct coupon *coupon)
{
    struct sql_coupon_set_in in = {.id = coupon->id, .discount_ppm = discount_of(coupon), .status = coupon->status};
    return sql_coupon_set(db, &in, NULL);
}

enum rc link_search(struct db *db, struct arena *arena, const struct link_search *search, struct link **ret_links,
                    size_t *ret_count)
{
    struct sql_link_search_in in = {
        .words = db_like(arena, search->words),
        .status = text_or_empty(search->status),
        .program_id = search->program_id,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_link_search_row *rows;
    size_t count;
    TRY(sql_link_search(db, arena, &in, &rows, &count));
    struct link *links = arena_many(arena, struct link, count);
    for (size_t i = 0; i < count; i++) {
        links[i] = LINK_OF(rows[i]);
    }
    *ret_links = links;
    *ret_count = count;
    return RC_OK;
}

// ---- domains ----

#define DOMAIN_OF(row)                                \
    ((struct tracking_domain){.id = (row).id,         \
                              .host = (row).host,     \
                              .note = (row).note,     \
                              .status = (row).status, \
                              .created_at = (row).created_at})

enum rc tracking_domain_list(struct db *db, struct arena *arena, struct tracking_domain **ret_list, size_t *ret_count)
{
    struct sql_tracking_domain_list_row *rows;
    struct sql_tracking_domain_list_in in = {.limit_count = TRACKING_DOMAINS_MAX};
    TRY(sql_tracking_domain_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct tracking_domain, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = DOMAIN_OF(rows[i]);
    }
    return RC_OK;
}

enum rc tracking_domain_find(struct db *db, struct arena *arena, struct text host, struct tracking_domain *ret_domain)
{
    struct sql_tracking_domain_find_row row;
    TRY(sql_tracking_domain_find(db, arena, &(struct sql_tracking_domain_find_in){.host = host}, &row));
    *ret_domain = DOMAIN_OF(row);
    return RC_OK;
}

enum rc tracking_domain_insert(struct db *db, struct arena *arena, struct tracking_domain *domain)
{
    struct sql_tracking_domain_insert_in in = {
        .host = domain->host, .note = domain->note, .created_at = domain->created_at};
    struct sql_tracking_domain_insert_row row;
    enum rc rc = sql_tracking_domain_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    domain->id = row.id;
    return RC_OK;
}

enum rc tracking_domain_set(struct db *db, struct text host, struct text status)
{
    return sql_tracking_domain_set(db, &(struct sql_tracking_domain_set_in){.host = host, .status = status}, NULL);
}
