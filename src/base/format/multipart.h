// SPDX-License-Identifier: Apache-2.0
// multipart/form-data (RFC 7578, delimiters by RFC 2046 §5.1.1): what a browser sends for a form that holds a file.
#pragma once

#include "format/url.h"

// Whether a Content-Type is multipart/form-data.
bool multipart_is(struct text content_type);
// Reads a body into its fields, in order. Texts are UTF-8 without NUL; a part with a file name is bytes as they are,
// and an input without a file chosen is an empty value. Names and values point into the body. RC_INVALID for a missing
// or malformed boundary, a part without a name, a body that is cut off or goes on after its end; RC_REFUSED for more
// than PARAMETERS_MAX parts.
enum rc multipart_parse(struct arena *arena, struct text content_type, struct text body,
                        struct parameters *ret_parameters) MUST_USE;
