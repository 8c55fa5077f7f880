// SPDX-License-Identifier: Apache-2.0
// A link as a QR code to print: as SVG, which scales, and as PNG.
#pragma once

#include "call.h"

extern const struct schema schema_link_qr_query;
// GET /links/{link}/qr?format=svg|png: a file to save, for whoever may see the link.
enum rc web_link_qr(struct call *call) MUST_USE;
