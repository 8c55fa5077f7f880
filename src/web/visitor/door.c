// SPDX-License-Identifier: Apache-2.0
// Reports and their notes.
#include "visitor/door.h"

#include "core/map.h"
#include "format/json.h"
#include "shipping.h"
#include "visitor/postback_claim.h"

#define VALUE_BYTES 200
#define HIDDEN "…"

static bool is_shown(struct text name)
{
    return postback_is_plain(name) || text_equal(name, TEXT("event")) || text_equal(name, TEXT("consent"));
}

struct tracking_event door_event(const struct call *call, const char *door, struct text kind,
                                 const struct parameters *parameters)
{
    struct buf buf = buf_new(call->arena, TRACKING_REQUEST_MAX);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *p = &parameters->list[i];
        if (p->name.n > 0 && p->name.n <= VALUE_BYTES && buf.n < TRACKING_REQUEST_MAX / 2) {
            bool is_whole = is_shown(p->name) && p->value.n <= VALUE_BYTES;
            json_name_text(&w, p->name);
            json_add_text(&w, is_whole ? p->value : TEXT(HIDDEN));
        }
    }
    json_end_object(&w);
    return (struct tracking_event){.door = text_of(door),
                                   .kind = text_is_empty(kind) ? TEXT("sale") : text_slice(kind, 0, 64),
                                   .request = buf_text(&buf)};
}

// Every advertiser has room for its own mistakes.
bool door_is_note_wanted(struct call *call, const struct tracking_event *event)
{
    int64_t wait_ms = 0;
    uint64_t key = hash_bytes(event->door.p, event->door.n, (uint64_t)event->advertiser_id.v);
    return limit_take(&call->app->events, key, clock_monotonic_ns(), &wait_ms);
}

enum rc door_accept(struct call *call, const struct tracking_event *event, const struct conversion_claim *claim,
                    struct conversion_accepted *ret_accepted)
{
    struct click_shipping shipping = call_shipping(call);
    struct tracking_report report = {
        .event = *event, .claim = claim, .is_note_wanted = door_is_note_wanted(call, event)};
    return tracking_accept(&call->flow, &shipping, &report, ret_accepted);
}

void door_note(struct call *call, const struct tracking_event *event)
{
    if (event->advertiser_id.v != 0 && door_is_note_wanted(call, event)) {
        tracking_note(&call->flow, event);
    }
}
