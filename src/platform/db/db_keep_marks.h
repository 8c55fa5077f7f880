// SPDX-License-Identifier: Apache-2.0
// Where threads meet that ask for the change mark (db_keep.h) at the same time, so that one question serves all of
// them: it is put after each of them has come.
#pragma once

#include "db/db_keep.h"
#include "thread/gathering.h"

// Belongs to `keep`.
struct gathering *db_keep_marks(struct db_keep *keep);
