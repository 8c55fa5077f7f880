// SPDX-License-Identifier: Apache-2.0
// Which other events look at an event: later ones of the same partner, goal and period, all of the period for tiers
// that go back to its start, later ones of the same customer. Only programs whose plans look at history pay for it.
#pragma once

#include "commission/commission_facts.h"
#include "flow.h"

// What events of the event's program have ever looked at, by goal.
struct history_scope {
    int64_t needs;          // of events of the same goal
    int64_t needs_customer; // NEED_CUSTOMER when events of any goal look at customers
};
// Takes the program's history lock when there is any history to look at, also the event's own; and remembers its needs.
// After the lock of the conversion or the order, before those of partners.
enum rc history_scope_begin(struct flow *flow, const struct conversion *conversion,
                            struct history_scope *ret_scope) MUST_USE;

struct followers {
    struct commission_event *events; // in the canonical order
    size_t count;
};
enum rc followers_read(struct flow *flow, const struct history_scope *scope, const struct conversion *conversion,
                       struct followers *ret_followers) MUST_USE;
// All events of a customer in a program that look at his history. Takes the history lock.
enum rc followers_of_customer(struct flow *flow, struct program_id program_id, struct customer_id customer_id,
                              struct followers *ret_followers) MUST_USE;

// A conversion's own rows: items, hold of its terms, the plans it was accepted under.
enum rc commission_event_read(struct flow *flow, const struct conversion *conversion,
                              struct commission_event *ret_event) MUST_USE;

// A set of ids, for locks in ascending order.
struct id_list {
    struct arena *arena;
    int64_t *list;
    size_t count, capacity;
};
enum rc id_list_add_beneficiaries(struct id_list *ids, const struct conversion *conversion) MUST_USE;
void id_list_sort(struct id_list *ids); // ascending, each once
