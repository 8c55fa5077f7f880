// SPDX-License-Identifier: Apache-2.0
// Clicks: what a visit of a link leaves behind. A click is made on the event loop from memory alone, goes to the spool
// in the form below, and from there into the database (flow/click_record.h, flow/click_ship.h). Facts (which link,
// when, the visitor's keyed hash) are kept apart from what could name a person (full address, agent, referrer), which
// is not recorded at all when the network keeps it for 0 days.
#pragma once

#include <stdbool.h>

#include "click/click_id.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/fault.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "ids.h"

// What became of a visit. Everything but CLICK_REDIRECTED led to the fallback page. The numbers are stored in spools.
enum click_outcome {
    CLICK_REDIRECTED = 0,
    CLICK_LINK_UNKNOWN = 1,
    CLICK_LINK_ARCHIVED = 2,
    CLICK_PARTNER_ARCHIVED = 3,
    CLICK_ENROLLMENT_MISSING = 4, // never enrolled, not approved yet, or no longer
    CLICK_OFFER_CLOSED = 5,       // or archived
    CLICK_PROGRAM_CLOSED = 6,     // paused or archived
    CLICK_ADVERTISER_ARCHIVED = 7,
    CLICK_DESTINATION_REFUSED = 8, // a deep link to a host that the offer does not list
    CLICK_OUTCOME_COUNT
};
// "redirected", "link_unknown", … : the cause in click_refusal and in reports.
struct text click_outcome_text(enum click_outcome outcome);

enum click_device { DEVICE_OTHER = 0, DEVICE_DESKTOP = 1, DEVICE_MOBILE = 2, DEVICE_TABLET = 3, DEVICE_BOT = 4 };
// By telling words of the agent, without patterns: a rough class for reports and rollups.
enum click_device click_device_of(struct text agent);

#define CLICK_ADDRESS_MAX 45
#define CLICK_AGENT_MAX 512
#define CLICK_REFERRER_MAX 1024
#define CLICK_PARAMETERS_MAX 8192
#define CLICK_PREFIX_MAX 64

struct click_record {
    struct click_id id;
    enum click_outcome outcome;
    struct link_id link_id; // 0 when no link was found
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct program_id program_id;
    int64_t visitor;       // click_visitor_number, 0 unknown
    int64_t network_agent; // click_network_agent, 0 unknown
    // The same by the key of the UTC day before: what a click of yesterday has in network_agent. Until the click is
    // judged unique or not; never in the database. 0 unknown.
    int64_t network_agent_before;
    enum click_device device;
    char country[3];            // ISO 3166-1 alpha-2, "" unknown
    struct text address_prefix; // click_address_prefix, "" unknown
    struct text parameters;     // query string of the kept parameters; TEXT_NONE when none
    bool has_person;            // whether the following three are kept
    struct text address;
    struct text agent;
    struct text referrer;
};

// A new visitor's cookie value: the number of its first click and a MAC. Numbers of visitors are ordered by time like
// those of clicks, so that an index by visitor grows at its end: of random ones each click would write another page.
#define CLICK_VISITOR_LETTERS 26
struct text click_visitor_text(struct arena *arena, const struct keyring *keyring, struct click_id first);
// The visitor's number of such a value; of any other (cookies of earlier versions, what identifies a visitor in a file)
// a keyed hash of it. 0 for an empty text.
int64_t click_visitor_number(const struct keyring *keyring, struct text visitor);
// Keyed hash of address and agent within the UTC day of `at`: the same visitor has another one the next day, so it ties
// clicks together for no longer than that. Who asks for yesterday's of a click that is there now (`at` a day earlier)
// finds the visitor's clicks of yesterday. 0 when the address is empty or malformed.
int64_t click_network_agent(const struct keyring *keyring, struct instant at, struct text address, struct text agent);
// "203.0.113.0/24", "2001:db8:7::/48" (RFC 5952 form); IPv4 addresses mapped into IPv6 are IPv4. "" when malformed.
struct text click_address_prefix(struct arena *arena, struct text address);
// The address in one form for all spellings; TEXT_NONE when malformed.
struct text click_address_canonical(struct arena *arena, struct text address);

// All of a visit's address, which is read once.
struct click_network {
    int64_t network_agent;
    int64_t network_agent_before;
    struct text prefix;
    struct text canonical;
};
struct click_network click_network_of(struct arena *arena, const struct keyring *keyring, struct instant at,
                                      struct text address, struct text agent);

// The spool's form (version 2; of version 1, which has no network_agent_before, it is read too). Texts beyond their
// maximum are cut; malformed UTF-8 and controls become '?', so that every database takes what is read back. The result
// is at most SPOOL_RECORD_MAX bytes.
struct text click_record_encode(struct arena *arena, const struct click_record *record);
// RC_INVALID when malformed in any way. Texts point into `bytes`.
enum rc click_record_decode(struct text bytes, struct click_record *ret_record) MUST_USE;

// ---- storage ----

// Inserts redirected clicks (others in the list are passed over) with is_unique[k] of each, and what names a person
// where the record has it. Needs a write transaction; the clicks are new, else RC_CONFLICT.
enum rc click_insert_all(struct db *db, struct arena *arena, const struct click_record *records, const bool *is_unique,
                         size_t count) MUST_USE;
// Counts the others in click_refusal. Needs a write transaction.
enum rc click_refusal_add_all(struct db *db, struct arena *arena, const struct click_record *records,
                              size_t count) MUST_USE;
// Whether the click has arrived in the database.
enum rc click_exists(struct db *db, struct arena *arena, struct click_id id, bool *ret_exists) MUST_USE;
// The newest click of a link that is not older than `since`: clicks have no index by link, so keep the span short.
// RC_NOT_FOUND when there is none.
enum rc click_last_of_link(struct db *db, struct arena *arena, struct link_id link_id, struct instant since,
                           struct click_id *ret_id) MUST_USE;
// Deletes what names a person on clicks before the instant: at most max_rows, and says how many. Until it deletes none.
// Needs a write transaction.
enum rc click_person_purge(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted) MUST_USE;

// Deletes what names a person on a customer's clicks: those of its conversions and evidence, and all of the same
// browsers. Needs a write transaction.
enum rc click_person_erase(struct db *db, struct customer_id customer_id, int64_t *ret_deleted) MUST_USE;

struct ship_mark {
    int64_t segment;
    int64_t position;
    int64_t clicks;            // records shipped in all, refused ones too
    struct instant shipped_at; // not before the instant of any click shipped: a generator's `after`
};
// All zero when the node never shipped.
enum rc click_ship_mark(struct db *db, struct arena *arena, int node, struct ship_mark *ret_mark) MUST_USE;
// Compare and set. RC_CONFLICT when the mark is not `from` any more: another process ships this node's clicks. Needs a
// write transaction.
enum rc click_ship_mark_set(struct db *db, int node, const struct ship_mark *from, const struct ship_mark *to) MUST_USE;

// The numbers that clicks of files have taken in [from, to), in ascending order; see flow/click_store.h.
enum rc click_import_numbers(struct db *db, struct instant from, struct instant to,
                             enum rc (*call)(void *user, struct click_id id), void *user) MUST_USE;
