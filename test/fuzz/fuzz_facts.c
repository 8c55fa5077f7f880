// SPDX-License-Identifier: Apache-2.0
// Recorded facts of an event: what is read prints as a text that reads back to the same bytes, within its limits.
#include "conversion/facts.h"
#include "core/bug.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new((size_t)8 << 20);
    struct text input = {.p = (const char *)data, .n = size > 65536 ? 65536 : size};
    struct conversion_facts facts, again;
    if (conversion_facts_read(arena, input, &facts) != RC_OK) {
        return 0;
    }
    BUG_ON(facts.upline_count > FACTS_PARTNERS_MAX || facts.touch_count > FACTS_PARTNERS_MAX);
    BUG_ON(facts.split_count > FACTS_SPLITS_MAX || facts.metadata_count > FACTS_METADATA_MAX);
    struct text printed = conversion_facts_text(arena, &facts);
    BUG_ON(conversion_facts_read(arena, printed, &again) != RC_OK);
    BUG_ON(!text_equal(conversion_facts_text(arena, &again), printed));
    return 0;
}
