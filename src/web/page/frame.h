// SPDX-License-Identifier: Apache-2.0
// The frame of every portal page: sidebar, head, preferences, main part. document.html is the bare HTML document,
// frame.html the portal's page inside it.
#pragma once

#include "asset/assets.h"
#include "core/text.h"
#include "template/html.h"

struct document_view {
    struct text title;
    // Of public pages; absent: the page is not for search engines and previews.
    struct text description;
    struct text canonical; // absolute address
    struct text image;     // absolute address
    struct safe_html data; // structured data: a data block that nothing runs
};

struct menu_item {
    struct text label;
    struct text url;
    enum icon icon;
    bool is_current;
    int64_t count; // what waits there; 0 is not shown
};
struct menu_list {
    const struct menu_item *items;
    size_t count;
};

// So many places stand in the bar at the foot of a phone's window; the others open above it.
#define FRAME_BAR_MAX 4

struct frame_view {
    struct text title;
    struct text lead;      // a sentence under the title; TEXT_NONE: none
    struct menu_list menu; // at most FRAME_BAR_MAX
    struct menu_list more; // the others, which a wide window shows below them
    bool is_beyond;        // one of the others is current
    struct text user;      // who is signed in; TEXT_NONE: nobody, and no account menu
    struct text account_url;
    struct text viewed; // the partner as whom an operator reads; TEXT_NONE: nobody
};

struct place_view {
    struct menu_item item;
};

// The choice of language and theme in the head.
struct preferences_view {
    bool is_open;
};
struct language_choice {
    struct text code;
    struct text name;
    bool is_current;
};
struct language_list {
    const struct language_choice *items;
    size_t count;
};
// The token that the forms of a session must carry: in every POST form, as {{use csrf}}.
struct csrf_view {
    bool is_unused;
};

// ---- what templates call, as {{(page_theme)}} ----

struct text render_page_language(struct render *render);
struct text render_page_theme(struct render *render); // "", "light" or "dark"
struct text render_page_brand(struct render *render);
struct text render_page_logo(struct render *render); // the address of the brand's picture, TEXT_NONE without
struct text render_page_target(struct render *render);
struct text render_page_form_token(struct render *render);      // "" when nobody signed in
struct text render_page_preferences_url(struct render *render); // where the forms of language and theme lead
struct text render_page_request(struct render *render);
struct safe_html render_page_style(struct render *render); // the brand's hue, when it is not the default
bool render_page_is_watched(struct render *render);        // reloads when the server was replaced: development builds
bool render_page_is_cyrillic(struct render *render);       // its letters are in fonts of their own
bool render_page_has_no_keys(struct render *render);       // single keys do nothing
bool render_page_is_theme(struct render *render, int theme);
struct language_list render_page_languages(struct render *render);
