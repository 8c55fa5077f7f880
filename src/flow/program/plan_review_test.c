// SPDX-License-Identifier: Apache-2.0
// A draft from all sides, and what the operator does beside it: notes on partners, domains, links that are found.
#include "test_world.h"

#include "audit/audit.h"
#include "network/tracking_domain_write.h"
#include "partner/partner_note.h"
#include "program/plan_review.h"

static void a_draft_is_looked_at_from_all_sides(void **state)
{
    static const struct {
        const char *plan_text;
        bool is_malformed, is_refuted, is_never_worse, is_unchanged;
        int line, column;
    } rows[] = {
        {"pay 10% on sale\n", false, false, true, true, 0, 0},
        {"pay 11% on sale\n", false, false, true, false, 0, 0},
        {"pay 9% on sale\n", false, false, false, false, 0, 0},
        {"pay 20% on sale\npromise at most 19% of sale\n", false, true, true, false, 0, 0},
        {"pay 10% on sale\nhold 3 dais\n", true, false, true, false, 2, 8},
        {"pay 10% on sale instead of standard\n", true, false, true, false, 1, 0},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct program program;
    must(world, program_get(world->db, arena, world->program_id, &program));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan_review review;
        must(world, plan_review(&world->flow, &program, text_of(rows[i].plan_text), 0, &review));
        assert_row(rows[i].plan_text, review.is_malformed == rows[i].is_malformed);
        assert_row(rows[i].plan_text, review.checks.is_refuted == rows[i].is_refuted);
        assert_row(rows[i].plan_text, review.is_never_worse == rows[i].is_never_worse);
        assert_row(rows[i].plan_text, review.is_unchanged == rows[i].is_unchanged);
        assert_row(rows[i].plan_text, review.error.line == rows[i].line || !rows[i].is_malformed);
        assert_row(rows[i].plan_text, rows[i].column == 0 || review.error.column == rows[i].column);
        assert_row(rows[i].plan_text, rows[i].is_malformed || review.against_count == 1);
    }
}

static void notes_stand_in_the_audit_log(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct partner_id id = world->partners[0];
    must(world, partner_note_add(&world->flow, id, TEXT("Called.\nWants banners.")));
    assert_int_equal(partner_note_add(&world->flow, id, TEXT(" \n ")), RC_INVALID);
    assert_string_equal(world->fault.code, "text_empty");
    fault_clear(&world->fault);
    assert_int_equal(partner_note_add(&world->flow, (struct partner_id){999999}, TEXT("Nobody.")), RC_NOT_FOUND);
    fault_clear(&world->fault);
    struct audit_filter question = {.object = text_format(arena, "partner:%lld", (long long)id.v)};
    struct audit_event *events = NULL;
    size_t count = 0;
    must(world, audit_event_list(world->db, arena, &question, 10, &events, &count));
    assert_text(events[0].action, "partner.note");
    assert_text(events[0].content, "{\"note\":\"Called.\\nWants banners.\"}");
}

static void domains_are_names(void **state)
{
    static const struct {
        const char *host, *code;
    } rows[] = {
        {"Go.Partner.Example", ""},
        {"go.partner.example", "domain_taken"},
        {"*.partner.example", "host_malformed"},
        {"a.example,b.example", "host_malformed"},
        {"https://a.example", "host_malformed"},
        {"localhost", "host_malformed"},
        {"", "host_malformed"},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct tracking_domain domain;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        fault_clear(&world->fault);
        enum rc rc = tracking_domain_add(&world->flow, text_of(rows[i].host), TEXT("a note"), &domain);
        assert_row(rows[i].host, strcmp(world->fault.code, rows[i].code) == 0);
        assert_row(rows[i].host, (rc == RC_OK) == (rows[i].code[0] == '\0'));
    }
    fault_clear(&world->fault);
    must(world, tracking_domain_change(&world->flow, TEXT("go.partner.example"), TEXT("archived")));
    must(world, tracking_domain_find(world->db, arena, TEXT("go.partner.example"), &domain));
    assert_text(domain.status, "archived");
    assert_int_equal(tracking_domain_change(&world->flow, TEXT("other.example"), TEXT("active")), RC_NOT_FOUND);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_draft_is_looked_at_from_all_sides),
    TEST_DATABASE_CASE(notes_stand_in_the_audit_log),
    TEST_DATABASE_CASE(domains_are_names),
};

int main(void)
{
    return TEST_DATABASE_RUN("plan_review", cases);
}
