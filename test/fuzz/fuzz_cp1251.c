// SPDX-License-Identifier: Apache-2.0
// windows-1251: what is refused appends nothing and is pointed at within the text; what is accepted was clean UTF-8,
// holds no control and not the empty position of the code page, and is no longer than twice its letters.
#include "core/bug.h"
#include "format/cp1251.h"
#include "format/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct text input = {.p = (const char *)data, .n = size};
    if (size > 65536) {
        return 0;
    }
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    size_t at = SIZE_MAX;
    enum rc rc = cp1251_encode(&buf, input, &at);
    if (rc != RC_OK) {
        BUG_ON(buf.n != 0 || at >= size);
        BUG_ON(rc == RC_REFUSED && !utf8_is_valid(text_slice(input, 0, at)));
        return 0;
    }
    BUG_ON(!utf8_is_clean(input, "") || buf.n > 2 * utf8_length(input));
    for (size_t i = 0; i < buf.n; i++) {
        unsigned char byte = (unsigned char)buf.p[i];
        BUG_ON(byte < 0x20 || byte == 0x7F || byte == 0x98);
    }
    return 0;
}
