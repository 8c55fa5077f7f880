// SPDX-License-Identifier: Apache-2.0
// Expectations of the last conversion: who was credited, by what, for how much, and what came of the last report.
#include "world.h"

#include "attribution/attribution.h"
#include "commission/commission.h"
#include "conversion/conversion_sql.h"

// ---- the last report ----

static struct text outcome_text(struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    if (outcome->rc != RC_OK) {
        return text_format(world->scratch, "%s %s: %s", outcome->rc == RC_CONFLICT ? "conflict" : "refused",
                           outcome->fault.code, outcome->fault.message);
    }
    return outcome->is_duplicate ? TEXT("duplicate") : TEXT("accepted");
}

bool expect_duplicate(struct world *world)
{
    if (world->outcome.rc != RC_OK || !world->outcome.is_duplicate) {
        world_differs(world, TEXT("duplicate"), outcome_text(world));
        world->outcome.rc = RC_OK;
    }
    return true;
}

static bool expect_failure(struct world *world, const char *word, bool is_conflict)
{
    struct outcome *outcome = &world->outcome;
    struct text code = world->step->words[0];
    bool is_said = outcome->rc == RC_INVALID || outcome->rc == RC_REFUSED || outcome->rc == RC_NOT_FOUND ||
                   outcome->rc == RC_CONFLICT;
    if (!is_said || is_conflict != (outcome->rc == RC_CONFLICT) || !text_equal(text_of(outcome->fault.code), code)) {
        world_differs(world, text_format(world->scratch, "%s %.*s", word, TEXT_PRINT(code)), outcome_text(world));
    }
    *outcome = (struct outcome){0};
    return true;
}

bool expect_refused(struct world *world)
{
    return expect_failure(world, "refused", /* is_conflict= */ false);
}

bool expect_conflict(struct world *world)
{
    return expect_failure(world, "conflict", /* is_conflict= */ true);
}

// ---- the last conversion ----

static bool last_conversion(struct world *world, struct conversion *ret_conversion)
{
    if (world->conversion_id.v == 0) {
        return world_mistake(world, "there is no last conversion");
    }
    return conversion_get(world->db, world->scratch, world->conversion_id, ret_conversion) == RC_OK ||
           world_mistake(world, "the last conversion cannot be read: %s", db_failure(world->db));
}

static struct text credit_text(struct world *world, const struct conversion *conversion, bool is_kind_told)
{
    if (conversion->partner_id.v == 0) {
        return text_format(world->scratch, "unattributed %.*s", TEXT_PRINT(conversion->cause));
    }
    struct text partner = world_name_of(world, NOUN_PARTNER, conversion->partner_id.v);
    return is_kind_told ? text_format(world->scratch, "credited %.*s by %.*s", TEXT_PRINT(partner),
                                      TEXT_PRINT(conversion->evidence_kind))
                        : text_format(world->scratch, "credited %.*s", TEXT_PRINT(partner));
}

static void compare(struct world *world, struct text expected, struct text actual)
{
    if (!text_equal(expected, actual)) {
        world_differs(world, expected, actual);
    }
}

bool expect_credited(struct world *world)
{
    struct conversion conversion;
    if (!last_conversion(world, &conversion) ||
        world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0}) == NULL) {
        return false;
    }
    struct text kind = story_value(world->step, "by");
    enum evidence_kind known;
    if (text_is(kind) && !evidence_kind_parse(kind, &known)) {
        return world_mistake(world, "there is no evidence \"%.*s\"", TEXT_PRINT(kind));
    }
    struct text expected = text_format(world->scratch, "credited %.*s%s%.*s", TEXT_PRINT(world->step->words[0]),
                                       text_is(kind) ? " by " : "", TEXT_PRINT(kind));
    compare(world, expected, credit_text(world, &conversion, text_is(kind)));
    return true;
}

bool expect_unattributed(struct world *world)
{
    struct conversion conversion;
    if (!last_conversion(world, &conversion)) {
        return false;
    }
    compare(world, text_format(world->scratch, "unattributed %.*s", TEXT_PRINT(world->step->words[0])),
            credit_text(world, &conversion, /* is_kind_told= */ true));
    return true;
}

bool expect_status(struct world *world)
{
    struct conversion conversion;
    if (!last_conversion(world, &conversion)) {
        return false;
    }
    struct text reason = story_value(world->step, "reason");
    bool has_reason = text_is(reason);
    struct text expected = text_format(world->scratch, "%.*s%s%.*s", TEXT_PRINT(world->step->words[0]),
                                       has_reason ? " reason " : "", TEXT_PRINT(reason));
    struct text actual =
        text_format(world->scratch, "%.*s%s%.*s", TEXT_PRINT(conversion.status), has_reason ? " reason " : "",
                    TEXT_PRINT(has_reason ? conversion.reason : TEXT("")));
    compare(world, expected, actual);
    return true;
}

