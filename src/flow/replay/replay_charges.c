// SPDX-License-Identifier: Apache-2.0
// Replay of the advertiser's side: every step of every charge is derived anew from the facts of its conversion, its
// commissions as they stood after each fact, and the settlement terms then in force; and every entry of charges and of
// advertisers' accounts is built again, in booking order, from what each advertiser owed before it. See replay.h.
#include "conversion/conversion_sql.h"
#include "core/bug.h"
#include "ledger/ledger_sql.h"
#include "replay/replay_private.h"
#include "settlement/charge_bookings.h"
#include "settlement/charge_life.h"
#include "settlement/settlement_replay_sql.h"

#define ENTRIES_PAGE 200

// ---- what happened to a conversion, in order ----

struct fact {
    enum commission_cause cause;
    int64_t cause_id;
    struct instant changed_at;
};
struct play {
    struct replay_work *work;
    const struct conversion *now;
    struct fact *facts;
    size_t fact_count;
    struct money *sums; // of the commissions after each fact
    struct sql_refund_list_row *refunds;
    size_t refund_count;
};

static bool moves_no_amount(enum commission_cause cause)
{
    return cause == COMMISSION_CAUSE_RELEASED || cause == COMMISSION_CAUSE_PAYOUT || cause == COMMISSION_CAUSE_PAID ||
           cause == COMMISSION_CAUSE_PAYOUT_FAILED;
}

// The index of a fact, added after `from` when it is new.
static size_t fact_index(struct play *play, const struct commission_change *change, size_t from)
{
    for (size_t i = 0; i < play->fact_count; i++) {
        bool is_same = play->facts[i].cause == change->cause && play->facts[i].cause_id == change->cause_id;
        // The same other event can change a volume twice.
        if (is_same &&
            (change->cause != COMMISSION_CAUSE_VOLUME || play->facts[i].changed_at.ms == change->changed_at.ms)) {
            return i;
        }
    }
    for (size_t i = play->fact_count; i > from; i--) {
        play->facts[i] = play->facts[i - 1];
    }
    play->facts[from] =
        (struct fact){.cause = change->cause, .cause_id = change->cause_id, .changed_at = change->changed_at};
    play->fact_count++;
    return from;
}

struct history {
    struct commission_change *changes;
    size_t count;
};

static enum rc sum_up(struct play *play, const struct history *histories, size_t count)
{
    play->sums = arena_many(play->work->scratch, struct money, play->fact_count);
    for (size_t k = 0; k < play->fact_count; k++) {
        play->sums[k] = money_zero(play->now->amount.currency);
    }
    for (size_t c = 0; c < count; c++) {
        size_t at = 0;
        struct money amount = money_zero(play->now->amount.currency);
        const struct history *history = &histories[c];
        for (size_t i = 0; i < history->count; i++) {
            if (moves_no_amount(history->changes[i].cause)) {
                continue;
            }
            size_t next = fact_index(play, &history->changes[i], at);
            for (; at < next; at++) {
                TRY(money_add(play->sums[at], amount, &play->sums[at]));
            }
            amount = history->changes[i].amount;
        }
        for (; at < play->fact_count; at++) {
            TRY(money_add(play->sums[at], amount, &play->sums[at]));
        }
    }
    return RC_OK;
}

static enum rc play_read(struct play *play, const struct commission *list, size_t count)
{
    struct replay_work *work = play->work;
    struct history *histories = arena_many(work->scratch, struct history, count);
    size_t all = 0;
    for (size_t c = 0; c < count; c++) {
        TRY(commission_change_list(work->db, work->scratch, list[c].id, &histories[c].changes, &histories[c].count));
        all += histories[c].count;
    }
    play->facts = arena_many(work->scratch, struct fact, all);
    for (size_t c = 0; c < count; c++) {
        size_t from = 0;
        for (size_t i = 0; i < histories[c].count; i++) {
            if (!moves_no_amount(histories[c].changes[i].cause)) {
                from = fact_index(play, &histories[c].changes[i], from) + 1;
            }
        }
    }
    struct sql_refund_list_in refunds = {.conversion_id = play->now->id};
    TRY(sql_refund_list(work->db, work->scratch, &refunds, &play->refunds, &play->refund_count));
    return sum_up(play, histories, count);
}

