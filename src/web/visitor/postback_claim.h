// SPDX-License-Identifier: Apache-2.0
// Reads a server-to-server postback (or the image pixel, which takes the same parameters) into a claim. Accepts our own
// names and those that TUNE, Everflow, Affise, Keitaro, Binom, Voluum, Alanbase, Post Affiliate Pro and Dub send, so
// that an advertiser pastes the postback he already has. Pure.
#pragma once

#include "conversion/conversion_claim.h"
#include "format/url.h"

// Fills claim's texts and *ret_token (TEXT_NONE when absent) from decoded parameters. Our own name wins over an alias,
// an alias earlier in the table over a later one. Unknown parameters are ignored: trackers send many. RC_INVALID
// parameter_repeated when the same name comes twice with different values. *ret_program is the public id, if any.
enum rc postback_claim_read(struct arena *arena, const struct parameters *parameters,
                            struct conversion_claim *ret_claim, struct text *ret_token, struct text *ret_program,
                            struct fault *fault) MUST_USE;

// Whether a parameter of this name holds nothing personal and no secret, so that it may be kept as it came: our names
// and their aliases but for token, e-mail, the customer's id and the free fields.
bool postback_is_plain(struct text name);
