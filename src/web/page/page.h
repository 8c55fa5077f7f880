// SPDX-License-Identifier: Apache-2.0
// Pages: how a handler answers with HTML. A page is three things: a row in a .def table with the flag ROUTE_PAGE, a
// handler that fills a view structure, and a template that prints it (docs/templates.md):
//
//     enum rc web_links(struct call *call)
//     {
//         struct render render;
//         TRY(page_open(call, &render));
//         struct links_view view = {.title = phrase_word_links(&render.reader), …};
//         links_html(&render, &view);
//         return page_answer(call, &render);
//     }
//
// One place gives every page its language, theme, security headers and caching.
#pragma once

#include "call.h"
#include "template/html.h"

enum theme { THEME_SYSTEM, THEME_LIGHT, THEME_DARK };

// What is the same for a whole page.
struct page {
    struct text nonce;  // of the Content-Security-Policy: the brand's colour may stand in a <style> with it
    enum theme theme;   // from the cookie "theme"
    struct text target; // of the request: "/links?period=28d", where the preferences lead back to
    struct text request_id;
    int hue;           // of the brand's accent colour, 0 to 359
    struct text brand; // its name
};
#define PAGE_HUE_DEFAULT 264

// How the reader's zone and language are found: the page's own wish, else the cookie, else Accept-Language; UTC.
struct page_options {
    struct text language; // of the signed-in user's setting; TEXT_NONE: cookie or header
    struct text zone;     // IANA name; TEXT_NONE: UTC
};

// Begins a page. Fails only with what i18n_open says of the zone. Everything lives in the request's arena.
enum rc page_open(struct call *call, struct render *ret_render) MUST_USE;
enum rc page_open_for(struct call *call, const struct page_options *options, struct render *ret_render) MUST_USE;
// Answers with what was printed: 200 unless call->response->status was set; the headers of a page; Cache-Control:
// no-store for who is signed in. RC_FAULT when the page grew beyond HTML_BYTES_MAX.
enum rc page_answer(struct call *call, struct render *render) MUST_USE;
// Answers 303 See Other: what follows a form that was carried out. The address is one of our own ("/links").
enum rc page_redirect(struct call *call, struct text address) MUST_USE;

// The page that stands for a refusal, in the reader's language, with the request's number: for app->error_page.
void page_error(struct call *call, int status);

// POST /preferences: keeps theme or language in a cookie and leads back. 403 from another site.
enum rc web_preferences(struct call *call) MUST_USE;

// Whether a POST came from one of our own pages: by Sec-Fetch-Site, and where a browser does not send it by Origin.
bool page_is_same_origin(const struct http_request *request);
// An address of our own to lead to: a path that no browser takes for another host. Anything else becomes "/".
struct text page_own_address(struct text t);
