// SPDX-License-Identifier: Apache-2.0
// The doors of advertisers: a report is accepted, or refused, and what came in is noted for who integrates the shop.
#pragma once

#include "call.h"
#include "format/url.h"
#include "tracking/tracking_note.h"

// The note of a report: its request without what is personal or secret (values of other names are "…"), from a door.
struct tracking_event door_event(const struct call *call, const char *door, struct text kind,
                                 const struct parameters *parameters);
// Whether this report is noted when nothing comes of it: an advertiser who sends thousands a second has seen them.
bool door_is_note_wanted(struct call *call, const struct tracking_event *event);
// conversion_accept with its note. event holds advertiser and program; the claim the rest.
enum rc door_accept(struct call *call, const struct tracking_event *event, const struct conversion_claim *claim,
                    struct conversion_accepted *ret_accepted) MUST_USE;
// Notes a report that makes no conversion; with call->fault filled, one that was refused before. Unless too many come.
void door_note(struct call *call, const struct tracking_event *event);
