// SPDX-License-Identifier: Apache-2.0
// What may be the brand's picture; see logo.h.
#include "network/logo.h"

#include "format/encode.h"
#include "network/network.h"

// Elements that run, load or hold something else than drawing (SVG 2 §2.3.1, secure static mode).
static const char *const forbidden[] = {"script", "foreignobject", "iframe",  "embed", "object",
                                        "audio",  "video",         "handler", "set",   "listener"};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Without a namespace prefix.
static struct text local_name(struct text name)
{
    size_t colon = text_find_char(name, ':', 0);
    return colon == SIZE_MAX ? name : text_slice(name, colon + 1, SIZE_MAX);
}

static size_t skip(struct text t, size_t i, bool is_skipping_space)
{
    while (i < t.n && is_space(t.p[i]) == is_skipping_space) {
        i++;
    }
    return i;
}

// One attribute of a tag from *at on: NAME="value". False when it is malformed or does more than draw.
static bool attribute_is_still(struct text tag, size_t *at)
{
    size_t equal = text_find_char(tag, '=', *at);
    if (equal == SIZE_MAX) {
        return false;
    }
    struct text name = local_name(text_trim(text_slice(tag, *at, equal)));
    size_t open = skip(tag, equal + 1, true);
    char quote = open < tag.n ? tag.p[open] : '\0';
    size_t close = quote == '"' || quote == '\'' ? text_find_char(tag, quote, open + 1) : SIZE_MAX;
    if (close == SIZE_MAX || text_is_empty(name)) {
        return false;
    }
    struct text value = text_trim(text_slice(tag, open + 1, close));
    *at = skip(tag, close + 1, true);
    if (text_equal_ignore_case(text_slice(name, 0, 2), TEXT("on"))) {
        return false;
    }
    bool is_address = text_equal_ignore_case(name, TEXT("href")) || text_equal_ignore_case(name, TEXT("src"));
    return !is_address || text_starts_with(value, TEXT("#"));
}

// A tag without its angle brackets.
static bool tag_is_still(struct text tag)
{
    if (text_starts_with(tag, TEXT("/"))) {
        return true;
    }
    if (text_ends_with(tag, TEXT("/"))) {
        tag = text_slice(tag, 0, tag.n - 1);
    }
    size_t at = skip(tag, 0, false);
    struct text name = local_name(text_slice(tag, 0, at));
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (text_equal_ignore_case(name, text_of(forbidden[i]))) {
            return false;
        }
    }
    at = skip(tag, at, true);
    while (at < tag.n) {
        if (!attribute_is_still(tag, &at)) {
            return false;
        }
    }
    return !text_is_empty(name);
}

// The '>' that ends a tag: one outside quotes. No '<' stands before it, in quotes neither (XML 1.0, 3.1).
static size_t tag_end(struct text t, size_t from)
{
    char quote = '\0';
    for (size_t i = from; i < t.n; i++) {
        char c = t.p[i];
        if (c == '<') {
            return SIZE_MAX;
        }
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i;
        }
    }
    return SIZE_MAX;
}

// The end of what begins at a '<': comment, XML declaration or tag. SIZE_MAX: cut off, or not allowed.
static size_t markup_end(struct text t, size_t at)
{
    struct text rest = text_slice(t, at, SIZE_MAX);
    if (text_starts_with(rest, TEXT("<!--"))) {
        size_t end = text_find(t, TEXT("-->"), at + 4);
        return end == SIZE_MAX ? SIZE_MAX : end + 3;
    }
    if (text_starts_with(rest, TEXT("<?xml "))) {
        size_t end = text_find(t, TEXT("?>"), at);
        return end == SIZE_MAX ? SIZE_MAX : end + 2;
    }
    size_t end = tag_end(t, at + 1);
    if (end != SIZE_MAX && text_starts_with(rest, TEXT("<!DOCTYPE svg"))) { // as drawing programs write it
        return text_find_char(text_slice(t, at, end), '[', 0) == SIZE_MAX ? end + 1 : SIZE_MAX;
    }
    if (text_starts_with(rest, TEXT("<!")) || text_starts_with(rest, TEXT("<?"))) {
        return SIZE_MAX; // entities, style sheets and sections that hide tags
    }
    return end != SIZE_MAX && tag_is_still(text_slice(t, at + 1, end)) ? end + 1 : SIZE_MAX;
}

static bool svg_is_still(struct text svg)
{
    for (size_t at = text_find_char(svg, '<', 0); at != SIZE_MAX; at = text_find_char(svg, '<', at)) {
        at = markup_end(svg, at);
        if (at == SIZE_MAX) {
            return false;
        }
    }
    return true;
}

// Whether the first element is <svg>.
static bool is_svg(struct text content)
{
    if (!utf8_is_valid(content) || text_find_char(content, '\0', 0) != SIZE_MAX) {
        return false;
    }
    if (text_starts_with(content, TEXT("\xEF\xBB\xBF"))) {
        content = text_slice(content, 3, SIZE_MAX);
    }
    if (!text_starts_with(text_trim(content), TEXT("<"))) {
        return false;
    }
    for (size_t at = text_find_char(content, '<', 0); at != SIZE_MAX; at = text_find_char(content, '<', at)) {
        struct text rest = text_slice(content, at, SIZE_MAX);
        if (!text_starts_with(rest, TEXT("<!")) && !text_starts_with(rest, TEXT("<?"))) {
            return text_starts_with(rest, TEXT("<svg"));
        }
        at = text_find_char(content, '>', at);
        if (at == SIZE_MAX) {
            return false;
        }
    }
    return false;
}

enum rc logo_media_type(struct text content, struct text *ret_media_type, struct fault *fault)
{
    if (content.n > NETWORK_LOGO_BYTES_MAX) {
        return fault_set(fault, RC_INVALID, "logo_too_large", "logo", "a logo has at most 128 KiB; it has %zu bytes",
                         content.n);
    }
    if (text_starts_with(content, TEXT("\x89PNG\r\n\x1A\n"))) {
        *ret_media_type = TEXT("image/png");
    } else if (text_starts_with(content, TEXT("\xFF\xD8\xFF"))) {
        *ret_media_type = TEXT("image/jpeg");
    } else if (text_starts_with(content, TEXT("RIFF")) && text_equal(text_slice(content, 8, 12), TEXT("WEBP"))) {
        *ret_media_type = TEXT("image/webp");
    } else if (!is_svg(content)) {
        return fault_set(fault, RC_INVALID, "logo_unknown", "logo", "a logo is a PNG, SVG, WebP or JPEG file");
    } else if (!svg_is_still(content)) {
        return fault_set(fault, RC_INVALID, "logo_active", "logo",
                         "the SVG holds a script, an event handler or an address: save it as a plain picture");
    } else {
        *ret_media_type = TEXT("image/svg+xml");
    }
    return RC_OK;
}
