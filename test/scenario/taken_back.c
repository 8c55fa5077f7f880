// SPDX-License-Identifier: Apache-2.0
// What a refund or a rejection takes back, told with the derivation of what was there before: `scenario --taken-back`.
// test/integration/stories_test.py asks this of every story, so that no form of the plan language goes without one.
//
//     # taken back <TAB> file <TAB> line <TAB> program <TAB> role <TAB> before <TAB> after <TAB> derivation
//
// The role is that of the commission, or "reward" of one in kind, whose key stands for the derivation.
#include "world.h"

#include <stdio.h>

#include "commission/commission.h"
#include "commission/commission_sql.h"

#define LIST_MAX 500

struct told {
    struct commission *commissions;
    struct text *derivations; // of each
    size_t commission_count;
    struct sql_reward_list_row *rewards;
    size_t reward_count;
};

static bool is_taking_back(const struct world *world)
{
    enum step_kind kind = world->step->form->kind;
    return world->is_taken_back_told && (kind == STEP_REFUND || kind == STEP_REJECT);
}

static enum rc read_commissions(struct world *world, struct told *told)
{
    struct commission_filter filter = {.limit = LIST_MAX};
    TRY(commission_list(world->db, world->scratch, &filter, &told->commissions, &told->commission_count));
    told->derivations = arena_many(world->scratch, struct text, told->commission_count);
    for (size_t i = 0; i < told->commission_count; i++) {
        struct commission_change *changes = NULL;
        size_t count = 0;
        TRY(commission_change_list(world->db, world->scratch, told->commissions[i].id, &changes, &count));
        for (size_t k = 0; k < count; k++) {
            // A step that only moves money has none.
            told->derivations[i] = changes[k].derivation.n > 2 ? changes[k].derivation : told->derivations[i];
        }
    }
    return RC_OK;
}

static bool told_read(struct world *world, struct told *told)
{
    struct sql_reward_list_in in = {.before_id = INT64_MAX, .limit = LIST_MAX};
    *told = (struct told){.commissions = NULL};
    return (read_commissions(world, told) == RC_OK &&
            sql_reward_list(world->db, world->scratch, &in, &told->rewards, &told->reward_count) == RC_OK) ||
           world_mistake(world, "what is taken back cannot be read: %s", db_failure(world->db));
}

static void tell(struct world *world, struct program_id program_id, struct text role, struct text before,
                 struct text after, struct text derivation)
{
    struct text program = world_name_of(world, NOUN_PROGRAM, program_id.v);
    printf("# taken back\t%.*s\t%d\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", TEXT_PRINT(world->story->path), world->step->line,
           TEXT_PRINT(program), TEXT_PRINT(role), TEXT_PRINT(before), TEXT_PRINT(after), TEXT_PRINT(derivation));
}

static void tell_commissions(struct world *world, const struct told *before, const struct told *after)
{
    for (size_t i = 0; i < before->commission_count; i++) {
        const struct commission *was = &before->commissions[i];
        for (size_t k = 0; k < after->commission_count; k++) {
            const struct commission *is = &after->commissions[k];
            bool is_own = was->conversion_id.v == 0 || was->conversion_id.v == world->conversion_id.v;
            if (is->id.v == was->id.v && is_own && is->amount.minor < was->amount.minor) {
                tell(world, was->program_id, was->role, money_text(world->scratch, was->amount),
                     money_text(world->scratch, is->amount), before->derivations[i]);
            }
        }
    }
}

static void tell_rewards(struct world *world, const struct told *before, const struct told *after)
{
    for (size_t i = 0; i < before->reward_count; i++) {
        const struct sql_reward_list_row *was = &before->rewards[i];
        for (size_t k = 0; k < after->reward_count; k++) {
            const struct sql_reward_list_row *is = &after->rewards[k];
            if (is->id == was->id && is->taken_back > was->taken_back) {
                tell(world, was->program_id, TEXT("reward"),
                     text_format(world->scratch, "%lld", (long long)(was->granted - was->taken_back)),
                     text_format(world->scratch, "%lld", (long long)(is->granted - is->taken_back)), was->reward_key);
            }
        }
    }
}

bool taken_back_run(struct world *world, step_function function)
{
    struct told before;
    struct told after;
    if (!is_taking_back(world)) {
        return function(world);
    }
    if (!told_read(world, &before) || !function(world) || !told_read(world, &after)) {
        return false;
    }
    tell_commissions(world, &before, &after);
    tell_rewards(world, &before, &after);
    return true;
}
