// SPDX-License-Identifier: Apache-2.0
// A table of exchange rates in the ECB's layout: what is taken is a rate of the base in another currency on a day; a
// table that is refused names what is wrong.
#include "core/bug.h"
#include "ledger/rate_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct fault fault = {.code = ""};
    struct flow flow = {.arena = arena, .now = {INT64_C(1790000000000)}, .fault = &fault};
    struct rates_import import = {.base = {"EUR"}, .source = TEXT("fuzz")};
    struct rates_read read;
    struct text bytes = {.p = (const char *)data, .n = size > 65536 ? 65536 : size};
    if (rates_read(&flow, &import, bytes, &read) != RC_OK) {
        BUG_ON(!fault_is_set(&fault));
        return 0;
    }
    for (size_t i = 0; i < read.count; i++) {
        BUG_ON(!currency_equal(read.list[i].base, import.base) || currency_equal(read.list[i].quote, import.base));
        BUG_ON(read.list[i].value.digits < 1 || read.list[i].value.scale > EXCHANGE_SCALE_MAX);
    }
    return 0;
}
