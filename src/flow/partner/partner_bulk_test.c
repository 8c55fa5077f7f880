// SPDX-License-Identifier: Apache-2.0
// Many partners at once, undoing it, and what people keep about lists, on both databases.
#include "network/purge.h"
#include "partner/partner_bulk.h"
#include "partner/partner_write.h"
#include "test_world.h"
#include "user/saved_view_write.h"
#include "user/user_write.h"

#define LIST TEXT("/operator/partners")

static struct user_id user(struct world *world, const char *email)
{
    struct user_create_input input = {
        .email = text_of(email), .password = TEXT("a long enough one"), .role = ROLE_OPERATOR};
    struct identity_user made;
    must(world, user_create(&world->flow, &input, &made));
    return made.id;
}

static struct text status_of(struct world *world, size_t i)
{
    struct partner partner;
    must(world, partner_get(world->db, world->arena, world->partners[i], &partner));
    return partner.status;
}

static enum rc set(struct world *world, struct user_id who, const char *status, size_t count, struct bulk_action *ret)
{
    struct partner_bulk_input input = {
        .user_id = who, .list = LIST, .status = text_of(status), .ids = world->partners, .count = count};
    return partner_bulk_status(&world->flow, &input, ret);
}

static void refused(struct world *world, enum rc rc, enum rc wanted, const char *code)
{
    assert_int_equal(rc, wanted);
    assert_string_equal(world->fault.code, code);
    fault_clear(&world->fault);
}

// 1,001 partners below each other may be, the next is refused; all of them are above the last.
static void a_chain_of_recruiters_has_an_end(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct partner_id first = {0};
    struct partner_id last = {0};
    for (int i = 1; i <= 1002; i++) {
        AUTO_ARENA scratch = arena_new(ARENA_JOB_BYTES);
        char code[16];
        (void)snprintf(code, sizeof(code), "chain%d", i);
        struct flow flow = world->flow;
        flow.arena = scratch;
        struct partner_input input = {.code = text_of(code), .name = text_of(code), .recruited_by = last};
        struct partner made = {.id = {0}};
        enum rc rc = partner_create(&flow, &input, &made);
        assert_int_equal(rc, i <= 1001 ? RC_OK : RC_REFUSED);
        first = i == 1 ? made.id : first;
        last = rc == RC_OK ? made.id : last;
    }
    assert_string_equal(world->fault.code, "recruiter_chain_too_long");
    assert_string_equal(world->fault.field, "recruited_by");
    fault_clear(&world->fault);
    struct partner_id *above;
    size_t count = 0;
    must(world, partner_recruiters(world->db, arena, last, PARTNER_RECRUITERS_MAX, &above, &count));
    assert_int_equal(count, 1000);
    assert_int_equal(above[999].v, first.v);
}

static void what_was_done_to_many_is_undone(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct user_id mary = user(world, "mary@example.org");
    struct user_id paul = user(world, "paul@example.org");
    struct bulk_action action;
    must(world, set(world, mary, "archived", 1, &action)); // p0
    must(world, set(world, mary, "archived", WORLD_PARTNERS, &action));
    assert_int_equal(action.object_count, WORLD_PARTNERS - 1); // p0 was archived before
    for (size_t i = 0; i < WORLD_PARTNERS; i++) {
        assert_text(status_of(world, i), "archived");
    }
    size_t count = 0;
    refused(world, partner_bulk_undo(&world->flow, paul, action.id, &count), RC_NOT_FOUND, "not_found");
    struct bulk_action second;
    must(world, set(world, paul, "active", 2, &second)); // somebody changes p0 and p1 meanwhile
    must(world, partner_bulk_undo(&world->flow, mary, action.id, &count));
    assert_int_equal(count, 1); // p2 only: p1 is as Paul wanted it
    assert_text(status_of(world, 0), "active");
    assert_text(status_of(world, 2), "active");
    refused(world, partner_bulk_undo(&world->flow, mary, action.id, &count), RC_CONFLICT, "bulk_undone");
    must(world, set(world, mary, "archived", 1, &action));
    world->flow.now.ms += BULK_UNDO_MS + 1;
    refused(world, partner_bulk_undo(&world->flow, mary, action.id, &count), RC_NOT_FOUND, "not_found");
    assert_text(status_of(world, 0), "archived");
}

static void nothing_is_half_done(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct user_id mary = user(world, "mary@example.org");
    struct bulk_action action;
    refused(world, set(world, mary, "gone", 1, &action), RC_INVALID, "value_unknown");
    refused(world, set(world, mary, "archived", 0, &action), RC_INVALID, "selection_empty");
    refused(world, set(world, mary, "archived", PARTNER_BULK_MAX + 1, &action), RC_INVALID, "selection_too_large");
    struct partner_id ids[] = {world->partners[0], {987654}};
    struct partner_bulk_input input = {
        .user_id = mary, .list = LIST, .status = TEXT("archived"), .ids = ids, .count = 2};
    refused(world, partner_bulk_status(&world->flow, &input, &action), RC_NOT_FOUND, "not_found");
    assert_text(status_of(world, 0), "active");
}

