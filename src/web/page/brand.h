// SPDX-License-Identifier: Apache-2.0
// The brand's picture under the digest of its content.
#pragma once

#include "call.h"

// GET /brand/{digest}: kept by browsers for good; as a page of its own it may run and load nothing. 404 once it was
// replaced.
enum rc web_brand(struct call *call) MUST_USE;
