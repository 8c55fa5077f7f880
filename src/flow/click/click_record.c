// SPDX-License-Identifier: Apache-2.0
// From a visit to its answer and its record.
#include "click/click_record.h"

#include <string.h>

#include "core/map.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "link/destination.h"

#define KEPT_MAX 40

void click_recorder_init(struct click_recorder *recorder, const struct click_recorder_parts *parts)
{
    *recorder = (struct click_recorder){.catalog = parts->catalog,
                                        .spool = parts->spool,
                                        .ids = parts->ids,
                                        .keyring = parts->keyring,
                                        .countries = parts->countries};
}

static enum click_outcome outcome_of(enum catalog_state state)
{
    switch (state) {
    case CATALOG_OPEN:
        return CLICK_REDIRECTED;
    case CATALOG_LINK_UNKNOWN:
        return CLICK_LINK_UNKNOWN;
    case CATALOG_LINK_ARCHIVED:
        return CLICK_LINK_ARCHIVED;
    case CATALOG_ADVERTISER_ARCHIVED:
        return CLICK_ADVERTISER_ARCHIVED;
    case CATALOG_PROGRAM_CLOSED:
        return CLICK_PROGRAM_CLOSED;
    case CATALOG_OFFER_CLOSED:
        return CLICK_OFFER_CLOSED;
    case CATALOG_PARTNER_ARCHIVED:
        return CLICK_PARTNER_ARCHIVED;
    case CATALOG_ENROLLMENT_MISSING:
        return CLICK_ENROLLMENT_MISSING;
    }
    return CLICK_LINK_UNKNOWN;
}

static enum rc find_link(const struct click_recorder *recorder, const struct click_visit *visit,
                         struct catalog_hit *ret_hit)
{
    switch (visit->form) {
    case CLICK_FORM_CODE:
        catalog_find_code(recorder->catalog, visit->code, ret_hit);
        return RC_OK;
    case CLICK_FORM_PARAMETERS:
        return catalog_find_parameters(recorder->catalog, visit->program_id, visit->parameters, ret_hit) ? RC_OK
                                                                                                         : RC_NOT_FOUND;
    case CLICK_FORM_PREFIX:
        return catalog_find_prefix(recorder->catalog, visit->program_id,
                                   &(struct catalog_path){.prefix = visit->prefix, .code = visit->code}, ret_hit)
                   ? RC_OK
                   : RC_NOT_FOUND;
    }
    return RC_NOT_FOUND;
}

// ---- visitors ----

// A value of our own making, of whatever version.
static bool is_visitor(struct text t)
{
    uint8_t bytes[16];
    return t.n == CLICK_VISITOR_LETTERS && base32_decode(t, bytes, sizeof(bytes)) == RC_OK;
}

// ---- kept parameters ----

static struct text cut(struct text t)
{
    if (t.n <= CLICK_PARAMETER_MAX) {
        return t;
    }
    size_t n = CLICK_PARAMETER_MAX;
    while (n > 0 && ((unsigned char)t.p[n] & 0xc0) == 0x80) { // not inside a character
        n--;
    }
    return text_slice(t, 0, n);
}

static void keep(struct parameters *kept, const struct parameters *given, struct text name)
{
    struct text value = parameters_get(given, name);
    if (!text_is_empty(value) && !text_is(parameters_get(kept, name))) {
        kept->list[kept->count++] = (struct parameter){.name = name, .value = cut(value)};
    }
}

// The parameters of the trade, then those that the offer lists, in a stable order.
static struct parameters keep_all(struct arena *arena, const struct parameters *given, struct text listed)
{
    static const struct text names[] = {TEXT("sub1"), TEXT("sub2"),  TEXT("sub3"),   TEXT("sub4"),
                                        TEXT("sub5"), TEXT("sub6"),  TEXT("sub7"),   TEXT("sub8"),
                                        TEXT("sub9"), TEXT("sub10"), TEXT("source"), TEXT("ext")};
    if (given->count == 0) {
        return (struct parameters){.count = 0};
    }
    size_t most = given->count < KEPT_MAX ? given->count : KEPT_MAX;
    struct parameters kept = {.list = arena_many(arena, struct parameter, most)};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && kept.count < most; i++) {
        keep(&kept, given, names[i]);
    }
    struct text name;
    while (kept.count < most && text_split(&listed, ',', &name)) {
        keep(&kept, given, text_trim(name));
    }
    return kept;
}

