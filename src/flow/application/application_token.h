// SPDX-License-Identifier: Apache-2.0
// What the letters to an applicant lead to: his own page, without a sign-in. "apl_….MAC", the MAC under KEY_APPLICATION
// over the id: whoever has it received a letter. It is never kept, and made anew where a letter is written. Pure.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "crypto/crypto.h"
#include "ids.h"

struct text application_token(struct arena *arena, const struct keyring *keyring, struct application_id id);
// RC_NOT_FOUND for anything that application_token did not make.
enum rc application_token_parse(struct arena *arena, const struct keyring *keyring, struct text token,
                                struct application_id *ret_id) MUST_USE;
