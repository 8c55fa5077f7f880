// SPDX-License-Identifier: Apache-2.0
// Payout details as JSON: what is read prints as the same bytes again; what is checked as good is masked without
// showing the account, and two that are the same account have the same name.
#include "core/bug.h"
#include "payout_account/payout_details.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct text input = {.p = (const char *)data, .n = size > 16384 ? 16384 : size};
    struct payout_details details, again;
    struct fault fault = {.code = ""};
    if (payout_details_parse(arena, input, &details) != RC_OK) {
        return 0;
    }
    payout_details_normalise(arena, &details);
    struct text printed = payout_details_json(arena, &details);
    BUG_ON(payout_details_parse(arena, printed, &again) != RC_OK);
    BUG_ON(!text_equal(payout_details_json(arena, &again), printed));
    if (payout_details_check(&details, /* is_own= */ false, &fault) != RC_OK) {
        BUG_ON(!fault_is_set(&fault));
        return 0;
    }
    BUG_ON(!text_equal(payout_details_account(arena, &details), payout_details_account(arena, &again)));
    struct text masked = payout_details_masked(arena, &details);
    BUG_ON(text_is_empty(masked));
    BUG_ON(text_is(details.iban) && text_find(masked, details.iban, 0) != SIZE_MAX);
    return 0;
}
