// SPDX-License-Identifier: Apache-2.0
// The spool's form of a click: version, outcome, flags, fixed numbers little endian, then texts with their length in
// two bytes. Read back with every bound checked, because what is on a disk may be anything.
#include <endian.h>
#include <string.h>

#include "click/click.h"
#include "core/bug.h"
#include "format/encode.h"

#define RECORD_VERSION 2
#define RECORD_VERSION_SHORT 1 // without network_agent_before: in spools of earlier programs
#define FLAG_PERSON 1
#define FLAG_PARAMETERS 2
#define HEAD_BYTES (6 + 8 * 8)
#define TEXTS_MAX 5

_Static_assert(HEAD_BYTES + 2 * TEXTS_MAX + CLICK_PREFIX_MAX + CLICK_PARAMETERS_MAX + CLICK_ADDRESS_MAX +
                       CLICK_AGENT_MAX + CLICK_REFERRER_MAX <=
                   16384,
               "a record fits into the spool");

static char *put_int(char *p, int64_t value)
{
    uint64_t little = htole64((uint64_t)value);
    memcpy(p, &little, sizeof(little));
    return p + sizeof(little);
}

// What every database takes: malformed bytes and controls become '?'. A character cut in half at the end is dropped.
static size_t put_clean(char *p, struct text t, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < t.n && n < max;) {
        size_t visible_n = ascii_visible(t.p + i, t.n - i < max - n ? t.n - i : max - n);
        memcpy(p + n, t.p + i, visible_n);
        n += visible_n;
        i += visible_n;
        if (i == t.n || n == max) {
            break;
        }
        unsigned char c = (unsigned char)t.p[i];
        size_t length = c < 0x80 ? 1 : utf8_sequence(t.p + i, t.n - i);
        if (length > max - n) {
            break;
        }
        if (length == 0 || c < 0x20 || c == 0x7f || (length == 2 && c == 0xc2 && (unsigned char)t.p[i + 1] < 0xa0)) {
            p[n++] = '?';
            i += length == 0 ? 1 : length;
            continue;
        }
        memcpy(p + n, t.p + i, length);
        n += length;
        i += length;
    }
    return n;
}

static char *put_text(char *p, struct text t, size_t max)
{
    size_t n = put_clean(p + 2, t, max);
    uint16_t little = htole16((uint16_t)n);
    memcpy(p, &little, sizeof(little));
    return p + sizeof(little) + n;
}

struct text click_record_encode(struct arena *arena, const struct click_record *record)
{
    size_t room = HEAD_BYTES + 2 * TEXTS_MAX + record->address_prefix.n + record->parameters.n + record->address.n +
                  record->agent.n + record->referrer.n;
    char *bytes = arena_bytes(arena, room);
    bool has_parameters = text_is(record->parameters);
    char *p = bytes;
    *p++ = RECORD_VERSION;
    *p++ = (char)record->outcome;
    *p++ = (char)((record->has_person ? FLAG_PERSON : 0) | (has_parameters ? FLAG_PARAMETERS : 0));
    *p++ = (char)record->device;
    *p++ = record->country[0];
    *p++ = record->country[0] == '\0' ? '\0' : record->country[1];
    p = put_int(p, record->id.v);
    p = put_int(p, record->link_id.v);
    p = put_int(p, record->offer_id.v);
    p = put_int(p, record->partner_id.v);
    p = put_int(p, record->program_id.v);
    p = put_int(p, record->visitor);
    p = put_int(p, record->network_agent);
    p = put_int(p, record->network_agent_before);
    p = put_text(p, record->address_prefix, CLICK_PREFIX_MAX);
    if (has_parameters) {
        p = put_text(p, record->parameters, CLICK_PARAMETERS_MAX);
    }
    if (record->has_person) {
        p = put_text(p, record->address, CLICK_ADDRESS_MAX);
        p = put_text(p, record->agent, CLICK_AGENT_MAX);
        p = put_text(p, record->referrer, CLICK_REFERRER_MAX);
    }
    BUG_ON((size_t)(p - bytes) > room);
    return (struct text){.p = bytes, .n = (size_t)(p - bytes)};
}

