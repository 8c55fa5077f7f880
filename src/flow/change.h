// SPDX-License-Identifier: Apache-2.0
// What the flows that change the network's nouns have in common: one catalog version per change, one audit event per
// change, parents that must exist and be open.
#pragma once

#include "core/buf.h"
#include "flow.h"
#include "format/json.h"
#include "identity/identity.h"
#include "ids.h"
#include "partner/partner.h"
#include "program/program.h"

// The catalog version that this transaction's rows carry. First thing after flow_begin in every flow that changes
// programs, offers, partners, enrollments, links: it also lets one such flow in at a time.
enum rc change_version(struct flow *flow, int64_t *ret_version) MUST_USE;

// The instant that a new version of a program's terms or plans is made at: now, or that of the last event judged by the
// versions there are, if a request that was read later has committed before this one. Replay tells by it which versions
// an event could know. Waits for those who are judging. Before the version is written.
enum rc change_versions(struct flow *flow, struct program_id program_id, struct instant *ret_made_at) MUST_USE;

// An audit event under construction: content is the writer's object.
struct change_note {
    struct buf buf;
    struct json_writer json;
};
void change_note_begin(struct flow *flow, struct change_note *note);
// Adds name and value when the value is present.
void change_note_text(struct change_note *note, const char *name, struct text t);
// Writes the event; action "program.create", object "program", id the row's.
enum rc change_note_end(struct flow *flow, struct change_note *note, const char *action, int64_t id) MUST_USE;

// The row, or RC_INVALID with `field` named: "<noun>_unknown"; archived ones RC_REFUSED "<noun>_archived".
enum rc change_partner_open(struct flow *flow, struct partner_id id, const char *field,
                            struct partner *ret_partner) MUST_USE;
enum rc change_advertiser_open(struct flow *flow, struct advertiser_id id, const char *field) MUST_USE;
enum rc change_program_open(struct flow *flow, struct program_id id, const char *field,
                            struct program *ret_program) MUST_USE;
// Whom a token or a person acts for: an open advertiser or partner (fields advertiser_id, partner_id); nobody (0) for
// an operator, else RC_INVALID "owner_unexpected".
enum rc change_owner_open(struct flow *flow, enum role role, int64_t owner_id) MUST_USE;
// The enrollment of a partner who may promote the program: pending or approved; else RC_REFUSED "not_enrolled".
enum rc change_enrolled(struct flow *flow, struct partner_id partner_id, struct program_id program_id,
                        const char *field) MUST_USE;
// An address that links may lead to: a URL, perhaps with macros after its host (link/destination.h); parameters are
// the offer's. Gives its host.
enum rc change_destination(struct flow *flow, struct text url, struct text parameters, struct text *ret_host) MUST_USE;
// RC_NOT_FOUND "not_found" for a row that is to be changed and does not exist; else flow_stored.
enum rc change_found(struct flow *flow, enum rc rc, const char *noun) MUST_USE;
// The present value unless a new one is given.
struct text change_or(struct text changed, struct text present);
