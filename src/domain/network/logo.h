// SPDX-License-Identifier: Apache-2.0
// What may be the brand's picture: a small PNG, JPEG or WebP, or an SVG that draws and does nothing else. Pure.
#pragma once

#include "core/fault.h"
#include "core/text.h"

// The media type that the bytes themselves say. RC_INVALID with a fault on "logo": logo_too_large (over
// NETWORK_LOGO_BYTES_MAX), logo_unknown (none of the four), logo_active (an SVG with script, an event handler, another
// document inside, an entity, or an address outside itself).
enum rc logo_media_type(struct text content, struct text *ret_media_type, struct fault *fault) MUST_USE;
