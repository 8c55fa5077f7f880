// SPDX-License-Identifier: Apache-2.0
// What public pages have in common.
#include "public/site.h"

#include "format/url.h"

struct text site_url(const struct call *call, struct text path)
{
    return text_format(call->arena, "%.*s%.*s", TEXT_PRINT(call->app->public_url), TEXT_PRINT(path));
}

struct site_view site_of(const struct call *call, struct text title, struct text description, struct text path)
{
    return (struct site_view){
        .title = title,
        .description = description,
        .canonical = text_is(path) ? site_url(call, path) : TEXT_NONE,
        .is_signed_in = call->actor.role != ROLE_NOBODY,
    };
}

bool site_is_own_host(const struct call *call)
{
    struct url url;
    if (url_parse(call->arena, call->app->public_url, &url) != RC_OK) {
        return true;
    }
    struct text host = text_lower(call->arena, http_request_header(call->request, "Host"));
    size_t colon = text_find_char(host, ':', 0);
    host = text_slice(host, 0, colon == SIZE_MAX ? host.n : colon);
    return text_is_empty(host) || text_equal(host, url.host) || text_equal(host, TEXT("localhost")) ||
           text_equal(host, TEXT("127.0.0.1"));
}
