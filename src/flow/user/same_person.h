// SPDX-License-Identifier: Apache-2.0
// Whether two actors are one person: what four eyes ask. A person at a browser and the API tokens made by it are one;
// a token that was made at the command line is nobody's, and one only with itself.
#pragma once

#include "flow.h"

// Actors as flows name them: "user:7", "token:3", "command line".
enum rc actors_are_same(struct flow *flow, struct text a, struct text b, bool *ret_is_same) MUST_USE;
// The person behind an actor; 0: none is known.
enum rc actor_person(struct flow *flow, struct text actor, struct user_id *ret_id) MUST_USE;
