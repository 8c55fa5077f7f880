// SPDX-License-Identifier: Apache-2.0
// Exchange rates from a CSV in the ECB's layout; see rate_write.h. The file is read whole before anything is written.
#include "change.h"
#include "config/config.h"
#include "format/csv.h"
#include "ledger/rate_write.h"

#define FILE_BYTES_MAX ((size_t)64 << 20)
#define FIRST_CAPACITY 4096

struct column {
    struct currency currency; // none: passed over
    char name[4];
};

struct reading {
    struct flow *flow;
    const struct rates_import *import;
    struct rates_import_counts *counts;
    struct column *columns; // the first is the date
    size_t column_count;
    struct exchange_rate *list;
    size_t count, capacity;
};

static enum rc bad(struct reading *r, int64_t line, const char *column, const char *what, struct text value)
{
    return fault_set(r->flow->fault, RC_INVALID, "rates_malformed", "file", "line %lld, column %s: %s: \"%.*s\"",
                     (long long)line, column, what, (int)(value.n > 40 ? 40 : value.n), text_is(value) ? value.p : "");
}

static bool is_code(struct text t)
{
    bool is_good = t.n == 3;
    for (size_t i = 0; i < t.n; i++) {
        is_good = is_good && t.p[i] >= 'A' && t.p[i] <= 'Z';
    }
    return is_good;
}

static enum rc read_header(struct reading *r, const struct csv_row *row)
{
    struct arena *arena = r->flow->arena;
    struct buf unknown = buf_new(arena, 8192);
    size_t count = row->field_count;
    count -= count > 1 && row->fields[count - 1].n == 0 ? 1 : 0; // a comma at the end of the line
    if (count < 2 || !text_equal(text_trim(row->fields[0]), TEXT("Date"))) {
        return bad(r, row->line, "1", "a header of Date and currency codes is needed", row->fields[0]);
    }
    r->columns = arena_many(arena, struct column, count);
    r->column_count = count;
    for (size_t i = 1; i < count; i++) {
        struct text name = text_trim(row->fields[i]);
        const char *number = text_zero_terminated(arena, text_format(arena, "%zu", i + 1));
        if (!is_code(name)) {
            return bad(r, row->line, number, "a currency code of three capital letters is needed", name);
        }
        for (size_t k = 0; k < 3; k++) {
            r->columns[i].name[k] = name.p[k];
        }
        for (size_t k = 1; k < i; k++) {
            if (text_equal(text_of(r->columns[k].name), name)) {
                return bad(r, row->line, number, "a currency stands there twice", name);
            }
        }
        if (currency_parse_recorded(name, &r->columns[i].currency) != RC_OK) {
            buf_format(&unknown, "%s%.*s", unknown.n > 0 ? " " : "", TEXT_PRINT(name));
        } else if (currency_equal(r->columns[i].currency, r->import->base)) {
            return bad(r, row->line, number, "this is the currency that all rates are against", name);
        }
    }
    r->counts->unknown = buf_text(&unknown);
    return RC_OK;
}

static void keep(struct reading *r, const struct exchange_rate *rate)
{
    if (r->count == r->capacity) {
        size_t capacity = r->capacity == 0 ? FIRST_CAPACITY : 2 * r->capacity;
        struct exchange_rate *list = arena_many(r->flow->arena, struct exchange_rate, capacity);
        for (size_t i = 0; i < r->count; i++) {
            list[i] = r->list[i];
        }
        r->list = list;
        r->capacity = capacity;
    }
    r->list[r->count++] = *rate;
}

static enum rc read_row(struct reading *r, const struct csv_row *row)
{
    struct instant day;
    struct text date = text_trim(row->fields[0]);
    if (date.n != sizeof("2026-11-30") - 1 || instant_parse(date, &day) != RC_OK) {
        return bad(r, row->line, "Date", "a day such as 2026-11-30 is needed", date);
    }
    bool has_tail = row->field_count == r->column_count + 1 && row->fields[row->field_count - 1].n == 0;
    if (row->field_count != r->column_count && !has_tail) {
        struct text columns = text_format(r->flow->arena, "%zu", row->field_count);
        return bad(r, row->line, "Date", "the row has another number of columns than the header", columns);
    }
    r->counts->days++;
    for (size_t i = 1; i < r->column_count; i++) {
        struct text value = text_trim(row->fields[i]);
        bool is_gap = value.n == 0 || text_equal(value, TEXT("N/A"));
        if (is_gap || currency_is_none(r->columns[i].currency)) {
            continue;
        }
        struct exchange_rate rate = {.base = r->import->base,
                                     .quote = r->columns[i].currency,
                                     .day = day_number(day),
                                     .source = r->import->source,
                                     .recorded_at = r->flow->now};
        if (exchange_value_parse(value, &rate.value) != RC_OK) {
            return bad(r, row->line, r->columns[i].name, "a rate such as 1.1684 is needed", value);
        }
        keep(r, &rate);
    }
    return RC_OK;
}

static enum rc read_rows(struct reading *r, struct csv_reader *csv)
{
    struct csv_row row;
    for (;;) {
        switch (csv_next(csv, &row)) {
        case CSV_ROW:
            TRY(r->columns == NULL ? read_header(r, &row) : read_row(r, &row));
            break;
        case CSV_BAD:
            return bad(r, row.line, "1", row.problem, TEXT(""));
        case CSV_MORE:
            csv_finish(csv);
            break;
        case CSV_END:
            if (r->columns == NULL) {
                return fault_set(r->flow->fault, RC_INVALID, "file_empty", "file",
                                 "the file is empty: a header is needed");
            }
            return RC_OK;
        }
    }
}

static enum rc store(struct reading *r)
{
    struct flow *flow = r->flow;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, TEXT("exchange rates")));
    int64_t added;
    TRY(flow_stored(flow, rate_add_many(flow->db, flow->arena, r->import->base, r->list, r->count, &added)));
    r->counts->rates = (int64_t)r->count;
    r->counts->rates_new = added;
    if (added > 0) {
        struct change_note note;
        change_note_begin(flow, &note);
        json_put_text(&note.json, "base", currency_text(&r->import->base));
        json_put_text(&note.json, "source", r->import->source);
        json_put_int64(&note.json, "rates", added);
        TRY(change_note_end(flow, &note, "exchange_rate.import", 0));
    }
    return flow_commit(flow);
}

enum rc rates_read(struct flow *flow, const struct rates_import *import, struct text bytes, struct rates_read *ret_read)
{
    *ret_read = (struct rates_read){.counts = {.unknown = TEXT("")}};
    struct reading reading = {.flow = flow, .import = import, .counts = &ret_read->counts};
    struct csv_reader *csv = csv_new(',');
    csv_push(csv, bytes);
    enum rc rc = read_rows(&reading, csv);
    csv_free(csv);
    ret_read->list = reading.list;
    ret_read->count = reading.count;
    return rc;
}

enum rc rates_import(struct flow *flow, const struct rates_import *import, struct rates_import_counts *ret_counts)
{
    *ret_counts = (struct rates_import_counts){.unknown = TEXT("")};
    if (import->source.n == 0 || import->source.n > RATE_SOURCE_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "source", "source must be 1 to %d bytes",
                         RATE_SOURCE_MAX);
    }
    struct text bytes;
    TRY(file_read(flow->arena, import->path, FILE_BYTES_MAX, &bytes, flow->fault));
    struct rates_read read;
    TRY(rates_read(flow, import, bytes, &read));
    *ret_counts = read.counts;
    struct reading reading = {
        .flow = flow, .import = import, .counts = ret_counts, .list = read.list, .count = read.count};
    return store(&reading);
}
