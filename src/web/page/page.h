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
    struct text form_token; // of the session, for the hidden field "csrf" of every form; TEXT_NONE: nobody signed in
    bool has_no_keys;       // the person turned single keys off
    int hue;                // of the brand's accent colour, 0 to 359
    struct text brand;      // its name
    struct text logo;       // digest of its picture; TEXT_NONE: none
    struct text zone;       // IANA name of the zone that times are shown in
};
#define PAGE_HUE_DEFAULT 264

// Begins a page. Language and theme: what the person who signed in chose, else the cookie, else Accept-Language and
// the system. Zone: the person's, else the network's, else UTC. The brand is the network's name. Fails only with what
// i18n_open says. Everything lives in the request's arena.
enum rc page_open(struct call *call, struct render *ret_render) MUST_USE;
// The language of the pages that the request is answered with, where none is begun yet: how its numbers are typed.
enum i18n_language page_language(struct call *call);
// Answers with what was printed: 200 unless call->response->status was set; the headers of a page; Cache-Control:
// no-store for who is signed in. RC_FAULT when the page grew beyond HTML_BYTES_MAX.
enum rc page_answer(struct call *call, struct render *render) MUST_USE;
// The same for a page that is the same for everybody who is not signed in: caches may keep it for so many seconds, per
// language and cookies.
enum rc page_answer_public(struct call *call, struct render *render, int seconds) MUST_USE;
// Answers 303 See Other: what follows a form that was carried out. The address is one of our own ("/links").
enum rc page_redirect(struct call *call, struct text address) MUST_USE;

// The page that stands for a refusal, in the reader's language, with the request's number: for app->error_page. Who has
// to sign in first (401) is led to /sign-in, and from there back.
void page_error(struct call *call, int status);

// Keeps language and theme, where they are given, in cookies: for who is not signed in any more.
void page_preferences_keep(struct call *call, struct text language, struct text theme);
// POST /preferences: keeps theme or language in a cookie and leads back. 403 from another site.
enum rc web_preferences(struct call *call) MUST_USE;

// An address of our own to lead to: a path that no browser takes for another host. Anything else becomes "/".
struct text page_own_address(struct text t);
