// SPDX-License-Identifier: Apache-2.0
// Sessions at the door: the cookie, the token of forms, and how often passwords may be tried.
//
// The cookie is "__Host-session" (Secure) when the request came over TLS, else "session"; both HttpOnly, SameSite=Lax,
// Path=/. Only pages (ROUTE_PAGE) look at it: the API knows bearer tokens alone, so that no other site can make a
// browser use it. A form (CSRF_FORM) must come from one of our own pages, by Sec-Fetch-Site or Origin, and carry the
// session's secret, masked, in its field "csrf": both are checked before the handler runs (OWASP ASVS 5.0 §3.5.1).
#pragma once

#include "call.h"
#include "user/session.h"

// The actor of the cookie; without a good session the actor stays nobody.
enum rc session_actor(struct call *call) MUST_USE;
// What the forms of this answer carry in "csrf": random bytes and the session's secret XORed with them. New in each
// answer, so that the length of a compressed page tells nothing of the secret (BREACH); every one that was made for a
// session stays good as long as the session. TEXT_NONE: nobody signed in.
struct text session_form_token(const struct call *call);
// RC_FORBIDDEN form_expired, or forbidden for another site's form; reads the form into call->form. Where nobody is
// signed in only the origin is looked at.
enum rc session_form(struct call *call) MUST_USE;
// Whether a POST came from one of our own pages: by Sec-Fetch-Site, and where a browser does not send it by Origin.
bool session_is_same_origin(const struct http_request *request);

// Sets the cookie to this token; TEXT_NONE takes it away.
void session_cookie_set(struct call *call, struct text token);
struct text session_cookie(const struct call *call); // TEXT_NONE without
struct text session_address_prefix(const struct call *call);

// Before a password is looked at: RC_BUSY sign_in_busy when others are at it already, RC_INVALID sign_in_slowed (429)
// after SIGN_IN_FAILURES wrong ones for this e-mail from this network. Then session_guard_leave follows.
enum rc session_guard_enter(struct call *call, struct text email) MUST_USE;
void session_guard_leave(struct call *call, struct text email, bool is_failed);
