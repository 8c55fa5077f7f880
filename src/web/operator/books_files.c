// SPDX-License-Identifier: Apache-2.0
// The books as files: whole for accountants' programs, days of them as a table or as a bank statement.
#include "backtest/backtest.h"
#include "books_files_html.h"
#include "component/form_fill.h"
#include "core/bug.h"
#include "ledger/ledger_export.h"
#include "operator/books.h"
#include "operator/money.h"
#include "page/page.h"
#include "page/refusal.h"
#include "payout/payout_export.h"
#include "phrase/phrases.h"
#include "portal/portal.h"

#define FILE_BYTES_MAX ((size_t)60 << 20)

struct books_file_query {
    struct text format;
};
static const struct field file_fields[] = {
    FIELD_CHOICE(struct books_file_query, format, "hledger,ledger,beancount,csv,xlsx", 0, "csv unless given."),
};
const struct schema schema_books_file_query = SCHEMA("BooksFileQuery", struct books_file_query, file_fields);

static const struct {
    const char *suffix;
    const char *media_type;
} kinds[] = {
    [LEDGER_EXPORT_HLEDGER] = {"journal", "text/plain; charset=utf-8"},
    [LEDGER_EXPORT_LEDGER] = {"ledger", "text/plain; charset=utf-8"},
    [LEDGER_EXPORT_BEANCOUNT] = {"beancount", "text/plain; charset=utf-8"},
    [LEDGER_EXPORT_CSV] = {"csv", "text/csv; charset=utf-8"},
    [LEDGER_EXPORT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

static enum rc collect(void *user, struct text bytes)
{
    struct buf *buf = user;
    if (buf_text(buf).n + bytes.n > FILE_BYTES_MAX) {
        return RC_REFUSED;
    }
    buf_add(buf, bytes);
    return RC_OK;
}

static enum rc too_large(struct call *call, enum rc rc)
{
    if (rc == RC_REFUSED && !fault_is_set(call->fault)) {
        return fault_set(call->fault, rc, "books_too_large", "format",
                         "the books are too large for a download: use tributary export ledger");
    }
    return rc;
}

static enum rc answer_books(struct call *call, enum ledger_export_format format, const struct ledger_export_days *days)
{
    AUTO_ARENA arena = arena_new(2 * ARENA_JOB_BYTES);
    struct buf buf = buf_new(arena, FILE_BYTES_MAX);
    TRY(too_large(call, ledger_export(&call->flow, format, days, collect, &buf)));
    struct text day = instant_date_text(call->arena, call->now);
    struct text name = text_format(call->arena, "books-%.*s.%s", TEXT_PRINT(day), kinds[format].suffix);
    return call_answer_file(call, text_of(kinds[format].media_type), name, buf_text(&buf));
}

enum rc web_books_file(struct call *call)
{
    const struct books_file_query *query = call->query;
    enum ledger_export_format format = LEDGER_EXPORT_CSV;
    if (text_is(query->format) && !ledger_export_format_parse(query->format, &format)) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "format", "format is none of those there are");
    }
    return answer_books(call, format, NULL);
}

// ---- days of them ----

static struct text month_begin(struct call *call)
{
    return text_format(call->arena, "%.*s-01", TEXT_PRINT(text_slice(instant_date_text(call->arena, call->now), 0, 7)));
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct books_files_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                                    .tabs = money_ledger_tabs(&render, LEDGER_TAB_ACCOUNTS)};
    view.frame.title = phrase_books_files(r);
    const struct choice formats[] = {{.value = TEXT("csv"), .label = TEXT("CSV")},
                                     {.value = TEXT("xlsx"), .label = TEXT("XLSX")},
                                     {.value = TEXT("1c"), .label = phrase_books_1c(r)}};
    struct form_fill form = form_fill(call, &render, fault);
    view.format = form_select(&form, (struct form_field){.name = "format", .label = phrase_books_format(r)},
                              (struct choice_list){.items = formats, .count = 3}, TEXT("csv"));
    view.from = form_input(&form, (struct form_field){.name = "from", .label = phrase_books_from(r)}, INPUT_DATE,
                           month_begin(call));
    view.to = form_input(&form, (struct form_field){.name = "to", .label = phrase_books_to(r)}, INPUT_DATE,
                         instant_date_text(call->arena, call->now));
    view.account = form_input(&form,
                              (struct form_field){.name = "account",
                                                  .label = phrase_books_account(r),
                                                  .hint = phrase_books_account_hint(r),
                                                  .is_optional = true},
                              INPUT_TEXT, TEXT(""));
    view.opening = form_input(&form,
                              (struct form_field){.name = "opening",
                                                  .label = phrase_books_opening(r),
                                                  .hint = phrase_books_opening_hint(r),
                                                  .is_optional = true},
                              INPUT_TEXT, TEXT("0.00"));
    view.errors = form_errors(&form);
    books_files_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_books_files(struct call *call)
{
    return show(call, NULL);
}

static struct text typed(const struct call *call, const char *field)
{
    struct text t = form_typed(call, field);
    return text_is(t) ? t : TEXT("");
}

static enum rc read_days(struct call *call, struct ledger_export_days *ret_days)
{
    TRY(backtest_day_read(typed(call, "from"), "from", &ret_days->first, call->fault));
    TRY(backtest_day_read(typed(call, "to"), "to", &ret_days->last, call->fault));
    if (ret_days->first > ret_days->last) {
        return fault_set(call->fault, RC_INVALID, "days_reversed", "to", "the last day is before the first");
    }
    return RC_OK;
}

static enum rc answer_1c(struct call *call, const struct ledger_export_days *days)
{
    struct payout_statement statement = {
        .account = typed(call, "account"), .first_day = days->first, .last_day = days->last};
    BUG_ON(currency_parse(TEXT("RUB"), &statement.currency) != RC_OK);
    struct text opening = TEXT_NONE;
    TRY(form_decimal(call, "opening", &opening));
    if (money_parse(text_is_empty(opening) ? TEXT("0.00") : opening, statement.currency, &statement.opening) !=
        MONEY_PARSED) {
        return fault_set(call->fault, RC_INVALID, "amount_malformed", "opening", "opening is a sum such as 1250.00");
    }
    AUTO_ARENA arena = arena_new(2 * ARENA_JOB_BYTES);
    struct buf buf = buf_new(arena, FILE_BYTES_MAX);
    TRY(too_large(call, payout_export_1c(&call->flow, &statement, collect, &buf)));
    struct text name = text_format(call->arena, "statement-%.*s.txt", TEXT_PRINT(typed(call, "to")));
    return call_answer_file(call, TEXT("text/plain; charset=windows-1251"), name, buf_text(&buf));
}

static enum rc answer(struct call *call)
{
    struct ledger_export_days days;
    struct text format = typed(call, "format");
    TRY(read_days(call, &days));
    if (text_equal(format, TEXT("1c"))) {
        return answer_1c(call, &days);
    }
    if (!text_equal(format, TEXT("csv")) && !text_equal(format, TEXT("xlsx"))) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "format", "format is csv, xlsx or 1c");
    }
    bool is_csv = text_equal(format, TEXT("csv"));
    return answer_books(call, is_csv ? LEDGER_EXPORT_CSV : LEDGER_EXPORT_XLSX, &days);
}

enum rc web_books_files_make(struct call *call)
{
    struct fault fault;
    enum rc rc = answer(call);
    return page_is_refused(call, rc, &fault) ? show(call, &fault) : rc;
}
