// SPDX-License-Identifier: Apache-2.0
// Filling destinations, and the last look at what came out.
#include "link/destination.h"

#include "format/encode.h"

#define CLICK_ID_MACRO "click_id"

// The macros that every click can fill; the rest are names of kept parameters.
static bool macro_of_click(const struct destination *destination, struct text name, struct text *ret_value)
{
    const struct {
        struct text name;
        struct text value;
    } macros[] = {
        {TEXT(CLICK_ID_MACRO), destination->click_id},
        {TEXT("partner"), destination->partner},
        {TEXT("offer"), destination->offer},
        {TEXT("program"), destination->program},
        {TEXT("link"), destination->link},
    };
    for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++) {
        if (text_equal(name, macros[i].name)) {
            *ret_value = macros[i].value;
            return true;
        }
    }
    return false;
}

static bool is_sub(struct text name)
{
    if (!text_starts_with(name, TEXT("sub")) || name.n < 4 || name.n > 5) {
        return false;
    }
    return name.n == 4 ? name.p[3] >= '1' && name.p[3] <= '9' : name.p[3] == '1' && name.p[4] == '0';
}

static bool macro_is_known(struct text name, struct text parameters)
{
    struct destination none = {.url = TEXT_NONE};
    struct text value;
    struct text listed;
    if (macro_of_click(&none, name, &value) || is_sub(name) || text_equal(name, TEXT("source")) ||
        text_equal(name, TEXT("ext"))) {
        return true;
    }
    while (text_split(&parameters, ',', &listed)) {
        if (name.n > 0 && text_equal(text_trim(listed), name)) {
            return true;
        }
    }
    return false;
}

static enum rc refuse_url(struct fault *fault)
{
    return fault_set(
        fault, RC_INVALID, "url_malformed", "destination_url",
        "destination_url must be an absolute http or https URL of at most %d bytes in plain ASCII, without "
        "user information",
        DESTINATION_BYTES_MAX);
}

static enum rc check_macros(struct text destination, struct text parameters, struct fault *fault)
{
    struct text authority = url_authority(destination);
    if (text_find_char(authority, '{', 0) != SIZE_MAX || text_find_char(authority, '}', 0) != SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "macro_in_host", "destination_url",
                         "destination_url may hold macros only after its host");
    }
    struct text rest = destination;
    struct text plain;
    struct text name;
    while (text_is(rest)) {
        if (!url_macro_next(&rest, &plain, &name)) {
            return fault_set(fault, RC_INVALID, "macro_unclosed", "destination_url",
                             "destination_url has a brace without its other");
        }
        if (text_is(name) && !macro_is_known(name, parameters)) {
            return fault_set(fault, RC_INVALID, "macro_unknown", "destination_url",
                             "destination_url has an unknown macro: {%.*s}", (int)(name.n < 64 ? name.n : 64), name.p);
        }
    }
    return RC_OK;
}

enum rc destination_check(struct arena *arena, struct text destination, struct text parameters, struct text *ret_host,
                          struct fault *fault)
{
    struct url url;
    if (text_is_empty(destination) || destination.n > DESTINATION_BYTES_MAX) {
        return refuse_url(fault);
    }
    TRY(check_macros(destination, parameters, fault));
    // Braces are plain characters to url_parse, so the unfilled form reads as any filled one would.
    if (url_parse(arena, destination, &url) != RC_OK) {
        return refuse_url(fault);
    }
    *ret_host = url.host;
    return RC_OK;
}

bool destination_host_is_listed(struct text host, struct text hosts)
{
    struct text listed;
    while (text_split(&hosts, ',', &listed)) {
        if (url_host_matches(host, text_trim(listed))) {
            return true;
        }
    }
    return false;
}

// ---- building ----

static enum rc fill(struct buf *buf, const struct destination *destination, bool has_values, bool *ret_has_click_id)
{
    struct text rest = destination->url;
    struct text plain;
    struct text name;
    *ret_has_click_id = false;
    while (text_is(rest)) {
        struct text value = TEXT_NONE;
        if (!url_macro_next(&rest, &plain, &name)) {
            return RC_REFUSED;
        }
        buf_add(buf, plain);
        if (!text_is(name)) {
            continue;
        }
        *ret_has_click_id = *ret_has_click_id || text_equal(name, TEXT(CLICK_ID_MACRO));
        if (!macro_of_click(destination, name, &value) && has_values && destination->kept != NULL) {
            value = parameters_get(destination->kept, name);
        }
        percent_encode(buf, value);
    }
    return RC_OK;
}

