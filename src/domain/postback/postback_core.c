// SPDX-License-Identifier: Apache-2.0
// Events, macros, addresses.
#include "postback/postback_core.h"

#include "core/buf.h"

static const char *const events[POSTBACK_EVENT_COUNT] = {
    [POSTBACK_LEAD] = "lead",         [POSTBACK_SALE] = "sale",     [POSTBACK_APPROVED] = "approved",
    [POSTBACK_REJECTED] = "rejected", [POSTBACK_REFUND] = "refund", [POSTBACK_TEST] = "test",
};

const char *postback_event_text(enum postback_event event)
{
    return events[event];
}

bool postback_event_parse(struct text t, enum postback_event *ret_event)
{
    for (size_t i = 0; i < POSTBACK_EVENT_COUNT; i++) {
        if (text_equal(t, text_of(events[i]))) {
            *ret_event = (enum postback_event)i;
            return true;
        }
    }
    return false;
}

bool postback_wants(struct text list, enum postback_event event)
{
    struct text one;
    while (text_split(&list, ',', &one)) {
        if (text_equal(text_trim(one), text_of(events[event]))) {
            return true;
        }
    }
    return event == POSTBACK_TEST;
}

static const char *const macros[POSTBACK_MACRO_COUNT] = {
    "event", "status", "reason",     "conversion_id", "order_id", "program",  "partner", "offer", "link",
    "goal",  "amount", "commission", "currency",      "time",     "click_id", "source",  "ext",   "sub1",
    "sub2",  "sub3",   "sub4",       "sub5",          "sub6",     "sub7",     "sub8",    "sub9",  "sub10",
};

const char *postback_macro(size_t i)
{
    return macros[i];
}

static bool macro_is_known(struct text name)
{
    for (size_t i = 0; i < POSTBACK_MACRO_COUNT; i++) {
        if (text_equal(name, text_of(macros[i]))) {
            return true;
        }
    }
    return false;
}

static enum rc check_macros(struct text url, struct fault *fault)
{
    struct text rest = url;
    struct text plain;
    struct text name;
    if (text_find_char(url_authority(url), '{', 0) != SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "macro_in_host", "url", "url may hold macros only after its host");
    }
    while (text_is(rest)) {
        if (!url_macro_next(&rest, &plain, &name)) {
            return fault_set(fault, RC_INVALID, "macro_unclosed", "url", "url has a brace without its other");
        }
        if (text_is(name) && !macro_is_known(name)) {
            return fault_set(fault, RC_INVALID, "macro_unknown", "url", "url has an unknown macro: {%.*s}",
                             (int)(name.n < 64 ? name.n : 64), name.p);
        }
    }
    return RC_OK;
}

enum rc postback_url_check(struct arena *arena, struct text url_text, bool is_http_allowed, struct fault *fault)
{
    struct url url;
    if (text_is_empty(url_text)) {
        return fault_set(fault, RC_INVALID, "field_missing", "url", "url is missing");
    }
    TRY(check_macros(url_text, fault));
    if (url_text.n > POSTBACK_URL_MAX || url_parse(arena, url_text, &url) != RC_OK || text_is(url.fragment)) {
        return fault_set(fault, RC_INVALID, "url_malformed", "url",
                         "url must be an absolute address of at most %d bytes in plain ASCII, without user information "
                         "and fragment",
                         POSTBACK_URL_MAX);
    }
    if (!is_http_allowed && !text_equal(url.scheme, TEXT("https"))) {
        return fault_set(fault, RC_INVALID, "url_not_https", "url", "url must begin with https://");
    }
    return RC_OK;
}

enum rc postback_fill(struct arena *arena, struct text url_text, const struct parameters *values, struct text *ret_url)
{
    struct buf buf = buf_new(arena, POSTBACK_URL_MAX);
    struct text rest = url_text;
    struct text plain;
    struct text name;
    while (text_is(rest)) {
        if (!url_macro_next(&rest, &plain, &name)) {
            return RC_REFUSED;
        }
        buf_add(&buf, plain);
        if (text_is(name)) {
            percent_encode(&buf, parameters_get(values, name));
        }
    }
    struct url url;
    if (buf.is_overflown || url_parse(arena, buf_text(&buf), &url) != RC_OK ||
        !text_equal(url_authority(buf_text(&buf)), url_authority(url_text))) {
        return RC_REFUSED;
    }
    *ret_url = buf_text(&buf);
    return RC_OK;
}
