// SPDX-License-Identifier: Apache-2.0
// The state of the books: the ten invariants, what waits and for how long.

#include "identity/public_id.h"
#include "ledger/ledger_verify.h"
#include "v1/handlers.h"

struct invariant_view {
    struct opt_int64 number;
    struct text says;
    struct opt_int64 holds, findings;
};
static const struct field invariant_fields[] = {
    FIELD_INT64(struct invariant_view, number, 1, LEDGER_INVARIANTS, 0, "1 to 10."),
    FIELD_TEXT(struct invariant_view, says, 0, 200, 0, "What must hold."),
    FIELD_BOOL(struct invariant_view, holds, 0, "Whether it does."),
    FIELD_INT64(struct invariant_view, findings, 0, INT64_MAX, 0, "How often it does not."),
};
static const struct schema schema_invariant = SCHEMA("Invariant", struct invariant_view, invariant_fields);

struct finding_view {
    struct opt_int64 invariant;
    struct text what;
};
static const struct field finding_fields[] = {
    FIELD_INT64(struct finding_view, invariant, 1, LEDGER_INVARIANTS, 0, "Which invariant."),
    FIELD_TEXT(struct finding_view, what, 0, 1000, 0, "What was found, and where."),
};
static const struct schema schema_finding = SCHEMA("Finding", struct finding_view, finding_fields);

struct waiting_view {
    struct partner_id partner_id;
    struct text kind;
    struct money amount;
    struct instant since;
};
static const struct field waiting_fields[] = {
    FIELD_ID(struct waiting_view, partner_id, PREFIX_PARTNER, 0, "Whose money."),
    FIELD_CHOICE(struct waiting_view, kind, "pending,in_payout", 0, "Where it waits."),
    FIELD_MONEY(struct waiting_view, amount, "How much."),
    FIELD_INSTANT(struct waiting_view, since, 0, "Since when."),
};
static const struct schema schema_waiting = SCHEMA("Waiting", struct waiting_view, waiting_fields);

struct ledger_check_view {
    struct instant as_of;
    struct opt_int64 is_sound, accounts, entries, postings, commissions, overdue;
    struct field_list invariants, findings, waiting;
};
static const struct field check_fields[] = {
    FIELD_INSTANT(struct ledger_check_view, as_of, 0, "When it was checked."),
    FIELD_BOOL(struct ledger_check_view, is_sound, 0, "Every invariant holds."),
    FIELD_INT64(struct ledger_check_view, accounts, 0, INT64_MAX, 0, "Accounts checked."),
    FIELD_INT64(struct ledger_check_view, entries, 0, INT64_MAX, 0, "Entries checked."),
    FIELD_INT64(struct ledger_check_view, postings, 0, INT64_MAX, 0, "Postings checked."),
    FIELD_INT64(struct ledger_check_view, commissions, 0, INT64_MAX, 0, "Commissions checked."),
    FIELD_INT64(struct ledger_check_view, overdue, 0, INT64_MAX, 0,
                "Commissions that the next release makes available."),
    FIELD_LIST(struct ledger_check_view, invariants, &schema_invariant, 0, "Each invariant."),
    FIELD_LIST(struct ledger_check_view, findings, &schema_finding, 0, "The first findings."),
    FIELD_LIST(struct ledger_check_view, waiting, &schema_waiting, 0, "Money that waits, the longest first."),
};
const struct schema schema_ledger_check = SCHEMA("LedgerCheck", struct ledger_check_view, check_fields);

static void fill_lists(struct call *call, const struct ledger_verification *found, struct ledger_check_view *view)
{
    struct invariant_view *invariants = arena_many(call->arena, struct invariant_view, LEDGER_INVARIANTS);
    for (size_t i = 0; i < LEDGER_INVARIANTS; i++) {
        const struct ledger_verdict *verdict = &found->verdicts[i];
        invariants[i] = (struct invariant_view){.number = some_int64(verdict->invariant),
                                                .says = text_of(verdict->says),
                                                .holds = some_int64(verdict->findings == 0 ? 1 : 0),
                                                .findings = some_int64(verdict->findings)};
    }
    struct finding_view *findings = arena_many(call->arena, struct finding_view, found->finding_count);
    for (size_t i = 0; i < found->finding_count; i++) {
        findings[i] = (struct finding_view){.invariant = some_int64(found->findings[i].invariant),
                                            .what = found->findings[i].what};
    }
    struct waiting_view *waiting = arena_many(call->arena, struct waiting_view, found->waiting_count);
    for (size_t i = 0; i < found->waiting_count; i++) {
        waiting[i] = (struct waiting_view){.partner_id = found->waiting[i].partner_id,
                                           .kind = found->waiting[i].kind,
                                           .amount = found->waiting[i].amount,
                                           .since = found->waiting[i].since};
    }
    view->invariants = (struct field_list){.items = invariants, .count = LEDGER_INVARIANTS};
    view->findings = (struct field_list){.items = findings, .count = found->finding_count};
    view->waiting = (struct field_list){.items = waiting, .count = found->waiting_count};
}

enum rc api_ledger_check(struct call *call)
{
    struct ledger_verification *found = arena_one(call->arena, struct ledger_verification);
    TRY(flow_stored(&call->flow, ledger_verify(call->db, call->arena, call->now, found)));
    struct ledger_check_view view = {.as_of = call->now,
                                     .is_sound = some_int64(found->is_sound ? 1 : 0),
                                     .accounts = some_int64(found->accounts),
                                     .entries = some_int64(found->entries),
                                     .postings = some_int64(found->postings),
                                     .commissions = some_int64(found->commissions),
                                     .overdue = some_int64(found->overdue)};
    fill_lists(call, found, &view);
    return call_print(call, &schema_ledger_check, &view);
}