// Takes from the front of *rest.
static int64_t take_int(struct text *rest)
{
    uint64_t little = 0;
    memcpy(&little, rest->p, sizeof(little));
    *rest = text_slice(*rest, sizeof(little), rest->n);
    return (int64_t)le64toh(little);
}

static bool take_text(struct text *rest, size_t max, struct text *ret_text)
{
    if (rest->n < 2) {
        return false;
    }
    size_t n = (size_t)(unsigned char)rest->p[0] | (size_t)(unsigned char)rest->p[1] << 8;
    if (n > max || rest->n - 2 < n) {
        return false;
    }
    *ret_text = text_slice(*rest, 2, 2 + n);
    *rest = text_slice(*rest, 2 + n, rest->n);
    return utf8_is_clean(*ret_text, "");
}

static bool is_country(const char country[3])
{
    if (country[0] == '\0') {
        return country[1] == '\0';
    }
    return country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' && country[1] <= 'Z';
}

static bool has_good_head(struct text bytes)
{
    bool is_short = bytes.n > 0 && bytes.p[0] == RECORD_VERSION_SHORT;
    if (bytes.n < HEAD_BYTES - (is_short ? 8 : 0) || (bytes.p[0] != RECORD_VERSION && !is_short)) {
        return false;
    }
    unsigned char outcome = (unsigned char)bytes.p[1];
    unsigned char flags = (unsigned char)bytes.p[2];
    unsigned char device = (unsigned char)bytes.p[3];
    return outcome < CLICK_OUTCOME_COUNT && flags <= (FLAG_PERSON | FLAG_PARAMETERS) && device <= DEVICE_BOT;
}

static bool has_good_numbers(const struct click_record *r)
{
    bool is_known = r->link_id.v > 0 && r->offer_id.v > 0 && r->partner_id.v > 0 && r->program_id.v > 0;
    return r->id.v > 0 && r->link_id.v >= 0 && r->offer_id.v >= 0 && r->partner_id.v >= 0 && r->program_id.v >= 0 &&
           (r->outcome != CLICK_REDIRECTED || is_known) && is_country(r->country);
}

enum rc click_record_decode(struct text bytes, struct click_record *ret_record)
{
    if (!has_good_head(bytes)) {
        return RC_INVALID;
    }
    unsigned char flags = (unsigned char)bytes.p[2];
    struct click_record record = {.outcome = (enum click_outcome)bytes.p[1],
                                  .device = (enum click_device)bytes.p[3],
                                  .country = {bytes.p[4], bytes.p[5], '\0'},
                                  .has_person = (flags & FLAG_PERSON) != 0,
                                  .parameters = TEXT_NONE,
                                  .address = TEXT_NONE,
                                  .agent = TEXT_NONE,
                                  .referrer = TEXT_NONE};
    struct text rest = text_slice(bytes, 6, bytes.n);
    record.id.v = take_int(&rest);
    record.link_id.v = take_int(&rest);
    record.offer_id.v = take_int(&rest);
    record.partner_id.v = take_int(&rest);
    record.program_id.v = take_int(&rest);
    record.visitor = take_int(&rest);
    record.network_agent = take_int(&rest);
    record.network_agent_before = bytes.p[0] == RECORD_VERSION_SHORT ? 0 : take_int(&rest);
    bool is_good = has_good_numbers(&record) && take_text(&rest, CLICK_PREFIX_MAX, &record.address_prefix);
    if (is_good && (flags & FLAG_PARAMETERS) != 0) {
        is_good = take_text(&rest, CLICK_PARAMETERS_MAX, &record.parameters);
    }
    if (is_good && record.has_person) {
        is_good = take_text(&rest, CLICK_ADDRESS_MAX, &record.address) &&
                  take_text(&rest, CLICK_AGENT_MAX, &record.agent) &&
                  take_text(&rest, CLICK_REFERRER_MAX, &record.referrer);
    }
    if (!is_good || rest.n != 0) {
        return RC_INVALID;
    }
    *ret_record = record;
    return RC_OK;
}
