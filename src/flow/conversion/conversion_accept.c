// SPDX-License-Identifier: Apache-2.0
// The acceptance of a conversion; see conversion_accept.h.

#include "conversion/conversion_accept.h"

#include <stdlib.h>
#include <string.h>

#include "click/click_id.h"
#include "conversion/conversion_decide.h"
#include "conversion/conversion_sql.h"
#include "conversion/conversion_store.h"
#include "db/db_relaxed.h"
#include "db/db_within.h"
#include "format/json.h"
#include "network/network.h"

static void accepted_as(const struct conversion *conversion, struct conversion_accepted *accepted)
{
    accepted->conversion_id = conversion->id;
    accepted->is_attributed = conversion->partner_id.v != 0;
    accepted->status = conversion->status;
    accepted->cause = conversion->cause;
}

// What the door keeps of an accepted report.
static struct tracking_event event_of(const struct claim *claim, const struct conversion_accepted *accepted,
                                      struct instant received_at)
{
    struct tracking_event event = *claim->event;
    event.conversion_id = accepted->conversion_id;
    event.received_at = received_at;
    event.outcome = accepted->is_duplicate     ? TEXT("duplicate")
                    : !accepted->is_attributed ? TEXT("unattributed")
                                               : accepted->status;
    event.code = accepted->is_attributed ? TEXT("") : accepted->cause;
    event.field = TEXT("");
    return event;
}

static enum rc store_new(struct flow *flow, const struct claim *claim, struct conversion_accepted *ret_accepted)
{
    struct judged judged;
    TRY(conversion_judge(flow, claim, &judged));
    TRY(conversion_store(flow, &judged));
    accepted_as(&judged.conversion, ret_accepted);
    return RC_OK;
}

// The same order again: the first result, a change of status, or a conflict.
static enum rc accept_again(struct flow *flow, const struct claim *claim,
                            const struct sql_conversion_by_order_row *first, struct conversion_accepted *ret_accepted)
{
    if (!text_equal(first->content_hash, claim->content_hash)) {
        return fault_set(flow->fault, RC_CONFLICT, "order_conflict", "order_id",
                         "order %.*s was reported before with other content", TEXT_PRINT(claim->order_id));
    }
    struct conversion conversion;
    TRY(conversion_get(flow->db, flow->arena, first->id, &conversion));
    accepted_as(&conversion, ret_accepted);
    // A late copy of the first report, or of a status that was left behind, changes nothing.
    bool is_news = claim->is_status_given && !text_equal(claim->status, first->first_status) &&
                   !text_equal(claim->status, conversion.status) && !text_equal(claim->status, TEXT("pending"));
    if (!is_news) {
        ret_accepted->is_duplicate = true;
        return RC_OK;
    }
    ret_accepted->status = claim->status;
    return conversion_decide_step(flow, &conversion, claim->status, claim->reason);
}

static struct text order_lock(struct flow *flow, const struct claim *claim)
{
    return text_format(flow->arena, "order:%lld:%.*s:%.*s", (long long)claim->program_id.v, TEXT_PRINT(claim->goal),
                       TEXT_PRINT(claim->order_id));
}

static enum rc accept_checked(struct flow *flow, const struct claim *claim, struct conversion_accepted *ret_accepted)
{
    *ret_accepted = (struct conversion_accepted){0};
    TRY(flow_keep_versions(flow, claim->program_id));
    TRY(flow_lock(flow, order_lock(flow, claim)));
    struct sql_conversion_by_order_row first;
    enum rc rc =
        sql_conversion_by_order(flow->db, flow->arena,
                                &(struct sql_conversion_by_order_in){
                                    .program_id = claim->program_id, .goal = claim->goal, .order_id = claim->order_id},
                                &first);
    if (rc == RC_NOT_FOUND) {
        return store_new(flow, claim, ret_accepted);
    }
    TRY(rc);
    return accept_again(flow, claim, &first, ret_accepted);
}

enum rc conversion_accept_step(struct flow *flow, const struct conversion_claim *text,
                               struct conversion_accepted *ret_accepted)
{
    struct claim claim;
    TRY(conversion_claim_check(flow, text, &claim));
    return accept_checked(flow, &claim, ret_accepted);
}

#define PLANS_MADE_ANEW_GROUPS 4096

static const struct click_id none;

// The click of that number, or those that are here alone.
static enum rc bring_clicks(struct flow *flow, const struct click_shipping *shipping, struct text source,
                            struct click_id click)
{
    enum rc rc = click_await(flow, shipping, click);
    if (rc == RC_BUSY && text_equal(source, TEXT("tag")) && strcmp(flow->fault->code, "click_awaited") == 0) {
        fault_clear(flow->fault);
        return RC_OK;
    }
    return rc;
}

