// SPDX-License-Identifier: Apache-2.0
// Reading of the tag's reports; see event_body.h.
#include "visitor/event_body.h"

static enum rc single(const struct parameters *parameters, const char *name, struct text *ret_value,
                      struct fault *fault)
{
    *ret_value = parameters_get(parameters, text_of(name));
    if (parameters_count(parameters, text_of(name)) > 1) {
        return fault_set(fault, RC_INVALID, "parameter_repeated", name, "%s is given twice", name);
    }
    return RC_OK;
}

// Absent is consent: who asks his visitors says so in the tag.
static enum rc read_consent(const struct parameters *parameters, bool *ret_is_unstored, struct fault *fault)
{
    struct text consent;
    TRY(single(parameters, "consent", &consent, fault));
    *ret_is_unstored = text_equal(consent, TEXT("0"));
    if (text_is_empty(consent) || *ret_is_unstored || text_equal(consent, TEXT("1"))) {
        return RC_OK;
    }
    return fault_set(fault, RC_INVALID, "consent_malformed", "consent", "consent must be 0 or 1");
}

static enum rc check_program(struct text program, struct fault *fault)
{
    if (text_is_empty(program)) {
        return fault_set(fault, RC_INVALID, "program_required", "program_id",
                         "program_id is needed: the tag has it in data-program");
    }
    return RC_OK;
}

static const struct {
    const char *word;
    enum event_kind kind;
} kinds[] = {{"lead", EVENT_LEAD}, {"sale", EVENT_SALE}, {"arrival", EVENT_ARRIVAL}, {"check", EVENT_CHECK}};

static enum rc read_kind(const struct parameters *parameters, struct event_body *body, struct fault *fault)
{
    struct text word;
    TRY(single(parameters, "event", &word, fault));
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (text_equal(word, text_of(kinds[i].word))) {
            body->kind = kinds[i].kind;
            return RC_OK;
        }
    }
    return fault_set(fault, RC_INVALID, "event_unknown", "event", "event must be lead, sale, arrival or check");
}

enum rc event_body_read(struct arena *arena, const struct parameters *parameters, struct event_body *ret_body,
                        struct fault *fault)
{
    struct event_body body = {.kind = EVENT_SALE};
    struct text token;
    TRY(postback_claim_read(arena, parameters, &body.claim, &token, &body.program, fault));
    TRY(read_kind(parameters, &body, fault));
    TRY(read_consent(parameters, &body.is_unstored, fault));
    TRY(check_program(body.program, fault));
    struct conversion_claim *claim = &body.claim;
    claim->source = TEXT("tag");
    claim->status = TEXT("pending");
    claim->reason = TEXT_NONE;
    claim->split = TEXT_NONE;
    claim->occurred_at = TEXT_NONE;
    if (text_is_empty(claim->goal)) {
        claim->goal = body.kind == EVENT_LEAD ? TEXT("lead") : TEXT("sale");
    }
    *ret_body = body;
    return RC_OK;
}

// "/PREFIX/CODE", with or without a slash at its end.
static enum rc read_path(struct arena *arena, struct text path, struct event_visit *visit, struct fault *fault)
{
    struct text rest = text_starts_with(path, TEXT("/")) ? text_slice(path, 1, path.n) : path;
    struct text prefix;
    struct text code = TEXT_NONE;
    text_split(&rest, '/', &prefix);
    if (text_is(rest)) {
        text_split(&rest, '/', &code);
    }
    if (text_is_empty(code) || !text_is_empty(rest)) {
        return RC_OK;
    }
    if (percent_decode(arena, prefix, /* is_form= */ false, &visit->prefix) != RC_OK ||
        percent_decode(arena, code, /* is_form= */ false, &visit->code) != RC_OK) {
        return fault_set(fault, RC_INVALID, "path_malformed", "path", "path must be percent-encoded UTF-8");
    }
    return RC_OK;
}

enum rc event_visit_read(struct arena *arena, const struct parameters *parameters, struct event_visit *ret_visit,
                         struct fault *fault)
{
    struct event_visit visit = {.prefix = TEXT_NONE, .code = TEXT_NONE};
    struct text path;
    struct text query;
    struct text at;
    TRY(single(parameters, "program_id", &visit.program, fault));
    TRY(check_program(visit.program, fault));
    TRY(read_consent(parameters, &visit.is_unstored, fault));
    TRY(single(parameters, "path", &path, fault));
    TRY(single(parameters, "query", &query, fault));
    if (path.n > EVENT_PATH_MAX) {
        return fault_set(fault, RC_INVALID, "text_too_long", "path", "path must be at most %d bytes", EVENT_PATH_MAX);
    }
    if (query.n > EVENT_QUERY_MAX) {
        return fault_set(fault, RC_INVALID, "text_too_long", "query", "query must be at most %d bytes",
                         EVENT_QUERY_MAX);
    }
    if (text_is(query) && query_parse(arena, query, &visit.parameters, &at) != RC_OK) {
        return fault_set(fault, RC_INVALID, "query_malformed", "query", "query must be a query string of UTF-8");
    }
    if (text_is(path)) {
        TRY(read_path(arena, path, &visit, fault));
    }
    *ret_visit = visit;
    return RC_OK;
}

struct text event_origin_host(struct arena *arena, struct text origin)
{
    struct url url;
    bool is_origin =
        text_is(origin) && url_parse(arena, origin, &url) == RC_OK && url.path.n == 0 && !text_is(url.query);
    return is_origin && !text_is(url.fragment) ? url.host : TEXT_NONE;
}
