// SPDX-License-Identifier: Apache-2.0
// Words and tones of an application's status.
#pragma once

#include "template/html.h"

struct text application_status_word(const struct render *render, struct text status);
struct text application_status_tone(struct text status);
