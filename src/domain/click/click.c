// SPDX-License-Identifier: Apache-2.0
// Clicks: names, hashes, addresses, storage.
#include "click/click.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "click/click_sql.h"
#include "core/bug.h"
#include "format/address.h"
#include "format/encode.h"

#define QUARTER_MS (15 * MINUTE_MS)

struct text click_outcome_text(enum click_outcome outcome)
{
    static const char *const names[CLICK_OUTCOME_COUNT] = {
        [CLICK_REDIRECTED] = "redirected",
        [CLICK_LINK_UNKNOWN] = "link_unknown",
        [CLICK_LINK_ARCHIVED] = "link_archived",
        [CLICK_PARTNER_ARCHIVED] = "partner_archived",
        [CLICK_ENROLLMENT_MISSING] = "enrollment_missing",
        [CLICK_OFFER_CLOSED] = "offer_closed",
        [CLICK_PROGRAM_CLOSED] = "program_closed",
        [CLICK_ADVERTISER_ARCHIVED] = "advertiser_archived",
        [CLICK_DESTINATION_REFUSED] = "destination_refused",
    };
    BUG_ON(outcome < 0 || outcome >= CLICK_OUTCOME_COUNT);
    return text_of(names[outcome]);
}

// What is hashed begins with a letter and a NUL byte: no text that click_visitor_number hashes as it is gives the MAC
// of a number.
static uint64_t visitor_mac(const struct keyring *keyring, const uint8_t number[8])
{
    char message[2 + 8] = "v";
    memcpy(message + 2, number, 8);
    return htobe64((uint64_t)keyed_hash_int64(keyring, KEY_VISITOR, (struct text){.p = message, .n = sizeof(message)}));
}

struct text click_visitor_text(struct arena *arena, const struct keyring *keyring, struct click_id first)
{
    _Static_assert(BASE32_LENGTH(16) == CLICK_VISITOR_LETTERS, "sixteen bytes are twenty-six letters");
    BUG_ON(first.v <= 0);
    uint8_t bytes[16];
    uint64_t number = htobe64((uint64_t)first.v);
    memcpy(bytes, &number, 8);
    uint64_t mac = visitor_mac(keyring, bytes);
    memcpy(bytes + 8, &mac, 8);
    char *letters = arena_bytes(arena, CLICK_VISITOR_LETTERS);
    base32_encode(bytes, sizeof(bytes), letters);
    return (struct text){.p = letters, .n = CLICK_VISITOR_LETTERS};
}

int64_t click_visitor_number(const struct keyring *keyring, struct text visitor)
{
    uint8_t bytes[16];
    if (text_is_empty(visitor)) {
        return 0;
    }
    if (visitor.n == CLICK_VISITOR_LETTERS && base32_decode(visitor, bytes, sizeof(bytes)) == RC_OK) {
        uint64_t mac = visitor_mac(keyring, bytes);
        uint64_t number = 0;
        memcpy(&number, bytes, 8);
        int64_t value = (int64_t)be64toh(number);
        if (bytes_equal_secret(&mac, bytes + 8, 8) && value > 0) {
            return value;
        }
    }
    return keyed_hash_int64(keyring, KEY_VISITOR, visitor);
}

static struct text canonical_of(struct arena *arena, const struct address *address)
{
    char *printed = arena_bytes(arena, ADDRESS_TEXT_MAX);
    return (struct text){.p = printed, .n = address_print(address, printed)};
}

static struct text prefix_of(struct arena *arena, struct address address)
{
    char *printed = arena_bytes(arena, ADDRESS_TEXT_MAX + 3);
    bool is_four = address_is_v4(&address);
    memset(address.bytes + (is_four ? 15 : 6), 0, is_four ? 1 : 10);
    size_t n = address_print(&address, printed);
    memcpy(printed + n, is_four ? "/24" : "/48", 3);
    return (struct text){.p = printed, .n = n + 3};
}

