// SPDX-License-Identifier: Apache-2.0
// What the pages of postbacks show in common: the fields of one, and what its macros mean.
#pragma once

#include "partner/postbacks.h"

struct postback_fields_view {
    struct postback_form form;
};
struct macros_view {
    struct macro_row_list rows;
};
