// SPDX-License-Identifier: Apache-2.0
// Click ids. A click's number has 63 bits: milliseconds since 1970 (42), node (6), sequence (15), so that numbers are
// ordered by time, and unique across nodes without asking anybody. Its public form, which goes out to advertisers and
// comes back in postbacks, is 26 letters (Crockford base32) of the number and a MAC of eight bytes: an id that was made
// up is told apart from one that is genuine but not known yet, without the database.
#pragma once

#include <stdatomic.h>

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "crypto/crypto.h"
#include "ids.h"
#include "value/time.h"

#define CLICK_NODE_MAX 62
#define CLICK_NODE_IMPORT 63 // clicks read from files; never a server
#define CLICK_SEQUENCE_MAX 32767
#define CLICK_ID_LETTERS 26

// Makes the numbers of one node: strictly increasing, never one twice, also when the clock goes back (it goes on from
// the last number) and when more than 32,768 are made in a millisecond (it borrows from the next). Threads may share
// one.
struct click_id_generator {
    _Atomic int64_t last; // milliseconds and sequence of the last number
    int node;
};

// after: numbers lie after this instant in any case: where the last run left off (click_ship.h), or instant 0.
void click_id_generator_init(struct click_id_generator *generator, int node, struct instant after);
struct click_id click_id_next(struct click_id_generator *generator, struct instant now);

// BUG when out of range: instants from 1970 to 2100, node to 63, sequence to CLICK_SEQUENCE_MAX.
struct click_id click_id_of(struct instant at, int node, int64_t sequence);
// The smallest number any click of this instant may have: ids of clicks at or after `at` are not below it. Instants
// before 1970 give 0, and those past the range of numbers the greatest number.
struct click_id click_id_at(struct instant at);
struct instant click_id_instant(struct click_id id);
int click_id_node(struct click_id id);
int64_t click_id_sequence(struct click_id id);

// The public form. BUG when the id is 0 or negative.
struct text click_id_text(struct arena *arena, const struct keyring *keyring, struct click_id id);
// RC_INVALID when the text was not made by click_id_text with this key: malformed or forged. Either letter case is
// read.
enum rc click_id_parse(const struct keyring *keyring, struct text t, struct click_id *ret_id) MUST_USE;
