// SPDX-License-Identifier: Apache-2.0
// The frame of pages that everybody may read: head with the network's name, sign-in, language and theme; foot. Search
// engines and previews are told what the page is.
#pragma once

#include "call.h"
#include "page/frame.h"
#include "page/page.h"

struct site_view {
    struct text title;
    struct text description; // a sentence; TEXT_NONE: none
    struct text canonical;   // absolute address; TEXT_NONE: not to be found by search engines
    struct text image;       // absolute address of a picture; TEXT_NONE: none
    struct safe_html data;   // structured data (schema.org) as a data block; nothing in it runs
    bool is_signed_in;
};

// title, description and path ("/programs/shoes"; TEXT_NONE: not to be found) filled in.
struct site_view site_of(const struct call *call, struct text title, struct text description, struct text path);
// "https://go.example" and the path.
struct text site_url(const struct call *call, struct text path);
// Whether the browser speaks to the network's own host, not to a tracking or partner's domain.
bool site_is_own_host(const struct call *call);