// The conversion after a fact, and when the fact happened.
static struct instant apply(const struct play *play, const struct fact *fact, struct conversion *then)
{
    struct instant occurred_at = fact->changed_at;
    if (fact->cause == COMMISSION_CAUSE_ACCRUED) {
        occurred_at = play->now->occurred_at;
    } else if (fact->cause == COMMISSION_CAUSE_APPROVED) {
        then->status = TEXT("approved");
    } else if (fact->cause == COMMISSION_CAUSE_REJECTED) {
        then->status = TEXT("rejected");
    } else if (fact->cause == COMMISSION_CAUSE_REOPENED) {
        then->status = TEXT("pending");
    } else if (fact->cause == COMMISSION_CAUSE_REFUND || fact->cause == COMMISSION_CAUSE_REFUND_REVERSED) {
        for (size_t i = 0; i < play->refund_count; i++) {
            if (play->refunds[i].id.v == fact->cause_id) {
                then->refunded.minor += play->refunds[i].amount_minor;
                occurred_at = play->refunds[i].occurred_at;
            }
        }
    }
    return occurred_at;
}

// ---- comparing a charge ----

static struct text step_text(struct arena *arena, const struct charge_change *change)
{
    return text_format(arena, "%.*s:%lld %lld for %lld confirmed=%d occurred=%lld changed=%lld %.*s",
                       TEXT_PRINT(change->cause), (long long)change->cause_id, (long long)change->amount.minor,
                       (long long)change->commissions.minor, change->is_confirmed, (long long)change->occurred_at.ms,
                       (long long)change->changed_at.ms, TEXT_PRINT(change->derivation));
}

static struct text charge_text(struct arena *arena, const struct charge *charge)
{
    return text_format(arena,
                       "%.*s advertiser=%lld program=%lld partner=%lld terms=%lld %.3s %lld for %lld confirmed=%d "
                       "occurred=%lld created=%lld",
                       TEXT_PRINT(charge->key), (long long)charge->advertiser_id.v, (long long)charge->program_id.v,
                       (long long)charge->partner_id.v, (long long)charge->terms_id.v, charge->amount.currency.code,
                       (long long)charge->amount.minor, (long long)charge->commissions.minor, charge->is_confirmed,
                       (long long)charge->occurred_at.ms, (long long)charge->created_at.ms);
}

// A version made in the very millisecond may or may not have been known: the recorded one decides between the two.
static enum rc terms_then(struct replay_work *work, struct settlement_question question, const struct charge *stored,
                          struct settlement_terms *ret_terms)
{
    TRY(settlement_terms_in_force(work->db, work->scratch, &question, ret_terms));
    if (ret_terms->id.v != stored->terms_id.v) {
        struct settlement_terms before;
        question.known_at.ms--;
        TRY(settlement_terms_in_force(work->db, work->scratch, &question, &before));
        if (before.id.v == stored->terms_id.v) {
            *ret_terms = before;
        }
    }
    return RC_OK;
}

struct expected {
    struct charge charge;
    struct charge_change *changes;
    size_t count;
};

static void compare(struct replay_work *work, struct text key, const struct charge *stored,
                    const struct charge_change *changes, size_t count, const struct expected *expected)
{
    bool is_stored = stored->id.v != 0, is_expected = expected->count > 0;
    struct text object = text_format(work->scratch, "charge %.*s", TEXT_PRINT(key));
    work->report->charges += is_stored ? 1 : 0;
    if (is_stored || is_expected) {
        struct text stored_text = is_stored ? charge_text(work->scratch, stored) : TEXT_NONE;
        struct text derived_text = is_expected ? charge_text(work->scratch, &expected->charge) : TEXT_NONE;
        if (is_stored != is_expected || !text_equal(stored_text, derived_text)) {
            replay_differ(work, object, stored_text, derived_text);
        }
    }
    for (size_t i = 0; i < count || i < expected->count; i++) {
        struct text step = text_format(work->scratch, "%.*s, step %zu", TEXT_PRINT(object), i + 1);
        bool is_numbered = i < count && changes[i].number == (int64_t)i + 1;
        struct text stored_text = i < count ? step_text(work->scratch, &changes[i]) : TEXT_NONE;
        struct text derived_text = i < expected->count ? step_text(work->scratch, &expected->changes[i]) : TEXT_NONE;
        if (!is_numbered || i >= expected->count || !text_equal(stored_text, derived_text)) {
            replay_differ(work, step, stored_text, derived_text);
        }
    }
}

