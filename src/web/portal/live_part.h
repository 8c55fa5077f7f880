// SPDX-License-Identifier: Apache-2.0
// The thread behind the portals' streams: while anybody listens it looks into the database a few times a second and
// tells every stream how much is new, so that it works with any number of servers on one database, and for events that
// came in anywhere.
//
// A stream's topic says whose events it tells of: "operator", "partner:12", "advertiser:3" (the owner's number). An
// event is "live" with the new clicks, conversions and refused reports as JSON:
// {"clicks":2,"conversions":0,"refused":0}. What they are the page asks for itself.
#pragma once

#include "app.h"
#include "call.h"

extern const struct app_part live_part;

// Answers with the stream of the actor's own topic (server-sent events, HTML Standard §9.2).
enum rc live_stream(struct call *call) MUST_USE;
