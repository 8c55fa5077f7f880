// SPDX-License-Identifier: Apache-2.0
// Pictures of a brand: what is taken for an SVG holds no script and no handler by a plain search either.
#include "core/bug.h"
#include "network/logo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text content = {.p = (const char *)data, .n = size};
    struct text type = TEXT_NONE;
    struct fault fault;
    if (size > 65536 || logo_media_type(content, &type, &fault) != RC_OK) {
        return 0;
    }
    struct text lower = text_lower(arena, content);
    BUG_ON(text_equal(type, TEXT("image/svg+xml")) && text_find(lower, TEXT("<!--"), 0) == SIZE_MAX &&
           (text_find(lower, TEXT("<script"), 0) != SIZE_MAX || text_find(lower, TEXT("<!e"), 0) != SIZE_MAX));
    return 0;
}