static struct text kept_text(struct arena *arena, const struct parameters *kept)
{
    struct buf buf = buf_new(arena, CLICK_PARAMETERS_MAX);
    for (size_t i = 0; i < kept->count; i++) {
        struct buf before = buf;
        if (buf.n > 0) {
            buf_add_char(&buf, '&');
        }
        percent_encode(&buf, kept->list[i].name);
        buf_add_char(&buf, '=');
        percent_encode(&buf, kept->list[i].value);
        if (buf.is_overflown) {
            return before.n == 0 ? TEXT_NONE : buf_text(&before); // whole parameters only
        }
    }
    return buf.n == 0 ? TEXT_NONE : buf_text(&buf);
}

// ---- where it leads ----

static bool has_macro(struct text url, const char *macro)
{
    return text_find(url, text_of(macro), 0) != SIZE_MAX;
}

static enum rc destination_of(struct click_recorder *recorder, struct arena *arena, const struct click_visit *visit,
                              const struct catalog_hit *hit, struct destination *destination, struct text *ret_location)
{
    struct text to = parameters_get(visit->parameters, TEXT("to"));
    destination->is_deep_link = text_is(to);
    destination->url = text_is(to) ? to : hit->destination;
    destination->hosts = hit->hosts;
    destination->click_id_parameter = hit->click_id_parameter;
    destination->partner = hit->partner_code;
    destination->link = hit->link_code;
    if (has_macro(hit->destination, "{offer}")) {
        destination->offer = public_id_text(arena, recorder->keyring, PREFIX_OFFER, hit->offer_id.v);
    }
    if (has_macro(hit->destination, "{program}")) {
        destination->program = public_id_text(arena, recorder->keyring, PREFIX_PROGRAM, hit->program_id.v);
    }
    return destination_build(arena, destination, ret_location);
}

// Whether the shop's page that the visitor is on is one that the link leads to.
static bool is_page_of(struct arena *arena, const struct click_visit *visit, const struct catalog_hit *hit)
{
    struct text host = TEXT_NONE;
    struct fault unused = {.rc = RC_OK};
    return (destination_check(arena, hit->destination, hit->parameters, &host, &unused) == RC_OK &&
            text_equal(host, visit->page_host)) ||
           destination_host_is_listed(visit->page_host, hit->hosts);
}

static enum rc append(struct click_recorder *recorder, struct arena *arena, const struct click_record *record)
{
    enum rc rc = spool_append(recorder->spool, click_record_encode(arena, record));
    if (rc != RC_OK) {
        atomic_fetch_add_explicit(&recorder->failures, 1, memory_order_relaxed);
        return RC_FAULT;
    }
    atomic_fetch_add_explicit(&recorder->outcomes[record->outcome], 1, memory_order_relaxed);
    if (record->has_person && instant_is_none(recorder->persons_since)) {
        recorder->persons_since = click_id_instant(record->id);
    }
    return RC_OK;
}

// The same few hundred agents come again and again, and each is some sixty searches.
static enum click_device device_of(struct click_recorder *recorder, struct text agent)
{
    uint64_t hash = hash_bytes(agent.p, agent.n, 0) | 1; // 0: an empty place
    struct click_device_seen *seen = &recorder->devices[hash / 2 % CLICK_DEVICES_SEEN];
    if (seen->agent_hash != hash) {
        *seen = (struct click_device_seen){.agent_hash = hash, .device = click_device_of(agent)};
    }
    return seen->device;
}

// Before the address is cut: a network of the size that is kept may lie in several countries.
static void find_country(struct click_recorder *recorder, const struct click_visit *visit, struct click_record *record)
{
    struct address address;
    if (visit->country.n == 2) {
        memcpy(record->country, visit->country.p, 2);
    } else if (recorder->countries != NULL && address_parse(visit->address, &address)) {
        (void)country_book_find(recorder->countries, &address, record->country);
    }
}

static void describe_visitor(struct click_recorder *recorder, struct arena *arena, const struct click_visit *visit,
                             const struct catalog_settings *settings, struct click_record *record)
{
    struct click_network network = click_network_of(arena, recorder->keyring, visit->now, visit->address, visit->agent);
    record->network_agent = network.network_agent;
    record->network_agent_before = network.network_agent_before;
    record->device = text_is_empty(visit->agent) ? DEVICE_OTHER : device_of(recorder, visit->agent);
    record->address_prefix = network.prefix;
    find_country(recorder, visit, record);
    record->has_person = settings->address_days > 0 && !visit->is_unstored;
    if (record->has_person) {
        record->address = text_is(network.canonical) ? network.canonical : TEXT("");
        record->agent = text_is(visit->agent) ? visit->agent : TEXT("");
        record->referrer = text_is(visit->referrer) ? visit->referrer : TEXT("");
    }
}

