// SPDX-License-Identifier: Apache-2.0
// Printing of values by context; see html.h.
#include "template/html.h"

#include "format/url.h"

void html_static(struct render *render, const char *markup, size_t n)
{
    buf_add_bytes(render->out, markup, n);
}

void html_put_text(struct render *render, struct text t)
{
    html_escape(render->out, t);
}

void html_put_int64(struct render *render, int64_t value)
{
    buf_add_int64(render->out, value);
}

void html_put_uint64(struct render *render, uint64_t value)
{
    buf_format(render->out, "%llu", (unsigned long long)value);
}

// Browsers drop tabs and line ends anywhere in a URL and controls in front of it (URL Standard §4.4), so that
// "java\tscript:" would run: no control and no space is let through at all. A backslash is a slash to them.
bool html_url_is_safe(struct text t)
{
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if ((unsigned char)c <= ' ' || c == 0x7f || c == '\\') {
            return false;
        }
        if (c == '/' || c == '?' || c == '#') {
            break;
        }
        if (c == ':') {
            colon = i;
            break;
        }
    }
    for (size_t i = colon == SIZE_MAX ? 0 : colon; i < t.n; i++) {
        if ((unsigned char)t.p[i] <= ' ' || t.p[i] == 0x7f || t.p[i] == '\\') {
            return false;
        }
    }
    if (colon == SIZE_MAX) {
        return !text_starts_with(t, TEXT("//"));
    }
    struct text scheme = text_slice(t, 0, colon);
    return text_equal_ignore_case(scheme, TEXT("https")) || text_equal_ignore_case(scheme, TEXT("http")) ||
           text_equal_ignore_case(scheme, TEXT("mailto")) || text_equal_ignore_case(scheme, TEXT("tel"));
}

void html_put_url(struct render *render, struct text t)
{
    html_escape(render->out, html_url_is_safe(t) ? t : TEXT("#blocked"));
}

void html_put_url_part(struct render *render, struct text t)
{
    percent_encode(render->out, t);
}

void html_put_url_int64(struct render *render, int64_t value)
{
    buf_add_int64(render->out, value);
}

void html_raw(struct render *render, struct safe_html html)
{
    buf_add(render->out, html.markup);
}
