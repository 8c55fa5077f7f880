// SPDX-License-Identifier: Apache-2.0
// Opening balances from a CSV, row by row; see balances_import.h.
#include "import/balances_import.h"

#include "config/config.h"
#include "identity/public_id.h"
#include "ledger/opening_write.h"
#include "partner/partner.h"

#define FILE_BYTES_MAX ((size_t)64 << 20)

struct importing {
    struct flow *flow;
    const struct balances_import *import;
    struct balances_import_counts *counts;
};

static enum rc unknown(struct flow *flow, const char *column, struct text value)
{
    return fault_set(flow->fault, RC_INVALID, "value_unknown", column, "there is no %s \"%.*s\"", column,
                     (int)(value.n > 80 ? 80 : value.n), value.p);
}

static enum rc find_partner(struct flow *flow, struct text value, struct partner_id *ret_id)
{
    if (public_id_parse(flow->keyring, PREFIX_PARTNER, value, &ret_id->v) == RC_OK) {
        return RC_OK;
    }
    struct partner partner;
    enum rc rc = partner_find(flow->db, flow->arena, value, &partner);
    if (rc == RC_NOT_FOUND || rc == RC_INVALID) {
        return unknown(flow, "partner", value);
    }
    TRY(flow_stored(flow, rc));
    *ret_id = partner.id;
    return RC_OK;
}

static enum rc find_id(struct flow *flow, const char *column, const char *prefix, struct text value, int64_t *ret_id)
{
    return public_id_parse(flow->keyring, prefix, value, ret_id) == RC_OK ? RC_OK : unknown(flow, column, value);
}

static enum rc find_owner(struct flow *flow, const struct text *fields, struct opening_input *input)
{
    if (!text_is_empty(fields[BALANCES_PARTNER])) {
        TRY(find_partner(flow, fields[BALANCES_PARTNER], &input->partner_id));
    }
    if (!text_is_empty(fields[BALANCES_ADVERTISER])) {
        TRY(find_id(flow, "advertiser", PREFIX_ADVERTISER, fields[BALANCES_ADVERTISER], &input->advertiser_id.v));
    }
    return RC_OK;
}

static enum rc input_of(struct importing *i, const struct text *fields, struct opening_input *ret_input)
{
    struct flow *flow = i->flow;
    bool has_program =
        text_equal(fields[BALANCES_STATE], TEXT("pending")) || text_equal(fields[BALANCES_STATE], TEXT("available"));
    *ret_input = (struct opening_input){
        .program_id = has_program ? i->import->program_id : (struct program_id){0},
        .state = fields[BALANCES_STATE],
        .amount = fields[BALANCES_AMOUNT],
        .reference = fields[BALANCES_REFERENCE],
        .occurred_at = INSTANT_NONE,
        .due_at = INSTANT_NONE,
    };
    TRY(find_owner(flow, fields, ret_input));
    if (!text_is_empty(fields[BALANCES_PROGRAM])) {
        TRY(find_id(flow, "program", PREFIX_PROGRAM, fields[BALANCES_PROGRAM], &ret_input->program_id.v));
    }
    if (currency_parse(fields[BALANCES_CURRENCY], &ret_input->currency) != RC_OK) {
        return unknown(flow, "currency", fields[BALANCES_CURRENCY]);
    }
    struct text date = text_is_empty(fields[BALANCES_DATE]) ? i->import->date : fields[BALANCES_DATE];
    if (!text_is_empty(date)) {
        TRY(balances_date_read(flow->fault, "date", date, &ret_input->occurred_at));
    }
    return text_is_empty(fields[BALANCES_DUE])
               ? RC_OK
               : balances_date_read(flow->fault, "due", fields[BALANCES_DUE], &ret_input->due_at);
}

static enum rc book_row(struct importing *i, const struct balances_row *row, bool *ret_is_new)
{
    struct opening_input input;
    struct opening_balance opening;
    TRY(input_of(i, row->fields, &input));
    return opening_book(i->flow, &input, &opening, ret_is_new);
}

static bool is_refusal(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_REFUSED || rc == RC_CONFLICT || rc == RC_NOT_FOUND;
}

static void refuse(struct importing *i, int64_t line)
{
    i->counts->refused++;
    if (i->import->refused != NULL) {
        i->import->refused(i->import->user, line, i->flow->fault);
    }
    fault_clear(i->flow->fault);
}

static enum rc take_row(void *user, const struct balances_row *row)
{
    struct importing *i = user;
    bool is_new = false;
    arena_reset(i->flow->arena);
    i->counts->rows++;
    enum rc rc = book_row(i, row, &is_new);
    if (is_refusal(rc)) {
        refuse(i, row->line);
        return RC_OK;
    }
    TRY(rc);
    i->counts->booked += is_new;
    i->counts->known += !is_new;
    return RC_OK;
}

static enum rc take_bad(void *user, int64_t line, const char *problem)
{
    struct importing *i = user;
    i->counts->rows++;
    enum rc rc = fault_set(i->flow->fault, RC_INVALID, "row_malformed", "row", "%s", problem);
    if (is_refusal(rc)) {
        refuse(i, line);
    }
    return RC_OK;
}

enum rc balances_import(struct flow *flow, const struct balances_import *import,
                        struct balances_import_counts *ret_counts)
{
    *ret_counts = (struct balances_import_counts){.rows = 0};
    struct text bytes;
    TRY(file_read(flow->arena, import->path, FILE_BYTES_MAX, &bytes, flow->fault));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow of_row = *flow;
    of_row.arena = arena; // reset with each row
    of_row.before_commit = NULL;
    struct importing importing = {.flow = &of_row, .import = import, .counts = ret_counts};
    struct balances_reader reader = {.row = take_row, .bad = take_bad, .user = &importing};
    return balances_read(bytes, &reader, flow->fault);
}
