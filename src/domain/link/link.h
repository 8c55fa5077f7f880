// SPDX-License-Identifier: Apache-2.0
// Links, by which visitors come, and coupons, which credit a partner without a click. Readers need no transaction,
// writers a write transaction. Texts are in the caller's arena. Lists go from the newest to the oldest.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct link {
    struct link_id id;
    struct text code; // the {code} of /c/{code}; unique, case matters, never changes
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct text destination_url; // instead of the offer's, on the offer's hosts; TEXT_NONE: the offer's own
    struct text status;          // active, archived
    struct instant created_at;
    int64_t version;
};

struct link_filter {
    struct partner_id partner_id;       // 0: all
    struct program_id program_id;       // 0: all
    struct offer_id offer_id;           // 0: all
    struct advertiser_id advertiser_id; // 0: all; else in its programs
    struct text status;                 // "" or TEXT_NONE: any
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};

enum rc link_get(struct db *db, struct arena *arena, struct link_id id, struct link *ret_link) MUST_USE;
enum rc link_find(struct db *db, struct arena *arena, struct text code, struct link *ret_link) MUST_USE;
// A partner's first link in a program, active before archived ones. RC_NOT_FOUND when there is none.
enum rc link_oldest(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                    struct link *ret_link) MUST_USE;
enum rc link_list(struct db *db, struct arena *arena, const struct link_filter *filter, struct link **ret_links,
                  size_t *ret_count) MUST_USE;
struct link_search {
    struct text words;            // in the code, or the partner's name or code, in any letter case; TEXT_NONE: any
    struct text status;           // TEXT_NONE: any
    struct program_id program_id; // 0: all
    bool is_down;                 // the newest first
    struct link_id after;         // the last one of the page before; 0: from the beginning
    int64_t limit;
};
enum rc link_search(struct db *db, struct arena *arena, const struct link_search *search, struct link **ret_links,
                    size_t *ret_count) MUST_USE;
// RC_CONFLICT when the code is taken.
enum rc link_insert(struct db *db, struct arena *arena, const struct link *link, struct link_id *ret_id) MUST_USE;
// Destination, status, version.
enum rc link_set(struct db *db, const struct link *link) MUST_USE;

struct coupon {
    struct coupon_id id;
    struct program_id program_id;
    struct partner_id partner_id;
    struct text code; // as shown; found in any letter case (ASCII)
    bool has_discount;
    struct rate discount; // the customer's: 0 to 100 percent
    struct text status;   // active, archived; archived credits nobody
    struct instant created_at;
};

struct coupon_filter {
    struct partner_id partner_id;       // 0: all
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else in its programs
    struct text status;
    int64_t before_id;
    int64_t limit;
};

enum rc coupon_get(struct db *db, struct arena *arena, struct coupon_id id, struct coupon *ret_coupon) MUST_USE;
// In any letter case; archived ones too: the caller looks at the status.
enum rc coupon_find(struct db *db, struct arena *arena, struct program_id program_id, struct text code,
                    struct coupon *ret_coupon) MUST_USE;
enum rc coupon_list(struct db *db, struct arena *arena, const struct coupon_filter *filter, struct coupon **ret_coupons,
                    size_t *ret_count) MUST_USE;
// RC_CONFLICT when the program has the code, archived or not.
enum rc coupon_insert(struct db *db, struct arena *arena, const struct coupon *coupon,
                      struct coupon_id *ret_id) MUST_USE;
// Discount and status.
enum rc coupon_set(struct db *db, const struct coupon *coupon) MUST_USE;

// A host name that this server answers under besides its own; a proxy in front asks before it gets a certificate.
struct tracking_domain {
    int64_t id;
    struct text host;   // lower case, ASCII
    struct text note;   // whose or what for
    struct text status; // active, archived
    struct instant created_at;
};
#define TRACKING_DOMAINS_MAX 1000
// Active ones first, by name.
enum rc tracking_domain_list(struct db *db, struct arena *arena, struct tracking_domain **ret_list,
                             size_t *ret_count) MUST_USE;
// RC_NOT_FOUND; archived ones too.
enum rc tracking_domain_find(struct db *db, struct arena *arena, struct text host,
                             struct tracking_domain *ret_domain) MUST_USE;
// Fills id. RC_CONFLICT when the host is there, archived or not.
enum rc tracking_domain_insert(struct db *db, struct arena *arena, struct tracking_domain *domain) MUST_USE;
enum rc tracking_domain_set(struct db *db, struct text host, struct text status) MUST_USE;
