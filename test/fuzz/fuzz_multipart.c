// SPDX-License-Identifier: Apache-2.0
// Forms that hold a file: the first line is the Content-Type, the rest the body. What is read lies within the body.
#include "core/bug.h"
#include "format/encode.h"
#include "format/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text body = {.p = (const char *)data, .n = size};
    struct text type = TEXT_NONE;
    struct parameters found;
    if (size > 65536 || !text_split(&body, '\n', &type) || !text_is(body) ||
        multipart_parse(arena, type, body, &found) != RC_OK) {
        return 0;
    }
    BUG_ON(found.count > PARAMETERS_MAX);
    for (size_t i = 0; i < found.count; i++) {
        struct text name = found.list[i].name;
        struct text value = found.list[i].value;
        BUG_ON(name.n == 0 || !utf8_is_valid(name) || name.p < body.p || name.p + name.n > body.p + body.n);
        BUG_ON(!text_is(value) || value.p < body.p || value.p + value.n > body.p + body.n);
    }
    return 0;
}
