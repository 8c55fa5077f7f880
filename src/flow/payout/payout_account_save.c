// SPDX-License-Identifier: Apache-2.0
// Saving of payout details; see payout_account_save.h. The audit event and the letters hold what is shown, never the
// details themselves.
#include "payout/payout_account_save.h"

#include "change.h"
#include "payout/payout_rule.h"
#include "user/letter.h"
#include "validate.h"

struct saving {
    struct partner partner; // id 0: the network
    struct payout_details details;
    bool has_before;
    struct payout_account before;
    struct payout_details before_details;
};

static bool is_own(const struct saving *saving)
{
    return saving->partner.id.v == 0;
}

static enum rc look(struct flow *flow, struct partner_id partner_id, struct saving *saving)
{
    if (partner_id.v != 0) {
        TRY(change_found(flow, partner_get(flow->db, flow->arena, partner_id, &saving->partner), "partner"));
    }
    struct text method = is_own(saving) ? saving->details.method : TEXT_NONE;
    enum rc rc = payout_account_last(flow->db, flow->arena, partner_id, method, &saving->before);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    saving->has_before = true;
    if (payout_account_open(flow->arena, flow->keyring, &saving->before, &saving->before_details) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "payout details %lld were not sealed with this key",
                              (long long)saving->before.id.v);
    }
    return RC_OK;
}

static bool is_same(struct flow *flow, const struct saving *saving)
{
    return saving->has_before && text_equal(payout_details_json(flow->arena, &saving->details),
                                            payout_details_json(flow->arena, &saving->before_details));
}

// Each address once, whatever its letters' case.
static void add_address(struct text addresses[3], struct text address)
{
    for (size_t i = 0; i < 3; i++) {
        if (text_is_empty(addresses[i])) {
            addresses[i] = address;
            return;
        }
        if (text_equal_ignore_case(addresses[i], address)) {
            return;
        }
    }
}

static enum rc tell(struct flow *flow, const struct saving *saving, const struct payout_account *account)
{
    struct text addresses[3] = {saving->partner.email};
    struct letter letter;
    letter_begin(flow, &letter, saving->has_before ? LETTER_PAYOUT_DETAILS_CHANGED : LETTER_PAYOUT_DETAILS_SAVED);
    letter_text(&letter, "partner", saving->partner.name);
    letter_text(&letter, "method", account->method);
    letter_text(&letter, "shown", account->shown);
    letter_text(&letter, "saved_at", instant_text(flow->arena, account->created_at));
    letter_text(&letter, "usable_at", instant_text(flow->arena, account->usable_at));
    if (saving->has_before) {
        struct text contact;
        letter_text(&letter, "shown_before", saving->before.shown);
        TRY(flow_stored(flow, payout_account_contact(flow->arena, flow->keyring, &saving->before, &contact)));
        add_address(addresses, contact);
        add_address(addresses, saving->before_details.email);
    }
    for (size_t i = 0; i < 3; i++) {
        struct text key = text_format(flow->arena, "payout_account:%lld:%zu", (long long)account->id.v, i);
        TRY(letter_queue(flow, &letter, key, addresses[i]));
    }
    return RC_OK;
}

static enum rc note(struct flow *flow, const struct saving *saving, const struct payout_account *account)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", account->partner_id.v);
    json_put_int64(&note.json, "number", account->number);
    change_note_text(&note, "method", account->method);
    change_note_text(&note, "shown", account->shown);
    change_note_text(&note, "shown_before", saving->has_before ? saving->before.shown : TEXT_NONE);
    change_note_text(&note, "usable_at", instant_text(flow->arena, account->usable_at));
    return change_note_end(flow, &note, saving->has_before ? "payout_account.change" : "payout_account.create",
                           account->id.v);
}

static enum rc next_number(struct flow *flow, struct partner_id partner_id, int64_t *ret_number)
{
    struct payout_account last = {.number = 0};
    enum rc rc = payout_account_last(flow->db, flow->arena, partner_id, TEXT_NONE, &last);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    *ret_number = last.number + 1;
    return RC_OK;
}

static enum rc write(struct flow *flow, const struct saving *saving, struct payout_account *ret_account)
{
    struct payout_account account = {
        .partner_id = saving->partner.id,
        .created_by = flow->actor,
        .created_at = flow->now,
        .usable_at = flow->now,
    };
    if (saving->has_before && !is_own(saving)) {
        account.usable_at.ms += PAYOUT_DETAILS_HOLD_MS;
    }
    TRY(next_number(flow, account.partner_id, &account.number));
    payout_account_seal(flow->arena, flow->keyring, &saving->details, change_or(saving->partner.email, TEXT("")),
                        &account);
    TRY(flow_stored(flow, payout_account_insert(flow->db, flow->arena, &account, &account.id)));
    TRY(note(flow, saving, &account));
    if (!is_own(saving)) {
        TRY(tell(flow, saving, &account));
    }
    *ret_account = account;
    return RC_OK;
}

enum rc payout_account_save(struct flow *flow, struct partner_id partner_id, const struct payout_details *details,
                            struct payout_account *ret_account)
{
    struct saving saving = {.details = *details};
    payout_details_normalise(flow->arena, &saving.details);
    TRY(payout_details_check(&saving.details, partner_id.v == 0, flow->fault));
    if (text_is(saving.details.email)) {
        TRY(validate_email(flow->fault, "email", saving.details.email));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, text_format(flow->arena, "payout account:%lld", (long long)partner_id.v)));
    TRY(look(flow, partner_id, &saving));
    if (is_same(flow, &saving)) {
        *ret_account = saving.before;
    } else {
        TRY(write(flow, &saving, ret_account));
    }
    return flow_commit(flow);
}
