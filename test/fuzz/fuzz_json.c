// SPDX-License-Identifier: Apache-2.0
// JSON: whatever is accepted has a canonical form that reads back to the same canonical form, and the writer makes
// well-formed JSON of any text.
#include "core/bug.h"
#include "format/encode.h"
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parse(struct arena *arena, struct text input)
{
    const struct json *json = NULL;
    struct fault fault = {0};
    enum rc rc = json_parse(arena, input, &json, &fault);
    BUG_ON(fault_is_set(&fault) != (rc != RC_OK));
    BUG_ON(!utf8_is_clean(text_of(fault.message), ""));
    if (rc != RC_OK) {
        return;
    }
    BUG_ON(!utf8_is_valid(input));
    struct text canonical = json_canonical(arena, json);
    for (size_t i = 0; i < json_count(json); i++) {
        BUG_ON(json_at(json, i) == NULL || text_is(json_member_name(json, i)) != json_is_object(json));
    }
    const struct json *again = NULL;
    BUG_ON(json_parse(arena, canonical, &again, NULL) != RC_OK);
    BUG_ON(!text_equal(canonical, json_canonical(arena, again)));
}

static void check_writer(struct arena *arena, struct text input)
{
    struct buf buf = buf_new(arena, (size_t)4 << 20);
    struct json_writer w = json_writer_new(&buf);
    json_begin_array(&w);
    json_add_text(&w, input);
    json_end_array(&w);
    const struct json *json = NULL;
    // NUL is written \u0000, which our own reader refuses.
    bool has_nul = text_find_char(input, '\0', 0) != SIZE_MAX;
    enum rc rc = json_parse(arena, buf_text(&buf), &json, NULL);
    BUG_ON((rc == RC_OK) == has_nul);
    if (rc == RC_OK && utf8_is_valid(input)) {
        BUG_ON(!text_equal(json_text(json_at(json, 0)), input));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct text input = {.p = (const char *)data, .n = size};
    if (size > 262144) {
        return 0;
    }
    check_parse(arena, input);
    check_writer(arena, input);
    return 0;
}
