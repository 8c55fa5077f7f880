// SPDX-License-Identifier: Apache-2.0
// The table of opening balances as text; see balances_import.h.
#include "format/csv.h"
#include "import/balances_import.h"

static const char *const column_names[BALANCES_COLUMN_COUNT] = {
    [BALANCES_PARTNER] = "partner",     [BALANCES_ADVERTISER] = "advertiser",
    [BALANCES_PROGRAM] = "program",     [BALANCES_STATE] = "state",
    [BALANCES_AMOUNT] = "amount",       [BALANCES_CURRENCY] = "currency",
    [BALANCES_DATE] = "date",           [BALANCES_DUE] = "due",
    [BALANCES_REFERENCE] = "reference",
};

struct reading {
    const struct balances_reader *reader;
    struct fault *fault;
    bool has_header;
    size_t column_count;
    enum balances_column columns[BALANCES_COLUMN_COUNT]; // of the file
};

static enum rc malformed(struct reading *r, int64_t line, const char *what, struct text name)
{
    return fault_set(r->fault, RC_INVALID, "balances_malformed", "file", "line %lld: %s: \"%.*s\"", (long long)line,
                     what, (int)(name.n > 40 ? 40 : name.n), name.n == 0 ? "" : name.p);
}

static bool has_column(const struct reading *r, enum balances_column column)
{
    for (size_t i = 0; i < r->column_count; i++) {
        if (r->columns[i] == column) {
            return true;
        }
    }
    return false;
}

static enum rc read_header(struct reading *r, const struct csv_row *row)
{
    r->has_header = true;
    for (size_t i = 0; i < row->field_count; i++) {
        struct text name = text_trim(row->fields[i]);
        size_t column = 0;
        while (column < BALANCES_COLUMN_COUNT && !text_equal_ignore_case(name, text_of(column_names[column]))) {
            column++;
        }
        if (column == BALANCES_COLUMN_COUNT) {
            return malformed(r, row->line, "there is no column of this name", name);
        }
        if (has_column(r, (enum balances_column)column)) {
            return malformed(r, row->line, "a column stands there twice", name);
        }
        r->columns[r->column_count++] = (enum balances_column)column;
    }
    bool is_whole = (has_column(r, BALANCES_PARTNER) || has_column(r, BALANCES_ADVERTISER)) &&
                    has_column(r, BALANCES_STATE) && has_column(r, BALANCES_AMOUNT) && has_column(r, BALANCES_CURRENCY);
    return is_whole ? RC_OK
                    : malformed(r, row->line, "a header of partner or advertiser, state, amount and currency is needed",
                                row->fields[0]);
}

static enum rc read_row(struct reading *r, const struct csv_row *row)
{
    if (row->field_count != r->column_count) {
        return r->reader->bad(r->reader->user, row->line, "another number of columns than the header");
    }
    struct balances_row out = {.line = row->line};
    for (size_t i = 0; i < BALANCES_COLUMN_COUNT; i++) {
        out.fields[i] = TEXT_NONE;
    }
    for (size_t i = 0; i < row->field_count; i++) {
        out.fields[r->columns[i]] = text_trim(row->fields[i]);
    }
    return r->reader->row(r->reader->user, &out);
}

static enum rc read_all(struct reading *r, struct csv_reader *csv)
{
    struct csv_row row;
    for (;;) {
        switch (csv_next(csv, &row)) {
        case CSV_ROW:
            TRY(r->has_header ? read_row(r, &row) : read_header(r, &row));
            break;
        case CSV_BAD:
            if (!r->has_header) {
                return malformed(r, row.line, row.problem, TEXT(""));
            }
            TRY(r->reader->bad(r->reader->user, row.line, row.problem));
            break;
        case CSV_MORE:
            csv_finish(csv);
            break;
        case CSV_END:
            return r->has_header ? RC_OK : malformed(r, 1, "the file is empty: a header is needed", TEXT(""));
        }
    }
}

enum rc balances_read(struct text bytes, const struct balances_reader *reader, struct fault *fault)
{
    struct reading reading = {.reader = reader, .fault = fault};
    struct csv_reader *csv = csv_new(',');
    csv_push(csv, bytes);
    enum rc rc = read_all(&reading, csv);
    csv_free(csv);
    return rc;
}

enum rc balances_date_read(struct fault *fault, const char *field, struct text t, struct instant *ret_instant)
{
    if (instant_parse(t, ret_instant) != RC_OK) {
        return fault_set(fault, RC_INVALID, "instant_malformed", field,
                         "%s: a day such as 2026-11-30 or an instant such as 2026-11-30T12:00:00Z is needed", field);
    }
    bool is_day = t.n == sizeof("2026-11-30") - 1;
    ret_instant->ms += is_day ? DAY_MS - 1 : 0;
    return RC_OK;
}