static enum rc stored_read(struct replay_work *work, struct text key, struct charge *ret_charge,
                           struct charge_change **ret_changes, size_t *ret_count)
{
    *ret_charge = (struct charge){.key = key};
    *ret_changes = NULL;
    *ret_count = 0;
    enum rc rc = charge_find(work->db, work->scratch, key, ret_charge);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(rc);
    return charge_change_list(work->db, work->scratch, ret_charge->id, ret_charge->amount.currency, ret_changes,
                              ret_count);
}

static enum rc add_step(struct replay_work *work, const struct charge_facts *facts, const struct charge_terms *terms,
                        struct charge_change *step, struct expected *expected)
{
    struct charge_derived derived;
    TRY(charge_derive(work->scratch, facts, terms, &derived));
    struct charge *charge = &expected->charge;
    bool is_same = expected->count > 0 && charge->amount.minor == derived.amount.minor &&
                   charge->commissions.minor == facts->commissions.minor &&
                   charge->is_confirmed == derived.is_confirmed;
    if (is_same) {
        return RC_OK;
    }
    step->amount = charge->amount = derived.amount;
    step->commissions = charge->commissions = facts->commissions;
    step->is_confirmed = charge->is_confirmed = derived.is_confirmed;
    step->derivation = derived.derivation;
    if (expected->count == 0) {
        charge->created_at = step->changed_at;
    }
    expected->changes[expected->count++] = *step;
    return RC_OK;
}

static enum rc derive_all(struct play *play, const struct settlement_terms *terms, struct expected *expected)
{
    struct conversion then = *play->now;
    then.status = then.first_status;
    then.refunded = money_zero(then.amount.currency);
    expected->changes = arena_many(play->work->scratch, struct charge_change, play->fact_count);
    for (size_t k = 0; k < play->fact_count; k++) {
        const struct fact *fact = &play->facts[k];
        struct charge_change step = {.cause = text_of(commission_cause_text(fact->cause)),
                                     .cause_id = fact->cause_id,
                                     .occurred_at = apply(play, fact, &then),
                                     .changed_at = fact->changed_at};
        struct charge_facts facts = charge_facts_of_conversion(&then, play->sums[k]);
        TRY(add_step(play->work, &facts, &terms->charge, &step, expected));
    }
    return RC_OK;
}

enum rc replay_charge(struct replay_work *work, const struct conversion *conversion, const struct commission *list,
                      size_t count)
{
    struct text key = charge_key_of_conversion(work->scratch, conversion->id);
    struct charge stored;
    struct charge_change *changes;
    size_t change_count;
    TRY(stored_read(work, key, &stored, &changes, &change_count));
    struct settlement_question question = {.program_id = conversion->program_id,
                                           .currency = conversion->amount.currency,
                                           .at = conversion->occurred_at,
                                           .known_at = conversion->received_at};
    struct settlement_terms terms;
    TRY(terms_then(work, question, &stored, &terms));
    struct expected expected = {.charge = {.key = key,
                                           .advertiser_id = conversion->advertiser_id,
                                           .program_id = conversion->program_id,
                                           .partner_id = conversion->partner_id,
                                           .terms_id = terms.id,
                                           .amount = money_zero(conversion->amount.currency),
                                           .occurred_at = conversion->occurred_at}};
    if (terms.mode == SETTLEMENT_NETWORK && count > 0) {
        struct play play = {.work = work, .now = conversion};
        TRY(play_read(&play, list, count));
        TRY(derive_all(&play, &terms, &expected));
    }
    compare(work, key, &stored, changes, change_count, &expected);
    return RC_OK;
}

enum rc replay_charge_of_clicks(struct replay_work *work, const struct commission *commission,
                                struct advertiser_id advertiser_id, struct instant occurred_at)
{
    struct text key = charge_key_of_clicks(work->scratch, commission->id);
    struct charge stored;
    struct charge_change *changes;
    size_t change_count;
    TRY(stored_read(work, key, &stored, &changes, &change_count));
    struct settlement_question question = {.program_id = commission->program_id,
                                           .currency = commission->amount.currency,
                                           .at = {occurred_at.ms - 1},
                                           .known_at = commission->created_at};
    struct settlement_terms terms;
    TRY(terms_then(work, question, &stored, &terms));
    struct expected expected = {.charge = {.key = key,
                                           .advertiser_id = advertiser_id,
                                           .program_id = commission->program_id,
                                           .partner_id = commission->partner_id,
                                           .terms_id = terms.id,
                                           .occurred_at = occurred_at},
                                .changes = arena_many(work->scratch, struct charge_change, 1)};
    if (terms.mode == SETTLEMENT_NETWORK) {
        struct charge_change step = {.cause = text_of(commission_cause_text(COMMISSION_CAUSE_ACCRUED)),
                                     .occurred_at = occurred_at,
                                     .changed_at = commission->created_at};
        struct charge_facts facts = charge_facts_of_clicks(commission->amount);
        TRY(add_step(work, &facts, &terms.charge, &step, &expected));
    }
    compare(work, key, &stored, changes, change_count, &expected);
    return RC_OK;
}