bool expect_lost(struct world *world)
{
    struct conversion conversion;
    if (!last_conversion(world, &conversion)) {
        return false;
    }
    enum evidence_kind kind;
    enum evidence_outcome outcome;
    if (!evidence_kind_parse(world->step->words[0], &kind) ||
        !evidence_outcome_parse(world->step->words[1], &outcome)) {
        return world_mistake(world, "there is no such evidence or outcome");
    }
    struct sql_conversion_evidence_list_row *rows = NULL;
    size_t count = 0;
    struct sql_conversion_evidence_list_in in = {.conversion_id = conversion.id};
    if (sql_conversion_evidence_list(world->db, world->scratch, &in, &rows, &count) != RC_OK) {
        return world_mistake(world, "the evidence cannot be read: %s", db_failure(world->db));
    }
    struct buf all = buf_new(world->scratch, 65536);
    for (size_t i = 0; i < count; i++) {
        if (text_equal(rows[i].kind, world->step->words[0]) && text_equal(rows[i].outcome, world->step->words[1])) {
            return true;
        }
        buf_format(&all, "%s%.*s %.*s", i == 0 ? "" : ", ", TEXT_PRINT(rows[i].kind), TEXT_PRINT(rows[i].outcome));
    }
    struct text expected =
        text_format(world->scratch, "%.*s %.*s", TEXT_PRINT(world->step->words[0]), TEXT_PRINT(world->step->words[1]));
    world_differs(world, expected, count == 0 ? TEXT("no evidence") : buf_text(&all));
    return true;
}

// ---- its commissions ----

static struct text commissions_text(struct world *world, const struct commission *list, size_t count)
{
    struct buf buf = buf_new(world->scratch, 65536);
    for (size_t i = 0; i < count; i++) {
        buf_format(&buf, "%s%.*s ", i == 0 ? "" : ", ",
                   TEXT_PRINT(world_name_of(world, NOUN_PARTNER, list[i].partner_id.v)));
        money_print(&buf, list[i].amount);
        buf_format(&buf, " %s", commission_status_text(list[i].status));
    }
    return count == 0 ? TEXT("no commission") : buf_text(&buf);
}

static bool last_commissions(struct world *world, struct commission **ret_list, size_t *ret_count)
{
    struct conversion conversion;
    if (!last_conversion(world, &conversion)) {
        return false;
    }
    return commission_list_of(world->db, world->scratch, conversion.id, ret_list, ret_count) == RC_OK ||
           world_mistake(world, "the commissions cannot be read: %s", db_failure(world->db));
}

bool expect_commission(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0});
    struct commission *list = NULL;
    size_t count = 0;
    enum commission_status status;
    if (partner == NULL || !last_commissions(world, &list, &count)) {
        return false;
    }
    if (!commission_status_parse(world->step->words[2], &status)) {
        return world_mistake(world, "there is no status \"%.*s\"", TEXT_PRINT(world->step->words[2]));
    }
    for (size_t i = 0; i < count; i++) {
        struct money amount = {0};
        if (money_parse(world->step->words[1], list[i].amount.currency, &amount) != MONEY_PARSED) {
            return world_mistake(world, "\"%.*s\" is no amount", TEXT_PRINT(world->step->words[1]));
        }
        if (list[i].partner_id.v == partner->id && list[i].amount.minor == amount.minor && list[i].status == status) {
            return true;
        }
    }
    struct text expected = text_format(world->scratch, "%.*s %.*s %.*s", TEXT_PRINT(world->step->words[0]),
                                       TEXT_PRINT(world->step->words[1]), TEXT_PRINT(world->step->words[2]));
    world_differs(world, expected, commissions_text(world, list, count));
    return true;
}

bool expect_no(struct world *world)
{
    struct commission *list = NULL;
    size_t count = 0;
    if (text_equal(world->step->words[0], TEXT("charge"))) {
        return expect_no_charge(world);
    }
    if (!text_equal(world->step->words[0], TEXT("commission"))) {
        return world_mistake(world, "\"expect no\" knows only \"commission\" and \"charge\"");
    }
    if (!last_commissions(world, &list, &count)) {
        return false;
    }
    compare(world, TEXT("no commission"), commissions_text(world, list, count));
    return true;
}