// The cookie: a known visitor's life is renewed by the longest window of all programs, so that a click in a program
// with a short one never shortens it.
static void set_cookie(struct click_recorder *recorder, struct arena *arena, struct text visitor,
                       const struct catalog_settings *settings, struct click_record *record,
                       struct click_answer *answer)
{
    if (is_visitor(visitor)) {
        answer->visitor = visitor;
        if (settings->window_ms_max > answer->cookie_ms) {
            answer->cookie_ms = settings->window_ms_max;
        }
    } else {
        answer->visitor = click_visitor_text(arena, recorder->keyring, record->id);
        record->visitor = record->id.v;
        return;
    }
    record->visitor = click_visitor_number(recorder->keyring, visitor);
}

// Inside the catalog: what the visit is answered, and its record.
static enum rc decide(struct click_recorder *recorder, struct arena *arena, const struct click_visit *visit,
                      struct click_record *ret_record, struct click_answer *ret_answer)
{
    struct catalog_hit hit;
    struct catalog_settings settings;
    TRY(find_link(recorder, visit, &hit));
    catalog_settings(recorder->catalog, &settings);
    struct click_answer answer = {.outcome = outcome_of(hit.state), .location = TEXT_NONE, .visitor = TEXT("")};
    struct click_record record = {.link_id = hit.link_id,
                                  .offer_id = hit.offer_id,
                                  .partner_id = hit.partner_id,
                                  .program_id = hit.program_id,
                                  .address_prefix = TEXT(""),
                                  .parameters = TEXT_NONE,
                                  .address = TEXT_NONE,
                                  .agent = TEXT_NONE,
                                  .referrer = TEXT_NONE};
    struct destination destination = {.click_id = TEXT("")};
    if (!visit->is_look_only) {
        record.id = click_id_next(recorder->ids, visit->now);
        destination.click_id = click_id_text(arena, recorder->keyring, record.id);
    }
    if (answer.outcome == CLICK_REDIRECTED) {
        struct parameters kept = keep_all(arena, visit->parameters, hit.parameters);
        record.parameters = kept_text(arena, &kept);
        destination.kept = &kept;
        bool is_good = text_is(visit->page_host)
                           ? is_page_of(arena, visit, &hit)
                           : destination_of(recorder, arena, visit, &hit, &destination, &answer.location) == RC_OK;
        if (!is_good) {
            answer.outcome = CLICK_DESTINATION_REFUSED;
        }
    }
    if (answer.outcome == CLICK_REDIRECTED && !visit->is_look_only) {
        describe_visitor(recorder, arena, visit, &settings, &record);
        answer.cookie_ms = hit.window_ms;
        if (!visit->is_unstored) {
            set_cookie(recorder, arena, visit->visitor, &settings, &record, &answer);
        }
    }
    if (!text_is(answer.location)) {
        answer.location = text_copy(arena, settings.fallback_url);
    }
    record.outcome = answer.outcome;
    *ret_record = record;
    *ret_answer = answer;
    return RC_OK;
}

enum rc click_record(struct click_recorder *recorder, struct arena *arena, const struct click_visit *visit,
                     struct click_answer *ret_answer)
{
    struct click_record record;
    struct click_answer answer;
    catalog_enter(recorder->catalog);
    enum rc rc = decide(recorder, arena, visit, &record, &answer);
    catalog_leave(recorder->catalog);
    TRY(rc);
    if (!visit->is_look_only) {
        TRY(append(recorder, arena, &record));
        answer.click_id = record.id;
    }
    *ret_answer = answer;
    return RC_OK;
}

enum rc click_recorder_sync(struct click_recorder *recorder)
{
    return spool_sync(recorder->spool);
}

void click_recorder_seal(struct click_recorder *recorder)
{
    spool_seal(recorder->spool);
}

enum rc click_recorder_sync_sealed(struct click_recorder *recorder)
{
    return spool_sync_sealed(recorder->spool);
}

void click_recorder_rest(struct click_recorder *recorder, struct instant now)
{
    bool is_due = !instant_is_none(recorder->persons_since) && now.ms - recorder->persons_since.ms >= DAY_MS;
    if (is_due && !spool_has_pending(recorder->spool) && spool_roll(recorder->spool) == RC_OK) {
        recorder->persons_since = INSTANT_NONE;
    }
}
