// SPDX-License-Identifier: Apache-2.0
// The table of opening balances: every row has a line of its own, after the one before, and the columns that were read;
// a table that is none names what is wrong with it.
#include "core/bug.h"
#include "import/balances_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    int64_t line;
    struct fault fault;
};

static enum rc take_row(void *user, const struct balances_row *row)
{
    struct seen *seen = user;
    struct instant instant;
    BUG_ON(row->line <= seen->line);
    BUG_ON(!text_is(row->fields[BALANCES_STATE]) || !text_is(row->fields[BALANCES_AMOUNT]));
    BUG_ON(!text_is(row->fields[BALANCES_PARTNER]) && !text_is(row->fields[BALANCES_ADVERTISER]));
    seen->line = row->line;
    fault_clear(&seen->fault);
    if (text_is(row->fields[BALANCES_DATE]) &&
        balances_date_read(&seen->fault, "date", row->fields[BALANCES_DATE], &instant) != RC_OK) {
        BUG_ON(!fault_is_set(&seen->fault));
    }
    return RC_OK;
}

static enum rc take_bad(void *user, int64_t line, const char *problem)
{
    struct seen *seen = user;
    BUG_ON(line < seen->line || problem == NULL || problem[0] == '\0');
    seen->line = line;
    return RC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {.line = 0};
    struct fault fault = {.code = ""};
    struct balances_reader reader = {.row = take_row, .bad = take_bad, .user = &seen};
    struct text bytes = {.p = (const char *)data, .n = size > 65536 ? 65536 : size};
    enum rc rc = balances_read(bytes, &reader, &fault);
    BUG_ON(rc != RC_OK && (rc != RC_INVALID || !fault_is_set(&fault)));
    return 0;
}