// ---- entries ----

struct accounts {
    struct replay_work *work;
    struct arena *arena;  // of the balances
    struct textmap owed;  // "12:EUR" → struct money
    int64_t booked_steps; // seen
    int64_t charge_lines, other_lines;
};

static struct money *owed_of(struct accounts *accounts, struct advertiser_id id, struct currency currency)
{
    struct text key = text_format(accounts->work->scratch, "%lld:%.3s", (long long)id.v, currency.code);
    struct money *owed = textmap_get(&accounts->owed, key);
    if (owed == NULL) {
        owed = arena_one(accounts->arena, struct money);
        *owed = money_zero(currency);
        textmap_put(&accounts->owed, key, owed);
    }
    return owed;
}

static enum rc compare_line(struct accounts *accounts, const struct charge *charge,
                            const struct charge_booking *booking)
{
    struct replay_work *work = accounts->work;
    struct text derived = text_format(work->scratch, "%s %lld", booking->change.minor > 0 ? "charge" : "charge_refund",
                                      (long long)booking->change.minor);
    struct advertiser_line line;
    enum rc rc = advertiser_line_find(work->db, work->scratch, charge->advertiser_id, booking->draft.key, &line);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return rc;
    }
    struct text object = text_format(work->scratch, "account line %.*s", TEXT_PRINT(booking->draft.key));
    if (rc == RC_NOT_FOUND) {
        replay_differ(work, object, TEXT_NONE, derived);
        return RC_OK;
    }
    accounts->charge_lines++;
    replay_compare(work, object,
                   text_format(work->scratch, "%.*s %lld", TEXT_PRINT(line.kind), (long long)line.amount.minor),
                   derived);
    return RC_OK;
}

// The draft of a charge's step. RC_NOT_FOUND when no step made it.
static enum rc draft_of_charge(struct accounts *accounts, struct charge_id id, struct entry_id entry_id,
                               struct ledger_draft *ret_draft)
{
    struct replay_work *work = accounts->work;
    struct charge charge;
    TRY(charge_get(work->db, work->scratch, id, &charge));
    struct charge_change *changes;
    size_t count;
    TRY(charge_change_list(work->db, work->scratch, id, charge.amount.currency, &changes, &count));
    size_t i = 0;
    while (i < count && changes[i].entry_id.v != entry_id.v) {
        i++;
    }
    if (i == count) {
        return RC_NOT_FOUND;
    }
    struct money zero = money_zero(charge.amount.currency);
    struct charge_standing before = {.amount = zero, .commissions = zero};
    if (i > 0) {
        before =
            (struct charge_standing){changes[i - 1].amount, changes[i - 1].commissions, changes[i - 1].is_confirmed};
    }
    struct charge_standing after = {changes[i].amount, changes[i].commissions, changes[i].is_confirmed};
    struct money *owed = owed_of(accounts, charge.advertiser_id, charge.amount.currency);
    struct charge_step step = {.charge_id = id,
                               .number = changes[i].number,
                               .advertiser_id = charge.advertiser_id,
                               .program_id = charge.program_id,
                               .occurred_at = changes[i].occurred_at,
                               .booked_at = changes[i].changed_at,
                               .owed = *owed,
                               .reverses = i > 0 ? changes[0].entry_id : (struct entry_id){0}};
    struct charge_booking booking;
    TRY(charge_book(work->scratch, &step, &before, &after, &booking));
    *ret_draft = booking.draft;
    accounts->booked_steps++;
    if (booking.change.minor != 0) {
        TRY(compare_line(accounts, &charge, &booking));
    }
    return money_add(*owed, booking.change, owed);
}

