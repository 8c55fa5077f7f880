// SPDX-License-Identifier: Apache-2.0
// Opening balances as they are booked and taken back; see opening_write.h.
#include "ledger/opening_write.h"

#include "change.h"
#include "commission/commission_by_hand.h"
#include "commission/commission_step.h"
#include "settlement/advertiser_account.h"
#include "validate.h"

#define NOTE_CHARACTERS_MAX 500
#define REFERENCE_CHARACTERS_MAX 140

// ---- drafts ----

static struct ledger_draft draft_of(const struct opening_balance *opening, struct text key, const char *kind)
{
    return (struct ledger_draft){
        .key = key, .kind = text_of(kind), .reference_kind = TEXT("opening_balance"), .reference_id = opening->id.v};
}

void opening_draft(struct arena *arena, const struct opening_balance *opening, struct ledger_draft *ret_draft)
{
    *ret_draft = draft_of(opening, text_format(arena, "opn:%lld", (long long)opening->id.v), "opening");
    ret_draft->occurred_at = opening->occurred_at;
    ret_draft->booked_at = opening->booked_at;
    ledger_draft_add(ret_draft, LEDGER_PARTNER, opening->owner_id, LEDGER_OWED_BACK, opening->amount);
    ledger_draft_add(ret_draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_OPENING_EQUITY,
                     money_negate(opening->amount));
}

void opening_reversed_draft(struct arena *arena, const struct opening_balance *opening, struct entry_id booked,
                            struct ledger_draft *ret_draft)
{
    struct text key = text_format(arena, "opn:%lld:reversed", (long long)opening->id.v);
    *ret_draft = draft_of(opening, key, "opening_reversed");
    ret_draft->occurred_at = ret_draft->booked_at = opening->reversed_at;
    ret_draft->reverses = booked;
    ledger_draft_add(ret_draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_OPENING_EQUITY, opening->amount);
    ledger_draft_add(ret_draft, LEDGER_PARTNER, opening->owner_id, LEDGER_OWED_BACK, money_negate(opening->amount));
}

// ---- checks ----

static bool is_of_partner(const struct opening_balance *opening)
{
    return text_equal(opening->owner_kind, TEXT("partner"));
}

static bool has_program(const struct opening_balance *opening)
{
    return text_equal(opening->state, TEXT("pending")) || text_equal(opening->state, TEXT("available"));
}

static enum rc check_dates(struct flow *flow, const struct opening_input *input, const struct opening_balance *opening)
{
    if (instant_is_none(input->occurred_at)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "date", "date says as of when the balance stood so");
    }
    if (input->occurred_at.ms > flow->now.ms + DAY_MS) {
        return fault_set(flow->fault, RC_INVALID, "instant_in_future", "date", "date is more than a day in the future");
    }
    bool is_pending = text_equal(opening->state, TEXT("pending"));
    if (is_pending && instant_is_none(input->due_at)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "due", "due says when what is pending is available");
    }
    if (!is_pending && !instant_is_none(input->due_at)) {
        return fault_set(flow->fault, RC_INVALID, "field_unexpected", "due", "only what is pending becomes due");
    }
    return RC_OK;
}

static enum rc check_program(struct flow *flow, const struct opening_input *input,
                             const struct opening_balance *opening)
{
    if (!has_program(opening)) {
        return input->program_id.v == 0 ? RC_OK
                                        : fault_set(flow->fault, RC_INVALID, "field_unexpected", "program_id",
                                                    "only pending and available belong to a program");
    }
    if (input->program_id.v == 0) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "program_id",
                         "program_id says in which program it was earned");
    }
    struct program program;
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    if (!currency_equal(program.currency, input->currency)) {
        return fault_set(flow->fault, RC_INVALID, "currency_mismatch", "currency", "the program's currency is %.3s",
                         program.currency.code);
    }
    return RC_OK;
}