static bool is_parameter_named(struct arena *arena, struct text piece, struct text name)
{
    struct text raw;
    struct text decoded;
    text_split(&piece, '=', &raw);
    return percent_decode(arena, raw, /* is_form= */ true, &decoded) == RC_OK && text_equal(decoded, name);
}

static void add_parameter(struct buf *buf, char separator, const struct destination *destination)
{
    buf_add_char(buf, separator);
    percent_encode(buf, destination->click_id_parameter);
    buf_add_char(buf, '=');
    buf_add(buf, destination->click_id); // letters and digits
}

// Adds the click id to the query, before a fragment. A visitor's own URL may not bring one along.
static struct text add_click_id(struct arena *arena, const struct destination *destination, struct text url)
{
    size_t hash = text_find_char(url, '#', 0);
    struct text fragment = hash == SIZE_MAX ? TEXT("") : text_slice(url, hash, url.n);
    url = text_slice(url, 0, hash);
    size_t mark = text_find_char(url, '?', 0);
    struct text query = mark == SIZE_MAX ? TEXT_NONE : text_slice(url, mark + 1, url.n);
    struct buf buf = buf_new(arena, DESTINATION_BYTES_MAX * 2);
    buf_add(&buf, text_slice(url, 0, mark));
    char separator = '?';
    struct text piece;
    while (text_split(&query, '&', &piece)) {
        if (piece.n == 0 ||
            (destination->is_deep_link && is_parameter_named(arena, piece, destination->click_id_parameter))) {
            continue;
        }
        buf_add_char(&buf, separator);
        buf_add(&buf, piece);
        separator = '&';
    }
    add_parameter(&buf, separator, destination);
    buf_add(&buf, fragment);
    return buf.is_overflown ? TEXT_NONE : buf_text(&buf);
}

static enum rc build(struct arena *arena, const struct destination *destination, bool has_values, struct text *ret_url)
{
    struct buf buf = buf_new(arena, DESTINATION_BYTES_MAX * 2);
    bool has_click_id = false;
    if (destination->is_deep_link) {
        buf_add(&buf, destination->url);
    } else {
        TRY(fill(&buf, destination, has_values, &has_click_id));
    }
    bool wants_click_id = !has_click_id && !text_is_empty(destination->click_id_parameter);
    struct text url = buf_text(&buf);
    bool is_bare = text_find_char(url, '?', 0) == SIZE_MAX && text_find_char(url, '#', 0) == SIZE_MAX;
    if (wants_click_id && is_bare) {
        add_parameter(&buf, '?', destination);
    }
    url = buf.is_overflown ? TEXT_NONE : buf_text(&buf);
    if (text_is(url) && wants_click_id && !is_bare) {
        url = add_click_id(arena, destination, url);
    }
    if (!text_is(url) || url.n > DESTINATION_BYTES_MAX) {
        return RC_REFUSED;
    }
    *ret_url = url;
    return RC_OK;
}

static int port_of(const struct url *url)
{
    return url->port != 0 ? url->port : text_equal(url->scheme, TEXT("https")) ? 443 : 80;
}

// A visitor's URL leads to listed hosts, and there to the ports of the web only.
static bool deep_link_is_allowed(struct arena *arena, const struct destination *destination)
{
    struct url url;
    if (url_parse(arena, destination->url, &url) != RC_OK) {
        return false;
    }
    bool is_web_port = port_of(&url) == (text_equal(url.scheme, TEXT("https")) ? 443 : 80);
    return is_web_port && destination_host_is_listed(url.host, destination->hosts);
}

// No control, space or backslash: nothing that ends a header or that two clients read differently (format/url.h).
static bool is_plain(struct text url)
{
    return ascii_visible(url.p, url.n) == url.n && text_find_char(url, ' ', 0) == SIZE_MAX &&
           text_find_char(url, '\\', 0) == SIZE_MAX;
}

enum rc destination_build(struct arena *arena, const struct destination *destination, struct text *ret_url)
{
    struct text url = TEXT_NONE;
    if (destination->is_deep_link && !deep_link_is_allowed(arena, destination)) {
        return RC_REFUSED;
    }
    if (build(arena, destination, /* has_values= */ true, &url) != RC_OK) {
        TRY(build(arena, destination, /* has_values= */ false, &url));
    }
    // The last look does not trust what was done above: scheme, host and port are those of the URL that was allowed,
    // letter by letter.
    if (!is_plain(url) || !text_equal(url_authority(url), url_authority(destination->url))) {
        return RC_REFUSED;
    }
    *ret_url = url;
    return RC_OK;
}
