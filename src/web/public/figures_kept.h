// SPDX-License-Identifier: Apache-2.0
// A program's figures for pages that anybody may ask for. Reading them costs some microseconds for each conversion of
// half a year: where that is long, they are kept a hundred times as long as it took, so that no crowd of visitors keeps
// the readers busy. What is shown says of when it is (program_figures.to). In memory only.
#pragma once

#include "call.h"
#include "report/program_figures.h"

#define FIGURES_KEPT_PROGRAMS 64
#define FIGURES_KEPT_FROM_MS 100 // what is read in less is never kept
#define FIGURES_KEPT_TIMES 100

// Before the first request and after the last; start forgets everything. from_ms: FIGURES_KEPT_FROM_MS but in tests.
void figures_kept_start(int64_t from_ms);
void figures_kept_stop(void);

// As program_figures_read, as of the call's now or of a moment before, of the same local day. While somebody reads them
// anew, others get those that are kept. Inside a read transaction of the caller's.
enum rc figures_kept_read(struct call *call, struct program_id program_id, struct currency currency, int64_t local_day,
                          struct program_figures *ret_figures) MUST_USE;