// Clicks that the claim needs may be on their way through the spool: the one it names, when the database does not know
// it yet, and those of its visitor, who may have clicked a moment ago.
static enum rc ship_missing_clicks(struct flow *flow, const struct click_shipping *shipping, const struct claim *claim,
                                   bool *ret_is_shipped)
{
    if (shipping == NULL || shipping->ship_now == NULL) {
        return RC_OK;
    }
    struct click_id missing = none;
    if (claim->is_click_genuine) {
        struct sql_touch_by_click_row row;
        enum rc rc = sql_touch_by_click(flow->db, flow->arena,
                                        &(struct sql_touch_by_click_in){.click_id = claim->click_id}, &row);
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        missing = rc == RC_NOT_FOUND ? claim->click_id : none;
    }
    *ret_is_shipped = claim->visitor_number != 0 || missing.v != 0;
    if (claim->visitor_number != 0) {
        TRY(bring_clicks(flow, shipping, claim->source, none));
    }
    return missing.v != 0 ? bring_clicks(flow, shipping, claim->source, missing) : RC_OK;
}

// What the claim pretended, without personal data, kept for the operator. The refusal itself is what the caller is
// told, so a failure to record it must not hide it.
static void record_refusal(struct flow *flow, const struct conversion_claim *text)
{
    struct buf buf = buf_new(flow->arena, 8192);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "click_id", text->click_id);
    json_put_text(&w, "goal", text->goal);
    json_put_text(&w, "order_id", text->order_id);
    json_put_text(&w, "amount", text->amount);
    json_put_text(&w, "source", text->source);
    json_end_object(&w);
    if (db_write_begin(flow->db) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(flow->db);
    if (sql_event_refusal_insert(flow->db,
                                 &(struct sql_event_refusal_insert_in){.advertiser_id = text->advertiser_id,
                                                                       .code = text_of(flow->fault->code),
                                                                       .field = text_of(flow->fault->field),
                                                                       .content = buf_text(&buf),
                                                                       .received_at = flow->now},
                                 NULL) == RC_OK) {
        DISCARD("the refusal is answered either way", db_commit(flow->db));
    }
}

static enum rc accept_in_transaction(struct flow *flow, const struct claim *claim,
                                     struct conversion_accepted *ret_accepted)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(accept_checked(flow, claim, ret_accepted));
    if (claim->event != NULL) {
        struct tracking_event event = event_of(claim, ret_accepted, flow->now);
        TRY(tracking_event_insert(flow->db, flow->arena, &event, 1));
    }
    return flow_commit(flow);
}

// ---- together ----

// A claim that was judged early, on its way into a transaction with others.
struct joining {
    struct gathered member; // first
    struct flow *flow;      // of the thread that brought it, which waits
    struct judged judged;
    size_t lane;
    struct conversion_accepted *accepted;
    bool is_taken;   // into the transaction of a group
    bool has_served; // others, and itself
    bool is_over;    // that transaction was committed, or nobody knows; rc and the flow's fault say which
    enum rc rc;
};

static bool is_same_order(const struct claim *a, const struct claim *b)
{
    return a->program_id.v == b->program_id.v && text_equal(a->goal, b->goal) && text_equal(a->order_id, b->order_id);
}

static int compare_names(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

// Versions first, then orders, as each claim alone would; each in the order of their names.
static enum rc lock_group(struct flow *flow, struct joining *const *list, size_t count)
{
    struct text *versions = arena_many(flow->arena, struct text, count);
    struct text *orders = arena_many(flow->arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        const struct claim *claim = list[i]->judged.claim;
        versions[i] = flow_versions_lock(flow->arena, claim->program_id);
        orders[i] = order_lock(flow, claim);
    }
    qsort(versions, count, sizeof(versions[0]), compare_names);
    qsort(orders, count, sizeof(orders[0]), compare_names);
    TRY(flow_lock_list(flow, versions, count, /* is_shared= */ true));
    return flow_lock_list(flow, orders, count, /* is_shared= */ false);
}

// Marks those whose order is there already, by another transaction or by one before them in the list.
static enum rc find_known(struct flow *flow, struct joining *const *list, size_t count, bool *ret_is_known)
{
    struct sql_conversion_known_in *orders = arena_many(flow->arena, struct sql_conversion_known_in, count);
    for (size_t i = 0; i < count; i++) {
        const struct claim *claim = list[i]->judged.claim;
        orders[i] = (struct sql_conversion_known_in){
            .program_id = claim->program_id, .goal = claim->goal, .order_id = claim->order_id};
        for (size_t k = 0; k < i; k++) {
            ret_is_known[i] = ret_is_known[i] || is_same_order(claim, list[k]->judged.claim);
        }
    }
    struct sql_conversion_known_row *rows = NULL;
    size_t found = 0;
    TRY(sql_conversion_known(flow->db, flow->arena, orders, count, &rows, &found));
    for (size_t i = 0; i < found; i++) {
        ret_is_known[rows[i].input] = true;
    }
    return RC_OK;
}

// Those whose order is new and whose judgement stands, because nothing that it stands on has changed.
static enum rc choose(struct flow *flow, struct joining *const *list, size_t count, struct judged **ret_chosen,
                      size_t *ret_count)
{
    int64_t mark;
    bool *is_known = arena_many(flow->arena, bool, count);
    TRY(network_change_mark(flow->db, flow->arena, &mark));
    TRY(find_known(flow, list, count, is_known));
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct judged *judged = &list[i]->judged;
        list[i]->is_taken = !is_known[i] && judged->change_mark == mark;
        if (list[i]->is_taken) {
            ret_chosen[(*ret_count)++] = judged;
        }
    }
    return RC_OK;
}