static int64_t network_agent_of(const struct keyring *keyring, struct instant at, const struct address *address,
                                struct text agent)
{
    char message[8 + sizeof(struct address) + CLICK_AGENT_MAX];
    uint64_t day = htole64((uint64_t)day_number(at));
    memcpy(message, &day, sizeof(day));
    memcpy(message + 8, address->bytes, sizeof(address->bytes));
    size_t n = agent.n < CLICK_AGENT_MAX ? agent.n : CLICK_AGENT_MAX;
    if (n > 0) {
        memcpy(message + 24, agent.p, n);
    }
    return keyed_hash_int64(keyring, KEY_ADDRESS, (struct text){.p = message, .n = 24 + n});
}

struct text click_address_canonical(struct arena *arena, struct text address)
{
    struct address read;
    return address_parse(address, &read) ? canonical_of(arena, &read) : TEXT_NONE;
}

struct text click_address_prefix(struct arena *arena, struct text address)
{
    struct address read;
    return address_parse(address, &read) ? prefix_of(arena, read) : TEXT("");
}

int64_t click_network_agent(const struct keyring *keyring, struct instant at, struct text address, struct text agent)
{
    struct address read;
    return address_parse(address, &read) ? network_agent_of(keyring, at, &read, agent) : 0;
}

struct click_network click_network_of(struct arena *arena, const struct keyring *keyring, struct instant at,
                                      struct text address, struct text agent)
{
    struct address read;
    if (!address_parse(address, &read)) {
        return (struct click_network){.prefix = TEXT(""), .canonical = TEXT_NONE};
    }
    struct instant before = {at.ms - DAY_MS};
    return (struct click_network){.network_agent = network_agent_of(keyring, at, &read, agent),
                                  .network_agent_before = network_agent_of(keyring, before, &read, agent),
                                  .prefix = prefix_of(arena, read),
                                  .canonical = canonical_of(arena, &read)};
}

// ---- storage ----

static struct text or_empty(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

enum rc click_insert_all(struct db *db, struct arena *arena, const struct click_record *records, const bool *is_unique,
                         size_t count)
{
    struct sql_click_insert_in *clicks = arena_many(arena, struct sql_click_insert_in, count);
    struct sql_click_person_insert_in *persons = arena_many(arena, struct sql_click_person_insert_in, count);
    size_t click_count = 0;
    size_t person_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct click_record *r = &records[i];
        if (r->outcome != CLICK_REDIRECTED) {
            continue;
        }
        clicks[click_count++] = (struct sql_click_insert_in){.id = r->id,
                                                             .link_id = r->link_id,
                                                             .visitor = r->visitor,
                                                             .network_agent = r->network_agent,
                                                             .is_unique = is_unique[i],
                                                             .country = text_of(r->country),
                                                             .device = r->device,
                                                             .address_prefix = or_empty(r->address_prefix),
                                                             .parameters = r->parameters};
        if (r->has_person) {
            persons[person_count++] = (struct sql_click_person_insert_in){.click_id = r->id,
                                                                          .address = or_empty(r->address),
                                                                          .agent = or_empty(r->agent),
                                                                          .referrer = or_empty(r->referrer)};
        }
    }
    if (click_count > 0) {
        TRY(sql_click_insert(db, arena, clicks, click_count));
    }
    return person_count > 0 ? sql_click_person_insert(db, arena, persons, person_count) : RC_OK;
}

static int refusal_compare(const void *left, const void *right)
{
    const struct sql_click_refusal_add_in *a = left;
    const struct sql_click_refusal_add_in *b = right;
    if (a->quarter != b->quarter) {
        return a->quarter < b->quarter ? -1 : 1;
    }
    if (a->link_id.v != b->link_id.v) {
        return a->link_id.v < b->link_id.v ? -1 : 1;
    }
    return text_compare(a->cause, b->cause);
}

// Equal keys become one row, in the order of the keys so that two writers do not deadlock.
static size_t merge_refusals(struct sql_click_refusal_add_in *rows, size_t count)
{
    if (count == 0) {
        return 0;
    }
    qsort(rows, count, sizeof(rows[0]), refusal_compare);
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (refusal_compare(&rows[kept], &rows[i]) == 0) {
            rows[kept].clicks += rows[i].clicks;
        } else {
            rows[++kept] = rows[i];
        }
    }
    return kept + 1;
}

