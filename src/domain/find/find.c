// SPDX-License-Identifier: Apache-2.0
// Finding by name; see find.h.
#include "find/find.h"

#include "find/find_sql.h"

static bool kind_parse(struct text word, enum found_kind *ret_kind)
{
    static const char *const kinds[] = {
        [FOUND_CONVERSION] = "conversion", [FOUND_PARTNER] = "partner", [FOUND_LINK] = "link",
        [FOUND_COUPON] = "coupon",         [FOUND_PAYOUT] = "payout",   [FOUND_INVOICE] = "invoice",
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (text_equal(word, text_of(kinds[i]))) {
            *ret_kind = (enum found_kind)i;
            return true;
        }
    }
    return false;
}

enum rc find_named(struct db *db, struct arena *arena, struct text words, struct click_id click,
                   struct found **ret_list, size_t *ret_count)
{
    struct sql_find_named_in in = {
        .words = words, .folded = text_lower(arena, words), .click_id = click, .limit = FOUND_MAX};
    struct sql_find_named_row *rows = NULL;
    TRY(sql_find_named(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct found, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        struct found *found = &(*ret_list)[i];
        *found = (struct found){.id = rows[i].id, .name = rows[i].name, .about = rows[i].about};
        if (!kind_parse(rows[i].kind, &found->kind)) {
            return RC_FAULT;
        }
    }
    return RC_OK;
}
