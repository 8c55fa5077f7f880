// SPDX-License-Identifier: Apache-2.0
// Calling postbacks.
#include "postback/postback_send.h"

#include "identity/public_id.h"
#include "retry.h"

static enum rc release(struct flow *flow)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {.ms = flow->now.ms - POSTBACK_CLAIM_MS};
    TRY(flow_stored(flow, postback_delivery_release(flow->db, before)));
    return flow_commit(flow);
}

// RC_CONFLICT: somebody else has it, or it was put off.
static enum rc claim(struct flow *flow, struct postback_delivery_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    enum rc rc = postback_delivery_claim(flow->db, id, flow->now);
    if (rc == RC_CONFLICT) {
        return rc;
    }
    TRY(flow_stored(flow, rc));
    return flow_commit(flow);
}

static enum rc settle(struct flow *flow, const struct postback_delivery *delivery, bool is_silent)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, postback_delivery_attempted(flow->db, delivery)));
    if (is_silent) {
        struct instant until = {.ms = flow->now.ms + POSTBACK_QUIET_MS};
        TRY(flow_stored(flow, postback_delivery_put_off(flow->db, delivery->postback_id, until)));
    }
    return flow_commit(flow);
}

const struct fetch_header *postback_headers(struct flow *flow, const struct postback *postback,
                                            const struct postback_delivery *delivery, struct text url)
{
    uint8_t key[HMAC_BYTES];
    struct arena *arena = flow->arena;
    struct fetch_header *headers = arena_many(arena, struct fetch_header, POSTBACK_HEADERS);
    struct text id = public_id_text(arena, flow->keyring, PREFIX_POSTBACK_DELIVERY, delivery->id.v);
    struct text timestamp = text_format(arena, "%lld", (long long)(flow->now.ms / SECOND_MS));
    (void)postback_secret(arena, flow->keyring, postback, key);
    headers[0] = (struct fetch_header){TEXT("webhook-id"), id};
    headers[1] = (struct fetch_header){TEXT("webhook-timestamp"), timestamp};
    headers[2] = (struct fetch_header){TEXT("webhook-signature"), postback_signature(arena, key, id, timestamp, url)};
    return headers;
}

// False when there is nothing to call: the address got too long by what is filled in.
static bool fill(struct flow *flow, const struct postback *postback, struct postback_delivery *delivery)
{
    struct parameters values;
    struct text at;
    return query_parse(flow->arena, delivery->macros, &values, &at) == RC_OK &&
           postback_fill(flow->arena, postback->url, &values, &delivery->url) == RC_OK;
}

static void take_answer(struct flow *flow, const struct fetch_answer *answer, struct postback_delivery *delivery)
{
    bool is_good = answer->status >= 200 && answer->status <= 299;
    bool is_final = is_good || answer->status == 410 || delivery->attempts >= POSTBACK_ATTEMPTS_MAX;
    delivery->answer_status = answer->status;
    delivery->answer = answer->body;
    delivery->problem = text_of(fetch_problem_text(answer->problem));
    delivery->duration_ms = answer->duration_ms;
    delivery->status = is_good ? TEXT("delivered") : is_final ? TEXT("failed") : TEXT("queued");
    delivery->next_at.ms = flow->now.ms + (is_final ? 0 : retry_wait_ms(delivery->attempts));
    delivery->settled_at = is_final ? flow->now : INSTANT_NONE;
}

// A test is for somebody who looks on: it is not tried again by itself.
static void take_test_answer(struct flow *flow, struct postback_delivery *delivery)
{
    if (text_equal(delivery->status, TEXT("queued"))) {
        delivery->status = TEXT("failed");
        delivery->settled_at = flow->now;
    }
}

static enum rc call_one(struct flow *flow, const struct postback_caller *caller, struct postback_delivery *delivery)
{
    struct postback postback;
    struct fetch_answer answer = {.problem = FETCH_ANSWERED, .body = TEXT("")};
    TRY(flow_stored(flow, postback_get(flow->db, flow->arena, delivery->postback_id, &postback)));
    delivery->attempts++;
    if (fill(flow, &postback, delivery)) {
        struct fetch_request request = {.url = delivery->url,
                                        .headers = postback_headers(flow, &postback, delivery, delivery->url),
                                        .header_count = POSTBACK_HEADERS,
                                        .is_private_allowed = caller->is_private_allowed};
        caller->call(caller->user, flow->arena, &request, &answer);
        flow->now = clock_now(caller->clock);
        take_answer(flow, &answer, delivery);
    } else {
        delivery->status = TEXT("failed");
        delivery->problem = TEXT("url_too_long");
        delivery->settled_at = flow->now;
    }
    if (text_equal(delivery->event, text_of(postback_event_text(POSTBACK_TEST)))) {
        take_test_answer(flow, delivery);
    }
    bool is_slow = answer.duration_ms > FETCH_TIMEOUT_S * SECOND_MS / 2;
    return settle(flow, delivery, is_slow || answer.problem != FETCH_ANSWERED);
}

enum rc postback_send_due(struct flow *flow, const struct postback_caller *caller, int64_t *ret_called)
{
    struct postback_delivery *list = NULL;
    size_t count = 0;
    *ret_called = 0;
    flow->now = clock_now(caller->clock);
    TRY(release(flow));
    TRY(flow_stored(flow,
                    postback_delivery_list_due(flow->db, flow->arena, flow->now, POSTBACK_ROUND_MAX, &list, &count)));
    for (size_t i = 0; i < count && (caller->is_ending == NULL || !caller->is_ending(caller->user)); i++) {
        flow->now = clock_now(caller->clock);
        enum rc rc = claim(flow, list[i].id);
        if (rc == RC_CONFLICT) {
            continue;
        }
        TRY(rc);
        TRY(call_one(flow, caller, &list[i]));
        *ret_called += text_equal(list[i].status, TEXT("delivered")) ? 1 : 0;
    }
    return RC_OK;
}

enum rc postback_purge(struct flow *flow, int64_t *ret_count)
{
    *ret_count = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {.ms = flow->now.ms - POSTBACK_FORGET_AFTER_MS};
    TRY(flow_stored(flow, postback_delivery_forget(flow->db, before, ret_count)));
    return flow_commit(flow);
}
