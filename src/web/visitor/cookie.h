// SPDX-License-Identifier: Apache-2.0
// The visitor's cookie on the tracking domain.
#pragma once

#include "call.h"
#include "click/click_record.h"

#define VISITOR_COOKIE "trb"

// Sets it to the answer's visitor for the answer's life: HttpOnly, SameSite=Lax, Secure behind TLS.
void visitor_cookie_set(struct call *call, const struct click_answer *answer);
