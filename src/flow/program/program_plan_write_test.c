// SPDX-License-Identifier: Apache-2.0
// Publishing plans: what a plan says of itself must hold, individual terms name rules that are there, and whom a
// version binds.
#include "test_world.h"

#include "partner/enrollment_write.h"
#include "program/plan_proof.h"

static enum rc put(struct world *world, const char *plan_text, int64_t days, struct plan_version *ret_version,
                   struct plan_error *ret_error)
{
    struct program_plan_input input = {
        .program_id = world->program_id, .plan_text = text_of(plan_text), .effective_at = INSTANT_NONE};
    if (days > 0) {
        input.effective_at.ms = world->flow.now.ms + days * DAY_MS;
    }
    fault_clear(&world->fault);
    return program_plan_put(&world->flow, &input, ret_version, ret_error);
}

static void what_it_promises_must_hold(void **state)
{
    static const struct {
        const char *plan_text;
        enum rc rc;
        const char *code;
        int line;
    } rows[] = {
        {"pay 20% on sale\npromise at most 20% of sale\nexample sale of 50 EUR earns 10 EUR", RC_OK, "", 0},
        {"pay 20% on sale\n\nexample sale of 50 EUR earns 11 EUR", RC_REFUSED, "plan_example_fails", 3},
        {"pay 20% on sale\npromise at most 19% of sale", RC_REFUSED, "plan_promise_fails", 2},
        {"pay 50% on sale\nmargin 40% of sale", RC_REFUSED, "plan_promise_fails", 2},
        {"pay 20% on sale at most 9 EUR\n from 9 EUR of sales a month 21%\npromise at most 21% of sale", RC_REFUSED,
         "plan_promise_open", 3},
        {"pay 20% on sale instead of standard", RC_INVALID, "plan_malformed", 1},
        {"pay 20% on sael", RC_INVALID, "plan_malformed", 1},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan_version version;
        struct plan_error error;
        assert_row(rows[i].plan_text, put(world, rows[i].plan_text, 0, &version, &error) == rows[i].rc);
        assert_string_equal(world->fault.code, rows[i].code);
        assert_int_equal(error.line, rows[i].line);
    }
}

static void whom_a_version_binds(void **state)
{
    static const struct {
        const char *plan_text;
        int64_t days; // from now
        const char *binds;
    } rows[] = {
        {"pay 12% on sale", 0, "all"},
        {"pay 11% on sale", 30, "new_customers"},
        {"pay 13% on sale", 0, "all"},
        {"pay 13% on sale when country is FR\npay 14% on sale", 0, "all"},
        {"pay 13% on sale when country is FR\npay 14% on sale\nhold 14 days", 0, "all"}, // as the program's
        {"pay 13% on sale when country is FR\npay 14% on sale\nhold 15 days", 30, "new_customers"},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan_version version;
        struct plan_version stored;
        struct plan_error error;
        must(world, put(world, rows[i].plan_text, rows[i].days, &version, &error));
        assert_row(rows[i].plan_text, text_equal(version.binds, text_of(rows[i].binds)));
        must(world, program_plan_get(world->db, arena, version.id, &stored));
        assert_text(stored.binds, rows[i].binds);
    }
}

static void a_worse_version_needs_notice(void **state)
{
    static const struct {
        const char *name, *plan_text;
        int64_t notice_days, from_ms; // from now; -1: no instant given
        const char *field, *code;
    } rows[] = {
        {"at once", "pay 9% on sale", 0, -1, "effective_at", "notice_too_short"},
        {"a millisecond early", "pay 9% on sale", 0, 30 * DAY_MS - 1, "effective_at", "notice_too_short"},
        {"less than the least", "pay 9% on sale", 13, 30 * DAY_MS, "notice_days", "number_out_of_range"},
        {"none", "pay 9% on sale", -1, 30 * DAY_MS, "notice_days", "number_out_of_range"},
        {"more than the most", "pay 9% on sale", 3651, 4000 * DAY_MS, "notice_days", "number_out_of_range"},
        {"the least, too early", "pay 9% on sale", 14, 14 * DAY_MS - 1, "effective_at", "notice_too_short"},
        {"the least", "pay 9% on sale", 14, 14 * DAY_MS, "", ""},
        {"better than the new one, worse than the old one", "pay 9.5% on sale", 14, -1, "effective_at",
         "notice_too_short"},
        {"in time", "pay 7% on sale", 30, 30 * DAY_MS, "", ""},
        {"better than all", "pay 10% on sale", 30, -1, "", ""},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct program_plan_input input = {
            .program_id = world->program_id,
            .plan_text = text_of(rows[i].plan_text),
            .effective_at = rows[i].from_ms < 0 ? INSTANT_NONE : (struct instant){world->flow.now.ms + rows[i].from_ms},
            .notice_days = rows[i].notice_days};
        struct plan_version version;
        struct plan_error error;
        fault_clear(&world->fault);
        enum rc rc = program_plan_put(&world->flow, &input, &version, &error);
        assert_row(rows[i].name, strcmp(world->fault.code, rows[i].code) == 0);
        assert_row(rows[i].name, rc == (rows[i].code[0] == '\0' ? RC_OK : RC_INVALID));
        assert_row(rows[i].name, strcmp(world->fault.field, rows[i].field) == 0);
    }
}