static void views_are_ones_own(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct user_id mary = user(world, "mary@example.org");
    struct user_id paul = user(world, "paul@example.org");
    struct saved_view_input input = {
        .user_id = mary, .list = LIST, .name = TEXT("  French ones "), .query = TEXT("country=FR&sort=-name")};
    struct saved_view_id first;
    struct saved_view_id second;
    must(world, saved_view_save(&world->flow, &input, &first));
    input.query = TEXT("country=FR");
    must(world, saved_view_save(&world->flow, &input, &second)); // the same name: the same view
    assert_int_equal(first.v, second.v);
    struct saved_view *views = NULL;
    size_t count = 0;
    must(world, saved_view_list(world->db, arena, mary, LIST, &views, &count));
    assert_int_equal(count, 1);
    assert_text(views[0].name, "French ones");
    assert_text(views[0].query, "country=FR");
    must(world, saved_view_list(world->db, arena, paul, LIST, &views, &count));
    assert_int_equal(count, 0);
    refused(world, saved_view_forget(&world->flow, paul, first), RC_NOT_FOUND, "not_found");
    must(world, saved_view_forget(&world->flow, mary, first));
    refused(world, saved_view_forget(&world->flow, mary, first), RC_NOT_FOUND, "not_found");
    static const struct {
        const char *list, *name, *query, *code;
    } bad[] = {
        {"//evil.example", "x", "", "list_unknown"},
        {"/a?b", "x", "", "list_unknown"},
        {"partners", "x", "", "list_unknown"},
        {"/operator/partners", " ", "", "text_empty"},
        {"/operator/partners", "x", "a=%zz", "query_malformed"},
        {"/operator/partners", "x", "a=1#b", "query_malformed"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct saved_view_input wrong = {.user_id = mary,
                                         .list = text_of(bad[i].list),
                                         .name = text_of(bad[i].name),
                                         .query = text_of(bad[i].query)};
        refused(world, saved_view_save(&world->flow, &wrong, &first), RC_INVALID, bad[i].code);
    }
    for (int i = 0; i < SAVED_VIEWS_MAX; i++) {
        input.name = text_format(arena, "view %d", i);
        must(world, saved_view_save(&world->flow, &input, &first));
    }
    must(world, saved_view_save(&world->flow, &input, &first));
    input.name = TEXT("one more");
    refused(world, saved_view_save(&world->flow, &input, &first), RC_REFUSED, "saved_views_too_many");
}

static struct saved_view_id view_of(struct world *world, struct user_id who, const char *name, const char *query)
{
    struct saved_view_input input = {.user_id = who, .list = LIST, .name = text_of(name), .query = text_of(query)};
    struct saved_view_id id;
    must(world, saved_view_save(&world->flow, &input, &id));
    return id;
}

// The names of somebody's views, or of those that others share with him: "a, b".
static struct text names(struct world *world, struct user_id who, bool is_of_others)
{
    struct saved_view *own = NULL;
    struct shared_view *shared = NULL;
    size_t count = 0;
    if (is_of_others) {
        must(world, saved_view_list_shared(world->db, world->arena, who, LIST, &shared, &count));
    } else {
        must(world, saved_view_list(world->db, world->arena, who, LIST, &own, &count));
    }
    struct text all = TEXT("");
    for (size_t i = 0; i < count; i++) {
        struct text name = is_of_others ? shared[i].view.name : own[i].name;
        all = text_format(world->arena, "%.*s%s%.*s", TEXT_PRINT(all), i > 0 ? ", " : "", TEXT_PRINT(name));
    }
    return all;
}

static void a_view_is_shared(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct flow *flow = &world->flow;
    struct user_id mary = user(world, "mary@example.org");
    struct user_id paul = user(world, "paul@example.org");
    struct saved_view_id hers = view_of(world, mary, "Late ones", "status=active");
    struct saved_view copy;
    refused(world, saved_view_copy(flow, paul, hers, &copy), RC_NOT_FOUND, "not_found"); // not before it is shared
    refused(world, saved_view_publish(flow, paul, hers, true), RC_NOT_FOUND, "not_found");
    for (int i = 0; i < 2; i++) {
        must(world, saved_view_publish(flow, mary, hers, true));
    }
    struct shared_view *shared = NULL;
    size_t count = 0;
    must(world, saved_view_list_shared(world->db, arena, paul, LIST, &shared, &count));
    assert_int_equal(count, 1);
    assert_text(shared[0].owner, "mary@example.org");
    assert_text(shared[0].view.query, "status=active");
    assert_text(names(world, mary, true), ""); // one's own is not among those of others
    refused(world, saved_view_copy(flow, mary, hers, &copy), RC_NOT_FOUND, "not_found");
    // Copies are one's own: they stay as they are, and nobody else sees them.
    must(world, saved_view_copy(flow, paul, hers, &copy));
    must(world, saved_view_copy(flow, paul, hers, &copy));
    assert_text(names(world, paul, false), "Late ones, Late ones (2)");
    must(world, saved_view_name(flow, mary, hers, TEXT(" Late partners ")));
    assert_text(names(world, paul, true), "Late partners");
    assert_text(names(world, mary, true), "");
    // No longer shared, and shared again after it was deleted and had back.
    must(world, saved_view_publish(flow, mary, hers, false));
    assert_text(names(world, paul, true), "");
    must(world, saved_view_publish(flow, mary, hers, true));
    must(world, saved_view_forget(flow, mary, hers));
    assert_text(names(world, paul, true), "");
    refused(world, saved_view_copy(flow, paul, hers, &copy), RC_NOT_FOUND, "not_found");
    must(world, saved_view_recall(flow, mary, hers));
    assert_text(names(world, paul, true), "Late partners");
    assert_text(names(world, paul, false), "Late ones, Late ones (2)");
}

static void a_view_is_renamed_and_had_back(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct flow *flow = &world->flow;
    struct user_id mary = user(world, "mary@example.org");
    struct user_id paul = user(world, "paul@example.org");
    struct saved_view_id first = view_of(world, mary, "First", "a=1");
    struct saved_view_id second = view_of(world, mary, "Second", "a=2");
    refused(world, saved_view_name(flow, mary, second, TEXT("First")), RC_CONFLICT, "saved_view_taken");
    refused(world, saved_view_name(flow, mary, second, TEXT("  ")), RC_INVALID, "text_empty");
    refused(world, saved_view_name(flow, paul, second, TEXT("Third")), RC_NOT_FOUND, "not_found");
    must(world, saved_view_name(flow, mary, second, TEXT("Second")));
    refused(world, saved_view_recall(flow, mary, first), RC_NOT_FOUND, "not_found"); // it is there
    must(world, saved_view_publish(flow, mary, first, true));
    must(world, saved_view_forget(flow, mary, first));
    refused(world, saved_view_name(flow, mary, first, TEXT("Third")), RC_NOT_FOUND, "not_found");
    refused(world, saved_view_publish(flow, mary, first, false), RC_NOT_FOUND, "not_found");
    refused(world, saved_view_recall(flow, paul, first), RC_NOT_FOUND, "not_found");
    must(world, saved_view_recall(flow, mary, first));
    assert_text(names(world, mary, false), "First, Second");
    // A new view of the name of a deleted one is a new one, and is private; a renamed one takes the name.
    must(world, saved_view_forget(flow, mary, first));
    view_of(world, mary, "First", "a=3");
    assert_text(names(world, mary, false), "First, Second");
    assert_text(names(world, paul, true), "");
    must(world, saved_view_forget(flow, mary, first));
    must(world, saved_view_name(flow, mary, second, TEXT("First")));
    refused(world, saved_view_recall(flow, mary, first), RC_NOT_FOUND, "not_found");
    int64_t count = 0;
    must(world, saved_view_forget(flow, mary, second));
    world->flow.now.ms += 31 * DAY_MS;
    must(world, purge_sessions(flow, &count));
    refused(world, saved_view_recall(flow, mary, second), RC_NOT_FOUND, "not_found");
}

// Views of partners and advertisers are nobody else's.
static void only_operators_share(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct user_id mary = user(world, "mary@example.org");
    struct user_create_input input = {.email = TEXT("pia@example.org"),
                                      .password = TEXT("a long enough one"),
                                      .role = ROLE_PARTNER,
                                      .owner_id = world->partners[0].v};
    struct identity_user pia;
    must(world, user_create(&world->flow, &input, &pia));
    struct saved_view_id view = view_of(world, pia.id, "Mine", "a=1");
    struct saved_view_id hers = view_of(world, mary, "Hers", "a=1");
    struct saved_view copy;
    refused(world, saved_view_publish(&world->flow, pia.id, view, true), RC_FORBIDDEN, "saved_view_private");
    must(world, saved_view_publish(&world->flow, mary, hers, true));
    refused(world, saved_view_copy(&world->flow, pia.id, hers, &copy), RC_FORBIDDEN, "saved_view_private");
}

static void columns_are_remembered(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct user_id mary = user(world, "mary@example.org");
    struct text columns = TEXT_NONE;
    assert_int_equal(list_columns_get(world->db, arena, mary, LIST, &columns), RC_NOT_FOUND);
    must(world, list_columns_keep(&world->flow, mary, LIST, TEXT("code,email")));
    must(world, list_columns_keep(&world->flow, mary, LIST, TEXT("code")));
    must(world, list_columns_get(world->db, arena, mary, LIST, &columns));
    assert_text(columns, "code");
    refused(world, list_columns_keep(&world->flow, mary, TEXT("/A"), TEXT("code")), RC_INVALID, "list_unknown");
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_chain_of_recruiters_has_an_end),
        TEST_DATABASE_CASE(what_was_done_to_many_is_undone),
        TEST_DATABASE_CASE(nothing_is_half_done),
        TEST_DATABASE_CASE(views_are_ones_own),
        TEST_DATABASE_CASE(a_view_is_shared),
        TEST_DATABASE_CASE(a_view_is_renamed_and_had_back),
        TEST_DATABASE_CASE(only_operators_share),
        TEST_DATABASE_CASE(columns_are_remembered),
    };
    return TEST_DATABASE_RUN("partner_bulk", cases);
}