// Whose it is; he is there and may have this state.
static enum rc check_owner(struct flow *flow, const struct opening_input *input, struct opening_balance *opening)
{
    if ((input->partner_id.v == 0) == (input->advertiser_id.v == 0)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "partner_id",
                         "either a partner or an advertiser is needed");
    }
    if (input->partner_id.v != 0) {
        struct partner partner;
        opening->owner_kind = TEXT("partner");
        opening->owner_id = input->partner_id.v;
        TRY(validate_choice(flow->fault, "state", input->state, "pending,available,owed_back"));
        TRY(change_partner_open(flow, input->partner_id, "partner_id", &partner));
    } else {
        opening->owner_kind = TEXT("advertiser");
        opening->owner_id = input->advertiser_id.v;
        TRY(validate_choice(flow->fault, "state", input->state, "receivable,prepaid"));
        TRY(change_advertiser_open(flow, input->advertiser_id, "advertiser_id"));
    }
    opening->state = input->state;
    return RC_OK;
}

static enum rc check(struct flow *flow, const struct opening_input *input, struct opening_balance *ret_opening)
{
    *ret_opening = (struct opening_balance){
        .program_id = input->program_id,
        .amount = money_zero(input->currency),
        .reference = text_is(input->reference) ? input->reference : TEXT(""),
        .occurred_at = input->occurred_at,
        .due_at = input->due_at,
        .booked_by = flow->actor,
        .booked_at = flow->now,
        .reversed_by = TEXT_NONE,
        .reversed_at = INSTANT_NONE,
        .note = TEXT(""),
    };
    TRY(check_owner(flow, input, ret_opening));
    if (currency_is_none(input->currency)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "currency", "currency is needed, such as EUR");
    }
    TRY(validate_amount(flow->fault, "amount", input->amount, /* is_zero_allowed= */ false, &ret_opening->amount));
    TRY(validate_words(flow->fault, "reference", ret_opening->reference, REFERENCE_CHARACTERS_MAX));
    TRY(check_dates(flow, input, ret_opening));
    TRY(check_program(flow, input, ret_opening));
    ret_opening->key =
        text_format(flow->arena, "%.*s:%lld:%lld:%.3s:%.*s:%.*s", TEXT_PRINT(ret_opening->owner_kind),
                    (long long)ret_opening->owner_id, (long long)ret_opening->program_id.v, input->currency.code,
                    TEXT_PRINT(ret_opening->state), TEXT_PRINT(ret_opening->reference));
    return RC_OK;
}

// ---- booking ----

static enum rc lock(struct flow *flow, const struct opening_balance *opening)
{
    return is_of_partner(opening) ? commission_lock_partner(flow, (struct partner_id){opening->owner_id})
                                  : advertiser_lock(flow, (struct advertiser_id){opening->owner_id});
}

static enum rc book_line(struct flow *flow, struct opening_balance *opening, bool is_reversal)
{
    bool is_owed = text_equal(opening->state, TEXT("receivable")) != is_reversal;
    struct advertiser_line line = {
        .advertiser_id = {opening->owner_id},
        .key =
            text_format(flow->arena, "%s:%lld", is_reversal ? "opening_reversed" : "opening", (long long)opening->id.v),
        .kind = is_reversal ? TEXT("opening_reversed") : TEXT("opening"),
        .amount = is_owed ? opening->amount : money_negate(opening->amount),
        .reference_id = opening->id.v,
        .method = TEXT(""),
        .reference = opening->reference,
        .occurred_at = is_reversal ? flow->now : opening->occurred_at,
        .booked_at = flow->now,
    };
    TRY(advertiser_line_add(flow, &line));
    opening->line_id = is_reversal ? opening->line_id : line.id;
    return RC_OK;
}

static enum rc book_entry(struct flow *flow, const struct ledger_draft *draft)
{
    struct entry_id entry;
    return flow_stored(flow, ledger_book(flow->db, flow->arena, draft, &entry, flow->fault));
}

static enum rc book_commission(struct flow *flow, struct opening_balance *opening)
{
    struct commission_by_hand grant = {
        .accrual_key = text_format(flow->arena, "opn:%lld", (long long)opening->id.v),
        .role = TEXT("opening"),
        .partner_id = {opening->owner_id},
        .program_id = opening->program_id,
        .amount = opening->amount,
        .occurred_at = opening->occurred_at,
        .due_at = instant_is_none(opening->due_at) ? opening->occurred_at : opening->due_at,
    };
    struct commission commission;
    TRY(commission_grant(flow, &grant, &commission));
    opening->commission_id = commission.id;
    return RC_OK;
}

