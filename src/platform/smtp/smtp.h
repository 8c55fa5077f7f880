// SPDX-License-Identifier: Apache-2.0
// Sending mail over SMTP (RFC 5321) by libcurl: one message to one recipient, as text and as HTML (MIME
// multipart/alternative, RFC 2046 §5.1.4), in UTF-8. Only this folder knows libcurl's SMTP. Blocks: for threads that
// may wait. What is sent has "Auto-Submitted: auto-generated" (RFC 3834), so that no autoresponder answers.
#pragma once

#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/time.h"

enum smtp_tls {
    SMTP_TLS_START, // STARTTLS, and nothing is said without it: port 587
    SMTP_TLS_WHOLE, // TLS from the first byte: port 465
    SMTP_TLS_NONE,  // for a relay on the same machine: port 25
};

struct smtp_settings {
    struct text host;
    int port;
    enum smtp_tls tls;
    struct text user;     // TEXT_NONE: nobody signs in
    struct text password; // never in logs or faults
    struct text sender;   // an e-mail address: of the envelope and of "From"
    int timeout_s;        // of one message, 0: 60; a connection has a quarter of it
};

// "starttls", "tls", "none"; false for other words. The port that goes with it.
bool smtp_tls_parse(struct text t, enum smtp_tls *ret_tls);
int smtp_tls_port(enum smtp_tls tls);

struct smtp_message {
    struct text sender_name; // "From"'s words: any UTF-8; TEXT_NONE: the address alone
    struct text recipient;   // one address
    struct text subject;     // any UTF-8, one line
    struct text text;        // UTF-8, lines end in LF
    struct text html;
    // A picture that the HTML shows by `src="cid:ID"` (RFC 2392), sent along with it (multipart/related, RFC 2387);
    // TEXT_NONE: none. Its ID is "left@right" in letters, figures and '-'.
    struct text picture, picture_type, picture_id;
    struct text key;      // makes the Message-ID: the same key, the same id, so that receivers see a repeat
    struct text language; // Content-Language
    // Where a POST ends letters of this kind without a question, and a GET asks (RFC 8058, RFC 2369); TEXT_NONE: none.
    struct text unsubscribe_url;
    struct instant at; // Date
};

enum smtp_outcome {
    SMTP_SENT,    // the server took it
    SMTP_LATER,   // not now: no connection, no sign-in, a 4yz answer. Trying again can do no harm
    SMTP_REFUSED, // a 5yz answer about this message or recipient: trying again is of no use
    SMTP_UNKNOWN, // the message was given, and the answer lost: it may be on its way
};

// Once per process, before threads send.
enum rc smtp_start(struct fault *fault) MUST_USE;
// *ret_problem is one English line for operators, TEXT_NONE when sent; never holds the password.
enum smtp_outcome smtp_send(struct arena *arena, const struct smtp_settings *settings,
                            const struct smtp_message *message, struct text *ret_problem);

// A header's words by RFC 2047: as they are when they are ASCII, else encoded words (UTF-8, base64) of at most 75
// characters, folded. Controls become spaces, so that nothing of the words can become a header of its own.
struct text smtp_words(struct arena *arena, struct text t);
