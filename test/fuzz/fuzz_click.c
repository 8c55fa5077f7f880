// SPDX-License-Identifier: Apache-2.0
// A click's record from the spool: what decodes encodes to something that decodes to the same.
#include <string.h>

#include "click/click.h"
#include "core/bug.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct click_record record;
    struct click_record back;
    if (click_record_decode((struct text){.p = (const char *)bytes, .n = n}, &record) != RC_OK) {
        return 0;
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text again = click_record_encode(arena, &record);
    BUG_ON(click_record_decode(again, &back) != RC_OK);
    BUG_ON(back.id.v != record.id.v || back.outcome != record.outcome || back.link_id.v != record.link_id.v);
    BUG_ON(!text_equal(back.parameters, record.parameters) || !text_equal(back.agent, record.agent));
    BUG_ON(!text_equal(back.address, record.address) || !text_equal(back.referrer, record.referrer));
    BUG_ON(strcmp(back.country, record.country) != 0 || back.has_person != record.has_person);
    return 0;
}
