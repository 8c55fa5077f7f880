// SPDX-License-Identifier: Apache-2.0
// Bodies of the tag's reports, as the server reads them: JSON into parameters, those into a report or a visit, and the
// origin. What is read holds what was sent, and nothing that a page may not say.
#include "core/bug.h"
#include "format/encode.h"
#include "format/json.h"
#include "visitor/event_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_parameters(struct arena *arena, struct text input, struct parameters *ret_parameters)
{
    const struct json *json = NULL;
    struct fault fault = {.rc = RC_OK};
    struct text at;
    if (input.n == 0 || input.p[0] != '{') {
        return query_parse(arena, input, ret_parameters, &at) == RC_OK;
    }
    if (json_parse(arena, input, &json, &fault) != RC_OK || !json_is_object(json)) {
        return false;
    }
    struct parameter *list = arena_many(arena, struct parameter, PARAMETERS_MAX);
    size_t count = 0;
    for (struct text name; count < PARAMETERS_MAX && text_is(name = json_member_name(json, count)); count++) {
        struct text value = json_text(json_member(json, text_zero_terminated(arena, name)));
        list[count] = (struct parameter){.name = name, .value = text_is(value) ? value : TEXT("")};
    }
    *ret_parameters = (struct parameters){.list = list, .count = count};
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text input = {.p = (const char *)data, .n = size};
    struct parameters parameters;
    struct fault fault = {.rc = RC_OK};
    struct text host = event_origin_host(arena, input);
    BUG_ON(text_is(host) && host.n == 0);
    if (size > EVENT_BODY_MAX || !read_parameters(arena, input, &parameters)) {
        return 0;
    }
    struct event_body body;
    enum rc rc = event_body_read(arena, &parameters, &body, &fault);
    BUG_ON(rc != RC_OK && !fault_is_set(&fault));
    if (rc == RC_OK) {
        BUG_ON(text_is_empty(body.program) || text_is_empty(body.claim.goal));
        BUG_ON(text_is(body.claim.split) || text_is(body.claim.reason) || text_is(body.claim.occurred_at));
        BUG_ON(!text_equal(body.claim.status, TEXT("pending")));
    }
    struct event_visit visit;
    fault_clear(&fault);
    rc = event_visit_read(arena, &parameters, &visit, &fault);
    BUG_ON(rc != RC_OK && !fault_is_set(&fault));
    if (rc == RC_OK) {
        BUG_ON(text_is(visit.prefix) != text_is(visit.code));
        BUG_ON(text_is(visit.prefix) && (!utf8_is_valid(visit.prefix) || !utf8_is_valid(visit.code)));
    }
    return 0;
}