enum rc click_refusal_add_all(struct db *db, struct arena *arena, const struct click_record *records, size_t count)
{
    struct sql_click_refusal_add_in *rows = arena_many(arena, struct sql_click_refusal_add_in, count);
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (records[i].outcome != CLICK_REDIRECTED) {
            rows[row_count++] =
                (struct sql_click_refusal_add_in){.quarter = click_id_instant(records[i].id).ms / QUARTER_MS,
                                                  .link_id = records[i].link_id,
                                                  .cause = click_outcome_text(records[i].outcome),
                                                  .clicks = 1};
        }
    }
    row_count = merge_refusals(rows, row_count);
    return row_count > 0 ? sql_click_refusal_add(db, arena, rows, row_count) : RC_OK;
}

enum rc click_exists(struct db *db, struct arena *arena, struct click_id id, bool *ret_exists)
{
    struct sql_click_exists_row row;
    enum rc rc = sql_click_exists(db, arena, &(struct sql_click_exists_in){.id = id}, &row);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return rc;
    }
    *ret_exists = rc == RC_OK;
    return RC_OK;
}

enum rc click_last_of_link(struct db *db, struct arena *arena, struct link_id link_id, struct instant since,
                           struct click_id *ret_id)
{
    struct sql_click_last_of_link_row row;
    struct sql_click_last_of_link_in in = {.link_id = link_id, .from_id = click_id_at(since)};
    TRY(sql_click_last_of_link(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc click_person_purge(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted)
{
    struct sql_click_person_purge_in in = {.before_id = click_id_at(before), .max_rows = max_rows};
    return sql_click_person_purge(db, &in, ret_deleted);
}

enum rc click_person_erase(struct db *db, struct customer_id customer_id, int64_t *ret_deleted)
{
    return sql_click_person_erase(db, &(struct sql_click_person_erase_in){.customer_id = customer_id}, ret_deleted);
}

enum rc click_ship_mark(struct db *db, struct arena *arena, int node, struct ship_mark *ret_mark)
{
    struct sql_ship_mark_get_row row;
    enum rc rc = sql_ship_mark_get(db, arena, &(struct sql_ship_mark_get_in){.node = node}, &row);
    if (rc == RC_NOT_FOUND) {
        *ret_mark = (struct ship_mark){.segment = 0};
        return RC_OK;
    }
    TRY(rc);
    *ret_mark = (struct ship_mark){
        .segment = row.segment, .position = row.position, .clicks = row.clicks, .shipped_at = row.shipped_at};
    return RC_OK;
}

enum rc click_ship_mark_set(struct db *db, int node, const struct ship_mark *from, const struct ship_mark *to)
{
    if (from->segment == 0 && from->position == 0) {
        TRY(sql_ship_mark_start(db, &(struct sql_ship_mark_start_in){.node = node}, NULL));
    }
    struct sql_ship_mark_set_in in = {.node = node,
                                      .from_segment = from->segment,
                                      .from_position = from->position,
                                      .segment = to->segment,
                                      .position = to->position,
                                      .clicks = to->clicks,
                                      .shipped_at = to->shipped_at};
    int64_t changed = 0;
    TRY(sql_ship_mark_set(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

struct import_numbers {
    enum rc (*call)(void *user, struct click_id id);
    void *user;
};

static enum rc import_number(void *user, const struct sql_click_import_numbers_row *row)
{
    struct import_numbers *numbers = user;
    return numbers->call(numbers->user, row->id);
}

enum rc click_import_numbers(struct db *db, struct instant from, struct instant to,
                             enum rc (*call)(void *user, struct click_id id), void *user)
{
    struct sql_click_import_numbers_in in = {
        .from_id = click_id_at(from), .to_id = click_id_at(to), .node = CLICK_NODE_IMPORT};
    struct import_numbers numbers = {.call = call, .user = user};
    return sql_click_import_numbers(db, &in, import_number, &numbers);
}
