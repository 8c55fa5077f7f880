// SPDX-License-Identifier: Apache-2.0
// The partner's statement of a month.
#include "partner/statement_page.h"

#include "access.h"
#include "document/statement_print.h"
#include "page/page.h"

struct statement_file_query {
    struct text month, format;
};
static const struct field statement_file_fields[] = {
    FIELD_TEXT(struct statement_file_query, month, 1, 16, 0, "A month such as 2026-11; the present one unless given."),
    FIELD_CHOICE(struct statement_file_query, format, "pdf,xlsx,csv", 0, "pdf unless given."),
};
const struct schema schema_statement_file_query =
    SCHEMA("StatementFileQuery", struct statement_file_query, statement_file_fields);

enum rc web_partner_statement(struct call *call)
{
    const struct statement_file_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    enum document_format format = DOCUMENT_PDF;
    if (!text_is_empty(query->format) && !document_format_parse(query->format, &format)) {
        format = DOCUMENT_PDF;
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    struct statement_ask ask = {.month = query->month};
    struct statement_period period;
    TRY(statement_period_read(&flow, &ask, &period));
    struct statement statement;
    TRY(statement_read(&flow, access_own_partner(call), &period, &statement));
    struct text bytes = TEXT_NONE;
    TRY(statement_print(&flow, &statement, format, i18n_language_of(render.reader.i18n), &bytes));
    return call_answer_file(call, document_media_type(format), statement_file_name(arena, &statement, format), bytes);
}
