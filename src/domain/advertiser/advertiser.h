// SPDX-License-Identifier: Apache-2.0
// Advertisers, whose sales are promoted. Their servers report conversions with a postback token, of which only the
// keyed hash (identity/token.h) is kept. Readers need no transaction, writers a write transaction.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct advertiser {
    struct advertiser_id id;
    struct text name;
    struct currency currency; // default of its programs
    struct text status;       // active, archived; archived takes no new events
    struct instant created_at;
    int64_t version; // catalog version of the last change
};

struct advertiser_filter {
    struct advertiser_id id; // 0: all; else only this one
    struct text status;      // "" or TEXT_NONE: any
    int64_t before_id;       // 0: from the newest
    int64_t limit;
};

enum rc advertiser_get(struct db *db, struct arena *arena, struct advertiser_id id,
                       struct advertiser *ret_advertiser) MUST_USE;
// By the keyed hash of the postback token, archived ones too: the caller looks at the status.
enum rc advertiser_find_by_token(struct db *db, struct arena *arena, struct text token_hash,
                                 struct advertiser *ret_advertiser) MUST_USE;
enum rc advertiser_list(struct db *db, struct arena *arena, const struct advertiser_filter *filter,
                        struct advertiser **ret_advertisers, size_t *ret_count) MUST_USE;

enum advertiser_sort { ADVERTISER_BY_AGE, ADVERTISER_BY_NAME, ADVERTISER_BY_STATUS };
// A page of the list as people look at it: sorted, found by words of the name. Absent filters take any.
struct advertiser_search {
    struct text words; // as typed, in any letter case of ASCII
    struct text status;
    enum advertiser_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct advertiser_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc advertiser_search(struct db *db, struct arena *arena, const struct advertiser_search *search,
                          struct advertiser **ret_advertisers, size_t *ret_count) MUST_USE;
enum rc advertiser_insert(struct db *db, struct arena *arena, const struct advertiser *advertiser,
                          struct text token_hash, struct advertiser_id *ret_id) MUST_USE;
// Name, currency, status, version.
enum rc advertiser_set(struct db *db, const struct advertiser *advertiser) MUST_USE;
enum rc advertiser_token_set(struct db *db, struct advertiser_id id, struct text token_hash, int64_t version) MUST_USE;