// The answer, in memory of the thread that waits for it.
static void accept_joining(struct joining *joining)
{
    const struct judged *judged = &joining->judged;
    struct conversion_accepted *accepted = joining->accepted;
    size_t count = judged->payment.derived.award_count;
    struct commission_id *ids = arena_many(joining->flow->arena, struct commission_id, count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = judged->payment.commissions[i].id;
    }
    *accepted = (struct conversion_accepted){.commissions = ids, .commission_count = count, .is_booked = true};
    accepted_as(&judged->conversion, accepted);
}

static enum rc note_events(struct flow *flow, struct joining *const *list, size_t count)
{
    struct tracking_event *events = arena_many(flow->arena, struct tracking_event, count);
    size_t noted = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i]->is_taken && list[i]->judged.claim->event != NULL) {
            events[noted++] = event_of(list[i]->judged.claim, list[i]->accepted, list[i]->flow->now);
        }
    }
    return tracking_event_insert(flow->db, flow->arena, events, noted);
}

// What each flow does last inside its transaction, which is here that of the group.
static enum rc finish(const struct flow *flow, struct joining *joining)
{
    struct db *own = joining->flow->db;
    joining->flow->db = flow->db;
    enum rc rc = joining->flow->before_commit == NULL
                     ? RC_OK
                     : joining->flow->before_commit(joining->flow->before_commit_user, joining->flow);
    joining->flow->db = own;
    return rc;
}

static enum rc write_group(struct flow *flow, struct joining *const *list, size_t count)
{
    TRY(lock_group(flow, list, count));
    struct judged **chosen = arena_many(flow->arena, struct judged *, count);
    size_t chosen_count = 0;
    TRY(flow_stored(flow, choose(flow, list, count, chosen, &chosen_count)));
    if (chosen_count == 0) {
        return RC_NOT_FOUND;
    }
    TRY(flow_stored(flow, conversion_store_early(flow, chosen, chosen_count)));
    for (size_t i = 0; i < count; i++) {
        if (list[i]->is_taken) {
            accept_joining(list[i]);
        }
    }
    TRY(flow_stored(flow, note_events(flow, list, count)));
    for (size_t i = 0; i < count; i++) {
        TRY(list[i]->is_taken ? finish(flow, list[i]) : RC_OK);
    }
    return RC_OK;
}

// Only who serves a group of that lane may call it.
static struct db *connection_for_group(const struct flow *own, size_t lane)
{
    if (own->shared == NULL) {
        return own->db;
    }
    struct shared_connection *shared = &own->shared[lane];
    if (shared->db != NULL && db_is_broken(shared->db)) {
        db_close(shared->db);
        shared->db = NULL;
    }
    if (shared->db == NULL) {
        struct fault fault = {.rc = RC_OK};
        if (db_open_within(shared->location, DB_ANSWER_MS, &shared->db, &fault) != RC_OK) {
            shared->db = NULL;
            return own->db;
        }
        shared->served = 0;
    }
    // At first often, because tables grow most at first: plans made for small ones are made anew.
    bool is_power_of_two = (shared->served & (shared->served - 1)) == 0;
    if (is_power_of_two || shared->served % PLANS_MADE_ANEW_GROUPS == 0) {
        DISCARD("slower without", db_expect_keys(shared->db));
    }
    shared->served++;
    return shared->db;
}

