// SPDX-License-Identifier: Apache-2.0
// What the files of a list share.
#pragma once

#include "portal/list.h"

// The rows after one, in the order that the address asks for.
struct list_slice list_slice_of(const struct list *list, int64_t limit, int64_t after);
