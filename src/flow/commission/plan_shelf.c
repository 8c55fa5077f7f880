// SPDX-License-Identifier: Apache-2.0
// Parsed plans; see plan_shelf.h.
#include "commission/plan_shelf.h"

struct shelved {
    struct plan *plan;
    struct text plan_text;
};

void plan_shelf_init(struct plan_shelf *shelf)
{
    shared_lock_init(&shelf->lock);
    shelf->arena = arena_new(PLAN_SHELF_BYTES);
    map64_init(&shelf->plans);
}

void plan_shelf_end(struct plan_shelf *shelf)
{
    map64_release(&shelf->plans);
    arena_free(shelf->arena);
    shared_lock_end(&shelf->lock);
}

static const struct shelved *find(struct plan_shelf *shelf, struct plan_id id, bool *ret_is_full)
{
    uint64_t found = 0;
    shared_lock_read(&shelf->lock);
    (void)map64_get(&shelf->plans, (uint64_t)id.v, &found); // 0 when it is not there
    *ret_is_full = shelf->plans.count >= PLAN_SHELF_MAX || arena_used_bytes(shelf->arena) >= PLAN_SHELF_BYTES;
    shared_lock_give(&shelf->lock);
    return (const struct shelved *)(uintptr_t)found; // NOLINT: put there below
}

enum rc plan_shelf_parse(struct plan_shelf *shelf, struct arena *arena, const struct program_plan *version,
                         struct currency currency, struct plan **ret_plan, struct plan_error *ret_error)
{
    bool is_full = true;
    const struct shelved *found = shelf == NULL ? NULL : find(shelf, version->plan_id, &is_full);
    if (found != NULL && text_equal(found->plan_text, version->plan_text)) {
        *ret_plan = found->plan;
        return RC_OK;
    }
    if (is_full || found != NULL) {
        return plan_parse(arena, version->plan_text, currency, ret_plan, ret_error);
    }
    shared_lock_write(&shelf->lock);
    enum rc rc = plan_parse(shelf->arena, version->plan_text, currency, ret_plan, ret_error);
    if (rc == RC_OK) { // when another thread was faster its plan, which may be in use, stays where it is
        struct shelved *shelved = arena_one(shelf->arena, struct shelved);
        *shelved = (struct shelved){.plan = *ret_plan, .plan_text = text_copy(shelf->arena, version->plan_text)};
        map64_put(&shelf->plans, (uint64_t)version->plan_id.v, (uintptr_t)shelved);
    }
    shared_lock_give(&shelf->lock);
    return rc;
}