static enum rc book(struct flow *flow, struct opening_balance *opening)
{
    if (!is_of_partner(opening)) {
        TRY(book_line(flow, opening, /* is_reversal= */ false));
    } else if (has_program(opening)) {
        TRY(book_commission(flow, opening));
    } else {
        struct ledger_draft draft;
        opening_draft(flow->arena, opening, &draft);
        return book_entry(flow, &draft);
    }
    return flow_stored(flow, opening_balance_update(flow->db, opening));
}

static enum rc note(struct flow *flow, const struct opening_balance *opening, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "key", opening->key);
    change_note_text(&note, "amount", money_text(flow->arena, opening->amount));
    change_note_text(&note, "date", instant_text(flow->arena, opening->occurred_at));
    change_note_text(&note, "note", opening->note);
    return change_note_end(flow, &note, action, opening->id.v);
}

// The one that was booked under this key before. RC_NOT_FOUND: none.
static enum rc find_first(struct flow *flow, const struct opening_balance *wanted, struct opening_balance *ret_first)
{
    TRY(opening_balance_find(flow->db, flow->arena, wanted->key, ret_first));
    bool is_same = ret_first->amount.minor == wanted->amount.minor &&
                   ret_first->occurred_at.ms == wanted->occurred_at.ms && ret_first->due_at.ms == wanted->due_at.ms;
    if (!is_same) {
        return fault_set(flow->fault, RC_CONFLICT, "opening_conflict", "amount",
                         "an opening balance of %.*s as of %.*s is booked for it already",
                         TEXT_PRINT(money_text(flow->arena, ret_first->amount)),
                         TEXT_PRINT(instant_text(flow->arena, ret_first->occurred_at)));
    }
    return RC_OK;
}

enum rc opening_book(struct flow *flow, const struct opening_input *input, struct opening_balance *ret_opening,
                     bool *ret_is_new)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct opening_balance opening;
    TRY(check(flow, input, &opening));
    TRY(lock(flow, &opening));
    enum rc rc = find_first(flow, &opening, ret_opening);
    *ret_is_new = rc == RC_NOT_FOUND;
    if (!*ret_is_new) {
        TRY(rc == RC_CONFLICT ? rc : flow_stored(flow, rc));
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, opening_balance_insert(flow->db, flow->arena, &opening, &opening.id)));
    TRY(book(flow, &opening));
    TRY(note(flow, &opening, "opening_balance.create"));
    *ret_opening = opening;
    return flow_commit(flow);
}

// ---- taking back ----

static enum rc take_back(struct flow *flow, struct opening_balance *opening)
{
    if (opening->commission_id.v != 0) {
        return commission_revoke(flow, opening->commission_id, opening->id.v);
    }
    if (!is_of_partner(opening)) {
        return book_line(flow, opening, /* is_reversal= */ true);
    }
    struct ledger_draft draft;
    struct entry_id booked;
    struct text key = text_format(flow->arena, "opn:%lld", (long long)opening->id.v);
    TRY(flow_stored(flow, ledger_entry_find(flow->db, flow->arena, key, &booked)));
    opening_reversed_draft(flow->arena, opening, booked, &draft);
    return book_entry(flow, &draft);
}

enum rc opening_reverse(struct flow *flow, struct opening_balance_id id, struct text note_text,
                        struct opening_balance *ret_opening)
{
    if (!text_is(note_text) || text_is_empty(text_trim(note_text))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "note", "note says why, in words");
    }
    TRY(validate_words(flow->fault, "note", note_text, NOTE_CHARACTERS_MAX));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct opening_balance *opening = ret_opening;
    TRY(change_found(flow, opening_balance_get(flow->db, flow->arena, id, opening), "opening_balance"));
    TRY(lock(flow, opening));
    TRY(change_found(flow, opening_balance_get(flow->db, flow->arena, id, opening), "opening_balance"));
    if (!instant_is_none(opening->reversed_at)) {
        return flow_commit(flow);
    }
    opening->reversed_by = flow->actor;
    opening->reversed_at = flow->now;
    opening->note = note_text;
    TRY(take_back(flow, opening));
    TRY(flow_stored(flow, opening_balance_update(flow->db, opening)));
    TRY(note(flow, opening, "opening_balance.reverse"));
    return flow_commit(flow);
}
