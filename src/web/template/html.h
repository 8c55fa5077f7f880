// SPDX-License-Identifier: Apache-2.0
// What compiled templates call (docs/templates.md): printing of values by context. Text and attributes share one
// escaping (HTML Standard §13.2: & < > " '); what begins a URL attribute is checked by its scheme, what stands later in
// one is percent-encoded. Markup goes in unescaped only as `struct safe_html`, whose makers are few and listed here.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/text.h"
#include "format/encode.h"
#include "phrase/phrase.h"

// One page, mail or fragment while it is printed.
struct render {
    struct buf *out;
    struct arena *arena;     // of phrases and formatted values; lives as long as the page
    struct reader reader;    // whose language
    const struct page *page; // the frame around it (page/page.h); NULL in fragments and tests
};

// A page that grows beyond this is a bug of the page: nothing lists without an end.
#define HTML_BYTES_MAX ((size_t)4 << 20)

// Markup that is printed as it is. Made only by: web/chart (drawings), web/page/brand.c (the brand's colours),
// html_safe_qr (documents). Everybody who fills one by hand answers for its content.
struct safe_html {
    struct text markup;
};

// ---- what templates call ----

void html_static(struct render *render, const char *markup, size_t n);
void html_put_text(struct render *render, struct text t);
void html_put_int64(struct render *render, int64_t value);
void html_put_uint64(struct render *render, uint64_t value);
// The start of a URL attribute. A relative address (path, query, fragment) or one of http, https, mailto, tel is
// printed; anything else, also with controls or spaces in front, becomes "#blocked".
void html_put_url(struct render *render, struct text t);
void html_put_url_part(struct render *render, struct text t); // percent-encoded whole: a path segment or a value
void html_put_url_int64(struct render *render, int64_t value);
void html_raw(struct render *render, struct safe_html html);

static inline void html_put_chars(struct render *render, const char *t)
{
    html_put_text(render, text_of(t));
}
static inline void html_put_url_chars(struct render *render, const char *t)
{
    html_put_url(render, text_of(t));
}

// clang-format off
#define html_text(render, x) _Generic((x), \
    struct text: html_put_text, const char *: html_put_chars, char *: html_put_chars, \
    int: html_put_int64, long: html_put_int64, unsigned: html_put_uint64, unsigned long: html_put_uint64)(render, x)
#define html_url(render, x) _Generic((x), \
    struct text: html_put_url, const char *: html_put_url_chars)(render, x)
#define html_url_part(render, x) _Generic((x), \
    struct text: html_put_url_part, int: html_put_url_int64, long: html_put_url_int64)(render, x)

static inline bool html_is_int64(int64_t v) { return v != 0; }
static inline bool html_is_uint64(uint64_t v) { return v != 0; }
static inline bool html_is_text(struct text t) { return !text_is_empty(t); }
static inline bool html_is_safe(struct safe_html h) { return !text_is_empty(h.markup); }
static inline bool html_is_chars(const char *t) { return t != NULL && t[0] != '\0'; }
static inline bool html_is_pointer(const void *p) { return p != NULL; }
// What {{if x}} means: not 0, not empty, not NULL.
#define html_is(x) _Generic((x), \
    bool: html_is_int64, int: html_is_int64, long: html_is_int64, unsigned: html_is_uint64, \
    unsigned long: html_is_uint64, struct text: html_is_text, struct safe_html: html_is_safe, \
    const char *: html_is_chars, char *: html_is_chars, default: html_is_pointer)(x)
// clang-format on

// ---- for C that prints markup itself (charts) ----

// Whether html_put_url would print it.
bool html_url_is_safe(struct text t);
