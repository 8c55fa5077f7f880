// SPDX-License-Identifier: Apache-2.0
// Refunds: reported, and answered with the entries that they made in the books of the conversion's commissions.

#include "commission/commission.h"
#include "conversion/conversion_decide.h"
#include "conversion/conversion_sql.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "v1/conversion_view.h"
#include "v1/handlers.h"

struct refund_body {
    struct text amount, refund_id, occurred_at;
};
static const struct field refund_body_fields[] = {
    FIELD_DECIMAL(struct refund_body, amount, 0,
                  "In major units of the currency that the order was reported in; all that is left unless given."),
    FIELD_TEXT(struct refund_body, refund_id, 0, 200, 0, "The advertiser's refund id: the same one counts once."),
    FIELD_TEXT(struct refund_body, occurred_at, 0, 64, 0, "RFC 3339; now unless given."),
};
const struct schema schema_refund_create = SCHEMA("RefundCreate", struct refund_body, refund_body_fields);

struct refund_line_view {
    struct text account;
    struct money debit, credit;
};
static const struct field refund_line_fields[] = {
    FIELD_TEXT(struct refund_line_view, account, 0, 32, 0,
               "commission_expense of the program; pending, available or owed_back of the partner."),
    FIELD_MONEY(struct refund_line_view, debit, "What it is debited; null when it is credited."),
    FIELD_MONEY(struct refund_line_view, credit, "What it is credited; null when it is debited."),
};
static const struct schema schema_refund_line = SCHEMA("RefundEntryLine", struct refund_line_view, refund_line_fields);

struct refund_entry_view {
    struct entry_id id;
    struct commission_id commission_id;
    struct partner_id partner_id;
    struct text kind;
    struct money commission_amount;
    struct instant booked_at;
    struct field_list lines;
};
static const struct field refund_entry_fields[] = {
    FIELD_ID(struct refund_entry_view, id, PREFIX_ENTRY, 0, "The entry of the ledger."),
    FIELD_ID(struct refund_entry_view, commission_id, PREFIX_COMMISSION, 0, "The commission that it corrects."),
    FIELD_ID(struct refund_entry_view, partner_id, PREFIX_PARTNER, 0, "Whose commission."),
    FIELD_CHOICE(struct refund_entry_view, kind, "adjustment", 0, "The entry's kind."),
    FIELD_MONEY(struct refund_entry_view, commission_amount, "The commission right after this refund."),
    FIELD_INSTANT(struct refund_entry_view, booked_at, 0, "When it was booked."),
    FIELD_LIST(struct refund_entry_view, lines, &schema_refund_line, 0, "Debits equal credits."),
};
static const struct schema schema_refund_entry = SCHEMA("RefundEntry", struct refund_entry_view, refund_entry_fields);

struct refund_view {
    struct refund_id id;
    struct conversion_id conversion_id;
    struct text refund_id;
    struct money amount, reported;
    struct instant occurred_at, received_at;
    struct opt_int64 duplicate;
    struct field_list entries;
    const void *conversion;
};
static const struct field refund_view_fields[] = {
    FIELD_ID(struct refund_view, id, PREFIX_REFUND, 0, "The refund."),
    FIELD_ID(struct refund_view, conversion_id, PREFIX_CONVERSION, 0, "Its conversion."),
    FIELD_TEXT(struct refund_view, refund_id, 0, 200, 0, "The advertiser's refund id."),
    FIELD_MONEY(struct refund_view, amount, "What was given back, in the program's currency."),
    FIELD_MONEY(struct refund_view, reported, "The same as reported, when in another currency than the program's."),
    FIELD_INSTANT(struct refund_view, occurred_at, 0, "When the money was given back, as reported."),
    FIELD_INSTANT(struct refund_view, received_at, 0, "When it was accepted here."),
    FIELD_BOOL(struct refund_view, duplicate, 0, "It was known already, nothing changed."),
    FIELD_LIST(struct refund_view, entries, &schema_refund_entry, 0,
               "The entries that it made for the conversion's commissions, one for each that it changed."),
    FIELD_OBJECT(struct refund_view, conversion, &schema_conversion,
                 "The conversion and its commissions as they stand."),
};
const struct schema schema_refund = SCHEMA("Refund", struct refund_view, refund_view_fields);

struct refund_answer {
    struct conversion_id conversion_id;
    struct refund_accepted accepted;
};

