// SPDX-License-Identifier: Apache-2.0
// Finding the route of a request.
#include "route.h"

#include <string.h>

#include "identity/public_id.h"

#define ALLOW_BYTES_MAX 128

static const struct {
    struct text name;
    const char *prefix;
} parameter_prefixes[] = {
    {TEXT("code"), NULL}, // first, because every click asks
    {TEXT("advertiser"), PREFIX_ADVERTISER},
    {TEXT("program"), PREFIX_PROGRAM},
    {TEXT("plan"), PREFIX_PLAN},
    {TEXT("offer"), PREFIX_OFFER},
    {TEXT("partner"), PREFIX_PARTNER},
    {TEXT("enrollment"), PREFIX_ENROLLMENT},
    {TEXT("link"), PREFIX_LINK},
    {TEXT("coupon"), PREFIX_COUPON},
    {TEXT("customer"), PREFIX_CUSTOMER},
    {TEXT("conversion"), PREFIX_CONVERSION},
    {TEXT("refund"), PREFIX_REFUND},
    {TEXT("commission"), PREFIX_COMMISSION},
    {TEXT("reward"), PREFIX_REWARD},
    {TEXT("entry"), PREFIX_ENTRY},
    {TEXT("user"), PREFIX_USER},
    {TEXT("token"), PREFIX_TOKEN},
    {TEXT("session"), PREFIX_SESSION},
    {TEXT("mail"), PREFIX_MAIL},
    {TEXT("payout_run"), PREFIX_PAYOUT_RUN},
    {TEXT("payout_item"), PREFIX_PAYOUT_ITEM},
    {TEXT("withdrawal"), PREFIX_WITHDRAWAL},
    {TEXT("invoice"), PREFIX_INVOICE},
    {TEXT("import"), PREFIX_IMPORT},
    {TEXT("charge"), PREFIX_CHARGE},
    {TEXT("penalty"), PREFIX_PENALTY},
    {TEXT("compensation"), PREFIX_COMPENSATION},
    {TEXT("contract"), PREFIX_CONTRACT},
    {TEXT("agreement"), PREFIX_AGREEMENT},
    {TEXT("netting"), PREFIX_NETTING},
    {TEXT("opening_balance"), PREFIX_OPENING_BALANCE},
    {TEXT("dispute"), PREFIX_DISPUTE},
    {TEXT("application"), PREFIX_APPLICATION},
    {TEXT("question"), PREFIX_QUESTION},
    {TEXT("postback"), PREFIX_POSTBACK},
    {TEXT("delivery"), PREFIX_POSTBACK_DELIVERY},
    {TEXT("webhook_source"), PREFIX_WEBHOOK_SOURCE},
};

const char *route_parameter_prefix(struct text name)
{
    for (size_t i = 0; i < sizeof(parameter_prefixes) / sizeof(parameter_prefixes[0]); i++) {
        if (parameter_prefixes[i].name.n == name.n && text_equal(parameter_prefixes[i].name, name)) {
            return parameter_prefixes[i].prefix;
        }
    }
    return NULL;
}

struct text route_parameter_name(const char *pattern, size_t n)
{
    const char *at = pattern;
    for (size_t i = 0;; i++) {
        const char *open = strchr(at, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            return TEXT_NONE;
        }
        if (i == n) {
            return (struct text){.p = open + 1, .n = (size_t)(close - open) - 1};
        }
        at = close + 1;
    }
}

// Whether a path fits a pattern; parameters in order.
static bool fits(const char *pattern, struct text path, struct text *ret_parameters)
{
    size_t at = 0;
    size_t count = 0;
    for (const char *p = pattern; *p != '\0';) {
        if (*p != '{') {
            if (at >= path.n || path.p[at] != *p) {
                return false;
            }
            at++;
            p++;
            continue;
        }
        size_t end = text_find_char(path, '/', at);
        end = end == SIZE_MAX ? path.n : end;
        if (end == at || count == ROUTE_PARAMETERS_MAX) {
            return false;
        }
        ret_parameters[count++] = text_slice(path, at, end);
        at = end;
        p = strchr(p, '}');
        if (p == NULL) {
            return false;
        }
        p++;
    }
    return at == path.n;
}

static bool has_head(const struct route *route)
{
    return route->method == HTTP_GET && (route->flags & ROUTE_NO_HEAD) == 0;
}

struct route_match route_find(const struct route_table *const *tables, size_t table_count, enum http_method method,
                              struct text path, struct arena *arena)
{
    struct route_match match = {.route = NULL, .allow = TEXT_NONE};
    struct buf allow = {.arena = NULL};
    for (size_t i = 0; i < table_count; i++) {
        for (size_t k = 0; k < tables[i]->count; k++) {
            const struct route *route = &tables[i]->routes[k];
            struct text parameters[ROUTE_PARAMETERS_MAX] = {TEXT_NONE, TEXT_NONE};
            if (!fits(route->pattern, path, parameters)) {
                continue;
            }
            if (method == route->method || (method == HTTP_HEAD && has_head(route))) {
                match.route = route;
                memcpy(match.parameters, parameters, sizeof(parameters));
                return match;
            }
            if (allow.arena == NULL) {
                allow = buf_new(arena, ALLOW_BYTES_MAX);
            }
            buf_add(&allow, allow.n == 0 ? TEXT("") : TEXT(", "));
            buf_add(&allow, http_method_text(route->method));
            if (has_head(route)) {
                buf_add(&allow, TEXT(", HEAD"));
            }
        }
    }
    match.allow = allow.arena == NULL ? TEXT_NONE : buf_text(&allow);
    return match;
}
