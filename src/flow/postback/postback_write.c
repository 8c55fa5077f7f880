// SPDX-License-Identifier: Apache-2.0
// Postbacks of a partner; see postback_write.h.
#include "postback/postback_write.h"

#include "change.h"
#include "format/encode.h"
#include "postback/postback_note.h"
#include "validate.h"

static enum rc check(struct flow *flow, const struct postback_input *input)
{
    struct text rest = input->events;
    struct text one;
    if (text_is_empty(rest)) {
        return fault_set(flow->fault, RC_INVALID, "events_missing", "events", "choose at least one event");
    }
    while (text_split(&rest, ',', &one)) {
        TRY(validate_choice(flow->fault, "events", one, POSTBACK_EVENT_WORDS));
    }
    return postback_url_check(flow->arena, input->url, input->is_http_allowed, flow->fault);
}

// Whose it is must be there, and promote the program.
static enum rc check_whose(struct flow *flow, const struct postback_input *input)
{
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, input->partner_id, "partner_id", &partner));
    if (input->program_id.v == 0) {
        return RC_OK;
    }
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    return change_enrolled(flow, input->partner_id, input->program_id, "program_id");
}

static enum rc note(struct flow *flow, const char *action, const struct postback *postback)
{
    struct change_note change;
    change_note_begin(flow, &change);
    change_note_text(&change, "host", url_authority(postback->url)); // what follows may hold a secret of the partner's
    change_note_text(&change, "events", postback->events);
    change_note_text(&change, "status", postback->status);
    return change_note_end(flow, &change, action, postback->id.v);
}

static enum rc check_count(struct flow *flow, struct partner_id partner_id)
{
    struct postback *list = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, postback_list(flow->db, flow->arena, partner_id, &list, &count)));
    return count < POSTBACKS_MAX ? RC_OK
                                 : fault_set(flow->fault, RC_REFUSED, "postbacks_too_many", "",
                                             "a partner has at most %d postbacks", POSTBACKS_MAX);
}

enum rc postback_create(struct flow *flow, const struct postback_input *input, struct postback *ret_postback)
{
    TRY(check(flow, input));
    struct postback postback = {.partner_id = input->partner_id,
                                .program_id = input->program_id,
                                .url = input->url,
                                .events = input->events,
                                .status = TEXT("active"),
                                .secret_number = 1,
                                .created_at = flow->now};
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, text_format(flow->arena, "postbacks:%lld", (long long)input->partner_id.v)));
    TRY(check_whose(flow, input));
    TRY(check_count(flow, input->partner_id));
    TRY(flow_stored(flow, postback_insert(flow->db, flow->arena, &postback, &postback.id)));
    TRY(note(flow, "postback.create", &postback));
    *ret_postback = postback;
    return flow_commit(flow);
}

static enum rc load(struct flow *flow, struct postback_id id, struct postback *ret_postback)
{
    enum rc rc = postback_get(flow->db, flow->arena, id, ret_postback);
    bool is_gone = rc == RC_OK && text_equal(ret_postback->status, TEXT("archived"));
    return change_found(flow, is_gone ? RC_NOT_FOUND : rc, "postback");
}

enum rc postback_change(struct flow *flow, struct postback_id id, const struct postback_input *input,
                        struct postback *ret_postback)
{
    TRY(check(flow, input));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, ret_postback));
    TRY(check_whose(flow, input));
    ret_postback->program_id = input->program_id;
    ret_postback->url = input->url;
    ret_postback->events = input->events;
    TRY(flow_stored(flow, postback_update(flow->db, ret_postback)));
    TRY(note(flow, "postback.change", ret_postback));
    return flow_commit(flow);
}

enum rc postback_set_status(struct flow *flow, struct postback_id id, struct text status)
{
    struct postback postback;
    TRY(validate_choice(flow->fault, "status", status, "active,paused,archived"));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, &postback));
    postback.status = status;
    TRY(flow_stored(flow, postback_update(flow->db, &postback)));
    if (text_equal(status, TEXT("archived"))) {
        TRY(flow_stored(flow, postback_delivery_give_up(flow->db, id, TEXT("removed"), flow->now)));
    }
    TRY(note(flow, "postback.change", &postback));
    return flow_commit(flow);
}

enum rc postback_renew_secret(struct flow *flow, struct postback_id id)
{
    struct postback postback;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, &postback));
    postback.secret_number++;
    TRY(flow_stored(flow, postback_update(flow->db, &postback)));
    TRY(note(flow, "postback.secret", &postback));
    return flow_commit(flow);
}

enum rc postback_test(struct flow *flow, struct postback_id id, struct postback_delivery_id *ret_id)
{
    struct postback postback;
    struct text macros;
    uint8_t random[8];
    random_bytes(random, sizeof(random));
    struct buf key = buf_new(flow->arena, 64);
    buf_format(&key, "%lld:test:", (long long)id.v);
    hex_encode(&key, random, sizeof(random));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, &postback));
    TRY(postback_test_macros(flow, &postback, &macros));
    struct postback_delivery delivery = {.postback_id = id,
                                         .key = buf_text(&key),
                                         .event = text_of(postback_event_text(POSTBACK_TEST)),
                                         .macros = macros,
                                         .queued_at = flow->now};
    TRY(flow_stored(flow, postback_delivery_queue(flow->db, flow->arena, &delivery, ret_id)));
    return flow_commit(flow);
}

enum rc postback_retry(struct flow *flow, struct postback_delivery_id id)
{
    struct postback postback;
    struct postback_delivery delivery;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, postback_delivery_get(flow->db, flow->arena, id, &delivery), "delivery"));
    TRY(load(flow, delivery.postback_id, &postback));
    TRY(change_found(flow, postback_delivery_retry(flow->db, id, flow->now), "delivery that could be called again"));
    TRY(note(flow, "postback.retry", &postback));
    return flow_commit(flow);
}
