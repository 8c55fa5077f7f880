// SPDX-License-Identifier: Apache-2.0
// Appeals over HTTP.
#include "dispute/dispute_write.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct message_view {
    struct text from, author, body;
    struct instant written_at;
};
static const struct field message_fields[] = {
    FIELD_CHOICE(struct message_view, from, "partner,network", 0, "Whose side wrote it."),
    FIELD_TEXT(struct message_view, author, 0, 64, 0, "Who wrote it."),
    FIELD_TEXT(struct message_view, body, 0, DISPUTE_BODY_CHARACTERS_MAX, 0, "What."),
    FIELD_INSTANT(struct message_view, written_at, 0, "When."),
};
static const struct schema schema_message = SCHEMA("DisputeMessage", struct message_view, message_fields);

struct dispute_view {
    struct dispute_id id;
    struct partner_id partner_id;
    struct conversion_id conversion_id;
    struct commission_id commission_id;
    struct text reason, status, outcome;
    struct instant opened_at, due_at, decided_at;
    struct opt_int64 is_late;
    struct text decided_by;
    struct field_list messages;
};
static const struct field dispute_fields[] = {
    FIELD_ID(struct dispute_view, id, PREFIX_DISPUTE, 0, "The appeal."),
    FIELD_ID(struct dispute_view, partner_id, PREFIX_PARTNER, 0, "Who appeals."),
    FIELD_ID(struct dispute_view, conversion_id, PREFIX_CONVERSION, 0, "Against what became of it."),
    FIELD_ID(struct dispute_view, commission_id, PREFIX_COMMISSION, 0, "The commission that is meant."),
    FIELD_CHOICE(struct dispute_view, reason, DISPUTE_REASON_WORDS, 0, "Why."),
    FIELD_CHOICE(struct dispute_view, status, DISPUTE_STATUS_WORDS, 0, "Whose turn it is: open is the network's."),
    FIELD_CHOICE(struct dispute_view, outcome, DISPUTE_OUTCOME_WORDS, 0, "What was decided; null until then."),
    FIELD_INSTANT(struct dispute_view, opened_at, 0, "When it was opened."),
    FIELD_INSTANT(struct dispute_view, due_at, 0, "The network answers by then."),
    FIELD_BOOL(struct dispute_view, is_late, 0, "It did not."),
    FIELD_INSTANT(struct dispute_view, decided_at, 0, "When it was decided; null until then."),
    FIELD_TEXT(struct dispute_view, decided_by, 0, 64, 0, "Who decided."),
    FIELD_LIST(struct dispute_view, messages, &schema_message, 0, "What was written, in order; left out in lists."),
};
const struct schema schema_dispute = SCHEMA("Dispute", struct dispute_view, dispute_fields);

static struct dispute_view view_of(const struct call *call, const struct dispute *dispute)
{
    bool is_late = dispute_is_late(dispute->status, dispute->due_at, call->now);
    return (struct dispute_view){.id = dispute->id,
                                 .partner_id = dispute->partner_id,
                                 .conversion_id = dispute->conversion_id,
                                 .commission_id = dispute->commission_id,
                                 .reason = dispute->reason,
                                 .status = text_of(dispute_status_text(dispute->status)),
                                 .outcome = text_is_empty(dispute->outcome) ? TEXT_NONE : dispute->outcome,
                                 .opened_at = dispute->opened_at,
                                 .due_at = dispute->due_at,
                                 .decided_at = dispute->decided_at,
                                 .is_late = some_int64(is_late ? 1 : 0),
                                 .decided_by = dispute->decided_by};
}

static enum rc print_dispute(struct call *call, struct dispute_id id)
{
    struct dispute dispute;
    struct dispute_message *messages = NULL;
    size_t count = 0;
    TRY(access_dispute(call, id, &dispute));
    TRY(flow_stored(&call->flow, dispute_message_list(call->db, call->arena, id, &messages, &count)));
    struct message_view *list = arena_many(call->arena, struct message_view, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct message_view){.from = messages[i].is_partner ? TEXT("partner") : TEXT("network"),
                                        .author = messages[i].author,
                                        .body = messages[i].body,
                                        .written_at = messages[i].written_at};
    }
    struct dispute_view view = view_of(call, &dispute);
    view.messages = (struct field_list){.items = list, .count = count};
    return call_print(call, &schema_dispute, &view);
}

static enum rc render(struct call *call, const void *view)
{
    const struct dispute *dispute = view;
    return print_dispute(call, dispute->id);
}