static enum rc draft_of_line(struct accounts *accounts, struct line_id id, struct ledger_draft *ret_draft)
{
    struct replay_work *work = accounts->work;
    struct advertiser_line line;
    TRY(advertiser_line_get(work->db, work->scratch, id, &line));
    if (text_equal(line.kind, TEXT("charge")) || text_equal(line.kind, TEXT("charge_refund"))) {
        return RC_NOT_FOUND; // booked by its charge
    }
    struct money *owed = owed_of(accounts, line.advertiser_id, line.amount.currency);
    TRY(line_book(work->scratch, &line, *owed, ret_draft));
    accounts->other_lines++;
    return money_add(*owed, line.amount, owed);
}

static enum rc replay_entry(struct accounts *accounts, const struct sql_replay_advertiser_entries_row *row)
{
    struct replay_work *work = accounts->work;
    struct ledger_draft stored = {.key = row->entry_key,
                                  .kind = row->kind,
                                  .reference_kind = row->reference_kind,
                                  .reference_id = row->reference_id,
                                  .occurred_at = row->occurred_at,
                                  .booked_at = row->booked_at,
                                  .reverses = row->reverses_entry_id};
    struct sql_ledger_posting_list_row *postings;
    size_t count;
    TRY(sql_ledger_posting_list(work->db, work->scratch, &(struct sql_ledger_posting_list_in){.entry_id = row->id},
                                &postings, &count));
    for (size_t i = 0; i < count && i < LEDGER_LINES_MAX; i++) {
        struct money amount = {.minor = postings[i].amount_minor, .currency = postings[i].currency};
        TRY(ledger_line_read(postings[i].owner_kind, postings[i].owner_id, postings[i].kind, amount,
                             &stored.lines[stored.line_count++]));
    }
    work->report->entries++;
    struct ledger_draft derived;
    bool is_charge = text_equal(row->reference_kind, TEXT("charge"));
    enum rc rc = is_charge ? draft_of_charge(accounts, (struct charge_id){row->reference_id}, row->id, &derived)
                           : draft_of_line(accounts, (struct line_id){row->reference_id}, &derived);
    struct text derived_text = TEXT_NONE;
    if (rc == RC_OK) {
        derived_text = ledger_draft_text(work->scratch, &derived);
    } else if (rc != RC_NOT_FOUND && rc != RC_REFUSED) {
        return rc;
    }
    struct text stored_text = ledger_draft_text(work->scratch, &stored);
    if (!text_is(derived_text) || !text_equal(stored_text, derived_text)) {
        replay_differ(work, text_format(work->scratch, "entry %.*s", TEXT_PRINT(row->entry_key)), stored_text,
                      derived_text);
    }
    return RC_OK;
}

static void count_same(struct replay_work *work, const char *object, int64_t stored, int64_t derived)
{
    replay_compare(work, text_of(object), text_format(work->scratch, "%lld", (long long)stored),
                   text_format(work->scratch, "%lld", (long long)derived));
}

static enum rc all_entries(struct accounts *accounts)
{
    struct replay_work *work = accounts->work;
    AUTO_ARENA page = arena_new(ARENA_JOB_BYTES);
    struct entry_id after = {0};
    size_t count;
    do {
        arena_reset(page);
        struct sql_replay_advertiser_entries_in in = {.after_id = after, .limit = ENTRIES_PAGE};
        struct sql_replay_advertiser_entries_row *rows;
        TRY(sql_replay_advertiser_entries(work->db, page, &in, &rows, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            TRY(replay_entry(accounts, &rows[i]));
            after = rows[i].id;
        }
    } while (count == ENTRIES_PAGE);
    struct sql_replay_advertiser_counts_row counts;
    TRY(sql_replay_advertiser_counts(work->db, work->scratch, &counts));
    count_same(work, "number of charges", counts.charges, work->report->charges);
    count_same(work, "number of booked steps of charges", counts.booked_steps, accounts->booked_steps);
    count_same(work, "number of account lines of charges", counts.charge_lines, accounts->charge_lines);
    count_same(work, "number of other account lines", counts.other_lines, accounts->other_lines);
    return RC_OK;
}

enum rc replay_accounts(struct replay_work *work)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct accounts accounts = {.work = work, .arena = arena};
    textmap_init(&accounts.owed);
    enum rc rc = all_entries(&accounts);
    textmap_release(&accounts.owed);
    return rc;
}