static struct field_list lines_of(struct arena *arena, const struct ledger_entry_view *entry)
{
    struct refund_line_view *lines = arena_many(arena, struct refund_line_view, entry->line_count);
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct ledger_line *line = &entry->lines[i];
        lines[i].account = text_of(ledger_account_kind_text(line->account));
        if (line->amount.minor > 0) {
            lines[i].debit = line->amount;
        } else {
            lines[i].credit = (struct money){-line->amount.minor, line->amount.currency};
        }
    }
    return (struct field_list){.items = lines, .count = entry->line_count};
}

struct refund_entries {
    struct refund_id refund_id;
    struct refund_entry_view *list;
    size_t count, capacity;
};

static enum rc add_entries(struct call *call, const struct commission *commission, struct refund_entries *found)
{
    struct commission_change *changes = NULL;
    struct ledger_entry_view *entries = NULL;
    size_t change_count = 0, entry_count = 0;
    TRY(commission_change_list(call->db, call->arena, commission->id, &changes, &change_count));
    TRY(ledger_entries_of(call->db, call->arena, TEXT("commission"), commission->id.v, &entries, &entry_count));
    for (size_t i = 0; i < change_count; i++) {
        if (changes[i].cause != COMMISSION_CAUSE_REFUND || changes[i].cause_id != found->refund_id.v) {
            continue;
        }
        for (size_t k = 0; k < entry_count; k++) {
            if (entries[k].id.v != changes[i].entry_id.v) {
                continue;
            }
            if (found->count == found->capacity) {
                found->list = db_rows_grow(call->arena, found->list, sizeof(found->list[0]), &found->capacity);
            }
            found->list[found->count++] = (struct refund_entry_view){.id = entries[k].id,
                                                                     .commission_id = commission->id,
                                                                     .partner_id = commission->partner_id,
                                                                     .kind = entries[k].kind,
                                                                     .commission_amount = changes[i].amount,
                                                                     .booked_at = entries[k].booked_at,
                                                                     .lines = lines_of(call->arena, &entries[k])};
        }
    }
    return RC_OK;
}

static enum rc read_entries(struct call *call, struct refund_view *view)
{
    struct commission *commissions = NULL;
    size_t count = 0;
    TRY(commission_list_of(call->db, call->arena, view->conversion_id, &commissions, &count));
    struct refund_entries found = {.refund_id = view->id};
    for (size_t i = 0; i < count; i++) {
        TRY(add_entries(call, &commissions[i], &found));
    }
    view->entries = (struct field_list){.items = found.list, .count = found.count};
    return RC_OK;
}

static enum rc read_refund(struct call *call, struct refund_view *view)
{
    struct conversion conversion;
    TRY(conversion_get(call->db, call->arena, view->conversion_id, &conversion));
    struct sql_refund_get_row row;
    TRY(sql_refund_get(call->db, call->arena, &(struct sql_refund_get_in){.id = view->id}, &row));
    view->refund_id = row.refund_key;
    view->amount = (struct money){row.amount_minor, conversion.amount.currency};
    view->occurred_at = row.occurred_at;
    view->received_at = row.received_at;
    if (conversion_is_exchanged(&conversion)) {
        TRY(refund_exchange_get(call->db, call->arena, view->id, conversion.exchange.exchange.from, &view->reported));
    }
    struct conversion_view *shown = NULL;
    TRY(conversion_view_of(call, &conversion, /* is_whole= */ true, &shown));
    view->conversion = shown;
    return read_entries(call, view);
}

static enum rc render_refund(struct call *call, const void *view)
{
    const struct refund_answer *answer = view;
    struct refund_view refund = {.id = answer->accepted.refund_id,
                                 .conversion_id = answer->conversion_id,
                                 .duplicate = some_int64(answer->accepted.is_duplicate ? 1 : 0)};
    TRY(flow_stored(&call->flow, read_refund(call, &refund)));
    if (answer->accepted.is_duplicate) {
        call->response->status = 200;
    }
    return call_print(call, &schema_refund, &refund);
}

enum rc api_refund_create(struct call *call)
{
    const struct refund_body *body = call->body;
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct refund_answer *answer = arena_one(call->arena, struct refund_answer);
    answer->conversion_id = conversion.id;
    struct refund_claim claim = {.conversion_id = conversion.id,
                                 .refund_key = body->refund_id,
                                 .amount = body->amount,
                                 .occurred_at = body->occurred_at};
    call_answer_by(call, render_refund, answer);
    return conversion_refund(&call->flow, &claim, &answer->accepted);
}
