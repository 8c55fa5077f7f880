// SPDX-License-Identifier: Apache-2.0
// Reads pages as strictly as no browser does, for tests: what a page holds, what its forms are, and whether anything
// that a person typed has become markup in it. (HTML Standard, the part of its syntax that our templates write.)
#pragma once

#include "core/arena.h"
#include "core/text.h"

#define HTML_ATTRIBUTES_MAX 32

enum html_kind { HTML_START, HTML_END, HTML_TEXT, HTML_COMMENT };

struct html_attribute {
    struct text name;
    struct text value; // as it stands, not decoded; TEXT_NONE without one
};

struct html_token {
    enum html_kind kind;
    struct text name; // of HTML_START and HTML_END; of HTML_TEXT: the element that it stands in, when it is raw
    struct text text; // of HTML_TEXT and HTML_COMMENT, not decoded
    bool is_closed;   // <…/>
    struct html_attribute attributes[HTML_ATTRIBUTES_MAX];
    size_t count;
};

struct html_reader {
    struct text page;
    size_t at;
    struct text raw;   // the element whose text is raw, when one has just begun
    const char *wrong; // NULL, or what is against the syntax at `at`
};

// The next token; false at the end, or when reader->wrong says why it does not go on.
bool html_next(struct html_reader *reader, struct html_token *ret_token);
// The attribute's value, TEXT_NONE without.
struct text html_attribute(const struct html_token *token, const char *name);
bool html_has(const struct html_token *token, const char *name);
// Text with its references (&amp; &#39; …) replaced.
struct text html_decode(struct arena *arena, struct text t);

// Whether the page is well-formed, and `mark`, a word that stands in everything hostile, only in texts and values: in
// no name, script or style; no attribute is a handler of events, and no address leads to a script. NULL, or what is
// wrong, with the place.
const char *html_complaint(struct arena *arena, struct text page, const char *mark);

// ---- forms ----

#define HTML_FIELDS_MAX 96

enum html_field_kind { HTML_TYPED, HTML_HIDDEN, HTML_CHOSEN, HTML_CHECKED, HTML_BUTTON, HTML_FILE };

struct html_field {
    struct text name;
    enum html_field_kind kind;
    struct text type;  // of an input: "email", "date"; "textarea", "select"
    struct text value; // decoded; of HTML_CHOSEN the chosen option's, else the first one's
    bool is_on;        // HTML_CHECKED: checked; HTML_CHOSEN: an option is chosen by the page
    bool is_invalid;   // the page marks it
    bool is_secret;    // a password, or a code that is good once
};

struct html_form {
    struct text id;     // TEXT_NONE without
    struct text action; // decoded
    bool is_post;
    bool is_multipart;
    struct html_field fields[HTML_FIELDS_MAX];
    size_t count;
};

// All forms of a page in its order, allocated in the arena.
void html_forms(struct arena *arena, struct text page, struct html_form **ret_forms, size_t *ret_count);