static void individual_terms_replace_rules_by_name(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "standard: pay 10% on sale\npay 1 EUR on lead\n");
    struct enrollment_view view;
    struct enrollment_input change = {.terms = TEXT("pay 20% on sale instead of standart"),
                                      .terms_effective_at = INSTANT_NONE};
    assert_int_equal(enrollment_change(&world->flow, world->enrollments[0], &change, &view), RC_INVALID);
    assert_non_null(strstr(world->fault.message, "did you mean 'standard'?"));
    fault_clear(&world->fault);
    change.terms = TEXT("pay 20% on sale instead of standard\nexample sale of 50 EUR earns 10 EUR");
    must(world, enrollment_change(&world->flow, world->enrollments[0], &change, &view));
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    assert_int_equal(world_commission(world, sale).amount.minor, 2000);
}

static const struct plan_kept_finding *kept(struct world *world, struct plan_id id, const char *subject,
                                            struct plan_proof *ret_proof)
{
    must(world, plan_proof_get(world->db, world->arena, id, ret_proof));
    for (size_t i = 0; i < ret_proof->finding_count; i++) {
        if (text_equal(ret_proof->findings[i].subject, text_of(subject))) {
            return &ret_proof->findings[i];
        }
    }
    fail_msg("nothing was kept of %s", subject);
    return NULL;
}

// What was proved when a version was published is read back later, with the counter-example of then.
static void what_was_found_is_kept_with_the_version(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version;
    struct plan_error error;
    struct plan_proof proof;
    must(world, put(world, "pay 20% on sale\npromise at most 20% of sale\nexample sale of 50 EUR earns 10 EUR", 0,
                    &version, &error));
    const struct plan_kept_finding *example = kept(world, version.id, "example", &proof);
    assert_text(example->outcome, "proved");
    assert_int_equal(example->line, 3);
    assert_int_equal(example->amount_minor.v, 5000);
    assert_int_equal(example->paid_minor.v, 1000);
    const struct plan_kept_finding *at_most = kept(world, version.id, "at_most", &proof);
    assert_text(at_most->code, "at_most_holds");
    assert_int_equal(at_most->line, 2);
    assert_true(text_starts_with(at_most->parameters, TEXT("[{\"name\":\"rate\",\"value\":\"20\"}")));
    assert_false(at_most->against.has);
    const struct plan_kept_finding *better = kept(world, version.id, "ratchet", &proof);
    assert_text(better->code, "never_worse");
    assert_int_equal(better->against.v, 1);
    assert_int_equal(proof.hold_days, 14);
    assert_true(proof.evaluations > 0 && proof.work_max == 200000);
    must(world, db_write_begin(world->db));
    assert_int_equal(plan_proof_insert(world->db, arena, version.id, &proof), RC_CONFLICT);
    db_rollback(world->db);

    // 20% of 0.03 is 0.006, of which 0.01 are paid; 9% are 0.0027, of which nothing is. Of 0.02 neither pays.
    must(world, put(world, "pay 9% on sale", 30, &version, &error));
    const struct plan_kept_finding *worse = kept(world, version.id, "ratchet", &proof);
    assert_text(worse->outcome, "refuted");
    assert_text(worse->code, "earns_less");
    assert_int_equal(worse->against.v, 2);
    assert_int_equal(worse->amount_minor.v, 3);
    assert_int_equal(worse->paid_minor.v, 0);
    assert_text(worse->text_en,
                "The credited partner earns less: sale of 0.03 EUR earns 0.01 EUR by the old version and "
                "0.00 EUR by the new one.");
    assert_true(text_starts_with(worse->text_ru, TEXT("Партнёр получает меньше: продажа на 0,03")));
    assert_true(text_starts_with(worse->text_fr, TEXT("Le partenaire gagne moins")));
    assert_true(text_starts_with(worse->text_ja, TEXT("パートナーの報酬が少なくなります:0.03")));

    // Terms of one partner, against the 9% that come last: of 0.06 these are 0.0054, and 5% are 0.003.
    struct enrollment_view view;
    struct enrollment_input terms = {.terms = TEXT("pay 5% on sale"),
                                     .terms_effective_at = {world->flow.now.ms + 30 * DAY_MS}};
    must(world, enrollment_change(&world->flow, world->enrollments[0], &terms, &view));
    const struct plan_kept_finding *own = kept(world, view.terms.id, "ratchet", &proof);
    assert_text(own->code, "earns_less");
    assert_int_equal(own->against.v, 3);
    assert_int_equal(own->amount_minor.v, 6);
}

static void of_older_versions_nothing_is_recorded(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct plan_version version = {.program_id = world->program_id, .plan_text = TEXT("pay 9% on sale")};
    struct plan_proof proof;
    must(world, db_write_begin(world->db));
    must(world, program_plan_insert(world->db, arena, &version));
    must(world, db_commit(world->db));
    assert_int_equal(plan_proof_get(world->db, arena, version.id, &proof), RC_NOT_FOUND);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(what_it_promises_must_hold),
    TEST_DATABASE_CASE(whom_a_version_binds),
    TEST_DATABASE_CASE(a_worse_version_needs_notice),
    TEST_DATABASE_CASE(individual_terms_replace_rules_by_name),
    TEST_DATABASE_CASE(what_was_found_is_kept_with_the_version),
    TEST_DATABASE_CASE(of_older_versions_nothing_is_recorded),
};

int main(void)
{
    return TEST_DATABASE_RUN("program_plan_write", cases);
}
