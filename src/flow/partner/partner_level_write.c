// SPDX-License-Identifier: Apache-2.0
// Setting a partner's level; see partner_level_write.h.
#include "partner/partner_level_write.h"

#include "change.h"
#include "validate.h"

static enum rc level_check(struct flow *flow, const struct partner_level *level)
{
    TRY(validate_words(flow->fault, "level", level->level, PARTNER_LEVEL_CHARACTERS_MAX));
    TRY(validate_words(flow->fault, "cause", level->cause, PARTNER_LEVEL_CAUSE_CHARACTERS_MAX));
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, level->partner_id, "partner_id", &partner));
    TRY(change_program_open(flow, level->program_id, "program_id", &program));
    return change_enrolled(flow, level->partner_id, level->program_id, "program_id");
}

enum rc partner_level_set(struct flow *flow, const struct partner_level_input *input, struct partner_level *ret_level)
{
    struct partner_level level = {
        .partner_id = input->partner_id,
        .program_id = input->program_id,
        .level = change_or(input->level, TEXT("")),
        .effective_at = instant_is_none(input->effective_at) ? flow->now : input->effective_at,
        .cause = change_or(input->cause, TEXT("")),
        .actor = flow->actor,
        .created_at = flow->now,
    };
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(level_check(flow, &level));
    TRY(flow_stored(flow, partner_level_insert(flow->db, flow->arena, &level)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "level", level.level);
    change_note_text(&note, "cause", level.cause);
    json_put_int64(&note.json, "program_id", level.program_id.v);
    TRY(change_note_end(flow, &note, "partner.level", level.partner_id.v));
    *ret_level = level;
    return flow_commit(flow);
}
