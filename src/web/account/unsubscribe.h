// SPDX-License-Identifier: Apache-2.0
// The link that ends letters of a kind, without signing in. A GET asks, because mail programs look at links; a POST
// does it, from the page or by one click in a mail program (RFC 8058): the link itself proves that whoever has it was
// written to.
#pragma once

#include "call.h"

enum rc web_unsubscribe(struct call *call) MUST_USE;
enum rc web_unsubscribe_send(struct call *call) MUST_USE;
