// SPDX-License-Identifier: Apache-2.0
// The view of the page that stands for a refusal.
#pragma once

#include "core/text.h"
#include "page/frame.h"
#include "page/page.h"

struct error_view {
    struct text title;
    struct text sentence;
    bool is_again; // trying again may help
};