struct dispute_body {
    struct partner_id partner_id;
    struct conversion_id conversion_id;
    struct commission_id commission_id;
    struct text reason, message, outcome;
};
static const struct field create_fields[] = {
    FIELD_ID(struct dispute_body, partner_id, PREFIX_PARTNER, 0, "Who appeals; a partner's token appeals for itself."),
    FIELD_ID(struct dispute_body, conversion_id, PREFIX_CONVERSION, 0, "A conversion that is credited to the partner."),
    FIELD_ID(struct dispute_body, commission_id, PREFIX_COMMISSION, 0, "A commission of the partner's."),
    FIELD_CHOICE(struct dispute_body, reason, DISPUTE_REASON_WORDS, FIELD_REQUIRED, "Why."),
    FIELD_TEXT(struct dispute_body, message, 1, DISPUTE_BODY_CHARACTERS_MAX, FIELD_REQUIRED, "What is wrong."),
};
const struct schema schema_dispute_create = SCHEMA("DisputeCreate", struct dispute_body, create_fields);

enum rc api_dispute_create(struct call *call)
{
    const struct dispute_body *body = call->body;
    struct dispute_input input = {.conversion_id = body->conversion_id,
                                  .commission_id = body->commission_id,
                                  .reason = body->reason,
                                  .body = body->message};
    TRY(access_filter_partner(call, body->partner_id, &input.partner_id));
    if (input.partner_id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "partner_id", "partner_id is missing");
    }
    struct dispute *dispute = arena_one(call->arena, struct dispute);
    call_answer_by(call, render, dispute);
    return dispute_open(&call->flow, &input, dispute);
}

struct dispute_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct dispute_query),
    FIELD_ID(struct dispute_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_CHOICE(struct dispute_query, status, DISPUTE_STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_dispute_query = SCHEMA("DisputeQuery", struct dispute_query, query_fields);

enum rc api_dispute_list(struct call *call)
{
    const struct dispute_query *query = call->query;
    struct dispute_filter filter = {.status = query->status};
    int64_t limit = 0;
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct dispute *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, dispute_list(call->db, call->arena, &filter, &list, &count)));
    struct dispute_view *views = arena_many(call->arena, struct dispute_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct dispute_view, id)};
    return call_print_page(call, &page);
}

enum rc api_dispute_get(struct call *call)
{
    return print_dispute(call, (struct dispute_id){call->ids[0]});
}

static const struct field reply_fields[] = {
    FIELD_TEXT(struct dispute_body, message, 1, DISPUTE_BODY_CHARACTERS_MAX, FIELD_REQUIRED, "To the other side."),
};
const struct schema schema_dispute_reply = SCHEMA("DisputeReply", struct dispute_body, reply_fields);

enum rc api_dispute_reply(struct call *call)
{
    const struct dispute_body *body = call->body;
    struct dispute *dispute = arena_one(call->arena, struct dispute);
    TRY(access_dispute(call, (struct dispute_id){call->ids[0]}, dispute));
    call_answer_by(call, render, dispute);
    bool is_partner = call->actor.role == ROLE_PARTNER;
    return dispute_reply(&call->flow, dispute->id, is_partner, body->message, dispute);
}

static const struct field decision_fields[] = {
    FIELD_CHOICE(struct dispute_body, outcome, "approved,accepted,upheld", FIELD_REQUIRED, "What is decided."),
    FIELD_TEXT(struct dispute_body, message, 1, DISPUTE_BODY_CHARACTERS_MAX, FIELD_REQUIRED, "Why."),
};
const struct schema schema_dispute_decision = SCHEMA("DisputeDecision", struct dispute_body, decision_fields);

enum rc api_dispute_decision(struct call *call)
{
    const struct dispute_body *body = call->body;
    struct dispute *dispute = arena_one(call->arena, struct dispute);
    TRY(access_dispute(call, (struct dispute_id){call->ids[0]}, dispute));
    call_answer_by(call, render, dispute);
    struct dispute_verdict verdict = {.outcome = body->outcome, .body = body->message};
    return dispute_decide(&call->flow, dispute->id, &verdict, dispute);
}

enum rc api_dispute_withdraw(struct call *call)
{
    struct dispute *dispute = arena_one(call->arena, struct dispute);
    TRY(access_dispute(call, (struct dispute_id){call->ids[0]}, dispute));
    call_answer_by(call, render, dispute);
    struct dispute_verdict verdict = {.outcome = TEXT("withdrawn"), .body = TEXT_NONE, .is_partner = true};
    return dispute_decide(&call->flow, dispute->id, &verdict, dispute);
}
