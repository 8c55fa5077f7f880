// SPDX-License-Identifier: Apache-2.0
// Notes on partners.
#include "partner/partner_note.h"

#include "change.h"
#include "validate.h"

enum rc partner_note_add(struct flow *flow, struct partner_id id, struct text note)
{
    struct partner partner;
    TRY(validate_paragraphs(flow->fault, "note", note, PARTNER_NOTE_CHARACTERS_MAX));
    if (text_is_empty(text_trim(note))) {
        return fault_set(flow->fault, RC_INVALID, "text_empty", "note", "the note must not be empty");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, partner_get(flow->db, flow->arena, id, &partner), "partner"));
    struct change_note event;
    change_note_begin(flow, &event);
    change_note_text(&event, "note", note);
    TRY(change_note_end(flow, &event, "partner.note", id.v));
    return flow_commit(flow);
}