// A group is written whole or not at all; whoever was not written goes alone, which tells what was wrong with it.
static void serve_group(struct gathered *own, struct gathered *const *members, size_t count)
{
    struct joining *const *list = (struct joining *const *)members;
    struct fault fault = {.rc = RC_OK};
    struct flow flow = *((struct joining *)own)->flow;
    flow.db = connection_for_group(&flow, ((struct joining *)own)->lane);
    flow.fault = &fault;
    flow.before_commit = NULL;
    if (flow_begin_early(&flow) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(flow.db);
    if (write_group(&flow, list, count) != RC_OK) {
        return;
    }
    enum rc rc = flow_commit(&flow);
    db_saw_early(((struct joining *)own)->flow->db); // who settles, by a connection of his own
    if (rc != RC_OK && rc != RC_UNCERTAIN) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i]->is_taken) {
            list[i]->is_over = true;
            list[i]->rc = rc;
            *list[i]->flow->fault = fault;
        }
    }
}

// Once the next group is being written: nobody is answered before the disk has his.
static void settle_group(struct gathered *own, struct gathered *const *members, size_t count)
{
    struct joining *const *list = (struct joining *const *)members;
    ((struct joining *)own)->has_served = true;
    size_t committed = 0;
    for (size_t i = 0; i < count; i++) {
        committed += list[i]->is_over && list[i]->rc == RC_OK ? 1 : 0;
    }
    if (committed == 0) {
        return;
    }
    struct fault fault = {.rc = RC_OK};
    struct flow flow = *((struct joining *)own)->flow;
    flow.fault = &fault;
    enum rc rc = flow_stored(&flow, db_settle(flow.db));
    for (size_t i = 0; i < count && rc != RC_OK; i++) {
        if (list[i]->is_over && list[i]->rc == RC_OK) {
            list[i]->rc = rc;
            *list[i]->flow->fault = fault;
        }
    }
}

// What is of one program has accounts in common, and goes one after the other anyway.
static size_t lane_of(const struct flow *flow, const struct claim *claim)
{
    return flow->lanes < 2 ? 0 : (size_t)claim->program_id.v % flow->lanes;
}

static enum rc accept_together(struct flow *flow, const struct claim *claim, struct conversion_accepted *ret_accepted)
{
    if (flow->conversions == NULL) {
        return accept_in_transaction(flow, claim, ret_accepted);
    }
    struct joining *joining = arena_one(flow->arena, struct joining);
    *joining = (struct joining){.flow = flow, .lane = lane_of(flow, claim), .accepted = ret_accepted};
    if (conversion_judge_early(flow, claim, &joining->judged) == RC_OK) {
        static const struct gathering_work work = {.serve = serve_group, .settle = settle_group};
        gathering_join(&flow->conversions[joining->lane], &joining->member, &work);
        if (joining->has_served && !db_is_broken(flow->db)) { // the members have been told
            DISCARD("who needs the connection next finds it broken", db_write_back_due(flow->db));
        }
        if (joining->is_over) {
            return joining->rc;
        }
    }
    fault_clear(flow->fault);
    return accept_in_transaction(flow, claim, ret_accepted);
}

static enum rc accept(struct flow *flow, const struct click_shipping *shipping, const struct conversion_claim *text,
                      struct conversion_accepted *ret_accepted)
{
    struct claim claim;
    enum rc rc = conversion_claim_check(flow, text, &claim);
    // A click that has just been made may be what names the program.
    if (rc == RC_INVALID && strcmp(flow->fault->code, "program_required") == 0 && shipping != NULL &&
        shipping->ship_now != NULL) {
        fault_clear(flow->fault);
        struct click_id click = none;
        DISCARD("only a genuine one can be waited for", click_id_parse(flow->keyring, text->click_id, &click));
        TRY(bring_clicks(flow, shipping, text->source, click));
        rc = conversion_claim_check(flow, text, &claim);
    } else if (rc == RC_OK) {
        bool is_shipped = false;
        TRY(flow_stored(flow, ship_missing_clicks(flow, shipping, &claim, &is_shipped)));
        // Whose click it is can be said only now.
        rc = is_shipped ? conversion_claim_check(flow, text, &claim) : RC_OK;
    }
    if (rc == RC_REFUSED) {
        record_refusal(flow, text);
    }
    if (rc == RC_OK) {
        rc = accept_together(flow, &claim, ret_accepted);
    }
    return flow_stored(flow, rc);
}

enum rc conversion_accept(struct flow *flow, const struct click_shipping *shipping, const struct conversion_claim *text,
                          struct conversion_accepted *ret_accepted)
{
    TRY(flow_know(flow));
    enum rc rc = accept(flow, shipping, text, ret_accepted);
    flow_know_no_more(flow);
    return rc;
}
