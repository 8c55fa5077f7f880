// SPDX-License-Identifier: Apache-2.0
// A line a second on standard error for what takes long.
#pragma once

#include "backup/backup.h"

struct progress {
    int64_t told_ns; // monotonic
};

// The first line comes after a second.
struct progress progress_begin(void);
// For backup_input.progress; user is a struct progress.
void progress_rows(void *user, const struct backup_counts *counts);
