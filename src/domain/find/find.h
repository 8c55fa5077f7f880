// SPDX-License-Identifier: Apache-2.0
// Finding a thing by the whole of its name, whatever kind of thing it is: what a person has in a letter, on a bank
// statement or in a shop's list of orders. Parts of names are looked for in the lists.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"

enum found_kind { FOUND_CONVERSION, FOUND_PARTNER, FOUND_LINK, FOUND_COUPON, FOUND_PAYOUT, FOUND_INVOICE };
struct found {
    enum found_kind kind;
    int64_t id;        // of a coupon: of its program
    struct text name;  // order, partner, code, reference, number
    struct text about; // program or whom it concerns
};
#define FOUND_MAX 50

// At most FOUND_MAX, by kind, the newest first. words as typed, in any letter case but for orders, links and payouts;
// click: 0 when the words are no click id.
enum rc find_named(struct db *db, struct arena *arena, struct text words, struct click_id click,
                   struct found **ret_list, size_t *ret_count) MUST_USE;
