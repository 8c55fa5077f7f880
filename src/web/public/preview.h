// SPDX-License-Identifier: Apache-2.0
// GET /programs/{slug}/preview.png: what is shown where the address of a program is shared.
#pragma once

#include "call.h"

enum rc web_program_preview(struct call *call) MUST_USE;
