// SPDX-License-Identifier: Apache-2.0
// A queued letter (mail/mail.h) in the words of its recipient: subject, text and HTML from the catalogues (po/mail).
// One table names every template; a new letter is a function and a row there, its phrases in four languages, and
// letter_begin with its name.
#pragma once

#include "flow.h"
#include "mail/mail.h"

struct letter_context {
    struct text public_url; // links begin with it: "https://go.example"
    struct text brand;      // the network's name
    struct text zone;       // of instants, unless the recipient has chosen one: the network's
    struct text logo_id;    // the HTML shows the brand's picture, sent along by this id; TEXT_NONE: the name alone
};
struct letter_printed {
    struct text subject;
    struct text text; // lines end in LF
    struct text html;
    struct text unsubscribe_url; // ends letters of this topic (flow/mail/unsubscribe.h); TEXT_NONE: an obligatory one
};

bool letter_is_known(struct text template);
// RC_NOT_FOUND letter_unknown for a template of another version of the program; RC_INVALID letter_malformed when its
// parameters do not read.
enum rc letter_print(struct flow *flow, const struct letter_context *context, const struct mail *mail,
                     struct letter_printed *ret_printed) MUST_USE;
// What it is about, for lists: the subject; the template's name where that cannot be made.
struct text letter_subject(struct flow *flow, const struct letter_context *context, const struct mail *mail);
