// SPDX-License-Identifier: Apache-2.0
// The brand's picture: stored in the database, so that every server, a backup and a moved network have it.
#pragma once

#include "flow.h"

// Keeps it, or takes it away when content is empty. RC_INVALID as logo_media_type says. The same picture again changes
// nothing that is seen.
enum rc network_logo_change(struct flow *flow, struct text content) MUST_USE;
