// SPDX-License-Identifier: Apache-2.0
// Notes of the operator on a partner: what was agreed on the phone, why a level was given. They stand in the audit log
// with who wrote them, beside what was done; partners never see them.
#pragma once

#include "flow.h"
#include "ids.h"

#define PARTNER_NOTE_CHARACTERS_MAX 2000

// RC_INVALID field_missing, text_empty, text_malformed, text_too_long, field note; RC_NOT_FOUND for no partner. Each
// call is a note of its own.
enum rc partner_note_add(struct flow *flow, struct partner_id id, struct text note) MUST_USE;
